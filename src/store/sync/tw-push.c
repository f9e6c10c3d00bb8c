/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A push of one client, under way: the connection is lent, and what is written about the client goes into the transaction of
 * its data. So a mutation is either there with its result or neither of them is, whatever is cut off. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-lease.h"
#include "tw-peers-private.h"
#include "tw-store-hold.h"

struct _TwPush
{
  TwStore *store;
  TwLease *lease;
  TwDb    *db;
  TwId     client;
  gint64   last_n;
  TwInstant made;                                      /* of the mutation that is open; 0: nobody can tell */
  gboolean fresh;                                      /* no mutation of the request was ever sent before */
  gboolean spoilt;                                     /* what was left of a mutation that changed nothing has to be taken back */
  gboolean whole;                                      /* its mutations have no savepoints: it is taken back as a whole */
};

static gboolean
load_client (TwPush *push, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwPeer) peer = tw_peers_read (push->db, &push->client, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (peer == NULL || peer->revoked)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                         _("The server does not know this device, or it was signed out. Sign in again."));
  else
    {
      push->last_n = peer->last_n;
      return TRUE;
    }
  return FALSE;
}

static void
bind_result (TwStmt *stmt, TwPush *push, gint64 n, const TwId *commit)
{
  tw_stmt_bind_id (stmt, 1, &push->client);
  tw_stmt_bind_int (stmt, 2, n);
  tw_stmt_bind_id (stmt, 3, commit);
}

static gboolean
write_seen (TwPush *push, gint64 n, const TwId *commit, TwPushState state, gint64 seq, const char *problem, TwInstant made, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "INSERT INTO sync_seen (client, n, commit_id, state, seq, problem, made) "
                                           "VALUES (?, ?, ?, ?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  bind_result (stmt, push, n, commit);
  tw_stmt_bind_int (stmt, 4, state);
  tw_stmt_bind_int (stmt, 5, seq);
  tw_stmt_bind_text (stmt, 6, problem, -1);
  if (made != 0)
    tw_stmt_bind_int (stmt, 7, made);
  else
    tw_stmt_bind_null (stmt, 7);
  if (!tw_stmt_run (stmt, error))
    return FALSE;
  push->last_n = n;
  return TRUE;
}

static gboolean
write_rejected (TwPush *push, gint64 n, const TwId *commit, const char *body, const char *problem, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "INSERT INTO sync_rejected (client, n, commit_id, body, problem, at) "
                                           "VALUES (?, ?, ?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  bind_result (stmt, push, n, commit);
  tw_stmt_bind_text (stmt, 4, body, -1);
  tw_stmt_bind_text (stmt, 5, problem, -1);
  tw_stmt_bind_int (stmt, 6, tw_store_now (push->store));
  return tw_stmt_run (stmt, error);
}

static gboolean
check_next (TwPush *push, gint64 n, GError **error)
{
  if (n == push->last_n + 1)
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("A change was sent out of its order. Send everything again."));
  return FALSE;
}

static gboolean
write_client (TwPush *push, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "UPDATE sync_client SET last_n = ?, seen = ? WHERE id = ?", error);
  g_autoptr (TwStmt) forget = tw_db_prepare (push->db, "DELETE FROM sync_seen WHERE client = ? AND n <= ? AND state = ?", error);

  if (stmt == NULL || forget == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, push->last_n);
  tw_stmt_bind_int (stmt, 2, tw_store_now (push->store));
  tw_stmt_bind_id (stmt, 3, &push->client);
  tw_stmt_bind_id (forget, 1, &push->client);
  tw_stmt_bind_int (forget, 2, push->last_n - TW_PEERS_KEEP_RESULTS);
  tw_stmt_bind_int (forget, 3, TW_PUSH_APPLIED);
  return tw_stmt_run (stmt, error) && tw_stmt_run (forget, error);
}

static void
push_release (TwPush *push)
{
  g_object_unref (push->store);
  g_free (push);
}

