/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of the time before a workspace joined, and those that a restored server lost. They are sent as they are when their turn comes, in the order of their ids,
 * which is about the order in which they were made. A link to a record that comes later is left out at first, and set by a
 * second mutation when everything is there. */
#include "config.h"

#include <string.h>

#include "tw-outbox-private.h"

typedef struct
{
  TwId     id;
  guint    entity;
  gboolean links;                                      /* has links to records that come later */
} Entry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return tw_id_compare (&((const Entry *) a)->id, &((const Entry *) b)->id);
}

static gboolean
is_later (const TwId *own, const TwValue *value)
{
  if (value->type == TW_TYPE_LINK)
    return tw_id_compare (&value->id, own) > 0;
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (value->list->values[i].type == TW_TYPE_LINK && tw_id_compare (&value->list->values[i].id, own) > 0)
      return TRUE;
  return FALSE;
}

static TwStmt *
prepare_rows (TwStore *store, TwDb *db, const TwEntity *entity, const char *rest, GError **error)
{
  const TwTable *table = tw_store_get_table (store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE %s", table->columns, table->name, rest);

  return tw_db_prepare (db, sql, error);
}

static gboolean
collect_entity (TwStore *store, TwDb *db, const TwEntity *entity, const char *condition, GArray *entries, GError **error)
{
  g_autofree char *live = g_strconcat ("t0.deleted IS NULL AND ", condition, NULL);
  g_autoptr (TwStmt) stmt = prepare_rows (store, db, entity, live, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    {
      g_autoptr (TwRecord) record = tw_table_read_record (tw_store_get_table (store, entity), stmt);
      Entry entry = { .id = *tw_record_get_id (record), .entity = entity->number };

      for (guint i = 0; i < entity->n_fields; i++)
        if (entity->fields[i]->number >= TW_FIELD_FIRST_OWN)
          entry.links |= is_later (&entry.id, tw_record_get (record, entity->fields[i]));
      g_array_append_val (entries, entry);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_entries (TwDb *db, GArray *entries, gint64 *n, gint64 state, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_outbox (" TW_OUTBOX_COLUMNS ") VALUES (?, 0, 0, 0, ?, ?, ?, 0)",
                                           error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (state == TW_OUTBOX_LINKS && !entry->links)
        continue;
      tw_stmt_bind_int (stmt, 1, (*n)++);
      tw_stmt_bind_int (stmt, 2, entry->entity);
      tw_stmt_bind_id (stmt, 3, &entry->id);
      tw_stmt_bind_int (stmt, 4, state);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_outbox_queue_rows (TwStore *store, TwDb *db, const char *condition, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  gint64 n;

  if (!tw_outbox_next_n (db, &n, error))
    return FALSE;
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    if (!collect_entity (store, db, tw_schema_get_entity_at (schema, e), condition, entries, error))
      return FALSE;
  g_array_sort (entries, compare_entries);
  return write_entries (db, entries, &n, TW_OUTBOX_WHOLE, error) && write_entries (db, entries, &n, TW_OUTBOX_LINKS, error);
}

static gboolean
is_sent (const TwOutboxRow *row, const TwField *field, const TwValue *value)
{
  gboolean later = field->number >= TW_FIELD_FIRST_OWN && is_later (&row->record, value);

  if (tw_value_is_null (value) || field->formula != NULL || field->number == TW_FIELD_UPDATED_AT
      || field->number == TW_FIELD_UPDATED_BY)
    return FALSE;
  return later == row->links;
}

/* former (nullable): what the lost history had instead of words that wait by themselves. */
static void
add_change (TwOutboxItem *item, const TwOutboxRow *row, TwRecord *record, GHashTable *former)
{
  const TwEntity *entity = tw_record_get_entity (record);
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  GArray *fields = tw_field_changes_new ();

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwValue *now = tw_record_get (record, entity->fields[i]);
      const TwValue *value = former != NULL ? g_hash_table_lookup (former, GUINT_TO_POINTER (entity->fields[i]->number)) : NULL;

      value = value != NULL ? value : now;
      if (is_sent (row, entity->fields[i], value))
        tw_field_changes_add (fields, entity->fields[i]->number, NULL, value);
      if (former == NULL && entity->fields[i]->number == TW_FIELD_UPDATED_AT && value->type == TW_TYPE_DATETIME)
        item->at = value->i;
    }
  item->title = tw_record_dup_title (record);
  head->id = item->commit;
  head->at = item->at;
  head->origin = item->origin;
  head->title = g_strdup (item->title);
  g_ptr_array_add (item->changes, tw_change_new (head, 0, row->entity, &row->record, row->links ? TW_OP_SET : TW_OP_ADD, fields));
}

TwOutboxItem *
tw_outbox_load_row (TwStore *store, TwDb *db, const TwOutboxRow *row, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity_by_number (schema, row->entity);
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GHashTable) former = NULL;
  g_autoptr (GError) local = NULL;
  TwOutboxItem *item;

  if (entity != NULL)
    {
      g_autoptr (TwStmt) stmt = prepare_rows (store, db, entity, "t0.id = ?", error);

      if (stmt == NULL)
        return NULL;
      tw_stmt_bind_id (stmt, 1, &row->record);
      if (tw_stmt_step (stmt, &local))
        record = tw_table_read_record (tw_store_get_table (store, entity), stmt);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  item = g_new0 (TwOutboxItem, 1);
  item->n = row->n;
  item->commit = row->record;
  /* Not the record's own id, nor the same for both of its mutations. */
  item->commit.bytes[sizeof item->commit.bytes - 1] ^= row->links ? 2 : 1;
  item->origin = TW_ORIGIN_IMPORT;
  item->tries = (guint) row->tries;
  item->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
  if (!tw_offers_load_row (db, row, item, error)
      || (item->lost != NULL && (former = tw_offers_read_former (db, row, error)) == NULL))
    {
      tw_outbox_item_free (item);
      return NULL;
    }
  if (record != NULL && row->offer)
    item->title = tw_record_dup_title (record);
  else if (record != NULL)
    add_change (item, row, record, former);
  else
    item->title = g_strdup ("");
  if (record != NULL && row->offer && !tw_offers_load_changes (db, row, item, error))
    {
      tw_outbox_item_free (item);
      return NULL;
    }
  item->stamp = (guint64) MAX (item->at / 1000, 0) << 16;
  return item;
}
