/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-decoder.h"
#include "tw-exchange-error.h"
#include "tw-vcard-private.h"
#include "tw-vcard-reader.h"

#define MAX_CARD (16 * 1024 * 1024)
#define MAX_LINES 400000                               /* a picture of 16 MiB has about 230,000 */

struct _TwVcardReader
{
  TwDecoder    *decoder;
  GCancellable *cancellable;
  GByteArray   *text;                                  /* decoded and not yet given out, from at */
  gsize         at;
  GString      *card, *logical;                        /* logical: the line being put together */
  GString      *strings[TW_VCARD_N_COLUMNS];
  TwCell        cells[TW_VCARD_N_COLUMNS];
  char         *problem;
  gint64        line, next_line;
};

/* The next line without its end, NUL-terminated and lent until the next call; NULL at the end or with an error. */
static char *
next_line (TwVcardReader *reader, gsize *length, GError **error)
{
  gsize scanned = 0;
  guint8 *end = NULL;

  while (TRUE)
    {
      guint8 *start = reader->text->data + reader->at;
      gsize left = reader->text->len - reader->at;
      guint8 zero = 0;

      end = left > scanned ? memchr (start + scanned, '\n', left - scanned) : NULL;
      if (end || (tw_decoder_is_at_end (reader->decoder) && left > 0))
        break;
      scanned = left;
      if (tw_decoder_is_at_end (reader->decoder))
        return NULL;
      g_byte_array_remove_range (reader->text, 0, reader->at);
      reader->at = 0;
      if (tw_decoder_read (reader->decoder, reader->text, reader->cancellable, error) < 0)
        return NULL;
      /* A line that ends with the text can be ended in place. */
      g_byte_array_append (reader->text, &zero, 1);
      g_byte_array_set_size (reader->text, reader->text->len - 1);
    }
  char *line = (char *) reader->text->data + reader->at;
  *length = end ? (gsize) ((char *) end - line) : reader->text->len - reader->at;
  reader->at += *length + (end != NULL);
  reader->next_line++;
  line[*length] = 0;
  while (*length > 0 && line[*length - 1] == '\r')       /* some programs write two of them */
    line[--*length] = 0;
  return line;
}

static gboolean
is_mark (const char *line, const char *mark)
{
  gsize n = strlen (mark);

  return g_ascii_strncasecmp (line, mark, n) == 0 && line[n + strspn (line + n, " \t")] == 0;
}

static void
flush (TwVcardReader *reader)
{
  tw_vcard_line_append (reader->card, reader->logical->str);
  g_string_truncate (reader->logical, 0);
}

/* A line of the card itself. */
static void
take_line (TwVcardReader *reader, const char *line, gsize length, guint *n_lines)
{
  if (reader->card->len + reader->logical->len + length > MAX_CARD || ++*n_lines > MAX_LINES)
    {
      if (!reader->problem)
        reader->problem = g_strdup (_("the card is too large"));
      return;
    }
  if (tw_vcard_line_join (reader->logical, line))
    return;
  flush (reader);
  g_string_append (reader->logical, line);
}

/* Collects a card's lines; a card in a card (AGENT in 2.1) is dropped. FALSE: the end or an error. */
static gboolean
collect (TwVcardReader *reader, GError **error)
{
  guint depth = 0, n_lines = 0;
  gsize length;
  char *line;

  while ((line = next_line (reader, &length, error)))
    {
      /* The library complains about a card without its marks, and a damaged line may swallow them. */
      if (is_mark (line, "BEGIN:VCARD"))
        {
          if (depth++ > 0)
            continue;
          reader->line = reader->next_line;
          g_string_assign (reader->card, "BEGIN:VCARD\r\n");
        }
      else if (depth > 0 && is_mark (line, "END:VCARD"))
        {
          if (--depth > 0)
            continue;
          flush (reader);
          g_string_append (reader->card, "END:VCARD\r\n");
          return TRUE;
        }
      else if (depth == 1)
        take_line (reader, line, length, &n_lines);
    }
  if (depth == 0 || *error)
    return FALSE;
  g_string_truncate (reader->logical, 0);
  if (!reader->problem)
    reader->problem = g_strdup (_("the card has no end; the file seems to be cut off"));
  return TRUE;
}

