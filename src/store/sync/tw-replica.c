/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Belonging to a server: the tables, who we are there, joining and leaving. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>

#include "tw-outbox-private.h"

#define STATE_SERVER    "server"
#define STATE_WORKSPACE "workspace"
#define STATE_USER      "user"

static const char replica_tables[] =
  "CREATE TABLE IF NOT EXISTS sync_state (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_outbox (n INTEGER PRIMARY KEY NOT NULL, commit_seq INTEGER NOT NULL,"
  " first_change INTEGER NOT NULL, last_change INTEGER NOT NULL, entity INTEGER NOT NULL, record BLOB,"
  " state INTEGER NOT NULL, tries INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_pending (record BLOB NOT NULL, field INTEGER NOT NULL, entity INTEGER NOT NULL,"
  " n INTEGER NOT NULL, seq INTEGER, theirs BLOB, PRIMARY KEY (record, field)) WITHOUT ROWID;"
  "CREATE INDEX IF NOT EXISTS sync_pending_seq ON sync_pending (seq) WHERE seq IS NOT NULL;"
  "CREATE TABLE IF NOT EXISTS sync_refused (n INTEGER PRIMARY KEY NOT NULL, commit_id BLOB NOT NULL, at INTEGER NOT NULL,"
  " title TEXT NOT NULL, body BLOB NOT NULL, problem TEXT);"
  "CREATE TABLE IF NOT EXISTS sync_staged (position INTEGER PRIMARY KEY NOT NULL, body BLOB NOT NULL);";

static const char empty_tables[] =
  "DELETE FROM sync_state; DELETE FROM sync_outbox; DELETE FROM sync_pending; DELETE FROM sync_refused; DELETE FROM sync_staged;"
  "DELETE FROM sync_offer; DELETE FROM sync_offer_field;";

/* --- Small statements --- */

static TwStmt *
prepare_numbers (TwDb *db, const char *sql, guint n, va_list args, GError **error)
{
  TwStmt *stmt = tw_db_prepare (db, sql, error);

  for (guint i = 0; stmt != NULL && i < n; i++)
    tw_stmt_bind_int (stmt, (int) i + 1, va_arg (args, gint64));
  return stmt;
}

gboolean
tw_replica_run (TwDb *db, const char *sql, GError **error, guint n, ...)
{
  g_autoptr (TwStmt) stmt = NULL;
  va_list args;

  va_start (args, n);
  stmt = prepare_numbers (db, sql, n, args, error);
  va_end (args);
  return stmt != NULL && tw_stmt_run (stmt, error);
}

gboolean
tw_replica_number (TwDb *db, const char *sql, gint64 missing, gint64 *number, GError **error, guint n, ...)
{
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  va_list args;

  va_start (args, n);
  stmt = prepare_numbers (db, sql, n, args, error);
  va_end (args);
  if (stmt == NULL)
    return FALSE;
  *number = tw_stmt_step (stmt, &local) && !tw_stmt_is_null (stmt, 0) ? tw_stmt_get_int (stmt, 0) : missing;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- State --- */

gboolean
tw_replica_read_state (TwDb *db, const char *key, char **value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT value FROM sync_state WHERE key = ?", error);
  g_autoptr (GError) local = NULL;

  *value = NULL;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, key, -1);
  if (tw_stmt_step (stmt, &local))
    *value = g_strdup (tw_stmt_get_text (stmt, 0, NULL));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_replica_write_state (TwDb *db, const char *key, const char *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, value == NULL ? "DELETE FROM sync_state WHERE key = ?"
                                           : "INSERT INTO sync_state (key, value) VALUES (?, ?) "
                                             "ON CONFLICT (key) DO UPDATE SET value = excluded.value", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, key, -1);
  if (value != NULL)
    tw_stmt_bind_text (stmt, 2, value, -1);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_replica_read_user (TwDb *db, TwId *user)
{
  g_autofree char *text = NULL;

  return tw_replica_read_state (db, STATE_USER, &text, NULL) && text != NULL && tw_id_parse (text, user);
}

gint64
tw_replica_read_number (TwDb *db, const char *key)
{
  g_autofree char *text = NULL;

  return tw_replica_read_state (db, key, &text, NULL) && text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
tw_replica_write_number (TwDb *db, const char *key, gint64 value, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return tw_replica_write_state (db, key, text, error);
}

gboolean
tw_replica_load_flag (TwStore *store, TwDb *db, GError **error)
{
  gint64 there = 0, client = 0;

  if (!tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_state'", &there, error)
      || (there != 0 && !tw_replica_number (db, "SELECT count(*) FROM sync_state WHERE key = '" TW_STATE_CLIENT "'", 0, &client,
                                            error, 0)))
    return FALSE;
  /* A replica that an older program made. */
  if (client != 0 && !store->read_only && !tw_offers_make_tables (db, error))
    return FALSE;
  g_atomic_int_set (&store->replica, client != 0);
  return TRUE;
}

/* --- Joining and leaving --- */

typedef struct
{
  const TwReplicaIdentity *identity;
  gboolean queue_all, force;
} JoinJob;

static gboolean
write_id (TwDb *db, const char *key, const TwId *id, GError **error)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  return tw_replica_write_state (db, key, tw_id_print (id, text), error);
}

static gboolean
write_identity (TwDb *db, const TwReplicaIdentity *identity, GError **error)
{
  return tw_replica_write_state (db, STATE_SERVER, identity->server, error)
         && write_id (db, STATE_WORKSPACE, &identity->workspace, error) && write_id (db, STATE_USER, &identity->user, error)
         && write_id (db, TW_STATE_CLIENT, &identity->client, error);
}

static gboolean
run_join (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  JoinJob *job = data;

  if (g_atomic_int_get (&store->replica))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                           _("This workspace belongs to a server already. Leave that one first."));
      return FALSE;
    }
  if (!tw_db_begin (db, error) || !tw_db_exec (db, replica_tables, error) || !tw_offers_make_tables (db, error)
      || !write_identity (db, job->identity, error) || (job->queue_all && !tw_outbox_queue_rows (store, db, "1", error))
      || !tw_db_commit (db, error))
    return FALSE;
  g_atomic_int_set (&store->replica, TRUE);
  return TRUE;
}

