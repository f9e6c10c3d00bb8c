/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buttons that move a row of a list up and down: "prefix.up" and "prefix.down". */
#pragma once

#include "tw-app.h"

G_BEGIN_DECLS

#define TW_TYPE_MOVE_BUTTONS (tw_move_buttons_get_type ())
G_DECLARE_FINAL_TYPE (TwMoveButtons, tw_move_buttons, TW, MOVE_BUTTONS, GtkBox)

/* Whether there is a place above the row, and one below it. */
void     tw_move_buttons_set_places (TwMoveButtons *self, gboolean above, gboolean below);
gboolean tw_move_buttons_get_above  (TwMoveButtons *self);
gboolean tw_move_buttons_get_below  (TwMoveButtons *self);

G_END_DECLS
