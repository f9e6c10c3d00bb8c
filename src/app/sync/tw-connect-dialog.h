/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in to a server: for the first time, with the choice between the team's data and bringing one's own, or again. */
#pragma once

#include "tw-app.h"
#include "tw-sync-account.h"

G_BEGIN_DECLS

#define TW_TYPE_CONNECT_DIALOG (tw_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TwConnectDialog, tw_connect_dialog, TW, CONNECT_DIALOG, AdwWindow)

/* account (nullable): of the workspace that is open. again: sign in to the server that it belongs to.
 * Emits "connected" (TwSyncAccount *account): the one given, or that of a fresh workspace, which is to be opened. */
TwConnectDialog *tw_connect_dialog_new (GtkWindow *parent, TwSyncAccount *account, gboolean again);
/* Where a workspace for the server's data is made; without it only the open one can be connected. */
void             tw_connect_dialog_set_folder (TwConnectDialog *self, const char *folder);

G_END_DECLS
