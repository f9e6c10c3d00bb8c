/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-choice-edit.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-definitions.h"
#include "tw-record.h"
#include "tw-text.h"

#define MAX_LABEL 100

static const char *const colors[] = { "teal", "purple", "orange", "green", "coral", "blue", "brown", "yellow", "red", "slate" };

static JsonArray *
read_choices (const TwField *field)
{
  g_autofree char *text = tw_field_print_choices (field);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_array (node);
}

static char *
print_choices (const TwField *field, JsonArray *choices)
{
  g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), choices);
  g_autofree char *text = json_to_string (node, FALSE);

  return tw_definition_change_choices (field, text);
}

static JsonObject *
find_choice (JsonArray *choices, const char *key)
{
  for (guint i = 0; i < json_array_get_length (choices); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (choices, i), "key"), key))
      return json_array_get_object_element (choices, i);
  return NULL;
}

/* Two choices that read alike cannot be told apart; key: the choice itself, nullable. */
static gboolean
check_label (const TwField *field, const char *key, const char *label, GError **error)
{
  if (*label == '\0' || g_utf8_strlen (label, -1) > MAX_LABEL)
    {
      g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHECK, _("Give it a name of 1 to %d characters."), MAX_LABEL);
      return FALSE;
    }
  for (guint i = 0; field->choices[i] != NULL; i++)
    if (g_strcmp0 (field->choices[i]->key, key) != 0 && tw_text_equal (tw_choice_get_label (field, field->choices[i]), label))
      {
        g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHOICE,
                     field->choices[i]->retired ? _("“%s” is there already, hidden. Show it again instead.") : _("“%s” is there already. Choose another name."),
                     label);
        return FALSE;
      }
  return TRUE;
}

static char *
dup_free_key (const TwField *field, const char *label)
{
  g_autofree char *base = tw_definition_suggest_key (label);
  g_autofree char *key = g_strdup (base);

  for (guint n = 2; tw_field_get_choice (field, key) != NULL; n++)
    {
      g_free (key);
      key = g_strdup_printf ("%.40s_%u", base, n);
    }
  return g_steal_pointer (&key);
}

static guint
count_choices (const TwField *field)
{
  guint n = 0;

  while (field->choices[n] != NULL)
    n++;
  return n;
}

/**
 * tw_choice_edit_can:
 * @field: (nullable): any field
 *
 * Returns: whether people may add, rename, colour, order and hide its choices
 */
gboolean
tw_choice_edit_can (const TwField *field)
{
  return field != NULL && field->choices != NULL && !field->retired && (field->custom || field->own_choices);
}

/**
 * tw_choice_edit_list:
 * @schema: the schema of the workspace
 *
 * Returns: (transfer full) (element-type TwField): the fields for which tw_choice_edit_can()
 */
GPtrArray *
tw_choice_edit_list (TwSchema *schema)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      for (guint f = 0; f < entity->n_fields && !entity->retired; f++)
        if (tw_choice_edit_can (entity->fields[f]))
          g_ptr_array_add (fields, (gpointer) entity->fields[f]);
    }
  return fields;
}

/**
 * tw_choice_edit_add:
 * @field: a field for which tw_choice_edit_can()
 * @label: what the new choice is called
 * @error: an empty or long name, or one that is there
 *
 * Returns: (transfer full) (nullable): definitions with the choice at the end of those in use
 */
char *
tw_choice_edit_add (const TwField *field, const char *label, GError **error)
{
  g_autoptr(JsonArray) choices = NULL, placed = json_array_new ();
  g_autofree char *key = NULL;
  JsonObject *choice;
  guint place = 0;

  if (!check_label (field, NULL, label, error))
    return NULL;
  choices = read_choices (field);
  key = dup_free_key (field, label);
  choice = json_object_new ();
  json_object_set_string_member (choice, "key", key);
  json_object_set_string_member (choice, "label", label);
  json_object_set_string_member (choice, "color", colors[count_choices (field) % G_N_ELEMENTS (colors)]);
  /* Behind the last one that is offered. */
  for (guint i = 0; field->choices[i] != NULL; i++)
    if (!field->choices[i]->retired)
      place = i + 1;
  for (guint i = 0; i <= json_array_get_length (choices); i++)
    {
      if (i == place)
        json_array_add_object_element (placed, json_object_ref (choice));
      if (i < json_array_get_length (choices))
        json_array_add_object_element (placed, json_object_ref (json_array_get_object_element (choices, i)));
    }
  json_object_unref (choice);
  return print_choices (field, placed);
}

