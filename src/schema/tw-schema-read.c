/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One entity's or field's JSON object into its struct. What needs other entities is checked in tw-schema-link.c. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

/* The object that is being read, and where it stands. The first error wins. */
typedef struct
{
  TwSchema   *schema;
  JsonObject *object;
  const char *file, *path;
  GHashTable *lines;
  GError    **error;
  gboolean    failed;
} Reader;

gboolean
tw_schema_is_key (const char *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > TW_MAX_KEY || !g_ascii_islower (text[0]))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '_')
      return FALSE;
  return TRUE;
}

G_GNUC_PRINTF (3, 4) static void
fail (Reader *r, const char *key, const char *format, ...)
{
  g_autofree char *path = g_strconcat (r->path, "/", key, NULL);
  g_autofree char *message = NULL;
  va_list args;

  if (r->failed)
    return;
  r->failed = TRUE;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  tw_schema_fail (r->error, TW_SCHEMA_ERROR_INVALID, r->file, r->lines, path, "%s", message);
}

static void
refuse_unknown (Reader *r, const char *const *known)
{
  g_autoptr(GList) members = json_object_get_members (r->object);

  for (GList *m = members; m; m = m->next)
    if (!g_strv_contains (known, m->data))
      fail (r, m->data, _("“%s” is not a key of a definition here. See docs/schema-format.md."), (char *) m->data);
}

static JsonNode *
member (Reader *r, const char *key)
{
  JsonNode *node = json_object_get_member (r->object, key);

  return node && json_node_is_null (node) ? NULL : node;
}

static const char *
read_text (Reader *r, const char *key, gboolean required)
{
  JsonNode *node = member (r, key);

  if (!node)
    {
      if (required)
        fail (r, "", _("“%s” is missing."), key);
      return NULL;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING || !*json_node_get_string (node))
    {
      fail (r, key, _("“%s” must be a text that is not empty."), key);
      return NULL;
    }
  return tw_schema_intern (r->schema, json_node_get_string (node));
}

static const char *
read_key (Reader *r, const char *key, gboolean required)
{
  const char *text = read_text (r, key, required);

  if (text && !tw_schema_is_key (text))
    fail (r, key, _("“%s” is not a key: it takes small letters, digits and _, starts with a letter, and has at most %d characters."), text, TW_MAX_KEY);
  return text;
}

static gint64
read_int (Reader *r, const char *key, gint64 fallback, gint64 min, gint64 max)
{
  JsonNode *node = member (r, key);
  gint64 value;

  if (!node)
    return fallback;
  if (json_node_get_value_type (node) != G_TYPE_INT64)
    {
      fail (r, key, _("“%s” must be a whole number."), key);
      return fallback;
    }
  value = json_node_get_int (node);
  if (value < min || value > max)
    fail (r, key, _("“%s” must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT "."), key, min, max);
  return value;
}

static gboolean
read_bool (Reader *r, const char *key)
{
  JsonNode *node = member (r, key);

  if (!node)
    return FALSE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      fail (r, key, _("“%s” must be true or false."), key);
      return FALSE;
    }
  return json_node_get_boolean (node);
}

/* An array of texts; NULL when it is left out. */
static const char *const *
read_texts (Reader *r, const char *key)
{
  JsonNode *node = member (r, key);
  JsonArray *array;
  const char **texts;
  guint n;

  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (r, key, _("“%s” must be a list of texts."), key);
      return NULL;
    }
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  texts = tw_schema_alloc (r->schema, (n + 1) * sizeof (char *));
  for (guint i = 0; i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) != G_TYPE_STRING)
        {
          fail (r, key, _("“%s” must be a list of texts."), key);
          return NULL;
        }
      texts[i] = tw_schema_intern (r->schema, json_node_get_string (element));
    }
  return texts;
}

