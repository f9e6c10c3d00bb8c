/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens when: meetings, calls and tasks, and records of any kind by their date field, as occurrences in a range of time.
 * What repeats comes once for each time that it happens. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef enum
{
  TW_CALENDAR_MEETING = 1 << 0,
  TW_CALENDAR_CALL    = 1 << 1,                        /* planned ones */
  TW_CALENDAR_TASK    = 1 << 2,
  TW_CALENDAR_OTHER   = 1 << 3,                        /* of query->entity, by its date field */
  TW_CALENDAR_ALL     = TW_CALENDAR_MEETING | TW_CALENDAR_CALL | TW_CALENDAR_TASK,
} TwCalendarKind;

/* What a change of something that repeats is to touch. */
typedef enum
{
  TW_CALENDAR_THIS,
  TW_CALENDAR_THIS_AND_FOLLOWING,
  TW_CALENDAR_ALL_OF_IT,
} TwCalendarScope;

typedef struct
{
  guint     entity;                                    /* number */
  TwId      id;                                        /* of the record: the series' for what repeats, its own for an exception */
  TwCalendarKind kind;
  char     *title;
  char     *place;                                     /* nullable */
  TwInstant start, end;                                /* all-day: midnights in the query's zone; end is the first moment after */
  gboolean  all_day;
  TwDate    first_day, last_day;                       /* in the query's zone, both included; of all-day ones as written */
  TwId      owner;                                     /* nil: nobody */
  GArray   *people;                                    /* (nullable) (element-type TwId): other users who take part */
  TwId      about;                                     /* company, else contact, deal …; nil: none */
  guint     about_entity;
  TwId      deal, company, meeting_type;               /* nil: none; for colouring */
  const char *color;                                   /* of its kind; palette name, static */
  gboolean  recurring;                                 /* one of several of a series */
  gboolean  exception;                                 /* it was changed apart from its series */
  TwId      series;                                    /* of an exception: the record that repeats; else nil */
  TwInstant recurrence_id;                             /* when it was to start by the rule; 0: it does not repeat */
  gint64    wall;                                      /* the same in seconds on the series' own clock; for editing */
  gboolean  done, cancelled;
  gboolean  shown_free;                                /* it keeps nobody from something else */
  gboolean  may_move;                                  /* its time is not computed and the store can be written */
} TwOccurrence;

typedef struct
{
  TwInstant      from, to;                             /* what overlaps [from, to) is found */
  GTimeZone     *zone;                                 /* (not nullable) of the person who looks */
  TwCalendarKind kinds;                                /* flags; 0: TW_CALENDAR_ALL */
  GArray        *users;                                /* (nullable) (element-type TwId): theirs; NULL: everybody's */
  const char    *entity;                               /* for TW_CALENDAR_OTHER: key of a kind with a date field */
  const char    *where;                                /* nullable: a condition for TW_CALENDAR_OTHER and for single kinds */
  gboolean       with_cancelled;
} TwCalendarQuery;

/* Any thread: TwOccurrence, by start, longer ones first, then title. At most TW_CALENDAR_MAX of them. */
#define TW_CALENDAR_MAX 200000
GPtrArray *tw_calendar_read        (TwStore *store, const TwCalendarQuery *query, GCancellable *cancellable, GError **error);
void       tw_calendar_read_async  (TwStore *store, const TwCalendarQuery *query, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data);
GPtrArray *tw_calendar_read_finish (TwStore *store, GAsyncResult *result, GError **error);
/* Whether what is shown may be other now. */
gboolean   tw_calendar_touches     (TwStore *store, const TwCalendarQuery *query, TwCommit *commit);
/* Colour of a kind: teal, coral, purple. */
const char *tw_calendar_get_color  (TwCalendarKind kind);
/* The kind that records of this entity have in a calendar; 0: it has no date. */
TwCalendarKind tw_calendar_get_kind (const TwEntity *entity);

TwOccurrence *tw_occurrence_copy   (const TwOccurrence *occurrence);
void          tw_occurrence_free   (TwOccurrence *occurrence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOccurrence, tw_occurrence_free)

/* --- Editing: each gives one edit with a title, to be committed by the caller; NULL with an error --- */

/* all_day: what it is to become. The zone is that of the person who moves it, for what has none of its own. Of a task or an all-day
 * one only the days count. scope is looked at for what repeats. */
TwEdit   *tw_calendar_move     (TwStore *store, const TwOccurrence *occurrence, TwInstant start, TwInstant end, gboolean all_day,
                                TwCalendarScope scope, GTimeZone *zone, GError **error);
TwEdit   *tw_calendar_delete   (TwStore *store, const TwOccurrence *occurrence, TwCalendarScope scope, GError **error);
/* A new record of the kind with its time set; title nullable. record: (out) (optional) (transfer full) */
TwEdit   *tw_calendar_create   (TwStore *store, TwCalendarKind kind, const char *title, TwInstant start, TwInstant end, gboolean all_day,
                                GTimeZone *zone, TwRecord **record, GError **error);
/* The record to change for a scope, so that a form can edit it: for THIS of a series a new exception, for THIS_AND_FOLLOWING a new
 * series from there (the old one ends before), else the stored one. The edit holds whatever goes with it; the record is saved into it
 * with tw_edit_save() when it has its new values.
 * record: (out) (transfer full) */
TwEdit   *tw_calendar_open     (TwStore *store, const TwOccurrence *occurrence, TwCalendarScope scope, TwRecord **record, GError **error);

G_END_DECLS
