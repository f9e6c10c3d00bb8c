/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON objects into structs by tables of attributes. */

#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-schema-private.h"

#define MEMBER(type, target, attribute) (*(type *) ((char *) (target) + (attribute)->offset))

/* Words that the table layout or the expression language already uses; a field or relation of this name could not be reached. */
static const char *const reserved[] = {
  "id", "rid", "row_seq", "deleted", "and", "or", "not", "in", "is", "has", "where", "true", "false", "null", "empty", "me",
  "server_seq", "server_extra",
};

/* Colours that the application's style knows in light, dark and high contrast. */
static const char *const palette[] = {
  "blue", "green", "yellow", "orange", "red", "purple", "teal", "coral", "brown", "slate",
};

gboolean
tw_schema_fail (GError **error, TwSchemaError code, const char *source, int line, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TW_SCHEMA_ERROR, code, "%s:%d: %s", source, line, message);
  return FALSE;
}

gboolean
tw_schema_is_key (const char *key)
{
  gsize length = strlen (key);

  return length > 0 && length <= TW_KEY_MAX_LENGTH && g_ascii_islower (key[0])
         && strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

gboolean
tw_schema_is_reserved (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (strcmp (reserved[i], key) == 0)
      return TRUE;
  return FALSE;
}

gboolean
tw_schema_is_color (const char *color)
{
  if (color[0] == '#')
    return strlen (color) == 7 && strspn (color + 1, "0123456789abcdefABCDEF") == 6;
  for (gsize i = 0; i < G_N_ELEMENTS (palette); i++)
    if (strcmp (palette[i], color) == 0)
      return TRUE;
  return FALSE;
}

gboolean
tw_schema_check_key (const char *source, int line, const char *key, GError **error)
{
  if (!tw_schema_is_key (key))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, line,
                           _("“%s” is not a valid key: use a–z, 0–9 and _, begin with a letter, at most %d characters"), key,
                           TW_KEY_MAX_LENGTH);
  if (tw_schema_is_reserved (key))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, line, _("“%s” is a reserved word; take another key"), key);
  return TRUE;
}

static gboolean
read_text (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, glong max, const char **text, GError **error)
{
  const char *start;

  if (node->type != TW_DOC_TEXT)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must be a text"), node->key);
  for (start = node->text; g_unichar_isspace (g_utf8_get_char (start)); start = g_utf8_next_char (start))
    continue;
  if (!*start)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must not be empty"), node->key);
  if (g_utf8_strlen (node->text, -1) > max)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” is longer than %ld characters"),
                           node->key, max);
  *text = tw_schema_arena_intern (builder->schema->arena, node->text);
  return TRUE;
}

static gboolean
read_count (const char *source, const TwDocNode *node, const TwSchemaAttribute *attribute, guint *count, GError **error)
{
  gint64 value;

  if (!tw_doc_integer (node, &value))
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must be a whole number"), node->key);
  if (value < attribute->min || value > attribute->max)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line,
                           _("“%s” must be between %" PRId64 " and %" PRId64), node->key, attribute->min,
                           attribute->max);
  *count = (guint) value;
  return TRUE;
}

static gboolean
read_word (const char *source, const TwDocNode *node, const TwSchemaAttribute *attribute, int *word, GError **error)
{
  g_autofree char *known = NULL;

  if (node->type != TW_DOC_TEXT)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must be a text"), node->key);
  for (int i = 0; attribute->words[i]; i++)
    if (strcmp (attribute->words[i], node->text) == 0)
      {
        *word = i;
        return TRUE;
      }
  known = g_strjoinv (", ", (char **) attribute->words);
  return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” is no value of “%s”; the values are %s"),
                         node->text, node->key, known);
}

static gboolean
check_list (const char *source, const TwDocNode *node, guint max, GError **error)
{
  if (node->type != TW_DOC_ARRAY)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must be a list"), node->key);
  if (node->n_items > max)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” has more than %u entries"), node->key, max);
  return TRUE;
}

