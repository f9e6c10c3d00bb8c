/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The viewer under a real pointer: headings and links that are clicked, Ctrl and the wheel, a word that is chosen. */
#include "config.h"

#include "tw-pointer.h"
#include "tw-viewer-canvas-private.h"
#include "tw-viewer-private.h"
#include "tw-viewer-test.h"

static TwViewer *
open_sample (TwAppTest  *fixture,
             const char *name)
{
  g_autofree char *path = tw_viewer_test_dup_sample (name);
  TwViewer *viewer = NULL;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return NULL;
  tw_viewer_test_add_document (fixture, "Sample.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  return viewer;
}

/* --- Links --- */

typedef struct
{
  TwViewerCanvas *canvas;
  double          x, y;
  GPtrArray      *followed;                            /* addresses */
} Links;

/* The middle of the first link, found as the pointer finds it. */
static gboolean
find_link (gpointer data)
{
  Links *links = data;
  GPtrArray *found = tw_viewer_document_peek_links (links->canvas->document, 0);
  const TwPageLink *link = found != NULL && found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  if (link == NULL)
    {
      tw_viewer_canvas_step_link (links->canvas, TRUE);
      return FALSE;
    }
  for (int y = 0; y < gtk_widget_get_height (GTK_WIDGET (links->canvas)); y++)
    for (int x = 0; x < gtk_widget_get_width (GTK_WIDGET (links->canvas)); x++)
      {
        float page_x = 0, page_y = 0;

        if (tw_viewer_canvas_locate (links->canvas, x, y, &page_x, &page_y) == 0
            && ABS (page_x - (link->box.left + link->box.right) / 2) < 1 && ABS (page_y - (link->box.top + link->box.bottom) / 2) < 1)
          {
            links->x = x;
            links->y = y;
            return TRUE;
          }
      }
  return FALSE;
}

static void
followed_cb (TwViewerCanvas *canvas,
             TwPageLink     *link,
             GPtrArray      *followed)
{
  g_ptr_array_add (followed, g_strdup (link->address));
}

static gboolean
is_followed (gpointer data)
{
  return ((GPtrArray *) data)->len > 0;
}

/* A click follows it; what is beside it is no link, and a selection that ends on it is none either. */
static void
test_link (TwAppTest    *fixture,
           gconstpointer data)
{
  TwViewer *viewer = open_sample (fixture, "plain/libre-office-link.pdf");
  g_autoptr(GPtrArray) followed = g_ptr_array_new_with_free_func (g_free);
  Links links = { NULL, 0, 0, followed };

  if (viewer == NULL)
    return;
  links.canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (find_link, &links);
  g_signal_handlers_disconnect_by_data (links.canvas, viewer);
  g_signal_connect (links.canvas, "link-activated", G_CALLBACK (followed_cb), followed);
  tw_pointer_do (links.canvas, links.x, links.y + 150, "click 1");
  tw_app_test_settle ();
  g_assert_cmpuint (followed->len, ==, 0);
  tw_pointer_do (links.canvas, links.x, links.y, "click 1");
  tw_app_test_wait (is_followed, followed);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (followed, 0), "http"));
  g_assert_cmpuint (followed->len, ==, 1);
}

/* --- The wheel --- */

static gboolean
is_zoomed (gpointer data)
{
  TwViewerCanvas *canvas = data;

  return tw_viewer_canvas_get_zoom (canvas) != *(double *) g_object_get_data (data, "before");
}

/* With Ctrl what is below the pointer stays there; without it the pages are scrolled. */
static void
test_wheel (TwAppTest    *fixture,
            gconstpointer data)
{
  TwViewer *viewer = open_sample (fixture, "plain/pdflatex-4-pages.pdf");
  TwViewerCanvas *canvas = NULL;
  float x = 0, y = 0, x_after = 0, y_after = 0;
  double zoom = 0, top = 0;
  guint page;

  if (viewer == NULL)
    return;
  canvas = tw_viewer_get_canvas (viewer);
  tw_viewer_canvas_zoom_at (canvas, 2, 300, 200);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  zoom = tw_viewer_canvas_get_zoom (canvas);
  g_object_set_data (G_OBJECT (canvas), "before", &zoom);
  page = tw_viewer_canvas_locate (canvas, 260, 240, &x, &y);
  tw_pointer_do (canvas, 260, 240, "keydown ctrl click 4 keyup ctrl");
  tw_app_test_wait (is_zoomed, canvas);
  tw_app_test_settle ();
  g_assert_cmpfloat (tw_viewer_canvas_get_zoom (canvas), >, zoom);
  g_assert_cmpuint (tw_viewer_canvas_locate (canvas, 260, 240, &x_after, &y_after), ==, page);
  g_assert_cmpfloat (ABS (x - x_after), <, 3);
  g_assert_cmpfloat (ABS (y - y_after), <, 3);
  zoom = tw_viewer_canvas_get_zoom (canvas);
  top = gtk_adjustment_get_value (canvas->vadjustment);
  tw_pointer_do (canvas, 260, 240, "click 5 click 5 click 5");
  tw_app_test_settle ();
  g_assert_cmpfloat (tw_viewer_canvas_get_zoom (canvas), ==, zoom);
  g_assert_cmpfloat (gtk_adjustment_get_value (canvas->vadjustment), >, top);
}

