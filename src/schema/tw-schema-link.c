/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last steps of a snapshot: the fields that every entity has, the targets of links, the other side of each relation. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

TwEntityImpl *
tw_schema_entity_new (TwSchemaBuilder *builder)
{
  TwEntityImpl *entity = tw_schema_arena_new0 (builder->schema->arena, TwEntityImpl);

  entity->base.schema = builder->schema;
  entity->fields_by_key = g_hash_table_new (g_str_hash, g_str_equal);
  entity->fields_by_number = g_hash_table_new (NULL, NULL);
  entity->inverses_by_key = g_hash_table_new (g_str_hash, g_str_equal);
  entity->fields = g_ptr_array_new ();
  entity->inverses = g_ptr_array_new ();
  g_ptr_array_add (builder->schema->entities, entity);
  return entity;
}

TwEntityImpl *
tw_schema_find (TwSchemaBuilder *builder, const char *key)
{
  TwEntityImpl *entity = g_hash_table_lookup (builder->schema->by_key, key);

  return entity && strcmp (entity->base.key, key) == 0 ? entity : NULL;
}

gboolean
tw_schema_add_entity (TwSchemaBuilder *builder, TwEntityImpl *entity, GError **error)
{
  const char *names[] = { entity->base.key, entity->base.plural };
  gpointer number = GUINT_TO_POINTER (entity->base.number);
  TwEntityImpl *other;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      other = g_hash_table_lookup (builder->schema->by_key, names[i]);
      /* The plural may be the same word: “business hours”. */
      if (other && other != entity)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, entity->source, entity->node->line,
                               _("“%s” already names the entity “%s”"), names[i], other->base.key);
      g_hash_table_insert (builder->schema->by_key, (gpointer) names[i], entity);
    }
  other = g_hash_table_lookup (builder->schema->by_number, number);
  if (other)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, entity->source, tw_doc_member (entity->node, "number")->line,
                           _("the number %u already belongs to the entity “%s”"), entity->base.number, other->base.key);
  g_hash_table_insert (builder->schema->by_number, number, entity);
  return TRUE;
}

gboolean
tw_schema_add_field (TwEntityImpl *entity, TwFieldImpl *field, GError **error)
{
  gpointer number = GUINT_TO_POINTER (field->base.number);
  TwFieldImpl *other = g_hash_table_lookup (entity->fields_by_key, field->base.key);
  int line = field->node ? field->node->line : 0;

  if (other)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, field->source ? field->source : other->source,
                           field->source ? line : other->node->line, _("“%s” already has a field “%s”"), entity->base.key, field->base.key);
  other = g_hash_table_lookup (entity->fields_by_number, number);
  if (other)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, field->source, line, _("the number %u already belongs to the field “%s”"),
                           field->base.number, other->base.key);
  g_hash_table_insert (entity->fields_by_key, (gpointer) field->base.key, field);
  g_hash_table_insert (entity->fields_by_number, number, field);
  g_ptr_array_add (entity->fields, field);
  return TRUE;
}

static gboolean
add_made_field (TwSchemaBuilder *builder, TwEntityImpl *entity, const TwField *model, GError **error)
{
  TwFieldImpl *field = tw_schema_arena_new0 (builder->schema->arena, TwFieldImpl);

  field->base = *model;
  field->base.entity = &entity->base;
  field->base.type = tw_kind_get_info (model->kind)->type;
  return tw_schema_add_field (entity, field, error);
}

/* created_at, updated_at, created_by, updated_by. Without an entity "user" (in tests) the links may point anywhere. */
static gboolean
add_common_fields (TwSchemaBuilder *builder, TwEntityImpl *entity, GError **error)
{
  static const char *const user_only[] = { "user", NULL };
  const char *const *user = tw_schema_find (builder, "user") ? user_only : NULL;
  const TwField models[] = {
    { .number = TW_FIELD_CREATED_AT, .key = "created_at", .label = NC_("schema", "Created"), .kind = TW_KIND_DATETIME, .indexed = TRUE },
    { .number = TW_FIELD_UPDATED_AT, .key = "updated_at", .label = NC_("schema", "Changed"), .kind = TW_KIND_DATETIME },
    { .number = TW_FIELD_CREATED_BY, .key = "created_by", .label = NC_("schema", "Created by"), .kind = TW_KIND_LINK, .targets = user },
    { .number = TW_FIELD_UPDATED_BY, .key = "updated_by", .label = NC_("schema", "Changed by"), .kind = TW_KIND_LINK, .targets = user },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      TwField model = models[i];

      model.section = "system";
      model.read_only = TRUE;
      model.on_delete = TW_DELETE_CLEAR;
      if (!add_made_field (builder, entity, &model, error))
        return FALSE;
    }
  return TRUE;
}

