/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods of the calendar, as they stand after "within". They are half-open: from the first day up to, but not including, the end. */
#include "config.h"

#include <string.h>

#include "tw-expr-private.h"

#define MAX_N 100000

static const char *const units[] = { "minute", "hour", "day", "week", "month", "quarter", "year" };
static const struct { const char *word; TwPeriodKind kind; } near_days[] = {
  { "today", TW_PERIOD_THIS }, { "yesterday", TW_PERIOD_LAST }, { "tomorrow", TW_PERIOD_NEXT },
};

static TwDate
clamp_date (gint64 date)
{
  return (TwDate) CLAMP (date, TW_DATE_MIN, TW_DATE_MAX);
}

/* A whole word at p, in any case; 0 when it is another. */
static gsize
match_word (const char *p, const char *word)
{
  gsize n = strlen (word);

  return g_ascii_strncasecmp (p, word, n) == 0 && !g_ascii_isalnum (p[n]) && p[n] != '_' ? n : 0;
}

static gsize
count_space (const char *p)
{
  return strspn (p, " \t\r\n");
}

static int
read_number (const char *p, int digits)
{
  int n = 0;

  for (int i = 0; i < digits; i++)
    {
      if (!g_ascii_isdigit (p[i]))
        return -1;
      n = n * 10 + (p[i] - '0');
    }
  return n;
}

/* 2026, 2026-03, 2026-Q1, 2026-03-31 */
static gboolean
scan_fixed (const char *p, gsize *length, TwPeriod *period)
{
  int year = read_number (p, 4), month = 1, day = 1;

  if (year < 1)
    return FALSE;
  *length = 4;
  period->kind = TW_PERIOD_FIXED;
  period->unit = TW_UNIT_YEAR;
  if (p[4] == '-' && (p[5] == 'Q' || p[5] == 'q') && p[6] >= '1' && p[6] <= '4')
    {
      period->unit = TW_UNIT_QUARTER;
      month = (p[6] - '1') * 3 + 1;
      *length = 7;
    }
  else if (p[4] == '-' && g_ascii_isdigit (p[5]))
    {
      month = read_number (p + 5, 2);
      if (month < 0)
        return FALSE;
      period->unit = TW_UNIT_MONTH;
      *length = 7;
      if (p[7] == '-')
        {
          day = read_number (p + 8, 2);
          if (day < 0)
            return FALSE;
          period->unit = TW_UNIT_DAY;
          *length = 10;
        }
    }
  return !g_ascii_isalnum (p[*length]) && p[*length] != '_' && tw_date_from_ymd (year, month, day, &period->start);
}

/* After "last" or "next": a unit, or a number and a unit. */
static gboolean
scan_unit (const char *text, const char *p, gsize *length, TwPeriod *period)
{
  gsize n;

  p += count_space (p);
  if (g_ascii_isdigit (*p) && period->kind != TW_PERIOD_THIS)
    {
      period->kind = period->kind == TW_PERIOD_LAST ? TW_PERIOD_ROLLING_BACK : TW_PERIOD_ROLLING_ON;
      for (; g_ascii_isdigit (*p) && period->n <= MAX_N; p++)
        period->n = period->n * 10 + (*p - '0');
      if (period->n < 1 || period->n > MAX_N || count_space (p) == 0)
        return FALSE;
      p += count_space (p);
    }
  for (n = 0; g_ascii_isalpha (p[n]);)
    n++;
  if (!tw_unit_parse (p, n, &period->unit) || g_ascii_isalnum (p[n]) || p[n] == '_')
    return FALSE;
  *length = (gsize) (p + n - text);
  return period->n > 0 || period->unit >= TW_UNIT_DAY;
}

