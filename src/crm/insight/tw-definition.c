/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-definition.h"

#include <glib/gi18n-lib.h>

#include "tw-figure.h"

/**
 * tw_definition_fail:
 * @error: for the error
 * @node: where the mistake is
 * @format: what is wrong there, as printf() has it
 * @...: for @format
 *
 * Returns: %FALSE
 */
gboolean
tw_definition_fail (GError         **error,
                    const TwDocNode *node,
                    const char      *format,
                    ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: a line number and what is wrong there. */
  g_set_error (error, TW_FIGURE_ERROR, TW_FIGURE_ERROR_INVALID, _("Line %d: %s"), node->line, message);
  return FALSE;
}

/**
 * tw_definition_read_text:
 * @node: a member
 * @text: (inout): gets the text in place of what it was
 * @error: %TW_FIGURE_ERROR_INVALID
 *
 * Returns: whether it is a text that is not empty
 */
gboolean
tw_definition_read_text (const TwDocNode *node,
                         char           **text,
                         GError         **error)
{
  if (node->type != TW_DOC_TEXT || *node->text == '\0')
    return tw_definition_fail (error, node, _("“%s” has to be a text."), node->key != NULL ? node->key : "");
  g_free (*text);
  *text = g_strdup (node->text);
  return TRUE;
}

/**
 * tw_definition_read_choice:
 * @node: a member, or an item of a list
 * @names: what can stand there
 * @n: length of @names
 * @choice: (out): which one it is
 * @error: %TW_FIGURE_ERROR_INVALID
 *
 * Returns: whether it is one of @names
 */
gboolean
tw_definition_read_choice (const TwDocNode   *node,
                           const char *const *names,
                           guint              n,
                           guint             *choice,
                           GError           **error)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (node->type == TW_DOC_TEXT && g_str_equal (node->text, names[i]))
        {
          *choice = i;
          return TRUE;
        }
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", names[i]);
    }
  if (node->key == NULL)
    return tw_definition_fail (error, node, _("Here can stand %s."), all->str);
  return tw_definition_fail (error, node, _("“%s” has to be one of %s."), node->key, all->str);
}

/**
 * tw_definition_read_number:
 * @node: a member
 * @max: the largest that it can be
 * @number: (out): the number
 * @error: %TW_FIGURE_ERROR_INVALID
 *
 * Returns: whether it is a number from 1 to @max
 */
gboolean
tw_definition_read_number (const TwDocNode *node,
                           guint            max,
                           guint           *number,
                           GError         **error)
{
  gint64 value;

  if (!tw_doc_integer (node, &value) || value < 1 || value > max)
    return tw_definition_fail (error, node, _("“%s” has to be a number from 1 to %d."), node->key, (int) max);
  *number = (guint) value;
  return TRUE;
}

/**
 * tw_definition_print_text:
 * @json: what is printed so far
 * @key: the member
 * @text: (nullable): its text; %NULL: it is left out
 *
 * Appends a member, with a comma where it is not the object's first.
 */
void
tw_definition_print_text (GString    *json,
                          const char *key,
                          const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (json, "%s\"%s\": ", json->len > 0 && json->str[json->len - 1] == '{' ? "" : ", ", key);
  tw_doc_print_text (text, json);
}
