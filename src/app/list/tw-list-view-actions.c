/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-list-view-private.h"
#include "tw-peek.h"

/* The cells know their list item; the focus is on the row around them, or in a cell. */
static GtkListItem *
find_item (GtkWidget *widget)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (widget), "tw-item");

  for (GtkWidget *child = gtk_widget_get_first_child (widget); item == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    item = find_item (child);
  return item;
}

/* The widget of the row that has the focus; NULL when it is somewhere else. */
static GtkWidget *
get_focused_row (TwListView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *widget = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *table = self->narrow ? self->rows : self->table;
  GtkWidget *row = NULL;

  /* What is entered in a popover over the list is no matter of its rows. */
  if (table == NULL || widget == NULL || !gtk_widget_is_ancestor (widget, table)
      || gtk_widget_get_native (widget) != gtk_widget_get_native (table))
    return NULL;
  for (; widget != table; widget = gtk_widget_get_parent (widget))
    if (g_str_equal (gtk_widget_get_css_name (widget), "row"))
      row = widget;
  return row;
}

GtkListItem *
tw_list_view_get_focused (TwListView *self)
{
  GtkWidget *row = get_focused_row (self);

  return row != NULL ? find_item (row) : NULL;
}

static void
edit_row (GtkWidget  *widget,
          const char *name,
          GVariant   *parameter)
{
  TwListView *self = TW_LIST_VIEW (widget);
  GtkListItem *item = tw_list_view_get_focused (self);

  if (item == NULL)
    return;
  if (!self->narrow && tw_list_view_edit_row (self, gtk_list_item_get_position (item), NULL))
    return;
  self->edit_next = TRUE;
  tw_list_view_open (self, gtk_list_item_get_position (item));
  self->edit_next = FALSE;
}

static void
toggle_row (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  TwListView *self = TW_LIST_VIEW (widget);
  GtkListItem *item = tw_list_view_get_focused (self);

  if (item != NULL)
    tw_list_view_tick (self, gtk_list_item_get_position (item), FALSE);
}

static void
toggle_rows (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TwListView *self = TW_LIST_VIEW (widget);
  GtkListItem *item = tw_list_view_get_focused (self);

  if (item != NULL)
    tw_list_view_tick (self, gtk_list_item_get_position (item), TRUE);
}

static void
select_all (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_list_selection_select_matching (TW_LIST_VIEW (widget)->selection);
}

static void
peek (GtkWidget  *widget,
      const char *name,
      GVariant   *parameter)
{
  TwListView *self = TW_LIST_VIEW (widget);
  GtkListItem *item = tw_list_view_get_focused (self);
  GObject *object = item != NULL ? gtk_list_item_get_item (item) : NULL;

  if (TW_IS_LIST_GROUP (object))
    tw_list_model_toggle (self->model, TW_LIST_GROUP (object));
  else if (object != NULL)
    tw_peek_open (widget, get_focused_row (self), tw_view_state_get_workspace (self->state),
                  tw_view_state_get_entity (self->state), tw_row_get_id (TW_ROW (object)));
}

static void
expand_all (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  tw_list_model_expand_all (TW_LIST_VIEW (widget)->model, g_variant_get_boolean (parameter));
}

static void
reload (GtkWidget  *widget,
        const char *name,
        GVariant   *parameter)
{
  tw_list_model_reload (TW_LIST_VIEW (widget)->model);
}

static const TwActionInfo infos[] = {
  { "list.edit", N_("Edit the record in the list"), "e F2", NULL, NULL, edit_row },
  { "list.peek", N_("Look at the record without opening it"), "space", NULL, NULL, peek },
  { "list.toggle", N_("Select or unselect the record"), "x", NULL, NULL, toggle_row },
  { "list.toggle-range", N_("Select all from the record selected last"), "<Shift>x", NULL, NULL, toggle_rows },
  { "list.select-all", N_("Select all records"), "<Control>a", NULL, NULL, select_all },
  { "list.expand-all", N_("Open all groups"), "<Control>plus <Control>equal", "b", "true", expand_all },
  { "list.expand-all", N_("Close all groups"), "<Control>minus", "b", "false", NULL },
  { "list.reload", N_("Refresh the list"), NULL, NULL, NULL, reload },
};

const TwActionTable tw_list_view_actions = { N_("List"), infos, G_N_ELEMENTS (infos) };
