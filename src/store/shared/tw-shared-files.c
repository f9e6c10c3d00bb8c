/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attached files, which every process must be able to give out: PostgreSQL keeps their bytes in parts, and each folder those that were
 * asked for there. A file is in PostgreSQL before anybody is told that it came, so that no folder is the only place where it is. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tw-blobs-private.h"
#include "tw-shared-private.h"

#define PART          (1024 * 1024)
#define YOUNG_SECONDS 60

static gboolean
is_there (TwPg *pg, const char *hash, gboolean *there, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error, "SELECT 1 FROM tradewind.file WHERE workspace = $1::text AND hash = $2::text LIMIT 1", "tt",
                                           TW_SHARED_NAME, hash);

  *there = result != NULL && PQntuples (result) > 0;
  return result != NULL;
}

/* Two processes may bring the same file at once: the bytes are the same. An empty file has one part, too. */
static gboolean
send_parts (TwPg *pg, int fd, const char *hash, GError **error)
{
  g_autofree char *buffer = g_malloc (PART);
  gint64 part = 0;
  gssize n;

  while ((n = read (fd, buffer, PART)) > 0 || (n == 0 && part == 0))
    if (!tw_pg_do (pg, error, "INSERT INTO tradewind.file (workspace, hash, part, body) VALUES ($1::text, $2::text, $3::bigint, $4::bytea) "
                   "ON CONFLICT DO NOTHING", "ttib", TW_SHARED_NAME, hash, part++, buffer, (gsize) n))
      return FALSE;
    else if (n == 0)
      break;
  return n == 0 || tw_blob_fail_errno (error, _("The attached file cannot be read"));
}

static gboolean
send_file (TwPg *pg, const char *path, const char *hash, GError **error)
{
  gboolean there, good;
  int fd;

  if (!is_there (pg, hash, &there, error))
    return FALSE;
  if (there)
    return TRUE;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return tw_blob_fail_errno (error, _("The attached file cannot be read"));
  good = tw_pg_exec (pg, "BEGIN", error) && send_parts (pg, fd, hash, error) && tw_pg_exec (pg, "COMMIT", error);
  close (fd);
  return good;
}

/* FALSE without error: it is not there. */
static gboolean
receive_parts (TwPg *pg, int fd, const char *hash, GError **error)
{
  for (gint64 part = 0;; part++)
    {
      g_autoptr (PGresult) result = tw_pg_run (pg, error, "SELECT body FROM tradewind.file WHERE workspace = $1::text AND hash = $2::text "
                                               "AND part = $3::bigint", "tti", TW_SHARED_NAME, hash, part);
      const char *data;
      gsize length;

      if (result == NULL)
        return FALSE;
      if (PQntuples (result) == 0)
        return part > 0;
      data = tw_pg_get_bytes (result, 0, 0, &length);
      while (length > 0)
        {
          gssize n = write (fd, data, length);

          if (n < 0 && errno != EINTR)
            return tw_blob_fail_errno (error, _("The file could not be written"));
          data += MAX (n, 0);
          length -= (gsize) MAX (n, 0);
        }
    }
}

/* --- What the store asks for --- */

static gboolean
send_to_all (gpointer data, const char *path, const char *hash, GError **error)
{
  TwShared *shared = data;
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, error);

  return pg != NULL && send_file (pg, path, hash, error);
}

static void
fetch (gpointer data, const char *hash)
{
  TwShared *shared = data;
  g_autofree char *blobs = g_build_filename (shared->dir, "blobs", NULL), *temporary = g_build_filename (blobs, "new-XXXXXX", NULL);
  g_autofree char *path = tw_blob_dup_path (shared->dir, hash);
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, NULL);
  gboolean there = FALSE, good;
  int fd;

  if (pg == NULL || !is_there (pg, hash, &there, NULL) || !there || g_mkdir_with_parents (blobs, 0700) != 0
      || (fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600)) < 0)
    return;
  good = receive_parts (pg, fd, hash, NULL) && fsync (fd) == 0;
  close (fd);
  if (!good || !tw_blob_verify (temporary, hash, NULL, NULL) || !tw_blob_place (shared->dir, temporary, path, NULL))
    g_unlink (temporary);
}

/* Nobody names them any more; what came lately may be named soon. */
static void
drop (gpointer data, GHashTable *named)
{
  TwShared *shared = data;
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, NULL);
  g_autoptr (PGresult) result = pg != NULL ? tw_pg_run (pg, NULL, "SELECT hash FROM tradewind.file WHERE workspace = $1::text AND part = 0 "
                                                        "AND at < now() - interval '7 days'", "t", TW_SHARED_NAME) : NULL;

  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      gsize length;
      const char *bytes = tw_pg_get_bytes (result, i, 0, &length);
      g_autofree char *hash = g_strndup (bytes, length);

      if (!g_hash_table_contains (named, hash))
        tw_pg_do (pg, NULL, "DELETE FROM tradewind.file WHERE workspace = $1::text AND hash = $2::text", "tt", TW_SHARED_NAME, hash);
    }
}

