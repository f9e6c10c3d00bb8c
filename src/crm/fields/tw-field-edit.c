/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-field-edit.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tw-definitions.h"
#include "tw-record.h"
#include "tw-text.h"

#define MAX_LABEL   100
#define MAX_CHOICES 500
#define SYSTEM      "system"

static const char *const colors[] = { "teal", "purple", "orange", "green", "coral", "blue", "brown", "yellow", "red", "slate" };

/* --- Kinds --- */

gboolean
tw_field_edit_has_bounds (TwKind kind)
{
  return (kind >= TW_KIND_INTEGER && kind <= TW_KIND_MONEY) || (kind >= TW_KIND_DATE && kind <= TW_KIND_DURATION);
}

gboolean
tw_field_edit_has_pattern (TwKind kind)
{
  return kind <= TW_KIND_URL;
}

gboolean
tw_field_edit_has_unique (TwKind kind)
{
  return tw_field_edit_has_bounds (kind) || kind == TW_KIND_TEXT || kind == TW_KIND_EMAIL || kind == TW_KIND_PHONE || kind == TW_KIND_URL
         || kind == TW_KIND_NUMBER || kind == TW_KIND_LINK;
}

static gboolean
has_choices (TwKind kind)
{
  return kind == TW_KIND_ENUM || kind == TW_KIND_SET;
}

/* What is written as words is found by search, like what is shipped. */
static gboolean
is_searched (TwKind kind)
{
  return kind <= TW_KIND_URL || kind == TW_KIND_TAGS || kind == TW_KIND_NUMBER;
}

gboolean
tw_field_edit_is_listed (const TwField *field)
{
  return field->number > TW_FIELD_UPDATED_BY && !field->hidden && g_strcmp0 (field->section, SYSTEM) != 0;
}

/* --- Names --- */

G_GNUC_PRINTF (2, 3)
static void
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL && *error == NULL)
    *error = g_error_new_valist (TW_RECORD_ERROR, TW_RECORD_ERROR_CHECK, format, args);
  va_end (args);
}

static gboolean
check_length (const char *label, GError **error)
{
  if (label != NULL && *label != '\0' && g_utf8_strlen (label, -1) <= MAX_LABEL)
    return TRUE;
  refuse (error, _("Give it a name of 1 to %d characters."), MAX_LABEL);
  return FALSE;
}

/* Two fields that read alike cannot be told apart in a form. */
static gboolean
check_label (const TwEntity *entity, const TwField *field, const char *label, GError **error)
{
  if (!check_length (label, error))
    return FALSE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i] != field && !entity->fields[i]->hidden && tw_text_equal (tw_field_get_label (entity->fields[i]), label))
      {
        refuse (error, entity->fields[i]->retired ? _("“%s” is there already, hidden. Show it again instead.")
                                                  : _("“%s” is there already. Choose another name."), label);
        return FALSE;
      }
  return TRUE;
}

static char *
dup_free_key (const TwEntity *entity, const char *label)
{
  g_autofree char *base = tw_definition_suggest_key (label);
  g_autofree char *key = g_strdup (base);

  for (guint n = 2; tw_entity_get_field (entity, key) != NULL || tw_entity_get_inverse (entity, key) != NULL; n++)
    {
      g_free (key);
      key = g_strdup_printf ("%.40s_%u", base, n);
    }
  return g_steal_pointer (&key);
}

/* --- JSON --- */

static char *
print_one (const char *what, JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *list = json_array_new ();
  JsonObject *item = json_object_new ();

  json_object_set_object_member (item, what, object);
  json_array_add_object_element (list, item);
  json_node_take_array (node, list);
  return json_to_string (node, FALSE);
}

/* An empty text takes the member away; a new field has none to take away. */
static void
set_text (JsonObject *object, const char *member, const char *text, gboolean changes)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*stripped != '\0')
    json_object_set_string_member (object, member, stripped);
  else if (changes)
    json_object_set_null_member (object, member);
}

