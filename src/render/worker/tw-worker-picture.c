/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures by GdkPixbuf, which knows what the desktop knows. A picture is a document of one page whose points are its pixels. */
#include <cairo-pdf.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "tw-worker.h"

#define MAX_PIXELS (100 * 1000 * 1000)                 /* 400 MB; cameras make half of it */

static GBytes          *bytes_of_file;                 /* (owned) */
static cairo_surface_t *picture;                       /* (owned) */
static cairo_surface_t *smaller;                       /* (owned) (nullable) halved as often as the last scale allows */
static int              halvings;                      /* of it */
static int              orientation = 1;               /* as EXIF tells it */

/* Loaders are modules, and what tells pictures apart are files: after the walls stand none can be read. */
static void
prepare (void)
{
  GSList *formats = gdk_pixbuf_get_formats ();
  g_autofree char *guessed = g_content_type_guess (NULL, (const guint8 *) "P3\n", 3, NULL);

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      g_autofree char *name = gdk_pixbuf_format_get_name (l->data);
      g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (name, NULL);

      if (loader != NULL)
        gdk_pixbuf_loader_close (loader, NULL);
    }
  g_slist_free (formats);
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gboolean        *large)
{
  *large = width <= 0 || height <= 0 || (gint64) width * height > MAX_PIXELS || width > TW_RENDER_MAX_POINTS
           || height > TW_RENDER_MAX_POINTS;
  /* The loader reads on; so that it cannot allocate for it. */
  if (*large)
    gdk_pixbuf_loader_set_size (loader, 1, 1);
}

static cairo_surface_t *
make_surface (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf), from_stride = gdk_pixbuf_get_rowstride (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf), stride = 0;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *to = cairo_image_surface_get_data (surface);

  if (to == NULL)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (to + (gsize) y * (gsize) stride);
      const guint8 *p = from + (gsize) y * (gsize) from_stride;

      for (int x = 0; x < width; x++, p += channels)
        {
          guint32 a = channels == 4 ? p[3] : 255;

          row[x] = a << 24 | (p[0] * a + 127) / 255 << 16 | (p[1] * a + 127) / 255 << 8 | (p[2] * a + 127) / 255;
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static TwRenderFault
open_picture (GBytes     *bytes,
              const char *password,
              guint32    *n_pages)
{
  g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr(GdkPixbuf) upright = NULL;
  GdkPixbuf *pixbuf = NULL;
  gboolean large = FALSE, read = FALSE;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &large);
  read = gdk_pixbuf_loader_write_bytes (loader, bytes, NULL);
  /* A picture that is cut off shows what there is of it. */
  read = gdk_pixbuf_loader_close (loader, NULL) || read;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (large)
    return TW_RENDER_FAULT_LARGE;
  if (!read || pixbuf == NULL)
    return TW_RENDER_FAULT_BROKEN;
  if (gdk_pixbuf_get_option (pixbuf, "orientation") != NULL)
    orientation = atoi (gdk_pixbuf_get_option (pixbuf, "orientation"));
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  picture = upright != NULL ? make_surface (upright) : NULL;
  if (picture == NULL)
    return TW_RENDER_FAULT_LARGE;
  bytes_of_file = g_bytes_ref (bytes);
  *n_pages = 1;
  return 0;
}

static void
get_size (guint32  page,
          double  *width,
          double  *height)
{
  *width = cairo_image_surface_get_width (picture);
  *height = cairo_image_surface_get_height (picture);
}

/* Half as wide and high, each pixel the mean of four. */
static cairo_surface_t *
halve (cairo_surface_t *from)
{
  int width = MAX (cairo_image_surface_get_width (from) / 2, 1), height = MAX (cairo_image_surface_get_height (from) / 2, 1);
  cairo_surface_t *to = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (to);

  cairo_scale (cr, (double) width / cairo_image_surface_get_width (from), (double) height / cairo_image_surface_get_height (from));
  cairo_set_source_surface (cr, from, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
  return to;
}

/* The smallest that is not smaller than what is asked for: bilinear filtering reads four pixels and no more. */
static cairo_surface_t *
get_source (double scale)
{
  int wanted = 0;

  for (double s = scale; s <= 0.5 && wanted < 12; s *= 2)
    wanted++;
  if (wanted == 0)
    return picture;
  if (smaller == NULL || halvings > wanted)
    {
      g_clear_pointer (&smaller, cairo_surface_destroy);
      smaller = halve (picture);
      halvings = 1;
    }
  while (halvings < wanted)
    {
      cairo_surface_t *next = halve (smaller);

      cairo_surface_destroy (smaller);
      smaller = next;
      halvings++;
    }
  return smaller;
}

static TwRenderFault
draw (guint32  page,
      guint32  rotation,
      double   scale,
      int      x,
      int      y,
      int      width,
      int      height,
      guint8  *pixels)
{
  cairo_surface_t *to = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, width, height, width * 4);
  cairo_surface_t *from = get_source (scale);
  double w = cairo_image_surface_get_width (picture), h = cairo_image_surface_get_height (picture);
  double turned_x[] = { 0, h, w, 0 }, turned_y[] = { 0, 0, h, w };
  cairo_t *cr = cairo_create (to);
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_rgba (cr, 0, 0, 0, 0);
  cairo_paint (cr);
  cairo_translate (cr, -x, -y);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, turned_x[rotation], turned_y[rotation]);
  cairo_rotate (cr, rotation * G_PI / 2);
  cairo_scale (cr, w / cairo_image_surface_get_width (from), h / cairo_image_surface_get_height (from));
  cairo_set_source_surface (cr, from, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), scale > 3 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (to);
  return status == CAIRO_STATUS_NO_MEMORY ? TW_RENDER_FAULT_LARGE : 0;
}

static TwRenderFault
read_text (guint32     page,
           gboolean    boxes,
           GByteArray *message)
{
  tw_render_wire_put_text (message, "", 0);
  tw_render_wire_put_u32 (message, 0);
  return 0;
}

static TwRenderFault
list_links (guint32     page,
            GByteArray *message)
{
  tw_render_wire_put_u32 (message, 0);
  return 0;
}

static TwRenderFault
list_outline (GByteArray *message)
{
  tw_render_wire_put_u32 (message, 0);
  return 0;
}

static TwRenderFault
recognize (guint32     page,
           GByteArray *message)
{
  return tw_worker_recognize_file (bytes_of_file, orientation, message);
}

/* In the middle of a sheet that lies as it does, 150 pixels an inch or as many as it takes. */
static TwRenderFault
print_picture (double         width,
               double         height,
               const guint32 *pages,
               guint32        n_pages)
{
  double w = cairo_image_surface_get_width (picture), h = cairo_image_surface_get_height (picture);
  double sheet_w = (w > h) == (width > height) ? width : height, sheet_h = (w > h) == (width > height) ? height : width;
  double scale = MIN (72.0 / 150, MIN ((sheet_w - 36) / w, (sheet_h - 36) / h));
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream ((cairo_write_func_t) tw_worker_write_paper, NULL, sheet_w, sheet_h);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  cairo_translate (cr, (sheet_w - w * scale) / 2, (sheet_h - h * scale) / 2);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS ? 0 : TW_RENDER_FAULT_LARGE;
}

const TwWorkerKind tw_worker_picture = { prepare, open_picture, get_size, draw, read_text, list_links, list_outline, recognize, print_picture };
