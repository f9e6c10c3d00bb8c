/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-data.h"

#include <glib/gi18n-lib.h>

#include "tw-access.h"
#include "tw-share.h"

#define MAX_LISTED 1000

static char *
dup_text (TwRecord   *record,
          const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_JSON ? g_strdup (value->text) : NULL;
}

static gboolean
get_boolean (TwRecord   *record,
             const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_BOOLEAN && value->i != 0;
}

static const TwEntity *
get_entity (TwStore *store)
{
  return tw_schema_get_entity (tw_store_get_schema (store), "report");
}

static char *
dup_owner (TwStore       *store,
           const TwValue *owner)
{
  g_autoptr(TwRecord) user = tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), "user"), &owner->id, NULL);

  return user != NULL ? tw_record_dup_title (user) : NULL;
}

static TwReportEntry *
read_entry (TwStore  *store,
            TwRecord *record)
{
  TwReportEntry *entry = g_new0 (TwReportEntry, 1);
  const TwValue *owner = tw_record_get_key (record, "owner");

  entry->id = *tw_record_get_id (record);
  entry->name = tw_record_dup_title (record);
  entry->category = dup_text (record, "category");
  entry->description = dup_text (record, "description");
  entry->definition = dup_text (record, "definition");
  entry->range = dup_text (record, "range");
  entry->shared = get_boolean (record, "shared");
  entry->n_shared_with = tw_share_count (record);
  entry->pinned = get_boolean (record, "pinned");
  entry->own = owner->type == TW_TYPE_LINK && tw_id_equal (&owner->id, tw_store_get_user (store));
  if (owner->type == TW_TYPE_LINK && !entry->own)
    entry->owner = dup_owner (store, owner);
  return entry;
}

/**
 * tw_report_entry_free:
 * @entry: (transfer full): a report
 */
void
tw_report_entry_free (TwReportEntry *entry)
{
  g_free (entry->name);
  g_free (entry->category);
  g_free (entry->description);
  g_free (entry->definition);
  g_free (entry->range);
  g_free (entry->owner);
  g_free (entry);
}

/**
 * tw_report_entry_copy:
 * @entry: a report
 *
 * Returns: (transfer full): the same
 */
TwReportEntry *
tw_report_entry_copy (const TwReportEntry *entry)
{
  TwReportEntry *copy = g_memdup2 (entry, sizeof *entry);

  copy->name = g_strdup (entry->name);
  copy->category = g_strdup (entry->category);
  copy->description = g_strdup (entry->description);
  copy->definition = g_strdup (entry->definition);
  copy->range = g_strdup (entry->range);
  copy->owner = g_strdup (entry->owner);
  return copy;
}

/**
 * tw_report_entry_list:
 * @store: a store
 * @pinned_only: whether only those for the sidebar are wanted
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwReportEntry): the reports that this person sees, in order
 */
GPtrArray *
tw_report_entry_list (TwStore  *store,
                      gboolean  pinned_only,
                      GError  **error)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autofree char *shared = tw_access_dup_shared_where (store, get_entity (store));
  g_autofree char *where = pinned_only ? g_strdup_printf ("pinned and (%s)", shared) : g_steal_pointer (&shared);
  g_autoptr(TwQuery) query = tw_query_new (schema, get_entity (store), where, "position,name", error);
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, MAX_LISTED, NULL, NULL, error) : NULL;
  GPtrArray *entries = NULL;

  if (records == NULL)
    return NULL;
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_entry_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (entries, read_entry (store, g_ptr_array_index (records, i)));
  return entries;
}

/**
 * tw_report_entry_load:
 * @store: a store
 * @id: id of a report
 * @error: of the store: it is gone
 *
 * Returns: (transfer full) (nullable): the report
 */
TwReportEntry *
tw_report_entry_load (TwStore     *store,
                      const TwId  *id,
                      GError     **error)
{
  g_autoptr(TwRecord) record = tw_store_get (store, get_entity (store), id, error);

  if (record != NULL && tw_record_is_deleted (record))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The report was deleted. It lies in the wastebasket."));
      return NULL;
    }
  return record != NULL ? read_entry (store, record) : NULL;
}

static gboolean
set_text (TwRecord   *record,
          const char *key,
          const char *text,
          GError    **error)
{
  g_auto(TwValue) value = text != NULL && *text != '\0' ? tw_value_text (text) : (TwValue) TW_VALUE_INIT;

  return tw_record_set_key (record, key, &value, error);
}

static gboolean
set_boolean (TwRecord   *record,
             const char *key,
             gboolean    set,
             GError    **error)
{
  TwValue value = tw_value_boolean (set);

  return tw_record_set_key (record, key, &value, error);
}

static gboolean
fill_record (TwRecord            *record,
             const TwReportEntry *entry,
             GError             **error)
{
  g_auto(TwValue) json = entry->definition != NULL ? tw_value_json (entry->definition) : (TwValue) TW_VALUE_INIT;

  return set_text (record, "name", entry->name, error) && set_text (record, "category", entry->category, error)
         && set_text (record, "description", entry->description, error) && set_text (record, "range", entry->range, error)
         && tw_record_set_key (record, "definition", &json, error) && set_boolean (record, "shared", entry->shared, error)
         && set_boolean (record, "pinned", entry->pinned, error);
}

/**
 * tw_report_entry_save:
 * @store: a store
 * @entry: a report
 * @sharers: (nullable) (element-type TwSharer): of tw_share_list(), with those chosen who are to see it; %NULL: as it is
 * @error: of the store
 *
 * Puts it down in one step; nothing happens when nothing was changed.
 *
 * Returns: whether it is kept so
 */
gboolean
tw_report_entry_save (TwStore        *store,
                      TwReportEntry  *entry,
                      GPtrArray      *sharers,
                      GError        **error)
{
  gboolean is_new = tw_id_is_nil (&entry->id);
  g_autoptr(TwRecord) record = is_new ? tw_record_new (get_entity (store)) : tw_store_get (store, get_entity (store), &entry->id, error);
  g_autofree char *title = g_strdup_printf (is_new ? _("Add the report “%s”") : _("Change the report “%s”"), entry->name);
  g_autoptr(TwCommit) done = NULL;
  TwEdit *edit = NULL;

  if (record == NULL || !fill_record (record, entry, error)
      || (sharers != NULL && !tw_share_set (store, record, entry->shared, sharers, error)))
    return FALSE;
  if (!tw_record_has_changes (record))
    return TRUE;
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, error);
  if (done == NULL)
    return FALSE;
  entry->n_shared_with = tw_share_count (record);
  if (is_new)
    {
      entry->id = *tw_record_get_id (record);
      entry->own = TRUE;
    }
  return TRUE;
}

/**
 * tw_report_entry_delete:
 * @store: a store
 * @id: id of a report
 * @error: of the store
 *
 * Returns: whether it lies in the wastebasket
 */
gboolean
tw_report_entry_delete (TwStore     *store,
                        const TwId  *id,
                        GError     **error)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, _("Delete the report"));
  g_autoptr(TwCommit) done = NULL;

  tw_edit_delete (edit, get_entity (store), id);
  done = tw_edit_commit (edit, error);
  return done != NULL;
}