/**
 * tw_push_begin:
 * @store: a store that serves
 * @client: who pushes
 * @whole: a mutation that cannot be taken, or that did something although it changed nothing (tw_push_is_spoilt()), takes all of it back; that
 *   saves a savepoint for each, which is a part of its cost
 *
 * Takes the writer, waiting for its turn, and begins the transaction. On a worker thread.
 *
 * Returns: (transfer full) (nullable): the push; %NULL with %TW_STORE_ERROR_NOT_FOUND for an unknown or revoked client
 */
TwPush *
tw_push_begin (TwStore *store, const TwId *client, gboolean whole, GError **error)
{
  TwLease *lease = tw_lease_take (store, error);
  TwPush *push;

  if (lease == NULL)
    return NULL;
  push = g_new0 (TwPush, 1);
  push->store = g_object_ref (store);
  push->lease = lease;
  push->db = tw_lease_get_db (lease);
  push->client = *client;
  push->whole = whole;
  if (load_client (push, error))
    return push;
  tw_push_free (push);
  return NULL;
}

/**
 * tw_push_free:
 * @push: (transfer full) (nullable): a push
 *
 * Takes everything of it back. A mutation that is open must have been finished or rolled back before.
 */
void
tw_push_free (TwPush *push)
{
  if (push == NULL)
    return;
  tw_lease_return (push->lease, FALSE, NULL);
  push_release (push);
}

/**
 * tw_push_is_spoilt:
 * @push: a push
 *
 * Returns: whether it has to be freed and taken anew with savepoints, since of a mutation something is left that would be taken back
 */
gboolean
tw_push_is_spoilt (TwPush *push)
{
  return push->spoilt;
}

gint64
tw_push_get_last_n (TwPush *push)
{
  return push->last_n;
}

/**
 * tw_push_find_seen:
 * @push: a push
 * @n: number of a mutation
 * @commit: (out): the commit that was sent under this number
 * @result: (out): what became of it; its problem is to be freed
 *
 * Looks up what was answered before. Plain results older than the last 10,000 are no longer known.
 *
 * Returns: %TRUE when it is known; %FALSE when not, or with @error
 */
gboolean
tw_push_find_seen (TwPush *push, gint64 n, TwId *commit, TwPushResult *result, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "SELECT commit_id, state, problem FROM sync_seen WHERE client = ? AND n = ?",
                                           error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &push->client);
  tw_stmt_bind_int (stmt, 2, n);
  if (!tw_stmt_step (stmt, error))
    return FALSE;
  *commit = tw_id_nil;
  tw_stmt_get_id (stmt, 0, commit);
  result->n = n;
  result->state = (TwPushState) tw_stmt_get_int (stmt, 1);
  result->problem = g_strdup (tw_stmt_get_text (stmt, 2, NULL));
  return TRUE;
}

/**
 * tw_push_look_ahead:
 * @push: a push
 * @first: the least of the ids of all mutations that will be looked for, no two of which are the same
 * @last: the greatest
 *
 * Looks once for all of them: where nobody sent anything, tw_push_find_commit() finds nothing without looking.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_push_look_ahead (TwPush *push, const TwId *first, const TwId *last, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "SELECT 1 FROM sync_seen WHERE commit_id >= ? AND commit_id <= ? LIMIT 1", error);
  gboolean found;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, first);
  tw_stmt_bind_id (stmt, 2, last);
  if (!tw_stmt_find (stmt, &found, error))
    return FALSE;
  push->fresh = !found;
  return TRUE;
}

/**
 * tw_push_find_commit:
 * @push: a push
 * @commit: id of a mutation
 * @result: (inout): empty; what became of it, its problem is to be freed
 *
 * Looks for a commit that another client of the same person sent: a device that was copied or put back from a copy sends under a new
 * id what it does not know to be answered.
 *
 * Returns: %TRUE when it is known; %FALSE when not, or with @error
 */
