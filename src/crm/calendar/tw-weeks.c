/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-holidays.h"

#include <locale.h>
#include <string.h>

#include <unicode/ucal.h>
#include <unicode/uloc.h>

/* ICU counts weekdays from Sunday, 1. */
static int
to_weekday (int day)
{
  return day == UCAL_SUNDAY ? 7 : day - 1;
}

/**
 * tw_region_dup_default:
 *
 * Returns: (transfer full) (nullable): country of the locale of times, as “DE”; %NULL when it has none
 */
char *
tw_region_dup_default (void)
{
  const char *locale = setlocale (LC_TIME, NULL);
  const char *underscore = locale != NULL ? strchr (locale, '_') : NULL;

  return underscore != NULL && g_ascii_isalpha (underscore[1]) && g_ascii_isalpha (underscore[2]) && !g_ascii_isalpha (underscore[3])
         ? g_ascii_strup (underscore + 1, 2) : NULL;
}

/**
 * tw_region_dup_name:
 * @region: code of a country
 *
 * Returns: (transfer full): its name in the language of messages; the code when ICU knows none
 */
char *
tw_region_dup_name (const char *region)
{
  const char *language = setlocale (LC_MESSAGES, NULL);
  g_autofree char *locale = g_strconcat ("und_", region, NULL);
  UChar name[100];
  UErrorCode status = U_ZERO_ERROR;
  int length = uloc_getDisplayCountry (locale, language != NULL && *language != 'C' ? language : "en", name, G_N_ELEMENTS (name), &status);

  return U_SUCCESS (status) && length > 0 ? g_utf16_to_utf8 ((const gunichar2 *) name, length, NULL, NULL, NULL) : g_strdup (region);
}

/**
 * tw_weeks_init:
 * @weeks: (out caller-allocates): how weeks are counted
 * @region: (nullable): code of a country; %NULL: that of the locale
 *
 * What CLDR says, through ICU; ISO 8601 where the country is not known.
 */
void
tw_weeks_init (TwWeeks *weeks, const char *region)
{
  g_autofree char *own = region == NULL ? tw_region_dup_default () : NULL;
  g_autofree char *locale = NULL;
  UErrorCode status = U_ZERO_ERROR;
  UCalendar *calendar;

  *weeks = (TwWeeks) { 1, 4, 1 << 6 | 1 << 7 };
  if (region == NULL && own == NULL)
    return;
  locale = g_strconcat ("und_", region != NULL ? region : own, NULL);
  calendar = ucal_open (NULL, 0, locale, UCAL_GREGORIAN, &status);
  if (U_FAILURE (status))
    return;
  weeks->first_day = to_weekday (ucal_getAttribute (calendar, UCAL_FIRST_DAY_OF_WEEK));
  weeks->minimal_days = ucal_getAttribute (calendar, UCAL_MINIMAL_DAYS_IN_FIRST_WEEK);
  weeks->weekend = 0;
  for (int day = UCAL_SUNDAY; day <= UCAL_SATURDAY; day++)
    if (ucal_getDayOfWeekType (calendar, day, &status) != UCAL_WEEKDAY)
      weeks->weekend |= 1u << to_weekday (day);
  ucal_close (calendar);
}

/**
 * tw_weeks_get_start:
 * @weeks: how weeks are counted
 * @date: a day
 *
 * Returns: the first day of its week
 */
TwDate
tw_weeks_get_start (const TwWeeks *weeks, TwDate date)
{
  return date - (tw_date_get_weekday (date) - weeks->first_day + 7) % 7;
}

/* The first day of the first week of a year. */
static TwDate
get_first_week (const TwWeeks *weeks, int year)
{
  TwDate first = 0, start;

  if (!tw_date_from_ymd (year, 1, 1, &first))
    return year < 1 ? TW_DATE_MIN : TW_DATE_MAX;
  start = tw_weeks_get_start (weeks, first);
  return start + 7 - first >= weeks->minimal_days ? start : start + 7;
}

/**
 * tw_weeks_get_number:
 * @weeks: how weeks are counted
 * @date: a day
 *
 * Returns: the number of its week, from 1
 */
int
tw_weeks_get_number (const TwWeeks *weeks, TwDate date)
{
  int year, month, day;
  TwDate first;

  tw_date_to_ymd (date, &year, &month, &day);
  if (date >= get_first_week (weeks, year + 1))
    return 1;
  first = get_first_week (weeks, year);
  if (date < first)
    first = get_first_week (weeks, year - 1);
  return (date - first) / 7 + 1;
}

/**
 * tw_weeks_is_weekend:
 * @weeks: how weeks are counted
 * @date: a day
 *
 * Returns: whether people do not work then
 */
gboolean
tw_weeks_is_weekend (const TwWeeks *weeks, TwDate date)
{
  return weeks->weekend >> tw_date_get_weekday (date) & 1;
}
