/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-exchange-error.h"
#include "tw-json-reader.h"
#include "tw-rows.h"
#include "tw-vcard-reader.h"

#define VCARDS 1                                       /* stands for the first byte of a file of vCards */

struct _TwRows
{
  TwCsvReader   *csv;                                  /* one of the three */
  TwJsonReader  *json;
  TwVcardReader *vcard;
  goffset        size;
};

/* "BEGIN:VCARD" without NUL bytes, so that UTF-16 is recognised, too. */
static gboolean
is_vcard (const guchar *bytes, gsize n)
{
  static const char mark[] = "begin:vcard";
  gsize found = 0;
  for (gsize i = 0; i < n && found < sizeof mark - 1; i++)
    if (bytes[i] && g_ascii_tolower (bytes[i]) != mark[found++])
      return FALSE;
  return found == sizeof mark - 1;
}

/* The first byte that is no white space, after a byte order mark; or VCARDS. */
static char
first_byte (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  GBufferedInputStream *buffered = G_BUFFERED_INPUT_STREAM (stream);
  gsize n;
  if (g_buffered_input_stream_fill (buffered, 4096, cancellable, error) < 0)
    return 0;
  const guchar *bytes = g_buffered_input_stream_peek_buffer (buffered, &n);
  for (gsize i = 0; i < n; i++)
    if (bytes[i] > ' ' && bytes[i] != 0xef && bytes[i] != 0xbb && bytes[i] != 0xbf && bytes[i] != 0xfe && bytes[i] != 0xff)
      return is_vcard (bytes + i, n - i) ? VCARDS : (char) bytes[i];
  return 0;
}

/**
 * tw_rows_open:
 * @file: a file
 * @charset: (nullable): the encoding of a CSV file
 * @dialect: (nullable): how a CSV file is written
 * @cancellable: (nullable): stops all reading
 * @error: return location
 *
 * Returns: (transfer full): its rows, or %NULL when it cannot be read or has none
 */
TwRows *
tw_rows_open (GFile *file, const char *charset, const TwCsvDialect *dialect, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GFileInputStream) raw = g_file_read (file, cancellable, error);
  if (!raw)
    return NULL;
  g_autoptr(GFileInfo) info = g_file_input_stream_query_info (raw, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  g_autoptr(GInputStream) stream = g_buffered_input_stream_new_sized (G_INPUT_STREAM (raw), 4096);
  char first = first_byte (stream, cancellable, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  g_autoptr(TwRows) rows = g_new0 (TwRows, 1);
  rows->size = info ? g_file_info_get_size (info) : 0;
  if (!dialect && (first == '{' || first == '['))
    {
      rows->json = tw_json_reader_new (stream);
      tw_json_reader_set_cancellable (rows->json, cancellable);
      return g_steal_pointer (&rows);
    }
  if (!dialect && first == VCARDS)
    {
      rows->vcard = tw_vcard_reader_new (stream);
      tw_vcard_reader_set_cancellable (rows->vcard, cancellable);
      return g_steal_pointer (&rows);
    }
  rows->csv = tw_csv_reader_new (stream, charset);
  tw_csv_reader_set_cancellable (rows->csv, cancellable);
  if (!tw_csv_reader_start (rows->csv, dialect, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/**
 * tw_rows_free:
 * @rows: (nullable): rows
 */
void
tw_rows_free (TwRows *rows)
{
  if (!rows)
    return;
  tw_csv_reader_free (rows->csv);
  tw_json_reader_free (rows->json);
  tw_vcard_reader_free (rows->vcard);
  g_free (rows);
}

/**
 * tw_rows_is_json:
 * @rows: rows
 *
 * Returns: whether they are JSON objects
 */
gboolean
tw_rows_is_json (TwRows *rows)
{
  return rows->json != NULL;
}

/**
 * tw_rows_get_n_columns:
 * @rows: rows
 *
 * Returns: the number of columns known so far
 */
guint
tw_rows_get_n_columns (TwRows *rows)
{
  return rows->csv ? tw_csv_reader_get_n_columns (rows->csv)
         : rows->vcard ? tw_vcard_reader_get_n_columns (rows->vcard) : tw_json_reader_get_n_columns (rows->json);
}

/**
 * tw_rows_get_column:
 * @rows: rows
 * @i: a column
 *
 * Returns: its name
 */
const char *
tw_rows_get_column (TwRows *rows, guint i)
{
  return rows->csv ? tw_csv_reader_get_columns (rows->csv)[i]
         : rows->vcard ? tw_vcard_reader_get_column (rows->vcard, i) : tw_json_reader_get_column (rows->json, i);
}

/**
 * tw_rows_get_dialect:
 * @rows: rows
 *
 * Returns: (nullable): how the CSV file is written
 */
const TwCsvDialect *
tw_rows_get_dialect (TwRows *rows)
{
  return rows->csv ? tw_csv_reader_get_dialect (rows->csv) : NULL;
}

/**
 * tw_rows_get_charset:
 * @rows: rows
 *
 * Returns: the encoding
 */
const char *
tw_rows_get_charset (TwRows *rows)
{
  return rows->csv ? tw_csv_reader_get_charset (rows->csv) : "UTF-8";
}

/**
 * tw_rows_next:
 * @rows: rows
 * @error: return location
 *
 * Returns: %TRUE when there is another row; %FALSE without error at the end
 */
gboolean
tw_rows_next (TwRows *rows, GError **error)
{
  return rows->csv ? tw_csv_reader_next (rows->csv, error)
         : rows->vcard ? tw_vcard_reader_next (rows->vcard, error) : tw_json_reader_next (rows->json, error);
}

/**
 * tw_rows_get_cells:
 * @rows: rows on a row
 * @n_cells: (out): how many
 *
 * Returns: (array length=n_cells): its cells, lent until the next row
 */
TwCell *
tw_rows_get_cells (TwRows *rows, guint *n_cells)
{
  return rows->csv ? tw_csv_reader_get_cells (rows->csv, n_cells)
         : rows->vcard ? tw_vcard_reader_get_cells (rows->vcard, n_cells) : tw_json_reader_get_cells (rows->json, n_cells);
}

/**
 * tw_rows_get_line:
 * @rows: rows on a row
 *
 * Returns: the line on which it starts, from 1
 */
gint64
tw_rows_get_line (TwRows *rows)
{
  return rows->csv ? tw_csv_reader_get_line (rows->csv)
         : rows->vcard ? tw_vcard_reader_get_line (rows->vcard) : tw_json_reader_get_line (rows->json);
}

/**
 * tw_rows_get_problem:
 * @rows: rows on a row
 *
 * Returns: (nullable): why the row cannot be taken
 */
const char *
tw_rows_get_problem (TwRows *rows)
{
  return rows->csv ? tw_csv_reader_get_problem (rows->csv)
         : rows->vcard ? tw_vcard_reader_get_problem (rows->vcard) : tw_json_reader_get_problem (rows->json);
}

/**
 * tw_rows_get_fraction:
 * @rows: rows
 *
 * Returns: how much of the file was read, 0 to 1
 */
double
tw_rows_get_fraction (TwRows *rows)
{
  goffset at = rows->csv ? tw_csv_reader_get_position (rows->csv)
         : rows->vcard ? tw_vcard_reader_get_position (rows->vcard) : tw_json_reader_get_position (rows->json);
  return rows->size > 0 ? MIN (1.0, (double) at / rows->size) : 0;
}
