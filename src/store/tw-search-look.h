/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search knows before it asks the index: which kinds have records, and which rows the index does not have as they are now. Private
 * to the store. */
#pragma once

#include "tw-search-rank.h"

G_BEGIN_DECLS

/* Both before the index is asked, and in one transaction with that. */
gboolean tw_search_list_kinds (TwSearching *search, GError **error);
gboolean tw_search_list_late (TwSearching *search, GError **error);
gboolean tw_search_find_late (TwSearching *search, guint limit, GError **error);   /* adds those of them that have the words, the newest of a kind */

G_END_DECLS
