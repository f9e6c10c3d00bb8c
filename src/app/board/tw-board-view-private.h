/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-action-table.h"
#include "tw-board-ask.h"
#include "tw-board-column.h"
#include "tw-board-view.h"
#include "tw-stage-move.h"

G_BEGIN_DECLS

struct _TwBoardView
{
  AdwBin         parent_instance;

  TwViewState   *state;                                /* (owned) */
  TwSchema      *schema;                               /* (owned) that of group */
  const TwField *group;                                /* (nullable) whose values are the columns */
  GPtrArray     *parent_items;                         /* (owned) (nullable) TwStageParent */
  TwId           parent;                               /* nil: none chosen */
  GPtrArray     *group_items;                          /* (owned) (nullable) TwField: what columns could be made of */
  GCancellable  *cancellable;                          /* (owned) (nullable) of the sums that are being made */
  guint          refresh_id, tick_id;
  gboolean       compact;
  gboolean       updating;                             /* the choices of the bar are being filled */
  gboolean       selecting;                            /* cards are being selected beside others */

  /* A move that is under way or asks. */
  TwBoardAsk    *ask;                                  /* (nullable) a child of the view, made when it is first wanted */
  TwBoardColumn *asking;                               /* (nullable) the column with the guest */

  /* Where the focus goes once the moved cards have come. */
  GArray        *follow;                               /* (owned) (nullable) TwId */
  TwValue        follow_value;
  guint          follow_id, follow_frames, focus_frames;

  /* From the template. */
  GtkStack      *stack;
  GtkBox        *columns;
  GtkWidget     *edit_button;
  GtkDropDown   *parents;
  GtkDropDown   *groups;
  AdwStatusPage *empty_page;
  GtkButton     *empty_button;
  AdwStatusPage *error_page;
};

TwBoardColumn *tw_board_view_first_column (TwBoardView *self);
TwBoardColumn *tw_board_view_next_column  (TwBoardColumn *column);
TwBoardColumn *tw_board_view_find_column  (TwBoardView *self, const TwValue *value);
/* The column and the row of the card that has the focus. */
TwBoardColumn *tw_board_view_find_focused (TwBoardView *self, TwRow **row);
void           tw_board_view_rebuild      (TwBoardView *self);

/* tw-board-view-moves.c */
void           tw_board_view_move         (TwBoardView *self, GArray *ids, TwBoardColumn *column);
void           tw_board_view_forget_moves (TwBoardView *self);
void           tw_board_view_focus_cards  (TwBoardView *self);

/* tw-board-view-actions.c */
/* The selected cards when the row is among them, else the row alone. (transfer full) */
GArray        *tw_board_view_dup_meant    (TwBoardView *self, TwRow *row);
void           tw_board_view_show_menu    (TwBoardView *self, double x, double y);
void           tw_board_view_add_keys     (TwBoardView *self);

G_END_DECLS
