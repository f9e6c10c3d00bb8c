/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is being searched for on a search page: a text, and after a choice one kind of record with its filters; and what was found.
 * The parts of the page follow this object and never each other. */
#pragma once

#include "tw-search-item.h"
#include "tw-search-kind.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_STATE (tw_search_state_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchState, tw_search_state, TW, SEARCH_STATE, GObject)

TwSearchState *tw_search_state_new           (TwWorkspace *workspace);
TwWorkspace   *tw_search_state_get_workspace (TwSearchState *self);
const char    *tw_search_state_get_text      (TwSearchState *self);
void           tw_search_state_set_text      (TwSearchState *self, const char *text);
/* The kind that was chosen with its filters; nullable: all kinds. */
TwViewState   *tw_search_state_get_view      (TwSearchState *self);
void           tw_search_state_set_kind      (TwSearchState *self, const char *entity_key);    /* nullable */
/* Everything at once. where: (nullable) filters of the kind; those that do not fit the schema are left out. */
void           tw_search_state_set_all       (TwSearchState *self, const char *text, const char *entity_key, const char *where);
void           tw_search_state_search        (TwSearchState *self);              /* once more */
/* --- What was found --- */
GListModel    *tw_search_state_get_items     (TwSearchState *self);              /* TwSearchItem, best first, the first 200 */
GListModel    *tw_search_state_get_kinds     (TwSearchState *self);              /* TwSearchKind, those that were found */
gint64         tw_search_state_get_total     (TwSearchState *self);              /* -1: not counted yet */
const char    *tw_search_state_get_meant     (TwSearchState *self);              /* nullable: found with these words instead */
const char    *tw_search_state_get_error     (TwSearchState *self);              /* nullable */
gboolean       tw_search_state_is_busy       (TwSearchState *self);              /* what is found is of an older text */
gboolean       tw_search_state_is_counting   (TwSearchState *self);
/* Signals: "changed" (): what is searched for. "answered" (): the items are there, or an error is. "counted" (): kinds or total. */

G_END_DECLS
