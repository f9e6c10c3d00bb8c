/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Very many rows of one entity, as a first load brings them: nothing is copied or looked up again that is the same for each of them,
 * and the entity's indexes are made when all are here. */
#include "config.h"

#include <string.h>

#include "tw-replica-private.h"
#include "tw-unindexed.h"

/* Fewer rows go into the indexes as they come. */
#define MANY_ROWS 20000
/* Building the indexes anew costs about as much for so many rows as putting one row into them. */
#define WORTH     4

static void
plain_free (TwWork *work)
{
  g_free (work->before);
  g_free (work->now);
  g_free (work->flags);
  g_free (work);
}

void
tw_replica_end_rows (TwReplicaTx *tx)
{
  g_clear_pointer (&tx->find, tw_stmt_done);
  g_clear_pointer (&tx->plain, plain_free);
  tx->entity = NULL;
}

static gboolean
begin_rows (TwReplicaTx *tx, const TwEntity *entity, GError **error)
{
  const TwTable *table = tw_store_get_table (tx->store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT " TW_SERVER_SEQ " FROM %s WHERE id = ?", table->name);

  tw_replica_end_rows (tx);
  tx->find = tw_db_prepare (tx->db, sql, error);
  if (tx->find == NULL)
    return FALSE;
  tx->entity = entity;
  tx->plain = g_new0 (TwWork, 1);
  tx->plain->entity = entity;
  tx->plain->table = table;
  tx->plain->before = g_new0 (TwValue, entity->n_fields);
  tx->plain->now = g_new0 (TwValue, entity->n_fields);
  tx->plain->flags = g_new0 (guint8, entity->n_fields);
  return TRUE;
}

gboolean
tw_replica_find_row (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, gboolean *here, gint64 *known, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (tx->entity != entity && !begin_rows (tx, entity, error))
    return FALSE;
  tw_stmt_bind_id (tx->find, 1, id);
  *here = tw_stmt_step (tx->find, &local);
  *known = *here ? tw_stmt_get_int (tx->find, 0) : 0;
  tw_stmt_reset (tx->find);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_replica_is_plain (TwReplicaTx *tx, const TwField *const *fields, const TwValue *values, guint n)
{
  for (guint i = 0; i < n && tx->plain->table->n_lists > 0; i++)
    if (tw_field_is_list_table (fields[i]) && !tw_value_is_null (&values[i]))
      return FALSE;
  return TRUE;
}

gboolean
tw_replica_add_plain (TwReplicaTx *tx, const TwId *id, gint64 server_seq, const TwField *const *fields, const TwValue *values, guint n,
                      GError **error)
{
  const TwEntity *entity = tx->entity;
  TwWork *work = tx->plain;
  gboolean good;

  /* Callers may have read the row by an older schema. */
  for (guint i = 0; i < n; i++)
    {
      const TwField *field = fields[i]->entity == entity ? fields[i] : tw_entity_get_field_by_number (entity, fields[i]->number);

      if (field != NULL && field->formula == NULL)
        work->now[field->index] = values[i];
    }
  work->id = *id;
  work->rid = 0;
  work->in_edit = work->row_is_old = TRUE;
  tx->tx->server_seq = server_seq;
  good = tw_tx_flush_work (tx->tx, work, error) && tw_tx_log_work (tx->tx, work, error);
  tx->tx->server_seq = 0;
  memset (work->now, 0, sizeof (TwValue) * entity->n_fields);
  return good;
}

/**
 * tw_replica_expect:
 * @tx: a transaction
 * @entity: whose rows are about to come
 * @left: about how many; -1: not known, but there are more
 *
 * When they are very many against those that are here, the entity's indexes are dropped and its search index is written in larger pieces,
 * until tw_replica_mend() or until the store is opened again. What is asked meanwhile is slower, and right; computed fields of other records
 * that count or sum them are empty. When they are back, “committed” tells of all entities.
 *
 * Returns: %FALSE with @error only when it could not be written
 */
gboolean
tw_replica_expect (TwReplicaTx *tx, const TwEntity *entity, gint64 left, GError **error)
{
  const TwTable *table = tw_store_get_table (tx->store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT ifnull(max(rid), 0) FROM %s", table->name);
  gboolean unindexed;
  gint64 here;

  if (tw_replica_get_tx (tx, error) == NULL || !tw_unindexed_has (tx->db, entity, &unindexed, error))
    return FALSE;
  if (!unindexed)
    {
      if (left >= 0 && left < MANY_ROWS)
        return TRUE;
      if (!tw_db_pragma_int (tx->db, sql, &here, error))
        return FALSE;
      /* Those who have not said how many are likely to have as many again. */
      if (left < 0 && (left = here) < MANY_ROWS)
        return TRUE;
      if (here / WORTH > left)
        return TRUE;
      if (!tw_unindexed_begin (tx->db, entity, error))
        return FALSE;
    }
  g_atomic_int_set (&tx->store->unindexed, TRUE);
  /* Who looks at a list reads it again; a copy of thousands of rows helps nobody. */
  g_clear_pointer (&tx->tx->changes, g_ptr_array_unref);
  return TRUE;
}

typedef struct
{
  gboolean more;
} MendJob;

static gboolean
run_mend (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  MendJob *job = data;
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  return tw_unindexed_mend (db, schema, &job->more, error);
}

/**
 * tw_replica_mend:
 * @store: a store
 *
 * Makes the indexes that were left out, in short transactions of their own. On a worker thread. What is not done when it is cut off is
 * done by the next call, or when the store is opened.
 *
 * Returns: %TRUE when nothing is left to be done
 */
gboolean
tw_replica_mend (TwStore *store, GError **error)
{
  MendJob job = { TRUE };

  while (job.more)
    if (!tw_store_run_transaction (store, run_mend, &job, error))
      return FALSE;
  if (g_atomic_int_compare_and_exchange (&store->unindexed, TRUE, FALSE))
    tw_store_announce_reread (store);
  return TRUE;
}
