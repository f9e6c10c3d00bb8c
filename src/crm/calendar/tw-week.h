/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weeks as people of a region count them: where they begin, which days are the weekend, and what number they have. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  int   first;                                         /* weekday that a week begins with: 1 Monday … 7 Sunday */
  int   least;                                         /* days of the new year that make a week its first one: 4 is ISO 8601 */
  guint weekend;                                       /* bit 1 << weekday */
} TwWeek;

/* Of the locale (CLDR through ICU); the workspace's setting of the first weekday goes before it. store: (nullable) */
void     tw_week_init        (TwWeek *week, TwStore *store);
TwDate   tw_week_get_start   (const TwWeek *week, TwDate day);
int      tw_week_get_number  (const TwWeek *week, TwDate day);
gboolean tw_week_is_weekend  (const TwWeek *week, TwDate day);
TwDate   tw_month_get_start  (TwDate day);
int      tw_month_get_n_days (TwDate day);

G_END_DECLS
