/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-quote-model-private.h"
#include "tw-task.h"

G_DEFINE_FINAL_TYPE (TwQuoteModel, tw_quote_model, G_TYPE_OBJECT)

enum { LOADED, TROUBLE, UNREAD, GONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void load (TwQuoteModel *self);

static void
tell (TwQuoteModel *self,
      const char   *message)
{
  g_signal_emit (self, signals[TROUBLE], 0, message);
}

static TwLineItem *
peek_item (TwQuoteModel *self,
           guint         index)
{
  g_autoptr(TwLineItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), index);

  return item;
}

/* --- Loading, on another thread --- */

typedef struct
{
  TwId        id;
  TwRecord   *quote;
  GPtrArray  *lines;
  TwQuoteSum *sum;
  char       *trouble;                                 /* nullable: why there are no sums */
} Load;

static void
load_free (Load *load)
{
  g_clear_object (&load->quote);
  g_clear_pointer (&load->lines, g_ptr_array_unref);
  g_clear_pointer (&load->sum, tw_quote_sum_free);
  g_free (load->trouble);
  g_free (load);
}

/* A quote that cannot be summed up can still be edited: that is how it is mended. */
static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Load *load = data;
  TwStore *store = TW_QUOTE_MODEL (source)->store;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(GError) sum_error = NULL;
  GError *error = NULL;

  load->quote = tw_store_get (store, tw_schema_get_entity (schema, "quote"), &load->id, &error);
  load->lines = load->quote != NULL ? tw_quote_load_lines (store, &load->id, &error) : NULL;
  if (load->lines == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  load->sum = tw_quote_sum_records (load->quote, load->lines, tw_quote_get_workspace_currency (store), &sum_error);
  if (load->sum == NULL)
    load->trouble = g_strdup (sum_error->message);
  g_task_return_boolean (task, TRUE);
}

static GHashTable *
index_items (TwQuoteModel *self)
{
  GHashTable *known = g_hash_table_new (tw_id_hash, tw_id_equal);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    if (tw_line_item_get_id (peek_item (self, i)) != NULL)
      g_hash_table_insert (known, (gpointer) tw_line_item_get_id (peek_item (self, i)), peek_item (self, i));
  return known;
}

/* The items of the lines, those that are there already as they are; a line that is being made stays at its place above the empty one. */
static GPtrArray *
make_items (TwQuoteModel *self)
{
  g_autoptr(GHashTable) known = index_items (self);
  g_autoptr(GHashTable) stored = g_hash_table_new (tw_id_hash, tw_id_equal);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < self->lines->len; i++)
    {
      const TwId *id = tw_record_get_id (g_ptr_array_index (self->lines, i));
      TwLineItem *item = g_hash_table_lookup (known, id);

      g_hash_table_add (stored, (gpointer) id);
      g_ptr_array_add (items, item != NULL ? g_object_ref (item) : tw_line_item_new (id));
    }
  for (guint i = 0; i < n; i++)
    {
      TwLineItem *item = peek_item (self, i);

      if (tw_line_item_get_line (item) == NULL
          && (tw_line_item_get_id (item) == NULL || !g_hash_table_contains (stored, tw_line_item_get_id (item))))
        g_ptr_array_add (items, g_object_ref (item));
    }
  return items;
}

/* Rows that stay keep their widgets: only what lies between the first and the last difference is told. */
static void
take_items (TwQuoteModel *self,
            GPtrArray    *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), first = 0, last = 0;

  while (first < n && first < items->len && peek_item (self, first) == g_ptr_array_index (items, first))
    first++;
  while (last < n - first && last < items->len - first && peek_item (self, n - 1 - last) == g_ptr_array_index (items, items->len - 1 - last))
    last++;
  if (first + last < n || first + last < items->len)
    g_list_store_splice (self->items, first, n - first - last, items->pdata + first, items->len - first - last);
}

