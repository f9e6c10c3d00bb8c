/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a report was written as a file, how long that took, how many rows it had; files that are kept are opened or saved again. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_RUNS_WINDOW (tw_report_runs_window_get_type ())
G_DECLARE_FINAL_TYPE (TwReportRunsWindow, tw_report_runs_window, TW, REPORT_RUNS_WINDOW, AdwWindow)

TwReportRunsWindow *tw_report_runs_window_new (GtkWindow *parent, TwWorkspace *workspace, const TwId *report);
guint               tw_report_runs_window_get_n_shown (TwReportRunsWindow *self);
/* Opens the file of a run, from the newest, which is 0. */
void                tw_report_runs_window_open (TwReportRunsWindow *self, guint nth);

G_END_DECLS
