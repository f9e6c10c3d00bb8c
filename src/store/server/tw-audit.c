/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the audit log. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-audit-private.h"
#include "tw-store-hold.h"

static const char tables[] =
  "CREATE TABLE IF NOT EXISTS audit_entry (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, user_id BLOB, action TEXT NOT NULL,"
  " entity TEXT NOT NULL, record_id BLOB, commitment BLOB NOT NULL, hash BLOB NOT NULL);"
  "CREATE TABLE IF NOT EXISTS audit_value (n INTEGER PRIMARY KEY, salt BLOB NOT NULL, detail TEXT NOT NULL);"
  "CREATE TABLE IF NOT EXISTS audit_head (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, hash BLOB NOT NULL, public_key BLOB NOT NULL,"
  " signature BLOB NOT NULL);"
  "CREATE INDEX IF NOT EXISTS audit_entry_record ON audit_entry (record_id, n);"
  "CREATE INDEX IF NOT EXISTS audit_entry_user ON audit_entry (user_id, n);"
  "CREATE INDEX IF NOT EXISTS audit_entry_action ON audit_entry (action, n);";

typedef enum { NOT_LOOKED_AT, NOT_KEPT, KEPT } Keeping;

/* Of a store; changed with the writer's lock held, or before anything runs. */
typedef struct
{
  Keeping     keeping;
  TwAuditKey *key;                                     /* nullable: nothing is signed */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  tw_audit_key_free (state->key);
  g_free (state);
}

static State *
get_state (TwStore *store)
{
  static GMutex lock;
  State *state;

  g_mutex_lock (&lock);
  state = g_object_get_data (G_OBJECT (store), "tw-audit");
  if (state == NULL)
    {
      state = g_new0 (State, 1);
      g_object_set_data_full (G_OBJECT (store), "tw-audit", state, state_free);
    }
  g_mutex_unlock (&lock);
  return state;
}

/* A server's folder, which has a key, may be opened by another program, too, while the server does not run: its changes are entered
 * as well. */
gboolean
tw_audit_is_kept (TwStore *store)
{
  State *state = get_state (store);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) keys = NULL;

  if (state->keeping == NOT_LOOKED_AT)
    {
      keys = tw_audit_key_read_public (tw_store_get_dir (store), NULL);
      state->keeping = keys != NULL ? KEPT : NOT_KEPT;
      if (state->keeping == KEPT && (state->key = tw_audit_key_open (tw_store_get_dir (store), &error)) == NULL)
        g_message ("%s", error->message);
    }
  return state->keeping == KEPT;
}

/* --- Appending --- */

static gboolean
insert_head (TwDb *db, const TwAuditHead *head, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO audit_head (n, at, hash, public_key, signature) VALUES (?, ?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, head->n);
  tw_stmt_bind_int (stmt, 2, head->at);
  tw_stmt_bind_blob (stmt, 3, head->hash, sizeof head->hash);
  tw_stmt_bind_blob (stmt, 4, head->key, sizeof head->key);
  tw_stmt_bind_blob (stmt, 5, head->signature, sizeof head->signature);
  return tw_stmt_run (stmt, error);
}

static gboolean
get_newest (TwDb *db, const char *sql, gint64 *n, guint8 *hash, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;
  gsize length = 0;

  *n = 0;
  memset (hash, 0, TW_AUDIT_HASH);
  if (stmt == NULL)
    return FALSE;
  if (tw_stmt_step (stmt, &local))
    {
      gconstpointer bytes = tw_stmt_get_blob (stmt, 1, &length);

      *n = tw_stmt_get_int (stmt, 0);
      if (bytes != NULL && length == TW_AUDIT_HASH)
        memcpy (hash, bytes, TW_AUDIT_HASH);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Signs entry n unless it is signed, when so many entries are not. */
static gboolean
sign_when_due (TwStore *store, TwDb *db, gint64 n, const guint8 *hash, gint64 due, GError **error)
{
  State *state = get_state (store);
  TwAuditHead head = { .n = n, .at = tw_store_now (store) };
  guint8 signed_hash[TW_AUDIT_HASH];
  gint64 signed_n;

  if (state->key == NULL || n == 0)
    return TRUE;
  if (!get_newest (db, "SELECT n, hash FROM audit_head ORDER BY n DESC LIMIT 1", &signed_n, signed_hash, error))
    return FALSE;
  if (n - signed_n < due)
    return TRUE;
  memcpy (head.hash, hash, sizeof head.hash);
  tw_audit_key_sign (state->key, &head);
  return insert_head (db, &head, error);
}

static gboolean
insert_entry (TwDb *db, const TwAuditEntry *entry, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO audit_entry (n, at, user_id, action, entity, record_id, commitment, hash)"
                                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);
  g_autoptr (TwStmt) value = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, entry->n);
  tw_stmt_bind_int (stmt, 2, entry->at);
  tw_stmt_bind_id (stmt, 3, &entry->user);
  tw_stmt_bind_text (stmt, 4, entry->action, -1);
  tw_stmt_bind_text (stmt, 5, entry->entity, -1);
  tw_stmt_bind_id (stmt, 6, &entry->record);
  tw_stmt_bind_blob (stmt, 7, entry->commitment, sizeof entry->commitment);
  tw_stmt_bind_blob (stmt, 8, entry->hash, sizeof entry->hash);
  if (!tw_stmt_run (stmt, error))
    return FALSE;
  if (entry->detail == NULL)
    return TRUE;
  value = tw_db_prepare (db, "INSERT INTO audit_value (n, salt, detail) VALUES (?, ?, ?)", error);
  if (value == NULL)
    return FALSE;
  tw_stmt_bind_int (value, 1, entry->n);
  tw_stmt_bind_blob (value, 2, entry->salt, sizeof entry->salt);
  tw_stmt_bind_text (value, 3, entry->detail, -1);
  return tw_stmt_run (value, error);
}

