/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The REST API takes part in the server: its routes and what they share. */
#include "config.h"

#include "tw-once.h"
#include "tw-rest-private.h"

#define MAX_BODY (1024 * 1024)
#define MAX_BULK (16 * 1024 * 1024)
#define MAX_DEFINITION (64 * 1024)

static const TwRoute route_table[] = {
  { "GET", "/api/openapi.json", 0, TW_ROUTE_DEFAULT, tw_rest_handle_document },
  { "GET", "/api/docs", 0, TW_ROUTE_INLINE, tw_rest_handle_docs },
  { "GET", "/api/docs/{file}", 0, TW_ROUTE_INLINE, tw_rest_handle_docs },
  { "GET", "/api/events", 0, TW_ROUTE_DEFAULT, tw_rest_handle_events },
  { "GET", "/api/crm/search", 0, TW_ROUTE_DEFAULT, tw_rest_handle_search },
  { "GET", "/api/crm/deals/pipeline-stats", 0, TW_ROUTE_DEFAULT, tw_rest_handle_pipeline_stats },
  { "GET", "/api/crm/deals/win-rate", 0, TW_ROUTE_DEFAULT, tw_rest_handle_win_rate },
  { "GET", "/api/crm/activities/stats", 0, TW_ROUTE_DEFAULT, tw_rest_handle_activity_stats },
  { "GET", "/api/crm/tasks/stats", 0, TW_ROUTE_DEFAULT, tw_rest_handle_task_stats },
  { "PATCH", "/api/crm/quotes/{id}/send", MAX_BODY, TW_ROUTE_DEFAULT, tw_rest_handle_send_quote },
  { "PATCH", "/api/crm/quotes/{id}/accept", MAX_BODY, TW_ROUTE_DEFAULT, tw_rest_handle_accept_quote },
  { "PATCH", "/api/crm/meetings/{id}/complete", MAX_BODY, TW_ROUTE_DEFAULT, tw_rest_handle_complete_meeting },
  { "GET", "/api/crm/widgets/{id}/answer", 0, TW_ROUTE_DEFAULT, tw_rest_handle_widget },
  { "POST", "/api/crm/widgets/answer", MAX_DEFINITION, TW_ROUTE_DEFAULT, tw_rest_handle_figure },
  { "GET", "/api/crm/reports/{id}/answer", 0, TW_ROUTE_DEFAULT, tw_rest_handle_report },
  { "POST", "/api/crm/reports/answer", MAX_DEFINITION, TW_ROUTE_DEFAULT, tw_rest_handle_own_report },
  { "GET", "/api/crm/{plural}", 0, TW_ROUTE_INLINE, tw_rest_handle_list },
  { "POST", "/api/crm/{plural}", MAX_BODY, TW_ROUTE_DEFAULT, tw_rest_handle_create },
  { "POST", "/api/crm/{plural}/bulk", MAX_BULK, TW_ROUTE_DEFAULT, tw_rest_handle_bulk },
  { "GET", "/api/crm/{plural}/{id}", 0, TW_ROUTE_INLINE, tw_rest_handle_get },
  { "PATCH", "/api/crm/{plural}/{id}", MAX_BODY, TW_ROUTE_DEFAULT, tw_rest_handle_patch },
  { "DELETE", "/api/crm/{plural}/{id}", 0, TW_ROUTE_DEFAULT, tw_rest_handle_delete },
  { "GET", "/api/crm/{plural}/{id}/history", 0, TW_ROUTE_DEFAULT, tw_rest_handle_history },
  { NULL },
};

static gpointer
open_rest (TwServer *server, GError **error)
{
  TwRest *rest;

  if (!tw_once_enable (tw_server_get_store (server), error))
    return NULL;
  rest = g_new0 (TwRest, 1);
  rest->server = server;
  rest->store = tw_server_get_store (server);
  rest->queries = tw_rest_queries_new ();
  rest->plans = tw_rest_plans_new ();
  rest->events = tw_rest_events_new (server);
  rest->reads = tw_rest_reads_new ();
  rest->running = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < TW_REST_N_LOCKS; i++)
    g_mutex_init (&rest->locks[i]);
  g_mutex_init (&rest->running_lock);
  g_mutex_init (&rest->document_lock);
  g_mutex_init (&rest->insight_lock);
  rest->insight = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  tw_http_add_routes (tw_server_get_http (server), route_table, rest);
  return rest;
}

static void
close_rest (gpointer state)
{
  TwRest *rest = state;

  tw_rest_events_free (rest->events);
  tw_rest_reads_free (rest->reads);
  tw_rest_queries_free (rest->queries);
  tw_rest_plans_free (rest->plans);
  g_hash_table_unref (rest->running);
  for (guint i = 0; i < TW_REST_N_LOCKS; i++)
    g_mutex_clear (&rest->locks[i]);
  g_mutex_clear (&rest->running_lock);
  g_mutex_clear (&rest->document_lock);
  g_mutex_clear (&rest->insight_lock);
  g_hash_table_unref (rest->insight);
  g_clear_pointer (&rest->document_schema, tw_schema_unref);
  g_clear_pointer (&rest->document, g_bytes_unref);
  g_free (rest);
}

const TwServerModule tw_server_rest_module = { "rest", open_rest, close_rest };
