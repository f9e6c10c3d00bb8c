/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dashboards: figures side by side over the same days, one of several dashboards at a time. */
#pragma once

#include "tw-action-table.h"
#include "tw-dashboard-data.h"
#include "tw-dashboard-grid.h"
#include "tw-figure-view.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_DASHBOARD_PAGE (tw_dashboard_page_get_type ())
G_DECLARE_FINAL_TYPE (TwDashboardPage, tw_dashboard_page, TW, DASHBOARD_PAGE, TwWindowPage)

extern const TwActionTable tw_dashboard_page_actions;

GtkWidget       *tw_dashboard_page_new         (TwWorkspace *workspace);
/* Shows a dashboard; FALSE: there is none of that id. */
gboolean         tw_dashboard_page_show        (TwDashboardPage *self, const TwId *id);
const TwId      *tw_dashboard_page_get_shown   (TwDashboardPage *self);
TwDashboardGrid *tw_dashboard_page_get_grid    (TwDashboardPage *self);
/* "7 days" … or "2026-01-01..2026-03-31" (tw-figure.h). */
gboolean         tw_dashboard_page_set_period  (TwDashboardPage *self, const char *period);
gboolean         tw_dashboard_page_is_busy     (TwDashboardPage *self);
/* The tile of the widget with a title; nullable. */
TwFigureView    *tw_dashboard_page_find        (TwDashboardPage *self, const char *title);

G_END_DECLS
