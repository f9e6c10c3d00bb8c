/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a file that comes in, whatever its format: CSV, JSON Lines, a JSON array or vCards, told apart by the first bytes. */
#pragma once

#include "tw-csv-reader.h"

G_BEGIN_DECLS

typedef struct _TwRows TwRows;

/* charset and dialect nullable: found out (CSV). */
TwRows     *tw_rows_open (GFile *file, const char *charset, const TwCsvDialect *dialect, GCancellable *cancellable, GError **error);
void        tw_rows_free (TwRows *rows);
gboolean    tw_rows_is_json       (TwRows *rows);
guint       tw_rows_get_n_columns (TwRows *rows);            /* of JSON: may grow with each row */
const char *tw_rows_get_column    (TwRows *rows, guint i);
const TwCsvDialect *tw_rows_get_dialect (TwRows *rows);      /* NULL for JSON and vCards */
const char *tw_rows_get_charset   (TwRows *rows);
gboolean    tw_rows_next          (TwRows *rows, GError **error);    /* FALSE without error: the end */
TwCell     *tw_rows_get_cells     (TwRows *rows, guint *n_cells);
gint64      tw_rows_get_line      (TwRows *rows);
const char *tw_rows_get_problem   (TwRows *rows);            /* nullable */
double      tw_rows_get_fraction  (TwRows *rows);            /* 0…1 of the file was read */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRows, tw_rows_free)

G_END_DECLS
