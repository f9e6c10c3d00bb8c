/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-once.h"
#include "tw-store-private.h"

static const char table[] =
  "CREATE TABLE IF NOT EXISTS server_once (user_id BLOB NOT NULL, once_key TEXT NOT NULL, sum TEXT NOT NULL, base BLOB NOT NULL,"
  " status INTEGER NOT NULL, row_seq INTEGER NOT NULL, body TEXT, at INTEGER NOT NULL, PRIMARY KEY (user_id, once_key));"
  "CREATE INDEX IF NOT EXISTS server_once_at ON server_once (at);";

typedef struct
{
  const TwId   *user;
  const char   *key, *sum;
  TwOnceAnswer *answer;
  TwOnce        result;
} Job;

static gboolean
do_enable (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, table, error);
}

gboolean
tw_once_enable (TwStore *store, GError **error)
{
  return tw_store_run_transaction (store, do_enable, NULL, error);
}

void
tw_once_answer_clear (TwOnceAnswer *answer)
{
  g_clear_pointer (&answer->body, g_free);
}

static gboolean
forget_old (TwDb *db, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM server_once WHERE at < ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, g_get_real_time () - TW_USEC_PER_DAY);
  return tw_stmt_run (stmt, error);
}

static gboolean
find (TwDb *db, Job *job, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT sum, base, status, row_seq, body FROM server_once WHERE user_id = ? AND once_key = ?",
                                           error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, job->user);
  tw_stmt_bind_text (stmt, 2, job->key, -1);
  if (tw_stmt_step (stmt, &local))
    {
      job->result = strcmp (tw_stmt_get_text (stmt, 0, NULL), job->sum) == 0 ? TW_ONCE_AGAIN : TW_ONCE_OTHER;
      tw_stmt_get_id (stmt, 1, &job->answer->base);
      job->answer->status = (guint) tw_stmt_get_int (stmt, 2);
      job->answer->row_seq = tw_stmt_get_int (stmt, 3);
      job->answer->body = g_strdup (tw_stmt_get_text (stmt, 4, NULL));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
do_begin (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (TwStmt) stmt = NULL;

  if (!forget_old (db, error) || !find (db, job, error))
    return FALSE;
  if (job->result != TW_ONCE_NEW)
    return TRUE;
  stmt = tw_db_prepare (db, "INSERT INTO server_once (user_id, once_key, sum, base, status, row_seq, at) VALUES (?, ?, ?, ?, 0, 0, ?)", error);
  if (stmt == NULL)
    return FALSE;
  job->answer->base = tw_id_new ();
  tw_stmt_bind_id (stmt, 1, job->user);
  tw_stmt_bind_text (stmt, 2, job->key, -1);
  tw_stmt_bind_text (stmt, 3, job->sum, -1);
  tw_stmt_bind_id (stmt, 4, &job->answer->base);
  tw_stmt_bind_int (stmt, 5, g_get_real_time ());
  return tw_stmt_run (stmt, error);
}

/**
 * tw_once_begin:
 * @store: a store
 * @user: who asks; keys of different people are different keys
 * @key: what the client calls the request
 * @sum: checksum of the request
 * @answer: (out caller-allocates): base is always filled, the rest for %TW_ONCE_AGAIN
 * @error: of the store
 *
 * Waits for the writer. One request of a key runs at a time: the caller sees to that.
 *
 * Returns: %TW_ONCE_NEW when the work is to be done; %TW_ONCE_FAILED with @error
 */
TwOnce
tw_once_begin (TwStore *store, const TwId *user, const char *key, const char *sum, TwOnceAnswer *answer, GError **error)
{
  Job job = { user, key, sum, answer, TW_ONCE_NEW };

  memset (answer, 0, sizeof *answer);
  return tw_store_run_transaction (store, do_begin, &job, error) ? job.result : TW_ONCE_FAILED;
}

static gboolean
do_finish (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "UPDATE server_once SET status = ?, row_seq = ?, body = ? WHERE user_id = ? AND once_key = ?",
                                           error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, job->answer->status);
  tw_stmt_bind_int (stmt, 2, job->answer->row_seq);
  tw_stmt_bind_text (stmt, 3, job->answer->body, -1);
  tw_stmt_bind_id (stmt, 4, job->user);
  tw_stmt_bind_text (stmt, 5, job->key, -1);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_once_finish:
 * @store: a store
 * @user: who asked
 * @key: what the client called the request
 * @answer: what to say when it is sent again
 * @error: of the store
 */
gboolean
tw_once_finish (TwStore *store, const TwId *user, const char *key, const TwOnceAnswer *answer, GError **error)
{
  Job job = { user, key, NULL, (TwOnceAnswer *) answer, TW_ONCE_NEW };

  return tw_store_run_transaction (store, do_finish, &job, error);
}

static gboolean
do_drop (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM server_once WHERE user_id = ? AND once_key = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, job->user);
  tw_stmt_bind_text (stmt, 2, job->key, -1);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_once_drop:
 * @store: a store
 * @user: who asked
 * @key: of a request that was refused, so that nothing was done: it may come again, mended
 * @error: of the store
 */
gboolean
tw_once_drop (TwStore *store, const TwId *user, const char *key, GError **error)
{
  Job job = { user, key, NULL, NULL, TW_ONCE_NEW };

  return tw_store_run_transaction (store, do_drop, &job, error);
}
