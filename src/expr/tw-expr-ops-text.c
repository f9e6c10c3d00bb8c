/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text. Positions count characters from 1; a result beyond a mebibyte is null, so that no expression can grow without bound. */
#include "config.h"

#include <string.h>

#include "tw-expr-ops-private.h"
#include "tw-text.h"

static void
set_text (TwValue *result, const char *text, gsize length)
{
  if (length <= TW_OP_MAX_TEXT)
    *result = tw_value_text_len (text, length);
}

char *
tw_op_text_of (const TwValue *value)
{
  return tw_value_print (value);
}

TW_FN (contains)
{
  *result = tw_value_boolean (tw_text_contains (args[0].text, args[1].text));
}

TW_FN (starts_with)
{
  *result = tw_value_boolean (tw_text_has_prefix (args[0].text, args[1].text));
}

TW_FN (ends_with)
{
  *result = tw_value_boolean (tw_text_has_suffix (args[0].text, args[1].text));
}

TW_FN (similar)
{
  *result = tw_value_boolean (tw_text_similar (args[0].text, args[1].text));
}

TW_FN (concat)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n && text->len <= TW_OP_MAX_TEXT; i++)
    {
      g_autofree char *part = tw_op_text_of (&args[i]);

      g_string_append (text, part);
    }
  set_text (result, text->str, text->len);
}

TW_FN (concat_strict)
{
  tw_fn_concat (context, args, n, result);
}

TW_FN (text)
{
  tw_fn_concat (context, args, n, result);
}

TW_FN (length)
{
  *result = tw_value_integer (g_utf8_strlen (args[0].text, -1));
}

/* Character by character, not by the rules of a language: the answer is the same on every machine. */
static void
map_text (const char *text, gunichar (*map) (gunichar), TwValue *result)
{
  g_autoptr (GString) mapped = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (mapped, map (g_utf8_get_char (p)));
  set_text (result, mapped->str, mapped->len);
}

TW_FN (lower)
{
  map_text (args[0].text, g_unichar_tolower, result);
}

TW_FN (upper)
{
  map_text (args[0].text, g_unichar_toupper, result);
}

TW_FN (trim)
{
  const char *start = args[0].text, *end = start + strlen (start);

  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = last;
    }
  set_text (result, start, (gsize) (end - start));
}

/* count characters from the one with number skip, counted from 0. */
static void
cut (const char *text, gint64 skip, gint64 count, TwValue *result)
{
  gint64 length = g_utf8_strlen (text, -1);
  const char *start, *end;

  skip = CLAMP (skip, 0, length);
  count = CLAMP (count, 0, length - skip);
  start = g_utf8_offset_to_pointer (text, skip);
  end = g_utf8_offset_to_pointer (start, count);
  set_text (result, start, (gsize) (end - start));
}

TW_FN (left)
{
  cut (args[0].text, 0, args[1].i, result);
}

TW_FN (right)
{
  gint64 length = g_utf8_strlen (args[0].text, -1), count = CLAMP (args[1].i, 0, length);

  cut (args[0].text, length - count, count, result);
}

TW_FN (substring)
{
  gint64 first = MAX (args[1].i, 1);

  cut (args[0].text, first - 1, n > 2 ? args[2].i : G_MAXINT64, result);
}

/* By bytes: only what is written exactly so is replaced. */
TW_FN (replace)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *what = args[1].text, *with = args[2].text, *p = args[0].text, *found;
  gsize length = strlen (what);

  while (length > 0 && text->len <= TW_OP_MAX_TEXT && (found = strstr (p, what)) != NULL)
    {
      g_string_append_len (text, p, found - p);
      g_string_append (text, with);
      p = found + length;
    }
  g_string_append (text, p);
  set_text (result, text->str, text->len);
}
