/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An endless answer. Its queue is bounded: a reader that falls behind is let go rather than kept in memory. While the queue is empty the
 * connection is suspended and costs no thread. */
#include "config.h"

#include <string.h>

#include "tw-http-private.h"

#define MAX_QUEUE (256 * 1024)
#define BLOCK     4096

struct _TwStream
{
  gint                   refs;
  GDestroyNotify         closed;
  gpointer               data;

  GMutex                 lock;
  GString               *queue;                        /* (mutex lock) */
  gsize                  at;                           /* (mutex lock) of the queue, sent already */
  struct MHD_Connection *connection;                   /* (mutex lock) (nullable) */
  gboolean               suspended, ended, gone;       /* (mutex lock) */
};

/* The lock is held. */
static void
wake (TwStream *stream)
{
  if (stream->suspended && stream->connection != NULL)
    {
      stream->suspended = FALSE;
      MHD_resume_connection (stream->connection);
    }
}

static ssize_t
read_cb (void *data, uint64_t position, char *buffer, size_t size)
{
  TwStream *stream = data;
  ssize_t n = 0;

  g_mutex_lock (&stream->lock);
  if (stream->at < stream->queue->len)
    {
      n = (ssize_t) MIN (size, stream->queue->len - stream->at);
      memcpy (buffer, stream->queue->str + stream->at, (gsize) n);
      stream->at += (gsize) n;
      if (stream->at == stream->queue->len)
        {
          g_string_truncate (stream->queue, 0);
          stream->at = 0;
        }
    }
  else if (stream->ended)
    n = MHD_CONTENT_READER_END_OF_STREAM;
  else if (stream->connection != NULL)
    {
      stream->suspended = TRUE;
      MHD_suspend_connection (stream->connection);
    }
  g_mutex_unlock (&stream->lock);
  return n;
}

static void
free_cb (void *data)
{
  tw_stream_unref (data);
}

struct MHD_Response *
tw_stream_make_response (TwStream *stream, struct MHD_Connection *connection)
{
  g_mutex_lock (&stream->lock);
  stream->connection = connection;
  g_mutex_unlock (&stream->lock);
  return MHD_create_response_from_callback (MHD_SIZE_UNKNOWN, BLOCK, read_cb, tw_stream_ref (stream), free_cb);
}

/* On the connection's thread, when it has been resumed. */
void
tw_stream_detach (TwStream *stream)
{
  gboolean first;

  g_mutex_lock (&stream->lock);
  first = !stream->gone;
  stream->gone = TRUE;
  stream->connection = NULL;
  g_mutex_unlock (&stream->lock);
  if (first && stream->closed != NULL)
    stream->closed (stream->data);
}

TwStream *
tw_stream_ref (TwStream *stream)
{
  g_atomic_int_inc (&stream->refs);
  return stream;
}

/**
 * tw_response_stream:
 * @response: an answer
 * @type: its media type: "text/event-stream"
 * @closed: (nullable): called once, on any thread, when nobody reads any more. It must not wait for the thread that pushes
 * @data: for @closed
 *
 * Returns: (transfer full): where bytes are pushed
 */
TwStream *
tw_response_stream (TwResponse *response, const char *type, GDestroyNotify closed, gpointer data)
{
  TwStream *stream = g_new0 (TwStream, 1);

  g_return_val_if_fail (response->stream == NULL, NULL);
  stream->refs = 2;
  stream->closed = closed;
  stream->data = data;
  stream->queue = g_string_new (NULL);
  g_mutex_init (&stream->lock);
  response->type = tw_http_arena_copy (response->arena, type, strlen (type));
  response->stream = stream;
  tw_response_set_header (response, "X-Accel-Buffering", "no");
  return stream;
}

/**
 * tw_stream_push:
 * @stream: a stream
 * @text: the next bytes
 * @length: how many; -1: up to the zero byte
 *
 * Any thread. A full queue ends the stream: its client comes back and reads anew.
 *
 * Returns: FALSE when the stream is gone
 */
gboolean
tw_stream_push (TwStream *stream, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  gboolean good;

  g_mutex_lock (&stream->lock);
  good = !stream->gone && !stream->ended && stream->queue->len - stream->at + n <= MAX_QUEUE;
  if (good)
    g_string_append_len (stream->queue, text, (gssize) n);
  else
    stream->ended = TRUE;
  wake (stream);
  g_mutex_unlock (&stream->lock);
  return good;
}

/**
 * tw_stream_close:
 * @stream: a stream
 *
 * Ends it after what was pushed. Any thread.
 */
void
tw_stream_close (TwStream *stream)
{
  g_mutex_lock (&stream->lock);
  stream->ended = TRUE;
  wake (stream);
  g_mutex_unlock (&stream->lock);
}

/**
 * tw_stream_unref:
 * @stream: (transfer full): no longer pushed to; it stays open
 */
void
tw_stream_unref (TwStream *stream)
{
  if (!g_atomic_int_dec_and_test (&stream->refs))
    return;
  g_string_free (stream->queue, TRUE);
  g_mutex_clear (&stream->lock);
  g_free (stream);
}
