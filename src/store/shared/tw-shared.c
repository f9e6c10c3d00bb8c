/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include "tw-blobs-private.h"
#include "tw-peers-private.h"
#include "tw-shared-private.h"

#define SETUP_LOCK "SELECT pg_advisory_lock(hashtextextended('tradewind setup', 0))"
#define SETUP_FREE "SELECT pg_advisory_unlock_all()"

static void
make_token (TwPlace *place)
{
  if (getrandom (place->token, sizeof place->token, 0) != sizeof place->token)
    g_error ("getrandom: %s", g_strerror (errno));
}

/* --- A transaction --- */

static gboolean
ensure_connection (TwShared *shared, GError **error)
{
  if (tw_pg_is_alive (shared->writer))
    return TRUE;
  g_clear_pointer (&shared->writer, tw_pg_close);
  shared->writer = tw_pg_open (shared->database, error);
  return shared->writer != NULL;
}

static gboolean
lock_head (TwShared *shared, TwPlace *head, GError **error)
{
  gboolean found;

  if (!ensure_connection (shared, error) || !tw_pg_exec (shared->writer, "BEGIN", error)
      || !tw_shared_read_head (shared->writer, TRUE, head, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("The workspace is gone from the database server. Restore it there, then start this server again."));
  return FALSE;
}

static void
leave_pg (TwShared *shared)
{
  if (tw_pg_is_alive (shared->writer) && !tw_pg_exec (shared->writer, "ROLLBACK", NULL))
    g_clear_pointer (&shared->writer, tw_pg_close);
  shared->open = FALSE;
}

static gboolean
begin_shared (gpointer data, TwDb *db, GError **error)
{
  TwShared *shared = data;
  g_autoptr (GError) local = NULL;
  TwPlace head;

  /* A connection can have died while nobody used it. */
  if (!lock_head (shared, &head, &local))
    {
      leave_pg (shared);
      if (tw_pg_is_alive (shared->writer) || !lock_head (shared, &head, error))
        {
          if (error != NULL && *error == NULL)
            g_propagate_error (error, g_steal_pointer (&local));
          leave_pg (shared);
          return FALSE;
        }
    }
  shared->open = TRUE;
  shared->made = FALSE;
  if (head.n < shared->place.n || (head.n == shared->place.n && memcmp (head.token, shared->place.token, sizeof head.token) != 0))
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                         _("The database server was put back to an older state. Start this server again."));
  else if (tw_shared_catch_up (shared, shared->writer, db, head.n, error) && tw_shared_begin_entry (shared, db, error))
    return TRUE;
  tw_shared_end_entry (shared);
  leave_pg (shared);
  return FALSE;
}

/* The connection broke while PostgreSQL was to commit: did it? */
static gboolean
find_outcome (TwShared *shared, const TwPlace *place, gboolean *known)
{
  gboolean committed = FALSE;

  *known = FALSE;
  /* The transaction went with its connection: there is nothing to roll back on a new one. */
  shared->open = FALSE;
  for (guint i = 0; i < 5 && !*known; i++)
    {
      g_clear_pointer (&shared->writer, tw_pg_close);
      if (ensure_connection (shared, NULL))
        *known = tw_shared_knows_place (shared->writer, place, &committed, NULL);
      if (!*known)
        g_usleep (200000);
    }
  return committed;
}

static gboolean
commit_shared (gpointer data, TwDb *db, GError **error)
{
  TwShared *shared = data;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) local = NULL;
  TwPlace place = { .n = shared->place.n + 1 };
  gboolean known;

  if (!tw_shared_dup_entry (shared, db, &body, error))
    return FALSE;
  if (body == NULL)
    return TRUE;
  make_token (&place);
  if (!tw_shared_write_place (db, &place, error))
    return FALSE;
  if (!tw_shared_write_entry (shared->writer, &place, body, &local)
      && (tw_pg_is_alive (shared->writer) || !find_outcome (shared, &place, &known)))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  shared->open = FALSE;
  shared->made = TRUE;
  shared->made_place = place;
  shared->making = (guint) g_bytes_get_size (body);
  return TRUE;
}

static void
end_shared (gpointer data, TwDb *db, gboolean good)
{
  TwShared *shared = data;

  tw_shared_end_entry (shared);
  if (shared->open)
    leave_pg (shared);
  if (!shared->made)
    return;
  shared->made = FALSE;
  if (!good)
    {
      /* It is done, but not in this file: the listener brings it in from the entries. */
      tw_shared_wake (shared);
      return;
    }
  g_mutex_lock (&shared->lock);
  shared->place = shared->made_place;
  shared->entries_since++;
  shared->bytes_since += shared->making;
  if (tw_shared_copy_is_due (shared))
    g_cond_broadcast (&shared->cond);
  g_mutex_unlock (&shared->lock);
}

