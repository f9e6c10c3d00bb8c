/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of the board: a heading with count, sums and target, and its cards, which can be dragged away and dropped here. Signals:
 * "moved-here" (GArray of TwId) when cards were dropped, "selection-changed" (). */
#pragma once

#include "tw-app.h"
#include "tw-columns.h"
#include "tw-results.h"
#include "tw-stage.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_BOARD_COLUMN (tw_board_column_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardColumn, tw_board_column, TW, BOARD_COLUMN, AdwBin)

/* group: the field whose values are the columns */
GtkWidget     *tw_board_column_new             (TwViewState *state, const TwField *group, const TwStage *stage);
const TwStage *tw_board_column_get_stage       (TwBoardColumn *self);
TwResults     *tw_board_column_get_results     (TwBoardColumn *self);
/* group nullable: the column is empty */
void           tw_board_column_set_group       (TwBoardColumn *self, TwGroup *group);
void           tw_board_column_update_query    (TwBoardColumn *self);
void           tw_board_column_set_compact     (TwBoardColumn *self, gboolean compact);
void           tw_board_column_append_selected (TwBoardColumn *self, GArray *ids);
void           tw_board_column_clear_selection (TwBoardColumn *self);
/* Selects a record beside those that are; FALSE when it is not here. */
gboolean       tw_board_column_select          (TwBoardColumn *self, const TwId *id);
/* The row of the card that has the focus; nullable. */
TwRow         *tw_board_column_get_focused_row (TwBoardColumn *self);
gboolean       tw_board_column_take_focus      (TwBoardColumn *self);
/* Scrolls to a record's card and focuses it; FALSE: it is not here, or its card has not been made yet. */
gboolean       tw_board_column_focus_record    (TwBoardColumn *self, const TwId *id);
/* The row of a record here; (transfer full) (nullable) */
TwRow         *tw_board_column_ref_row         (TwBoardColumn *self, const TwId *id);
/* A card that is to come here stands at the top until it has, or goes back: the widget, for a popover. row NULL: none. */
GtkWidget     *tw_board_column_set_guest       (TwBoardColumn *self, TwRow *row);
/* Cards that are guests elsewhere are pale here; ids nullable: none. */
void           tw_board_column_set_away        (TwBoardColumn *self, GArray *ids);

G_END_DECLS
