/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-board-view-private.h"

#include <glib/gi18n-lib.h>

#include "tw-board-card.h"
#include "tw-empty-page.h"
#include "tw-choice-edit.h"
#include "tw-stage-edit.h"

#define REFRESH_DELAY 60                               /* ms: a burst of commits is summed once */
#define TICK          600                              /* seconds: days in a stage go by while the board is open */

static void tw_board_view_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwBoardView, tw_board_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_board_view_presentation_init))

enum { PROP_0, PROP_COMPACT, N_PROPS };
static GParamSpec *properties[N_PROPS];

extern const TwActionTable tw_board_view_actions;

TwBoardColumn *
tw_board_view_first_column (TwBoardView *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->columns));

  return child != NULL ? TW_BOARD_COLUMN (child) : NULL;
}

TwBoardColumn *
tw_board_view_next_column (TwBoardColumn *column)
{
  GtkWidget *child = gtk_widget_get_next_sibling (GTK_WIDGET (column));

  return child != NULL ? TW_BOARD_COLUMN (child) : NULL;
}

static gboolean
is_value (const TwValue *a,
          const TwValue *b)
{
  if (a->type == TW_TYPE_LINK && b->type == TW_TYPE_LINK)
    return tw_id_equal (&a->id, &b->id);
  return tw_value_equal (a, b);
}

TwBoardColumn *
tw_board_view_find_column (TwBoardView   *self,
                           const TwValue *value)
{
  TwBoardColumn *column = tw_board_view_first_column (self);

  while (column != NULL && !is_value (&tw_board_column_get_stage (column)->value, value))
    column = tw_board_view_next_column (column);
  return column;
}

TwBoardColumn *
tw_board_view_find_focused (TwBoardView *self,
                            TwRow      **row)
{
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    if ((*row = tw_board_column_get_focused_row (column)) != NULL)
      return column;
  return NULL;
}

/* --- Sums --- */

static TwGroup *
find_group (GPtrArray     *groups,
            const TwValue *value)
{
  for (guint i = 0; i < groups->len; i++)
    if (is_value (value, &((TwGroup *) g_ptr_array_index (groups, i))->key))
      return g_ptr_array_index (groups, i);
  return NULL;
}

static void
show_empty (TwBoardView *self)
{
  tw_empty_page_show (self->empty_page, self->empty_button, self->state);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_groups (TwBoardView *self,
             GPtrArray   *groups)
{
  gint64 total = 0;

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    {
      TwGroup *group = find_group (groups, &tw_board_column_get_stage (column)->value);

      tw_board_column_set_group (column, group);
      total += group != NULL ? group->count : 0;
      /* Records without a value have a column only while there are some. */
      if (tw_value_is_null (&tw_board_column_get_stage (column)->value))
        gtk_widget_set_visible (GTK_WIDGET (column), group != NULL && group->count > 0);
    }
  if (total == 0 && groups->len == 0)
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
      tw_tell (self->error_page, error->message);
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
                        tw_view_state_get_query (self->state), self->group, entity->value_field,
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

/* --- Columns --- */

static void
moved_here_cb (TwBoardView   *self,
               GArray        *ids,
               TwBoardColumn *column)
{
  tw_board_view_move (self, ids, column);
}

/* A card that is selected alone ends the selection in the other columns; with Ctrl, Shift or X it is one more. */
static void
column_selection_changed_cb (TwBoardView   *self,
                             TwBoardColumn *column)
{
  GdkDevice *keyboard = gdk_seat_get_keyboard (gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self))));
  GdkModifierType state = keyboard != NULL ? gdk_device_get_modifier_state (keyboard) : 0;

  if (!self->selecting && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    {
      self->selecting = TRUE;
      for (TwBoardColumn *other = tw_board_view_first_column (self); other != NULL; other = tw_board_view_next_column (other))
        if (other != column)
          tw_board_column_clear_selection (other);
      self->selecting = FALSE;
    }
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

static void
set_compact (TwBoardView *self,
             gboolean     compact)
{
  if (self->compact == compact)
    return;
  self->compact = compact;
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    tw_board_column_set_compact (column, compact);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

static void
add_column (TwBoardView   *self,
            const TwStage *stage)
{
  GtkWidget *column = tw_board_column_new (self->state, self->group, stage);

  tw_board_column_set_compact (TW_BOARD_COLUMN (column), self->compact);
  g_signal_connect_object (column, "moved-here", G_CALLBACK (moved_here_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "selection-changed", G_CALLBACK (column_selection_changed_cb), self, G_CONNECT_SWAPPED);
  /* Records without a value have a column only while there are some. */
  gtk_widget_set_visible (column, !tw_value_is_null (&stage->value));
  gtk_box_append (self->columns, column);
}

void
tw_board_view_rebuild (TwBoardView *self)
{
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) stages = NULL;
  GtkWidget *child = NULL;

  if (self->group == NULL)
    return;
  tw_board_view_forget_moves (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->columns))) != NULL)
    gtk_box_remove (self->columns, child);
  stages = tw_stage_list (store, self->group, tw_id_is_nil (&self->parent) ? NULL : &self->parent, &error);
  if (stages == NULL)
    {
      tw_tell (self->error_page, error->message);
      gtk_stack_set_visible_child_name (self->stack, "error");
      return;
    }
  for (guint i = 0; i < stages->len; i++)
    add_column (self, g_ptr_array_index (stages, i));
  refresh_sums (self);
}

