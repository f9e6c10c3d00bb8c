/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own objects and fields on top of the shipped schema. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

#define SOURCE "definitions"

typedef struct
{
  const char *entity;
  const char *const *order;
  const TwSectionImpl *const *sections;
  guint revision;
} Layout;

static const TwSchemaAttribute layout_attributes[] = {
  { "entity", TW_READ_TEXT, G_STRUCT_OFFSET (Layout, entity), TRUE, .max = TW_KEY_MAX_LENGTH },
  { "order", TW_READ_TEXTS, G_STRUCT_OFFSET (Layout, order) },
  { "sections", TW_READ_SECTIONS, G_STRUCT_OFFSET (Layout, sections) },
  { "list", TW_READ_LATER }, { "card", TW_READ_LATER }, { "highlights", TW_READ_LATER }, { "related", TW_READ_LATER }, { "sort", TW_READ_LATER },
  { NULL }
};

static TwEntityImpl *
find_entity (TwSchemaBuilder *builder, const TwDocNode *definition, GError **error)
{
  const TwDocNode *node = tw_doc_member (definition, "entity");
  TwEntityImpl *entity = node && node->type == TW_DOC_TEXT ? tw_schema_find (builder, node->text) : NULL;

  if (!node)
    tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, SOURCE, definition->line, _("“%s” is missing"), "entity");
  else if (!entity)
    tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, SOURCE, node->line, _("there is no entity “%s”"), node->text ? node->text : "");
  return entity;
}

/* The named fields come first, in this order; the others follow as they were. */
static gboolean
order_fields (TwEntityImpl *entity, const Layout *layout, int line, GError **error)
{
  g_autoptr(GPtrArray) ordered = g_ptr_array_new ();
  g_autoptr(GHashTable) named = g_hash_table_new (NULL, NULL);

  for (guint i = 0; layout->order && layout->order[i]; i++)
    {
      TwFieldImpl *field = g_hash_table_lookup (entity->fields_by_key, layout->order[i]);

      if (!field)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, SOURCE, line, _("“%s” names “%s”, which is no field of “%s”"), "order",
                               layout->order[i], entity->base.key);
      g_ptr_array_add (ordered, field);
      g_hash_table_add (named, field);
    }
  for (guint i = 0; i < entity->fields->len; i++)
    if (!g_hash_table_contains (named, entity->fields->pdata[i]))
      g_ptr_array_add (ordered, entity->fields->pdata[i]);
  g_ptr_array_unref (entity->fields);
  entity->fields = g_steal_pointer (&ordered);
  return TRUE;
}

/* The named sections come first, with these labels; the entity's others follow. */
static void
order_sections (TwSchemaBuilder *builder, TwEntityImpl *entity, const Layout *layout)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  for (guint i = 0; layout->sections && layout->sections[i]; i++)
    g_ptr_array_add (list, (gpointer) layout->sections[i]);
  for (guint i = 0; entity->sections && entity->sections[i]; i++)
    {
      gboolean named = FALSE;

      for (guint j = 0; layout->sections && layout->sections[j]; j++)
        named |= strcmp (layout->sections[j]->key, entity->sections[i]->key) == 0;
      if (!named)
        g_ptr_array_add (list, (gpointer) entity->sections[i]);
    }
  entity->sections = tw_schema_arena_pointers (builder->schema->arena, list);
}

static gboolean
read_layout (TwSchemaBuilder *builder, const TwDocNode *node, GError **error)
{
  TwEntityImpl *entity = find_entity (builder, node, error);
  const TwDocNode *order = tw_doc_member (node, "order");
  Layout layout = { NULL };

  if (!entity || !tw_schema_read_object (builder, SOURCE, node, layout_attributes, &layout, error))
    return FALSE;
  order_sections (builder, entity, &layout);
  return order_fields (entity, &layout, order ? order->line : node->line, error);
}

static gboolean
read_field (TwSchemaBuilder *builder, const TwDocNode *node, GError **error)
{
  TwEntityImpl *entity = find_entity (builder, node, error);

  return entity && tw_schema_read_field (builder, entity, SOURCE, node, error);
}

