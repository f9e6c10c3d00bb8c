/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-state.h"

#include <string.h>

#include "tw-search-counter.h"
#include "tw-search.h"

#define MAX_ITEMS     200                              /* more are looked at as a list */
#define REFRESH_DELAY 300                              /* ms: a burst of commits is one search */

struct _TwSearchState
{
  GObject       parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  char         *text;                                  /* (owned) without the spaces around it */
  TwViewState  *view;                                  /* (owned) (nullable) */

  /* What was found. */
  GListStore   *items;                                 /* (owned) TwSearchItem */
  char         *meant, *error;                         /* (owned) (nullable) */
  TwSearchCounter *counter;                            /* (owned) */

  /* Under way. */
  GCancellable *searching;                             /* (owned) (nullable) */
  guint         refresh_id;
};

G_DEFINE_FINAL_TYPE (TwSearchState, tw_search_state, G_TYPE_OBJECT)

enum { CHANGED, ANSWERED, COUNTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static TwStore *
get_store (TwSearchState *self)
{
  return tw_workspace_get_store (self->workspace);
}

/* The words that were found. */
static const char *
get_words (TwSearchState *self)
{
  return self->meant != NULL ? self->meant : self->text;
}

static void
stop (TwSearchState *self)
{
  if (self->searching != NULL)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  if (self->counter != NULL)
    tw_search_counter_stop (self->counter);
}

static void
counted_cb (TwSearchState *self)
{
  g_signal_emit (self, signals[COUNTED], 0);
}

/* --- Searching --- */

static gboolean
is_same_item (TwSearchItem *a,
              TwSearchItem *b)
{
  g_autofree char *detail_a = NULL, *detail_b = NULL;

  if (tw_search_item_get_entity (a) != tw_search_item_get_entity (b)
      || !tw_id_equal (tw_search_item_get_id (a), tw_search_item_get_id (b))
      || !g_str_equal (tw_search_item_get_title (a), tw_search_item_get_title (b)))
    return FALSE;
  g_object_get (a, "detail", &detail_a, NULL);
  g_object_get (b, "detail", &detail_b, NULL);
  return g_strcmp0 (detail_a, detail_b) == 0;
}

/* A commit that changes nothing here leaves the list where it is. */
static void
take_items (TwSearchState *self,
            GPtrArray     *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), same = 0;

  while (same < MIN (n, items->len))
    {
      g_autoptr(TwSearchItem) there = g_list_model_get_item (G_LIST_MODEL (self->items), same);

      if (!is_same_item (there, g_ptr_array_index (items, same)))
        break;
      same++;
    }
  if (same < MAX (n, items->len))
    g_list_store_splice (self->items, same, n - same, items->pdata + same, items->len - same);
}

static void
show_hits (TwSearchState *self,
           GPtrArray     *hits)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      TwHit *hit = g_ptr_array_index (hits, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, hit->entity);

      if (entity != NULL && !entity->retired)
        g_ptr_array_add (items, tw_search_item_new (entity, &hit->id, hit->title, hit->detail));
    }
  take_items (self, items);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwSearchState) self = TW_SEARCH_STATE (data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = tw_store_search_finish (TW_STORE (source), result, &error);

  if (self->searching == NULL || self->searching != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->searching);
  g_free (self->meant);
  self->meant = hits != NULL ? tw_store_search_dup_meant (result) : NULL;
  g_free (self->error);
  self->error = error != NULL ? g_strdup (error->message) : NULL;
  show_hits (self, hits);
  if (self->view != NULL)
    tw_view_state_set_text (self->view, get_words (self));
  g_signal_emit (self, signals[ANSWERED], 0);
  if (hits != NULL)
    tw_search_counter_count (self->counter, get_words (self), self->view != NULL ? tw_view_state_get_query (self->view) : NULL);
}

