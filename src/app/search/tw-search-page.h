/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search page: one entry over all kinds of records, what it may mean while it is typed, what was found, and what that can be
 * narrowed by. Searches can be saved under a name. */
#pragma once

#include "tw-search-history.h"
#include "tw-search-state.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_PAGE (tw_search_page_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchPage, tw_search_page, TW, SEARCH_PAGE, TwWindowPage)

TwSearchPage    *tw_search_page_new         (TwWorkspace *workspace);
/* Shows a saved search; FALSE when it is gone. */
gboolean         tw_search_page_run         (TwSearchPage *self, const TwId *id, GError **error);
/* Puts a text into the entry and searches at once. */
void             tw_search_page_set_text    (TwSearchPage *self, const char *text);
TwSearchState   *tw_search_page_get_state   (TwSearchPage *self);
TwSearchHistory *tw_search_page_get_history (TwSearchPage *self);
/* The saved search that it shows; nil without one. */
const TwId      *tw_search_page_get_saved   (TwSearchPage *self);

G_END_DECLS
