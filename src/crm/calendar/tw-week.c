/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-week.h"

#include <locale.h>
#include <stdlib.h>
#include <unicode/ucal.h>

/* ICU counts from Sunday, 1. */
static int
from_icu (int weekday)
{
  return weekday == 1 ? 7 : weekday - 1;
}

static int
to_icu (int weekday)
{
  return weekday == 7 ? 1 : weekday + 1;
}

/**
 * tw_week_init:
 * @week: (out caller-allocates): the weeks
 * @store: (nullable): a workspace
 *
 * Finds out how weeks are counted: what the workspace is set to, else what is usual in the region of the locale.
 */
void
tw_week_init (TwWeek  *week,
              TwStore *store)
{
  g_autofree char *setting = store != NULL ? tw_store_dup_setting (store, "first_weekday") : NULL;
  int chosen = setting != NULL ? atoi (setting) : 0;
  const char *locale = setlocale (LC_TIME, NULL);
  UErrorCode status = U_ZERO_ERROR;
  UCalendar *calendar = NULL;

  *week = (TwWeek) { 1, 4, 1u << 6 | 1u << 7 };
  if (g_strcmp0 (locale, "C") != 0 && g_strcmp0 (locale, "C.UTF-8") != 0)
    calendar = ucal_open (NULL, 0, locale, UCAL_GREGORIAN, &status);
  if (calendar != NULL && U_SUCCESS (status))
    {
      week->first = from_icu (ucal_getAttribute (calendar, UCAL_FIRST_DAY_OF_WEEK));
      week->least = ucal_getAttribute (calendar, UCAL_MINIMAL_DAYS_IN_FIRST_WEEK);
      week->weekend = 0;
      for (int weekday = 1; weekday <= 7; weekday++)
        if (ucal_getDayOfWeekType (calendar, (UCalendarDaysOfWeek) to_icu (weekday), &status) == UCAL_WEEKEND)
          week->weekend |= 1u << weekday;
    }
  if (calendar != NULL)
    ucal_close (calendar);
  if (chosen >= 1 && chosen <= 7)
    week->first = chosen;
}

/**
 * tw_week_get_start:
 * @week: how weeks are counted
 * @day: a day
 *
 * Returns: the first day of its week
 */
TwDate
tw_week_get_start (const TwWeek *week,
                   TwDate        day)
{
  return day - (tw_date_get_weekday (day) - week->first + 7) % 7;
}

/**
 * tw_week_get_number:
 * @week: how weeks are counted
 * @day: a day
 *
 * Returns: the number of its week: the first one of a year has at least @week->least days of it; 1 to 53
 */
int
tw_week_get_number (const TwWeek *week,
                    TwDate        day)
{
  TwDate start = tw_week_get_start (week, day), first = 0;
  int year, month, day_of_month;

  /* The year that the week belongs to is that of the day which is the seventh less the least. */
  tw_date_to_ymd (start + 7 - week->least, &year, &month, &day_of_month);
  tw_date_from_ymd (year, 1, 1, &first);
  return (int) ((start + 7 - week->least - first) / 7) + 1;
}

/**
 * tw_week_is_weekend:
 * @week: how weeks are counted
 * @day: a day
 *
 * Returns: whether most people do not work on it
 */
gboolean
tw_week_is_weekend (const TwWeek *week,
                    TwDate        day)
{
  return (week->weekend & 1u << tw_date_get_weekday (day)) != 0;
}

/**
 * tw_month_get_start:
 * @day: a day
 *
 * Returns: the first day of its month
 */
TwDate
tw_month_get_start (TwDate day)
{
  int year, month, day_of_month;

  tw_date_to_ymd (day, &year, &month, &day_of_month);
  return day - day_of_month + 1;
}

/**
 * tw_month_get_n_days:
 * @day: a day
 *
 * Returns: how many days its month has
 */
int
tw_month_get_n_days (TwDate day)
{
  TwDate start = tw_month_get_start (day), next = start;

  return tw_date_add_months (start, 1, &next) ? (int) (next - start) : 31;
}
