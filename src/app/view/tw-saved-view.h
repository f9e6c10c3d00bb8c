/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved views: a saved_view record is a view state put down. */
#pragma once

#include "tw-view-state.h"

G_BEGIN_DECLS

/* The views of this user and the shared ones that stand in the sidebar, in order: TwSidebarItem. */
GPtrArray   *tw_saved_view_list_items   (TwWorkspace *workspace);
TwViewState *tw_saved_view_load         (TwWorkspace *workspace, const TwId *id, GError **error);
/* Writes the state into its saved view, or with name into a new one that the state then belongs to. */
gboolean     tw_saved_view_save         (TwViewState *state, const char *name, gboolean shared, GError **error);
/* Shows again what was put down. */
gboolean     tw_saved_view_reset        (TwViewState *state, GError **error);
gboolean     tw_saved_view_change       (TwViewState *state, const char *name, gboolean shared, gboolean pinned, GError **error);
gboolean     tw_saved_view_get_sharing  (TwViewState *state, gboolean *shared, gboolean *pinned);
/* The saved view was changed or deleted elsewhere. */
void         tw_saved_view_follow       (TwViewState *state);
gboolean     tw_saved_view_delete       (TwWorkspace *workspace, const TwId *id, GError **error);

G_END_DECLS
