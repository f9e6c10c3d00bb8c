/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done from the sidebar with a view, a search or a report that was saved: renamed, shared, told of, deleted. Each is one commit. */
#pragma once

#include "tw-app.h"
#include "tw-sidebar-item.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* Asks for its name and who sees it; FALSE with an error when it is gone. */
gboolean    tw_sidebar_saved_ask    (TwWorkspace *workspace, TwSidebarItem *item, GtkWindow *parent, GError **error);
/* Turns around who sees a saved thing ("shared"), or whether new matches are told ("alert"). */
gboolean    tw_sidebar_saved_toggle (TwWorkspace *workspace, TwSidebarItem *item, const char *field, GError **error);
/* Deletes what was saved; of a starred record only the star. */
gboolean    tw_sidebar_saved_remove (TwWorkspace *workspace, TwSidebarItem *item, GError **error);
/* What the menu of a line offers of these. */
GMenuModel *tw_sidebar_saved_make_menu (TwSidebarItem *item);

G_END_DECLS
