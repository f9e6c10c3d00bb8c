/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a report is to be called, who sees it, and whether it stands in the sidebar. */
#pragma once

#include "tw-app.h"
#include "tw-report-state.h"
#include "tw-share-chooser.h"

G_BEGIN_DECLS

#define TW_TYPE_REPORT_SAVE_DIALOG (tw_report_save_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwReportSaveDialog, tw_report_save_dialog, TW, REPORT_SAVE_DIALOG, AdwMessageDialog)

/* as_new: a further report is made. */
TwReportSaveDialog *tw_report_save_dialog_new     (GtkWindow *parent, TwReportState *state, gboolean as_new);
/* For tests. */
void                tw_report_save_dialog_set     (TwReportSaveDialog *self, const char *name, gboolean pinned);
TwShareChooser     *tw_report_save_dialog_get_sharing (TwReportSaveDialog *self);

G_END_DECLS
