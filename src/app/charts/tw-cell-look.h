/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a cell with a number looks that is shaded or marked. */
#pragma once

#include "tw-app.h"
#include "tw-table-format.h"

G_BEGIN_DECLS

/* shade: 0 … TW_TABLE_SHADES */
void tw_cell_look_set (GtkWidget *cell, TwMark mark, guint shade);

G_END_DECLS
