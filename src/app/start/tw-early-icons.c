/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-early-icons.h"

/* Where the toolkit keeps the theme of a display; where it looks elsewhere it makes its own one, and only the time is lost. */
#define KEY "gtk-icon-theme"

static gpointer
read_theme (gpointer data)
{
  g_autoptr(GtkIconTheme) theme = data;

  gtk_icon_theme_has_icon (theme, "folder");
  return NULL;
}

/**
 * tw_early_icons_begin:
 *
 * Makes the theme of icons of the display, which gtk_icon_theme_get_for_display() would begin to read at once.
 */
void
tw_early_icons_begin (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL && g_object_get_data (G_OBJECT (display), KEY) == NULL)
    g_object_set_data_full (G_OBJECT (display), KEY, g_object_new (GTK_TYPE_ICON_THEME, "display", display, NULL), g_object_unref);
}

/**
 * tw_early_icons_read:
 *
 * Begins to read the theme on a thread of its own; who draws an icon before it is there waits for it.
 */
void
tw_early_icons_read (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  if (display != NULL)
    g_thread_unref (g_thread_new ("tw-early-icons", read_theme, g_object_ref (gtk_icon_theme_get_for_display (display))));
}
