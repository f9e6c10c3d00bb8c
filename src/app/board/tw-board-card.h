/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card on the board: title, a second line, and a foot with value, date and the owner's initials. */
#pragma once

#include "tw-app.h"
#include "tw-results.h"

G_BEGIN_DECLS

#define TW_TYPE_BOARD_CARD (tw_board_card_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardCard, tw_board_card, TW, BOARD_CARD, GtkBox)

GtkWidget *tw_board_card_new     (void);
/* Shows a row and follows it; NULL lets go. */
void       tw_board_card_set_row (TwBoardCard *self, TwRow *row, const TwEntity *entity);
TwRow     *tw_board_card_get_row (TwBoardCard *self);

G_END_DECLS
