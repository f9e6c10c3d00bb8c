/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A commit being made: it loads records, collects their new values, writes rows as late as possible, and ends with the log. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-log-codec.h"
#include "tw-tx.h"

static void
work_free (TwWork *work)
{
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      tw_value_clear (&work->before[i]);
      tw_value_clear (&work->now[i]);
    }
  g_free (work->before);
  g_free (work->now);
  g_free (work->flags);
  g_free (work);
}

static TwWork *
work_new (TwTx *tx, const TwEntity *entity, const TwId *id)
{
  TwWork *work = g_new0 (TwWork, 1);

  work->entity = entity;
  work->table = tw_store_get_table (tx->store, entity);
  work->id = *id;
  work->before = g_new0 (TwValue, entity->n_fields);
  work->now = g_new0 (TwValue, entity->n_fields);
  work->flags = g_new0 (guint8, entity->n_fields);
  g_hash_table_insert (tx->works, &work->id, work);
  return work;
}

static void
tx_free (TwTx *tx)
{
  g_clear_pointer (&tx->search, tw_search_batch_free);
  g_clear_pointer (&tx->insert_change, tw_stmt_done);
  g_clear_pointer (&tx->insert_row, tw_stmt_done);
  g_hash_table_unref (tx->works);
  g_ptr_array_unref (tx->order);
  g_clear_pointer (&tx->changes, g_ptr_array_unref);
  g_byte_array_unref (tx->body);
  tw_store_context_free (tx->context);
  tw_schema_unref (tx->schema);
  tw_commit_head_unref (tx->head);
  g_free (tx);
}

static int
compare_links (gconstpointer a, gconstpointer b)
{
  return tw_id_compare (&((const TwValue *) a)->id, &((const TwValue *) b)->id);
}

/* Lists of links have no order of their own: sorted and without doubles two equal ones are equal. */
static TwValue
sort_links (const TwValue *value)
{
  g_autofree TwValue *items = NULL;
  guint n = 0;

  if (value->type != TW_TYPE_LIST || value->list->n_values == 0)
    return (TwValue) TW_VALUE_INIT;
  items = g_memdup2 (value->list->values, sizeof (TwValue) * value->list->n_values);
  qsort (items, value->list->n_values, sizeof (TwValue), compare_links);
  for (guint i = 0; i < value->list->n_values; i++)
    if (n == 0 || compare_links (&items[n - 1], &items[i]) != 0)
      items[n++] = items[i];
  return tw_value_list (items, n);
}

/* --- Writing rows --- */

static int
bind_column (TwStmt *stmt, int parameter, const TwTableColumn *column, const TwValue *value)
{
  tw_stmt_bind_value (stmt, parameter++, value);
  if (column->second != NULL)
    {
      if (tw_value_is_null (value))
        tw_stmt_bind_null (stmt, parameter++);
      else
        tw_stmt_bind_int (stmt, parameter++, value->tag);
    }
  return parameter;
}

static void
bind_deleted (TwStmt *stmt, int parameter, const TwWork *work)
{
  if (work->deleted != 0)
    tw_stmt_bind_int (stmt, parameter, work->deleted);
  else
    tw_stmt_bind_null (stmt, parameter);
}

static gboolean
insert_row (TwTx *tx, TwWork *work, GError **error)
{
  TwStmt *stmt = tx->insert_row;
  int parameter = 4;

  /* Kept from record to record: its text is long, and a bulk has a million of them. */
  if (tx->insert_table != work->table)
    {
      g_clear_pointer (&tx->insert_row, tw_stmt_done);
      tx->insert_row = stmt = tw_db_prepare (tx->db, work->table->insert, error);
      tx->insert_table = stmt != NULL ? work->table : NULL;
    }
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &work->id);
  tw_stmt_bind_int (stmt, 2, tx->head->seq);
  bind_deleted (stmt, 3, work);
  for (guint i = 0; i < work->table->n_stored; i++)
    parameter = bind_column (stmt, parameter, &work->table->stored[i],
                             &work->now[work->table->stored[i].field->index]);
  if (!tw_stmt_run (stmt, error))
    return FALSE;
  work->rid = tw_db_last_rid (tx->db);
  return TRUE;
}