/* --- The outline --- */

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static gboolean
is_on_another_page (gpointer data)
{
  return tw_viewer_canvas_get_page (data) != 0;
}

/* The last heading that is on another page than the first. */
static GtkWidget *
find_last_heading (GtkWidget *side)
{
  GtkWidget *last = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (side); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = GTK_IS_LABEL (child) && gtk_widget_get_mapped (child) ? child : find_last_heading (child);

      if (found != NULL)
        last = found;
    }
  return last;
}

static void
test_outline (TwAppTest    *fixture,
              gconstpointer data)
{
  TwViewer *viewer = open_sample (fixture, "plain/pdflatex-outline.pdf");
  GtkWidget *side = NULL, *tab = NULL, *heading = NULL;

  if (viewer == NULL)
    return;
  side = tw_app_test_find (viewer, TW_TYPE_VIEWER_SIDE);
  tw_app_test_wait (tw_viewer_test_has_outline, viewer);
  tw_app_test_activate (viewer, "viewer.toggle-side", NULL);
  tw_app_test_settle ();
  tab = find_label (side, "Outline");
  g_assert_nonnull (tab);
  tw_pointer_do (tab, gtk_widget_get_width (tab) / 2.0, gtk_widget_get_height (tab) / 2.0, "click 1");
  tw_app_test_settle ();
  tw_app_test_shot (fixture->window, "viewer-outline");
  heading = find_last_heading (side);
  g_assert_nonnull (heading);
  g_assert_cmpuint (tw_viewer_canvas_get_page (tw_viewer_get_canvas (viewer)), ==, 0);
  tw_pointer_do (heading, 12, gtk_widget_get_height (heading) / 2.0, "click 1");
  tw_app_test_wait (is_on_another_page, tw_viewer_get_canvas (viewer));
}

/* --- Small pages --- */

/* The picture above a number. */
static gboolean
is_drawn (gpointer data)
{
  return gtk_picture_get_paintable (GTK_PICTURE (gtk_widget_get_prev_sibling (data))) != NULL;
}

/* They are drawn, and a click on one goes to its page. */
static void
test_small_pages (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwViewer *viewer = open_sample (fixture, "plain/pdflatex-4-pages.pdf");
  GtkWidget *side = NULL, *number = NULL;

  if (viewer == NULL)
    return;
  side = tw_app_test_find (viewer, TW_TYPE_VIEWER_SIDE);
  tw_app_test_activate (viewer, "viewer.toggle-side", NULL);
  tw_app_test_settle ();
  number = find_label (side, "2");
  g_assert_nonnull (number);
  tw_app_test_wait (is_drawn, number);
  tw_app_test_shot (fixture->window, "viewer-small-pages");
  g_assert_cmpuint (tw_viewer_canvas_get_page (tw_viewer_get_canvas (viewer)), ==, 0);
  tw_pointer_do (number, gtk_widget_get_width (number) / 2.0, gtk_widget_get_height (number) / 2.0, "click 1");
  tw_app_test_wait (is_on_another_page, tw_viewer_get_canvas (viewer));
  g_assert_cmpuint (tw_viewer_canvas_get_page (tw_viewer_get_canvas (viewer)), ==, 1);
}

/* --- Words --- */

static gboolean
has_text (gpointer data)
{
  TwViewerDocument *document = data;

  tw_viewer_document_want_text (document, 0, TW_URGENT);
  return tw_viewer_document_peek_text (document, 0) != NULL;
}

static gboolean
has_words (gpointer data)
{
  g_autofree char *words = tw_viewer_canvas_dup_selected (data);

  return words != NULL && strlen (words) > 20;
}

/* Dragged over lines. */
static void
test_select (TwAppTest    *fixture,
             gconstpointer data)
{
  TwViewer *viewer = open_sample (fixture, "plain/pdflatex-4-pages.pdf");
  TwViewerCanvas *canvas = NULL;
  int width;

  if (viewer == NULL)
    return;
  canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (has_text, canvas->document);
  width = gtk_widget_get_width (GTK_WIDGET (canvas));
  tw_pointer_do (canvas, width * 0.25, 30, "mousedown 1 sleep 0.05 mousemove_relative 40 60 sleep 0.05 mousemove_relative 300 240 sleep 0.05 mouseup 1");
  tw_app_test_wait (has_words, canvas);
}

int
main (int   argc,
      char *argv[])
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/viewer-hand/link", test_link);
  tw_app_test_add ("/app/viewer-hand/wheel", test_wheel);
  tw_app_test_add ("/app/viewer-hand/outline", test_outline);
  tw_app_test_add ("/app/viewer-hand/small-pages", test_small_pages);
  tw_app_test_add ("/app/viewer-hand/select", test_select);
  return g_test_run ();
}
