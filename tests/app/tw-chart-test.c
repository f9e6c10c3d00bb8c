/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-test.h"

#include "tw-seed.h"

gboolean
tw_chart_test_has_answer (gpointer view)
{
  return tw_figure_view_get_answer (view) != NULL && !tw_figure_view_is_busy (view);
}

static gboolean
has_size (gpointer widget)
{
  return gtk_widget_get_width (widget) > 0;
}

TwChartPage *
tw_chart_test_open (TwAppTest *fixture)
{
  TwChartPage *page = NULL;

  tw_app_test_open_view (fixture, "deal", "chart");
  page = tw_app_test_find (fixture->window, TW_TYPE_CHART_PAGE);
  g_assert_nonnull (page);
  tw_app_test_wait (tw_chart_test_has_answer, tw_chart_page_get_view (page));
  tw_app_test_wait (has_size, tw_chart_view_get_canvas (tw_figure_view_get_chart (tw_chart_page_get_view (page))));
  return page;
}

gboolean
tw_chart_test_is_calm (gpointer page)
{
  return !tw_dashboard_page_is_busy (page);
}

TwDashboardPage *
tw_chart_test_open_dashboards (TwAppTest *fixture)
{
  TwDashboardPage *page = NULL;

  tw_app_test_activate (fixture->window, "win.show-dashboards", NULL);
  page = TW_DASHBOARD_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (tw_chart_test_is_calm, page);
  return page;
}

gboolean
tw_chart_test_has_tiles (gpointer page)
{
  return tw_chart_test_is_calm (page) && tw_dashboard_grid_get_places (tw_dashboard_page_get_grid (page))->len > 0;
}

TwDashboardPage *
tw_chart_test_open_own (TwAppTest  *fixture,
                        const char *figure,
                        TwId       *id)
{
  TwDashboardPage *page = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_dashboard_create (fixture->store, "Mine", id, &error));
  g_assert_true (tw_dashboard_add_widget (fixture->store, id, "Deals", TW_CHART_BAR, figure, &error));
  g_assert_no_error (error);
  page = tw_chart_test_open_dashboards (fixture);
  g_assert_true (tw_dashboard_page_show (page, id));
  tw_app_test_wait (tw_chart_test_has_tiles, page);
  return page;
}

TwDashboardPage *
tw_chart_test_open_ready (TwAppTest *fixture)
{
  g_autoptr(GError) error = NULL;
  TwDashboardPage *page = NULL;

  tw_seed_add_dashboards (fixture->store, &error);
  g_assert_no_error (error);
  page = tw_chart_test_open_dashboards (fixture);
  tw_app_test_wait (tw_chart_test_has_tiles, page);
  return page;
}
