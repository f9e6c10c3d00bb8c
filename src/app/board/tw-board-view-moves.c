/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving cards: the store is asked in the background; where the stage asks back, a guest card stands in the new column and a
 * popover at it. Afterwards the focus and the selection are with the cards. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-board-view-private.h"

#define FOLLOW_FRAMES 90                               /* until a card that does not come is given up */

static void
stop_following (TwBoardView *self)
{
  if (self->follow_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->follow_id);
  self->follow_id = 0;
  g_clear_pointer (&self->follow, g_array_unref);
  tw_value_clear (&self->follow_value);
}

static gboolean
follow_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  TwBoardView *self = TW_BOARD_VIEW (widget);
  TwBoardColumn *column = tw_board_view_find_column (self, &self->follow_value);
  gboolean focused = column != NULL && tw_board_column_focus_record (column, &g_array_index (self->follow, TwId, 0));

  if (!focused && ++self->follow_frames < FOLLOW_FRAMES)
    return G_SOURCE_CONTINUE;
  if (focused)
    {
      self->selecting = TRUE;
      for (TwBoardColumn *other = tw_board_view_first_column (self); other != NULL; other = tw_board_view_next_column (other))
        tw_board_column_clear_selection (other);
      for (guint i = 0; i < self->follow->len; i++)
        tw_board_column_select (column, &g_array_index (self->follow, TwId, i));
      self->selecting = FALSE;
    }
  self->follow_id = 0;
  stop_following (self);
  return G_SOURCE_REMOVE;
}

static void
follow (TwBoardView   *self,
        GArray        *ids,
        const TwValue *value)
{
  stop_following (self);
  self->follow = g_array_ref (ids);
  self->follow_value = tw_value_copy (value);
  self->follow_frames = 0;
  self->follow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), follow_cb, NULL, NULL);
}

static gboolean
focus_first (TwBoardView *self)
{
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    if (tw_board_column_take_focus (column))
      return TRUE;
  return FALSE;
}

/* Until the cards have come, or the focus has gone elsewhere. data: where it was put meanwhile. */
static gboolean
focus_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       data)
{
  TwBoardView *self = TW_BOARD_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (root == NULL || gtk_root_get_focus (root) != data || focus_first (self) || ++self->focus_frames > FOLLOW_FRAMES)
    return G_SOURCE_REMOVE;
  return G_SOURCE_CONTINUE;
}

/**
 * tw_board_view_focus_cards:
 * @self: a board
 *
 * Focuses the first card, as soon as there is one.
 */
void
tw_board_view_focus_cards (TwBoardView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (focus_first (self) || root == NULL)
    return;
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  self->focus_frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), focus_cb, gtk_root_get_focus (root), NULL);
}

/* --- Questions --- */

static void
end_question (TwBoardView *self)
{
  if (self->asking == NULL)
    return;
  tw_board_column_set_guest (self->asking, NULL);
  self->asking = NULL;
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    tw_board_column_set_away (column, NULL);
  gtk_popover_popdown (GTK_POPOVER (self->ask));
}

/* The focus goes to the cards where they were. */
static void
put_back (TwBoardView *self,
          TwStageMove *move)
{
  GArray *ids = tw_stage_move_get_ids (move);

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    if (tw_board_column_focus_record (column, &g_array_index (ids, TwId, 0)))
      return;
}

typedef struct
{
  TwBoardView *self;                                   /* (owned) */
  TwStageMove *move;                                   /* (owned) */
  gboolean     moved;
} Answer;

/* In an idle: the popover gives the focus back to where it was when it is closed. */
static gboolean
answered_idle_cb (gpointer data)
{
  Answer *answer = data;

  if (answer->moved)
    follow (answer->self, tw_stage_move_get_ids (answer->move), tw_stage_move_get_value (answer->move));
  else
    put_back (answer->self, answer->move);
  return G_SOURCE_REMOVE;
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_object_unref (answer->move);
  g_object_unref (answer->self);
  g_free (answer);
}

static void
answered (TwBoardView *self,
          gboolean     moved)
{
  Answer *answer = NULL;

  if (self->asking == NULL)
    return;
  end_question (self);
  answer = g_new0 (Answer, 1);
  answer->self = g_object_ref (self);
  answer->move = g_object_ref (tw_board_ask_get_move (self->ask));
  answer->moved = moved;
  g_idle_add_full (G_PRIORITY_DEFAULT, answered_idle_cb, answer, answer_free);
}

