/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's own order of the sidebar and what is hidden from it, kept in the settings of this computer. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* items: GPtrArray of TwSidebarItem in the program's order, groups together. */
void     tw_sidebar_order_apply (GSettings *settings, GPtrArray *items);
/* Moves by some lines within the group; FALSE when it cannot. items: what is shown. */
gboolean tw_sidebar_order_move  (GSettings *settings, GListModel *items, const char *target, int delta);
/* Puts one line where another stands; FALSE when they are of different groups. */
gboolean tw_sidebar_order_place (GSettings *settings, GListModel *items, const char *target, const char *at);
void     tw_sidebar_order_hide  (GSettings *settings, const char *target);
void     tw_sidebar_order_show_all (GSettings *settings);

G_END_DECLS
