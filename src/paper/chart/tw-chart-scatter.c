/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

#define SMALL 0.92

/* The area follows the weight, from a dot that can be hit to one that does not hide the others. */
static double
get_radius (const Category *point,
            double          radius,
            double          least,
            double          greatest)
{
  return greatest > least ? radius * (0.7 + 1.1 * sqrt (point->weight / greatest)) : radius;
}

void
tw_plan_scatter (TwChartPlan *plan)
{
  double line = tw_plan_line_height (plan, SMALL), low, high, left = G_MAXDOUBLE, right = -G_MAXDOUBLE, base = plan->size * 0.34;
  double least = G_MAXDOUBLE, greatest = 0;
  Scale vertical, level;

  if (plan->chart->series->len > 1)
    tw_plan_legend (plan);
  plan->h -= line * (plan->chart->x_title != NULL ? 2.4 : 1.4);
  tw_plan_bounds (plan, FALSE, &low, &high);
  for (guint i = 0; i < plan->shown->len; i++)
    {
      const Category *point = &g_array_index (plan->chart->categories, Category, g_array_index (plan->shown, int, i));

      left = MIN (left, point->x);
      right = MAX (right, point->x);
      least = MIN (least, point->weight);
      greatest = MAX (greatest, point->weight);
    }
  if (left > 0 && left < right * 0.5)
    left = 0;
  tw_scale_init (&vertical, low, high, (guint) CLAMP (plan->h / (line * 2.4), 2, 6));
  tw_scale_init (&level, left, right, (guint) CLAMP (plan->w / (plan->size * 6), 2, 8));
  tw_plan_value_axis (plan, &vertical);
  if (plan->w < 4 || plan->h < 4)
    return;
  tw_plan_bottom_axis (plan, &level, &plan->chart->x_unit);
  for (guint s = 0; s < plan->visible->len; s++)
    for (guint i = 0; i < plan->shown->len; i++)
      {
        guint series = g_array_index (plan->visible, guint, s);
        const Category *point = &g_array_index (plan->chart->categories, Category, g_array_index (plan->shown, int, i));
        double value = tw_plan_value (plan, series, i), radius = get_radius (point, base, least, greatest), x, y;
        Shape *shape = NULL;

        if (isnan (value))
          continue;
        x = plan->x + (point->x - level.low) / (level.high - level.low) * plan->w;
        y = tw_plan_y (plan, &vertical, value);
        shape = tw_plan_dot (plan, x, y, radius, tw_plan_series_color (plan, series), (int) series);
        shape->alpha = plan->shown->len > 30 ? 0.6 : 0.8;
        tw_plan_add_mark (plan, series, i, x - radius * 1.5, y - radius * 1.5, radius * 3, radius * 3);
      }
}
