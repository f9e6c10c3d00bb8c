/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of the log since a commit. Who holds something made of the tables at one commit reads this inside the snapshot
 * that it goes on to, and so never mixes two states, whatever was written meanwhile. */
#include "config.h"

#include "tw-db-private.h"
#include "tw-log-tail.h"

void
tw_log_tail_free (TwLogTail *tail)
{
  g_array_unref (tail->rids);
  g_ptr_array_unref (tail->ids);
  g_hash_table_unref (tail->entities);
  g_free (tail);
}

static gboolean
read_int (TwDb *db, const char *sql, gint64 argument, gint64 *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, argument);
  *value = 0;
  if (tw_stmt_step (stmt, &local))
    *value = tw_stmt_get_int (stmt, 0);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_log_tail_seq (TwDb *db, gint64 *seq, GError **error)
{
  return tw_db_pragma_int (db, "SELECT coalesce (max (seq), 0) FROM log_commit", seq, error);
}

static gboolean
read_records (TwDb *db, TwLogTail *tail, guint entity, gint64 first, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT entity, record FROM log_change WHERE seq >= ?", error);
  g_autoptr (GHashTable) known = g_hash_table_new (tw_id_hash, tw_id_equal);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, first);
  while (tw_stmt_step (stmt, &local))
    {
      guint number = (guint) tw_stmt_get_int (stmt, 0);
      TwId id;

      g_hash_table_add (tail->entities, GUINT_TO_POINTER (number));
      if (number != entity || !tw_stmt_get_id (stmt, 1, &id) || g_hash_table_contains (known, &id))
        continue;
      g_ptr_array_add (tail->ids, g_memdup2 (&id, sizeof id));
      g_hash_table_add (known, g_ptr_array_index (tail->ids, tail->ids->len - 1));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
find_rows (TwDb *db, TwLogTail *tail, const TwEntity *entity, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (entity);
  g_autofree char *sql = g_strdup_printf ("SELECT rid FROM \"%s\" WHERE id = ?", table);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < tail->ids->len; i++)
    {
      GError *local = NULL;

      tw_stmt_bind_id (stmt, 1, g_ptr_array_index (tail->ids, i));
      if (tw_stmt_step (stmt, &local))
        {
          gint64 rid = tw_stmt_get_int (stmt, 0);

          g_array_append_val (tail->rids, rid);
        }
      if (local != NULL)
        {
          g_propagate_error (error, local);
          return FALSE;
        }
      tw_stmt_reset (stmt);
    }
  return TRUE;
}

/**
 * tw_log_tail_read:
 * @db: a connection in a read transaction
 * @entity: an entity
 * @after: the last commit that is known already
 * @limit: most changes of all entities to look at
 *
 * Reads which records of an entity changed since a commit, and which entities were touched at all.
 *
 * Returns: (transfer full) (nullable): the tail; %NULL with @error
 */
TwLogTail *
tw_log_tail_read (TwDb *db, const TwEntity *entity, gint64 after, guint limit, GError **error)
{
  g_autoptr (TwLogTail) tail = g_new0 (TwLogTail, 1);
  gint64 first, last;

  tail->rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  tail->ids = g_ptr_array_new_with_free_func (g_free);
  tail->entities = g_hash_table_new (NULL, NULL);
  if (!tw_log_tail_seq (db, &tail->seq, error))
    return NULL;
  if (tail->seq <= after)
    return g_steal_pointer (&tail);
  if (!read_int (db, "SELECT first_change FROM log_commit WHERE seq = ?", after + 1, &first, error) ||
      !read_int (db, "SELECT first_change + n_changes FROM log_commit WHERE seq = ?", tail->seq, &last, error))
    return NULL;
  tail->many = last - first > limit;
  if (!tail->many && (!read_records (db, tail, entity->number, first, error) || !find_rows (db, tail, entity, error)))
    return NULL;
  return g_steal_pointer (&tail);
}
