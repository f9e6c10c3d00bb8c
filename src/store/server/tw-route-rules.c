/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-route-rules.h"
#include "tw-store-private.h"

static const char table[] =
  "CREATE TABLE IF NOT EXISTS server_route (method TEXT NOT NULL, path TEXT NOT NULL, enabled INTEGER NOT NULL, rate INTEGER NOT NULL,"
  " calls INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (method, path))";

void
tw_route_rule_free (TwRouteRule *rule)
{
  g_free (rule->method);
  g_free (rule->path);
  g_free (rule);
}

static gboolean
do_enable (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, table, error);
}

/**
 * tw_routes_enable:
 * @store: the server's store
 * @error: the store's
 *
 * When the server begins.
 */
gboolean
tw_routes_enable (TwStore *store, GError **error)
{
  return tw_store_run_transaction (store, do_enable, NULL, error);
}

/**
 * tw_routes_list:
 * @store: the server's store
 * @error: the store's
 *
 * Returns: (transfer full) (nullable) (element-type TwRouteRule): what is said and counted
 */
GPtrArray *
tw_routes_list (TwStore *store, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_route_rule_free);
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;
  TwStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = tw_db_prepare (db, "SELECT method, path, enabled, rate, calls, last FROM server_route", &local);
  while (stmt != NULL && tw_stmt_step (stmt, &local))
    {
      TwRouteRule *rule = g_new0 (TwRouteRule, 1);

      rule->method = g_strdup (tw_stmt_get_text (stmt, 0, NULL));
      rule->path = g_strdup (tw_stmt_get_text (stmt, 1, NULL));
      rule->enabled = tw_stmt_get_int (stmt, 2) != 0;
      rule->rate = (guint) tw_stmt_get_int (stmt, 3);
      rule->calls = tw_stmt_get_int (stmt, 4);
      rule->last = tw_stmt_get_int (stmt, 5);
      g_ptr_array_add (rules, rule);
    }
  g_clear_pointer (&stmt, tw_stmt_done);
  tw_store_return_reader (store, db);
  if (local == NULL)
    return g_steal_pointer (&rules);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
put (TwDb *db, const TwRouteRule *rule, const char *sql, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, rule->method, -1);
  tw_stmt_bind_text (stmt, 2, rule->path, -1);
  tw_stmt_bind_int (stmt, 3, rule->enabled);
  tw_stmt_bind_int (stmt, 4, rule->rate);
  tw_stmt_bind_int (stmt, 5, rule->calls);
  tw_stmt_bind_int (stmt, 6, rule->last);
  return tw_stmt_run (stmt, error);
}

static gboolean
do_set (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return put (db, data, "INSERT INTO server_route (method, path, enabled, rate, calls, last) VALUES (?, ?, ?, ?, ?, ?) "
              "ON CONFLICT (method, path) DO UPDATE SET enabled = excluded.enabled, rate = excluded.rate", error);
}

/**
 * tw_routes_set:
 * @store: the server's store
 * @rule: its calls count for nothing when it is there already
 * @error: the store's
 *
 * Keeps whether a route is enabled, and its rate.
 */
gboolean
tw_routes_set (TwStore *store, const TwRouteRule *rule, GError **error)
{
  return tw_store_run_transaction (store, do_set, (gpointer) rule, error);
}

static gboolean
do_add_calls (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  GPtrArray *rules = data;

  for (guint i = 0; i < rules->len; i++)
    if (!put (db, g_ptr_array_index (rules, i), "INSERT INTO server_route (method, path, enabled, rate, calls, last) VALUES (?, ?, ?, ?, ?, ?) "
              "ON CONFLICT (method, path) DO UPDATE SET calls = calls + excluded.calls, last = max (last, excluded.last)", error))
      return FALSE;
  return TRUE;
}

/**
 * tw_routes_add_calls:
 * @store: the server's store
 * @rules: (element-type TwRouteRule): what was called since the last time; new ones are put as they are
 * @error: the store's
 *
 * Counts on.
 */
gboolean
tw_routes_add_calls (TwStore *store, GPtrArray *rules, GError **error)
{
  return tw_store_run_transaction (store, do_add_calls, rules, error);
}
