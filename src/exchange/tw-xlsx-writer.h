/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook with typed cells, for spreadsheets: one sheet, or as many as its rows need. Rows go to disk as they are written; memory is flat. */
#pragma once

#include <gio/gio.h>
#include "tw-schema.h"

G_BEGIN_DECLS

typedef struct _TwXlsxWriter TwXlsxWriter;

TwXlsxWriter *tw_xlsx_writer_new   (const char *path, const char *sheet, GTimeZone *zone, GError **error);
void          tw_xlsx_writer_free  (TwXlsxWriter *writer);
/* Before the header: what does not fit goes on, below the same header, on another sheet, and headers have filters. max_rows: of a sheet,
 * the header included; 0: as many as there can be. n_rows: how many there will be that the filters are for; -1: not known. */
void          tw_xlsx_writer_set_sheets (TwXlsxWriter *writer, guint max_rows, gint64 n_rows);
void          tw_xlsx_writer_add_header (TwXlsxWriter *writer, const char *const *titles, guint n);
/* The cells that follow are bold, until told otherwise: totals. */
void          tw_xlsx_writer_set_strong (TwXlsxWriter *writer, gboolean strong);
/* Cells of the row from left to right. field nullable: a plain text. */
void          tw_xlsx_writer_add   (TwXlsxWriter *writer, const TwField *field, const TwValue *value);
void          tw_xlsx_writer_add_text (TwXlsxWriter *writer, const char *text);
/* The rows that follow can be folded away under the next one of a lower level; 0: they cannot. At most 7. */
void          tw_xlsx_writer_set_outline (TwXlsxWriter *writer, guint level);
/* Where the next row will stand. */
guint64       tw_xlsx_writer_get_place (TwXlsxWriter *writer);
/* What the cells of this column come to, from the row of a place to the one above: a formula that follows filters and passes over other
 * sub-totals, with the value that it has. Where a formula cannot say it, the value alone. */
typedef enum { TW_XLSX_AVERAGE = 1, TW_XLSX_COUNT = 3, TW_XLSX_MAX = 4, TW_XLSX_MIN = 5, TW_XLSX_SUM = 9 } TwXlsxSubtotal;
void          tw_xlsx_writer_add_subtotal (TwXlsxWriter *writer, TwXlsxSubtotal what, guint64 from, const TwField *field, const TwValue *value);
gboolean      tw_xlsx_writer_end_row  (TwXlsxWriter *writer, GError **error);
gboolean      tw_xlsx_writer_close (TwXlsxWriter *writer, GError **error);
/* Texts that were longer than a cell may be, and were cut. */
guint         tw_xlsx_writer_get_n_cut (TwXlsxWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwXlsxWriter, tw_xlsx_writer_free)

G_END_DECLS
