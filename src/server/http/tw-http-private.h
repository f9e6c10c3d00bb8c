/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this folder share. A request lives from its request line to the end of its answer and belongs to one thread at
 * a time: the connection's, or, while the connection is suspended, a worker's. */
#pragma once

#include <microhttpd.h>

#include "tw-http.h"
#include "tw-http-pack.h"
#include "tw-http-uri.h"

G_BEGIN_DECLS

#define TW_HTTP_MAX_BUFFERED  (512 * 1024 * 1024)      /* bytes of all bodies in memory together */
#define TW_HTTP_SLOWEST       8192                     /* bytes a second that a client has to read or send at least */
#define TW_HTTP_MAX_ANSWER_FIELDS 24
#define TW_HTTP_MAX_PARAMS    8
#define TW_HTTP_MAX_DATA      6                        /* things that filters attach */

typedef struct _TwHttpMetrics TwHttpMetrics;
typedef struct _TwHttpSocket  TwHttpSocket;

typedef struct
{
  const TwRoute *route;
  gpointer       data;
  char         **segments;                             /* (owned) of the pattern */
  guint          n_segments;
  gboolean       rest;                                 /* the last one takes all that follow */
  guint          label;                                /* index of its pattern and method among the metrics */
} TwHttpRoute;

typedef struct { TwFilter filter; gpointer data; } TwHttpFilter;

struct _TwHttp
{
  TwHttpOptions      options;                          /* strings owned */
  GPtrArray         *routes;                           /* TwHttpRoute; fixed after start */
  GArray            *filters;                          /* TwHttpFilter */
  TwHttpMetrics     *metrics;

  struct MHD_Daemon *daemon;                           /* (nullable) */
  char              *certificate, *key;                /* (owned) (nullable) contents of the files */
  GThreadPool       *pool;                             /* (mutex lock) from start to stop; nullable */
  int                listener;
  guint16            port;
  gint               stopping;                         /* (atomic) */
  gint               cut;                              /* (atomic) time is up: handlers are told that they are cancelled */
  gssize             buffered;                         /* (atomic) bytes of bodies */

  /* Sockets and their deadlines: see tw-http-watch.c */
  GMutex             lock;
  GCond              changed;
  GQueue             sockets;                          /* (mutex lock) TwHttpSocket */
  gint               running;                          /* (atomic) requests that are not answered yet */
  gboolean           watching;                         /* (mutex lock) */
  GThread           *watcher;
};

struct _TwHttpSocket
{
  TwHttp   *http;
  GList     link;
  int       fd;
  gint      deadline;                                  /* (atomic) monotonic tenths of a second; 0: none */
  char      peer[46];                                  /* its address; empty: not asked for yet */
  TwStream *stream;                                    /* (mutex lock of http) (nullable) (owned) */
};

struct _TwResponse
{
  guint        status, n_headers;
  TwHttpArena *arena;                                  /* lent */
  TwHttpPair   headers[TW_HTTP_MAX_ANSWER_FIELDS];
  const char  *type;
  GBytes      *body;                                   /* (nullable) */
  char        *file;                                   /* (nullable) */
  int          fd;                                     /* (owned) of an open file, with has_fd */
  gboolean     has_fd;
  TwStream    *stream;                                 /* (nullable) (owned) */
  gboolean     secret, close;
  GString     *problem;                                /* (nullable) without its closing brace */
  guint        problem_fields;
};

struct _TwRequest
{
  TwHttp                *http;
  struct MHD_Connection *connection;
  TwHttpSocket          *socket;                       /* lent */
  gint64                 begun;                        /* monotonic µs */

  /* The request line as it stood in the connection's buffer. */
  const char            *line;                         /* where the target began; for the check of the layout only */
  gsize                  target_length;
  char                  *target;
  const char            *method, *path, *address;
  char                  *decoded;                      /* (owned) (nullable) */
  char                   id[65];
  GPtrArray             *query;                        /* (nullable) names and values in turn */

  const TwHttpRoute     *route;                        /* (nullable) */
  TwHttpPair             params[TW_HTTP_MAX_PARAMS];
  guint                  n_params, n_data;
  struct { const char *key; gpointer data; GDestroyNotify destroy; } data[TW_HTTP_MAX_DATA];

