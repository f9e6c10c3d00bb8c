/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <unistd.h>
#include <sys/resource.h>
#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>

#include "tw-http-private.h"
#include "tw-log.h"

#define POOL_BYTES   (32 * 1024)                       /* of a connection: a head of 16 KiB, its index, and the head of the answer */
#define OTHER_FILES  512                               /* a reader of the store has three, and there is one for each worker */
#define CIPHERS      "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-SHA1"

static void
log_cb (void *data, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  g_autoptr (TwLogLine) line = tw_log_line_new ("debug", "connection");

  tw_log_line_text (line, "message", g_strchomp (text));
}

/**
 * tw_http_new:
 * @options: copied
 *
 * Returns: (transfer full): a server that does not listen yet
 */
TwHttp *
tw_http_new (const TwHttpOptions *options)
{
  TwHttp *http = g_new0 (TwHttp, 1);

  http->options = *options;
  http->options.address = g_strdup (options->address);
  http->options.socket = g_strdup (options->socket);
  http->options.certificate = g_strdup (options->certificate);
  http->options.key = g_strdup (options->key);
  http->options.threads = options->threads ? options->threads : MAX (1, g_get_num_processors ());
  http->options.workers = options->workers ? options->workers : 64;
  http->options.max_connections = options->max_connections ? options->max_connections : 12000;
  http->options.max_per_address = options->max_per_address ? options->max_per_address : 2000;
  http->options.idle_timeout = options->idle_timeout ? options->idle_timeout : 60;
  http->routes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_http_route_free);
  http->filters = g_array_new (FALSE, FALSE, sizeof (TwHttpFilter));
  http->metrics = tw_http_metrics_new ();
  http->listener = -1;
  g_mutex_init (&http->lock);
  g_cond_init (&http->changed);
  g_queue_init (&http->sockets);
  return http;
}

/**
 * tw_http_free:
 * @http: (transfer full): stopped at once when it still runs
 */
void
tw_http_free (TwHttp *http)
{
  tw_http_stop (http, 0);
  g_free ((char *) http->options.address);
  g_free ((char *) http->options.socket);
  g_free ((char *) http->options.certificate);
  g_free ((char *) http->options.key);
  g_ptr_array_unref (http->routes);
  g_array_unref (http->filters);
  tw_http_metrics_free (http->metrics);
  g_mutex_clear (&http->lock);
  g_cond_clear (&http->changed);
  g_free (http);
}

/**
 * tw_http_add_routes:
 * @http: a server not started yet
 * @routes: static, ended by one without method. The same method and pattern twice is a programming error
 * @data: for the handlers
 */
void
tw_http_add_routes (TwHttp *http, const TwRoute *routes, gpointer data)
{
  g_return_if_fail (http->daemon == NULL);
  for (const TwRoute *route = routes; route->method != NULL; route++)
    {
      TwHttpRoute *own;

      g_return_if_fail (route->pattern[0] == '/');
      own = tw_http_route_new (route, data);
      own->label = tw_http_metrics_add_label (http->metrics, route->method, route->pattern);
      g_ptr_array_add (http->routes, own);
    }
}

/**
 * tw_http_add_filter:
 * @http: a server not started yet
 * @filter: runs before every handler, on its thread, after the body came in
 * @data: for @filter
 */
void
tw_http_add_filter (TwHttp *http, TwFilter filter, gpointer data)
{
  TwHttpFilter own = { filter, data };

  g_return_if_fail (http->daemon == NULL);
  g_array_append_val (http->filters, own);
}

/**
 * tw_http_list_routes:
 * @http: a server
 *
 * Returns: (transfer container) (element-type TwRoute): all routes, in the order added
 */
GPtrArray *
tw_http_list_routes (TwHttp *http)
{
  GPtrArray *routes = g_ptr_array_new ();

  for (guint i = 0; i < http->routes->len; i++)
    g_ptr_array_add (routes, (gpointer) ((TwHttpRoute *) g_ptr_array_index (http->routes, i))->route);
  return routes;
}

static gboolean
read_certificate (TwHttp *http, GError **error)
{
  if (http->options.certificate == NULL && http->options.key == NULL)
    return TRUE;
  if (http->options.certificate == NULL || http->options.key == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("TLS needs a certificate and its key. Give both files or none."));
      return FALSE;
    }
  return g_file_get_contents (http->options.certificate, &http->certificate, NULL, error)
         && g_file_get_contents (http->options.key, &http->key, NULL, error);
}

static void
forget_key (TwHttp *http)
{
  if (http->key != NULL)
    explicit_bzero (http->key, strlen (http->key));
  g_clear_pointer (&http->key, g_free);
  g_clear_pointer (&http->certificate, g_free);
}

