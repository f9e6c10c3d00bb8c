/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of charts and dashboards share: pages with their answers. */
#pragma once

#include "tw-app-test.h"
#include "tw-chart-page.h"
#include "tw-dashboard-page-private.h"

G_BEGIN_DECLS

/* Conditions: of a figure's view, its answer has come; of a dashboard's page, all have, and there is one. */
gboolean         tw_chart_test_has_answer (gpointer view);
gboolean         tw_chart_test_is_calm    (gpointer page);
gboolean         tw_chart_test_has_tiles  (gpointer page);
/* The deals as a chart. */
TwChartPage     *tw_chart_test_open       (TwAppTest *fixture);
TwDashboardPage *tw_chart_test_open_dashboards (TwAppTest *fixture);
/* The first of the ready dashboards. */
TwDashboardPage *tw_chart_test_open_ready (TwAppTest *fixture);
/* An own dashboard with one widget, "Deals". */
TwDashboardPage *tw_chart_test_open_own   (TwAppTest *fixture, const char *figure, TwId *id);

G_END_DECLS
