/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "tw-expr-private.h"

static const char *const unit_names[] = { "day", "week", "month", "quarter", "year" };

const char *
tw_unit_get_name (TwUnit unit)
{
  return unit_names[unit];
}

gboolean
tw_unit_parse (const char *word, TwUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (unit_names); i++)
    {
      gsize n = strlen (unit_names[i]);

      if (strncmp (word, unit_names[i], n) == 0 && (!word[n] || strcmp (word + n, "s") == 0))
        {
          *unit = i;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
parse_named_year (const char *text, TwPeriod *period)
{
  TwDate day;
  g_autofree char *first = NULL;

  if (!g_ascii_isdigit (text[0]) || strlen (text) < 4 || strspn (text, "0123456789") < 4)
    return FALSE;
  period->year = atoi (text);
  period->unit = TW_UNIT_YEAR;
  if (period->year < 1 || period->year > 9999 || strspn (text, "0123456789") != 4)
    return FALSE;
  if (!text[4])
    return TRUE;
  if (text[4] != '-')
    return FALSE;
  if (text[5] == 'Q' && text[6] >= '1' && text[6] <= '4' && !text[7])
    {
      period->unit = TW_UNIT_QUARTER;
      period->part = 12 + text[6] - '0';
      return TRUE;
    }
  if (strlen (text) == 7)
    {
      period->unit = TW_UNIT_MONTH;
      period->part = atoi (text + 5);
      return period->part >= 1 && period->part <= 12;
    }
  /* One day: its number stands in count. */
  if (!tw_date_parse (text, &day))
    return FALSE;
  period->unit = TW_UNIT_DAY;
  period->part = 17;
  period->count = day;
  return TRUE;
}

gboolean
tw_period_parse (const char *text, TwPeriod *period)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  TwPeriod parsed = { 0 };
  guint n = g_strv_length (words);
  int sign;

  if (n == 1 && parse_named_year (text, &parsed))
    goto good;
  memset (&parsed, 0, sizeof parsed);
  if (n == 1 && (strcmp (text, "today") == 0 || strcmp (text, "yesterday") == 0 || strcmp (text, "tomorrow") == 0))
    {
      parsed.offset = text[0] == 'y' ? -1 : text[2] == 'm';
      goto good;
    }
  if (n < 2)
    return FALSE;
  sign = strcmp (words[0], "last") == 0 ? -1 : strcmp (words[0], "next") == 0 ? 1 : 0;
  if (!sign && strcmp (words[0], "this") != 0)
    return FALSE;
  if (n == 2 && tw_unit_parse (words[1], &parsed.unit))
    {
      parsed.offset = sign;
      goto good;
    }
  if (n == 3 && sign && strlen (words[1]) <= 4 && strspn (words[1], "0123456789") == strlen (words[1]) && tw_unit_parse (words[2], &parsed.unit))
    {
      parsed.offset = sign;
      parsed.count = atoi (words[1]);
      if (parsed.count > 0)
        goto good;
    }
  return FALSE;
good:
  *period = parsed;
  return TRUE;
}

char *
tw_period_print (const TwPeriod *period)
{
  const char *which = period->offset < 0 ? "last" : period->offset > 0 ? "next" : "this";

  if (period->part == 17)
    return tw_date_print (period->count);
  if (period->year && period->part > 12)
    return g_strdup_printf ("%04d-Q%d", period->year, period->part - 12);
  if (period->year && period->part)
    return g_strdup_printf ("%04d-%02d", period->year, period->part);
  if (period->year)
    return g_strdup_printf ("%04d", period->year);
  if (period->count)
    return g_strdup_printf ("%s %d %ss", which, period->count, unit_names[period->unit]);
  if (period->unit == TW_UNIT_DAY)
    return g_strdup (period->offset < 0 ? "yesterday" : period->offset > 0 ? "tomorrow" : "today");
  return g_strdup_printf ("%s %s", which, unit_names[period->unit]);
}

static TwDate
clamp_date (gint64 date)
{
  return CLAMP (date, TW_DATE_MIN, TW_DATE_MAX);
}

static TwDate
add_units (TwDate date, TwUnit unit, int n)
{
  static const int months[] = { 0, 0, 1, 3, 12 };
  TwDate result;

  if (unit == TW_UNIT_DAY || unit == TW_UNIT_WEEK)
    return clamp_date ((gint64) date + (gint64) n * (unit == TW_UNIT_WEEK ? 7 : 1));
  if (tw_date_add_months (date, n * months[unit], &result))
    return result;
  return n < 0 ? TW_DATE_MIN : TW_DATE_MAX;
}

/* The first day of the unit that a date lies in. */
TwDate
tw_period_start_of (TwUnit unit, TwDate date, int first_weekday)
{
  int year, month, day;
  TwDate start = date;

  tw_date_to_ymd (date, &year, &month, &day);
  switch (unit)
    {
    case TW_UNIT_DAY:
      return date;
    case TW_UNIT_WEEK:
      return clamp_date ((gint64) date - (tw_date_get_weekday (date) - first_weekday + 7) % 7);
    case TW_UNIT_MONTH:
      tw_date_from_ymd (year, month, 1, &start);
      return start;
    case TW_UNIT_QUARTER:
      tw_date_from_ymd (year, (month - 1) / 3 * 3 + 1, 1, &start);
      return start;
    default:
      tw_date_from_ymd (year, 1, 1, &start);
      return start;
    }
}

/**
 * tw_period_get_range:
 * @period: a period
 * @context: whose today, zone and first weekday count
 * @start: (out): the first day
 * @end: (out): the day after the last one
 *
 * “last 30 days” are the thirty days up to and including today; “next 2 weeks” the fourteen days after today.
 */
void
tw_period_get_range (const TwPeriod *period, const TwExprContext *context, TwDate *start, TwDate *end)
{
  TwDate today = tw_instant_get_date (context->now, context->zone);

  if (period->part == 17)
    {
      *start = period->count;
      *end = add_units (*start, TW_UNIT_DAY, 1);
    }
  else if (period->year)
    {
      int month = period->part > 12 ? (period->part - 13) * 3 + 1 : MAX (period->part, 1);

      *start = today;
      tw_date_from_ymd (period->year, month, 1, start);
      *end = add_units (*start, period->unit, 1);
    }
  else if (period->count && period->offset < 0)
    {
      *end = add_units (today, TW_UNIT_DAY, 1);
      *start = add_units (*end, period->unit, -period->count);
    }
  else if (period->count)
    {
      *start = add_units (today, TW_UNIT_DAY, 1);
      *end = add_units (*start, period->unit, period->count);
    }
  else
    {
      *start = add_units (tw_period_start_of (period->unit, today, context->first_weekday), period->unit, period->offset);
      *end = add_units (*start, period->unit, 1);
    }
}