  TwHttpUnpacker        *unpacker;
  GByteArray            *incoming;
  gsize                  counted;                      /* of http->buffered */
  int                    body_fd;
  char                  *body_file;
  gsize                  body_length, declared;
  GBytes                *body;                         /* (nullable) once complete */
  TwDoc                 *doc;

  gboolean               begun_body, refused, done;    /* the head was judged; no handler will run; the answer is ready */
  gboolean               running;                      /* counted in http->running */
  gboolean               is_inline, filtered, deferred, answered;
  gsize                  sent;                         /* bytes of the answer's body */
  TwResponse             response;
  TwHttpFields           headers;                      /* from here on not cleared */
  TwHttpArena            arena;
};

/* tw-http-request.c */
TwRequest *tw_request_new          (TwHttp *http, struct MHD_Connection *connection, const char *target);
void       tw_request_free         (TwRequest *request);
gboolean   tw_request_wants_body_file (TwRequest *request);
gboolean   tw_request_add_body     (TwRequest *request, gconstpointer data, gsize length);
gboolean   tw_request_end_body     (TwRequest *request);

/* tw-http-head.c. FALSE: the response says why. */
gboolean   tw_http_read_head       (TwRequest *request, const char *method, const char *version);

/* tw-http-route.c */
TwHttpRoute *tw_http_route_new     (const TwRoute *route, gpointer data);
void       tw_http_route_free      (TwHttpRoute *route);
gboolean   tw_http_find_route      (TwHttp *http, TwRequest *request);

/* tw-http-response.c, tw-http-problem.c, tw-http-send.c */
void       tw_response_clear       (TwResponse *response);
void       tw_response_finish_problem (TwResponse *response);
const char *tw_response_get_header (TwResponse *response, const char *name);
void       tw_http_prepare         (TwRequest *request);                        /* packs */
gboolean   tw_http_takes_time      (TwRequest *request);                        /* whether packing takes more than a moment */
enum MHD_Result tw_http_send       (TwRequest *request);

/* tw-http-stream.c */
struct MHD_Response *tw_stream_make_response (TwStream *stream, struct MHD_Connection *connection);
void       tw_stream_detach        (TwStream *stream);                          /* the connection is about to end */
TwStream  *tw_stream_ref           (TwStream *stream);

/* tw-http-watch.c */
void       tw_http_watch_start     (TwHttp *http);
void       tw_http_watch_stop      (TwHttp *http);
void       tw_http_connection_cb   (void *data, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code);
void       tw_http_set_deadline    (TwHttpSocket *socket, gint64 seconds);      /* 0: none */
void       tw_http_set_stream      (TwHttpSocket *socket, TwStream *stream);
void       tw_http_close_streams   (TwHttp *http);
void       tw_http_cut_sockets     (TwHttp *http);
gboolean   tw_http_socket_is_gone  (TwHttpSocket *socket);

/* tw-http-exchange.c: callbacks of the library */
void      *tw_http_target_cb       (void *data, const char *target, struct MHD_Connection *connection);
enum MHD_Result tw_http_access_cb  (void *data, struct MHD_Connection *connection, const char *url, const char *method,
                                    const char *version, const char *upload, size_t *upload_size, void **context);
void       tw_http_completed_cb    (void *data, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code);
void       tw_http_worker          (gpointer request, gpointer http);

/* tw-http-listen.c */
gboolean   tw_http_listen          (TwHttp *http, GError **error);
/* Nobody can connect any more; those who have go on. */
void       tw_http_stop_listening  (TwHttp *http);

/* tw-http-metrics.c */
TwHttpMetrics *tw_http_metrics_new (void);
void       tw_http_metrics_free    (TwHttpMetrics *metrics);
guint      tw_http_metrics_add_label (TwHttpMetrics *metrics, const char *method, const char *pattern);
void       tw_http_metrics_count   (TwHttpMetrics *metrics, guint label, guint status, gint64 microseconds, gsize in, gsize out);

G_END_DECLS
