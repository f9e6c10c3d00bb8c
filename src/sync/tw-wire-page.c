/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of rows as the server gives it: for each entity the numbers of its columns once, then the rows as arrays. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "tw-wire-private.h"

#define MAX_TABLES 4096
#define MAX_ROWS   50000
#define MAX_FIELDS 4000

static const char *const gone_names[] = { "purged", "erased", "left" };

static void
table_free (TwWireTable *table)
{
  g_array_unref (table->fields);
  g_array_unref (table->rows);
  g_string_free (table->json, TRUE);
  g_free (table);
}

static TwWireTable *
table_new (guint entity)
{
  TwWireTable *table = g_new0 (TwWireTable, 1);

  table->entity = entity;
  table->fields = g_array_new (FALSE, FALSE, sizeof (guint));
  table->rows = g_array_new (FALSE, FALSE, sizeof (TwWireRow));
  table->json = g_string_new (NULL);
  return table;
}

/**
 * tw_wire_page_new:
 *
 * Returns: (transfer full): an empty page
 */
TwWirePage *
tw_wire_page_new (void)
{
  TwWirePage *page = g_new0 (TwWirePage, 1);

  page->settings = g_ptr_array_new_with_free_func (g_free);
  page->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) table_free);
  page->gone = g_array_new (FALSE, FALSE, sizeof (TwWireGone));
  page->reload = g_array_new (FALSE, FALSE, sizeof (guint));
  return page;
}

void
tw_wire_page_free (TwWirePage *page)
{
  if (page == NULL)
    return;
  g_free (page->epoch);
  g_free (page->lineage);
  g_free (page->cursor);
  g_free (page->schema);
  g_free (page->rights);
  g_free (page->next);
  g_free (page->definitions);
  g_ptr_array_unref (page->settings);
  g_ptr_array_unref (page->tables);
  g_array_unref (page->gone);
  g_array_unref (page->reload);
  tw_doc_free (page->doc);
  g_free (page);
}

/* --- Making --- */

static gboolean
is_sent (const TwField *field)
{
  return field->formula == NULL;
}

static TwWireTable *
find_table (TwWirePage *page, const TwEntity *entity, const gboolean *readable)
{
  TwWireTable *table;

  /* Rows mostly come entity by entity. */
  for (guint i = page->tables->len; i > 0; i--)
    {
      table = g_ptr_array_index (page->tables, i - 1);
      if (table->entity == entity->number)
        return table;
    }
  table = table_new (entity->number);
  for (guint i = 0; i < entity->n_fields; i++)
    if (is_sent (entity->fields[i]) && (readable == NULL || readable[i]))
      g_array_append_val (table->fields, entity->fields[i]->number);
  g_ptr_array_add (page->tables, table);
  return table;
}

/**
 * tw_wire_page_add:
 * @page: being made
 * @record: a stored one
 * @readable: (nullable) (array): by index of the entity's fields: which may be sent; the same for all rows of an entity in a page
 *
 * Adds the record's stored fields.
 */
void
tw_wire_page_add (TwWirePage *page, TwRecord *record, const gboolean *readable)
{
  const TwEntity *entity = tw_record_get_entity (record);
  TwWireTable *table = find_table (page, entity, readable);
  GString *json = table->json;
  gboolean first = TRUE;

  if (table->n_rows++ > 0)
    g_string_append_c (json, ',');
  g_string_append_c (json, '[');
  tw_wire_put_id (json, tw_record_get_id (record));
  g_string_append_printf (json, ",%" PRId64 ",%d,[", tw_record_get_row_seq (record), tw_record_is_deleted (record));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (!is_sent (field) || (readable != NULL && !readable[i]))
        continue;
      if (!first)
        g_string_append_c (json, ',');
      first = FALSE;
      tw_wire_append_value (json, tw_record_get_before (record, field));
    }
  g_string_append (json, "]]");
}

/**
 * tw_wire_page_add_gone:
 * @page: being made
 * @kind: purged, erased from every copy, or out of the caller's sight
 * @entity: number
 * @id: of the record
 * @seq: of the change
 */
void
tw_wire_page_add_gone (TwWirePage *page, TwWireGoneKind kind, guint entity, const TwId *id, gint64 seq)
{
  TwWireGone gone = { kind, entity, *id, seq };

  g_array_append_val (page->gone, gone);
}

