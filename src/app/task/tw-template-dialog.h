/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses a template and makes its tasks, about the record that is shown. */
#pragma once

#include "tw-app.h"
#include "tw-bulk-job.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_TEMPLATE_DIALOG (tw_template_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwTemplateDialog, tw_template_dialog, TW, TEMPLATE_DIALOG, AdwWindow)

/* about: (nullable) */
TwTemplateDialog *tw_template_dialog_new      (GtkWindow *parent, TwWorkspace *workspace, TwRecord *about);
/* Tasks about each of several records; signal "job" (TwBulkJob) gives what makes them, and the dialog closes. */
TwTemplateDialog *tw_template_dialog_new_for_set (GtkWindow *parent, TwWorkspace *workspace, TwRecordSet *set);
GtkEditable      *tw_template_dialog_get_line (TwTemplateDialog *self);
GtkListBox       *tw_template_dialog_get_list (TwTemplateDialog *self);

G_END_DECLS
