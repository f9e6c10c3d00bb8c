/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of the board: a heading with count and sums, and its cards, which can be dragged away and dropped here. Signals:
 * "moved-here" (GArray of TwId) when cards were dropped, "selection-changed" (). */
#pragma once

#include "tw-board-keys.h"
#include "tw-app.h"
#include "tw-columns.h"
#include "tw-results.h"

G_BEGIN_DECLS

#define TW_TYPE_BOARD_COLUMN (tw_board_column_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardColumn, tw_board_column, TW, BOARD_COLUMN, AdwBin)

GtkWidget     *tw_board_column_new             (TwViewState *state, const TwBoardKey *key);
const TwValue *tw_board_column_get_value       (TwBoardColumn *self);
const char    *tw_board_column_get_title       (TwBoardColumn *self);
TwResults     *tw_board_column_get_results     (TwBoardColumn *self);
/* group nullable: the column is empty */
void           tw_board_column_set_group       (TwBoardColumn *self, TwGroup *group);
void           tw_board_column_update_query    (TwBoardColumn *self);
void           tw_board_column_append_selected (TwBoardColumn *self, GArray *ids);
void           tw_board_column_clear_selection (TwBoardColumn *self);
/* The row of the card that has the focus; nullable. */
TwRow         *tw_board_column_get_focused_row (TwBoardColumn *self);
gboolean       tw_board_column_take_focus      (TwBoardColumn *self);

G_END_DECLS
