/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report: its answer, its filters and days, and beside it, when it is designed, what it is made of. */
#pragma once

#include "tw-action-table.h"
#include "tw-report-answer.h"
#include "tw-report-designer.h"
#include "tw-report-jobs.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_PAGE (tw_report_page_get_type ())
G_DECLARE_FINAL_TYPE (TwReportPage, tw_report_page, TW, REPORT_PAGE, TwWindowPage)

extern const TwActionTable tw_report_page_actions;

GtkWidget        *tw_report_page_new          (TwReportState *state, gboolean designing);
TwReportState    *tw_report_page_get_state    (TwReportPage *self);
TwReportAnswer   *tw_report_page_get_answer   (TwReportPage *self);
TwReportDesigner *tw_report_page_get_designer (TwReportPage *self);            /* nullable until it was shown */
gboolean          tw_report_page_set_days     (TwReportPage *self, const char *days);
/* Writes the report in the background. */
TwReportJob      *tw_report_page_export       (TwReportPage *self, GFile *file, TwReportFormat format);

G_END_DECLS
