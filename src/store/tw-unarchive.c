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

#include "tw-archive-private.h"
#include "tw-blobs-private.h"
#include "tw-log-codec.h"
#include "tw-search-private.h"
#include "tw-store-internal.h"

#define MAX_DEPTH      64
#define SEARCH_BATCH   20000

typedef struct
{
  const char    *file;
  GByteArray    *bytes;                                /* of the part being read */
  JsonParser    *parser;
  TwStore       *store;
  TwSchema      *schema;
  TwDb          *db;
  TwStmt        *insert_change;
  GByteArray    *body;
  TwSearchBatch *search;
  guint          n_search;
  gint64         size;
  gboolean       has_head;
  TwProgress     progress;
  gpointer       data;
  GCancellable  *cancellable;
} Reader;

typedef gboolean (*PartFunc) (Reader *reader, struct archive *tar, const char *name, gint64 size, gboolean *stop, GError **error);

/* --- The tar --- */

static gboolean
fail_tar (struct archive *tar, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED, _("The archive cannot be read: %s. Nothing was changed."),
               archive_error_string (tar) != NULL ? archive_error_string (tar) : "tar");
  return FALSE;
}

static gboolean
read_part (Reader *reader, struct archive *tar, const char *name, gint64 size, GError **error)
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
walk_tar (Reader *reader, PartFunc func, GError **error)
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

/* --- Lines --- */

/* json-glib goes down for each level, so the depth is bounded before it is given the text. */
static gboolean
is_shallow (const char *text, gsize length)
{
  gboolean quoted = FALSE;
  guint depth = 0;
  for (gsize i = 0; i < length; i++)
    if (quoted)
      {
        if (text[i] == '\\')
          i++;
        else if (text[i] == '"')
          quoted = FALSE;
      }
    else if (text[i] == '"')
      quoted = TRUE;
    else if (text[i] == '{' || text[i] == '[')
      {
        if (++depth > MAX_DEPTH)
          return FALSE;
      }
    else if ((text[i] == '}' || text[i] == ']') && depth > 0)
      depth--;
  return TRUE;
}

typedef gboolean (*LineFunc) (Reader *reader, JsonObject *line, gpointer data, GError **error);

static gboolean
read_lines (Reader *reader, const char *name, LineFunc func, gpointer data, GError **error)
{
  const char *p = (const char *) reader->bytes->data, *end = p + reader->bytes->len;
  while (p < end)
    {
      const char *newline = memchr (p, '\n', end - p);
      gsize length = (newline != NULL ? newline : end) - p;
      if (!is_shallow (p, length) || !json_parser_load_from_data (reader->parser, p, length, NULL))
        return tw_archive_fail (error, name);
      JsonNode *root = json_parser_get_root (reader->parser);
      if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
        return tw_archive_fail (error, name);
      if (!func (reader, json_node_get_object (root), data, error))
        {
          if (error != NULL && *error == NULL)
            tw_archive_fail (error, name);
          return FALSE;
        }
      p += length + 1;
    }
  return TRUE;
}

static gboolean
get_int (JsonObject *line, const char *name, gint64 *number)
{
  JsonNode *node = json_object_get_member (line, name);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

static const char *
get_text (JsonObject *line, const char *name)
{
  JsonNode *node = json_object_get_member (line, name);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
    ? json_node_get_string (node) : NULL;
}

/* null gives the nil id. */
static gboolean
get_id (JsonObject *line, const char *name, TwId *id)
{
  JsonNode *node = json_object_get_member (line, name);
  *id = tw_id_nil;
  if (node != NULL && json_node_is_null (node))
    return TRUE;
  return get_text (line, name) != NULL && tw_id_parse (get_text (line, name), id);
}

static gboolean
get_word (JsonObject *line, const char *name, const char *const *words, int *index)
{
  const char *text = get_text (line, name);
  for (*index = 0; text != NULL && words[*index] != NULL; (*index)++)
    if (strcmp (words[*index], text) == 0)
      return TRUE;
  return FALSE;
}

/* --- First pass: head and definitions --- */

static gboolean
read_head (Reader *reader, GError **error)
{
  gint64 version;
  if (!is_shallow ((const char *) reader->bytes->data, reader->bytes->len)
      || !json_parser_load_from_data (reader->parser, (const char *) reader->bytes->data, reader->bytes->len, NULL))
    return tw_archive_fail (error, "archive.json");
  JsonNode *root = json_parser_get_root (reader->parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
      || g_strcmp0 (get_text (json_node_get_object (root), "format"), TW_ARCHIVE_FORMAT) != 0
      || !get_int (json_node_get_object (root), "version", &version))
    return tw_archive_fail (error, "archive.json");
  if (version > TW_ARCHIVE_VERSION)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NEWER,
                           _("The archive was made by a newer version of Tradewind; update this one first."));
      return FALSE;
    }
  reader->has_head = TRUE;
  return TRUE;
}

