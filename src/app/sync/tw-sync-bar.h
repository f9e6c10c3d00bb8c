/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line above a record that is not as the server has it: it waits, it was refused, or it has conflicts. Not there otherwise. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SYNC_BAR (tw_sync_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwSyncBar, tw_sync_bar, TW, SYNC_BAR, AdwBin)

/* record (nullable): follow this one from now on. */
void        tw_sync_bar_set_record (TwSyncBar *self, TwWorkspace *workspace, TwRecord *record);
const char *tw_sync_bar_get_text   (TwSyncBar *self);  /* NULL: it is not there */

G_END_DECLS
