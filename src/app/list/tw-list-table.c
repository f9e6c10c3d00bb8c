/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-list-cell.h"
#include "tw-column-sorter.h"
#include "tw-list-view-private.h"

static void
sorter_changed_cb (TwListView *self)
{
  g_autofree char *sort = NULL;

  if (self->marking_sort)
    return;
  sort = tw_column_sorter_dup_sort (GTK_COLUMN_VIEW (self->table));
  tw_view_state_set_sort (self->state, sort, NULL);
}

static void
activate_cb (TwListView *self,
             guint       position)
{
  tw_list_view_open (self, position);
}

static gboolean
can_sort (const TwField *field)
{
  switch (field->kind)
    {
    case TW_KIND_LINKS:
    case TW_KIND_SET:
    case TW_KIND_TAGS:
    case TW_KIND_LIST:
    case TW_KIND_JSON:
    case TW_KIND_GEO:
    case TW_KIND_RICHTEXT:
    case TW_KIND_LONGTEXT:
      return FALSE;
    default:
      return TRUE;
    }
}

static GtkColumnViewColumn *
make_column (const TwField *field)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (tw_field_get_label (field), tw_list_cell_factory_new (field));
  int width = tw_field_get_width (field);

  gtk_column_view_column_set_resizable (column, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  if (can_sort (field))
    {
      g_autoptr(GtkSorter) sorter = tw_column_sorter_new (field->key);

      gtk_column_view_column_set_sorter (column, sorter);
    }
  return column;
}

/* GTK has no call for the alignment of a column's title: the titles are the children of the header, one a column. Digits align
 * at their right in every script; the mark of the order goes to the other side, where it takes no room from the title. */
static void
align_titles (GtkColumnView *table,
              GArray        *numeric)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (table)));

  for (guint i = 0; i < numeric->len && title != NULL; i++, title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *content = gtk_widget_get_first_child (title);
      GtkWidget *label = content != NULL ? gtk_widget_get_first_child (content) : NULL;
      GtkWidget *mark = label != NULL ? gtk_widget_get_next_sibling (label) : NULL;

      if (content == NULL || !g_array_index (numeric, gboolean, i)
          || gtk_widget_get_direction (content) == GTK_TEXT_DIR_RTL)
        continue;
      gtk_widget_set_halign (content, GTK_ALIGN_END);
      if (mark != NULL)
        gtk_widget_insert_before (mark, content, label);
    }
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

  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (table), TRUE);
  gtk_column_view_set_enable_rubberband (GTK_COLUMN_VIEW (table), FALSE);
  gtk_widget_add_css_class (table, "tw-table");
  g_signal_connect_object (table, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
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
  g_autoptr(GArray) numeric = g_array_new (FALSE, FALSE, sizeof (gboolean));
  GtkColumnViewColumn *last = NULL;                    /* kept alive by the table */

  self->marking_sort = TRUE;
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (table, column);
    }
  for (guint i = 0; keys[i] != NULL; i++)
    {
      const TwField *field = tw_entity_get_field (entity, keys[i]);
      g_autoptr(GtkColumnViewColumn) column = NULL;

      if (field == NULL || field->retired || field->hidden)
        continue;
      column = make_column (field);
      expands = expands || gtk_column_view_column_get_expand (column);
      gtk_column_view_append_column (table, column);
      last = column;
      g_array_append_vals (numeric, &(gboolean) { tw_field_is_numeric (field) }, 1);
    }
  if (!expands && last != NULL)
    {
      gtk_column_view_column_set_fixed_width (last, -1);
      gtk_column_view_column_set_expand (last, TRUE);
    }
  align_titles (table, numeric);
  self->marking_sort = FALSE;
  tw_list_table_mark_sort (self);
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
