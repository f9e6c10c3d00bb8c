/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row in the file is a byte for its kind and its cells, each with its NUL. */
#include "config.h"

#include "tw-report-rows.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_LEVELS 4
#define MAX_TEXT   500                                 /* bytes of a cell: it is one line */

typedef struct
{
  guint row, level;                                    /* level from 1 */
  char *title;
} Head;

struct _TwReportRows
{
  guint        n_columns;
  FILE        *file;                                   /* (nullable) while rows are added */
  GMappedFile *map;                                    /* (nullable) afterwards */
  GArray      *starts;                                 /* guint64: where each row begins */
  GArray      *heads;                                  /* Head */
  guint64      length;
  char       **cells;                                  /* of the row that is put together */
};

static void
head_clear (gpointer data)
{
  g_free (((Head *) data)->title);
}

static gboolean
fail (GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("The report cannot be kept while it is made: %s."), g_strerror (errno));
  return FALSE;
}

TwReportRows *
tw_report_rows_new (guint    n_columns,
                    GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tradewind-XXXXXX", &path, error);
  TwReportRows *rows = NULL;

  if (fd < 0)
    return NULL;
  g_unlink (path);
  rows = g_new0 (TwReportRows, 1);
  rows->file = fdopen (fd, "w+");
  rows->n_columns = n_columns;
  rows->cells = g_new0 (char *, n_columns + 1);
  rows->starts = g_array_new (FALSE, FALSE, sizeof (guint64));
  rows->heads = g_array_new (FALSE, FALSE, sizeof (Head));
  g_array_set_clear_func (rows->heads, head_clear);
  return rows;
}

void
tw_report_rows_free (TwReportRows *rows)
{
  if (rows == NULL)
    return;
  g_clear_pointer (&rows->file, fclose);
  g_clear_pointer (&rows->map, g_mapped_file_unref);
  for (guint i = 0; i < rows->n_columns; i++)
    g_free (rows->cells[i]);
  g_free (rows->cells);
  g_array_unref (rows->starts);
  g_array_unref (rows->heads);
  g_free (rows);
}

void
tw_report_rows_set (TwReportRows *rows,
                    guint         column,
                    const char   *text)
{
  g_free (rows->cells[column]);
  rows->cells[column] = g_strdup (text);
}

/* One line of it, which ends between letters. */
static gsize
get_length (const char *text)
{
  gsize length = text != NULL ? strcspn (text, "\r\n") : 0;

  if (length <= MAX_TEXT)
    return length;
  return (gsize) (g_utf8_find_prev_char (text, text + MAX_TEXT + 1) - text);
}

gboolean
tw_report_rows_add (TwReportRows *rows,
                    TwPaperRow    kind,
                    guint         level,
                    const char   *title,
                    GError      **error)
{
  if (level > 0)
    {
      Head head = { rows->starts->len, level, g_strdup (title) };

      g_array_append_val (rows->heads, head);
    }
  g_array_append_val (rows->starts, rows->length);
  putc (kind, rows->file);
  rows->length++;
  for (guint i = 0; i < rows->n_columns; i++)
    {
      gsize length = get_length (rows->cells[i]);

      if (length > 0 && fwrite (rows->cells[i], 1, length, rows->file) != length)
        return fail (error);
      putc ('\0', rows->file);
      rows->length += length + 1;
      g_clear_pointer (&rows->cells[i], g_free);
    }
  return !ferror (rows->file) || fail (error);
}

/* --- What paper asks --- */

static const char *
get_row (TwReportRows *rows,
         guint         row)
{
  return g_mapped_file_get_contents (rows->map) + g_array_index (rows->starts, guint64, row);
}

static const char *
get_text (guint    row,
          guint    column,
          gpointer data)
{
  const char *text = get_row (data, row) + 1;

  for (; column > 0; column--)
    text += strlen (text) + 1;
  return text;
}

static TwPaperRow
get_kind (guint    row,
          gpointer data)
{
  return (TwPaperRow) *get_row (data, row);
}

/* The last head at a row or before it; -1: there is none. */
static int
find_head (TwReportRows *rows,
           guint         row)
{
  guint low = 0, high = rows->heads->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (rows->heads, Head, middle).row <= row)
        low = middle + 1;
      else
        high = middle;
    }
  return (int) low - 1;
}

/* The groups that go on at the top of a page; none where a new one begins there. */
static char *
dup_carried (guint    row,
             guint    column,
             gpointer data)
{
  TwReportRows *rows = data;
  int at = column == 0 && rows->heads->len > 0 && row < rows->starts->len ? find_head (rows, row) : -1;
  const char *titles[MAX_LEVELS] = { NULL };
  g_autoptr(GString) text = NULL;
  guint level = 0;

  if (at < 0 || g_array_index (rows->heads, Head, at).row == row)
    return NULL;
  level = g_array_index (rows->heads, Head, at).level;
  titles[level - 1] = g_array_index (rows->heads, Head, at).title;
  for (int i = at - 1; i >= 0 && titles[0] == NULL; i--)
    {
      const Head *head = &g_array_index (rows->heads, Head, i);

      if (head->level < level)
        titles[(level = head->level) - 1] = head->title;
    }
  text = g_string_new (NULL);
  for (guint i = 0; i < MAX_LEVELS; i++)
    if (titles[i] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " › " : "", titles[i]);
  /* Translators: stands at the top of a page that goes on with a group; %s is the group. */
  return g_strdup_printf (_("%s (continued)"), text->str);
}

static const char *
get_outline (guint    row,
             guint   *level,
             gpointer data)
{
  TwReportRows *rows = data;
  int at = rows->heads->len > 0 ? find_head (rows, row) : -1;
  const Head *head = at >= 0 ? &g_array_index (rows->heads, Head, at) : NULL;

  if (head == NULL || head->row != row)
    return NULL;
  *level = head->level;
  return head->title;
}

gboolean
tw_report_rows_finish (TwReportRows *rows,
                       TwPaperRows  *answer,
                       GError      **error)
{
  if (fflush (rows->file) != 0)
    return fail (error);
  if (rows->length > 0)
    rows->map = g_mapped_file_new_from_fd (fileno (rows->file), FALSE, error);
  if (rows->length > 0 && rows->map == NULL)
    return FALSE;
  *answer = (TwPaperRows) { .n_rows = rows->starts->len, .get_text = get_text, .get_kind = get_kind, .data = rows,
                            .free_data = (GDestroyNotify) tw_report_rows_free };
  if (rows->heads->len > 0)
    {
      answer->dup_carried = dup_carried;
      answer->carried_above = TRUE;
      answer->get_outline = get_outline;
    }
  return TRUE;
}
