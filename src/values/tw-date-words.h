/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and months in words, in the order of the locale: "November 23, 2026" in the United States, "23 November 2026" in Great Britain. What
 * a text has of a day is told by a skeleton of Unicode: https://unicode-org.github.io/icu/userguide/format_parse/datetime/#date-field-symbol-table */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

#define TW_WORDS_DAY            "MMMMd"       /* "23 November" */
#define TW_WORDS_DAY_YEAR       "yMMMMd"      /* "23 November 2026" */
#define TW_WORDS_DAY_SHORT      "MMMd"        /* "23 Nov" */
#define TW_WORDS_DAY_YEAR_SHORT "yMMMd"       /* "23 Nov 2026" */
#define TW_WORDS_WEEKDAY        "MMMMEEEEd"   /* "Monday, 23 November" */
#define TW_WORDS_WEEKDAY_YEAR   "yMMMMEEEEd"  /* "Monday, 23 November 2026" */
#define TW_WORDS_WEEKDAY_SHORT  "MMMEd"       /* "Mon, 23 Nov" */
#define TW_WORDS_MONTH_YEAR     "yMMMM"       /* "November 2026" */
#define TW_WORDS_MONTH_SHORT    "LLL"         /* "Nov" */

char *tw_date_words       (TwDate date, const char *skeleton);
char *tw_date_words_in    (const char *locale, TwDate date, const char *skeleton);
char *tw_date_range_words (TwDate first, TwDate last, const char *skeleton);
char *tw_date_range_words_in (const char *locale, TwDate first, TwDate last, const char *skeleton);

/* What tw_instant_format() gives, at another time than now. */
char *tw_instant_format_at (TwInstant instant, TwInstant now, GTimeZone *zone);

G_END_DECLS
