/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drawn picture, such as a page, for a renderer of either kind. One that draws by Cairo takes a texture through floating point numbers
 * in every frame (GTK 4.8), which is 3.5 ms for one as wide as a window, and 0.1 ms for the same picture as a surface; one that draws by
 * OpenGL loads a texture once, and would load a surface anew in each frame. */
#include "config.h"

#include "tw-pixels.h"

#include <gsk/gsk.h>

struct _TwPixels
{
  GObject          parent_instance;

  GtkWidget       *widget;                             /* (weak) where it is shown, which says what draws it */
  GBytes          *bytes;                              /* (owned) */
  guint            width, height;
  cairo_surface_t *surface;                            /* (owned) (nullable) the bytes, when Cairo draws */
  GdkTexture      *texture;                            /* (owned) (nullable) the bytes, when something else does */
};

static void
pixels_snapshot (GdkPaintable *paintable,
                 GdkSnapshot  *snapshot,
                 double        width,
                 double        height)
{
  tw_pixels_append (TW_PIXELS (paintable), GTK_SNAPSHOT (snapshot), &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

static int
pixels_get_width (GdkPaintable *paintable)
{
  return (int) TW_PIXELS (paintable)->width;
}

static int
pixels_get_height (GdkPaintable *paintable)
{
  return (int) TW_PIXELS (paintable)->height;
}

static GdkPaintableFlags
pixels_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS | GDK_PAINTABLE_STATIC_SIZE;
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = pixels_snapshot;
  iface->get_flags = pixels_get_flags;
  iface->get_intrinsic_width = pixels_get_width;
  iface->get_intrinsic_height = pixels_get_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TwPixels, tw_pixels, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
tw_pixels_finalize (GObject *object)
{
  TwPixels *self = TW_PIXELS (object);

  g_clear_weak_pointer (&self->widget);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_object (&self->texture);
  g_bytes_unref (self->bytes);
  G_OBJECT_CLASS (tw_pixels_parent_class)->finalize (object);
}

static void
tw_pixels_class_init (TwPixelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_pixels_finalize;
}

static void
tw_pixels_init (TwPixels *self)
{
}

/**
 * tw_pixels_new:
 * @widget: where it is shown
 * @bytes: rows of pixels, as Cairo has them, without a gap
 * @width: pixels
 * @height: pixels
 *
 * Returns: (transfer full): a picture
 */
TwPixels *
tw_pixels_new (GtkWidget *widget,
               GBytes    *bytes,
               guint      width,
               guint      height)
{
  TwPixels *self = g_object_new (TW_TYPE_PIXELS, NULL);

  g_return_val_if_fail (g_bytes_get_size (bytes) >= (gsize) width * height * 4, self);
  g_set_weak_pointer (&self->widget, widget);
  self->bytes = g_bytes_ref (bytes);
  self->width = width;
  self->height = height;
  return self;
}

static gboolean
is_by_cairo (TwPixels *self)
{
  GtkNative *native = self->widget != NULL ? gtk_widget_get_native (self->widget) : NULL;
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer != NULL && GSK_IS_CAIRO_RENDERER (renderer);
}

/* The surface reads the bytes, which nobody writes. What was added to a frame may be drawn when the picture is gone: it keeps them. */
static cairo_surface_t *
make_surface (TwPixels *self)
{
  static const cairo_user_data_key_t key;
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *) g_bytes_get_data (self->bytes, NULL), CAIRO_FORMAT_ARGB32,
                                                                  (int) self->width, (int) self->height, (int) self->width * 4);

  cairo_surface_set_user_data (surface, &key, g_bytes_ref (self->bytes), (cairo_destroy_func_t) g_bytes_unref);
  return surface;
}

static void
append_surface (TwPixels              *self,
                GtkSnapshot           *snapshot,
                const graphene_rect_t *bounds)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, bounds);

  if (self->surface == NULL)
    self->surface = make_surface (self);
  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / self->width, bounds->size.height / self->height);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  /* Stretched, its edges do not fade. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/**
 * tw_pixels_append:
 * @self: a picture
 * @snapshot: of its widget
 * @bounds: where it stands
 *
 * Adds the picture to a frame.
 */
void
tw_pixels_append (TwPixels              *self,
                  GtkSnapshot           *snapshot,
                  const graphene_rect_t *bounds)
{
  g_return_if_fail (TW_IS_PIXELS (self));
  if (is_by_cairo (self))
    {
      append_surface (self, snapshot, bounds);
      return;
    }
  if (self->texture == NULL)
    self->texture = gdk_memory_texture_new ((int) self->width, (int) self->height, GDK_MEMORY_DEFAULT, self->bytes, (gsize) self->width * 4);
  gtk_snapshot_append_texture (snapshot, self->texture, bounds);
}
