/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events and tasks of calendar files as meetings and tasks, and back. What has no field stays in the text that came. */
#pragma once

#include "tw-ical.h"
#include "tw-store.h"
#include "tw-wall.h"

G_BEGIN_DECLS

/* What reading and writing a file needs to know. */
typedef struct
{
  TwStore         *store;
  TwSchema        *schema;                             /* (owned) */
  GTimeZone       *zone;                               /* (owned): the workspace's */
  char            *zone_name;
  TwIcalComponent *vcalendar;                          /* (lent) (nullable): its VTIMEZONEs count */
  GHashTable      *zones;                              /* TZID → IANA name, "" for none; of vcalendar */
  GHashTable      *people;                             /* address → GBytes of a TwValue link, empty for nobody */
  GHashTable      *written_zones;                      /* IANA names that were written and need a VTIMEZONE */
} TwEventContext;

void     tw_event_context_init     (TwEventContext *context, TwStore *store);
void     tw_event_context_clear    (TwEventContext *context);
void     tw_event_context_set_calendar (TwEventContext *context, TwIcalComponent *vcalendar);

/* Errors: TW_EXCHANGE_ERROR_VALUE with the line. */
gboolean tw_event_read             (TwEventContext *context, const TwIcalComponent *vevent, TwRecord *meeting, GError **error);
gboolean tw_todo_read              (TwEventContext *context, const TwIcalComponent *vtodo, TwRecord *task, GError **error);
/* When by its series an event was to be; FALSE: it is none of a series. */
gboolean tw_event_read_original    (TwEventContext *context, const TwIcalComponent *vevent, GTimeZone *zone, TwWall *wall, TwInstant *instant);
/* Brings the component to what the record says; what is still as it was read is not touched. exceptions: (element-type TwWall)
 * (nullable): starts of the series' times that are meetings of their own. */
void     tw_event_write            (TwEventContext *context, TwRecord *meeting, GArray *exceptions, TwIcalComponent *vevent, gboolean is_new);
void     tw_todo_write             (TwEventContext *context, TwRecord *task, TwIcalComponent *vtodo, gboolean is_new);

/* --- Shared by both --- */

typedef struct
{
  TwWall    wall;
  TwInstant instant;
  gboolean  is_date, is_utc, is_floating;
  char     *zone;                                      /* (owned) (nullable): IANA name */
} TwEventTime;

gboolean  tw_event_read_time       (TwEventContext *context, const TwIcalProperty *property, TwEventTime *time, GError **error);
gboolean  tw_event_fail            (GError **error, guint line, const char *reason);
/* Sets a text as far as the field takes it; NULL: empties it. */
void      tw_event_set_text        (TwRecord *record, const char *key, const char *text);
gboolean  tw_event_set             (TwRecord *record, const char *key, TwValue value, GError **error);
const TwValue *tw_event_get        (TwRecord *record, const char *key);         /* null when there is no such field */
const char *tw_event_get_text      (TwRecord *record, const char *key);         /* nullable */
/* Whether some of the fields are other in two records. keys: NULL-terminated */
gboolean  tw_event_differs         (TwRecord *a, TwRecord *b, const char *const *keys);
void      tw_event_write_text      (TwIcalComponent *component, const char *name, TwRecord *record, const char *key);
void      tw_event_write_stamp     (TwIcalComponent *component, TwRecord *record, gboolean is_new);

G_END_DECLS
