/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that records name before their bytes are here. */
#include "config.h"

#include "tw-peers-private.h"

/* The row of a hash, or the count of all; tables are only there in a workspace that serves. */
static gint64
read_count (TwStore *store, const char *hash)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  gint64 there = 0, n = 0;

  if (db == NULL)
    return 0;
  if (tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_awaited_from'", &there, NULL) && there != 0)
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, hash != NULL ? "SELECT count(*) FROM sync_awaited_from WHERE hash = ?"
                                               : "SELECT count(DISTINCT hash) FROM sync_awaited_from", NULL);

      if (stmt != NULL && hash != NULL)
        tw_stmt_bind_text (stmt, 1, hash, -1);
      if (stmt != NULL && tw_stmt_step (stmt, NULL))
        n = tw_stmt_get_int (stmt, 0);
    }
  tw_store_return_reader (store, db);
  return n;
}

static gboolean
run_end (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM sync_awaited_from WHERE hash = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, data, -1);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_peers_dup_awaited:
 * @store: a store that serves
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: (transfer full) (nullable): name of the device that named the file first, perhaps ""; %NULL when none is known
 */
char *
tw_peers_dup_awaited (TwStore *store, const char *hash)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  char *name = NULL;

  if (db == NULL)
    return NULL;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT c.name FROM sync_awaited_from AS a LEFT JOIN sync_client AS c ON c.id = a.client "
                                             "WHERE a.hash = ? ORDER BY a.at, a.client LIMIT 1", NULL);

    if (stmt != NULL)
      tw_stmt_bind_text (stmt, 1, hash, -1);
    if (stmt != NULL && tw_stmt_step (stmt, NULL))
      name = g_strdup (tw_stmt_is_null (stmt, 0) ? "" : tw_stmt_get_text (stmt, 0, NULL));
  }
  tw_store_return_reader (store, db);
  return name;
}

/**
 * tw_peers_awaits_file:
 * @store: any store
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: whether the file is to come from a device
 */
gboolean
tw_peers_awaits_file (TwStore *store, const char *hash)
{
  return read_count (store, hash) != 0;
}

/**
 * tw_peers_awaits_file_of:
 * @store: a store that serves
 * @hash: SHA-256 in hexadecimal
 * @user: a person
 *
 * Returns: whether the file is to come from a device of this person
 */
gboolean
tw_peers_awaits_file_of (TwStore *store, const char *hash, const TwId *user)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  gboolean awaited = FALSE;

  if (db == NULL)
    return FALSE;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sync_awaited_from AS a JOIN sync_client AS c ON c.id = a.client "
                                             "WHERE a.hash = ? AND c.user_id = ?", NULL);

    if (stmt != NULL)
      {
        tw_stmt_bind_text (stmt, 1, hash, -1);
        tw_stmt_bind_id (stmt, 2, user);
        awaited = tw_stmt_step (stmt, NULL);
      }
  }
  tw_store_return_reader (store, db);
  return awaited;
}

/**
 * tw_peers_count_awaited:
 * @store: any store
 *
 * Returns: how many files are to come from devices
 */
gint64
tw_peers_count_awaited (TwStore *store)
{
  return read_count (store, NULL);
}

/**
 * tw_peers_end_awaited:
 * @store: a store that serves
 * @hash: SHA-256 in hexadecimal of a file that came
 * @came: (out): whether it was waited for
 *
 * Nothing is written for a file that nobody waited for.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_peers_end_awaited (TwStore *store, const char *hash, gboolean *came, GError **error)
{
  *came = tw_peers_awaits_file (store, hash);
  return !*came || tw_store_run_transaction (store, run_end, (gpointer) hash, error);
}