static gboolean
read_texts (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, const char *const **texts, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  if (!check_list (source, node, TW_CHOICES_MAX, error))
    return FALSE;
  for (const TwDocNode *item = node->first; item; item = item->next)
    {
      if (item->type != TW_DOC_TEXT || !*item->text)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, item->line, _("every entry of “%s” must be a text"), node->key);
      for (guint i = 0; i < list->len; i++)
        if (strcmp (list->pdata[i], item->text) == 0)
          return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, item->line, _("“%s” stands twice in “%s”"), item->text,
                                 node->key);
      g_ptr_array_add (list, (gpointer) tw_schema_arena_intern (builder->schema->arena, item->text));
    }
  *texts = tw_schema_arena_pointers (builder->schema->arena, list);
  return TRUE;
}

static const TwSchemaAttribute label_attributes[] = {
  { "label", TW_READ_TEXT, G_STRUCT_OFFSET (TwSchemaLabel, label), TRUE, .max = TW_LABEL_MAX_LENGTH },
  { "label_plural", TW_READ_TEXT, G_STRUCT_OFFSET (TwSchemaLabel, label_plural), .max = TW_LABEL_MAX_LENGTH },
  { NULL }
};

/* {"fr": {"label": "Visite"}} or, shorter, {"fr": "Visite"}. */
static gboolean
read_labels (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, const TwSchemaLabel *const **labels,
             GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  if (!builder->custom)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line,
                           _("“%s” is for a site's own definitions; shipped ones are translated with the program"), node->key);
  if (node->type != TW_DOC_OBJECT)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must be an object with one member a language"),
                           node->key);
  for (const TwDocNode *item = node->first; item; item = item->next)
    {
      TwSchemaLabel *label = tw_schema_arena_new0 (builder->schema->arena, TwSchemaLabel);

      if (!*item->key || strlen (item->key) > 20 || strspn (item->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_@") != strlen (item->key))
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, item->line, _("“%s” is not a language such as fr or pt_BR"), item->key);
      label->language = tw_schema_arena_intern (builder->schema->arena, item->key);
      if (item->type == TW_DOC_TEXT
          ? !read_text (builder, source, item, TW_LABEL_MAX_LENGTH, &label->label, error)
          : !tw_schema_read_object (builder, source, item, label_attributes, label, error))
        return FALSE;
      g_ptr_array_add (list, label);
    }
  *labels = tw_schema_arena_pointers (builder->schema->arena, list);
  return TRUE;
}

static const TwSchemaAttribute choice_attributes[] = {
  { "key", TW_READ_TEXT, G_STRUCT_OFFSET (TwChoiceImpl, base.key), TRUE, .max = TW_KEY_MAX_LENGTH },
  { "label", TW_READ_TEXT, G_STRUCT_OFFSET (TwChoiceImpl, base.label), TRUE, .max = TW_LABEL_MAX_LENGTH },
  { "color", TW_READ_TEXT, G_STRUCT_OFFSET (TwChoiceImpl, base.color), .max = 16 },
  { "closed", TW_READ_BOOLEAN, G_STRUCT_OFFSET (TwChoiceImpl, base.closed) },
  { "retired", TW_READ_BOOLEAN, G_STRUCT_OFFSET (TwChoiceImpl, base.retired) },
  { "labels", TW_READ_LABELS, G_STRUCT_OFFSET (TwChoiceImpl, labels) },
  { NULL }
};

static gboolean
read_choices (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, const TwChoice *const **choices, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!check_list (source, node, TW_CHOICES_MAX, error))
    return FALSE;
  if (!node->n_items)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must not be empty"), node->key);
  for (const TwDocNode *item = node->first; item; item = item->next)
    {
      TwChoiceImpl *choice = tw_schema_arena_new0 (builder->schema->arena, TwChoiceImpl);

      if (!tw_schema_read_object (builder, source, item, choice_attributes, choice, error))
        return FALSE;
      /* The words of the expression language are fine here: a choice's key always stands in quotes. */
      if (!tw_schema_is_key (choice->base.key))
        return tw_schema_check_key (source, tw_doc_member (item, "key")->line, choice->base.key, error);
      if (choice->base.color && !tw_schema_is_color (choice->base.color))
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, tw_doc_member (item, "color")->line,
                               _("“%s” is no colour: use a name of the palette or #rrggbb"), choice->base.color);
      if (!g_hash_table_add (seen, (gpointer) choice->base.key))
        return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, source, item->line, _("the choice “%s” stands twice"), choice->base.key);
      choice->base.order = list->len;
      g_ptr_array_add (list, choice);
    }
  *choices = tw_schema_arena_pointers (builder->schema->arena, list);
  return TRUE;
}