gboolean
tw_unit_parse (const char *word, gsize length, TwUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize n = strlen (units[i]);

      if ((length == n || (length == n + 1 && g_ascii_tolower (word[n]) == 's')) && g_ascii_strncasecmp (word, units[i], n) == 0)
        {
          *unit = (TwUnit) i;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
tw_period_scan (const char *text, gsize *length, TwPeriod *period)
{
  static const struct { const char *word; TwPeriodKind kind; } leads[] = {
    { "this", TW_PERIOD_THIS }, { "last", TW_PERIOD_LAST }, { "next", TW_PERIOD_NEXT },
  };
  const char *p = text + count_space (text);
  gsize n;

  *period = (TwPeriod) { .unit = TW_UNIT_DAY };
  if (g_ascii_isdigit (*p))
    {
      if (!scan_fixed (p, &n, period))
        return FALSE;
      *length = (gsize) (p + n - text);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (near_days); i++)
    if ((n = match_word (p, near_days[i].word)) > 0)
      {
        period->kind = near_days[i].kind;
        *length = (gsize) (p + n - text);
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (leads); i++)
    if ((n = match_word (p, leads[i].word)) > 0)
      {
        period->kind = leads[i].kind;
        return scan_unit (text, p + n, length, period);
      }
  return FALSE;
}

static char *
print_fixed (const TwPeriod *period)
{
  int year, month, day;

  tw_date_to_ymd (period->start, &year, &month, &day);
  switch (period->unit)
    {
    case TW_UNIT_YEAR:
      return g_strdup_printf ("%04d", year);
    case TW_UNIT_QUARTER:
      return g_strdup_printf ("%04d-Q%d", year, (month + 2) / 3);
    case TW_UNIT_MONTH:
      return g_strdup_printf ("%04d-%02d", year, month);
    default:
      return tw_date_print (period->start);
    }
}

char *
tw_period_print (const TwPeriod *period)
{
  const char *lead = period->kind == TW_PERIOD_THIS ? "this"
                     : period->kind == TW_PERIOD_LAST || period->kind == TW_PERIOD_ROLLING_BACK ? "last" : "next";

  if (period->kind == TW_PERIOD_FIXED)
    return print_fixed (period);
  if (period->n > 0)
    return g_strdup_printf ("%s %d %s%s", lead, period->n, units[period->unit], period->n == 1 ? "" : "s");
  if (period->unit == TW_UNIT_DAY)
    return g_strdup (near_days[period->kind - TW_PERIOD_THIS].word);
  return g_strdup_printf ("%s %s", lead, units[period->unit]);
}

TwDate
tw_unit_start (TwUnit unit, TwDate day, int first_weekday)
{
  int year, month, dom;
  TwDate start = day;

  tw_date_to_ymd (day, &year, &month, &dom);
  switch (unit)
    {
    case TW_UNIT_WEEK:
      return clamp_date ((gint64) day - (tw_date_get_weekday (day) - first_weekday + 7) % 7);
    case TW_UNIT_MONTH:
      return day - dom + 1;
    case TW_UNIT_QUARTER:
      tw_date_from_ymd (year, (month - 1) / 3 * 3 + 1, 1, &start);
      return start;
    case TW_UNIT_YEAR:
      tw_date_from_ymd (year, 1, 1, &start);
      return start;
    default:
      return day;
    }
}

gboolean
tw_unit_add (TwUnit unit, TwDate day, gint64 n, TwDate *result)
{
  static const int months[] = { [TW_UNIT_MONTH] = 1, [TW_UNIT_QUARTER] = 3, [TW_UNIT_YEAR] = 12 };
  gint64 sum;

  if (n > 4000000 || n < -4000000)
    return FALSE;
  if (unit >= TW_UNIT_MONTH)
    return tw_date_add_months (day, (int) (n * months[unit]), result);
  sum = day + n * (unit == TW_UNIT_WEEK ? 7 : 1);
  *result = clamp_date (sum);
  return *result == sum;
}

static TwDate
add_or_clamp (TwUnit unit, TwDate day, gint64 n)
{
  TwDate result;

  return tw_unit_add (unit, day, n, &result) ? result : n < 0 ? TW_DATE_MIN : TW_DATE_MAX;
}

gboolean
tw_period_get_days (const TwPeriod *period, TwDate today, int first_weekday, TwDate *first, TwDate *end)
{
  TwDate start;

  if (period->unit < TW_UNIT_DAY)
    return FALSE;
  switch (period->kind)
    {
    case TW_PERIOD_ROLLING_BACK:
      /* The n days, weeks … that end with today. */
      *end = clamp_date ((gint64) today + 1);
      *first = clamp_date ((gint64) add_or_clamp (period->unit, today, -period->n) + 1);
      return TRUE;
    case TW_PERIOD_ROLLING_ON:
      *first = today;
      *end = add_or_clamp (period->unit, today, period->n);
      return TRUE;
    case TW_PERIOD_FIXED:
      *first = period->start;
      *end = add_or_clamp (period->unit, period->start, 1);
      return TRUE;
    default:
      start = tw_unit_start (period->unit, today, first_weekday);
      *first = add_or_clamp (period->unit, start, period->kind == TW_PERIOD_LAST ? -1 : period->kind == TW_PERIOD_NEXT ? 1 : 0);
      *end = add_or_clamp (period->unit, *first, 1);
      return TRUE;
    }
}

void
tw_period_get_instants (const TwPeriod *period, const TwExprContext *context, TwInstant *first, TwInstant *end)
{
  gint64 length = (period->unit == TW_UNIT_HOUR ? 3600 : 60) * (gint64) period->n * G_USEC_PER_SEC;
  TwDate first_day, end_day;

  if (tw_period_get_days (period, tw_instant_get_date (context->now, context->zone), context->first_weekday, &first_day, &end_day))
    {
      *first = tw_instant_from_local (first_day, 0, context->zone);
      *end = tw_instant_from_local (end_day, 0, context->zone);
    }
  else if (period->kind == TW_PERIOD_ROLLING_BACK)
    {
      *first = context->now - length;
      *end = context->now + 1;
    }
  else
    {
      *first = context->now;
      *end = context->now + length;
    }
}
