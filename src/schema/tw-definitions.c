/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-definitions.h"
#include "tw-schema-private.h"

typedef struct
{
  JsonArray *result;
  GError   **error;
} Merge;

G_GNUC_PRINTF (2, 3)
static gboolean
fail (Merge *merge, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (merge->error)
    *merge->error = g_error_new_valist (TW_SCHEMA_ERROR, TW_SCHEMA_ERROR_CONFLICT, format, args);
  va_end (args);
  return FALSE;
}

/* Strict and bounded first: json-glib itself would take comments and any depth. */
static JsonArray *
parse_list (const char *name, const char *text, GError **error)
{
  g_autoptr(TwDoc) doc = tw_doc_parse (name, text, -1, error);
  g_autoptr(JsonNode) root = NULL;

  if (!doc)
    return NULL;
  root = json_from_string (text, NULL);
  if (root && JSON_NODE_HOLDS_ARRAY (root))
    {
      gboolean objects = TRUE;

      for (guint i = 0; i < json_array_get_length (json_node_get_array (root)); i++)
        objects &= JSON_NODE_HOLDS_OBJECT (json_array_get_element (json_node_get_array (root), i));
      if (objects)
        return json_node_dup_array (root);
    }
  tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, name, 1, _("the definitions must be a list"));
  return NULL;
}