static void
show_nothing (TwSearchState *self)
{
  g_clear_pointer (&self->meant, g_free);
  g_clear_pointer (&self->error, g_free);
  g_list_store_remove_all (self->items);
  g_signal_emit (self, signals[ANSWERED], 0);
  tw_search_counter_clear (self->counter);
}

/**
 * tw_search_state_search:
 * @self: a state
 *
 * Searches in the background and forgets the search before.
 */
void
tw_search_state_search (TwSearchState *self)
{
  g_return_if_fail (TW_IS_SEARCH_STATE (self));
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  stop (self);
  if (*self->text == '\0')
    {
      show_nothing (self);
      return;
    }
  self->searching = g_cancellable_new ();
  if (self->view == NULL)
    tw_store_search_near_async (get_store (self), self->text, NULL, MAX_ITEMS, self->searching, found_cb, g_object_ref (self));
  else
    {
      g_autoptr(TwQuery) query = tw_query_with_text (tw_view_state_get_query (self->view), self->text);

      /* A filter that nothing meets is no mistyped word. */
      tw_store_search_query_async (get_store (self), query, MAX_ITEMS, tw_view_state_get_n_conditions (self->view) == 0,
                                   self->searching, found_cb, g_object_ref (self));
    }
}

static void
begin (TwSearchState *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
  tw_search_state_search (self);
}

static gboolean
refresh_cb (gpointer data)
{
  TwSearchState *self = TW_SEARCH_STATE (data);

  self->refresh_id = 0;
  tw_search_state_search (self);
  return G_SOURCE_REMOVE;
}

static void
committed_cb (TwSearchState *self)
{
  if (self->refresh_id == 0 && *self->text != '\0')
    self->refresh_id = g_timeout_add (REFRESH_DELAY, refresh_cb, self);
}

static void
put_view (TwSearchState *self,
          const char    *entity_key)
{
  const TwEntity *entity = entity_key != NULL ? tw_schema_get_entity (tw_workspace_get_schema (self->workspace), entity_key) : NULL;

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_clear_object (&self->view);
  if (entity == NULL || entity->retired)
    return;
  self->view = tw_view_state_new (self->workspace, entity);
  tw_view_state_set_text (self->view, get_words (self));
}

static void
follow_view (TwSearchState *self)
{
  if (self->view != NULL)
    g_signal_connect_object (self->view, "conditions-changed", G_CALLBACK (begin), self, G_CONNECT_SWAPPED);
}

static void
tw_search_state_dispose (GObject *object)
{
  TwSearchState *self = TW_SEARCH_STATE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  stop (self);
  g_clear_object (&self->view);
  g_clear_object (&self->items);
  g_clear_object (&self->counter);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_search_state_parent_class)->dispose (object);
}

static void
tw_search_state_finalize (GObject *object)
{
  TwSearchState *self = TW_SEARCH_STATE (object);

  g_free (self->text);
  g_free (self->meant);
  g_free (self->error);
  G_OBJECT_CLASS (tw_search_state_parent_class)->finalize (object);
}