static void
set_roles (JsonObject *object, const char *member, const char *names, gboolean changes)
{
  g_auto(GStrv) parts = g_strsplit (names != NULL ? names : "", ";", -1);
  g_autoptr(JsonArray) list = json_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      json_array_add_string_element (list, parts[i]);
  if (json_array_get_length (list) > 0)
    json_object_set_array_member (object, member, g_steal_pointer (&list));
  else if (changes)
    json_object_set_null_member (object, member);
}

static gboolean
has_key (JsonArray *choices, const char *key)
{
  for (guint i = 0; i < json_array_get_length (choices); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (choices, i), "key"), key))
      return TRUE;
  return FALSE;
}

static void
add_choice (JsonArray *choices, const char *label)
{
  g_autofree char *base = tw_definition_suggest_key (label);
  g_autofree char *key = g_strdup (base);
  JsonObject *choice = json_object_new ();

  for (guint n = 2; has_key (choices, key); n++)
    {
      g_free (key);
      key = g_strdup_printf ("%.40s_%u", base, n);
    }
  json_object_set_string_member (choice, "key", key);
  json_object_set_string_member (choice, "label", label);
  json_object_set_string_member (choice, "color", colors[json_array_get_length (choices) % G_N_ELEMENTS (colors)]);
  json_array_add_object_element (choices, choice);
}

static gboolean
set_choices (JsonObject *object, const char *text, GError **error)
{
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", MAX_CHOICES + 2);
  g_autoptr(JsonArray) choices = json_array_new ();

  for (guint i = 0; lines[i] != NULL && i <= MAX_CHOICES && json_array_get_length (choices) <= MAX_CHOICES; i++)
    {
      if (*g_strstrip (lines[i]) == '\0')
        continue;
      if (!check_length (lines[i], error))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (tw_text_equal (lines[i], lines[j]))
          {
            refuse (error, _("“%s” is there already. Choose another name."), lines[i]);
            return FALSE;
          }
      add_choice (choices, lines[i]);
    }
  if (json_array_get_length (choices) == 0 || json_array_get_length (choices) > MAX_CHOICES)
    {
      refuse (error, _("Write between 1 and %d choices, one a line."), MAX_CHOICES);
      return FALSE;
    }
  json_object_set_array_member (object, "choices", g_steal_pointer (&choices));
  return TRUE;
}

/* What holds from the first day of a field on. */
static gboolean
set_form (JsonObject *object, const TwFieldDraft *draft, GError **error)
{
  gboolean computed = draft->formula != NULL && *draft->formula != '\0';

  json_object_set_string_member (object, "kind", tw_kind_get_name (draft->kind));
  if (has_choices (draft->kind) && !set_choices (object, draft->choices, error))
    return FALSE;
  if ((draft->kind == TW_KIND_LINK || draft->kind == TW_KIND_LINKS) && draft->target != NULL)
    {
      JsonArray *to = json_array_new ();

      json_array_add_string_element (to, draft->target->key);
      json_object_set_array_member (object, "to", to);
    }
  if (is_searched (draft->kind) && !computed)
    json_object_set_string_member (object, "search", "text");
  return TRUE;
}

/* What may change at any time. An own field that is not computed has all of the rules of its kind. */
static void
set_rules (JsonObject *object, const TwFieldDraft *draft, gboolean computed, gboolean changes)
{
  set_text (object, "help", draft->help, changes);
  set_roles (object, "read_roles", draft->readers, changes);
  json_object_set_boolean_member (object, "sensitive", draft->sensitive);
  if (computed)
    {
      set_text (object, "formula", draft->formula, FALSE);
      return;
    }
  set_roles (object, "write_roles", draft->writers, changes);
  json_object_set_boolean_member (object, "required", draft->required);
  if (tw_field_edit_has_unique (draft->kind))
    json_object_set_boolean_member (object, "unique", draft->unique);
  if (draft->kind == TW_KIND_NUMBER)
    set_text (object, "series", draft->series, changes);
  else
    set_text (object, "default", draft->initial, changes);
  if (tw_field_edit_has_bounds (draft->kind))
    {
      set_text (object, "min", draft->min, changes);
      set_text (object, "max", draft->max, changes);
    }
  if (tw_field_edit_has_pattern (draft->kind))
    set_text (object, "pattern", draft->pattern, changes);
  set_text (object, "check", draft->check, changes);
  set_text (object, "check_message", draft->check != NULL && *draft->check != '\0' ? draft->check_message : NULL, changes);
}

