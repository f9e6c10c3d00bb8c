/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-field-text.h"

#include <gtk/gtk.h>

#define FIRST_STRONG_ISOLATE "\342\201\250"             /* U+2068 */
#define LEFT_TO_RIGHT_ISOLATE "\342\201\246"            /* U+2066 */
#define POP_ISOLATE "\342\201\251"                      /* U+2069 */
#define RIGHT_TO_LEFT_MARK "\342\200\217"               /* U+200F */

/* Signs between digits have no direction of their own, and take that of the line; what always runs from left to right says so. */
static gboolean
runs_left_to_right (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_PHONE:
    case TW_KIND_EMAIL:
    case TW_KIND_URL:
    case TW_KIND_NUMBER:
    case TW_KIND_GEO:
    case TW_KIND_PERCENT:
      return TRUE;
    default:
      return FALSE;
    }
}

static char *
isolate (const char *text,
         const char *opening)
{
  if (*text == '\0' || gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
    return g_strdup (text);
  return g_strconcat (opening, text, POP_ISOLATE, NULL);
}

/**
 * tw_field_isolate:
 * @field: a field
 * @text: its value as text
 *
 * Returns: (transfer full): the text, in a desktop that runs from right to left between the isolates of Unicode (UAX #9), which
 *   keep its order and that of the texts beside it
 */
char *
tw_field_isolate (const TwField *field,
                  const char    *text)
{
  g_return_val_if_fail (field != NULL && text != NULL, NULL);
  return isolate (text, runs_left_to_right (field) ? LEFT_TO_RIGHT_ISOLATE : FIRST_STRONG_ISOLATE);
}

/**
 * tw_text_isolate:
 * @text: a text that comes from data: a name, a size, a sum
 *
 * Returns: (transfer full): the text, isolated as by tw_field_isolate()
 */
char *
tw_text_isolate (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return isolate (text, FIRST_STRONG_ISOLATE);
}

/**
 * tw_line_free:
 * @line: (transfer full): texts that are isolated, with signs between them
 *
 * A line takes its direction from its first letter, so that the parts of one that begins with a Latin name would stand in the
 * opposite order in a desktop that runs from right to left.
 *
 * Returns: (transfer full): the line, which runs the way the desktop does
 */
char *
tw_line_free (GString *line)
{
  if (line->len > 0 && gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL)
    g_string_prepend (line, RIGHT_TO_LEFT_MARK);
  return g_string_free (line, FALSE);
}

/**
 * tw_line_join:
 * @texts: (element-type utf8): texts that are one line, as with tw_line_free()
 *
 * Returns: (transfer full): them with dots between them
 */
char *
tw_line_join (GPtrArray *texts)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    {
      g_autofree char *isolated = tw_text_isolate (g_ptr_array_index (texts, i));

      g_string_append_printf (line, "%s%s", i > 0 ? " · " : "", isolated);
    }
  return tw_line_free (line);
}

/**
 * tw_number_isolate:
 * @text: a number as text, perhaps with a sign or a currency
 *
 * In Arabic the sign of a number below zero would go to its other end.
 *
 * Returns: (transfer full): the text, isolated from left to right as by tw_field_isolate()
 */
char *
tw_number_isolate (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return isolate (text, LEFT_TO_RIGHT_ISOLATE);
}

/**
 * tw_money_dup_whole:
 * @money: a sum
 *
 * A sign of currency has no direction of its own: beside Arabic words it would go to the wrong side of its number.
 *
 * Returns: (transfer full): it in whole units, isolated
 */
char *
tw_money_dup_whole (const TwMoney *money)
{
  g_autofree char *text = tw_money_format_whole (money);

  return tw_text_isolate (text);
}

/**
 * tw_field_dup_text:
 * @field: a field
 * @value: its value
 * @link_title: (nullable): the name of the record that a link points to
 *
 * Returns: (transfer full): the value for people, as tw_field_format(), isolated where text runs from right to left
 */
char *
tw_field_dup_text (const TwField *field,
                   const TwValue *value,
                   const char    *link_title)
{
  g_autofree char *text = tw_field_format (field, value, link_title);

  return text != NULL ? tw_field_isolate (field, text) : NULL;
}
