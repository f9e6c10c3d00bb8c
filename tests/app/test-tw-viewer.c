/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The viewer: real files of records, read by the real process. */
#include "config.h"

#include <string.h>

#include "../render/hostile-pdf.h"
#include "tw-app-test.h"
#include "tw-blobs.h"
#include "tw-document-places.h"
#include "tw-file-panel.h"
#include "tw-file-row.h"
#include "tw-record-page.h"
#include "tw-viewer-canvas-private.h"
#include "tw-viewer-page.h"
#include "tw-viewer-private.h"
#include "tw-viewer-test.h"

static gboolean
has_found_all (gpointer data)
{
  return !tw_viewer_find_is_busy (tw_viewer_get_find (data)) && tw_viewer_find_get_n_hits (tw_viewer_get_find (data)) > 0;
}

/* Attached to a record and opened by its row: pages, zoom, turning, find, outline, copy. */
static void
test_pages (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-outline.pdf"), *selected = NULL;
  char text[TW_ID_TEXT_LENGTH + 1];
  TwViewer *viewer = NULL;
  TwViewerCanvas *canvas = NULL;
  TwFilePanel *panel = NULL;
  double zoom = 0;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Outline.pdf", path, NULL, &id);
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "company")->number,
                        tw_id_print (&fixture->acme, text), "");
  tw_app_test_settle ();
  panel = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_FILE_PANEL);
  tw_app_test_activate (panel, "file.open", "s", tw_file_row_get_id (tw_app_test_find (panel, TW_TYPE_FILE_ROW)));
  g_assert_true (TW_IS_VIEWER_PAGE (tw_window_get_page (fixture->window)));
  viewer = tw_viewer_page_get_viewer (TW_VIEWER_PAGE (tw_window_get_page (fixture->window)));
  tw_app_test_wait (tw_viewer_test_has_come, viewer);
  g_assert_cmpuint (tw_viewer_get_state (viewer), ==, TW_VIEWER_PAGES);
  canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  tw_app_test_shot (fixture->window, "viewer-pages");
  tw_app_test_activate (viewer, "viewer.next-page", NULL);
  g_assert_cmpuint (tw_viewer_canvas_get_page (canvas), ==, 1);
  zoom = tw_viewer_canvas_get_zoom (canvas);
  tw_app_test_activate (viewer, "viewer.zoom-in", NULL);
  g_assert_cmpfloat (tw_viewer_canvas_get_zoom (canvas), >, zoom);
  g_assert_cmpuint (tw_viewer_canvas_get_page (canvas), ==, 1);
  tw_app_test_activate (viewer, "viewer.turn-right", NULL);
  g_assert_cmpuint (tw_viewer_canvas_get_rotation (canvas), ==, 1);
  tw_app_test_activate (viewer, "viewer.turn-left", NULL);
  tw_app_test_activate (viewer, "viewer.fit-page", NULL);
  tw_app_test_wait (tw_viewer_test_has_outline, viewer);
  tw_app_test_activate (viewer, "viewer.toggle-side", NULL);
  tw_viewer_canvas_go_to_page (canvas, 0);
  tw_viewer_find (viewer, "foo");
  tw_app_test_wait (has_found_all, viewer);
  g_assert_cmpuint (tw_viewer_find_get_number (tw_viewer_get_find (viewer)), ==, 1);
  tw_app_test_activate (viewer, "viewer.find-previous", NULL);
  g_assert_cmpuint (tw_viewer_find_get_number (tw_viewer_get_find (viewer)), ==, tw_viewer_find_get_n_hits (tw_viewer_get_find (viewer)));
  tw_app_test_activate (viewer, "viewer.find-next", NULL);
  g_assert_cmpuint (tw_viewer_find_get_number (tw_viewer_get_find (viewer)), ==, 1);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  tw_app_test_shot (fixture->window, "viewer-find");
  tw_viewer_canvas_select (canvas, 0, 0, 0, 8);
  selected = tw_viewer_canvas_dup_selected (canvas);
  g_assert_cmpstr (selected, ==, "Contents");
}

