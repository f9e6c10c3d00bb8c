/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that a server's answer tells about: what was sent was taken as it was, and nobody else had changed the record since this device
 * heard of it. Then the row here is the server's but for its seq and the time of its last change, and it need not come back. */
#include "config.h"

#include "tw-outbox-private.h"
#include "tw-seq-list.h"

typedef struct
{
  TwTx   *tx;
  TwDb   *db;
  TwId    user;
  gint64  seq;                                         /* of the answer */
  GArray *have;                                        /* TwSeqStretch */
} Telling;

/* The one record that the mutation changes; FALSE without error: there is none, or several; or another mutation was joined to it. That one
 * may have had a field that went back to where it began: it was not sent, and the server may have somebody else's value of it. */
static gboolean
find_record (Telling *telling, gint64 n, guint *entity, TwId *record, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (telling->db, "SELECT c.entity, c.record FROM sync_outbox AS o CROSS JOIN log_change AS c "
                                           "WHERE o.n = ? AND o.entity = 0 AND o.first_change = o.last_change "
                                           "AND c.seq = o.first_change AND +c.op = ? AND NOT EXISTS "
                                           "(SELECT 1 FROM sync_outbox AS b WHERE b.n = o.n - 1 AND b.state = ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, n);
  tw_stmt_bind_int (stmt, 2, TW_OP_SET);
  tw_stmt_bind_int (stmt, 3, TW_OUTBOX_JOINED);
  if (!tw_stmt_step (stmt, error))
    return FALSE;
  *entity = (guint) tw_stmt_get_int (stmt, 0);
  return tw_stmt_get_id (stmt, 1, record);
}

/* The row is the server's as it was before, with nothing on it that waits but this mutation. */
static gboolean
is_as_before (Telling *telling, const TwEntity *entity, const TwId *record, const TwPushResult *result, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM %s WHERE id = ?1 AND " TW_SERVER_SEQ " = ?2 AND " TW_SERVER_EXTRA " IS NULL "
                                          "AND deleted IS NULL AND NOT EXISTS (SELECT 1 FROM sync_pending WHERE record = ?1 "
                                          "AND (n <> ?3 OR field = %d))",
                                          tw_store_get_table (telling->tx->store, entity)->name, TW_PENDING_EXISTENCE);
  g_autoptr (TwStmt) stmt = tw_db_prepare (telling->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, result->row_before);
  tw_stmt_bind_int (stmt, 3, result->n);
  return tw_stmt_step (stmt, error);
}

static gboolean
forget_pending (Telling *telling, const TwId *record, GError **error)
{
  return tw_replica_run_with_id (telling->db, "DELETE FROM sync_pending WHERE record = ?", record, error);
}

static gboolean
write_seq (Telling *telling, const TwWork *work, gint64 seq, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET " TW_SERVER_SEQ " = ? WHERE rid = ?", work->table->name);

  return tw_replica_run (telling->db, sql, error, 2, seq, work->rid);
}

static gboolean
write_row (Telling *telling, TwWork *work, gint64 seq, GError **error)
{
  gboolean good;

  if (!work->in_edit)
    return write_seq (telling, work, seq, error);
  telling->tx->server_seq = seq;
  good = tw_tx_flush_work (telling->tx, work, error) && tw_tx_log_work (telling->tx, work, error);
  telling->tx->server_seq = 0;
  return good;
}

/* FALSE without error: it comes with the next page, as what others change does. */
static gboolean
take_row (Telling *telling, const TwPushResult *result, GError **error)
{
  const TwField *updated_at, *updated_by;
  TwValue at = tw_value_datetime (result->row_at);
  const TwEntity *entity;
  TwWork *work;
  guint number;
  gboolean good;
  TwId record;

  if (!find_record (telling, result->n, &number, &record, error)
      || (entity = tw_schema_get_entity_by_number (telling->tx->schema, number)) == NULL
      || !is_as_before (telling, entity, &record, result, error) || (work = tw_tx_load (telling->tx, entity, &record, error)) == NULL)
    return FALSE;
  updated_at = tw_entity_get_field_by_number (work->entity, TW_FIELD_UPDATED_AT);
  updated_by = tw_entity_get_field_by_number (work->entity, TW_FIELD_UPDATED_BY);
  good = updated_at != NULL && updated_by != NULL && work->now[updated_by->index].type == TW_TYPE_LINK
         && tw_id_equal (&work->now[updated_by->index].id, &telling->user);
  if (good)
    {
      tw_tx_set (telling->tx, work, updated_at, &at);
      good = write_row (telling, work, result->row_seq, error) && forget_pending (telling, &record, error);
    }
  tw_tx_forget (telling->tx, work);
  return good;
}

static gboolean
keep_have (Telling *telling, GError **error)
{
  g_autofree char *text = tw_seq_list_print (telling->have);

  return tw_replica_write_state (telling->db, TW_STATE_HAVE, text, error);
}

static gboolean
is_any_told (GArray *results)
{
  for (guint i = 0; results != NULL && i < results->len; i++)
    if (g_array_index (results, TwPushResult, i).row_seq > 0)
      return TRUE;
  return FALSE;
}

static gboolean
take_rows (Telling *telling, GArray *results, GError **error)
{
  for (guint i = 0; i < results->len; i++)
    {
      const TwPushResult *result = &g_array_index (results, TwPushResult, i);
      g_autoptr (GError) local = NULL;

      if (result->state == TW_PUSH_APPLIED && result->row_seq > result->row_before && result->row_seq <= telling->seq
          && take_row (telling, result, &local))
        tw_seq_list_add (telling->have, result->row_seq);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return keep_have (telling, error);
}

gboolean
tw_settle_told (TwTx *tx, GArray *results, gint64 seq, GError **error)
{
  g_autofree char *have = NULL;
  g_autoptr (GArray) list = NULL;
  Telling telling = { .tx = tx, .db = tx->db, .seq = seq };
  gint64 offers = 0;

  if (!is_any_told (results))
    return TRUE;
  if (!tw_replica_number (tx->db, "SELECT EXISTS (SELECT 1 FROM sync_offer)", 0, &offers, error, 0)
      || !tw_replica_read_state (tx->db, TW_STATE_HAVE, &have, error))
    return FALSE;
  /* What a restored server lost is offered to it field by field. */
  if (offers != 0 || !tw_replica_read_user (tx->db, &telling.user))
    return TRUE;
  telling.have = list = tw_seq_list_parse (have);
  return take_rows (&telling, results, error);
}
