/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking what is to be sent next. Edits of one record that follow each other and were never sent are joined: the last of them carries all
 * of it, first base and last value of each field, and those before it go empty, under their own numbers. The log has every one of them.
 *
 * What was joined is written before it is sent, and what was sent is never joined anew: under its number the server takes something
 * once. */
#include "config.h"

#include "tw-outbox-private.h"

/* They are in one push, and each server takes so many. */
#define MAX_JOINED 500

typedef struct
{
  gint64      from_n;
  guint       max_items;
  gsize       max_bytes;
  GPtrArray  *items;                                   /* TwOutboxItem */
  GArray     *rows;                                    /* TwOutboxRow of each */
  guint       n_whole;                                 /* of these, behind which nothing that was joined is cut */
} Taking;

static TwOutboxRow *
get_row (Taking *taking, guint i)
{
  return &g_array_index (taking->rows, TwOutboxRow, i);
}

/* FALSE: it is enough. Those that were joined before go together: what would end in the middle of them ends before them. */
static gboolean
count_row (Taking *taking, gsize bytes)
{
  guint n = taking->items->len;

  if (get_row (taking, n - 1)->joined)
    return TRUE;
  if (taking->n_whole > 0 && (n > taking->max_items || bytes > taking->max_bytes))
    return FALSE;
  taking->n_whole = n;
  return n < taking->max_items && bytes <= taking->max_bytes;
}

static gboolean
step_rows (TwStore *store, TwDb *db, Taking *taking, TwStmt *stmt, GError **error)
{
  g_autoptr (GError) local = NULL;
  gsize bytes = 0;

  while (tw_stmt_step (stmt, &local))
    {
      TwOutboxRow row;
      TwOutboxItem *item;

      tw_outbox_row_read (stmt, &row);
      item = tw_outbox_load_item (store, db, &row, &bytes, error);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (taking->items, item);
      g_array_append_val (taking->rows, row);
      if (!count_row (taking, bytes))
        return TRUE;
    }
  taking->n_whole = taking->items->len;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_rows (TwStore *store, TwDb *db, Taking *taking, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_OUTBOX_COLUMNS " FROM sync_outbox WHERE n >= ? ORDER BY n", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, taking->from_n);
  if (!step_rows (store, db, taking, stmt, error))
    return FALSE;
  g_ptr_array_set_size (taking->items, (gint) taking->n_whole);
  g_array_set_size (taking->rows, taking->n_whole);
  return TRUE;
}

/* --- Which are joined --- */

/* Only where the last value is all that counts. Each value of a stage, an amount or a consent says something of its own. Of a counter, a
 * list or a text the server takes the difference, and a copy of this device that has joined others would make it count twice. */
static gboolean
may_skip (const TwEntity *entity, TwChange *change)
{
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwField *field = tw_entity_get_field_by_number (entity, tw_change_get_field (change, i)->field);

      if (field == NULL || field->merge != TW_MERGE_REGISTER)
        return FALSE;
    }
  return TRUE;
}

/* Else what is refused for a field of the second one takes the first one's fields with it. */
static gboolean
has_fields_of (TwChange *second, TwChange *first)
{
  for (guint i = 0; i < tw_change_get_n_fields (first); i++)
    if (tw_change_find_field (second, tw_change_get_field (first, i)->field) == NULL)
      return FALSE;
  return TRUE;
}

static TwChange *
get_edit (const TwOutboxItem *item)
{
  TwChange *change = item->changes->len == 1 ? g_ptr_array_index (item->changes, 0) : NULL;

  return change != NULL && !item->atomic && item->lost == NULL && tw_change_get_op (change) == TW_OP_SET ? change : NULL;
}

static gboolean
is_new (const TwOutboxRow *row)
{
  return row->entity == 0 && row->state == TW_OUTBOX_WHOLE;
}

static gboolean
may_join (TwSchema *schema, Taking *taking, guint i)
{
  const TwOutboxItem *item = g_ptr_array_index (taking->items, i), *next = g_ptr_array_index (taking->items, i + 1);
  TwChange *first = get_edit (item), *second = get_edit (next);
  const TwEntity *entity;

  if (!is_new (get_row (taking, i)) || !is_new (get_row (taking, i + 1)) || first == NULL || second == NULL || item->origin != next->origin
      || tw_change_get_entity (first) != tw_change_get_entity (second)
      || !tw_id_equal (tw_change_get_record (first), tw_change_get_record (second)) || !has_fields_of (second, first))
    return FALSE;
  entity = tw_schema_get_entity_by_number (schema, tw_change_get_entity (first));
  return entity != NULL && may_skip (entity, first) && may_skip (entity, second);
}

/* --- Joining --- */

static void
add_joined (GArray *fields, const TwFieldChange *first, const TwFieldChange *second)
{
  const TwValue *after = second != NULL ? &second->after : &first->after;

  /* There and back again is no change. */
  if (!tw_value_equal (&first->before, after))
    tw_field_changes_add (fields, first->field, &first->before, after);
}

