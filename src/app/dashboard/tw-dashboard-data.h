/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of dashboards and their widgets: read, added, moved, removed; each change is one commit. */
#pragma once

#include "tw-chart.h"
#include "tw-figure.h"
#include "tw-grid.h"
#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  TwId     id;
  char    *name;
  gboolean shared;
  char    *period;                                     /* (nullable) */
  TwGrain  grain;
} TwDashboard;

typedef struct
{
  TwId         id;
  char        *title, *figure, *format;                /* figure, format: (nullable) JSON */
  TwChartKind  kind;
  gboolean     table;
  TwGridPlace  place;
} TwDashboardWidget;

void       tw_dashboard_free         (TwDashboard *dashboard);
void       tw_dashboard_widget_free  (TwDashboardWidget *widget);
/* This user's own and the shared ones. (element-type TwDashboard) */
GPtrArray *tw_dashboard_list         (TwStore *store, GError **error);
/* In the order of their places. (element-type TwDashboardWidget) */
GPtrArray *tw_dashboard_list_widgets (TwStore *store, const TwId *dashboard, GError **error);
/* All there are, for the library. */
GPtrArray *tw_dashboard_list_library (TwStore *store, GError **error);

/* id: (out) of the new one */
gboolean   tw_dashboard_create       (TwStore *store, const char *name, TwId *id, GError **error);
gboolean   tw_dashboard_rename       (TwStore *store, const TwId *id, const char *name, GError **error);
gboolean   tw_dashboard_delete       (TwStore *store, const TwId *id, GError **error);
gboolean   tw_dashboard_add_widget   (TwStore *store, const TwId *dashboard, const char *title, TwChartKind kind, const char *figure, GError **error);
/* Title, figure, format and kind as they stand in widget. */
gboolean   tw_dashboard_change_widget (TwStore *store, const TwDashboardWidget *widget, GError **error);
gboolean   tw_dashboard_remove_widget (TwStore *store, const TwId *widget, GError **error);
/* places: (element-type TwGridPlace) whose tiles are TwId *. */
gboolean   tw_dashboard_arrange      (TwStore *store, GArray *places, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDashboard, tw_dashboard_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDashboardWidget, tw_dashboard_widget_free)

G_END_DECLS