/* --- The bar: which pipeline, and what makes the columns --- */

/* The pipeline that was chosen stays chosen. */
static void
update_parents (TwBoardView *self)
{
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (self->state));
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->parent_items, g_ptr_array_unref);
  self->parent_items = tw_stage_list_parents (store, self->group);
  for (guint i = 0; i < self->parent_items->len; i++)
    {
      TwStageParent *parent = g_ptr_array_index (self->parent_items, i);

      gtk_string_list_append (titles, parent->title);
      if (tw_id_equal (&parent->id, &self->parent))
        selected = i;
    }
  self->parent = tw_id_nil;
  if (selected < self->parent_items->len)
    self->parent = ((TwStageParent *) g_ptr_array_index (self->parent_items, selected))->id;
  gtk_drop_down_set_model (self->parents, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->parents, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->parents), self->parent_items->len > 1);
}

static gboolean
makes_columns (const TwField *field)
{
  return tw_stage_can_group (field) && (field->kind == TW_KIND_ENUM || field == field->entity->board_field);
}

static void
update_groups (TwBoardView *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const TwField *wanted = tw_view_state_get_group_field (self->state);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = 0;

  g_clear_pointer (&self->group_items, g_ptr_array_unref);
  self->group_items = g_ptr_array_new ();
  for (guint i = 0; i < entity->n_fields; i++)
    {
      if (!makes_columns (entity->fields[i]) && !(entity->fields[i] == wanted && tw_stage_can_group (wanted)))
        continue;
      if (entity->fields[i] == wanted)
        selected = self->group_items->len;
      g_ptr_array_add (self->group_items, (gpointer) entity->fields[i]);
      gtk_string_list_append (titles, tw_field_get_label (entity->fields[i]));
    }
  self->group = self->group_items->len > 0 ? g_ptr_array_index (self->group_items, selected) : NULL;
  gtk_drop_down_set_model (self->groups, G_LIST_MODEL (titles));
  gtk_drop_down_set_selected (self->groups, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->groups), self->group_items->len > 1);
}

static void
parent_chosen_cb (TwBoardView *self)
{
  guint selected = gtk_drop_down_get_selected (self->parents);

  if (self->updating || self->parent_items == NULL || selected >= self->parent_items->len)
    return;
  self->parent = ((TwStageParent *) g_ptr_array_index (self->parent_items, selected))->id;
  tw_board_view_rebuild (self);
}

static void
group_chosen_cb (TwBoardView *self)
{
  guint selected = gtk_drop_down_get_selected (self->groups);

  if (!self->updating && self->group_items != NULL && selected < self->group_items->len)
    tw_view_state_set_group_field (self->state, ((const TwField *) g_ptr_array_index (self->group_items, selected))->key);
}

static void
query_changed_cb (TwBoardView *self)
{
  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    tw_board_column_update_query (column);
  if (self->group != NULL)
    refresh_sums (self);
}

/* Other columns: another field, another schema, or other stages. */
static void
group_changed_cb (TwBoardView *self)
{
  TwSchema *schema = tw_schema_ref ((TwSchema *) tw_view_state_get_entity (self->state)->schema);

  tw_board_view_forget_moves (self);
  g_clear_pointer (&self->schema, tw_schema_unref);
  self->schema = schema;
  self->updating = TRUE;
  update_groups (self);
  update_parents (self);
  self->updating = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "board.edit-columns",
                                 tw_stage_edit_can (self->group) || tw_choice_edit_can (self->group));
  gtk_widget_set_visible (self->edit_button, tw_stage_edit_can (self->group) || tw_choice_edit_can (self->group));
  tw_board_view_rebuild (self);
}

