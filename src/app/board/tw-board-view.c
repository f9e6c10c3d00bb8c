/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-view.h"

#include <glib/gi18n-lib.h>

#include "tw-action-table.h"
#include "tw-board-column.h"
#include "tw-board-move.h"
#include "tw-entity-words.h"

#define REFRESH_DELAY 60                               /* ms: a burst of commits is summed once */

struct _TwBoardView
{
  AdwBin         parent_instance;

  TwViewState   *state;                                /* (owned) */
  GPtrArray     *parent_items;                         /* (owned) TwBoardParent */
  GCancellable  *cancellable;                          /* (owned) (nullable) of the sums that are being made */
  guint          refresh_id;
  gboolean       updating_parents;

  /* From the template. */
  GtkStack      *stack;
  GtkBox        *columns;
  GtkWidget     *parent_bar;
  GtkDropDown   *parents;
  AdwStatusPage *empty_page;
  GtkButton     *empty_button;
  AdwStatusPage *error_page;
};

static void tw_board_view_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwBoardView, tw_board_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_board_view_presentation_init))

static TwBoardColumn *
first_column (TwBoardView *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->columns));

  return child != NULL ? TW_BOARD_COLUMN (child) : NULL;
}

static TwBoardColumn *
next_column (TwBoardColumn *column)
{
  GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (column));

  return child != NULL ? TW_BOARD_COLUMN (child) : NULL;
}

static gboolean
is_filtered (TwBoardView *self)
{
  return tw_view_state_get_n_conditions (self->state) > 0 || tw_view_state_get_text (self->state) != NULL;
}

/* --- Sums --- */

static TwGroup *
find_group (GPtrArray     *groups,
            const TwValue *value)
{
  for (guint i = 0; i < groups->len; i++)
    {
      TwGroup *group = g_ptr_array_index (groups, i);

      if (tw_value_is_null (value) ? tw_value_is_null (&group->key)
          : value->type == TW_TYPE_LINK ? group->key.type == TW_TYPE_LINK && tw_id_equal (&value->id, &group->key.id)
                                        : tw_value_equal (value, &group->key))
        return group;
    }
  return NULL;
}

static void
show_empty (TwBoardView *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  /* Translators: %s is a kind of record in the plural, "Deals". */
  g_autofree char *title = g_strdup_printf (_("No %s Yet"), tw_entity_get_label (entity, TRUE));
  g_autofree char *label = tw_entity_dup_new_label (entity);

  adw_status_page_set_icon_name (self->empty_page, entity->icon);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, tw_entity_get_purpose (entity));
  gtk_button_set_label (self->empty_button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), "view.new");
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_groups (TwBoardView *self,
             GPtrArray   *groups)
{
  gint64 total = 0;

  for (TwBoardColumn *column = first_column (self); column != NULL; column = next_column (column))
    {
      TwGroup *group = find_group (groups, tw_board_column_get_value (column));

      tw_board_column_set_group (column, group);
      total += group != NULL ? group->count : 0;
      /* Records without a value have a column only while there are some. */
      if (tw_value_is_null (tw_board_column_get_value (column)))
        gtk_widget_set_visible (GTK_WIDGET (column), group != NULL && group->count > 0);
    }
  if (total == 0 && groups->len == 0 && !is_filtered (self))
    show_empty (self);
  else
    gtk_stack_set_visible_child_name (self->stack, "board");
}

static void
grouped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwBoardView) self = TW_BOARD_VIEW (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) groups = tw_store_group_finish (TW_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (groups == NULL)
    {
      adw_status_page_set_description (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  show_groups (self, groups);
}

static void
refresh_sums (TwBoardView *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const TwField *weight = entity->value_field != NULL ? tw_entity_get_field (entity, "probability") : NULL;

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  tw_store_group_async (tw_workspace_get_store (tw_view_state_get_workspace (self->state)),
                        tw_view_state_get_query (self->state), tw_view_state_get_group_field (self->state), entity->value_field,
                        weight != NULL && weight->kind == TW_KIND_PERCENT ? weight : NULL, self->cancellable, grouped_cb,
                        g_object_ref (self));
}

static gboolean
refresh_cb (gpointer data)
{
  TwBoardView *self = TW_BOARD_VIEW (data);

  self->refresh_id = 0;
  refresh_sums (self);
  return G_SOURCE_REMOVE;
}

/* --- Moving --- */

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GError) error = NULL;

  if (!tw_board_move_finish (result, &error))
    gtk_widget_activate_action (GTK_WIDGET (source), "win.toast", "s", error->message);
}

