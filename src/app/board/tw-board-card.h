/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card on the board: title, a second line, a foot with value, date and the owner's initials, how long it has been in its column
 * and what comes next, and a warning when it rots. */
#pragma once

#include "tw-app.h"
#include "tw-results.h"
#include "tw-stage.h"

G_BEGIN_DECLS

/* What all cards of a column share. */
typedef struct
{
  const TwStage *stage;
  guint          group;                                /* number of the field whose values are the columns */
  guint          entered;                              /* number of the field that says since when; 0: none */
  gboolean       compact;
  int            line, small_line;                     /* heights in pixels, found by the first card that is measured; 0: not known */
  PangoFontDescription *fonts[4];                      /* (owned) with them */
} TwBoardCardStyle;

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
/* The second line; NULL on a small card. */
const char *tw_board_card_get_detail  (TwBoardCard *self);

G_END_DECLS
