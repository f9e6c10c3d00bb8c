/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the events of a calendar stand: beside each other in a day where they overlap, and in lanes over the days of a week. Pure
 * arithmetic, the same on the screen and on paper. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int start, end;                                      /* in any unit, such as minutes; end is not part of it */
} TwDaySpan;

/* column of n_columns, and how many it fills towards the end of the line. */
typedef struct
{
  guint column, width, n_columns;
} TwDayPlace;

typedef struct
{
  int first, last;                                     /* days of the row, both are part of it */
} TwDayBar;

#define TW_DAY_LAYOUT_MAX_LANES 63
#define TW_DAY_LAYOUT_HIDDEN    (-1)

void tw_day_layout_columns (const TwDaySpan *spans, guint n, int least, TwDayPlace *places);
void tw_day_layout_lanes   (const TwDayBar *bars, guint n, guint n_days, guint room, int *lanes, guint *hidden);

G_END_DECLS
