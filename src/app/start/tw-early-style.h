/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toolkit reads a stylesheet of its own before libadwaita takes it away again for its own one: a fifth of what a bare window costs. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Before the first thread begins. */
void tw_early_style_begin (void);
/* Opens the display. */
void tw_early_style_make  (void);
/* Before libadwaita is made ready. */
void tw_early_style_end   (void);

G_END_DECLS
