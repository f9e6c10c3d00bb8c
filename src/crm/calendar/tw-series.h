/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meetings in memory, for each store: what repeats and what lasts longer than a week, since when it happens cannot be asked of an index,
 * and the months that are looked at. Follows the log, so that a reading sees what was committed before it. */
#pragma once

#include "tw-calendar-private.h"
#include "tw-wall.h"

G_BEGIN_DECLS

/* Appends to found what happens in the range of the query; does not look at its users. Any thread. */
gboolean tw_series_read (TwStore *store, TwSchema *schema, const TwCalendarQuery *query, GPtrArray *found, GCancellable *cancellable,
                         GError **error);

/* When a row with times is: the wall clock counts where the rules of its zone have changed since it was written. zone: of the person
 * who looks. */
typedef struct
{
  TwWall     wall;                                     /* start on the clock of its zone */
  TwInstant  start;
  gint64     length;                                   /* microseconds */
  gboolean   all_day;
  GTimeZone *zone;                                     /* (owned): its own, or that of the person who looks */
} TwSeriesTimes;

gboolean tw_series_read_times  (const TwCalendarSource *source, TwStore *store, TwStmt *row, GTimeZone *zone, TwSeriesTimes *times);
void     tw_series_set_times   (const TwSeriesTimes *times, TwWall wall, TwInstant start, GTimeZone *zone, TwOccurrence *occurrence);
int      tw_series_get_days    (gint64 length);         /* of an all-day one */
/* (transfer full) (nullable): kept, since making one reads a file */
GTimeZone *tw_series_find_zone (const char *name);

G_END_DECLS
