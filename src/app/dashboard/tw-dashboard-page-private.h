/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-dashboard-page.h"
#include "tw-dashboard-period.h"

G_BEGIN_DECLS

struct _TwDashboardPage
{
  TwWindowPage     parent_instance;

  GPtrArray       *dashboards;                         /* (owned) TwDashboard */
  TwId             shown;                              /* nil: none */
  GHashTable      *tiles;                              /* (owned) id text → tile, a child of grid */
  char            *period;                             /* (owned) */
  TwGrain          grain;                              /* none: as the period is long */
  gboolean         arranging, filling;
  guint            reload_id;
  TwDashboardGrid *grid;                               /* child of bin */

  /* From the template. */
  GtkStack        *stack;
  AdwBin          *bin;
  GtkMenuButton   *title_button;
  GtkDropDown     *ranges, *grains;
  GtkLabel        *hint, *problem;
  GtkWidget       *problem_bar;
};

TwStore     *tw_dashboard_page_get_store (TwDashboardPage *self);
TwDashboard *tw_dashboard_page_get_dashboard (TwDashboardPage *self);          /* nullable */
void         tw_dashboard_page_report    (TwDashboardPage *self, GError *error);
TwFigureView *tw_dashboard_page_get_view  (GtkWidget *tile);

/* tw-dashboard-page-print.c */
void         tw_dashboard_page_print     (TwDashboardPage *self);

/* tw-dashboard-page-days.c */
void         tw_dashboard_page_fill_periods  (TwDashboardPage *self);
void         tw_dashboard_page_select_period (TwDashboardPage *self);
void         tw_dashboard_page_keep_period   (TwDashboardPage *self);
/* The person's own days, or those that the dashboard has. */
void         tw_dashboard_page_take_period   (TwDashboardPage *self, TwDashboard *dashboard);
void         tw_dashboard_page_scope_tile    (TwDashboardPage *self, GtkWidget *tile);
void         tw_dashboard_page_scope_all     (TwDashboardPage *self);
void         tw_dashboard_page_range_chosen_cb (TwDashboardPage *self);
void         tw_dashboard_page_grain_chosen_cb (TwDashboardPage *self);

G_END_DECLS
