/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-cell-editor.h"
#include "tw-field-input.h"
#include "tw-list-cell.h"
#include "tw-list-view-private.h"

/* Editing in the cells: finding the cell of a record and a field among the widgets that the table made. */

typedef struct
{
  guint       position;
  const char *key;                                     /* (nullable) the first field that can be changed */
} Wanted;

static gboolean
can_edit (GtkWidget *cell)
{
  const TwField *field = tw_list_cell_get_field (cell);

  return field != NULL && tw_field_input_can_edit (field) && TW_IS_ROW (gtk_list_item_get_item (tw_list_cell_get_item (cell)));
}

static GtkWidget *
find_cell (GtkWidget *widget,
           Wanted    *wanted)
{
  if (tw_list_cell_get_field (widget) != NULL)
    {
      if (gtk_list_item_get_position (tw_list_cell_get_item (widget)) != wanted->position || !can_edit (widget))
        return NULL;
      return wanted->key == NULL || g_str_equal (wanted->key, tw_list_cell_get_field (widget)->key) ? widget : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *cell = find_cell (child, wanted);

      if (cell != NULL)
        return cell;
    }
  return NULL;
}

/* The cells of a position in the order of the columns. */
static void
collect_cells (GtkWidget *widget,
               guint      position,
               GPtrArray *cells)
{
  if (tw_list_cell_get_field (widget) != NULL)
    {
      if (gtk_list_item_get_position (tw_list_cell_get_item (widget)) == position && can_edit (widget))
        g_ptr_array_add (cells, widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect_cells (child, position, cells);
}

/* The next cell that can be changed, in the next record when the columns end; NULL beyond what is on the screen. */
static GtkWidget *
find_neighbour (TwListView *self,
                guint       position,
                const char *key,
                int         direction)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autoptr(GPtrArray) cells = g_ptr_array_new ();
  guint at = 0;

  collect_cells (self->table, position, cells);
  while (at < cells->len && !g_str_equal (tw_list_cell_get_field (g_ptr_array_index (cells, at))->key, key))
    at++;
  if (direction > 0 ? at + 1 < cells->len : at > 0 && at < cells->len)
    return g_ptr_array_index (cells, at + direction);
  for (guint next = position + direction; next < n; next += direction)
    {
      g_ptr_array_set_size (cells, 0);
      collect_cells (self->table, next, cells);
      if (cells->len > 0)
        return g_ptr_array_index (cells, direction > 0 ? 0 : cells->len - 1);
      if (tw_list_model_get_row (self->model, next) >= 0)
        break;
    }
  return NULL;
}

/* The cell may show another record by now; the position that it had is what counts. */
static void
finished_cb (TwCellEditor *editor,
             int           direction,
             TwListView   *self)
{
  GtkWidget *next = NULL, *row = NULL;
  Wanted wanted = { self->edited_position, self->edited_key };

  if (self->table == NULL)
    return;
  if (direction != 0)
    next = find_neighbour (self, wanted.position, wanted.key, direction);
  if (next != NULL && tw_list_view_edit_cell (self, next))
    return;
  row = find_cell (self->table, &wanted);
  while (row != NULL && !g_str_equal (gtk_widget_get_css_name (row), "row"))
    row = gtk_widget_get_parent (row);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

/**
 * tw_list_view_edit_cell:
 * @self: the list
 * @cell: a cell of its table
 *
 * Opens an editor over the cell.
 *
 * Returns: whether its value can be changed
 */
gboolean
tw_list_view_edit_cell (TwListView *self,
                        GtkWidget  *cell)
{
  g_autoptr(GError) error = NULL;
  TwCellEditor *editor = NULL;
  TwRow *row = NULL;

  if (!can_edit (cell) || tw_store_is_read_only (tw_workspace_get_store (tw_view_state_get_workspace (self->state))))
    return FALSE;
  row = gtk_list_item_get_item (tw_list_cell_get_item (cell));
  self->edited_position = gtk_list_item_get_position (tw_list_cell_get_item (cell));
  g_free (self->edited_key);
  self->edited_key = g_strdup (tw_list_cell_get_field (cell)->key);
  editor = tw_cell_editor_open (GTK_WIDGET (self), cell, tw_view_state_get_workspace (self->state),
                                tw_list_cell_get_field (cell), tw_row_get_id (row), &error);
  if (editor != NULL)
    g_signal_connect_object (editor, "finished", G_CALLBACK (finished_cb), self, 0);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  return TRUE;
}

/**
 * tw_list_view_edit_row:
 * @self: the list, in its wide form
 * @position: of a record that is on the screen
 * @field_key: (nullable): key of a field that is a column; %NULL for the first that can be changed
 *
 * Opens an editor over the cell.
 *
 * Returns: whether there is such a cell
 */
gboolean
tw_list_view_edit_row (TwListView *self,
                       guint       position,
                       const char *field_key)
{
  Wanted wanted = { position, field_key };
  GtkWidget *cell = self->table != NULL ? find_cell (self->table, &wanted) : NULL;

  return cell != NULL && tw_list_view_edit_cell (self, cell);
}
