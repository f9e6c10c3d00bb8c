/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets and their deadlines. The library's own timeout begins anew with each byte, which is what slow attacks live on; here a head, a
 * body and an answer have a time as a whole. A second of a thread's sleep serves them all. What is late is shut down under the lock
 * that also guards the list, so that a number that is a file again is never touched. The log's lines are written each second, too. */
#include "config.h"

#include <poll.h>
#include <sys/socket.h>

#include "tw-http-private.h"
#include "tw-log.h"

#define TENTH      (G_TIME_SPAN_SECOND / 10)
#define FIRST_HEAD 20                                  /* seconds for a new connection's first request line, at most */

static gboolean
is_hung_up (int fd)
{
  struct pollfd item = { fd, POLLRDHUP, 0 };

  return poll (&item, 1, 0) > 0 && (item.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

/* The lock is held. */
static void
look_at (TwHttpSocket *socket, gint64 now)
{
  gint deadline = g_atomic_int_get (&socket->deadline);

  if (deadline != 0 && now > (gint64) deadline * TENTH)
    {
      shutdown (socket->fd, SHUT_RDWR);
      g_atomic_int_compare_and_exchange (&socket->deadline, deadline, 0);
    }
  if (socket->stream != NULL && is_hung_up (socket->fd))
    tw_stream_close (socket->stream);
}

static gpointer
watch (gpointer data)
{
  TwHttp *http = data;

  g_mutex_lock (&http->lock);
  while (http->watching)
    {
      gint64 now = g_get_monotonic_time ();

      for (GList *l = http->sockets.head; l != NULL; l = l->next)
        look_at (l->data, now);
      g_mutex_unlock (&http->lock);
      tw_log_flush ();
      g_mutex_lock (&http->lock);
      if (http->watching)
        g_cond_wait_until (&http->changed, &http->lock, now + G_TIME_SPAN_SECOND);
    }
  g_mutex_unlock (&http->lock);
  return NULL;
}

void
tw_http_watch_start (TwHttp *http)
{
  http->watching = TRUE;
  http->watcher = g_thread_new ("http-watch", watch, http);
}

void
tw_http_watch_stop (TwHttp *http)
{
  if (http->watcher == NULL)
    return;
  g_mutex_lock (&http->lock);
  http->watching = FALSE;
  g_cond_broadcast (&http->changed);
  g_mutex_unlock (&http->lock);
  g_thread_join (g_steal_pointer (&http->watcher));
  tw_log_flush ();
}

/* The library tells of each connection when it begins and before its socket is closed. */
void
tw_http_connection_cb (void *data, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
  TwHttp *http = data;
  TwHttpSocket *socket = *context;

  if (code == MHD_CONNECTION_NOTIFY_STARTED)
    {
      socket = g_new0 (TwHttpSocket, 1);
      socket->http = http;
      socket->link.data = socket;
      socket->fd = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
      tw_http_set_deadline (socket, MIN (FIRST_HEAD, http->options.idle_timeout));
      *context = socket;
      g_mutex_lock (&http->lock);
      g_queue_push_tail_link (&http->sockets, &socket->link);
      g_mutex_unlock (&http->lock);
    }
  else if (socket != NULL)
    {
      g_mutex_lock (&http->lock);
      g_queue_unlink (&http->sockets, &socket->link);
      g_mutex_unlock (&http->lock);
      g_free (socket);
      *context = NULL;
    }
}

void
tw_http_set_deadline (TwHttpSocket *socket, gint64 seconds)
{
  gint64 tenths = seconds > 0 ? g_get_monotonic_time () / TENTH + seconds * 10 + 1 : 0;

  g_atomic_int_set (&socket->deadline, (gint) MIN (tenths, G_MAXINT));
}

void
tw_http_set_stream (TwHttpSocket *socket, TwStream *stream)
{
  TwStream *former;

  g_mutex_lock (&socket->http->lock);
  former = socket->stream;
  socket->stream = stream ? tw_stream_ref (stream) : NULL;
  g_mutex_unlock (&socket->http->lock);
  g_clear_pointer (&former, tw_stream_unref);
}

void
tw_http_close_streams (TwHttp *http)
{
  g_mutex_lock (&http->lock);
  for (GList *l = http->sockets.head; l != NULL; l = l->next)
    if (((TwHttpSocket *) l->data)->stream != NULL)
      tw_stream_close (((TwHttpSocket *) l->data)->stream);
  g_mutex_unlock (&http->lock);
}

void
tw_http_cut_sockets (TwHttp *http)
{
  g_mutex_lock (&http->lock);
  for (GList *l = http->sockets.head; l != NULL; l = l->next)
    shutdown (((TwHttpSocket *) l->data)->fd, SHUT_RDWR);
  g_mutex_unlock (&http->lock);
}

gboolean
tw_http_socket_is_gone (TwHttpSocket *socket)
{
  return is_hung_up (socket->fd);
}
