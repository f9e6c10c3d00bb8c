/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars: beside each other, on each other, from the bottom or from the start. Where names of categories do not fit below their
 * bars, the bars lie on their side, so that every name can be read. */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

#define SMALL 0.92
#define MAX_BAR 7                                      /* of the text size: a few values are no walls */

/* A bar in terms of its axis: across is where the category lies, from and to are values' places. */
typedef struct
{
  TwChartPlan *plan;
  const Scale *scale;
  gboolean     stacked;
  double       slot, bar;                              /* room of a category, breadth of a bar */
} Bars;

static double
place_of (const Bars *bars,
          double      value)
{
  const TwChartPlan *plan = bars->plan;
  double part = CLAMP ((value - bars->scale->low) / (bars->scale->high - bars->scale->low), 0, 1);

  return plan->sideways ? plan->x + part * plan->w : plan->y + (1 - part) * plan->h;
}

/* A brief value at the end of a bar, where it hides nothing. */
static void
label_end (const Bars *bars,
           double      across,
           double      breadth,
           double      value,
           double      room)
{
  TwChartPlan *plan = bars->plan;
  g_autofree char *text = tw_chart_format (plan->chart, value, TRUE);
  double width, height, end = place_of (bars, value), gap = plan->size * 0.35;

  tw_plan_measure (plan, text, SMALL, FALSE, &width, &height);
  if (plan->sideways)
    {
      if (height > breadth + gap)
        return;
      tw_plan_text (plan, text, value < 0 ? end - gap : end + gap, across, value < 0 ? ALIGN_END : ALIGN_START, SMALL, FALSE,
                    tw_plan_ink (plan), 0);
    }
  else if (width <= room)
    tw_plan_text (plan, text, across, value < 0 ? end + height / 2 : end - height / 2, ALIGN_MIDDLE, SMALL, FALSE, tw_plan_ink (plan), 0);
}

static void
draw_bar (const Bars *bars,
          guint       series,
          guint       place,
          double      across,
          double      from,
          double      to,
          guint32     color)
{
  TwChartPlan *plan = bars->plan;
  double a = place_of (bars, from), b = place_of (bars, to), start = MIN (a, b), length = fabs (b - a), least = plan->size * 0.9;
  double x = plan->sideways ? start : across - bars->bar / 2, y = plan->sideways ? across - bars->bar / 2 : start;
  double w = plan->sideways ? length : bars->bar, h = plan->sideways ? bars->bar : length;
  Shape *shape = NULL;

  /* Something is never drawn as nothing. */
  if (to != from && length < 1)
    {
      if (plan->sideways)
        w = 1;
      else
        h = 1;
    }
  shape = tw_plan_rect (plan, x, y, w, h, bars->stacked ? 0 : 3, color);
  if (plan->sideways)
    shape->base = (to < from) != plan->mirror ? SIDE_RIGHT : SIDE_LEFT;
  else
    shape->base = to < from ? SIDE_TOP : SIDE_BOTTOM;
  if (plan->visible->len > 1)
    shape->pattern = (int) series;
  if (bars->stacked && length > 3)
    {
      shape->stroke = tw_chart_get_paper (plan->look.dark);
      shape->line = 1;
    }
  if (to > bars->scale->high && plan->sideways && length > plan->size * 2)
    for (int i = 0; i < 2; i++)
      tw_plan_line (plan, x + w - plan->size * (1 + i * 0.5), y + h, x + w - plan->size * (0.6 + i * 0.5), y, tw_chart_get_paper (plan->look.dark), 2);
  /* What is too small to be pointed at takes room around it. */
  if (plan->sideways)
    tw_plan_add_mark (plan, series, place, w < least ? x - (least - w) / 2 : x, y, MAX (w, least), h);
  else
    tw_plan_add_mark (plan, series, place, x, h < least ? y - (least - h) / 2 : y, w, MAX (h, least));
}

static void
label_inside (const Bars *bars,
              double      across,
              double      from,
              double      to,
              guint32     color,
              gboolean    hatched)
{
  TwChartPlan *plan = bars->plan;
  g_autofree char *text = tw_chart_format (plan->chart, to - from, TRUE);
  double a = place_of (bars, from), b = place_of (bars, to), width, height;

  tw_plan_measure (plan, text, SMALL * 0.95, FALSE, &width, &height);
  if (plan->sideways ? width + 4 > fabs (b - a) || height > bars->bar : width + 4 > bars->bar || height + 2 > fabs (b - a))
    return;
  if (hatched)
    tw_plan_rect (plan, (plan->sideways ? (a + b) / 2 : across) - width / 2 - 2, (plan->sideways ? across : (a + b) / 2) - height / 2, width + 4, height,
                  3, color);
  tw_plan_text (plan, text, plan->sideways ? (a + b) / 2 : across, plan->sideways ? across : (a + b) / 2, ALIGN_MIDDLE, SMALL * 0.95, FALSE,
                tw_color_on (color), 0);
}

