/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync page: the state in words, what waits, what the server refused, the conflicts that want a decision, and what went wrong
 * lately. Without a server it offers to connect to one. */
#pragma once

#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_SYNC_PAGE (tw_sync_page_get_type ())
G_DECLARE_FINAL_TYPE (TwSyncPage, tw_sync_page, TW, SYNC_PAGE, TwWindowPage)

TwSyncPage *tw_sync_page_new (TwWorkspace *workspace);

G_END_DECLS
