/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of a JSON Lines file, or of a file that is one JSON array, as rows of a table. Streams; memory is bounded by the
 * largest object. The columns are the names seen so far, so their number may grow. */
#pragma once

#include "tw-csv-reader.h"

G_BEGIN_DECLS

typedef struct _TwJsonReader TwJsonReader;

TwJsonReader *tw_json_reader_new  (GInputStream *stream);
void          tw_json_reader_free (TwJsonReader *reader);
void          tw_json_reader_set_cancellable (TwJsonReader *reader, GCancellable *cancellable);
/* FALSE without error: the end. */
gboolean      tw_json_reader_next (TwJsonReader *reader, GError **error);
/* One for each column. Strings without quotes and escapes, numbers as they are written, true and false as words, arrays and
 * objects as JSON; null and missing members have empty text. */
TwCell       *tw_json_reader_get_cells     (TwJsonReader *reader, guint *n_cells);
const char   *tw_json_reader_get_column    (TwJsonReader *reader, guint i);
guint         tw_json_reader_get_n_columns (TwJsonReader *reader);
gint64        tw_json_reader_get_line      (TwJsonReader *reader);
const char   *tw_json_reader_get_problem   (TwJsonReader *reader);     /* nullable */
goffset       tw_json_reader_get_position  (TwJsonReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwJsonReader, tw_json_reader_free)

G_END_DECLS
