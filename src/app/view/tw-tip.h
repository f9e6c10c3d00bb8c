/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips that ask the display only when they have to. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tw_tip_set (GtkWidget *widget, const char *text);

G_END_DECLS
