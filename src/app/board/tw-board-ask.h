/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks, at a card that is being moved, for what the new stage requires, and makes the move. Signals: "moved" () when the records
 * are in the stage, "dismissed" () when they stay where they were. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-stage-move.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_BOARD_ASK (tw_board_ask_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardAsk, tw_board_ask, TW, BOARD_ASK, GtkPopover)

extern const TwActionTable tw_board_ask_actions;

TwBoardAsk  *tw_board_ask_new      (TwWorkspace *workspace);
/* move: has been run and asks; title: of the new column */
void         tw_board_ask_start    (TwBoardAsk *self, TwStageMove *move, const char *title);
TwStageMove *tw_board_ask_get_move (TwBoardAsk *self);

G_END_DECLS
