/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading an archive into a new workspace. It is built in a folder beside the final one and renamed when all of it is on the
 * disk. The first pass over the file takes its head and the site's definitions, because they decide what the tables look
 * like; the second one fills the tables in one transaction. The file is untrusted: names, lengths, nesting and types of values
 * are checked, blobs against their hashes. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tw-blobs-private.h"
#include "tw-unarchive-private.h"

typedef gboolean (*PartFunc) (TwUnarchive *reader, struct archive *tar, const char *name, gint64 size, gboolean *stop, GError **error);

/* --- The tar --- */

static gboolean
fail_tar (struct archive *tar, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, _("The archive cannot be read: %s. Nothing was changed."),
               archive_error_string (tar) != NULL ? archive_error_string (tar) : "tar");
  return FALSE;
}

static gboolean
read_part (TwUnarchive *reader, struct archive *tar, const char *name, gint64 size, GError **error)
{
  if (size < 0 || size > TW_ARCHIVE_MAX_PART)
    return tw_archive_fail (error, name);
  g_byte_array_set_size (reader->bytes, size);
  gint64 done = 0;
  while (done < size)
    {
      la_ssize_t n = archive_read_data (tar, reader->bytes->data + done, size - done);
      if (n < 0)
        return fail_tar (tar, error);
      if (n == 0)
        return tw_archive_fail (error, name);
      done += n;
    }
  return TRUE;
}

static gboolean
walk_tar (TwUnarchive *reader, PartFunc func, GError **error)
{
  struct archive *tar = archive_read_new ();
  struct archive_entry *entry;
  gboolean ok, stop = FALSE;
  int code = ARCHIVE_OK;
  archive_read_support_filter_zstd (tar);
  archive_read_support_format_tar (tar);
  ok = archive_read_open_filename (tar, reader->file, 256 * 1024) == ARCHIVE_OK || fail_tar (tar, error);
  while (ok && !stop && (code = archive_read_next_header (tar, &entry)) == ARCHIVE_OK)
    {
      const char *name = archive_entry_pathname (entry);
      ok = name != NULL && archive_entry_filetype (entry) == AE_IFREG ? TRUE : tw_archive_fail (error, "tar");
      ok = ok && func (reader, tar, name, archive_entry_size (entry), &stop, error);
      ok = ok && !g_cancellable_set_error_if_cancelled (reader->cancellable, error);
      if (ok && reader->progress != NULL)
        reader->progress (reader->size > 0 ? MIN (0.99, (double) archive_filter_bytes (tar, -1) / reader->size) : 0,
                          _("Reading the archive…"), reader->data);
    }
  if (ok && !stop && code != ARCHIVE_EOF)
    ok = fail_tar (tar, error);
  archive_read_free (tar);
  return ok;
}

/* "records/deal-000001.jsonl" → "records/deal"; NULL when the name is not of that form. */
static char *
dup_part (const char *name)
{
  static const char ending[] = ".jsonl";
  gsize length = strlen (name), digits = 0;
  if (length > 256 || !g_str_has_suffix (name, ending))
    return NULL;
  const char *end = name + length - strlen (ending), *p = end;
  for (; p > name && g_ascii_isdigit (p[-1]); p--)
    digits++;
  return digits >= 6 && p > name + 1 && p[-1] == '-' ? g_strndup (name, p - 1 - name) : NULL;
}

/* --- First pass: head and definitions --- */

static gboolean
read_head (TwUnarchive *reader, GError **error)
{
  gint64 version;
  if (!tw_unarchive_head (reader, &version, error))
    return FALSE;
  if (version > TW_ARCHIVE_VERSION)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NEWER,
                           _("The archive was made by a newer version of Tradewind; update this one first."));
      return FALSE;
    }
  reader->has_head = TRUE;
  return TRUE;
}

static gboolean
read_first (TwUnarchive *reader, struct archive *tar, const char *name, gint64 size, gboolean *stop, GError **error)
{
  g_autofree char *part = dup_part (name);
  if (!reader->has_head)
    {
      if (strcmp (name, "archive.json") != 0)
        {
          g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_A_STORE, _("This file is no archive of a Tradewind workspace."));
          return FALSE;
        }
      return read_part (reader, tar, name, size, error) && read_head (reader, error);
    }
  if (g_strcmp0 (part, "schema/definitions") != 0)
    {
      *stop = TRUE;
      return TRUE;
    }
  return read_part (reader, tar, name, size, error) && tw_unarchive_definitions (reader, name, error);
}

/* --- Blobs --- */

static gboolean
read_blob (TwUnarchive *reader, struct archive *tar, const char *name, GError **error)
{
  const char *dir = tw_store_get_dir (reader->store);
  g_autofree char *hash = strlen (name) > 9 && name[8] == '/' ? g_strdup_printf ("%.2s%s", name + 6, name + 9) : g_strdup ("");
  g_autofree char *path = g_build_filename (dir, "incoming.part", NULL);
  if (!tw_blob_is_hash (hash))
    return tw_archive_fail (error, name);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  const void *piece;
  size_t length;
  la_int64_t offset;
  int code = ARCHIVE_OK;
  gboolean ok = out != NULL;
  while (ok && (code = archive_read_data_block (tar, &piece, &length, &offset)) == ARCHIVE_OK)
    ok = g_output_stream_write_all (G_OUTPUT_STREAM (out), piece, length, NULL, reader->cancellable, error);
  if (ok && code != ARCHIVE_EOF)
    ok = fail_tar (tar, error);
  ok = ok && g_output_stream_close (G_OUTPUT_STREAM (out), NULL, error);
  if (ok)
    {
      g_autoptr (GFileInputStream) in = g_file_read (file, NULL, error);
      g_autofree char *found = in != NULL ? tw_blob_add (dir, G_INPUT_STREAM (in), G_MAXINT64, reader->cancellable, error) : NULL;
      ok = found != NULL && (strcmp (found, hash) == 0 || tw_archive_fail (error, name));
    }
  g_file_delete (file, NULL, NULL);
  return ok;
}

