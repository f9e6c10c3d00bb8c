/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips of widgets that are being made. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tw_tip_set (GtkWidget *widget, const char *text);

G_END_DECLS
