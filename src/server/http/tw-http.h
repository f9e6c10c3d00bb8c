/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP/1.1 as the server's routes see it: a request that was bounded and checked before anybody looks at it, an answer, and a
 * table of routes. How bytes travel (libmicrohttpd, TLS, limits, slow clients) is this folder's own business. */
#pragma once

#include <gio/gio.h>

#include "tw-doc.h"

G_BEGIN_DECLS

typedef struct _TwHttp     TwHttp;
typedef struct _TwRequest  TwRequest;
typedef struct _TwResponse TwResponse;

/* --- Routes --- */

typedef enum
{
  TW_ROUTE_DEFAULT = 0,
  TW_ROUTE_INLINE  = 1 << 0,            /* quick and never waits for the writer or another machine: runs on the connection's thread;
                                         * all others run on a pool, so that many may wait for one shared commit. A handler that
                                         * finds that it will not be quick goes there by tw_request_defer() */
  TW_ROUTE_STREAM_BODY = 1 << 1,        /* the body goes to a temporary file (tw_request_get_body_file) */
} TwRouteFlags;

typedef void (*TwHandler) (TwRequest *request, TwResponse *response, gpointer data);

typedef struct
{
  const char  *method;                  /* "GET"; HEAD follows GET by itself, OPTIONS and 405 with Allow as well */
  const char  *pattern;                 /* "/api/crm/{plural}/{id}"; {x*} at the end takes the rest. Literal segments win over {x} */
  gsize        max_body;                /* bytes after decompression; 0: no body allowed */
  TwRouteFlags flags;
  TwHandler    handler;
} TwRoute;

/* --- The request --- */
const char *tw_request_get_method  (TwRequest *request);
const char *tw_request_get_path    (TwRequest *request);                        /* decoded, valid UTF-8, no NUL */
const char *tw_request_get_pattern (TwRequest *request);                        /* of the route: a bounded label for metrics */
const char *tw_request_get_param   (TwRequest *request, const char *name);      /* {name} of the pattern, decoded */
const char *tw_request_get_query   (TwRequest *request, const char *name);      /* nullable; decoded, valid UTF-8. A name twice is 400 before here */
guint       tw_request_get_n_query (TwRequest *request);
const char *tw_request_get_query_at (TwRequest *request, guint i, const char **value);   /* name */
const char *tw_request_get_header  (TwRequest *request, const char *name);      /* nullable; a repeated one is joined or refused after RFC 9110 */
GBytes     *tw_request_get_body    (TwRequest *request);                        /* lent; decompressed; empty without one */
const char *tw_request_get_body_file (TwRequest *request);
const char *tw_request_get_address (TwRequest *request);                        /* of the peer, for limits; not for the log */
const char *tw_request_get_id      (TwRequest *request);                        /* X-Request-Id given back and logged */
/* FALSE: on a worker already. TRUE: return with an untouched response, the handler is called again on a worker; so is a filter that
 * asks, with those before it. */
gboolean    tw_request_defer       (TwRequest *request);
gboolean    tw_request_is_inline   (TwRequest *request);                        /* on the connection's thread */
gboolean    tw_request_is_cancelled (TwRequest *request);                       /* the client went away or the server stops */
/* The JSON body. FALSE: the answer is a problem already (400, 415). */
const TwDocNode *tw_request_parse_json (TwRequest *request, TwResponse *response);
/* Something a filter found out (the caller's rights …), for the handler. */
void        tw_request_set_data    (TwRequest *request, const char *key, gpointer data, GDestroyNotify free);
gpointer    tw_request_get_data    (TwRequest *request, const char *key);

/* --- The answer --- */
void tw_response_set_status (TwResponse *response, guint status);               /* 200 without */
void tw_response_set_header (TwResponse *response, const char *name, const char *value);   /* CR, LF and NUL are refused: programming error */
void tw_response_take_body  (TwResponse *response, const char *type, GBytes *body);
void tw_response_take_json  (TwResponse *response, GString *json);              /* application/json; compressed as the client asks */
void tw_response_set_file   (TwResponse *response, const char *type, const char *file);   /* Range, If-Range, If-None-Match */
void tw_response_take_fd    (TwResponse *response, const char *type, int fd);
void tw_response_set_secret (TwResponse *response);                             /* never compressed (BREACH), Cache-Control: no-store */
/* RFC 9457. type: the last part of tag:tradewind,2026:problem/…, stable; detail: one sentence with the next step. */
void tw_response_problem    (TwResponse *response, guint status, const char *type, const char *title, const char *detail);
void tw_response_problem_field (TwResponse *response, const char *field, const char *code, const char *message);  /* one of "errors" */
void tw_response_problem_text   (TwResponse *response, const char *key, const char *text);     /* another member; before those of fields */
/* From a GError of the store, schema or expression floor: the right status, and no secrets. */
void tw_response_problem_error (TwResponse *response, const GError *error);
/* An endless answer (server-sent events). The handler returns; bytes are pushed later from any thread; closed () is called once. */
typedef struct _TwStream TwStream;
TwStream *tw_response_stream (TwResponse *response, const char *type, GDestroyNotify closed, gpointer data);
gboolean  tw_stream_push  (TwStream *stream, const char *text, gssize length);  /* FALSE: it is gone, or its queue is full */
void      tw_stream_close (TwStream *stream);
void      tw_stream_unref (TwStream *stream);

/* --- The server --- */
typedef struct
{
  const char *address;                  /* "127.0.0.1", "::1"; nullable with socket */
  guint16     port;                     /* 0: any; see tw_http_get_port() */
  const char *socket;                   /* path of a Unix socket; nullable */
  const char *certificate, *key;        /* PEM files; nullable: no TLS */
  gboolean    behind_proxy;             /* X-Forwarded-For of the last hop counts as address */
  guint       threads;                  /* 0: one a core */
  guint       workers;                  /* pool of handlers that may wait; 0: 64 */
  guint       max_connections, max_per_address;        /* 0: 12,000 and 2,000 */
  guint       idle_timeout;             /* seconds; 0: 60 */
} TwHttpOptions;

TwHttp  *tw_http_new    (const TwHttpOptions *options);
void     tw_http_free   (TwHttp *http);
/* Before start. routes: static, ended by method NULL. */
void     tw_http_add_routes (TwHttp *http, const TwRoute *routes, gpointer data);
/* Runs before every handler, in the order added; FALSE: response is the answer. */
typedef gboolean (*TwFilter) (TwRequest *request, TwResponse *response, gpointer data);
void     tw_http_add_filter (TwHttp *http, TwFilter filter, gpointer data);
gboolean tw_http_start  (TwHttp *http, GError **error);
guint16  tw_http_get_port (TwHttp *http);
/* No new connections; waits for running answers up to the time, then cuts. */
void     tw_http_stop   (TwHttp *http, guint seconds);
/* Every route, for the OpenAPI document and the matrix tests. (element-type TwRoute) */
GPtrArray *tw_http_list_routes (TwHttp *http);
/* Counters as text for Prometheus: requests and times by route, connections, bytes. */
void       tw_http_print_metrics (TwHttp *http, GString *text);
guint64    tw_http_get_usage (TwHttp *http, const char *method, const char *pattern, gint64 *last);
void       tw_http_metrics_print_value (GString *text, const char *name, const char *type, const char *help, gint64 value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHttp, tw_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStream, tw_stream_unref)

G_END_DECLS
