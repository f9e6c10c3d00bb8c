/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-recur.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define MAX_RULES 16
#define MAX_DATES 4000
#define MAX_COUNT 100000                               /* times that are counted to find the last one */

struct _TwRecur
{
  TwWall     start;
  gboolean   all_day;
  GTimeZone *zone;                                     /* nullable */
  GPtrArray *rules, *exrules;                          /* TwRrule */
  GArray    *dates;                                    /* TwWall: RDATE */
  GArray    *excluded;                                 /* TwWall: sorted when they are looked at */
  GArray    *days;                                     /* TwDate: without any time of them */
  gboolean   sorted;
};

static int
compare_walls (gconstpointer a, gconstpointer b)
{
  TwWall x = *(const TwWall *) a, y = *(const TwWall *) b;

  return x < y ? -1 : x > y;
}

/* A time as a line has it, with the line's own zone if it names one. */
static gboolean
read_time (TwRecur *recur, const char *text, GTimeZone *zone, TwWall *wall, gboolean *is_date)
{
  gboolean is_utc;

  if (!tw_wall_parse (text, wall, is_date, &is_utc))
    return FALSE;
  if (recur->all_day)
    *wall = tw_wall_make (tw_wall_get_date (*wall), 0);
  else if (!*is_date && recur->zone != NULL && is_utc)
    *wall = tw_wall_from_instant (*wall * G_USEC_PER_SEC, recur->zone);
  else if (!*is_date && recur->zone != NULL && zone != NULL)
    *wall = tw_wall_from_instant (tw_wall_to_instant (*wall, zone), recur->zone);
  return TRUE;
}

static gboolean
fail (const char *line, GError **error)
{
  g_set_error (error, TW_RRULE_ERROR, TW_RRULE_ERROR_SYNTAX, _("“%.100s” does not say how it repeats."), line);
  return FALSE;
}

static GTimeZone *
find_zone (const char *parameters)
{
  const char *at = strstr (parameters, ";TZID=");
  g_autofree char *name = NULL;

  if (at == NULL)
    return NULL;
  at += strlen (";TZID=");
  name = g_strndup (at, strcspn (at, ";:"));
  return g_time_zone_new_identifier (name);
}

/* Of a period its start counts. */
static gboolean
read_dates (TwRecur *recur, const char *parameters, const char *values, gboolean exclude, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (values, ",", MAX_DATES);
  g_autoptr(GTimeZone) zone = find_zone (parameters);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean is_date;
      TwWall wall;

      parts[i][strcspn (parts[i], "/")] = '\0';
      if (!read_time (recur, parts[i], zone, &wall, &is_date))
        return fail (values, error);
      if (exclude && is_date && !recur->all_day)
        {
          TwDate day = tw_wall_get_date (wall);

          g_array_append_val (recur->days, day);
        }
      else if (exclude)
        g_array_append_val (recur->excluded, wall);
      else
        {
          if (is_date && !recur->all_day)
            wall += tw_wall_get_seconds (recur->start);
          g_array_append_val (recur->dates, wall);
        }
    }
  return recur->dates->len + recur->excluded->len + recur->days->len <= MAX_DATES || fail (values, error);
}

static gboolean
read_rule (TwRecur *recur, GPtrArray *rules, const char *value, GError **error)
{
  TwRrule *rule = rules->len < MAX_RULES ? tw_rrule_parse (value, recur->start, recur->zone, error) : NULL;

  if (rules->len >= MAX_RULES)
    return fail (value, error);
  if (rule == NULL)
    return FALSE;
  g_ptr_array_add (rules, rule);
  return TRUE;
}

static gboolean
read_line (TwRecur *recur, char *line, GError **error)
{
  char *colon = strchr (line, ':');
  gsize name = strcspn (line, ";:");

  if (*line == '\0')
    return TRUE;
  if (colon == NULL)
    return fail (line, error);
  *colon = '\0';
  if (name == 5 && g_ascii_strncasecmp (line, "RRULE", 5) == 0)
    return read_rule (recur, recur->rules, colon + 1, error);
  if (name == 6 && g_ascii_strncasecmp (line, "EXRULE", 6) == 0)
    return read_rule (recur, recur->exrules, colon + 1, error);
  if (name == 5 && g_ascii_strncasecmp (line, "RDATE", 5) == 0)
    return read_dates (recur, line, colon + 1, FALSE, error);
  if (name == 6 && g_ascii_strncasecmp (line, "EXDATE", 6) == 0)
    return read_dates (recur, line, colon + 1, TRUE, error);
  return fail (line, error);
}

/**
 * tw_recur_new:
 * @lines: how it repeats
 * @start: the first time
 * @all_day: whether only days count
 * @zone: (nullable): zone of @start
 * @error: %TW_RRULE_ERROR_SYNTAX
 *
 * Returns: (transfer full) (nullable): it, read; %NULL with @error
 */
TwRecur *
tw_recur_new (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, GError **error)
{
  g_auto(GStrv) split = NULL;
  g_autoptr(TwRecur) recur = NULL;

  if (strlen (lines) > TW_RECUR_MAX_TEXT)
    {
      fail (lines, error);
      return NULL;
    }
  recur = g_new0 (TwRecur, 1);
  recur->start = all_day ? tw_wall_make (tw_wall_get_date (start), 0) : start;
  recur->all_day = all_day;
  recur->zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  recur->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_rrule_free);
  recur->exrules = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_rrule_free);
  recur->dates = g_array_new (FALSE, FALSE, sizeof (TwWall));
  recur->excluded = g_array_new (FALSE, FALSE, sizeof (TwWall));
  recur->days = g_array_new (FALSE, FALSE, sizeof (TwDate));
  split = g_strsplit (lines, "\n", -1);
  for (guint i = 0; split[i] != NULL; i++)
    if (!read_line (recur, g_strchomp (split[i]), error))
      return NULL;
  return g_steal_pointer (&recur);
}

