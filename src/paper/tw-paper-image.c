/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-paper-image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-paper.h"

#define MAX_BYTES  (32 * 1024 * 1024)
#define MAX_PIXELS 40e6                                 /* of the file; more is not decoded */
#define MAX_SIDE   1200                                 /* pixels: 300 dots an inch at 10 cm */
#define MAX_PLAIN  (400 * 1024)                         /* bytes of a JPEG that stands in a PDF as it is */

struct _TwPaperImage
{
  grefcount        ref_count;
  cairo_surface_t *surface;
  double           width, height;                      /* pixels of the file */
};

/* What the loader was told about the size of a file. */
typedef struct { int width, height; gboolean too_large; } Dimensions;

static const char *
find_type (const guint8 *data, gsize length)
{
  if (length > 8 && memcmp (data, "\211PNG\r\n\032\n", 8) == 0)
    return "png";
  return length > 3 && data[0] == 0xff && data[1] == 0xd8 && data[2] == 0xff ? "jpeg" : NULL;
}

/* The loader scales while it decodes, so that a photo does not stand in memory whole. */
static void
size_cb (GdkPixbufLoader *loader, int width, int height, Dimensions *size)
{
  double scale = (double) MAX_SIDE / MAX (width, height);

  size->width = width;
  size->height = height;
  size->too_large = (double) width * height > MAX_PIXELS;
  if (size->too_large)
    gdk_pixbuf_loader_set_size (loader, 1, 1);
  else if (scale < 1)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * scale)), MAX (1, (int) (height * scale)));
}

static GdkPixbuf *
decode (const char *type, const guint8 *data, gsize length, Dimensions *size, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type (type, error);
  GdkPixbuf *pixbuf;
  gboolean done;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_cb), size);
  done = gdk_pixbuf_loader_write (loader, data, length, error);
  /* A loader has to be closed after a failure, too. */
  if (!gdk_pixbuf_loader_close (loader, done ? error : NULL) || !done)
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf == NULL || size->too_large)
    {
      g_set_error_literal (error, TW_PAPER_ERROR, TW_PAPER_ERROR_IMAGE, _("The picture is too large. Choose a smaller one."));
      return NULL;
    }
  return g_object_ref (pixbuf);
}

/* Cairo's pixels are multiplied with their alpha, in the byte order of the machine. */
static cairo_surface_t *
make_surface (GdkPixbuf *pixbuf)
{
  int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf), channels = gdk_pixbuf_get_n_channels (pixbuf);
  gboolean alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (alpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, width, height);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *out = cairo_image_surface_get_data (surface);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  for (int y = 0; y < height; y++)
    {
      const guint8 *from = pixels + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);
      guint32 *to = (guint32 *) (gpointer) (out + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));

      for (int x = 0; x < width; x++, from += channels)
        {
          guint32 a = alpha ? from[3] : 255;

          to[x] = a << 24 | (from[0] * a + 127) / 255 << 16 | (from[1] * a + 127) / 255 << 8 | (from[2] * a + 127) / 255;
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/**
 * tw_paper_image_new:
 * @bytes: a PNG or JPEG file of outside
 * @error: %TW_PAPER_ERROR_IMAGE, or the decoder's trouble
 *
 * Files of more than 32 MiB or 40 million pixels are refused; more than 1200 pixels a side are scaled down.
 *
 * Returns: (transfer full) (nullable): the picture
 */
TwPaperImage *
tw_paper_image_new (GBytes *bytes, GError **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *type = find_type (data, length);
  g_autoptr (GdkPixbuf) pixbuf = NULL, upright = NULL;
  Dimensions size = { 0, 0, FALSE };
  TwPaperImage *image;

  if (type == NULL || length > MAX_BYTES)
    {
      g_set_error_literal (error, TW_PAPER_ERROR, TW_PAPER_ERROR_IMAGE, _("This picture cannot be printed. Choose a PNG or JPEG file."));
      return NULL;
    }
  pixbuf = decode (type, data, length, &size, error);
  if (pixbuf == NULL)
    return NULL;
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  image = g_new0 (TwPaperImage, 1);
  g_ref_count_init (&image->ref_count);
  image->surface = make_surface (upright);
  image->width = gdk_pixbuf_get_width (upright);
  image->height = gdk_pixbuf_get_height (upright);
  /* A camera's file that lies on its side is turned; others keep their own, better compressed bytes. */
  if (*type == 'j' && length <= MAX_PLAIN && image->width == size.width && image->height == size.height
      && gdk_pixbuf_get_option (pixbuf, "orientation") == NULL)
    cairo_surface_set_mime_data (image->surface, CAIRO_MIME_TYPE_JPEG, data, length, (cairo_destroy_func_t) g_bytes_unref, g_bytes_ref (bytes));
  return image;
}

/**
 * tw_paper_image_ref:
 * @image: a picture
 *
 * Returns: (transfer full): @image
 */
TwPaperImage *
tw_paper_image_ref (TwPaperImage *image)
{
  g_ref_count_inc (&image->ref_count);
  return image;
}

/**
 * tw_paper_image_unref:
 * @image: (transfer full): a picture
 */
void
tw_paper_image_unref (TwPaperImage *image)
{
  if (!g_ref_count_dec (&image->ref_count))
    return;
  cairo_surface_destroy (image->surface);
  g_free (image);
}

/**
 * tw_paper_image_fit:
 * @image: a picture
 * @max_width: points
 * @max_height: points
 * @width: (out): points
 * @height: (out): points
 *
 * Returns the largest size of its shape in a room.
 */
void
tw_paper_image_fit (TwPaperImage *image, double max_width, double max_height, double *width, double *height)
{
  double scale = MIN (1, MIN (max_width / image->width, max_height / image->height));

  *width = image->width * scale;
  *height = image->height * scale;
}

/**
 * tw_paper_image_draw:
 * @image: a picture
 * @cr: where
 * @x: left
 * @y: top
 * @width: points
 * @height: points
 *
 * Draws it.
 */
void
tw_paper_image_draw (TwPaperImage *image, cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / image->width, height / image->height);
  cairo_set_source_surface (cr, image->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BEST);
  /* Without this the edges fade into what is around them. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, image->width, image->height);
  cairo_fill (cr);
  cairo_restore (cr);
}
