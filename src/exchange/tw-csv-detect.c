/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of CSV a sample is. Each delimiter is tried; the one that gives most rows the same number of cells, and many of them,
 * wins. Rows before the first one of that width are a preamble. A header is a first row that does not look like the
 * rows below it: names are no numbers or dates, are not empty, and do not come again as values of their column. */
#include "config.h"

#include <string.h>

#include "tw-csv-scan-private.h"

#define MAX_ROWS 400

typedef struct
{
  double score;
  guint  width;                                        /* most frequent number of cells */
  guint  n_rows, n_odd;                                /* rows; rows with misplaced quotes */
} Trial;


static gboolean
is_blank_row (const char *text, GArray *marks)
{
  for (guint i = 0; i < marks->len; i++)
    {
      const TwCsvMark *mark = &g_array_index (marks, TwCsvMark, i);
      for (gsize k = 0; k < mark->length; k++)
        if (!g_ascii_isspace (text[mark->start + k]))
          return FALSE;
      if (mark->quoted && marks->len == 1)
        return FALSE;
    }
  return TRUE;
}

static guint
most_frequent (GArray *widths)
{
  g_autoptr(GHashTable) counts = g_hash_table_new (NULL, NULL);
  guint best = 0, best_count = 0;
  for (guint i = 0; i < widths->len; i++)
    {
      guint width = g_array_index (widths, guint, i);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (width))) + 1;
      g_hash_table_insert (counts, GUINT_TO_POINTER (width), GUINT_TO_POINTER (count));
      if (count > best_count || (count == best_count && width > best))
        {
          best = width;
          best_count = count;
        }
    }
  return best;
}

static Trial
try_dialect (const char *text, gsize length, gboolean complete, const TwCsvDialect *dialect)
{
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (TwCsvMark));
  g_autoptr(GArray) widths = g_array_new (FALSE, FALSE, sizeof (guint));
  TwCsvScanner scanner;
  TwCsvScan scan;
  Trial trial = { 0 };
  gsize at = 0;
  tw_csv_scanner_init (&scanner, dialect);
  while (at < length && widths->len < MAX_ROWS
         && tw_csv_scan_row (&scanner, text + at, length - at, complete, FALSE, marks, &scan))
    {
      gboolean comment = dialect->comment && text[at] == dialect->comment;
      if (!comment && !is_blank_row (text + at, marks))
        {
          guint width = marks->len;
          g_array_append_val (widths, width);
          trial.n_odd += scan.sloppy || scan.unclosed;
        }
      at += scan.consumed;
    }
  trial.n_rows = widths->len;
  if (widths->len == 0)
    return trial;
  guint n_same = 0;
  trial.width = most_frequent (widths);
  for (guint i = 0; i < widths->len; i++)
    n_same += g_array_index (widths, guint, i) == trial.width;
  trial.score = (double) n_same / widths->len * (1.0 - 1.0 / trial.width);
  if (g_array_index (widths, guint, 0) != trial.width)
    trial.score *= 0.7;
  trial.score *= 1.0 - 0.5 * trial.n_odd / widths->len;
  return trial;
}

/* --- Does the first row hold names? --- */

typedef enum { LOOK_EMPTY, LOOK_NUMBER, LOOK_DATE, LOOK_MAIL, LOOK_TEXT } Look;

static Look
look_of (const char *text, gsize length)
{
  gsize n_digits = 0, n_other = 0, n_marks = 0;
  while (length > 0 && g_ascii_isspace (*text))
    text++, length--;
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  if (length == 0)
    return LOOK_EMPTY;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (text[i]))
      n_digits++;
    else if (strchr ("-/.:+, ", text[i]))
      n_marks++;
    else
      n_other++;
  if (n_digits > 0 && n_other == 0)
    return length >= 8 && n_marks >= 2 ? LOOK_DATE : LOOK_NUMBER;
  if (n_digits >= 8 && n_other <= 2 && n_marks >= 4)
    return LOOK_DATE;
  if (memchr (text, '@', length) && memchr (text, '.', length) && !memchr (text, ' ', length))
    return LOOK_MAIL;
  return LOOK_TEXT;
}

typedef struct
{
  char *name;
  Look  look;
  guint looks[LOOK_TEXT + 1];
  guint n_repeats;                                     /* rows whose cell equals the first row's */
} Column;

static void
column_clear (gpointer data)
{
  g_free (((Column *) data)->name);
}

