/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts with data that are hard to draw. */
#pragma once

#include "tw-chart.h"

typedef struct
{
  const char *name;
  TwChart  *(*make) (void);
  TwChartLook look;
  double      width, height;                           /* 0: 320 × 200 */
} ChartCase;

extern const ChartCase chart_cases[];
extern const guint     n_chart_cases;
