/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-list-view.h"

#include <glib/gi18n-lib.h>

#include "tw-empty-page.h"
#include "tw-header-fade.h"
#include "tw-list-view-private.h"
#include "tw-painted.h"
#include "tw-passing-popover.h"
#include "tw-portrait.h"

#define FACE_PIXELS   96                               /* of the portraits beside names, sharp on fine screens, too */
#define SPINNER_DELAY 200                              /* ms: most lists are there before a spinner would have been seen */

static void tw_list_view_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwListView, tw_list_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_list_view_presentation_init))

static void
show_empty (TwListView *self)
{
  tw_empty_page_show (self->empty_page, self->empty_button, self->state);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_records (TwListView *self)
{
  if (self->narrow && self->rows == NULL)
    {
      self->rows = tw_list_rows_new (self);
      gtk_scrolled_window_set_child (self->rows_scroll, self->rows);
    }
  if (!self->narrow && self->table == NULL)
    {
      self->table = tw_list_table_new (self);
      tw_list_table_update (self);
      gtk_scrolled_window_set_child (self->table_scroll, self->table);
      tw_header_fade_add (self->table_overlay, GTK_COLUMN_VIEW (self->table));
    }
  gtk_stack_set_visible_child_name (self->stack, self->narrow ? "rows" : "table");
}

static gboolean
show_spinner_cb (gpointer data)
{
  TwListView *self = TW_LIST_VIEW (data);

  self->spinner_id = 0;
  /* What was read before is still to be seen, and not what is asked for now. */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->stack), "tw-stale");
      return G_SOURCE_REMOVE;
    }
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

/* Which of the states is shown follows from what the results say. */
static void
update (TwListView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *error = NULL;

  g_object_get (self->model, "error", &error, NULL);
  if (error == NULL && tw_list_model_get_loading (self->model))
    {
      if (self->spinner_id == 0)
        self->spinner_id = g_timeout_add (SPINNER_DELAY, show_spinner_cb, self);
      if (n == 0)
        return;
    }
  else
    {
      g_clear_handle_id (&self->spinner_id, g_source_remove);
      gtk_widget_remove_css_class (GTK_WIDGET (self->stack), "tw-stale");
    }
  gtk_spinner_stop (self->spinner);
  if (error != NULL)
    {
      tw_tell (self->error_page, error);
      gtk_stack_set_visible_child_name (self->stack, "error");
    }
  else if (n == 0)
    show_empty (self);
  else
    show_records (self);
}

static void
query_changed_cb (TwListView *self)
{
  if (self->table != NULL)
    tw_list_table_mark_sort (self);
  update (self);
}

static void
columns_changed_cb (TwListView *self)
{
  if (self->table != NULL)
    tw_list_table_update (self);
  /* The narrow rows read the columns when they are filled. */
  if (self->rows != NULL)
    {
      gtk_scrolled_window_set_child (self->rows_scroll, NULL);
      self->rows = NULL;
      update (self);
    }
}

static void
widths_changed_cb (TwListView *self)
{
  if (self->table != NULL)
    tw_list_table_set_widths (self);
}

static void
density_changed_cb (TwListView *self)
{
  GSettings *settings = tw_workspace_get_settings (tw_view_state_get_workspace (self->state));

  if (g_settings_get_boolean (settings, "comfortable-lists"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "tw-comfortable");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "tw-comfortable");
}

/* Arrow keys by themselves select the row that they come to; records that were chosen with X or a tick are kept through it. The
 * hold ends when the list has dealt with the key. */
