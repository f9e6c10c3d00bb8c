/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as they lie in the database, for those who print them and need no records. Any thread. */
#pragma once

#include "tw-db.h"
#include "tw-store.h"

G_BEGIN_DECLS

/* Columns of every row; those of fields: tw_store_get_column(). */
#define TW_SCAN_ID      1
#define TW_SCAN_ROW_SEQ 2

/* row is lent until the function returns; NULL: what was given so far does not count, the rows begin anew. */
typedef void (*TwScanFunc) (TwStmt *row, gpointer data);

/* -1: the field is computed. A list of links is one text, see tw_store_read_links(). */
int      tw_store_get_column (TwStore *store, const TwField *field);
void     tw_store_read_links (TwStmt *row, int column, TwValue *value);
/* As tw_store_list(). quick: gives up, without an error, where a page cannot be read in a millisecond or two. */
gboolean tw_store_scan       (TwStore *store, TwQuery *query, guint limit, const char *after, gboolean quick, TwScanFunc func,
                              gpointer data, char **next, GError **error);
/* The one live record when the query finds it; else func is not called. */
gboolean tw_store_scan_one   (TwStore *store, TwQuery *query, const TwId *id, TwScanFunc func, gpointer data, GError **error);

G_END_DECLS
