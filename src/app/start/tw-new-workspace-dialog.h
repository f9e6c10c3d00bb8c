/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what an own workspace is called and who works in it. */
#pragma once

#include "tw-application.h"

G_BEGIN_DECLS

#define TW_TYPE_NEW_WORKSPACE_DIALOG (tw_new_workspace_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwNewWorkspaceDialog, tw_new_workspace_dialog, TW, NEW_WORKSPACE_DIALOG, AdwMessageDialog)

TwNewWorkspaceDialog *tw_new_workspace_dialog_new (GtkWindow *parent, TwApplication *application);

G_END_DECLS
