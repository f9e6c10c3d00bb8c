/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-template-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST 400                                        /* things of a list, so that a template of outside cannot grow without end */

static const char *const variables[] = { "$company", "$header", "$footer", "$terms", "$payment_terms", "$signature", "$page", "$pages", NULL };
static const char *const aligns[] = { "start", "center", "end", NULL };

/* --- Values with their places --- */

/* Tells the first trouble only. */
void
tw_template_fail (TwTemplateReader *reader, const char *place, const char *problem)
{
  if (!reader->failed)
    g_set_error (reader->error, TW_PAPER_ERROR, TW_PAPER_ERROR_TEMPLATE, "%s: %s: %s", reader->template->name, place, problem);
  reader->failed = TRUE;
}

JsonObject *
tw_template_get_object (TwTemplateReader *reader, const char *place, JsonNode *node, const char *const *allowed)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;
  const char *member;

  if (object == NULL)
    {
      tw_template_fail (reader, place, _("an object is wanted here."));
      return NULL;
    }
  json_object_iter_init (&iter, object);
  while (allowed != NULL && json_object_iter_next (&iter, &member, NULL))
    if (!g_strv_contains (allowed, member))
      {
        g_autofree char *problem = g_strdup_printf (_("“%s” is not known here."), member);

        tw_template_fail (reader, place, problem);
        return NULL;
      }
  return object;
}

JsonArray *
tw_template_get_array (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > MOST)
    {
      g_autofree char *where = g_strdup_printf ("%s.%s", place, member);

      tw_template_fail (reader, where, _("a list is wanted here."));
      return NULL;
    }
  return array;
}

double
tw_template_get_number (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member, double least, double most, double missing)
{
  JsonNode *node = json_object_get_member (object, member);
  double number;

  if (node == NULL)
    return missing;
  number = JSON_NODE_HOLDS_VALUE (node) && (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE)
           ? json_node_get_double (node) : least - 1;
  if (!(number >= least && number <= most))
    {
      g_autofree char *where = g_strdup_printf ("%s.%s", place, member);
      g_autofree char *problem = g_strdup_printf (_("a number from %g to %g is wanted here."), least, most);

      tw_template_fail (reader, where, problem);
      return missing;
    }
  return number;
}

gboolean
tw_template_get_flag (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      g_autofree char *where = g_strdup_printf ("%s.%s", place, member);

      tw_template_fail (reader, where, _("true or false is wanted here."));
      return FALSE;
    }
  return json_node_get_boolean (node);
}

const char *
tw_template_node_text (TwTemplateReader *reader, const char *place, JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  tw_template_fail (reader, place, _("a text is wanted here."));
  return NULL;
}

const char *
tw_template_get_text (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member)
{
  g_autofree char *where = g_strdup_printf ("%s.%s", place, member);

  return json_object_has_member (object, member) ? tw_template_node_text (reader, where, json_object_get_member (object, member)) : NULL;
}

/* "#rrggbb", or one of the template's own colours. */
guint32
tw_template_parse_color (TwTemplateReader *reader, const char *place, const char *text)
{
  gpointer value;
  guint64 number;

  if (text != NULL && *text == '#' && strlen (text) == 7 && g_ascii_string_to_unsigned (text + 1, 16, 0, 0xffffff, &number, NULL))
    return (guint32) number;
  if (text != NULL && g_hash_table_lookup_extended (reader->template->colors, text, NULL, &value))
    return GPOINTER_TO_UINT (value);
  tw_template_fail (reader, place, _("a colour is wanted here: “#1a5fb4”, or the name of one of “colors”."));
  return 0;
}

guint32
tw_template_get_color (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member, guint32 missing)
{
  g_autofree char *where = g_strdup_printf ("%s.%s", place, member);

  return json_object_has_member (object, member) ? tw_template_parse_color (reader, where, tw_template_get_text (reader, place, object, member)) : missing;
}

/* --- Expressions and texts --- */

gboolean
tw_quote_template_has_variable (const char *name)
{
  return g_strv_contains (variables, name);
}

static TwExprBound *
bind (TwTemplateReader *reader, const char *place, const char *text, TwExprBindFlags flags)
{
  g_autoptr (GError) error = NULL;
  TwExprBound *bound = tw_expr_bind_text (text, reader->template->schema, reader->entity, flags, &error);

  if (bound == NULL)
    tw_template_fail (reader, place, error->message);
  return bound;
}

TwExprBound *
tw_template_get_when (TwTemplateReader *reader, const char *place, JsonObject *object)
{
  g_autofree char *where = g_strdup_printf ("%s.when", place);
  const char *text = tw_template_get_text (reader, place, object, "when");

  return text != NULL && !reader->failed ? bind (reader, where, text, TW_EXPR_BIND_CONDITION) : NULL;
}

/* Every placeholder is a variable or an expression that can be worked out. */
void
tw_template_check_text (TwTemplateReader *reader, const char *place, const char *text)
{
  for (const char *open = strchr (text, '{'); open != NULL && !reader->failed; open = strchr (open + 1, '{'))
    {
      const char *end = strchr (open, '}');
      g_autofree char *inner = end != NULL ? g_strndup (open + 1, (gsize) (end - open - 1)) : NULL;

      if (inner == NULL)
        tw_template_fail (reader, place, _("a placeholder is not closed with “}”."));
      else if (*inner == '$' && !tw_quote_template_has_variable (inner))
        tw_template_fail (reader, place, _("a placeholder that begins with “$” has one of the names of the manual."));
      else if (*inner != '$' && !g_hash_table_contains (reader->template->exprs, inner))
        {
          TwExprBound *bound = bind (reader, place, inner, TW_EXPR_BIND_DEFAULT);

          if (bound != NULL)
            g_hash_table_insert (reader->template->exprs, g_strdup (inner), bound);
        }
    }
}

char *
tw_template_take_text (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member)
{
  g_autofree char *where = g_strdup_printf ("%s.%s", place, member);
  const char *text = tw_template_get_text (reader, place, object, member);

  if (text != NULL)
    tw_template_check_text (reader, where, text);
  return g_strdup (text);
}

/* --- Styles --- */

TwPaperStyle
tw_template_get_style (TwTemplateReader *reader, const char *place, JsonObject *object, const char *member, const char *missing)
{
  const char *name = tw_template_get_text (reader, place, object, member);
  const TwPaperStyle *style = g_hash_table_lookup (reader->template->styles, name != NULL ? name : missing);

  if (style != NULL)
    return *style;
  if (name != NULL)
    {
      g_autofree char *where = g_strdup_printf ("%s.%s", place, member);

      tw_template_fail (reader, where, _("there is no such style in “styles”."));
    }
  return (TwPaperStyle) { 9, FALSE, 0, TW_PAPER_START };
}

TwPaperAlign
tw_template_get_align (TwTemplateReader *reader, const char *place, JsonObject *object)
{
  const char *text = tw_template_get_text (reader, place, object, "align");

  for (guint i = 0; text != NULL && aligns[i] != NULL; i++)
    if (g_str_equal (text, aligns[i]))
      return (TwPaperAlign) i;
  if (text != NULL)
    {
      g_autofree char *where = g_strdup_printf ("%s.align", place);

      tw_template_fail (reader, where, _("“start”, “center” or “end” is wanted here."));
    }
  return TW_PAPER_START;
}
