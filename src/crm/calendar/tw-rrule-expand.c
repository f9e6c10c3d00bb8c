/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-rrule-private.h"

#include <stdlib.h>

#include <libical/ical.h>

/* A rule may be made so that it never gives a time, or one a second for ever: so many days and times are looked at, some 10 ms. */
#define MAX_STEPS 2000000

#define HAS(set, n) (((set) >> (n)) & 1)

typedef struct
{
  const TwRrule *rule;
  TwWall   from, to;
  guint    limit;
  GArray  *walls;
  gint64   n_given;                                    /* since the start, for COUNT */
  gint64   steps;                                      /* that may still be made */
  guint    n_found;
  gboolean over;                                       /* nothing that comes is wanted */
  gboolean gave_up;
  GArray  *times;                                      /* int: seconds since midnight, or since the start of an hour or minute */
  GArray  *set;                                        /* TwWall: of one period, when positions choose from it */
} Walk;

/* What is asked of a year's days. */
typedef struct
{
  int    year;
  TwDate first, next;                                  /* 1 January, of the next year, too */
  TwDate week1, next_week1;                            /* first days of the first weeks */
  int    weeks_before, weeks;                          /* in the year before, and in this one */
} Year;

static TwDate
get_first (int year)
{
  TwDate date = year > 9999 ? TW_DATE_MAX + 1 : TW_DATE_MIN;

  tw_date_from_ymd (year, 1, 1, &date);
  return date;
}

/* The first week is the first that has four days in the year. */
static TwDate
get_week1 (TwDate first, int week_start)
{
  int offset = (tw_date_get_weekday (first) - week_start + 7) % 7;

  return offset <= 3 ? first - offset : first + 7 - offset;
}

static void
year_init (Year *year, int number, const TwRrule *rule)
{
  year->year = number;
  year->first = get_first (number);
  year->next = get_first (number + 1);
  if (rule->weeks == 0 && rule->weeks_back == 0)
    return;
  year->week1 = get_week1 (year->first, rule->week_start);
  year->next_week1 = get_week1 (year->next, rule->week_start);
  year->weeks = (year->next_week1 - year->week1) / 7;
  year->weeks_before = (year->week1 - get_week1 (get_first (number - 1), rule->week_start)) / 7;
}

static gboolean
week_matches (const TwRrule *rule, const Year *year, TwDate day)
{
  int week, weeks;

  if (day < year->week1)
    week = weeks = year->weeks_before;
  else if (day >= year->next_week1)
    {
      /* How many weeks the year has that it belongs to is asked only by a count from the back, which week 1 is far from. */
      week = 1;
      weeks = 52;
    }
  else
    {
      week = (day - year->week1) / 7 + 1;
      weeks = year->weeks;
    }
  return HAS (rule->weeks, week) || HAS (rule->weeks_back, weeks - week + 1);
}

static gboolean
year_day_matches (const TwRrule *rule, const Year *year, TwDate day)
{
  int n = day - year->first + 1, back = year->next - day;

  return HAS (rule->year_days[n / 64], n % 64) || HAS (rule->year_days_back[back / 64], back % 64);
}

/* first and last: of what is counted in, the month or the year. */
static gboolean
weekday_matches (const TwRrule *rule, TwDate day, TwDate first, TwDate last)
{
  int weekday = tw_date_get_weekday (day), n = (day - first) / 7 + 1, back = -((last - day) / 7 + 1);

  if (HAS (rule->weekdays, weekday))
    return TRUE;
  for (guint i = 0; i < rule->n_nths; i++)
    if (rule->nths[i].weekday == weekday && (rule->nths[i].n == n || rule->nths[i].n == back))
      return TRUE;
  return FALSE;
}

/* All but the month, which its caller has looked at. */
static gboolean
day_matches (const TwRrule *rule, const Year *year, TwDate month_first, TwDate month_last, TwDate day)
{
  gboolean in_year = rule->freq == TW_YEARLY && rule->months == 0;

  if ((rule->month_days != 0 || rule->month_days_back != 0) && !HAS (rule->month_days, day - month_first + 1)
      && !HAS (rule->month_days_back, month_last - day + 1))
    return FALSE;
  if ((rule->weekdays != 0 || rule->n_nths > 0)
      && !weekday_matches (rule, day, in_year ? year->first : month_first, in_year ? year->next - 1 : month_last))
    return FALSE;
  return (!rule->has_year_days || year_day_matches (rule, year, day))
         && ((rule->weeks == 0 && rule->weeks_back == 0) || week_matches (rule, year, day));
}