/* When no file is left, a thread of the library that has no connection yet waits for one busily. So there always is one: the store, uploads and
 * what else opens files have theirs set aside. */
static guint
limit_connections (const TwHttpOptions *options)
{
  struct rlimit limit;
  guint64 most;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
    return options->max_connections;
  most = limit.rlim_cur > 2 * OTHER_FILES ? limit.rlim_cur - OTHER_FILES : limit.rlim_cur / 2;
  return (guint) MIN (options->max_connections, MAX (most, 1));
}

static void
start_daemon (TwHttp *http)
{
  const TwHttpOptions *options = &http->options;
  guint connections = limit_connections (options);
  struct MHD_OptionItem tls[] = {
    { MHD_OPTION_HTTPS_MEM_CERT, 0, http->certificate },
    { MHD_OPTION_HTTPS_MEM_KEY, 0, http->key },
    { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *) CIPHERS },
    { MHD_OPTION_END, 0, NULL },
  };
  struct MHD_OptionItem plain[] = { { MHD_OPTION_END, 0, NULL } };
  guint threads = MIN (options->threads, connections);
  /* All clients of a proxy, and of a socket file, have one address. */
  guint per_address = options->behind_proxy || options->socket ? 0 : options->max_per_address;

  http->daemon = MHD_start_daemon (
    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG
      | (http->certificate ? MHD_USE_TLS : 0),
    0, NULL, NULL, tw_http_access_cb, http,
    MHD_OPTION_EXTERNAL_LOGGER, log_cb, http,
    MHD_OPTION_LISTEN_SOCKET, http->listener,
    MHD_OPTION_STRICT_FOR_CLIENT, 1,
    MHD_OPTION_URI_LOG_CALLBACK, tw_http_target_cb, http,
    MHD_OPTION_NOTIFY_COMPLETED, tw_http_completed_cb, http,
    MHD_OPTION_NOTIFY_CONNECTION, tw_http_connection_cb, http,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) POOL_BYTES,
    MHD_OPTION_CONNECTION_LIMIT, connections,
    MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
    MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout,
    MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0,
    MHD_OPTION_ARRAY, http->certificate ? tls : plain,
    MHD_OPTION_END);
}

/**
 * tw_http_start:
 * @http: a server with its routes
 * @error: %G_IO_ERROR or %G_FILE_ERROR, with a sentence for the administrator
 */
gboolean
tw_http_start (TwHttp *http, GError **error)
{
  g_return_val_if_fail (http->daemon == NULL, FALSE);
  if (!read_certificate (http, error) || !tw_http_listen (http, error))
    {
      forget_key (http);
      return FALSE;
    }
  http->stopping = http->cut = 0;
  http->pool = g_thread_pool_new (tw_http_worker, http, (int) http->options.workers, FALSE, NULL);
  tw_http_watch_start (http);
  start_daemon (http);
  if (http->daemon != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       http->certificate ? _("The server cannot start. Check that the certificate and its key are PEM files that belong together.")
                                         : _("The server cannot start. Check how many files it may open."));
  tw_http_watch_stop (http);
  g_thread_pool_free (g_steal_pointer (&http->pool), TRUE, TRUE);
  close (http->listener);
  http->listener = -1;
  forget_key (http);
  return FALSE;
}

/**
 * tw_http_get_port:
 * @http: a started server
 *
 * Returns: the port that it listens on; 0 for a socket file
 */
guint16
tw_http_get_port (TwHttp *http)
{
  return http->port;
}

/**
 * tw_http_stop:
 * @http: a server
 * @seconds: how long running requests may take to end
 *
 * New connections are refused at once and streams are ended. Then connections are cut; a handler that still runs is told
 * (tw_request_is_cancelled()) and waited for.
 */
void
tw_http_stop (TwHttp *http, guint seconds)
{
  gint64 until = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  GThreadPool *pool;

  if (http->daemon == NULL)
    return;
  g_atomic_int_set (&http->stopping, 1);
  tw_http_stop_listening (http);
  if (http->options.socket != NULL)
    g_unlink (http->options.socket);
  tw_http_close_streams (http);
  g_mutex_lock (&http->lock);
  while (g_atomic_int_get (&http->running) > 0 && g_cond_wait_until (&http->changed, &http->lock, until))
    ;
  g_mutex_unlock (&http->lock);
  g_atomic_int_set (&http->cut, 1);
  tw_http_cut_sockets (http);
  g_mutex_lock (&http->lock);
  pool = g_steal_pointer (&http->pool);
  g_mutex_unlock (&http->lock);
  g_thread_pool_free (pool, FALSE, TRUE);
  tw_http_close_streams (http);
  MHD_stop_daemon (g_steal_pointer (&http->daemon));
  tw_http_watch_stop (http);
  http->listener = -1;
  http->port = 0;
  forget_key (http);
}
