/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells above everything that a workspace can only be read, before somebody types what cannot be saved. */
#pragma once

#include <gtk/gtk.h>
#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_READ_ONLY_BAR (tw_read_only_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwReadOnlyBar, tw_read_only_bar, TW, READ_ONLY_BAR, GtkBox)

/* store nullable */
void tw_read_only_bar_set_store (TwReadOnlyBar *self, TwStore *store);

G_END_DECLS