/* What was agreed gets no lines more, so that it has no empty one. */
static void
put_empty_item (TwQuoteModel *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  gboolean is_there = n > 0 && tw_line_item_get_id (peek_item (self, n - 1)) == NULL, locked = tw_quote_model_is_locked (self);
  g_autoptr(TwLineItem) empty = NULL;

  if (is_there && locked)
    g_list_store_remove (self->items, n - 1);
  else if (!is_there && !locked)
    {
      empty = tw_line_item_new (NULL);
      g_list_store_append (self->items, empty);
    }
}

static void
fill_items (TwQuoteModel *self)
{
  guint number = 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      TwRecord *line = g_ptr_array_index (self->lines, i);
      TwQuoteLineKind kind = tw_quote_line_get_kind (line);
      TwMoney amount = { 0, 0 };
      gboolean is_new;

      if (self->sum != NULL)
        {
          amount = tw_quote_sum_money (self->sum, self->sum->lines[i].price);
          for (guint g = 0; kind == TW_QUOTE_GROUP && g < self->sum->n_groups; g++)
            if (self->sum->groups[g].line == i)
              amount = tw_quote_sum_money (self->sum, self->sum->groups[g].price);
        }
      number += kind == TW_QUOTE_ITEM;
      is_new = tw_line_item_get_line (peek_item (self, i)) == NULL;
      tw_line_item_set_line (peek_item (self, i), line, &amount, kind == TW_QUOTE_ITEM ? number : 0);
      /* What was typed before the line was stored. */
      for (TwQuoteCell cell = 0; is_new && cell < TW_QUOTE_N_CELLS; cell++)
        tw_quote_model_store_cell (self, peek_item (self, i), cell);
    }
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  TwQuoteModel *self = TW_QUOTE_MODEL (source);
  Load *loaded = g_task_get_task_data (G_TASK (result));
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  self->loading = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (done && !tw_record_is_deleted (loaded->quote))
    {
      g_set_object (&self->quote, loaded->quote);
      g_clear_pointer (&self->lines, g_ptr_array_unref);
      g_clear_pointer (&self->sum, tw_quote_sum_free);
      self->lines = g_steal_pointer (&loaded->lines);
      self->sum = g_steal_pointer (&loaded->sum);
      items = make_items (self);
      take_items (self, items);
      put_empty_item (self);
      fill_items (self);
      g_signal_emit (self, signals[LOADED], 0);
      if (loaded->trouble != NULL)
        tell (self, loaded->trouble);
    }
  else if (done || g_error_matches (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND))
    g_signal_emit (self, signals[GONE], 0);
  else if (self->quote == NULL)
    g_signal_emit (self, signals[UNREAD], 0, error->message);
  else
    tell (self, error->message);
  if (self->again)
    load (self);
}

static void
load (TwQuoteModel *self)
{
  g_autoptr(GTask) task = NULL;
  Load *job = NULL;

  self->again = self->loading;
  if (self->loading)
    return;
  self->loading = TRUE;
  job = g_new0 (Load, 1);
  job->id = self->id;
  task = g_task_new (self, NULL, loaded_cb, NULL);
  g_task_set_source_tag (task, load);
  g_task_set_task_data (task, job, (GDestroyNotify) load_free);
  tw_task_run_in_thread (task, load_thread);
}

static void
store_committed_cb (TwQuoteModel *self,
                    TwCommit     *commit)
{
  static const char *const keys[] = { "quote", "quote_line", "product", "quote_template", "company", "contact" };
  TwSchema *schema = tw_store_get_schema (self->store);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (tw_commit_touches (commit, tw_schema_get_entity (schema, keys[i])))
      {
        load (self);
        return;
      }
}

/* --- Storing --- */

typedef struct
{
  TwQuoteModel *self;                                  /* (owned) */
  TwLineItem  *item;                                  /* (owned) (nullable) */
  TwQuoteCell   cell;
  char         *text;                                  /* (owned) (nullable) what was typed */
} Step;

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  Step *step = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit_finish (TW_STORE (source), result, &error);

  if (commit == NULL && step->item != NULL)
    tw_line_item_set_error (step->item, step->cell, error->message);
  else if (step->item != NULL && g_strcmp0 (tw_line_item_get_draft (step->item, step->cell), step->text) == 0)
    tw_line_item_set_draft (step->item, step->cell, NULL);
  if (commit == NULL)
    tell (step->self, error->message);
  g_clear_object (&step->item);
  g_object_unref (step->self);
  g_free (step->text);
  g_free (step);
}

