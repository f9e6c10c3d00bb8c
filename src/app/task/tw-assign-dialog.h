/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands a task to one or several people, with a note. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_ASSIGN_DIALOG (tw_assign_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwAssignDialog, tw_assign_dialog, TW, ASSIGN_DIALOG, AdwWindow)

extern const TwActionTable tw_assign_actions;

/* record: of a kind for which tw_task_can_assign() */
TwAssignDialog *tw_assign_dialog_new      (GtkWindow *parent, TwWorkspace *workspace, TwRecord *record);
void            tw_assign_dialog_choose   (TwAssignDialog *self, const TwId *person, gboolean chosen);
void            tw_assign_dialog_set_note (TwAssignDialog *self, const char *note);

G_END_DECLS
