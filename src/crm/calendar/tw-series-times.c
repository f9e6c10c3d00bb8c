/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-series.h"

#include <string.h>

#define DAY TW_USEC_PER_DAY

/**
 * tw_series_find_zone:
 * @name: an IANA name
 *
 * Zones stay for the life of the process: there are some hundred at most, and names that are none are not kept.
 *
 * Returns: (transfer full) (nullable): the zone; %NULL when there is none of this name
 */
GTimeZone *
tw_series_find_zone (const char *name)
{
  static GMutex mutex;
  static GHashTable *zones;
  GTimeZone *zone;

  if (name == NULL || *name == '\0')
    return NULL;
  g_mutex_lock (&mutex);
  if (zones == NULL)
    zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_time_zone_unref);
  zone = g_hash_table_lookup (zones, name);
  if (zone == NULL && (zone = g_time_zone_new_identifier (name)) != NULL)
    g_hash_table_insert (zones, g_strdup (name), zone);
  if (zone != NULL)
    g_time_zone_ref (zone);
  g_mutex_unlock (&mutex);
  return zone;
}

static gboolean
read_number (TwStore *store, TwStmt *row, const TwField *field, gint64 *number)
{
  int column = field != NULL ? tw_store_get_column (store, field) : -1;

  if (column < 0 || tw_stmt_is_null (row, column))
    return FALSE;
  *number = tw_stmt_get_int (row, column);
  return TRUE;
}

/* Short texts only. */
static gboolean
read_text (TwStore *store, TwStmt *row, const TwField *field, char text[65])
{
  int column = field != NULL ? tw_store_get_column (store, field) : -1;
  const char *found;
  gsize length;

  if (column < 0 || tw_stmt_is_null (row, column) || (found = tw_stmt_get_text (row, column, &length)) == NULL || length > 64)
    return FALSE;
  memcpy (text, found, length);
  text[length] = '\0';
  return length > 0;
}

/**
 * tw_series_get_days:
 * @length: from midnight to midnight, in microseconds, which is not always whole days
 *
 * Returns: days; 1 at least
 */
int
tw_series_get_days (gint64 length)
{
  return (int) MAX (1, (length + DAY / 2) / DAY);
}

/**
 * tw_series_read_times:
 * @source: a kind of record with times
 * @store: a store
 * @row: a row of it
 * @zone: of the person who looks
 * @times: (out caller-allocates): when it is
 *
 * Returns: %FALSE when it has no start
 */
gboolean
tw_series_read_times (const TwCalendarSource *source, TwStore *store, TwStmt *row, GTimeZone *zone, TwSeriesTimes *times)
{
  gint64 end, flag;
  char text[65];
  gboolean is_date, is_utc;
  TwWall wall;

  *times = (TwSeriesTimes) { 0 };
  if (!read_number (store, row, source->start, &times->start))
    return FALSE;
  times->length = read_number (store, row, source->end, &end) ? MAX (0, end - times->start) : 30 * 60 * G_USEC_PER_SEC;
  times->all_day = read_number (store, row, source->all_day, &flag) && flag;
  if (!(read_number (store, row, source->floating, &flag) && flag) && read_text (store, row, source->zone, text))
    times->zone = tw_series_find_zone (text);
  if (times->zone == NULL)
    times->zone = g_time_zone_ref (zone);
  times->wall = tw_wall_from_instant (times->start, times->zone);
  if (read_text (store, row, source->wall, text) && tw_wall_parse (text, &wall, &is_date, &is_utc) && wall != times->wall)
    {
      times->start = tw_wall_to_instant (wall, times->zone);
      times->wall = wall;
    }
  return TRUE;
}

/**
 * tw_series_set_times:
 * @times: of the first one
 * @wall: start of this one on the clock of its zone
 * @start: the same as an instant
 * @zone: of the person who looks
 * @occurrence: gets the times
 */
void
tw_series_set_times (const TwSeriesTimes *times, TwWall wall, TwInstant start, GTimeZone *zone, TwOccurrence *occurrence)
{
  if (times->all_day)
    tw_occurrence_set_days (occurrence, tw_wall_get_date (wall), tw_wall_get_date (wall) + tw_series_get_days (times->length) - 1, zone);
  else
    tw_occurrence_set_times (occurrence, start, start + times->length, zone);
}
