/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-file-copy.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <time.h>

#include "tw-blobs.h"
#include "tw-record-file.h"
#include "tw-task.h"

#define KEPT_SECONDS   (24 * 60 * 60)                  /* programs that opened a copy have read it by then */
#define EDITED_SECONDS (30 * KEPT_SECONDS)             /* what was changed is a version by then, or was never meant to be one */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  char    *hash;                                       /* (owned) */
  GFile   *dest;                                       /* (owned) (nullable) where to save it; or */
  char    *name;                                       /* (owned) (nullable) its name in the cache */
  gboolean writable;                                   /* to be changed by a program */
} Copying;

static void
copying_free (Copying *copying)
{
  g_object_unref (copying->store);
  g_free (copying->hash);
  g_clear_object (&copying->dest);
  g_free (copying->name);
  g_free (copying);
}

static gboolean
copy (Copying      *copying,
      GFile        *dest,
      GCancellable *cancellable,
      GError      **error)
{
  g_autoptr(GInputStream) from = tw_store_open_blob (copying->store, copying->hash, error);
  g_autoptr(GFileOutputStream) to = NULL;
  g_autoptr(GError) local = NULL;
  g_autofree char *name = NULL;

  if (from == NULL)
    return FALSE;
  to = g_file_replace (dest, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, &local);
  if (to != NULL && g_output_stream_splice (G_OUTPUT_STREAM (to), from, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE
                                            | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, cancellable, &local) >= 0)
    return TRUE;
  name = g_file_get_parse_name (dest);
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There is no room for “%s” on its disk. Free some space, or choose another place."),
                 name);
  else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _("You may not write “%s”. Choose another place."), name);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
dup_cache_dir (const char *name)
{
  return g_build_filename (g_get_user_cache_dir (), "tradewind", name, NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_unlink (child);
    }
  g_rmdir (path);
}

static void
remove_old (const char *cache,
            time_t      kept)
{
  g_autoptr(GDir) dir = g_dir_open (cache, 0, NULL);
  const char *name = NULL;
  time_t now = time (NULL);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (cache, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && now - info.st_mtime > kept)
        remove_folder (path);
    }
}

/* One folder for each file, so that copies keep their names; only this person sees it. */
static GFile *
copy_to_cache (Copying      *copying,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree char *cache = dup_cache_dir (copying->writable ? "edited" : "files"), *folder = NULL, *path = NULL, *uuid = g_uuid_string_random ();
  g_autoptr(GFile) dest = NULL;
  GStatBuf info;

  remove_old (cache, copying->writable ? EDITED_SECONDS : KEPT_SECONDS);
  folder = g_build_filename (cache, copying->writable ? uuid : copying->hash, NULL);
  path = g_build_filename (folder, copying->name, NULL);
  dest = g_file_new_for_path (path);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("The file could not be prepared for opening (%s)."), g_strerror (code));
      return NULL;
    }
  if (g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0222) == 0
      && info.st_size == tw_store_get_blob_size (copying->store, copying->hash))
    return g_steal_pointer (&dest);
  if (!copy (copying, dest, cancellable, error))
    return NULL;
  g_chmod (path, copying->writable ? 0600 : 0400);
  return g_steal_pointer (&dest);
}

static void
copy_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Copying *copying = data;
  GError *error = NULL;
  GFile *file = NULL;

  if (copying->dest == NULL)
    file = copy_to_cache (copying, cancellable, &error);
  else if (copy (copying, copying->dest, cancellable, &error))
    file = g_object_ref (copying->dest);
  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
run (TwStore            *store,
     const char         *hash,
     GFile              *dest,
     const char         *name,
     gboolean            writable,
     GCancellable       *cancellable,
     GAsyncReadyCallback callback,
     gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, data);
  Copying *copying = g_new0 (Copying, 1);

  copying->store = g_object_ref (store);
  copying->hash = g_strdup (hash);
  copying->dest = dest != NULL ? g_object_ref (dest) : NULL;
  copying->name = name != NULL ? tw_file_clean_name (name) : NULL;
  copying->writable = writable;
  g_task_set_task_data (task, copying, (GDestroyNotify) copying_free);
  tw_task_run_in_thread (task, copy_thread);
}

/**
 * tw_file_save_async:
 * @store: the store
 * @hash: of a file that is here
 * @dest: where to write it
 * @cancellable: (nullable): to give up
 * @callback: called when it is written
 * @data: for @callback
 *
 * Writes a file of the workspace where a person wants it.
 */
void
tw_file_save_async (TwStore            *store,
                    const char         *hash,
                    GFile              *dest,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            data)
{
  g_return_if_fail (TW_IS_STORE (store) && hash != NULL && G_IS_FILE (dest));
  run (store, hash, dest, NULL, FALSE, cancellable, callback, data);
}

/**
 * tw_file_save_finish:
 * @result: what the callback was given
 * @error: of the store or of the disk
 *
 * Returns: whether it was written
 */
gboolean
tw_file_save_finish (GAsyncResult *result,
                     GError      **error)
{
  g_autoptr(GFile) file = g_task_propagate_pointer (G_TASK (result), error);

  return file != NULL;
}

/**
 * tw_file_copy_async:
 * @store: the store
 * @hash: of a file that is here
 * @name: what it is called
 * @cancellable: (nullable): to give up
 * @callback: called when the copy is there
 * @data: for @callback
 *
 * Copies a file to where other programs may open it. They never get the workspace's own file: who changes a copy changes nothing here.
 */
void
tw_file_copy_async (TwStore            *store,
                    const char         *hash,
                    const char         *name,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            data)
{
  g_return_if_fail (TW_IS_STORE (store) && hash != NULL && name != NULL);
  run (store, hash, NULL, name, FALSE, cancellable, callback, data);
}

/**
 * tw_file_copy_writable_async:
 * @store: the store
 * @hash: of a file that is here
 * @name: what it is called
 * @cancellable: (nullable): to give up
 * @callback: called when the copy is there
 * @data: for @callback
 *
 * The same as tw_file_copy_async(), but a new copy each time, which a program may change.
 */
void
tw_file_copy_writable_async (TwStore            *store,
                             const char         *hash,
                             const char         *name,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            data)
{
  g_return_if_fail (TW_IS_STORE (store) && hash != NULL && name != NULL);
  run (store, hash, NULL, name, TRUE, cancellable, callback, data);
}

/**
 * tw_file_copy_finish:
 * @result: what the callback was given
 * @error: of the store or of the disk
 *
 * Returns: (transfer full) (nullable): the copy
 */
GFile *
tw_file_copy_finish (GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