/* The site's own translations: {"fr": "Nom"} or {"fr": {"label": …, "label_plural": …}}. */
static void
read_labels (Reader *r, const char *key, gconstpointer owner)
{
  JsonNode *node = member (r, key);
  JsonObjectIter iter;
  const char *language;
  JsonNode *label;

  if (!node)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (r, key, _("“%s” must be an object of languages."), key);
      return;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &language, &label))
    {
      const char *one = NULL, *many = NULL;

      if (json_node_get_value_type (label) == G_TYPE_STRING)
        one = json_node_get_string (label);
      else if (JSON_NODE_HOLDS_OBJECT (label))
        {
          one = json_object_get_string_member_with_default (json_node_get_object (label), "label", NULL);
          many = json_object_get_string_member_with_default (json_node_get_object (label), "label_plural", NULL);
        }
      if (!one)
        {
          fail (r, key, _("The label for “%s” must be a text."), language);
          return;
        }
      for (int plural = 0; plural < 2; plural++)
        {
          GHashTable *all = plural ? r->schema->translations_plural : r->schema->translations, *own;
          const char *text = plural ? many : one;

          if (!text)
            continue;
          own = g_hash_table_lookup (all, owner);
          if (!own)
            {
              own = g_hash_table_new (g_str_hash, g_str_equal);
              g_hash_table_insert (all, (gpointer) owner, own);
            }
          g_hash_table_insert (own, (gpointer) tw_schema_intern (r->schema, language), (gpointer) tw_schema_intern (r->schema, text));
        }
    }
}

static void
read_choices (Reader *r, TwField *field)
{
  static const char *const known[] = { "key", "label", "labels", "color", "closed", "retired", NULL };
  JsonNode *node = member (r, "choices");
  const TwChoice **choices;
  JsonArray *array;
  guint n;

  if (!node)
    {
      fail (r, "", _("The field “%s” needs its “choices”."), field->key);
      return;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node) || (n = json_array_get_length (array = json_node_get_array (node))) == 0)
    {
      fail (r, "choices", _("“choices” must be a list that is not empty."));
      return;
    }
  choices = tw_schema_alloc (r->schema, (n + 1) * sizeof (TwChoice *));
  for (guint i = 0; i < n && !r->failed; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s/choices/%u", r->path, i);
      Reader c = { r->schema, NULL, r->file, path, r->lines, r->error, FALSE };
      TwChoice *choice = tw_schema_alloc (r->schema, sizeof (TwChoice));

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          fail (r, "choices", _("A choice must be an object with “key” and “label”."));
          return;
        }
      c.object = json_node_get_object (element);
      refuse_unknown (&c, known);
      choice->key = read_key (&c, "key", TRUE);
      choice->label = read_text (&c, "label", TRUE);
      choice->color = read_text (&c, "color", FALSE);
      choice->closed = read_bool (&c, "closed");
      choice->retired = read_bool (&c, "retired");
      choice->order = i;
      read_labels (&c, "labels", choice);
      for (guint k = 0; k < i && !c.failed; k++)
        if (g_str_equal (choices[k]->key, choice->key))
          fail (&c, "key", _("The choice “%s” stands here twice."), choice->key);
      r->failed |= c.failed;
      choices[i] = choice;
    }
  field->choices = choices;
}

static gboolean
read_one_of (Reader *r, const char *key, const char *const *names, int *value)
{
  const char *text = read_text (r, key, FALSE);

  if (!text)
    return FALSE;
  for (int i = 0; names[i]; i++)
    if (g_str_equal (names[i], text))
      {
        *value = i;
        return TRUE;
      }
  g_autofree char *list = g_strjoinv (", ", (char **) names);
  fail (r, key, _("“%s” is no value of “%s”; it may be one of: %s."), text, key, list);
  return FALSE;
}

static void
read_relation (Reader *r, TwField *field)
{
  static const char *const on_delete[] = { "restrict", "clear", "cascade", NULL };
  gboolean link = field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS;
  int value = TW_DELETE_CLEAR;

  field->targets = read_texts (r, "to");
  field->inverse = read_key (r, "inverse", FALSE);
  field->inverse_label = read_text (r, "inverse_label", FALSE);
  read_one_of (r, "on_delete", on_delete, &value);
  field->on_delete = value;
  field->tree = read_bool (r, "tree");
  if (!link && (field->targets || field->inverse || field->tree || member (r, "on_delete")))
    fail (r, "kind", _("“to”, “inverse”, “on_delete” and “tree” are for the kinds link and links only."));
  if (field->inverse && !field->inverse_label)
    fail (r, "inverse", _("“inverse” needs an “inverse_label”."));
}

