/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Restoring a backup. The archive is not trusted: only the two kinds of names that the manifest may have are accepted, only
 * regular files, no more bytes than the manifest says and the disk has room for; every hash is compared and the database
 * verified before the present folder is moved aside. The folder's name changes hands by renaming, so that at every moment
 * one complete workspace stands there or beside it. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tw-backup.h"
#include "tw-backup-manifest.h"
#include "tw-blobs-private.h"
#include "tw-db-private.h"

#define PIECE            (256 * 1024)
#define MAX_MANIFEST     (G_GINT64_CONSTANT (1) << 30)
#define MAX_FORMER       1000

typedef struct
{
  struct archive *archive;
  GPtrArray      *files;                               /* TwBackupFile; NULL until the manifest is read */
  char           *folder;                              /* being filled */
  gint64          written, total;
  TwProgress      progress;                            /* (nullable) */
  gpointer        data;
  GCancellable   *cancellable;                         /* (nullable) */
} Restore;

static gboolean
fail_damaged (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("The file is not a complete backup. Choose another backup."));
  return FALSE;
}

static gboolean
fail_write (GError **error)
{
  int code = errno;

  g_set_error (error, TW_STORE_ERROR, code == ENOSPC || code == EDQUOT ? TW_STORE_ERROR_FULL : TW_STORE_ERROR_IO,
               _("The backup could not be unpacked (%s). The present workspace was not touched."), g_strerror (code));
  return FALSE;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/* --- Unpacking --- */

static gboolean
next_entry (Restore *restore, const char *name, gint64 *size, GError **error)
{
  struct archive_entry *entry;

  if (archive_read_next_header (restore->archive, &entry) != ARCHIVE_OK ||
      g_strcmp0 (archive_entry_pathname (entry), name) != 0 || archive_entry_filetype (entry) != AE_IFREG ||
      archive_entry_hardlink (entry) != NULL || !archive_entry_size_is_set (entry))
    return fail_damaged (error);
  *size = archive_entry_size (entry);
  return *size >= 0 || fail_damaged (error);
}

static gboolean
read_manifest (Restore *restore, GError **error)
{
  g_autofree char *text = NULL;
  gint64 size;

  if (!next_entry (restore, "manifest.json", &size, error))
    return FALSE;
  if (size > MAX_MANIFEST)
    return fail_damaged (error);
  text = g_malloc (size + 1);
  if (archive_read_data (restore->archive, text, size) != size)
    return fail_damaged (error);
  text[size] = '\0';
  restore->files = tw_backup_manifest_parse (text, size, error);
  if (restore->files == NULL)
    return FALSE;
  restore->total = tw_backup_files_get_size (restore->files);
  return TRUE;
}

static gboolean
check_room (Restore *restore, GError **error)
{
  struct statvfs info;

  if (statvfs (restore->folder, &info) == 0 && (guint64) info.f_bavail * info.f_frsize < (guint64) restore->total)
    {
      g_autofree char *needed = g_format_size (restore->total);

      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                   _("The backup needs %s on the disk. Free some space and try again."), needed);
      return FALSE;
    }
  return TRUE;
}

static gboolean
unpack_data (Restore *restore, const TwBackupFile *file, int fd, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gint64 left = file->size;

  for (;;)
    {
      gssize n = archive_read_data (restore->archive, piece, PIECE);

      if (n < 0 || n > left)
        return fail_damaged (error);
      if (n == 0)
        break;
      for (gssize done = 0, part; done < n; done += part)
        if ((part = write (fd, piece + done, n - done)) < 0)
          return fail_write (error);
      g_checksum_update (checksum, piece, n);
      left -= n;
      restore->written += n;
      if (restore->progress != NULL)
        restore->progress (0.8 * restore->written / MAX (1, restore->total), _("Unpacking the backup…"), restore->data);
      if (g_cancellable_set_error_if_cancelled (restore->cancellable, error))
        return FALSE;
    }
  if (left != 0 || strcmp (g_checksum_get_string (checksum), file->hash) != 0)
    return fail_damaged (error);
  return fsync (fd) == 0 || fail_write (error);
}