static gboolean
release_cb (gpointer data)
{
  tw_list_selection_set_held (TW_LIST_VIEW (data)->selection, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
key_pressed_cb (TwListView     *self,
                guint           key,
                guint           code,
                GdkModifierType state)
{
  if (tw_list_view_get_focused (self) == NULL)
    return FALSE;
  switch (key)
    {
    /* The row would take it to select. */
    case GDK_KEY_space:
      if ((state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
        return gtk_widget_activate_action (GTK_WIDGET (self), "list.peek", NULL);
      return FALSE;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
    case GDK_KEY_Home:
    case GDK_KEY_End:
    case GDK_KEY_KP_Up:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      break;
    default:
      return FALSE;
    }
  if (!(state & GDK_SHIFT_MASK))
    {
      tw_list_selection_set_held (self->selection, TRUE);
      g_idle_add_full (G_PRIORITY_HIGH, release_cb, g_object_ref (self), g_object_unref);
    }
  return FALSE;
}

/* GtkColumnView counts from the left whichever way text runs: a table that is wider than its window would begin with its last
 * columns. Its first one stays where it is, at the right. */
static void
resized_cb (TwListView    *self,
            GtkAdjustment *adjustment)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL)
    return;
  self->placing = TRUE;
  gtk_adjustment_set_value (adjustment, MAX (end - self->from_start, 0));
  self->placing = FALSE;
}

static void
scrolled_cb (TwListView    *self,
             GtkAdjustment *adjustment)
{
  if (!self->placing)
    self->from_start = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)
                       - gtk_adjustment_get_value (adjustment);
}

static void
painted_cb (GtkWidget *widget)
{
  tw_list_model_read_rest (TW_LIST_VIEW (widget)->model);
}

static void
selection_changed_cb (TwListView *self)
{
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

/* Only for those who want a few: reads each of them on this thread. */
static GArray *
tw_list_view_dup_selected (TwPresentation *presentation)
{
  TwListView *self = TW_LIST_VIEW (presentation);
  g_autoptr(GArray) rows = tw_list_selection_dup_rows (self->selection);
  GArray *ids = tw_store_read_ids (tw_workspace_get_store (tw_view_state_get_workspace (self->state)),
                                   tw_view_state_get_entity (self->state), (const gint64 *) rows->data, rows->len, NULL);

  return ids != NULL ? ids : g_array_new (FALSE, FALSE, sizeof (TwId));
}

static TwRecordSet *
tw_list_view_dup_selection (TwPresentation *presentation)
{
  TwListView *self = TW_LIST_VIEW (presentation);
  g_autoptr(GArray) rows = tw_list_selection_dup_rows (self->selection);

  return tw_record_set_new_rows (tw_view_state_get_entity (self->state), rows);
}

static guint
tw_list_view_count_selected (TwPresentation *presentation,
                             gboolean       *chosen)
{
  TwListView *self = TW_LIST_VIEW (presentation);

  *chosen = tw_list_selection_is_chosen (self->selection);
  return tw_list_selection_get_count (self->selection);
}

static void
tw_list_view_clear_selection (TwPresentation *presentation)
{
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (TW_LIST_VIEW (presentation)->selection));
}

static void
tw_list_view_set_narrow (TwPresentation *presentation,
                         gboolean        narrow)
{
  TwListView *self = TW_LIST_VIEW (presentation);

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  update (self);
}

static void
tw_list_view_take_focus (TwPresentation *presentation)
{
  TwListView *self = TW_LIST_VIEW (presentation);
  GtkWidget *table = self->narrow ? self->rows : self->table;
  /* The titles of a table come first in the order of Tab, and its commands are about rows. */
  GtkWidget *rows = GTK_IS_COLUMN_VIEW (table) ? gtk_widget_get_last_child (table) : table;
  GtkWidget *last = rows != NULL ? gtk_widget_get_focus_child (rows) : NULL;

  if (tw_list_view_get_focused (self) != NULL || (last != NULL && gtk_widget_grab_focus (last)))
    return;
  for (GtkWidget *row = rows != NULL ? gtk_widget_get_first_child (rows) : NULL; row != NULL; row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_mapped (row) && gtk_widget_grab_focus (row))
      return;
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static GPtrArray *
tw_list_view_list_results (TwPresentation *presentation)
{
  TwListView *self = TW_LIST_VIEW (presentation);
  GPtrArray *lists = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *groups = tw_list_model_is_grouped (self->model) ? tw_list_model_get_groups (self->model) : NULL;

  if (groups == NULL)
    g_ptr_array_add (lists, g_object_ref (tw_list_model_ensure_all (self->model)));
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      TwListGroup *group = g_ptr_array_index (groups, i);

      if (tw_list_group_get_expanded (group) && tw_list_group_get_results (group) != NULL)
        g_ptr_array_add (lists, g_object_ref (tw_list_group_get_results (group)));
    }
  return lists;
}

static void
tw_list_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_list_view_dup_selected;
  iface->dup_selection = tw_list_view_dup_selection;
  iface->count_selected = tw_list_view_count_selected;
  iface->clear_selection = tw_list_view_clear_selection;
  iface->set_narrow = tw_list_view_set_narrow;
  iface->take_focus = tw_list_view_take_focus;
  iface->list_results = tw_list_view_list_results;
}

