/* SPDX-License-Identifier: GPL-3.0-or-later */
/* High contrast: what is drawn is measured by the formula of WCAG 2.1, on light and on dark ground. Words have 4.5:1, signs and lines 3:1. */
#include "config.h"

#include "tw-calendar-test.h"
#include "tw-chart.h"
#include "tw-viewer-canvas-private.h"
#include "tw-viewer-private.h"
#include "tw-viewer-test.h"
#include "tw-widget-shot.h"

#define WORDS 4.5
#define SIGNS 3.0

typedef struct
{
  guint32 *pixels;                                     /* (owned) */
  int      width, height;
} Picture;

static void
picture_clear (Picture *self)
{
  g_free (self->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

typedef struct
{
  gpointer    widget;
  const char *path;
} Shot;

/* A busy machine may not have drawn it yet. */
static gboolean
is_drawn (gpointer data)
{
  Shot *shot = data;

  return tw_widget_shot (shot->widget, shot->path, NULL);
}

static Picture
take (TwAppTest *fixture,
      gpointer   widget)
{
  Picture picture = { NULL, 0, 0 };
  g_autofree char *path = g_build_filename (fixture->dir, "contrast.png", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  Shot shot = { widget, path };

  gtk_widget_queue_draw (widget);
  tw_app_test_settle ();
  tw_app_test_wait (is_drawn, &shot);
  texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  picture.width = gdk_texture_get_width (texture);
  picture.height = gdk_texture_get_height (texture);
  picture.pixels = g_new (guint32, picture.width * picture.height);
  gdk_texture_download (texture, (guchar *) picture.pixels, (gsize) picture.width * 4);
  return picture;
}

/* Between the lightest and the darkest that is drawn in a part. */
static double
measure (const Picture      *picture,
         const GdkRectangle *part)
{
  guint32 light = 0x000000, dark = 0xffffff;

  for (int y = MAX (part->y, 0); y < MIN (part->y + part->height, picture->height); y++)
    for (int x = MAX (part->x, 0); x < MIN (part->x + part->width, picture->width); x++)
      {
        guint32 color = picture->pixels[y * picture->width + x] & 0xffffff;

        if (tw_chart_contrast (color, 0x000000) > tw_chart_contrast (light, 0x000000))
          light = color;
        if (tw_chart_contrast (color, 0x000000) < tw_chart_contrast (dark, 0x000000))
          dark = color;
      }
  return tw_chart_contrast (light, dark);
}

/* inset: what is left out at each side. */
static void
assert_contrast (TwAppTest  *fixture,
                 gpointer    widget,
                 int         inset,
                 double      least,
                 const char *what)
{
  g_auto(Picture) picture = take (fixture, widget);
  GdkRectangle part = { inset, inset, picture.width - 2 * inset, picture.height - 2 * inset };
  double ratio = measure (&picture, &part);

  g_test_message ("%s: %.2f", what, ratio);
  g_assert_cmpfloat (ratio, >=, least);
}

static void
set_dark (gboolean dark)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_assert_true (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()));
}

static GtkWidget *
show_in_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_widget_set_margin_top (child, 12);
  gtk_widget_set_margin_bottom (child, 12);
  gtk_widget_set_margin_start (child, 12);
  gtk_widget_set_margin_end (child, 12);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  tw_app_test_settle ();
  return window;
}

static GtkWidget *
find_class (GtkWidget  *widget,
            const char *css_class)
{
  GtkWidget *found = NULL;

  if (gtk_widget_has_css_class (widget, css_class) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_class (child, css_class);
  return found;
}

/* --- Signs --- */

static void
test_symbols (TwAppTest    *fixture,
              gconstpointer data)
{
  static const char *const names[] = { "tw-star-off-symbolic", "tw-mail-read-symbolic", "tw-task-open-symbolic", "tw-move-up-symbolic",
                                       "tw-move-down-symbolic" };

  for (int dark = 0; dark < 2; dark++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        GtkWidget *image = gtk_image_new_from_icon_name (names[i]), *window = show_in_window (image);

        set_dark (dark);
        g_assert_true (gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (image)), names[i]));
        assert_contrast (fixture, image, 0, SIGNS, names[i]);
        gtk_window_destroy (GTK_WINDOW (window));
      }
}

