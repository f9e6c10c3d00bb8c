/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come in pieces: parts/<owner>-<hash> holds what came so far, in order and without gaps. The one who adds the last piece
 * compares the bytes with the hash and gives the file its place among the others; before that nobody can open it.
 *
 * A part is locked while it grows, so that threads and processes that add to the same one take turns. It is synced once, when it is
 * complete: what a power cut takes before that is noticed by the hash, and the file comes again. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tw-blobs-private.h"

#define KEPT_FREE (64 * 1024 * 1024)                   /* bytes of the disk that files leave to the records */

static char *
dup_part_path (TwStore *store, const TwId *owner, const char *hash)
{
  g_autofree char *who = tw_id_dup_text (owner), *name = g_strconcat (who, "-", hash, NULL);

  return g_build_filename (tw_store_get_dir (store), "parts", name, NULL);
}

/* The part, locked; -1 with errno. A part that was finished or dropped while we waited for the lock is not the one at the path. */
static int
open_locked (const char *path)
{
  for (;;)
    {
      int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
      GStatBuf own, there;

      if (fd < 0)
        return -1;
      while (flock (fd, LOCK_EX) != 0)
        if (errno != EINTR)
          {
            close (fd);
            return -1;
          }
      if (fstat (fd, &own) == 0 && g_lstat (path, &there) == 0 && own.st_ino == there.st_ino && own.st_dev == there.st_dev)
        return fd;
      close (fd);
    }
}

static gboolean
has_room (TwStore *store, gint64 bytes)
{
  struct statvfs about;

  return statvfs (tw_store_get_dir (store), &about) != 0 || (gint64) (about.f_bavail * about.f_frsize) - bytes >= KEPT_FREE;
}

static gboolean
write_piece (int fd, gint64 offset, GBytes *piece, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (piece, &length);

  while (length > 0)
    {
      gssize n = pwrite (fd, data, length, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          tw_blob_fail_errno (error, _("The file could not be written"));
          /* Whole pieces only: what is here is always what was answered for. */
          if (ftruncate (fd, offset) != 0)
            g_debug ("A part could not be cut back: %s", g_strerror (errno));
          return FALSE;
        }
      data += n;
      offset += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static gboolean
finish_part (TwStore *store, int fd, const char *path, const char *hash, GError **error)
{
  const char *dir = tw_store_get_dir (store);
  g_autofree char *target = tw_blob_dup_path (dir, hash);
  g_autoptr (GError) local = NULL;

  if (!tw_blob_verify (path, hash, NULL, &local))
    {
      g_unlink (path);
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, _("The file arrived damaged. It has to be sent again."));
      return FALSE;
    }
  if (fsync (fd) != 0)
    return tw_blob_fail_errno (error, _("The file could not be written"));
  return tw_blob_send (store, path, hash, error) && tw_blob_place (dir, path, target, error);
}

/**
 * tw_store_get_part:
 * @store: a store
 * @owner: whose part; nil for this workspace's own
 * @hash: SHA-256 of the whole file in hexadecimal
 *
 * Returns: bytes that are here of a file that is not complete; 0 for none
 */
gint64
tw_store_get_part (TwStore *store, const TwId *owner, const char *hash)
{
  g_autofree char *path = NULL;
  GStatBuf about;

  g_return_val_if_fail (TW_IS_STORE (store), 0);

  if (!tw_blob_is_hash (hash))
    return 0;
  path = dup_part_path (store, owner, hash);
  return g_lstat (path, &about) == 0 && S_ISREG (about.st_mode) ? about.st_size : 0;
}

/**
 * tw_store_add_part:
 * @store: a store
 * @owner: whose part; nil for this workspace's own
 * @hash: SHA-256 of the whole file in hexadecimal
 * @offset: where @piece begins
 * @piece: the next bytes; none: only finishes a file that was cut off before it was verified
 * @size: of the whole file
 * @length: (out): how much is here now; @size: the file is complete, was verified and can be opened
 *
 * Adds the next bytes of a file that comes in pieces. A piece that does not begin where the last one ended is not taken, which
 * @length tells: it was there already, or something before it is missing. Any thread; parts of different owners do not meet.
 *
 * Returns: %FALSE with %TW_STORE_ERROR_DAMAGED when the bytes are not those of @hash (the part is gone then),
 *   %TW_STORE_ERROR_INVALID for a piece that is not inside the file, %TW_STORE_ERROR_FULL or %TW_STORE_ERROR_IO
 */
gboolean
tw_store_add_part (TwStore *store, const TwId *owner, const char *hash, gint64 offset, GBytes *piece, gint64 size, gint64 *length,
                   GError **error)
{
  g_autofree char *path = NULL, *folder = NULL;
  gint64 end = offset + (gint64) g_bytes_get_size (piece);
  gboolean done = TRUE;
  GStatBuf about;
  int fd;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);

  if (!tw_blob_is_hash (hash) || offset < 0 || size < 0 || end > size)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This is not a piece of that file."));
      return FALSE;
    }
  path = dup_part_path (store, owner, hash);
  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0 || (fd = open_locked (path)) < 0)
    return tw_blob_fail_errno (error, _("The file could not be added"));
  if (fstat (fd, &about) != 0)
    done = tw_blob_fail_errno (error, _("The file could not be added"));
  else if (about.st_size == size && size > 0)
    {
      /* All of it came, and then we were cut off. */
      *length = size;
      done = finish_part (store, fd, path, hash, error);
    }
  else if (about.st_size > size)
    {
      *length = 0;
      g_unlink (path);
    }
  else if (about.st_size != offset)
    *length = about.st_size;
  else if (!has_room (store, end - offset))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                           _("The disk is full: the file was not added. Free some space and try again."));
      done = FALSE;
    }
  else
    {
      *length = end;
      done = write_piece (fd, offset, piece, error) && (end < size || finish_part (store, fd, path, hash, error));
    }
  /* Nothing came: nothing stays. A finished one has its other name by now. */
  if (fstat (fd, &about) == 0 && about.st_size == 0 && size > 0)
    g_unlink (path);
  close (fd);
  return done;
}

