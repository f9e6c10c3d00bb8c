/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of an archive into tables. Nothing in them is trusted: nesting, names, types of values and bounds are checked. */
#include "config.h"

#include <string.h>

#include "tw-log-codec.h"
#include "tw-unarchive-private.h"

#define MAX_DEPTH    64
#define SEARCH_BATCH 20000

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

typedef gboolean (*LineFunc) (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error);

static gboolean
read_lines (TwUnarchive *reader, const char *name, LineFunc func, gpointer data, GError **error)
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

/* A text and a number that came as text, or two texts, into a table of two columns. */
static gboolean
insert_pair (TwUnarchive *reader, const char *sql, const char *key, const char *value, gboolean key_is_number, gboolean value_is_number,
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
read_definition (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
{
  return insert_pair (reader, "INSERT INTO tw_schema (version, definitions) VALUES (?, ?)", get_text (line, "version"),
                      get_text (line, "definitions"), TRUE, FALSE, error);
}

/* --- Settings, series, the log --- */

static gboolean
read_setting (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
{
  return insert_pair (reader, "INSERT INTO tw_setting (key, value) VALUES (?, ?)", get_text (line, "key"), get_text (line, "value"),
                      FALSE, FALSE, error);
}

static gboolean
read_series (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
{
  return insert_pair (reader, "INSERT INTO tw_series (name, last) VALUES (?, ?)", get_text (line, "name"), get_text (line, "last"),
                      FALSE, TRUE, error);
}

static gboolean
read_tombstone (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
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
read_commit (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
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
read_fields (TwUnarchive *reader, JsonArray *fields)
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
read_change (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
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

static gboolean
insert_links (TwUnarchive *reader, const TwTableColumn *list, const TwId *id, const TwValue *value, GError **error)
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
insert_record (TwUnarchive *reader, const TwTable *table, const TwId *id, gint64 row_seq, gint64 deleted, const TwValue *values, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (reader->db, table->insert, error);
  int parameter = 5;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  tw_stmt_bind_int (stmt, 2, row_seq);
  /* No server has seen it yet. */
  tw_stmt_bind_null (stmt, 4);
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
read_record (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
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

/* --- Parts --- */

static gboolean
read_version (TwUnarchive *reader, JsonObject *line, gpointer data, GError **error)
{
  return g_strcmp0 (get_text (line, "format"), TW_ARCHIVE_FORMAT) == 0 && get_int (line, "version", data) && *(gint64 *) data > 0;
}

gboolean
tw_unarchive_head (TwUnarchive *reader, gint64 *version, GError **error)
{
  *version = 0;
  return read_lines (reader, "archive.json", read_version, version, error)
         && (*version > 0 || tw_archive_fail (error, "archive.json"));
}

gboolean
tw_unarchive_definitions (TwUnarchive *reader, const char *name, GError **error)
{
  return read_lines (reader, name, read_definition, NULL, error);
}

gboolean
tw_unarchive_part (TwUnarchive *reader, const char *name, const char *part, GError **error)
{
  static const struct { const char *part; LineFunc func; } parts[] = {
    { "settings", read_setting }, { "series", read_series }, { "tombstones", read_tombstone },
    { "log/commits", read_commit }, { "log/changes", read_change },
  };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (part, parts[i].part) == 0)
      return read_lines (reader, name, parts[i].func, NULL, error);
  const TwEntity *entity = g_str_has_prefix (part, "records/") ? tw_schema_get_entity (reader->schema, part + 8) : NULL;
  if (entity == NULL)
    return tw_archive_fail (error, name);
  return read_lines (reader, name, read_record, (gpointer) tw_store_get_table (reader->store, entity), error);
}
