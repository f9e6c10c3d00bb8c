/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-crm-resources.h"
#include "tw-seed-file.h"

#define CURRENCY_DOMAIN "iso_4217"

static char *
dup_scalar (JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return json_node_dup_string (node);
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    default:
      return json_to_string (node, FALSE);
    }
}

static gboolean
read_link (const TwField *field, const char *text, TwValue *value, GError **error)
{
  const TwEntity *target = tw_field_get_target (field);
  TwId id;

  if (target == NULL || !tw_id_parse (text, &id))
    {
      g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_LINK, "%s.%s: “%s” is no id of one kind of record",
                   field->entity->key, field->key, text);
      return FALSE;
    }
  *value = tw_value_link (target->number, &id);
  return TRUE;
}

static gboolean
read_scalar (const TwField *field, const char *text, GTimeZone *zone, TwValue *value, GError **error)
{
  if (field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS)
    return read_link (field, text, value, error);
  if (field->kind == TW_KIND_TAGS || field->kind == TW_KIND_LIST)
    {
      *value = tw_value_text (text);
      return TRUE;
    }
  if (field->kind == TW_KIND_SET)
    {
      *value = tw_value_enum (text);
      return TRUE;
    }
  if (field->kind == TW_KIND_DURATION)
    {
      *value = tw_value_duration (g_ascii_strtoll (text, NULL, 10));
      return TRUE;
    }
  return tw_field_parse (field, text, zone, value, error);
}

/* Lists of words that people read; others are keys and rights. tools/schema-strings has the same ones. */
static gboolean
is_words (const TwField *field)
{
  return (g_str_equal (field->entity->key, "task_template") && g_str_equal (field->key, "checklist"))
         || (g_str_equal (field->entity->key, "activity_template") && g_str_equal (field->key, "outcome_choices"));
}

/* What people read is in the language of who makes the workspace. Names of currencies come from iso-codes, where it is installed. */
static char *
translate (const TwField *field, char *text)
{
  char *words;

  if (*text == '\0' || (field->kind != TW_KIND_TEXT && field->kind != TW_KIND_LONGTEXT && !is_words (field)))
    return text;
  if (g_str_equal (field->entity->key, "currency") && g_str_equal (field->key, "name"))
    {
      bind_textdomain_codeset (CURRENCY_DOMAIN, "UTF-8");
      words = g_strdup (g_dgettext (CURRENCY_DOMAIN, text));
    }
  else
    words = g_strdup (g_dpgettext2 (NULL, "seed", text));
  g_free (text);
  return words;
}

/* In structured data, such as the steps of a funnel, labels are read by people, everything else by the program. */
static void
translate_labels (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        translate_labels (json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) members = json_object_get_members (object);

      for (GList *l = members; l != NULL; l = l->next)
        {
          JsonNode *member = json_object_get_member (object, l->data);

          if (g_str_equal (l->data, "label") && json_node_get_value_type (member) == G_TYPE_STRING && *json_node_get_string (member) != '\0')
            json_object_set_string_member (object, l->data, g_dpgettext2 (NULL, "seed", json_node_get_string (member)));
          else
            translate_labels (member);
        }
    }
}

static gboolean
read_list (const TwField *field, JsonArray *array, GTimeZone *zone, TwValue *value, GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (TwValue));

  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text = translate (field, dup_scalar (json_array_get_element (array, i)));
      TwValue item = TW_VALUE_INIT;

      if (!read_scalar (field, text, zone, &item, error))
        return FALSE;
      g_array_append_val (values, item);
    }
  *value = tw_value_list ((const TwValue *) values->data, values->len);
  return TRUE;
}

static gboolean
read_value (const TwField *field, JsonNode *node, GTimeZone *zone, TwValue *value, GError **error)
{
  g_autofree char *text = NULL;

  if (field->kind == TW_KIND_JSON || field->kind == TW_KIND_GEO)
    {
      g_autofree char *written = json_to_string (node, FALSE);
      g_autoptr (JsonNode) own = json_from_string (written, NULL);

      translate_labels (own);
      text = json_to_string (own, FALSE);
      *value = tw_value_json (text);
      return TRUE;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    return read_list (field, json_node_get_array (node), zone, value, error);
  text = translate (field, dup_scalar (node));
  return read_scalar (field, text, zone, value, error);
}

static gboolean
read_record (TwRecord *record, JsonObject *object, GTimeZone *zone, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (record);
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      const TwField *field = tw_entity_get_field (entity, key);
      g_auto (TwValue) value = TW_VALUE_INIT;

      if (g_str_equal (key, "id"))
        continue;
      if (field == NULL)
        {
          g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_UNKNOWN_FIELD, "%s has no field “%s”",
                       entity->key, key);
          return FALSE;
        }
      if (!read_value (field, node, zone, &value, error) || !tw_record_set (record, field, &value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_record (TwBulk *bulk, const TwEntity *entity, JsonObject *object, GTimeZone *zone, GError **error)
{
  g_autoptr (TwRecord) present = NULL;
  g_autoptr (TwRecord) record = tw_record_new (entity);
  TwId id;

  if (!tw_id_parse (json_object_get_string_member_with_default (object, "id", ""), &id))
    {
      g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_LINK, "A seed record of %s has no id",
                   entity->key);
      return FALSE;
    }
  present = tw_bulk_get (bulk, entity, &id, NULL);
  if (present != NULL)
    return TRUE;
  tw_record_set_id (record, &id);
  return read_record (record, object, zone, error) && tw_bulk_save (bulk, record, error);
}

void
tw_crm_register_resources (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      tw_crm_register_resource ();
      g_once_init_leave (&once, 1);
    }
}

/**
 * tw_seed_file_save:
 * @bulk: where the records go
 * @schema: the store's schema
 * @path: a file of the program's resources, as described in data/seed/README.md
 *
 * Saves the records of a file that the store does not have yet, deleted ones included.
 *
 * Returns: %FALSE with an error of the record or of the store
 */
gboolean
tw_seed_file_save (TwBulk *bulk, TwSchema *schema, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  JsonArray *blocks;

  if (bytes == NULL
      || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes), error))
    return FALSE;
  blocks = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (blocks); i++)
    {
      JsonObject *block = json_array_get_object_element (blocks, i);
      JsonArray *records = json_object_get_array_member (block, "records");
      const TwEntity *entity = tw_schema_get_entity (schema, json_object_get_string_member (block, "entity"));

      g_return_val_if_fail (entity != NULL, FALSE);
      for (guint k = 0; k < json_array_get_length (records); k++)
        if (!save_record (bulk, entity, json_array_get_object_element (records, k), zone, error))
          return FALSE;
    }
  return TRUE;
}
