/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole tables, for first loads and comparisons. */
#include "config.h"

#include "tw-db-private.h"
#include "tw-log-tail.h"
#include "tw-peers.h"

/* The condition of the query, on alias t0. Free the context after the statement was prepared. */
static TwStmt *
prepare (TwStore *store, TwDb *db, TwQuery *query, const char *columns, gint64 after_rid, GError **error)
{
  const TwTable *table = tw_store_get_table (store, tw_query_get_entity (query));
  TwExprContext *context = tw_store_dup_context (store);
  g_autoptr (TwSql) sql = tw_sql_new ();
  TwValue after = tw_value_integer (after_rid);
  TwStmt *stmt = NULL;

  tw_sql_append (sql, "SELECT ");
  tw_sql_append (sql, columns != NULL ? columns : table->columns);
  tw_sql_append (sql, " FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE t0.rid > ");
  tw_sql_append_value (sql, &after);
  tw_sql_append (sql, " AND ");
  if (tw_store_append_condition (store, query, context, sql, error))
    {
      tw_sql_append (sql, " ORDER BY t0.rid");
      stmt = tw_db_prepare_sql (db, sql, error);
    }
  tw_store_context_free (context);
  return stmt;
}

static gboolean
read_rows (TwStmt *stmt, const TwTable *table, guint limit, TwSnapshotFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < limit && tw_stmt_step (stmt, &local); i++)
    {
      g_autoptr (TwRecord) record = tw_table_read_record (table, stmt);

      if (!func (record, tw_stmt_get_int (stmt, TW_TABLE_RID), data, &local))
        break;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
sum_rows (TwStmt *stmt, guint number, gint64 *count, guint64 *sum, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwId id;

  while (tw_stmt_step (stmt, &local))
    if (tw_stmt_get_id (stmt, 0, &id))
      {
        *sum += tw_sync_hash (number, &id, tw_stmt_get_int (stmt, 1));
        (*count)++;
      }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_peers_read_snapshot:
 * @store: a store
 * @query: which records; its order is not looked at, and one for deleted records gives those alone
 * @after_rid: only rows after this one; 0 for the first
 * @limit: at most so many
 * @func: called for each row, in the order of rid; %FALSE stops
 * @data: for @func
 *
 * Reads a part of a table in one snapshot. Any thread.
 *
 * Returns: %TRUE when it went well, stopped or not
 */
gboolean
tw_peers_read_snapshot (TwStore *store, TwQuery *query, gint64 after_rid, guint limit, TwSnapshotFunc func, gpointer data,
                        GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  gboolean good = FALSE;

  if (db == NULL)
    return FALSE;
  {
    g_autoptr (TwStmt) stmt = prepare (store, db, query, NULL, after_rid, error);

    if (stmt != NULL)
      good = read_rows (stmt, tw_store_get_table (store, tw_query_get_entity (query)), limit, func, data, error);
  }
  tw_store_return_reader (store, db);
  return good;
}

/**
 * tw_peers_get_last_rid:
 * @store: a store
 * @entity: an entity
 *
 * Returns: the greatest rid of its table: about how many rows it has; 0 when it has none
 */
gint64
tw_peers_get_last_rid (TwStore *store, const TwEntity *entity)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max(rid) FROM %s", tw_store_get_table (store, entity)->name);
  TwDb *db = tw_store_take_reader (store, NULL);
  gint64 last = 0;

  if (db == NULL)
    return 0;
  tw_db_pragma_int (db, sql, &last, NULL);
  tw_store_return_reader (store, db);
  return last;
}

static gboolean
sum_queries (TwStore *store, TwDb *db, TwPeersSum *sums, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TwStmt) stmt = prepare (store, db, sums[i].query, "t0.id, t0.row_seq", 0, error);

      sums[i].count = 0;
      sums[i].sum = 0;
      if (stmt == NULL || !sum_rows (stmt, tw_query_get_entity (sums[i].query)->number, &sums[i].count, &sums[i].sum, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * tw_peers_sum:
 * @store: a store
 * @sums: (array length=n) (inout): queries, which get their number of rows and the sum of tw_sync_hash() over their row seqs
 * @n: how many
 * @seq: (out): the newest commit that the sums know of
 *
 * Sums up in one snapshot, so that sums of several entities belong to one moment. Any thread.
 *
 * Returns: %TRUE when it went well
 */
gboolean
tw_peers_sum (TwStore *store, TwPeersSum *sums, guint n, gint64 *seq, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  gboolean good = FALSE;

  if (db == NULL)
    return FALSE;
  if (tw_db_exec (db, "BEGIN", error))
    {
      good = tw_log_tail_seq (db, seq, error) && sum_queries (store, db, sums, n, error);
      tw_db_exec (db, "COMMIT", NULL);
    }
  tw_store_return_reader (store, db);
  return good;
}
