/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-figure-parts.h"

#define LAST "last "

static TwGrain
grain_for (TwDate from,
           TwDate to)
{
  int days = to - from;

  return days <= 31 ? TW_GRAIN_DAY : days <= 120 ? TW_GRAIN_WEEK : days <= 3 * 366 ? TW_GRAIN_MONTH : days <= 10 * 366 ? TW_GRAIN_QUARTER : TW_GRAIN_YEAR;
}

/**
 * tw_figure_range_parse:
 * @store: a store, which knows which day it is
 * @text: (nullable): "7 days", "month", "quarter", "year", "last month", "12 months", or two days with ".." between
 * @grain: what dates are put together by; %TW_GRAIN_NONE: as is good for the length
 * @range: (out): the days
 *
 * Days and months end with today; the periods of the calendar are the present ones, or those before them.
 *
 * Returns: whether the text is a range
 */
gboolean
tw_figure_range_parse (TwStore       *store,
                       const char    *text,
                       TwGrain        grain,
                       TwFigureRange *range)
{
  TwExprContext *context = NULL;
  TwDate today;
  TwGrain whole = TW_GRAIN_NONE;
  guint64 n = 0;
  char *end = NULL;

  g_return_val_if_fail (TW_IS_STORE (store) && range != NULL, FALSE);
  if (text == NULL)
    return FALSE;
  context = tw_store_dup_context (store);
  today = tw_instant_get_date (context->now, context->zone);
  if (strstr (text, "..") != NULL)
    {
      g_auto(GStrv) days = g_strsplit (text, "..", 2);
      gboolean good = tw_date_parse (days[0], &range->from) && tw_date_parse (days[1], &range->to) && range->from <= range->to;

      range->to++;
      n = good;
    }
  else if (tw_grain_parse (g_str_has_prefix (text, LAST) ? text + strlen (LAST) : text, &whole))
    {
      range->from = tw_grain_floor (whole, today, context->first_weekday);
      if (g_str_has_prefix (text, LAST))
        range->from = tw_grain_step (whole, range->from, -1);
      range->to = tw_grain_step (whole, range->from, 1);
      n = 1;
    }
  else
    {
      n = g_ascii_strtoull (text, &end, 10);
      range->to = today + 1;
      if (n > 0 && n <= 36600 && g_str_equal (end, " days"))
        range->from = today + 1 - (TwDate) n;
      else if (n > 0 && n <= 1200 && g_str_equal (end, " months"))
        range->from = tw_grain_step (TW_GRAIN_MONTH, tw_grain_floor (TW_GRAIN_MONTH, today, 1), 1 - (int) n);
      else
        n = 0;
    }
  tw_store_context_free (context);
  if (n == 0)
    return FALSE;
  range->grain = grain != TW_GRAIN_NONE ? grain : grain_for (range->from, range->to);
  return TRUE;
}

/**
 * tw_figure_range_before:
 * @range: days
 * @before: (out): as many days before them; of whole months, quarters and years the one before
 */
void
tw_figure_range_before (const TwFigureRange *range,
                        TwFigureRange       *before)
{
  static const TwGrain wholes[] = { TW_GRAIN_MONTH, TW_GRAIN_QUARTER, TW_GRAIN_YEAR };

  *before = *range;
  before->to = range->from;
  before->from = range->from - (range->to - range->from);
  for (guint i = 0; i < G_N_ELEMENTS (wholes); i++)
    if (tw_grain_floor (wholes[i], range->from, 1) == range->from && tw_grain_step (wholes[i], range->from, 1) == range->to)
      before->from = tw_grain_step (wholes[i], range->from, -1);
}
