/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's answer to a push. What it has answered leaves the outbox; the fields stay pending, now with the seq at which the
 * server's word on them is certain to be among what was pulled. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-lease.h"
#include "tw-outbox-private.h"
#include "tw-settings-private.h"

typedef struct
{
  TwStore *store;
  TwDb    *db;
  TwTx    *tx;
  gint64   former, acked, seq;                         /* former: answered before */
  GArray  *results;                                    /* (nullable) TwPushResult */
} Settling;

static const TwPushResult *
find_result (Settling *settling, gint64 n)
{
  for (guint i = 0; settling->results != NULL && i < settling->results->len; i++)
    {
      const TwPushResult *result = &g_array_index (settling->results, TwPushResult, i);

      if (result->n == n)
        return result;
    }
  return NULL;
}

static gboolean
is_refused (Settling *settling, gint64 n)
{
  const TwPushResult *result = find_result (settling, n);

  return result != NULL && result->state == TW_PUSH_REJECTED;
}

/* A new record that the server has not shown yet: it must have, once seq is reached. */
static gboolean
expect_record (Settling *settling, guint number, const TwId *record, gint64 n, gint64 seq, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (settling->tx->schema, number);
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  if (entity == NULL)
    return TRUE;
  sql = g_strdup_printf ("INSERT INTO sync_pending (record, field, entity, n, seq) SELECT id, %d, %u, ?, ? FROM %s WHERE id = ? "
                         "AND " TW_SERVER_SEQ " IS NULL ON CONFLICT (record, field) DO NOTHING", TW_PENDING_EXISTENCE, number,
                         tw_store_get_table (settling->store, entity)->name);
  stmt = tw_db_prepare (settling->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, n);
  tw_stmt_bind_int (stmt, 2, seq);
  tw_stmt_bind_id (stmt, 3, record);
  return tw_stmt_run (stmt, error);
}

/* Of all mutations together: most of them add nothing. CROSS JOIN and the plus keep SQLite from reading the whole log. */
static gboolean
expect_records (Settling *settling, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (settling->db, "SELECT o.n, c.entity, c.record FROM sync_outbox AS o "
                                           "CROSS JOIN log_change AS c WHERE o.n <= ? AND o.entity = 0 "
                                           "AND c.seq >= o.first_change AND c.seq <= o.last_change AND +c.op = ?", error);
  g_autoptr (GError) local = NULL;
  TwId id;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, settling->acked);
  tw_stmt_bind_int (stmt, 2, TW_OP_ADD);
  while (tw_stmt_step (stmt, &local))
    {
      gint64 n = tw_stmt_get_int (stmt, 0);

      if (tw_stmt_get_id (stmt, 2, &id)
          && !expect_record (settling, (guint) tw_stmt_get_int (stmt, 1), &id, n, is_refused (settling, n) ? 0 : settling->seq, &local))
        break;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
keep_refused (Settling *settling, const TwOutboxRow *row, const TwPushResult *result, GError **error)
{
  TwOutboxItem *item = tw_outbox_load_joined (settling->store, settling->db, row, error);
  gboolean good = item != NULL && tw_refusals_add (settling->db, &item->commit, item->at, item->title, item->changes,
                                                   result->problem, error);

  tw_outbox_item_free (item);
  /* Nothing is to be waited for: the person sees at once what the server has, and can try again from there. */
  return good && tw_replica_run (settling->db, "UPDATE sync_pending SET seq = 0 WHERE n = ? AND seq IS NULL", error, 1, row->n);
}

static gboolean
any_refused (Settling *settling)
{
  for (guint i = 0; settling->results != NULL && i < settling->results->len; i++)
    if (g_array_index (settling->results, TwPushResult, i).state == TW_PUSH_REJECTED)
      return TRUE;
  return FALSE;
}

/* Those that settle_row() has something to do with. */
static GArray *
read_answered (Settling *settling, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwOutboxRow));
  g_autoptr (TwStmt) stmt = tw_db_prepare (settling->db, "SELECT " TW_OUTBOX_COLUMNS " FROM sync_outbox WHERE n <= ? "
                                           "AND (entity <> 0 OR ?) ORDER BY n", error);
  g_autoptr (GError) local = NULL;
  TwOutboxRow row;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, settling->acked);
  tw_stmt_bind_int (stmt, 2, any_refused (settling));
  while (tw_stmt_step (stmt, &local))
    {
      tw_outbox_row_read (stmt, &row);
      g_array_append_val (rows, row);
    }
  if (local == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* Those that are looked at on their own: what was there before the workspace joined, and what was refused. */
static gboolean
settle_row (Settling *settling, const TwOutboxRow *row, GError **error)
{
  gboolean refused = is_refused (settling, row->n);

  /* One that went empty has its words in the one behind it. */
  if (refused && !row->joined && !keep_refused (settling, row, find_result (settling, row->n), error))
    return FALSE;
  return row->entity == 0 || row->links || row->offer
         || expect_record (settling, row->entity, &row->record, row->n, refused ? 0 : settling->seq, error);
}

static gboolean
settle_rows (Settling *settling, GError **error)
{
  g_autoptr (GArray) rows = read_answered (settling, error);
  guint n_taken;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!settle_row (settling, &g_array_index (rows, TwOutboxRow, i), error))
      return FALSE;
  if (rows == NULL || !expect_records (settling, error)
      || !tw_settle_told (settling->tx, settling->results, settling->acked, settling->seq, &n_taken, error))
    return FALSE;
  /* Mostly nothing is left of any of them, and all that waits behind them need not be gone through. */
  return (n_taken == settling->acked - settling->former
          || tw_replica_run (settling->db, "UPDATE sync_pending SET seq = ? WHERE n <= ? AND seq IS NULL", error, 2, settling->seq,
                             settling->acked))
         && tw_replica_run (settling->db, "DELETE FROM sync_outbox WHERE n <= ?", error, 1, settling->acked)
         && tw_offers_settle (settling->db, settling->acked, error)
         && tw_replica_write_number (settling->db, TW_STATE_ACKED, settling->acked, error);
}

