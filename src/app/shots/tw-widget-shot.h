/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Saves what a mapped and drawn widget looks like as PNG. */
gboolean tw_widget_shot (GtkWidget *widget, const char *path, GError **error);

G_END_DECLS