static gboolean
update_row (TwTx *tx, TwWork *work, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE ");
  gboolean moves = (work->deleted != 0) != work->row_deleted;
  g_autoptr (TwStmt) stmt = NULL;
  int parameter = 2;

  /* "deleted" decides what the ordered indexes hold: naming it makes SQLite write every one of them anew. */
  g_string_append_printf (sql, "%s SET row_seq = ?%s", work->table->name, moves ? ", deleted = ?" : "");
  for (guint i = 0; i < work->table->n_stored; i++)
    {
      const TwTableColumn *column = &work->table->stored[i];

      if ((work->flags[column->field->index] & TW_WORK_DIRTY) == 0)
        continue;
      g_string_append_printf (sql, ", %s = ?", column->column);
      if (column->second != NULL)
        g_string_append_printf (sql, ", %s = ?", column->second);
    }
  g_string_append (sql, " WHERE rid = ?");
  stmt = tw_db_prepare (tx->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, tx->head->seq);
  if (moves)
    bind_deleted (stmt, parameter++, work);
  for (guint i = 0; i < work->table->n_stored; i++)
    if (work->flags[work->table->stored[i].field->index] & TW_WORK_DIRTY)
      parameter = bind_column (stmt, parameter, &work->table->stored[i],
                               &work->now[work->table->stored[i].field->index]);
  tw_stmt_bind_int (stmt, parameter, work->rid);
  return tw_stmt_run (stmt, error);
}

static gboolean
write_list (TwTx *tx, TwWork *work, const TwTableColumn *list, GError **error)
{
  const TwValue *value = &work->now[list->field->index];
  gboolean with_entity = tw_field_get_target (list->field) == NULL;
  g_autofree char *remove = g_strdup_printf ("DELETE FROM %s WHERE a = ?", list->column);
  g_autofree char *insert = g_strdup_printf (with_entity ? "INSERT INTO %s (a, b, b_ent) VALUES (?, ?, ?)"
                                                         : "INSERT INTO %s (a, b) VALUES (?, ?)", list->column);
  g_autoptr (TwStmt) stmt = NULL;

  if (work->existed)
    {
      stmt = tw_db_prepare (tx->db, remove, error);
      if (stmt == NULL)
        return FALSE;
      tw_stmt_bind_id (stmt, 1, &work->id);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
      g_clear_pointer (&stmt, tw_stmt_done);
    }
  if (value->type != TW_TYPE_LIST)
    return TRUE;
  stmt = tw_db_prepare (tx->db, insert, error);
  for (guint i = 0; stmt != NULL && i < value->list->n_values; i++)
    {
      tw_stmt_bind_id (stmt, 1, &work->id);
      tw_stmt_bind_id (stmt, 2, &value->list->values[i].id);
      if (with_entity)
        tw_stmt_bind_int (stmt, 3, value->list->values[i].tag);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
    }
  return stmt != NULL;
}

/* Whether the search index has to hear of the change. */
static gboolean
concerns_search (const TwWork *work)
{
  if (work->rid == 0 || work->purged || (work->deleted != 0) != (work->deleted_before != 0))
    return TRUE;
  for (guint i = 0; i < work->entity->n_fields; i++)
    if ((work->flags[i] & TW_WORK_DIRTY) && tw_search_reads_field (work->entity->fields[i]))
      return TRUE;
  return FALSE;
}

static void
stamp (TwTx *tx, TwWork *work, guint number, const TwValue *value, gboolean only_when_null)
{
  const TwField *field = tw_entity_get_field_by_number (work->entity, number);

  if (field == NULL || (only_when_null && !tw_value_is_null (&work->now[field->index])))
    return;
  if (tw_value_equal (&work->now[field->index], value))
    return;
  tw_value_clear (&work->now[field->index]);
  work->now[field->index] = tw_value_copy (value);
  work->flags[field->index] |= TW_WORK_DIRTY;
}

/* created and updated: they follow from the commit and are not in the log. */
static void
stamp_times (TwTx *tx, TwWork *work)
{
  const TwField *by = tw_entity_get_field_by_number (work->entity, TW_FIELD_UPDATED_BY);
  const TwEntity *user = by != NULL ? tw_field_get_target (by) : NULL;
  TwValue at = tw_value_datetime (tx->head->at);
  TwValue who = TW_VALUE_INIT;

  if (!tw_id_is_nil (&tx->head->user))
    who = tw_value_link (user != NULL ? user->number : 0, &tx->head->user);
  if (!work->existed)
    {
      stamp (tx, work, TW_FIELD_CREATED_AT, &at, TRUE);
      stamp (tx, work, TW_FIELD_CREATED_BY, &who, TRUE);
    }
  stamp (tx, work, TW_FIELD_UPDATED_AT, &at, FALSE);
  stamp (tx, work, TW_FIELD_UPDATED_BY, &who, FALSE);
}

