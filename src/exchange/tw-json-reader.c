/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-decoder.h"
#include "tw-exchange-error.h"
#include "tw-json-reader.h"
#include "tw-json-scan-private.h"

#define MAX_OBJECT  (16 * 1024 * 1024)
#define MAX_COLUMNS 16384

struct _TwJsonReader
{
  TwDecoder    *decoder;
  GCancellable *cancellable;
  GByteArray   *text;                                  /* decoded and not yet given out, from at */
  gsize         at;
  GPtrArray    *columns;
  GHashTable   *index;                                 /* name (lent from columns) → index + 1 */
  GArray       *cells;                                 /* TwCell */
  char         *problem;
  gint64        line, next_line;
  gboolean      begun, array, ended, comma;
};

/* --- The buffer --- */

/* Drops what was given out and appends a chunk; FALSE with error, or without at the end. */
static gboolean
fill (TwJsonReader *reader, GError **error)
{
  guint8 zero = 0;
  if (tw_decoder_is_at_end (reader->decoder))
    return FALSE;
  if (reader->at > 0)
    g_byte_array_remove_range (reader->text, 0, reader->at);
  reader->at = 0;
  if (tw_decoder_read (reader->decoder, reader->text, reader->cancellable, error) < 0)
    return FALSE;
  /* A value that ends with the text can be ended in place. */
  g_byte_array_append (reader->text, &zero, 1);
  g_byte_array_set_size (reader->text, reader->text->len - 1);
  return TRUE;
}

static void
advance (TwJsonReader *reader, gsize n)
{
  const char *text = (const char *) reader->text->data + reader->at;
  for (gsize i = 0; i < n; i++)
    reader->next_line += text[i] == '\n';
  reader->at += n;
}

/* The next byte that is no white space, or -1 at the end or with error. */
static int
peek (TwJsonReader *reader, GError **error)
{
  while (TRUE)
    {
      const char *text = (const char *) reader->text->data;
      advance (reader, tw_json_skip_blank (text, reader->text->len, reader->at) - reader->at);
      if (reader->at < reader->text->len)
        return (guchar) text[reader->at];
      g_autoptr(GError) local = NULL;
      if (!fill (reader, &local))
        {
          if (local)
            g_propagate_error (error, g_steal_pointer (&local));
          return -1;
        }
    }
}

static gboolean
fail (TwJsonReader *reader, GError **error)
{
  g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT,
               _("Line %lld is not valid JSON; correct the file and try again."), (long long) reader->next_line);
  return FALSE;
}

/* --- One object --- */

static guint
find_column (TwJsonReader *reader, guint expected, const char *name)
{
  if (expected < reader->columns->len && strcmp (g_ptr_array_index (reader->columns, expected), name) == 0)
    return expected;
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (reader->index, name));
  if (found > 0)
    return found - 1;
  char *kept = g_strdup (name);
  TwCell empty = { .text = NULL };
  g_ptr_array_add (reader->columns, kept);
  g_hash_table_insert (reader->index, kept, GUINT_TO_POINTER (reader->columns->len));
  g_array_append_val (reader->cells, empty);
  return reader->columns->len - 1;
}

/* The members of an object known to be valid, as cells. */
static void
read_members (TwJsonReader *reader, char *text, gsize length)
{
  static char nothing[1];
  gsize i = tw_json_skip_blank (text, length, 1);
  guint expected = 0;
  for (guint k = 0; k < reader->cells->len; k++)
    g_array_index (reader->cells, TwCell, k) = (TwCell) { .text = nothing };
  while (text[i] != '}')
    {
      gsize name = i + 1, value;
      tw_json_skip_string (text, length, &i);
      gsize n_name = tw_json_unescape (text + name, i - 1 - name);
      text[name + n_name] = 0;
      value = i = tw_json_skip_blank (text, length, tw_json_skip_blank (text, length, i) + 1);
      tw_json_skip_value (text, length, &i, 0);
      gsize end = i;
      i = tw_json_skip_blank (text, length, i);
      gboolean more = text[i] == ',';
      if (reader->columns->len >= MAX_COLUMNS && !g_hash_table_contains (reader->index, text + name))
        {
          g_free (reader->problem);
          reader->problem = g_strdup (_("the object has too many members"));
          return;
        }
      guint column = find_column (reader, expected, text + name);
      TwCell *cell = &g_array_index (reader->cells, TwCell, column);
      expected = column + 1;
      char first = text[value];
      cell->json = first == '[' || first == '{';
      cell->quoted = first == '"';
      if (first == '"')
        {
          cell->text = text + value + 1;
          cell->length = tw_json_unescape (cell->text, end - value - 2);
        }
      else
        {
          cell->text = first == 'n' ? nothing : text + value;
          cell->length = first == 'n' ? 0 : end - value;
        }
      cell->text[cell->length] = 0;
      if (!more)
        return;
      i = tw_json_skip_blank (text, length, i + 1);
    }
}

/* Leaves out the rest of a line of a JSON Lines file. */
static gboolean
skip_line (TwJsonReader *reader, GError **error)
{
  while (TRUE)
    {
      const char *text = (const char *) reader->text->data + reader->at;
      const char *newline = memchr (text, '\n', reader->text->len - reader->at);
      g_autoptr(GError) local = NULL;
      if (newline)
        {
          advance (reader, newline + 1 - text);
          return TRUE;
        }
      reader->at = reader->text->len;
      if (!fill (reader, &local))
        {
          if (local)
            g_propagate_error (error, g_steal_pointer (&local));
          return !local;
        }
    }
}