static gboolean
is_locked (gpointer data)
{
  return tw_viewer_get_state (data) == TW_VIEWER_LOCKED;
}

static gboolean
shows_pages (gpointer data)
{
  return tw_viewer_get_state (data) == TW_VIEWER_PAGES;
}

static void
test_password (TwAppTest    *fixture,
               gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("encrypted/libreoffice-writer-password.pdf");
  TwViewer *viewer = NULL;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Secret.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  g_assert_true (is_locked (viewer));
  tw_app_test_shot (fixture->window, "viewer-locked");
  tw_viewer_unlock (viewer, "wrong");
  tw_app_test_wait (is_locked, viewer);
  tw_viewer_unlock (viewer, "openpassword");
  tw_app_test_wait (shows_pages, viewer);
}

static gboolean
has_failed (gpointer data)
{
  return tw_viewer_get_state (data) == TW_VIEWER_FAILED;
}

/* A bad file is a sentence; the next one opens. A process that dies is one, too. */
static void
test_damaged (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-4-pages.pdf");
  TwViewer *viewer = NULL;
  TwId bad, good;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Bad.pdf", NULL, "%PDF-1.4\nnothing follows\n", &bad);
  tw_viewer_test_add_document (fixture, "Good.pdf", path, NULL, &good);
  viewer = tw_viewer_test_open_document (fixture, &bad, "");
  g_assert_true (has_failed (viewer));
  g_assert_nonnull (strstr (tw_viewer_get_problem (viewer), "damaged"));
  tw_app_test_shot (fixture->window, "viewer-damaged");
  viewer = tw_viewer_test_open_document (fixture, &good, "");
  g_assert_true (shows_pages (viewer));
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
}

static gboolean
has_renderer (gpointer data)
{
  TwWindow *window = data;
  TwViewerPage *page = TW_IS_VIEWER_PAGE (tw_window_get_page (window)) ? TW_VIEWER_PAGE (tw_window_get_page (window)) : NULL;

  return page != NULL && tw_viewer_page_get_viewer (page)->renderer != NULL;
}

/* A page that would take until the end of the world is a sentence; the next document opens. */
static void
test_endless (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autoptr(GByteArray) slow = hostile_pdf_new_slow (4, 30), quick = hostile_pdf_new_slow (2, 2);
  g_autofree char *bad_text = g_strndup ((const char *) slow->data, slow->len), *good_text = g_strndup ((const char *) quick->data, quick->len);
  char text[TW_ID_TEXT_LENGTH + 1];
  TwViewer *viewer = NULL;
  TwId bad, good;

  tw_viewer_test_add_document (fixture, "Endless.pdf", NULL, bad_text, &bad);
  tw_viewer_test_add_document (fixture, "Good.pdf", NULL, good_text, &good);
  tw_app_test_activate (fixture->window, "win.open-file", "(ss)", tw_id_print (&bad, text), "");
  tw_app_test_wait (has_renderer, fixture->window);
  viewer = tw_viewer_page_get_viewer (TW_VIEWER_PAGE (tw_window_get_page (fixture->window)));
  g_assert_cmpint (tw_viewer_get_state (viewer), ==, TW_VIEWER_LOADING);
  /* Not the 20 seconds that people wait. */
  tw_renderer_limit_patience (viewer->renderer, 1);
  tw_app_test_wait (has_failed, viewer);
  g_assert_nonnull (strstr (tw_viewer_get_problem (viewer), "too long"));
  g_assert_true (gtk_widget_get_visible (viewer->retry));
  tw_app_test_shot (fixture->window, "viewer-endless");
  viewer = tw_viewer_test_open_document (fixture, &good, "");
  g_assert_true (shows_pages (viewer));
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
}

/* Words of a search are found and marked when it opens. */
static void
test_words (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-4-pages.pdf");
  TwViewer *viewer = NULL;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Pages.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "without a meaning");
  g_assert_true (shows_pages (viewer));
  tw_app_test_wait (has_found_all, viewer);
  g_assert_cmpuint (tw_viewer_find_get_n_hits (tw_viewer_get_find (viewer)), >, 1);
}