static gboolean
remove_row (TwTx *tx, TwWork *work, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE rid = ?", work->table->name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, work->rid);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_tx_flush_work (TwTx *tx, TwWork *work, GError **error)
{
  gboolean search;

  if (!work->row_is_old)
    return TRUE;
  stamp_times (tx, work);
  search = concerns_search (work);
  if (search && work->rid != 0 && !tw_search_batch_before (tx->search, work->entity, work->rid, error))
    return FALSE;
  if (work->purged)
    {
      if (!remove_row (tx, work, error))
        return FALSE;
    }
  else if (!(work->rid == 0 ? insert_row (tx, work, error) : update_row (tx, work, error)))
    return FALSE;
  for (guint i = 0; i < work->table->n_lists; i++)
    if ((work->flags[work->table->lists[i].field->index] & TW_WORK_DIRTY) && !write_list (tx, work, &work->table->lists[i], error))
      return FALSE;
  if (search && !work->purged)
    tw_search_batch_after (tx->search, work->entity, work->rid);
  for (guint i = 0; i < work->entity->n_fields; i++)
    work->flags[i] &= (guint8) ~TW_WORK_DIRTY;
  work->row_is_old = FALSE;
  work->row_deleted = work->deleted != 0;
  return TRUE;
}

gboolean
tw_tx_flush (TwTx *tx, GError **error)
{
  for (guint i = 0; i < tx->order->len; i++)
    if (!tw_tx_flush_work (tx, g_ptr_array_index (tx->order, i), error))
      return FALSE;
  return TRUE;
}

/* --- The log --- */

static gboolean
log_change (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error)
{
  gint64 seq = tx->head->first_change + tx->head->n_changes;

  if (tx->insert_change == NULL && (tx->insert_change = tw_log_prepare_change (tx->db, error)) == NULL)
    return FALSE;
  if (!tw_log_write_change (tx->insert_change, seq, tx->head->seq, entity, record, op, tx->body, error))
    return FALSE;
  tx->head->n_changes++;
  tx->entities[entity / 64] |= G_GUINT64_CONSTANT (1) << (entity % 64);
  if (tx->changes != NULL && tx->changes->len >= TW_COMMIT_CARRIES)
    g_clear_pointer (&tx->changes, g_ptr_array_unref);
  if (tx->changes != NULL)
    g_ptr_array_add (tx->changes, tw_change_new (tx->head, seq, entity, record, op, g_array_ref (fields)));
  return TRUE;
}

static gboolean
is_stamp_of_commit (TwTx *tx, const TwField *field, const TwValue *value)
{
  switch (field->number)
    {
    case TW_FIELD_UPDATED_AT:
    case TW_FIELD_UPDATED_BY:
      return TRUE;
    case TW_FIELD_CREATED_AT:
      return value->i == tx->head->at;
    case TW_FIELD_CREATED_BY:
      return tw_id_equal (&value->id, &tx->head->user);
    default:
      return FALSE;
    }
}

/* The fields of an ADD or SET go to tx->body; and to an array while the commit carries its changes. */
static GArray *
collect_fields (TwTx *tx, TwWork *work, TwOp op)
{
  GArray *fields = tx->changes != NULL ? tw_field_changes_new () : NULL;

  tw_log_body_begin (tx->body);
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];
      gboolean log;

      if (op == TW_OP_ADD)
        log = !tw_value_is_null (&work->now[i]) && !is_stamp_of_commit (tx, field, &work->now[i]);
      else
        log = field->number >= TW_FIELD_FIRST_OWN && !tw_value_equal (&work->before[i], &work->now[i]);
      if (!log)
        continue;
      tw_log_body_add (tx->body, field->number, op == TW_OP_ADD ? NULL : &work->before[i], &work->now[i]);
      if (fields != NULL)
        tw_field_changes_add (fields, field->number, op == TW_OP_ADD ? NULL : &work->before[i], &work->now[i]);
    }
  return fields;
}

static gboolean
log_fields (TwTx *tx, TwWork *work, TwOp op, GError **error)
{
  g_autoptr (GArray) fields = collect_fields (tx, work, op);

  if (op == TW_OP_SET && tx->body->len == 1)
    return TRUE;
  return log_change (tx, work->entity->number, &work->id, op, fields, error);
}

static gboolean
log_empty (TwTx *tx, TwWork *work, TwOp op, GError **error)
{
  g_autoptr (GArray) fields = tw_field_changes_new ();

  tw_log_body_begin (tx->body);
  return log_change (tx, work->entity->number, &work->id, op, fields, error);
}

