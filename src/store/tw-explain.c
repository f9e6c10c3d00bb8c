/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-explain.h"
#include "tw-store-private.h"

#define MAX_DEPTH 32

static gboolean
make_sql (TwStore *store, TwQuery *query, TwSql *sql, GError **error)
{
  const TwTable *table = tw_store_get_table (store, tw_query_get_entity (query));
  TwExprContext *context = tw_store_dup_context (store);
  tw_sql_append (sql, "SELECT t0.id FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  gboolean ok = tw_store_append_condition (store, query, context, sql, error)
                && tw_store_append_order (store, query, context, sql, error);
  tw_store_context_free (context);
  return ok;
}

/* Steps come with the number of the step they belong to; their depth is their indentation. */
static char **
read_plan (TwDb *db, const TwSql *sql, GError **error)
{
  g_autoptr (TwSql) question = tw_sql_new ();
  g_autoptr (GHashTable) depths = g_hash_table_new (NULL, NULL);
  g_autoptr (GStrvBuilder) plan = g_strv_builder_new ();
  g_autoptr (GError) local = NULL;
  tw_sql_append (question, "EXPLAIN QUERY PLAN ");
  g_string_append (question->text, sql->text->str);
  for (guint i = 0; i < sql->params->len; i++)
    {
      TwValue value = tw_value_copy (&g_array_index (sql->params, TwValue, i));
      g_array_append_val (question->params, value);
    }
  g_autoptr (TwStmt) stmt = tw_db_prepare_sql (db, question, error);
  if (stmt == NULL)
    return NULL;
  while (tw_stmt_step (stmt, &local))
    {
      gpointer parent = GINT_TO_POINTER ((int) tw_stmt_get_int (stmt, 1));
      guint depth = GPOINTER_TO_UINT (g_hash_table_lookup (depths, parent));
      g_autofree char *line = g_strdup_printf ("%*s%s", (int) (2 * MIN (depth, MAX_DEPTH)), "", tw_stmt_get_text (stmt, 3, NULL));
      g_hash_table_insert (depths, GINT_TO_POINTER ((int) tw_stmt_get_int (stmt, 0)), GUINT_TO_POINTER (depth + 1));
      g_strv_builder_add (plan, line);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_strv_builder_end (plan);
}

/**
 * tw_store_explain:
 * @store: a store
 * @query: a query
 * @error: return location
 *
 * The statement that finds the query's records in their order, and how SQLite runs it. Nothing is read. Any thread.
 *
 * Returns: (transfer full): the explanation, or %NULL
 */
TwExplanation *
tw_store_explain (TwStore *store, TwQuery *query, GError **error)
{
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_return_val_if_fail (TW_IS_STORE (store) && query != NULL, NULL);
  if (!make_sql (store, query, sql, error))
    return NULL;
  TwDb *db = tw_store_take_reader (store, error);
  if (db == NULL)
    return NULL;
  g_auto (GStrv) plan = read_plan (db, sql, error);
  tw_store_return_reader (store, db);
  if (plan == NULL)
    return NULL;
  g_autoptr (GStrvBuilder) params = g_strv_builder_new ();
  for (guint i = 0; i < sql->params->len; i++)
    {
      g_autofree char *text = tw_value_print (&g_array_index (sql->params, TwValue, i));
      g_strv_builder_add (params, text);
    }
  TwExplanation *explanation = g_new0 (TwExplanation, 1);
  explanation->sql = g_strdup (sql->text->str);
  explanation->params = g_strv_builder_end (params);
  explanation->plan = g_steal_pointer (&plan);
  return explanation;
}

/**
 * tw_explanation_free:
 * @explanation: (nullable): an explanation
 */
void
tw_explanation_free (TwExplanation *explanation)
{
  if (explanation == NULL)
    return;
  g_free (explanation->sql);
  g_strfreev (explanation->params);
  g_strfreev (explanation->plan);
  g_free (explanation);
}