static gboolean
erases_shared (gpointer data, TwDb *db, GError **error)
{
  return tw_shared_owe_erasure (data, error);
}

static const TwDbShare share = { begin_shared, commit_shared, end_shared, erases_shared };

/* --- Opening --- */

/* Nobody else may have the file open while it is replaced. */
static gboolean
take_lock (const char *dir, int *fd, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "lock", NULL);

  if (g_mkdir_with_parents (dir, 0700) != 0 || (*fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) < 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The workspace “%s” cannot be opened: %s."), dir, g_strerror (errno));
      return FALSE;
    }
  if (flock (*fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  close (*fd);
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE,
               _("Another program has the workspace %s open. Close it, then start the server again."), dir);
  return FALSE;
}

/* Whether the file at path is a copy of what PostgreSQL has, and where in it. */
static gboolean
look_at_file (TwShared *shared, const char *path, gboolean *usable, GError **error)
{
  sqlite3 *handle = NULL;
  TwPlace place = { 0 };
  gboolean found = FALSE, has_table = FALSE, exists = g_file_test (path, G_FILE_TEST_EXISTS);

  *usable = FALSE;
  if (!exists)
    return TRUE;
  if (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
    has_table = tw_shared_read_place (handle, &place, &found);
  sqlite3_close (handle);
  if (!has_table)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                   _("“%s” holds another workspace than the database server. Choose an empty folder."), shared->dir);
      return FALSE;
    }
  if (!found)
    return TRUE;
  return tw_shared_knows_place (shared->writer, &place, usable, error)
         && (*usable || tw_shared_is_elsewhere (shared->writer, &place, &shared->restored, error));
}

static gboolean
prepare_file (TwShared *shared, GError **error)
{
  g_autofree char *path = g_build_filename (shared->dir, "store.db", NULL);
  gboolean found, usable;
  TwPlace head = { 0 };

  if (!tw_pg_exec (shared->writer, SETUP_LOCK, error) || !tw_shared_create_tables (shared->writer, error)
      || !tw_shared_read_head (shared->writer, FALSE, &head, &found, error))
    return FALSE;
  shared->first = !found;
  if (shared->first)
    return TRUE;
  if (!look_at_file (shared, path, &usable, error))
    return FALSE;
  return usable || tw_shared_fetch_copy (shared->writer, path, error);
}

/**
 * tw_shared_open:
 * @database: a connection URI or string of libpq
 * @dir: the folder of this process's own copy
 *
 * Connects to the workspace that several processes serve. The first process brings the workspace that it has, or makes. Others
 * wait until tw_shared_attach() of that one is done.
 *
 * Returns: (transfer full) (nullable): what the store is attached to; %NULL with %TW_STORE_ERROR_AWAY when PostgreSQL cannot be
 *   reached, IN_USE, IN_THE_WAY when @dir holds something else, or another
 */
TwShared *
tw_shared_open (const char *database, const char *dir, GError **error)
{
  g_autoptr (TwShared) shared = g_new0 (TwShared, 1);
  gboolean good;
  int fd = -1;

  g_mutex_init (&shared->lock);
  g_cond_init (&shared->cond);
  shared->wake[0] = shared->wake[1] = -1;
  shared->database = g_strdup (database);
  shared->dir = g_strdup (dir);
  shared->writer = tw_pg_open (database, error);
  if (shared->writer == NULL || !g_unix_open_pipe (shared->wake, FD_CLOEXEC, error)
      || !g_unix_set_fd_nonblocking (shared->wake[0], TRUE, error) || !g_unix_set_fd_nonblocking (shared->wake[1], TRUE, error)
      || !take_lock (dir, &fd, error))
    return NULL;
  good = prepare_file (shared, error);
  close (fd);
  return good ? g_steal_pointer (&shared) : NULL;
}

static gboolean
bring_workspace (TwShared *shared, TwDb *db, GError **error)
{
  TwPlace place = { 0 };

  make_token (&place);
  return tw_shared_write_place (db, &place, error) && tw_pg_exec (shared->writer, "BEGIN", error)
         && tw_shared_write_copy (shared, FALSE, NULL, error) && tw_shared_send_copy (shared, shared->writer, &place, error)
         && tw_pg_do (shared->writer, error, "INSERT INTO tradewind.workspace (name, head, token) VALUES ($1::text, 0, $2::bytea)", "tb",
                      TW_SHARED_NAME, place.token, sizeof place.token)
         && tw_pg_exec (shared->writer, "COMMIT", error);
}

