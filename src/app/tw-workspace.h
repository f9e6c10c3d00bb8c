/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every part of the desktop needs of the workspace that is open: its store and the settings of this computer. The
 * application makes one and hands it down as a construct property; nobody reaches for it through a global. */
#pragma once

#include <gio/gio.h>
#include "tw-store.h"
#include "tw-sync-account.h"

G_BEGIN_DECLS

#define TW_TYPE_WORKSPACE (tw_workspace_get_type ())
G_DECLARE_FINAL_TYPE (TwWorkspace, tw_workspace, TW, WORKSPACE, GObject)

TwWorkspace *tw_workspace_new          (TwStore *store, GSettings *settings);
TwWorkspace *tw_workspace_new_connected (TwSyncAccount *account, GSettings *settings);
TwStore     *tw_workspace_get_store    (TwWorkspace *self);
TwSyncAccount *tw_workspace_get_account (TwWorkspace *self);
TwSchema    *tw_workspace_get_schema   (TwWorkspace *self);
GSettings   *tw_workspace_get_settings (TwWorkspace *self);
char        *tw_workspace_dup_name     (TwWorkspace *self);
TwCurrency   tw_workspace_get_currency (TwWorkspace *self);
GTimeZone   *tw_workspace_get_zone     (TwWorkspace *self);

G_END_DECLS