gboolean
tw_audit_append (TwStore *store, TwDb *db, const TwAuditEvent *event, GError **error)
{
  TwAuditEntry entry = { .at = event->at != 0 ? event->at : tw_store_now (store), .action = (char *) event->action,
                         .entity = (char *) (event->entity != NULL ? event->entity : ""), .detail = (char *) event->detail };
  guint8 before[TW_AUDIT_HASH];

  if (!get_newest (db, "SELECT n, hash FROM audit_entry ORDER BY n DESC LIMIT 1", &entry.n, before, error))
    return FALSE;
  entry.n++;
  if (event->user != NULL)
    entry.user = *event->user;
  if (event->record != NULL)
    entry.record = *event->record;
  tw_audit_entry_commit (&entry);
  tw_audit_entry_hash (&entry, before, entry.hash);
  return insert_entry (db, &entry, error) && sign_when_due (store, db, entry.n, entry.hash, TW_AUDIT_STRETCH, error);
}

static gboolean
run_append (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  gboolean good;

  if (!tw_store_hold_enter (store, db, error))
    return FALSE;
  good = tw_audit_append (store, db, data, error);
  return tw_store_hold_leave (store, db, good, good ? error : NULL) && good;
}

/* --- Events that nobody waits for --- */

typedef struct
{
  TwAuditEvent event;
  TwId         user, record;
  char        *entity, *detail;
} Pushed;

static gboolean
run_pushed (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return run_append (store, db, &((Pushed *) data)->event, error);
}

static void
pushed_done (TwStore *store, gpointer data, GError *error)
{
  Pushed *pushed = data;

  if (error != NULL)
    g_message (_("The audit log could not be written: %s"), error->message);
  g_free (pushed->entity);
  g_free (pushed->detail);
  g_free (pushed);
}

/**
 * tw_audit_push:
 * @store: the server's store
 * @event: copied, but for action, which is a word of the program
 *
 * Enters something soon, at the latest when the store is closed.
 */
void
tw_audit_push (TwStore *store, const TwAuditEvent *event)
{
  Pushed *pushed = g_new0 (Pushed, 1);

  pushed->event = *event;
  pushed->event.at = event->at != 0 ? event->at : tw_store_now (store);
  if (event->user != NULL)
    {
      pushed->user = *event->user;
      pushed->event.user = &pushed->user;
    }
  if (event->record != NULL)
    {
      pushed->record = *event->record;
      pushed->event.record = &pushed->record;
    }
  pushed->event.entity = pushed->entity = g_strdup (event->entity);
  pushed->event.detail = pushed->detail = g_strdup (event->detail);
  tw_store_push_joining (store, run_pushed, pushed_done, pushed);
}

/* --- Public --- */

static gboolean
make_tables (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, tables, error);
}

/**
 * tw_audit_enable:
 * @store: the server's store
 * @error: the store's trouble, or what is wrong with the key's file
 *
 * From now on the store keeps an audit log.
 */
gboolean
tw_audit_enable (TwStore *store, GError **error)
{
  State *state = get_state (store);

  if (!tw_store_run_transaction (store, make_tables, NULL, error))
    return FALSE;
  if (state->key == NULL && (state->key = tw_audit_key_open (tw_store_get_dir (store), error)) == NULL)
    return FALSE;
  state->keeping = KEPT;
  return TRUE;
}

/**
 * tw_audit_write:
 * @store: the server's store
 * @event: what happened
 * @error: the store's trouble
 *
 * Returns: whether the entry is on disk
 */
gboolean
tw_audit_write (TwStore *store, const TwAuditEvent *event, GError **error)
{
  return tw_store_run_joining (store, run_append, (gpointer) event, error);
}

gboolean
tw_audit_add (TwStore *store, TwInstant at, const TwId *user, const char *action, const char *detail, GError **error)
{
  TwId record;
  gboolean is_id = detail != NULL && tw_id_parse (detail, &record);
  const TwAuditEvent event = { .at = at, .user = user, .action = action, .record = is_id ? &record : NULL,
                               .detail = is_id || detail == NULL || *detail == 0 ? NULL : detail };

  return tw_audit_write (store, &event, error);
}

static gboolean
run_sign (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  guint8 hash[TW_AUDIT_HASH];
  gboolean good;
  gint64 n;

  if (!tw_store_hold_enter (store, db, error))
    return FALSE;
  good = get_newest (db, "SELECT n, hash FROM audit_entry ORDER BY n DESC LIMIT 1", &n, hash, error)
         && sign_when_due (store, db, n, hash, 1, error);
  return tw_store_hold_leave (store, db, good, good ? error : NULL) && good;
}

/**
 * tw_audit_sign:
 * @store: a store whose audit log is enabled
 * @head: (out caller-allocates): the newest head
 * @error: the store's trouble
 *
 * Nothing is written when the newest entry is signed already.
 */
gboolean
tw_audit_sign (TwStore *store, TwAuditHead *head, GError **error)
{
  return tw_store_run_joining (store, run_sign, NULL, error) && tw_audit_get_head (store, head, error);
}
