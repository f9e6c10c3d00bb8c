/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-csv-reader.h"
#include "tw-csv-scan-private.h"
#include "tw-decoder.h"
#include "tw-exchange-error.h"

#define SAMPLE (64 * 1024)

struct _TwCsvReader
{
  TwDecoder    *decoder;
  GCancellable *cancellable;
  GByteArray   *text;                                  /* decoded and not yet given out, from at */
  gsize         at;
  TwCsvScanner  scanner;
  GArray       *marks;                                 /* TwCsvMark */
  GArray       *cells;                                 /* TwCell */
  GPtrArray    *columns;
  char         *problem;
  gint64        line, next_line;
  gboolean      started;
};

/* --- The buffer --- */

/* Drops what was given out and appends a chunk; FALSE on error. */
static gboolean
fill (TwCsvReader *reader, GError **error)
{
  if (reader->at > 0)
    {
      g_byte_array_remove_range (reader->text, 0, reader->at);
      reader->at = 0;
    }
  return tw_decoder_read (reader->decoder, reader->text, reader->cancellable, error) >= 0;
}

/* The byte after the text must exist, because cells are ended in place. */
static void
reserve_end (TwCsvReader *reader)
{
  guint8 zero = 0;
  g_byte_array_append (reader->text, &zero, 1);
  g_byte_array_set_size (reader->text, reader->text->len - 1);
}

/* Leaves out the rest of a line that is longer than the bound, reading on as far as needed. */
static gboolean
skip_line (TwCsvReader *reader, GError **error)
{
  while (TRUE)
    {
      const char *text = (const char *) reader->text->data + reader->at;
      gsize length = reader->text->len - reader->at;
      const char *newline = memchr (text, '\n', length);
      if (newline)
        {
          reader->at += newline + 1 - text;
          reader->next_line++;
          return TRUE;
        }
      reader->at = reader->text->len;
      if (tw_decoder_is_at_end (reader->decoder))
        return TRUE;
      if (!fill (reader, error))
        return FALSE;
    }
}

/* --- Rows --- */

static void
set_problem (TwCsvReader *reader, const char *problem)
{
  g_free (reader->problem);
  reader->problem = g_strdup (problem);
}

static void
make_cells (TwCsvReader *reader)
{
  char *base = (char *) reader->text->data + reader->at;
  g_array_set_size (reader->cells, reader->marks->len);
  for (guint i = 0; i < reader->marks->len; i++)
    {
      const TwCsvMark *mark = &g_array_index (reader->marks, TwCsvMark, i);
      TwCell *cell = &g_array_index (reader->cells, TwCell, i);
      cell->text = base + mark->start;
      cell->length = mark->length;
      cell->quoted = mark->quoted;
      cell->json = FALSE;
      if (mark->escaped)
        cell->length = tw_csv_unescape (&reader->scanner.dialect, cell->text, mark->length);
      if (G_UNLIKELY (mark->length > TW_CSV_MAX_CELL))
        {
          g_autofree char *problem = g_strdup_printf (_("column %u is longer than %d bytes"), i + 1, TW_CSV_MAX_CELL);
          set_problem (reader, problem);
        }
    }
  /* Only now: the end of one cell may be the delimiter that the next one starts after. */
  for (guint i = 0; i < reader->cells->len; i++)
    {
      TwCell *cell = &g_array_index (reader->cells, TwCell, i);
      cell->text[cell->length] = 0;
    }
}

typedef enum { ROW_ERROR, ROW_END, ROW_READY } RowResult;

/* One row of any kind: blank ones and comments too. */
static RowResult
next_row (TwCsvReader *reader, GError **error)
{
  TwCsvScan scan;
  gboolean single = FALSE;
  g_clear_pointer (&reader->problem, g_free);
  while (TRUE)
    {
      gsize length = reader->text->len - reader->at;
      gboolean final = tw_decoder_is_at_end (reader->decoder);
      if (length == 0 && final)
        return ROW_END;
      const char *text = (const char *) reader->text->data + reader->at;
      if (length > 0 && tw_csv_scan_row (&reader->scanner, text, length, final, single, reader->marks, &scan))
        {
          if (scan.sloppy && scan.n_lines > 1 && !single && reader->columns->len > 0
              && reader->marks->len != reader->columns->len - 1)
            {
              single = TRUE;                         /* quotes out of step: do not let them swallow other rows */
              continue;
            }
          break;
        }
      if (length > TW_CSV_MAX_ROW)
        {
          if (!single)
            {
              single = TRUE;
              continue;
            }
          reader->line = reader->next_line;
          g_array_set_size (reader->cells, 0);
          set_problem (reader, _("the line is too long to be a row of a table"));
          return skip_line (reader, error) ? ROW_READY : ROW_ERROR;
        }
      if (!fill (reader, error))
        return ROW_ERROR;
    }
  reserve_end (reader);
  reader->line = reader->next_line;
  reader->next_line += scan.n_lines;
  if (scan.unclosed)
    set_problem (reader, _("a quotation mark is not closed"));
  if (scan.too_many)
    set_problem (reader, _("the row has too many columns"));
  make_cells (reader);
  reader->at += scan.consumed;
  return ROW_READY;
}

