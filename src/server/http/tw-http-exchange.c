/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and its answer, as the library calls: request line → head → body, piece by piece → handler → answer → end.
 * A handler that may wait runs on a worker while the connection is suspended. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"
#include "tw-log.h"

void *
tw_http_target_cb (void *data, const char *target, struct MHD_Connection *connection)
{
  return tw_request_new (data, connection, target);
}

static void
start_running (TwRequest *request)
{
  g_atomic_int_inc (&request->http->running);
  request->running = TRUE;
}

static void
stop_running (TwRequest *request)
{
  TwHttp *http = request->http;

  if (!request->running)
    return;
  request->running = FALSE;
  if (g_atomic_int_dec_and_test (&http->running) && g_atomic_int_get (&http->stopping))
    {
      /* Somebody waits for the last one. */
      g_mutex_lock (&http->lock);
      g_cond_broadcast (&http->changed);
      g_mutex_unlock (&http->lock);
    }
}

/* Whether the declared body may come at all. */
static gboolean
accept_body (TwRequest *request)
{
  gsize most = request->route->route->max_body;
  const char *coding = tw_request_get_header (request, "Content-Encoding");
  gboolean packed = coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0;

  if (request->declared == 0)
    return TRUE;
  if (most == 0)
    tw_response_problem (&request->response, 413, "body-too-large", NULL, _("This address takes no body."));
  else if (request->declared > most)
    tw_response_problem (&request->response, 413, "body-too-large", NULL,
                         _("The body is larger than this address takes. Send it in parts."));
  else if (packed && (request->unpacker = tw_http_unpacker_new (coding, most)) == NULL)
    {
      tw_response_problem (&request->response, 415, "content-coding", NULL, _("Send the body as it is, or packed with gzip or zstd."));
      tw_response_set_header (&request->response, "Accept-Encoding", "gzip, zstd");
    }
  else
    {
      if (request->unpacker == NULL)
        request->unpacker = tw_http_unpacker_new (NULL, most);
      request->incoming = g_byte_array_new ();
      return TRUE;
    }
  return FALSE;
}

static void
run (TwRequest *request)
{
  TwHttp *http = request->http;
  gboolean go = !request->answered;

  for (guint i = 0; i < http->filters->len && go && !request->filtered; i++)
    {
      TwHttpFilter *filter = &g_array_index (http->filters, TwHttpFilter, i);

      go = filter->filter (request, &request->response, filter->data);
      if (request->deferred)
        return;
    }
  request->filtered = TRUE;
  if (go)
    request->route->route->handler (request, &request->response, request->route->data);
  if (request->deferred)
    return;
  request->answered = TRUE;
  /* Other connections wait for this thread: what is long is packed elsewhere. */
  if (request->is_inline && tw_http_takes_time (request))
    request->deferred = TRUE;
  else
    tw_http_prepare (request);
}

void
tw_http_worker (gpointer data, gpointer http)
{
  TwRequest *request = data;

  run (request);
  request->done = TRUE;
  MHD_resume_connection (request->connection);
}

static enum MHD_Result
answer (TwRequest *request)
{
  request->done = TRUE;
  tw_http_prepare (request);
  return tw_http_send (request);
}

/* The first call, before the body. A refusal is sent now, and the connection ends with it, when a body would follow or its end is not
 * sure; otherwise with the second call, so that the connection lives on. */
static enum MHD_Result
begin (TwRequest *request, const char *method, const char *version)
{
  request->begun_body = TRUE;
  start_running (request);
  if (tw_http_read_head (request, method, version) && tw_http_find_route (request->http, request) && accept_body (request))
    {
      tw_http_set_deadline (request->socket, request->http->options.idle_timeout + (gint64) (request->declared / TW_HTTP_SLOWEST));
      return MHD_YES;
    }
  request->refused = TRUE;
  request->response.close |= request->declared > 0;
  return request->response.close ? answer (request) : MHD_YES;
}

/* To a worker. FALSE: the server has stopped, and a body that was complete only now is nobody's any more. */
static gboolean
hand_over (TwRequest *request)
{
  TwHttp *http = request->http;
  gboolean good;

  g_mutex_lock (&http->lock);
  good = http->pool != NULL;
  if (good)
    {
      MHD_suspend_connection (request->connection);
      g_thread_pool_push (http->pool, request, NULL);
    }
  g_mutex_unlock (&http->lock);
  return good;
}

static enum MHD_Result
end (TwRequest *request)
{
  tw_http_set_deadline (request->socket, 0);
  if (request->refused || request->response.problem != NULL || !tw_request_end_body (request))
    return answer (request);
  if (request->route->route->flags & TW_ROUTE_INLINE)
    {
      request->is_inline = TRUE;
      run (request);
      request->is_inline = FALSE;
      request->done = !request->deferred;
      request->deferred = FALSE;
      if (request->done)
        return tw_http_send (request);
    }
  return hand_over (request) ? MHD_YES : MHD_NO;
}

enum MHD_Result
tw_http_access_cb (void *data, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                   const char *upload, size_t *upload_size, void **context)
{
  TwRequest *request = *context;

  if (!request->begun_body)
    return begin (request, method, version);
  if (*upload_size > 0)
    {
      /* After a refusal the rest, which Content-Length bounds, is read and dropped: the library answers at the end only. */
      if (request->response.problem == NULL)
        tw_request_add_body (request, upload, *upload_size);
      *upload_size = 0;
      return MHD_YES;
    }
  return request->done ? tw_http_send (request) : end (request);
}

static void
log_request (TwRequest *request, gint64 duration)
{
  gboolean failed = request->response.status >= 500;
  g_autoptr (TwLogLine) line = tw_log_line_new (failed ? "error" : "info", "request");

  tw_log_line_text (line, "id", request->id);
  tw_log_line_text (line, "method", request->route ? request->method : "-");
  tw_log_line_text (line, "route", tw_request_get_pattern (request));
  tw_log_line_int (line, "status", request->response.status);
  tw_log_line_int (line, "us", duration);
  tw_log_line_int (line, "in", (gint64) request->body_length);
  tw_log_line_int (line, "out", (gint64) request->sent);
  if (!failed)
    tw_log_line_set_late (line);
}

void
tw_http_completed_cb (void *data, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code)
{
  TwHttp *http = data;
  TwRequest *request = *context;
  gint64 duration;

  if (request == NULL)
    return;
  if (request->response.stream != NULL)
    {
      tw_http_set_stream (request->socket, NULL);
      tw_stream_detach (request->response.stream);
    }
  tw_http_set_deadline (request->socket, http->options.idle_timeout);
  duration = g_get_monotonic_time () - request->begun;
  if (request->done)
    {
      tw_http_metrics_count (http->metrics, request->route ? request->route->label : 0, request->response.status, duration,
                             request->body_length, request->sent);
      log_request (request, duration);
    }
  stop_running (request);
  tw_request_free (request);
  *context = NULL;
}
