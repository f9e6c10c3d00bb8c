/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

#define SMALL 0.92                                     /* of the text size: labels of axes */

/* --- Scales --- */

static double
nice_number (double   range,
             gboolean round_it)
{
  double exponent = floor (log10 (range)), part = range / pow (10, exponent), result;

  if (round_it)
    result = part < 1.5 ? 1 : part < 3 ? 2 : part < 7 ? 5 : 10;
  else
    result = part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10;
  return result * pow (10, exponent);
}

/**
 * tw_chart_nice_ticks:
 * @low: the least value
 * @high: the greatest one
 * @about: how many steps would be good
 * @first: (out): where the first tick is, at or below @low
 * @step: (out): from one to the next
 * @n: (out): how many there are; the last is at or above @high
 */
void
tw_chart_nice_ticks (double  low,
                     double  high,
                     guint   about,
                     double *first,
                     double *step,
                     guint  *n)
{
  double last;

  if (!isfinite (low) || !isfinite (high) || high < low)
    low = high = 0;
  if (high - low <= MAX (fabs (low), fabs (high)) * 1e-12)
    {
      double pad = low == 0 ? 1 : fabs (low);

      high = high > 0 || low == 0 ? high + pad : 0;
      low = low < 0 ? low - pad : MIN (low, 0);
    }
  *step = nice_number (nice_number (high - low, FALSE) / MAX (about, 1), TRUE);
  *first = floor (low / *step + 1e-9) * *step;
  last = ceil (high / *step - 1e-9) * *step;
  *n = (guint) lround ((last - *first) / *step) + 1;
}

void
tw_scale_init (Scale *scale,
               double low,
               double high,
               guint  about)
{
  tw_chart_nice_ticks (low, high, about, &scale->first, &scale->step, &scale->n);
  scale->low = scale->first;
  scale->high = scale->first + (scale->n - 1) * scale->step;
}

double
tw_plan_y (TwChartPlan *plan,
           const Scale *scale,
           double       value)
{
  return plan->y + plan->h - (value - scale->low) / (scale->high - scale->low) * plan->h;
}

static double
tick_value (const Scale *scale,
            guint        i)
{
  double value = scale->first + i * scale->step;

  /* What is left of a sum that should be nothing. */
  return fabs (value) < scale->step * 1e-9 ? 0 : value;
}

/* --- Title and legend --- */

void
tw_plan_title (TwChartPlan *plan)
{
  double line = tw_plan_line_height (plan, 1.1);

  if (plan->chart->title == NULL || *plan->chart->title == '\0' || plan->h < 2 * line)
    return;
  tw_plan_text (plan, plan->chart->title, plan->x, plan->y + line / 2, ALIGN_START, 1.1, TRUE, tw_plan_ink (plan), plan->w);
  plan->y += line + plan->size * 0.3;
  plan->h -= line + plan->size * 0.3;
}

void
tw_plan_legend (TwChartPlan *plan)
{
  double line = tw_plan_line_height (plan, 1), swatch = plan->size * 0.8, gap = plan->size * 0.5, x = plan->x, y = plan->y;
  guint n_lines = 1, most = plan->h > line * 9 ? 3 : 1;

  /* The data come first. */
  if (plan->h < line * 5)
    return;
  for (guint s = 0; s < plan->chart->series->len; s++)
    {
      const Series *series = &g_array_index (plan->chart->series, Series, s);
      guint32 color = tw_plan_series_color (plan, s), ink = series->hidden ? tw_color_mix (tw_plan_dim (plan), tw_chart_get_paper (plan->look.dark), 0.3)
                                                                           : tw_plan_ink (plan);
      double width, room = plan->w - swatch - gap;
      LegendItem item = { (int) s, { 0 } };
      Shape *shape = NULL;

      tw_plan_measure (plan, series->name, SMALL, FALSE, &width, NULL);
      width = MIN (width, MIN (room, plan->size * 14));
      if (x > plan->x && x + swatch + gap + width > plan->x + plan->w)
        {
          if (n_lines == most)
            {
              /* What does not fit can still be read at the data and in the table. */
              if (x + plan->size < plan->x + plan->w)
                tw_plan_text (plan, "…", x, y + line / 2, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), 0);
              break;
            }
          n_lines++;
          x = plan->x;
          y += line;
        }
      shape = tw_plan_rect (plan, x, y + (line - swatch) / 2, swatch, swatch, 2, series->hidden ? NO_COLOR : color);
      if (series->hidden)
        {
          shape->stroke = color;
          shape->line = 1.2;
        }
      else if (plan->kind != TW_CHART_LINE && plan->kind != TW_CHART_SCATTER)
        shape->pattern = (int) s;
      tw_plan_text (plan, series->name, x + swatch + gap, y + line / 2, ALIGN_START, SMALL, FALSE, ink, width + 1);
      item.box = (cairo_rectangle_t) { plan->mirror ? plan->width - x - swatch - gap - width : x, y, swatch + gap + width, line };
      g_array_append_val (plan->legend, item);
      x += swatch + gap + width + plan->size * 1.2;
    }
  plan->y += n_lines * line + plan->size * 0.4;
  plan->h -= n_lines * line + plan->size * 0.4;
}

