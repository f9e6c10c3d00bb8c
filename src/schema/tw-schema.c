/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"
#include "tw-schema-resource.h"

#define RESOURCE_PATH "/io/github/tradewind_crm/Tradewind/schema/"

/* Grows when the shipped files change in a way that a former version of the program cannot read. */
#define SHIPPED_VERSION "1"

G_DEFINE_QUARK (tw-schema-error-quark, tw_schema_error)

typedef struct
{
  char   *name;
  GBytes *text;
} Source;

static void
source_free (Source *source)
{
  g_free (source->name);
  g_bytes_unref (source->text);
  g_free (source);
}

static GPtrArray *
sources_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);
}

static void
sources_add (GPtrArray *sources, const char *name, GBytes *text)
{
  Source *source = g_new0 (Source, 1);

  source->name = g_strdup (name);
  source->text = text;
  g_ptr_array_add (sources, source);
}

static TwSchema *
load (GPtrArray *sources, GError **error)
{
  g_autoptr(TwSchemaBuilder) builder = tw_schema_builder_new (NULL);
  GPtrArray *entities = builder->schema->entities;

  for (guint i = 0; i < sources->len; i++)
    {
      Source *source = sources->pdata[i];
      gsize length;
      const char *text = g_bytes_get_data (source->text, &length);
      TwDoc *doc = tw_doc_parse (source->name, text ? text : "", length, error);

      if (!doc)
        return NULL;
      g_ptr_array_add (builder->docs, doc);
      if (!tw_schema_read_entity (builder, source->name, tw_doc_get_root (doc), error))
        return NULL;
    }
  if (!tw_schema_link (builder, error))
    return NULL;
  for (guint i = 0; i < entities->len; i++)
    {
      TwEntityImpl *entity = entities->pdata[i];

      if (!tw_schema_read_uses (builder, entity, entity->source, entity->node, error))
        return NULL;
    }
  builder->schema->version = g_strdup (SHIPPED_VERSION);
  return tw_schema_builder_end (builder);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * tw_schema_load_shipped:
 * @error: return location
 *
 * Loads the schema that is built into the program.
 *
 * Returns: (transfer full) (nullable): the snapshot
 */
TwSchema *
tw_schema_load_shipped (GError **error)
{
  GResource *resource = tw_schema_data_get_resource ();
  g_auto(GStrv) names = g_resource_enumerate_children (resource, RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr(GPtrArray) sources = sources_new ();

  if (!names)
    return NULL;
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  for (char **name = names; *name; name++)
    {
      g_autofree char *path = g_strconcat (RESOURCE_PATH, *name, NULL);
      GBytes *text = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

      if (!text)
        return NULL;
      sources_add (sources, *name, text);
    }
  return load (sources, error);
}

/**
 * tw_schema_load_dir:
 * @dir: a folder
 * @error: return location
 *
 * Loads all files of a folder whose name ends with ".json". Errors name the file by its path and the line.
 *
 * Returns: (transfer full) (nullable): the snapshot
 */
TwSchema *
tw_schema_load_dir (const char *dir, GError **error)
{
  g_autoptr(GDir) folder = g_dir_open (dir, 0, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) sources = sources_new ();
  const char *name;

  if (!folder)
    return NULL;
  while ((name = g_dir_read_name (folder)))
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_build_filename (dir, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      char *text;
      gsize length;

      if (!g_file_get_contents (names->pdata[i], &text, &length, error))
        return NULL;
      sources_add (sources, names->pdata[i], g_bytes_new_take (text, length));
    }
  return load (sources, error);
}

/**
 * tw_schema_load_texts:
 * @names: (array length=n): what stands in errors, one a text
 * @texts: (array length=n): one entity each
 * @n: how many
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the snapshot
 */
TwSchema *
tw_schema_load_texts (const char *const *names, const char *const *texts, gsize n, GError **error)
{
  g_autoptr(GPtrArray) sources = sources_new ();

  for (gsize i = 0; i < n; i++)
    sources_add (sources, names[i], g_bytes_new_static (texts[i], strlen (texts[i])));
  return load (sources, error);
}

/**
 * tw_schema_get_version:
 * @schema: a snapshot
 *
 * Returns: the version of the shipped files, and after a plus sign the revision of the site's definitions: "1+42"
 */
const char *
tw_schema_get_version (const TwSchema *schema)
{
  return schema->version;
}

/**
 * tw_schema_get_n_entities:
 * @schema: a snapshot
 *
 * Returns: the number of entities, retired ones too
 */
guint
tw_schema_get_n_entities (const TwSchema *schema)
{
  return schema->entities->len;
}

/**
 * tw_schema_get_entity_at:
 * @schema: a snapshot
 * @index: below tw_schema_get_n_entities()
 *
 * Returns: (transfer none): the entity; shipped ones in the order of their files, then a site's own
 */
const TwEntity *
tw_schema_get_entity_at (const TwSchema *schema, guint index)
{
  g_return_val_if_fail (index < schema->entities->len, NULL);
  return schema->entities->pdata[index];
}

/**
 * tw_schema_get_entity:
 * @schema: a snapshot
 * @key_or_plural: "deal" or "deals"
 *
 * Returns: (transfer none) (nullable): the entity
 */
const TwEntity *
tw_schema_get_entity (const TwSchema *schema, const char *key_or_plural)
{
  return key_or_plural ? g_hash_table_lookup (schema->by_key, key_or_plural) : NULL;
}

/**
 * tw_schema_get_entity_by_number:
 * @schema: a snapshot
 * @number: the stable number
 *
 * Returns: (transfer none) (nullable): the entity
 */
const TwEntity *
tw_schema_get_entity_by_number (const TwSchema *schema, guint number)
{
  return g_hash_table_lookup (schema->by_number, GUINT_TO_POINTER (number));
}

/**
 * tw_entity_get_field:
 * @entity: an entity
 * @key: (nullable): key of a field, retired ones too
 *
 * Returns: (transfer none) (nullable): the field
 */
const TwField *
tw_entity_get_field (const TwEntity *entity, const char *key)
{
  return key ? g_hash_table_lookup (((const TwEntityImpl *) entity)->fields_by_key, key) : NULL;
}

/**
 * tw_entity_get_field_by_number:
 * @entity: an entity
 * @number: the stable number
 *
 * Returns: (transfer none) (nullable): the field
 */
const TwField *
tw_entity_get_field_by_number (const TwEntity *entity, guint number)
{
  return g_hash_table_lookup (((const TwEntityImpl *) entity)->fields_by_number, GUINT_TO_POINTER (number));
}

/**
 * tw_entity_get_inverse:
 * @entity: an entity
 * @key: (nullable): key of a relation that another entity's link makes
 *
 * Returns: (transfer none) (nullable): the relation
 */
const TwInverse *
tw_entity_get_inverse (const TwEntity *entity, const char *key)
{
  return key ? g_hash_table_lookup (((const TwEntityImpl *) entity)->inverses_by_key, key) : NULL;
}

/**
 * tw_field_get_choice:
 * @field: any field
 * @key: (nullable): key of a choice, retired ones too
 *
 * Returns: (transfer none) (nullable): the choice
 */
const TwChoice *
tw_field_get_choice (const TwField *field, const char *key)
{
  for (guint i = 0; key && field->choices && field->choices[i]; i++)
    if (strcmp (field->choices[i]->key, key) == 0)
      return field->choices[i];
  return NULL;
}

/**
 * tw_field_can_target:
 * @field: a link or many-to-many field
 * @entity: an entity of the same snapshot
 *
 * Returns: may the field point to records of @entity?
 */
gboolean
tw_field_can_target (const TwField *field, const TwEntity *entity)
{
  if (field->kind != TW_KIND_LINK && field->kind != TW_KIND_LINKS)
    return FALSE;
  return !field->targets || !field->targets[0] || g_strv_contains (field->targets, entity->key);
}

/**
 * tw_field_get_target:
 * @field: any field
 *
 * Returns: (transfer none) (nullable): the one entity that the field can point to; %NULL when it is no link, or can point to
 *   several
 */
const TwEntity *
tw_field_get_target (const TwField *field)
{
  if (!field->targets || !field->targets[0] || field->targets[1])
    return NULL;
  return tw_schema_get_entity (field->entity->schema, field->targets[0]);
}
