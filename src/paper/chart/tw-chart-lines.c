/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and areas. A line's name stands at its end; only where the names find no room there is a legend. */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

#define SMALL 0.92
#define MAX_DOTS 40                                    /* of a line: more would be a thick line */

typedef struct { guint series; double want, y; } EndLabel;

static int
compare_ends (gconstpointer a,
              gconstpointer b)
{
  const EndLabel *x = a, *y = b;

  return x->want < y->want ? -1 : x->want > y->want;
}

/* Pushes labels apart downwards, and back up from the lower edge. */
static void
push_apart (GArray *ends,
            double  top,
            double  bottom,
            double  line)
{
  double least = top + line / 2;

  g_array_sort (ends, compare_ends);
  for (guint i = 0; i < ends->len; i++)
    {
      EndLabel *end = &g_array_index (ends, EndLabel, i);

      end->y = MAX (end->want, least);
      least = end->y + line;
    }
  least = bottom - line / 2;
  for (guint i = ends->len; i > 0; i--)
    {
      EndLabel *end = &g_array_index (ends, EndLabel, i - 1);

      end->y = MIN (end->y, least);
      least = end->y - line;
    }
}

static gboolean
can_label_ends (TwChartPlan *plan,
                double      *room)
{
  double width, widest = 0;

  if (plan->chart->series->len < 2 || plan->chart->series->len != plan->visible->len
      || plan->visible->len * tw_plan_line_height (plan, SMALL) > plan->h * 0.8)
    return FALSE;
  for (guint s = 0; s < plan->visible->len; s++)
    {
      tw_plan_measure (plan, tw_chart_get_series_name (plan->chart, s), SMALL, TRUE, &width, NULL);
      widest = MAX (widest, width);
    }
  *room = widest + plan->size * 0.8;
  return *room < plan->w * 0.28;
}

static double
x_of (TwChartPlan *plan,
      guint        place)
{
  return plan->x + plan->w * (place + 0.5) / plan->shown->len;
}

/* What is below a series where areas are laid on each other. */
static double
base_of (TwChartPlan *plan,
         guint        s,
         guint        place)
{
  double base = 0;

  if (plan->kind != TW_CHART_AREA)
    return 0;
  for (guint below = 0; below < s; below++)
    {
      double value = tw_plan_value (plan, g_array_index (plan->visible, guint, below), place);

      base += isnan (value) ? 0 : value;
    }
  return base;
}

static void
draw_area (TwChartPlan *plan,
           const Scale *scale,
           guint        s,
           guint32      color)
{
  guint series = g_array_index (plan->visible, guint, s);
  GArray *points = NULL;
  guint first = 0;

  /* An area for each run of values. */
  while (first < plan->shown->len)
    {
      guint end = first;
      Shape *shape = NULL;

      while (end < plan->shown->len && (!isnan (tw_plan_value (plan, series, end)) || plan->visible->len > 1))
        end++;
      points = g_array_new (FALSE, FALSE, sizeof (double));
      for (guint i = first; i < end; i++)
        {
          double value = tw_plan_value (plan, series, i);
          const double point[] = { x_of (plan, i), tw_plan_y (plan, scale, base_of (plan, s, i) + (isnan (value) ? 0 : value)) };

          g_array_append_vals (points, point, 2);
        }
      for (guint i = end; i > first; i--)
        {
          const double point[] = { x_of (plan, i - 1), tw_plan_y (plan, scale, base_of (plan, s, i - 1)) };

          g_array_append_vals (points, point, 2);
        }
      if (end > first)
        {
          shape = tw_plan_path (plan, g_steal_pointer (&points), TRUE, color, NO_COLOR, 0);
          shape->alpha = plan->visible->len > 1 ? 0.8 : 0.22;
          shape->pattern = plan->visible->len > 1 ? (int) series : 0;
        }
      g_clear_pointer (&points, g_array_unref);
      first = end + 1;
    }
}

static void
draw_line (TwChartPlan *plan,
           const Scale *scale,
           guint        s,
           guint32      color)
{
  guint series = g_array_index (plan->visible, guint, s);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (double));
  double thick = MAX (1.6, plan->size / 5.5), half = plan->w / plan->shown->len / 2;
  gboolean dots = plan->shown->len <= MAX_DOTS;
  Shape *shape = NULL;

  for (guint i = 0; i < plan->shown->len; i++)
    {
      double value = tw_plan_value (plan, series, i);
      const double point[] = { x_of (plan, i), isnan (value) ? NAN : tw_plan_y (plan, scale, base_of (plan, s, i) + value) };

      g_array_append_vals (points, point, 2);
    }
  for (guint i = 0; i < plan->shown->len; i++)
    if (!isnan (g_array_index (points, double, 2 * i + 1)))
      tw_plan_add_mark (plan, series, i, g_array_index (points, double, 2 * i) - MIN (half, plan->size / 2),
                        g_array_index (points, double, 2 * i + 1) - plan->size / 2, MIN (2 * half, plan->size), plan->size);
  shape = tw_plan_path (plan, g_array_copy (points), FALSE, NO_COLOR, color, thick);
  if (plan->kind == TW_CHART_LINE)
    shape->pattern = (int) series;
  for (guint i = 0; i < plan->shown->len; i++)
    {
      double y = g_array_index (points, double, 2 * i + 1);
      gboolean alone = !isnan (y) && (i == 0 || isnan (g_array_index (points, double, 2 * i - 1)))
                       && (i + 1 == plan->shown->len || isnan (g_array_index (points, double, 2 * i + 3)));

      /* A value between two that are missing has no line. */
      if (!isnan (y) && (alone || (dots && plan->kind == TW_CHART_LINE)))
        {
          shape = tw_plan_dot (plan, g_array_index (points, double, 2 * i), y, plan->size * 0.28, color, (int) series);
          shape->stroke = tw_chart_get_paper (plan->look.dark);
          shape->line = 1;
        }
    }
  g_array_unref (points);
}

