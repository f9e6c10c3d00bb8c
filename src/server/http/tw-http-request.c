/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stddef.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"

#define MAX_JSON_DEPTH 32

/* Sixteen hexadecimal digits that no other request of this server has: a counter that is stirred (splitmix64) from a random start. */
static void
make_id (char *id)
{
  static gsize once;
  static guint64 start;
  static gint counter;
  guint64 x;

  if (g_once_init_enter (&once))
    {
      start = (guint64) g_random_int () << 32 | g_random_int ();
      g_once_init_leave (&once, 1);
    }
  x = start + (guint64) (guint) g_atomic_int_add (&counter, 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  x ^= x >> 31;
  for (guint i = 0; i < 16; i++)
    id[i] = "0123456789abcdef"[(x >> (60 - 4 * i)) & 15];
  id[16] = 0;
}

TwRequest *
tw_request_new (TwHttp *http, struct MHD_Connection *connection, const char *target)
{
  TwRequest *request = g_malloc (sizeof *request);

  memset (request, 0, offsetof (TwRequest, headers));
  tw_http_arena_init (&request->arena);
  request->headers.arena = request->response.arena = &request->arena;
  request->headers.n = 0;
  request->http = http;
  request->connection = connection;
  request->socket = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
  request->begun = g_get_monotonic_time ();
  request->line = target;
  request->target_length = strlen (target);
  request->target = tw_http_arena_copy (&request->arena, target, request->target_length);
  request->path = "";
  make_id (request->id);
  request->body_fd = -1;
  return request;
}

void
tw_request_free (TwRequest *request)
{
  if (request->counted > 0)
    g_atomic_pointer_add (&request->http->buffered, -(gssize) request->counted);
  for (guint i = 0; i < request->n_data; i++)
    if (request->data[i].destroy != NULL)
      request->data[i].destroy (request->data[i].data);
  g_free (request->decoded);
  g_clear_pointer (&request->query, g_ptr_array_unref);
  g_clear_pointer (&request->unpacker, tw_http_unpacker_free);
  g_clear_pointer (&request->incoming, g_byte_array_unref);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->doc, tw_doc_free);
  if (request->body_fd >= 0)
    close (request->body_fd);
  if (request->body_file != NULL)
    g_unlink (request->body_file);
  g_free (request->body_file);
  tw_response_clear (&request->response);
  tw_http_arena_clear (&request->arena);
  g_free (request);
}

gboolean
tw_request_wants_body_file (TwRequest *request)
{
  return (request->route->route->flags & TW_ROUTE_STREAM_BODY) != 0;
}

static gboolean
refuse_room (TwRequest *request)
{
  tw_response_problem (&request->response, 503, "busy", NULL, _("The server is busy with large requests. Try again in a moment."));
  tw_response_set_header (&request->response, "Retry-After", "5");
  return FALSE;
}

/* Moves what was unpacked into the file. */
static gboolean
write_file (TwRequest *request)
{
  const guint8 *data = request->incoming->data;
  gsize rest = request->incoming->len;

  if (request->body_fd < 0)
    request->body_fd = g_file_open_tmp ("tradewind-body-XXXXXX", &request->body_file, NULL);
  while (request->body_fd >= 0 && rest > 0)
    {
      gssize n = write (request->body_fd, data, rest);

      if (n < 0)
        break;
      data += n;
      rest -= (gsize) n;
    }
  g_byte_array_set_size (request->incoming, 0);
  if (request->body_fd >= 0 && rest == 0)
    return TRUE;
  tw_response_problem (&request->response, 507, "full", NULL, _("The server has no room for the file. Tell its administrator."));
  return FALSE;
}

