/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-counter.h"

#include <string.h>

#include "tw-search.h"
#include "tw-sidebar-item.h"

#define PUBLISH_DELAY 150                              /* ms: kinds that take longer are shown one by one */

struct _TwSearchCounter
{
  GObject       parent_instance;

  TwWorkspace  *workspace;                             /* (owned) */
  GListStore   *kinds;                                 /* (owned) TwSearchKind */
  gint64        total;

  /* Under way. */
  char         *words;                                 /* (owned) (nullable) */
  gboolean      only;                                  /* the total is that of one query */
  GCancellable *counting;                              /* (owned) (nullable) */
  GPtrArray    *wanted;                                /* (owned) (nullable) keys of the entities that are counted */
  GPtrArray    *counted;                               /* (owned) (nullable) TwSearchKind */
  guint         next;                                  /* of wanted */
  gint64        start;                                 /* µs */
};

G_DEFINE_FINAL_TYPE (TwSearchCounter, tw_search_counter, G_TYPE_OBJECT)

enum { COUNTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void count_next (TwSearchCounter *self);

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
publish (TwSearchCounter *self)
{
  if (!is_same (G_LIST_MODEL (self->kinds), self->counted))
    g_list_store_splice (self->kinds, 0, g_list_model_get_n_items (G_LIST_MODEL (self->kinds)), self->counted->pdata,
                         self->counted->len);
  g_signal_emit (self, signals[COUNTED], 0);
}

static void
end_counting (TwSearchCounter *self)
{
  g_clear_object (&self->counting);
  if (!self->only)
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
  g_autoptr(TwSearchCounter) self = TW_SEARCH_COUNTER (data);
  gint64 count = tw_search_count_finish (result, NULL);
  const TwEntity *entity = NULL;

  if (self->counting == NULL || self->counting != g_task_get_cancellable (G_TASK (result)))
    return;
  entity = tw_schema_get_entity (tw_workspace_get_schema (self->workspace), g_ptr_array_index (self->wanted, self->next));
  if (entity != NULL && count > 0)
    {
      g_ptr_array_add (self->counted, tw_search_kind_new (entity, count));
      if (g_get_monotonic_time () - self->start > PUBLISH_DELAY * 1000)
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
  g_autoptr(TwSearchCounter) self = TW_SEARCH_COUNTER (data);
  gint64 count = tw_search_count_finish (result, NULL);

  if (self->counting == NULL || self->counting != g_task_get_cancellable (G_TASK (result)))
    return;
  self->total = count;
  g_signal_emit (self, signals[COUNTED], 0);
  count_next (self);
}

static void
count_next (TwSearchCounter *self)
{
  TwSchema *schema = tw_workspace_get_schema (self->workspace);

  while (self->next < self->wanted->len)
    {
      const TwEntity *entity = tw_schema_get_entity (schema, g_ptr_array_index (self->wanted, self->next));
      g_autoptr(TwQuery) query = entity != NULL ? tw_query_new (schema, entity, NULL, NULL, NULL) : NULL;
      g_autoptr(TwQuery) with_text = query != NULL ? tw_query_with_text (query, self->words) : NULL;

      if (with_text != NULL)
        {
          tw_search_count_async (tw_workspace_get_store (self->workspace), with_text, self->counting, counted_cb, g_object_ref (self));
          return;
        }
      self->next++;
    }
  end_counting (self);
}

static void
tw_search_counter_dispose (GObject *object)
{
  TwSearchCounter *self = TW_SEARCH_COUNTER (object);

  tw_search_counter_stop (self);
  g_clear_object (&self->kinds);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (tw_search_counter_parent_class)->dispose (object);
}

static void
tw_search_counter_finalize (GObject *object)
{
  TwSearchCounter *self = TW_SEARCH_COUNTER (object);

  g_free (self->words);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->counted, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_search_counter_parent_class)->finalize (object);
}

static void
tw_search_counter_class_init (TwSearchCounterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tw_search_counter_dispose;
  G_OBJECT_CLASS (klass)->finalize = tw_search_counter_finalize;
  signals[COUNTED] = g_signal_new ("counted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_search_counter_init (TwSearchCounter *self)
{
  self->kinds = g_list_store_new (TW_TYPE_SEARCH_KIND);
}

/**
 * tw_search_counter_new:
 * @workspace: where to count
 *
 * Returns: (transfer full): a counter that has counted nothing
 */
TwSearchCounter *
tw_search_counter_new (TwWorkspace *workspace)
{
  TwSearchCounter *self = g_object_new (TW_TYPE_SEARCH_COUNTER, NULL);

  self->workspace = g_object_ref (workspace);
  return self;
}

/**
 * tw_search_counter_count:
 * @self: a counter
 * @words: what the records must have
 * @only: (nullable): what is counted for the total; %NULL: the sum of all kinds
 *
 * Counts in the background, @only first and then all kinds, and forgets the counting before.
 */
void
tw_search_counter_count (TwSearchCounter *self,
                         const char      *words,
                         TwQuery         *only)
{
  g_return_if_fail (TW_IS_SEARCH_COUNTER (self) && words != NULL);
  tw_search_counter_stop (self);
  g_free (self->words);
  self->words = g_strdup (words);
  self->only = only != NULL;
  self->total = -1;
  self->counting = g_cancellable_new ();
  self->start = g_get_monotonic_time ();
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->counted, g_ptr_array_unref);
  self->wanted = list_kinds (tw_workspace_get_schema (self->workspace));
  self->counted = g_ptr_array_new_with_free_func (g_object_unref);
  self->next = 0;
  if (only == NULL)
    count_next (self);
  else
    tw_search_count_async (tw_workspace_get_store (self->workspace), only, self->counting, total_cb, g_object_ref (self));
}

/**
 * tw_search_counter_stop:
 * @self: a counter
 *
 * Counts no further; what was counted stays.
 */
void
tw_search_counter_stop (TwSearchCounter *self)
{
  g_return_if_fail (TW_IS_SEARCH_COUNTER (self));
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}

/**
 * tw_search_counter_clear:
 * @self: a counter
 *
 * Nothing is searched for.
 */
void
tw_search_counter_clear (TwSearchCounter *self)
{
  g_return_if_fail (TW_IS_SEARCH_COUNTER (self));
  tw_search_counter_stop (self);
  g_list_store_remove_all (self->kinds);
  self->total = 0;
  g_signal_emit (self, signals[COUNTED], 0);
}

/**
 * tw_search_counter_get_kinds:
 * @self: a counter
 *
 * Returns: (transfer none): the kinds that were found, as the sidebar has them
 */
GListModel *
tw_search_counter_get_kinds (TwSearchCounter *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_COUNTER (self), NULL);
  return G_LIST_MODEL (self->kinds);
}

/**
 * tw_search_counter_get_total:
 * @self: a counter
 *
 * Returns: how many records there are; -1 while they are counted
 */
gint64
tw_search_counter_get_total (TwSearchCounter *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_COUNTER (self), -1);
  return self->total;
}

/**
 * tw_search_counter_is_busy:
 * @self: a counter
 *
 * Returns: whether counts are still to come
 */
gboolean
tw_search_counter_is_busy (TwSearchCounter *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_COUNTER (self), FALSE);
  return self->counting != NULL;
}
