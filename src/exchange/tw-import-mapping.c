/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-exchange-error.h"
#include "tw-import-mapping.h"

static const char *const missing_names[] = { "reject", "create", "empty" };
static const char *const date_names[] = { "auto", "ymd", "dmy", "mdy" };

static void
column_free (gpointer data)
{
  TwImportColumn *column = data;
  g_free (column->column);
  g_free (column->target);
  g_free (column->separator);
  g_clear_pointer (&column->values, g_hash_table_unref);
  g_free (column);
}

/**
 * tw_import_mapping_new:
 * @entity: key of the entity that the rows become
 *
 * Returns: (transfer full): a mapping without columns
 */
TwImportMapping *
tw_import_mapping_new (const char *entity)
{
  TwImportMapping *mapping = g_new0 (TwImportMapping, 1);
  mapping->entity = g_strdup (entity);
  mapping->columns = g_ptr_array_new_with_free_func (column_free);
  mapping->defaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return mapping;
}

/**
 * tw_import_mapping_free:
 * @mapping: (nullable): a mapping
 */
void
tw_import_mapping_free (TwImportMapping *mapping)
{
  if (!mapping)
    return;
  g_free (mapping->entity);
  g_free (mapping->key);
  g_ptr_array_unref (mapping->columns);
  g_hash_table_unref (mapping->defaults);
  g_free (mapping);
}

/**
 * tw_import_mapping_add:
 * @mapping: a mapping
 * @column: a header's name
 * @target: (nullable): where it goes
 *
 * A column may be added more than once with different targets.
 *
 * Returns: (transfer none): the new column, to be filled further
 */
TwImportColumn *
tw_import_mapping_add (TwImportMapping *mapping, const char *column, const char *target)
{
  TwImportColumn *added = g_new0 (TwImportColumn, 1);
  added->column = g_strdup (column);
  added->target = g_strdup (target);
  g_ptr_array_add (mapping->columns, added);
  return added;
}

/**
 * tw_import_mapping_guess:
 * @entity: what the rows become
 * @columns: (array length=n_columns): the header
 * @n_columns: its length
 *
 * Returns: (transfer full): a mapping with one entry for each column
 */
TwImportMapping *
tw_import_mapping_guess (const TwEntity *entity, const char *const *columns, guint n_columns)
{
  TwImportMapping *mapping = tw_import_mapping_new (entity->key);
  for (guint i = 0; i < n_columns; i++)
    tw_import_mapping_add (mapping, columns[i], tw_import_mapping_guess_column (entity, columns[i]));
  return mapping;
}

/* --- JSON --- */

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING,
               _("The mapping is not valid: %s."), what);
  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *name, gboolean *ok)
{
  JsonNode *node = json_object_get_member (object, name);
  if (!node || json_node_is_null (node))
    return NULL;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      *ok = FALSE;
      return NULL;
    }
  return json_node_get_string (node);
}

static int
get_word (JsonObject *object, const char *name, const char *const *words, guint n, gboolean *ok, gboolean *set)
{
  const char *word = get_string (object, name, ok);
  for (guint i = 0; word && i < n; i++)
    if (strcmp (word, words[i]) == 0)
      {
        *set = TRUE;
        return i;
      }
  if (word)
    *ok = FALSE;
  return 0;
}

static GHashTable *
get_texts (JsonObject *object, const char *name, gboolean *ok)
{
  JsonNode *node = json_object_get_member (object, name);
  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      *ok = FALSE;
      return NULL;
    }
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObject *pairs = json_node_get_object (node);
  g_autoptr(GList) keys = json_object_get_members (pairs);
  for (GList *k = keys; k; k = k->next)
    {
      const char *value = get_string (pairs, k->data, ok);
      g_hash_table_insert (texts, g_strdup (k->data), g_strdup (value ? value : ""));
    }
  return texts;
}

static gboolean
only_known (JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr(GList) names = json_object_get_members (object);
  for (GList *n = names; n; n = n->next)
    if (!g_strv_contains (known, n->data))
      {
        g_autofree char *what = g_strdup_printf (_("“%s” is not known"), (const char *) n->data);
        return fail (error, what);
      }
  return TRUE;
}

static gboolean
parse_column (TwImportMapping *mapping, JsonNode *node, GError **error)
{
  static const char *const known[] = { "column", "field", "dates", "decimal", "separator", "missing", "values", NULL };
  gboolean ok = TRUE, set = FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, _("a column is not an object"));
  JsonObject *object = json_node_get_object (node);
  if (!only_known (object, known, error))
    return FALSE;
  const char *name = get_string (object, "column", &ok);
  if (!name)
    return fail (error, _("a column has no name (“column”)"));
  TwImportColumn *column = tw_import_mapping_add (mapping, name, get_string (object, "field", &ok));
  column->dates = get_word (object, "dates", date_names, G_N_ELEMENTS (date_names), &ok, &set);
  column->missing = get_word (object, "missing", missing_names, G_N_ELEMENTS (missing_names), &ok, &column->missing_set);
  column->separator = g_strdup (get_string (object, "separator", &ok));
  const char *decimal = get_string (object, "decimal", &ok);
  if (decimal && strcmp (decimal, ".") != 0 && strcmp (decimal, ",") != 0)
    ok = FALSE;
  column->decimal = decimal ? *decimal : 0;
  column->values = get_texts (object, "values", &ok);
  if (ok)
    return TRUE;
  g_autofree char *what = g_strdup_printf (_("column “%s” has a wrong value"), name);
  return fail (error, what);
}

