/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of rejected rows: the columns as they came, then the line and the reason. It is written beside its final name and
 * gets that name at the end, so that a cancelled import leaves none. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-csv-writer.h"
#include "tw-import-private.h"

#define MAX_REASONS 100

struct _TwImportRejects
{
  GFile         *file, *part;
  GOutputStream *stream;
  TwCsvWriter   *writer;
  GString       *kept;                                 /* the row's texts as they came: converting changes cells in place */
  GArray        *ends;                                 /* gsize */
};

TwImportRejects *
tw_import_rejects_new (GFile *file)
{
  TwImportRejects *rejects = g_new0 (TwImportRejects, 1);
  rejects->kept = g_string_new (NULL);
  rejects->ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (file)
    {
      g_autofree char *base = g_file_get_basename (file);
      g_autofree char *name = g_strconcat (base, ".part", NULL);
      g_autoptr(GFile) folder = g_file_get_parent (file);
      rejects->file = g_object_ref (file);
      rejects->part = g_file_get_child (folder, name);
    }
  return rejects;
}

void
tw_import_rejects_keep (TwImportRejects *rejects, const TwCell *cells, guint n_cells)
{
  g_string_truncate (rejects->kept, 0);
  g_array_set_size (rejects->ends, 0);
  if (!rejects->file)
    return;
  for (guint i = 0; i < n_cells; i++)
    {
      g_string_append_len (rejects->kept, cells[i].text, cells[i].length);
      g_array_append_val (rejects->ends, rejects->kept->len);
    }
}

static gboolean
start (TwImportRejects *rejects, TwImport *import, GError **error)
{
  g_autoptr(GFile) folder = g_file_get_parent (rejects->file);
  g_file_make_directory_with_parents (folder, NULL, NULL);
  rejects->stream = G_OUTPUT_STREAM (g_file_replace (rejects->part, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error));
  if (!rejects->stream)
    return FALSE;
  rejects->writer = tw_csv_writer_new (rejects->stream, NULL);
  for (guint i = 0; i + 1 < import->columns->len; i++)
    tw_csv_writer_add (rejects->writer, g_ptr_array_index (import->columns, i), -1);
  tw_csv_writer_add (rejects->writer, _("Line"), -1);
  tw_csv_writer_add (rejects->writer, _("Reason"), -1);
  return tw_csv_writer_end_row (rejects->writer, error);
}

gboolean
tw_import_rejects_add (TwImportRejects *rejects, TwImport *import, gint64 line, gboolean with_cells, const char *reason,
                       GError **error)
{
  /* Translators: a line of the file and what is wrong there */
  if (import->reasons->len < MAX_REASONS)
    g_ptr_array_add (import->reasons, g_strdup_printf (_("Line %lld: %s"), (long long) line, reason));
  if (!rejects->file)
    return TRUE;
  if (!rejects->writer && !start (rejects, import, error))
    return FALSE;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, line);
  guint n = import->columns->len - 1, n_cells = with_cells ? rejects->ends->len : 0;
  for (guint i = 0; i < MAX (n, n_cells); i++)
    {
      gsize from = i > 0 && i <= n_cells ? g_array_index (rejects->ends, gsize, i - 1) : 0;
      gsize to = i < n_cells ? g_array_index (rejects->ends, gsize, i) : from;
      if (i == n)                                      /* cells beyond the header stand after line and reason */
        {
          tw_csv_writer_add (rejects->writer, number, -1);
          tw_csv_writer_add (rejects->writer, reason, -1);
        }
      tw_csv_writer_add (rejects->writer, rejects->kept->str + from, to - from);
    }
  if (n_cells <= n)
    {
      tw_csv_writer_add (rejects->writer, number, -1);
      tw_csv_writer_add (rejects->writer, reason, -1);
    }
  return tw_csv_writer_end_row (rejects->writer, error);
}

gboolean
tw_import_rejects_end (TwImportRejects *rejects, GError **error)
{
  if (!rejects->writer)
    return TRUE;
  if (!tw_csv_writer_flush (rejects->writer, error) || !g_output_stream_close (rejects->stream, NULL, error)
      || !g_file_move (rejects->part, rejects->file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
    return FALSE;
  g_clear_pointer (&rejects->writer, tw_csv_writer_free);
  return TRUE;
}

void
tw_import_rejects_free (TwImportRejects *rejects)
{
  if (!rejects)
    return;
  gboolean unfinished = rejects->writer != NULL;
  g_clear_pointer (&rejects->writer, tw_csv_writer_free);
  g_clear_object (&rejects->stream);
  if (unfinished)
    g_file_delete (rejects->part, NULL, NULL);
  g_clear_object (&rejects->file);
  g_clear_object (&rejects->part);
  g_string_free (rejects->kept, TRUE);
  g_array_unref (rejects->ends);
  g_free (rejects);
}
