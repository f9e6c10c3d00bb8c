/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Popovers that are made for one question and go when they are closed. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_POPOVER_FRAME 48                            /* pixels: what stands around the contents of a popover */

void tw_popover_goes_when_closed (GtkPopover *popover);
/* For the dispose of a widget that such popovers belong to. */
void tw_popovers_unparent        (GtkWidget *parent);

G_END_DECLS
