/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-trash.h"

#include "tw-store-internal.h"

/**
 * tw_trash_item_free:
 * @item: (transfer full): an item
 *
 * Frees it.
 */
void
tw_trash_item_free (TwTrashItem *item)
{
  g_free (item->title);
  g_free (item);
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const TwTrashItem *one = *(const TwTrashItem *const *) a, *other = *(const TwTrashItem *const *) b;

  return one->deleted != other->deleted ? (one->deleted < other->deleted) - (one->deleted > other->deleted)
                                        : tw_id_compare (&other->id, &one->id);
}

/* Who connects a workspace to a server becomes the person that the server knows, and takes the one of before out himself: nobody deleted
 * that one, and there is nothing to restore. */
#define REPLACED "EXISTS (SELECT 1 FROM log_change c JOIN log_commit k ON k.seq = c.commit_seq WHERE c.record = t.id AND c.op = ?2" \
  " AND k.origin = ?3 AND k.user = t.id)"

/* Through the index of the table's deleted rows, so that live ones cost nothing. */
static gboolean
add_entity (TwStore *store, TwDb *db, const TwEntity *entity, gboolean people, guint limit, GPtrArray *items, GError **error)
{
  const TwTable *table = tw_store_get_table (store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT id, deleted FROM %s t WHERE deleted IS NOT NULL%s ORDER BY deleted DESC LIMIT ?1", table->name,
                                          people ? " AND NOT " REPLACED : "");
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, limit);
  if (people)
    {
      tw_stmt_bind_int (stmt, 2, TW_OP_DELETE);
      tw_stmt_bind_int (stmt, 3, TW_ORIGIN_SYNC);
    }
  while (tw_stmt_step (stmt, &local))
    {
      TwTrashItem *item = g_new0 (TwTrashItem, 1);

      item->entity = entity->number;
      tw_stmt_get_id (stmt, 0, &item->id);
      item->deleted = tw_stmt_get_int (stmt, 1);
      g_ptr_array_add (items, item);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

/**
 * tw_store_list_trash:
 * @store: a store
 * @limit: at most so many
 * @cancellable: (nullable): to stop it
 * @error: the store's trouble
 *
 * Lists the records of the wastebasket that people look at by themselves: not the parts that went with a whole, which come back with it.
 *
 * Returns: (transfer full) (element-type TwTrashItem) (nullable): those deleted last, newest first
 */
GPtrArray *
tw_store_list_trash (TwStore *store, guint limit, GCancellable *cancellable, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_trash_item_free);
  const TwEntity *users = tw_schema_get_entity (schema, "user");
  TwDb *db = tw_store_take_reader (store, error);
  gboolean ok = db != NULL;

  for (guint i = 0; ok && i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      if (entity->group != NULL)
        ok = !g_cancellable_set_error_if_cancelled (cancellable, error) 
             && add_entity (store, db, entity, entity == users, limit, items, error);
    }
  if (db != NULL)
    tw_store_return_reader (store, db);
  if (!ok)
    return NULL;
  g_ptr_array_sort (items, compare_newest);
  if (items->len > limit)
    g_ptr_array_set_size (items, (int) limit);
  for (guint i = 0; i < items->len; i++)
    {
      TwTrashItem *item = g_ptr_array_index (items, i);

      item->title = tw_store_dup_title (store, item->entity, &item->id);
    }
  return g_steal_pointer (&items);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *items = tw_store_list_trash (source, GPOINTER_TO_UINT (data), cancellable, &error);

  if (items != NULL)
    g_task_return_pointer (task, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tw_store_list_trash_async:
 * @store: a store
 * @limit: at most so many
 * @cancellable: (nullable): to stop it
 * @callback: called when it is done
 * @data: for @callback
 *
 * As tw_store_list_trash(), on a reader thread.
 */
void
tw_store_list_trash_async (TwStore *store, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);

  g_task_set_source_tag (task, tw_store_list_trash_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (limit), NULL);
  tw_store_run_reader (store, task, list_thread);
}

/**
 * tw_store_list_trash_finish:
 * @store: a store
 * @result: of tw_store_list_trash_async()
 * @error: the store's trouble
 *
 * Returns: (transfer full) (element-type TwTrashItem) (nullable): as tw_store_list_trash()
 */
GPtrArray *
tw_store_list_trash_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_store_was_purged:
 * @store: a store
 * @id: of a record
 * @error: of the store
 *
 * A record that was deleted for good leaves its id behind: no other one can have it. Any thread; waits for the disk.
 *
 * Returns: whether it was
 */
gboolean
tw_store_was_purged (TwStore *store, const TwId *id, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;
  gboolean purged = FALSE;

  if (db == NULL)
    return FALSE;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM tw_tombstone WHERE id = ?", &local);

    if (stmt != NULL)
      {
        tw_stmt_bind_id (stmt, 1, id);
        purged = tw_stmt_step (stmt, &local);
      }
  }
  tw_store_return_reader (store, db);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return purged;
}