static gboolean
read_choices (TwSchemaBuilder *builder, const TwDocNode *node, GError **error)
{
  return find_entity (builder, node, error) && tw_schema_read_own_choices (builder, SOURCE, node, error);
}

static gboolean
read_entity (TwSchemaBuilder *builder, const TwDocNode *node, GError **error)
{
  return tw_schema_read_entity (builder, SOURCE, node, error);
}

static gboolean
read_revision (TwSchemaBuilder *builder, const TwDocNode *node, GError **error)
{
  gint64 revision;

  if (!tw_doc_integer (node, &revision) || revision < 0)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, SOURCE, node->line, _("“%s” must be a whole number"), "revision");
  g_free (builder->schema->version);
  builder->schema->version = g_strdup_printf ("%s+%" G_GINT64_FORMAT, builder->schema->base->version, revision);
  return TRUE;
}

/* Objects first, then fields, then choices and layouts: the order in which they may name one another. */
static const struct
{
  const char *key;
  gboolean  (*read) (TwSchemaBuilder *builder, const TwDocNode *node, GError **error);
} passes[] = {
  { "revision", read_revision }, { "entity", read_entity }, { "field", read_field }, { "choices", read_choices }, { "layout", read_layout },
};

static gboolean
check_definitions (const TwDocNode *root, GError **error)
{
  if (root->type != TW_DOC_ARRAY)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, SOURCE, root->line, _("the definitions must be a list"));
  for (const TwDocNode *item = root->first; item; item = item->next)
    {
      gboolean known = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (passes); i++)
        known |= item->n_items == 1 && tw_doc_member (item, passes[i].key);
      if (!known)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, SOURCE, item->line,
                               _("a definition is an object with one member: “entity”, “field”, “choices”, “layout” or “revision”"));
    }
  return TRUE;
}

static gboolean
read_all_uses (TwSchemaBuilder *builder, const TwDocNode *root, GError **error)
{
  GPtrArray *entities = builder->schema->entities;

  for (guint i = 0; i < entities->len; i++)
    {
      static const TwDocNode nothing = { TW_DOC_OBJECT };
      TwEntityImpl *entity = entities->pdata[i];

      /* A shipped entity is read again without a text, so that its parts point to the fields of this snapshot. */
      if (!tw_schema_read_uses (builder, entity, SOURCE, entity->node ? entity->node : &nothing, error))
        return FALSE;
    }
  for (const TwDocNode *item = root->first; item; item = item->next)
    {
      const TwDocNode *layout = tw_doc_member (item, "layout");

      if (layout && !tw_schema_read_uses (builder, find_entity (builder, layout, NULL), SOURCE, layout, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tw_schema_extend:
 * @shipped: a snapshot of shipped files
 * @definitions_json: a JSON list of objects with one member each: "entity", "field", "choices", "layout", and at most one "revision"
 * @error: return location
 *
 * Makes a new snapshot: the shipped one with a site's own objects, fields, choices and layouts. Errors name "definitions" and the line.
 *
 * Returns: (transfer full) (nullable): the snapshot; @shipped itself when there are no definitions
 */
TwSchema *
tw_schema_extend (const TwSchema *shipped, const char *definitions_json, GError **error)
{
  g_autoptr(TwSchemaBuilder) builder = NULL;
  TwDoc *doc;
  const TwDocNode *root;

  g_return_val_if_fail (shipped != NULL && shipped->base == NULL, NULL);

  if (!definitions_json || !*definitions_json)
    return tw_schema_ref ((TwSchema *) shipped);
  doc = tw_doc_parse (SOURCE, definitions_json, -1, error);
  if (!doc)
    return NULL;
  builder = tw_schema_builder_new ((TwSchema *) shipped);
  g_ptr_array_add (builder->docs, doc);
  builder->schema->version = g_strconcat (shipped->version, "+0", NULL);
  root = tw_doc_get_root (doc);
  if (!check_definitions (root, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (passes); i++)
    for (const TwDocNode *item = root->first; item; item = item->next)
      {
        const TwDocNode *node = tw_doc_member (item, passes[i].key);

        if (node && !passes[i].read (builder, node, error))
          return NULL;
      }
  if (!tw_schema_link (builder, error) || !read_all_uses (builder, root, error))
    return NULL;
  return tw_schema_builder_end (builder);
}
