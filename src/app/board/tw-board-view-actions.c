/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-board-view-private.h"
#include "tw-choice-edit.h"

static TwBoardColumn *
neighbour (TwBoardColumn *column,
           int            direction)
{
  GtkWidget *widget = GTK_WIDGET (column);

  do
    widget = direction > 0 ? gtk_widget_get_next_sibling (widget) : gtk_widget_get_prev_sibling (widget);
  while (widget != NULL && !gtk_widget_get_visible (widget));
  return widget != NULL ? TW_BOARD_COLUMN (widget) : NULL;
}

/**
 * tw_board_view_dup_meant:
 * @self: a board
 * @row: the card that has the focus
 *
 * Returns: (transfer full) (element-type TwId): the selected cards when that one is among them, else that one
 */
GArray *
tw_board_view_dup_meant (TwBoardView *self,
                         TwRow       *row)
{
  GArray *ids = tw_presentation_dup_selected (TW_PRESENTATION (self));

  for (guint i = 0; i < ids->len; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), tw_row_get_id (row)))
      return ids;
  g_array_set_size (ids, 0);
  g_array_append_val (ids, *tw_row_get_id (row));
  return ids;
}

static void
move_focused (TwBoardView *self,
              int          direction)
{
  TwRow *row = NULL;
  TwBoardColumn *column = tw_board_view_find_focused (self, &row);
  TwBoardColumn *target = column != NULL ? neighbour (column, direction) : NULL;
  g_autoptr(GArray) ids = NULL;

  if (target == NULL)
    return;
  ids = tw_board_view_dup_meant (self, row);
  tw_board_view_move (self, ids, target);
}

static gboolean
is_reversed (GtkWidget *widget)
{
  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
}

static void
move_right (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  move_focused (TW_BOARD_VIEW (widget), is_reversed (widget) ? -1 : 1);
}

static void
move_left (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  move_focused (TW_BOARD_VIEW (widget), is_reversed (widget) ? 1 : -1);
}

static void
move_to (GtkWidget  *widget,
         const char *name,
         GVariant   *parameter)
{
  TwBoardView *self = TW_BOARD_VIEW (widget);
  guint wanted = g_variant_get_uint32 (parameter), i = 0;
  TwRow *row = NULL;
  g_autoptr(GArray) ids = NULL;

  if (tw_board_view_find_focused (self, &row) == NULL)
    return;
  ids = tw_board_view_dup_meant (self, row);
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    if (i++ == wanted)
      {
        tw_board_view_move (self, ids, column);
        return;
      }
}

static void
focus_neighbour (TwBoardView *self,
                 int          direction)
{
  TwRow *row = NULL;
  TwBoardColumn *column = tw_board_view_find_focused (self, &row);

  for (column = column != NULL ? neighbour (column, direction) : NULL; column != NULL; column = neighbour (column, direction))
    if (tw_board_column_take_focus (column))
      return;
}

static void
focus_right (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  focus_neighbour (TW_BOARD_VIEW (widget), is_reversed (widget) ? -1 : 1);
}

static void
focus_left (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  focus_neighbour (TW_BOARD_VIEW (widget), is_reversed (widget) ? 1 : -1);
}

static void
open_focused (TwBoardView *self,
              const char  *edit)
{
  TwRow *row = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (tw_board_view_find_focused (self, &row) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)", tw_view_state_get_entity (self->state)->number,
                                tw_id_print (tw_row_get_id (row), id), edit);
}

static void
open_card (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  open_focused (TW_BOARD_VIEW (widget), "");
}

static void
edit_card (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  open_focused (TW_BOARD_VIEW (widget), "edit");
}

static void
toggle_card (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwBoardView *self = TW_BOARD_VIEW (widget);
  TwRow *row = NULL;

  if (tw_board_view_find_focused (self, &row) == NULL)
    return;
  self->selecting = TRUE;
  gtk_widget_activate_action (gtk_root_get_focus (gtk_widget_get_root (widget)), "listitem.select", "(bb)", TRUE, FALSE);
  self->selecting = FALSE;
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_board_view_rebuild (TW_BOARD_VIEW (widget));
}

/* --- The menu of a card --- */

static GMenuModel *
make_menu (TwBoardView   *self,
           TwBoardColumn *focused)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) card = g_menu_new (), columns = g_menu_new (), end = g_menu_new ();
  guint i = 0;

  g_menu_append (card, _("_Open"), "board.open");
  g_menu_append (card, _("_Edit"), "board.edit");
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (tw_board_column_get_stage (column)->title, NULL);

      g_menu_item_set_action_and_target (item, "board.move-to", "u", i++);
      if (column != focused && gtk_widget_get_visible (GTK_WIDGET (column)))
        g_menu_append_item (columns, item);
    }
  g_menu_append (end, _("_Delete"), "view.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (card));
  /* Translators: heading in the menu of a card, above the columns that it can go to. */
  g_menu_append_section (menu, _("Move To"), G_MENU_MODEL (columns));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  return G_MENU_MODEL (menu);
}