/**
 * tw_import_mapping_parse:
 * @json: a mapping as tw_import_mapping_print() gives it
 * @length: its bytes
 * @error: return location
 *
 * Returns: (transfer full): the mapping, or %NULL with %TW_EXCHANGE_ERROR_MAPPING
 */
TwImportMapping *
tw_import_mapping_parse (const char *json, gsize length, GError **error)
{
  static const char *const known[] = { "version", "entity", "columns", "defaults", "key", "missing", NULL };
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) local = NULL;
  g_autofree char *copy = g_strndup (json, length);
  g_auto(TwValue) shallow = TW_VALUE_INIT;
  gboolean ok = TRUE, set = FALSE;
  /* json-glib has no bound on nesting; the reader of values has. */
  if (!tw_value_from_json (TW_TYPE_JSON, copy, &shallow, &local) || !json_parser_load_from_data (parser, json, length, &local))
    {
      fail (error, local->message);
      return NULL;
    }
  JsonNode *root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    {
      fail (error, _("it is not an object"));
      return NULL;
    }
  JsonObject *object = json_node_get_object (root);
  if (!only_known (object, known, error))
    return NULL;
  JsonNode *columns = json_object_get_member (object, "columns");
  const char *entity = get_string (object, "entity", &ok);
  if (!ok || !entity || !columns || !JSON_NODE_HOLDS_ARRAY (columns))
    {
      fail (error, _("it needs “entity” and an array “columns”"));
      return NULL;
    }
  g_autoptr(TwImportMapping) mapping = tw_import_mapping_new (entity);
  JsonArray *array = json_node_get_array (columns);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!parse_column (mapping, json_array_get_element (array, i), error))
      return NULL;
  mapping->key = g_strdup (get_string (object, "key", &ok));
  mapping->missing = get_word (object, "missing", missing_names, G_N_ELEMENTS (missing_names), &ok, &set);
  GHashTable *defaults = get_texts (object, "defaults", &ok);
  if (defaults)
    {
      g_hash_table_unref (mapping->defaults);
      mapping->defaults = defaults;
    }
  if (!ok)
    {
      fail (error, _("“key”, “missing” or “defaults” has a wrong value"));
      return NULL;
    }
  return g_steal_pointer (&mapping);
}

static void
build_texts (JsonBuilder *builder, const char *name, GHashTable *texts)
{
  if (!texts || g_hash_table_size (texts) == 0)
    return;
  g_autoptr(GList) keys = g_list_sort (g_hash_table_get_keys (texts), (GCompareFunc) strcmp);
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (GList *k = keys; k; k = k->next)
    {
      json_builder_set_member_name (builder, k->data);
      json_builder_add_string_value (builder, g_hash_table_lookup (texts, k->data));
    }
  json_builder_end_object (builder);
}

static void
build_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
build_column (JsonBuilder *builder, const TwImportColumn *column)
{
  json_builder_begin_object (builder);
  build_member (builder, "column", column->column);
  json_builder_set_member_name (builder, "field");
  if (column->target)
    json_builder_add_string_value (builder, column->target);
  else
    json_builder_add_null_value (builder);
  if (column->dates != TW_DATE_ORDER_AUTO)
    build_member (builder, "dates", date_names[column->dates]);
  if (column->decimal)
    build_member (builder, "decimal", column->decimal == ',' ? "," : ".");
  if (column->separator)
    build_member (builder, "separator", column->separator);
  if (column->missing_set)
    build_member (builder, "missing", missing_names[column->missing]);
  build_texts (builder, "values", column->values);
  json_builder_end_object (builder);
}

/**
 * tw_import_mapping_print:
 * @mapping: a mapping
 *
 * Returns: (transfer full): it as JSON for people to edit
 */
char *
tw_import_mapping_print (const TwImportMapping *mapping)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, 1);
  build_member (builder, "entity", mapping->entity);
  if (mapping->key)
    build_member (builder, "key", mapping->key);
  build_member (builder, "missing", missing_names[mapping->missing]);
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mapping->columns->len; i++)
    build_column (builder, g_ptr_array_index (mapping->columns, i));
  json_builder_end_array (builder);
  build_texts (builder, "defaults", mapping->defaults);
  json_builder_end_object (builder);
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/**
 * tw_import_mapping_fingerprint:
 * @entity: what the rows become
 * @columns: (array length=n_columns): the header
 * @n_columns: its length
 *
 * Two files with the same columns in the same order have the same fingerprint.
 *
 * Returns: (transfer full): the key of the workspace setting that keeps their mapping
 */
char *
tw_import_mapping_fingerprint (const TwEntity *entity, const char *const *columns, guint n_columns)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < n_columns; i++)
    g_checksum_update (sum, (const guchar *) columns[i], strlen (columns[i]) + 1);
  return g_strdup_printf ("import.%s.%.32s", entity->key, g_checksum_get_string (sum));
}