/**
 * tw_choice_edit_rename:
 * @field: a field for which tw_choice_edit_can()
 * @key: of a choice
 * @label: its new name, in every language
 * @error: an empty or long name, or one that is there
 *
 * Returns: (transfer full) (nullable): definitions
 */
char *
tw_choice_edit_rename (const TwField *field, const char *key, const char *label, GError **error)
{
  g_autoptr(JsonArray) choices = NULL;
  JsonObject *choice;

  if (!check_label (field, key, label, error))
    return NULL;
  choices = read_choices (field);
  choice = find_choice (choices, key);
  g_return_val_if_fail (choice != NULL, NULL);
  json_object_set_string_member (choice, "label", label);
  json_object_remove_member (choice, "labels");
  return print_choices (field, choices);
}

/**
 * tw_choice_edit_color:
 * @field: a field for which tw_choice_edit_can()
 * @key: of a choice
 * @color: a colour of the palette, as in the schema
 *
 * Returns: (transfer full): definitions
 */
char *
tw_choice_edit_color (const TwField *field, const char *key, const char *color)
{
  g_autoptr(JsonArray) choices = read_choices (field);
  JsonObject *choice = find_choice (choices, key);

  g_return_val_if_fail (choice != NULL, NULL);
  json_object_set_string_member (choice, "color", color);
  return print_choices (field, choices);
}

/**
 * tw_choice_edit_retire:
 * @field: a field for which tw_choice_edit_can()
 * @key: of a choice
 * @retired: %FALSE offers it again
 * @error: the last one that is offered
 *
 * Returns: (transfer full) (nullable): definitions
 */
char *
tw_choice_edit_retire (const TwField *field, const char *key, gboolean retired, GError **error)
{
  g_autoptr(JsonArray) choices = read_choices (field);
  JsonObject *choice = find_choice (choices, key);
  guint others = 0;

  g_return_val_if_fail (choice != NULL, NULL);
  for (guint i = 0; field->choices[i] != NULL; i++)
    others += !field->choices[i]->retired && !g_str_equal (field->choices[i]->key, key);
  if (retired && others == 0)
    {
      g_set_error_literal (error, TW_RECORD_ERROR, TW_RECORD_ERROR_CHOICE, _("One choice must be left. Add another one first."));
      return NULL;
    }
  json_object_set_boolean_member (choice, "retired", retired);
  return print_choices (field, choices);
}

/**
 * tw_choice_edit_place:
 * @field: a field for which tw_choice_edit_can()
 * @key: of a choice
 * @place: where it is to stand among all, from 0
 *
 * Returns: (transfer full): definitions
 */
char *
tw_choice_edit_place (const TwField *field, const char *key, guint place)
{
  g_autoptr(JsonArray) choices = read_choices (field), placed = json_array_new ();
  JsonObject *choice = find_choice (choices, key);

  g_return_val_if_fail (choice != NULL, NULL);
  for (guint i = 0; i < json_array_get_length (choices); i++)
    {
      JsonObject *other = json_array_get_object_element (choices, i);

      if (other == choice)
        continue;
      if (json_array_get_length (placed) == place)
        json_array_add_object_element (placed, json_object_ref (choice));
      json_array_add_object_element (placed, json_object_ref (other));
    }
  if (json_array_get_length (placed) < json_array_get_length (choices))
    json_array_add_object_element (placed, json_object_ref (choice));
  return print_choices (field, placed);
}