static gboolean
forget_server_seqs (TwStore *store, TwDb *db, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwTable *table = tw_store_get_table (store, tw_schema_get_entity_at (schema, e));
      g_autofree char *sql = g_strdup_printf ("UPDATE %s SET " TW_SERVER_SEQ " = NULL WHERE " TW_SERVER_SEQ " IS NOT NULL",
                                              table->name);

      if (!tw_db_exec (db, sql, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_leave (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  JoinJob *job = data;
  gint64 unsent;

  if (!g_atomic_int_get (&store->replica))
    return TRUE;
  if (!tw_replica_number (db, "SELECT (SELECT count(*) FROM sync_outbox) + (SELECT count(*) FROM sync_refused)", 0, &unsent, error, 0))
    return FALSE;
  if (unsent > 0 && !job->force)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                           _("Some changes have not reached the server yet. Connect once more, or leave without sending them."));
      return FALSE;
    }
  if (!tw_db_begin (db, error) || !tw_db_exec (db, empty_tables, error) || !tw_replica_forget_files (db, error)
      || !forget_server_seqs (store, db, error) || !tw_db_commit (db, error))
    return FALSE;
  g_atomic_int_set (&store->replica, FALSE);
  return TRUE;
}

static gboolean
run_renew (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_begin (db, error) && write_id (db, TW_STATE_CLIENT, data, error)
         && tw_outbox_renumber (db, 1, error) && tw_db_commit (db, error);
}

typedef struct
{
  const char *key, *value;
} StateJob;

static gboolean
run_state (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  StateJob *job = data;

  return tw_replica_write_state (db, job->key, job->value, error);
}

static gboolean
check_replica (TwStore *store, GError **error)
{
  if (tw_store_is_replica (store))
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This workspace belongs to no server."));
  return FALSE;
}

/**
 * tw_replica_join:
 * @store: a store
 * @identity: the server, and who we are there
 * @queue_all: whether the live records that are there are to be sent
 *
 * From now on each local commit is queued for the server, in its own transaction.
 *
 * Returns: %TRUE when it is on the disk; %TW_STORE_ERROR_IN_THE_WAY when the workspace has a server already
 */
gboolean
tw_replica_join (TwStore *store, const TwReplicaIdentity *identity, gboolean queue_all, GError **error)
{
  JoinJob job = { identity, queue_all, FALSE };

  g_return_val_if_fail (identity->server != NULL && !tw_id_is_nil (&identity->client), FALSE);

  return tw_store_run_writer (store, run_join, &job, error);
}

/**
 * tw_replica_leave:
 * @store: a store
 * @force: also when something was not sent
 *
 * Makes the workspace a stand-alone one. All data stays.
 *
 * Returns: %TRUE when it is on the disk; %TW_STORE_ERROR_IN_THE_WAY while something is not sent or settled
 */
gboolean
tw_replica_leave (TwStore *store, gboolean force, GError **error)
{
  JoinJob job = { NULL, FALSE, force };

  return tw_store_run_writer (store, run_leave, &job, error);
}

gboolean
tw_store_is_replica (TwStore *store)
{
  return g_atomic_int_get (&store->replica) != 0;
}

/**
 * tw_replica_dup_identity:
 * @store: a store
 *
 * Returns: (transfer full) (nullable): the server, and who we are there; %NULL for a stand-alone workspace
 */
TwReplicaIdentity *
tw_replica_dup_identity (TwStore *store)
{
  g_autofree char *server = tw_replica_dup_state (store, STATE_SERVER), *workspace = tw_replica_dup_state (store, STATE_WORKSPACE);
  g_autofree char *user = tw_replica_dup_state (store, STATE_USER), *client = tw_replica_dup_state (store, TW_STATE_CLIENT);
  g_autoptr (TwReplicaIdentity) identity = g_new0 (TwReplicaIdentity, 1);

  if (server == NULL || workspace == NULL || user == NULL || client == NULL || !tw_id_parse (workspace, &identity->workspace)
      || !tw_id_parse (user, &identity->user) || !tw_id_parse (client, &identity->client))
    return NULL;
  identity->server = g_steal_pointer (&server);
  return g_steal_pointer (&identity);
}

void
tw_replica_identity_free (TwReplicaIdentity *identity)
{
  if (identity == NULL)
    return;
  g_free (identity->server);
  g_free (identity);
}

/**
 * tw_replica_renew_client:
 * @store: a replica
 * @client: the new id
 *
 * Starts anew as another client of the same person: what is not answered is numbered from 1.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_replica_renew_client (TwStore *store, const TwId *client, GError **error)
{
  return check_replica (store, error) && tw_store_run_writer (store, run_renew, (gpointer) client, error);
}

/**
 * tw_replica_set_state:
 * @store: a replica
 * @key: a key; those of the store itself are "server", "workspace", "user", "client", "acked" and "seq"
 * @value: (nullable): what to keep; %NULL to forget
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_replica_set_state (TwStore *store, const char *key, const char *value, GError **error)
{
  StateJob job = { key, value };

  return check_replica (store, error) && tw_store_run_writer (store, run_state, &job, error);
}