/**
 * tw_wire_page_get_size:
 * @page: being made
 *
 * Returns: about how many bytes it will have
 */
gsize
tw_wire_page_get_size (TwWirePage *page)
{
  gsize size = 400 + 80 * page->gone->len + (page->definitions != NULL ? strlen (page->definitions) : 0);

  for (guint i = 0; i < page->tables->len; i++)
    size += ((TwWireTable *) g_ptr_array_index (page->tables, i))->json->len;
  return size;
}

static void
append_tables (GString *json, TwWirePage *page)
{
  g_string_append (json, ",\"tables\":[");
  for (guint i = 0; i < page->tables->len; i++)
    {
      const TwWireTable *table = g_ptr_array_index (page->tables, i);

      g_string_append_printf (json, "%s{\"e\":%u,\"fields\":[", i > 0 ? "," : "", table->entity);
      for (guint f = 0; f < table->fields->len; f++)
        g_string_append_printf (json, "%s%u", f > 0 ? "," : "", g_array_index (table->fields, guint, f));
      g_string_append (json, "],\"rows\":[");
      g_string_append_len (json, table->json->str, table->json->len);
      g_string_append (json, "]}");
    }
  g_string_append_c (json, ']');
}

static void
append_gone (GString *json, TwWirePage *page)
{
  g_string_append (json, ",\"gone\":[");
  for (guint i = 0; i < page->gone->len; i++)
    {
      const TwWireGone *gone = &g_array_index (page->gone, TwWireGone, i);

      g_string_append_printf (json, "%s[\"%s\",%u,", i > 0 ? "," : "", gone_names[gone->kind], gone->entity);
      tw_wire_put_id (json, &gone->id);
      g_string_append_printf (json, ",%" PRId64 "]", gone->seq);
    }
  g_string_append_c (json, ']');
}

/**
 * tw_wire_page_print:
 * @page: complete
 *
 * Returns: (transfer full): the body of the answer
 */
GBytes *
tw_wire_page_print (TwWirePage *page)
{
  GString *json = g_string_sized_new (tw_wire_page_get_size (page) + 1024);

  g_string_append_printf (json, "{\"protocol\":%d,\"seq\":%" PRId64 ",\"more\":%s,\"server_time\":%" PRId64, TW_WIRE_PROTOCOL, page->seq,
                          page->more ? "true" : "false", page->server_time);
  tw_wire_put_text (json, "epoch", page->epoch);
  tw_wire_put_text (json, "lineage", page->lineage);
  tw_wire_put_text (json, "cursor", page->cursor);
  tw_wire_put_text (json, "schema", page->schema);
  tw_wire_put_text (json, "rights", page->rights);
  tw_wire_put_text (json, "next", page->next);
  if (page->left > 0)
    g_string_append_printf (json, ",\"left\":%" PRId64, page->left);
  tw_wire_put_text (json, "definitions", page->definitions);
  g_string_append (json, ",\"settings\":[");
  for (guint i = 0; i + 1 < page->settings->len; i += 2)
    {
      const char *value = g_ptr_array_index (page->settings, i + 1);

      g_string_append (json, i > 0 ? ",[" : "[");
      tw_doc_print_text (g_ptr_array_index (page->settings, i), json);
      g_string_append_c (json, ',');
      if (value != NULL)
        tw_doc_print_text (value, json);
      else
        g_string_append (json, "null");
      g_string_append_c (json, ']');
    }
  g_string_append_c (json, ']');
  append_tables (json, page);
  append_gone (json, page);
  g_string_append (json, ",\"reload\":[");
  for (guint i = 0; i < page->reload->len; i++)
    g_string_append_printf (json, "%s%u", i > 0 ? "," : "", g_array_index (page->reload, guint, i));
  g_string_append (json, "]}");
  return g_string_free_to_bytes (json);
}

/* --- Reading --- */

static gboolean
read_row (const TwDocNode *node, TwWireTable *table, GError **error)
{
  const TwDocNode *id = node->first, *seq = id != NULL ? id->next : NULL, *deleted = seq != NULL ? seq->next : NULL;
  TwWireRow row = { 0 };

  if (node->type != TW_DOC_ARRAY || node->n_items != 4 || id->type != TW_DOC_TEXT || !tw_id_parse (id->text, &row.id)
      || !tw_doc_integer (seq, &row.seq) || row.seq < 1 || !tw_doc_integer (deleted, &row.deleted))
    return TW_WIRE_FAIL ("A row is not [id, seq, deleted, values].");
  row.values = deleted->next;
  if (row.values->type != TW_DOC_ARRAY || row.values->n_items != table->fields->len)
    return TW_WIRE_FAIL ("A row has not as many values as its table has columns.");
  g_array_append_val (table->rows, row);
  return TRUE;
}

