/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding the cells of one row in UTF-8 text, without changing the text: shared by the reader and the detection. */
#pragma once

#include "tw-csv-reader.h"

G_BEGIN_DECLS

#define TW_CSV_MAX_COLUMNS 16384

typedef struct
{
  gsize    start, length;
  gboolean quoted;
  gboolean escaped;                                    /* has doubled quotes or escapes to be taken out */
} TwCsvMark;

typedef struct
{
  TwCsvDialect dialect;
  guint8       classes[256];
} TwCsvScanner;

typedef struct
{
  gsize    consumed;                                   /* bytes of the row with its line end */
  guint    n_lines;                                    /* line ends in it */
  gboolean sloppy;                                     /* a quote stood where none may stand */
  gboolean unclosed;                                   /* a quoted cell never ended, so its quote counts as text */
  gboolean too_many;                                   /* more cells than TW_CSV_MAX_COLUMNS */
} TwCsvScan;

void     tw_csv_scanner_init (TwCsvScanner *scanner, const TwCsvDialect *dialect);
/* FALSE: the text ends inside the row and more may follow. one_line: quoted cells do not go over a line end. */
gboolean tw_csv_scan_row     (const TwCsvScanner *scanner, const char *text, gsize length, gboolean final, gboolean one_line,
                              GArray *marks, TwCsvScan *scan);
gsize    tw_csv_unescape     (const TwCsvDialect *dialect, char *text, gsize length);
/* Finds the dialect of a sample; complete: the sample is the whole file. */
void     tw_csv_detect       (const char *sample, gsize length, gboolean complete, TwCsvDialect *dialect);

G_END_DECLS
