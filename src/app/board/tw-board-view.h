/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board: a column for each value of the view's group field. Moving a card sets that field. */
#pragma once

#include "tw-presentation.h"

G_BEGIN_DECLS

#define TW_TYPE_BOARD_VIEW (tw_board_view_get_type ())
G_DECLARE_FINAL_TYPE (TwBoardView, tw_board_view, TW, BOARD_VIEW, AdwBin)

GtkWidget *tw_board_view_new      (TwViewState *state);
gboolean   tw_board_view_can_show (const TwEntity *entity);
/* For tests: the columns in order. (element-type TwBoardColumn) (transfer container) */
GPtrArray *tw_board_view_dup_columns (TwBoardView *self);

G_END_DECLS