static TwChange *
join_changes (const TwOutboxItem *item, TwChange *first, TwChange *second)
{
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  GArray *fields = tw_field_changes_new ();

  head->id = item->commit;
  head->at = item->at;
  head->origin = item->origin;
  head->title = g_strdup (item->title);
  for (guint i = 0; i < tw_change_get_n_fields (first); i++)
    add_joined (fields, tw_change_get_field (first, i), tw_change_find_field (second, tw_change_get_field (first, i)->field));
  for (guint i = 0; i < tw_change_get_n_fields (second); i++)
    {
      const TwFieldChange *field = tw_change_get_field (second, i);

      if (tw_change_find_field (first, field->field) == NULL)
        tw_field_changes_add (fields, field->field, &field->before, &field->after);
    }
  return tw_change_new (head, tw_change_get_seq (second), tw_change_get_entity (second), tw_change_get_record (second), TW_OP_SET, fields);
}

void
tw_outbox_join (TwOutboxItem *item, TwOutboxItem *next)
{
  TwChange *first = get_edit (item), *second = get_edit (next), *joined;

  if (first != NULL && second != NULL)
    {
      joined = join_changes (next, first, second);
      g_ptr_array_set_size (next->changes, 0);
      if (tw_change_get_n_fields (joined) > 0)
        g_ptr_array_add (next->changes, joined);
      else
        tw_change_unref (joined);
    }
  /* Nothing is left of the second one here, or nothing of it was: what is left goes on. */
  else if (first != NULL && next->changes->len == 0)
    g_ptr_array_add (next->changes, tw_change_ref (first));
  g_ptr_array_set_size (item->changes, 0);
}

/* Those that were joined just now one by one, and then all of them at once. */
static gboolean
fix_rows (TwDb *db, Taking *taking, GError **error)
{
  for (guint i = 0; i < taking->rows->len; i++)
    if (get_row (taking, i)->joined && get_row (taking, i)->state != TW_OUTBOX_JOINED
        && !tw_replica_run (db, "UPDATE sync_outbox SET state = ? WHERE n = ?", error, 2, (gint64) TW_OUTBOX_JOINED, get_row (taking, i)->n))
      return FALSE;
  return taking->rows->len == 0
         || tw_replica_run (db, "UPDATE sync_outbox SET tries = tries + 1, state = CASE WHEN entity <> 0 OR state = ?1 THEN state ELSE ?2 END "
                            "WHERE n >= ?3 AND n <= ?4", error, 4, (gint64) TW_OUTBOX_JOINED, (gint64) TW_OUTBOX_FIXED,
                            get_row (taking, 0)->n, get_row (taking, taking->rows->len - 1)->n);
}

static gboolean
take_all (TwStore *store, TwDb *db, Taking *taking, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  if (!read_rows (store, db, taking, error))
    return FALSE;
  for (guint i = 0, n = 1; i + 1 < taking->items->len; i++, n++)
    if (get_row (taking, i)->joined || (n < MAX_JOINED && may_join (schema, taking, i)))
      {
        get_row (taking, i)->joined = TRUE;
        tw_outbox_join (g_ptr_array_index (taking->items, i), g_ptr_array_index (taking->items, i + 1));
      }
    else
      n = 0;
  return fix_rows (db, taking, error);
}

static gboolean
run_take (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  /* On the disk before anything goes: else it would be joined anew after a power cut, with what came after it. */
  if (tw_db_begin (db, error) && take_all (store, db, data, error) && tw_db_commit (db, error))
    return TRUE;
  tw_db_rollback (db);
  return FALSE;
}

/**
 * tw_outbox_take:
 * @store: a replica
 * @from_n: the first number
 * @max_items: at most so many, unless the first of them were joined when there were more
 * @max_bytes: and of about so many bytes, one item in any case
 *
 * Takes what is to be sent, joined, and notes that it is about to be; that is on the disk then. The same is
 * taken again in the same form.
 *
 * Returns: (transfer full) (nullable) (element-type TwOutboxItem): the mutations; %NULL with @error
 */
GPtrArray *
tw_outbox_take (TwStore *store, gint64 from_n, guint max_items, gsize max_bytes, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_outbox_item_free);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwOutboxRow));
  Taking taking = { from_n, MAX (max_items, 1), max_bytes, items, rows, 0 };

  if (tw_store_is_replica (store) && !tw_store_run_writer (store, run_take, &taking, error))
    return NULL;
  return g_steal_pointer (&items);
}

/* What it is in the end, when it was joined with those before it. */
TwOutboxItem *
tw_outbox_load_joined (TwStore *store, TwDb *db, const TwOutboxRow *row, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_OUTBOX_COLUMNS " FROM sync_outbox WHERE n < ?1 AND n > "
                                           "ifnull ((SELECT max (n) FROM sync_outbox WHERE n < ?1 AND state <> ?2), 0) ORDER BY n", error);
  TwOutboxItem *before = NULL, *item = NULL;
  g_autoptr (GError) local = NULL;
  gsize bytes = 0;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, row->n);
  tw_stmt_bind_int (stmt, 2, TW_OUTBOX_JOINED);
  while (tw_stmt_step (stmt, &local))
    {
      TwOutboxRow former;

      tw_outbox_row_read (stmt, &former);
      item = tw_outbox_load_item (store, db, &former, &bytes, &local);
      if (item != NULL && before != NULL)
        tw_outbox_join (before, item);
      tw_outbox_item_free (before);
      before = item;
      if (item == NULL)
        break;
    }
  item = local == NULL ? tw_outbox_load_item (store, db, row, &bytes, &local) : NULL;
  if (item != NULL && before != NULL)
    tw_outbox_join (before, item);
  tw_outbox_item_free (before);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return item;
}
