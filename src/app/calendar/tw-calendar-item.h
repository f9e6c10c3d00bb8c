/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An occurrence as a calendar draws it: the days and minutes of the wall clock that it takes, and what it looks like. Never changed
 * after it is made: a reading makes new ones. */
#pragma once

#include "tw-calendar.h"

G_BEGIN_DECLS

/* What an event's colour tells. */
typedef enum
{
  TW_CALENDAR_COLOR_KIND,
  TW_CALENDAR_COLOR_PERSON,
  TW_CALENDAR_COLOR_STATUS,                            /* of its deal */
  TW_CALENDAR_COLOR_COMPANY,
} TwCalendarColor;

/* Part of a calendar by the wall clock: what an event takes, or where one is to be. */
typedef struct
{
  TwDate   first, last;                                /* both included */
  int      from, to;                                   /* minutes of the first and the last day; not of all-day ones */
  gboolean all_day;
} TwCalendarSpan;

typedef struct
{
  TwOccurrence  *occurrence;                           /* (owned) */
  TwCalendarSpan span;
  gboolean       bar;                                  /* it stands above the hours: all day, or 24 hours and longer */
  gboolean       clash;                                /* another one of the same person is at its time */
  const char    *color;                                /* name in the palette */
  const char    *person_color;                         /* nullable: several people are shown */
  char          *initials;                             /* (owned) (nullable) of whose it is, with several people */
  char          *person;                               /* (owned) (nullable) of whose it is */
} TwCalendarItem;

TwCalendarItem *tw_calendar_item_new   (TwOccurrence *occurrence, GTimeZone *zone);
void            tw_calendar_item_free  (TwCalendarItem *item);
/* "10:00" or "10:00–11:00"; "" for all-day ones. */
char           *tw_calendar_item_dup_time (const TwCalendarItem *item, gboolean with_end);
/* A sentence with everything: kind, title, day, time, place, whose, and whether it clashes or is done. */
char           *tw_calendar_item_dup_description (const TwCalendarItem *item);
const char     *tw_calendar_kind_get_label (TwCalendarKind kind);
const char     *tw_calendar_kind_get_icon  (TwCalendarKind kind);
const char     *tw_calendar_item_get_icon  (const TwOccurrence *occurrence);

/* The moments of a span; an end at 24:00 is the midnight after. */
void            tw_calendar_span_get_instants (const TwCalendarSpan *span, GTimeZone *zone, TwInstant *start, TwInstant *end);
void            tw_calendar_span_shift (TwCalendarSpan *span, int days, int minutes);
char           *tw_calendar_span_dup_words (const TwCalendarSpan *span);
gboolean        tw_calendar_span_equal (const TwCalendarSpan *a, const TwCalendarSpan *b);
/* A part of a day, such as its weekday or number, with a format of g_date_time_format(); days in words are of tw_date_words(). */
char           *tw_calendar_dup_day    (TwDate day, const char *format);
char           *tw_calendar_dup_minute (int minute);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCalendarItem, tw_calendar_item_free)

G_END_DECLS
