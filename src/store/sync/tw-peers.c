/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clients of a server. The SQL here and beside it is plain, so that another database engine can take it. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-erase.h"
#include "tw-peers-private.h"

#define PEER_COLUMNS "id, user_id, last_n, schema_text, name, created, seen, revoked"

static const char peer_tables[] =
  "CREATE TABLE IF NOT EXISTS sync_client (id BLOB PRIMARY KEY NOT NULL, user_id BLOB NOT NULL, last_n INTEGER NOT NULL,"
  " schema_text TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, seen INTEGER NOT NULL, revoked INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_seen (client BLOB NOT NULL, n INTEGER NOT NULL, commit_id BLOB NOT NULL,"
  " state INTEGER NOT NULL, seq INTEGER NOT NULL, problem TEXT, made INTEGER, PRIMARY KEY (client, n)) WITHOUT ROWID;"
  "CREATE INDEX IF NOT EXISTS sync_seen_commit ON sync_seen (commit_id);"
  "CREATE TABLE IF NOT EXISTS sync_rejected (client BLOB NOT NULL, n INTEGER NOT NULL, commit_id BLOB NOT NULL,"
  " body TEXT NOT NULL, problem TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (client, n));"
  "CREATE TABLE IF NOT EXISTS sync_awaited_from (hash TEXT NOT NULL, client BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hash, client));"
  "CREATE TABLE IF NOT EXISTS sync_erasure (seq INTEGER PRIMARY KEY NOT NULL, at INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_confirmed (client BLOB PRIMARY KEY NOT NULL, seq INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_lineage (epoch TEXT PRIMARY KEY NOT NULL, opened TEXT NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_lineage_past (epoch TEXT PRIMARY KEY NOT NULL, began INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_offered (record BLOB NOT NULL, field INTEGER NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,"
  " value BLOB, PRIMARY KEY (record, field));";

static TwPeer *
read_peer (TwStmt *stmt)
{
  TwPeer *peer = g_new0 (TwPeer, 1);

  tw_stmt_get_id (stmt, 0, &peer->id);
  tw_stmt_get_id (stmt, 1, &peer->user);
  peer->last_n = tw_stmt_get_int (stmt, 2);
  peer->schema = g_strdup (tw_stmt_get_text (stmt, 3, NULL));
  peer->name = g_strdup (tw_stmt_get_text (stmt, 4, NULL));
  peer->created = tw_stmt_get_int (stmt, 5);
  peer->seen = tw_stmt_get_int (stmt, 6);
  peer->revoked = tw_stmt_get_int (stmt, 7) != 0;
  return peer;
}

TwPeer *
tw_peers_read (TwDb *db, const TwId *client, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " PEER_COLUMNS " FROM sync_client WHERE id = ?", error);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, client);
  return tw_stmt_step (stmt, error) ? read_peer (stmt) : NULL;
}

/* Stores of before knew one device for each file. */
static gboolean
take_over_awaited (TwDb *db, GError **error)
{
  gint64 there = 0;

  return tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_awaited'", &there, error)
         && (there == 0 || tw_db_exec (db, "INSERT OR IGNORE INTO sync_awaited_from SELECT hash, client, at FROM sync_awaited;"
                                       "DROP TABLE sync_awaited", error));
}

/* Stores of before did not know when a mutation was made. */
static gboolean
add_made (TwDb *db, GError **error)
{
  gint64 there = 0;

  return tw_db_pragma_int (db, "SELECT count(*) FROM pragma_table_info ('sync_seen') WHERE name = 'made'", &there, error)
         && (there != 0 || tw_db_exec (db, "ALTER TABLE sync_seen ADD COLUMN made INTEGER", error));
}

gboolean
tw_peers_prepare (TwDb *db, GError **error)
{
  gint64 there = 0;

  return tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_seen'", &there, error) && (there == 0 || add_made (db, error));
}

static gboolean
run_enable (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, peer_tables, error) && take_over_awaited (db, error) && add_made (db, error);
}

