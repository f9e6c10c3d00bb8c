/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-tip.h"

/**
 * tw_tip_set:
 * @widget: a widget
 * @text: (nullable): its tooltip
 *
 * Gives a widget a tooltip. GTK asks where the pointer is whenever the tooltip of a visible widget changes, in a window or not; on X11
 * that takes half a dozen answers of the server, which nobody else may use meanwhile. What is not on the screen is under no pointer.
 */
void
tw_tip_set (GtkWidget  *widget,
            const char *text)
{
  gboolean away;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0)
    return;
  away = gtk_widget_get_visible (widget) && !gtk_widget_get_mapped (widget);
  if (away)
    gtk_widget_set_visible (widget, FALSE);
  gtk_widget_set_tooltip_text (widget, text);
  if (away)
    gtk_widget_set_visible (widget, TRUE);
}