/**
 * tw_store_drop_part:
 * @store: a store
 * @owner: whose part; nil for this workspace's own
 * @hash: SHA-256 of the whole file in hexadecimal
 *
 * Lets go what came of a file that is not complete.
 */
void
tw_store_drop_part (TwStore *store, const TwId *owner, const char *hash)
{
  g_autofree char *path = NULL;

  g_return_if_fail (TW_IS_STORE (store));

  if (!tw_blob_is_hash (hash))
    return;
  path = dup_part_path (store, owner, hash);
  g_unlink (path);
}

/**
 * tw_store_count_parts:
 * @store: a store
 * @owner: whose
 * @bytes: (out) (optional): how large they are together
 *
 * Returns: how many files of the owner's are not complete
 */
guint
tw_store_count_parts (TwStore *store, const TwId *owner, gint64 *bytes)
{
  g_autofree char *folder = g_build_filename (tw_store_get_dir (store), "parts", NULL), *who = tw_id_dup_text (owner);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  if (bytes != NULL)
    *bytes = 0;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf about;

      if (!g_str_has_prefix (name, who) || g_lstat (path, &about) != 0)
        continue;
      n++;
      if (bytes != NULL)
        *bytes += about.st_size;
    }
  return n;
}

gint64
tw_blob_sweep_parts (TwStore *store, gint64 now)
{
  g_autofree char *folder = g_build_filename (tw_store_get_dir (store), "parts", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 removed = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf about;

      if (g_lstat (path, &about) == 0 && S_ISREG (about.st_mode) && now - about.st_mtime > TW_BLOB_PART_SECONDS && g_unlink (path) == 0)
        removed++;
    }
  return removed;
}

/**
 * tw_store_sweep_parts:
 * @store: a store
 *
 * Removes parts to which nothing was added for three days. Any thread.
 *
 * Returns: how many were removed
 */
gint64
tw_store_sweep_parts (TwStore *store)
{
  g_return_val_if_fail (TW_IS_STORE (store), 0);

  return tw_blob_sweep_parts (store, g_get_real_time () / G_USEC_PER_SEC);
}
