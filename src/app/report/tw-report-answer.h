/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report comes to: a table, a pivot or a chart, worked out in the background a moment after the question changed, and anew when
 * records change. What is shown stays until the next answer is there. Signal "answered" (). */
#pragma once

#include "tw-figure-view.h"
#include "tw-report-state.h"
#include "tw-report-grid.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_ANSWER (tw_report_answer_get_type ())
G_DECLARE_FINAL_TYPE (TwReportAnswer, tw_report_answer, TW, REPORT_ANSWER, AdwBin)

GtkWidget     *tw_report_answer_new       (TwReportState *state);
TwReportGrid *tw_report_answer_get_table (TwReportAnswer *self);
TwFigureView  *tw_report_answer_get_chart (TwReportAnswer *self);
TwReportSheet *tw_report_answer_get_sheet (TwReportAnswer *self);              /* nullable: no table is shown */
gboolean       tw_report_answer_is_busy   (TwReportAnswer *self);
const char    *tw_report_answer_get_state (TwReportAnswer *self);              /* "loading", "table", "chart", "empty", "unfinished", "error" */
const char    *tw_report_answer_get_note  (TwReportAnswer *self);              /* what stands below the answer; "" */
/* Shows more rows of a table. */
void           tw_report_answer_show_more (TwReportAnswer *self);
void           tw_report_answer_take_focus (TwReportAnswer *self);

G_END_DECLS
