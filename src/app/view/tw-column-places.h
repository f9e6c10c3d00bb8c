/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table that runs from right to left. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tw_column_places_watch (GtkColumnView *view);

G_END_DECLS