/* A text and a number that came as text, or two texts, into a table of two columns. */
static gboolean
insert_pair (Reader *reader, const char *sql, const char *key, const char *value, gboolean key_is_number, gboolean value_is_number,
             GError **error)
{
  gint64 number = 0;
  if (key == NULL || value == NULL
      || ((key_is_number || value_is_number)
          && !g_ascii_string_to_signed (key_is_number ? key : value, 10, 0, G_MAXINT64, &number, NULL)))
    return FALSE;
  g_autoptr (TwStmt) stmt = tw_db_prepare (reader->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  if (key_is_number)
    tw_stmt_bind_int (stmt, 1, number);
  else
    tw_stmt_bind_text (stmt, 1, key, -1);
  if (value_is_number)
    tw_stmt_bind_int (stmt, 2, number);
  else
    tw_stmt_bind_text (stmt, 2, value, -1);
  return tw_stmt_run (stmt, error);
}

static gboolean
read_definition (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  return insert_pair (reader, "INSERT INTO tw_schema (version, definitions) VALUES (?, ?)", get_text (line, "version"),
                      get_text (line, "definitions"), TRUE, FALSE, error);
}

static gboolean
read_first (Reader *reader, struct archive *tar, const char *name, gint64 size, gboolean *stop, GError **error)
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
  return read_part (reader, tar, name, size, error) && read_lines (reader, name, read_definition, NULL, error);
}

/* --- Second pass --- */

static gboolean
read_setting (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  return insert_pair (reader, "INSERT INTO tw_setting (key, value) VALUES (?, ?)", get_text (line, "key"), get_text (line, "value"),
                      FALSE, FALSE, error);
}

static gboolean
read_series (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  return insert_pair (reader, "INSERT INTO tw_series (name, last) VALUES (?, ?)", get_text (line, "name"), get_text (line, "last"),
                      FALSE, TRUE, error);
}

