/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window of keyboard shortcuts, made from the action tables. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *tw_shortcuts_window_new (GtkWindow *parent);

G_END_DECLS