static gboolean
has_text (gpointer data)
{
  TwViewerCanvas *canvas = tw_viewer_get_canvas (data);
  g_autofree char *all = NULL;

  tw_viewer_canvas_select_all (canvas);
  all = tw_viewer_canvas_dup_selected (canvas);
  return all != NULL && strstr (all, "quick brown") != NULL;
}

/* Words that were recognized on a scan are marked, selected and copied as those of a PDF; a second time nothing is recognized. */
static void
test_scan (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), "ocr-pages", "phototest.tif", NULL), *program = g_find_program_in_path ("tesseract");
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GPtrArray) kept = NULL;
  g_autoptr(GArray) boxes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;
  const TwValue *file = NULL;
  TwViewer *viewer = NULL;
  guint page = 0;
  TwTextSpan span;
  TwId id;

  if (!tw_viewer_test_has_sample (path) || program == NULL)
    return;
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "It was read");
  tw_viewer_test_add_document (fixture, "Scan.tif", path, NULL, &id);
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "document"), &id, &error);
  g_assert_true (tw_record_set_text (record, "ocr_status", "done", &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  viewer = tw_viewer_test_open_document (fixture, &id, "quick brown");
  g_assert_true (shows_pages (viewer));
  tw_app_test_wait (has_found_all, viewer);
  g_assert_true (tw_viewer_find_get_current (tw_viewer_get_find (viewer), &page, &span));
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  tw_app_test_wait (has_text, viewer);
  tw_app_test_shot (fixture->window, "viewer-scan");
  file = tw_record_get (record, tw_entity_get_field (tw_record_get_entity (record), "file"));
  kept = tw_document_places_load (fixture->store, file->text);
  g_assert_nonnull (kept);
  g_assert_cmpuint (kept->len, ==, 1);
  boxes = tw_page_text_get_boxes (g_ptr_array_index (kept, 0), span.start, span.end);
  g_assert_cmpuint (boxes->len, ==, 1);
}

/* The pages that a print dialog names. */
static void
test_print (TwAppTest    *fixture,
            gconstpointer data)
{
  static const struct { GtkPrintPages which; int start, end; guint first, n; } rows[] = {
    { GTK_PRINT_PAGES_ALL, 0, 0, 0, 4 }, { GTK_PRINT_PAGES_CURRENT, 0, 0, G_MAXUINT, 1 }, { GTK_PRINT_PAGES_RANGES, 1, 2, 1, 2 },
    { GTK_PRINT_PAGES_RANGES, 3, 99, 3, 1 }, { GTK_PRINT_PAGES_RANGES, 2, -1, 2, 2 },
  };
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-4-pages.pdf");
  TwViewer *viewer = NULL;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Pages.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  g_assert_true (shows_pages (viewer));
  tw_viewer_canvas_set_fit (tw_viewer_get_canvas (viewer), TW_FIT_PAGE);
  tw_viewer_canvas_go_to_page (tw_viewer_get_canvas (viewer), 2);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GtkPrintSettings) settings = gtk_print_settings_new ();
      GtkPageRange range = { rows[i].start, rows[i].end };
      g_autoptr(GArray) pages = NULL;

      gtk_print_settings_set_print_pages (settings, rows[i].which);
      gtk_print_settings_set_page_ranges (settings, &range, 1);
      pages = tw_viewer_choose_pages (viewer, settings);
      g_assert_cmpuint (pages->len, ==, rows[i].n);
      g_assert_cmpuint (g_array_index (pages, guint, 0), ==,
                        rows[i].first != G_MAXUINT ? rows[i].first : tw_viewer_canvas_get_page (tw_viewer_get_canvas (viewer)));
    }
}

static gboolean
has_links (gpointer data)
{
  return tw_viewer_canvas_step_link (data, TRUE);
}

static void
followed_cb (TwViewerCanvas *canvas,
             TwPageLink     *link,
             char          **address)
{
  g_free (*address);
  *address = g_strdup (link->address);
}

