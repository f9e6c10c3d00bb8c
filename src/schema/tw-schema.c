/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdarg.h>
#include <string.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"
#include "tw-schema-resource.h"

#define SHIPPED_PATH    "/io/github/tradewind_crm/Tradewind/schema"
#define SHIPPED_VERSION 1

G_DEFINE_QUARK (tw-schema-error-quark, tw_schema_error)

gboolean
tw_schema_fail (GError **error, TwSchemaError code, const char *file, GHashTable *lines, const char *path, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TW_SCHEMA_ERROR, code, "%s:%u: %s", file, tw_json_lines_find (lines, path), message);
  return FALSE;
}

gpointer
tw_schema_alloc (TwSchema *schema, gsize size)
{
  gpointer memory = g_malloc0 (size);

  g_ptr_array_add (schema->strings, memory);
  return memory;
}

const char *
tw_schema_intern (TwSchema *schema, const char *text)
{
  char *kept;

  if (!text)
    return NULL;
  kept = g_hash_table_lookup (schema->interned, text);
  if (!kept)
    {
      kept = g_strdup (text);
      g_ptr_array_add (schema->strings, kept);
      g_hash_table_add (schema->interned, kept);
    }
  return kept;
}

static TwSchema *
schema_new (void)
{
  TwSchema *schema = g_new0 (TwSchema, 1);

  g_atomic_ref_count_init (&schema->ref_count);
  schema->strings = g_ptr_array_new_with_free_func (g_free);
  schema->interned = g_hash_table_new (g_str_hash, g_str_equal);
  schema->builds = g_ptr_array_new ();
  schema->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  schema->by_number = g_hash_table_new (g_direct_hash, g_direct_equal);
  schema->translations = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  schema->translations_plural = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, (GDestroyNotify) g_hash_table_unref);
  schema->sources = g_ptr_array_new_with_free_func (g_free);
  schema->source_names = g_ptr_array_new_with_free_func (g_free);
  return schema;
}

TwSchema *
tw_schema_ref (TwSchema *schema)
{
  g_atomic_ref_count_inc (&schema->ref_count);
  return schema;
}

void
tw_schema_unref (TwSchema *schema)
{
  if (!schema || !g_atomic_ref_count_dec (&schema->ref_count))
    return;
  for (guint i = 0; i < schema->builds->len; i++)
    {
      TwEntityBuild *build = g_ptr_array_index (schema->builds, i);

      g_ptr_array_unref (build->fields);
      g_ptr_array_unref (build->inverses);
      g_hash_table_unref (build->by_key);
      g_hash_table_unref (build->by_number);
      g_hash_table_unref (build->inverse_by_key);
      g_clear_pointer (&build->lines, g_hash_table_unref);
    }
  g_ptr_array_unref (schema->builds);
  g_hash_table_unref (schema->interned);
  g_hash_table_unref (schema->by_key);
  g_hash_table_unref (schema->by_number);
  g_hash_table_unref (schema->translations);
  g_hash_table_unref (schema->translations_plural);
  g_ptr_array_unref (schema->sources);
  g_ptr_array_unref (schema->source_names);
  g_ptr_array_unref (schema->strings);
  g_free (schema->version);
  g_free (schema);
}

static gboolean
depth_is_bounded (const char *text)
{
  int depth = 0;
  gboolean quoted = FALSE;

  for (const char *p = text; *p; p++)
    if (quoted)
      {
        if (*p == '\\' && p[1])
          p++;
        else if (*p == '"')
          quoted = FALSE;
      }
    else if (*p == '"')
      quoted = TRUE;
    else if (*p == '{' || *p == '[')
      {
        if (++depth > TW_MAX_DEPTH)
          return FALSE;
      }
    else if (*p == '}' || *p == ']')
      depth--;
  return TRUE;
}