static gboolean
log_restore (TwTx *tx, TwWork *work, GError **error)
{
  return !(work->existed && work->deleted_before != 0 && work->deleted == 0) || log_empty (tx, work, TW_OP_RESTORE, error);
}

static gboolean
log_values (TwTx *tx, TwWork *work, GError **error)
{
  return work->purged || log_fields (tx, work, work->existed ? TW_OP_SET : TW_OP_ADD, error);
}

static gboolean
log_delete (TwTx *tx, TwWork *work, GError **error)
{
  if (work->purged)
    return log_empty (tx, work, TW_OP_PURGE, error);
  return !(work->deleted_before == 0 && work->deleted != 0) || log_empty (tx, work, TW_OP_DELETE, error);
}

gboolean
tw_tx_log (TwTx *tx, GError **error)
{
  static gboolean (*const rounds[]) (TwTx *, TwWork *, GError **) = { log_restore, log_values, log_delete };

  for (guint r = 0; r < G_N_ELEMENTS (rounds); r++)
    for (guint i = 0; i < tx->order->len; i++)
      if (!rounds[r] (tx, g_ptr_array_index (tx->order, i), error))
        return FALSE;
  return TRUE;
}

/* An entry that is not about an entity's record: settings and definitions (entity number 0). */
gboolean
tw_tx_log_raw (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error)
{
  tw_log_body_begin (tx->body);
  for (guint i = 0; i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);

      tw_log_body_add (tx->body, change->field, &change->before, &change->after);
    }
  return log_change (tx, entity, record, op, fields, error);
}

/* --- Records --- */

TwWork *
tw_tx_load (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  TwWork *work = g_hash_table_lookup (tx->works, id);
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  const TwTable *table;

  if (work != NULL)
    return work->entity->number == entity->number && !work->purged ? work : NULL;
  entity = tw_schema_get_entity_by_number (tx->schema, entity->number);
  if (entity == NULL)
    return NULL;
  table = tw_store_get_table (tx->store, entity);
  sql = g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE t0.id = ?", table->columns, table->name);
  stmt = tw_db_prepare (tx->db, sql, error);
  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  if (!tw_stmt_step (stmt, error))
    return NULL;
  work = work_new (tx, entity, id);
  work->existed = TRUE;
  work->rid = tw_stmt_get_int (stmt, TW_TABLE_RID);
  work->row_seq = tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ);
  work->deleted = work->deleted_before = tw_stmt_get_int (stmt, TW_TABLE_DELETED);
  work->row_deleted = work->deleted != 0;
  tw_table_read_values (table, stmt, work->before);
  for (guint i = 0; i < entity->n_fields; i++)
    work->now[i] = tw_value_copy (&work->before[i]);
  return work;
}

TwWork *
tw_tx_add (TwTx *tx, const TwEntity *entity, const TwId *id)
{
  TwWork *work = work_new (tx, entity, id);

  tw_tx_touch (tx, work);
  return work;
}

void
tw_tx_touch (TwTx *tx, TwWork *work)
{
  if (!work->in_edit)
    g_ptr_array_add (tx->order, work);
  work->in_edit = TRUE;
  work->row_is_old = TRUE;
}

void
tw_tx_set (TwTx *tx, TwWork *work, const TwField *field, const TwValue *value)
{
  TwValue *now = &work->now[field->index];
  TwValue wanted = tw_field_is_list_table (field) ? sort_links (value) : tw_value_copy (value);

  /* An empty list and none are the same to people, and storage has one form for it. */
  if (wanted.type == TW_TYPE_LIST && wanted.list->n_values == 0)
    tw_value_clear (&wanted);
  if (tw_value_equal (now, &wanted))
    {
      tw_value_clear (&wanted);
      return;
    }
  tw_value_clear (now);
  *now = wanted;
  work->flags[field->index] |= TW_WORK_DIRTY;
  tw_tx_touch (tx, work);
}

void
tw_tx_set_deleted (TwTx *tx, TwWork *work, gboolean deleted)
{
  if ((work->deleted != 0) == deleted)
    return;
  work->deleted = deleted ? tx->head->at : 0;
  tw_tx_touch (tx, work);
}

void
tw_tx_purge (TwTx *tx, TwWork *work)
{
  work->purged = TRUE;
  for (guint i = 0; i < work->table->n_lists; i++)
    {
      tw_value_clear (&work->now[work->table->lists[i].field->index]);
      work->flags[work->table->lists[i].field->index] |= TW_WORK_DIRTY;
    }
  tw_tx_touch (tx, work);
}