static const char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_item (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonObject *
get_definition (JsonObject *item, const char *what)
{
  JsonNode *node = json_object_get_member (item, what);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonObject *
find_in (JsonArray *array, const char *member, const char *value)
{
  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonObject *object = get_item (array, i);

      if (object && g_strcmp0 (get_text (object, member), value) == 0)
        return object;
    }
  return NULL;
}

/* The definition of an object, a layout, or (with key) a field. */
static JsonObject *
find_definition (Merge *merge, const char *what, const char *entity, const char *key)
{
  for (guint i = 0; i < json_array_get_length (merge->result); i++)
    {
      JsonObject *object = get_definition (get_item (merge->result, i), what);

      if (object && g_strcmp0 (get_text (object, "entity"), entity) == 0 && (!key || g_strcmp0 (get_text (object, "key"), key) == 0))
        return object;
    }
  return NULL;
}

static gint64
next_entity_number (Merge *merge)
{
  gint64 number = TW_ENTITY_MAX_SHIPPED;

  for (guint i = 0; i < json_array_get_length (merge->result); i++)
    {
      JsonObject *object = get_definition (get_item (merge->result, i), "entity");

      if (object)
        number = MAX (number, json_object_get_int_member_with_default (object, "number", 0));
    }
  return number + 1;
}

/* Definitions are never taken away, only retired: the highest number tells all that were ever given. */
static gint64
next_field_number (Merge *merge, const char *entity)
{
  gint64 number = TW_FIELD_FIRST_CUSTOM - 1;

  for (guint i = 0; i < json_array_get_length (merge->result); i++)
    {
      JsonObject *object = get_definition (get_item (merge->result, i), "field");

      if (object && g_strcmp0 (get_text (object, "entity"), entity) == 0)
        number = MAX (number, json_object_get_int_member_with_default (object, "number", 0));
    }
  return number + 1;
}

static gint64
next_inner_number (JsonArray *fields)
{
  gint64 number = TW_FIELD_FIRST_OWN - 1;

  for (guint i = 0; i < json_array_get_length (fields); i++)
    if (get_item (fields, i))
      number = MAX (number, json_object_get_int_member_with_default (get_item (fields, i), "number", 0));
  return number + 1;
}

static gboolean
same_node (JsonNode *a, JsonNode *b)
{
  return a == b || (a && b && json_node_equal (a, b));
}

/* Records hold values of what the field was: what decides their form must stay. */
static gboolean
check_unchanged (Merge *merge, JsonObject *present, JsonObject *added, const char *name)
{
  static const char *const fixed[] = { "number", "kind", "to", "entity", "plural", "parent" };

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (json_object_has_member (added, fixed[i])
        && !same_node (json_object_get_member (present, fixed[i]), json_object_get_member (added, fixed[i])))
      return fail (merge, _("“%s” of “%s” cannot change once it is defined; make a new definition and retire this one"), fixed[i], name);
  if (json_object_has_member (added, "formula")
      && json_object_has_member (present, "formula") == json_object_get_null_member (added, "formula"))
    return fail (merge, _("“%s” cannot change between a stored and a computed field; make a new definition and retire this one"), name);
  return TRUE;
}

/* A choice that is left out stays, retired, because records may hold it. */
static JsonNode *
merge_choices (JsonArray *present, JsonArray *added)
{
  JsonArray *merged = json_array_new ();
  JsonNode *node;

  for (guint i = 0; i < json_array_get_length (added); i++)
    json_array_add_element (merged, json_node_copy (json_array_get_element (added, i)));
  for (guint i = 0; i < json_array_get_length (present); i++)
    {
      JsonObject *choice = get_item (present, i);

      if (choice && !find_in (added, "key", get_text (choice, "key")))
        {
          JsonNode *kept = json_node_copy (json_array_get_element (present, i));

          json_object_set_boolean_member (json_node_get_object (kept), "retired", TRUE);
          json_array_add_element (merged, kept);
        }
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, merged);
  return node;
}

/* Members of added take the place of those of present; null takes a member away (JSON merge patch, RFC 7396, one level). */
static gboolean
merge_members (Merge *merge, JsonObject *present, JsonObject *added, const char *name)
{
  g_autoptr(GList) members = json_object_get_members (added);

  if (!check_unchanged (merge, present, added, name))
    return FALSE;
  for (GList *l = members; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (added, l->data);

      if (strcmp (l->data, "fields") == 0)
        continue;
      if (json_node_is_null (node))
        json_object_remove_member (present, l->data);
      else if (strcmp (l->data, "choices") == 0 && get_array (present, "choices") && get_array (added, "choices"))
        json_object_set_member (present, l->data, merge_choices (get_array (present, "choices"), get_array (added, "choices")));
      else
        json_object_set_member (present, l->data, json_node_copy (node));
    }
  return TRUE;
}

static void
append (Merge *merge, const char *what, JsonObject *object)
{
  JsonObject *item = json_object_new ();

  json_object_set_object_member (item, what, json_object_ref (object));
  json_array_add_object_element (merge->result, item);
}

static gboolean
merge_inner_fields (Merge *merge, JsonObject *entity, JsonArray *added, const char *name)
{
  JsonArray *fields = get_array (entity, "fields");

  for (guint i = 0; fields && added && i < json_array_get_length (added); i++)
    {
      JsonObject *field = get_item (added, i);
      JsonObject *known = field ? find_in (fields, "key", get_text (field, "key")) : NULL;
      g_autofree char *full = field ? g_strconcat (name, ".", get_text (field, "key"), NULL) : NULL;

      if (!field)
        return fail (merge, _("the fields of “%s” must be objects"), name);
      if (known && !merge_members (merge, known, field, full))
        return FALSE;
      if (!known)
        {
          if (!json_object_has_member (field, "number"))
            json_object_set_int_member (field, "number", next_inner_number (fields));
          json_array_add_object_element (fields, json_object_ref (field));
        }
    }
  return TRUE;
}

static gboolean
merge_entity (Merge *merge, JsonObject *added)
{
  const char *key = get_text (added, "entity");
  JsonObject *known = find_definition (merge, "entity", key, NULL);
  g_autoptr(JsonArray) fields = NULL;

  if (!key)
    return fail (merge, _("“%s” is missing"), "entity");
  if (known)
    return merge_members (merge, known, added, key) && merge_inner_fields (merge, known, get_array (added, "fields"), key);
  if (!json_object_has_member (added, "number"))
    json_object_set_int_member (added, "number", next_entity_number (merge));
  append (merge, "entity", added);
  /* The fields go in again one by one, to get their numbers. */
  if (get_array (added, "fields"))
    {
      fields = json_array_ref (get_array (added, "fields"));
      json_object_set_array_member (added, "fields", json_array_new ());
    }
  return merge_inner_fields (merge, added, fields, key);
}

static gboolean
merge_field (Merge *merge, JsonObject *added)
{
  const char *entity = get_text (added, "entity"), *key = get_text (added, "key");
  JsonObject *owner = find_definition (merge, "entity", entity, NULL);
  JsonObject *known = find_definition (merge, "field", entity, key);
  g_autofree char *name = NULL;

  if (!entity || !key)
    return fail (merge, _("“%s” is missing"), entity ? "key" : "entity");
  name = g_strconcat (entity, ".", key, NULL);
  if (!known && owner && find_in (get_array (owner, "fields"), "key", key))
    {
      json_object_remove_member (added, "entity");
      known = find_in (get_array (owner, "fields"), "key", key);
    }
  if (known)
    return merge_members (merge, known, added, name);
  if (!json_object_has_member (added, "number"))
    json_object_set_int_member (added, "number", next_field_number (merge, entity));
  append (merge, "field", added);
  return TRUE;
}

static gboolean
merge_layout (Merge *merge, JsonObject *added)
{
  const char *entity = get_text (added, "entity");
  JsonObject *known = find_definition (merge, "layout", entity, NULL);

  if (!entity)
    return fail (merge, _("“%s” is missing"), "entity");
  if (known)
    return merge_members (merge, known, added, entity);
  append (merge, "layout", added);
  return TRUE;
}

static gboolean
merge_own_choices (Merge *merge, JsonObject *added)
{
  const char *entity = get_text (added, "entity"), *key = get_text (added, "key");
  JsonObject *known = find_definition (merge, "choices", entity, key);
  g_autofree char *name = NULL;

  if (!entity || !key)
    return fail (merge, _("“%s” is missing"), entity ? "key" : "entity");
  name = g_strconcat (entity, ".", key, NULL);
  if (known)
    return merge_members (merge, known, added, name);
  append (merge, "choices", added);
  return TRUE;
}

static gboolean
merge_item (Merge *merge, JsonObject *item)
{
  JsonObject *object;

  if (json_object_has_member (item, "revision"))
    return TRUE;
  if ((object = get_definition (item, "entity")))
    return merge_entity (merge, object);
  if ((object = get_definition (item, "field")))
    return merge_field (merge, object);
  if ((object = get_definition (item, "layout")))
    return merge_layout (merge, object);
  if ((object = get_definition (item, "choices")))
    return merge_own_choices (merge, object);
  return fail (merge, _("a definition is an object with one member: “entity”, “field”, “choices”, “layout” or “revision”"));
}

/* Takes the revision out of the list. */
static gint64
take_revision (JsonArray *array)
{
  gint64 revision = 0;

  for (guint i = json_array_get_length (array); i-- > 0; )
    if (get_item (array, i) && json_object_has_member (get_item (array, i), "revision"))
      {
        revision = MAX (revision, json_object_get_int_member_with_default (get_item (array, i), "revision", 0));
        json_array_remove_element (array, i);
      }
  return revision;
}

static char *
print (JsonArray *array)
{
  g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), array);

  return json_to_string (node, TRUE);
}

