/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-days-ago.h"

#include <glib/gi18n-lib.h>

static const TwDaysAgo all[] = {
  { "", G_MAXINT, 0, N_("Any time") },
  { "today", 0, 0, N_("Today") },
  { "yesterday", 1, 1, N_("Yesterday") },
  { "week", 6, 0, N_("The last 7 days") },
  { "month", 29, 0, N_("The last 30 days") },
  { "year", 364, 0, N_("The last 12 months") },
  { "older", G_MAXINT, 30, N_("Before the last 30 days") },
};

/**
 * tw_days_ago_list:
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (array length=n): what is offered; any time comes first
 */
const TwDaysAgo *
tw_days_ago_list (guint *n)
{
  *n = G_N_ELEMENTS (all);
  return all;
}

/**
 * tw_days_ago_find:
 * @key: (nullable): a key
 *
 * Returns: (transfer none): the days with this key; any time when there are none
 */
const TwDaysAgo *
tw_days_ago_find (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (all[i].key, key) == 0)
      return &all[i];
  return &all[0];
}

static TwInstant
get_start (GTimeZone *zone,
           int        days_ago)
{
  return tw_instant_from_local (tw_instant_get_date (g_get_real_time (), zone) - days_ago, 0, zone);
}

/**
 * tw_days_ago_get_span:
 * @days: some days
 * @zone: where the days begin
 * @since: (out): the first instant; 0 for no beginning
 * @until: (out): the last instant; 0 for no end
 *
 * Says when they are.
 */
void
tw_days_ago_get_span (const TwDaysAgo *days,
                      GTimeZone       *zone,
                      TwInstant       *since,
                      TwInstant       *until)
{
  *since = days->since < G_MAXINT ? get_start (zone, days->since) : 0;
  /* Up to the end of a day: what is to come stands in a timeline, too. */
  *until = days->since == G_MAXINT && days->until == 0 ? 0 : get_start (zone, days->until - 1) - 1;
}
