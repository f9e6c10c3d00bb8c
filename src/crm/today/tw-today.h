/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs doing today, of one person, in order: each section is a condition on an entity, and what "done" and "later" mean is a
 * value of a field. A section whose entity or fields a site does not have is left out. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum
{
  TW_TODAY_OVERDUE, TW_TODAY_DUE, TW_TODAY_MEETINGS, TW_TODAY_RISK, TW_TODAY_MENTIONS, TW_TODAY_CONFLICTS, TW_TODAY_APPROVALS,
  TW_TODAY_STARRED,
} TwTodaySection;

typedef struct
{
  TwTodaySection section;
  guint   entity;                                      /* number */
  TwId    id;
  char   *title;
  char   *about;                                       /* (nullable) title of the company, the deal … it belongs to */
  TwValue when;                                        /* date or date with time; null when it has none */
  TwValue until;                                       /* of a meeting; else null */
  guint   open_entity;                                 /* what is opened: of a mention the record that it was written at */
  TwId    open_id;
  gboolean can_do, can_snooze;
  int     travel_minutes;                              /* to a meeting from the one before; -1: a place is not known */
  int     gap_minutes;                                 /* between the two */
} TwTodayLine;

typedef struct
{
  const char *title;                                   /* N_() */
  const char *icon;
} TwTodayInfo;

/* Heading of a section; the title is translated by the caller. */
const TwTodayInfo *tw_today_get_info (TwTodaySection section);
/* Any thread: TwTodayLine in order, at most 50 a section; after all that needs doing, what this person has starred. */
GPtrArray *tw_today_read    (TwStore *store, GError **error);
gboolean   tw_today_touches (TwStore *store, TwCommit *commit);
/* An edit that is ready to be committed; NULL with an error, or without one when the line cannot be done or put off. */
TwEdit    *tw_today_do      (TwStore *store, TwTodayLine *line, GError **error);
TwEdit    *tw_today_snooze  (TwStore *store, TwTodayLine *line, GError **error);   /* to tomorrow */
void       tw_today_line_free (TwTodayLine *line);
/* Minutes by car between two places, in degrees: from the distance as the crow flies, with an allowance for roads and parking. */
int        tw_today_travel  (double latitude_a, double longitude_a, double latitude_b, double longitude_b);

G_END_DECLS
