/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that come in pieces: parts/<owner>-<hash> holds what came so far, in order and without gaps. The one who adds the last piece
 * compares the bytes with the hash and gives the file its place among the others; before that nobody can open it.
 *
 * A part is locked while it grows, so that threads and processes that add to the same one take turns. It is synced once, when it is
 * complete: what a power cut takes before that is noticed by the hash, and the file comes again.
 *
 * With a shared store the pieces come to any of several processes. Then the share tells how far a file is, and the part is a copy that is
 * brought up to it before a piece is added. */
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

/* --- One part, locked --- */

typedef struct
{
  TwStore            *store;
  const TwFilesShare *share;                           /* (nullable) */
  gpointer            data;
  const TwId         *owner;
  const char         *hash, *path;
  int                 fd;
} Part;

static void
drop (Part *part)
{
  g_unlink (part->path);
  if (part->share != NULL)
    part->share->drop_pieces (part->data, part->owner, part->hash);
}

static gboolean
cut (Part *part, gint64 length, GError **error)
{
  return ftruncate (part->fd, length) == 0 || tw_blob_fail_errno (error, _("The file could not be written"));
}

static gboolean
check_room (Part *part, gint64 bytes, GError **error)
{
  if (has_room (part->store, bytes))
    return TRUE;
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                       _("The disk is full: the file was not added. Free some space and try again."));
  return FALSE;
}

/* Pieces that other processes got. length: (out): less than to when another one finished or dropped the file meanwhile */
static gboolean
fetch (Part *part, gint64 from, gint64 to, gint64 *length, GError **error)
{
  *length = from;
  if (!check_room (part, to - from, error))
    return FALSE;
  while (*length < to)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (GBytes) found = part->share->dup_piece (part->data, part->owner, part->hash, *length, &local), piece = NULL;

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (found == NULL)
        return TRUE;
      piece = g_bytes_new_from_bytes (found, 0, (gsize) MIN ((gint64) g_bytes_get_size (found), to - *length));
      if (!write_piece (part->fd, *length, piece, error))
        return FALSE;
      *length += (gint64) g_bytes_get_size (piece);
    }
  return TRUE;
}

/* How much there is, with any process; for a piece that goes on there, it is here then. A file in one piece asks nobody. */
static gboolean
settle (Part *part, gint64 offset, gint64 end, gint64 size, gint64 *length, GError **error)
{
  GStatBuf about;

  if (fstat (part->fd, &about) != 0)
    return tw_blob_fail_errno (error, _("The file could not be added"));
  *length = about.st_size;
  if (part->share == NULL || about.st_size == size || (about.st_size == 0 && offset == 0 && end == size))
    return TRUE;
  *length = part->share->get_part_length (part->data, part->owner, part->hash, error);
  if (*length < 0)
    return FALSE;
  /* Others finished or dropped what is here, and it may have begun anew. */
  if (about.st_size > *length && !cut (part, *length, error))
    return FALSE;
  if (*length > size || (*length != offset && *length != size) || about.st_size >= *length)
    return TRUE;
  return fetch (part, about.st_size, *length, length, error);
}

/* What is here may be from before the file began anew with another process: once more from what all have. */
static gboolean
refill (Part *part, gint64 offset, GBytes *piece, gint64 *length, GError **error)
{
  *length = part->share->get_part_length (part->data, part->owner, part->hash, error);
  if (*length < 0 || !cut (part, 0, error))
    return FALSE;
  if (*length != offset)
    return TRUE;
  if (!fetch (part, 0, offset, length, error))
    return FALSE;
  if (*length != offset)
    return TRUE;
  *length += (gint64) g_bytes_get_size (piece);
  return write_piece (part->fd, offset, piece, error);
}

/* piece: the last one; offset: where it began */
static gboolean
finish (Part *part, gint64 offset, GBytes *piece, gint64 size, gint64 *length, GError **error)
{
  const char *dir = tw_store_get_dir (part->store);
  g_autofree char *target = tw_blob_dup_path (dir, part->hash);
  gboolean good = tw_blob_verify (part->path, part->hash, NULL, NULL);

  if (!good && part->share != NULL && offset > 0)
    {
      if (!refill (part, offset, piece, length, error))
        return FALSE;
      if (*length < size)
        return TRUE;
      good = *length == size && tw_blob_verify (part->path, part->hash, NULL, NULL);
    }
  if (!good)
    {
      drop (part);
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, _("The file arrived damaged. It has to be sent again."));
      return FALSE;
    }
  if (fsync (part->fd) != 0)
    return tw_blob_fail_errno (error, _("The file could not be written"));
  if (!tw_blob_send (part->store, part->path, part->hash, error) || !tw_blob_place (dir, part->path, target, error))
    return FALSE;
  if (part->share != NULL && offset > 0)
    part->share->drop_pieces (part->data, part->owner, part->hash);
  return TRUE;
}

