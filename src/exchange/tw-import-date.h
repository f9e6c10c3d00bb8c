/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times in the forms that exports have. The order of day and month is decided for a whole column. */
#pragma once

#include "tw-date.h"
#include "tw-import-mapping.h"

G_BEGIN_DECLS

typedef enum
{
  TW_DATE_NONE,                                        /* not a date */
  TW_DATE_EMPTY,                                       /* a date that means none: 0/0/00, 0000-00-00 */
  TW_DATE_NO_YEAR,                                     /* --10-20 */
  TW_DATE_DAY,                                         /* a day */
  TW_DATE_TIME,                                        /* a day with a time of day */
} TwDateResult;

typedef struct
{
  int      year, first, second;                        /* as numeric orders see them: y-first-second, first/second/y */
  gboolean year_first, named;                          /* named: the month was a word, so first is the day, second the month */
  int      seconds;                                    /* since midnight */
  gint64   micros;                                     /* of the second */
  gboolean has_offset;
  int      offset;                                     /* seconds east of UTC */
} TwDateParts;

TwDateResult tw_import_date_read (const char *text, TwDateParts *parts);
/* Which order a value proves: ORDER_DMY, ORDER_MDY, or AUTO when it fits both or needs none. */
TwDateOrder  tw_import_date_hint (const TwDateParts *parts);
gboolean     tw_import_date_make (const TwDateParts *parts, TwDateOrder order, TwDate *date);
/* "10:30", "10:30:15", "3:05 PM": seconds since midnight. */
gboolean     tw_import_time_read (const char *text, int *seconds);

G_END_DECLS