/**
 * tw_recur_free:
 * @recur: (nullable): how something repeats
 */
void
tw_recur_free (TwRecur *recur)
{
  if (recur == NULL)
    return;
  g_clear_pointer (&recur->zone, g_time_zone_unref);
  g_ptr_array_unref (recur->rules);
  g_ptr_array_unref (recur->exrules);
  g_array_unref (recur->dates);
  g_array_unref (recur->excluded);
  g_array_unref (recur->days);
  g_free (recur);
}

/**
 * tw_recur_exclude:
 * @recur: how something repeats
 * @time: a time on the wall, or a day
 *
 * Returns: %FALSE when @time is neither
 */
gboolean
tw_recur_exclude (TwRecur *recur, const char *time)
{
  gboolean is_date;
  TwWall wall;

  if (!read_time (recur, time, NULL, &wall, &is_date))
    return FALSE;
  if (is_date && !recur->all_day)
    {
      TwDate day = tw_wall_get_date (wall);

      g_array_append_val (recur->days, day);
    }
  else
    g_array_append_val (recur->excluded, wall);
  recur->sorted = FALSE;
  return TRUE;
}

static gboolean
is_excluded (TwRecur *recur, GArray *by_rule, TwWall wall)
{
  for (guint i = 0; i < recur->days->len; i++)
    if (g_array_index (recur->days, TwDate, i) == tw_wall_get_date (wall))
      return TRUE;
  return (recur->excluded->len > 0 && g_array_binary_search (recur->excluded, &wall, compare_walls, NULL))
         || (by_rule != NULL && g_array_binary_search (by_rule, &wall, compare_walls, NULL));
}

/* Sorts what stands from first on, and leaves out doubles and what does not happen. */
static void
tidy (TwRecur *recur, GArray *walls, guint first, GArray *by_rule)
{
  TwWall *all = (TwWall *) (gpointer) walls->data;
  guint n = first;

  if (recur->rules->len + (recur->dates->len > 0) > 1 || (recur->rules->len == 0 && walls->len - first > 1))
    qsort (all + first, walls->len - first, sizeof *all, compare_walls);
  for (guint i = first; i < walls->len; i++)
    if ((n == first || all[n - 1] != all[i]) && !is_excluded (recur, by_rule, all[i]))
      all[n++] = all[i];
  g_array_set_size (walls, n);
}

/**
 * tw_recur_expand:
 * @recur: how something repeats
 * @from: first time that is wanted
 * @to: the time after the last one
 * @limit: so many at most, of each rule
 * @walls: (element-type TwWall): gets the times
 *
 * The start itself counts when there is no rule, or a rule gives it.
 *
 * Returns: %FALSE when some are missing because there are too many
 */
gboolean
tw_recur_expand (TwRecur *recur, TwWall from, TwWall to, guint limit, GArray *walls)
{
  g_autoptr(GArray) by_rule = recur->exrules->len > 0 ? g_array_new (FALSE, FALSE, sizeof (TwWall)) : NULL;
  guint first = walls->len;
  gboolean all = TRUE;

  if (!recur->sorted)
    g_array_sort (recur->excluded, compare_walls);
  recur->sorted = TRUE;
  for (guint i = 0; i < recur->rules->len; i++)
    all = tw_rrule_expand (g_ptr_array_index (recur->rules, i), from, to, limit, walls) && all;
  for (guint i = 0; i < recur->exrules->len; i++)
    all = tw_rrule_expand (g_ptr_array_index (recur->exrules, i), from, to, limit, by_rule) && all;
  if (by_rule != NULL)
    g_array_sort (by_rule, compare_walls);
  if (recur->rules->len == 0 && recur->start >= from && recur->start < to)
    g_array_append_val (walls, recur->start);
  for (guint i = 0; i < recur->dates->len; i++)
    if (g_array_index (recur->dates, TwWall, i) >= from && g_array_index (recur->dates, TwWall, i) < to)
      g_array_append_val (walls, g_array_index (recur->dates, TwWall, i));
  tidy (recur, walls, first, by_rule);
  return all;
}

/**
 * tw_recur_get_last:
 * @recur: how something repeats
 * @last: (out): the last time; the start when none is left
 *
 * Returns: %FALSE when it goes on for ever, or for too long to be counted
 */
gboolean
tw_recur_get_last (TwRecur *recur, TwWall *last)
{
  g_autoptr(GArray) walls = g_array_new (FALSE, FALSE, sizeof (TwWall));

  for (guint i = 0; i < recur->rules->len; i++)
    if (!tw_rrule_is_finite (g_ptr_array_index (recur->rules, i)))
      return FALSE;
  if (!tw_recur_expand (recur, TW_WALL_MIN, TW_WALL_MAX, MAX_COUNT, walls))
    return FALSE;
  *last = walls->len > 0 ? g_array_index (walls, TwWall, walls->len - 1) : recur->start;
  return TRUE;
}
