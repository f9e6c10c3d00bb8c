/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of reports share: a page with its answer. */
#pragma once

#include "tw-app-test.h"
#include "tw-report-page.h"

G_BEGIN_DECLS

/* A condition, of a page: its answer has come. */
gboolean      tw_report_test_is_calm    (gpointer page);
/* The page that is on the screen. */
TwReportPage *tw_report_test_get_page   (TwAppTest *fixture);
/* A report that is not saved, with its answer. */
TwReportPage *tw_report_test_open       (TwAppTest *fixture, const char *json);
GListModel   *tw_report_test_get_lines  (TwReportPage *page);
guint         tw_report_test_count_kind (TwReportPage *page, TwReportLineKind kind);

G_END_DECLS
