/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar's foot: the state of sync in words; it opens the sync page. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SYNC_FOOT (tw_sync_foot_get_type ())
G_DECLARE_FINAL_TYPE (TwSyncFoot, tw_sync_foot, TW, SYNC_FOOT, AdwBin)

void        tw_sync_foot_set_workspace (TwSyncFoot *self, TwWorkspace *workspace);
const char *tw_sync_foot_get_text      (TwSyncFoot *self);

G_END_DECLS
