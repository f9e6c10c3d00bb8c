/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-list-view.h"

#include <glib/gi18n-lib.h>

#include "tw-entity-words.h"
#include "tw-list-view-private.h"
#include "tw-painted.h"

#define SPINNER_DELAY 200                              /* ms: most lists are there before a spinner would have been seen */

static void tw_list_view_presentation_init (TwPresentationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwListView, tw_list_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_PRESENTATION, tw_list_view_presentation_init))

static gboolean
is_filtered (TwListView *self)
{
  return tw_view_state_get_n_conditions (self->state) > 0 || tw_view_state_get_text (self->state) != NULL;
}

static void
show_empty (TwListView *self)
{
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  g_autofree char *title = NULL, *label = NULL;

  if (is_filtered (self))
    {
      adw_status_page_set_icon_name (self->empty_page, "edit-find-symbolic");
      adw_status_page_set_title (self->empty_page, _("Nothing matches"));
      adw_status_page_set_description (self->empty_page, _("No record meets all the filters above."));
      gtk_button_set_label (self->empty_button, _("_Remove Filters"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), "view.clear-filters");
    }
  else
    {
      /* Translators: %s is a kind of record in the plural, "Deals". */
      title = g_strdup_printf (_("No %s Yet"), tw_entity_get_label (entity, TRUE));
      label = tw_entity_dup_new_label (entity);
      adw_status_page_set_icon_name (self->empty_page, entity->icon);
      adw_status_page_set_title (self->empty_page, title);
      adw_status_page_set_description (self->empty_page, tw_entity_get_purpose (entity));
      gtk_button_set_label (self->empty_button, label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), "view.new");
    }
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
    }
  gtk_stack_set_visible_child_name (self->stack, self->narrow ? "rows" : "table");
}

static gboolean
show_spinner_cb (gpointer data)
{
  TwListView *self = TW_LIST_VIEW (data);

  self->spinner_id = 0;
  gtk_spinner_start (self->spinner);
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

/* Which of the states is shown follows from what the results say. */
static void
update (TwListView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->results));
  g_autofree char *error = NULL;

  g_object_get (self->results, "error", &error, NULL);
  if (error == NULL && n == 0 && tw_results_get_loading (self->results))
    {
      if (self->spinner_id == 0)
        self->spinner_id = g_timeout_add (SPINNER_DELAY, show_spinner_cb, self);
      return;
    }
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  gtk_spinner_stop (self->spinner);
  if (error != NULL)
    {
      adw_status_page_set_description (self->error_page, error);
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
  tw_results_set_query (self->results, tw_view_state_get_query (self->state));
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
painted_cb (GtkWidget *widget)
{
  tw_results_read_rest (TW_LIST_VIEW (widget)->results);
}

static void
selection_changed_cb (TwListView *self)
{
  tw_presentation_selection_changed (TW_PRESENTATION (self));
}

static void
activate_focused (TwListView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_activate_action (focus, "listitem.activate", NULL);
}

static void
edit_row (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwListView *self = TW_LIST_VIEW (widget);

  self->edit_next = TRUE;
  activate_focused (self);
  self->edit_next = FALSE;
}

static void
toggle_row (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwListView *self = TW_LIST_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    gtk_widget_activate_action (focus, "listitem.select", "(bb)", TRUE, FALSE);
}

static void
select_all (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (TW_LIST_VIEW (widget)->selection));
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  query_changed_cb (TW_LIST_VIEW (widget));
}

static const TwActionInfo infos[] = {
  { "list.edit", N_("Edit the record"), "e F2", NULL, NULL, edit_row },
  { "list.toggle", N_("Select or unselect the record"), "x", NULL, NULL, toggle_row },
  { "list.select-all", N_("Select all records"), "<Control>a", NULL, NULL, select_all },
  { "list.reload", NULL, NULL, NULL, NULL, reload },
};

const TwActionTable tw_list_view_actions = { N_("List"), infos, G_N_ELEMENTS (infos) };

static GArray *
tw_list_view_dup_selected (TwPresentation *presentation)
{
  TwListView *self = TW_LIST_VIEW (presentation);
  g_autoptr(GtkBitset) bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (self->results), position);

      if (row != NULL)
        g_array_append_val (ids, *tw_row_get_id (row));
    }
  return ids;
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
  GtkWidget *child = gtk_stack_get_visible_child (self->stack);

  gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

static void
tw_list_view_presentation_init (TwPresentationInterface *iface)
{
  iface->dup_selected = tw_list_view_dup_selected;
  iface->clear_selection = tw_list_view_clear_selection;
  iface->set_narrow = tw_list_view_set_narrow;
  iface->take_focus = tw_list_view_take_focus;
}

static void
tw_list_view_dispose (GObject *object)
{
  TwListView *self = TW_LIST_VIEW (object);

  g_clear_handle_id (&self->spinner_id, g_source_remove);
  if (self->results != NULL)
    g_signal_handlers_disconnect_by_data (self->results, self);
  if (self->state != NULL)
    g_signal_handlers_disconnect_by_data (self->state, self);
  /* Disposing the template takes away the stack, which the bin would look for again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), TW_TYPE_LIST_VIEW);
  self->table = NULL;
  self->rows = NULL;
  g_clear_object (&self->selection);
  g_clear_object (&self->results);
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
  gtk_widget_class_bind_template_child (widget_class, TwListView, table_scroll);
  gtk_widget_class_bind_template_child (widget_class, TwListView, rows_scroll);
  gtk_widget_class_bind_template_child (widget_class, TwListView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TwListView, empty_button);
  gtk_widget_class_bind_template_child (widget_class, TwListView, error_page);
}

static void
tw_list_view_init (TwListView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  TwStore *store = tw_workspace_get_store (tw_view_state_get_workspace (state));

  self->state = g_object_ref (state);
  self->results = tw_results_new_first (store, tw_view_state_get_query (state));
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->results)));
  g_signal_connect_object (state, "notify::query", G_CALLBACK (query_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (state, "notify::columns", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->results, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
  tw_after_painted (GTK_WIDGET (self), painted_cb);
  return GTK_WIDGET (self);
}

/**
 * tw_list_view_get_results:
 * @self: a list
 *
 * Returns: (transfer none): the records that it shows
 */
TwResults *
tw_list_view_get_results (TwListView *self)
{
  g_return_val_if_fail (TW_IS_LIST_VIEW (self), NULL);
  return self->results;
}

/**
 * tw_list_view_open:
 * @self: a list
 * @position: of a record in it
 *
 * Opens the record, for editing when "list.edit" asked for it.
 */
void
tw_list_view_open (TwListView *self,
                   guint       position)
{
  g_autoptr(TwRow) row = g_list_model_get_item (G_LIST_MODEL (self->results), position);
  char id[TW_ID_TEXT_LENGTH + 1];

  if (row != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-record", "(uss)",
                                tw_view_state_get_entity (self->state)->number,
                                tw_id_print (tw_row_get_id (row), id), self->edit_next ? "edit" : "");
}
