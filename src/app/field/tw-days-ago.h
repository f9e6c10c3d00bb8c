/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of the past that things which happened are narrowed down to: today, the last week, … */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

typedef struct
{
  const char *key;                                     /* "" for any time */
  int         since, until;                            /* days before today, which begins at 0; since G_MAXINT: from the beginning on */
  const char *label;                                   /* N_() */
} TwDaysAgo;

const TwDaysAgo *tw_days_ago_list     (guint *n);
/* The one with the key; any time for one that is not known. */
const TwDaysAgo *tw_days_ago_find     (const char *key);
/* The first and the last instant, in the zone; 0 where there is no end. */
void             tw_days_ago_get_span (const TwDaysAgo *days, GTimeZone *zone, TwInstant *since, TwInstant *until);

G_END_DECLS
