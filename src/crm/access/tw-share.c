/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-share.h"

#include <glib/gi18n-lib.h>

/**
 * tw_sharer_free:
 * @sharer: (transfer full): somebody
 */
void
tw_sharer_free (TwSharer *sharer)
{
  g_free (sharer->name);
  g_free (sharer);
}

static gboolean
is_named (const TwValue *value,
          const TwId    *id)
{
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (tw_id_equal (&value->list->values[i].id, id))
      return TRUE;
  return FALSE;
}

static const TwValue *
get_named (TwRecord *record)
{
  return tw_record_get (record, tw_record_get_entity (record)->shared_with_field);
}

static gboolean
add_kind (GPtrArray   *sharers,
          TwStore     *store,
          TwRecord    *record,
          const char  *key,
          const char  *where,
          GError     **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, key);
  g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, where, "name", error) : NULL;
  g_autoptr(GPtrArray) records = query != NULL ? tw_store_list (store, query, G_MAXUINT, NULL, NULL, error) : NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *found = g_ptr_array_index (records, i);
      TwSharer *sharer = NULL;

      if (tw_id_equal (tw_record_get_id (found), tw_store_get_user (store)))
        continue;
      sharer = g_new0 (TwSharer, 1);
      sharer->entity = tw_record_get_entity (found);
      sharer->id = *tw_record_get_id (found);
      sharer->name = tw_record_dup_title (found);
      sharer->chosen = is_named (get_named (record), &sharer->id);
      g_ptr_array_add (sharers, sharer);
    }
  return records != NULL;
}

/**
 * tw_share_list:
 * @store: the store
 * @record: what is shared
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwSharer): with whom it can be shared
 */
GPtrArray *
tw_share_list (TwStore  *store,
               TwRecord *record,
               GError  **error)
{
  g_autoptr(GPtrArray) sharers = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_sharer_free);

  g_return_val_if_fail (TW_IS_STORE (store) && tw_record_get_entity (record)->shared_with_field != NULL, NULL);
  return add_kind (sharers, store, record, "team", NULL, error) && add_kind (sharers, store, record, "role", NULL, error)
         && add_kind (sharers, store, record, "user", "active", error) ? g_steal_pointer (&sharers) : NULL;
}

/**
 * tw_share_is_everybody:
 * @record: what is shared
 *
 * Returns: whether everybody reads it
 */
gboolean
tw_share_is_everybody (TwRecord *record)
{
  const TwField *field = tw_record_get_entity (record)->shared_field;
  const TwValue *value = field != NULL ? tw_record_get (record, field) : NULL;

  return value != NULL && value->type == TW_TYPE_BOOLEAN && value->i != 0;
}

/**
 * tw_share_count:
 * @record: what is shared
 *
 * Returns: how many people, teams and roles are named
 */
guint
tw_share_count (TwRecord *record)
{
  const TwValue *value = get_named (record);

  return value->type == TW_TYPE_LIST ? value->list->n_values : 0;
}

/* Those who are chosen, and those whom this list could not name: who was switched off is not forgotten by it. */
static TwValue
make_named (TwRecord  *record,
            GPtrArray *sharers)
{
  const TwValue *before = get_named (record);
  g_autoptr(GArray) links = g_array_new (FALSE, FALSE, sizeof (TwValue));

  for (guint i = 0; i < sharers->len; i++)
    {
      const TwSharer *sharer = g_ptr_array_index (sharers, i);
      TwValue link = tw_value_link (sharer->entity->number, &sharer->id);

      if (sharer->chosen)
        g_array_append_val (links, link);
    }
  for (guint i = 0; before->type == TW_TYPE_LIST && i < before->list->n_values; i++)
    {
      gboolean listed = FALSE;

      for (guint k = 0; k < sharers->len && !listed; k++)
        listed = tw_id_equal (&((TwSharer *) g_ptr_array_index (sharers, k))->id, &before->list->values[i].id);
      if (!listed)
        g_array_append_val (links, before->list->values[i]);
    }
  return links->len > 0 ? tw_value_list ((TwValue *) links->data, links->len) : (TwValue) TW_VALUE_INIT;
}

/**
 * tw_share_set:
 * @store: the store
 * @record: what is shared
 * @everybody: whether everybody is to read it
 * @sharers: (element-type TwSharer): of tw_share_list(), with those chosen who are to read it
 * @error: of the record
 *
 * Writes it into the record, which is not saved.
 *
 * Returns: whether it fits
 */
gboolean
tw_share_set (TwStore   *store,
              TwRecord  *record,
              gboolean   everybody,
              GPtrArray *sharers,
              GError   **error)
{
  const TwEntity *entity = tw_record_get_entity (record);
  TwValue all = tw_value_boolean (everybody), owner = TW_VALUE_INIT;
  g_auto(TwValue) named = make_named (record, sharers);

  if (!tw_record_set (record, entity->shared_field, &all, error) || !tw_record_set (record, entity->shared_with_field, &named, error))
    return FALSE;
  /* What is not everybody's needs somebody whose it is. */
  if (!tw_record_has_changes (record) || everybody || !tw_value_is_null (tw_record_get (record, entity->owner_field))
      || tw_id_is_nil (tw_store_get_user (store)))
    return TRUE;
  owner = tw_value_link (tw_field_get_target (entity->owner_field)->number, tw_store_get_user (store));
  return tw_record_set (record, entity->owner_field, &owner, error);
}

/**
 * tw_share_save:
 * @store: the store
 * @record: what is shared, as it is stored
 * @everybody: whether everybody is to read it
 * @sharers: (element-type TwSharer): of tw_share_list(), with those chosen who are to read it
 * @error: of the store
 *
 * Returns: whether it is so
 */
gboolean
tw_share_save (TwStore   *store,
               TwRecord  *record,
               gboolean   everybody,
               GPtrArray *sharers,
               GError   **error)
{
  g_autofree char *name = tw_record_dup_title (record), *title = NULL;
  g_autoptr(TwCommit) done = NULL;
  TwEdit *edit = NULL;

  if (!tw_share_set (store, record, everybody, sharers, error))
    return FALSE;
  if (!tw_record_has_changes (record))
    return TRUE;
  /* Translators: names a change; %s is the name of a dashboard or report. */
  title = g_strdup_printf (everybody || tw_share_count (record) > 0 ? _("Share “%s”") : _("Make “%s” private"), name);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, title);
  tw_edit_save (edit, record);
  done = tw_edit_commit (edit, error);
  return done != NULL;
}
