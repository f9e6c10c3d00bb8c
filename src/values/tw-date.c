/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Day numbers and calendar dates by the algorithms of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tw-date.h"
#include "tw-date-words.h"
#include "tw-digits-private.h"

static gboolean
is_leap (int year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap (year) ? 29 : days[month - 1];
}

/**
 * tw_date_from_ymd:
 * @year: 1…9999
 * @month: 1…12
 * @day: from 1
 * @date: (out): receives the date
 *
 * Returns: %FALSE when the calendar has no such day; @date is left alone then
 */
gboolean
tw_date_from_ymd (int year, int month, int day, TwDate *date)
{
  int y, era, year_of_era, day_of_year, day_of_era;

  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month (year, month))
    return FALSE;
  y = year - (month <= 2);
  era = (y >= 0 ? y : y - 399) / 400;
  year_of_era = y - era * 400;
  day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  *date = era * 146097 + day_of_era - 719468;
  return TRUE;
}

/**
 * tw_date_to_ymd:
 * @date: a date
 * @year: (out): its year
 * @month: (out): its month, 1…12
 * @day: (out): its day, from 1
 *
 * Tells the parts of a date in the proleptic Gregorian calendar.
 */
void
tw_date_to_ymd (TwDate date, int *year, int *month, int *day)
{
  int z = date + 719468;
  int era = (z >= 0 ? z : z - 146096) / 146097;
  int day_of_era = z - era * 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int mp = (5 * day_of_year + 2) / 153;
  int m = mp < 10 ? mp + 3 : mp - 9;

  *day = day_of_year - (153 * mp + 2) / 5 + 1;
  *month = m;
  *year = year_of_era + era * 400 + (m <= 2);
}

/**
 * tw_date_get_weekday:
 * @date: a date
 *
 * Returns: 1 for Monday … 7 for Sunday (ISO 8601)
 */
int
tw_date_get_weekday (TwDate date)
{
  int w = (date + 3) % 7;                              /* day 0 was a Thursday */

  return (w < 0 ? w + 7 : w) + 1;
}

/**
 * tw_date_add_months:
 * @date: a date
 * @months: how many, also below 0
 * @result: (out): receives the date
 *
 * Goes on by calendar months. A day that the month does not have becomes its last one: a month after 31 January is 28
 * or 29 February.
 *
 * Returns: %FALSE when the years 1…9999 are left
 */
gboolean
tw_date_add_months (TwDate date, int months, TwDate *result)
{
  int year, month, day;
  gint64 count;

  tw_date_to_ymd (date, &year, &month, &day);
  count = (gint64) year * 12 + month - 1 + months;
  if (count < 12 || count >= 120000)
    return FALSE;
  year = count / 12;
  month = count % 12 + 1;
  return tw_date_from_ymd (year, month, MIN (day, days_in_month (year, month)), result);
}

static gboolean
read_digits (const char **p, int n, int *value)
{
  *value = 0;
  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*p)[i]))
        return FALSE;
      *value = *value * 10 + ((*p)[i] - '0');
    }
  *p += n;
  return TRUE;
}

static gboolean
read_char (const char **p, char c)
{
  if (**p != c)
    return FALSE;
  (*p)++;
  return TRUE;
}

static gboolean
read_date (const char **p, TwDate *date)
{
  int year, month, day;

  return read_digits (p, 4, &year) && read_char (p, '-') && read_digits (p, 2, &month) && read_char (p, '-')
         && read_digits (p, 2, &day) && tw_date_from_ymd (year, month, day, date);
}

/**
 * tw_date_parse:
 * @text: a text
 * @date: (out): receives the date
 *
 * Reads a date as YYYY-MM-DD (ISO 8601, extended form), with nothing before or behind it.
 *
 * Returns: %FALSE when it is none; @date is left alone then
 */
gboolean
tw_date_parse (const char *text, TwDate *date)
{
  TwDate parsed;

  if (!read_date (&text, &parsed) || *text)
    return FALSE;
  *date = parsed;
  return TRUE;
}

