/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a sheet without those of folded groups: a list model of TwReportLine. Which groups are folded is remembered by their
 * paths, also for the sheets that come. */
#pragma once

#include "tw-report-sheet.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_LINES (tw_report_lines_get_type ())
G_DECLARE_FINAL_TYPE (TwReportLines, tw_report_lines, TW, REPORT_LINES, GObject)

TwReportLines *tw_report_lines_new        (void);
/* lines: (element-type TwReportLine), referenced; nullable. */
void           tw_report_lines_set        (TwReportLines *self, GPtrArray *lines);
gboolean       tw_report_lines_is_folded  (TwReportLines *self, TwReportLine *line);
/* Of a head; FALSE: it is none. */
gboolean       tw_report_lines_fold       (TwReportLines *self, guint position, gboolean folded);
void           tw_report_lines_fold_all   (TwReportLines *self, gboolean folded);

G_END_DECLS
