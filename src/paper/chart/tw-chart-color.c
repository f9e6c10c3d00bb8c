/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette: each colour stands out from the paper by at least 3:1 (WCAG 2.1, 1.4.11), and any two of them stay apart for people
 * who see red and green alike; tests/paper/chart proves both. Where colours of the records' own choices are used, labels tell what they are. */
#include "config.h"

#include "tw-chart-private.h"

#include <math.h>

static const guint32 light[TW_CHART_N_COLORS] = { 0x1a5fb4, 0xe66100, 0x3d9c93, 0x6b1433, 0x8b7cf0, 0x7a6a3c, 0x12264f };
static const guint32 dark_ones[TW_CHART_N_COLORS] = { 0x62a0ea, 0xff9f45, 0xb8f0d4, 0xa58a70, 0xf9ec96, 0x8479ff, 0x4fb0a6 };

/**
 * tw_chart_get_color:
 * @index: any number
 * @dark: whether the paper is dark
 *
 * Returns: a colour of the palette, which begins anew after %TW_CHART_N_COLORS
 */
guint32
tw_chart_get_color (guint    index,
                    gboolean dark)
{
  return (dark ? dark_ones : light)[index % TW_CHART_N_COLORS];
}

/**
 * tw_chart_get_paper:
 * @dark: whether it is dark
 *
 * Returns: the colour on which charts are drawn
 */
guint32
tw_chart_get_paper (gboolean dark)
{
  return dark ? 0x303030 : 0xffffff;
}

/**
 * tw_chart_get_ink:
 * @dark: whether the paper is dark
 *
 * Returns: the colour of text
 */
guint32
tw_chart_get_ink (gboolean dark)
{
  return dark ? 0xf6f5f4 : 0x241f31;
}

static double
channel (guint32 color,
         int     shift)
{
  double part = ((color >> shift) & 0xff) / 255.0;

  return part <= 0.03928 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static double
luminance (guint32 color)
{
  return 0.2126 * channel (color, 16) + 0.7152 * channel (color, 8) + 0.0722 * channel (color, 0);
}

/**
 * tw_chart_contrast:
 * @a: a colour
 * @b: another one
 *
 * The contrast ratio of WCAG 2.1.
 *
 * Returns: 1 to 21
 */
double
tw_chart_contrast (guint32 a,
                   guint32 b)
{
  double x = luminance (a), y = luminance (b);

  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

guint32
tw_color_mix (guint32 a,
              guint32 b,
              double  part)
{
  guint32 result = 0;

  for (int shift = 0; shift <= 16; shift += 8)
    {
      double x = (a >> shift) & 0xff, y = (b >> shift) & 0xff;

      result |= (guint32) CLAMP (lround (x + (y - x) * part), 0, 255) << shift;
    }
  return result;
}

guint32
tw_color_on (guint32 color)
{
  return tw_chart_contrast (color, 0xffffff) >= tw_chart_contrast (color, 0x1e1e1e) ? 0xffffff : 0x1e1e1e;
}

guint32
tw_plan_ink (TwChartPlan *plan)
{
  return plan->look.contrast ? (plan->look.dark ? 0xffffff : 0x000000) : tw_chart_get_ink (plan->look.dark);
}

guint32
tw_plan_dim (TwChartPlan *plan)
{
  return plan->look.contrast ? tw_plan_ink (plan) : tw_color_mix (tw_plan_ink (plan), tw_chart_get_paper (plan->look.dark), 0.35);
}

guint32
tw_plan_grid (TwChartPlan *plan)
{
  return tw_color_mix (tw_plan_ink (plan), tw_chart_get_paper (plan->look.dark), plan->look.contrast ? 0.55 : 0.87);
}
