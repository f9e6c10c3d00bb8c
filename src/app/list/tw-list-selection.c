/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-list-selection.h"

struct _TwListSelection
{
  GObject      parent_instance;

  TwListModel *model;                                  /* (owned) */
  GtkBitset   *rows;                                   /* (owned) row numbers, which SQLite counts up from 1 */
  gboolean     on_purpose;                             /* by X, a tick or Ctrl: also a single one was chosen */
  gboolean     held;                                   /* the keyboard moves: what was chosen stays */
  gboolean     everything;                             /* what is still being read is to be selected, too */
  guint        prune_id;
};

static void tw_list_selection_list_init  (GListModelInterface *iface);
static void tw_list_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwListSelection, tw_list_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, tw_list_selection_list_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, tw_list_selection_model_init))

static GType
tw_list_selection_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
tw_list_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (TW_LIST_SELECTION (model)->model));
}

static gpointer
tw_list_selection_get_item (GListModel *model,
                            guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (TW_LIST_SELECTION (model)->model), position);
}

static void
tw_list_selection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = tw_list_selection_get_item_type;
  iface->get_n_items = tw_list_selection_get_n_items;
  iface->get_item = tw_list_selection_get_item;
}

/* A record can stand in several groups, so that no smaller range is sure to hold all that changed; the view only looks at the
 * rows that it shows. */
static void
tell (TwListSelection *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  /* GTK's function wants a row; that the last one has gone is to be heard, too. */
  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
  else
    g_signal_emit_by_name (self, "selection-changed", 0, 0);
}

static void
add_rows (GtkBitset *bits,
          TwResults *results)
{
  guint n = 0;
  const gint64 *rows = tw_results_peek_rows (results, &n);

  for (guint i = 0; i < n; i++)
    gtk_bitset_add (bits, (guint) rows[i]);
}

static gboolean
is_selected (TwListSelection *self,
             guint            position)
{
  gint64 row = tw_list_model_get_row (self->model, position);

  return row >= 0 && gtk_bitset_contains (self->rows, (guint) row);
}

static gboolean
tw_list_selection_is_selected (GtkSelectionModel *model,
                               guint              position)
{
  return is_selected (TW_LIST_SELECTION (model), position);
}

static GtkBitset *
tw_list_selection_get_in_range (GtkSelectionModel *model,
                                guint              position,
                                guint              n_items)
{
  TwListSelection *self = TW_LIST_SELECTION (model);
  GtkBitset *bits = gtk_bitset_new_empty ();

  if (gtk_bitset_is_empty (self->rows))
    return bits;
  for (guint i = 0; i < n_items; i++)
    if (is_selected (self, position + i))
      gtk_bitset_add (bits, position + i);
  return bits;
}

static gboolean
tw_list_selection_set (GtkSelectionModel *model,
                       GtkBitset         *selected,
                       GtkBitset         *mask)
{
  TwListSelection *self = TW_LIST_SELECTION (model);
  GtkBitsetIter iter;
  guint position = 0;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gboolean whole = gtk_bitset_get_size_in_range (mask, 0, n > 0 ? n - 1 : 0) >= n;

  if (self->held && whole && self->on_purpose)
    return TRUE;
  self->everything = FALSE;
  /* Everything is asked for at once when a click takes the place of the former selection. */
  if (whole)
    gtk_bitset_remove_all (self->rows);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, whole ? selected : mask, &position); more && position < n;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 row = tw_list_model_get_row (self->model, position);

      if (row >= 0 && gtk_bitset_contains (selected, position))
        gtk_bitset_add (self->rows, (guint) row);
      else if (row >= 0)
        gtk_bitset_remove (self->rows, (guint) row);
    }
  self->on_purpose = !whole && !gtk_bitset_is_empty (self->rows);
  tell (self);
  return TRUE;
}

static gboolean
tw_list_selection_unselect_all (GtkSelectionModel *model)
{
  TwListSelection *self = TW_LIST_SELECTION (model);

  self->everything = FALSE;
  self->on_purpose = FALSE;
  gtk_bitset_remove_all (self->rows);
  tell (self);
  return TRUE;
}

