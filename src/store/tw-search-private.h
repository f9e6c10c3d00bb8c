/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Upkeep of the search index inside the writer's transaction, and the index as a condition of queries.
 *
 * Every entity with searched fields has up to two contentless FTS5 tables whose rowid is the record's rid:
 * "<table>__names" (fields with "search": "name", with prefix indexes) and "<table>__texts" (records that have text in
 * fields with "search": "text"; the names are in it too, so that words of both are found together). */
#pragma once

#include "tw-db.h"

G_BEGIN_DECLS

typedef struct _TwSearchBatch TwSearchBatch;

/* Names are in both indexes. */
typedef enum { TW_SEARCH_REACH_NONE, TW_SEARCH_REACH_TEXTS, TW_SEARCH_REACH_NAMES } TwSearchReach;

/* Makes the missing tables, drops those no longer wanted, and fills anew those whose searched fields changed.
 * Call inside a write transaction when a store is made, migrated, or its schema extended; also on a store that is fine. */
gboolean tw_search_create_tables (TwDb *db, TwSchema *schema, GError **error);

/* Writes the words of rows after a number, the last one known, into the index. */
gboolean tw_search_fill         (TwDb *db, const TwEntity *entity, const char *table, gboolean texts, gint64 after, gint64 last,
                                 GError **error);
/* The select that gives rid and words of the rows that belong into the index, with a start and a further condition. */
char    *tw_search_dup_select   (const TwEntity *entity, gboolean texts, gboolean raw, const char *start, const char *condition);

/* One batch for each write transaction; it may serve the next one after flush or forget. */
TwSearchBatch *tw_search_batch_new (TwDb *db);
void     tw_search_batch_free   (TwSearchBatch *batch);
/* What a change of the field changes: only then before and after need to be called for a changed record. */
TwSearchReach tw_search_reads_field (const TwField *field);
/* Before an existing row is changed in a searched field, deleted, restored or purged; more than once does no harm. names: in
 * a field that the index of names is made of, or as a whole. */
gboolean tw_search_batch_before (TwSearchBatch *batch, const TwEntity *entity, gint64 rid, gboolean names, GError **error);
/* The same of a row that was read: values are those of its fields, live: it is not in the wastebasket. */
gboolean tw_search_batch_before_values (TwSearchBatch *batch, const TwEntity *entity, gint64 rid, gboolean names, const TwValue *values,
                                        gboolean live, GError **error);
/* After the row was written: new rows, too. Nothing to call after a purge. */
void     tw_search_batch_after  (TwSearchBatch *batch, const TwEntity *entity, gint64 rid);
/* All rows are announced before any of them changes, however many. */
void     tw_search_batch_keep_former (TwSearchBatch *batch);
/* Up to so many rows of a transaction are only noted for later, and the number, which is atomic, grows by theirs; NULL: none. */
void     tw_search_batch_allow_late (TwSearchBatch *batch, int *late, guint rows);
/* This time all are written at once: nothing is to be left of a row's former words. */
void     tw_search_batch_at_once (TwSearchBatch *batch);
/* Before the transaction is committed: writes what was collected, and forgets it. */
gboolean tw_search_batch_flush  (TwSearchBatch *batch, GError **error);
/* After it was taken back. */
void     tw_search_batch_forget (TwSearchBatch *batch);
/* Writes of what was noted for later so many notes, in a transaction of its own. done: nothing is left. */
gboolean tw_search_batch_catch_up (TwSearchBatch *batch, TwSchema *schema, guint notes, gboolean *done, GError **error);

/* While very many rows come in, in many transactions, the pieces of the entity's index stay unmerged. end merges about so many pages;
 * done: everything is as it was before begin. Inside a transaction. */
gboolean tw_search_begin_many   (TwDb *db, const TwEntity *entity, GError **error);
gboolean tw_search_end_many     (TwDb *db, const TwEntity *entity, guint pages, gboolean *done, GError **error);

/* Appends a condition that is true for the rows of alias whose record matches the text: every word, the last as a prefix. */
void     tw_search_append_match (TwSql *sql, const TwEntity *entity, const char *alias, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSearchBatch, tw_search_batch_free)

G_END_DECLS
