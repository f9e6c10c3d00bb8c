/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the archive: one read transaction over the whole database, so that all parts show the same commit. Each part is a
 * run of JSON lines of a few megabytes, because a tar has to know the length of a file before it starts. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tw-archive-private.h"
#include "tw-blobs-private.h"
#include "tw-log-codec.h"
#include "tw-store-internal.h"

typedef struct
{
  TwStore        *store;
  TwSchema       *schema;
  TwDb           *db;
  struct archive *tar;
  const char     *part;                                /* name of the part being written, "log/changes" */
  guint           n_part;
  GString        *lines;
  TwProgress      progress;
  gpointer        data;
  GCancellable   *cancellable;
} Writer;

static gboolean
fail_tar (Writer *writer, GError **error)
{
  if (archive_errno (writer->tar) == ENOSPC || archive_errno (writer->tar) == EDQUOT || archive_errno (writer->tar) == EFBIG)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_FULL,
                         _("The disk is full: no archive was made. Free some space or choose another place."));
  else
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The archive could not be written (%s)."),
                 archive_error_string (writer->tar));
  return FALSE;
}

static gboolean
write_header (Writer *writer, const char *name, gint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  gboolean ok = archive_write_header (writer->tar, entry) == ARCHIVE_OK || fail_tar (writer, error);
  archive_entry_free (entry);
  return ok;
}

static gboolean
write_entry (Writer *writer, const char *name, const char *text, gsize length, GError **error)
{
  return write_header (writer, name, length, error)
         && (archive_write_data (writer->tar, text, length) == (la_ssize_t) length || fail_tar (writer, error));
}

/* --- Parts --- */

static gboolean
flush_part (Writer *writer, GError **error)
{
  if (writer->lines->len == 0)
    return TRUE;
  g_autofree char *name = g_strdup_printf ("%s-%06u.jsonl", writer->part, ++writer->n_part);
  gboolean ok = write_entry (writer, name, writer->lines->str, writer->lines->len, error);
  g_string_truncate (writer->lines, 0);
  return ok;
}

static gboolean
begin_part (Writer *writer, const char *part, double fraction, GError **error)
{
  if (!flush_part (writer, error))
    return FALSE;
  writer->part = part;
  writer->n_part = 0;
  if (writer->progress != NULL)
    writer->progress (fraction, _("Writing the archive…"), writer->data);
  return !g_cancellable_set_error_if_cancelled (writer->cancellable, error);
}

static gboolean
end_line (Writer *writer, GError **error)
{
  g_string_append_c (writer->lines, '\n');
  return writer->lines->len < TW_ARCHIVE_PIECE
         || (flush_part (writer, error) && !g_cancellable_set_error_if_cancelled (writer->cancellable, error));
}

typedef gboolean (*LineFunc) (Writer *writer, TwStmt *stmt, gpointer data, GError **error);

/* A line for each row of a statement. */
static gboolean
write_rows (Writer *writer, const char *sql, LineFunc func, gpointer data, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (writer->db, sql, error);
  g_autoptr (GError) local = NULL;
  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    if (!func (writer, stmt, data, error) || !end_line (writer, error))
      return FALSE;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
append_id (GString *lines, const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];
  if (tw_id_is_nil (id))
    g_string_append (lines, "null");
  else
    g_string_append_printf (lines, "\"%s\"", tw_id_print (id, text));
}

static gboolean
write_pair (Writer *writer, TwStmt *stmt, gpointer data, GError **error)
{
  const char *const *names = data;
  g_string_append_printf (writer->lines, "{\"%s\":", names[0]);
  tw_archive_append_text (writer->lines, tw_stmt_get_text (stmt, 0, NULL));
  g_string_append_printf (writer->lines, ",\"%s\":", names[1]);
  tw_archive_append_text (writer->lines, tw_stmt_get_text (stmt, 1, NULL));
  g_string_append_c (writer->lines, '}');
  return TRUE;
}

static gboolean
write_tombstone (Writer *writer, TwStmt *stmt, gpointer data, GError **error)
{
  TwId id;
  tw_stmt_get_id (stmt, 0, &id);
  g_string_append (writer->lines, "{\"id\":");
  append_id (writer->lines, &id);
  g_string_append_printf (writer->lines, ",\"entity\":%" G_GINT64_FORMAT ",\"seq\":%" G_GINT64_FORMAT "}",
                          tw_stmt_get_int (stmt, 1), tw_stmt_get_int (stmt, 2));
  return TRUE;
}

