/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-grain.h"

static const char *const names[TW_N_GRAINS] = { NULL, "day", "week", "month", "quarter", "year" };

/**
 * tw_grain_get_name:
 * @grain: a grain
 *
 * Returns: (transfer none) (nullable): its name in definitions
 */
const char *
tw_grain_get_name (TwGrain grain)
{
  return names[grain];
}

/**
 * tw_grain_parse:
 * @name: (nullable): a name
 * @grain: (out): the grain
 *
 * Returns: whether there is such a one
 */
gboolean
tw_grain_parse (const char *name,
                TwGrain    *grain)
{
  for (guint i = TW_GRAIN_DAY; i < TW_N_GRAINS; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *grain = i;
        return TRUE;
      }
  return FALSE;
}

static int
months_of (TwGrain grain)
{
  return grain == TW_GRAIN_YEAR ? 12 : grain == TW_GRAIN_QUARTER ? 3 : 1;
}

/**
 * tw_grain_floor:
 * @grain: a grain
 * @day: a day
 * @first_weekday: with which day weeks begin, 1 Monday to 7 Sunday
 *
 * Returns: the first day of the period that the day lies in; of the first week ever, that of all days
 */
TwDate
tw_grain_floor (TwGrain grain,
                TwDate  day,
                int     first_weekday)
{
  int year, month, of_month, months = months_of (grain);
  TwDate first = day;

  if (grain == TW_GRAIN_WEEK)
    return MAX (day - (tw_date_get_weekday (day) - first_weekday + 7) % 7, TW_DATE_MIN);
  if (grain < TW_GRAIN_MONTH)
    return day;
  tw_date_to_ymd (day, &year, &month, &of_month);
  tw_date_from_ymd (year, (month - 1) / months * months + 1, 1, &first);
  return first;
}

/**
 * tw_grain_step:
 * @grain: a grain
 * @day: the first day of a period
 * @periods: how many periods on; negative: back
 *
 * Returns: the first day of that period; @day where it lies outside the calendar
 */
TwDate
tw_grain_step (TwGrain grain,
               TwDate  day,
               int     periods)
{
  gint64 moved = day + (gint64) periods * (grain == TW_GRAIN_WEEK ? 7 : 1);
  TwDate result = day;

  if (grain < TW_GRAIN_MONTH)
    return moved >= TW_DATE_MIN && moved <= TW_DATE_MAX ? (TwDate) moved : day;
  return tw_date_add_months (day, periods * months_of (grain), &result) ? result : day;
}
