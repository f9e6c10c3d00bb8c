/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+L: what just happened — a call, a visit, a note, or another type of activity — with the task that follows, in one change. Or a
 * task alone. It is about the record on the screen. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-form-row.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_LOG_DIALOG (tw_log_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwLogDialog, tw_log_dialog, TW, LOG_DIALOG, AdwWindow)

extern const TwActionTable tw_log_dialog_actions;

/* about: (nullable) what it is about */
TwLogDialog *tw_log_dialog_new          (GtkWindow *parent, TwWorkspace *workspace, TwRecord *about);
/* A choice of the activity's type, or "task". */
void         tw_log_dialog_set_kind     (TwLogDialog *self, const char *kind);
void         tw_log_dialog_use_template (TwLogDialog *self, const TwId *template);
/* key of a field of the activity; with "task." before it of the task */
TwFormRow   *tw_log_dialog_get_row      (TwLogDialog *self, const char *key);
void         tw_log_dialog_set_follow_up (TwLogDialog *self, gboolean follow_up);

G_END_DECLS
