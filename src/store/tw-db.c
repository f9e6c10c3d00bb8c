/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite driver. Every connection has the language's functions and the TW collation, takes no orders from the
 * schema text of the file (trusted_schema off, defensive), and never maps the file into memory, so that a truncated file
 * is an error and not a signal. Only the connection that writes may checkpoint the write-ahead log: SQLite up to 3.51.2
 * has a race when two connections do. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-patience.h"
#include "tw-stmt-private.h"
#include "tw-store.h"

/* More texts than this do not come from our own code but from people's conditions; old ones are dropped then. */
#define MAX_CACHED_STATEMENTS 300
#define SAVEPOINT_BYTES (126 * 1024)

static void
stmt_free (TwStmt *stmt)
{
  sqlite3_finalize (stmt->handle);
  g_free ((char *) stmt->key.sql);
  g_free (stmt);
}

/* Eight bytes at a time; a stranger's text that meets another one's hash costs a comparison. */
static TwSqlKey
make_key (const char *sql)
{
  TwSqlKey key = { sql, strlen (sql), G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) };
  gsize at = 0;
  guint64 part;

  for (; at + sizeof part <= key.length; at += sizeof part)
    {
      memcpy (&part, sql + at, sizeof part);
      key.hash = (key.hash ^ part) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
      key.hash ^= key.hash >> 32;
    }
  part = 0;
  memcpy (&part, sql + at, key.length - at);
  key.hash = (key.hash ^ part ^ key.length) * G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  key.hash ^= key.hash >> 32;
  return key;
}

static guint
key_hash (gconstpointer data)
{
  return (guint) ((const TwSqlKey *) data)->hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const TwSqlKey *one = a, *other = b;

  return one->hash == other->hash && one->length == other->length && memcmp (one->sql, other->sql, one->length) == 0;
}

static gboolean
is_disk_full (int system_error)
{
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static void
set_error_from_code (sqlite3 *handle, int code, GError **error)
{
  const char *why = handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code);
  int primary = code & 0xff;

  if (primary == SQLITE_IOERR && handle != NULL && is_disk_full (sqlite3_system_errno (handle)))
    primary = SQLITE_FULL;

  switch (primary)
    {
    case SQLITE_FULL:
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                           _("The disk is full: nothing was saved. Free some space and try again."));
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY,
                           _("The workspace can only be read: its folder or file is write-protected."));
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE,
                           _("The workspace is in use by another program. Close it there, then try again."));
      break;
    case SQLITE_NOTADB:
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_A_STORE,
                           _("The file store.db is not a Tradewind workspace."));
      break;
    case SQLITE_CORRUPT:
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                   _("The workspace is damaged (%s). Restore it from a backup."), why);
      break;
    case SQLITE_INTERRUPT:
      if (tw_patience_is_over ())
        g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_TOO_LONG,
                             _("This would take too long. Ask for less: a simpler condition, or one on an indexed field."));
      else
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The work was cancelled."));
      break;
    case SQLITE_CONSTRAINT:
      g_set_error (error, TW_STORE_ERROR,
                   code == SQLITE_CONSTRAINT_UNIQUE ? TW_STORE_ERROR_UNIQUE : TW_STORE_ERROR_INVALID,
                   _("The database refused a value (%s)."), why);
      break;
    default:
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The database could not do it (%s)."), why);
      break;
    }
}