static gboolean
take (Part *part, gint64 offset, GBytes *piece, gint64 size, gint64 *length, GError **error)
{
  gint64 end = offset + (gint64) g_bytes_get_size (piece);
  gboolean taken = TRUE;

  if (!check_room (part, end - offset, error))
    return FALSE;
  /* The last one is not acknowledged before the whole file is with all. */
  if (part->share != NULL && end < size
      && !part->share->add_piece (part->data, part->owner, part->hash, offset, piece, &taken, error))
    return FALSE;
  if (!taken)
    {
      *length = part->share->get_part_length (part->data, part->owner, part->hash, error);
      /* More than there can be: the next request sees to it. */
      if (*length >= size)
        *length = offset;
      return *length >= 0;
    }
  *length = end;
  return write_piece (part->fd, offset, piece, error) && (end < size || finish (part, offset, piece, size, length, error));
}

/* --- Public --- */

/**
 * tw_store_get_part:
 * @store: a store
 * @owner: whose part; nil for this workspace's own
 * @hash: SHA-256 of the whole file in hexadecimal
 *
 * Returns: bytes that are here, or with another process of this server, of a file that is not complete; 0 for none
 */
gint64
tw_store_get_part (TwStore *store, const TwId *owner, const char *hash)
{
  g_autofree char *path = NULL;
  gpointer data = NULL;
  const TwFilesShare *share;
  GStatBuf about;
  gint64 length = -1;

  g_return_val_if_fail (TW_IS_STORE (store), 0);

  if (!tw_blob_is_hash (hash))
    return 0;
  share = tw_blob_get_share (store, &data);
  if (share != NULL)
    length = share->get_part_length (data, owner, hash, NULL);
  if (length >= 0)
    return length;
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
  Part part = { .store = store, .owner = owner, .hash = hash };
  gint64 end = offset + (gint64) g_bytes_get_size (piece);
  gboolean done;
  GStatBuf about;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);

  if (!tw_blob_is_hash (hash) || offset < 0 || size < 0 || end > size)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This is not a piece of that file."));
      return FALSE;
    }
  part.path = path = dup_part_path (store, owner, hash);
  part.share = tw_blob_get_share (store, &part.data);
  folder = g_path_get_dirname (path);
  if (g_mkdir_with_parents (folder, 0700) != 0 || (part.fd = open_locked (path)) < 0)
    return tw_blob_fail_errno (error, _("The file could not be added"));
  done = settle (&part, offset, end, size, length, error);
  if (done && *length == size && size > 0)
    {
      g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

      /* All of it came, and then we were cut off. */
      done = finish (&part, size, nothing, size, length, error);
    }
  else if (done && *length > size)
    {
      *length = 0;
      drop (&part);
    }
  else if (done && *length == offset)
    done = take (&part, offset, piece, size, length, error);
  /* Nothing came: nothing stays. A finished one has its other name by now. */
  if (fstat (part.fd, &about) == 0 && about.st_size == 0 && size > 0)
    g_unlink (path);
  close (part.fd);
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
  Part part = { .store = store, .owner = owner, .hash = hash, .fd = -1 };

  g_return_if_fail (TW_IS_STORE (store));

  if (!tw_blob_is_hash (hash))
    return;
  part.path = path = dup_part_path (store, owner, hash);
  part.share = tw_blob_get_share (store, &part.data);
  drop (&part);
}

/**
 * tw_store_count_parts:
 * @store: a store
 * @owner: whose
 * @bytes: (out) (optional): how large they are together
 *
 * Returns: how many files of the owner's are not complete, with all processes of this server
 */
guint
tw_store_count_parts (TwStore *store, const TwId *owner, gint64 *bytes)
{
  g_autofree char *folder = g_build_filename (tw_store_get_dir (store), "parts", NULL), *who = tw_id_dup_text (owner);
  g_autoptr (GDir) dir = NULL;
  const TwFilesShare *share;
  gpointer data = NULL;
  gint64 together = 0;
  const char *name;
  guint n = 0;

  share = tw_blob_get_share (store, &data);
  if (share != NULL && share->count_parts (data, owner, &n, &together))
    {
      if (bytes != NULL)
        *bytes = together;
      return n;
    }
  if (bytes != NULL)
    *bytes = 0;
  dir = g_dir_open (folder, 0, NULL);
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

void
tw_blob_remove_parts (TwStore *store, const char *hash)
{
  g_autofree char *folder = g_build_filename (tw_store_get_dir (store), "parts", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, hash))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

gint64
tw_blob_sweep_parts (TwStore *store, gint64 now)
{
  g_autofree char *folder = g_build_filename (tw_store_get_dir (store), "parts", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const TwFilesShare *share;
  gpointer data = NULL;
  const char *name;
  gint64 removed = 0;

  share = tw_blob_get_share (store, &data);
  if (share != NULL)
    share->sweep_parts (data);
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