/* --- The log --- */

static gboolean
write_commit (Writer *writer, TwStmt *stmt, gpointer data, GError **error)
{
  g_autoptr (TwCommitHead) head = tw_log_read_head_columns (stmt, 0);
  g_autofree char *at = tw_instant_print (head->at);
  if ((guint) head->origin >= g_strv_length ((char **) tw_archive_origins))
    return tw_archive_fail (error, "log_commit");
  g_string_append_printf (writer->lines, "{\"seq\":%" G_GINT64_FORMAT ",\"id\":", head->seq);
  append_id (writer->lines, &head->id);
  g_string_append_printf (writer->lines, ",\"stamp\":%" G_GINT64_FORMAT ",\"at\":\"%s\",\"user\":", (gint64) head->stamp, at);
  append_id (writer->lines, &head->user);
  g_string_append_printf (writer->lines, ",\"origin\":\"%s\",\"title\":", tw_archive_origins[head->origin]);
  tw_archive_append_text (writer->lines, head->title);
  g_string_append_printf (writer->lines, ",\"undoes\":%" G_GINT64_FORMAT ",\"first_change\":%" G_GINT64_FORMAT
                          ",\"n_changes\":%" G_GINT64_FORMAT "}", head->undoes, head->first_change, head->n_changes);
  return TRUE;
}

static gboolean
write_change (Writer *writer, TwStmt *stmt, gpointer data, GError **error)
{
  TwId record;
  gsize length;
  gboolean erased;
  gint64 op = tw_stmt_get_int (stmt, 4);
  const guint8 *body = tw_stmt_get_blob (stmt, 5, &length);
  g_autoptr (GArray) fields = tw_log_body_read (body, length, &erased, error);
  GString *lines = writer->lines;
  if (fields == NULL)
    return FALSE;
  if (op < 0 || op >= g_strv_length ((char **) tw_archive_ops))
    return tw_archive_fail (error, "log_change");
  tw_stmt_get_id (stmt, 3, &record);
  g_string_append_printf (lines, "{\"seq\":%" G_GINT64_FORMAT ",\"commit\":%" G_GINT64_FORMAT ",\"entity\":%" G_GINT64_FORMAT
                          ",\"record\":", tw_stmt_get_int (stmt, 0), tw_stmt_get_int (stmt, 1), tw_stmt_get_int (stmt, 2));
  append_id (lines, &record);
  g_string_append_printf (lines, ",\"op\":\"%s\",", tw_archive_ops[op]);
  if (erased)
    {
      g_string_append (lines, "\"erased\":true}");
      return TRUE;
    }
  g_string_append (lines, "\"fields\":[");
  for (guint i = 0; i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);
      g_string_append_printf (lines, "%s{\"field\":%u", i > 0 ? "," : "", change->field);
      if (!tw_value_is_null (&change->before))
        {
          g_string_append (lines, ",\"before\":");
          tw_archive_append_value (lines, &change->before);
        }
      if (!tw_value_is_null (&change->after))
        {
          g_string_append (lines, ",\"after\":");
          tw_archive_append_value (lines, &change->after);
        }
      g_string_append_c (lines, '}');
    }
  g_string_append (lines, "]}");
  return TRUE;
}

/* --- Records --- */

static gboolean
write_record (Writer *writer, TwStmt *stmt, gpointer data, GError **error)
{
  const TwTable *table = data;
  GString *lines = writer->lines;
  g_autofree TwValue *values = g_new0 (TwValue, table->entity->n_fields);
  TwId id;
  gboolean first = TRUE;
  tw_stmt_get_id (stmt, TW_TABLE_ID, &id);
  tw_table_read_values (table, stmt, values);
  g_string_append (lines, "{\"id\":");
  append_id (lines, &id);
  g_string_append_printf (lines, ",\"row_seq\":%" G_GINT64_FORMAT, tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ));
  if (!tw_stmt_is_null (stmt, TW_TABLE_DELETED))
    g_string_append_printf (lines, ",\"deleted\":%" G_GINT64_FORMAT, tw_stmt_get_int (stmt, TW_TABLE_DELETED));
  g_string_append (lines, ",\"values\":{");
  for (guint i = 0; i < table->entity->n_fields; i++)
    {
      if (!tw_value_is_null (&values[i]))
        {
          g_string_append_printf (lines, "%s\"%s\":", first ? "" : ",", table->entity->fields[i]->key);
          tw_archive_append_value (lines, &values[i]);
          first = FALSE;
        }
      tw_value_clear (&values[i]);
    }
  g_string_append (lines, "}}");
  return TRUE;
}