static gboolean
judge_columns (GArray *columns, guint n_rows)
{
  int votes = 0;
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);
      if (column->look == LOOK_NUMBER || column->look == LOOK_DATE || column->look == LOOK_MAIL)
        {
          /* A name may be a year or a number, but not where the values below are of the same kind. */
          votes -= column->looks[column->look] * 2 >= n_rows ? 3 : 1;
          continue;
        }
      if (column->look == LOOK_EMPTY)
        continue;
      if (column->n_repeats > 0 && n_rows >= 5)
        votes -= 2;
      guint n_filled = n_rows - column->looks[LOOK_EMPTY];
      guint n_plain = column->looks[LOOK_NUMBER] + column->looks[LOOK_DATE] + column->looks[LOOK_MAIL];
      if (n_filled > 0 && n_plain * 10 >= n_filled * 9)
        votes += 3;
      else
        votes += column->n_repeats == 0 || n_rows < 5;
    }
  return votes > 0;
}

static gboolean
has_header (const char *text, gsize length, gboolean complete, const TwCsvDialect *dialect, guint width)
{
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (TwCsvMark));
  g_autoptr(GArray) columns = g_array_new (FALSE, TRUE, sizeof (Column));
  TwCsvScanner scanner;
  TwCsvScan scan;
  gsize at = 0;
  guint n_rows = 0, n_skip = dialect->n_skip;
  g_array_set_clear_func (columns, column_clear);
  tw_csv_scanner_init (&scanner, dialect);
  while (at < length && n_rows < MAX_ROWS
         && tw_csv_scan_row (&scanner, text + at, length - at, complete, FALSE, marks, &scan))
    {
      const char *row = text + at;
      gboolean leave_out = (dialect->comment && *row == dialect->comment) || is_blank_row (row, marks);
      at += scan.consumed;
      if (leave_out)
        continue;
      if (n_skip > 0)
        {
          n_skip--;
          continue;
        }
      gboolean first = columns->len == 0;
      if (first)
        g_array_set_size (columns, MAX (marks->len, 1));
      for (guint i = 0; i < marks->len && i < columns->len; i++)
        {
          const TwCsvMark *mark = &g_array_index (marks, TwCsvMark, i);
          Column *column = &g_array_index (columns, Column, i);
          Look look = look_of (row + mark->start, mark->length);
          if (first)
            {
              column->name = g_strndup (row + mark->start, mark->length);
              column->look = look;
              continue;
            }
          column->looks[look]++;
          column->n_repeats += mark->length == strlen (column->name) && mark->length > 0
                               && memcmp (row + mark->start, column->name, mark->length) == 0;
        }
      if (!first)
        {
          for (guint i = marks->len; i < columns->len; i++)
            g_array_index (columns, Column, i).looks[LOOK_EMPTY]++;
          n_rows++;
        }
    }
  return judge_columns (columns, n_rows);
}

/* Rows before the first one that has the usual width. A few odd rows at the start are a preamble only when most rows agree. */
static guint
count_preamble (const char *text, gsize length, gboolean complete, const TwCsvDialect *dialect, guint width)
{
  g_autoptr(GArray) marks = g_array_new (FALSE, FALSE, sizeof (TwCsvMark));
  TwCsvScanner scanner;
  TwCsvScan scan;
  gsize at = 0;
  guint n = 0;
  tw_csv_scanner_init (&scanner, dialect);
  while (at < length && n < 50 && tw_csv_scan_row (&scanner, text + at, length - at, complete, FALSE, marks, &scan))
    {
      const char *row = text + at;
      at += scan.consumed;
      if ((dialect->comment && *row == dialect->comment) || is_blank_row (row, marks))
        continue;
      if (marks->len >= width || marks->len > 2 || width < 3)
        return n;
      n++;
    }
  return 0;
}

void
tw_csv_detect (const char *sample, gsize length, gboolean complete, TwCsvDialect *dialect)
{
  static const char delimiters[] = { ',', ';', '\t', '|' };
  TwCsvDialect best = { .delimiter = ',', .quote = '"' };
  Trial best_trial = { 0 };
  char comment = length > 0 && *sample == '#' ? '#' : 0;
  gboolean told = length > 6 && g_ascii_strncasecmp (sample, "sep=", 4) == 0 && (sample[5] == '\n' || sample[5] == '\r');

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      TwCsvDialect trial_dialect = { .delimiter = delimiters[i], .quote = '"', .comment = comment };
      Trial trial = try_dialect (sample, length, complete, &trial_dialect);
      if (i == 0 || trial.score > best_trial.score + 1e-9)
        {
          best = trial_dialect;
          best_trial = trial;
        }
    }
  if (told)
    {
      best.delimiter = sample[4];
      best_trial = try_dialect (sample, length, complete, &best);
    }
  if (g_strstr_len (sample, length, "\\\""))
    {
      TwCsvDialect escaped = best;
      escaped.escape = '\\';
      Trial trial = try_dialect (sample, length, complete, &escaped);
      if (trial.n_odd < best_trial.n_odd && trial.score >= best_trial.score)
        {
          best = escaped;
          best_trial = trial;
        }
    }
  best.n_skip = told ? 1 : count_preamble (sample, length, complete, &best, best_trial.width);
  best.header = has_header (sample, length, complete, &best, best_trial.width);
  *dialect = best;
}
