/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-rrule-private.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <libical/ical.h>

#define MAX_TEXT 4000

G_DEFINE_QUARK (tw-rrule-error-quark, tw_rrule_error)

static const TwFrequency frequencies[] = {
  [ICAL_SECONDLY_RECURRENCE] = TW_SECONDLY, [ICAL_MINUTELY_RECURRENCE] = TW_MINUTELY, [ICAL_HOURLY_RECURRENCE] = TW_HOURLY,
  [ICAL_DAILY_RECURRENCE] = TW_DAILY, [ICAL_WEEKLY_RECURRENCE] = TW_WEEKLY, [ICAL_MONTHLY_RECURRENCE] = TW_MONTHLY,
  [ICAL_YEARLY_RECURRENCE] = TW_YEARLY,
};

/* libical counts weekdays from Sunday, 1. */
static int
to_weekday (int day)
{
  return day == ICAL_SUNDAY_WEEKDAY ? 7 : day - 1;
}

/* Numbers from the front and from the back as two sets. */
static void
read_set (const short *numbers, guint size, int max, guint64 *front, guint64 *back)
{
  for (guint i = 0; i < size && numbers[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
    {
      int n = numbers[i];

      if (n >= 0 && n <= max)
        front[n / 64] |= G_GUINT64_CONSTANT (1) << (n % 64);
      else if (n < 0 && -n <= max && back != NULL)
        back[-n / 64] |= G_GUINT64_CONSTANT (1) << (-n % 64);
    }
}

static void
read_days (TwRrule *rule, const struct icalrecurrencetype *read)
{
  g_autoptr(GArray) nths = g_array_new (FALSE, FALSE, sizeof (TwNth));

  for (guint i = 0; i < ICAL_BY_DAY_SIZE && read->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
    {
      int weekday = to_weekday (icalrecurrencetype_day_day_of_week (read->by_day[i]));
      TwNth nth = { (gint16) icalrecurrencetype_day_position (read->by_day[i]), (guint8) weekday };

      if (nth.n == 0 || rule->freq > TW_MONTHLY)
        rule->weekdays |= (guint8) (1 << weekday);
      else
        g_array_append_val (nths, nth);
    }
  rule->n_nths = nths->len;
  if (nths->len > 0)
    rule->nths = (TwNth *) g_array_steal (nths, NULL);
}

static void
read_positions (TwRrule *rule, const struct icalrecurrencetype *read)
{
  while (rule->n_positions < ICAL_BY_SETPOS_SIZE && read->by_set_pos[rule->n_positions] != ICAL_RECURRENCE_ARRAY_MAX)
    rule->n_positions++;
  rule->positions = g_memdup2 (read->by_set_pos, rule->n_positions * sizeof (gint16));
}

static void
read_parts (TwRrule *rule, const struct icalrecurrencetype *read)
{
  guint64 months = 0, days = 0, back = 0, hours = 0;

  read_set (read->by_month, ICAL_BY_MONTH_SIZE, 12, &months, NULL);
  read_set (read->by_month_day, ICAL_BY_MONTHDAY_SIZE, 31, &days, &back);
  read_set (read->by_hour, ICAL_BY_HOUR_SIZE, 23, &hours, NULL);
  read_set (read->by_minute, ICAL_BY_MINUTE_SIZE, 59, &rule->minutes, NULL);
  read_set (read->by_second, ICAL_BY_SECOND_SIZE, 60, &rule->seconds, NULL);
  read_set (read->by_week_no, ICAL_BY_WEEKNO_SIZE, 53, &rule->weeks, &rule->weeks_back);
  read_set (read->by_year_day, ICAL_BY_YEARDAY_SIZE, 366, rule->year_days, rule->year_days_back);
  rule->months = (guint16) months;
  rule->month_days = (guint32) days;
  rule->month_days_back = (guint32) back;
  rule->hours = (guint32) hours;
  rule->has_hours = read->by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX;
  rule->has_minutes = read->by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX;
  rule->has_seconds = read->by_second[0] != ICAL_RECURRENCE_ARRAY_MAX;
  rule->has_year_days = read->by_year_day[0] != ICAL_RECURRENCE_ARRAY_MAX;
  read_days (rule, read);
  read_positions (rule, read);
}

/* What the rule does not say follows from the start. */
static void
fill_from_start (TwRrule *rule)
{
  int year, month, day;

  tw_date_to_ymd (tw_wall_get_date (rule->start), &year, &month, &day);
  if (rule->weeks != 0 || rule->weeks_back != 0 || rule->has_year_days || rule->month_days != 0 || rule->month_days_back != 0
      || rule->weekdays != 0 || rule->n_nths > 0)
    return;
  if (rule->freq == TW_YEARLY && rule->months == 0)
    rule->months = (guint16) (1 << month);
  if (rule->freq <= TW_MONTHLY)
    rule->month_days = 1u << day;
  else if (rule->freq == TW_WEEKLY)
    rule->weekdays = (guint8) (1 << tw_date_get_weekday (tw_wall_get_date (rule->start)));
}

/* An end that is a day takes all of it in; one in UTC is meant in the zone of the start. */
static TwWall
read_until (const struct icaltimetype *until, GTimeZone *zone)
{
  TwDate date;
  TwWall wall;

  if (icaltime_is_null_time (*until) || !tw_date_from_ymd (until->year, until->month, until->day, &date))
    return TW_WALL_MAX;
  if (until->is_date)
    return tw_wall_make (date, 86399);
  wall = tw_wall_make (date, until->hour * 3600 + until->minute * 60 + until->second);
  return icaltime_is_utc (*until) && zone != NULL ? tw_wall_from_instant (wall * G_USEC_PER_SEC, zone) : wall;
}

/**
 * tw_rrule_parse:
 * @text: the value of an RRULE
 * @start: when the first time is
 * @zone: (nullable): zone of @start
 * @error: %TW_RRULE_ERROR_SYNTAX
 *
 * Returns: (transfer full) (nullable): the rule; %NULL with @error
 */
TwRrule *
tw_rrule_parse (const char *text, TwWall start, GTimeZone *zone, GError **error)
{
  struct icalrecurrencetype read;
  g_autoptr(TwRrule) rule = NULL;

  icalrecurrencetype_clear (&read);
  if (strlen (text) <= MAX_TEXT)
    read = icalrecurrencetype_from_string (text);
  if ((guint) read.freq >= G_N_ELEMENTS (frequencies) || read.interval < 1 || read.count < 0)
    {
      g_set_error (error, TW_RRULE_ERROR, TW_RRULE_ERROR_SYNTAX,
                   _("“%.100s” does not say how it repeats. Write a rule such as FREQ=WEEKLY;BYDAY=MO."), text);
      free (read.rscale);
      return NULL;
    }
  rule = g_new0 (TwRrule, 1);
  rule->freq = frequencies[read.freq];
  rule->interval = read.interval;
  rule->count = read.count;
  rule->start = start;
  rule->until = read_until (&read.until, zone);
  rule->week_start = to_weekday (read.week_start);
  read_parts (rule, &read);
  fill_from_start (rule);
  if (read.rscale != NULL)
    rule->foreign = g_strdup (text);
  /* libical gives it away and frees it nowhere. */
  free (read.rscale);
  return g_steal_pointer (&rule);
}

/**
 * tw_rrule_free:
 * @rule: (nullable): a rule
 */
void
tw_rrule_free (TwRrule *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->nths);
  g_free (rule->positions);
  g_free (rule->foreign);
  g_free (rule);
}

/**
 * tw_rrule_is_finite:
 * @rule: a rule
 *
 * Returns: whether it says when it ends
 */
gboolean
tw_rrule_is_finite (const TwRrule *rule)
{
  return rule->count > 0 || rule->until < TW_WALL_MAX;
}