static void
tw_list_view_dispose (GObject *object)
{
  TwListView *self = TW_LIST_VIEW (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  tw_popovers_unparent (GTK_WIDGET (self));
  /* Disposing the template takes away the stack, which the bin would look for again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_LIST_VIEW);
  self->table = NULL;
  self->rows = NULL;
  if (self->faces != NULL)
    tw_thumbnailer_stop (self->faces);
  g_clear_object (&self->faces);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->edited_key, g_free);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (tw_list_view_parent_class)->dispose (object);
}

static void
tw_list_view_class_init (TwListViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_list_view_dispose;
  tw_action_table_install (&tw_list_view_actions, widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, TW_UI ("list/tw-list-view.ui"));
  gtk_widget_class_bind_template_child (widget_class, TwListView, stack);
  gtk_widget_class_bind_template_child (widget_class, TwListView, spinner);
  gtk_widget_class_bind_template_child (widget_class, TwListView, table_overlay);
  gtk_widget_class_bind_template_child (widget_class, TwListView, table_scroll);
  gtk_widget_class_bind_template_child (widget_class, TwListView, rows_scroll);
  gtk_widget_class_bind_template_child (widget_class, TwListView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TwListView, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TwListView, error_page);
}

static void
tw_list_view_init (TwListView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkAdjustment *across = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->anchor = G_MAXUINT;
  across = gtk_scrolled_window_get_hadjustment (self->table_scroll);
  g_signal_connect_object (across, "changed", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (across, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tw_list_view_new:
 * @state: what to show
 *
 * Returns: (transfer floating): a list that follows the state
 */
GtkWidget *
tw_list_view_new (TwViewState *state)
{
  TwListView *self = g_object_new (TW_TYPE_LIST_VIEW, NULL);
  GSettings *settings = tw_workspace_get_settings (tw_view_state_get_workspace (state));

  self->state = g_object_ref (state);
  self->model = tw_list_model_new (state);
  self->selection = tw_list_selection_new (self->model);
  if (tw_portrait_find_field (tw_view_state_get_entity (state)) != NULL)
    self->faces = tw_thumbnailer_new (tw_workspace_get_store (tw_view_state_get_workspace (state)), FACE_PIXELS);
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::columns", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::widths", G_CALLBACK (widths_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::comfortable-lists", G_CALLBACK (density_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  density_changed_cb (self);
  update (self);
  tw_after_painted (GTK_WIDGET (self), painted_cb);
  return GTK_WIDGET (self);
}

/**
 * tw_list_view_get_results:
 * @self: a list
 *
 * Returns: (transfer none): the records that it shows, those of closed groups included
 */
TwResults *
tw_list_view_get_results (TwListView *self)
{
  g_return_val_if_fail (TW_IS_LIST_VIEW (self), NULL);
  return tw_list_model_ensure_all (self->model);
}

/**
 * tw_list_view_get_model:
 * @self: a list
 *
 * Returns: (transfer none): its records and groups
 */
TwListModel *
tw_list_view_get_model (TwListView *self)
{
  g_return_val_if_fail (TW_IS_LIST_VIEW (self), NULL);
  return self->model;
}

/**
 * tw_list_view_get_selection:
 * @self: a list
 *
 * Returns: (transfer none): which of them are selected
 */
GtkSelectionModel *
tw_list_view_get_selection (TwListView *self)
{
  g_return_val_if_fail (TW_IS_LIST_VIEW (self), NULL);
  return GTK_SELECTION_MODEL (self->selection);
}

/**
 * tw_list_view_tick:
 * @self: a list
 * @position: of a record or a group
 * @extend: whether all from the one ticked last are meant
 *
 * Selects or unselects a record, or those of a group.
 */
void
tw_list_view_tick (TwListView *self,
                   guint       position,
                   gboolean    extend)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  if (extend && self->anchor < n)
    gtk_selection_model_select_range (GTK_SELECTION_MODEL (self->selection), MIN (self->anchor, position),
                                      MAX (self->anchor, position) - MIN (self->anchor, position) + 1, FALSE);
  else
    tw_list_selection_toggle (self->selection, position);
  self->anchor = position;
}

/**
 * tw_list_view_open:
 * @self: a list
 * @position: of a record in it
 *
 * Opens the record, for editing when "list.edit" asked for it; a group is opened or closed.
 */
void
tw_list_view_open (TwListView *self,
                   guint       position)
{
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (TW_IS_LIST_GROUP (item))
    tw_list_model_toggle (self->model, TW_LIST_GROUP (item));
  else if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)",
                                tw_view_state_get_entity (self->state)->number,
                                tw_id_print (tw_row_get_id (TW_ROW (item)), id), self->edit_next ? "edit" : "");
}
