/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times, in the context's zone. */
#include "config.h"

#include <string.h>

#include "tw-expr-ops-private.h"

TwDate
tw_op_get_today (const TwExprContext *context)
{
  return tw_instant_get_date (context->now, context->zone);
}

TwInstant
tw_op_day_start (const TwExprContext *context, gint64 day)
{
  return tw_instant_from_local ((TwDate) CLAMP (day, TW_DATE_MIN - 1, TW_DATE_MAX + 2), 0, context->zone);
}

/* Unlike the local date, this never goes back while time goes on, also where a zone set its clocks back over midnight. Days
 * beyond the calendar are one before its first and one after its last. */
TwDate
tw_op_day_of (const TwExprContext *context, TwInstant instant)
{
  TwDate day;

  if (instant < tw_op_day_start (context, TW_DATE_MIN))
    return TW_DATE_MIN - 1;
  if (instant >= tw_op_day_start (context, TW_DATE_MAX + 1))
    return TW_DATE_MAX + 1;
  day = tw_instant_get_date (instant, context->zone);
  while (instant < tw_op_day_start (context, day))
    day--;
  while (instant >= tw_op_day_start (context, (gint64) day + 1))
    day++;
  return day;
}

static gboolean
get_day (const TwExprContext *context, const TwValue *value, TwDate *day)
{
  gint64 date = value->type == TW_TYPE_DATE ? value->i : tw_instant_get_date (value->i, context->zone);

  if (date < TW_DATE_MIN || date > TW_DATE_MAX)
    return FALSE;
  *day = (TwDate) date;
  return TRUE;
}

TW_FN (now)
{
  *result = tw_value_datetime (context->now);
}

TW_FN (today)
{
  *result = tw_value_date (tw_op_get_today (context));
}

TW_FN (day_start)
{
  *result = tw_value_datetime (tw_op_day_start (context, args[0].i));
}

TW_FN (local_text)
{
  TwInstant instant;

  if (tw_instant_parse (args[0].text, context->zone, &instant))
    *result = tw_value_datetime (instant);
}

static gboolean
read_days (const TwExprContext *context, const TwValue *text, TwDate *first, TwDate *end)
{
  TwPeriod period;
  gsize length;

  return tw_period_scan (text->text, &length, &period)
         && tw_period_get_days (&period, tw_op_get_today (context), context->first_weekday, first, end);
}

static gboolean
read_instants (const TwExprContext *context, const TwValue *text, TwInstant *first, TwInstant *end)
{
  TwPeriod period;
  gsize length;

  if (!tw_period_scan (text->text, &length, &period))
    return FALSE;
  tw_period_get_instants (&period, context, first, end);
  return TRUE;
}

TW_FN (first_day)
{
  TwDate first, end;

  if (read_days (context, &args[0], &first, &end))
    *result = tw_value_date (first);
}

TW_FN (end_day)
{
  TwDate first, end;

  if (read_days (context, &args[0], &first, &end))
    *result = tw_value_date (end);
}

TW_FN (first_instant)
{
  TwInstant first, end;

  if (read_instants (context, &args[0], &first, &end))
    *result = tw_value_datetime (first);
}

TW_FN (end_instant)
{
  TwInstant first, end;

  if (read_instants (context, &args[0], &first, &end))
    *result = tw_value_datetime (end);
}

TW_FN (date)
{
  TwDate day;

  if (args[0].type == TW_TYPE_DATE || args[0].type == TW_TYPE_DATETIME ? get_day (context, &args[0], &day)
                                                                        : tw_date_parse (args[0].text, &day))
    *result = tw_value_date (day);
}

typedef enum { PART_YEAR, PART_QUARTER, PART_MONTH, PART_DAY, PART_WEEKDAY } Part;

static void
set_part (const TwExprContext *context, const TwValue *value, Part part, TwValue *result)
{
  TwDate date;
  int year, month, day;

  if (!get_day (context, value, &date))
    return;
  tw_date_to_ymd (date, &year, &month, &day);
  *result = tw_value_integer (part == PART_YEAR ? year : part == PART_QUARTER ? (month + 2) / 3 : part == PART_MONTH ? month
                              : part == PART_DAY ? day : tw_date_get_weekday (date));
}

TW_FN (year)
{
  set_part (context, &args[0], PART_YEAR, result);
}

TW_FN (quarter)
{
  set_part (context, &args[0], PART_QUARTER, result);
}

TW_FN (month)
{
  set_part (context, &args[0], PART_MONTH, result);
}

TW_FN (day)
{
  set_part (context, &args[0], PART_DAY, result);
}

TW_FN (weekday)
{
  set_part (context, &args[0], PART_WEEKDAY, result);
}

static gint64
seconds_of_day (const TwExprContext *context, const TwValue *value)
{
  return value->type == TW_TYPE_TIME ? value->i : tw_instant_get_time_of_day (value->i, context->zone);
}

TW_FN (hour)
{
  *result = tw_value_integer (seconds_of_day (context, &args[0]) / 3600);
}

TW_FN (minute)
{
  *result = tw_value_integer (seconds_of_day (context, &args[0]) / 60 % 60);
}

/* Midnights passed from the first to the second. */
TW_FN (days_between)
{
  TwDate from, to;

  if (get_day (context, &args[0], &from) && get_day (context, &args[1], &to))
    *result = tw_value_integer ((gint64) to - from);
}

TW_FN (hours_between)
{
  gint64 ends[2], usec;
  TwDecimal hours;

  for (guint i = 0; i < 2; i++)
    ends[i] = args[i].type == TW_TYPE_DATE ? tw_op_day_start (context, args[i].i) : args[i].i;
  if (!__builtin_sub_overflow (ends[1], ends[0], &usec)
      && tw_int64_muldiv (usec, TW_DECIMAL_ONE, 3600 * (gint64) G_USEC_PER_SEC, TW_ROUND_HALF_EVEN, &hours))
    *result = tw_value_decimal (hours);
}

/* A date-time keeps its wall-clock time, also over a change of the clocks. */
static void
set_moved (const TwExprContext *context, const TwValue *moment, TwUnit unit, gint64 count, TwValue *result)
{
  gint64 fraction;
  TwDate day;

  if (!get_day (context, moment, &day) || !tw_unit_add (unit, day, count, &day))
    return;
  if (moment->type == TW_TYPE_DATE)
    {
      *result = tw_value_date (day);
      return;
    }
  fraction = moment->i % G_USEC_PER_SEC;
  if (fraction < 0)
    fraction += G_USEC_PER_SEC;
  *result = tw_value_datetime (tw_instant_from_local (day, (int) tw_instant_get_time_of_day (moment->i, context->zone), context->zone)
                               + fraction);
}

TW_FN (add_days)
{
  set_moved (context, &args[0], TW_UNIT_DAY, args[1].i, result);
}

TW_FN (add_months)
{
  set_moved (context, &args[0], TW_UNIT_MONTH, args[1].i, result);
}

TW_FN (start_of)
{
  TwUnit unit;
  TwDate day;

  if (!tw_unit_parse (args[0].text, strlen (args[0].text), &unit) || unit < TW_UNIT_DAY || !get_day (context, &args[1], &day))
    return;
  day = tw_unit_start (unit, day, context->first_weekday);
  *result = args[1].type == TW_TYPE_DATE ? tw_value_date (day) : tw_value_datetime (tw_op_day_start (context, day));
}
