/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What those who run the server ask: is it alive, can it work, what does it do. No data of the workspace. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tw-server.h"
#include "tw-tokens.h"

static void
health_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  tw_response_take_json (response, g_string_new ("{\"status\":\"ok\"}"));
}

static void
ready_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  g_autofree char *trouble = tw_server_dup_trouble (data);

  if (trouble == NULL)
    {
      tw_response_take_json (response, g_string_new ("{\"status\":\"ready\"}"));
      return;
    }
  tw_response_problem (response, 503, "not-ready", NULL, trouble);
  tw_response_set_header (response, "Retry-After", "5");
}

/* Bytes that the process has in memory. */
static gint64
count_memory (void)
{
  g_autofree char *text = NULL;
  char *rest;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  g_ascii_strtoll (text, &rest, 10);
  return g_ascii_strtoll (rest, NULL, 10) * sysconf (_SC_PAGESIZE);
}

static void
metrics_cb (TwRequest *request, TwResponse *response, gpointer data)
{
  TwServer *server = data;
  GString *text = g_string_new (NULL);

  tw_http_print_metrics (tw_server_get_http (server), text);
  tw_http_metrics_print_value (text, "tradewind_commits_total", "counter", "Commits since the start.",
                               (gint64) tw_server_count_commits (server));
  tw_http_metrics_print_value (text, "process_resident_memory_bytes", "gauge", "Memory of the process.", count_memory ());
  tw_http_metrics_print_value (text, "tradewind_password_hashes_total", "counter", "Passwords hashed, to make one or to look at one.",
                               (gint64) tw_password_count_runs ());
  tw_response_take_body (response, "text/plain; version=0.0.4; charset=utf-8", g_string_free_to_bytes (text));
}

static const TwRoute routes[] = {
  { "GET", "/healthz", 0, TW_ROUTE_INLINE, health_cb },
  { "GET", "/readyz", 0, TW_ROUTE_INLINE, ready_cb },
  { "GET", "/metrics", 0, TW_ROUTE_DEFAULT, metrics_cb },
  { NULL }
};

static gpointer
open_health (TwServer *server, GError **error)
{
  tw_http_add_routes (tw_server_get_http (server), routes, server);
  return server;
}

static void
close_health (gpointer state)
{
}

const TwServerModule tw_server_health_module = { "health", open_health, close_health };
