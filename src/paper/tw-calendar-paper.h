/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of a calendar on paper: beside each other with what is on them or with their hours, or one after the other as a list. */
#pragma once

#include "tw-calendar.h"
#include "tw-paper.h"

G_BEGIN_DECLS

typedef struct
{
  TwStore           *store;
  GTimeZone         *zone;                             /* of the person who prints */
  TwCalendarKind     kinds;
  GArray            *users;                            /* (nullable) (element-type TwId): NULL: everybody's */
  TwId               meeting_type;                     /* nil: any */
  TwDate             first, last;
  guint              columns;                          /* days beside each other, at most 7; 0: a list */
  gboolean           hours;                            /* the days have their hours, at most one row of them */
  const char        *title;
  const char        *company;                          /* nullable: for the letterhead */
  const TwPaperSize *size;
} TwCalendarPaper;

/* Any thread. */
TwPaper *tw_calendar_paper_new (const TwCalendarPaper *calendar, GCancellable *cancellable, GError **error);

G_END_DECLS
