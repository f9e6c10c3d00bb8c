/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Content-addressed files: blobs/ab/cdef… holds the bytes whose SHA-256 is abcdef….
 *
 * A new file is written under a temporary name in blobs/, synced, renamed to its name, and its folder synced: a file that
 * has its name is complete. A file that no record and no entry of the log names is removed by the sweep, after a time of
 * grace for records that are still being written. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#include "tw-blobs.h"
#include "tw-blobs-private.h"
#include "tw-store-internal.h"

#define PIECE          (128 * 1024)
#define VERIFY_UP_TO   (1024 * 1024)                   /* larger files are verified by tw_store_check() only */
#define TEMPORARY      "new-XXXXXX"

/* --- Names --- */

gboolean
tw_blob_is_hash (const char *hash)
{
  gsize i = 0;

  for (; hash[i] != '\0' && i <= TW_BLOB_HASH_LENGTH; i++)
    if (!g_ascii_isdigit (hash[i]) && !(hash[i] >= 'a' && hash[i] <= 'f'))
      return FALSE;
  return i == TW_BLOB_HASH_LENGTH;
}

char *
tw_blob_dup_path (const char *dir, const char *hash)
{
  g_autofree char *folder = g_strndup (hash, 2);

  return g_build_filename (dir, "blobs", folder, hash + 2, NULL);
}

void
tw_blob_collect_hashes (const char *text, GHashTable *hashes)
{
  while (*text != '\0')
    {
      gsize length = strspn (text, "0123456789abcdef");

      if (length == TW_BLOB_HASH_LENGTH)
        g_hash_table_add (hashes, g_strndup (text, length));
      text += length;
      text += strcspn (text, "0123456789abcdef");
    }
}

/* --- Files --- */

gboolean
tw_blob_fail_errno (GError **error, const char *what)
{
  int code = errno;

  if (code == ENOSPC || code == EDQUOT)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                         _("The disk is full: the file was not added. Free some space and try again."));
  else if (code == EACCES || code == EROFS || code == EPERM)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY,
                         _("The workspace can only be read: its folder is write-protected."));
  else
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, "%s (%s).", what, g_strerror (code));
  return FALSE;
}

gboolean
tw_sync_folder (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done;

  if (fd < 0)
    return tw_blob_fail_errno (error, _("A folder of the workspace could not be opened"));
  done = fsync (fd) == 0 || tw_blob_fail_errno (error, _("A folder of the workspace could not be written"));
  close (fd);
  return done;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length, GError **error)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return tw_blob_fail_errno (error, _("The file could not be written"));
      data += written;
      length -= written;
    }
  return TRUE;
}