static void
draw_category (const Bars *bars,
               guint       place)
{
  TwChartPlan *plan = bars->plan;
  double middle = (plan->sideways ? plan->y : plan->x) + bars->slot * (place + 0.5), up = 0, down = 0, gap = bars->bar > 8 ? 2 : 0;
  double whole = bars->stacked ? bars->bar : plan->visible->len * (bars->bar + gap) - gap;
  gboolean any = FALSE;

  for (guint s = 0; s < plan->visible->len; s++)
    {
      guint series = g_array_index (plan->visible, guint, s);
      double value = tw_plan_value (plan, series, place);
      double across = bars->stacked ? middle : middle - whole / 2 + bars->bar / 2 + s * (bars->bar + gap);
      gboolean own = plan->visible->len == 1
                     && (g_array_index (plan->shown, int, place) == TW_CHART_OTHER
                         || g_array_index (plan->chart->categories, Category, g_array_index (plan->shown, int, place)).color >= 0);
      guint32 color = own ? tw_plan_category_color (plan, place) : tw_plan_series_color (plan, series);
      double *base = value < 0 ? &down : &up;

      if (isnan (value))
        continue;
      any = TRUE;
      draw_bar (bars, series, place, across, bars->stacked ? *base : 0, bars->stacked ? *base + value : value, color);
      if (bars->stacked && plan->visible->len > 1)
        label_inside (bars, across, *base, *base + value, color, series > 0);
      else
        label_end (bars, across, bars->bar, value, bars->stacked || plan->visible->len == 1 ? bars->slot - 2 : bars->bar + gap);
      *base += value;
    }
  if (any && bars->stacked && plan->visible->len > 1 && down == 0)
    label_end (bars, middle, bars->bar, up, bars->slot - 2);
}

static void
set_breadth (Bars *bars)
{
  TwChartPlan *plan = bars->plan;
  guint beside = bars->stacked ? 1 : MAX (plan->visible->len, 1);

  bars->slot = (plan->sideways ? plan->h : plan->w) / plan->shown->len;
  bars->bar = MAX (1, MIN (bars->slot * 0.72 / beside - (bars->slot > 20 * beside ? 2 : 0), plan->size * (plan->sideways ? 3 : MAX_BAR)));
}

/* Names stand before the bars; the values at their ends make an axis needless. */
static void
lay_sideways (TwChartPlan *plan,
              Bars        *bars,
              Scale       *scale)
{
  double line = tw_plan_line_height (plan, SMALL), widest = 0, width, longest = 0, low, high, gap = plan->size * 0.6;
  int other = TW_CHART_OTHER;
  guint beside = bars->stacked ? 1 : MAX (plan->visible->len, 1);

  plan->sideways = TRUE;
  tw_plan_fold (plan, (guint) (plan->h / MAX (line * 1.05, beside * plan->size * 0.75)));
  /* What was put together may be many times what is shown by itself: its bar is cut, and its number tells. */
  if (plan->folded->len > 0)
    g_array_set_size (plan->shown, plan->shown->len - 1);
  tw_plan_bounds (plan, bars->stacked, &low, &high);
  if (plan->folded->len > 0)
    g_array_append_val (plan->shown, other);
  high *= plan->folded->len > 0 ? 1.08 : 1;
  tw_scale_init (scale, low, high, 4);
  scale->low = low;
  scale->high = high > low ? high : low + 1;
  for (guint i = 0; i < plan->shown->len; i++)
    {
      g_autofree char *label = tw_plan_dup_label (plan, i, FALSE);

      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      widest = MAX (widest, width);
    }
  widest = MIN (widest, plan->w * 0.38);
  bars->slot = plan->h / plan->shown->len;
  for (guint i = 0; i < plan->shown->len; i++)
    {
      g_autofree char *label = tw_plan_dup_label (plan, i, FALSE);

      if (i % (guint) MAX (1, ceil (line * 0.9 / bars->slot)) == 0)
        tw_plan_text (plan, label, plan->x, plan->y + bars->slot * (i + 0.5), ALIGN_START, SMALL, FALSE, tw_plan_ink (plan), widest + 1);
    }
  plan->x += widest + gap;
  plan->w -= widest + gap;
  for (int side = 0; side < 2; side++)
    {
      g_autofree char *label = tw_chart_format (plan->chart, side == 0 ? high : low, TRUE);

      tw_plan_measure (plan, label, SMALL, FALSE, &width, NULL);
      longest = MAX (longest, width);
    }
  longest = MIN (longest, plan->w / 2) + gap;
  plan->w -= longest;
  if (low < 0)
    {
      plan->x += longest;
      plan->w -= longest;
    }
}

void
tw_plan_bars (TwChartPlan *plan)
{
  Scale scale;
  Bars bars = { plan, &scale, plan->kind == TW_CHART_STACKED, 0, 0 };
  double low, high, line = tw_plan_line_height (plan, SMALL);

  if (plan->chart->series->len > 1)
    tw_plan_legend (plan);
  if (plan->kind == TW_CHART_HORIZONTAL || !tw_plan_labels_fit (plan))
    lay_sideways (plan, &bars, &scale);
  else
    {
      plan->h -= line * 1.3;
      tw_plan_bounds (plan, bars.stacked, &low, &high);
      tw_scale_init (&scale, low, high, (guint) CLAMP (plan->h / (line * 2.4), 2, 6));
      tw_plan_value_axis (plan, &scale);
      /* Above the highest bar its value needs a line, unless the scale left one. */
      if (high > 0 && plan->h / (scale.high - scale.low) * (scale.high - high) < line && plan->shown->len < 40)
        {
          plan->y += line * 0.5;
          plan->h -= line * 0.5;
        }
    }
  if (plan->w < 4 || plan->h < 4)
    return;
  set_breadth (&bars);
  if (!plan->sideways)
    tw_plan_category_axis (plan);
  else
    {
      double zero = round (place_of (&bars, 0)) + 0.5;

      tw_plan_line (plan, zero, plan->y, zero, plan->y + plan->h, tw_color_mix (tw_plan_grid (plan), tw_plan_ink (plan), 0.25), 1);
    }
  for (guint i = 0; i < plan->shown->len; i++)
    draw_category (&bars, i);
}
