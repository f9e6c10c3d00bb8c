/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-tooltip.h"

/**
 * tw_tooltip_set:
 * @widget: a widget, such as a cell that gets another row
 * @text: (nullable): what it says; %NULL: nothing
 *
 * Sets a tooltip when it is another one than before. Every setting asks the display where the pointer is and waits for the answer, which in
 * the cells of a list is most of what showing them takes.
 */
void
tw_tooltip_set (GtkWidget  *widget,
                const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}
