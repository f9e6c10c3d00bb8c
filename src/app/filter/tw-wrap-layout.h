/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays children out in lines like words of a text: each at its natural width, in the next line when there is no room left. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_WRAP_LAYOUT (tw_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (TwWrapLayout, tw_wrap_layout, TW, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *tw_wrap_layout_new (int spacing);

G_END_DECLS
