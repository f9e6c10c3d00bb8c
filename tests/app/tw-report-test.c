/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-test.h"

gboolean
tw_report_test_is_calm (gpointer page)
{
  return !tw_report_answer_is_busy (tw_report_page_get_answer (page));
}

TwReportPage *
tw_report_test_get_page (TwAppTest *fixture)
{
  TwWindowPage *page = tw_window_get_page (fixture->window);

  g_assert_true (TW_IS_REPORT_PAGE (page));
  return TW_REPORT_PAGE (page);
}

TwReportPage *
tw_report_test_open (TwAppTest  *fixture,
                     const char *json)
{
  TwReportPage *page = NULL;

  tw_app_test_activate (fixture->window, "win.show-reports", NULL);
  tw_app_test_activate (fixture->window, "win.design-report", "(ss)", json, "Mine");
  page = tw_report_test_get_page (fixture);
  tw_app_test_wait (tw_report_test_is_calm, page);
  return page;
}

GListModel *
tw_report_test_get_lines (TwReportPage *page)
{
  return G_LIST_MODEL (tw_report_grid_get_lines (tw_report_answer_get_table (tw_report_page_get_answer (page))));
}

guint
tw_report_test_count_kind (TwReportPage     *page,
                           TwReportLineKind  kind)
{
  GListModel *lines = tw_report_test_get_lines (page);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr(TwReportLine) line = g_list_model_get_item (lines, i);

      n += tw_report_line_get_kind (line) == kind;
    }
  return n;
}
