/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning and the end of a snapshot: an empty one, or a copy of the shipped one to be extended. */

#include "config.h"

#include <string.h>

#include "tw-schema-private.h"

/* Strings, choices, bounds and patterns are shared with the base, which the new snapshot keeps alive. */
static void
copy_entity (TwSchemaBuilder *builder, const TwEntityImpl *from)
{
  TwEntityImpl *entity = tw_schema_entity_new (builder);

  entity->base = from->base;
  entity->base.schema = builder->schema;
  entity->labels = from->labels;
  entity->sections = from->sections;
  memcpy (entity->roles, from->roles, sizeof entity->roles);
  g_hash_table_insert (builder->schema->by_key, (gpointer) entity->base.key, entity);
  g_hash_table_insert (builder->schema->by_key, (gpointer) entity->base.plural, entity);
  g_hash_table_insert (builder->schema->by_number, GUINT_TO_POINTER (entity->base.number), entity);
  for (guint i = 0; i < from->base.n_fields; i++)
    if (from->base.fields[i]->number >= TW_FIELD_FIRST_OWN)
      {
        TwFieldImpl *field = tw_schema_arena_new0 (builder->schema->arena, TwFieldImpl);

        *field = *(const TwFieldImpl *) from->base.fields[i];
        field->base.entity = &entity->base;
        tw_schema_add_field (entity, field, NULL);
      }
}

TwSchemaBuilder *
tw_schema_builder_new (TwSchema *base)
{
  TwSchemaBuilder *builder = g_new0 (TwSchemaBuilder, 1);
  TwSchema *schema = g_new0 (TwSchema, 1);

  g_atomic_ref_count_init (&schema->ref_count);
  schema->base = base ? tw_schema_ref (base) : NULL;
  schema->arena = tw_schema_arena_new ();
  schema->entities = g_ptr_array_new ();
  schema->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  schema->by_number = g_hash_table_new (NULL, NULL);
  schema->regexes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
  builder->schema = schema;
  builder->docs = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_doc_free);
  builder->custom = base != NULL;
  for (guint i = 0; base && i < base->entities->len; i++)
    copy_entity (builder, base->entities->pdata[i]);
  return builder;
}

void
tw_schema_builder_free (TwSchemaBuilder *builder)
{
  if (!builder)
    return;
  g_clear_pointer (&builder->schema, tw_schema_unref);
  g_ptr_array_unref (builder->docs);
  g_free (builder);
}

static const char *const *
keys_or_none (TwSchemaBuilder *builder, const char *const *keys, const char *fallback)
{
  const char **list;

  if (keys)
    return keys;
  list = tw_schema_arena_alloc (builder->schema->arena, 2 * sizeof (char *));
  list[0] = fallback;
  return list;
}

TwSchema *
tw_schema_builder_end (TwSchemaBuilder *builder)
{
  GPtrArray *entities = builder->schema->entities;

  for (guint i = 0; i < entities->len; i++)
    {
      TwEntityImpl *entity = entities->pdata[i];

      entity->base.list_columns = keys_or_none (builder, entity->base.list_columns, entity->base.name_field->key);
      entity->base.card_fields = keys_or_none (builder, entity->base.card_fields, NULL);
      entity->base.highlights = keys_or_none (builder, entity->base.highlights, NULL);
      if (!entity->base.related_fields)
        entity->base.related_fields = entity->base.list_columns;
      if (!entity->base.default_sort)
        entity->base.default_sort = "-created_at";
      for (guint j = 0; j < entity->fields->len; j++)
        {
          ((TwFieldImpl *) entity->fields->pdata[j])->node = NULL;
          ((TwFieldImpl *) entity->fields->pdata[j])->source = NULL;
        }
      entity->node = NULL;
      entity->source = NULL;
      g_clear_pointer (&entity->fields, g_ptr_array_unref);
      g_clear_pointer (&entity->inverses, g_ptr_array_unref);
    }
  return g_steal_pointer (&builder->schema);
}

/**
 * tw_schema_ref:
 * @schema: a snapshot
 *
 * May be called on any thread.
 *
 * Returns: (transfer full): @schema
 */
TwSchema *
tw_schema_ref (TwSchema *schema)
{
  g_return_val_if_fail (schema != NULL, NULL);

  g_atomic_ref_count_inc (&schema->ref_count);
  return schema;
}

/**
 * tw_schema_unref:
 * @schema: a snapshot
 *
 * Gives a reference back. Entities and fields are gone with the last one.
 */
void
tw_schema_unref (TwSchema *schema)
{
  g_return_if_fail (schema != NULL);

  if (!g_atomic_ref_count_dec (&schema->ref_count))
    return;
  for (guint i = 0; i < schema->entities->len; i++)
    {
      TwEntityImpl *entity = schema->entities->pdata[i];

      g_hash_table_unref (entity->fields_by_key);
      g_hash_table_unref (entity->fields_by_number);
      g_hash_table_unref (entity->inverses_by_key);
      g_clear_pointer (&entity->fields, g_ptr_array_unref);
      g_clear_pointer (&entity->inverses, g_ptr_array_unref);
    }
  g_ptr_array_unref (schema->entities);
  g_hash_table_unref (schema->by_key);
  g_hash_table_unref (schema->by_number);
  g_ptr_array_unref (schema->regexes);
  tw_schema_arena_free (schema->arena);
  g_clear_pointer (&schema->base, tw_schema_unref);
  g_free (schema->version);
  g_free (schema);
}