static void
check_field (Reader *r, TwField *field)
{
  g_autoptr(GRegex) regex = NULL;
  g_autoptr(GError) problem = NULL;
  gboolean computed = field->formula != NULL;

  if (field->pattern && !(regex = g_regex_new (field->pattern, 0, 0, &problem)))
    fail (r, "pattern", _("“pattern” is not a regular expression: %s"), problem->message);
  if (field->pattern && field->type != TW_TYPE_TEXT)
    fail (r, "pattern", _("“pattern” is for texts only."));
  for (int i = 0; i < 2; i++)
    {
      const char *bound = i ? field->max : field->min;
      g_auto(TwValue) value = TW_VALUE_INIT;
      TwType type = field->type == TW_TYPE_MONEY ? TW_TYPE_DECIMAL : field->type;

      if (bound && (type == TW_TYPE_TEXT || type == TW_TYPE_ENUM || type == TW_TYPE_LIST || type == TW_TYPE_LINK || type == TW_TYPE_JSON || type == TW_TYPE_BOOLEAN))
        fail (r, i ? "max" : "min", _("“min” and “max” are for numbers and times only."));
      else if (bound && !tw_value_parse (type, bound, NULL, &value, NULL))
        fail (r, i ? "max" : "min", _("“%s” is not a valid %s."), bound, tw_type_get_name (type));
    }
  if (computed && (field->required || field->unique || field->indexed || field->default_value || field->derive || field->series))
    fail (r, "formula", _("A computed field cannot be required, unique, indexed or a number series, and has no default or derived value."));
  if (computed && field->kind == TW_KIND_LINKS)
    fail (r, "formula", _("A relation to many records cannot be computed."));
  if ((field->series != NULL) != (field->kind == TW_KIND_NUMBER))
    fail (r, "kind", _("The kind number and “series” go together."));
  if (field->series && !strstr (field->series, "{0"))
    fail (r, "series", _("“series” needs a counter such as {0000}."));
  if (field->unique && (field->type == TW_TYPE_LIST || field->type == TW_TYPE_JSON))
    fail (r, "unique", _("A list cannot be unique."));
  if ((field->derive != NULL) != (field->derive_when != NULL))
    fail (r, field->derive ? "derive" : "derive_when", _("“derive” and “derive_when” go together."));
}