static gboolean
run_add (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const TwPeer *peer = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_client (" PEER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                                           "ON CONFLICT (id) DO UPDATE SET schema_text = excluded.schema_text, "
                                           "name = excluded.name, seen = excluded.seen "
                                           "WHERE sync_client.user_id = excluded.user_id RETURNING id", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &peer->id);
  tw_stmt_bind_id (stmt, 2, &peer->user);
  tw_stmt_bind_int (stmt, 3, peer->last_n);
  tw_stmt_bind_text (stmt, 4, peer->schema != NULL ? peer->schema : "", -1);
  tw_stmt_bind_text (stmt, 5, peer->name != NULL ? peer->name : "", -1);
  tw_stmt_bind_int (stmt, 6, peer->created);
  tw_stmt_bind_int (stmt, 7, peer->seen);
  tw_stmt_bind_int (stmt, 8, peer->revoked);
  if (tw_stmt_step (stmt, &local))
    return tw_stmt_run (stmt, error);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE, _("This device id belongs to another person. Take a new one."));
  return FALSE;
}

static gboolean
run_revoke (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "UPDATE sync_client SET revoked = 1 WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, data);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_peers_enable:
 * @store: a store
 *
 * Makes the store one that serves clients: its tables, its epoch and the marker beside the database. To be called each time
 * the store was opened. A store that serves already gets a new epoch when the marker tells that the database is a restored or
 * copied one.
 *
 * Returns: %TRUE when it may serve
 */
gboolean
tw_peers_enable (TwStore *store, GError **error)
{
  return tw_store_run_transaction (store, run_enable, NULL, error) && tw_peers_check_lineage (store, error)
         && tw_store_erase_again (store, error);
}

/**
 * tw_peers_get_seq:
 * @store: a store
 *
 * Returns: the seq of the newest durable commit; no statement is run for it. Any thread
 */
gint64
tw_peers_get_seq (TwStore *store)
{
  gint64 seq;

  g_mutex_lock (&store->lock);
  seq = store->last_seq;
  g_mutex_unlock (&store->lock);
  return seq;
}

/**
 * tw_peers_get:
 * @store: a store that serves
 * @client: a client's id
 *
 * Returns: (transfer full) (nullable): the client; %NULL without @error when it is unknown
 */
TwPeer *
tw_peers_get (TwStore *store, const TwId *client, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwPeer *peer = db != NULL ? tw_peers_read (db, client, error) : NULL;

  tw_store_return_reader (store, db);
  return peer;
}

/**
 * tw_peers_list:
 * @store: a store that serves
 * @user: (nullable): whose; %NULL for everybody's
 *
 * Returns: (transfer full) (element-type TwPeer) (nullable): the clients, the newest first; %NULL with @error
 */
GPtrArray *
tw_peers_list (TwStore *store, const TwId *user, GError **error)
{
  return tw_peers_select (store, user != NULL ? "WHERE user_id = ? ORDER BY created DESC, id" : "ORDER BY created DESC, id", user, error);
}

GPtrArray *
tw_peers_select (TwStore *store, const char *which, const TwId *user, GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT " PEER_COLUMNS " FROM sync_client ", which, NULL);
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_peer_free);
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;

  if (db == NULL)
    return NULL;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, &local);

    if (stmt != NULL && user != NULL)
      tw_stmt_bind_id (stmt, 1, user);
    while (stmt != NULL && tw_stmt_step (stmt, &local))
      g_ptr_array_add (peers, read_peer (stmt));
  }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return g_steal_pointer (&peers);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * tw_peers_add:
 * @store: a store that serves
 * @peer: the client; for one that is there already, of the same user, schema, name and the time it was seen are written
 *
 * Returns: %TRUE when it is on the disk; %TW_STORE_ERROR_UNIQUE when the id is another user's
 */
gboolean
tw_peers_add (TwStore *store, const TwPeer *peer, GError **error)
{
  return tw_store_run_transaction (store, run_add, (gpointer) peer, error);
}

/**
 * tw_peers_revoke:
 * @store: a store that serves
 * @client: a client's id
 *
 * Takes nothing from the client any more.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_peers_revoke (TwStore *store, const TwId *client, GError **error)
{
  return tw_store_run_transaction (store, run_revoke, (gpointer) client, error);
}

/**
 * tw_peer_free:
 * @peer: (transfer full) (nullable): a client
 */
void
tw_peer_free (TwPeer *peer)
{
  if (peer == NULL)
    return;
  g_free (peer->schema);
  g_free (peer->name);
  g_free (peer);
}
