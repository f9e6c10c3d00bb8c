/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cards of a vCard file (2.1, 3.0 and 4.0) as rows of a table, with the column names that address books use in CSV files. A card
 * is read by libebook-contacts; several values of one kind stand in a cell with " ::: " between, as Google writes them, and what has
 * no column of its own stands in the notes, named. Streams; memory is bounded by the largest card. */
#pragma once

#include "tw-csv-reader.h"

G_BEGIN_DECLS

typedef struct _TwVcardReader TwVcardReader;

TwVcardReader *tw_vcard_reader_new  (GInputStream *stream);
void           tw_vcard_reader_free (TwVcardReader *reader);
void           tw_vcard_reader_set_cancellable (TwVcardReader *reader, GCancellable *cancellable);
/* FALSE without error: the end. */
gboolean       tw_vcard_reader_next (TwVcardReader *reader, GError **error);
/* One for each column, lent until the next card; may be changed in place. */
TwCell        *tw_vcard_reader_get_cells     (TwVcardReader *reader, guint *n_cells);
const char    *tw_vcard_reader_get_column    (TwVcardReader *reader, guint i);
guint          tw_vcard_reader_get_n_columns (TwVcardReader *reader);
gint64         tw_vcard_reader_get_line      (TwVcardReader *reader);
const char    *tw_vcard_reader_get_problem   (TwVcardReader *reader);    /* nullable */
goffset        tw_vcard_reader_get_position  (TwVcardReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwVcardReader, tw_vcard_reader_free)

G_END_DECLS
