/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site's own choices of fields that ship with the program: kinds of activities, categories of tasks. Which fields take them the
 * schema says ("own_choices"), because the program itself relies on those of others.
 *
 * The definition lists choices in their new order: shipped ones by their key, with another label or colour, or retired, and new ones. Shipped
 * ones that it does not name follow. What the program says of a shipped choice besides (whether it closes a record) stays. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-definitions.h"
#include "tw-schema-private.h"

typedef struct
{
  const char *entity, *key;
  const TwChoice *const *choices;
} OwnChoices;

static const TwSchemaAttribute attributes[] = {
  { "entity", TW_READ_TEXT, G_STRUCT_OFFSET (OwnChoices, entity), TRUE, .max = TW_KEY_MAX_LENGTH },
  { "key", TW_READ_TEXT, G_STRUCT_OFFSET (OwnChoices, key), TRUE, .max = TW_KEY_MAX_LENGTH },
  { "choices", TW_READ_CHOICES, G_STRUCT_OFFSET (OwnChoices, choices), TRUE },
  { NULL }
};

static TwChoiceImpl *
combine (TwSchemaBuilder *builder, const TwFieldImpl *field, const TwChoice *given)
{
  TwChoiceImpl *choice = tw_schema_arena_new0 (builder->schema->arena, TwChoiceImpl);
  const TwChoiceImpl *shipped = (const TwChoiceImpl *) tw_field_get_choice (&field->base, given->key);

  *choice = *(const TwChoiceImpl *) given;
  if (!shipped)
    return choice;
  choice->base.closed = shipped->base.closed;
  if (!choice->base.color)
    choice->base.color = shipped->base.color;
  /* A label that is as it came keeps its translations. */
  if (!choice->labels && strcmp (choice->base.label, shipped->base.label) == 0)
    choice->labels = shipped->labels;
  return choice;
}

static void
put_choices (TwSchemaBuilder *builder, TwFieldImpl *field, const TwChoice *const *given)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_autoptr(GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; given[i]; i++)
    {
      g_hash_table_add (named, (gpointer) given[i]->key);
      g_ptr_array_add (list, combine (builder, field, given[i]));
    }
  for (guint i = 0; field->base.choices[i]; i++)
    if (!g_hash_table_contains (named, field->base.choices[i]->key))
      {
        TwChoiceImpl *choice = tw_schema_arena_new0 (builder->schema->arena, TwChoiceImpl);

        *choice = *(const TwChoiceImpl *) field->base.choices[i];
        g_ptr_array_add (list, choice);
      }
  for (guint i = 0; i < list->len; i++)
    ((TwChoiceImpl *) list->pdata[i])->base.order = i;
  field->base.choices = tw_schema_arena_pointers (builder->schema->arena, list);
}

gboolean
tw_schema_read_own_choices (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, GError **error)
{
  OwnChoices own = { NULL };
  TwEntityImpl *entity;
  TwFieldImpl *field;
  g_autofree char *name = NULL;

  if (!tw_schema_read_object (builder, source, node, attributes, &own, error))
    return FALSE;
  entity = tw_schema_find (builder, own.entity);
  field = entity ? g_hash_table_lookup (entity->fields_by_key, own.key) : NULL;
  if (!field)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("there is no field “%s.%s”"), own.entity, own.key);
  if (!field->base.own_choices || field->base.custom)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line,
                           _("the choices of “%s.%s” cannot be changed, because the program relies on them"), own.entity, own.key);
  name = g_strconcat (own.entity, ".", own.key, NULL);
  put_choices (builder, field, own.choices);
  for (guint e = 0; e < builder->schema->entities->len; e++)
    {
      TwEntityImpl *other = builder->schema->entities->pdata[e];

      for (guint f = 0; f < other->fields->len; f++)
        {
          TwFieldImpl *same = other->fields->pdata[f];

          if (same->same_choices && strcmp (same->same_choices, name) == 0)
            put_choices (builder, same, own.choices);
        }
    }
  return TRUE;
}

static void
add_labels (JsonObject *object, const TwChoiceImpl *choice)
{
  JsonObject *labels = json_object_new ();

  for (guint i = 0; choice->labels[i]; i++)
    json_object_set_string_member (labels, choice->labels[i]->language, choice->labels[i]->label);
  json_object_set_object_member (object, "labels", labels);
}

/**
 * tw_field_print_choices:
 * @field: an enum or a set
 *
 * Returns: (transfer full): its choices as they stand in definitions, a JSON list. Translations that came with the program are left out:
 *   they belong to the label, and come back with it
 */
char *
tw_field_print_choices (const TwField *field)
{
  const TwSchema *base = field->entity->schema->base;
  const TwEntity *entity = base ? tw_schema_get_entity ((TwSchema *) base, field->entity->key) : NULL;
  const TwField *shipped = entity ? tw_entity_get_field (entity, field->key) : NULL;
  g_autoptr(JsonArray) list = json_array_new ();
  g_autoptr(JsonNode) node = NULL;

  for (guint i = 0; field->choices && field->choices[i]; i++)
    {
      const TwChoiceImpl *choice = (const TwChoiceImpl *) field->choices[i];
      const TwChoiceImpl *was = shipped ? (const TwChoiceImpl *) tw_field_get_choice (shipped, choice->base.key) : NULL;
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "key", choice->base.key);
      json_object_set_string_member (object, "label", choice->base.label);
      if (choice->base.color)
        json_object_set_string_member (object, "color", choice->base.color);
      if (choice->base.closed)
        json_object_set_boolean_member (object, "closed", TRUE);
      if (choice->base.retired)
        json_object_set_boolean_member (object, "retired", TRUE);
      if (choice->labels && field->entity->schema->base && (!was || was->labels != choice->labels))
        add_labels (object, choice);
      json_array_add_object_element (list, object);
    }
  node = json_node_init_array (json_node_alloc (), list);
  return json_to_string (node, FALSE);
}
