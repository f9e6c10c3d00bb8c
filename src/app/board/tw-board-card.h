/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card on the board: title, a second line, a foot with value, date and the owner's initials, how long it has been in its column
 * and what comes next, what should have been done, and a warning when it rots. */
#pragma once

#include "tw-app.h"
#include "tw-card-pace.h"
#include "tw-results.h"

G_BEGIN_DECLS

#define TW_TYPE_BOARD_CARD (tw_board_card_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardCard, tw_board_card, TW, BOARD_CARD, GtkWidget)

/* Forgets what was measured: the font may be another. */
void        tw_board_card_style_clear (TwBoardCardStyle *style);
GtkWidget  *tw_board_card_new         (void);
/* Shows a row and follows it; NULL lets go. style: lent as long as the row is shown. */
void        tw_board_card_set_row     (TwBoardCard *self, TwRow *row, TwBoardCardStyle *style);
TwRow      *tw_board_card_get_row     (TwBoardCard *self);
/* Whether the card is one of those that were chosen. */
void        tw_board_card_set_chosen  (TwBoardCard *self, gboolean chosen);
/* The style changed, or time went by. */
void        tw_board_card_update      (TwBoardCard *self);
/* The sentence of the warning; NULL when all is well. */
const char *tw_board_card_get_warning (TwBoardCard *self);
/* How long it has been here, and when the next task with it is; NULL when neither is known or shown. */
const char *tw_board_card_get_pace    (TwBoardCard *self);
/* That what was planned should have been done; NULL: nothing is late. */
const char *tw_board_card_get_late    (TwBoardCard *self);
/* The second line; NULL on a small card. */
const char *tw_board_card_get_detail  (TwBoardCard *self);

G_END_DECLS