TwField *
tw_schema_read_field (TwSchema *schema, TwEntityBuild *build, JsonObject *object, const char *file, GHashTable *lines,
                      const char *path, gboolean custom, GError **error)
{
  static const char *const known[] = {
    "number", "key", "label", "labels", "help", "section", "kind", "required", "unique", "indexed", "read_only", "sensitive", "hidden",
    "retired", "search", "default", "formula", "derive", "derive_when", "check", "check_message", "pattern", "min", "max", "max_length",
    "digits", "choices", "to", "inverse", "inverse_label", "inverse_labels", "on_delete", "tree", "series", "merge", "read_roles",
    "write_roles", NULL,
  };
  static const char *const searches[] = { "", "text", "name", NULL };
  static const char *const merges[] = { "register", "ask", "set", "add", "text", "strict", NULL };
  Reader r = { schema, object, file, path, lines, error, FALSE };
  TwField *field = tw_schema_alloc (schema, sizeof (TwField));
  const char *kind;
  int value = 0;

  refuse_unknown (&r, known);
  field->entity = &build->entity;
  field->custom = custom;
  field->key = read_key (&r, "key", TRUE);
  field->number = read_int (&r, "number", 0, custom ? TW_FIRST_CUSTOM_FIELD : TW_FIELD_FIRST_OWN, custom ? G_MAXINT32 : TW_FIRST_CUSTOM_FIELD - 1);
  if (!field->number)
    fail (&r, "", _("“%s” is missing."), "number");
  field->label = read_text (&r, "label", TRUE);
  read_labels (&r, "labels", field);
  field->help = read_text (&r, "help", FALSE);
  field->section = read_key (&r, "section", FALSE);
  kind = read_text (&r, "kind", TRUE);
  if (kind && !tw_kind_parse (kind, &field->kind))
    fail (&r, "kind", _("“%s” is no kind of field. See docs/schema-format.md for the list."), kind);
  if (r.failed)
    return NULL;
  field->type = tw_kind_get_type (field->kind);
  field->required = read_bool (&r, "required");
  field->unique = read_bool (&r, "unique");
  field->indexed = read_bool (&r, "indexed");
  field->read_only = read_bool (&r, "read_only");
  field->sensitive = read_bool (&r, "sensitive");
  field->hidden = read_bool (&r, "hidden");
  field->retired = read_bool (&r, "retired");
  if (read_one_of (&r, "search", searches, &value))
    field->search = value;
  field->default_value = read_text (&r, "default", FALSE);
  field->formula = read_text (&r, "formula", FALSE);
  field->derive = read_text (&r, "derive", FALSE);
  field->derive_when = read_text (&r, "derive_when", FALSE);
  field->check = read_text (&r, "check", FALSE);
  field->check_message = read_text (&r, "check_message", FALSE);
  field->pattern = read_text (&r, "pattern", FALSE);
  field->min = read_text (&r, "min", FALSE);
  field->max = read_text (&r, "max", FALSE);
  field->max_length = read_int (&r, "max_length", 0, 1, 100 * 1024 * 1024);
  field->digits = read_int (&r, "digits", field->kind == TW_KIND_PERCENT ? 0 : 2, 0, TW_DECIMAL_DIGITS);
  field->series = read_text (&r, "series", FALSE);
  value = field->type == TW_TYPE_LIST ? TW_MERGE_SET : TW_MERGE_REGISTER;
  read_one_of (&r, "merge", merges, &value);
  field->merge = value;
  field->read_roles = read_texts (&r, "read_roles");
  field->write_roles = read_texts (&r, "write_roles");
  if (field->kind == TW_KIND_ENUM || field->kind == TW_KIND_SET)
    read_choices (&r, field);
  else if (member (&r, "choices"))
    fail (&r, "choices", _("“choices” are for the kinds enum and set only."));
  read_relation (&r, field);
  if (field->formula)
    field->read_only = TRUE;
  if (!r.failed)
    check_field (&r, field);
  if (!r.failed && g_hash_table_contains (build->by_key, field->key))
    fail (&r, "key", _("The field “%s” stands in “%s” twice."), field->key, build->entity.key);
  if (!r.failed && g_hash_table_contains (build->by_number, GUINT_TO_POINTER (field->number)))
    fail (&r, "number", _("The number %u stands in “%s” twice."), field->number, build->entity.key);
  if (r.failed)
    return NULL;
  field->index = build->fields->len;
  g_ptr_array_add (build->fields, field);
  g_hash_table_insert (build->by_key, (gpointer) field->key, field);
  g_hash_table_insert (build->by_number, GUINT_TO_POINTER (field->number), field);
  return field;
}

static void
read_sections (Reader *r, TwEntity *entity)
{
  static const char *const known[] = { "key", "label", "labels", NULL };
  JsonNode *node = member (r, "sections");
  JsonArray *array;
  const char **pairs;
  guint n;

  if (!node)
    {
      entity->sections = tw_schema_alloc (r->schema, sizeof (char *));
      return;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (r, "sections", _("“sections” must be a list of objects with “key” and “label”."));
      return;
    }
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  pairs = tw_schema_alloc (r->schema, (2 * n + 1) * sizeof (char *));
  for (guint i = 0; i < n && !r->failed; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s/sections/%u", r->path, i);
      Reader s = { r->schema, NULL, r->file, path, r->lines, r->error, FALSE };

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          fail (r, "sections", _("“sections” must be a list of objects with “key” and “label”."));
          return;
        }
      s.object = json_node_get_object (element);
      refuse_unknown (&s, known);
      pairs[2 * i] = read_key (&s, "key", TRUE);
      pairs[2 * i + 1] = read_text (&s, "label", TRUE);
      read_labels (&s, "labels", &pairs[2 * i + 1]);
      r->failed |= s.failed;
    }
  entity->sections = pairs;
}

