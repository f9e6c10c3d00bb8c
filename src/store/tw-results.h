/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A live list over a query: a GListModel of TwRow, windowed and lazy. It holds row numbers only, reads pages of rows as they
 * are looked at, and follows commits with exact items-changed signals. Main thread. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

#define TW_TYPE_ROW (tw_row_get_type ())
G_DECLARE_FINAL_TYPE (TwRow, tw_row, TW, ROW, GObject)

/* A row's record, filled when its page is read. Signal "changed" when it is filled or a commit changed it. */
const TwId *tw_row_get_id      (TwRow *row);
TwRecord   *tw_row_get_record  (TwRow *row);           /* nullable until filled */
const char *tw_row_get_text    (TwRow *row, const TwField *field);  /* formatted for people, cached; "" until filled; links show the title */

#define TW_TYPE_RESULTS (tw_results_get_type ())
G_DECLARE_FINAL_TYPE (TwResults, tw_results, TW, RESULTS, GObject)

TwResults *tw_results_new         (TwStore *store, TwQuery *query);    /* properties: n-items (guint), loading (gboolean), error (char *, nullable) */
/* The same, but the rest is read only after tw_results_read_rest(): for a list whose first rows are to be painted first. */
TwResults *tw_results_new_first   (TwStore *store, TwQuery *query);
void       tw_results_read_rest   (TwResults *results);
void       tw_results_set_query   (TwResults *results, TwQuery *query);
TwQuery   *tw_results_get_query   (TwResults *results);
gboolean   tw_results_get_loading (TwResults *results);
/* The row numbers of the whole list in order, lent until the list changes: what a selection is made of. */
const gint64 *tw_results_peek_rows (TwResults *results, guint *n_rows);
/* Position of a record, -1 when it is not in the list or not known yet. */
int        tw_results_find        (TwResults *results, const TwId *id);

G_END_DECLS