static gboolean
unparent_idle_cb (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

/* Later: what was chosen in the menu finds its actions through the menu's parents. */
static void
menu_closed_cb (GtkPopover *menu)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, unparent_idle_cb, g_object_ref (menu), g_object_unref);
}

/**
 * tw_board_view_show_menu:
 * @self: a board
 * @x: where, in the board's coordinates
 * @y: where
 *
 * Opens the menu of the card that has the focus.
 */
void
tw_board_view_show_menu (TwBoardView *self,
                         double       x,
                         double       y)
{
  TwRow *row = NULL;
  TwBoardColumn *column = tw_board_view_find_focused (self, &row);
  g_autoptr(GMenuModel) model = NULL;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *menu = NULL;
  graphene_point_t point = GRAPHENE_POINT_INIT (x, y);

  if (column == NULL)
    return;
  model = make_menu (self, column);
  menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (menu, focus);
  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  if (gtk_widget_compute_point (GTK_WIDGET (self), focus, &point, &point))
    gtk_popover_set_pointing_to (GTK_POPOVER (menu), &(GdkRectangle) { (int) point.x, (int) point.y, 1, 1 });
  g_signal_connect (menu, "closed", G_CALLBACK (menu_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (menu));
}

static void
menu (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_point_t point;

  if (focus != NULL && gtk_widget_compute_point (focus, widget, &GRAPHENE_POINT_INIT (24, 24), &point))
    tw_board_view_show_menu (TW_BOARD_VIEW (widget), point.x, point.y);
}

static void
edit_columns (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  TwBoardView *self = TW_BOARD_VIEW (widget);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (tw_choice_edit_can (self->group))
    gtk_widget_activate_action (widget, "win.open-choices", "(uu)", self->group->entity->number, self->group->number);
  else
    gtk_widget_activate_action (widget, "win.open-stages", "(uus)", self->group->entity->number, self->group->number,
                                tw_id_print (&self->parent, id));
}

/* A list keeps the arrow keys that lead out of it to itself: those of the board are taken before it hears of them. */
static gboolean
key_pressed_cb (TwBoardView    *self,
                guint           key,
                guint           code,
                GdkModifierType state)
{
  gboolean right = key == GDK_KEY_Right || key == GDK_KEY_KP_Right, left = key == GDK_KEY_Left || key == GDK_KEY_KP_Left;
  GdkModifierType held = state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK);
  TwRow *row = NULL;

  if ((!right && !left) || (held != 0 && held != GDK_SHIFT_MASK) || tw_board_view_find_focused (self, &row) == NULL)
    return GDK_EVENT_PROPAGATE;
  if (held == GDK_SHIFT_MASK)
    gtk_widget_activate_action (GTK_WIDGET (self), right ? "board.move-right" : "board.move-left", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), right ? "board.focus-right" : "board.focus-left", NULL);
  return GDK_EVENT_STOP;
}

/**
 * tw_board_view_add_keys:
 * @self: a board
 *
 * Lets the arrow keys lead from column to column.
 */
void
tw_board_view_add_keys (TwBoardView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static const TwActionInfo infos[] = {
  { "board.move-right", N_("Move the card to the column on the right"), "<Shift>Right", NULL, NULL, move_right },
  { "board.move-left", N_("Move the card to the column on the left"), "<Shift>Left", NULL, NULL, move_left },
  { "board.focus-right", N_("Go to the column on the right"), "Right", NULL, NULL, focus_right },
  { "board.focus-left", N_("Go to the column on the left"), "Left", NULL, NULL, focus_left },
  { "board.open", N_("Open the card"), NULL, NULL, NULL, open_card },
  { "board.edit", N_("Edit the record"), "e F2", NULL, NULL, edit_card },
  { "board.toggle", N_("Select or unselect the card"), "x", NULL, NULL, toggle_card },
  { "board.menu", N_("Menu of the card"), "Menu <Shift>F10", NULL, NULL, menu },
  { "board.compact", N_("Small cards"), "<Control><Alt>d", NULL, NULL, NULL, "compact" },
  { "board.edit-columns", N_("Edit the stages"), NULL, NULL, NULL, edit_columns },
  { "board.move-to", N_("Move the card to a column"), NULL, "u", NULL, move_to },
  { "board.reload", N_("Refresh the board"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_board_view_actions = { N_("Board"), infos, G_N_ELEMENTS (infos) };