/* --- Axes of values --- */

void
tw_plan_value_axis (TwChartPlan *plan,
                    const Scale *scale)
{
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  double widest = 0, width, gap = plan->size * 0.5, line = tw_plan_line_height (plan, SMALL);
  guint every = 1;

  if (plan->chart->y_title != NULL)
    {
      tw_plan_text (plan, plan->chart->y_title, plan->x, plan->y + line / 2, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), plan->w);
      plan->y += line + gap / 2;
      plan->h -= line + gap / 2;
    }
  /* Half a line of the uppermost label. */
  plan->y += line / 2;
  plan->h -= line / 2;
  for (guint i = 0; i < scale->n; i++)
    {
      char *label = tw_number_format (&plan->chart->unit, tick_value (scale, i), TRUE);

      g_ptr_array_add (labels, label);
      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      widest = MAX (widest, width);
    }
  while (every < scale->n && plan->h / (scale->n - 1) * every < line)
    every++;
  widest = MIN (widest, plan->w * 0.4);
  for (guint i = 0; i < scale->n; i++)
    {
      double value = tick_value (scale, i), y = tw_plan_y (plan, scale, value);

      tw_plan_line (plan, plan->x + widest + gap, round (y) + 0.5, plan->x + plan->w, round (y) + 0.5,
                    value == 0 ? tw_color_mix (tw_plan_grid (plan), tw_plan_ink (plan), 0.35) : tw_plan_grid (plan), 1);
      if (i % every == 0)
        tw_plan_text (plan, g_ptr_array_index (labels, i), plan->x + widest, y, ALIGN_END, SMALL, FALSE, tw_plan_dim (plan), widest + 1);
    }
  plan->x += widest + gap;
  plan->w -= widest + gap;
}

void
tw_plan_bottom_axis (TwChartPlan        *plan,
                     const Scale        *scale,
                     const TwNumberUnit *unit)
{
  double line = tw_plan_line_height (plan, SMALL), y = plan->y + plan->h, last = -G_MAXDOUBLE;

  for (guint i = 0; i < scale->n; i++)
    {
      double value = tick_value (scale, i), x = plan->x + (value - scale->low) / (scale->high - scale->low) * plan->w, width, left;
      g_autofree char *label = tw_number_format (unit, value, TRUE);

      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      tw_plan_line (plan, round (x) + 0.5, plan->y, round (x) + 0.5, y, tw_plan_grid (plan), 1);
      left = CLAMP (x - width / 2, 0, plan->width - width);
      if (left < last + plan->size * 0.6)
        continue;
      tw_plan_text (plan, label, left, y + line * 0.7, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), 0);
      last = left + width;
    }
  if (plan->chart->x_title != NULL)
    tw_plan_text (plan, plan->chart->x_title, plan->x + plan->w, y + line * 1.75, ALIGN_END, SMALL, FALSE, tw_plan_dim (plan), plan->w);
}

/* --- The axis of categories --- */

static double
widest_label (TwChartPlan *plan)
{
  double widest = 0, width;

  for (guint i = 0; i < plan->shown->len; i++)
    {
      g_autofree char *label = tw_plan_dup_label (plan, i, TRUE);

      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

gboolean
tw_plan_labels_fit (TwChartPlan *plan)
{
  double slot = plan->w * 0.9 / MAX (plan->shown->len, 1), widest = plan->shown->len > 60 ? G_MAXDOUBLE : widest_label (plan);

  return plan->chart->timed || widest <= slot * 1.15 || slot > plan->size * 7;
}

void
tw_plan_category_axis (TwChartPlan *plan)
{
  double slot = plan->w / plan->shown->len, line = tw_plan_line_height (plan, SMALL), y = plan->y + plan->h + line * 0.75;
  double gap = plan->size * 0.5, widest = widest_label (plan);
  guint every = 1;

  /* Periods are left out evenly, so that the eye can go on counting; others are cut. */
  if (plan->chart->timed)
    while (every < plan->shown->len && slot * every < widest + gap)
      every++;
  for (guint i = 0; i < plan->shown->len; i += every)
    {
      g_autofree char *label = tw_plan_dup_label (plan, i, TRUE);
      double x = plan->x + slot * (i + 0.5), width, left;

      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      if (!plan->chart->timed)
        width = MIN (width, slot - gap / 2);
      left = CLAMP (x - width / 2, plan->chart->timed ? 0 : plan->x, MAX (plan->width - width, 0));
      tw_plan_text (plan, label, left, y, ALIGN_START, SMALL, FALSE, tw_plan_dim (plan), width + 1);
    }
}
