/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A funnel: a step a category, as broad as its value, with what came through from the step before. */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

#define SMALL 0.92

static double
greatest (TwChartPlan *plan,
          guint        series)
{
  double most = 0;

  for (guint i = 0; i < plan->shown->len; i++)
    most = fmax (most, tw_plan_value (plan, series, i));
  return most;
}

static double
widest_label (TwChartPlan *plan)
{
  double widest = 0, width;

  for (guint i = 0; i < plan->shown->len; i++)
    {
      g_autofree char *label = tw_plan_dup_label (plan, i, FALSE);

      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
draw_between (TwChartPlan *plan,
              double       middle,
              double       y,
              double       height,
              double       above,
              double       below,
              guint32      color)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double));
  const double corners[] = { middle - above / 2, y, middle + above / 2, y, middle + below / 2, y + height, middle - below / 2, y + height };
  Shape *shape = NULL;

  g_array_append_vals (points, corners, G_N_ELEMENTS (corners));
  shape = tw_plan_path (plan, points, TRUE, color, NO_COLOR, 0);
  shape->alpha = 0.22;
}

void
tw_plan_funnel (TwChartPlan *plan)
{
  const TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };
  guint series = g_array_index (plan->visible, guint, 0);
  double most = greatest (plan, series), line = tw_plan_line_height (plan, SMALL), gap = plan->size * 0.6, names, rates, slot, bar, x, w, before = NAN;

  names = MIN (widest_label (plan), plan->w * 0.36);
  tw_plan_measure (plan, "→ 100.0 %", SMALL, FALSE, &rates, NULL);
  x = plan->x + names + gap;
  w = plan->w - names - rates - 2 * gap;
  if (w < plan->size * 2)
    {
      w += rates + gap;
      rates = 0;
    }
  slot = plan->h / plan->shown->len;
  bar = MIN (slot * 0.74, plan->size * 3.4);
  plan->sideways = TRUE;
  for (guint i = 0; i < plan->shown->len; i++)
    {
      double value = tw_plan_value (plan, series, i), known = isnan (value) ? 0 : value, y = plan->y + slot * (i + 0.5), width = most > 0 ? known / most * w : 0;
      double next = i + 1 < plan->shown->len ? tw_plan_value (plan, series, i + 1) : NAN, text_width;
      g_autofree char *label = tw_plan_dup_label (plan, i, FALSE), *text = tw_chart_format (plan->chart, known, TRUE);
      guint32 color = tw_color_mix (tw_plan_series_color (plan, series), tw_chart_get_paper (plan->look.dark), 0.3 * i / plan->shown->len);
      guint every = (guint) MAX (1, ceil (line * 0.9 / slot));

      tw_plan_rect (plan, x + (w - MAX (width, 2)) / 2, y - bar / 2, MAX (width, 2), bar, 3, color);
      if (!isnan (next) && most > 0 && slot > bar + 1)
        draw_between (plan, x + w / 2, y + bar / 2, slot - bar, MAX (width, 2), MAX (next / most * w, 2), color);
      tw_plan_add_mark (plan, series, i, x, y - slot / 2, w, slot);
      if (i % every != 0)
        continue;
      tw_plan_text (plan, label, plan->x, y, ALIGN_START, SMALL, FALSE, tw_plan_ink (plan), names + 1);
      tw_plan_measure (plan, text, SMALL, TRUE, &text_width, NULL);
      if (text_width + 8 < width)
        tw_plan_text (plan, text, x + w / 2, y, ALIGN_MIDDLE, SMALL, TRUE, tw_color_on (color), 0);
      else
        tw_plan_text (plan, text, MIN (x + (w + width) / 2 + gap / 2, x + w - text_width), y, ALIGN_START, SMALL, TRUE, tw_plan_ink (plan), 0);
      /* More than came cannot have come through: then the steps are no steps. */
      if (rates > 0 && !isnan (before) && before > 0 && known <= before)
        {
          g_autofree char *rate = tw_number_format (&percent, known * 100 / before, TRUE);
          g_autofree char *arrow = g_strdup_printf ("%s %s", plan->look.rtl ? "←" : "→", rate);

          tw_plan_text (plan, arrow, plan->x + plan->w, MAX (y - slot / 2, plan->y + line / 2), ALIGN_END, SMALL, FALSE, tw_plan_dim (plan), rates + gap);
        }
      before = value;
    }
}
