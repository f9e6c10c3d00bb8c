/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of some days, by day, with all that a frame would take too long to work out when there are thousands of them. Made by the
 * thread that reads them, and never changed afterwards. */
#pragma once

#include "tw-calendar-item.h"
#include "tw-day-layout.h"

G_BEGIN_DECLS

/* Some of the items on each day. */
typedef struct
{
  guint           *starts;                             /* (owned) of each day in the list, and the end of the last one */
  TwCalendarItem **list;                               /* (owned) */
} TwCalendarLists;

/* How many events begin on a day. */
typedef struct
{
  guint meetings, calls, tasks, done, clashes;
} TwCalendarCounts;

/* Where an event stands among the hours of a day, and the minutes that it has there. */
typedef struct
{
  TwDayPlace place;                                    /* of what stands above the hours: no columns */
  int        from, to;
} TwCalendarPlace;

typedef struct
{
  TwDate             first, last;
  GPtrArray         *items;                            /* (owned) TwCalendarItem */
  TwCalendarLists    all;                              /* first those above the hours, then by time */
  TwCalendarLists    wide, single;                     /* what touches several days or stands above the hours, and the others */
  TwCalendarPlace   *places;                           /* (owned) of all */
  TwCalendarCounts  *counts;                           /* (owned) */
  GHashTable        *by_id;                            /* (owned) the items by id and time */
  GHashTable        *holidays;                         /* (owned) names by day */
  gint16            *work;                             /* (owned) from and to of each day in minutes; the same: nobody works */
} TwCalendarDays;

TwCalendarDays *tw_calendar_days_new        (TwDate first, TwDate last, GPtrArray *items);
void            tw_calendar_days_free       (TwCalendarDays *days);
/* On another thread: a hundred thousand items take a while. */
void            tw_calendar_days_free_later (TwCalendarDays *days);
TwCalendarItem *const *tw_calendar_days_list (const TwCalendarDays *days, const TwCalendarLists *lists, TwDate day, guint *n_items);
TwCalendarItem *tw_calendar_days_find       (const TwCalendarDays *days, const TwId *id, TwInstant time);
void            tw_calendar_days_count      (const TwCalendarDays *days, TwDate first, TwDate last, TwCalendarCounts *counts);
int             tw_calendar_compare_items   (gconstpointer a, gconstpointer b);

G_END_DECLS
