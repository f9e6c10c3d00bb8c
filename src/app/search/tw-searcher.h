/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds records for a text that is being typed: each new text cancels the search before it, and the model changes when an answer
 * is there, never in between. */
#pragma once

#include "tw-search-item.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCHER (tw_searcher_get_type ())
G_DECLARE_FINAL_TYPE (TwSearcher, tw_searcher, TW, SEARCHER, GObject)

/* entity_keys: where to search, NULL-terminated; NULL or empty: everywhere. */
TwSearcher *tw_searcher_new       (TwWorkspace *workspace, const char *const *entity_keys, guint limit);
void        tw_searcher_set_text  (TwSearcher *self, const char *text);
GListModel *tw_searcher_get_items (TwSearcher *self);                /* of TwSearchItem, best first */
gboolean    tw_searcher_is_busy   (TwSearcher *self);
const char *tw_searcher_get_error (TwSearcher *self);                /* nullable: why the last text found nothing */
/* Signal "answered" (): the items are those of the text that was set last. */

G_END_DECLS
