/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-column-sorter.h"

struct _TwColumnSorter
{
  GtkSorter parent_instance;

  char     *field_key;                                 /* (owned) */
  gboolean  asked;                                     /* was compared since it was reset */
};

G_DEFINE_FINAL_TYPE (TwColumnSorter, tw_column_sorter, GTK_TYPE_SORTER)

static GtkOrdering
tw_column_sorter_compare (GtkSorter *sorter,
                          gpointer   item1,
                          gpointer   item2)
{
  TW_COLUMN_SORTER (sorter)->asked = TRUE;
  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
tw_column_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
tw_column_sorter_finalize (GObject *object)
{
  g_free (TW_COLUMN_SORTER (object)->field_key);
  G_OBJECT_CLASS (tw_column_sorter_parent_class)->finalize (object);
}

static void
tw_column_sorter_class_init (TwColumnSorterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_column_sorter_finalize;
  GTK_SORTER_CLASS (klass)->compare = tw_column_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = tw_column_sorter_get_order;
}

static void
tw_column_sorter_init (TwColumnSorter *self)
{
}

/**
 * tw_column_sorter_new:
 * @field_key: key of the column's field
 *
 * Returns: (transfer full): a sorter that makes the header clickable
 */
GtkSorter *
tw_column_sorter_new (const char *field_key)
{
  TwColumnSorter *self = g_object_new (TW_TYPE_COLUMN_SORTER, NULL);

  self->field_key = g_strdup (field_key);
  return GTK_SORTER (self);
}

/**
 * tw_column_sorter_get_key:
 * @self: a sorter
 *
 * Returns: (transfer none): key of the column's field
 */
const char *
tw_column_sorter_get_key (TwColumnSorter *self)
{
  g_return_val_if_fail (TW_IS_COLUMN_SORTER (self), NULL);
  return self->field_key;
}

/**
 * tw_column_sorter_dup_sort:
 * @view: a column view whose columns have sorters of this kind
 *
 * The view's sorter asks the column that was clicked last first, and turns the answer round when the order is descending; since
 * that answer is never "equal", no other column is asked.
 *
 * Returns: (transfer full) (nullable): the sort key of the marked column, with "-" before it when it is descending
 */
char *
tw_column_sorter_dup_sort (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  guint n = g_list_model_get_n_items (columns);
  GtkOrdering ordering = GTK_ORDERING_EQUAL;
  char *sort = NULL;

  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < n; i++)
        {
          g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
          GtkSorter *sorter = gtk_column_view_column_get_sorter (column);

          if (!TW_IS_COLUMN_SORTER (sorter))
            continue;
          if (pass == 0)
            TW_COLUMN_SORTER (sorter)->asked = FALSE;
          else if (TW_COLUMN_SORTER (sorter)->asked && sort == NULL)
            sort = g_strconcat (ordering == GTK_ORDERING_LARGER ? "-" : "", TW_COLUMN_SORTER (sorter)->field_key, NULL);
        }
      /* Two different objects, so that the sorter does not answer "equal" without asking. */
      if (pass == 0)
        ordering = gtk_sorter_compare (gtk_column_view_get_sorter (view), view, columns);
    }
  return sort;
}