gboolean
tw_push_find_commit (TwPush *push, const TwId *commit, TwPushResult *result, GError **error)
{
  /* Without ORDER BY: a sorter is made before it is known that there is nothing to be sorted, and mostly there is nothing. */
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  gint64 first = G_MAXINT64;

  if (push->fresh)
    return FALSE;
  stmt = tw_db_prepare (push->db, "SELECT s.state, s.problem, s.seq FROM sync_seen AS s WHERE s.commit_id = ?1 "
                        "AND EXISTS (SELECT 1 FROM sync_client AS c, sync_client AS own "
                        "WHERE c.id = s.client AND own.id = ?2 AND c.user_id = own.user_id)", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, commit);
  tw_stmt_bind_id (stmt, 2, &push->client);
  while (tw_stmt_step (stmt, &local))
    if (tw_stmt_get_int (stmt, 2) < first)
      {
        first = tw_stmt_get_int (stmt, 2);
        g_free (result->problem);
        result->state = (TwPushState) tw_stmt_get_int (stmt, 0);
        result->problem = tw_stmt_is_null (stmt, 1) ? NULL : g_strdup (tw_stmt_get_text (stmt, 1, NULL));
      }
  if (local == NULL)
    return first != G_MAXINT64;
  g_clear_pointer (&result->problem, g_free);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_push_begin_mutation:
 * @push: a push
 * @user: the author
 * @origin: who or what made the change at the client
 * @title: what it was called there
 * @made: when the author did it, by the server's clock; 0: nobody can tell
 *
 * Opens a commit of the author's within the push. Its time is the server's; the caller may set @at and @stamp of its head
 * before the first record is written.
 *
 * Returns: (transfer full) (nullable): the commit to be filled; %NULL with @error
 */
TwTx *
tw_push_begin_mutation (TwPush *push, const TwId *user, TwOrigin origin, const char *title, TwInstant made, GError **error)
{
  TwTx *tx = push->whole ? tw_tx_begin_within (push->store, push->db, origin, title, error)
                         : tw_tx_begin (push->store, push->db, origin, title, 0, error);

  if (tx == NULL)
    return NULL;
  push->made = made;
  tx->head->user = *user;
  tx->context->me = *user;
  return tx;
}

/**
 * tw_push_finish_mutation:
 * @push: a push
 * @tx: (transfer full): the mutation; it may have changed nothing
 * @n: its number, the next one of the client
 * @commit: the client's id of it, which becomes the id of the commit
 * @state: what became of it
 * @problem: (nullable): JSON, kept for a repeated request
 *
 * Writes the commit and its result.
 *
 * Returns: %TRUE when it went well; else the mutation is taken back and can be rejected
 */
gboolean
tw_push_finish_mutation (TwPush *push, TwTx *tx, gint64 n, const TwId *commit, TwPushState state, const char *problem,
                         GError **error)
{
  g_autoptr (TwCommit) done = NULL;
  gint64 seq, change_seq, before = tx->changes_before;
  guint64 stamp;

  if (!check_next (push, n, error))
    {
      tw_tx_rollback (tx);
      return FALSE;
    }
  tx->head->id = *commit;
  done = tw_tx_commit (tx, error);
  if (done != NULL && push->whole && tw_commit_get_seq (done) == 0 && tw_db_count_changes (push->db) != before)
    {
      push->spoilt = TRUE;
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, "a change without savepoint left something behind");
      return FALSE;
    }
  return done != NULL && tw_store_hold_last (push->store, push->db, &seq, &stamp, &change_seq, error)
         && write_seen (push, n, commit, state, seq, problem, push->made, error);
}

/**
 * tw_push_find_made:
 * @tx: a mutation of a push
 * @commit_seq: of a commit in the log
 * @made: (out): when its author made it, by the server's clock
 *
 * What was done offline stands in the log with the time at which it came here.
 *
 * Returns: %FALSE when it did not come with a push, its time is uncertain, or its result is no longer known
 */
