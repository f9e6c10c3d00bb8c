/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell is quoted when it holds a comma, quote, CR or LF, starts or ends with a blank, or is an empty text of a one-column row
 * (a bare line would be no row). Texts that a spreadsheet would take for a formula ("=1+1", "@x") are not altered:
 * a prefix would damage the data for every other reader, and the typed cells of XLSX are there for spreadsheets. */
#include "config.h"

#include <string.h>

#include "tw-csv-writer.h"

#define CHUNK (64 * 1024)

struct _TwCsvWriter
{
  GOutputStream *stream;
  GCancellable  *cancellable;
  GString       *buffer;
  guint          n_cells;                              /* of the row begun */
  gboolean       empty_row;                            /* its only cell is empty */
};

static gboolean
needs_quotes (const char *text, gsize length)
{
  if (length == 0)
    return FALSE;
  if (g_ascii_isspace (text[0]) || g_ascii_isspace (text[length - 1]) || text[0] == '#')
    return TRUE;
  for (gsize i = 0; i < length; i++)
    if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
      return TRUE;
  return FALSE;
}

/**
 * tw_csv_writer_new:
 * @stream: where the rows go
 * @cancellable: (nullable): stops the writing
 *
 * Returns: (transfer full): a writer
 */
TwCsvWriter *
tw_csv_writer_new (GOutputStream *stream, GCancellable *cancellable)
{
  TwCsvWriter *writer = g_new0 (TwCsvWriter, 1);
  writer->stream = g_object_ref (stream);
  writer->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  writer->buffer = g_string_sized_new (CHUNK + 1024);
  return writer;
}

/**
 * tw_csv_writer_free:
 * @writer: (nullable): a writer; what was not flushed is lost
 */
void
tw_csv_writer_free (TwCsvWriter *writer)
{
  if (!writer)
    return;
  g_clear_object (&writer->stream);
  g_clear_object (&writer->cancellable);
  g_string_free (writer->buffer, TRUE);
  g_free (writer);
}

/**
 * tw_csv_writer_add:
 * @writer: a writer
 * @text: (nullable): the cell's text
 * @length: its bytes, or -1 when it is NUL-terminated
 */
void
tw_csv_writer_add (TwCsvWriter *writer, const char *text, gssize length)
{
  gsize n = text ? (length < 0 ? strlen (text) : (gsize) length) : 0;
  if (writer->n_cells++ > 0)
    g_string_append_c (writer->buffer, ',');
  writer->empty_row = writer->n_cells == 1 && n == 0;
  if (!needs_quotes (text, n))
    {
      g_string_append_len (writer->buffer, text ? text : "", n);
      return;
    }
  g_string_append_c (writer->buffer, '"');
  while (n > 0)
    {
      const char *quote = memchr (text, '"', n);
      gsize part = quote ? (gsize) (quote - text) + 1 : n;
      g_string_append_len (writer->buffer, text, part);
      if (quote)
        g_string_append_c (writer->buffer, '"');
      text += part;
      n -= part;
    }
  g_string_append_c (writer->buffer, '"');
}

/**
 * tw_csv_writer_end_row:
 * @writer: a writer
 * @error: return location
 *
 * Returns: %FALSE when the stream could not be written to
 */
gboolean
tw_csv_writer_end_row (TwCsvWriter *writer, GError **error)
{
  if (writer->empty_row)
    g_string_append (writer->buffer, "\"\"");
  g_string_append (writer->buffer, "\r\n");
  writer->n_cells = 0;
  writer->empty_row = FALSE;
  return writer->buffer->len < CHUNK || tw_csv_writer_flush (writer, error);
}

/**
 * tw_csv_writer_flush:
 * @writer: a writer
 * @error: return location
 *
 * Hands what was written so far to the stream.
 *
 * Returns: %FALSE when the stream could not be written to
 */
gboolean
tw_csv_writer_flush (TwCsvWriter *writer, GError **error)
{
  if (!g_output_stream_write_all (writer->stream, writer->buffer->str, writer->buffer->len, NULL, writer->cancellable, error))
    return FALSE;
  g_string_truncate (writer->buffer, 0);
  return TRUE;
}
