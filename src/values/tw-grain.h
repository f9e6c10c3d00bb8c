/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods that dates are put together by. A period is told by its first day. */
#pragma once

#include "tw-date.h"

G_BEGIN_DECLS

typedef enum { TW_GRAIN_NONE, TW_GRAIN_DAY, TW_GRAIN_WEEK, TW_GRAIN_MONTH, TW_GRAIN_QUARTER, TW_GRAIN_YEAR, TW_N_GRAINS } TwGrain;

const char *tw_grain_get_name (TwGrain grain);                                  /* "month"; NULL for none */
gboolean    tw_grain_parse    (const char *name, TwGrain *grain);
/* first_weekday: 1 Monday … 7 Sunday, of weeks. */
TwDate      tw_grain_floor    (TwGrain grain, TwDate day, int first_weekday);
/* The first day of the period that lies so many periods after that of which day is the first. */
TwDate      tw_grain_step     (TwGrain grain, TwDate day, int periods);

G_END_DECLS