/* A JSON text whose root is of the wanted kind. */
static JsonNode *
parse_json (const char *file, const char *text, JsonNodeType wanted, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) problem = NULL;
  JsonNode *root;

  if (strlen (text) > TW_MAX_DEFINITION_SIZE || !depth_is_bounded (text) || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_JSON, _("%s:1:1: The file is too large, too deeply nested or not UTF-8."), file);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, -1, &problem))
    {
      const char *message = problem->message;

      /* json-glib begins with "<data>:line:column: ". */
      if (g_str_has_prefix (message, "<data>:"))
        message += strlen ("<data>:");
      g_set_error (error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_JSON, "%s:%s", file, message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (!root || json_node_get_node_type (root) != wanted)
    {
      g_set_error (error, TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_INVALID, wanted == JSON_NODE_OBJECT ? _("%s:1: The file must hold one JSON object.") : _("%s:1: The definitions must be a JSON array."), file);
      return NULL;
    }
  return json_node_ref (root);
}

static gboolean
add_source (TwSchema *schema, const char *name, const char *text, GError **error)
{
  g_autoptr(JsonNode) root = parse_json (name, text, JSON_NODE_OBJECT, error);
  g_autoptr(GHashTable) lines = NULL;

  if (!root)
    return FALSE;
  lines = tw_json_lines_new (text);
  if (!tw_schema_read_entity (schema, json_node_get_object (root), name, lines, "", FALSE, error))
    return FALSE;
  g_ptr_array_add (schema->sources, g_strdup (text));
  g_ptr_array_add (schema->source_names, g_strdup (name));
  return TRUE;
}

static TwSchema *
load_sources (const char *const *names, const char *const *texts, gsize n, GError **error)
{
  g_autoptr(TwSchema) schema = schema_new ();

  for (gsize i = 0; i < n; i++)
    if (!add_source (schema, names[i], texts[i], error))
      return NULL;
  return g_steal_pointer (&schema);
}

TwSchema *
tw_schema_load_texts (const char *const *names, const char *const *texts, gsize n, GError **error)
{
  g_autoptr(TwSchema) schema = load_sources (names, texts, n, error);

  if (!schema || !tw_schema_link_up (schema, error))
    return NULL;
  schema->version = g_strdup_printf ("%d", SHIPPED_VERSION);
  return g_steal_pointer (&schema);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

TwSchema *
tw_schema_load_dir (const char *dir, GError **error)
{
  g_autoptr(GDir) folder = g_dir_open (dir, 0, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!folder)
    return NULL;
  while ((name = g_dir_read_name (folder)))
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (dir, g_ptr_array_index (names, i), NULL);
      char *text = NULL;

      if (!g_file_get_contents (path, &text, NULL, error))
        return NULL;
      g_ptr_array_add (texts, text);
    }
  return tw_schema_load_texts ((const char *const *) names->pdata, (const char *const *) texts->pdata, names->len, error);
}

TwSchema *
tw_schema_load_shipped (GError **error)
{
  GResource *resource = tw_schema_get_resource ();
  g_auto(GStrv) names = g_resource_enumerate_children (resource, SHIPPED_PATH, 0, error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint n = names ? g_strv_length (names) : 0;

  if (!names)
    return NULL;
  qsort (names, n, sizeof (char *), compare_names);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat (SHIPPED_PATH, "/", names[i], NULL);
      g_autoptr(GBytes) bytes = g_resource_lookup_data (resource, path, 0, error);

      if (!bytes)
        return NULL;
      g_ptr_array_add (texts, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
    }
  return tw_schema_load_texts ((const char *const *) names, (const char *const *) texts->pdata, n, error);
}

static gboolean
add_definition (TwSchema *schema, JsonNode *node, GHashTable *lines, guint index, gboolean entities, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/%u", index);
  JsonObject *object, *inner;
  TwEntityBuild *build;
  const char *key;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, "definitions", lines, path, _("A definition must be an object with “entity” or “field”."));
  object = json_node_get_object (node);
  if (json_object_has_member (object, "entity") && JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, "entity")))
    {
      g_autofree char *inner_path = g_strconcat (path, "/entity", NULL);

      return !entities || tw_schema_read_entity (schema, json_object_get_object_member (object, "entity"), "definitions", lines, inner_path, TRUE, error);
    }
  if (!json_object_has_member (object, "field") || !JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, "field")))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, "definitions", lines, path, _("A definition must be an object with “entity” or “field”."));
  if (entities)
    return TRUE;
  key = json_object_get_string_member_with_default (object, "of", NULL);
  build = key ? g_hash_table_lookup (schema->by_key, key) : NULL;
  if (!build)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, "definitions", lines, path, _("A field's definition needs “of”, the entity it belongs to."));
  inner = json_object_get_object_member (object, "field");
  g_autofree char *inner_path = g_strconcat (path, "/field", NULL);
  return tw_schema_read_field (schema, build, inner, "definitions", lines, inner_path, TRUE, error) != NULL;
}