/* As the keyboard has it; beyond the last one the focus goes on. */
static void
press (gpointer widget,
       guint    key)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0u, 0, &taken);
    }
}

static void
test_links (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/libre-office-link.pdf"), *address = NULL;
  TwViewerCanvas *canvas = NULL;
  TwViewer *viewer = NULL;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Link.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  tw_app_test_wait (has_links, canvas);
  g_signal_handlers_disconnect_by_data (canvas, viewer);
  g_signal_connect (canvas, "link-activated", G_CALLBACK (followed_cb), &address);
  press (canvas, GDK_KEY_Return);
  g_assert_nonnull (address);
  g_assert_true (g_str_has_prefix (address, "http"));
  g_clear_pointer (&address, g_free);
  press (canvas, GDK_KEY_Tab);
  press (canvas, GDK_KEY_Return);
  g_assert_null (address);
}

static gboolean
is_drawn (TwViewerCanvas *canvas,
          guint           page)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  graphene_rect_t bounds;
  double scale = tw_viewer_canvas_get_scale (canvas) * gtk_widget_get_scale_factor (GTK_WIDGET (canvas));
  gboolean all = FALSE;

  tw_viewer_canvas_get_bounds (canvas, page, &bounds);
  all = tw_viewer_tiles_paint (canvas->tiles, page, canvas->rotation, scale, GTK_WIDGET (canvas), snapshot, &bounds, &bounds);
  g_object_unref (snapshot);
  return all;
}

/* The next pages are drawn before they are scrolled to, wherever one is; those far away are not. */
static void
test_next_pages (TwAppTest    *fixture,
                 gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("encrypted/enc-R2_V1_U-view_O-view.pdf");
  static const guint pages[] = { 0, 9, 17 };
  TwViewerCanvas *canvas = NULL;
  TwViewer *viewer = NULL;
  guint first = 0, last = 0;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Pages.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  tw_viewer_unlock (viewer, "view");
  tw_app_test_wait (shows_pages, viewer);
  canvas = tw_viewer_get_canvas (viewer);
  tw_viewer_canvas_set_fit (canvas, TW_FIT_WIDTH);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      tw_viewer_canvas_go_to_page (canvas, pages[i]);
      tw_app_test_settle ();
      tw_app_test_wait (tw_viewer_test_is_complete, viewer);
      g_assert_true (tw_viewer_canvas_get_visible (canvas, &first, &last));
      g_assert_cmpuint (last, >=, pages[i]);
      g_assert_true (is_drawn (canvas, first));
      g_assert_true (is_drawn (canvas, last + 1));
      g_assert_false (is_drawn (canvas, last + 9));
    }
}

/* What is below the pointer stays there, as with Ctrl and the wheel or two fingers; and the turn stays while one zooms. */
static void
test_zoom (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-4-pages.pdf");
  TwViewerCanvas *canvas = NULL;
  TwViewer *viewer = NULL;
  float x = 0, y = 0, x_after = 0, y_after = 0;
  guint page = 0;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Pages.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  for (guint turns = 0; turns < 4; turns++)
    {
      tw_viewer_canvas_set_fit (canvas, TW_FIT_WIDTH);
      tw_app_test_settle ();
      tw_viewer_canvas_zoom_at (canvas, 2, 300, 200);
      tw_app_test_wait (tw_viewer_test_is_complete, viewer);
      page = tw_viewer_canvas_locate (canvas, 250, 220, &x, &y);
      tw_viewer_canvas_zoom_at (canvas, 1.7, 250, 220);
      g_assert_cmpuint (tw_viewer_canvas_locate (canvas, 250, 220, &x_after, &y_after), ==, page);
      g_assert_cmpfloat (ABS (x - x_after), <, 3);
      g_assert_cmpfloat (ABS (y - y_after), <, 3);
      g_assert_cmpuint (tw_viewer_canvas_get_rotation (canvas), ==, turns);
      tw_app_test_activate (viewer, "viewer.turn-right", NULL);
    }
}

