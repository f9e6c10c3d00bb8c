/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup while the store is in use.
 *
 * The database is copied page by page inside one read transaction, so that the copy is the store at one commit and writers
 * go on; then the copy and the blobs that were there go into one archive (tw-backup-manifest.c), which gets its name when
 * it is complete and synced. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "tw-backup.h"
#include "tw-backup-manifest.h"
#include "tw-blobs-private.h"
#include "tw-store-private.h"

#define PIECE          (256 * 1024)
#define PAGES_AT_ONCE  1024
#define ZSTD_LEVEL     "3"

typedef struct
{
  TwProgress    progress;                              /* (nullable) */
  gpointer      data;
  GCancellable *cancellable;                           /* (nullable) */
} Work;

static gboolean
go_on (const Work *work, double fraction, const char *message, GError **error)
{
  if (work->progress != NULL)
    work->progress (fraction, message, work->data);
  return !g_cancellable_set_error_if_cancelled (work->cancellable, error);
}

/* --- A copy of the database --- */

static gboolean
copy_pages (TwDb *from, sqlite3 *to, const Work *work, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", tw_db_get_handle (from), "main");
  gboolean going = TRUE;
  int code = SQLITE_OK;

  if (backup == NULL)
    return tw_db_fail (from, sqlite3_errcode (to), error);
  while (going && code == SQLITE_OK)
    {
      double total;

      code = sqlite3_backup_step (backup, PAGES_AT_ONCE);
      total = MAX (1, sqlite3_backup_pagecount (backup));
      going = go_on (work, 0.3 * (1 - sqlite3_backup_remaining (backup) / total), _("Copying the database…"), error);
    }
  sqlite3_backup_finish (backup);
  if (going && code != SQLITE_DONE)
    return tw_db_fail (from, code, error);
  return going;
}

static gboolean
copy_database (TwStore *store, const char *path, const Work *work, GError **error)
{
  TwDb *from = tw_store_take_reader (store, error);
  sqlite3 *to = NULL;
  gboolean done = FALSE;
  gint64 version;

  if (from == NULL)
    return FALSE;
  if (sqlite3_open_v2 (path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
    tw_db_fail (from, SQLITE_CANTOPEN, error);
  else if (tw_db_exec (from, "BEGIN", error))
    {
      /* The first read fixes the commit that the copy shows. */
      done = tw_db_pragma_int (from, "PRAGMA user_version", &version, error) && copy_pages (from, to, work, error);
      tw_db_exec (from, "COMMIT", NULL);
    }
  sqlite3_close (to);
  tw_store_return_reader (store, from);
  return done;
}

/* --- What goes in --- */

static char *
hash_file (const char *path, gint64 *size, const Work *work, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gssize n = -1;

  *size = 0;
  while (fd >= 0 && (n = read (fd, piece, PIECE)) > 0)
    {
      g_checksum_update (checksum, piece, n);
      *size += n;
      if (!go_on (work, 0.35, _("Copying the database…"), error))
        {
          close (fd);
          return NULL;
        }
    }
  if (fd >= 0)
    close (fd);
  if (n < 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("A file could not be read (%s)."), g_strerror (errno));
      return NULL;
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* Files with good names only: what else lies in the folder is not ours. Their hashes are their names. */
static void
list_blobs (const char *dir, GPtrArray *files)
{
  g_autofree char *blobs = g_build_filename (dir, "blobs", NULL);
  g_autoptr (GDir) top = g_dir_open (blobs, 0, NULL);
  const char *first, *rest;

  while (top != NULL && (first = g_dir_read_name (top)) != NULL)
    {
      g_autofree char *folder = g_build_filename (blobs, first, NULL);
      g_autoptr (GDir) inner = strlen (first) == 2 ? g_dir_open (folder, 0, NULL) : NULL;

      while (inner != NULL && (rest = g_dir_read_name (inner)) != NULL)
        {
          g_autofree char *hash = g_strconcat (first, rest, NULL);
          g_autofree char *name = g_strdup_printf ("blobs/%s/%s", first, rest);
          g_autofree char *path = g_build_filename (folder, rest, NULL);
          GStatBuf info;

          if (tw_blob_is_hash (hash) && g_lstat (path, &info) == 0 && S_ISREG (info.st_mode))
            tw_backup_files_add (files, name, hash, info.st_size);
        }
    }
}

/* --- The archive --- */

static gboolean
fail_archive (struct archive *archive, GError **error)
{
  if (archive_errno (archive) == ENOSPC || archive_errno (archive) == EDQUOT)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                         _("The disk is full: no backup was made. Free some space or choose another place."));
  else
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The backup could not be written (%s)."),
                 archive_error_string (archive));
  return FALSE;
}

static gboolean
write_header (struct archive *archive, const char *name, gint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean done;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  done = archive_write_header (archive, entry) == ARCHIVE_OK || fail_archive (archive, error);
  archive_entry_free (entry);
  return done;
}

static gboolean
write_file (struct archive *archive, const TwBackupFile *file, const char *path, gint64 *written, gint64 total,
            const Work *work, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gint64 left = file->size;
  gboolean good = TRUE;
  int fd;

  if (!write_header (archive, file->name, file->size, error))
    return FALSE;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  while (fd >= 0 && left > 0 && good)
    {
      gssize n = read (fd, piece, MIN (left, PIECE));

      if (n <= 0)
        break;
      g_checksum_update (checksum, piece, n);
      left -= n;
      *written += n;
      good = archive_write_data (archive, piece, n) == n || fail_archive (archive, error);
      good = good && go_on (work, 0.4 + 0.6 * *written / MAX (1, total), _("Writing the backup…"), error);
    }
  if (fd >= 0)
    close (fd);
  /* A backup of a damaged file would be found out only when it is needed. */
  if (good && (left > 0 || strcmp (g_checksum_get_string (checksum), file->hash) != 0))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                   _("The file %s is damaged: no backup was made. Run the check of the workspace to see what else is."),
                   file->name);
      return FALSE;
    }
  return good;
}

