/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl+K: an entry over the window with the best records for what is typed, while it is typed. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_PANEL (tw_search_panel_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchPanel, tw_search_panel, TW, SEARCH_PANEL, AdwBin)

TwSearchPanel *tw_search_panel_new       (TwWorkspace *workspace);
void           tw_search_panel_open      (TwSearchPanel *self);
void           tw_search_panel_close     (TwSearchPanel *self);
gboolean       tw_search_panel_is_open   (TwSearchPanel *self);
/* What is typed; as if a person had typed it. */
void           tw_search_panel_set_text  (TwSearchPanel *self, const char *text);
/* The lines shown: TwSearchItem. */
GListModel    *tw_search_panel_get_items (TwSearchPanel *self);

G_END_DECLS
