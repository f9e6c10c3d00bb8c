/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies of the whole workspace in PostgreSQL, so that a new process need not go through all entries since the beginning, and
 * old entries can be dropped. A copy is the SQLite file as a backup makes it, packed, in parts. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "tw-purge-private.h"
#include "tw-shared-private.h"

#define PART          (4 * 1024 * 1024)
#define PAGES_AT_ONCE 2048

static gboolean
fail_file (const char *path, GError **error)
{
  int code = errno;

  g_set_error (error, TW_STORE_ERROR, code == ENOSPC || code == EDQUOT ? TW_STORE_ERROR_FULL : TW_STORE_ERROR_IO,
               _("The file %s cannot be written: %s."), path, g_strerror (code));
  return FALSE;
}

gboolean
tw_shared_read_place (sqlite3 *handle, TwPlace *place, gboolean *found)
{
  sqlite3_stmt *stmt = NULL;
  gboolean good = sqlite3_prepare_v2 (handle, "SELECT n, token FROM tw_shared WHERE key = 1", -1, &stmt, NULL) == SQLITE_OK;

  *found = good && sqlite3_step (stmt) == SQLITE_ROW && sqlite3_column_bytes (stmt, 1) == sizeof place->token;
  if (*found)
    {
      place->n = sqlite3_column_int64 (stmt, 0);
      memcpy (place->token, sqlite3_column_blob (stmt, 1), sizeof place->token);
    }
  sqlite3_finalize (stmt);
  return good;
}

/* --- Fetching --- */

static gboolean
fail_copy (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("The database server's copy of the workspace cannot be read. Restore it from a backup."));
  return FALSE;
}

/* left: 0 when this was the end of it. */
static gboolean
unpack_part (ZSTD_DCtx *context, gconstpointer data, gsize length, FILE *file, gsize *left, GError **error)
{
  g_autofree char *buffer = g_malloc (ZSTD_DStreamOutSize ());
  ZSTD_inBuffer in = { data, length, 0 };

  while (in.pos < in.size)
    {
      ZSTD_outBuffer out = { buffer, ZSTD_DStreamOutSize (), 0 };

      *left = ZSTD_decompressStream (context, &out, &in);
      if (ZSTD_isError (*left))
        return fail_copy (error);
      if (out.pos > 0 && fwrite (buffer, out.pos, 1, file) != 1)
        return fail_file ("store.db", error);
    }
  return TRUE;
}

static gboolean
fetch_parts (TwPg *pg, gint64 n, FILE *file, GError **error)
{
  ZSTD_DCtx *context = ZSTD_createDCtx ();
  gboolean good = TRUE;
  gsize left = 1;

  for (gint64 part = 0; good; part++)
    {
      g_autoptr (PGresult) result = tw_pg_run (pg, error, "SELECT body FROM tradewind.copy WHERE workspace = $1::text AND n = $2::bigint "
                                               "AND part = $3::bigint", "tii", TW_SHARED_NAME, n, part);
      gconstpointer data;
      gsize length;

      good = result != NULL;
      if (!good || PQntuples (result) == 0)
        break;
      data = tw_pg_get_bytes (result, 0, 0, &length);
      good = unpack_part (context, data, length, file, &left, error);
    }
  ZSTD_freeDCtx (context);
  return good && (left == 0 || fail_copy (error));
}

/* One transaction sees one state: another process may put a newer copy in the place of this one between two parts. */
static gboolean
fetch_newest (TwPg *pg, FILE *file, GError **error)
{
  g_autoptr (PGresult) newest = NULL;
  gboolean good = tw_pg_exec (pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);

  if (good)
    newest = tw_pg_run (pg, error, "SELECT max(n) FROM tradewind.copy WHERE workspace = $1::text", "t", TW_SHARED_NAME);
  good = newest != NULL;
  if (good && PQgetisnull (newest, 0, 0))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                           _("The database server has no copy of the workspace. Restore it from a backup."));
      good = FALSE;
    }
  good = good && fetch_parts (pg, tw_pg_get_int (newest, 0, 0), file, error);
  if (good)
    return tw_pg_exec (pg, "COMMIT", error);
  tw_pg_exec (pg, "ROLLBACK", NULL);
  return FALSE;
}

/* The newest copy becomes the file at path. */
gboolean
tw_shared_fetch_copy (TwPg *pg, const char *path, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".new", NULL), *wal = g_strconcat (path, "-wal", NULL), *shm = g_strconcat (path, "-shm", NULL);
  FILE *file = g_fopen (part, "wbe");
  gboolean good;

  if (file == NULL)
    return fail_file (part, error);
  good = fetch_newest (pg, file, error);
  if (good && (fflush (file) != 0 || fsync (fileno (file)) != 0))
    good = fail_file (part, error);
  if (fclose (file) != 0 && good)
    good = fail_file (part, error);
  if (good && ((g_unlink (wal) != 0 && errno != ENOENT) || (g_unlink (shm) != 0 && errno != ENOENT) || g_rename (part, path) != 0))
    good = fail_file (path, error);
  if (!good)
    g_unlink (part);
  return good;
}

