/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-columns-private.h"

G_BEGIN_DECLS

#define TW_COLUMN_DAY_UNKNOWN G_MAXINT64
#define TW_COLUMN_DAY_TORN    (G_MAXINT64 - 1)         /* a change of the clocks */

typedef struct
{
  GTimeZone *zone;                                     /* (unowned) */
  gint64     first;                                    /* day of UTC of the first entry */
  guint      n;
  gint64    *offsets;                                  /* microseconds from UTC, by day of UTC */
} TwColumnDays;

static inline gint64
tw_column_floor (gint64 value, gint64 by)
{
  return value / by - (value % by < 0);
}

/* FALSE: the moments of the column are too far from each other. */
gboolean tw_column_days_init  (TwColumnDays *days, const TwColumn *column, GTimeZone *zone);
void     tw_column_days_clear (TwColumnDays *days);
gint64   tw_column_days_ask   (TwColumnDays *days, gint64 moment);

/* The day of a moment of the column. */
static inline gint64
tw_column_days_get (TwColumnDays *days, gint64 moment)
{
  gint64 offset = days->offsets[tw_column_floor (moment, TW_USEC_PER_DAY) - days->first];

  return offset < TW_COLUMN_DAY_TORN ? tw_column_floor (moment + offset, TW_USEC_PER_DAY) : tw_column_days_ask (days, moment);
}

G_END_DECLS
