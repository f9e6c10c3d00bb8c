/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log from its newest commit back: for those who show what happened last. */
#include "config.h"

#include "tw-store-internal.h"

#define MAX_LIMIT 10000

/**
 * tw_store_commits_before:
 * @store: a store
 * @before_seq: only commits before this one; 0: from the newest
 * @limit: at most so many
 * @error: %TW_STORE_ERROR
 *
 * Reads @limit rows whatever the length of the log.
 *
 * Returns: (transfer full) (nullable) (element-type TwCommit): commits without their changes, newest first
 */
GPtrArray *
tw_store_commits_before (TwStore *store, gint64 before_seq, guint limit, GError **error)
{
  g_autoptr (GPtrArray) commits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_commit_unref);
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;

  if (db == NULL)
    return NULL;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_HEAD_COLUMNS " FROM log_commit m WHERE seq < ? "
                                             "ORDER BY seq DESC LIMIT ?", &local);

    if (stmt != NULL)
      {
        tw_stmt_bind_int (stmt, 1, before_seq > 0 ? before_seq : G_MAXINT64);
        tw_stmt_bind_int (stmt, 2, MIN (limit, MAX_LIMIT));
        while (tw_stmt_step (stmt, &local))
          {
            g_autoptr (TwCommitHead) head = tw_log_read_head_columns (stmt, 0);

            g_ptr_array_add (commits, tw_commit_new (head, NULL, NULL));
          }
      }
  }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return g_steal_pointer (&commits);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
read_time (TwStmt *stmt, gint64 seq, TwInstant *at, GError **error)
{
  g_autoptr (GError) local = NULL;

  tw_stmt_bind_int (stmt, 1, seq);
  *at = G_MAXINT64;
  if (tw_stmt_step (stmt, &local))
    *at = tw_stmt_get_int (stmt, 0);
  tw_stmt_reset (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_store_find_commit:
 * @store: a store
 * @at: an instant
 * @error: %TW_STORE_ERROR
 *
 * Halves the log until the place is found: about twenty rows of a million.
 *
 * Returns: seq of the last commit made until then, 0 when there is none; -1 with @error
 */
gint64
tw_store_find_commit (TwStore *store, TwInstant at, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  gint64 low = 0, high = 0, change;
  guint64 stamp;
  gboolean good;

  if (db == NULL)
    return -1;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT at FROM log_commit WHERE seq = ?", error);

    good = stmt != NULL && tw_log_last (db, &high, &stamp, &change, error);
    while (good && low < high)
      {
        gint64 middle = low + (high - low + 1) / 2;
        TwInstant time;

        good = read_time (stmt, middle, &time, error);
        if (time <= at)
          low = middle;
        else
          high = middle - 1;
      }
  }
  tw_store_return_reader (store, db);
  return good ? low : -1;
}
