/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exports of reports that run in the background: a list of them for each workspace. Their pages may be left; when one is done the window
 * says so, with a button that opens the file, and the desktop when the window is not looked at. */
#pragma once

#include <gtk/gtk.h>
#include "tw-progress.h"
#include "tw-report-export.h"
#include "tw-report-state.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_JOB (tw_report_job_get_type ())
G_DECLARE_FINAL_TYPE (TwReportJob, tw_report_job, TW, REPORT_JOB, GObject)

TwProgress *tw_report_job_get_progress (TwReportJob *self);
/* "1,200 of 90,000 rows"; "" before the first are written. */
char       *tw_report_job_dup_rows     (TwReportJob *self);

/* (element-type TwReportJob) Those that run; it lives as long as the workspace. */
GListModel  *tw_report_jobs_get_model  (TwWorkspace *workspace);
/* window: nullable, whom it tells. */
TwReportJob *tw_report_jobs_start      (GtkWindow *window, TwReportState *state, GFile *file, TwReportFormat format);
/* What stands above the report on paper; its texts belong to options until tw_report_file_clear(). */
void         tw_report_file_init       (TwReportFile *options, TwReportState *state, TwReportFormat format);
void         tw_report_file_clear      (TwReportFile *options);

G_END_DECLS
