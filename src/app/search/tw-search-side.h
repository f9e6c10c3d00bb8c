/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search can be narrowed by: the kinds of records that were found with their counts, and for a chosen kind its facets. */
#pragma once

#include "tw-app.h"
#include "tw-search-state.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_SIDE (tw_search_side_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchSide, tw_search_side, TW, SEARCH_SIDE, AdwBin)

GtkWidget *tw_search_side_new            (TwSearchState *state);
void       tw_search_side_set_max_height (TwSearchSide *self, int height);

G_END_DECLS
