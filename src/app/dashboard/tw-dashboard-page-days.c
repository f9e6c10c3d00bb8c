/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which days a dashboard is about, and how long the periods of its charts are. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dashboard-page-private.h"
#include "tw-days-list.h"

static const char *const grain_labels[] = { N_("Automatic Length"), N_("By Day"), N_("By Week"), N_("By Month"), N_("By Quarter") };

void
tw_dashboard_page_select_period (TwDashboardPage *self)
{
  self->filling = TRUE;
  tw_days_list_select (self->ranges, FALSE, tw_dashboard_page_get_store (self), self->period);
  gtk_drop_down_set_selected (self->grains, self->grain <= TW_GRAIN_QUARTER ? self->grain : 0);
  self->filling = FALSE;
}

void
tw_dashboard_page_keep_period (TwDashboardPage *self)
{
  TwDashboard *dashboard = tw_dashboard_page_get_dashboard (self);

  if (dashboard != NULL)
    tw_dashboard_period_save (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), dashboard, self->period, self->grain);
}

/* The person's own days, or those that the dashboard has. */
void
tw_dashboard_page_take_period (TwDashboardPage *self,
             TwDashboard     *dashboard)
{
  TwStore *store = tw_dashboard_page_get_store (self);
  g_autofree char *own = NULL;
  TwFigureRange range;
  TwGrain grain;

  if (tw_dashboard_period_load (tw_window_page_get_workspace (TW_WINDOW_PAGE (self)), &dashboard->id, &own, &grain)
      && tw_figure_range_parse (store, own, grain, &range))
    {
      g_free (self->period);
      self->period = g_steal_pointer (&own);
      self->grain = grain;
    }
  else if (tw_figure_range_parse (store, dashboard->period, dashboard->grain, &range))
    {
      g_free (self->period);
      self->period = g_strdup (dashboard->period);
      self->grain = dashboard->grain;
    }
}

void
tw_dashboard_page_scope_tile (TwDashboardPage *self,
            GtkWidget       *tile)
{
  TwFigureRange range;
  gboolean has = tw_figure_range_parse (tw_dashboard_page_get_store (self), self->period, self->grain, &range);

  tw_figure_view_set_scope (tw_dashboard_page_get_view (tile), NULL, NULL, has ? &range : NULL);
}

void
tw_dashboard_page_scope_all (TwDashboardPage *self)
{
  GHashTableIter iter;
  gpointer tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, &tile))
    tw_dashboard_page_scope_tile (self, tile);
}

static void
own_days_cb (GtkWidget  *page,
             const char *period)
{
  TwDashboardPage *self = TW_DASHBOARD_PAGE (page);

  if (period != NULL && !tw_dashboard_page_set_period (self, period))
    {
      g_autofree char *words = tw_days_dup_refusal ();

      gtk_widget_activate_action (page, "win.toast", "s", words);
    }
  tw_dashboard_page_select_period (self);
}

void
tw_dashboard_page_range_chosen_cb (TwDashboardPage *self)
{
  const char *period = NULL;
  TwDaysChoice choice = TW_DAYS_NONE;

  if (self->filling || self->grid == NULL)
    return;
  choice = tw_days_list_read (self->ranges, FALSE, &period);
  if (choice == TW_DAYS_CHOSEN)
    tw_dashboard_page_set_period (self, period);
  else if (choice == TW_DAYS_OWN)
    tw_days_ask (GTK_WIDGET (self), tw_dashboard_page_get_store (self), self->period, own_days_cb);
}

void
tw_dashboard_page_grain_chosen_cb (TwDashboardPage *self)
{
  if (self->filling || self->grid == NULL)
    return;
  self->grain = MIN (gtk_drop_down_get_selected (self->grains), TW_GRAIN_QUARTER);
  tw_dashboard_page_keep_period (self);
  tw_dashboard_page_scope_all (self);
}

void
tw_dashboard_page_fill_periods (TwDashboardPage *self)
{
  g_autoptr(GtkStringList) grains = gtk_string_list_new (NULL);

  self->filling = TRUE;
  tw_days_list_fill (self->ranges, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (grain_labels); i++)
    gtk_string_list_append (grains, _(grain_labels[i]));
  gtk_drop_down_set_model (self->grains, G_LIST_MODEL (grains));
  self->filling = FALSE;
}