static void
move_to (TwBoardView   *self,
         GArray        *ids,
         TwBoardColumn *column)
{
  tw_board_move_async (GTK_WIDGET (self), self->state, ids, tw_board_column_get_value (column),
                       tw_board_column_get_title (column), moved_cb, NULL);
}

static void
moved_here_cb (TwBoardView   *self,
               GArray        *ids,
               TwBoardColumn *column)
{
  move_to (self, ids, column);
}

static TwBoardColumn *
find_focused (TwBoardView *self,
              TwRow      **row)
{
  for (TwBoardColumn *column = first_column (self); column != NULL; column = next_column (column))
    if ((*row = tw_board_column_get_focused_row (column)) != NULL)
      return column;
  return NULL;
}

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

/* The selected cards when the focused one is among them, else the focused one. */
static void
move_focused (TwBoardView *self,
              int          direction)
{
  TwRow *row = NULL;
  TwBoardColumn *column = find_focused (self, &row), *target = column != NULL ? neighbour (column, direction) : NULL;
  g_autoptr(GArray) ids = NULL;
  gboolean among = FALSE;

  if (target == NULL)
    return;
  ids = tw_presentation_dup_selected (TW_PRESENTATION (self));
  for (guint i = 0; i < ids->len; i++)
    among |= tw_id_equal (&g_array_index (ids, TwId, i), tw_row_get_id (row));
  if (!among)
    {
      g_array_set_size (ids, 0);
      g_array_append_val (ids, *tw_row_get_id (row));
    }
  move_to (self, ids, target);
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
focus_neighbour (TwBoardView *self,
                 int          direction)
{
  TwRow *row = NULL;
  TwBoardColumn *column = find_focused (self, &row);

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
edit_card (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  TwBoardView *self = TW_BOARD_VIEW (widget);
  TwRow *row = NULL;
  char id[TW_ID_TEXT_LENGTH + 1];

  if (find_focused (self, &row) != NULL)
    gtk_widget_activate_action (widget, "win.open-record", "(uss)", tw_view_state_get_entity (self->state)->number,
                                tw_id_print (tw_row_get_id (row), id), "edit");
}

static void
toggle_card (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwRow *row = NULL;

  if (find_focused (TW_BOARD_VIEW (widget), &row) != NULL)
    gtk_widget_activate_action (gtk_root_get_focus (gtk_widget_get_root (widget)), "listitem.select", "(bb)", TRUE, FALSE);
}

static void rebuild (TwBoardView *self);

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  rebuild (TW_BOARD_VIEW (widget));
}

static const TwActionInfo infos[] = {
  { "board.move-right", N_("Move the card to the column on the right"), "<Shift>Right", NULL, NULL, move_right },
  { "board.move-left", N_("Move the card to the column on the left"), "<Shift>Left", NULL, NULL, move_left },
  { "board.focus-right", N_("Go to the column on the right"), "Right", NULL, NULL, focus_right },
  { "board.focus-left", N_("Go to the column on the left"), "Left", NULL, NULL, focus_left },
  { "board.edit", N_("Edit the record"), "e F2", NULL, NULL, edit_card },
  { "board.toggle", N_("Select or unselect the card"), "x", NULL, NULL, toggle_card },
  { "board.reload", N_("Read the board again"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_board_view_actions = { N_("Board"), infos, G_N_ELEMENTS (infos) };

/* --- Columns --- */

static const TwId *
get_parent_id (TwBoardView *self)
{
  guint selected = gtk_drop_down_get_selected (self->parents);

  if (self->parent_items == NULL || selected >= self->parent_items->len)
    return NULL;
  return &((TwBoardParent *) g_ptr_array_index (self->parent_items, selected))->id;
}

static void
column_selection_changed_cb (TwBoardView *self)
{
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

static void
rebuild (TwBoardView *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) keys = tw_board_list_keys (self->state, get_parent_id (self), &error);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->columns))) != NULL)
    gtk_box_remove (self->columns, child);
  if (keys == NULL)
    {
      adw_status_page_set_description (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  for (guint i = 0; i < keys->len; i++)
    {
      GtkWidget *column = tw_board_column_new (self->state, g_ptr_array_index (keys, i));

      g_signal_connect_object (column, "moved-here", G_CALLBACK (moved_here_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (column, "selection-changed", G_CALLBACK (column_selection_changed_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_visible (column, !tw_value_is_null (tw_board_column_get_value (TW_BOARD_COLUMN (column))));
      gtk_box_append (self->columns, column);
    }
  refresh_sums (self);
}

static void
update_parents (TwBoardView *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  g_clear_pointer (&self->parent_items, g_ptr_array_unref);
  self->parent_items = tw_board_list_parents (self->state);
  for (guint i = 0; i < self->parent_items->len; i++)
    gtk_string_list_append (titles, ((TwBoardParent *) g_ptr_array_index (self->parent_items, i))->title);
  self->updating_parents = TRUE;
  gtk_drop_down_set_model (self->parents, G_LIST_MODEL (titles));
  self->updating_parents = FALSE;
  gtk_widget_set_visible (self->parent_bar, self->parent_items->len > 1);
}

static void
parent_chosen_cb (TwBoardView *self)
{
  if (!self->updating_parents)
    rebuild (self);
}

static void
query_changed_cb (TwBoardView *self)
{
  for (TwBoardColumn *column = first_column (self); column != NULL; column = next_column (column))
    tw_board_column_update_query (column);
  refresh_sums (self);
}

static void
group_changed_cb (TwBoardView *self)
{
  if (!tw_board_can_group (tw_view_state_get_group_field (self->state)))
    return;
  update_parents (self);
  rebuild (self);
}

static void
committed_cb (TwBoardView *self,
              TwCommit    *commit)
{
  const TwField *field = tw_view_state_get_group_field (self->state);
  const TwEntity *target = field != NULL ? tw_field_get_target (field) : NULL;

  /* Stages were added, renamed or moved: other columns. */
  if (target != NULL && tw_commit_touches (commit, target))
    group_changed_cb (self);
  else if (self->refresh_id == 0 && tw_commit_touches (commit, tw_view_state_get_entity (self->state)))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

static GArray *
tw_board_view_dup_selected (TwPresentation *presentation)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (TwBoardColumn *column = first_column (TW_BOARD_VIEW (presentation)); column != NULL; column = next_column (column))
    tw_board_column_append_selected (column, ids);
  return ids;
}

static void
tw_board_view_clear_selection (TwPresentation *presentation)
{
  for (TwBoardColumn *column = first_column (TW_BOARD_VIEW (presentation)); column != NULL; column = next_column (column))
    tw_board_column_clear_selection (column);
}

static void
tw_board_view_take_focus (TwPresentation *presentation)
{
  for (TwBoardColumn *column = first_column (TW_BOARD_VIEW (presentation)); column != NULL; column = next_column (column))
    if (tw_board_column_take_focus (column))
      return;
  gtk_widget_child_focus (GTK_WIDGET (presentation), GTK_DIR_TAB_FORWARD);
}

static void
tw_board_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_board_view_dup_selected;
  iface->clear_selection = tw_board_view_clear_selection;
  iface->take_focus = tw_board_view_take_focus;
}

static void
tw_board_view_dispose (GObject *object)
{
  TwBoardView *self = TW_BOARD_VIEW (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* Disposing the template takes away the stack, which the bin would look for again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BOARD_VIEW);
  g_clear_pointer (&self->parent_items, g_ptr_array_unref);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_board_view_parent_class)->dispose (object);
}

static void
tw_board_view_class_init (TwBoardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_view_dispose;
  g_type_ensure (TW_TYPE_BOARD_COLUMN);
  tw_action_table_install (&tw_board_view_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("board/tw-board-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, stack);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, columns);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, parent_bar);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, parents);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, error_page);
}

static void
tw_board_view_init (TwBoardView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tw_board_view_can_show:
 * @entity: a kind of record
 *
 * Returns: whether it has a field that makes columns
 */
gboolean
tw_board_view_can_show (const TwEntity *entity)
{
  if (tw_board_can_group (entity->board_field))
    return TRUE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_ENUM && tw_board_can_group (entity->fields[i]))
      return TRUE;
  return FALSE;
}

/**
 * tw_board_view_new:
 * @state: what to show; its entity can have a board
 *
 * Returns: (transfer floating): a board that follows the state
 */
GtkWidget *
tw_board_view_new (TwViewState *state)
{
  TwBoardView *self = g_object_new (TW_TYPE_BOARD_VIEW, NULL);

  self->state = g_object_ref (state);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::group-field", G_CALLBACK (group_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parents, "notify::selected", G_CALLBACK (parent_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed", G_CALLBACK (committed_cb),
                           self, G_CONNECT_SWAPPED);
  group_changed_cb (self);
  return GTK_WIDGET (self);
}

GPtrArray *
tw_board_view_dup_columns (TwBoardView *self)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (TwBoardColumn *column = first_column (self); column != NULL; column = next_column (column))
    g_ptr_array_add (columns, column);
  return columns;
}