static void
label_ends (TwChartPlan *plan,
            const Scale *scale,
            double       room)
{
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (EndLabel));
  double line = tw_plan_line_height (plan, SMALL);

  for (guint s = 0; s < plan->visible->len; s++)
    for (guint i = plan->shown->len; i > 0; i--)
      {
        guint series = g_array_index (plan->visible, guint, s);
        double value = tw_plan_value (plan, series, i - 1);
        EndLabel end = { series, 0, 0 };

        if (isnan (value))
          continue;
        end.want = tw_plan_y (plan, scale, base_of (plan, s, i - 1) + (plan->kind == TW_CHART_AREA ? value / 2 : value));
        g_array_append_val (ends, end);
        break;
      }
  push_apart (ends, plan->y, plan->y + plan->h, line);
  for (guint i = 0; i < ends->len; i++)
    {
      const EndLabel *end = &g_array_index (ends, EndLabel, i);
      guint32 color = tw_color_mix (tw_plan_series_color (plan, end->series), tw_plan_ink (plan), 0.35);
      LegendItem item = { (int) end->series, { plan->mirror ? plan->width - plan->x - plan->w - room : plan->x + plan->w, end->y - line / 2, room, line } };

      tw_plan_text (plan, tw_chart_get_series_name (plan->chart, end->series), plan->x + plan->w + plan->size * 0.5, end->y, ALIGN_START, SMALL, TRUE,
                    color, room);
      g_array_append_val (plan->legend, item);
    }
}

/* The last value of a single line: what one looks for first. */
static void
label_last (TwChartPlan *plan,
            const Scale *scale)
{
  guint series = g_array_index (plan->visible, guint, 0);

  for (guint i = plan->shown->len; i > 0; i--)
    {
      double value = tw_plan_value (plan, series, i - 1), before = i > 1 ? tw_plan_value (plan, series, i - 2) : NAN, width, height, x, y;
      g_autofree char *text = NULL;

      if (isnan (value))
        continue;
      text = tw_chart_format (plan->chart, value, TRUE);
      tw_plan_measure (plan, text, SMALL, TRUE, &width, &height);
      x = MIN (x_of (plan, i - 1) + width / 2, plan->x + plan->w);
      y = tw_plan_y (plan, scale, value) + (before > value ? 1 : -1) * (height / 2 + plan->size * 0.45);
      /* Above the line that comes down to it, below one that comes up, and never outside. */
      if (y - height / 2 < plan->y - plan->size || y + height / 2 > plan->y + plan->h)
        y = tw_plan_y (plan, scale, value) - (before > value ? 1 : -1) * (height / 2 + plan->size * 0.45);
      if (y - height / 2 >= plan->y - plan->size && y + height / 2 <= plan->y + plan->h)
        tw_plan_text (plan, text, x, y, ALIGN_END, SMALL, TRUE, tw_plan_ink (plan), 0);
      return;
    }
}

void
tw_plan_lines (TwChartPlan *plan)
{
  Scale scale;
  double low, high, room = 0, line = tw_plan_line_height (plan, SMALL);
  gboolean ends = can_label_ends (plan, &room);

  plan->nearest = TRUE;
  if (plan->chart->series->len > 1 && !ends)
    tw_plan_legend (plan);
  plan->h -= line * 1.3;
  if (ends)
    plan->w -= room;
  tw_plan_bounds (plan, plan->kind == TW_CHART_AREA, &low, &high);
  tw_scale_init (&scale, low, high, (guint) CLAMP (plan->h / (line * 2.4), 2, 6));
  tw_plan_value_axis (plan, &scale);
  if (plan->w < 4 || plan->h < 4)
    return;
  tw_plan_category_axis (plan);
  for (guint s = plan->visible->len; s > 0 && plan->kind == TW_CHART_AREA; s--)
    draw_area (plan, &scale, s - 1, tw_plan_series_color (plan, g_array_index (plan->visible, guint, s - 1)));
  for (guint s = 0; s < plan->visible->len; s++)
    draw_line (plan, &scale, s, tw_plan_series_color (plan, g_array_index (plan->visible, guint, s)));
  if (ends)
    label_ends (plan, &scale, room);
  else if (plan->visible->len == 1)
    label_last (plan, &scale);
}
