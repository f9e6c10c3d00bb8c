/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the exports of reports are: a line for each with a button that gives it up; nothing when none runs. */
#pragma once

#include "tw-app.h"
#include "tw-report-jobs.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_JOBS_BAR (tw_report_jobs_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwReportJobsBar, tw_report_jobs_bar, TW, REPORT_JOBS_BAR, AdwBin)

GtkWidget *tw_report_jobs_bar_new (TwWorkspace *workspace);

G_END_DECLS
