/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_PAGE_LAYOUT (tw_page_layout_get_type ())
G_DECLARE_FINAL_TYPE (TwPageLayout, tw_page_layout, TW, PAGE_LAYOUT, GtkLayoutManager)

G_END_DECLS
