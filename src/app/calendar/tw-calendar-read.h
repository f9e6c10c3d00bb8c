/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the items of some days, on another thread. */
#pragma once

#include <gio/gio.h>

#include "tw-calendar-days.h"

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

void            tw_calendar_reading_free (gpointer reading);
TwCalendarDays *tw_calendar_reading_run  (TwCalendarReading *reading, GCancellable *cancellable, GError **error);
/* "Darcel Schlecht" is DS. */
char           *tw_calendar_dup_initials (const char *name);
/* A colour of the palette that stays with an id. */
const char     *tw_calendar_pick_color   (const TwId *id);

G_END_DECLS
