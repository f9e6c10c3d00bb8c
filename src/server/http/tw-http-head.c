/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of a request is judged before its body is read.
 *
 * libmicrohttpd 0.9 is generous: it takes a line that ends with LF alone, joins folded lines, stops values at a zero byte and takes the
 * first of two Content-Length. Programs in front of it may read such bytes otherwise, and there requests are smuggled. It parses a
 * head in place, though: method, target, version, names and values are pointers into the bytes as they came. So their distances
 * tell whether anything stood between them but "\r\n", and the size of the head whether anything stood behind them. A release that lays them out
 * otherwise would refuse every request, which the tests show at once. */
#include "config.h"

#include <string.h>
#include <arpa/inet.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"
#include "tw-http-uri.h"

typedef struct
{
  TwRequest  *request;
  const char *at;                                      /* the end of what was read so far */
  guint       n;
  gsize       size;
  const char *why;
} Fields;

static gboolean
refuse (TwRequest *request, guint status, const char *type, const char *detail)
{
  tw_response_problem (&request->response, status, type, NULL, detail);
  request->response.close = TRUE;
  return FALSE;
}

static enum MHD_Result
field_cb (void *data, enum MHD_ValueKind kind, const char *name, size_t name_length, const char *value, size_t value_length)
{
  Fields *fields = data;

  if (name != fields->at + 2 || value == NULL || value <= name + name_length)
    fields->why = "A line of the head does not end with CR and LF, goes on in the next line or has a zero byte.";
  else if (fields->n < TW_HTTP_MAX_HEADERS)            /* more are counted only, and refused then */
    tw_http_add_header (&fields->request->headers, name, name_length, value, value_length, &fields->why);
  fields->at = value ? value + value_length : name + name_length;
  fields->n++;
  return fields->why == NULL ? MHD_YES : MHD_NO;
}

static gboolean
read_fields (TwRequest *request, const char *method, const char *version)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (request->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  Fields fields = { request, version + strlen (version), 0, info->header_size, NULL };

  if (request->line != method + strlen (method) + 1 || version != request->line + request->target_length + 1)
    return refuse (request, 400, "malformed", "The request line is not a method, an address and a version with one space between.");
  if (fields.size > TW_HTTP_MAX_HEAD)
    return refuse (request, 431, "head-too-large", "The head of the request is larger than 16 KiB.");
  MHD_get_connection_values_n (request->connection, MHD_HEADER_KIND, field_cb, &fields);
  if (fields.why != NULL)
    return refuse (request, 400, "malformed", fields.why);
  if (fields.at + 4 != method + fields.size)
    return refuse (request, 400, "malformed", "The head does not end with CR LF CR LF.");
  if (fields.n > TW_HTTP_MAX_HEADERS)
    return refuse (request, 431, "head-too-large", "The request has more than 64 header fields.");
  return TRUE;
}

/* How long the body is must be said once, in one way. */
static gboolean
check_framing (TwRequest *request)
{
  const char *coding = tw_request_get_header (request, "Transfer-Encoding");
  const char *length = tw_request_get_header (request, "Content-Length");
  const char *expect = tw_request_get_header (request, "Expect");
  guint64 declared = 0;

  if (coding != NULL && length != NULL)
    return refuse (request, 400, "malformed", "The request has Content-Length and Transfer-Encoding. Send Content-Length alone.");
  if (coding != NULL && g_ascii_strcasecmp (coding, "chunked") != 0)
    return refuse (request, 501, "transfer-coding", "The transfer coding is not known. Send the body with Content-Length.");
  if (coding != NULL)
    return refuse (request, 411, "length-required", "Bodies in chunks are not taken. Send the body with Content-Length.");
  if (length != NULL && (!g_ascii_isdigit (*length) || !g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &declared, NULL)))
    return refuse (request, 400, "malformed", "Content-Length is not a number.");
  if (expect != NULL && g_ascii_strcasecmp (expect, "100-continue") != 0)
    return refuse (request, 417, "expectation", "The expectation is not known. Send the request without it.");
  request->declared = (gsize) declared;
  return TRUE;
}

static gboolean
read_target (TwRequest *request, const char *version)
{
  const char *host = tw_request_get_header (request, "Host");
  const char *query, *why = NULL;

  if (request->target_length > TW_HTTP_MAX_TARGET)
    return refuse (request, 414, "address-too-long", "The address is longer than 8192 bytes.");
  if (strcmp (version, "HTTP/1.1") != 0 && strcmp (version, "HTTP/1.0") != 0)
    return refuse (request, 505, "version", "This server speaks HTTP/1.1.");
  if (host == NULL ? strcmp (version, "HTTP/1.1") == 0 : !tw_http_is_host (host))
    return refuse (request, 400, "malformed", "The Host field is missing or is not a host.");
  request->decoded = tw_http_read_target (request->target, host, &query, &why);
  if (request->decoded == NULL)
    return refuse (request, 400, "malformed", why);
  request->path = request->decoded;
  if (query != NULL && (request->query = tw_http_decode_query (query, &why)) == NULL)
    return refuse (request, 400, "malformed", why);
  if (strcmp (request->path, "*") == 0 && strcmp (request->method, "OPTIONS") != 0)
    return refuse (request, 400, "malformed", "The address “*” goes with OPTIONS only.");
  return TRUE;
}

/* Worked out with the first request of the connection. */
static const char *
get_peer (TwHttpSocket *socket, struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info;
  const struct sockaddr *address;

  if (socket->peer[0] != 0)
    return socket->peer;
  info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  address = info ? info->client_addr : NULL;
  if (!(address != NULL && address->sa_family == AF_INET
        && inet_ntop (AF_INET, &((const struct sockaddr_in *) address)->sin_addr, socket->peer, sizeof socket->peer))
      && !(address != NULL && address->sa_family == AF_INET6
           && inet_ntop (AF_INET6, &((const struct sockaddr_in6 *) address)->sin6_addr, socket->peer, sizeof socket->peer)))
    g_strlcpy (socket->peer, "unix", sizeof socket->peer);
  return socket->peer;
}

static gboolean
is_id (const char *id)
{
  gsize n = 0;

  while (id != NULL && (g_ascii_isalnum (id[n]) || id[n] == '-'))
    n++;
  return n >= 8 && n <= 64 && id[n] == 0;
}

/* Behind a proxy its word counts for the address and the id of the request. */
static void
trust_proxy (TwRequest *request)
{
  const char *id = tw_request_get_header (request, "X-Request-Id");
  g_autofree char *address = tw_http_last_forwarded (tw_request_get_header (request, "X-Forwarded-For"));

  if (address != NULL)
    request->address = tw_http_arena_copy (&request->arena, address, strlen (address));
  if (is_id (id))
    g_strlcpy (request->id, id, sizeof request->id);
}

gboolean
tw_http_read_head (TwRequest *request, const char *method, const char *version)
{
  request->method = tw_http_arena_copy (&request->arena, method, strlen (method));
  request->address = get_peer (request->socket, request->connection);
  if (!read_fields (request, method, version) || !check_framing (request) || !read_target (request, version))
    return FALSE;
  if (request->http->options.behind_proxy)
    trust_proxy (request);
  return TRUE;
}
