/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-report-source.h"

G_BEGIN_DECLS

/* limit: no more rows are read; 0: all. What the run says that there will be is not narrowed by it. */
TwReportRun    *tw_report_run_new_limited (const TwReport *report, const TwFigureAsk *ask, gint64 limit, GCancellable *cancellable, GError **error);
TwReportSource *tw_report_run_get_source  (TwReportRun *run);
/* A pivot by going through all rows, whatever it is by: for tests. */
TwReportPivot  *tw_report_pivot_new_walking (const TwReport *report, const TwFigureAsk *ask, GError **error);

G_END_DECLS
