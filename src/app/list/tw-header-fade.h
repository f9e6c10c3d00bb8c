/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Titles of columns that go on beyond the edge of a table fade into it, as the rows below them do. */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

/* overlay: its child is the scrolled window that holds the table. */
void tw_header_fade_add (GtkOverlay *overlay, GtkColumnView *table);

G_END_DECLS
