/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real pointer: events come from the display's server (XTEST), as a person's do. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Goes to a place in a widget and does there what these words of xdotool say, such as "click 1" or "keydown ctrl click 4 keyup ctrl". */
void tw_pointer_do (gpointer widget, double x, double y, const char *words);

G_END_DECLS