static gboolean
read_tombstone (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  TwId id;
  gint64 entity, seq;
  if (!get_id (line, "id", &id) || !get_int (line, "entity", &entity) || !get_int (line, "seq", &seq))
    return FALSE;
  g_autoptr (TwStmt) stmt = tw_db_prepare (reader->db, "INSERT INTO tw_tombstone (id, entity, seq) VALUES (?, ?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &id);
  tw_stmt_bind_int (stmt, 2, entity);
  tw_stmt_bind_int (stmt, 3, seq);
  return tw_stmt_run (stmt, error);
}

static gboolean
read_commit (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  gint64 stamp;
  int origin;
  const char *at = get_text (line, "at"), *title = get_text (line, "title");
  if (!get_int (line, "seq", &head->seq) || !get_id (line, "id", &head->id) || !get_int (line, "stamp", &stamp) || at == NULL
      || !tw_instant_parse (at, NULL, &head->at) || !get_id (line, "user", &head->user)
      || !get_word (line, "origin", tw_archive_origins, &origin) || title == NULL || !get_int (line, "undoes", &head->undoes)
      || !get_int (line, "first_change", &head->first_change) || !get_int (line, "n_changes", &head->n_changes))
    return FALSE;
  head->stamp = (guint64) stamp;
  head->origin = (TwOrigin) origin;
  head->title = g_strdup (title);
  return tw_log_write_head (reader->db, head, error);
}

static gboolean
read_fields (Reader *reader, JsonArray *fields)
{
  tw_log_body_begin (reader->body);
  for (guint i = 0; i < json_array_get_length (fields); i++)
    {
      g_auto (TwValue) before = TW_VALUE_INIT, after = TW_VALUE_INIT;
      JsonNode *node = json_array_get_element (fields, i);
      gint64 number;
      if (!JSON_NODE_HOLDS_OBJECT (node) || !get_int (json_node_get_object (node), "field", &number) || number < 0
          || number > G_MAXINT32 || !tw_archive_read_value (json_object_get_member (json_node_get_object (node), "before"), &before)
          || !tw_archive_read_value (json_object_get_member (json_node_get_object (node), "after"), &after))
        return FALSE;
      tw_log_body_add (reader->body, (guint) number, &before, &after);
    }
  return TRUE;
}

static gboolean
read_change (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  gint64 seq, commit, entity;
  TwId record;
  int op;
  JsonNode *fields = json_object_get_member (line, "fields");
  g_byte_array_set_size (reader->body, 0);
  if (!get_int (line, "seq", &seq) || !get_int (line, "commit", &commit) || !get_int (line, "entity", &entity)
      || entity < 0 || entity > 4095 || !get_id (line, "record", &record) || !get_word (line, "op", tw_archive_ops, &op))
    return FALSE;
  if (fields == NULL && json_object_has_member (line, "erased"))
    tw_log_body_erase (reader->body);
  else if (fields == NULL || !JSON_NODE_HOLDS_ARRAY (fields) || !read_fields (reader, json_node_get_array (fields)))
    return FALSE;
  if (reader->insert_change == NULL && (reader->insert_change = tw_log_prepare_change (reader->db, error)) == NULL)
    return FALSE;
  return tw_log_write_change (reader->insert_change, seq, commit, (guint) entity, &record, (TwOp) op, reader->body, error);
}

/* --- Records --- */

static gboolean
fits (const TwField *field, const TwValue *value)
{
  const TwEntity *target = field->type == TW_TYPE_LINK || field->kind == TW_KIND_LINKS ? tw_field_get_target (field) : NULL;
  TwType element = field->kind == TW_KIND_LINKS ? TW_TYPE_LINK : field->kind == TW_KIND_SET ? TW_TYPE_ENUM : TW_TYPE_TEXT;
  if (tw_value_is_null (value))
    return TRUE;
  if (value->type != field->type || (value->type == TW_TYPE_LINK && target != NULL && value->tag != target->number))
    return FALSE;
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (value->list->values[i].type != element || (target != NULL && value->list->values[i].tag != target->number))
      return FALSE;
  return TRUE;
}

static gboolean
read_values (const TwEntity *entity, JsonObject *members, TwValue *values)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;
  json_object_iter_init (&iter, members);
  while (json_object_iter_next (&iter, &key, &node))
    {
      const TwField *field = tw_entity_get_field (entity, key);
      if (field == NULL || field->formula != NULL || !tw_value_is_null (&values[field->index])
          || !tw_archive_read_value (node, &values[field->index]) || !fits (field, &values[field->index]))
        return FALSE;
    }
  return TRUE;
}

