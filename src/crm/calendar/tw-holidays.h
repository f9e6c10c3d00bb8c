/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holidays by country, and how weeks are counted there. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

typedef struct
{
  TwDate   date;
  char    *name;                                       /* in the country's language */
  gboolean off;                                        /* a public holiday, not only one of banks or by choice */
} TwHoliday;

/* In order of time. (transfer full) (element-type TwHoliday): empty for a country that is not known. region: ISO 3166 code; NULL:
 * that of the locale. */
GPtrArray *tw_holidays_list         (const char *region, TwDate from, TwDate to);
gboolean   tw_holidays_has_region   (const char *region);
/* Codes of all that are known, sorted, NULL-terminated; lent. */
const char *const *tw_holidays_get_regions (void);
/* (nullable) (transfer full): “DE”, from the locale of times */
char      *tw_region_dup_default    (void);
/* (transfer full): its name in the language of the program */
char      *tw_region_dup_name       (const char *region);

typedef struct
{
  int   first_day;                                     /* 1 Monday … 7 Sunday */
  int   minimal_days;                                  /* of the first week that lie in the year: 4 by ISO 8601 */
  guint weekend;                                       /* bits 1 to 7 */
} TwWeeks;

/* As people count there (CLDR); region NULL: that of the locale. */
void       tw_weeks_init            (TwWeeks *weeks, const char *region);
int        tw_weeks_get_number      (const TwWeeks *weeks, TwDate date);
TwDate     tw_weeks_get_start       (const TwWeeks *weeks, TwDate date);        /* first day of its week */
gboolean   tw_weeks_is_weekend      (const TwWeeks *weeks, TwDate date);

void       tw_holiday_free          (TwHoliday *holiday);
/* Easter Sunday; julian: of the Orthodox churches, as a day of the Gregorian calendar. */
TwDate     tw_easter                (int year, gboolean julian);

G_END_DECLS