void
tw_tx_forget (TwTx *tx, TwWork *work)
{
  g_ptr_array_remove (tx->order, work);
  g_hash_table_remove (tx->works, &work->id);
}

gboolean
tw_tx_finish_work (TwTx *tx, TwWork *work, GError **error)
{
  if (!tw_tx_flush_work (tx, work, error) || !log_restore (tx, work, error) || !log_values (tx, work, error)
      || !log_delete (tx, work, error))
    return FALSE;
  tw_tx_forget (tx, work);
  return TRUE;
}

gboolean
tw_work_is_changed (TwWork *work, const TwField *field)
{
  return !tw_value_equal (&work->before[field->index], &work->now[field->index]);
}

TwRecord *
tw_work_to_record (TwWork *work, gint64 row_seq)
{
  TwValue *values = g_new0 (TwValue, work->entity->n_fields);

  for (guint i = 0; i < work->entity->n_fields; i++)
    values[i] = tw_value_copy (&work->now[i]);
  return tw_record_new_stored (work->entity, &work->id, row_seq, work->deleted != 0, values);
}

char *
tw_work_dup_title (TwWork *work)
{
  const TwField *name = work->entity->name_field;
  g_autofree char *text = NULL;

  if (name != NULL && !tw_value_is_null (&work->now[name->index]))
    return tw_value_print (&work->now[name->index]);
  return g_strdup (tw_entity_get_label (work->entity, FALSE));
}

/* --- The whole --- */

TwTx *
tw_tx_begin (TwStore *store, TwDb *db, TwOrigin origin, const char *title, gint64 undoes, GError **error)
{
  gint64 seq, change_seq;
  guint64 last_stamp;
  TwTx *tx;

  if (!tw_db_exec (db, "BEGIN IMMEDIATE", error))
    return NULL;
  if (!tw_log_last (db, &seq, &last_stamp, &change_seq, error))
    {
      tw_db_exec (db, "ROLLBACK", NULL);
      return NULL;
    }
  tx = g_new0 (TwTx, 1);
  tx->store = store;
  tx->db = db;
  tx->schema = tw_store_ref_schema (store);
  tx->context = tw_store_dup_context (store);
  tx->works = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) work_free);
  tx->order = g_ptr_array_new ();
  tx->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
  tx->search = tw_search_batch_new (db);
  tx->body = g_byte_array_new ();
  tx->head = tw_commit_head_new ();
  tx->head->seq = seq + 1;
  tx->head->id = tw_id_new ();
  tw_clock_observe (store->clock, last_stamp);
  tx->head->stamp = tw_clock_tick (store->clock);
  tx->head->at = tx->context->now;
  tx->head->user = *tw_store_get_user (store);
  tx->head->origin = origin;
  tx->head->title = g_strdup (title != NULL ? title : "");
  tx->head->undoes = undoes;
  tx->head->first_change = change_seq + 1;
  return tx;
}

void
tw_tx_rollback (TwTx *tx)
{
  if (tx == NULL)
    return;
  g_clear_pointer (&tx->insert_change, tw_stmt_done);
  g_clear_pointer (&tx->insert_row, tw_stmt_done);
  tw_db_exec (tx->db, "ROLLBACK", NULL);
  tx_free (tx);
}

TwCommit *
tw_tx_commit (TwTx *tx, GError **error)
{
  TwStore *store = tx->store;
  TwCommit *commit;

  if (!tw_tx_flush (tx, error) || !tw_tx_log (tx, error)
      || !tw_search_batch_flush (tx->search, error)
      || (tx->head->n_changes > 0 && !tw_log_write_head (tx->db, tx->head, error)))
    {
      tw_tx_rollback (tx);
      return NULL;
    }
  if (tx->head->n_changes == 0)
    {
      g_autoptr (TwCommitHead) nothing = tw_commit_head_ref (tx->head);

      nothing->seq = 0;
      commit = tw_commit_new (nothing, g_steal_pointer (&tx->changes), tx->entities);
      tw_tx_rollback (tx);
      return commit;
    }
  if (!tw_db_exec (tx->db, "COMMIT", error))
    {
      tw_tx_rollback (tx);
      return NULL;
    }
  commit = tw_commit_new (tx->head, g_steal_pointer (&tx->changes), tx->entities);
  tx_free (tx);
  tw_store_announce (store, commit);
  return commit;
}
