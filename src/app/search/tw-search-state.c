/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-state.h"

#include <string.h>

#include "tw-search.h"
#include "tw-sidebar-item.h"

#define MAX_ITEMS     200                              /* more are looked at as a list */
#define REFRESH_DELAY 300                              /* ms: a burst of commits is one search */
#define PUBLISH_DELAY 150                              /* ms: kinds that take longer are shown one by one */

struct _TwSearchState
{
  GObject       parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  char         *text;                                  /* (owned) without the spaces around it */
  TwViewState  *view;                                  /* (owned) (nullable) */

  /* What was found. */
  GListStore   *items;                                 /* (owned) TwSearchItem */
  GListStore   *kinds;                                 /* (owned) TwSearchKind */
  char         *meant, *error;                         /* (owned) (nullable) */
  gint64        total;

  /* Under way. */
  GCancellable *searching, *counting;                  /* (owned) (nullable) */
  GPtrArray    *wanted;                                /* (owned) (nullable) keys of the entities that are counted */
  GPtrArray    *counted;                               /* (owned) (nullable) TwSearchKind */
  guint         next;                                  /* of wanted */
  gint64        count_start;                           /* µs */
  guint         refresh_id;
};

G_DEFINE_FINAL_TYPE (TwSearchState, tw_search_state, G_TYPE_OBJECT)

enum { CHANGED, ANSWERED, COUNTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void count_next (TwSearchState *self);

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
stop (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

/* --- Counting --- */

static int
compare_kinds (gconstpointer a,
               gconstpointer b)
{
  const TwEntity *x = *(const TwEntity *const *) a, *y = *(const TwEntity *const *) b;
  int order = (x->group == NULL) - (y->group == NULL);

  if (order == 0 && x->group != NULL)
    order = tw_sidebar_group_get_order (x->group) - tw_sidebar_group_get_order (y->group);
  if (order == 0)
    order = x->order - y->order;
  return order != 0 ? order : (int) x->number - (int) y->number;
}

/* As the sidebar has them, then those without a group. */
static GPtrArray *
list_kinds (TwSchema *schema)
{
  g_autoptr(GPtrArray) entities = g_ptr_array_new ();
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (!entity->retired && tw_entity_is_searched (entity))
        g_ptr_array_add (entities, (gpointer) entity);
    }
  g_ptr_array_sort (entities, compare_kinds);
  for (guint i = 0; i < entities->len; i++)
    g_ptr_array_add (keys, g_strdup (((const TwEntity *) g_ptr_array_index (entities, i))->key));
  return keys;
}

static gboolean
is_same (GListModel *model,
         GPtrArray  *kinds)
{
  if (g_list_model_get_n_items (model) != kinds->len)
    return FALSE;
  for (guint i = 0; i < kinds->len; i++)
    {
      g_autoptr(TwSearchKind) there = g_list_model_get_item (model, i);
      TwSearchKind *kind = g_ptr_array_index (kinds, i);

      if (!g_str_equal (tw_search_kind_get_key (there), tw_search_kind_get_key (kind))
          || tw_search_kind_get_count (there) != tw_search_kind_get_count (kind))
        return FALSE;
    }
  return TRUE;
}

static void
publish (TwSearchState *self)
{
  if (!is_same (G_LIST_MODEL (self->kinds), self->counted))
    g_list_store_splice (self->kinds, 0, g_list_model_get_n_items (G_LIST_MODEL (self->kinds)), self->counted->pdata, self->counted->len);
  g_signal_emit (self, signals[COUNTED], 0);
}

static void
end_counting (TwSearchState *self)
{
  g_clear_object (&self->counting);
  if (self->view == NULL)
    {
      self->total = 0;
      for (guint i = 0; i < self->counted->len; i++)
        self->total += tw_search_kind_get_count (g_ptr_array_index (self->counted, i));
    }
  publish (self);
}

/* A kind that cannot be counted is left out; the search itself tells what is wrong. */
static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr(TwSearchState) self = TW_SEARCH_STATE (data);
  gint64 count = tw_search_count_finish (result, NULL);
  const TwEntity *entity = NULL;

  if (self->counting == NULL || self->counting != g_task_get_cancellable (G_TASK (result)))
    return;
  entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), g_ptr_array_index (self->wanted, self->next));
  if (entity != NULL && count > 0)
    {
      g_ptr_array_add (self->counted, tw_search_kind_new (entity, count));
      if (g_get_monotonic_time () - self->count_start > PUBLISH_DELAY * 1000)
        publish (self);
    }
  self->next++;
  count_next (self);
}

static void
total_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(TwSearchState) self = TW_SEARCH_STATE (data);
  gint64 count = tw_search_count_finish (result, NULL);

  if (self->counting == NULL || self->counting != g_task_get_cancellable (G_TASK (result)))
    return;
  self->total = count;
  g_signal_emit (self, signals[COUNTED], 0);
  count_next (self);
}

static void
count_next (TwSearchState *self)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);

  while (self->next < self->wanted->len)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, g_ptr_array_index (self->wanted, self->next));
      g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, NULL, NULL) : NULL;
      g_autoptr(TwQuery) with_text = query != NULL ? tw_query_with_text (query, get_words (self)) : NULL;

      if (with_text != NULL)
        {
          tw_search_count_async (get_store (self), with_text, self->counting, counted_cb, g_object_ref (self));
          return;
        }
      self->next++;
    }
  end_counting (self);
}

/* The chosen kind with its filters first, then all kinds without. */
static void
count (TwSearchState *self)
{
  stop (&self->counting);
  self->counting = g_cancellable_new ();
  self->count_start = g_get_monotonic_time ();
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->counted, g_ptr_array_unref);
  self->wanted = list_kinds (tw_workspace_get_schema (self->workspace));
  self->counted = g_ptr_array_new_with_free_func (g_object_unref);
  self->next = 0;
  if (self->view == NULL)
    {
      count_next (self);
      return;
    }
  tw_search_count_async (get_store (self), tw_view_state_get_query (self->view), self->counting, total_cb, g_object_ref (self));
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
  self->total = -1;
  g_signal_emit (self, signals[ANSWERED], 0);
  if (hits != NULL)
    count (self);
}

static void
show_nothing (TwSearchState *self)
{
  g_clear_pointer (&self->meant, g_free);
  g_clear_pointer (&self->error, g_free);
  g_list_store_remove_all (self->items);
  g_list_store_remove_all (self->kinds);
  self->total = 0;
  g_signal_emit (self, signals[ANSWERED], 0);
  g_signal_emit (self, signals[COUNTED], 0);
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
  stop (&self->searching);
  stop (&self->counting);
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
  stop (&self->searching);
  stop (&self->counting);
  g_clear_object (&self->view);
  g_clear_object (&self->items);
  g_clear_object (&self->kinds);
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
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->counted, g_ptr_array_unref);
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
  self->kinds = g_list_store_new (TW_TYPE_SEARCH_KIND);
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
  return G_LIST_MODEL (self->kinds);
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
  return self->total;
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
 * Returns: whether counts are still to come
 */
gboolean
tw_search_state_is_counting (TwSearchState *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_STATE (self), FALSE);
  return self->counting != NULL;
}