static gboolean
read_second (TwUnarchive *reader, struct archive *tar, const char *name, gint64 size, gboolean *stop, GError **error)
{
  g_autofree char *part = dup_part (name);
  if (g_str_has_prefix (name, "blobs/"))
    return read_blob (reader, tar, name, error);
  if (strcmp (name, "archive.json") == 0 || (part != NULL && g_str_has_prefix (part, "schema/")))
    return TRUE;
  if (part == NULL || !read_part (reader, tar, name, size, error))
    return error != NULL && *error != NULL ? FALSE : tw_archive_fail (error, name);
  return tw_unarchive_part (reader, name, part, error);
}

/* --- On the writer --- */

static gboolean
load_definitions (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  TwUnarchive *reader = data;
  reader->db = db;
  if (!tw_db_begin (db, error))
    return FALSE;
  gboolean ok = walk_tar (reader, read_first, error);
  if (ok && !reader->has_head)
    ok = tw_archive_fail (error, "archive.json");
  if (ok)
    ok = tw_db_commit (db, error);
  if (tw_db_in_transaction (db))
    tw_db_rollback (db);
  return ok;
}

static gboolean
load_rest (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  TwUnarchive *reader = data;
  reader->db = db;
  if (!tw_db_begin (db, error))
    return FALSE;
  reader->search = tw_search_batch_new (db);
  gboolean ok = walk_tar (reader, read_second, error) && tw_search_batch_flush (reader->search, error);
  g_clear_pointer (&reader->insert_change, tw_stmt_done);
  g_clear_pointer (&reader->search, tw_search_batch_free);
  if (ok)
    ok = tw_db_commit (db, error);
  if (tw_db_in_transaction (db))
    tw_db_rollback (db);
  return ok;
}

static gboolean
run_pass (TwUnarchive *reader, const char *dir, TwSchema *shipped, TwWriterFunc func, GError **error)
{
  g_autoptr (TwStore) store = tw_store_open (dir, shipped, TRUE, error);
  if (store == NULL)
    return FALSE;
  reader->store = store;
  reader->schema = tw_store_ref_schema (store);
  gboolean ok = tw_store_run_writer (store, func, reader, error);
  g_clear_pointer (&reader->schema, tw_schema_unref);
  tw_store_close (store);
  return ok;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

/**
 * tw_store_unarchive:
 * @file: an archive
 * @dir: the folder of the new workspace
 * @shipped: the shipped schema
 * @progress: (nullable): told how far it is, on this thread's or the writer's
 * @data: for @progress
 * @cancellable: (nullable): to give up
 * @error: return location
 *
 * Blocks. On failure nothing is left behind.
 *
 * Returns: %FALSE with %TW_STORE_ERROR_IN_THE_WAY when @dir holds something, %TW_STORE_ERROR_NOT_A_STORE for another file,
 *   %TW_STORE_ERROR_NEWER, %TW_STORE_ERROR_DAMAGED, or what writing gave
 */
gboolean
tw_store_unarchive (const char *file, const char *dir, TwSchema *shipped, TwProgress progress, gpointer data,
                    GCancellable *cancellable, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (dir, NULL), *part = g_strconcat (full, ".unarchive", NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  g_autoptr (GByteArray) bytes = g_byte_array_new (), body = g_byte_array_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GDir) present = g_dir_open (full, 0, NULL);
  GStatBuf info = { 0 };
  g_return_val_if_fail (file != NULL && dir != NULL && shipped != NULL, FALSE);
  if ((present != NULL && g_dir_read_name (present) != NULL) || (present == NULL && g_file_test (full, G_FILE_TEST_EXISTS)))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY,
                   _("“%s” is not empty; an archive goes into a new workspace. Name another folder."), full);
      return FALSE;
    }
  if (g_stat (file, &info) != 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("“%s” cannot be read (%s)."), file, g_strerror (errno));
      return FALSE;
    }
  TwUnarchive reader = { .file = file, .bytes = bytes, .body = body, .parser = parser, .size = info.st_size, .progress = progress,
                    .data = data, .cancellable = cancellable };
  remove_tree (part);
  gboolean ok = run_pass (&reader, part, shipped, load_definitions, error)
                && run_pass (&reader, part, shipped, load_rest, error);
  if (ok && (g_rmdir (full) == 0 || errno == ENOENT) && g_rename (part, full) == 0)
    {
      if (progress != NULL)
        progress (1, _("The workspace is complete."), data);
      return tw_sync_folder (parent, error);
    }
  if (ok)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("“%s” cannot be made (%s)."), full, g_strerror (errno));
  remove_tree (part);
  return FALSE;
}
