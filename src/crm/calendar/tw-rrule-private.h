/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-rrule.h"

G_BEGIN_DECLS

typedef enum { TW_YEARLY, TW_MONTHLY, TW_WEEKLY, TW_DAILY, TW_HOURLY, TW_MINUTELY, TW_SECONDLY } TwFrequency;

typedef struct
{
  gint16 n;                                            /* 2: the second one; -1: the last one */
  guint8 weekday;                                      /* 1 Monday … 7 */
} TwNth;

/* Sets are bits, the bit of a number being that number; zero is “not said”. */
struct _TwRrule
{
  TwFrequency freq;
  gint64      interval;
  gint64      count;                                   /* 0: not said */
  TwWall      start, until;                            /* TW_WALL_MAX: not said */
  int         week_start;                              /* 1 Monday … 7 */
  guint16     months;
  guint32     month_days, month_days_back;             /* back: from the end, -1 is bit 1 */
  gboolean    has_year_days;
  guint64     year_days[6], year_days_back[6];
  guint64     weeks, weeks_back;
  guint8      weekdays;
  TwNth      *nths;
  guint       n_nths;
  guint32     hours;                                   /* with a flag, since 0 is an hour */
  guint64     minutes, seconds;
  gboolean    has_hours, has_minutes, has_seconds;
  gint16     *positions;                               /* BYSETPOS */
  guint       n_positions;
  char       *foreign;                                 /* nullable: the rule's text, for libical */
};

G_END_DECLS
