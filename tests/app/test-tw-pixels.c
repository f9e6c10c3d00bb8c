/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsk/gsk.h>

#include "tw-app-test.h"
#include "tw-line-layout.h"
#include "tw-pixels.h"

#define RED   0xffff0000
#define GREEN 0xff00ff00
#define BLUE  0xff0000ff
#define WHITE 0xffffffff

static TwPixels *
make_picture (GtkWidget *widget)
{
  static const guint32 colors[] = { RED, GREEN, BLUE, WHITE };
  g_autoptr(GBytes) bytes = g_bytes_new (colors, sizeof colors);

  return tw_pixels_new (widget, bytes, 2, 2);
}

/* What a node draws at a place. */
static guint32
read_pixel (GskRenderNode *node,
            int            x,
            int            y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 20, 20);
  cairo_t *cr = cairo_create (surface);
  guint32 pixel;

  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  memcpy (&pixel, cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + x * 4, sizeof pixel);
  cairo_surface_destroy (surface);
  return pixel;
}

static void
assert_same (TwPixels *picture,
             gboolean  by_cairo)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;

  tw_pixels_append (picture, snapshot, &GRAPHENE_RECT_INIT (5, 6, 2, 2));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_cmpint (gsk_render_node_get_node_type (node), ==, by_cairo ? GSK_CAIRO_NODE : GSK_TEXTURE_NODE);
  /* A frame may be drawn when the picture is gone. */
  g_object_unref (picture);
  g_assert_cmphex (read_pixel (node, 5, 6), ==, RED);
  g_assert_cmphex (read_pixel (node, 6, 6), ==, GREEN);
  g_assert_cmphex (read_pixel (node, 5, 7), ==, BLUE);
  g_assert_cmphex (read_pixel (node, 6, 7), ==, WHITE);
  g_assert_cmphex (read_pixel (node, 4, 6), ==, 0);
  g_assert_cmphex (read_pixel (node, 7, 7), ==, 0);
  gsk_render_node_unref (node);
}

/* Where Cairo draws, the picture is a surface of it; elsewhere a texture. Both are the same pixels. */
static void
test_renderers (TwAppTest    *fixture,
                gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window))));
  assert_same (make_picture (window), TRUE);
  assert_same (make_picture (NULL), FALSE);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The edges of what is stretched do not fade into the ground. */
static void
test_stretched (TwAppTest    *fixture,
                gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  g_autoptr(TwPixels) picture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;

  gtk_window_present (GTK_WINDOW (window));
  picture = make_picture (window);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (picture)), ==, 2);
  gdk_paintable_snapshot (GDK_PAINTABLE (picture), snapshot, 20, 20);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_cmphex (read_pixel (node, 0, 0), ==, RED);
  g_assert_cmphex (read_pixel (node, 19, 19), ==, WHITE);
  gsk_render_node_unref (node);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- Lines --- */

static GtkWidget *
make_line (GtkLayoutManager *layout)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  if (layout != NULL)
    gtk_widget_set_layout_manager (line, layout);
  else
    gtk_box_set_spacing (GTK_BOX (line), 6);
  gtk_box_append (GTK_BOX (line), gtk_label_new ("First"));
  gtk_box_append (GTK_BOX (line), g_object_new (GTK_TYPE_LABEL, "label", "What goes over several lines when it has to", "wrap", TRUE, "hexpand", TRUE, NULL));
  gtk_box_append (GTK_BOX (line), g_object_new (GTK_TYPE_LABEL, "label", "Not seen", "visible", FALSE, NULL));
  gtk_box_append (GTK_BOX (line), g_object_new (GTK_TYPE_LABEL, "label", "Last", "hexpand", TRUE, NULL));
  return g_object_ref_sink (line);
}

static void
compare_lines (GtkWidget *line,
               GtkWidget *box,
               int        width)
{
  int least = 0, most = 0, box_least = 0, box_most = 0;
  GtkWidget *other = gtk_widget_get_first_child (box);

  gtk_widget_measure (line, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &box_least, &box_most, NULL, NULL);
  g_assert_cmpint (least, ==, box_least);
  g_assert_cmpint (most, ==, box_most);
  gtk_widget_measure (line, GTK_ORIENTATION_VERTICAL, width, &least, &most, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, &box_least, &box_most, NULL, NULL);
  g_assert_cmpint (least, ==, box_least);
  gtk_widget_allocate (line, width, least, -1, NULL);
  gtk_widget_allocate (box, width, least, -1, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (line); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation ours, theirs;

      gtk_widget_get_allocation (child, &ours);
      gtk_widget_get_allocation (other, &theirs);
      g_assert_cmpint (ours.x, ==, theirs.x);
      g_assert_cmpint (ours.width, ==, theirs.width);
      other = gtk_widget_get_next_sibling (other);
    }
}

/* Where there is little room all of it is used, one child after the other. */
static void
check_filled (GtkWidget *line,
              int        width)
{
  gboolean mirrored = gtk_widget_get_direction (line) == GTK_TEXT_DIR_RTL;
  int least = 0, x = 0;

  gtk_widget_measure (line, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  gtk_widget_allocate (line, width, least, -1, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (line); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation place;

      if (!gtk_widget_get_visible (child))
        continue;
      gtk_widget_get_allocation (child, &place);
      g_assert_cmpint (place.x, ==, mirrored ? width - x - place.width : x);
      x += place.width + 6;
    }
  g_assert_cmpint (x - 6, ==, width);
}

/* Children stand where a GtkBox puts them, in both directions. */
static void
test_line (TwAppTest    *fixture,
           gconstpointer data)
{
  for (GtkTextDirection direction = GTK_TEXT_DIR_LTR; direction <= GTK_TEXT_DIR_RTL; direction++)
    {
      g_autoptr(GtkWidget) line = make_line (g_object_new (TW_TYPE_LINE_LAYOUT, "spacing", 6, NULL));
      g_autoptr(GtkWidget) box = make_line (NULL);

      gtk_widget_set_direction (line, direction);
      gtk_widget_set_direction (box, direction);
      compare_lines (line, box, 800);
      check_filled (line, 250);
    }
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/pixels/renderers", test_renderers);
  tw_app_test_add ("/app/pixels/stretched", test_stretched);
  tw_app_test_add ("/app/pixels/line", test_line);
  return g_test_run ();
}