static gboolean
has_both (gpointer data)
{
  TwViewerDocument *document = data;

  tw_viewer_document_want_text (document, 0, TW_URGENT);
  tw_viewer_document_want_text (document, 1, TW_URGENT);
  return tw_viewer_document_peek_text (document, 0) != NULL && tw_viewer_document_peek_text (document, 1) != NULL;
}

/* From one page to the next, and on the clipboard. */
static void
test_selection (TwAppTest    *fixture,
                gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-4-pages.pdf"), *selected = NULL, *first = NULL, *second = NULL;
  TwViewerCanvas *canvas = NULL;
  TwViewer *viewer = NULL;
  TwPageText *text = NULL;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Pages.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (has_both, canvas->document);
  text = tw_viewer_document_peek_text (canvas->document, 0);
  tw_viewer_canvas_select (canvas, 0, tw_page_text_get_length (text) - 10, 1, 10);
  selected = tw_viewer_canvas_dup_selected (canvas);
  first = tw_page_text_dup_span (text, tw_page_text_get_length (text) - 10, G_MAXUINT);
  second = tw_page_text_dup_span (tw_viewer_document_peek_text (canvas->document, 1), 0, 10);
  g_assert_true (g_str_has_prefix (selected, first));
  g_assert_true (g_str_has_suffix (selected, second));
}

static void
test_text (TwAppTest    *fixture,
           gconstpointer data)
{
  AdwMessageDialog *dialog = NULL;
  TwViewer *viewer = NULL;
  GtkTextView *view = NULL;
  GtkTextIter start, end;
  g_autofree char *shown = NULL;
  TwId plain, marked;

  tw_viewer_test_add_document (fixture, "Notes.txt", NULL, "one two\nthree two\n", &plain);
  tw_viewer_test_add_document (fixture, "Read me.md", NULL, "# Heading\n\nSome *words*. **See [the & page](https://example.com/?a=1&b=2) now**, or not.\n", &marked);
  viewer = tw_viewer_test_open_document (fixture, &plain, "two");
  g_assert_cmpuint (tw_viewer_get_state (viewer), ==, TW_VIEWER_TEXT);
  view = tw_app_test_find (viewer, GTK_TYPE_TEXT_VIEW);
  gtk_text_buffer_get_iter_at_mark (gtk_text_view_get_buffer (view), &start, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (view)));
  g_assert_cmpint (gtk_text_iter_get_offset (&start), ==, 4);
  tw_app_test_activate (viewer, "viewer.find-next", NULL);
  gtk_text_buffer_get_iter_at_mark (gtk_text_view_get_buffer (view), &start, gtk_text_buffer_get_insert (gtk_text_view_get_buffer (view)));
  g_assert_cmpint (gtk_text_iter_get_offset (&start), ==, 14);
  viewer = tw_viewer_test_open_document (fixture, &marked, "");
  g_assert_cmpuint (tw_viewer_get_state (viewer), ==, TW_VIEWER_TEXT);
  view = tw_app_test_find (viewer, GTK_TYPE_TEXT_VIEW);
  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (view), &start, &end);
  shown = gtk_text_buffer_get_text (gtk_text_view_get_buffer (view), &start, &end, FALSE);
  g_assert_nonnull (strstr (shown, "Some words. See the & page now, or not."));
  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &start);
  g_assert_true (gtk_text_iter_forward_search (&start, "page", 0, &start, NULL, NULL));
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (view), &start);
  press (view, GDK_KEY_Return);
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_body (dialog), ==, "https://example.com/?a=1&b=2");
  adw_message_dialog_response (dialog, "cancel");
  tw_app_test_settle ();
}