static gboolean
write_entity (Writer *writer, const TwEntity *entity, double fraction, GError **error)
{
  const TwTable *table = tw_store_get_table (writer->store, entity);
  g_autofree char *part = g_strconcat ("records/", entity->key, NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t0 ORDER BY t0.rid", table->columns, table->name);
  return begin_part (writer, part, fraction, error)
         && write_rows (writer, sql, write_record, (gpointer) table, error)
         && begin_part (writer, "", fraction, error);
}

/* What the numbers in the log mean, for readers that do not know our schema. */
static gboolean
write_schema (Writer *writer, GError **error)
{
  if (!begin_part (writer, "schema/entities", 0, error))
    return FALSE;
  for (guint i = 0; i < tw_schema_get_n_entities (writer->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (writer->schema, i);
      g_string_append_printf (writer->lines, "{\"number\":%u,\"entity\":\"%s\",\"fields\":[", entity->number, entity->key);
      for (guint k = 0; k < entity->n_fields; k++)
        g_string_append_printf (writer->lines, "%s{\"number\":%u,\"field\":\"%s\"}", k > 0 ? "," : "", entity->fields[k]->number,
                                entity->fields[k]->key);
      g_string_append (writer->lines, "]}");
      if (!end_line (writer, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Blobs --- */

static gboolean
write_blob (Writer *writer, const char *name, const char *path, GError **error)
{
  g_autofree char *bytes = g_malloc (TW_ARCHIVE_PIECE);
  GStatBuf info;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  gssize n = 0;
  if (fd < 0 || fstat (fd, &info) != 0)
    {
      if (fd >= 0)
        close (fd);
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The file %s could not be read (%s)."), name, g_strerror (errno));
      return FALSE;
    }
  gint64 left = info.st_size;
  gboolean ok = write_header (writer, name, left, error);
  while (ok && left > 0 && (n = read (fd, bytes, MIN (left, TW_ARCHIVE_PIECE))) > 0)
    {
      left -= n;
      ok = (archive_write_data (writer->tar, bytes, n) == n || fail_tar (writer, error))
           && !g_cancellable_set_error_if_cancelled (writer->cancellable, error);
    }
  close (fd);
  return ok && (left == 0 || tw_archive_fail (error, name));
}

static gboolean
write_blobs (Writer *writer, GError **error)
{
  g_autofree char *top = g_build_filename (tw_store_get_dir (writer->store), "blobs", NULL);
  g_autoptr (GDir) dir = g_dir_open (top, 0, NULL);
  const char *first, *rest;
  while (dir != NULL && (first = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (top, first, NULL);
      g_autoptr (GDir) inner = strlen (first) == 2 ? g_dir_open (folder, 0, NULL) : NULL;
      while (inner != NULL && (rest = g_dir_read_name (inner)) != NULL)
        {
          g_autofree char *hash = g_strconcat (first, rest, NULL);
          g_autofree char *name = g_strdup_printf ("blobs/%s/%s", first, rest);
          g_autofree char *path = g_build_filename (folder, rest, NULL);
          if (tw_blob_is_hash (hash) && !write_blob (writer, name, path, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* --- The whole --- */

static gboolean
write_all (Writer *writer, GError **error)
{
  static const char *const setting[] = { "key", "value" }, *const series[] = { "name", "last" }, *const schema[] = { "version", "definitions" };
  guint n = tw_schema_get_n_entities (writer->schema);
  g_autofree char *made = tw_instant_print (g_get_real_time ());
  g_autofree char *head = g_strdup_printf ("{\"format\":\"%s\",\"version\":%d,\"schema\":\"%s\",\"made\":\"%s\"}\n", TW_ARCHIVE_FORMAT,
                                           TW_ARCHIVE_VERSION, tw_schema_get_version (writer->schema), made);
  if (!write_entry (writer, "archive.json", head, strlen (head), error)
      || !begin_part (writer, "schema/definitions", 0, error)
      || !write_rows (writer, "SELECT CAST(version AS TEXT), definitions FROM tw_schema ORDER BY version", write_pair, (gpointer) schema, error)
      || !write_schema (writer, error)
      || !begin_part (writer, "settings", 0.05, error)
      || !write_rows (writer, "SELECT key, value FROM tw_setting ORDER BY key", write_pair, (gpointer) setting, error)
      || !begin_part (writer, "series", 0.05, error)
      || !write_rows (writer, "SELECT name, CAST(last AS TEXT) FROM tw_series ORDER BY name", write_pair, (gpointer) series, error)
      || !begin_part (writer, "tombstones", 0.05, error)
      || !write_rows (writer, "SELECT id, entity, seq FROM tw_tombstone ORDER BY id", write_tombstone, NULL, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!write_entity (writer, tw_schema_get_entity_at (writer->schema, i), 0.05 + 0.4 * i / n, error))
      return FALSE;
  return begin_part (writer, "log/commits", 0.45, error)
         && write_rows (writer, "SELECT " TW_LOG_HEAD_COLUMNS " FROM log_commit m ORDER BY m.seq", write_commit, NULL, error)
         && begin_part (writer, "log/changes", 0.5, error)
         && write_rows (writer, "SELECT seq, commit_seq, entity, record, op, body FROM log_change ORDER BY seq", write_change, NULL, error)
         && begin_part (writer, "blobs", 0.9, error) && write_blobs (writer, error);
}

static gboolean
write_tar (Writer *writer, const char *path, GError **error)
{
  writer->tar = archive_write_new ();
  archive_write_add_filter_zstd (writer->tar);
  archive_write_set_format_pax_restricted (writer->tar);
  gboolean ok = archive_write_open_filename (writer->tar, path) == ARCHIVE_OK || fail_tar (writer, error);
  ok = ok && write_all (writer, error);
  if (ok)
    ok = archive_write_close (writer->tar) == ARCHIVE_OK || fail_tar (writer, error);
  archive_write_free (writer->tar);
  return ok;
}

static gboolean
put_in_place (const char *part, const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  int fd = open (part, O_RDONLY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  if (synced && g_rename (part, file) == 0)
    return tw_sync_folder (folder, error);
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The archive could not be written (%s)."), g_strerror (errno));
  return FALSE;
}

/**
 * tw_store_archive:
 * @store: a store
 * @file: where the archive goes; an older file there is replaced when the new one is complete
 * @progress: (nullable): told how far it is, on this thread
 * @data: for @progress
 * @cancellable: (nullable): to give up; nothing is left then
 * @error: return location
 *
 * Writes the workspace as it is at one commit in the format of docs/archive-format.md. Blocks; the store can be written
 * meanwhile. Any thread.
 *
 * Returns: %TRUE when the archive is complete and on the disk
 */
gboolean
tw_store_archive (TwStore *store, const char *file, TwProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *part = g_strconcat (file, ".part", NULL);
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  gboolean ok = FALSE;
  gint64 version;
  g_return_val_if_fail (TW_IS_STORE (store) && file != NULL, FALSE);
  TwDb *db = tw_store_take_reader (store, error);
  if (db == NULL)
    return FALSE;
  schema = tw_store_ref_schema (store);
  Writer writer = { .store = store, .schema = schema, .db = db, .part = "", .lines = lines, .progress = progress, .data = data,
                    .cancellable = cancellable };
  if (tw_db_exec (db, "BEGIN", error))
    {
      /* The first read fixes the commit that all parts show. */
      ok = tw_db_pragma_int (db, "PRAGMA user_version", &version, error) && write_tar (&writer, part, error);
      tw_db_exec (db, "COMMIT", NULL);
    }
  tw_store_return_reader (store, db);
  ok = ok && put_in_place (part, file, error);
  if (!ok)
    g_unlink (part);
  else if (progress != NULL)
    progress (1, _("The archive is complete."), data);
  return ok;
}
