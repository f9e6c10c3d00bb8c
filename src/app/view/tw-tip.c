/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-tip.h"

/**
 * tw_tip_set:
 * @widget: a widget, such as a cell that gets another row
 * @text: (nullable): its tooltip; %NULL: none
 *
 * Gives a widget a tooltip when it is another one than before. GTK asks where the pointer is whenever the tooltip of a visible widget changes,
 * in a window or not; on X11 that takes half a dozen answers of the server, which in the cells of a list is most of what showing them takes,
 * and which nobody else may use meanwhile. What is in no window on the screen is under no pointer: nobody is asked. What is in one stays visible,
 * since hiding it would have the window laid out anew.
 */
void
tw_tip_set (GtkWidget  *widget,
            const char *text)
{
  GtkRoot *root;
  gboolean away;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0)
    return;
  root = gtk_widget_get_root (widget);
  away = gtk_widget_get_visible (widget) && (root == NULL || !gtk_widget_get_mapped (GTK_WIDGET (root)));
  if (away)
    gtk_widget_set_visible (widget, FALSE);
  gtk_widget_set_tooltip_text (widget, text);
  if (away)
    gtk_widget_set_visible (widget, TRUE);
}