static gboolean
run_setup (sqlite3 *handle, TwDbMode mode, GError **error)
{
  int code;

  sqlite3_busy_timeout (handle, 2000);
  sqlite3_extended_result_codes (handle, 1);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  if (mode == TW_DB_READ)
    {
      sqlite3_db_config (handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      code = sqlite3_exec (handle,
                           "PRAGMA query_only = 1; PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0;"
                           "PRAGMA cell_size_check = 1; PRAGMA cache_size = -8000", NULL, NULL, NULL);
    }
  else
    code = sqlite3_exec (handle,
                         "PRAGMA foreign_keys = 0; PRAGMA recursive_triggers = 0; PRAGMA mmap_size = 0;"
                         "PRAGMA cell_size_check = 1; PRAGMA cache_size = -16000", NULL, NULL, NULL);
  if (code != SQLITE_OK)
    {
      set_error_from_code (handle, code, error);
      return FALSE;
    }
  return tw_sql_register_functions (handle, error);
}

/* SQLite would count every allocation under a lock of the whole process; nobody asks for the counts. Without effect when
 * another library has begun to use SQLite before. */
static void
configure_once (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      /* What a savepoint keeps to go back is in memory up to here, and then written to a file in pieces of this size. SQLite writes 128 KiB
       * at a time at most (the mask in its seekAndWriteFd()) and takes the rest of a larger piece for a full disk. */
      sqlite3_config (SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
      g_once_init_leave (&done, 1);
    }
}

static TwDb *
open_with_flags (const char *name, int flags, TwDbMode mode, GError **error)
{
  sqlite3 *handle = NULL;
  TwDb *db;
  int code;

  configure_once ();
  code = sqlite3_open_v2 (name, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code != SQLITE_OK)
    {
      set_error_from_code (handle, code, error);
      sqlite3_close (handle);
      return NULL;
    }
  if (!run_setup (handle, mode, error))
    {
      sqlite3_close (handle);
      return NULL;
    }
  db = g_new0 (TwDb, 1);
  db->handle = handle;
  db->cache = g_hash_table_new_full (key_hash, key_equal, NULL, (GDestroyNotify) stmt_free);
  return db;
}

static TwStmt *
prepare (TwDb *db, const char *sql, GError **error)
{
  TwSqlKey key = make_key (sql);
  sqlite3_stmt *handle = NULL;
  TwStmt *stmt;
  int code;

  if (g_hash_table_steal_extended (db->cache, &key, NULL, (gpointer *) &stmt))
    return stmt;

  code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK)
    {
      set_error_from_code (db->handle, code, error);
      return NULL;
    }
  stmt = g_new0 (TwStmt, 1);
  stmt->db = db;
  stmt->handle = handle;
  stmt->key = key;
  stmt->key.sql = g_strdup (sql);
  return stmt;
}

/* --- Opening --- */

/**
 * tw_db_open:
 * @path: the database file
 * @mode: %TW_DB_READ for a reader, %TW_DB_WRITE for the one writer, %TW_DB_CREATE to make the file when it is missing
 *
 * Opens a connection for one thread at a time.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with %TW_STORE_ERROR
 */
TwDb *
tw_db_open (const char *path, TwDbMode mode, GError **error)
{
  int flags = mode == TW_DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

  g_return_val_if_fail (path != NULL, NULL);

  if (mode == TW_DB_CREATE)
    flags |= SQLITE_OPEN_CREATE;
  return open_with_flags (path, flags, mode, error);
}

/**
 * tw_db_open_immutable:
 * @path: the database file
 *
 * Opens a reader of a file that nobody can change, without locks and without the files beside it.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with %TW_STORE_ERROR
 */
TwDb *
tw_db_open_immutable (const char *path, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strdup_printf ("file:%s?immutable=1", escaped);

  return open_with_flags (uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, TW_DB_READ, error);
}

/**
 * tw_db_close:
 * @db: (transfer full) (nullable): a connection of which no statement is in use
 *
 * Closes the connection; the last writer to close empties the write-ahead log.
 */
void
tw_db_close (TwDb *db)
{
  if (db == NULL)
    return;
  g_hash_table_unref (db->cache);
  sqlite3_close_v2 (db->handle);
  g_free (db);
}

/* --- Statements --- */

/**
 * tw_db_exec:
 * @db: a connection
 * @sql: one or more statements without parameters
 *
 * Runs statements whose text is a constant or made of the schema's names.
 *
 * Returns: %TRUE when all of them ran
 */
gboolean
tw_db_exec (TwDb *db, const char *sql, GError **error)
{
  int code = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || tw_db_fail (db, code, error);
}

gboolean
tw_db_run (TwDb *db, const char *sql, GError **error)
{
  TwStmt *stmt = prepare (db, sql, error);
  int code;

  if (stmt == NULL)
    return FALSE;
  code = sqlite3_step (stmt->handle);
  if (code != SQLITE_DONE)
    tw_db_fail (db, code, error);
  tw_stmt_done (stmt);
  return code == SQLITE_DONE;
}

/**
 * tw_db_prepare:
 * @db: a connection
 * @sql: one statement; parameters are written "?"
 *
 * A statement from the connection's cache, or a new one. It has no bound values.
 *
 * Returns: (transfer full) (nullable): give it back with tw_stmt_done()
 */
