/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents: the first page against evince's own program for it, text and finding against bare Poppler, and scrolling through 500 pages.
 * usage: bench-viewer FOLDER */
#include "config.h"

#include <adwaita.h>
#include <cairo-pdf.h>
#include <poppler.h>

#include "tw-bench.h"
#include "tw-document-text.h"
#include "tw-frames.h"
#include "tw-viewer.h"

#define N_PAGES 500
#define N_LINES 55
#define TIMES   7

/* Pages as people write them: lines of words, one of which is looked for on each fifth page. */
static void
make_file (const char *path)
{
  static const char *const words[] = { "offer", "of", "the", "machine", "and", "its", "parts", "with", "delivery", "in", "spring", "as", "agreed" };
  cairo_surface_t *surface = cairo_pdf_surface_create (path, 595, 842);
  cairo_t *cr = cairo_create (surface);
  guint64 state = 5;

  cairo_select_font_face (cr, "serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 10);
  for (guint page = 0; page < N_PAGES; page++)
    {
      for (guint line = 0; line < N_LINES; line++)
        {
          g_autoptr(GString) text = g_string_new (page % 5 == 0 && line == 20 ? "zircon " : NULL);

          while (text->len < 85)
            g_string_append_printf (text, "%s ", words[bench_random (&state, G_N_ELEMENTS (words))]);
          cairo_move_to (cr, 60, 70 + 13 * line);
          cairo_show_text (cr, text->str);
        }
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static TwRenderer *
open_file (const char *path)
{
  TwRenderer *renderer = tw_renderer_new_for_path (TW_RENDERER_PDF, path, NULL, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  tw_renderer_open_async (renderer, NULL, NULL, answered_cb, &result);
  if (!tw_renderer_open_finish (renderer, wait_for (&result), NULL))
    g_error ("the file does not open");
  return renderer;
}

static void
bench_first_page (const char *path,
                  const char *folder)
{
  g_autofree char *program = g_find_program_in_path ("evince-thumbnailer"), *picture = g_build_filename (folder, "first.png", NULL);
  BenchSample ours = { 0 }, peer = { 0 };

  for (guint i = 0; i < TIMES; i++)
    {
      const char *argv[] = { program, "-s", "1024", path, picture, NULL };
      double start = bench_now_ms ();
      g_autoptr(TwRenderer) renderer = open_file (path);
      TwRenderTile tile = { .scale = 96.0 / 72, .width = 794, .height = 1123 };
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GBytes) pixels = NULL;

      tw_renderer_draw_async (renderer, &tile, TW_URGENT, NULL, answered_cb, &result);
      pixels = tw_renderer_draw_finish (renderer, wait_for (&result), NULL);
      bench_sample_add (&ours, bench_now_ms () - start);
      tw_renderer_close (renderer);
      start = bench_now_ms ();
      if (program != NULL && g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL))
        bench_sample_add (&peer, bench_now_ms () - start);
    }
  if (peer.n > 0)
    bench_row ("first page of a PDF, its process started", bench_sample_at (&ours, 0.5), bench_sample_at (&peer, 0.5), "ms", 1.0,
               "evince-thumbnailer, the same file");
  else
    bench_limit ("first page of a PDF, its process started", bench_sample_at (&ours, 0.5), "ms", 0, "evince is not installed");
  bench_sample_clear (&ours);
  bench_sample_clear (&peer);
}

static PopplerDocument *
open_bare (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  return poppler_document_new_from_file (uri, NULL, NULL);
}

static void
bench_text (const char *path)
{
  double start = bench_now_ms (), ours = 0, bare = 0;
  TwDocumentTextSource source;
  g_autofree char *text = tw_document_text_read_path (path, "application/pdf", "eng", NULL, &source, NULL, NULL);
  PopplerDocument *document = NULL;
  gsize n = 0;

  ours = bench_now_ms () - start;
  start = bench_now_ms ();
  document = open_bare (path);
  for (int i = 0; i < poppler_document_get_n_pages (document); i++)
    {
      PopplerPage *page = poppler_document_get_page (document, i);
      g_autofree char *words = poppler_page_get_text (page);

      n += strlen (words);
      g_object_unref (page);
    }
  bare = bench_now_ms () - start;
  g_object_unref (document);
  if (text == NULL || n == 0)
    g_error ("no text");
  bench_row ("text of 500 pages for the search", ours, bare, "ms", 1.3, "bare poppler-glib");
}

static gboolean
finish_find (TwViewerFind *find)
{
  while (tw_viewer_find_is_busy (find))
    g_main_context_iteration (NULL, TRUE);
  return tw_viewer_find_get_n_hits (find) == N_PAGES / 5;
}

/* What evince does for it: the same call for each page. */
static void
bench_finding (const char *path)
{
  g_autoptr(TwRenderer) renderer = open_file (path);
  g_autoptr(TwViewerDocument) viewed = tw_viewer_document_new (renderer);
  g_autoptr(TwViewerFind) find = tw_viewer_find_new (viewed);
  PopplerDocument *document = open_bare (path);
  double start = bench_now_ms (), ours = 0, bare = 0;
  guint n = 0;

  tw_viewer_find_set_words (find, "zircon", 0);
  if (!finish_find (find))
    g_error ("not all places were found");
  ours = bench_now_ms () - start;
  start = bench_now_ms ();
  for (int i = 0; i < poppler_document_get_n_pages (document); i++)
    {
      PopplerPage *page = poppler_document_get_page (document, i);
      GList *hits = poppler_page_find_text_with_options (page, "zircon", POPPLER_FIND_DEFAULT);

      n += g_list_length (hits);
      g_list_free_full (hits, (GDestroyNotify) poppler_rectangle_free);
      g_object_unref (page);
    }
  bare = bench_now_ms () - start;
  g_object_unref (document);
  if (n != N_PAGES / 5)
    g_error ("Poppler finds %u", n);
  bench_row ("find a word in 500 pages", ours, bare, "ms", 1.0, "what evince calls: poppler_page_find_text");
  tw_viewer_document_close (viewed);
}

static void
bench_scrolling (const char *path)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());
  TwViewer *viewer = tw_viewer_new ();
  GtkAdjustment *adjustment = NULL;
  BenchFrames *frames = NULL;
  BenchSample sample;

  gtk_window_set_default_size (window, 1000, 760);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (viewer));
  gtk_window_present (window);
  tw_viewer_open (viewer, path, "application/pdf", "pages.pdf", NULL);
  while (tw_viewer_get_state (viewer) == TW_VIEWER_LOADING || !tw_viewer_canvas_is_complete (tw_viewer_get_canvas (viewer)))
    g_main_context_iteration (NULL, TRUE);
  g_object_get (tw_viewer_get_canvas (viewer), "vadjustment", &adjustment, NULL);
  frames = bench_frames_start (GTK_WIDGET (window), 5);
  while (gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) < gtk_adjustment_get_upper (adjustment) - 1)
    {
      guint before = bench_frames_count (frames);

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 400);
      while (bench_frames_count (frames) == before)
        g_main_context_iteration (NULL, TRUE);
    }
  sample = bench_frames_stop (frames);
  bench_limit ("scroll through 500 pages: frame, median", bench_sample_at (&sample, 0.5), "ms", 16, "400 pixels a frame");
  bench_limit ("scroll through 500 pages: frame, 99 of 100", bench_sample_at (&sample, 0.99), "ms", 33, "400 pixels a frame");
  bench_limit ("scroll through 500 pages: longest frame", bench_sample_at (&sample, 1.0), "ms", 33, "400 pixels a frame");
  bench_sample_clear (&sample);
  g_object_unref (adjustment);
  gtk_window_destroy (window);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;

  if (argc != 2)
    return 2;
  gtk_init ();
  adw_init ();
  path = g_build_filename (argv[1], "pages.pdf", NULL);
  make_file (path);
  bench_first_page (path, argv[1]);
  bench_text (path);
  bench_finding (path);
  bench_scrolling (path);
  return 0;
}