static gboolean
settle_all (Settling *settling, GError **error)
{
  g_autofree char *definitions = NULL;
  g_autoptr (TwCommit) commit = NULL;
  gboolean good;

  settling->former = tw_replica_read_number (settling->db, TW_STATE_ACKED);
  if (settling->acked <= settling->former)
    return TRUE;
  /* Whatever fails takes back the whole lease. */
  settling->tx = tw_tx_begin_within (settling->store, settling->db, TW_ORIGIN_SYNC, _("Changes from the server"), error);
  if (settling->tx == NULL)
    return FALSE;
  settling->tx->keep = TRUE;
  settling->tx->head->id = tw_id_new ();
  settling->tx->head->user = tw_id_nil;
  good = settle_rows (settling, error)
         && tw_pending_clear (settling->tx, tw_replica_read_number (settling->db, TW_STATE_SEQ), &definitions, error);
  if (!good)
    {
      tw_tx_rollback (settling->tx);
      return FALSE;
    }
  commit = tw_tx_commit (settling->tx, error);
  return commit != NULL && (definitions == NULL || tw_definitions_put (settling->store, settling->db, definitions, FALSE, error));
}

/**
 * tw_outbox_settle:
 * @store: a replica
 * @acked: the last mutation that is answered
 * @seq: the server's seq at which it was
 * @results: (nullable) (element-type TwPushResult): those that were not plainly applied
 *
 * Takes the answered mutations from the outbox; the refused ones are kept for the person to settle. Once everything up to @seq
 * was pulled, or at once when it was already, their fields show what the server has.
 *
 * It does not wait for the disk: should the power fail, the same is sent again, and answered as before.
 *
 * Returns: %TRUE when it is done
 */
gboolean
tw_outbox_settle (TwStore *store, gint64 acked, gint64 seq, GArray *results, GError **error)
{
  Settling settling = { .store = store, .acked = acked, .seq = seq, .results = results };
  g_autoptr (GError) local = NULL;
  TwLease *lease;
  gboolean good;

  if (!tw_store_is_replica (store))
    return TRUE;
  lease = tw_lease_take_lazily (store, error);
  if (lease == NULL)
    return FALSE;
  settling.db = tw_lease_get_db (lease);
  good = settle_all (&settling, &local);
  if (!tw_lease_return (lease, good, good ? &local : NULL))
    good = FALSE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return good;
}