static gboolean
lone_day_matches (const TwRrule *rule, Year *year, TwDate day)
{
  int number, month, mday, length = 0;
  TwDate next = TW_DATE_MAX + 1;

  if (rule->months == 0 && rule->month_days == 0 && rule->month_days_back == 0 && rule->weeks == 0 && rule->weeks_back == 0
      && !rule->has_year_days)
    return rule->weekdays == 0 || HAS (rule->weekdays, tw_date_get_weekday (day));
  tw_date_to_ymd (day, &number, &month, &mday);
  if (rule->months != 0 && !HAS (rule->months, month))
    return FALSE;
  if (year->year != number)
    year_init (year, number, rule);
  tw_date_from_ymd (month == 12 ? number + 1 : number, month == 12 ? 1 : month + 1, 1, &next);
  length = next - (day - mday + 1);
  return day_matches (rule, year, day - mday + 1, day - mday + length, day);
}

/* --- Giving --- */

static void
give (Walk *walk, TwWall wall)
{
  const TwRrule *rule = walk->rule;

  if (wall < rule->start || walk->over)
    return;
  if (wall > rule->until || wall >= walk->to || (rule->count > 0 && walk->n_given >= rule->count))
    {
      walk->over = TRUE;
      return;
    }
  walk->n_given++;
  if (wall < walk->from)
    return;
  if (walk->n_found >= walk->limit)
    {
      walk->over = walk->gave_up = TRUE;
      return;
    }
  walk->n_found++;
  g_array_append_val (walk->walls, wall);
}

static gboolean
make_step (Walk *walk)
{
  if (--walk->steps < 0)
    walk->over = walk->gave_up = TRUE;
  return !walk->over;
}

static int
compare_walls (gconstpointer a, gconstpointer b)
{
  TwWall x = *(const TwWall *) a, y = *(const TwWall *) b;

  return x < y ? -1 : x > y;
}

/* Gives the ones of a period that BYSETPOS names, each once and in order. */
static void
give_positions (Walk *walk)
{
  const TwRrule *rule = walk->rule;
  g_autoptr(GArray) chosen = g_array_new (FALSE, FALSE, sizeof (TwWall));
  gint64 n = walk->set->len;

  for (guint i = 0; i < rule->n_positions; i++)
    {
      gint64 at = rule->positions[i] > 0 ? rule->positions[i] - 1 : n + rule->positions[i];

      if (at >= 0 && at < n)
        g_array_append_val (chosen, g_array_index (walk->set, TwWall, at));
    }
  g_array_sort (chosen, compare_walls);
  for (guint i = 0; i < chosen->len; i++)
    if (i == 0 || g_array_index (chosen, TwWall, i) != g_array_index (chosen, TwWall, i - 1))
      give (walk, g_array_index (chosen, TwWall, i));
  g_array_set_size (walk->set, 0);
}

/* The times of a day, an hour or a minute; those of several days are one set for positions. */
static void
give_times (Walk *walk, TwWall base)
{
  for (guint i = 0; i < walk->times->len && make_step (walk); i++)
    {
      TwWall wall = base + g_array_index (walk->times, int, i);

      if (walk->rule->n_positions > 0)
        g_array_append_val (walk->set, wall);
      else
        give (walk, wall);
    }
}

static void
end_period (Walk *walk)
{
  if (walk->rule->n_positions > 0 && walk->set->len > 0)
    give_positions (walk);
}

/* Which hours, minutes and seconds stand in a period; what the rule does not say is the start's. */
static void
make_times (Walk *walk)
{
  const TwRrule *rule = walk->rule;
  int start = tw_wall_get_seconds (rule->start);
  guint32 hours = rule->has_hours ? rule->hours : 1u << (start / 3600);
  guint64 minutes = rule->has_minutes ? rule->minutes : G_GUINT64_CONSTANT (1) << (start / 60 % 60);
  guint64 seconds = rule->has_seconds ? rule->seconds : G_GUINT64_CONSTANT (1) << (start % 60);

  if (rule->freq >= TW_HOURLY)
    hours = 1;
  if (rule->freq >= TW_MINUTELY)
    minutes = 1;
  if (rule->freq == TW_SECONDLY)
    seconds = 1;
  for (int h = 0; h < 24; h++)
    for (int m = 0; HAS (hours, h) && m < 60; m++)
      for (int s = 0; HAS (minutes, m) && s < 60; s++)
        if (HAS (seconds, s))
          {
            int time = h * 3600 + m * 60 + s;

            g_array_append_val (walk->times, time);
          }
}

