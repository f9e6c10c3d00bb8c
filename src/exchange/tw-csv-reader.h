/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as RFC 4180 has it and as people send it: any of four delimiters, any encoding, any line end, rows before the
 * header, rows of unequal length. Streams; memory is bounded by the longest row. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_CSV_MAX_ROW  (16 * 1024 * 1024)
#define TW_CSV_MAX_CELL (8 * 1024 * 1024)

typedef struct
{
  char     delimiter;                                  /* , ; tab | */
  char     quote;                                      /* " or ' */
  char     escape;                                     /* \ when it escapes quotes; 0: quotes are doubled */
  char     comment;                                    /* rows starting with it are left out; 0: none */
  guint    n_skip;                                     /* rows before the header or the first data row */
  gboolean header;                                     /* the first row after that has the columns' names */
} TwCsvDialect;

typedef struct
{
  char    *text;                                       /* NUL-terminated UTF-8, lent until the next row; may be changed in place */
  gsize    length;
  gboolean quoted;                                     /* CSV: stood in quotes */
  gboolean json;                                       /* JSON files: text is an array or object */
} TwCell;

typedef struct _TwCsvReader TwCsvReader;

TwCsvReader *tw_csv_reader_new  (GInputStream *stream, const char *charset);
void         tw_csv_reader_free (TwCsvReader *reader);
void         tw_csv_reader_set_cancellable (TwCsvReader *reader, GCancellable *cancellable);
/* Before the first row. dialect nullable: found out. */
gboolean     tw_csv_reader_start (TwCsvReader *reader, const TwCsvDialect *dialect, GError **error);
const TwCsvDialect *tw_csv_reader_get_dialect (TwCsvReader *reader);
/* The header's names, trimmed; without a header "Column 1" … as many as the first row has. NULL-terminated. */
const char *const *tw_csv_reader_get_columns (TwCsvReader *reader);
guint        tw_csv_reader_get_n_columns (TwCsvReader *reader);
/* FALSE without error: the end. */
gboolean     tw_csv_reader_next (TwCsvReader *reader, GError **error);
TwCell      *tw_csv_reader_get_cells   (TwCsvReader *reader, guint *n_cells);
gint64       tw_csv_reader_get_line    (TwCsvReader *reader);          /* physical line on which the row starts, from 1 */
/* Why the row as a whole cannot be trusted (too long, too many cells, unclosed quote); nullable. */
const char  *tw_csv_reader_get_problem (TwCsvReader *reader);
const char  *tw_csv_reader_get_charset (TwCsvReader *reader);
guint64      tw_csv_reader_get_n_repairs (TwCsvReader *reader);
goffset      tw_csv_reader_get_position (TwCsvReader *reader);         /* bytes of the file read so far */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCsvReader, tw_csv_reader_free)

G_END_DECLS
