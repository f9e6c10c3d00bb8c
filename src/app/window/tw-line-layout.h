/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_LINE_LAYOUT (tw_line_layout_get_type ())
G_DECLARE_FINAL_TYPE (TwLineLayout, tw_line_layout, TW, LINE_LAYOUT, GtkLayoutManager)

G_END_DECLS