/* --- Periods --- */

/* How many periods may be passed over, since none in them is wanted. A count begins at the start. */
static gint64
skip (const Walk *walk, gint64 periods)
{
  return walk->rule->count > 0 || periods < 2 ? 0 : periods / walk->rule->interval - (periods >= walk->rule->interval);
}

static void
walk_month (Walk *walk, Year *year, int month)
{
  const TwRrule *rule = walk->rule;
  TwDate first, next = year->next;

  if (rule->months != 0 && !HAS (rule->months, month))
    return;
  tw_date_from_ymd (year->year, month, 1, &first);
  if (month < 12)
    tw_date_from_ymd (year->year, month + 1, 1, &next);
  for (TwDate day = first; day < next && make_step (walk); day++)
    if (day_matches (rule, year, first, next - 1, day))
      give_times (walk, tw_wall_make (day, 0));
}

static void
walk_years (Walk *walk, int first)
{
  int from, month, day;
  gint64 number;

  tw_date_to_ymd (tw_wall_get_date (CLAMP (walk->from, walk->rule->start, TW_WALL_MAX)), &from, &month, &day);
  number = first + skip (walk, from - first) * walk->rule->interval;
  for (; number <= 9999 && make_step (walk); number += walk->rule->interval)
    {
      Year year;

      year_init (&year, (int) number, walk->rule);
      if (tw_wall_make (year.first, 0) >= walk->to)
        return;
      for (month = 1; month <= 12 && !walk->over; month++)
        walk_month (walk, &year, month);
      end_period (walk);
    }
}

static void
walk_months (Walk *walk, int start_year, int start_month)
{
  gint64 first = start_year * 12 + start_month - 1, month;
  Year year = { 0 };
  int y, m, d;

  tw_date_to_ymd (tw_wall_get_date (CLAMP (walk->from, walk->rule->start, TW_WALL_MAX)), &y, &m, &d);
  month = first + skip (walk, y * 12 + m - 1 - first) * walk->rule->interval;
  for (; month / 12 <= 9999 && make_step (walk); month += walk->rule->interval)
    {
      if (year.year != month / 12)
        year_init (&year, (int) (month / 12), walk->rule);
      if (tw_wall_make (year.first, 0) >= walk->to)
        return;
      walk_month (walk, &year, (int) (month % 12) + 1);
      end_period (walk);
    }
}

static void
walk_days (Walk *walk, TwDate first, int length)
{
  gint64 from = tw_wall_get_date (CLAMP (walk->from, walk->rule->start, TW_WALL_MAX));
  gint64 interval = walk->rule->interval * length, day;
  Year year = { 0 };

  day = first + skip (walk, (from - first) / length) * interval;
  for (; day <= TW_DATE_MAX && make_step (walk); day += interval)
    {
      if (tw_wall_make ((TwDate) day, 0) >= walk->to)
        return;
      for (int i = 0; i < length && day + i <= TW_DATE_MAX; i++)
        if (lone_day_matches (walk->rule, &year, (TwDate) day + i))
          give_times (walk, tw_wall_make ((TwDate) day + i, 0));
      end_period (walk);
    }
}

/* Hours, minutes or seconds: days are looked at first, so that what never happens is soon found out. */
static void
walk_day_times (Walk *walk, TwDate day, gint64 unit)
{
  const TwRrule *rule = walk->rule;
  gint64 first = tw_wall_make (day, 0) / unit, start = rule->start / unit, at = first;

  if (rule->start < 0 && rule->start % unit != 0)
    start--;
  if (at <= start)
    at = start;
  else
    at += (rule->interval - (at - start) % rule->interval) % rule->interval;
  for (; at < first + TW_WALL_DAY / unit && make_step (walk); at += rule->interval)
    {
      int second = (int) ((at - first) * unit);

      if ((rule->has_hours && !HAS (rule->hours, second / 3600))
          || (rule->freq >= TW_MINUTELY && rule->has_minutes && !HAS (rule->minutes, second / 60 % 60))
          || (rule->freq == TW_SECONDLY && rule->has_seconds && !HAS (rule->seconds, second % 60)))
        continue;
      give_times (walk, at * unit);
      end_period (walk);
    }
}