static void
moved_cb (TwBoardView *self)
{
  answered (self, TRUE);
}

static void
dismissed_cb (TwBoardView *self)
{
  answered (self, FALSE);
}

static TwRow *
ref_row (TwBoardView *self,
         const TwId  *id)
{
  TwRow *row = NULL;

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL && row == NULL;
       column = tw_board_view_next_column (column))
    row = tw_board_column_ref_row (column, id);
  return row;
}

/* A popover needs a card that is on the screen. */
static void
scroll_to_column (TwBoardView   *self,
                  TwBoardColumn *column)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self->columns), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (GTK_WIDGET (column), GTK_WIDGET (self->columns), &bounds))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled)), bounds.origin.x,
                               bounds.origin.x + bounds.size.width);
}

/* When the guest has been laid out, so that the popover knows where it is. */
static gboolean
popup_cb (GtkWidget     *guest,
          GdkFrameClock *clock,
          gpointer       data)
{
  TwBoardView *self = data;
  graphene_rect_t bounds;
  GdkRectangle rect;

  if (gtk_widget_get_width (guest) == 0 || !gtk_widget_compute_bounds (guest, GTK_WIDGET (self), &bounds))
    return G_SOURCE_CONTINUE;
  rect = (GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width, (int) bounds.size.height };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->ask), &rect);
  gtk_popover_popup (GTK_POPOVER (self->ask));
  return G_SOURCE_REMOVE;
}

static void
ensure_ask (TwBoardView *self)
{
  if (self->ask != NULL)
    return;
  self->ask = tw_board_ask_new (tw_view_state_get_workspace (self->state));
  gtk_widget_set_parent (GTK_WIDGET (self->ask), GTK_WIDGET (self));
  g_signal_connect_object (self->ask, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ask, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
}

static void
ask (TwBoardView *self,
     TwStageMove *move)
{
  GArray *ids = tw_stage_move_get_ids (move);
  TwBoardColumn *column = tw_board_view_find_column (self, tw_stage_move_get_value (move));
  g_autoptr(TwRow) row = ref_row (self, &g_array_index (ids, TwId, 0));
  GtkWidget *guest = NULL;

  end_question (self);
  if (column == NULL || row == NULL)
    return;
  for (TwBoardColumn *other = tw_board_view_first_column (self); other != NULL; other = tw_board_view_next_column (other))
    tw_board_column_set_away (other, ids);
  ensure_ask (self);
  tw_board_ask_start (self->ask, move, tw_board_column_get_stage (column)->title);
  self->asking = column;
  guest = tw_board_column_set_guest (column, row);
  scroll_to_column (self, column);
  gtk_widget_add_tick_callback (guest, popup_cb, self, NULL);
}

/* --- Moves --- */

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr(TwBoardView) self = TW_BOARD_VIEW (data);
  TwStageMove *move = TW_STAGE_MOVE (source);
  g_autoptr(GError) error = NULL;

  /* The view may have been closed meanwhile. */
  if (tw_stage_move_run_finish (move, result, &error))
    {
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        follow (self, tw_stage_move_get_ids (move), tw_stage_move_get_value (move));
    }
  else if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  else if (error != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  else
    ask (self, move);
}

/**
 * tw_board_view_move:
 * @self: a board
 * @ids: (element-type TwId): records
 * @column: where to
 *
 * Moves cards as one step that can be undone; asks at the card when the column requires something.
 */
void
tw_board_view_move (TwBoardView   *self,
                    GArray        *ids,
                    TwBoardColumn *column)
{
  g_autoptr(TwStageMove) move = NULL;

  if (ids->len == 0)
    return;
  end_question (self);
  move = tw_stage_move_new (tw_workspace_get_store (tw_view_state_get_workspace (self->state)), self->group, ids,
                            &tw_board_column_get_stage (column)->value);
  tw_stage_move_run_async (move, ran_cb, g_object_ref (self));
}

/**
 * tw_board_view_forget_moves:
 * @self: a board
 *
 * Nothing is asked and followed any more: the columns go.
 */
void
tw_board_view_forget_moves (TwBoardView *self)
{
  stop_following (self);
  end_question (self);
}
