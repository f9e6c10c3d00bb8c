/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-widget-shot.h"

#include <glib/gi18n-lib.h>

/**
 * tw_widget_shot:
 * @widget: a mapped widget that was drawn at least once
 * @path: file to write
 * @error: %G_IO_ERROR_FAILED
 *
 * Renders the widget with the renderer of its window, so that the picture is what stands on the screen.
 *
 * Returns: whether the picture was saved
 */
gboolean
tw_widget_shot (GtkWidget  *widget,
                const char *path,
                GError    **error)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr(GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL && renderer != NULL)
    texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, width, height));
  g_clear_pointer (&node, gsk_render_node_unref);
  if (texture == NULL || !gdk_texture_save_to_png (texture, path))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The picture “%s” could not be saved."), path);
      return FALSE;
    }
  return TRUE;
}
