/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what a search found, kind by kind, in the background: kinds that take long come one by one. */
#pragma once

#include "tw-search-kind.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_COUNTER (tw_search_counter_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchCounter, tw_search_counter, TW, SEARCH_COUNTER, GObject)

TwSearchCounter *tw_search_counter_new       (TwWorkspace *workspace);
/* only: (nullable) its count is the total; else the sum of all kinds is. */
void             tw_search_counter_count     (TwSearchCounter *self, const char *words, TwQuery *only);
void             tw_search_counter_stop      (TwSearchCounter *self);
void             tw_search_counter_clear     (TwSearchCounter *self);           /* nothing is searched for */
GListModel      *tw_search_counter_get_kinds (TwSearchCounter *self);           /* TwSearchKind */
gint64           tw_search_counter_get_total (TwSearchCounter *self);           /* -1: not counted yet */
gboolean         tw_search_counter_is_busy   (TwSearchCounter *self);
/* Signal "counted" (): kinds or total changed. */

G_END_DECLS
