/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-widget-shot.h"

#include <glib/gi18n-lib.h>

/* Popovers are surfaces of their own: each is drawn where it stands over the window. */
static void
draw_popovers (GtkWidget       *widget,
               GtkSnapshot     *snapshot,
               graphene_rect_t *bounds)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
        {
          GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (child));
          g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (child);
          int width = gdk_paintable_get_intrinsic_width (paintable), height = gdk_paintable_get_intrinsic_height (paintable);
          graphene_rect_t place = GRAPHENE_RECT_INIT (gdk_popup_get_position_x (GDK_POPUP (surface)),
                                                      gdk_popup_get_position_y (GDK_POPUP (surface)), width, height);

          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (snapshot, &place.origin);
          gdk_paintable_snapshot (paintable, snapshot, width, height);
          gtk_snapshot_restore (snapshot);
          graphene_rect_union (bounds, &place, bounds);
        }
      draw_popovers (child, snapshot, bounds);
    }
}

/**
 * tw_widget_shot:
 * @widget: a mapped widget that was drawn at least once
 * @path: file to write
 * @error: %G_IO_ERROR_FAILED
 *
 * Renders the widget with the renderer of its window, so that the picture is what stands on the screen, with the popovers over it.
 *
 * Returns: whether the picture was saved
 */
gboolean
tw_widget_shot (GtkWidget  *widget,
                const char *path,
                GError    **error)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_native (widget));
  GskRenderer *renderer = root != NULL ? gtk_native_get_renderer (GTK_NATIVE (root)) : NULL;
  g_autoptr(GdkPaintable) paintable = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;
  graphene_rect_t bounds;

  /* The window draws the background of what is in it, so it is drawn as a whole and cut out. */
  if (root != NULL && gtk_widget_compute_bounds (widget, root, &bounds))
    {
      int width = 0, height = 0;

      paintable = gtk_widget_paintable_new (root);
      width = gdk_paintable_get_intrinsic_width (paintable);
      height = gdk_paintable_get_intrinsic_height (paintable);
      gdk_paintable_snapshot (paintable, snapshot, width, height);
      /* The picture of a window has its border, which its coordinates leave out. */
      graphene_rect_offset (&bounds, (width - gtk_widget_get_width (root)) / 2,
                            (height - gtk_widget_get_height (root)) / 2);
      draw_popovers (root, snapshot, &bounds);
    }
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL && renderer != NULL)
    texture = gsk_renderer_render_texture (renderer, node, &bounds);
  g_clear_pointer (&node, gsk_render_node_unref);
  if (texture == NULL || !gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture “%s” could not be saved."), path);
      return FALSE;
    }
  return TRUE;
}
