/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-scan.h"
#include "tw-store-internal.h"

static gboolean
read_one (TwStore *store, TwDb *db, TwQuery *query, const TwId *id, TwScanFunc func, gpointer data, GError **error)
{
  const TwTable *table = tw_store_get_table (store, tw_query_get_entity (query));
  TwExprContext *context = tw_query_get_where (query) != NULL ? tw_store_dup_context (store) : NULL;
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autoptr (GError) local = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  TwValue value = tw_value_link (0, id);
  gboolean good;

  tw_sql_append (sql, "SELECT ");
  tw_sql_append (sql, table->columns);
  tw_sql_append (sql, " FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE t0.id = ");
  tw_sql_append_value (sql, &value);
  tw_sql_append (sql, " AND ");
  good = tw_store_append_walk_condition (store, query, context, sql, error);
  tw_store_context_free (context);
  if (!good || (stmt = tw_db_prepare_sql (db, sql, error)) == NULL)
    return FALSE;
  if (tw_stmt_step (stmt, &local))
    func (stmt, data);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_store_scan_one:
 * @store: a store
 * @query: which records count
 * @id: a record
 * @func: gets the row, if the query finds the record
 * @data: for @func
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_store_scan_one (TwStore *store, TwQuery *query, const TwId *id, TwScanFunc func, gpointer data, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  gboolean good = db != NULL && read_one (store, db, query, id, func, data, error);

  tw_store_return_reader (store, db);
  return good;
}

/**
 * tw_store_get_column:
 * @store: a store
 * @field: a field
 *
 * Money and links to several kinds of records have a second column behind it, with the currency or the number of the entity.
 *
 * Returns: the column that holds the field in every row; -1: the field is computed
 */
int
tw_store_get_column (TwStore *store, const TwField *field)
{
  const TwTable *table = tw_store_get_table (store, field->entity);

  return table->column_at[field->index];
}

/**
 * tw_store_read_links:
 * @row: a row
 * @column: of a list of links
 * @value: (out caller-allocates): the list; null without any
 */
void
tw_store_read_links (TwStmt *row, int column, TwValue *value)
{
  *value = (TwValue) TW_VALUE_INIT;
  tw_table_read_list (row, column, value);
}
