/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drop-downs whose items are found by typing. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tw_drop_search_enable (GtkDropDown *drop);

G_END_DECLS
