/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-wall.h"

/**
 * tw_wall_make:
 * @date: a day
 * @seconds: since midnight
 *
 * Returns: the time on the wall
 */
TwWall
tw_wall_make (TwDate date, int seconds)
{
  return date * TW_WALL_DAY + seconds;
}

/**
 * tw_wall_get_date:
 * @wall: a time on the wall
 *
 * Returns: its day
 */
TwDate
tw_wall_get_date (TwWall wall)
{
  return (TwDate) ((wall >= 0 ? wall : wall - TW_WALL_DAY + 1) / TW_WALL_DAY);
}

/**
 * tw_wall_get_seconds:
 * @wall: a time on the wall
 *
 * Returns: seconds since midnight
 */
int
tw_wall_get_seconds (TwWall wall)
{
  return (int) (wall - tw_wall_get_date (wall) * TW_WALL_DAY);
}

/**
 * tw_wall_from_instant:
 * @instant: an instant
 * @zone: where the clock hangs
 *
 * Returns: what it shows then, in whole seconds
 */
TwWall
tw_wall_from_instant (TwInstant instant, GTimeZone *zone)
{
  return tw_instant_get_date (instant, zone) * TW_WALL_DAY + tw_instant_get_time_of_day (instant, zone);
}

/**
 * tw_wall_to_instant:
 * @wall: a time on the wall
 * @zone: where the clock hangs
 *
 * Returns: when it shows that; see tw_instant_from_local()
 */
TwInstant
tw_wall_to_instant (TwWall wall, GTimeZone *zone)
{
  return tw_instant_from_local (tw_wall_get_date (wall), tw_wall_get_seconds (wall), zone);
}

static gboolean
read_digits (const char **text, int n, int *number)
{
  *number = 0;
  for (int i = 0; i < n; i++, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *number = *number * 10 + (**text - '0');
    }
  return TRUE;
}

/**
 * tw_wall_parse:
 * @text: 20260328T090000, 20260328, or 20260328T090000Z
 * @wall: (out): the time
 * @is_date: (out): it is a day without a time
 * @is_utc: (out): it ends in Z
 *
 * A leap second is the second before it.
 *
 * Returns: whether it is one
 */
gboolean
tw_wall_parse (const char *text, TwWall *wall, gboolean *is_date, gboolean *is_utc)
{
  int year, month, day, hour = 0, minute = 0, second = 0;
  TwDate date;

  *is_date = *is_utc = FALSE;
  if (!read_digits (&text, 4, &year) || !read_digits (&text, 2, &month) || !read_digits (&text, 2, &day)
      || !tw_date_from_ymd (year, month, day, &date))
    return FALSE;
  *is_date = *text == '\0';
  if (!*is_date)
    {
      if ((*text != 'T' && *text != 't') || (text++, !read_digits (&text, 2, &hour)) || !read_digits (&text, 2, &minute)
          || !read_digits (&text, 2, &second) || hour > 23 || minute > 59 || second > 60)
        return FALSE;
      *is_utc = *text == 'Z' || *text == 'z';
      if (text[*is_utc ? 1 : 0] != '\0')
        return FALSE;
    }
  *wall = tw_wall_make (date, hour * 3600 + minute * 60 + MIN (second, 59));
  return TRUE;
}

/**
 * tw_wall_print:
 * @wall: a time on the wall
 * @is_date: only its day
 * @text: (out): the text
 */
void
tw_wall_print (TwWall wall, gboolean is_date, char text[TW_WALL_ROOM])
{
  int year, month, day, seconds = tw_wall_get_seconds (wall);

  tw_date_to_ymd (tw_wall_get_date (wall), &year, &month, &day);
  if (is_date)
    g_snprintf (text, TW_WALL_ROOM, "%04d%02d%02d", year, month, day);
  else
    g_snprintf (text, TW_WALL_ROOM, "%04d%02d%02dT%02d%02d%02d", year, month, day, seconds / 3600, seconds / 60 % 60, seconds % 60);
}
