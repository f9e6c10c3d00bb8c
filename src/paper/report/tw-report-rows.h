/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of a long table, kept in a file that has no name: paper asks for rows more than once, and memory is not to grow with them. */
#pragma once

#include "tw-paper-table.h"

G_BEGIN_DECLS

typedef struct _TwReportRows TwReportRows;

TwReportRows *tw_report_rows_new    (guint n_columns, GError **error);
void          tw_report_rows_free   (TwReportRows *rows);
void          tw_report_rows_set    (TwReportRows *rows, guint column, const char *text);   /* of the row that is put together */
/* level: of the head of a group, from 1, with what is said where a page goes on with it; 0: none. */
gboolean      tw_report_rows_add    (TwReportRows *rows, TwPaperRow kind, guint level, const char *title, GError **error);
/* After the last row: what the paper's table asks; it owns the rows. */
gboolean      tw_report_rows_finish (TwReportRows *rows, TwPaperRows *answer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReportRows, tw_report_rows_free)

G_END_DECLS
