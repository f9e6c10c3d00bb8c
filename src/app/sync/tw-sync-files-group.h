/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of the sync page: which are under way, which wait, and what is fetched by itself. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SYNC_FILES_GROUP (tw_sync_files_group_get_type ())
G_DECLARE_FINAL_TYPE (TwSyncFilesGroup, tw_sync_files_group, TW, SYNC_FILES_GROUP, AdwPreferencesGroup)

/* Shows what is known now; invisible in a workspace that has no engine. Rows have the actions "sync.want-file" and
 * "sync.stop-file", whose parameter is the file's hash. */
void tw_sync_files_group_update (TwSyncFilesGroup *self, TwWorkspace *workspace);

G_END_DECLS