TwSchema *
tw_schema_extend (const TwSchema *shipped, const char *definitions_json, GError **error)
{
  g_autoptr(TwSchema) schema = load_sources ((const char *const *) shipped->sources->pdata == NULL ? NULL : (const char *const *) shipped->source_names->pdata,
                                             (const char *const *) shipped->sources->pdata, shipped->sources->len, error);
  g_autoptr(JsonNode) root = schema ? parse_json ("definitions", definitions_json, JSON_NODE_ARRAY, error) : NULL;
  g_autoptr(GHashTable) lines = NULL;
  JsonArray *array;

  if (!root)
    return NULL;
  lines = tw_json_lines_new (definitions_json);
  array = json_node_get_array (root);
  /* Objects first: fields may belong to them whatever the order. */
  for (int entities = 1; entities >= 0; entities--)
    for (guint i = 0; i < json_array_get_length (array); i++)
      if (!add_definition (schema, json_array_get_element (array, i), lines, i, entities, error))
        return NULL;
  if (!tw_schema_link_up (schema, error))
    return NULL;
  schema->version = g_strdup_printf ("%d+%u", SHIPPED_VERSION, json_array_get_length (array));
  return g_steal_pointer (&schema);
}

const char *
tw_schema_get_version (const TwSchema *schema)
{
  return schema->version;
}

guint
tw_schema_get_n_entities (const TwSchema *schema)
{
  return schema->builds->len;
}

const TwEntity *
tw_schema_get_entity_at (const TwSchema *schema, guint index)
{
  return &((TwEntityBuild *) g_ptr_array_index (schema->builds, index))->entity;
}

const TwEntity *
tw_schema_get_entity (const TwSchema *schema, const char *key_or_plural)
{
  TwEntityBuild *build = g_hash_table_lookup (schema->by_key, key_or_plural);

  return build ? &build->entity : NULL;
}

const TwEntity *
tw_schema_get_entity_by_number (const TwSchema *schema, guint number)
{
  TwEntityBuild *build = g_hash_table_lookup (schema->by_number, GUINT_TO_POINTER (number));

  return build ? &build->entity : NULL;
}

const TwField *
tw_entity_get_field (const TwEntity *entity, const char *key)
{
  return g_hash_table_lookup (((TwEntityBuild *) entity)->by_key, key);
}

const TwField *
tw_entity_get_field_by_number (const TwEntity *entity, guint number)
{
  return g_hash_table_lookup (((TwEntityBuild *) entity)->by_number, GUINT_TO_POINTER (number));
}

const TwInverse *
tw_entity_get_inverse (const TwEntity *entity, const char *key)
{
  return g_hash_table_lookup (((TwEntityBuild *) entity)->inverse_by_key, key);
}

const TwChoice *
tw_field_get_choice (const TwField *field, const char *key)
{
  for (const TwChoice *const *c = field->choices; c && *c; c++)
    if (g_str_equal ((*c)->key, key))
      return *c;
  return NULL;
}

gboolean
tw_field_can_target (const TwField *field, const TwEntity *entity)
{
  if (field->kind != TW_KIND_LINK && field->kind != TW_KIND_LINKS)
    return FALSE;
  if (!field->targets || !field->targets[0])
    return TRUE;
  return g_strv_contains (field->targets, entity->key);
}

const TwEntity *
tw_field_get_target (const TwField *field)
{
  if ((field->kind != TW_KIND_LINK && field->kind != TW_KIND_LINKS) || !field->targets || !field->targets[0] || field->targets[1])
    return NULL;
  return tw_schema_get_entity (field->entity->schema, field->targets[0]);
}

static const char *
translate (GHashTable *all, gconstpointer owner, const char *english)
{
  GHashTable *own = g_hash_table_lookup (all, owner);

  for (const char *const *l = own ? g_get_language_names () : NULL; l && *l; l++)
    {
      const char *label = g_hash_table_lookup (own, *l);

      if (label)
        return label;
      if (g_str_equal (*l, "en"))
        break;
    }
  return own ? english : g_dpgettext2 (NULL, "schema", english);
}

const char *
tw_entity_get_label (const TwEntity *entity, gboolean plural)
{
  return plural ? translate (entity->schema->translations_plural, entity, entity->label_plural)
                : translate (entity->schema->translations, entity, entity->label);
}

const char *
tw_field_get_label (const TwField *field)
{
  return translate (field->entity->schema->translations, field, field->label);
}

const char *
tw_choice_get_label (const TwField *field, const TwChoice *choice)
{
  return translate (field->entity->schema->translations, choice, choice->label);
}

const char *
tw_inverse_get_label (const TwInverse *inverse)
{
  return translate (inverse->field->entity->schema->translations, inverse, inverse->label);
}

const char *
tw_entity_get_section_label (const TwEntity *entity, const char *section_key)
{
  for (guint i = 0; entity->sections[i]; i += 2)
    if (g_str_equal (entity->sections[i], section_key))
      return translate (entity->schema->translations, &entity->sections[i + 1], entity->sections[i + 1]);
  return section_key;
}
