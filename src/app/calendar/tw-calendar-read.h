/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the items of some days, on another thread. */
#pragma once

#include <gio/gio.h>

#include "tw-calendar-item.h"

G_BEGIN_DECLS

typedef struct
{
  TwStore        *store;                               /* (owned) */
  GTimeZone      *zone;                                /* (owned) */
  TwDate          first, last;
  TwCalendarKind  kinds;
  GArray         *people;                              /* (owned) (nullable) TwId */
  TwCalendarColor color;
  TwId            type;                                /* nil: any */
  TwQuery        *view;                                /* (owned) (nullable) records of a view instead */
} TwCalendarReading;

/* The items of days, by day. */
typedef struct
{
  TwDate     first, last;
  GPtrArray *items;                                    /* (owned) TwCalendarItem */
  guint     *starts;                                   /* (owned) of each day in the list, and the end of the last one */
  TwCalendarItem **list;                               /* (owned) */
  GHashTable *holidays;                                /* (owned) names by day */
  gint16    *work;                                     /* (owned) from and to of each day in minutes; the same: nobody works */
} TwCalendarDays;

void            tw_calendar_reading_free (gpointer reading);
TwCalendarDays *tw_calendar_reading_run  (TwCalendarReading *reading, GCancellable *cancellable, GError **error);
void            tw_calendar_days_free    (TwCalendarDays *days);
/* On another thread: a hundred thousand items take a while. */
void            tw_calendar_days_free_later (TwCalendarDays *days);
/* "Darcel Schlecht" is DS. */
char           *tw_calendar_dup_initials (const char *name);
/* A colour of the palette that stays with an id. */
const char     *tw_calendar_pick_color   (const TwId *id);

G_END_DECLS
