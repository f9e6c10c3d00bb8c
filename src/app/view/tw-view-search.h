/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search inside one view: an entry that comes with Ctrl+F. It waits for a short pause in typing, and not after Enter. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_VIEW_SEARCH (tw_view_search_get_type ())
G_DECLARE_FINAL_TYPE (TwViewSearch, tw_view_search, TW, VIEW_SEARCH, AdwBin)

GtkWidget *tw_view_search_new  (TwViewState *state);
/* Shows the entry and takes the focus. */
void       tw_view_search_open (TwViewSearch *self);

G_END_DECLS