static void
read_fields (Reader *r, TwEntityBuild *build, gboolean custom)
{
  JsonNode *node = member (r, "fields");
  JsonArray *array;

  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    {
      fail (r, "fields", _("“fields” must be a list of field definitions."));
      return;
    }
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array) && !r->failed; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("%s/fields/%u", r->path, i);

      if (!JSON_NODE_HOLDS_OBJECT (element))
        fail (r, "fields", _("“fields” must be a list of field definitions."));
      else if (!tw_schema_read_field (r->schema, build, json_node_get_object (element), r->file, r->lines, path, custom, r->error))
        r->failed = TRUE;
    }
}

TwEntityBuild *
tw_schema_read_entity (TwSchema *schema, JsonObject *object, const char *file, GHashTable *lines, const char *path, gboolean custom, GError **error)
{
  static const char *const known[] = {
    "entity", "number", "plural", "label", "label_plural", "labels", "icon", "group", "order", "name", "board", "date", "value", "owner",
    "list", "card", "highlights", "sort", "sections", "fields", "parent", "retired", NULL,
  };
  Reader r = { schema, object, file, path, lines, error, FALSE };
  TwEntityBuild *build = tw_schema_alloc (schema, sizeof (TwEntityBuild));
  TwEntity *entity = &build->entity;

  build->file = tw_schema_intern (schema, file);
  build->lines = lines ? g_hash_table_ref (lines) : NULL;
  build->fields = g_ptr_array_new ();
  build->inverses = g_ptr_array_new ();
  build->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  build->by_number = g_hash_table_new (g_direct_hash, g_direct_equal);
  build->inverse_by_key = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (schema->builds, build);
  refuse_unknown (&r, known);
  entity->schema = schema;
  entity->custom = custom;
  entity->key = read_key (&r, "entity", TRUE);
  entity->plural = read_key (&r, "plural", TRUE);
  entity->number = read_int (&r, "number", 0, custom ? TW_FIRST_CUSTOM_ENTITY : 1, custom ? TW_LAST_ENTITY : TW_FIRST_CUSTOM_ENTITY - 1);
  if (!entity->number)
    fail (&r, "", _("“%s” is missing."), "number");
  entity->label = read_text (&r, "label", TRUE);
  entity->label_plural = read_text (&r, "label_plural", TRUE);
  read_labels (&r, "labels", entity);
  entity->icon = read_text (&r, "icon", FALSE);
  entity->group = read_key (&r, "group", FALSE);
  entity->order = read_int (&r, "order", 0, 0, 1000000);
  entity->retired = read_bool (&r, "retired");
  entity->default_sort = read_text (&r, "sort", FALSE);
  build->name = read_key (&r, "name", TRUE);
  build->board = read_key (&r, "board", FALSE);
  build->date = read_key (&r, "date", FALSE);
  build->value = read_key (&r, "value", FALSE);
  build->owner = read_key (&r, "owner", FALSE);
  entity->list_columns = read_texts (&r, "list");
  entity->card_fields = read_texts (&r, "card");
  entity->highlights = read_texts (&r, "highlights");
  if (!r.failed)
    read_sections (&r, entity);
  if (!r.failed && (g_hash_table_contains (schema->by_key, entity->key) || g_hash_table_contains (schema->by_key, entity->plural)))
    {
      r.failed = TRUE;
      tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, file, lines, "/entity", _("The entity “%s” or its plural “%s” is defined twice."), entity->key, entity->plural);
    }
  if (!r.failed && g_hash_table_contains (schema->by_number, GUINT_TO_POINTER (entity->number)))
    {
      r.failed = TRUE;
      tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, file, lines, "/number", _("The entity number %u is taken."), entity->number);
    }
  if (!r.failed)
    {
      g_hash_table_insert (schema->by_key, (gpointer) entity->key, build);
      g_hash_table_insert (schema->by_key, (gpointer) entity->plural, build);
      g_hash_table_insert (schema->by_number, GUINT_TO_POINTER (entity->number), build);
      if (!tw_schema_add_common_fields (schema, build, error))
        r.failed = TRUE;
    }
  if (!r.failed)
    read_fields (&r, build, custom);
  return r.failed ? NULL : build;
}