/* The other side of a link is named by where it comes from: "visits" at a company; by the field, too, when that is taken. */
static void
set_inverse (JsonObject *object, const TwEntity *entity, const char *key, const TwFieldDraft *draft)
{
  g_autofree char *inverse = NULL;

  if ((draft->kind != TW_KIND_LINK && draft->kind != TW_KIND_LINKS) || draft->target == NULL)
    return;
  inverse = g_strdup (entity->plural);
  if (tw_entity_get_field (draft->target, inverse) != NULL || tw_entity_get_inverse (draft->target, inverse) != NULL)
    {
      g_free (inverse);
      inverse = g_strdup_printf ("%.23s_%.23s", entity->plural, key);
    }
  if (tw_entity_get_field (draft->target, inverse) != NULL || tw_entity_get_inverse (draft->target, inverse) != NULL)
    return;
  json_object_set_string_member (object, "inverse", inverse);
  json_object_set_string_member (object, "inverse_label", entity->label_plural);
}

/**
 * tw_field_edit_save:
 * @entity: a kind of record
 * @field: (nullable): an own field of it; %NULL makes a new one
 * @draft: what was entered
 * @error: a name or choices that cannot be; what the schema does not allow, tw_store_define() says
 *
 * Returns: (transfer full) (nullable): definitions
 */
char *
tw_field_edit_save (const TwEntity *entity, const TwField *field, const TwFieldDraft *draft, GError **error)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *key = NULL;
  TwFieldDraft rules = *draft;

  g_return_val_if_fail (field == NULL || field->custom, NULL);
  if (!check_label (entity, field, draft->label, error))
    return NULL;
  key = field != NULL ? g_strdup (field->key) : dup_free_key (entity, draft->label);
  json_object_set_string_member (object, "entity", entity->key);
  json_object_set_string_member (object, "key", key);
  if (field == NULL || g_strcmp0 (tw_field_get_label (field), draft->label) != 0)
    {
      json_object_set_string_member (object, "label", draft->label);
      if (field != NULL)
        json_object_set_null_member (object, "labels");
    }
  if (field == NULL)
    {
      if (!set_form (object, draft, error))
        return NULL;
      set_inverse (object, entity, key, draft);
    }
  else
    rules.kind = field->kind;
  set_rules (object, &rules, field != NULL ? field->formula != NULL : draft->formula != NULL && *draft->formula != '\0', field != NULL);
  return print_one ("field", g_steal_pointer (&object));
}

/**
 * tw_field_edit_preview:
 * @shipped: the shipped schema
 * @draft: what was entered so far
 *
 * Returns: (transfer full) (nullable): a snapshot with the object "preview", whose field "sample" is as entered
 */
