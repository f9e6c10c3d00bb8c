/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tw_dialog_fit (GtkWindow *dialog, GtkWindow *parent);

G_END_DECLS