static gboolean
unpack_file (Restore *restore, const TwBackupFile *file, GError **error)
{
  g_autofree char *path = g_build_filename (restore->folder, file->name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  gboolean done;
  gint64 size;
  int fd;

  if (!next_entry (restore, file->name, &size, error))
    return FALSE;
  if (size != file->size)
    return fail_damaged (error);
  if (g_mkdir_with_parents (parent, 0700) != 0)
    return fail_write (error);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_write (error);
  done = unpack_data (restore, file, fd, error);
  close (fd);
  return done;
}

static gboolean
unpack (Restore *restore, GError **error)
{
  struct archive_entry *entry;

  if (!read_manifest (restore, error) || !check_room (restore, error))
    return FALSE;
  for (guint i = 0; i < restore->files->len; i++)
    if (!unpack_file (restore, g_ptr_array_index (restore->files, i), error))
      return FALSE;
  return archive_read_next_header (restore->archive, &entry) == ARCHIVE_EOF || fail_damaged (error);
}

static int
stop_when_cancelled (gpointer data)
{
  return g_cancellable_is_cancelled (data);
}

static gboolean
verify_database (Restore *restore, GError **error)
{
  g_autofree char *path = g_build_filename (restore->folder, "store.db", NULL);
  g_autoptr (TwDb) db = tw_db_open (path, TW_DB_WRITE, error);
  g_autoptr (TwStmt) stmt = NULL;
  gint64 id = 0;

  if (restore->progress != NULL)
    restore->progress (0.85, _("Verifying the database…"), restore->data);
  if (db == NULL || !tw_db_pragma_int (db, "PRAGMA application_id", &id, error))
    return FALSE;
  if (id != TW_DB_APPLICATION_ID)
    return fail_damaged (error);
  sqlite3_progress_handler (tw_db_get_handle (db), 10000, stop_when_cancelled, restore->cancellable);
  stmt = tw_db_prepare (db, "PRAGMA quick_check (1)", error);
  if (stmt == NULL || !tw_stmt_step (stmt, error))
    return FALSE;
  return g_strcmp0 (tw_stmt_get_text (stmt, 0, NULL), "ok") == 0 || fail_damaged (error);
}

/* --- Changing places --- */

/* Holds the lock of a workspace that is there, so that no program opens it meanwhile; -1 without error when there is none. */
static gboolean
lock_present (const char *dir, int *fd, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "lock", NULL);

  *fd = open (path, O_RDWR | O_CLOEXEC);
  if (*fd < 0 || flock (*fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  close (*fd);
  *fd = -1;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE,
                       _("The workspace is in use by another program. Close it there, then try again."));
  return FALSE;
}

static char *
dup_former_name (const char *dir)
{
  for (guint i = 1; i < MAX_FORMER; i++)
    {
      g_autofree char *name = i == 1 ? g_strconcat (dir, ".before-restore", NULL)
                                     : g_strdup_printf ("%s.before-restore-%u", dir, i);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
  return g_strdup_printf ("%s.before-restore-%" G_GINT64_FORMAT, dir, g_get_real_time ());
}

static gboolean
change_places (const char *folder, const char *dir, GError **error)
{
  g_autofree char *former = dup_former_name (dir);
  g_autofree char *parent = g_path_get_dirname (dir);
  gboolean present = g_file_test (dir, G_FILE_TEST_EXISTS);

  if (present && g_rename (dir, former) != 0)
    return fail_write (error);
  if (g_rename (folder, dir) != 0)
    {
      fail_write (error);
      if (present)
        g_rename (former, dir);
      return FALSE;
    }
  return tw_sync_folder (parent, error);
}

static gboolean
restore_into (Restore *restore, const char *file, const char *dir, GError **error)
{
  g_autofree char *template = g_strconcat (dir, ".restoring-XXXXXX", NULL);
  gboolean done;
  int lock = -1;

  if (g_mkdtemp (template) == NULL)
    return fail_write (error);
  restore->folder = template;
  archive_read_support_filter_zstd (restore->archive);
  archive_read_support_format_tar (restore->archive);
  done = archive_read_open_filename (restore->archive, file, PIECE) == ARCHIVE_OK || fail_damaged (error);
  done = done && unpack (restore, error) && verify_database (restore, error) && tw_sync_folder (template, error);
  done = done && lock_present (dir, &lock, error) && change_places (template, dir, error);
  if (lock >= 0)
    close (lock);
  if (!done)
    remove_folder (template);
  return done;
}

/**
 * tw_store_restore:
 * @file: a backup made by tw_store_backup()
 * @dir: the workspace's folder, closed; or where it shall be
 * @progress: (nullable): told how far it is, on this thread
 * @data: for @progress
 * @cancellable: (nullable): to give up; everything is as it was then
 *
 * Verifies the backup completely, then puts it in place of @dir. A former folder is kept beside it as
 * "<dir>.before-restore".
 *
 * Returns: %TRUE when @dir is the restored workspace; else %FALSE with %TW_STORE_ERROR_DAMAGED, %TW_STORE_ERROR_NEWER,
 *   %TW_STORE_ERROR_IN_USE, %TW_STORE_ERROR_FULL or %TW_STORE_ERROR_IO, and @dir is as it was
 */
gboolean
tw_store_restore (const char *file, const char *dir, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  Restore restore = { .progress = progress, .data = data, .cancellable = cancellable };
  g_autofree char *clean = NULL;
  gboolean done;

  g_return_val_if_fail (file != NULL, FALSE);
  g_return_val_if_fail (dir != NULL, FALSE);

  clean = g_canonicalize_filename (dir, NULL);
  restore.archive = archive_read_new ();
  done = restore_into (&restore, file, clean, error);
  archive_read_free (restore.archive);
  g_clear_pointer (&restore.files, g_ptr_array_unref);
  if (done && progress != NULL)
    progress (1, _("The backup is restored."), data);
  return done;
}