/* Takes the next bytes of the body as they came. FALSE: the response says why. */
gboolean
tw_request_add_body (TwRequest *request, gconstpointer data, gsize length)
{
  g_autoptr (GError) error = NULL;
  gsize before = request->incoming->len;

  if (!tw_http_unpacker_feed (request->unpacker, data, length, request->incoming, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
        tw_response_problem (&request->response, 413, "body-too-large", NULL, error->message);
      else
        tw_response_problem (&request->response, 400, "malformed", NULL, error->message);
      return FALSE;
    }
  request->body_length += request->incoming->len - before;
  if (tw_request_wants_body_file (request))
    return write_file (request);
  request->counted += request->incoming->len - before;
  if (g_atomic_pointer_add (&request->http->buffered, (gssize) (request->incoming->len - before)) > TW_HTTP_MAX_BUFFERED)
    return refuse_room (request);
  return TRUE;
}

/* All bytes are in. */
gboolean
tw_request_end_body (TwRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (request->unpacker == NULL)
    return TRUE;
  if (!tw_http_unpacker_end (request->unpacker, &error))
    {
      tw_response_problem (&request->response, 400, "malformed", NULL, error->message);
      return FALSE;
    }
  if (tw_request_wants_body_file (request))
    return write_file (request);
  request->body = g_byte_array_free_to_bytes (g_steal_pointer (&request->incoming));
  return TRUE;
}

static guint
depth_of (const TwDocNode *node)
{
  guint deepest = 0;

  if (node->type != TW_DOC_ARRAY && node->type != TW_DOC_OBJECT)
    return 0;
  for (const TwDocNode *child = node->first; child != NULL; child = child->next)
    {
      guint depth = depth_of (child);

      deepest = MAX (deepest, depth);
    }
  return deepest + 1;
}

/**
 * tw_request_get_method:
 * @request: a request
 *
 * Returns: "GET", also for HEAD as it came: "HEAD"
 */
const char *
tw_request_get_method (TwRequest *request)
{
  return request->method;
}

/**
 * tw_request_get_path:
 * @request: a request
 *
 * Returns: the decoded path
 */
const char *
tw_request_get_path (TwRequest *request)
{
  return request->path;
}

/**
 * tw_request_get_pattern:
 * @request: a request
 *
 * Returns: the pattern of its route, "-" when none was found
 */
const char *
tw_request_get_pattern (TwRequest *request)
{
  return request->route ? request->route->route->pattern : "-";
}

/**
 * tw_request_get_param:
 * @request: a request
 * @name: as it stands in the pattern between braces
 *
 * Returns: (nullable): the part of the path
 */
const char *
tw_request_get_param (TwRequest *request, const char *name)
{
  for (guint i = 0; i < request->n_params; i++)
    if (strcmp (request->params[i].name, name) == 0)
      return request->params[i].value;
  return NULL;
}

/**
 * tw_request_get_query:
 * @request: a request
 * @name: in the query
 *
 * Returns: (nullable): its value; "" for a name without one
 */
const char *
tw_request_get_query (TwRequest *request, const char *name)
{
  for (guint i = 0; request->query != NULL && i < request->query->len; i += 2)
    if (strcmp (g_ptr_array_index (request->query, i), name) == 0)
      return g_ptr_array_index (request->query, i + 1);
  return NULL;
}

/**
 * tw_request_get_n_query:
 * @request: a request
 *
 * Returns: how many names the query has
 */
guint
tw_request_get_n_query (TwRequest *request)
{
  return request->query != NULL ? request->query->len / 2 : 0;
}

/**
 * tw_request_get_query_at:
 * @request: a request
 * @i: below tw_request_get_n_query()
 * @value: (out) (optional): its value
 *
 * Returns: the name
 */
const char *
tw_request_get_query_at (TwRequest *request, guint i, const char **value)
{
  g_return_val_if_fail (i < tw_request_get_n_query (request), NULL);
  if (value != NULL)
    *value = g_ptr_array_index (request->query, 2 * i + 1);
  return g_ptr_array_index (request->query, 2 * i);
}

/**
 * tw_request_get_header:
 * @request: a request
 * @name: of the field, in any case
 *
 * Returns: (nullable): its value; lines of a list are joined
 */
const char *
tw_request_get_header (TwRequest *request, const char *name)
{
  return tw_http_get_header (&request->headers, name);
}

/**
 * tw_request_get_body:
 * @request: a request
 *
 * Returns: (transfer none): the unpacked body; empty without one, and with %TW_ROUTE_STREAM_BODY
 */
GBytes *
tw_request_get_body (TwRequest *request)
{
  if (request->body == NULL)
    request->body = g_bytes_new_static ("", 0);
  return request->body;
}

/**
 * tw_request_get_body_file:
 * @request: a request of a route with %TW_ROUTE_STREAM_BODY
 *
 * Returns: (nullable): the file with the unpacked body. It goes with the request, unless the handler renames it away
 */
const char *
tw_request_get_body_file (TwRequest *request)
{
  return request->body_file;
}

/**
 * tw_request_get_address:
 * @request: a request
 *
 * Returns: the peer's address without port, or "unix"; behind a proxy the one that the proxy saw
 */
const char *
tw_request_get_address (TwRequest *request)
{
  return request->address;
}

/**
 * tw_request_get_id:
 * @request: a request
 *
 * Returns: what X-Request-Id of the answer and the log say
 */
const char *
tw_request_get_id (TwRequest *request)
{
  return request->id;
}

/**
 * tw_request_is_inline:
 * @request: a request
 *
 * Returns: whether the handler runs on the connection's thread, where other connections wait for it
 */
gboolean
tw_request_is_inline (TwRequest *request)
{
  return request->is_inline;
}

/**
 * tw_request_defer:
 * @request: a request whose handler has not touched the response
 *
 * Asks for a worker, because the answer takes longer than a moment. What filters found out stays.
 *
 * Returns: %TRUE: return, the handler is called again there; %FALSE: this is a worker
 */
gboolean
tw_request_defer (TwRequest *request)
{
  request->deferred = request->is_inline;
  return request->deferred;
}

/**
 * tw_request_is_cancelled:
 * @request: a request
 *
 * Returns: whether nobody waits for the answer any more
 */
gboolean
tw_request_is_cancelled (TwRequest *request)
{
  return g_atomic_int_get (&request->http->cut) || tw_http_socket_is_gone (request->socket);
}

/**
 * tw_request_parse_json:
 * @request: a request
 * @response: gets the problem
 *
 * The body must be called JSON, so that a page of another site cannot send it without asking (CORS).
 *
 * Returns: (transfer none) (nullable): the root, which lives as long as the request
 */
const TwDocNode *
tw_request_parse_json (TwRequest *request, TwResponse *response)
{
  const char *type = tw_request_get_header (request, "Content-Type");
  gsize n = type ? strcspn (type, "; \t") : 0, length;
  const char *text = g_bytes_get_data (tw_request_get_body (request), &length);
  g_autoptr (GError) error = NULL;

  if (request->doc != NULL)
    return tw_doc_get_root (request->doc);
  if (n == 0 || !((n == 16 && g_ascii_strncasecmp (type, "application/json", n) == 0)
                  || (n > 17 && g_ascii_strncasecmp (type, "application/", 12) == 0 && g_ascii_strncasecmp (type + n - 5, "+json", 5) == 0)))
    {
      tw_response_problem (response, 415, "media-type", NULL, _("Send the body as JSON, with Content-Type: application/json."));
      return NULL;
    }
  request->doc = tw_doc_parse ("body", length > 0 ? text : "", (gssize) length, &error);
  if (request->doc != NULL && depth_of (tw_doc_get_root (request->doc)) > MAX_JSON_DEPTH)
    {
      g_clear_pointer (&request->doc, tw_doc_free);
      tw_response_problem (response, 400, "json", NULL, _("The JSON text is nested too deeply. Send it with at most 32 levels."));
      return NULL;
    }
  if (request->doc == NULL)
    {
      tw_response_problem (response, 400, "json", NULL, error->message);
      return NULL;
    }
  return tw_doc_get_root (request->doc);
}

/**
 * tw_request_set_data:
 * @request: a request
 * @key: any name, static; of at most six things
 * @data: (nullable): what a filter found out
 * @destroy: (nullable): for the end of the request
 */
void
tw_request_set_data (TwRequest *request, const char *key, gpointer data, GDestroyNotify destroy)
{
  guint i = 0;

  while (i < request->n_data && strcmp (request->data[i].key, key) != 0)
    i++;
  g_return_if_fail (i < TW_HTTP_MAX_DATA);
  if (i == request->n_data)
    request->data[request->n_data++].key = key;
  else if (request->data[i].destroy != NULL)
    request->data[i].destroy (request->data[i].data);
  request->data[i].data = data;
  request->data[i].destroy = destroy;
}

/**
 * tw_request_get_data:
 * @request: a request
 * @key: a name given to tw_request_set_data()
 *
 * Returns: (transfer none) (nullable): what was attached
 */
gpointer
tw_request_get_data (TwRequest *request, const char *key)
{
  for (guint i = 0; i < request->n_data; i++)
    if (strcmp (request->data[i].key, key) == 0)
      return request->data[i].data;
  return NULL;
}
