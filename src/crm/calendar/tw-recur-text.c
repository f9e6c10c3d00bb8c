/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of how something repeats, made in its text: parts that are not understood here stay as they are. */
#include "config.h"

#include "tw-recur.h"

#include <string.h>

#define MAX_BEFORE 100000

static const char *const weekday_names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

static gboolean
is_named (const char *line, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (line, name, length) == 0 && (line[length] == ':' || line[length] == ';');
}

/* The value of a part of a rule. (nullable) (transfer full) */
static char *
dup_part (const char *line, const char *name)
{
  g_auto(GStrv) parts = g_strsplit (strchr (line, ':') != NULL ? strchr (line, ':') + 1 : "", ";", -1);
  gsize length = strlen (name);

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_ascii_strncasecmp (parts[i], name, length) == 0 && parts[i][length] == '=')
      return g_strdup (parts[i] + length + 1);
  return NULL;
}

/* value: (nullable): the part goes */
static char *
set_part (const char *line, const char *name, const char *value)
{
  const char *colon = strchr (line, ':');
  g_auto(GStrv) parts = g_strsplit (colon + 1, ";", -1);
  g_autoptr(GString) text = g_string_new_len (line, colon - line);
  gsize length = strlen (name);
  char separator = ':';

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] == '\0' || (g_ascii_strncasecmp (parts[i], name, length) == 0 && parts[i][length] == '='))
        continue;
      g_string_append_printf (text, "%c%s", separator, parts[i]);
      separator = ';';
    }
  if (value != NULL)
    g_string_append_printf (text, "%c%s=%s", separator, name, value);
  return g_strdup (text->str);
}

/* --- Ending and going on --- */

/* How many times a rule gives before a time. */
static guint
count_before (const char *line, TwWall start, GTimeZone *zone, TwWall before)
{
  g_autoptr(TwRrule) rule = tw_rrule_parse (strchr (line, ':') + 1, start, zone, NULL);
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));

  if (rule != NULL)
    tw_rrule_expand (rule, TW_WALL_MIN, before, MAX_BEFORE, walls);
  return walls->len;
}

static char *
dup_until (TwWall last, gboolean all_day, GTimeZone *zone)
{
  char text[TW_WALL_ROOM];

  if (all_day || zone == NULL)
    {
      tw_wall_print (last, all_day, text);
      return g_strdup (text);
    }
  tw_wall_print (tw_wall_to_instant (last, zone) / G_USEC_PER_SEC, FALSE, text);
  return g_strconcat (text, "Z", NULL);
}

/* Which times of RDATE and EXDATE lines are before or after. (nullable): no time is left */
static char *
keep_dates (const char *line, gboolean before, TwWall border)
{
  const char *colon = strchr (line, ':');
  g_auto(GStrv) parts = g_strsplit (colon + 1, ",", -1);
  g_autoptr(GString) text = g_string_new_len (line, colon - line);
  gboolean is_date, is_utc, any = FALSE;
  TwWall wall;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *time = g_strndup (parts[i], strcspn (parts[i], "/"));

      if (tw_wall_parse (time, &wall, &is_date, &is_utc) && (wall < border) == before)
        {
          g_string_append_printf (text, "%c%s", any ? ',' : ':', parts[i]);
          any = TRUE;
        }
    }
  return any ? g_strdup (text->str) : NULL;
}

static char *
end_rule (const char *line, TwWall start, gboolean all_day, GTimeZone *zone, TwWall before)
{
  g_autofree char *until = NULL, *shorter = NULL;

  if (count_before (line, start, zone, before) == 0)
    return NULL;
  until = dup_until (before - 1, all_day, zone);
  shorter = set_part (line, "COUNT", NULL);
  return set_part (shorter, "UNTIL", until);
}

