/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A document as PDF, with its properties and its outline. Cairo embeds the letters that are used of each font. */
#include "config.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "tw-paper-draw.h"

#define MAX_LEVELS 3

typedef struct
{
  GOutputStream *stream;
  GCancellable  *cancellable;
  GError        *error;
} Sink;

typedef struct
{
  cairo_surface_t *surface;
  guint            page;
  int              parents[MAX_LEVELS + 1];            /* outline item that is open at each level */
} Outline;

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;

  if (sink->error == NULL)
    g_output_stream_write_all (sink->stream, data, length, NULL, sink->cancellable, &sink->error);
  return sink->error == NULL ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void
add_item (Outline *outline, guint level, const char *title, double y)
{
  /* In whole points: Cairo 1.16 reads these numbers as the locale writes them, and none of its signs fits all locales. */
  g_autofree char *target = g_strdup_printf ("page=%u pos=[0 %d]", outline->page + 1, (int) (y + 0.5));
  int item;

  level = CLAMP (level, 1, MAX_LEVELS);
  item = cairo_pdf_surface_add_outline (outline->surface, outline->parents[level - 1], title, target, CAIRO_PDF_OUTLINE_FLAG_OPEN);
  for (; level <= MAX_LEVELS; level++)
    outline->parents[level] = item;
}

static void
add_to_outline (TwPaper *paper, TwBlock *block, guint first, guint end, double y, gpointer data)
{
  if (block->level != 0 && first == 0)
    add_item (data, block->level, block->title, y);
  if (block->class->outline == NULL)
    return;
  y += block->class->head (block, first);
  for (guint i = first; i < end; i++)
    {
      guint level = 1;
      const char *title = block->class->outline (block, i, &level);

      if (title != NULL)
        add_item (data, level, title, y);
      y += block->class->height (block, i);
    }
}

static void
set_properties (TwPaper *paper, cairo_surface_t *surface)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (paper->time / G_USEC_PER_SEC);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  if (paper->title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, paper->title);
  if (paper->author != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, paper->author);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tradewind");
  if (text != NULL)
    {
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, text);
    }
}

static gboolean
draw_all (TwPaper *paper, Sink *sink)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_cb, sink, paper->size.width, paper->size.height);
  cairo_t *cr = cairo_create (surface);
  Outline outline = { surface, 0, { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT } };
  cairo_status_t status;

  set_properties (paper, surface);
  for (; outline.page < paper->pages->len && sink->error == NULL; outline.page++)
    {
      g_cancellable_set_error_if_cancelled (sink->cancellable, &sink->error);
      tw_paper_for_each_run (paper, outline.page, add_to_outline, &outline);
      tw_paper_draw_page (paper, cr, outline.page);
      cairo_show_page (cr);
      if (paper->progress != NULL)
        paper->progress (outline.page + 1, paper->pages->len, paper->progress_data);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (sink->error == NULL && status != CAIRO_STATUS_SUCCESS)
    g_set_error (&sink->error, TW_PAPER_ERROR, TW_PAPER_ERROR_WRITE, _("The document could not be drawn: %s."),
                 cairo_status_to_string (status));
  return sink->error == NULL;
}

/**
 * tw_paper_set_progress:
 * @paper: a document
 * @progress: (nullable): called after each page of a PDF, with how many are done and how many there are
 * @data: for @progress
 */
void
tw_paper_set_progress (TwPaper *paper, void (*progress) (guint page, guint n_pages, gpointer data), gpointer data)
{
  paper->progress = progress;
  paper->progress_data = data;
}

/**
 * tw_paper_make_pdf:
 * @paper: a document
 * @cancellable: (nullable): to stop it
 * @error: %TW_PAPER_ERROR, or that it was cancelled
 *
 * Returns: (transfer full) (nullable): it as PDF 1.5
 */
GBytes *
tw_paper_make_pdf (TwPaper *paper, GCancellable *cancellable, GError **error)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  Sink sink = { stream, cancellable, NULL };

  if (!tw_paper_lay_out (paper, cancellable, error))
    return NULL;
  if (!draw_all (paper, &sink))
    {
      g_propagate_error (error, sink.error);
      return NULL;
    }
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/**
 * tw_paper_write_pdf:
 * @paper: a document
 * @file: where to write; what stood there stays until the new one is complete
 * @cancellable: (nullable): leaves nothing
 * @error: trouble of the file, %TW_PAPER_ERROR
 *
 * Writes it as PDF 1.5, page after page.
 *
 * Returns: whether it was written
 */
gboolean
tw_paper_write_pdf (TwPaper *paper, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GCancellable) discard = g_cancellable_new ();
  Sink sink = { NULL, cancellable, NULL };
  gboolean existed;

  if (!tw_paper_lay_out (paper, cancellable, error))
    return FALSE;
  existed = g_file_query_exists (file, NULL);
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error);
  if (stream == NULL)
    return FALSE;
  sink.stream = G_OUTPUT_STREAM (stream);
  if (draw_all (paper, &sink))
    {
      if (g_output_stream_close (sink.stream, cancellable, error))
        return TRUE;
    }
  else
    {
      /* A stream of g_file_replace() that is closed under a cancelled cancellable leaves the former file … */
      g_cancellable_cancel (discard);
      g_output_stream_close (sink.stream, discard, NULL);
      g_propagate_error (error, sink.error);
    }
  /* … and where there was none, it has written to its place. */
  if (!existed)
    g_file_delete (file, NULL, NULL);
  return FALSE;
}
