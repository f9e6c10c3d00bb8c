/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-column-places.h"
#include "tw-column-sorter.h"
#include "tw-list-cell.h"
#include "tw-list-view-private.h"

static const TwSortKey *
find_sort_key (TwListView *self,
               const char *key)
{
  TwQuery *query = tw_view_state_get_query (self->state);

  for (guint i = 0; i < tw_query_get_n_sort_keys (query); i++)
    if (g_str_equal (tw_query_get_sort_key (query, i)->field->key, key))
      return tw_query_get_sort_key (query, i);
  return NULL;
}

/* With Shift the field decides where the others leave records equal, or turns round when it does so already. */
static void
sorter_changed_cb (TwListView *self)
{
  g_autofree char *sort = NULL;
  const TwSortKey *there = NULL;
  const char *key = NULL;

  if (self->marking_sort)
    return;
  sort = tw_column_sorter_dup_sort (GTK_COLUMN_VIEW (self->table));
  if (sort == NULL || !self->adding_sort)
    {
      tw_view_state_set_sort (self->state, sort, NULL);
      return;
    }
  self->adding_sort = FALSE;
  key = *sort == '-' ? sort + 1 : sort;
  there = find_sort_key (self, key);
  tw_view_state_sort_by (self->state, key, there != NULL && !there->descending, TRUE);
  tw_list_table_mark_sort (self);
}

static void
header_pressed_cb (TwListView      *self,
                   int              n_press,
                   double           x,
                   double           y,
                   GtkGestureClick *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  self->adding_sort = (state & GDK_SHIFT_MASK) != 0;
}

static const char *
get_key (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (column), "tw-key");
}

/* A column was dragged to another place. */
static void
columns_changed_cb (TwListView *self)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->table));
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (self->marking_sort)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (get_key (column) != NULL)
        g_ptr_array_add (keys, g_strdup (get_key (column)));
    }
  /* In the middle of the move one is missing. */
  if (keys->len < g_strv_length ((char **) tw_view_state_get_columns (self->state)))
    return;
  g_ptr_array_add (keys, NULL);
  self->marking_sort = TRUE;
  tw_view_state_set_columns (self->state, (const char *const *) keys->pdata);
  self->marking_sort = FALSE;
}

static void
width_changed_cb (TwListView          *self,
                  GParamSpec          *pspec,
                  GtkColumnViewColumn *column)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  if (self->marking_sort || width <= 0)
    return;
  self->marking_sort = TRUE;
  tw_view_state_set_width (self->state, get_key (column), width);
  self->marking_sort = FALSE;
}

/* Twice on a field that can be changed edits it where it stands; the name opens the record, as Enter does. */
static gboolean
cell_pressed_cb (GtkWidget   *cell,
                 GtkListItem *item,
                 int          n_press,
                 gpointer     data)
{
  TwListView *self = TW_LIST_VIEW (data);
  GObject *object = gtk_list_item_get_item (item);
  const TwField *field = tw_list_cell_get_field (cell);

  if (TW_IS_LIST_GROUP (object))
    {
      if (n_press == 1)
        tw_list_model_toggle (self->model, TW_LIST_GROUP (object));
      return TRUE;
    }
  if (n_press != 2)
    return FALSE;
  if (field == field->entity->name_field || !tw_list_view_edit_cell (self, cell))
    tw_list_view_open (self, gtk_list_item_get_position (item));
  return TRUE;
}

static void
activate_cb (TwListView *self,
             guint       position)
{
  tw_list_view_open (self, position);
}

static GtkColumnViewColumn *
make_column (TwListView    *self,
             const TwField *field,
             gboolean       leads)
{
  TwThumbnailer *faces = field == field->entity->name_field ? self->faces : NULL;
  GtkListItemFactory *factory = tw_list_cell_factory_new (field, leads, faces, cell_pressed_cb, G_OBJECT (self));
  GtkColumnViewColumn *column = gtk_column_view_column_new (tw_field_get_label (field), factory);
  int width = tw_view_state_get_width (self->state, field->key);

  if (width == 0)
    width = tw_field_get_width (field);
  g_object_set_data_full (G_OBJECT (column), "tw-key", g_strdup (field->key), g_free);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  if (tw_field_can_sort (field))
    {
      g_autoptr(GtkSorter) sorter = tw_column_sorter_new (field->key);

      gtk_column_view_column_set_sorter (column, sorter);
    }
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
  return column;
}

/* GTK has no call for the alignment of a column's title: the titles are the children of the header, one a column. */
static void
align_titles (GtkColumnView *table,
              GArray        *numeric)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (table)));

  for (guint i = 0; i < numeric->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    if (g_array_index (numeric, gboolean, i))
      tw_column_title_align_number (title);
}

/**
 * tw_list_table_new:
 * @self: the list
 *
 * Returns: (transfer floating): the table over its selection
 */