static void
walk_times (Walk *walk)
{
  const TwRrule *rule = walk->rule;
  gint64 unit = rule->freq == TW_HOURLY ? 3600 : rule->freq == TW_MINUTELY ? 60 : 1;
  TwWall from = rule->count > 0 ? rule->start : CLAMP (walk->from, rule->start, TW_WALL_MAX);
  TwDate last = tw_wall_get_date (MIN (walk->to - 1, rule->until));
  Year year = { 0 };

  for (TwDate day = tw_wall_get_date (from); day <= last && make_step (walk); day++)
    if (lone_day_matches (rule, &year, day))
      walk_day_times (walk, day, unit);
}

/* Rules of other calendars (RFC 7529). */
static void
walk_foreign (Walk *walk)
{
  struct icalrecurrencetype read = icalrecurrencetype_from_string (walk->rule->foreign);
  struct icaltimetype start = { 0 };
  int seconds = tw_wall_get_seconds (walk->rule->start);
  icalrecur_iterator *iterator;

  tw_date_to_ymd (tw_wall_get_date (walk->rule->start), &start.year, &start.month, &start.day);
  start.hour = seconds / 3600;
  start.minute = seconds / 60 % 60;
  start.second = seconds % 60;
  /* The count is kept here, and the end too, which libical would compare without a zone. */
  read.count = 0;
  read.until = icaltime_null_time ();
  iterator = icalrecur_iterator_new (read, start);
  walk->steps = MIN (walk->steps, MAX_STEPS / 100);
  while (iterator != NULL && walk->rule->freq <= TW_DAILY && make_step (walk))
    {
      struct icaltimetype at = icalrecur_iterator_next (iterator);
      TwDate date;

      if (icaltime_is_null_time (at) || !tw_date_from_ymd (at.year, at.month, at.day, &date))
        break;
      give (walk, tw_wall_make (date, at.hour * 3600 + at.minute * 60 + at.second));
    }
  if (iterator != NULL)
    icalrecur_iterator_free (iterator);
  /* libical gives it away and frees it nowhere. */
  free (read.rscale);
}

static void
walk_rule (Walk *walk)
{
  const TwRrule *rule = walk->rule;
  TwDate start = tw_wall_get_date (rule->start);
  int year, month, day;

  tw_date_to_ymd (start, &year, &month, &day);
  if (rule->foreign != NULL)
    walk_foreign (walk);
  else if (rule->freq == TW_YEARLY)
    walk_years (walk, year);
  else if (rule->freq == TW_MONTHLY)
    walk_months (walk, year, month);
  else if (rule->freq == TW_WEEKLY)
    walk_days (walk, start - (tw_date_get_weekday (start) - rule->week_start + 7) % 7, 7);
  else if (rule->freq == TW_DAILY)
    walk_days (walk, start, 1);
  else
    walk_times (walk);
}

/**
 * tw_rrule_expand:
 * @rule: a rule
 * @from: first time that is wanted
 * @to: the time after the last that is wanted
 * @limit: so many at most
 * @walls: (element-type TwWall): gets the times, in order and each once
 *
 * The sets are those of RFC 5545 where it says what they are; a week that is named by its number alone gives all its days.
 *
 * Returns: %FALSE when there were more than @limit or it took too long; those before are there
 */
gboolean
tw_rrule_expand (const TwRrule *rule, TwWall from, TwWall to, guint limit, GArray *walls)
{
  Walk walk = { .rule = rule, .from = from, .to = MIN (to, TW_WALL_MAX), .limit = limit, .walls = walls, .steps = MAX_STEPS };

  if (to <= rule->start || to <= from || from > rule->until)
    return TRUE;
  walk.times = g_array_new (FALSE, FALSE, sizeof (int));
  walk.set = g_array_new (FALSE, FALSE, sizeof (TwWall));
  make_times (&walk);
  walk_rule (&walk);
  g_array_unref (walk.times);
  g_array_unref (walk.set);
  return !walk.gave_up;
}