static gboolean
is_blank (TwCsvReader *reader)
{
  for (guint i = 0; i < reader->cells->len; i++)
    {
      const TwCell *cell = &g_array_index (reader->cells, TwCell, i);
      if (cell->quoted && reader->cells->len == 1)
        return FALSE;
      for (gsize k = 0; k < cell->length; k++)
        if (!g_ascii_isspace (cell->text[k]))
          return FALSE;
    }
  return TRUE;
}

static gboolean
is_comment (TwCsvReader *reader)
{
  char comment = reader->scanner.dialect.comment;
  const TwCell *cell = reader->cells->len > 0 ? &g_array_index (reader->cells, TwCell, 0) : NULL;
  return comment && cell && !cell->quoted && cell->text[0] == comment;
}

static RowResult
next_data_row (TwCsvReader *reader, GError **error)
{
  RowResult result;
  while ((result = next_row (reader, error)) == ROW_READY)
    if (reader->problem || (!is_blank (reader) && !is_comment (reader)))
      break;
  return result;
}

/* --- The header --- */

/* The text without white space at its ends, and with one blank for each run of it inside. */
static char *
one_line (const char *text)
{
  GString *line = g_string_new (NULL);
  for (; *text; text++)
    if (!g_ascii_isspace (*text) && *text != '\v')
      g_string_append_c (line, *text);
    else if (line->len > 0 && line->str[line->len - 1] != ' ')
      g_string_append_c (line, ' ');
  if (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

static void
name_columns (TwCsvReader *reader, gboolean header)
{
  g_ptr_array_set_size (reader->columns, 0);
  for (guint i = 0; i < reader->cells->len; i++)
    {
      const TwCell *cell = &g_array_index (reader->cells, TwCell, i);
      g_autofree char *name = header ? one_line (cell->text) : NULL;
      g_ptr_array_add (reader->columns, name && *name ? g_steal_pointer (&name) : g_strdup_printf (_("Column %u"), i + 1));
    }
  g_ptr_array_add (reader->columns, NULL);
}

static gboolean
fail_empty (GError **error)
{
  g_set_error_literal (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT, _("The file has no rows; choose another one."));
  return FALSE;
}

static gboolean
count_columns (TwCsvReader *reader, GError **error)
{
  /* Without a header the first data row tells the number of columns, and has to be given out again. */
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (TwCsvMark));
  TwCsvScan scan;
  gsize at = reader->at;
  while (at < reader->text->len
         && tw_csv_scan_row (&reader->scanner, (const char *) reader->text->data + at, reader->text->len - at,
                             tw_decoder_is_at_end (reader->decoder), FALSE, marks, &scan))
    {
      const TwCsvMark *mark = &g_array_index (marks, TwCsvMark, 0);
      if (marks->len > 1 || mark->length > 0)
        break;
      at += scan.consumed;
    }
  if (at == reader->text->len)
    return fail_empty (error);
  g_array_set_size (reader->cells, 0);
  for (guint i = 0; i < MAX (marks->len, 1); i++)
    {
      TwCell cell = { .text = "" };
      g_array_append_val (reader->cells, cell);
    }
  name_columns (reader, FALSE);
  return TRUE;
}

/**
 * tw_csv_reader_new:
 * @stream: the file's bytes
 * @charset: (nullable): its encoding, or %NULL to find it out
 *
 * Returns: (transfer full): a reader; call tw_csv_reader_start() next
 */
TwCsvReader *
tw_csv_reader_new (GInputStream *stream, const char *charset)
{
  TwCsvReader *reader = g_new0 (TwCsvReader, 1);
  reader->decoder = tw_decoder_new (stream, charset);
  reader->text = g_byte_array_sized_new (4096);        /* never without bytes: an offset to NULL is undefined, even 0 */
  reader->marks = g_array_new (FALSE, FALSE, sizeof (TwCsvMark));
  reader->cells = g_array_new (FALSE, FALSE, sizeof (TwCell));
  reader->columns = g_ptr_array_new_with_free_func (g_free);
  reader->next_line = 1;
  return reader;
}

/**
 * tw_csv_reader_free:
 * @reader: (nullable): a reader
 */
void
tw_csv_reader_free (TwCsvReader *reader)
{
  if (!reader)
    return;
  tw_decoder_free (reader->decoder);
  g_clear_object (&reader->cancellable);
  g_byte_array_unref (reader->text);
  g_array_unref (reader->marks);
  g_array_unref (reader->cells);
  g_ptr_array_unref (reader->columns);
  g_free (reader->problem);
  g_free (reader);
}

/**
 * tw_csv_reader_set_cancellable:
 * @reader: a reader
 * @cancellable: (nullable): stops reading with %G_IO_ERROR_CANCELLED
 */
void
tw_csv_reader_set_cancellable (TwCsvReader *reader, GCancellable *cancellable)
{
  g_set_object (&reader->cancellable, cancellable);
}

/**
 * tw_csv_reader_start:
 * @reader: a new reader
 * @dialect: (nullable): how the file is written, or %NULL to find it out from its first 64 KiB
 * @error: return location
 *
 * Reads up to and with the header.
 *
 * Returns: %FALSE with %TW_EXCHANGE_ERROR_FORMAT when the file has no rows, or with what reading it gave
 */
gboolean
tw_csv_reader_start (TwCsvReader *reader, const TwCsvDialect *dialect, GError **error)
{
  TwCsvDialect found;
  g_return_val_if_fail (!reader->started, FALSE);
  reader->started = TRUE;
  while (reader->text->len < SAMPLE && !tw_decoder_is_at_end (reader->decoder))
    if (!fill (reader, error))
      return FALSE;
  if (reader->text->len == 0)
    return fail_empty (error);
  if (!dialect)
    {
      tw_csv_detect ((const char *) reader->text->data, reader->text->len, tw_decoder_is_at_end (reader->decoder), &found);
      dialect = &found;
    }
  tw_csv_scanner_init (&reader->scanner, dialect);
  for (guint i = 0; i < dialect->n_skip + (dialect->header ? 1 : 0); i++)
    {
      RowResult result = next_data_row (reader, error);
      if (result == ROW_ERROR)
        return FALSE;
      if (result == ROW_END)
        return fail_empty (error);
    }
  if (dialect->header)
    {
      name_columns (reader, TRUE);
      return TRUE;
    }
  return count_columns (reader, error);
}

/**
 * tw_csv_reader_get_dialect:
 * @reader: a started reader
 *
 * Returns: how the file is written
 */
const TwCsvDialect *
tw_csv_reader_get_dialect (TwCsvReader *reader)
{
  return &reader->scanner.dialect;
}

/**
 * tw_csv_reader_get_columns:
 * @reader: a started reader
 *
 * Returns: (array zero-terminated=1): the columns' names
 */
const char *const *
tw_csv_reader_get_columns (TwCsvReader *reader)
{
  return (const char *const *) reader->columns->pdata;
}

/**
 * tw_csv_reader_get_n_columns:
 * @reader: a started reader
 *
 * Returns: how many columns the header has
 */
guint
tw_csv_reader_get_n_columns (TwCsvReader *reader)
{
  return reader->columns->len - 1;
}

/**
 * tw_csv_reader_next:
 * @reader: a started reader
 * @error: return location
 *
 * Goes to the next row that is neither blank nor a comment.
 *
 * Returns: %TRUE when there is one; %FALSE without error at the end
 */
gboolean
tw_csv_reader_next (TwCsvReader *reader, GError **error)
{
  return next_data_row (reader, error) == ROW_READY;
}

/**
 * tw_csv_reader_get_cells:
 * @reader: a reader on a row
 * @n_cells: (out): how many
 *
 * Returns: (array length=n_cells): the row's cells, lent until the next row
 */
TwCell *
tw_csv_reader_get_cells (TwCsvReader *reader, guint *n_cells)
{
  *n_cells = reader->cells->len;
  return (TwCell *) (gpointer) reader->cells->data;
}

/**
 * tw_csv_reader_get_line:
 * @reader: a reader on a row
 *
 * Returns: the line of the file on which the row starts, from 1
 */
gint64
tw_csv_reader_get_line (TwCsvReader *reader)
{
  return reader->line;
}

/**
 * tw_csv_reader_get_problem:
 * @reader: a reader on a row
 *
 * Returns: (nullable): why the row cannot be trusted, as part of a sentence for people
 */
const char *
tw_csv_reader_get_problem (TwCsvReader *reader)
{
  return reader->problem;
}

/**
 * tw_csv_reader_get_charset:
 * @reader: a started reader
 *
 * Returns: the encoding
 */
const char *
tw_csv_reader_get_charset (TwCsvReader *reader)
{
  return tw_decoder_get_charset (reader->decoder);
}

/**
 * tw_csv_reader_get_n_repairs:
 * @reader: a reader
 *
 * Returns: bytes so far that had no meaning in the encoding
 */
guint64
tw_csv_reader_get_n_repairs (TwCsvReader *reader)
{
  return tw_decoder_get_n_repairs (reader->decoder);
}

/**
 * tw_csv_reader_get_position:
 * @reader: a reader
 *
 * Returns: bytes of the file read so far
 */
goffset
tw_csv_reader_get_position (TwCsvReader *reader)
{
  return tw_decoder_get_position (reader->decoder);
}
