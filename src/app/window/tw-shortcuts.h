/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of keys, made from the tables of commands of all widgets; the palette and tests read the same tables. */
#pragma once

#include "tw-action-table.h"

G_BEGIN_DECLS

GtkWidget *tw_shortcuts_window_new (GtkWindow *parent);
/* The commands of all widgets, in the order shown. */
const TwActionTable *const *tw_shortcuts_get_tables (guint *n_tables);

G_END_DECLS