TwStmt *
tw_db_prepare (TwDb *db, const char *sql, GError **error)
{
  return prepare (db, sql, error);
}

/**
 * tw_db_prepare_sql:
 * @db: a connection
 * @sql: text and parameters
 *
 * As tw_db_prepare(), with the parameters bound.
 *
 * Returns: (transfer full) (nullable): give it back with tw_stmt_done()
 */
TwStmt *
tw_db_prepare_sql (TwDb *db, const TwSql *sql, GError **error)
{
  TwStmt *stmt = prepare (db, sql->text->str, error);

  if (stmt != NULL)
    for (guint i = 0; i < sql->params->len; i++)
      tw_stmt_bind_value (stmt, i + 1, &g_array_index (sql->params, TwValue, i));
  return stmt;
}

/**
 * tw_stmt_done:
 * @stmt: (transfer full) (nullable): a statement
 *
 * Resets it, forgets its values and gives it back to its connection's cache.
 */
void
tw_stmt_done (TwStmt *stmt)
{
  TwDb *db;

  if (stmt == NULL)
    return;
  db = stmt->db;
  sqlite3_reset (stmt->handle);
  sqlite3_clear_bindings (stmt->handle);
  if (g_hash_table_contains (db->cache, &stmt->key))
    {
      stmt_free (stmt);
      return;
    }
  if (g_hash_table_size (db->cache) >= MAX_CACHED_STATEMENTS)
    g_hash_table_remove_all (db->cache);
  g_hash_table_insert (db->cache, &stmt->key, stmt);
}

/* --- The connection --- */

gint64
tw_db_last_rid (TwDb *db)
{
  return sqlite3_last_insert_rowid (db->handle);
}

void
tw_db_interrupt (TwDb *db)
{
  sqlite3_interrupt (db->handle);
}

gpointer
tw_db_get_handle (TwDb *db)
{
  return db->handle;
}

gboolean
tw_db_fail (TwDb *db, int code, GError **error)
{
  set_error_from_code (db->handle, code, error);
  return FALSE;
}

gboolean
tw_db_pragma_int (TwDb *db, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  if (!tw_stmt_step (stmt, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      else
        g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, _("The workspace is damaged (%s)."), sql);
      return FALSE;
    }
  *value = tw_stmt_get_int (stmt, 0);
  return TRUE;
}

gint64
tw_db_count_changes (TwDb *db)
{
  return sqlite3_total_changes (db->handle);
}

gboolean
tw_db_in_transaction (TwDb *db)
{
  return !sqlite3_get_autocommit (db->handle);
}

void
tw_db_flush_cache (TwDb *db)
{
  g_hash_table_remove_all (db->cache);
}

/* --- Transactions --- */

static void
end_shared (TwDb *db, gboolean good)
{
  if (!db->shared)
    return;
  db->shared = FALSE;
  db->share->end (db->share_data, db, good);
}

void
tw_db_share (TwDb *db, const TwDbShare *share, gpointer data)
{
  g_return_if_fail (!db->shared && !tw_db_in_transaction (db));

  db->share = share;
  db->share_data = data;
}

void
tw_db_set_own (TwDb *db, gboolean own)
{
  db->own = own;
}

gboolean
tw_db_begin (TwDb *db, GError **error)
{
  /* SQLite ends a transaction by itself when the disk fails. */
  end_shared (db, FALSE);
  if (db->share != NULL)
    {
      if (!db->share->begin (db->share_data, db, error))
        return FALSE;
      db->shared = TRUE;
    }
  if (tw_db_run (db, "BEGIN IMMEDIATE", error))
    return TRUE;
  end_shared (db, FALSE);
  return FALSE;
}

gboolean
tw_db_commit (TwDb *db, GError **error)
{
  if ((db->shared && !db->share->commit (db->share_data, db, error)) || !tw_db_run (db, "COMMIT", error))
    return FALSE;
  end_shared (db, TRUE);
  return TRUE;
}

gboolean
tw_db_erases (TwDb *db, GError **error)
{
  return !db->shared || db->share->erases (db->share_data, db, error);
}

void
tw_db_rollback (TwDb *db)
{
  if (tw_db_in_transaction (db))
    tw_db_exec (db, "ROLLBACK", NULL);
  end_shared (db, FALSE);
}
