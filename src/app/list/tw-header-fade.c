/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-header-fade.h"

#define WIDTH 40                                        /* pixels; as much as rows have */

static gboolean
is_left (GtkWidget *fade)
{
  return gtk_widget_has_css_class (fade, "tw-at-left");
}

/* A scrolled window lets the rows alone fade: the titles are the border of what scrolls. */
static gboolean
place_cb (GtkOverlay    *overlay,
          GtkWidget     *fade,
          GdkRectangle  *place,
          GtkColumnView *table)
{
  GtkBorder border = { 0 };
  int width = gtk_widget_get_width (gtk_overlay_get_child (overlay));

  if (!gtk_widget_has_css_class (fade, "tw-header-fade"))
    return FALSE;
  gtk_scrollable_get_border (GTK_SCROLLABLE (table), &border);
  *place = (GdkRectangle) { is_left (fade) ? 0 : MAX (width - WIDTH, 0), 0, MIN (WIDTH, width), border.top };
  return TRUE;
}

/* Seen through rather than hidden: what scrolls tells its range while places are given, when none may be asked for. */
static void
scrolled_cb (GtkWidget     *fade,
             GtkAdjustment *adjustment)
{
  double value = gtk_adjustment_get_value (adjustment);
  gboolean more = is_left (fade) ? value > gtk_adjustment_get_lower (adjustment)
                                 : value + gtk_adjustment_get_page_size (adjustment) < gtk_adjustment_get_upper (adjustment) - 0.5;

  gtk_widget_set_opacity (fade, more ? 1 : 0);
}

/**
 * tw_header_fade_add:
 * @overlay: around the scrolled window that holds @table
 * @table: a table whose titles are shown
 *
 * Lets titles fade at those edges of the table beyond which there are more columns.
 */
void
tw_header_fade_add (GtkOverlay    *overlay,
                    GtkColumnView *table)
{
  GtkScrolledWindow *scrolled = GTK_SCROLLED_WINDOW (gtk_overlay_get_child (overlay));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (scrolled);
  /* An overlay itself gives its children classes that are called left and right. */
  const char *sides[] = { "tw-at-left", "tw-at-right" };

  g_signal_connect_object (overlay, "get-child-position", G_CALLBACK (place_cb), table, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      GtkWidget *fade = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "can-target", FALSE, NULL);

      gtk_widget_add_css_class (fade, "tw-header-fade");
      gtk_widget_add_css_class (fade, sides[i]);
      gtk_overlay_add_overlay (overlay, fade);
      g_signal_connect_object (adjustment, "changed", G_CALLBACK (scrolled_cb), fade, G_CONNECT_SWAPPED);
      g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (scrolled_cb), fade, G_CONNECT_SWAPPED);
      scrolled_cb (fade, adjustment);
    }
}
