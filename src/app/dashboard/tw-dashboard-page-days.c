/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which days a dashboard is about, and how long the periods of its charts are. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-dashboard-page-private.h"

static const char *const grain_labels[] = { N_("Best Length"), N_("By Day"), N_("By Week"), N_("By Month"), N_("By Quarter") };

void
tw_dashboard_page_select_period (TwDashboardPage *self)
{
  guint n = 0, selected = GTK_INVALID_LIST_POSITION;
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (periods[i].period, self->period))
      selected = i;
  self->filling = TRUE;
  gtk_drop_down_set_selected (self->ranges, selected == GTK_INVALID_LIST_POSITION ? n : selected);
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
own_response_cb (AdwMessageDialog *dialog,
                 const char       *response,
                 TwDashboardPage  *self)
{
  GtkWidget *from = g_object_get_data (G_OBJECT (dialog), "from"), *to = g_object_get_data (G_OBJECT (dialog), "to");
  g_autofree char *period = g_strdup_printf ("%s..%s", gtk_editable_get_text (GTK_EDITABLE (from)), gtk_editable_get_text (GTK_EDITABLE (to)));

  if (g_str_equal (response, "show") && !tw_dashboard_page_set_period (self, period))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("These are no two days in order. Write them as 2026-03-31."));
  tw_dashboard_page_select_period (self);
}

static void
ask_period (TwDashboardPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Which Days?"), NULL);
  GtkWidget *group = adw_preferences_group_new (), *rows[2] = { adw_entry_row_new (), adw_entry_row_new () };
  TwFigureRange range;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows[0]), _("First Day"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows[1]), _("Last Day"));
  if (tw_figure_range_parse (tw_dashboard_page_get_store (self), self->period, TW_GRAIN_NONE, &range))
    for (guint i = 0; i < 2; i++)
      {
        g_autofree char *day = tw_date_print (i == 0 ? range.from : range.to - 1);

        gtk_editable_set_text (GTK_EDITABLE (rows[i]), day);
      }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows[0]);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows[1]);
  g_object_set_data (G_OBJECT (dialog), "from", rows[0]);
  g_object_set_data (G_OBJECT (dialog), "to", rows[1]);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "show", _("_Show"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "show", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "show");
  g_signal_connect_object (dialog, "response", G_CALLBACK (own_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
tw_dashboard_page_range_chosen_cb (TwDashboardPage *self)
{
  guint n = 0, selected = gtk_drop_down_get_selected (self->ranges);
  const TwPeriodChoice *periods = tw_dashboard_get_periods (&n);

  if (self->filling || self->grid == NULL)
    return;
  if (selected < n)
    tw_dashboard_page_set_period (self, periods[selected].period);
  else if (selected == n)
    ask_period (self);
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
  g_autoptr(GtkStringList) periods = gtk_string_list_new (NULL), grains = gtk_string_list_new (NULL);
  guint n = 0;
  const TwPeriodChoice *choices = tw_dashboard_get_periods (&n);

  self->filling = TRUE;
  for (guint i = 0; i < n; i++)
    gtk_string_list_append (periods, _(choices[i].label));
  gtk_string_list_append (periods, _("Own Days…"));
  for (guint i = 0; i < G_N_ELEMENTS (grain_labels); i++)
    gtk_string_list_append (grains, _(grain_labels[i]));
  gtk_drop_down_set_model (self->ranges, G_LIST_MODEL (periods));
  gtk_drop_down_set_model (self->grains, G_LIST_MODEL (grains));
  self->filling = FALSE;
}
