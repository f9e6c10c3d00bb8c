/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours that stages and choices can have, as buttons of which one is pressed. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* picked: void (*) (gpointer owner, const char *color), when a person presses another one; owner: an object. */
void tw_color_palette_fill (GtkBox *box, GCallback picked, gpointer owner);
/* Presses without telling; color nullable: none of them. */
void tw_color_palette_show (GtkBox *box, const char *color);

G_END_DECLS
