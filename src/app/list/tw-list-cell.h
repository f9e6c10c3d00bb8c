/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a field: how wide they are, where their text stands, and the dot of a choice. */
#pragma once

#include <gtk/gtk.h>
#include "tw-list-group.h"
#include "tw-thumbnailer.h"

G_BEGIN_DECLS

/* What happens to a cell that is clicked; TRUE when the row is not to deal with the click. */
typedef gboolean (*TwListCellFunc) (GtkWidget *cell, GtkListItem *item, int n_press, gpointer data);

/* leads: the first column, which holds the names of groups; faces (nullable) makes portraits beside names; an object of the type that
 * func gets as data. */
GtkListItemFactory *tw_list_cell_factory_new (const TwField *field, gboolean leads, TwThumbnailer *faces, TwListCellFunc func,
                                              GObject *data);
/* The field of a cell, NULL for any other widget. */
const TwField      *tw_list_cell_get_field   (GtkWidget *cell);
GtkListItem        *tw_list_cell_get_item    (GtkWidget *cell);
/* At the start of its place, or, for numbers, at its right. */
void                tw_inscription_show      (GtkInscription *inscription, const char *text, gboolean end);
/* The same for a label that holds a number: digits line up on the right, whichever way the desktop runs. */
void                tw_label_align_number    (GtkLabel *label);
void                tw_column_title_align_number (GtkWidget *title);
gboolean            tw_field_is_numeric      (const TwField *field);
/* Whether a list can be ordered by it. */
gboolean            tw_field_can_sort        (const TwField *field);
/* Width of a column in pixels; 0: takes the room that is left. */
int                 tw_field_get_width       (const TwField *field);
/* Name of the CSS class of a choice's colour, "tw-color-green"; NULL when it has none. */
const char         *tw_choice_get_css_class  (const TwChoice *choice);

G_END_DECLS