/**
 * tw_vcard_reader_new:
 * @stream: a vCard file
 *
 * Returns: (transfer full): a reader before the first card
 */
TwVcardReader *
tw_vcard_reader_new (GInputStream *stream)
{
  TwVcardReader *reader = g_new0 (TwVcardReader, 1);

  reader->decoder = tw_decoder_new (stream, NULL);
  reader->text = g_byte_array_sized_new (4096);        /* never without bytes: an offset to NULL is undefined, even 0 */
  reader->card = g_string_new (NULL);
  reader->logical = g_string_new (NULL);
  for (guint i = 0; i < TW_VCARD_N_COLUMNS; i++)
    reader->strings[i] = g_string_new (NULL);
  return reader;
}

/**
 * tw_vcard_reader_free:
 * @reader: (nullable): a reader
 */
void
tw_vcard_reader_free (TwVcardReader *reader)
{
  if (!reader)
    return;
  tw_decoder_free (reader->decoder);
  g_clear_object (&reader->cancellable);
  g_byte_array_unref (reader->text);
  g_string_free (reader->card, TRUE);
  g_string_free (reader->logical, TRUE);
  for (guint i = 0; i < TW_VCARD_N_COLUMNS; i++)
    g_string_free (reader->strings[i], TRUE);
  g_free (reader->problem);
  g_free (reader);
}

/**
 * tw_vcard_reader_set_cancellable:
 * @reader: a reader
 * @cancellable: (nullable): stops it
 */
void
tw_vcard_reader_set_cancellable (TwVcardReader *reader, GCancellable *cancellable)
{
  g_set_object (&reader->cancellable, cancellable);
}

/**
 * tw_vcard_reader_next:
 * @reader: a reader
 * @error: return location
 *
 * Returns: %TRUE when there is another card; %FALSE without error at the end
 */
gboolean
tw_vcard_reader_next (TwVcardReader *reader, GError **error)
{
  g_autoptr(GError) local = NULL;

  g_clear_pointer (&reader->problem, g_free);
  g_string_truncate (reader->card, 0);
  g_string_truncate (reader->logical, 0);
  if (!collect (reader, &local))
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < TW_VCARD_N_COLUMNS; i++)
    g_string_truncate (reader->strings[i], 0);
  if (!reader->problem)
    tw_vcard_read_card (reader->card->str, reader->strings);
  for (guint i = 0; i < TW_VCARD_N_COLUMNS; i++)
    reader->cells[i] = (TwCell) { .text = reader->strings[i]->str, .length = reader->strings[i]->len };
  return TRUE;
}

/**
 * tw_vcard_reader_get_cells:
 * @reader: a reader on a card
 * @n_cells: (out): how many
 *
 * Returns: (array length=n_cells): its cells
 */
TwCell *
tw_vcard_reader_get_cells (TwVcardReader *reader, guint *n_cells)
{
  *n_cells = TW_VCARD_N_COLUMNS;
  return reader->cells;
}

/**
 * tw_vcard_reader_get_column:
 * @reader: a reader
 * @i: a column
 *
 * Returns: its name
 */
const char *
tw_vcard_reader_get_column (TwVcardReader *reader, guint i)
{
  return tw_vcard_columns[i];
}

/**
 * tw_vcard_reader_get_n_columns:
 * @reader: a reader
 *
 * Returns: the number of columns, the same for every file
 */
guint
tw_vcard_reader_get_n_columns (TwVcardReader *reader)
{
  return TW_VCARD_N_COLUMNS;
}

/**
 * tw_vcard_reader_get_line:
 * @reader: a reader on a card
 *
 * Returns: the line on which it begins, from 1
 */
gint64
tw_vcard_reader_get_line (TwVcardReader *reader)
{
  return reader->line;
}

/**
 * tw_vcard_reader_get_problem:
 * @reader: a reader on a card
 *
 * Returns: (nullable): why it cannot be taken
 */
const char *
tw_vcard_reader_get_problem (TwVcardReader *reader)
{
  return reader->problem;
}

/**
 * tw_vcard_reader_get_position:
 * @reader: a reader
 *
 * Returns: how many bytes of the file were read
 */
goffset
tw_vcard_reader_get_position (TwVcardReader *reader)
{
  return tw_decoder_get_position (reader->decoder);
}
