/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-searcher.h"

struct _TwSearcher
{
  GObject       parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  char        **entity_keys;                           /* (owned) (nullable) */
  guint         limit;
  GListStore   *items;                                 /* (owned) */

  char         *text;                                  /* (owned) */
  char         *error;                                 /* (owned) (nullable) of the last answer */
  GCancellable *cancellable;                           /* (owned) (nullable) of the search that runs */
};

G_DEFINE_FINAL_TYPE (TwSearcher, tw_searcher, G_TYPE_OBJECT)

enum { ANSWERED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
is_wanted (TwSearcher     *self,
           const TwEntity *entity)
{
  return entity != NULL && !entity->retired
         && (self->entity_keys == NULL || self->entity_keys[0] == NULL
             || g_strv_contains ((const char *const *) self->entity_keys, entity->key));
}

static const TwEntity *
get_only_entity (TwSearcher *self)
{
  if (self->entity_keys == NULL || self->entity_keys[0] == NULL || self->entity_keys[1] != NULL)
    return NULL;
  return tw_schema_get_entity (tw_workspace_get_schema (self->workspace), self->entity_keys[0]);
}

static void
take_items (TwSearcher *self,
            GPtrArray  *items)
{
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
  g_signal_emit (self, signals[ANSWERED], 0);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwSearcher) self = TW_SEARCHER (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = tw_store_search_finish (TW_STORE (source), result, &error);
  TwSchema *schema = NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  g_free (self->error);
  self->error = error != NULL ? g_strdup (error->message) : NULL;
  schema = tw_workspace_get_schema (self->workspace);
  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; hits != NULL && i < hits->len && items->len < self->limit; i++)
    {
      TwHit *hit = g_ptr_array_index (hits, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, hit->entity);

      if (is_wanted (self, entity))
        g_ptr_array_add (items, tw_search_item_new (entity, &hit->id, hit->title, hit->detail));
    }
  take_items (self, items);
}

/* Before anything is typed, a picker of one entity offers its first records: short lists (stages, users) need no typing. */
static void
offer_first (TwSearcher *self)
{
  const TwEntity *entity = get_only_entity (self);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(TwQuery) query = NULL;
  g_autoptr(GPtrArray) records = NULL;

  if (entity != NULL)
    query = tw_query_new (tw_workspace_get_schema (self->workspace), entity, NULL, NULL, NULL);
  if (query != NULL)
    records = tw_store_list (tw_workspace_get_store (self->workspace), query, self->limit, NULL, NULL, NULL);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autofree char *title = tw_record_dup_title (record);

      g_ptr_array_add (items, tw_search_item_new (entity, tw_record_get_id (record), title, NULL));
    }
  g_clear_pointer (&self->error, g_free);
  take_items (self, items);
}

static void
tw_searcher_dispose (GObject *object)
{
  TwSearcher *self = TW_SEARCHER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->items);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_searcher_parent_class)->dispose (object);
}

static void
tw_searcher_finalize (GObject *object)
{
  TwSearcher *self = TW_SEARCHER (object);

  g_strfreev (self->entity_keys);
  g_free (self->text);
  g_free (self->error);
  G_OBJECT_CLASS (tw_searcher_parent_class)->finalize (object);
}

static void
tw_searcher_class_init (TwSearcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_searcher_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_searcher_finalize;

  /**
   * TwSearcher::answered:
   *
   * The items are those of the text that was set last.
   */
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
tw_searcher_init (TwSearcher *self)
{
  self->items = g_list_store_new (TW_TYPE_SEARCH_ITEM);
  self->text = g_strdup ("");
}

/**
 * tw_searcher_new:
 * @workspace: where to search
 * @entity_keys: (nullable): keys of the entities to find, NULL-terminated; NULL or empty for all
 * @limit: how many records at most
 *
 * Returns: (transfer full): a searcher without a text
 */
TwSearcher *
tw_searcher_new (TwWorkspace       *workspace,
                 const char *const *entity_keys,
                 guint              limit)
{
  TwSearcher *self = g_object_new (TW_TYPE_SEARCHER, NULL);

  self->workspace = g_object_ref (workspace);
  self->entity_keys = g_strdupv ((char **) entity_keys);
  self->limit = limit;
  return self;
}

/**
 * tw_searcher_set_text:
 * @self: a searcher
 * @text: what is typed; empty offers the first records of the one entity, or nothing
 *
 * Starts a search in the background and forgets the one before.
 */
void
tw_searcher_set_text (TwSearcher *self,
                      const char *text)
{
  g_return_if_fail (TW_IS_SEARCHER (self) && text != NULL);
  g_free (self->text);
  self->text = g_strstrip (g_strdup (text));
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*self->text == '\0')
    {
      offer_first (self);
      return;
    }
  self->cancellable = g_cancellable_new ();
  /* With several wanted entities the others are sorted out of a longer answer. */
  tw_store_search_near_async (tw_workspace_get_store (self->workspace), self->text, get_only_entity (self),
                         self->entity_keys != NULL && self->entity_keys[0] != NULL && get_only_entity (self) == NULL
                         ? self->limit * 5 : self->limit,
                         self->cancellable, found_cb, g_object_ref (self));
}

/**
 * tw_searcher_get_items:
 * @self: a searcher
 *
 * Returns: (transfer none): the records found
 */
GListModel *
tw_searcher_get_items (TwSearcher *self)
{
  g_return_val_if_fail (TW_IS_SEARCHER (self), NULL);
  return G_LIST_MODEL (self->items);
}

/**
 * tw_searcher_is_busy:
 * @self: a searcher
 *
 * Returns: whether the items are those of an older text
 */
gboolean
tw_searcher_is_busy (TwSearcher *self)
{
  g_return_val_if_fail (TW_IS_SEARCHER (self), FALSE);
  return self->cancellable != NULL;
}

/**
 * tw_searcher_get_error:
 * @self: a searcher
 *
 * Returns: (transfer none) (nullable): a sentence that says why the search for the last text did not work
 */
const char *
tw_searcher_get_error (TwSearcher *self)
{
  g_return_val_if_fail (TW_IS_SEARCHER (self), NULL);
  return self->error;
}
