/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates are days since 1970-01-01 in the proleptic Gregorian calendar (years 1–9999); instants are microseconds since
 * the Unix epoch, UTC; zones are IANA names. */
#pragma once

#include "tw-decimal.h"

G_BEGIN_DECLS

typedef gint32 TwDate;                                 /* days since 1970-01-01 */
typedef gint64 TwInstant;                              /* microseconds since 1970-01-01T00:00:00Z */

#define TW_DATE_MIN  (-719162)                         /* 0001-01-01 */
#define TW_DATE_MAX  (2932896)                         /* 9999-12-31 */
#define TW_USEC_PER_DAY G_GINT64_CONSTANT (86400000000)

gboolean tw_date_from_ymd   (int year, int month, int day, TwDate *date);
void     tw_date_to_ymd     (TwDate date, int *year, int *month, int *day);
int      tw_date_get_weekday (TwDate date);            /* 1 Monday … 7 Sunday, ISO 8601 */
gboolean tw_date_add_months (TwDate date, int months, TwDate *result);  /* end of month is kept inside the month */
gboolean tw_date_parse      (const char *text, TwDate *date);           /* ISO 8601 extended, YYYY-MM-DD */
char    *tw_date_print      (TwDate date);
gsize    tw_date_print_to    (TwDate date, char text[TW_PRINT_ROOM]);
char    *tw_date_format     (TwDate date);             /* for people, short, in the current locale */

gboolean tw_instant_parse   (const char *text, GTimeZone *zone, TwInstant *instant);  /* RFC 3339; without offset: in zone (NULL UTC) */
char    *tw_instant_print   (TwInstant instant);       /* RFC 3339, Z, fraction only when not zero */
gsize    tw_instant_print_to (TwInstant instant, char text[TW_PRINT_ROOM]);
TwDate   tw_instant_get_date (TwInstant instant, GTimeZone *zone);
gint64   tw_instant_get_time_of_day (TwInstant instant, GTimeZone *zone);  /* seconds since local midnight, wall clock */
/* A wall time that a zone skips moves forward by the gap; one that it has twice means the first. */
TwInstant tw_instant_from_local (TwDate date, int seconds, GTimeZone *zone);
char    *tw_instant_format  (TwInstant instant, GTimeZone *zone);       /* for people: relative up to a week, then date */

G_END_DECLS