static gboolean
read_table (const TwDocNode *node, TwWirePage *page, guint *n_rows, GError **error)
{
  const TwDocNode *fields, *rows;
  TwWireTable *table;
  gint64 number;

  if (!tw_wire_get_int (node, "e", 1, 4095, &number, error) || (fields = tw_wire_get_array (node, "fields", MAX_FIELDS, error)) == NULL
      || (rows = tw_wire_get_array (node, "rows", MAX_ROWS, error)) == NULL)
    return FALSE;
  table = table_new (number);
  g_ptr_array_add (page->tables, table);
  for (const TwDocNode *field = fields->first; field != NULL; field = field->next)
    {
      guint column;

      if (!tw_doc_integer (field, &number) || number < 1 || number > G_MAXUINT)
        return TW_WIRE_FAIL ("“fields” holds something that is no field's number.");
      column = number;
      g_array_append_val (table->fields, column);
    }
  *n_rows += rows->n_items;
  if (*n_rows > MAX_ROWS)
    return TW_WIRE_FAIL ("The page has more than %d rows.", MAX_ROWS);
  for (const TwDocNode *row = rows->first; row != NULL; row = row->next)
    if (!read_row (row, table, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_gone (const TwDocNode *node, TwWirePage *page, GError **error)
{
  const TwDocNode *kind = node->first, *entity = kind != NULL ? kind->next : NULL, *id = entity != NULL ? entity->next : NULL;
  TwWireGone gone = { 0 };
  gint64 number;

  if (node->type != TW_DOC_ARRAY || node->n_items != 4 || kind->type != TW_DOC_TEXT || !tw_doc_integer (entity, &number) || number < 1
      || number > 4095 || id->type != TW_DOC_TEXT || !tw_id_parse (id->text, &gone.id) || !tw_doc_integer (id->next, &gone.seq))
    return TW_WIRE_FAIL ("“gone” holds something that is not [kind, entity, id, seq].");
  gone.entity = number;
  for (gone.kind = TW_WIRE_PURGED; gone.kind <= TW_WIRE_LEFT; gone.kind++)
    if (strcmp (gone_names[gone.kind], kind->text) == 0)
      {
        g_array_append_val (page->gone, gone);
        return TRUE;
      }
  return TW_WIRE_FAIL ("“gone” holds an unknown kind.");
}

static gboolean
read_settings (const TwDocNode *settings, TwWirePage *page, GError **error)
{
  for (const TwDocNode *pair = settings->first; pair != NULL; pair = pair->next)
    {
      const TwDocNode *value = pair->first != NULL ? pair->first->next : NULL;

      if (pair->type != TW_DOC_ARRAY || pair->n_items != 2 || pair->first->type != TW_DOC_TEXT
          || (value->type != TW_DOC_TEXT && value->type != TW_DOC_NULL))
        return TW_WIRE_FAIL ("“settings” holds something that is not [key, value].");
      g_ptr_array_add (page->settings, g_strdup (pair->first->text));
      g_ptr_array_add (page->settings, value->type == TW_DOC_TEXT ? g_strdup (value->text) : NULL);
    }
  return TRUE;
}

static gboolean
read_lists (const TwDocNode *root, TwWirePage *page, GError **error)
{
  const TwDocNode *settings = tw_wire_get_array (root, "settings", 10000, error), *tables, *gone, *reload;
  guint n_rows = 0;

  if (settings == NULL || !read_settings (settings, page, error)
      || (tables = tw_wire_get_array (root, "tables", MAX_TABLES, error)) == NULL
      || (gone = tw_wire_get_array (root, "gone", MAX_ROWS, error)) == NULL
      || (reload = tw_wire_get_array (root, "reload", MAX_TABLES, error)) == NULL)
    return FALSE;
  for (const TwDocNode *table = tables->first; table != NULL; table = table->next)
    if (!read_table (table, page, &n_rows, error))
      return FALSE;
  for (const TwDocNode *one = gone->first; one != NULL; one = one->next)
    if (!read_gone (one, page, error))
      return FALSE;
  for (const TwDocNode *one = reload->first; one != NULL; one = one->next)
    {
      gint64 number;
      guint entity;

      if (!tw_doc_integer (one, &number) || number < 1 || number > 4095)
        return TW_WIRE_FAIL ("“reload” holds something that is no entity's number.");
      entity = number;
      g_array_append_val (page->reload, entity);
    }
  return TRUE;
}

/**
 * tw_wire_page_parse:
 * @body: from the server; hostile until proven otherwise
 * @error: %TW_WIRE_ERROR
 *
 * Returns: (transfer full) (nullable): the page
 */
TwWirePage *
tw_wire_page_parse (GBytes *body, GError **error)
{
  g_autoptr (TwWirePage) page = tw_wire_page_new ();
  const TwDocNode *root, *more;

  page->doc = tw_wire_doc_parse (body, TW_WIRE_MAX_BODY, error);
  if (page->doc == NULL)
    return NULL;
  root = tw_doc_get_root (page->doc);
  if (!tw_wire_get_int (root, "seq", 0, G_MAXINT64, &page->seq, error)
      || !tw_wire_get_int (root, "server_time", G_MININT64, G_MAXINT64, &page->server_time, error)
      || !tw_wire_get_text (root, "epoch", 64, &page->epoch, error) || !tw_wire_get_text (root, "lineage", 8192, &page->lineage, error)
      || !tw_wire_get_text (root, "cursor", 4096, &page->cursor, error)
      || !tw_wire_get_text (root, "schema", 64, &page->schema, error) || !tw_wire_get_text (root, "rights", 64, &page->rights, error)
      || !tw_wire_get_text (root, "next", 4096, &page->next, error)
      || !tw_wire_get_text (root, "definitions", TW_WIRE_MAX_PAGE, &page->definitions, error) || !read_lists (root, page, error))
    return NULL;
  if (tw_doc_member (root, "left") != NULL && !tw_wire_get_int (root, "left", 0, G_MAXINT64, &page->left, error))
    return NULL;
  more = tw_doc_member (root, "more");
  if (more == NULL || more->type != TW_DOC_BOOLEAN || page->epoch == NULL)
    {
      g_set_error_literal (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "“more” or “epoch” is missing.");
      return NULL;
    }
  page->more = more->boolean;
  return g_steal_pointer (&page);
}

static void
append_extra (GString **extra, guint number, const TwDocNode *node)
{
  if (node->type == TW_DOC_NULL)
    return;
  if (*extra == NULL)
    *extra = g_string_new ("{");
  else
    g_string_append_c (*extra, ',');
  g_string_append_printf (*extra, "\"%u\":", number);
  tw_doc_print (node, *extra);
}

/**
 * tw_wire_row_read:
 * @table: of a parsed page
 * @row: one of its rows
 * @entity: of the reader's schema
 * @fields: (element-type TwField): filled; cleared first
 * @values: (element-type TwValue): filled, one for each of @fields; cleared first
 * @extra: (out) (nullable): what the reader's schema does not know, as a JSON object by field number
 * @error: %TW_WIRE_ERROR when a value is not of its field's type
 *
 * Returns: whether the row could be read
 */
gboolean
tw_wire_row_read (const TwWireTable *table, const TwWireRow *row, const TwEntity *entity, GPtrArray *fields, GArray *values,
                  char **extra, GError **error)
{
  const TwDocNode *node = row->values->first;
  GString *unknown = NULL;

  g_ptr_array_set_size (fields, 0);
  g_array_set_size (values, 0);
  for (guint i = 0; i < table->fields->len; i++, node = node->next)
    {
      guint number = g_array_index (table->fields, guint, i);
      const TwField *field = tw_entity_get_field_by_number (entity, number);
      TwValue value;

      if (field == NULL || field->formula != NULL)
        append_extra (&unknown, number, node);
      else if (tw_wire_read_value (node, field, &value))
        {
          g_ptr_array_add (fields, (gpointer) field);
          g_array_append_val (values, value);
        }
      else
        {
          if (unknown != NULL)
            g_string_free (unknown, TRUE);
          return TW_WIRE_FAIL ("A value of “%s.%s” is not of the field's type.", entity->key, field->key);
        }
    }
  if (unknown != NULL)
    g_string_append_c (unknown, '}');
  *extra = unknown != NULL ? g_string_free (unknown, FALSE) : NULL;
  return TRUE;
}
