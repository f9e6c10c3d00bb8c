/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar, after RFC 4180 with the licence that real files take:
 *
 *   row    = cell *(delimiter cell) (LF / CRLF / CR / end of file)
 *   cell   = *blank quote *(any / quote quote) quote *blank  /  *(any but delimiter, CR, LF)
 *
 * A quote inside a quoted cell that is followed by neither a quote nor the end of the cell is text: programs that forget to
 * double quotes are more frequent than those that write letters after a closing quote. A quote inside an unquoted cell is text. */
#include <string.h>

#include "tw-csv-scan-private.h"

enum
{
  ENDS_CELL   = 1 << 0,                                /* delimiter, CR, LF */
  IN_QUOTES   = 1 << 1,                                /* quote, escape, CR, LF */
};

void
tw_csv_scanner_init (TwCsvScanner *scanner, const TwCsvDialect *dialect)
{
  memset (scanner, 0, sizeof *scanner);
  scanner->dialect = *dialect;
  scanner->classes[(guint8) dialect->delimiter] |= ENDS_CELL;
  scanner->classes['\n'] |= ENDS_CELL | IN_QUOTES;
  scanner->classes['\r'] |= ENDS_CELL | IN_QUOTES;
  scanner->classes[(guint8) dialect->quote] |= IN_QUOTES;
  if (dialect->escape)
    scanner->classes[(guint8) dialect->escape] |= IN_QUOTES;
}

typedef enum { CELL_DONE, CELL_MORE, CELL_UNCLOSED } CellResult;

/* text[i] is the opening quote. On success i is the position after the cell. */
static CellResult
scan_quoted (const TwCsvScanner *scanner, const char *text, gsize length, gboolean final, gboolean one_line, gsize *i,
             TwCsvMark *mark, TwCsvScan *scan)
{
  const TwCsvDialect *d = &scanner->dialect;
  gsize k = *i + 1;
  guint n_lines = 0;
  mark->start = k;
  mark->quoted = TRUE;
  mark->escaped = FALSE;
  while (TRUE)
    {
      while (k < length && !(scanner->classes[(guint8) text[k]] & IN_QUOTES))
        k++;
      if (k == length)
        return final ? CELL_UNCLOSED : CELL_MORE;
      char c = text[k];
      if (k + 1 == length && !final)
        return CELL_MORE;
      if (c == '\n' || c == '\r')
        {
          if (one_line)
            return CELL_UNCLOSED;
          if (c == '\n' || k + 1 == length || text[k + 1] != '\n')
            n_lines++;
          k++;
        }
      else if (d->escape && c == d->escape)
        {
          mark->escaped = TRUE;
          k += k + 1 < length ? 2 : 1;
        }
      else if (k + 1 < length && text[k + 1] == d->quote)
        {
          mark->escaped = TRUE;
          k += 2;
        }
      else
        {
          gsize m = k + 1;
          while (m < length && text[m] == ' ')
            m++;
          if (m == length && !final)
            return CELL_MORE;
          if (m == length || (scanner->classes[(guint8) text[m]] & ENDS_CELL))
            {
              mark->length = k - mark->start;
              scan->n_lines += n_lines;
              *i = m;
              return CELL_DONE;
            }
          scan->sloppy = TRUE;
          k++;
        }
    }
}

gboolean
tw_csv_scan_row (const TwCsvScanner *scanner, const char *text, gsize length, gboolean final, gboolean one_line,
                 GArray *marks, TwCsvScan *scan)
{
  const TwCsvDialect *d = &scanner->dialect;
  gsize i = 0;
  memset (scan, 0, sizeof *scan);
  g_array_set_size (marks, 0);
  while (TRUE)
    {
      TwCsvMark mark = { .start = i };
      gsize first = i;
      CellResult result = CELL_UNCLOSED;
      while (first < length && text[first] == ' ')
        first++;
      if (first == length && !final)
        return FALSE;
      if (first < length && text[first] == d->quote)
        {
          gsize after = first;
          result = scan_quoted (scanner, text, length, final, one_line, &after, &mark, scan);
          if (result == CELL_MORE)
            return FALSE;
          if (result == CELL_DONE)
            i = after;
          else
            scan->unclosed = TRUE;
        }
      if (result == CELL_UNCLOSED)
        {
          mark = (TwCsvMark) { .start = i };
          while (i < length && !(scanner->classes[(guint8) text[i]] & ENDS_CELL))
            i++;
          mark.length = i - mark.start;
        }
      if (i == length && !final)
        return FALSE;
      if (marks->len < TW_CSV_MAX_COLUMNS)
        g_array_append_val (marks, mark);
      else
        scan->too_many = TRUE;
      if (i == length)
        break;
      char c = text[i++];
      if (c == d->delimiter)
        continue;
      if (c == '\r')
        {
          if (i == length && !final)
            return FALSE;
          if (i < length && text[i] == '\n')
            i++;
        }
      scan->n_lines++;
      break;
    }
  scan->consumed = i;
  return TRUE;
}

/* Takes doubled quotes and escapes out, in place; the new length. */
gsize
tw_csv_unescape (const TwCsvDialect *dialect, char *text, gsize length)
{
  gsize out = 0;
  for (gsize i = 0; i < length; i++)
    {
      gboolean escape = dialect->escape && text[i] == dialect->escape && i + 1 < length;
      if (escape || (text[i] == dialect->quote && i + 1 < length && text[i + 1] == dialect->quote))
        i++;
      text[out++] = text[i];
    }
  return out;
}
