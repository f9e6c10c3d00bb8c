/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar: the entities of the schema by group, the saved views below them, the workspace menu on top and the state in words
 * at the foot. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SIDEBAR (tw_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (TwSidebar, tw_sidebar, TW, SIDEBAR, AdwBin)

TwSidebar *tw_sidebar_new           (TwWorkspace *workspace);
void       tw_sidebar_set_folded    (TwSidebar *self, gboolean folded);
void       tw_sidebar_select        (TwSidebar *self, const char *target);    /* nullable */
/* Opens the page that stands first. */
void       tw_sidebar_open_first    (TwSidebar *self);

G_END_DECLS
