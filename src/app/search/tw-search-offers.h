/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands below the entry of a search page while a text is typed: past searches, completed words, and records. The keys of the
 * entry move through them. */
#pragma once

#include "tw-app.h"
#include "tw-search-history.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_OFFERS (tw_search_offers_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchOffers, tw_search_offers, TW, SEARCH_OFFERS, AdwBin)

TwSearchOffers *tw_search_offers_new      (TwWorkspace *workspace, TwSearchHistory *history);
/* What is typed; they are shown when there are any. */
void            tw_search_offers_set_text (TwSearchOffers *self, const char *text);
void            tw_search_offers_close    (TwSearchOffers *self);
gboolean        tw_search_offers_is_open  (TwSearchOffers *self);
/* -1 or 1; FALSE: there is nothing to move in. */
gboolean        tw_search_offers_move     (TwSearchOffers *self, int delta);
/* Takes the line that was moved to; FALSE: there is none, what is typed counts. */
gboolean        tw_search_offers_activate (TwSearchOffers *self);
guint           tw_search_offers_get_n    (TwSearchOffers *self);
const char     *tw_search_offers_get_title (TwSearchOffers *self, guint i);   /* nullable */
/* Signal "chosen" (char *text): this is to be searched for. A record is opened. */

G_END_DECLS
