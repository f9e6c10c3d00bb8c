/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-search-kind.h"
#include "tw-task.h"

struct _TwSearchKind
{
  GObject parent_instance;

  char   *key, *title, *icon;                          /* (owned) */
  gint64  count;
};

G_DEFINE_FINAL_TYPE (TwSearchKind, tw_search_kind, G_TYPE_OBJECT)

static void
tw_search_kind_finalize (GObject *object)
{
  TwSearchKind *self = TW_SEARCH_KIND (object);

  g_free (self->key);
  g_free (self->title);
  g_free (self->icon);
  G_OBJECT_CLASS (tw_search_kind_parent_class)->finalize (object);
}

static void
tw_search_kind_class_init (TwSearchKindClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_search_kind_finalize;
}

static void
tw_search_kind_init (TwSearchKind *self)
{
}

/**
 * tw_search_kind_new:
 * @entity: an entity
 * @count: how many of its records were found
 *
 * Returns: (transfer full): a line of the kinds
 */
TwSearchKind *
tw_search_kind_new (const TwEntity *entity,
                    gint64          count)
{
  TwSearchKind *self = g_object_new (TW_TYPE_SEARCH_KIND, NULL);

  self->key = g_strdup (entity->key);
  self->title = g_strdup (tw_entity_get_label (entity, TRUE));
  self->icon = g_strdup (entity->icon != NULL ? entity->icon : "view-list-symbolic");
  self->count = count;
  return self;
}

/**
 * tw_search_kind_get_key:
 * @self: a kind
 *
 * Returns: (transfer none): key of the entity
 */
const char *
tw_search_kind_get_key (TwSearchKind *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_KIND (self), NULL);
  return self->key;
}

/**
 * tw_search_kind_get_title:
 * @self: a kind
 *
 * Returns: (transfer none): what its records are called
 */
const char *
tw_search_kind_get_title (TwSearchKind *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_KIND (self), NULL);
  return self->title;
}

/**
 * tw_search_kind_get_icon:
 * @self: a kind
 *
 * Returns: (transfer none): name of its icon
 */
const char *
tw_search_kind_get_icon (TwSearchKind *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_KIND (self), NULL);
  return self->icon;
}

/**
 * tw_search_kind_get_count:
 * @self: a kind
 *
 * Returns: how many of its records were found
 */
gint64
tw_search_kind_get_count (TwSearchKind *self)
{
  g_return_val_if_fail (TW_IS_SEARCH_KIND (self), 0);
  return self->count;
}

/* --- Counting --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwQuery *query;                                      /* (owned) */
  gint64   count;
} Count;

static void
count_free (Count *count)
{
  g_object_unref (count->store);
  tw_query_unref (count->query);
  g_free (count);
}

/* One that nobody waits for any more is not begun. */
static void
count_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Count *count = data;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  count->count = tw_store_count (count->store, count->query, &error);
  if (count->count < 0)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * tw_search_count_async:
 * @store: a store
 * @query: what to count
 * @cancellable: (nullable): nobody wants it any more
 * @callback: called when it is done
 * @data: for @callback
 *
 * Counts on a thread: many records with a frequent word take longer than a frame.
 */
void
tw_search_count_async (TwStore            *store,
                       TwQuery            *query,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, data);
  Count *count = g_new0 (Count, 1);

  g_task_set_source_tag (task, tw_search_count_async);
  count->store = g_object_ref (store);
  count->query = tw_query_ref (query);
  g_task_set_task_data (task, count, (GDestroyNotify) count_free);
  tw_task_run_in_thread (task, count_thread);
}

/**
 * tw_search_count_finish:
 * @result: given to the callback
 * @error: of the store, or %G_IO_ERROR_CANCELLED
 *
 * Returns: how many records there are; -1 with @error
 */
gint64
tw_search_count_finish (GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tw_search_count_async), -1);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;
  return ((Count *) g_task_get_task_data (G_TASK (result)))->count;
}