/* An own object that belongs to another record has a link to it, named by the parent's key. */
static gboolean
add_parent_field (TwSchemaBuilder *builder, TwEntityImpl *entity, GError **error)
{
  TwEntityImpl *parent = entity->parent ? tw_schema_find (builder, entity->parent) : NULL;
  const char **targets;
  TwField model = { .number = TW_FIELD_PARENT, .kind = TW_KIND_LINK, .custom = TRUE, .indexed = TRUE, .on_delete = TW_DELETE_CASCADE };

  if (!entity->parent)
    return TRUE;
  if (!parent)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, entity->source, tw_doc_member (entity->node, "parent")->line,
                           _("there is no entity “%s”"), entity->parent);
  targets = tw_schema_arena_alloc (builder->schema->arena, 2 * sizeof (char *));
  targets[0] = parent->base.key;
  model.targets = targets;
  model.key = parent->base.key;
  model.label = parent->base.label;
  model.inverse = entity->base.plural;
  model.inverse_label = entity->base.label_plural;
  model.tree = parent == entity;
  if (!add_made_field (builder, entity, &model, error))
    return FALSE;
  ((TwFieldImpl *) g_hash_table_lookup (entity->fields_by_key, model.key))->inverse_labels = entity->labels;
  return TRUE;
}

static gboolean
fail_inverse (TwEntityImpl *target, TwFieldImpl *field, GError **error)
{
  TwEntityImpl *entity = (TwEntityImpl *) field->base.entity;
  const TwDocNode *node = field->node ? tw_doc_member (field->node, "inverse") : entity->node;
  const char *source = field->source ? field->source : entity->source;
  gboolean is_field = g_hash_table_contains (target->fields_by_key, field->base.inverse);

  /* A shipped relation that a site's new field gets in the way of: the field is what can be changed. */
  if (!node && is_field)
    {
      TwFieldImpl *other = g_hash_table_lookup (target->fields_by_key, field->base.inverse);

      node = other->node;
      source = other->source;
    }
  return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, source ? source : "schema", node ? node->line : 0,
                         is_field ? _("the relation “%s” of “%s” has the same key as a field of “%s”")
                                  : _("the relation “%s” of “%s” is already a relation of “%s”"),
                         field->base.inverse, entity->base.key, target->base.key);
}

static gboolean
add_inverse (TwSchemaBuilder *builder, TwEntityImpl *target, TwFieldImpl *field, GError **error)
{
  TwInverse *inverse;

  if (g_hash_table_contains (target->fields_by_key, field->base.inverse)
      || g_hash_table_contains (target->inverses_by_key, field->base.inverse))
    return fail_inverse (target, field, error);
  inverse = tw_schema_arena_new0 (builder->schema->arena, TwInverse);
  inverse->key = field->base.inverse;
  inverse->label = field->base.inverse_label;
  inverse->field = &field->base;
  g_hash_table_insert (target->inverses_by_key, (gpointer) inverse->key, inverse);
  g_ptr_array_add (target->inverses, inverse);
  return TRUE;
}

static gboolean
link_field (TwSchemaBuilder *builder, TwFieldImpl *field, GError **error)
{
  const char *const *targets = field->base.targets;
  GPtrArray *entities = builder->schema->entities;

  if (field->base.required && field->base.kind == TW_KIND_LINK && field->node && !tw_doc_member (field->node, "on_delete"))
    field->base.on_delete = TW_DELETE_RESTRICT;
  for (guint i = 0; targets && targets[i]; i++)
    {
      TwEntityImpl *target = tw_schema_find (builder, targets[i]);

      if (!target)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, tw_doc_member (field->node, "to")->line,
                               _("there is no entity “%s”"), targets[i]);
      if (field->base.inverse && !add_inverse (builder, target, field, error))
        return FALSE;
    }
  if (field->base.inverse && (!targets || !targets[0]))
    for (guint i = 0; i < entities->len; i++)
      if (!add_inverse (builder, entities->pdata[i], field, error))
        return FALSE;
  return TRUE;
}