static char *
continue_rule (const char *line, TwWall start, GTimeZone *zone, TwWall from)
{
  g_autofree char *count = dup_part (line, "COUNT"), *left = NULL;
  gint64 n;

  if (count == NULL)
    return g_strdup (line);
  n = g_ascii_strtoll (count, NULL, 10) - count_before (line, start, zone, from);
  left = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  return n > 0 ? set_part (line, "COUNT", left) : NULL;
}

static char *
join (GPtrArray *lines)
{
  if (lines->len == 0)
    return NULL;
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
cut (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, TwWall border, gboolean before)
{
  g_auto(GStrv) split = g_strsplit (lines, "\n", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; split[i] != NULL; i++)
    {
      char *line = NULL;

      g_strchomp (split[i]);
      if (strchr (split[i], ':') == NULL)
        continue;
      if (!is_named (split[i], "RRULE") && !is_named (split[i], "EXRULE"))
        line = keep_dates (split[i], before, border);
      else if (before)
        line = end_rule (split[i], start, all_day, zone, border);
      else
        line = continue_rule (split[i], start, zone, border);
      if (line != NULL)
        g_ptr_array_add (kept, line);
    }
  return join (kept);
}

/**
 * tw_recur_end_before:
 * @lines: how it repeats
 * @start: the first time
 * @all_day: whether only days count
 * @zone: (nullable): zone of @start
 * @before: from then on nothing happens
 *
 * Returns: (transfer full) (nullable): how it repeats until then; %NULL: not at all
 */
char *
tw_recur_end_before (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, TwWall before)
{
  return cut (lines, start, all_day, zone, before, TRUE);
}

/**
 * tw_recur_continue:
 * @lines: how it repeats
 * @start: the first time
 * @all_day: whether only days count
 * @zone: (nullable): zone of @start
 * @from: a later time of it, which becomes the start
 *
 * Returns: (transfer full) (nullable): how it repeats from then on; %NULL: not at all
 */
char *
tw_recur_continue (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, TwWall from)
{
  return cut (lines, start, all_day, zone, from, FALSE);
}

/* --- Moving --- */

/* Plain weekdays move by as many days as the start; “the second Tuesday” becomes what the new start is. */
static char *
shift_weekdays (const char *value, TwWall start, TwWall moved)
{
  int days = tw_wall_get_date (moved) - tw_wall_get_date (start), year, month, day;
  g_auto(GStrv) parts = g_strsplit (value, ",", -1);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    for (int w = 0; w < 7; w++)
      if (g_str_has_suffix (parts[i], weekday_names[w]))
        {
          gboolean numbered = strlen (parts[i]) > 2;
          int to = numbered ? tw_date_get_weekday (tw_wall_get_date (moved)) - 1 : ((w + days) % 7 + 7) % 7;

          if (numbered && g_strv_length (parts) > 1)
            return g_strdup (value);
          tw_date_to_ymd (tw_wall_get_date (moved), &year, &month, &day);
          if (numbered)
            g_string_append_printf (text, "%d%s", *parts[i] == '-' || day > 28 ? -1 : (day - 1) / 7 + 1, weekday_names[to]);
          else
            g_string_append_printf (text, "%s%s", i > 0 ? "," : "", weekday_names[to]);
        }
  return g_strdup (text->str);
}

/* A lone number that is the start's becomes the new start's. */
static char *
shift_number (const char *value, int was, int is)
{
  return g_ascii_strtoll (value, NULL, 10) == was && strchr (value, ',') == NULL ? g_strdup_printf ("%d", is) : g_strdup (value);
}

static char *
shift_part (const char *line, const char *name, TwWall start, TwWall moved)
{
  g_autofree char *value = dup_part (line, name), *shifted = NULL;
  int year, month[2], day[2];

  if (value == NULL)
    return g_strdup (line);
  tw_date_to_ymd (tw_wall_get_date (start), &year, &month[0], &day[0]);
  tw_date_to_ymd (tw_wall_get_date (moved), &year, &month[1], &day[1]);
  if (g_str_equal (name, "BYDAY"))
    shifted = shift_weekdays (value, start, moved);
  else if (g_str_equal (name, "BYMONTH"))
    shifted = shift_number (value, month[0], month[1]);
  else if (g_str_equal (name, "BYMONTHDAY"))
    shifted = shift_number (value, day[0], day[1]);
  else if (g_str_equal (name, "BYHOUR"))
    shifted = shift_number (value, tw_wall_get_seconds (start) / 3600, tw_wall_get_seconds (moved) / 3600);
  else
    shifted = shift_number (value, tw_wall_get_seconds (start) / 60 % 60, tw_wall_get_seconds (moved) / 60 % 60);
  return set_part (line, name, shifted);
}

/* An end that is a time moves as far as the start does, so that as many are left. */
static char *
shift_until (const char *line, TwWall start, TwWall moved, gboolean all_day, GTimeZone *zone)
{
  g_autofree char *value = dup_part (line, "UNTIL"), *shifted = NULL;
  gboolean is_date, is_utc;
  TwWall wall;

  if (value == NULL || !tw_wall_parse (value, &wall, &is_date, &is_utc))
    return g_strdup (line);
  if (is_utc && zone != NULL)
    wall = tw_wall_from_instant (wall * G_USEC_PER_SEC, zone);
  wall += moved - start;
  if (is_date)
    {
      char text[TW_WALL_ROOM];

      tw_wall_print (wall, TRUE, text);
      shifted = g_strdup (text);
    }
  else
    shifted = dup_until (wall, all_day, is_utc ? zone : NULL);
  if (is_utc && zone == NULL)
    {
      g_autofree char *plain = g_steal_pointer (&shifted);

      shifted = g_strconcat (plain, "Z", NULL);
    }
  return set_part (line, "UNTIL", shifted);
}

static char *
shift_dates (const char *line, TwWall by)
{
  const char *colon = strchr (line, ':');
  g_auto(GStrv) parts = g_strsplit (colon + 1, ",", -1);
  g_autoptr(GString) text = g_string_new_len (line, colon - line + 1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char printed[TW_WALL_ROOM];
      gboolean is_date, is_utc;
      TwWall wall;

      if (i > 0)
        g_string_append_c (text, ',');
      if (tw_wall_parse (parts[i], &wall, &is_date, &is_utc))
        {
          tw_wall_print (wall + by, is_date, printed);
          g_string_append_printf (text, "%s%s", printed, is_utc ? "Z" : "");
        }
      else
        g_string_append (text, parts[i]);
    }
  return g_strdup (text->str);
}

/**
 * tw_recur_shift:
 * @lines: how it repeats
 * @start: the first time
 * @moved: what becomes the first time
 * @all_day: whether only days count
 * @zone: (nullable): zone of both
 *
 * Returns: (transfer full): how it repeats then
 */
char *
tw_recur_shift (const char *lines, TwWall start, TwWall moved, gboolean all_day, GTimeZone *zone)
{
  static const char *const parts[] = { "BYDAY", "BYMONTHDAY", "BYMONTH", "BYHOUR", "BYMINUTE" };
  g_auto(GStrv) split = g_strsplit (lines, "\n", -1);
  g_autoptr(GPtrArray) shifted = g_ptr_array_new_with_free_func (g_free);
  char *text;

  for (guint i = 0; split[i] != NULL; i++)
    {
      char *line = g_strdup (g_strchomp (split[i]));

      if (is_named (line, "RRULE") || is_named (line, "EXRULE"))
        {
          for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
            {
              char *next = shift_part (line, parts[p], start, moved);

              g_free (line);
              line = next;
            }
          text = shift_until (line, start, moved, all_day, zone);
        }
      else
        text = strchr (line, ':') != NULL ? shift_dates (line, moved - start) : g_strdup (line);
      g_free (line);
      g_ptr_array_add (shifted, text);
    }
  text = join (shifted);
  return text != NULL ? text : g_strdup ("");
}