/**
 * tw_date_print:
 * @date: a date
 *
 * Returns: (transfer full): the date as YYYY-MM-DD
 */
char *
tw_date_print (TwDate date)
{
  char text[TW_PRINT_ROOM];

  return g_strndup (text, tw_date_print_to (date, text));
}

/**
 * tw_date_print_to:
 * @date: a date
 * @text: receives what tw_date_print() gives, without a zero byte
 *
 * Returns: its length
 */
gsize
tw_date_print_to (TwDate date, char text[TW_PRINT_ROOM])
{
  int year, month, day;
  char *p;

  tw_date_to_ymd (date, &year, &month, &day);
  p = tw_put_integer (text, year, 4);
  *p++ = '-';
  p = tw_put_digits (p, (guint64) month, 2);
  *p++ = '-';
  return (gsize) (tw_put_digits (p, (guint64) day, 2) - text);
}

/**
 * tw_date_format:
 * @date: a date
 *
 * Returns: (transfer full): the date for people, in the short form of the current locale
 */
char *
tw_date_format (TwDate date)
{
  int year, month, day;
  g_autoptr(GDateTime) when = NULL;

  tw_date_to_ymd (date, &year, &month, &day);
  when = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return g_date_time_format (when, "%x");
}

static gboolean
read_time (const char **p, gint64 *usec)
{
  int hour, minute, second = 0;
  gint64 fraction = 0, unit = 100000;

  if (!read_digits (p, 2, &hour) || !read_char (p, ':') || !read_digits (p, 2, &minute))
    return FALSE;
  if (**p == ':')
    {
      (*p)++;
      if (!read_digits (p, 2, &second))
        return FALSE;
      if (**p == '.' && g_ascii_isdigit ((*p)[1]))
        for ((*p)++; g_ascii_isdigit (**p); (*p)++, unit /= 10)
          fraction += (**p - '0') * unit;
    }
  /* 23:59:60 is a leap second; UTC microseconds have none, so it is the next minute. */
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;
  *usec = ((hour * 60 + minute) * G_GINT64_CONSTANT (60) + second) * G_USEC_PER_SEC + fraction;
  return TRUE;
}

/**
 * tw_instant_parse:
 * @text: a text
 * @zone: (nullable): the zone of a time without an offset; UTC when %NULL
 * @instant: (out): receives the instant
 *
 * Reads a date-time of RFC 3339. Seconds, the colon of the offset and the time (midnight then) may be left out, a
 * space may stand for the T; digits beyond microseconds are dropped. A leap second is the second after it.
 *
 * Returns: %FALSE when it is none; @instant is left alone then
 */
