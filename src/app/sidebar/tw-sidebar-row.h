/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-app.h"
#include "tw-sidebar-item.h"

G_BEGIN_DECLS

#define TW_TYPE_SIDEBAR_ROW (tw_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (TwSidebarRow, tw_sidebar_row, TW, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget     *tw_sidebar_row_new      (TwSidebarItem *item);
TwSidebarItem *tw_sidebar_row_get_item (TwSidebarRow *self);
/* How many things call for action there; 0 is not shown. */
void           tw_sidebar_row_set_count (TwSidebarRow *self, gint64 count);

G_END_DECLS
