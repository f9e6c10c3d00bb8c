/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Icons that were looked up stay for as long as the program runs. To be called before the first one is; once is enough. */
void tw_icons_stay (void);

G_END_DECLS