static char *
dup_shown (TwViewer *viewer)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (tw_app_test_find (viewer, GTK_TYPE_TEXT_VIEW));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* What other systems write, and bytes that are no text at all. */
static void
test_encodings (TwAppTest    *fixture,
                gconstpointer data)
{
  static const struct { const char *name, *bytes; gsize length; const char *shown; } rows[] = {
    { "utf8.txt", "Caf\xc3\xa9\n", 6, "Caf\303\251\n" },
    { "mark.txt", "\xef\xbb\xbf" "Caf\xc3\xa9\n", 9, "Caf\303\251\n" },
    { "utf16.txt", "\xff\xfe" "C\0a\0f\0\xe9\0", 10, "Caf\303\251" },
    { "utf16be.txt", "\xfe\xff" "\0C\0a\0f\0\xe9", 10, "Caf\303\251" },
    { "latin.txt", "Caf\xe9 du coin\n", 13, "Caf\303\251 du coin\n" },
    { "lines.txt", "one\r\ntwo\r\n", 10, "one\r\ntwo\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, rows[i].name, NULL), *shown = NULL;
      TwId id;

      g_assert_true (g_file_set_contents (path, rows[i].bytes, (gssize) rows[i].length, NULL));
      tw_viewer_test_add_document (fixture, rows[i].name, path, NULL, &id);
      shown = dup_shown (tw_viewer_test_open_document (fixture, &id, ""));
      g_assert_cmpstr (shown, ==, rows[i].shown);
    }
}

static gboolean
has_found_end (gpointer data)
{
  g_autofree char *shown = dup_shown (data);

  return strstr (shown, "zanzibar") != NULL;
}

/* A long log comes piece by piece: as one scrolls, and when something is looked for that was not there yet. */
static void
test_long_text (TwAppTest    *fixture,
                gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "long.log", NULL), *before = NULL, *after = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  TwViewer *viewer = NULL;
  TwId id;

  while (text->len < 2000000)
    g_string_append (text, "2026-11-22 00:00:00 nothing has happened, and \303\251 that is well so\n");
  g_string_append (text, "the zanzibar line\n");
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  tw_viewer_test_add_document (fixture, "long.log", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  g_assert_cmpuint (tw_viewer_get_state (viewer), ==, TW_VIEWER_TEXT);
  before = dup_shown (viewer);
  g_assert_cmpuint (strlen (before), <, 600000);
  tw_viewer_find (viewer, "zanzibar");
  tw_app_test_wait (has_found_end, viewer);
  after = dup_shown (viewer);
  g_assert_cmpuint (strlen (after), ==, text->len);
  g_assert_cmpstr (after, ==, text->str);
}

/* A narrow window, and a picture. */
static void
test_picture (TwAppTest    *fixture,
              gconstpointer data)
{
  static const guint8 pixels[16] = { 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255 };
  g_autoptr(GBytes) bytes = g_bytes_new_static (pixels, sizeof pixels);
  g_autoptr(GdkTexture) texture = gdk_memory_texture_new (2, 2, GDK_MEMORY_R8G8B8A8, bytes, 8);
  g_autofree char *path = g_build_filename (fixture->dir, "picture.png", NULL);
  TwViewer *viewer = NULL;
  TwId id;

  g_assert_true (gdk_texture_save_to_png (texture, path));
  tw_viewer_test_add_document (fixture, "Picture.png", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  tw_app_test_narrow (fixture);
  g_assert_true (shows_pages (viewer));
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  tw_app_test_shot (fixture->window, "viewer-narrow");
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/viewer/pages", test_pages);
  tw_app_test_add ("/app/viewer/password", test_password);
  tw_app_test_add ("/app/viewer/damaged", test_damaged);
  tw_app_test_add ("/app/viewer/endless", test_endless);
  tw_app_test_add ("/app/viewer/words", test_words);
  tw_app_test_add ("/app/viewer/print", test_print);
  tw_app_test_add ("/app/viewer/links", test_links);
  tw_app_test_add ("/app/viewer/zoom", test_zoom);
  tw_app_test_add ("/app/viewer/next-pages", test_next_pages);
  tw_app_test_add ("/app/viewer/selection", test_selection);
  tw_app_test_add ("/app/viewer/scan", test_scan);
  tw_app_test_add ("/app/viewer/text", test_text);
  tw_app_test_add ("/app/viewer/encodings", test_encodings);
  tw_app_test_add ("/app/viewer/long-text", test_long_text);
  tw_app_test_add ("/app/viewer/picture", test_picture);
  return g_test_run ();
}
