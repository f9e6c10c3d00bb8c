/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-calendar.h"
#include "tw-scan.h"

G_BEGIN_DECLS

/* Where the times of a kind of record stand, and the columns of its rows. Made for one reading. */
typedef struct
{
  const TwEntity *entity;
  TwCalendarKind  kind;
  const TwField  *start, *end, *time, *length;          /* nullable but start */
  const TwField  *all_day, *zone, *floating, *wall, *rule, *series, *series_start, *spans, *excluded, *shown_free;
  const TwField  *owner, *people, *state, *title, *place, *deal, *company, *type;
  const TwField  *about[6];
  guint           n_about;
} TwCalendarSource;

gboolean      tw_calendar_source_init    (TwCalendarSource *source, const TwEntity *entity);
/* An occurrence without its times. */
TwOccurrence *tw_calendar_source_read    (const TwCalendarSource *source, TwStore *store, TwStmt *row);
gboolean      tw_calendar_source_for_record (TwStore *store, const TwOccurrence *occurrence, TwCalendarSource *source, TwRecord **record,
                                             GError **error);

/* Sets start, end and days of an all-day occurrence; last is included. */
void          tw_occurrence_set_days     (TwOccurrence *occurrence, TwDate first, TwDate last, GTimeZone *zone);
/* The same of one with times. */
void          tw_occurrence_set_times    (TwOccurrence *occurrence, TwInstant start, TwInstant end, GTimeZone *zone);

G_END_DECLS
