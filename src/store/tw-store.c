/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a workspace. The folder holds store.db with its write-ahead log, blobs/, and lock: the process that
 * writes holds flock() on it, any other opens for reading. Whatever lies there is looked at with distrust: a file of another
 * program, of a newer version, or cut off is refused with a reason before anything is written. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tw-outbox-private.h"
#include "tw-rule-case.h"
#include "tw-search-words.h"
#include "tw-store-internal.h"
#include "tw-unindexed.h"

G_DEFINE_FINAL_TYPE (TwStore, tw_store, G_TYPE_OBJECT)

enum
{
  COMMITTED,
  SCHEMA_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
fail_errno (int code, const char *dir, GError **error)
{
  if (code == ENOSPC || code == EDQUOT)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                         _("The disk is full: the workspace cannot be opened. Free some space and try again."));
  else
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The workspace “%s” cannot be opened: %s."), dir,
                 g_strerror (code));
  return FALSE;
}

static void
become_read_only (TwStore *store, TwStoreError why)
{
  store->read_only = TRUE;
  store->read_only_why = why;
}

/* --- The folder --- */

static gboolean
prepare_folder (TwStore *store, gboolean create, gboolean *exists, GError **error)
{
  *exists = g_file_test (store->db_path, G_FILE_TEST_EXISTS);
  if (!*exists && !create)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                   _("There is no workspace in “%s”. Choose another folder, or make a new workspace."), store->dir);
      return FALSE;
    }
  if (!*exists && g_mkdir_with_parents (store->dir, 0700) != 0)
    {
      if (errno == EACCES || errno == EROFS || errno == EPERM)
        {
          g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY,
                       _("A workspace cannot be made in “%s”: the folder is write-protected."), store->dir);
          return FALSE;
        }
      return fail_errno (errno, store->dir, error);
    }
  return TRUE;
}

static gboolean
take_lock (TwStore *store, GError **error)
{
  g_autofree char *path = g_build_filename (store->dir, "lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      if (errno != EACCES && errno != EROFS && errno != EPERM)
        return fail_errno (errno, store->dir, error);
      become_read_only (store, TW_STORE_ERROR_READ_ONLY);
      return TRUE;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      int code = errno;

      close (fd);
      if (code != EWOULDBLOCK)
        return fail_errno (code, store->dir, error);
      become_read_only (store, TW_STORE_ERROR_IN_USE);
      return TRUE;
    }
  store->lock_fd = fd;
  return TRUE;
}

static gint64
get_file_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64) info.st_size : -1;
}

/* Without pages waiting in the write-ahead log, the file must be as long as its head says. */
static gboolean
check_length (TwStore *store, GError **error)
{
  g_autofree char *wal = g_strconcat (store->db_path, "-wal", NULL);
  guint8 head[100] = { 0 };
  guint32 pages, page_size;
  gssize n;
  gint64 size = get_file_size (store->db_path);
  int fd;

  if (size == 0 || get_file_size (wal) > 0)
    return TRUE;
  fd = g_open (store->db_path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    return fail_errno (errno, store->dir, error);
  n = read (fd, head, sizeof head);
  close (fd);
  if (n < 0)
    return fail_errno (errno, store->dir, error);
  if (memcmp (head, "SQLite format 3", (gsize) MIN (n, 16)) != 0)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_A_STORE,
                           _("The file store.db is not a Tradewind workspace."));
      return FALSE;
    }
  page_size = ((guint32) head[16] << 8 | head[17]) == 1 ? 65536 : (guint32) head[16] << 8 | head[17];
  pages = (guint32) head[28] << 24 | (guint32) head[29] << 16 | (guint32) head[30] << 8 | head[31];
  if (size >= (gint64) sizeof head && size >= (gint64) pages * page_size)
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("The workspace is damaged: a part of store.db is missing. Restore it from a backup."));
  return FALSE;
}

/* --- The database --- */

