/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the rows of a commit's records: only what changed, and the search index along with it. */
#include "config.h"

#include "tw-tx.h"

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
  int parameter = 5;

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
  if (tx->server_seq != 0)
    tw_stmt_bind_int (stmt, 4, tx->server_seq);
  else
    tw_stmt_bind_null (stmt, 4);
  for (guint i = 0; i < work->table->n_stored; i++)
    parameter = bind_column (stmt, parameter, &work->table->stored[i],
                             &work->now[work->table->stored[i].field->index]);
  if (!tw_stmt_run (stmt, error))
    return FALSE;
  work->rid = tw_db_last_rid (tx->db);
  return TRUE;
}

static void
append_set (GString *sql, const char *column)
{
  g_string_append (sql, ", ");
  g_string_append (sql, column);
  g_string_append (sql, " = ?");
}

static gboolean
update_row (TwTx *tx, TwWork *work, gint64 seq, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE ");
  gboolean moves = (work->deleted != 0) != work->row_deleted;
  g_autoptr (TwStmt) stmt = NULL;
  int parameter = 2;

  /* "deleted" decides what the ordered indexes hold: naming it makes SQLite write every one of them anew. */
  g_string_append (sql, work->table->name);
  g_string_append (sql, moves ? " SET row_seq = ?, deleted = ?" : " SET row_seq = ?");
  for (guint i = 0; i < work->table->n_stored; i++)
    {
      const TwTableColumn *column = &work->table->stored[i];

      if ((work->flags[column->field->index] & TW_WORK_DIRTY) == 0)
        continue;
      append_set (sql, column->column);
      if (column->second != NULL)
        append_set (sql, column->second);
    }
  if (tx->server_seq != 0)
    g_string_append (sql, ", " TW_SERVER_SEQ " = ?, " TW_SERVER_EXTRA " = NULL");
  g_string_append (sql, " WHERE rid = ?");
  stmt = tw_db_prepare (tx->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, seq);
  if (moves)
    bind_deleted (stmt, parameter++, work);
  for (guint i = 0; i < work->table->n_stored; i++)
    if (work->flags[work->table->stored[i].field->index] & TW_WORK_DIRTY)
      parameter = bind_column (stmt, parameter, &work->table->stored[i],
                               &work->now[work->table->stored[i].field->index]);
  if (tx->server_seq != 0)
    tw_stmt_bind_int (stmt, parameter++, tx->server_seq);
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

/* What the search index has to hear of the change. */
static TwSearchReach
concerns_search (const TwWork *work)
{
  TwSearchReach reach = TW_SEARCH_REACH_NONE;

  if (work->rid == 0 || work->purged || (work->deleted != 0) != (work->deleted_before != 0))
    return TW_SEARCH_REACH_NAMES;
  for (guint i = 0; i < work->entity->n_fields; i++)
    if (work->flags[i] & TW_WORK_DIRTY)
      reach = MAX (reach, tw_search_reads_field (work->entity->fields[i]));
  return reach;
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

/* created and updated: they follow from the commit and are not in the log. What came from a server brings its own. */
static void
stamp_times (TwTx *tx, TwWork *work)
{
  const TwField *by = tw_entity_get_field_by_number (work->entity, TW_FIELD_UPDATED_BY);
  const TwEntity *user = by != NULL ? tw_field_get_target (by) : NULL;
  gboolean from_server = tx->head->origin == TW_ORIGIN_SYNC;
  TwValue at = tw_value_datetime (tx->head->at);
  TwValue who = TW_VALUE_INIT;

  if (!tw_id_is_nil (&tx->head->user))
    who = tw_value_link (user != NULL ? user->number : 0, &tx->head->user);
  if (!work->existed)
    {
      stamp (tx, work, TW_FIELD_CREATED_AT, &at, TRUE);
      stamp (tx, work, TW_FIELD_CREATED_BY, &who, TRUE);
    }
  stamp (tx, work, TW_FIELD_UPDATED_AT, &at, from_server);
  stamp (tx, work, TW_FIELD_UPDATED_BY, &who, from_server);
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
  TwSearchReach search;

  if (!work->row_is_old)
    return TRUE;
  stamp_times (tx, work);
  search = concerns_search (work);
  if (search != TW_SEARCH_REACH_NONE && work->rid != 0
      && !tw_search_batch_before_values (tx->search, work->entity, work->rid, search == TW_SEARCH_REACH_NAMES,
                                         work->existed && !work->row_written ? work->before : NULL, work->deleted_before == 0, error))
    return FALSE;
  if (work->purged)
    {
      tw_search_batch_at_once (tx->search);
      if (!remove_row (tx, work, error))
        return FALSE;
    }
  else if (!(work->rid == 0 ? insert_row (tx, work, error) : update_row (tx, work, tx->head->seq, error)))
    return FALSE;
  for (guint i = 0; i < work->table->n_lists; i++)
    if ((work->flags[work->table->lists[i].field->index] & TW_WORK_DIRTY) && !write_list (tx, work, &work->table->lists[i], error))
      return FALSE;
  if (search != TW_SEARCH_REACH_NONE && !work->purged)
    tw_search_batch_after (tx->search, work->entity, work->rid);
  for (guint i = 0; i < work->entity->n_fields; i++)
    work->flags[i] &= (guint8) ~TW_WORK_DIRTY;
  work->row_is_old = FALSE;
  work->row_written = TRUE;
  work->row_deleted = work->deleted != 0;
  return TRUE;
}

/* The record ended as it was before, and the log will say nothing of it: then its row must not carry this commit's seq either,
 * because who follows the log would never see it. */
gboolean
tw_tx_unstamp_work (TwTx *tx, TwWork *work, GError **error)
{
  static const guint numbers[] = { TW_FIELD_UPDATED_AT, TW_FIELD_UPDATED_BY };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const TwField *field = tw_entity_get_field_by_number (work->entity, numbers[i]);

      if (field != NULL)
        stamp (tx, work, numbers[i], &work->before[field->index], FALSE);
    }
  if (!update_row (tx, work, work->row_seq, error))
    return FALSE;
  for (guint i = 0; i < work->entity->n_fields; i++)
    work->flags[i] &= (guint8) ~TW_WORK_DIRTY;
  return TRUE;
}