/* Copies the stream to fd; the hash of what was copied, or NULL. */
static char *
copy_stream (GInputStream *stream, int fd, gint64 max_size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  gint64 size = 0;

  for (;;)
    {
      gssize n = g_input_stream_read (stream, piece, PIECE, cancellable, error);

      /* Streams over memory do not look at it themselves. */
      if (n < 0 || g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (n == 0)
        break;
      size += n;
      if (size > max_size)
        {
          g_autofree char *limit = g_format_size (max_size);

          g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("The file is larger than %s. Choose a smaller one."), limit);
          return NULL;
        }
      g_checksum_update (checksum, piece, n);
      if (!write_all (fd, piece, n, error))
        return NULL;
    }
  if (fsync (fd) != 0)
    {
      tw_blob_fail_errno (error, _("The file could not be written"));
      return NULL;
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* A file that is found too old is not removed in the moment in which somebody adds it again. */
static GMutex placing;

static gboolean
make_young (const char *path, const char *temporary)
{
  GStatBuf present, fresh;
  gboolean done;

  g_mutex_lock (&placing);
  done = g_stat (path, &present) == 0 && g_stat (temporary, &fresh) == 0 && present.st_size == fresh.st_size && g_utime (path, NULL) == 0;
  g_mutex_unlock (&placing);
  return done;
}

gboolean
tw_blob_remove_old (const char *path, gint64 now)
{
  gboolean removed;
  GStatBuf info;

  g_mutex_lock (&placing);
  removed = g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && now - info.st_mtime > TW_BLOB_GRACE_SECONDS && g_unlink (path) == 0;
  g_mutex_unlock (&placing);
  return removed;
}

/* Gives a complete temporary file its name; one that is there already is kept and made young again. */
gboolean
tw_blob_place (const char *dir, const char *temporary, const char *path, GError **error)
{
  g_autofree char *blobs = g_build_filename (dir, "blobs", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (make_young (path, temporary))
    {
      g_unlink (temporary);
      return TRUE;
    }
  if (g_mkdir_with_parents (blobs, 0700) != 0)
    return tw_blob_fail_errno (error, _("A folder of the workspace could not be made"));
  if (g_mkdir (folder, 0700) == 0)
    {
      if (!tw_sync_folder (blobs, error))
        return FALSE;
    }
  else if (errno != EEXIST)
    return tw_blob_fail_errno (error, _("A folder of the workspace could not be made"));
  if (g_rename (temporary, path) != 0)
    return tw_blob_fail_errno (error, _("The file could not be added"));
  return tw_sync_folder (folder, error);
}

char *
tw_blob_add (const char *dir, GInputStream *stream, gint64 max_size, GCancellable *cancellable, GError **error)
{
  g_autofree char *blobs = g_build_filename (dir, "blobs", NULL);
  g_autofree char *temporary = g_build_filename (blobs, TEMPORARY, NULL);
  g_autofree char *hash = NULL;
  g_autofree char *path = NULL;
  int fd;

  if (g_mkdir_with_parents (blobs, 0700) != 0)
    {
      tw_blob_fail_errno (error, _("A folder of the workspace could not be made"));
      return NULL;
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      tw_blob_fail_errno (error, _("The file could not be added"));
      return NULL;
    }
  hash = copy_stream (stream, fd, max_size, cancellable, error);
  close (fd);
  if (hash != NULL)
    path = tw_blob_dup_path (dir, hash);
  if (hash == NULL || !tw_blob_place (dir, temporary, path, error))
    {
      g_unlink (temporary);
      return NULL;
    }
  return g_steal_pointer (&hash);
}

gboolean
tw_blob_verify (const char *path, const char *hash, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *piece = g_malloc (PIECE);
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gssize n;

  if (fd < 0)
    {
      g_set_error (error, TW_STORE_ERROR, errno == ENOENT ? TW_STORE_ERROR_NOT_FOUND : TW_STORE_ERROR_IO,
                   errno == ENOENT ? _("The attached file %.12s… is missing. Restore it from a backup.")
                                   : _("The attached file %.12s… cannot be read."), hash);
      return FALSE;
    }
  while ((n = read (fd, piece, PIECE)) > 0 && !g_cancellable_is_cancelled (cancellable))
    g_checksum_update (checksum, piece, n);
  close (fd);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (n < 0 || strcmp (g_checksum_get_string (checksum), hash) != 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                   _("The attached file %.12s… is damaged. Restore it from a backup."), hash);
      return FALSE;
    }
  return TRUE;
}

/* --- Several processes --- */

void
tw_blob_share (TwStore *store, const TwFilesShare *share, gpointer data)
{
  store->files_share_data = data;
  g_atomic_pointer_set (&store->files_share, share);
}

gboolean
tw_blob_send (TwStore *store, const char *path, const char *hash, GError **error)
{
  const TwFilesShare *share = g_atomic_pointer_get (&store->files_share);

  return share == NULL || share->send (store->files_share_data, path, hash, error);
}

const TwFilesShare *
tw_blob_get_share (TwStore *store, gpointer *data)
{
  const TwFilesShare *share = g_atomic_pointer_get (&store->files_share);

  *data = store->files_share_data;
  return share;
}

gboolean
tw_blob_is_shared (TwStore *store)
{
  return g_atomic_pointer_get (&store->files_share) != NULL;
}

void
tw_blob_drop_shared (TwStore *store, GHashTable *named)
{
  const TwFilesShare *share = g_atomic_pointer_get (&store->files_share);

  if (share != NULL)
    share->drop (store->files_share_data, named);
}

gboolean
tw_blob_erase_shared (TwStore *store, GHashTable *hashes, GError **error)
{
  const TwFilesShare *share = g_atomic_pointer_get (&store->files_share);

  return share == NULL || share->erase (store->files_share_data, hashes, error);
}

static void
fetch_missing (TwStore *store, const char *path, const char *hash)
{
  const TwFilesShare *share = g_atomic_pointer_get (&store->files_share);

  if (share != NULL && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    share->fetch (store->files_share_data, hash);
}

/* --- Public --- */

/**
 * tw_store_add_blob:
 * @store: a store
 * @stream: the bytes; read to its end, not closed
 * @max_size: most bytes that are accepted
 * @cancellable: (nullable): to give up
 *
 * Keeps a file's bytes in the workspace. The same bytes are kept once. Any thread.
 *
 * Returns: (transfer full) (nullable): SHA-256 of the bytes in hexadecimal, or %NULL with %TW_STORE_ERROR_INVALID when
 *   the file is too large, %TW_STORE_ERROR_FULL, %TW_STORE_ERROR_READ_ONLY or %TW_STORE_ERROR_IO
 */
char *
tw_store_add_blob (TwStore *store, GInputStream *stream, gint64 max_size, GCancellable *cancellable, GError **error)
{
  g_autofree char *hash = NULL, *path = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);

  hash = tw_blob_add (tw_store_get_dir (store), stream, max_size, cancellable, error);
  path = hash != NULL ? tw_blob_dup_path (tw_store_get_dir (store), hash) : NULL;
  return hash != NULL && tw_blob_send (store, path, hash, error) ? g_steal_pointer (&hash) : NULL;
}

/**
 * tw_store_add_blob_file:
 * @store: a store
 * @file: a file
 * @max_size: most bytes that are accepted
 * @cancellable: (nullable): to give up
 *
 * As tw_store_add_blob(), from a file.
 *
 * Returns: (transfer full) (nullable): SHA-256 of the bytes in hexadecimal
 */
char *
tw_store_add_blob_file (TwStore *store, GFile *file, gint64 max_size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);

  return stream != NULL ? tw_store_add_blob (store, G_INPUT_STREAM (stream), max_size, cancellable, error) : NULL;
}

/**
 * tw_store_open_blob:
 * @store: a store
 * @hash: SHA-256 in hexadecimal
 *
 * Opens a kept file. Files up to 1 MiB are verified first; of larger ones it is only seen that they are not empty, as a
 * file is after a crash of a disk that lied about syncing.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL with %TW_STORE_ERROR_NOT_FOUND or %TW_STORE_ERROR_DAMAGED
 */
GInputStream *
tw_store_open_blob (TwStore *store, const char *hash, GError **error)
{
  g_autofree char *path = NULL;
  GStatBuf info;
  int fd;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  if (!tw_blob_is_hash (hash))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This is not the name of an attached file."));
      return NULL;
    }
  path = tw_blob_dup_path (tw_store_get_dir (store), hash);
  fetch_missing (store, path, hash);
  if (g_stat (path, &info) != 0 || info.st_size <= VERIFY_UP_TO)
    if (!tw_blob_verify (path, hash, NULL, error))
      return NULL;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    {
      tw_blob_fail_errno (error, _("The attached file cannot be read"));
      return NULL;
    }
  return g_unix_input_stream_new (fd, TRUE);
}