TwSchema *
tw_field_edit_preview (const TwSchema *shipped, const TwFieldDraft *draft)
{
  JsonObject *object = json_object_new (), *name = json_object_new (), *sample = json_object_new ();
  JsonArray *fields = json_array_new ();
  TwFieldDraft plain = *draft;
  g_autofree char *text = NULL;

  /* Own kinds of records are none of the shipped schema, and expressions would speak of other fields. */
  if (plain.target != NULL && plain.target->custom)
    plain.target = NULL;
  plain.formula = plain.check = plain.check_message = plain.readers = plain.writers = NULL;
  json_object_set_string_member (name, "key", "name");
  json_object_set_string_member (name, "label", "Name");
  json_object_set_string_member (name, "kind", "text");
  json_object_set_int_member (name, "number", TW_FIELD_FIRST_OWN);
  json_object_set_string_member (sample, "key", "sample");
  json_object_set_string_member (sample, "label", draft->label != NULL && *draft->label != '\0' ? draft->label : _("New field"));
  json_object_set_int_member (sample, "number", TW_FIELD_FIRST_OWN + 1);
  json_array_add_object_element (fields, name);
  json_object_set_string_member (object, "entity", "preview");
  json_object_set_string_member (object, "plural", "previews");
  json_object_set_string_member (object, "label", "Preview");
  json_object_set_string_member (object, "label_plural", "Previews");
  json_object_set_int_member (object, "number", 1024);
  json_object_set_string_member (object, "name", "name");
  if (!set_form (sample, &plain, NULL))
    {
      json_object_unref (sample);
      json_array_unref (fields);
      json_object_unref (object);
      return NULL;
    }
  set_rules (sample, &plain, FALSE, FALSE);
  json_array_add_object_element (fields, sample);
  json_object_set_array_member (object, "fields", fields);
  text = print_one ("entity", object);
  return tw_schema_extend (shipped, text, NULL);
}

/* --- Places --- */

static gboolean
same_section (const TwField *a, const TwField *b)
{
  return tw_field_edit_is_listed (b) && g_strcmp0 (a->section, b->section) == 0;
}

/* All fields in their order, but the one in front of another; before NULL: behind all. */
static char *
print_order (const TwField *field, const TwField *before)
{
  const TwEntity *entity = field->entity;
  JsonObject *layout = json_object_new ();
  JsonArray *order = json_array_new ();

  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (entity->fields[i] == before)
        json_array_add_string_element (order, field->key);
      if (entity->fields[i] != field && entity->fields[i]->number > TW_FIELD_UPDATED_BY)
        json_array_add_string_element (order, entity->fields[i]->key);
    }
  if (before == NULL)
    json_array_add_string_element (order, field->key);
  json_object_set_string_member (layout, "entity", entity->key);
  json_object_set_array_member (layout, "order", order);
  return print_one ("layout", layout);
}

/**
 * tw_field_edit_place:
 * @field: any field
 * @before: another one of its section
 *
 * Returns: (transfer full) (nullable): definitions with the one in front of the other
 */
char *
tw_field_edit_place (const TwField *field, const TwField *before)
{
  return field != before && same_section (field, before) ? print_order (field, before) : NULL;
}

/**
 * tw_field_edit_shift:
 * @field: any field
 * @delta: -1: up, 1: down
 *
 * Returns: (transfer full) (nullable): definitions with the field beyond its neighbour; %NULL where it has none
 */
char *
tw_field_edit_shift (const TwField *field, int delta)
{
  const TwEntity *entity = field->entity;
  const TwField *before = NULL;
  guint passed = 0;

  for (guint i = field->index; delta < 0 && i-- > 0;)
    if (same_section (field, entity->fields[i]))
      return print_order (field, entity->fields[i]);
  for (guint i = field->index + 1; delta > 0 && i < entity->n_fields && passed < 2; i++)
    if (same_section (field, entity->fields[i]))
      {
        passed++;
        before = passed == 2 ? entity->fields[i] : NULL;
      }
  return passed > 0 ? print_order (field, before) : NULL;
}

/* --- Kinds of records --- */

static gboolean
check_object (const TwSchema *schema, const TwEntity *self, const char *label, const char *plural, GError **error)
{
  if (!check_length (label, error) || !check_length (plural, error))
    return FALSE;
  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (entity != self && (tw_text_equal (tw_entity_get_label (entity, FALSE), label) || tw_text_equal (tw_entity_get_label (entity, TRUE), plural)))
        {
          refuse (error, entity->retired ? _("“%s” is there already, hidden. Show it again instead.")
                                         : _("“%s” is there already. Choose another name."), label);
          return FALSE;
        }
    }
  return TRUE;
}