static gboolean
write_archive (const char *path, const char *dir, const char *database, GPtrArray *files, const Work *work, GError **error)
{
  struct archive *archive = archive_write_new ();
  g_autofree char *manifest = tw_backup_manifest_print (files);
  gsize length = strlen (manifest);
  gint64 written = 0, total = tw_backup_files_get_size (files);
  gboolean good;

  archive_write_add_filter_zstd (archive);
  archive_write_set_format_pax_restricted (archive);
  archive_write_set_filter_option (archive, "zstd", "compression-level", ZSTD_LEVEL);
  good = archive_write_open_filename (archive, path) == ARCHIVE_OK || fail_archive (archive, error);
  good = good && write_header (archive, "manifest.json", length, error);
  good = good && (archive_write_data (archive, manifest, length) == (gssize) length || fail_archive (archive, error));
  for (guint i = 0; i < files->len && good; i++)
    {
      const TwBackupFile *file = g_ptr_array_index (files, i);
      g_autofree char *from = i == 0 ? g_strdup (database) : g_build_filename (dir, file->name, NULL);

      good = write_file (archive, file, from, &written, total, work, error);
    }
  if (good)
    good = archive_write_close (archive) == ARCHIVE_OK || fail_archive (archive, error);
  archive_write_free (archive);
  return good;
}

static gboolean
put_in_place (const char *part, const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  int fd = open (part, O_RDONLY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  if (!synced || g_rename (part, file) != 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The backup could not be written (%s)."), g_strerror (errno));
      return FALSE;
    }
  return tw_sync_folder (folder, error);
}

/**
 * tw_store_backup:
 * @store: a store
 * @file: where the backup goes; an older file there is replaced when the new one is complete
 * @progress: (nullable): told how far it is, on this thread
 * @data: for @progress
 * @cancellable: (nullable): to give up; nothing is left then
 *
 * Makes a backup of the store as it is at one commit, with the attached files. Blocks; the store can be written
 * meanwhile. Any thread.
 *
 * Returns: %TRUE when the backup is complete and on the disk
 */
gboolean
tw_store_backup (TwStore *store, const char *file, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  Work work = { progress, data, cancellable };
  g_autofree char *part = g_strconcat (file, ".part", NULL);
  g_autofree char *database = g_strconcat (file, ".part.db", NULL);
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) files = tw_backup_files_new ();
  gint64 size;
  gboolean done = FALSE;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  g_unlink (database);
  if (copy_database (store, database, &work, error) && (hash = hash_file (database, &size, &work, error)) != NULL)
    {
      tw_backup_files_add (files, "store.db", hash, size);
      list_blobs (tw_store_get_dir (store), files);
      done = write_archive (part, tw_store_get_dir (store), database, files, &work, error) && put_in_place (part, file, error);
    }
  g_unlink (database);
  if (!done)
    g_unlink (part);
  else
    go_on (&work, 1, _("The backup is complete."), NULL);
  return done;
}