static void
committed_cb (TwBoardView *self,
              TwCommit    *commit)
{
  const TwEntity *target = self->group != NULL ? tw_field_get_target (self->group) : NULL;
  const TwField *parent = tw_stage_get_parent_field (self->group);

  /* Stages were added, renamed or moved: other columns. */
  if (target != NULL && (tw_commit_touches (commit, target)
                         || (parent != NULL && tw_commit_touches (commit, tw_field_get_target (parent)))))
    group_changed_cb (self);
  else if (self->refresh_id == 0 && tw_commit_touches (commit, tw_view_state_get_entity (self->state)))
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

static gboolean
tick_cb (gpointer data)
{
  TwBoardView *self = TW_BOARD_VIEW (data);

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    tw_board_column_set_compact (column, self->compact);
  return G_SOURCE_CONTINUE;
}

/* The menu of the card under the pointer, which takes the focus first. */
static void
right_click_cb (TwBoardView     *self,
                int              n_press,
                double           x,
                double           y,
                GtkGestureClick *gesture)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *card = widget != NULL ? gtk_widget_get_ancestor (widget, TW_TYPE_BOARD_CARD) : NULL;

  if (card == NULL || !gtk_widget_grab_focus (gtk_widget_get_parent (card)))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tw_board_view_show_menu (self, x, y);
}

static GArray *
tw_board_view_dup_selected (TwPresentation *presentation)
{
  TwBoardView *self = TW_BOARD_VIEW (presentation);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    tw_board_column_append_selected (column, ids);
  return ids;
}

static void
tw_board_view_clear_selection (TwPresentation *presentation)
{
  TwBoardView *self = TW_BOARD_VIEW (presentation);

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    tw_board_column_clear_selection (column);
}

static void
tw_board_view_take_focus (TwPresentation *presentation)
{
  tw_board_view_focus_cards (TW_BOARD_VIEW (presentation));
}

static GPtrArray *
tw_board_view_list_results (TwPresentation *presentation)
{
  TwBoardView *self = TW_BOARD_VIEW (presentation);
  GPtrArray *lists = g_ptr_array_new_with_free_func (g_object_unref);

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    g_ptr_array_add (lists, g_object_ref (tw_board_column_get_results (column)));
  return lists;
}

static void
tw_board_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_board_view_dup_selected;
  iface->clear_selection = tw_board_view_clear_selection;
  iface->take_focus = tw_board_view_take_focus;
  iface->list_results = tw_board_view_list_results;
}

static void
tw_board_view_dispose (GObject *object)
{
  TwBoardView *self = TW_BOARD_VIEW (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->columns != NULL)
    tw_board_view_forget_moves (self);
  g_clear_pointer ((GtkWidget **) &self->ask, gtk_widget_unparent);
  /* Disposing the template takes away the stack, which the bin would look for again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_BOARD_VIEW);
  g_clear_pointer (&self->parent_items, g_ptr_array_unref);
  g_clear_pointer (&self->group_items, g_ptr_array_unref);
  g_clear_pointer (&self->schema, tw_schema_unref);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_board_view_parent_class)->dispose (object);
}

static void
tw_board_view_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, TW_BOARD_VIEW (object)->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_board_view_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_COMPACT:
      set_compact (TW_BOARD_VIEW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tw_board_view_class_init (TwBoardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_board_view_dispose;
  G_OBJECT_CLASS (klass)->get_property = tw_board_view_get_property;
  G_OBJECT_CLASS (klass)->set_property = tw_board_view_set_property;
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  g_type_ensure (TW_TYPE_BOARD_COLUMN);
  tw_action_table_install (&tw_board_view_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("board/tw-board-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, stack);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, columns);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, edit_button);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, parents);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, groups);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TwBoardView, error_page);
}

static void
tw_board_view_init (TwBoardView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (right_click_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  tw_board_view_add_keys (self);
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
  if (tw_stage_can_group (entity->board_field))
    return TRUE;
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_ENUM && tw_stage_can_group (entity->fields[i]))
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
  g_signal_connect_object (state, "notify::entity", G_CALLBACK (group_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->parents, "notify::selected", G_CALLBACK (parent_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->groups, "notify::selected", G_CALLBACK (group_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tw_workspace_get_store (tw_view_state_get_workspace (state)), "committed", G_CALLBACK (committed_cb),
                           self, G_CONNECT_SWAPPED);
  g_settings_bind (tw_workspace_get_settings (tw_view_state_get_workspace (state)), "board-compact", self, "compact",
                   G_SETTINGS_BIND_DEFAULT);
  self->tick_id = g_timeout_add_seconds (TICK, tick_cb, self);
  group_changed_cb (self);
  return GTK_WIDGET (self);
}

GPtrArray *
tw_board_view_dup_columns (TwBoardView *self)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (TwBoardColumn *column = tw_board_view_first_column (self); column != NULL; column = tw_board_view_next_column (column))
    g_ptr_array_add (columns, column);
  return columns;
}
