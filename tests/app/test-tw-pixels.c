/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsk/gsk.h>

#include "tw-app-test.h"
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

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/pixels/renderers", test_renderers);
  tw_app_test_add ("/app/pixels/stretched", test_stretched);
  return g_test_run ();
}