static gboolean
check_identity (TwDb *db, gboolean *fresh, GError **error)
{
  gint64 application, format, tables;

  if (!tw_db_pragma_int (db, "PRAGMA application_id", &application, error)
      || !tw_db_pragma_int (db, "PRAGMA user_version", &format, error)
      || !tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;
  *fresh = application == 0 && format == 0 && tables == 0;
  if (*fresh)
    return TRUE;
  if (application != TW_DB_APPLICATION_ID || format < 1)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_A_STORE,
                           _("The file store.db belongs to another program."));
      return FALSE;
    }
  if (format > TW_STORE_FORMAT)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NEWER,
                           _("The workspace was made by a newer version of Tradewind. Update this one to open it."));
      return FALSE;
    }
  return TRUE;
}

/* The number of the shipped schema that the tables were last brought up to; 0 in a new store. */
static gboolean
check_shipped (TwStore *store, TwDb *db, GError **error)
{
  gint64 former, own = g_ascii_strtoll (tw_schema_get_version (store->shipped), NULL, 10);

  if (!tw_db_pragma_int (db, "SELECT ifnull((SELECT value FROM tw_meta WHERE key = 'shipped'), 0)", &former, error))
    return FALSE;
  if (former <= own)
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NEWER,
                       _("The workspace was made by a newer version of Tradewind. Update this one to open it."));
  return FALSE;
}

static gboolean
write_shipped (TwStore *store, TwDb *db, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT OR REPLACE INTO tw_meta (key, value) VALUES ('shipped', ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, g_ascii_strtoll (tw_schema_get_version (store->shipped), NULL, 10));
  return tw_stmt_run (stmt, error);
}

/* A first load that was cut off left tables without their indexes. */
static gboolean
mend_indexes (TwStore *store, TwDb *db, GError **error)
{
  gboolean more = TRUE;

  while (more)
    if (!tw_unindexed_mend (db, store->schema, &more, error))
      return FALSE;
  return TRUE;
}

static gboolean
build_tables (TwStore *store, TwDb *db, gboolean fresh, GError **error)
{
  gboolean current = FALSE;

  if (!tw_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if ((!fresh || tw_store_create_tables (db, error)) && check_shipped (store, db, error)
      && (store->schema = tw_store_load_schema (db, store->shipped, error)) != NULL
      && tw_store_shape_is_current (db, store->schema, &current, error)
      && (current || (tw_store_shape_tables (db, store->schema, error) && write_shipped (store, db, error)))
      && mend_indexes (store, db, error)
      && tw_db_exec (db, "COMMIT", error))
    return TRUE;
  tw_db_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
observe_log (TwStore *store, TwDb *db, GError **error)
{
  gint64 seq, change_seq;
  guint64 stamp;

  if (!tw_log_last (db, &seq, &stamp, &change_seq, error))
    return FALSE;
  tw_clock_observe (store->clock, stamp);
  store->last_seq = seq;
  return TRUE;
}

static gboolean
open_writer (TwStore *store, gboolean create, GError **error)
{
  g_autoptr (TwDb) db = tw_db_open (store->db_path, create ? TW_DB_CREATE : TW_DB_WRITE, error);
  gboolean fresh;

  if (db == NULL)
    return FALSE;
  if (sqlite3_db_readonly (tw_db_get_handle (db), "main") == 1)
    {
      become_read_only (store, TW_STORE_ERROR_READ_ONLY);
      return TRUE;
    }
  if (!check_identity (db, &fresh, error))
    return FALSE;
  if (fresh && !create)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                           _("The file store.db is empty. Restore the workspace from a backup."));
      return FALSE;
    }
  if (!tw_db_exec (db, "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864", error)
      || !build_tables (store, db, fresh, error) || !observe_log (store, db, error) || !tw_replica_load_flag (store, db, error))
    return FALSE;
  store->writer = g_steal_pointer (&db);
  return tw_search_upkeep_start (store, error);
}

