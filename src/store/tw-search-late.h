/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the search index does not have as they are now: the table "tw_search$late" tells with which words it has them, so that
 * they can be taken out when it is brought up to date. Private to the store. */
#pragma once

#include "tw-search-private.h"

G_BEGIN_DECLS

/* Columns entity, texts (0: the index of names, 1: that of texts), rid and words (NULL: the index does not have the row). */
#define TW_SEARCH_LATE "\"tw_search$late\""

gboolean tw_search_late_create   (TwDb *db, GError **error);
/* The statement for the notes of one index. */
TwStmt  *tw_search_late_prepare_note (TwDb *db, const TwEntity *entity, gboolean texts, GError **error);
/* Does nothing for a row that is noted already: its first words are those that the index has. */
gboolean tw_search_late_note     (TwStmt *stmt, gint64 rid, const char *words, GError **error);
/* Moves what is noted of one index into the table rid → words: at most so many, those with the smallest numbers. */
gboolean tw_search_late_take     (TwDb *db, const TwEntity *entity, gboolean texts, guint limit, GHashTable *words, GError **error);
gboolean tw_search_late_forget   (TwDb *db, const TwEntity *entity, gboolean texts, GError **error);
/* (element-type gint64): numbers of entities that have such rows; NULL with error. */
GArray  *tw_search_late_list_entities (TwDb *db, GError **error);
gboolean tw_search_late_count    (TwDb *db, int *n, GError **error);

G_END_DECLS
