/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One figure, large; what became of it since the period before, with an arrow and a colour; and how it went, as a line. */
#include "config.h"

#include "tw-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SMALL 0.92

static guint32
news_color (TwChartPlan *plan,
            double       change)
{
  gboolean good = plan->chart->less_is_better ? change < 0 : change > 0;

  if (change == 0 || plan->look.contrast)
    return tw_plan_dim (plan);
  return good ? (plan->look.dark ? 0x57e389 : 0x1b7a3d) : (plan->look.dark ? 0xff8a8a : 0xc01c28);
}

static char *
dup_change (TwChartPlan *plan,
            double       total,
            double      *change)
{
  const TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };
  double before = plan->chart->previous;
  g_autofree char *rate = NULL, *value = NULL;
  const char *arrow = NULL;

  *change = total - before;
  arrow = *change > 0 ? "▲" : *change < 0 ? "▼" : "＝";
  if (*change == 0)
    return g_strdup_printf ("%s %s", arrow, _("as in the period before"));
  /* The change would be the figure once more, which stands above. */
  if (before == 0)
    return g_strdup_printf ("%s %s", arrow, _("from nothing before"));
  rate = tw_number_format (&percent, fabs (*change) * 100 / fabs (before), TRUE);
  value = tw_chart_format (plan->chart, before, TRUE);
  /* Translators: change of a figure: an arrow, a percentage, and what the figure was in the period before. */
  return g_strdup_printf (_("%1$s %2$s from %3$s"), arrow, rate, value);
}

static void
draw_spark (TwChartPlan *plan,
            guint        series)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double)), *area = NULL;
  guint32 color = tw_plan_series_color (plan, series);
  double low = G_MAXDOUBLE, high = -G_MAXDOUBLE, first_x = NAN, last_x = NAN, last_y = NAN;
  guint n = plan->shown->len;
  Shape *shape = NULL;

  for (guint i = 0; i < n; i++)
    {
      low = fmin (low, tw_plan_value (plan, series, i));
      high = fmax (high, tw_plan_value (plan, series, i));
    }
  low = MIN (low, 0);
  if (high <= low)
    high = low + 1;
  for (guint i = 0; i < n; i++)
    {
      double value = tw_plan_value (plan, series, i), x = plan->x + plan->w * i / (n - 1);
      const double point[] = { x, plan->y + plan->h - (value - low) / (high - low) * plan->h };

      /* What is unknown is passed over: the line tells the way, and not the values. */
      if (isnan (value))
        continue;
      first_x = isnan (first_x) ? x : first_x;
      g_array_append_vals (points, point, 2);
      last_x = point[0];
      last_y = point[1];
    }
  if (isnan (last_x))
    {
      g_array_unref (points);
      return;
    }
  area = g_array_copy (points);
  {
    const double floor_points[] = { last_x, plan->y + plan->h, first_x, plan->y + plan->h };

    g_array_append_vals (area, floor_points, G_N_ELEMENTS (floor_points));
  }
  shape = tw_plan_path (plan, area, TRUE, color, NO_COLOR, 0);
  shape->alpha = 0.15;
  tw_plan_path (plan, points, FALSE, NO_COLOR, color, MAX (1.5, plan->size / 7));
  tw_plan_dot (plan, last_x, last_y, plan->size * 0.25, color, 0);
}

void
tw_plan_metric (TwChartPlan *plan)
{
  guint series = plan->visible->len > 0 ? g_array_index (plan->visible, guint, 0) : 0;
  double total = plan->chart->total, sum = 0, change = 0, scale, width, line;
  g_autofree char *text = NULL, *words = NULL;
  gboolean any = FALSE;

  for (guint i = 0; isnan (total) && plan->visible->len > 0 && i < plan->shown->len; i++)
    {
      double value = tw_plan_value (plan, series, i);

      any |= !isnan (value);
      sum += isnan (value) ? 0 : value;
    }
  if (isnan (total) && any)
    total = sum;
  text = isnan (total) ? g_strdup ("–") : tw_chart_format (plan->chart, total, TRUE);
  scale = CLAMP (plan->h / plan->size / 3.2, 1.2, 3);
  tw_plan_measure (plan, text, scale, TRUE, &width, NULL);
  scale = MIN (scale, scale * plan->w / MAX (width, 1));
  line = tw_plan_line_height (plan, scale);
  tw_plan_text (plan, text, plan->x, plan->y + line / 2, ALIGN_START, scale, TRUE, tw_plan_ink (plan), 0);
  plan->y += line;
  plan->h -= line;
  line = tw_plan_line_height (plan, SMALL);
  if (!isnan (plan->chart->previous) && !isnan (total) && plan->h >= line)
    {
      words = dup_change (plan, total, &change);
      tw_plan_text (plan, words, plan->x, plan->y + line / 2, ALIGN_START, SMALL, FALSE, news_color (plan, change), plan->w);
      plan->y += line;
      plan->h -= line;
    }
  if (plan->visible->len > 0 && plan->shown->len > 1 && plan->h > line)
    {
      plan->y += plan->size * 0.4;
      plan->h -= plan->size * 0.8;
      draw_spark (plan, series);
    }
}