gboolean
tw_instant_parse (const char *text, GTimeZone *zone, TwInstant *instant)
{
  TwDate date;
  gint64 usec = 0;

  if (!read_date (&text, &date))
    return FALSE;
  if (*text == 'T' || *text == 't' || *text == ' ')
    {
      text++;
      if (!read_time (&text, &usec))
        return FALSE;
    }
  else if (*text)
    return FALSE;
  if (*text == 'Z' || *text == 'z')
    {
      if (text[1])
        return FALSE;
      *instant = date * TW_USEC_PER_DAY + usec;
      return TRUE;
    }
  if (*text == '+' || *text == '-')
    {
      int sign = *text == '-' ? -1 : 1, hours, minutes;

      text++;
      if (!read_digits (&text, 2, &hours))
        return FALSE;
      if (*text == ':')
        text++;
      if (!read_digits (&text, 2, &minutes) || *text || hours > 23 || minutes > 59)
        return FALSE;
      *instant = date * TW_USEC_PER_DAY + usec - sign * (gint64) (hours * 60 + minutes) * 60 * G_USEC_PER_SEC;
      return TRUE;
    }
  if (*text)
    return FALSE;
  *instant = zone ? tw_instant_from_local (date, usec / G_USEC_PER_SEC, zone) + usec % G_USEC_PER_SEC : date * TW_USEC_PER_DAY + usec;
  return TRUE;
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/**
 * tw_instant_print:
 * @instant: an instant
 *
 * Returns: (transfer full): the instant by RFC 3339 in UTC, with a fraction only when there is one
 */
char *
tw_instant_print (TwInstant instant)
{
  char text[TW_PRINT_ROOM];

  return g_strndup (text, tw_instant_print_to (instant, text));
}

/**
 * tw_instant_print_to:
 * @instant: a moment
 * @text: receives what tw_instant_print() gives, without a zero byte
 *
 * Returns: its length
 */
gsize
tw_instant_print_to (TwInstant instant, char text[TW_PRINT_ROOM])
{
  gint64 days = floor_div (instant, TW_USEC_PER_DAY), usec = instant - days * TW_USEC_PER_DAY;
  guint64 seconds = (guint64) usec / G_USEC_PER_SEC, fraction = (guint64) usec % G_USEC_PER_SEC;
  char *p = text + tw_date_print_to ((TwDate) CLAMP (days, TW_DATE_MIN, TW_DATE_MAX), text);

  *p++ = 'T';
  p = tw_put_digits (p, seconds / 3600, 2);
  *p++ = ':';
  p = tw_put_digits (p, seconds / 60 % 60, 2);
  *p++ = ':';
  p = tw_put_digits (p, seconds % 60, 2);
  if (fraction > 0)
    {
      *p++ = '.';
      p = tw_put_digits (p, fraction, 6);
      while (p[-1] == '0')
        p--;
    }
  *p++ = 'Z';
  return (gsize) (p - text);
}

/* The offset from UTC in seconds that the zone has at an instant. */
static gint64
offset_at (GTimeZone *zone, gint64 seconds)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return interval < 0 ? 0 : g_time_zone_get_offset (zone, interval);
}

/**
 * tw_instant_get_date:
 * @instant: an instant
 * @zone: the zone of the wall clock
 *
 * Returns: the date that a calendar in the zone shows
 */
TwDate
tw_instant_get_date (TwInstant instant, GTimeZone *zone)
{
  gint64 seconds = floor_div (instant, G_USEC_PER_SEC);

  return floor_div (seconds + offset_at (zone, seconds), 86400);
}

/**
 * tw_instant_get_time_of_day:
 * @instant: an instant
 * @zone: the zone of the wall clock
 *
 * Returns: what a clock in the zone shows, as seconds from 00:00; on days with a change of time not the time that has
 *   passed since midnight
 */
gint64
tw_instant_get_time_of_day (TwInstant instant, GTimeZone *zone)
{
  gint64 seconds = floor_div (instant, G_USEC_PER_SEC);

  seconds += offset_at (zone, seconds);
  return seconds - floor_div (seconds, 86400) * 86400;
}

/**
 * tw_instant_from_local:
 * @date: a date
 * @seconds: a wall time, as seconds from 00:00
 * @zone: the zone of the wall clock
 *
 * A time that the zone skips moves forward by the gap; of one that it has twice the first is meant.
 *
 * Returns: the instant
 */
TwInstant
tw_instant_from_local (TwDate date, int seconds, GTimeZone *zone)
{
  gint64 wall = date * G_GINT64_CONSTANT (86400) + seconds;
  gint64 before = offset_at (zone, wall - 86400), after = offset_at (zone, wall + 86400);
  gint64 first = wall - before;

  /* Read with the earlier offset, the wall time is right when that offset is in force then: this is the only reading, or
   * the first of two. Otherwise the later offset holds — or neither does, in a gap, and the earlier offset moves forward by the gap. */
  if (offset_at (zone, first) == before || offset_at (zone, wall - after) != after)
    return first * G_USEC_PER_SEC;
  return (wall - after) * G_USEC_PER_SEC;
}

/**
 * tw_instant_format:
 * @instant: an instant
 * @zone: the zone of the wall clock
 *
 * Returns: (transfer full): the instant for people as seen today, in the current locale; see tw_instant_format_at()
 */
char *
tw_instant_format (TwInstant  instant,
                   GTimeZone *zone)
{
  return tw_instant_format_at (instant, g_get_real_time (), zone);
}
