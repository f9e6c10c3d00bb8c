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
  GtkLabel        *hint;
};

TwStore     *tw_dashboard_page_get_store (TwDashboardPage *self);
TwDashboard *tw_dashboard_page_get_dashboard (TwDashboardPage *self);          /* nullable */
void         tw_dashboard_page_report    (TwDashboardPage *self, GError *error);
void         tw_dashboard_page_print     (TwDashboardPage *self);

G_END_DECLS
