/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook of one sheet with typed cells, for spreadsheets. Rows go to disk as they are written; memory is flat. */
#pragma once

#include <gio/gio.h>
#include "tw-schema.h"

G_BEGIN_DECLS

typedef struct _TwXlsxWriter TwXlsxWriter;

TwXlsxWriter *tw_xlsx_writer_new   (const char *path, const char *sheet, GTimeZone *zone, GError **error);
void          tw_xlsx_writer_free  (TwXlsxWriter *writer);
void          tw_xlsx_writer_add_header (TwXlsxWriter *writer, const char *const *titles, guint n);
/* Cells of the row from left to right. field nullable: a plain text. */
void          tw_xlsx_writer_add   (TwXlsxWriter *writer, const TwField *field, const TwValue *value);
void          tw_xlsx_writer_add_text (TwXlsxWriter *writer, const char *text);
gboolean      tw_xlsx_writer_end_row  (TwXlsxWriter *writer, GError **error);
gboolean      tw_xlsx_writer_close (TwXlsxWriter *writer, GError **error);
/* Texts that were longer than a cell may be, and were cut. */
guint         tw_xlsx_writer_get_n_cut (TwXlsxWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwXlsxWriter, tw_xlsx_writer_free)

G_END_DECLS