/* Takes the edit; item: (nullable): whose cell it stores. */
gboolean
tw_quote_model_commit (TwQuoteModel *self,
                       TwEdit       *edit,
                       TwLineItem  *item,
                       TwQuoteCell   cell,
                       GError       *error)
{
  Step *step = NULL;

  if (edit == NULL)
    {
      if (error != NULL)
        tell (self, error->message);
      return FALSE;
    }
  step = g_new0 (Step, 1);
  step->self = g_object_ref (self);
  step->item = item != NULL ? g_object_ref (item) : NULL;
  step->cell = cell;
  step->text = item != NULL ? g_strdup (tw_line_item_get_draft (item, cell)) : NULL;
  tw_edit_commit_async (edit, NULL, stored_cb, step);
  return TRUE;
}

/* The empty item becomes the line, and another empty one stands below it at once: typing goes on while it is being stored. */
static void
make_line (TwQuoteModel *self,
           TwLineItem  *item,
           const TwId   *product,
           const char   *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwLineItem) empty = tw_line_item_new (NULL);
  TwEdit *edit = NULL;
  TwId id;

  if (self->quote == NULL)
    return;
  edit = tw_quote_edit_add (self->store, self->quote, self->lines, self->lines->len, TW_QUOTE_ITEM, product, product == NULL ? name : NULL, &id, &error);
  if (edit != NULL)
    {
      tw_line_item_set_draft (item, TW_QUOTE_CELL_NAME, name);
      tw_line_item_set_id (item, &id);
      g_list_store_append (self->items, empty);
    }
  tw_quote_model_commit (self, edit, item, TW_QUOTE_CELL_NAME, error);
}

/* --- Overrides --- */

static void
tw_quote_model_dispose (GObject *object)
{
  TwQuoteModel *self = TW_QUOTE_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (tw_quote_model_parent_class)->dispose (object);
}

static void
tw_quote_model_finalize (GObject *object)
{
  TwQuoteModel *self = TW_QUOTE_MODEL (object);

  g_clear_object (&self->quote);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->sum, tw_quote_sum_free);
  g_clear_object (&self->items);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tw_quote_model_parent_class)->finalize (object);
}

