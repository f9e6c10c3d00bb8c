/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-dashboard-period.h"

#include <glib/gi18n-lib.h>

#define KEY  "dashboard-periods"
#define MOST 100                                       /* dashboards: those beyond are forgotten */

static const TwPeriodChoice periods[] = {
  { "7 days", N_("Last 7 Days") }, { "30 days", N_("Last 30 Days") }, { "90 days", N_("Last 90 Days") }, { "12 months", N_("Last 12 Months") },
  { "month", N_("This Month") }, { "quarter", N_("This Quarter") }, { "year", N_("This Year") },
  { "last month", N_("Last Month") }, { "last quarter", N_("Last Quarter") }, { "last year", N_("Last Year") },
};

/**
 * tw_dashboard_get_periods:
 * @n_periods: (out): how many there are
 *
 * Returns: (transfer none): the days that are offered
 */
const TwPeriodChoice *
tw_dashboard_get_periods (guint *n_periods)
{
  *n_periods = G_N_ELEMENTS (periods);
  return periods;
}

/**
 * tw_dashboard_period_load:
 * @workspace: the workspace
 * @dashboard: id of a dashboard
 * @period: (out) (transfer full): the days
 * @grain: (out): length of the periods
 *
 * Returns: whether this person chose other days than the dashboard has
 */
gboolean
tw_dashboard_period_load (TwWorkspace *workspace,
                          const TwId  *dashboard,
                          char       **period,
                          TwGrain     *grain)
{
  g_autoptr(GVariant) all = g_settings_get_value (tw_workspace_get_settings (workspace), KEY);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *name = NULL;

  *grain = TW_GRAIN_NONE;
  if (!g_variant_lookup (all, tw_id_print (dashboard, id), "(ss)", period, &name))
    return FALSE;
  tw_grain_parse (name, grain);
  return TRUE;
}

/**
 * tw_dashboard_period_save:
 * @workspace: the workspace
 * @dashboard: a dashboard
 * @period: the days that are to be shown
 * @grain: length of the periods
 *
 * Keeps them, or forgets what was kept when they are those of the dashboard.
 */
void
tw_dashboard_period_save (TwWorkspace       *workspace,
                          const TwDashboard *dashboard,
                          const char        *period,
                          TwGrain            grain)
{
  GSettings *settings = tw_workspace_get_settings (workspace);
  g_autoptr(GVariant) all = g_settings_get_value (settings, KEY);
  const char *key = NULL, *name = tw_grain_get_name (grain);
  char id[TW_ID_TEXT_LENGTH + 1];
  GVariantBuilder builder;
  GVariantIter iter;
  GVariant *entry = NULL;
  guint n = 1;

  tw_id_print (&dashboard->id, id);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s(ss)}"));
  if (g_strcmp0 (dashboard->period, period) != 0 || dashboard->grain != grain)
    g_variant_builder_add (&builder, "{s(ss)}", id, period, name != NULL ? name : "");
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s@(ss)}", &key, &entry))
    {
      if (!g_str_equal (key, id) && n++ < MOST)
        g_variant_builder_add (&builder, "{s@(ss)}", key, entry);
      g_variant_unref (entry);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}