static gboolean
open_for_reading (TwStore *store, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean fresh = FALSE, current = FALSE;
  g_autoptr (TwDb) db = tw_db_open (store->db_path, TW_DB_READ, &local);

  /* Where no file can be made beside it, SQLite can read it only as one that nobody changes. */
  if (db == NULL || !check_identity (db, &fresh, &local))
    {
      g_autofree char *wal = g_strconcat (store->db_path, "-wal", NULL);

      if (store->read_only_why != TW_STORE_ERROR_READ_ONLY || get_file_size (wal) > 0
          || !(g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_IO)
               || g_error_matches (local, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_clear_pointer (&db, tw_db_close);
      store->immutable = TRUE;
      db = tw_db_open_immutable (store->db_path, error);
      if (db == NULL || !check_identity (db, &fresh, error))
        return FALSE;
    }
  if (!fresh)
    {
      if (!check_shipped (store, db, error))
        return FALSE;
      store->schema = tw_store_load_schema (db, store->shipped, error);
      if (store->schema == NULL || !tw_store_shape_is_current (db, store->schema, &current, error))
        return FALSE;
    }
  if (!current)
    {
      g_set_error_literal (error, TW_STORE_ERROR, store->read_only_why,
                           _("The workspace has to be brought up to date first. Open it once where it can be changed."));
      return FALSE;
    }
  if (!observe_log (store, db, error) || !tw_replica_load_flag (store, db, error))
    return FALSE;
  if (!tw_search_register (db, error))
    return FALSE;
  g_queue_push_head (&store->idle_readers, g_steal_pointer (&db));
  store->n_readers++;
  return TRUE;
}

static gboolean
open_store (TwStore *store, gboolean create, GError **error)
{
  gboolean exists;

  if (!prepare_folder (store, create, &exists, error) || (exists && !check_length (store, error))
      || !take_lock (store, error))
    return FALSE;
  if (!exists && store->read_only)
    {
      g_set_error (error, TW_STORE_ERROR, store->read_only_why, store->read_only_why == TW_STORE_ERROR_IN_USE
                   ? _("Another program is making a workspace in “%s” just now.")
                   : _("A workspace cannot be made in “%s”: the folder is write-protected."), store->dir);
      return FALSE;
    }
  if (!store->read_only && !open_writer (store, create, error))
    return FALSE;
  if (store->read_only)
    return open_for_reading (store, error);
  tw_store_writer_start (store);
  return TRUE;
}

static gint64
read_clock (gpointer data)
{
  return tw_store_now (data);
}

/* --- The object --- */

static void
tw_store_dispose (GObject *object)
{
  tw_store_close (TW_STORE (object));
  G_OBJECT_CLASS (tw_store_parent_class)->dispose (object);
}

static void
tw_store_finalize (GObject *object)
{
  TwStore *store = TW_STORE (object);

  g_clear_pointer (&store->jobs, g_async_queue_unref);
  g_clear_pointer (&store->context_cache, tw_store_context_cache_free);
  g_clear_pointer (&store->replica_state, g_hash_table_unref);
  g_ptr_array_unref (store->plans);
  g_array_unref (store->rules);
  g_ptr_array_unref (store->keepers);
  g_ptr_array_unref (store->former_schemas);
  g_clear_pointer (&store->schema, tw_schema_unref);
  g_clear_pointer (&store->shipped, tw_schema_unref);
  g_clear_pointer (&store->clock, tw_clock_free);
  g_hash_table_unref (store->titles);
  g_mutex_clear (&store->lock);
  g_mutex_clear (&store->jobs_lock);
  g_mutex_clear (&store->writer_lock);
  g_mutex_clear (&store->reader_lock);
  g_cond_clear (&store->reader_returned);
  g_clear_pointer (&store->context, g_main_context_unref);
  g_free (store->dir);
  g_free (store->db_path);
  G_OBJECT_CLASS (tw_store_parent_class)->finalize (object);
}

static void
tw_store_class_init (TwStoreClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = tw_store_dispose;
  object_class->finalize = tw_store_finalize;
  signals[COMMITTED] = g_signal_new ("committed", TW_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     TW_TYPE_COMMIT);
  signals[SCHEMA_CHANGED] = g_signal_new ("schema-changed", TW_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
tw_store_init (TwStore *store)
{
  store->lock_fd = -1;
  g_mutex_init (&store->lock);
  g_mutex_init (&store->jobs_lock);
  g_mutex_init (&store->writer_lock);
  store->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_plan_free);
  store->rules = g_array_new (FALSE, FALSE, sizeof (TwRuleFunc));
  store->keepers = tw_keepers_new ();
  store->former_schemas = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_schema_unref);
  store->titles = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, g_free);
  g_queue_init (&store->announcements);
  store->clock = tw_clock_new (read_clock, store);
  tw_store_readers_init (store);
}

/**
 * tw_store_open:
 * @dir: the workspace's folder
 * @shipped: the schema of this version of the program
 * @create: whether to make a workspace when there is none
 *
 * Opens a workspace, for writing when no other process does. When the schema is newer than the tables they are brought up to
 * date, in one transaction. Signals come on the thread-default main context of the caller.
 *
 * Returns: (transfer full) (nullable): the store, or %NULL with %TW_STORE_ERROR_NOT_FOUND, NOT_A_STORE, NEWER, DAMAGED,
 *   IN_USE, READ_ONLY, FULL or IO
 */
TwStore *
tw_store_open (const char *dir, TwSchema *shipped, gboolean create, GError **error)
{
  g_autoptr (TwStore) store = NULL;

  g_return_val_if_fail (dir != NULL && shipped != NULL, NULL);

  store = g_object_new (TW_TYPE_STORE, NULL);
  store->dir = g_canonicalize_filename (dir, NULL);
  store->db_path = g_build_filename (store->dir, "store.db", NULL);
  store->shipped = tw_schema_ref (shipped);
  store->context = g_main_context_ref_thread_default ();
  return open_store (store, create, error) ? g_steal_pointer (&store) : NULL;
}

/**
 * tw_store_close:
 * @store: a store
 *
 * Waits for what is queued, then gives up the files and the lock. Calls after it fail; "committed" is no longer emitted.
 */
void
tw_store_close (TwStore *store)
{
  TwCommit *commit;

  if (store->closed)
    return;
  tw_store_writer_stop (store);
  g_mutex_lock (&store->reader_lock);
  store->closed = TRUE;
  g_cond_broadcast (&store->reader_returned);
  g_mutex_unlock (&store->reader_lock);
  tw_store_readers_close (store);
  tw_search_upkeep_stop (store);
  g_clear_pointer (&store->writer, tw_db_close);
  if (store->lock_fd >= 0)
    close (store->lock_fd);
  store->lock_fd = -1;
  g_mutex_lock (&store->lock);
  if (store->announcer != NULL)
    g_source_destroy (store->announcer);
  g_clear_pointer (&store->announcer, g_source_unref);
  while (!g_queue_is_empty (&store->announcements))
    if ((commit = g_queue_pop_head (&store->announcements)) != NULL)
      tw_commit_unref (commit);
  g_mutex_unlock (&store->lock);
}

gboolean
tw_store_is_read_only (TwStore *store)
{
  return store->read_only;
}

gboolean
tw_store_is_in_use (TwStore *store)
{
  return store->read_only && store->read_only_why == TW_STORE_ERROR_IN_USE;
}

const char *
tw_store_get_dir (TwStore *store)
{
  return store->dir;
}

TwSchema *
tw_store_get_schema (TwStore *store)
{
  TwSchema *schema;

  g_mutex_lock (&store->lock);
  schema = store->schema;
  g_mutex_unlock (&store->lock);
  return schema;
}

TwSchema *
tw_store_ref_schema (TwStore *store)
{
  TwSchema *schema;

  g_mutex_lock (&store->lock);
  schema = tw_schema_ref (store->schema);
  g_mutex_unlock (&store->lock);
  return schema;
}

/**
 * tw_store_set_user:
 * @store: a store
 * @user: (nullable): the record of the person who works here; nil or %NULL for nobody
 *
 * From now on commits carry this user, and "me" in expressions is this one.
 */
void
tw_store_set_user (TwStore *store, const TwId *user)
{
  g_mutex_lock (&store->lock);
  store->user = user != NULL ? *user : tw_id_nil;
  g_mutex_unlock (&store->lock);
  tw_store_context_forget (store);
}

