/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-pointer.h"

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/**
 * tw_pointer_do:
 * @widget: one that is shown
 * @x: a place in it
 * @y: a place in it
 * @words: what the pointer does there
 *
 * Returns when the events have been sent, which is before they all have come. A window without a manager stands at the corner of the
 * screen; what it has around it belongs to its surface. A popover stands where its surface does in the window.
 */
void
tw_pointer_do (gpointer    widget,
               double      x,
               double      y,
               const char *words)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double window_x = 0, window_y = 0, surface_x = 0, surface_y = 0;
  g_autofree char *line = NULL;
  g_auto(GStrv) argv = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  gboolean over = FALSE;

  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), x, y, &window_x, &window_y));
  gtk_native_get_surface_transform (native, &surface_x, &surface_y);
  for (GdkSurface *surface = gtk_native_get_surface (native); GDK_IS_POPUP (surface); surface = gdk_popup_get_parent (GDK_POPUP (surface)))
    {
      surface_x += gdk_popup_get_position_x (GDK_POPUP (surface));
      surface_y += gdk_popup_get_position_y (GDK_POPUP (surface));
    }
  line = g_strdup_printf ("xdotool mousemove %d %d sleep 0.05 %s", (int) (window_x + surface_x), (int) (window_y + surface_y), words);
  argv = g_strsplit (line, " ", -1);
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, exited_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}