/**
 * tw_schema_merge_definitions:
 * @present: (nullable): the definitions in force, a JSON list; they are not checked again
 * @added: new and changed definitions, a JSON list
 * @error: return location
 *
 * Merges definitions by entity and key. A member of a known definition takes the new value, or goes with null; choices that
 * are left out stay as retired ones. A new definition without "number" gets the next free one. The revision grows by one.
 *
 * Errors: %TW_SCHEMA_ERROR_JSON or %TW_SCHEMA_ERROR_INVALID when a text is no list of definitions, %TW_SCHEMA_ERROR_CONFLICT
 * when the number, kind or target of a known definition would change.
 *
 * Returns: (transfer full) (nullable): the merged list
 */
char *
tw_schema_merge_definitions (const char *present, const char *added, GError **error)
{
  g_autoptr(JsonArray) old = parse_list ("present", present && *present ? present : "[]", error);
  g_autoptr(JsonArray) items = old ? parse_list ("definitions", added, error) : NULL;
  g_autoptr(JsonArray) result = json_array_new ();
  Merge merge = { .result = result, .error = error };
  JsonObject *head;

  g_return_val_if_fail (added != NULL, NULL);

  if (!items)
    return NULL;
  head = json_object_new ();
  json_object_set_int_member (head, "revision", take_revision (old) + 1);
  json_array_add_object_element (result, head);
  for (guint i = 0; i < json_array_get_length (old); i++)
    json_array_add_element (result, json_node_copy (json_array_get_element (old, i)));
  for (guint i = 0; i < json_array_get_length (items); i++)
    if (!merge_item (&merge, get_item (items, i)))
      return NULL;
  return print (result);
}

static char *
print_one (const char *what, JsonObject *object)
{
  g_autoptr(JsonArray) array = json_array_new ();
  JsonObject *item = json_object_new ();

  json_object_set_object_member (item, what, object);
  json_array_add_object_element (array, item);
  return print (array);
}

/**
 * tw_definition_new_field:
 * @entity: key of the entity that gets the field
 * @key: its key
 * @label: its name for people
 * @kind: its kind; choices, targets and series are to be added
 *
 * Returns: (transfer full): definitions for tw_schema_merge_definitions()
 */