static void
tw_quote_model_class_init (TwQuoteModelClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_quote_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_quote_model_finalize;
  signals[LOADED] = g_signal_new ("loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[UNREAD] = g_signal_new ("unread", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[GONE] = g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_quote_model_init (TwQuoteModel *self)
{
  self->items = g_list_store_new (TW_TYPE_LINE_ITEM);
  self->lines = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_quote_model_new:
 * @store: a store
 * @quote: id of a quote
 *
 * Returns: (transfer full): a model that begins to load
 */
TwQuoteModel *
tw_quote_model_new (TwStore    *store,
                    const TwId *quote)
{
  TwQuoteModel *self = g_object_new (TW_TYPE_QUOTE_MODEL, NULL);

  self->store = g_object_ref (store);
  self->id = *quote;
  g_signal_connect_object (store, "committed", G_CALLBACK (store_committed_cb), self, G_CONNECT_SWAPPED);
  load (self);
  return self;
}

/**
 * tw_quote_model_read_again:
 * @self: a model that said "unread"
 *
 * Reads the quote once more.
 */
void
tw_quote_model_read_again (TwQuoteModel *self)
{
  load (self);
}

/**
 * tw_quote_model_get_id:
 * @self: a model
 *
 * Returns: the quote's id
 */
const TwId *
tw_quote_model_get_id (TwQuoteModel *self)
{
  return &self->id;
}

/**
 * tw_quote_model_get_store:
 * @self: a model
 *
 * Returns: (transfer none): its store
 */
TwStore *
tw_quote_model_get_store (TwQuoteModel *self)
{
  return self->store;
}

/**
 * tw_quote_model_get_quote:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): the quote as it is stored
 */
TwRecord *
tw_quote_model_get_quote (TwQuoteModel *self)
{
  return self->quote;
}

/**
 * tw_quote_model_get_sum:
 * @self: a model
 *
 * Returns: (nullable): what it comes to
 */
const TwQuoteSum *
tw_quote_model_get_sum (TwQuoteModel *self)
{
  return self->sum;
}

/**
 * tw_quote_model_get_items:
 * @self: a model
 *
 * Returns: (transfer none): its lines
 */
GListModel *
tw_quote_model_get_items (TwQuoteModel *self)
{
  return G_LIST_MODEL (self->items);
}

/**
 * tw_quote_model_is_locked:
 * @self: a model
 *
 * Returns: whether the customer accepted the quote, so that its lines are not to be changed
 */
gboolean
tw_quote_model_is_locked (TwQuoteModel *self)
{
  const TwValue *status = self->quote != NULL ? tw_record_get_key (self->quote, "status") : NULL;

  return status != NULL && status->type == TW_TYPE_ENUM && g_str_equal (status->text, "accepted");
}

/**
 * tw_quote_model_find:
 * @self: a model
 * @id: of a line
 *
 * Returns: its place; %G_MAXUINT: it is not there
 */
guint
tw_quote_model_find (TwQuoteModel *self,
                     const TwId   *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      const TwId *one = tw_line_item_get_id (peek_item (self, i));

      if (one != NULL && tw_id_equal (one, id))
        return i;
    }
  return G_MAXUINT;
}

/**
 * tw_quote_model_store_cell:
 * @self: a model
 * @item: one of its items
 * @cell: which cell
 *
 * Stores what was typed. What is no value of the cell stays there, with the reason; a line that is not stored yet is waited for.
 */
void
tw_quote_model_store_cell (TwQuoteModel *self,
                           TwLineItem  *item,
                           TwQuoteCell   cell)
{
  const char *draft = tw_line_item_get_draft (item, cell);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (draft == NULL || self->quote == NULL)
    return;
  if (tw_line_item_get_id (item) == NULL)
    {
      if (cell == TW_QUOTE_CELL_NAME)
        make_line (self, item, NULL, draft);
      return;
    }
  if (tw_line_item_get_line (item) == NULL)
    return;
  edit = tw_quote_edit_cell (self->store, self->quote, tw_line_item_get_id (item), cell, draft, &error);
  if (error != NULL)
    tw_line_item_set_error (item, cell, error->message);
  else if (edit == NULL)
    {
      tw_line_item_set_draft (item, cell, NULL);
      tw_line_item_set_error (item, cell, NULL);
    }
  else
    tw_quote_model_commit (self, edit, item, cell, NULL);
}

/**
 * tw_quote_model_store_all:
 * @self: a model
 *
 * Stores what stands in any cell and was not stored yet.
 */
void
tw_quote_model_store_all (TwQuoteModel *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    for (TwQuoteCell cell = 0; cell < TW_QUOTE_N_CELLS; cell++)
      tw_quote_model_store_cell (self, peek_item (self, i), cell);
}

/**
 * tw_quote_model_set_product:
 * @self: a model
 * @item: one of its items
 * @product: id of a product
 * @name: what it is called
 *
 * Makes a line that of a product; the empty item becomes one.
 */
void
tw_quote_model_set_product (TwQuoteModel *self,
                            TwLineItem  *item,
                            const TwId   *product,
                            const char   *name)
{
  g_autoptr(GError) error = NULL;
  TwEdit *edit = NULL;

  if (tw_line_item_get_id (item) == NULL)
    {
      make_line (self, item, product, name);
      return;
    }
  tw_line_item_set_draft (item, TW_QUOTE_CELL_NAME, name);
  edit = tw_quote_edit_product (self->store, tw_line_item_get_id (item), product, &error);
  tw_quote_model_commit (self, edit, item, TW_QUOTE_CELL_NAME, error);
}
