/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-drop-search.h"

/* Not that of a child of this type, such as a list in a row of the list. */
static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

/* The list chooses what is activated in it, and closes. */
static void
activate_cb (GtkDropDown *drop)
{
  GtkWidget *entry = find (GTK_WIDGET (drop), GTK_TYPE_SEARCH_ENTRY), *list = find (GTK_WIDGET (drop), GTK_TYPE_LIST_VIEW);
  GtkSelectionModel *shown = list != NULL ? gtk_list_view_get_model (GTK_LIST_VIEW (list)) : NULL;

  /* Letters that were typed a moment ago are looked for now. */
  g_signal_emit_by_name (entry, "search-changed");
  if (shown == NULL || g_list_model_get_n_items (G_LIST_MODEL (shown)) == 0)
    return;
  gtk_selection_model_select_item (shown, 0, TRUE);
  gtk_widget_activate_action (list, "list.activate-item", "u", 0);
}

/**
 * tw_drop_search_enable:
 * @drop: a drop-down with an expression for its texts
 *
 * Lets its items be found by typing. Enter takes the first that is found, for which GTK wants the Tab and arrow keys.
 */
void
tw_drop_search_enable (GtkDropDown *drop)
{
  GtkWidget *entry = NULL;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop));
  gtk_drop_down_set_enable_search (drop, TRUE);
  entry = find (GTK_WIDGET (drop), GTK_TYPE_SEARCH_ENTRY);
  if (entry != NULL)
    g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), drop, G_CONNECT_SWAPPED);
}
