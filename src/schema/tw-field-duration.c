/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations as people write and read them. */

#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-field-private.h"

static const struct { const char *word; int seconds; } units[] = {
  { "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 }, { "seconds", 1 },
  { "m", 60 }, { "min", 60 }, { "mins", 60 }, { "minute", 60 }, { "minutes", 60 },
  { "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 }, { "hour", 3600 }, { "hours", 3600 },
  { "d", 86400 }, { "day", 86400 }, { "days", 86400 },
  { "w", 604800 }, { "week", 604800 }, { "weeks", 604800 },
};

/* Whether a word is the one that stands behind the number in what is shown to the person, as in "1 j", which is freed. */
static gboolean
is_shown (char *shown, const char *word, gsize length)
{
  g_autofree char *one = shown;
  char *unit = one + strcspn (one, "1");

  unit = g_strstrip (unit + (*unit == '1'));
  return strlen (unit) == length && strncmp (unit, word, length) == 0;
}

static int
find_unit (const char *word, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].word) == length && g_ascii_strncasecmp (units[i].word, word, length) == 0)
      return units[i].seconds;
  if (is_shown (g_strdup_printf (_("%" PRIu64 " s"), (guint64) 1), word, length))
    return 1;
  if (is_shown (g_strdup_printf (_("%" PRIu64 " min"), (guint64) 1), word, length))
    return 60;
  if (is_shown (g_strdup_printf (_("%" PRIu64 " h"), (guint64) 1), word, length))
    return 3600;
  return is_shown (g_strdup_printf (_("%" PRIu64 " d"), (guint64) 1), word, length) ? 86400 : 0;
}

static void
skip_spaces (const char **at)
{
  while (**at == ' ')
    (*at)++;
}

/* A number with its unit. A bare number means seconds alone, minutes after hours, seconds after minutes: "1h30". */
static gboolean
read_part (const char **at, int *last_unit, TwDecimal *total)
{
  g_autofree char *digits = NULL;
  const char *start = *at;
  int unit;
  TwDecimal number, part;

  *at += strspn (*at, "0123456789.");
  digits = g_strndup (start, *at - start);
  if (!tw_decimal_parse (digits, &number))
    return FALSE;
  skip_spaces (at);
  start = *at;
  while (g_unichar_isalpha (g_utf8_get_char (*at)))
    *at = g_utf8_next_char (*at);
  if (*at > start)
    unit = find_unit (start, *at - start);
  else
    unit = *last_unit == 0 && !**at ? 1 : *last_unit == 3600 && !**at ? 60 : *last_unit == 60 && !**at ? 1 : 0;
  if (!unit || (*last_unit && unit >= *last_unit))
    return FALSE;
  *last_unit = unit;
  skip_spaces (at);
  return tw_int64_muldiv (number, unit, 1, TW_ROUND_HALF_EVEN, &part) && tw_decimal_add (*total, part, total);
}

gboolean
tw_duration_parse (const char *text, gint64 *seconds)
{
  const char *at = text;
  gboolean negative;
  int unit = 0;
  TwDecimal total = 0;

  skip_spaces (&at);
  negative = *at == '-' || g_str_has_prefix (at, "−");
  if (negative || *at == '+')
    at = g_utf8_next_char (at);
  skip_spaces (&at);
  if (!*at)
    return FALSE;
  while (*at)
    if (!read_part (&at, &unit, &total))
      return FALSE;
  if (total % TW_DECIMAL_ONE)
    return FALSE;
  *seconds = (negative ? -total : total) / TW_DECIMAL_ONE;
  return TRUE;
}

char *
tw_duration_format (gint64 seconds)
{
  g_autoptr(GString) text = g_string_new (seconds < 0 ? "−" : NULL);
  guint64 left = seconds < 0 ? -(guint64) seconds : (guint64) seconds;
  gsize start = text->len;

  if (left >= 86400)
    /* Translators: a number of days, as in “2 d 4 h 30 min” */
    g_string_append_printf (text, _("%" PRIu64 " d"), left / 86400);
  if (left % 86400 >= 3600)
    {
      g_string_append (text, text->len > start ? " " : "");
      /* Translators: a number of hours */
      g_string_append_printf (text, _("%" PRIu64 " h"), left % 86400 / 3600);
    }
  if (left % 3600 >= 60)
    {
      g_string_append (text, text->len > start ? " " : "");
      /* Translators: a number of minutes */
      g_string_append_printf (text, _("%" PRIu64 " min"), left % 3600 / 60);
    }
  if (left % 60 || text->len == start)
    {
      g_string_append (text, text->len > start ? " " : "");
      /* Translators: a number of seconds */
      g_string_append_printf (text, _("%" PRIu64 " s"), left % 60);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