static gboolean
read_object (TwJsonReader *reader, GError **error)
{
  TwJsonResult result = TW_JSON_BAD;
  gsize end;
  reader->line = reader->next_line;
  while (TRUE)
    {
      g_autoptr(GError) local = NULL;
      char *text = (char *) reader->text->data + reader->at;
      gsize length = reader->text->len - reader->at;
      end = 0;
      if (*text == '{')
        result = tw_json_skip_value (text, length, &end, 0);
      if (result == TW_JSON_DONE)
        {
          gsize at = reader->at;
          advance (reader, end);
          read_members (reader, (char *) reader->text->data + at, end);
          return TRUE;
        }
      if (result == TW_JSON_BAD || length > MAX_OBJECT)
        break;
      if (!fill (reader, &local))
        {
          if (!local)
            break;
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  if (reader->array)
    return fail (reader, error);
  reader->problem = g_strdup_printf (_("not a JSON object (character %lld)"), (long long) end + 1);
  for (guint k = 0; k < reader->cells->len; k++)
    g_array_index (reader->cells, TwCell, k) = (TwCell) { .text = (char *) "" };
  return skip_line (reader, error);
}

/**
 * tw_json_reader_new:
 * @stream: the file's bytes, in any Unicode encoding
 *
 * Returns: (transfer full): a reader
 */
TwJsonReader *
tw_json_reader_new (GInputStream *stream)
{
  TwJsonReader *reader = g_new0 (TwJsonReader, 1);
  reader->decoder = tw_decoder_new (stream, NULL);
  reader->text = g_byte_array_sized_new (4096);        /* never without bytes: an offset to NULL is undefined, even 0 */
  reader->columns = g_ptr_array_new_with_free_func (g_free);
  reader->index = g_hash_table_new (g_str_hash, g_str_equal);
  reader->cells = g_array_new (FALSE, TRUE, sizeof (TwCell));
  reader->next_line = 1;
  return reader;
}

/**
 * tw_json_reader_free:
 * @reader: (nullable): a reader
 */
void
tw_json_reader_free (TwJsonReader *reader)
{
  if (!reader)
    return;
  tw_decoder_free (reader->decoder);
  g_clear_object (&reader->cancellable);
  g_byte_array_unref (reader->text);
  g_hash_table_unref (reader->index);
  g_ptr_array_unref (reader->columns);
  g_array_unref (reader->cells);
  g_free (reader->problem);
  g_free (reader);
}

/**
 * tw_json_reader_set_cancellable:
 * @reader: a reader
 * @cancellable: (nullable): stops reading with %G_IO_ERROR_CANCELLED
 */
void
tw_json_reader_set_cancellable (TwJsonReader *reader, GCancellable *cancellable)
{
  g_set_object (&reader->cancellable, cancellable);
}

/**
 * tw_json_reader_next:
 * @reader: a reader
 * @error: return location
 *
 * Goes to the next object. A line of a JSON Lines file that holds no object is a row with a problem; inside an array the
 * same is an error, because nothing tells where the next object starts.
 *
 * Returns: %TRUE when there is a row; %FALSE without error at the end
 */
gboolean
tw_json_reader_next (TwJsonReader *reader, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_clear_pointer (&reader->problem, g_free);
  int c = peek (reader, &local);
  if (!reader->begun && c == '[')
    {
      reader->array = TRUE;
      reader->begun = TRUE;
      advance (reader, 1);
      c = peek (reader, &local);
      if (c == ']')
        {
          reader->ended = TRUE;
          advance (reader, 1);
          c = peek (reader, &local);
        }
    }
  else if (reader->array && reader->begun && !reader->ended && (c == ',' || c == ']'))
    {
      reader->ended = c == ']';
      advance (reader, 1);
      c = peek (reader, &local);
      reader->comma = TRUE;
    }
  if (c < 0)
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      else if (reader->array && !reader->ended)
        fail (reader, error);
      return FALSE;
    }
  if (reader->array && (reader->ended || (reader->line > 0 && !reader->comma)))
    return fail (reader, error);
  reader->begun = TRUE;
  reader->comma = FALSE;
  return read_object (reader, error);
}

/**
 * tw_json_reader_get_cells:
 * @reader: a reader on a row
 * @n_cells: (out): how many: the number of columns
 *
 * Returns: (array length=n_cells): the row's cells, lent until the next row
 */
TwCell *
tw_json_reader_get_cells (TwJsonReader *reader, guint *n_cells)
{
  *n_cells = reader->cells->len;
  return (TwCell *) (gpointer) reader->cells->data;
}

/**
 * tw_json_reader_get_column:
 * @reader: a reader
 * @i: a column
 *
 * Returns: its name
 */
const char *
tw_json_reader_get_column (TwJsonReader *reader, guint i)
{
  return g_ptr_array_index (reader->columns, i);
}

/**
 * tw_json_reader_get_n_columns:
 * @reader: a reader
 *
 * Returns: how many names the objects had so far
 */
guint
tw_json_reader_get_n_columns (TwJsonReader *reader)
{
  return reader->columns->len;
}

/**
 * tw_json_reader_get_line:
 * @reader: a reader on a row
 *
 * Returns: the line on which the object starts, from 1
 */
gint64
tw_json_reader_get_line (TwJsonReader *reader)
{
  return reader->line;
}

/**
 * tw_json_reader_get_problem:
 * @reader: a reader on a row
 *
 * Returns: (nullable): why the row cannot be read, as part of a sentence for people
 */
const char *
tw_json_reader_get_problem (TwJsonReader *reader)
{
  return reader->problem;
}

/**
 * tw_json_reader_get_position:
 * @reader: a reader
 *
 * Returns: bytes of the file read so far
 */
goffset
tw_json_reader_get_position (TwJsonReader *reader)
{
  return tw_decoder_get_position (reader->decoder);
}
