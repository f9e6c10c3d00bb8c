/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-cell-look.h"

/**
 * tw_cell_look_set:
 * @cell: a widget with a number
 * @mark: how it is marked
 * @shade: how dark it is, 0 for not at all
 *
 * Gives it the style classes of its mark and shade, and takes those it had before.
 */
void
tw_cell_look_set (GtkWidget *cell,
                  TwMark     mark,
                  guint      shade)
{
  static const char *const marks[TW_N_MARKS] = { NULL, "tw-mark-good", "tw-mark-watch", "tw-mark-bad" };
  static const char *const shades[TW_TABLE_SHADES + 1] = { NULL, "tw-shade-1", "tw-shade-2", "tw-shade-3", "tw-shade-4", "tw-shade-5" };

  for (guint i = 1; i < TW_N_MARKS; i++)
    if (i == mark)
      gtk_widget_add_css_class (cell, marks[i]);
    else
      gtk_widget_remove_css_class (cell, marks[i]);
  for (guint i = 1; i <= TW_TABLE_SHADES; i++)
    if (i == shade)
      gtk_widget_add_css_class (cell, shades[i]);
    else
      gtk_widget_remove_css_class (cell, shades[i]);
}