GtkWidget *
tw_list_table_new (TwListView *self)
{
  GtkWidget *table = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (table), TRUE);
  gtk_column_view_set_enable_rubberband (GTK_COLUMN_VIEW (table), FALSE);
  tw_column_places_watch (GTK_COLUMN_VIEW (table));
  gtk_widget_add_css_class (table, "tw-table");
  g_signal_connect_object (table, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (header_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (gtk_widget_get_first_child (table), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (gtk_column_view_get_columns (GTK_COLUMN_VIEW (table)), "items-changed", G_CALLBACK (columns_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (table)), "changed",
                           G_CALLBACK (sorter_changed_cb), self, G_CONNECT_SWAPPED);
  return table;
}

/**
 * tw_list_table_update:
 * @self: the list
 *
 * Makes the columns that the view asks for.
 */
void
tw_list_table_update (TwListView *self)
{
  GtkColumnView *table = GTK_COLUMN_VIEW (self->table);
  GListModel *columns = gtk_column_view_get_columns (table);
  const TwEntity *entity = tw_view_state_get_entity (self->state);
  const char *const *keys = tw_view_state_get_columns (self->state);
  gboolean expands = FALSE;
  g_autoptr(GtkColumnViewColumn) check = tw_list_check_column_new (self);
  g_autoptr(GArray) numeric = g_array_new (FALSE, FALSE, sizeof (gboolean));
  GtkColumnViewColumn *last = NULL;                    /* kept alive by the table */

  if (self->marking_sort)
    return;
  self->marking_sort = TRUE;
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (table, column);
    }
  gtk_column_view_append_column (table, check);
  g_array_append_vals (numeric, &(gboolean) { FALSE }, 1);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);
      g_autoptr(GtkColumnViewColumn) column = NULL;

      if (field == NULL || field->retired || field->hidden)
        continue;
      column = make_column (self, field, last == NULL);
      expands = expands || gtk_column_view_column_get_expand (column);
      gtk_column_view_append_column (table, column);
      last = column;
      g_array_append_vals (numeric, &(gboolean) { tw_field_is_numeric (field) }, 1);
    }
  if (!expands && last != NULL)
    {
      if (tw_view_state_get_width (self->state, get_key (last)) == 0)
        gtk_column_view_column_set_fixed_width (last, -1);
      gtk_column_view_column_set_expand (last, TRUE);
    }
  align_titles (table, numeric);
  self->marking_sort = FALSE;
  tw_list_table_mark_sort (self);
}

/**
 * tw_list_table_set_widths:
 * @self: the list
 *
 * Gives the columns the widths that the view says.
 */
void
tw_list_table_set_widths (TwListView *self)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->table));

  if (self->marking_sort)
    return;
  self->marking_sort = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const TwField *field = get_key (column) != NULL
                             ? tw_entity_get_field (tw_view_state_get_entity (self->state), get_key (column)) : NULL;
      int width = field != NULL ? tw_view_state_get_width (self->state, field->key) : 0;

      if (field != NULL && width == 0)
        width = gtk_column_view_column_get_expand (column) ? -1 : tw_field_get_width (field);
      if (field != NULL)
        gtk_column_view_column_set_fixed_width (column, width > 0 ? width : -1);
    }
  self->marking_sort = FALSE;
}

/* GTK marks the first field of the order only; the others tell their place behind their names. */
static void
mark_places (TwListView *self,
             GListModel *columns)
{
  TwQuery *query = tw_view_state_get_query (self->state);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const TwField *field = get_key (column) != NULL
                             ? tw_entity_get_field (tw_view_state_get_entity (self->state), get_key (column)) : NULL;
      g_autofree char *title = NULL;

      for (guint k = 1; field != NULL && k < tw_query_get_n_sort_keys (query); k++)
        if (tw_query_get_sort_key (query, k)->field->number == field->number)
          /* Translators: title of a column by which the list is ordered after another one: name, direction, and its place. */
          title = g_strdup_printf (_("%1$s %2$s%3$u"), tw_field_get_label (field),
                                   tw_query_get_sort_key (query, k)->descending ? "▾" : "▴", k + 1);
      if (field != NULL && g_strcmp0 (gtk_column_view_column_get_title (column), title != NULL ? title : tw_field_get_label (field)) != 0)
        gtk_column_view_column_set_title (column, title != NULL ? title : tw_field_get_label (field));
    }
}

/**
 * tw_list_table_mark_sort:
 * @self: the list
 *
 * Shows in the headers how the query is ordered.
 */
void
tw_list_table_mark_sort (TwListView *self)
{
  GtkColumnView *table = GTK_COLUMN_VIEW (self->table);
  GListModel *columns = gtk_column_view_get_columns (table);
  TwQuery *query = tw_view_state_get_query (self->state);
  const TwSortKey *key = tw_query_get_n_sort_keys (query) > 0 ? tw_query_get_sort_key (query, 0) : NULL;
  g_autofree char *shown = tw_column_sorter_dup_sort (table);
  g_autofree char *wanted = key != NULL ? g_strconcat (key->descending ? "-" : "", key->field->key, NULL) : NULL;

  mark_places (self, columns);
  if (g_strcmp0 (shown, wanted) == 0)
    return;
  self->marking_sort = TRUE;
  gtk_column_view_sort_by_column (table, NULL, GTK_SORT_ASCENDING);
  for (guint i = 0; key != NULL && i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      GtkSorter *sorter = gtk_column_view_column_get_sorter (column);

      if (sorter != NULL && g_str_equal (tw_column_sorter_get_key (TW_COLUMN_SORTER (sorter)), key->field->key))
        gtk_column_view_sort_by_column (table, column, key->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
  self->marking_sort = FALSE;
}
