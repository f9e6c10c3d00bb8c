/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as RFC 4180 has it: UTF-8 without mark, comma, CRLF, quotes only where needed. Texts are written exactly as they are. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TwCsvWriter TwCsvWriter;

TwCsvWriter *tw_csv_writer_new   (GOutputStream *stream, GCancellable *cancellable);
void         tw_csv_writer_free  (TwCsvWriter *writer);
void         tw_csv_writer_add   (TwCsvWriter *writer, const char *text, gssize length);    /* a cell; NULL: empty */
gboolean     tw_csv_writer_end_row (TwCsvWriter *writer, GError **error);
gboolean     tw_csv_writer_flush (TwCsvWriter *writer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCsvWriter, tw_csv_writer_free)

G_END_DECLS
