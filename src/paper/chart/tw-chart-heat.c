/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two axes of categories: the series from top to bottom, the deeper a cell the greater its value. */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

#define SMALL 0.92

static guint32
color_of (TwChartPlan *plan,
          double       value,
          double       low,
          double       high)
{
  double part = high > low ? (value - low) / (high - low) : value > 0 ? 1 : 0;

  return tw_color_mix (tw_color_mix (tw_chart_get_paper (plan->look.dark), tw_chart_get_color (0, plan->look.dark), 0.07),
                       tw_chart_get_color (0, plan->look.dark), part);
}

static double
widest_name (TwChartPlan *plan)
{
  double widest = 0, width;

  for (guint s = 0; s < plan->visible->len; s++)
    {
      tw_plan_measure (plan, tw_chart_get_series_name (plan->chart, g_array_index (plan->visible, guint, s)), SMALL, FALSE, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

/* From the least to the greatest, where cells are too small for their numbers. */
static void
draw_key (TwChartPlan *plan,
          double       low,
          double       high)
{
  g_autofree char *least = tw_chart_format (plan->chart, low, TRUE), *most = tw_chart_format (plan->chart, high, TRUE);
  double line = tw_plan_line_height (plan, SMALL), width, other, x = plan->x, step = plan->size * 0.9;

  tw_plan_measure (plan, least, SMALL, FALSE, &width, NULL);
  tw_plan_measure (plan, most, SMALL, FALSE, &other, NULL);
  if (width + other + 8 * step > plan->w)
    return;
  tw_plan_text (plan, least, x, plan->y + line / 2, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), 0);
  x += width + plan->size * 0.4;
  for (guint i = 0; i < 6; i++)
    tw_plan_rect (plan, x + i * step, plan->y + line * 0.2, step, line * 0.6, 0, color_of (plan, i, 0, 5));
  tw_plan_text (plan, most, x + 6 * step + plan->size * 0.4, plan->y + line / 2, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), 0);
  plan->y += line * 1.2;
  plan->h -= line * 1.2;
}

static void
draw_cells (TwChartPlan *plan,
            double       low,
            double       high,
            gboolean     numbers)
{
  double w = plan->w / plan->shown->len, h = plan->h / plan->visible->len, gap = MIN (w, h) > 6 ? 1 : 0;

  for (guint s = 0; s < plan->visible->len; s++)
    for (guint i = 0; i < plan->shown->len; i++)
      {
        guint series = g_array_index (plan->visible, guint, s);
        double value = tw_plan_value (plan, series, i);
        guint32 color = isnan (value) ? NO_COLOR : color_of (plan, value, low, high);
        g_autofree char *text = isnan (value) ? NULL : tw_chart_format (plan->chart, value, TRUE);

        if (isnan (value))
          continue;
        tw_plan_rect (plan, plan->x + i * w + gap, plan->y + s * h + gap, w - 2 * gap, h - 2 * gap, 2, color);
        tw_plan_add_mark (plan, series, i, plan->x + i * w, plan->y + s * h, w, h);
        if (numbers)
          tw_plan_text (plan, text, plan->x + (i + 0.5) * w, plan->y + (s + 0.5) * h, ALIGN_MIDDLE, SMALL, FALSE, tw_color_on (color), 0);
      }
}

static gboolean
numbers_fit (TwChartPlan *plan)
{
  double w = plan->w / plan->shown->len, h = plan->h / plan->visible->len, width, height;

  for (guint s = 0; s < plan->visible->len; s++)
    for (guint i = 0; i < plan->shown->len; i++)
      {
        double value = tw_plan_value (plan, g_array_index (plan->visible, guint, s), i);
        g_autofree char *text = isnan (value) ? NULL : tw_chart_format (plan->chart, value, TRUE);

        if (text == NULL)
          continue;
        tw_plan_measure (plan, text, SMALL, FALSE, &width, &height);
        if (width + 4 > w || height > h)
          return FALSE;
      }
  return TRUE;
}

void
tw_plan_heat (TwChartPlan *plan)
{
  double line = tw_plan_line_height (plan, SMALL), gap = plan->size * 0.5, names = MIN (widest_name (plan), plan->w * 0.35), low = G_MAXDOUBLE, high = -G_MAXDOUBLE;
  gboolean numbers;
  guint every;

  for (guint s = 0; s < plan->visible->len; s++)
    for (guint i = 0; i < plan->shown->len; i++)
      {
        double value = tw_plan_value (plan, g_array_index (plan->visible, guint, s), i);

        low = fmin (low, value);
        high = fmax (high, value);
      }
  low = MIN (low, 0);
  plan->h -= line * 1.3;
  plan->x += names + gap;
  plan->w -= names + gap;
  if (plan->w < 4 || plan->h < 4)
    return;
  tw_plan_fold (plan, (guint) MAX (plan->w / (plan->size * 1.2), 2));
  numbers = numbers_fit (plan);
  if (!numbers && plan->h > line * 6)
    draw_key (plan, low, high);
  every = (guint) MAX (1, ceil (line * 0.95 / (plan->h / plan->visible->len)));
  for (guint s = 0; s < plan->visible->len; s += every)
    tw_plan_text (plan, tw_chart_get_series_name (plan->chart, g_array_index (plan->visible, guint, s)), plan->x - gap - names,
                  plan->y + (s + 0.5) * plan->h / plan->visible->len, ALIGN_START, SMALL, FALSE, tw_plan_ink (plan), names + 1);
  draw_cells (plan, low, high, numbers);
  tw_plan_category_axis (plan);
}