static gboolean
tw_list_selection_select_all (GtkSelectionModel *model)
{
  tw_list_selection_select_matching (TW_LIST_SELECTION (model));
  return TRUE;
}

static void
tw_list_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = tw_list_selection_is_selected;
  iface->get_selection_in_range = tw_list_selection_get_in_range;
  iface->set_selection = tw_list_selection_set;
  iface->select_all = tw_list_selection_select_all;
  iface->unselect_all = tw_list_selection_unselect_all;
}

/* --- Following the list --- */

/* Every row that the list knows of; (transfer full) */
static GtkBitset *
collect_known (TwListSelection *self)
{
  GtkBitset *known = gtk_bitset_new_empty ();
  TwResults *all = tw_list_model_get_all (self->model);
  GPtrArray *groups = tw_list_model_get_groups (self->model);

  if (all != NULL)
    add_rows (known, all);
  for (guint i = 0; all == NULL && i < groups->len; i++)
    if (tw_list_group_get_results (g_ptr_array_index (groups, i)) != NULL)
      add_rows (known, tw_list_group_get_results (g_ptr_array_index (groups, i)));
  return known;
}

/* While the list is being read it does not say yet which records it has. */
static gboolean
prune_cb (gpointer data)
{
  TwListSelection *self = TW_LIST_SELECTION (data);
  guint64 before = gtk_bitset_get_size (self->rows);
  g_autoptr(GtkBitset) known = NULL;

  self->prune_id = 0;
  if (tw_list_model_get_loading (self->model))
    return G_SOURCE_REMOVE;
  known = collect_known (self);
  if (self->everything)
    gtk_bitset_union (self->rows, known);
  gtk_bitset_intersect (self->rows, known);
  self->everything = FALSE;
  if (gtk_bitset_get_size (self->rows) != before)
    tell (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_prune (TwListSelection *self)
{
  if (self->prune_id == 0 && (self->everything || !gtk_bitset_is_empty (self->rows)))
    self->prune_id = g_idle_add (prune_cb, self);
}

static void
items_changed_cb (TwListSelection *self,
                  guint            position,
                  guint            removed,
                  guint            added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  schedule_prune (self);
}

static void
tw_list_selection_dispose (GObject *object)
{
  TwListSelection *self = TW_LIST_SELECTION (object);

  g_clear_handle_id (&self->prune_id, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  G_OBJECT_CLASS (tw_list_selection_parent_class)->dispose (object);
}

static void
tw_list_selection_finalize (GObject *object)
{
  TwListSelection *self = TW_LIST_SELECTION (object);

  gtk_bitset_unref (self->rows);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (tw_list_selection_parent_class)->finalize (object);
}

static void
tw_list_selection_class_init (TwListSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_list_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_list_selection_finalize;
}

static void
tw_list_selection_init (TwListSelection *self)
{
  self->rows = gtk_bitset_new_empty ();
}

/**
 * tw_list_selection_new:
 * @model: the list
 *
 * Returns: (transfer full): a selection of none of its records
 */
TwListSelection *
tw_list_selection_new (TwListModel *model)
{
  TwListSelection *self = g_object_new (TW_TYPE_LIST_SELECTION, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::loading", G_CALLBACK (schedule_prune), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_list_selection_get_count:
 * @self: a selection
 *
 * Returns: how many records are selected
 */
guint
tw_list_selection_get_count (TwListSelection *self)
{
  g_return_val_if_fail (TW_IS_LIST_SELECTION (self), 0);
  return (guint) gtk_bitset_get_size (self->rows);
}

/**
 * tw_list_selection_is_chosen:
 * @self: a selection
 *
 * Returns: whether it is more than the row where the keyboard stands
 */
gboolean
tw_list_selection_is_chosen (TwListSelection *self)
{
  guint n = tw_list_selection_get_count (self);

  return n > 1 || (n == 1 && self->on_purpose);
}

/**
 * tw_list_selection_set_held:
 * @self: a selection
 * @held: whether the keyboard is moving
 *
 * While it moves, records that were chosen on purpose stay chosen; by itself the list would select where it comes to.
 */
void
tw_list_selection_set_held (TwListSelection *self,
                            gboolean         held)
{
  g_return_if_fail (TW_IS_LIST_SELECTION (self));
  self->held = held;
}

/**
 * tw_list_selection_toggle:
 * @self: a selection
 * @position: of a record, or of a group, whose records are meant
 *
 * Selects, or when it was selected unselects.
 */
void
tw_list_selection_toggle (TwListSelection *self,
                          guint            position)
{
  g_autoptr(GObject) item = NULL;
  gint64 row = 0;

  g_return_if_fail (TW_IS_LIST_SELECTION (self));
  item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  row = tw_list_model_get_row (self->model, position);
  self->everything = FALSE;
  /* The only row that is selected because the keyboard stands there is not unselected: it is what is chosen now. */
  if (row >= 0 && gtk_bitset_contains (self->rows, (guint) row) && (self->on_purpose || gtk_bitset_get_size (self->rows) > 1))
    gtk_bitset_remove (self->rows, (guint) row);
  else if (row >= 0)
    gtk_bitset_add (self->rows, (guint) row);
  else if (TW_IS_LIST_GROUP (item))
    {
      TwResults *results = tw_list_model_ensure_group (self->model, TW_LIST_GROUP (item));
      g_autoptr(GtkBitset) bits = gtk_bitset_new_empty ();
      guint64 n = 0;

      if (results != NULL)
        add_rows (bits, results);
      n = gtk_bitset_get_size (bits);
      gtk_bitset_subtract (bits, self->rows);
      if (!gtk_bitset_is_empty (bits))
        gtk_bitset_union (self->rows, bits);
      else if (n > 0)
        {
          add_rows (bits, results);
          gtk_bitset_subtract (self->rows, bits);
        }
    }
  self->on_purpose = !gtk_bitset_is_empty (self->rows);
  tell (self);
}

/**
 * tw_list_selection_select_matching:
 * @self: a selection
 *
 * Selects every record that meets the filters.
 */
void
tw_list_selection_select_matching (TwListSelection *self)
{
  g_return_if_fail (TW_IS_LIST_SELECTION (self));
  add_rows (self->rows, tw_list_model_ensure_all (self->model));
  self->on_purpose = TRUE;
  self->everything = tw_list_model_get_loading (self->model);
  tell (self);
}

/**
 * tw_list_selection_dup_rows:
 * @self: a selection
 *
 * Returns: (transfer full) (element-type gint64): row numbers of the selected records in the order of the list
 */
GArray *
tw_list_selection_dup_rows (TwListSelection *self)
{
  GArray *rows = NULL;
  TwResults *all = NULL;
  g_autoptr(GtkBitset) left = NULL;
  GPtrArray *groups = NULL;

  g_return_val_if_fail (TW_IS_LIST_SELECTION (self), NULL);
  rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  left = gtk_bitset_copy (self->rows);
  all = tw_list_model_get_all (self->model);
  groups = tw_list_model_get_groups (self->model);
  for (guint g = 0; g < MAX (groups->len, 1) && !gtk_bitset_is_empty (left); g++)
    {
      TwResults *results = groups->len > 0 ? tw_list_group_get_results (g_ptr_array_index (groups, g)) : all;
      guint n = 0;
      const gint64 *list = results != NULL ? tw_results_peek_rows (results, &n) : NULL;

      for (guint i = 0; i < n; i++)
        if (gtk_bitset_remove (left, (guint) list[i]))
          g_array_append_val (rows, list[i]);
    }
  /* Those of groups that were never opened. */
  if (all != NULL && groups->len > 0)
    {
      guint n = 0;
      const gint64 *list = tw_results_peek_rows (all, &n);

      for (guint i = 0; i < n; i++)
        if (gtk_bitset_remove (left, (guint) list[i]))
          g_array_append_val (rows, list[i]);
    }
  return rows;
}
