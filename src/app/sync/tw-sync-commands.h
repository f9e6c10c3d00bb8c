/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window's commands about its server: show the sync page, sync now, sign in and out, leave. Connecting is the application's
 * command, because it may open another workspace. */
#pragma once

#include "tw-action-table.h"
#include "tw-window.h"

G_BEGIN_DECLS

extern const TwActionTable tw_sync_actions;

/* Which of them make sense now; to be called whenever the account or the workspace changed. */
void tw_sync_commands_update (TwWindow *window);

G_END_DECLS