/* Columns are named after fields; those of money and of links to any record have a second column. */
static gboolean
check_columns (TwEntityImpl *entity, TwFieldImpl *field, GError **error)
{
  gboolean any = field->base.kind == TW_KIND_LINK && (!field->base.targets || !field->base.targets[0] || field->base.targets[1]);
  const char *suffix = field->base.kind == TW_KIND_MONEY ? "_cur" : any ? "_ent" : NULL;
  g_autofree char *column = suffix ? g_strconcat (field->base.key, suffix, NULL) : NULL;
  TwFieldImpl *other = column ? g_hash_table_lookup (entity->fields_by_key, column) : NULL;

  if (!other || !other->node)
    return TRUE;
  return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, other->source, other->node->line,
                         _("the key “%s” is needed for the second column of “%s”; take another one"), column, field->base.key);
}

static gboolean
has_section (TwEntityImpl *entity, const char *key)
{
  for (guint i = 0; entity->sections && entity->sections[i]; i++)
    if (strcmp (entity->sections[i]->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
append_section (TwSchemaBuilder *builder, TwEntityImpl *entity, const char *key, const char *label, const TwSchemaLabel *const *labels)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  TwSectionImpl *section = tw_schema_arena_new0 (builder->schema->arena, TwSectionImpl);

  for (guint i = 0; entity->sections && entity->sections[i]; i++)
    g_ptr_array_add (list, (gpointer) entity->sections[i]);
  section->key = key;
  section->label = label;
  section->labels = labels;
  g_ptr_array_add (list, section);
  entity->sections = tw_schema_arena_pointers (builder->schema->arena, list);
}

/* A field without a section stands in the first one; a site's own field of a shipped entity in the section "own". */
static gboolean
place_field (TwSchemaBuilder *builder, TwEntityImpl *entity, TwFieldImpl *field, GError **error)
{
  if (field->base.section)
    {
      if (has_section (entity, field->base.section) || !field->node)
        return TRUE;
      return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, field->source, tw_doc_member (field->node, "section")->line,
                             _("“%s” has no section “%s”"), entity->base.key, field->base.section);
    }
  if (field->base.custom && !entity->base.custom)
    {
      if (!has_section (entity, "own"))
        append_section (builder, entity, "own", NC_("schema", "Own fields"), NULL);
      field->base.section = "own";
      return TRUE;
    }
  if (!entity->sections || !entity->sections[0])
    append_section (builder, entity, "main", entity->base.label, entity->labels);
  field->base.section = entity->sections[0]->key;
  return TRUE;
}

static void
freeze (TwSchemaBuilder *builder, TwEntityImpl *entity)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();

  for (guint i = 0; i < entity->fields->len; i++)
    ((TwFieldImpl *) entity->fields->pdata[i])->base.index = i;
  for (guint i = 0; entity->sections && entity->sections[i]; i++)
    {
      g_ptr_array_add (pairs, (gpointer) entity->sections[i]->key);
      g_ptr_array_add (pairs, (gpointer) entity->sections[i]->label);
    }
  entity->base.sections = tw_schema_arena_pointers (builder->schema->arena, pairs);
  entity->base.n_fields = entity->fields->len;
  entity->base.fields = tw_schema_arena_pointers (builder->schema->arena, entity->fields);
  entity->base.n_inverses = entity->inverses->len;
  entity->base.inverses = tw_schema_arena_pointers (builder->schema->arena, entity->inverses);
}

gboolean
tw_schema_link (TwSchemaBuilder *builder, GError **error)
{
  GPtrArray *entities = builder->schema->entities;

  for (guint i = 0; i < entities->len; i++)
    if (!add_parent_field (builder, entities->pdata[i], error) || !add_common_fields (builder, entities->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < entities->len; i++)
    {
      TwEntityImpl *entity = entities->pdata[i];

      for (guint j = 0; j < entity->fields->len; j++)
        if (!link_field (builder, entity->fields->pdata[j], error)
            || !check_columns (entity, entity->fields->pdata[j], error)
            || !place_field (builder, entity, entity->fields->pdata[j], error))
          return FALSE;
    }
  for (guint i = 0; i < entities->len; i++)
    freeze (builder, entities->pdata[i]);
  return TRUE;
}