static char *
dup_insert_sql (const TwTable *table)
{
  GString *sql = g_string_new ("INSERT INTO ");
  guint n = 3;
  g_string_append_printf (sql, "%s (id, row_seq, deleted", table->name);
  for (guint i = 0; i < table->n_stored; i++)
    {
      g_string_append_printf (sql, ", %s", table->stored[i].column);
      if (table->stored[i].second != NULL)
        g_string_append_printf (sql, ", %s", table->stored[i].second);
      n += table->stored[i].second != NULL ? 2 : 1;
    }
  g_string_append (sql, ") VALUES (?");
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static gboolean
insert_links (Reader *reader, const TwTableColumn *list, const TwId *id, const TwValue *value, GError **error)
{
  gboolean with_entity = tw_field_get_target (list->field) == NULL;
  g_autofree char *sql = g_strdup_printf (with_entity ? "INSERT OR IGNORE INTO %s (a, b, b_ent) VALUES (?, ?, ?)"
                                                      : "INSERT OR IGNORE INTO %s (a, b) VALUES (?, ?)", list->column);
  if (value->type != TW_TYPE_LIST)
    return TRUE;
  g_autoptr (TwStmt) stmt = tw_db_prepare (reader->db, sql, error);
  for (guint i = 0; stmt != NULL && i < value->list->n_values; i++)
    {
      tw_stmt_bind_id (stmt, 1, id);
      tw_stmt_bind_id (stmt, 2, &value->list->values[i].id);
      if (with_entity)
        tw_stmt_bind_int (stmt, 3, value->list->values[i].tag);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
    }
  return stmt != NULL;
}

static gboolean
insert_record (Reader *reader, const TwTable *table, const TwId *id, gint64 row_seq, gint64 deleted, const TwValue *values, GError **error)
{
  g_autofree char *sql = dup_insert_sql (table);
  g_autoptr (TwStmt) stmt = tw_db_prepare (reader->db, sql, error);
  int parameter = 4;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  tw_stmt_bind_int (stmt, 2, row_seq);
  if (deleted != 0)
    tw_stmt_bind_int (stmt, 3, deleted);
  else
    tw_stmt_bind_null (stmt, 3);
  for (guint i = 0; i < table->n_stored; i++)
    {
      const TwValue *value = &values[table->stored[i].field->index];
      tw_stmt_bind_value (stmt, parameter++, value);
      if (table->stored[i].second == NULL)
        continue;
      if (tw_value_is_null (value))
        tw_stmt_bind_null (stmt, parameter++);
      else
        tw_stmt_bind_int (stmt, parameter++, value->tag);
    }
  if (!tw_stmt_run (stmt, error))
    return FALSE;
  gint64 rid = tw_db_last_rid (reader->db);
  for (guint i = 0; i < table->n_lists; i++)
    if (!insert_links (reader, &table->lists[i], id, &values[table->lists[i].field->index], error))
      return FALSE;
  tw_search_batch_after (reader->search, table->entity, rid);
  return ++reader->n_search % SEARCH_BATCH != 0 || tw_search_batch_flush (reader->search, error);
}

static gboolean
read_record (Reader *reader, JsonObject *line, gpointer data, GError **error)
{
  const TwTable *table = data;
  g_autofree TwValue *values = g_new0 (TwValue, table->entity->n_fields);
  JsonNode *members = json_object_get_member (line, "values");
  gint64 row_seq, deleted = 0;
  TwId id;
  gboolean ok = get_id (line, "id", &id) && !tw_id_is_nil (&id) && get_int (line, "row_seq", &row_seq) && members != NULL
                && JSON_NODE_HOLDS_OBJECT (members)
                && (!json_object_has_member (line, "deleted") || get_int (line, "deleted", &deleted))
                && read_values (table->entity, json_node_get_object (members), values)
                && insert_record (reader, table, &id, row_seq, deleted, values, error);
  for (guint i = 0; i < table->entity->n_fields; i++)
    tw_value_clear (&values[i]);
  return ok;
}

/* --- Blobs --- */

static gboolean
read_blob (Reader *reader, struct archive *tar, const char *name, GError **error)
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
read_second (Reader *reader, struct archive *tar, const char *name, gint64 size, gboolean *stop, GError **error)
{
  static const struct { const char *part; LineFunc func; } parts[] = {
    { "settings", read_setting }, { "series", read_series }, { "tombstones", read_tombstone },
    { "log/commits", read_commit }, { "log/changes", read_change },
  };
  g_autofree char *part = dup_part (name);
  if (g_str_has_prefix (name, "blobs/"))
    return read_blob (reader, tar, name, error);
  if (strcmp (name, "archive.json") == 0 || (part != NULL && g_str_has_prefix (part, "schema/")))
    return TRUE;
  if (part == NULL || !read_part (reader, tar, name, size, error))
    return error != NULL && *error != NULL ? FALSE : tw_archive_fail (error, name);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (part, parts[i].part) == 0)
      return read_lines (reader, name, parts[i].func, NULL, error);
  const TwEntity *entity = g_str_has_prefix (part, "records/") ? tw_schema_get_entity (reader->schema, part + 8) : NULL;
  if (entity == NULL)
    return tw_archive_fail (error, name);
  return read_lines (reader, name, read_record, (gpointer) tw_store_get_table (reader->store, entity), error);
}

/* --- On the writer --- */

static gboolean
load_definitions (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Reader *reader = data;
  reader->db = db;
  if (!tw_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  gboolean ok = walk_tar (reader, read_first, error);
  if (ok && !reader->has_head)
    ok = tw_archive_fail (error, "archive.json");
  if (ok)
    ok = tw_db_exec (db, "COMMIT", error);
  if (tw_db_in_transaction (db))
    tw_db_exec (db, "ROLLBACK", NULL);
  return ok;
}

static gboolean
load_rest (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Reader *reader = data;
  reader->db = db;
  if (!tw_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  reader->search = tw_search_batch_new (db);
  gboolean ok = walk_tar (reader, read_second, error) && tw_search_batch_flush (reader->search, error);
  g_clear_pointer (&reader->insert_change, tw_stmt_done);
  g_clear_pointer (&reader->search, tw_search_batch_free);
  if (ok)
    ok = tw_db_exec (db, "COMMIT", error);
  if (tw_db_in_transaction (db))
    tw_db_exec (db, "ROLLBACK", NULL);
  return ok;
}

static gboolean
run_pass (Reader *reader, const char *dir, TwSchema *shipped, TwWriterFunc func, GError **error)
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
  Reader reader = { .file = file, .bytes = bytes, .body = body, .parser = parser, .size = info.st_size, .progress = progress,
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
