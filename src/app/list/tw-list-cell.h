/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a field: how wide they are, where their text stands, and the dot of a choice. */
#pragma once

#include <gtk/gtk.h>
#include "tw-results.h"

G_BEGIN_DECLS

GtkListItemFactory *tw_list_cell_factory_new (const TwField *field);
/* Aligns to the start of the line, or with end to its end. */
void                tw_inscription_align     (GtkInscription *text, gboolean end);
gboolean            tw_field_is_numeric      (const TwField *field);
/* Width of a column in pixels; 0: takes the room that is left. */
int                 tw_field_get_width       (const TwField *field);
/* Name of the CSS class of a choice's colour, "tw-color-green"; NULL when it has none. */
const char         *tw_choice_get_css_class  (const TwChoice *choice);

G_END_DECLS