gboolean
tw_push_find_made (TwTx *tx, gint64 commit_seq, TwInstant *made)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, "SELECT max(s.made) FROM log_commit AS c JOIN sync_seen AS s ON s.commit_id = c.id "
                                           "AND s.seq = c.seq WHERE c.seq = ?", NULL);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, commit_seq);
  if (!tw_stmt_step (stmt, NULL) || tw_stmt_is_null (stmt, 0))
    return FALSE;
  *made = tw_stmt_get_int (stmt, 0);
  return TRUE;
}

/**
 * tw_push_reject_mutation:
 * @push: a push
 * @tx: (transfer full) (nullable): the mutation, %NULL when it is taken back already
 * @n: its number, the next one of the client
 * @commit: the client's id of it
 * @body: the mutation as it was sent, kept for people to look at
 * @problem: JSON, why it was not taken
 *
 * Takes the mutation back and goes on to the next number.
 *
 * Returns: %TRUE when it went well
 */
gboolean
tw_push_reject_mutation (TwPush *push, TwTx *tx, gint64 n, const TwId *commit, const char *body, const char *problem,
                         GError **error)
{
  guint64 stamp;
  gint64 seq, change_seq;

  tw_tx_rollback (tx);
  return check_next (push, n, error) && tw_store_hold_check (push->store, push->db, error)
         && tw_store_hold_last (push->store, push->db, &seq, &stamp, &change_seq, error)
         && write_rejected (push, n, commit, body, problem, error)
         && write_seen (push, n, commit, TW_PUSH_REJECTED, seq, problem, 0, error);
}

/**
 * tw_push_is_erased:
 * @push: a push
 * @record: the record
 *
 * Returns: whether the record was erased, so that what a device says about it must not stay either
 */
gboolean
tw_push_is_erased (TwPush *push, const TwId *record)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "SELECT 1 FROM tw_tombstone AS t WHERE t.id = ?1 AND EXISTS (SELECT 1 FROM log_change AS c "
                                           "WHERE c.record = ?1 AND c.op = ?2 AND c.body = x'00')", NULL);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, TW_OP_PURGE);
  return tw_stmt_step (stmt, NULL);
}

/**
 * tw_push_await_file:
 * @push: a push whose mutation is open
 * @hash: SHA-256 in hexadecimal of a file that is not kept here yet
 *
 * Remembers the device among those that the file may come from. One that named it later, by undoing perhaps, need not have the
 * bytes, and does not take the place of the one before, which may have lost every right since.
 *
 * Returns: %TRUE when it is in the transaction
 */
gboolean
tw_push_await_file (TwPush *push, const char *hash, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (push->db, "INSERT INTO sync_awaited_from (hash, client, at) VALUES (?, ?, ?) "
                                           "ON CONFLICT (hash, client) DO UPDATE SET at = excluded.at", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, hash, -1);
  tw_stmt_bind_id (stmt, 2, &push->client);
  tw_stmt_bind_int (stmt, 3, tw_store_now (push->store));
  return tw_stmt_run (stmt, error);
}

/**
 * tw_push_commit:
 * @push: (transfer full): a push
 * @seq: (out): the seq of the newest commit after it
 *
 * Ends the push and waits until it is on the disk; then its commits are announced in order.
 *
 * Returns: %TRUE when it is durable; else nothing of it has happened
 */
gboolean
tw_push_commit (TwPush *push, gint64 *seq, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 change_seq;
  guint64 stamp;
  gboolean good = tw_store_hold_check (push->store, push->db, &local) && write_client (push, &local)
                  && tw_store_hold_last (push->store, push->db, seq, &stamp, &change_seq, &local);

  if (!tw_lease_return (push->lease, good, local == NULL ? &local : NULL))
    good = FALSE;
  push_release (push);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return good;
}
