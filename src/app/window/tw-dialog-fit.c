/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-dialog-fit.h"

/**
 * tw_dialog_fit:
 * @dialog: a dialog that is not shown yet
 * @parent: (nullable): the window that it belongs to
 *
 * A dialog comes in its own size, and stood out on both sides of a window that is as narrow as a phone: over such a one it is no wider.
 */
void
tw_dialog_fit (GtkWindow *dialog,
               GtkWindow *parent)
{
  int width = 0, height = 0, room = parent != NULL ? gtk_widget_get_width (GTK_WIDGET (parent)) : 0;

  g_return_if_fail (GTK_IS_WINDOW (dialog));
  gtk_window_get_default_size (dialog, &width, &height);
  if (width <= 0)
    gtk_widget_measure (GTK_WIDGET (dialog), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  if (room > 0 && width > room)
    gtk_window_set_default_size (dialog, room, height);
}