static gboolean
run_attach (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  TwShared *shared = data;
  gboolean found = FALSE;
  TwPlace head;

  if (!tw_db_exec (db, "CREATE TABLE IF NOT EXISTS tw_shared (key INTEGER PRIMARY KEY, n INTEGER NOT NULL, token BLOB NOT NULL)", error)
      || (shared->first && !bring_workspace (shared, db, error)))
    return FALSE;
  if (!tw_shared_read_place (tw_db_get_handle (db), &shared->place, &found) || !found
      || !tw_shared_read_head (shared->writer, FALSE, &head, &found, error))
    return FALSE;
  /* What another process of this version has written may need columns that this folder, or the copy that it was made from, is too old for. */
  if (!tw_peers_prepare (db, error))
    return FALSE;
  tw_db_share (db, &share, shared);
  return tw_shared_catch_up (shared, shared->writer, db, head.n, error);
}

/**
 * tw_shared_attach:
 * @shared: of tw_shared_open()
 * @store: the store in its folder, opened after it, for writing; no tables but the store's own were written to since
 *
 * Returns: %TRUE when the store is one of several that are one
 */
gboolean
tw_shared_attach (TwShared *shared, TwStore *store, GError **error)
{
  shared->store = store;
  if (!tw_store_run_writer (store, run_attach, shared, error) || !tw_shared_share_files (shared, error)
      || !tw_pg_exec (shared->writer, SETUP_FREE, error))
    {
      shared->store = NULL;
      return FALSE;
    }
  g_atomic_int_set (&store->shared, shared->restored ? TW_STORE_SHARED_RESTORED : TW_STORE_SHARED);
  tw_shared_start_listening (shared);
  tw_shared_start_upkeep (shared);
  return TRUE;
}

/**
 * tw_shared_check_secret:
 * @shared: an attached one
 * @secret: what this process signs with
 *
 * The secret itself is not kept in PostgreSQL, only its SHA-256, by the first process.
 *
 * Returns: %TRUE when it is that of the others
 */
gboolean
tw_shared_check_secret (TwShared *shared, GBytes *secret, GError **error)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, secret);
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, error);
  g_autoptr (PGresult) result = NULL;
  gconstpointer kept;
  gsize length;

  if (pg == NULL
      || !tw_pg_do (pg, error, "UPDATE tradewind.workspace SET secret = $2::bytea WHERE name = $1::text AND secret IS NULL", "tb",
                    TW_SHARED_NAME, sum, strlen (sum))
      || (result = tw_pg_run (pg, error, "SELECT secret FROM tradewind.workspace WHERE name = $1::text", "t", TW_SHARED_NAME)) == NULL)
    return FALSE;
  kept = PQntuples (result) == 1 ? tw_pg_get_bytes (result, 0, 0, &length) : NULL;
  if (kept != NULL && length == strlen (sum) && memcmp (kept, sum, length) == 0)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
               _("“%s” has another server.key than the other servers of this workspace. Copy theirs into it."), shared->dir);
  return FALSE;
}

/**
 * tw_shared_dup_trouble:
 * @shared: an attached one
 *
 * Returns: (transfer full) (nullable): why nothing can be written now
 */
char *
tw_shared_dup_trouble (TwShared *shared)
{
  char *trouble;

  g_mutex_lock (&shared->lock);
  trouble = g_strdup (shared->trouble);
  g_mutex_unlock (&shared->lock);
  return trouble;
}

/**
 * tw_shared_dup_upkeep_trouble:
 * @shared: an attached one
 *
 * For administrators: whoever works with the workspace does not notice it.
 *
 * Returns: (transfer full) (nullable): why PostgreSQL cannot be kept small, and free of what was erased
 */
char *
tw_shared_dup_upkeep_trouble (TwShared *shared)
{
  char *trouble;

  g_mutex_lock (&shared->lock);
  trouble = g_strdup (shared->upkeep_trouble);
  g_mutex_unlock (&shared->lock);
  return trouble;
}

static gboolean
run_detach (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  tw_db_share (db, NULL, NULL);
  return TRUE;
}

/**
 * tw_shared_detach:
 * @shared: attached or not
 *
 * Gives the store up; to be called before it is closed.
 */
void
tw_shared_detach (TwShared *shared)
{
  tw_shared_stop_upkeep (shared);
  tw_shared_stop_listening (shared);
  if (shared->store != NULL)
    {
      tw_blob_share (shared->store, NULL, NULL);
      tw_store_run_writer (shared->store, run_detach, NULL, NULL);
    }
  shared->store = NULL;
}

/**
 * tw_shared_free:
 * @shared: (transfer full): detached
 */
void
tw_shared_free (TwShared *shared)
{
  tw_shared_detach (shared);
  g_clear_pointer (&shared->erased, g_array_unref);
  g_clear_pointer (&shared->writer, tw_pg_close);
  g_clear_pointer (&shared->spare, tw_pg_close);
  for (guint i = 0; i < 2; i++)
    if (shared->wake[i] >= 0)
      close (shared->wake[i]);
  g_mutex_clear (&shared->lock);
  g_cond_clear (&shared->cond);
  g_free (shared->trouble);
  g_free (shared->upkeep_trouble);
  g_free (shared->database);
  g_free (shared->dir);
  g_free (shared);
}
