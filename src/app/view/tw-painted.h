/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can wait until people see something. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*TwPaintedFunc) (GtkWidget *widget);

void tw_after_painted (GtkWidget *widget, TwPaintedFunc func);

G_END_DECLS
