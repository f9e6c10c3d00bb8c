/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that were mistyped, when nothing has what was typed. Private to the store. */
#pragma once

#include "tw-search-rank.h"

G_BEGIN_DECLS

/* The words of the search with each unknown one replaced by a near word of the index; NULL when there is none. */
char **tw_search_dup_near (TwSearching *search, GError **error);
/* Words of names that begin as typed does, the most frequent first; NULL with error. */
char **tw_search_dup_completions (TwSearching *search, const char *typed, guint limit, GError **error);
/* How many letters were added, left out, exchanged or turned round; more than most: most + 1. begins: the end of word does not count. */
guint  tw_search_distance (const char *typed, const char *word, guint most, gboolean begins);

G_END_DECLS