char *
tw_definition_new_field (const char *entity, const char *key, const char *label, TwKind kind)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "entity", entity);
  json_object_set_string_member (object, "key", key);
  json_object_set_string_member (object, "label", label);
  json_object_set_string_member (object, "kind", tw_kind_get_name (kind));
  return print_one ("field", object);
}

/**
 * tw_definition_new_entity:
 * @key: key of the new object
 * @plural: its key for many
 * @label: its name for people
 * @label_plural: its name for many
 *
 * The object has one field, "name".
 *
 * Returns: (transfer full): definitions for tw_schema_merge_definitions()
 */
char *
tw_definition_new_entity (const char *key, const char *plural, const char *label, const char *label_plural)
{
  JsonObject *object = json_object_new (), *name = json_object_new ();
  JsonArray *fields = json_array_new ();

  json_object_set_string_member (name, "key", "name");
  json_object_set_string_member (name, "label", "Name");
  json_object_set_string_member (name, "kind", "text");
  json_object_set_boolean_member (name, "required", TRUE);
  json_object_set_string_member (name, "search", "name");
  json_array_add_object_element (fields, name);
  json_object_set_string_member (object, "entity", key);
  json_object_set_string_member (object, "plural", plural);
  json_object_set_string_member (object, "label", label);
  json_object_set_string_member (object, "label_plural", label_plural);
  json_object_set_string_member (object, "name", "name");
  json_object_set_array_member (object, "fields", fields);
  return print_one ("entity", object);
}

/**
 * tw_definition_retire:
 * @entity: key of an entity
 * @field: (nullable): key of its field; %NULL for an own object itself
 * @retired: %FALSE takes it back into use
 *
 * Returns: (transfer full): definitions for tw_schema_merge_definitions()
 */
char *
tw_definition_retire (const char *entity, const char *field, gboolean retired)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "entity", entity);
  if (field)
    json_object_set_string_member (object, "key", field);
  json_object_set_boolean_member (object, "retired", retired);
  return print_one (field ? "field" : "entity", object);
}

/**
 * tw_definition_change_field:
 * @entity: key of an entity
 * @field: key of its own field
 * @attribute: key of what changes
 * @value: (nullable): the new value as JSON; %NULL takes the attribute away
 *
 * Returns: (transfer full) (nullable): definitions for tw_schema_merge_definitions(); %NULL when @value is not JSON
 */
char *
tw_definition_change_field (const char *entity, const char *field, const char *attribute, const char *value)
{
  JsonNode *node = json_from_string (value ? value : "null", NULL);
  JsonObject *object;

  if (!node)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "entity", entity);
  json_object_set_string_member (object, "key", field);
  json_object_set_member (object, attribute, node);
  return print_one ("field", object);
}

/**
 * tw_definition_change_choices:
 * @field: an own field, or a shipped one with own_choices
 * @choices_json: its choices in their new order, as a JSON list; those that are left out are retired, or stay as they were shipped
 *
 * Returns: (transfer full) (nullable): definitions for tw_schema_merge_definitions(); %NULL when @choices_json is not JSON
 */
char *
tw_definition_change_choices (const TwField *field, const char *choices_json)
{
  JsonNode *node;
  JsonObject *object;

  g_return_val_if_fail (field->custom || field->own_choices, NULL);

  if (field->custom)
    return tw_definition_change_field (field->entity->key, field->key, "choices", choices_json);
  node = json_from_string (choices_json, NULL);
  if (!node)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "entity", field->entity->key);
  json_object_set_string_member (object, "key", field->key);
  json_object_set_member (object, "choices", node);
  return print_one ("choices", object);
}

/**
 * tw_definition_suggest_key:
 * @label: what people call a field or object
 *
 * Returns: (transfer full): a valid key made of it
 */
char *
tw_definition_suggest_key (const char *label)
{
  g_autofree char *ascii = g_str_to_ascii (label, "C");
  g_autoptr(GString) key = g_string_new (NULL);

  for (const char *c = ascii; *c && key->len < TW_KEY_MAX_LENGTH; c++)
    if (g_ascii_isalnum (*c) && (key->len || g_ascii_isalpha (*c)))
      g_string_append_c (key, g_ascii_tolower (*c));
    else if (key->len && key->str[key->len - 1] != '_')
      g_string_append_c (key, '_');
  while (key->len && key->str[key->len - 1] == '_')
    g_string_truncate (key, key->len - 1);
  if (!key->len)
    g_string_assign (key, "field");
  /* A word of the expression language gets a tail. */
  if (tw_schema_is_reserved (key->str))
    g_string_append (key, "_value");
  return g_string_free (g_steal_pointer (&key), FALSE);
}