/* parent: (nullable): where it becomes the name of a relation, too. */
static char *
dup_free_entity_key (TwSchema *schema, const TwEntity *parent, const char *label)
{
  g_autofree char *base = tw_definition_suggest_key (label);
  g_autofree char *key = g_strdup (base);

  for (guint n = 2; tw_schema_get_entity (schema, key) != NULL
                    || (parent != NULL && (tw_entity_get_field (parent, key) != NULL || tw_entity_get_inverse (parent, key) != NULL)); n++)
    {
      g_free (key);
      key = g_strdup_printf ("%.40s_%u", base, n);
    }
  return g_steal_pointer (&key);
}

/**
 * tw_object_edit_new:
 * @schema: the schema of the workspace
 * @label: what one record is called
 * @plural: what many are called
 * @group: (nullable): of the sidebar, "sell"; %NULL: not shown there
 * @parent: (nullable): the kind whose records the new ones belong to
 * @error: a name that cannot be, or is there
 *
 * The new kind has a name, notes and an owner, as people expect of a record.
 *
 * Returns: (transfer full) (nullable): definitions
 */
char *
tw_object_edit_new (TwSchema *schema, const char *label, const char *plural, const char *group, const TwEntity *parent, GError **error)
{
  g_autofree char *key = NULL, *plural_key = NULL, *text = NULL;
  g_autoptr(JsonNode) node = NULL, owner = NULL;
  JsonObject *object = NULL;

  if (!check_object (schema, NULL, label, plural, error))
    return NULL;
  key = dup_free_entity_key (schema, NULL, label);
  plural_key = dup_free_entity_key (schema, parent, plural);
  text = tw_definition_new_entity (key, plural_key, label, plural);
  node = json_from_string (text, NULL);
  object = json_object_get_object_member (json_array_get_object_element (json_node_get_array (node), 0), "entity");
  if (group != NULL)
    json_object_set_string_member (object, "group", group);
  if (parent != NULL)
    json_object_set_string_member (object, "parent", parent->key);
  json_object_set_string_member (object, "owner", "owner");
  owner = json_from_string ("[{\"key\": \"owner\", \"label\": \"Owner\", \"kind\": \"link\", \"to\": [\"user\"], \"default\": \"=me\", \"indexed\": true},"
                            " {\"key\": \"description\", \"label\": \"Description\", \"kind\": \"longtext\", \"search\": \"text\"}]", NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (owner)); i++)
    json_array_add_element (json_object_get_array_member (object, "fields"), json_node_copy (json_array_get_element (json_node_get_array (owner), i)));
  return json_to_string (node, FALSE);
}

/**
 * tw_object_edit_rename:
 * @entity: an own kind of record
 * @label: what one is called
 * @plural: what many are called
 * @group: (nullable): of the sidebar; %NULL: not shown there
 * @error: a name that cannot be, or is there
 *
 * Returns: (transfer full) (nullable): definitions
 */
char *
tw_object_edit_rename (const TwEntity *entity, const char *label, const char *plural, const char *group, GError **error)
{
  JsonObject *object = NULL;

  g_return_val_if_fail (entity->custom, NULL);
  if (!check_object (entity->schema, entity, label, plural, error))
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "entity", entity->key);
  /* A name that stays keeps its translations. */
  if (g_strcmp0 (label, tw_entity_get_label (entity, FALSE)) != 0 || g_strcmp0 (plural, tw_entity_get_label (entity, TRUE)) != 0)
    {
      json_object_set_string_member (object, "label", label);
      json_object_set_string_member (object, "label_plural", plural);
      json_object_set_null_member (object, "labels");
    }
  if (group != NULL)
    json_object_set_string_member (object, "group", group);
  else
    json_object_set_null_member (object, "group");
  return print_one ("entity", object);
}