/**
 * tw_store_dup_blob_path:
 * @store: a store
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: (transfer full) (nullable): where the file is kept, for programs that need a path; %NULL when it is not there
 */
char *
tw_store_dup_blob_path (TwStore *store, const char *hash)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  if (!tw_blob_is_hash (hash))
    return NULL;
  path = tw_blob_dup_path (tw_store_get_dir (store), hash);
  fetch_missing (store, path, hash);
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

/**
 * tw_store_get_blob_size:
 * @store: a store
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: bytes of the kept file; -1 when it is not here
 */
gint64
tw_store_get_blob_size (TwStore *store, const char *hash)
{
  g_autofree char *path = tw_store_dup_blob_path (store, hash);
  GStatBuf info;

  return path != NULL && g_stat (path, &info) == 0 ? info.st_size : -1;
}

/**
 * tw_store_dup_blob_type:
 * @store: a store
 * @hash: SHA-256 in hexadecimal of a kept file
 *
 * Guesses by the first bytes alone: a name could lie. What a browser would run or lay out is called text or bytes.
 *
 * Returns: (transfer full): a media type
 */
char *
tw_store_dup_blob_type (TwStore *store, const char *hash)
{
  g_autofree char *path = tw_store_dup_blob_path (store, hash), *guess = NULL, *type = NULL;
  guint8 head[512];
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  gssize n = fd >= 0 ? read (fd, head, sizeof head) : 0;

  if (fd >= 0)
    close (fd);
  if (n > 0)
    guess = g_content_type_guess (NULL, head, (gsize) n, NULL);
  if (guess != NULL)
    type = g_content_type_get_mime_type (guess);
  if (type != NULL && (g_str_equal (type, "application/pdf") || g_str_equal (type, "application/zip")
                       || ((g_str_has_prefix (type, "image/") || g_str_has_prefix (type, "audio/") || g_str_has_prefix (type, "video/"))
                           && strstr (type, "xml") == NULL && strstr (type, "svg") == NULL)))
    return g_steal_pointer (&type);
  return g_strdup (type != NULL && g_str_equal (type, "text/plain") ? "text/plain" : "application/octet-stream");
}

/**
 * tw_store_verify_blob:
 * @store: a store
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: whether the kept file is complete and undamaged; %FALSE with %TW_STORE_ERROR_NOT_FOUND or %TW_STORE_ERROR_DAMAGED
 */
gboolean
tw_store_verify_blob (TwStore *store, const char *hash, GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);

  path = tw_blob_dup_path (tw_store_get_dir (store), tw_blob_is_hash (hash) ? hash : "none");
  return tw_blob_verify (path, hash, NULL, error);
}