static const TwSchemaAttribute section_attributes[] = {
  { "key", TW_READ_KEY, G_STRUCT_OFFSET (TwSectionImpl, key), TRUE },
  { "label", TW_READ_TEXT, G_STRUCT_OFFSET (TwSectionImpl, label), TRUE, .max = TW_LABEL_MAX_LENGTH },
  { "labels", TW_READ_LABELS, G_STRUCT_OFFSET (TwSectionImpl, labels) },
  { NULL }
};

static gboolean
read_sections (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, const TwSectionImpl *const **sections,
               GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();

  if (!check_list (source, node, 200, error))
    return FALSE;
  for (const TwDocNode *item = node->first; item; item = item->next)
    {
      TwSectionImpl *section = tw_schema_arena_new0 (builder->schema->arena, TwSectionImpl);

      if (!tw_schema_read_object (builder, source, item, section_attributes, section, error))
        return FALSE;
      for (guint i = 0; i < list->len; i++)
        if (strcmp (((TwSectionImpl *) list->pdata[i])->key, section->key) == 0)
          return tw_schema_fail (error, TW_SCHEMA_ERROR_CONFLICT, source, item->line, _("the section “%s” stands twice"), section->key);
      g_ptr_array_add (list, section);
    }
  *sections = tw_schema_arena_pointers (builder->schema->arena, list);
  return TRUE;
}

static gboolean
read_attribute (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, const TwSchemaAttribute *attribute,
                gpointer target, GError **error)
{
  switch (attribute->as)
    {
    case TW_READ_TEXT:
      return read_text (builder, source, node, attribute->max, &MEMBER (const char *, target, attribute), error);
    case TW_READ_KEY:
      return read_text (builder, source, node, 10000, &MEMBER (const char *, target, attribute), error)
             && tw_schema_check_key (source, node->line, node->text, error);
    case TW_READ_BOOLEAN:
      if (node->type != TW_DOC_BOOLEAN)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” must be true or false"), node->key);
      MEMBER (gboolean, target, attribute) = node->boolean;
      return TRUE;
    case TW_READ_COUNT:
      return read_count (source, node, attribute, &MEMBER (guint, target, attribute), error);
    case TW_READ_WORD:
      return read_word (source, node, attribute, &MEMBER (int, target, attribute), error);
    case TW_READ_TEXTS:
      return read_texts (builder, source, node, &MEMBER (const char *const *, target, attribute), error);
    case TW_READ_LABELS:
      return read_labels (builder, source, node, &MEMBER (const TwSchemaLabel *const *, target, attribute), error);
    case TW_READ_CHOICES:
      return read_choices (builder, source, node, &MEMBER (const TwChoice *const *, target, attribute), error);
    case TW_READ_SECTIONS:
      return read_sections (builder, source, node, &MEMBER (const TwSectionImpl *const *, target, attribute), error);
    case TW_READ_LATER:
    default:
      return TRUE;
    }
}

gboolean
tw_schema_read_object (TwSchemaBuilder *builder, const char *source, const TwDocNode *node, const TwSchemaAttribute *attributes,
                       gpointer target, GError **error)
{
  if (node->type != TW_DOC_OBJECT)
    return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("an object in braces was expected here"));
  for (const TwDocNode *member = node->first; member; member = member->next)
    {
      const TwSchemaAttribute *attribute = attributes;

      while (attribute->key && (*attribute->key != *member->key || strcmp (attribute->key, member->key) != 0))
        attribute++;
      if (!attribute->key)
        return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, member->line, _("“%s” is not a key that is known here"), member->key);
      if (!read_attribute (builder, source, member, attribute, target, error))
        return FALSE;
    }
  for (const TwSchemaAttribute *attribute = attributes; attribute->key; attribute++)
    if (attribute->needed && !tw_doc_member (node, attribute->key))
      return tw_schema_fail (error, TW_SCHEMA_ERROR_INVALID, source, node->line, _("“%s” is missing"), attribute->key);
  return TRUE;
}