static void
test_boxes (TwAppTest    *fixture,
            gconstpointer data)
{
  GtkWidget *cell = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_settle ();
  for (int dark = 0; dark < 2; dark++)
    {
      set_dark (dark);
      tw_app_test_settle ();
      cell = find_class (GTK_WIDGET (tw_window_get_page (fixture->window)), "tw-check-cell");
      g_assert_nonnull (cell);
      /* Without the lines between rows. */
      assert_contrast (fixture, cell, 4, SIGNS, "box of a row");
    }
}

static void
test_panel (TwAppTest    *fixture,
            gconstpointer data)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *window = NULL;

  gtk_widget_set_size_request (card, 200, 80);
  gtk_widget_set_margin_start (card, 12);
  gtk_widget_set_margin_end (card, 12);
  gtk_widget_add_css_class (card, "tw-search-card");
  gtk_box_append (GTK_BOX (outer), card);
  window = show_in_window (outer);
  for (int dark = 0; dark < 2; dark++)
    {
      g_auto(Picture) picture = { NULL, 0, 0 };
      GdkRectangle edge = { 10, 40, 4, 1 };

      set_dark (dark);
      picture = take (fixture, outer);
      g_test_message ("edge of the panel: %.2f", measure (&picture, &edge));
      g_assert_cmpfloat (measure (&picture, &edge), >=, SIGNS);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A day of the week that is empty: the lines of hours and the edge of the day. */
static void
test_calendar (TwAppTest    *fixture,
               gconstpointer data)
{
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  TwDate today = tw_calendar_test_get_today (fixture);

  for (int dark = 0; dark < 2; dark++)
    {
      TwDate other = tw_date_get_weekday (today) > 3 ? today - 2 : today + 2;
      GdkRectangle place = tw_calendar_test_find_time (calendar.canvas, other, 10 * 60);
      GdkRectangle hours = { place.x + place.width / 2, place.y - 30, 1, 60 }, days = { place.x - 8, place.y + 10, 16, 1 };
      g_auto(Picture) picture = { NULL, 0, 0 };

      set_dark (dark);
      picture = take (fixture, calendar.canvas);
      g_test_message ("hours %.2f, days %.2f", measure (&picture, &hours), measure (&picture, &days));
      g_assert_cmpfloat (measure (&picture, &hours), >=, SIGNS);
      g_assert_cmpfloat (measure (&picture, &days), >=, SIGNS);
    }
}

/* --- Words --- */

static void
test_button (TwAppTest    *fixture,
             gconstpointer data)
{
  GtkWidget *button = gtk_button_new_with_label ("HHHH"), *window = NULL;

  gtk_widget_add_css_class (button, "suggested-action");
  window = show_in_window (button);
  for (int dark = 0; dark < 2; dark++)
    {
      set_dark (dark);
      /* Without its edge. */
      assert_contrast (fixture, button, 7, WORDS, "words on a blue button");
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_stale (TwAppTest    *fixture,
            gconstpointer data)
{
  GtkWidget *label = gtk_label_new ("HHHH"), *window = show_in_window (label);

  gtk_widget_add_css_class (label, "tw-stale");
  for (int dark = 0; dark < 2; dark++)
    {
      set_dark (dark);
      assert_contrast (fixture, label, 0, WORDS, "what is read anew");
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* One that stays: with a server its answer makes the head of a record anew. */
static GtkWidget *
find_lasting (TwAppTest  *fixture,
              const char *css_class)
{
  GtkWidget *before = NULL, *found = NULL;

  do
    {
      before = find_class (GTK_WIDGET (tw_window_get_page (fixture->window)), css_class);
      for (int i = 0; i < 3; i++)
        tw_app_test_settle ();
      found = find_class (GTK_WIDGET (tw_window_get_page (fixture->window)), css_class);
    }
  while (found != before);
  return found;
}

/* The name of a field before its value that has a colour. */
static void
test_highlight (TwAppTest    *fixture,
                gconstpointer data)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "task"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add it");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  char text[TW_ID_TEXT_LENGTH + 1];
  GtkWidget *name = NULL;

  g_assert_true (tw_record_set_text (record, "title", "Call", &error));
  g_assert_true (tw_record_set_text (record, "priority", "high", &error));
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "task")->number,
                        tw_id_print (tw_record_get_id (record), text), "");
  tw_app_test_settle ();
  for (int dark = 0; dark < 2; dark++)
    {
      set_dark (dark);
      name = find_lasting (fixture, "tw-highlight-name");
      g_assert_nonnull (name);
      assert_contrast (fixture, name, 0, WORDS, "name of a field");
    }
}

/* --- A word that was found --- */

static gboolean
has_found (gpointer data)
{
  return !tw_viewer_find_is_busy (tw_viewer_get_find (data)) && tw_viewer_find_get_n_hits (tw_viewer_get_find (data)) > 1;
}

static GdkRectangle
find_current (TwViewerCanvas *canvas,
              TwTextSpan     *span,
              guint          *page)
{
  g_autoptr(GArray) boxes = NULL;
  graphene_rect_t rect;

  g_assert_true (tw_viewer_find_get_current (canvas->find, page, span));
  boxes = tw_page_text_get_boxes (tw_viewer_document_peek_text (canvas->document, *page), span->start, span->end);
  tw_viewer_canvas_place_box (canvas, *page, &g_array_index (boxes, TwBox, 0), &rect);
  return (GdkRectangle) { (int) rect.origin.x, (int) rect.origin.y, (int) rect.size.width, (int) rect.size.height };
}

/* It can be read under its colour, and one that stands at an edge is moved into the page. */
static void
test_found (TwAppTest    *fixture,
            gconstpointer data)
{
  g_autofree char *path = tw_viewer_test_dup_sample ("plain/pdflatex-outline.pdf");
  g_auto(Picture) picture = { NULL, 0, 0 };
  TwViewer *viewer = NULL;
  TwViewerCanvas *canvas = NULL;
  GtkAdjustment *adjustment = NULL;
  GdkRectangle place;
  TwTextSpan span;
  guint page = 0;
  TwId id;

  if (!tw_viewer_test_has_sample (path))
    return;
  tw_viewer_test_add_document (fixture, "Outline.pdf", path, NULL, &id);
  viewer = tw_viewer_test_open_document (fixture, &id, "");
  canvas = tw_viewer_get_canvas (viewer);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  tw_viewer_find (viewer, "foo");
  tw_app_test_wait (has_found, viewer);
  tw_app_test_activate (viewer, "viewer.find-next", NULL);
  tw_app_test_wait (tw_viewer_test_is_complete, viewer);
  place = find_current (canvas, &span, &page);
  picture = take (fixture, canvas);
  g_test_message ("the word that is shown: %.2f", measure (&picture, &place));
  g_assert_cmpfloat (measure (&picture, &place), >=, 7);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (canvas));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + place.y - 4);
  g_assert_cmpint (find_current (canvas, &span, &page).y, <, TW_VIEWER_GAP);
  tw_viewer_canvas_show_span (canvas, page, &span);
  g_assert_cmpint (find_current (canvas, &span, &page).y, >=, 2 * TW_VIEWER_GAP);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/contrast/symbols", test_symbols);
  tw_app_test_add ("/app/contrast/boxes", test_boxes);
  tw_app_test_add ("/app/contrast/panel", test_panel);
  tw_app_test_add ("/app/contrast/calendar", test_calendar);
  tw_app_test_add ("/app/contrast/button", test_button);
  tw_app_test_add ("/app/contrast/stale", test_stale);
  tw_app_test_add ("/app/contrast/highlight", test_highlight);
  tw_app_test_add ("/app/contrast/found", test_found);
  return g_test_run ();
}
