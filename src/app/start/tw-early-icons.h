/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The theme of icons, read once and on another thread: the toolkit begins to read it on a thread, libadwaita adds a folder to it a
 * moment later, waits for the thread, and the first icon that is drawn reads everything a second time. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* With a display, before libadwaita is made ready. */
void tw_early_icons_begin (void);
/* When all folders have been added. */
void tw_early_icons_read  (void);

G_END_DECLS