static void
tw_search_state_class_init (TwSearchStateClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tw_search_state_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_search_state_finalize;
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERED] = g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COUNTED] = g_signal_new ("counted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_search_state_init (TwSearchState *self)
{
  self->text = g_strdup ("");
  self->items = g_list_store_new (TW_TYPE_SEARCH_ITEM);
}

/**
 * tw_search_state_new:
 * @workspace: where to search
 *
 * Returns: (transfer full): a state without a text, which follows the store
 */
TwSearchState *
tw_search_state_new (TwWorkspace *workspace)
{
  TwSearchState *self = g_object_new (TW_TYPE_SEARCH_STATE, NULL);

  self->workspace = g_object_ref (workspace);
  self->counter = tw_search_counter_new (workspace);
  g_signal_connect_object (self->counter, "counted", G_CALLBACK (counted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_store (self), "committed", G_CALLBACK (committed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_search_state_get_workspace:
 * @self: a state
 *
 * Returns: (transfer none): where it searches
 */
TwWorkspace *
tw_search_state_get_workspace (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return self->workspace;
}

/**
 * tw_search_state_get_text:
 * @self: a state
 *
 * Returns: (transfer none): what is searched for, "" for nothing
 */
const char *
tw_search_state_get_text (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return self->text;
}

/**
 * tw_search_state_set_text:
 * @self: a state
 * @text: what is typed
 *
 * Searches at once for another text; the kind and its filters stay.
 */
void
tw_search_state_set_text (TwSearchState *self,
                          const char    *text)
{
  g_autofree char *stripped = NULL;

  g_return_if_fail (TW_IS_SEARCH_STATE (self) && text != NULL);
  stripped = g_strstrip (g_strdup (text));
  if (g_str_equal (self->text, stripped))
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&stripped);
  begin (self);
}

/**
 * tw_search_state_get_view:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): the kind that was chosen with its filters, and the words that were found as its text
 */
TwViewState *
tw_search_state_get_view (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return self->view;
}

/**
 * tw_search_state_set_kind:
 * @self: a state
 * @entity_key: (nullable): key of an entity; %NULL: all
 *
 * Searches among one kind of record, without filters.
 */
void
tw_search_state_set_kind (TwSearchState *self,
                          const char    *entity_key)
{
  const char *present = NULL;

  g_return_if_fail (TW_IS_SEARCH_STATE (self));
  present = self->view != NULL ? tw_view_state_get_entity (self->view)->key : NULL;
  if (g_strcmp0 (present, entity_key) == 0)
    return;
  put_view (self, entity_key);
  follow_view (self);
  begin (self);
}

/**
 * tw_search_state_set_all:
 * @self: a state
 * @text: what is searched for
 * @entity_key: (nullable): the only kind
 * @where: (nullable): its filters
 *
 * Searches for something else altogether.
 */
void
tw_search_state_set_all (TwSearchState *self,
                         const char    *text,
                         const char    *entity_key,
                         const char    *where)
{
  g_return_if_fail (TW_IS_SEARCH_STATE (self) && text != NULL);
  g_free (self->text);
  self->text = g_strstrip (g_strdup (text));
  g_clear_pointer (&self->meant, g_free);
  put_view (self, entity_key);
  if (self->view != NULL && where != NULL)
    tw_view_state_set_where (self->view, where, NULL);
  follow_view (self);
  begin (self);
}

/**
 * tw_search_state_get_items:
 * @self: a state
 *
 * Returns: (transfer none): what was found
 */
GListModel *
tw_search_state_get_items (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return G_LIST_MODEL (self->items);
}

/**
 * tw_search_state_get_kinds:
 * @self: a state
 *
 * Returns: (transfer none): the kinds among all that was found
 */
GListModel *
tw_search_state_get_kinds (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return tw_search_counter_get_kinds (self->counter);
}

/**
 * tw_search_state_get_total:
 * @self: a state
 *
 * Returns: how many records were found; -1 while they are counted
 */
gint64
tw_search_state_get_total (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), -1);
  return tw_search_counter_get_total (self->counter);
}

/**
 * tw_search_state_get_meant:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): the words that were found when nothing has those that were typed
 */
const char *
tw_search_state_get_meant (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return self->meant;
}

/**
 * tw_search_state_get_error:
 * @self: a state
 *
 * Returns: (transfer none) (nullable): why nothing could be found
 */
const char *
tw_search_state_get_error (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), NULL);
  return self->error;
}

/**
 * tw_search_state_is_busy:
 * @self: a state
 *
 * Returns: whether the items are those of an older question
 */
gboolean
tw_search_state_is_busy (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), FALSE);
  return self->searching != NULL;
}

/**
 * tw_search_state_is_counting:
 * @self: a state
 *
 * Returns: whether counts are still to come: they are begun when the search is answered
 */
gboolean
tw_search_state_is_counting (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), FALSE);
  return self->searching != NULL || tw_search_counter_is_busy (self->counter);
}