/* --- Sending --- */

static char *
dup_copy_path (TwShared *shared)
{
  return g_build_filename (shared->dir, "copy.tmp", NULL);
}

/* The file is this process's alone: nobody waits for it. */
static gboolean
clean_index (TwStore *store, TwDb *db, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  gboolean good = tw_db_begin (db, error);

  for (guint i = 0; good && i < tw_schema_get_n_entities (schema); i++)
    good = tw_erase_merge_index (db, tw_schema_get_entity_at (schema, i), error);
  if (good && tw_db_commit (db, error))
    return TRUE;
  tw_db_rollback (db);
  return FALSE;
}

static gboolean
copy_pages (TwStore *store, TwDb *to, GError **error)
{
  TwDb *from = tw_store_take_reader (store, error);
  sqlite3_backup *backup;
  int code;

  if (from == NULL)
    return FALSE;
  /* A transaction keeps the copy to one state while others write. */
  tw_db_exec (from, "BEGIN", NULL);
  backup = sqlite3_backup_init (tw_db_get_handle (to), "main", tw_db_get_handle (from), "main");
  if (backup == NULL)
    code = sqlite3_extended_errcode (tw_db_get_handle (to));
  else
    {
      while ((code = sqlite3_backup_step (backup, PAGES_AT_ONCE)) == SQLITE_OK)
        ;
      sqlite3_backup_finish (backup);
    }
  tw_store_return_reader (store, from);
  return code == SQLITE_DONE || tw_db_fail (to, code, error);
}

static gboolean
write_copy (TwShared *shared, const char *path, gboolean clean, TwPlace *place, GError **error)
{
  g_autoptr (TwDb) to = tw_db_open (path, TW_DB_CREATE, error);
  TwPlace found = { 0 };
  gboolean is_there;

  if (to == NULL || !copy_pages (shared->store, to, error) || (clean && !clean_index (shared->store, to, error)))
    return FALSE;
  tw_shared_read_place (tw_db_get_handle (to), &found, &is_there);
  if (place != NULL)
    *place = found;
  return TRUE;
}

/* What nobody sends takes the room of the whole workspace, and has words that may be erased tomorrow. */
void
tw_shared_drop_copy (TwShared *shared)
{
  static const char *const ends[] = { "", "-journal", "-wal", "-shm" };
  g_autofree char *path = dup_copy_path (shared);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);

      g_unlink (file);
    }
}

/* place: (out) (nullable). */
gboolean
tw_shared_write_copy (TwShared *shared, gboolean clean, TwPlace *place, GError **error)
{
  g_autofree char *path = dup_copy_path (shared);

  tw_shared_drop_copy (shared);
  if (write_copy (shared, path, clean, place, error))
    return TRUE;
  tw_shared_drop_copy (shared);
  return FALSE;
}

static gboolean
send_part (TwPg *pg, const TwPlace *place, gint64 part, gconstpointer data, gsize length, GError **error)
{
  return tw_pg_do (pg, error, "INSERT INTO tradewind.copy (workspace, n, token, part, body) VALUES ($1::text, $2::bigint, $3::bytea, "
                   "$4::bigint, $5::bytea)", "tibib", TW_SHARED_NAME, place->n, place->token, sizeof place->token, part, data, length);
}

static gboolean
send_file (TwPg *pg, const char *path, const TwPlace *place, GError **error)
{
  g_autofree char *in_buffer = g_malloc (PART), *out_buffer = g_malloc (PART);
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  ZSTD_outBuffer out = { out_buffer, PART, 0 };
  FILE *file = g_fopen (path, "rbe");
  gboolean good = file != NULL || fail_file (path, error), last = FALSE;
  gint64 part = 0;

  while (good && !last)
    {
      ZSTD_inBuffer in = { in_buffer, fread (in_buffer, 1, PART, file), 0 };
      gboolean whole = FALSE;

      last = in.size < PART;
      while (good && !whole)
        {
          gsize left = ZSTD_compressStream2 (context, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);

          whole = last ? left == 0 : in.pos == in.size;
          if (out.pos == out.size || (last && whole))
            {
              good = send_part (pg, place, part++, out_buffer, out.pos, error);
              out.pos = 0;
            }
        }
    }
  if (file != NULL)
    fclose (file);
  ZSTD_freeCCtx (context);
  return good;
}

gboolean
tw_shared_send_copy (TwShared *shared, TwPg *pg, const TwPlace *place, GError **error)
{
  g_autofree char *path = dup_copy_path (shared);
  gboolean good = send_file (pg, path, place, error);

  tw_shared_drop_copy (shared);
  return good;
}