static gboolean
erase (gpointer data, GHashTable *hashes, GError **error)
{
  TwShared *shared = data;
  g_autoptr (TwPg) pg = tw_pg_open (shared->database, error);
  gboolean good = pg != NULL;
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, hashes);
  while (good && g_hash_table_iter_next (&iter, &hash, NULL))
    good = tw_pg_do (pg, error, "DELETE FROM tradewind.file WHERE workspace = $1::text AND hash = $2::text", "tt", TW_SHARED_NAME, hash)
           && tw_pg_do (pg, error, "DELETE FROM tradewind.piece WHERE workspace = $1::text AND hash = $2::text", "tt", TW_SHARED_NAME, hash);
  return good;
}

static const TwFilesShare files_share = {
  .send = send_to_all,
  .fetch = fetch,
  .drop = drop,
  .erase = erase,
  .get_part_length = tw_shared_get_part_length,
  .add_piece = tw_shared_add_piece,
  .dup_piece = tw_shared_dup_piece,
  .drop_pieces = tw_shared_drop_pieces,
  .count_parts = tw_shared_count_parts,
  .sweep_parts = tw_shared_sweep_parts,
};

/* --- What is here from before --- */

/* What lies in this folder from before, and nowhere else. */
static gboolean
bring_folder (TwShared *shared, TwPg *pg, const char *folder, const char *first, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *hash = g_strconcat (first, name, NULL);

      if (tw_blob_is_hash (hash) ? !send_file (pg, path, hash, error)
                                 : *first == '\0' && strlen (name) == 2 && !bring_folder (shared, pg, path, name, error))
        return FALSE;
    }
  return TRUE;
}

/* --- What another process erased --- */

static GHashTable *
list_files (TwPg *pg, GError **error)
{
  g_autoptr (PGresult) result = tw_pg_run (pg, error, "SELECT hash FROM tradewind.file WHERE workspace = $1::text AND part = 0", "t",
                                           TW_SHARED_NAME);
  GHashTable *hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; result != NULL && i < PQntuples (result); i++)
    {
      gsize length;
      const char *bytes = tw_pg_get_bytes (result, i, 0, &length);

      g_hash_table_add (hashes, g_strndup (bytes, length));
    }
  if (result == NULL)
    g_clear_pointer (&hashes, g_hash_table_unref);
  return hashes;
}

static void
find_gone (const char *folder, const char *first, GHashTable *present, GHashTable *gone, gboolean *young)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *hash = g_strconcat (first, name, NULL);
      GStatBuf info;

      if (*first == '\0' && strlen (name) == 2)
        find_gone (path, name, present, gone, young);
      if (!tw_blob_is_hash (hash) || g_hash_table_contains (present, hash) || g_stat (path, &info) != 0)
        continue;
      if (info.st_mtime > g_get_real_time () / G_USEC_PER_SEC - YOUNG_SECONDS)
        *young = TRUE;
      else
        g_hash_table_add (gone, g_steal_pointer (&hash));
    }
}

/* Somebody may have added the same bytes here while another process was about to erase them there: what is named is sent again. */
static gboolean
keep_named (TwShared *shared, TwPg *pg, GHashTable *gone, GError **error)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, gone);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    g_hash_table_add (found, g_strdup (hash));
  if (!tw_blob_find_unnamed (shared->store, gone, error))
    return FALSE;
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    {
      g_autofree char *path = tw_blob_dup_path (shared->dir, hash);

      if (!g_hash_table_contains (gone, hash) && !send_file (pg, path, hash, error))
        return FALSE;
    }
  return TRUE;
}

/* Every file is in PostgreSQL before anybody is told that it came: one that is not there was erased. young: (out): some came so lately
 * that they may be on their way. */
gboolean
tw_shared_drop_gone_files (TwShared *shared, TwPg *pg, gboolean *young, GError **error)
{
  g_autofree char *blobs = g_build_filename (shared->dir, "blobs", NULL);
  g_autoptr (GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) present = list_files (pg, error);

  *young = FALSE;
  if (present == NULL)
    return FALSE;
  find_gone (blobs, "", present, gone, young);
  if (!keep_named (shared, pg, gone, error))
    return FALSE;
  tw_blob_remove (shared->store, gone);
  return tw_shared_drop_gone_parts (shared, pg, young, error);
}

/* --- Beginning --- */

gboolean
tw_shared_share_files (TwShared *shared, GError **error)
{
  g_autofree char *blobs = g_build_filename (shared->dir, "blobs", NULL);

  if (!bring_folder (shared, shared->writer, blobs, "", error))
    return FALSE;
  tw_blob_share (shared->store, &files_share, shared);
  return TRUE;
}
