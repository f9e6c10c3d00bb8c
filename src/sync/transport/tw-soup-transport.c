/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-soup-transport.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "tw-wake-lines.h"
#include "tw-wire.h"

#define TIMEOUT_SECONDS  30
#define SILENCE_SECONDS  60                            /* of the stream of wakes; the server says something every 20 */
#define STREAMS_AFTER    (2 * G_TIME_SPAN_SECOND)      /* what is kept until it ends is here with its end; bytes so long before it came through */
#define ASK_AGAIN_AFTER  G_TIME_SPAN_SECOND            /* two answers without a wake that end sooner are none of our server's */
#define FIRST_PAUSE_MS   100                           /* after an answer with a wake that ended so soon; each further one waits twice as long */
#define LAST_PAUSE_MS    2000
#define PACK_FROM        1024                          /* bytes */

struct _TwSoupTransport
{
  GObject      parent_instance;

  char        *server;                                 /* without a slash at the end */
  SoupSession *session, *stream_session;
  char        *access, *refresh;                       /* nullable */
  guint        silence;                                /* seconds that the stream of wakes may be silent */
  gboolean     once;                                   /* something on the way keeps streams until they end: one wake at a time */
  GPtrArray   *waiting;                                /* Call: for the renewal under way; NULL: none is */
};

enum { TOKENS_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void tw_soup_transport_iface_init (TwTransportInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TwSoupTransport, tw_soup_transport, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TW_TYPE_TRANSPORT, tw_soup_transport_iface_init))

/* --- One request --- */

typedef struct
{
  TwSoupTransport *transport;
  char            *method, *path, *type, *range;
  GBytes          *body;                               /* nullable, unpacked */
  GCancellable    *cancellable;
  TwReplied        replied;
  gpointer         data;
  gboolean         renewed;                            /* its token was renewed already */
  SoupMessage     *message;
} Call;

static void send_call (Call *call);

static void
call_free (Call *call)
{
  g_object_unref (call->transport);
  g_free (call->method);
  g_free (call->path);
  g_free (call->type);
  g_free (call->range);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_clear_object (&call->cancellable);
  g_clear_object (&call->message);
  g_free (call);
}

/* Steals error and call. */
static void
fail_call (Call *call, GError *error)
{
  TwReply *reply = g_new0 (TwReply, 1);

  reply->retry_after = reply->offset = reply->size = -1;
  reply->error = error;
  call->replied (reply, call->data);
  call_free (call);
}

static SoupMessage *
make_message (TwSoupTransport *transport, const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat (transport->server, path, NULL);
  SoupMessage *message = soup_message_new (method, uri);

  if (message == NULL)
    return NULL;
  /* A credential never goes to another place than the one it is for. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (transport->access != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", transport->access, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
    }
  return message;
}

static void
put_body (Call *call, SoupMessage *message)
{
  g_autoptr (GBytes) packed = NULL;
  gboolean secret = g_str_has_prefix (call->path, "/api/auth/");

  if (call->range != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), call->body != NULL ? "Content-Range" : "Range", call->range);
  else if (!secret)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Accept-Encoding", "zstd, gzip");
  if (call->body == NULL)
    return;
  if (!secret && call->range == NULL && g_bytes_get_size (call->body) >= PACK_FROM)
    packed = tw_wire_pack (call->body, "zstd", NULL);
  if (packed != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Encoding", "zstd");
  soup_message_set_request_body_from_bytes (message, call->type, packed != NULL ? packed : call->body);
}

/* --- Renewing the token --- */

static char *
dup_text_member (GBytes *body, const char *key)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (TwDoc) doc = tw_doc_parse ("answer", length > 0 ? text : "", length, NULL);
  const TwDocNode *node = doc != NULL ? tw_doc_member (tw_doc_get_root (doc), key) : NULL;

  return node != NULL && node->type == TW_DOC_TEXT ? g_strdup (node->text) : NULL;
}

static void
take_tokens (TwSoupTransport *transport, GBytes *body)
{
  g_autofree char *access = dup_text_member (body, "access_token"), *refresh = dup_text_member (body, "refresh_token");

  if (refresh != NULL)
    g_signal_emit (transport, signals[TOKENS_CHANGED], 0, refresh);
  tw_soup_transport_set_tokens (transport, access, refresh != NULL ? refresh : transport->refresh);
}

static void
on_renewed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (TwSoupTransport) transport = data;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&transport->waiting);
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, NULL);
  guint status = body != NULL ? soup_message_get_status (message) : 0;

  if (status == 200)
    take_tokens (transport, body);
  /* Refused: it was revoked, or used by somebody else. Without an answer it may still be good. */
  else if (status == 400 || status == 401 || status == 403)
    tw_soup_transport_set_tokens (transport, NULL, NULL);
  for (guint i = 0; i < waiting->len; i++)
    /* Nothing was said about the token: it may be good the next time, so nobody is signed out by this. */
    if (transport->access == NULL && transport->refresh != NULL)
      fail_call (g_ptr_array_index (waiting, i),
                 g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "The sign-in could not be renewed (%u).", status));
    else
      send_call (g_ptr_array_index (waiting, i));
}

static void
renew (TwSoupTransport *transport, Call *call)
{
  g_autoptr (GString) json = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (SoupMessage) message = NULL;

  call->renewed = TRUE;
  if (transport->waiting != NULL)
    {
      g_ptr_array_add (transport->waiting, call);
      return;
    }
  transport->waiting = g_ptr_array_new ();
  g_ptr_array_add (transport->waiting, call);
  json = g_string_new ("{\"refresh_token\":");
  tw_doc_print_text (transport->refresh, json);
  g_string_append_c (json, '}');
  body = g_bytes_new (json->str, json->len);
  g_clear_pointer (&transport->access, g_free);
  message = make_message (transport, "POST", "/api/auth/refresh");
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (transport->session, message, G_PRIORITY_DEFAULT, NULL, on_renewed, g_object_ref (transport));
}

/* --- Answers --- */

static GBytes *
unpack (SoupMessage *message, GBytes *body, GError **error)
{
  const char *encoding = soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Encoding");

  return tw_wire_unpack (body, encoding == NULL || g_ascii_strcasecmp (encoding, "identity") == 0 ? NULL : encoding, error);
}

/* Where a piece of a file is, and how far an upload came. */
static void
read_place (Call *call, SoupMessageHeaders *headers, TwReply *reply)
{
  const char *offset = soup_message_headers_get_one (headers, "Upload-Offset"), *length = soup_message_headers_get_one (headers, "Content-Length");
  const char *range = soup_message_headers_get_one (headers, "Content-Range"), *slash = range != NULL ? strrchr (range, '/') : NULL;
  gboolean whole = reply->status == 200 && slash == NULL;

  reply->offset = reply->size = -1;
  if (offset != NULL)
    g_ascii_string_to_signed (offset, 10, 0, G_MAXINT64, &reply->offset, NULL);
  if (slash != NULL)
    g_ascii_string_to_signed (slash + 1, 10, 0, G_MAXINT64, &reply->size, NULL);
  else if (whole && length != NULL)
    g_ascii_string_to_signed (length, 10, 0, G_MAXINT64, &reply->size, NULL);
}

static void
answer_call (Call *call, GBytes *packed)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  const char *retry = soup_message_headers_get_one (headers, "Retry-After");
  TwReply *reply = g_new0 (TwReply, 1);
  gint64 seconds;

  reply->body = unpack (call->message, packed, &reply->error);
  reply->status = reply->body != NULL ? soup_message_get_status (call->message) : 0;
  reply->type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  read_place (call, headers, reply);
  reply->retry_after = retry != NULL && g_ascii_string_to_signed (retry, 10, 0, G_MAXINT, &seconds, NULL) ? seconds : -1;
  call->replied (reply, call->data);
  call_free (call);
}

static void
on_spliced (GObject *object, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error) < 0)
    {
      fail_call (call, g_steal_pointer (&error));
      return;
    }
  body = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (object));
  if (soup_message_get_status (call->message) == 401 && !call->renewed && call->transport->refresh != NULL)
    renew (call->transport, call);
  else
    answer_call (call, body);
}

/* A memory that refuses to grow above the bound: what the server sends is not trusted to end. */
static gpointer
grow (gpointer data, gsize size)
{
  return size > 2 * TW_WIRE_MAX_BODY ? NULL : g_try_realloc (data, size);
}

static void
on_sent (GObject *object, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  g_autoptr (GOutputStream) memory = NULL;

  if (stream == NULL)
    {
      fail_call (call, g_steal_pointer (&error));
      return;
    }
  memory = g_memory_output_stream_new (NULL, 0, grow, g_free);
  g_output_stream_splice_async (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT,
                                call->cancellable, on_spliced, call);
}

static void
send_call (Call *call)
{
  g_clear_object (&call->message);
  call->message = make_message (call->transport, call->method, call->path);
  if (call->message == NULL)
    {
      fail_call (call, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("The server's address is not right.")));
      return;
    }
  put_body (call, call->message);
  soup_session_send_async (call->transport->session, call->message, G_PRIORITY_DEFAULT, call->cancellable, on_sent, call);
}

static void
tw_soup_transport_send (TwTransport *transport, const char *method, const char *path, GBytes *body, const char *type,
                        const char *range, GCancellable *cancellable, TwReplied replied, gpointer data)
{
  TwSoupTransport *self = TW_SOUP_TRANSPORT (transport);
  Call *call = g_new0 (Call, 1);

  call->transport = g_object_ref (self);
  call->method = g_strdup (method);
  call->path = g_strdup (path);
  call->type = g_strdup (type);
  call->range = g_strdup (range);
  call->body = body != NULL ? g_bytes_ref (body) : NULL;
  call->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  call->replied = replied;
  call->data = data;
  if (self->access == NULL && self->refresh != NULL && !g_str_has_prefix (path, "/api/auth/"))
    renew (self, call);
  else
    send_call (call);
}

/* --- The stream of wakes --- */

typedef struct
{
  TwSoupTransport  *transport;
  GCancellable     *cancellable, *own;                 /* own: also when it is silent too long */
  gulong            cancelled_id;
  TwWoken           woken, closed;
  gpointer          data;
  char             *path;
  gboolean          once, heard;                       /* it ends with the first wake; something came */
  gint64            asked, first;                      /* monotonic: when it was asked for, when the first of it came */
  guint             wakes;                             /* of this answer */
  gboolean          quick;                             /* the answer before ended at once, without any */
  guint             pause_ms;                          /* before the next one is asked for; 0: none */
  guint             later;                             /* the end of that pause */
  GInputStream     *stream;                            /* (nullable) */
  TwWakeLines       lines;
  char              buffer[4096];
  guint             silence;
} Listening;

static void
listening_end (Listening *listening)
{
  gboolean cancelled = g_cancellable_is_cancelled (listening->cancellable);

  g_cancellable_disconnect (listening->cancellable, listening->cancelled_id);
  g_clear_handle_id (&listening->silence, g_source_remove);
  g_clear_handle_id (&listening->later, g_source_remove);
  if (!cancelled)
    listening->closed (listening->data);
  g_free (listening->path);
  g_clear_object (&listening->stream);
  g_object_unref (listening->cancellable);
  g_object_unref (listening->own);
  g_object_unref (listening->transport);
  g_free (listening);
}

static gboolean
on_silence (gpointer data)
{
  Listening *listening = data;

  listening->silence = 0;
  /* The server greets who listens. */
  listening->transport->once = !listening->heard;
  g_cancellable_cancel (listening->own);
  return G_SOURCE_REMOVE;
}

static void read_more (Listening *listening);
static void ask_for_wakes (Listening *listening);

/* Whatever came meanwhile is heard of by asking. */
static void
on_later (gpointer data)
{
  Listening *listening = data;

  listening->later = 0;
  if (g_cancellable_is_cancelled (listening->own))
    {
      listening_end (listening);
      return;
    }
  ask_for_wakes (listening);
  listening->woken (listening->data);
}

/* Wakes that follow each other so fast say no more than one, and may be those of something on the way that has kept an answer and gives it out
 * again and again. */
static void
ask_soon (Listening *listening, gboolean at_once)
{
  listening->pause_ms = at_once ? 0 : CLAMP (listening->pause_ms * 2, FIRST_PAUSE_MS, LAST_PAUSE_MS);
  g_clear_handle_id (&listening->silence, g_source_remove);
  if (at_once)
    ask_for_wakes (listening);
  else
    listening->later = g_timeout_add_once (listening->pause_ms, on_later, listening);
}

/* It has ended with a wake, or without one after a while. What came between two of them is heard of by asking each time. One that ended at
 * once and said nothing, as a page of something on the way does, would be asked for without a pause: that is for whoever listens again. */
static void
ask_again (Listening *listening)
{
  gint64 now = g_get_monotonic_time ();
  gboolean soon = now - listening->asked < ASK_AGAIN_AFTER, quick = soon && listening->wakes == 0;

  /* One may have been asked for just before the server said again that it is there. */
  if (quick && listening->quick)
    {
      listening_end (listening);
      return;
    }
  listening->quick = quick;
  /* Pieces do come through: it was silent because the line was dead. */
  if (now - listening->first > STREAMS_AFTER)
    listening->transport->once = listening->once = FALSE;
  g_clear_object (&listening->stream);
  listening->lines = (TwWakeLines) { 0 };
  if (!quick)
    listening->woken (listening->data);
  if (g_cancellable_is_cancelled (listening->own))
    listening_end (listening);
  else
    ask_soon (listening, !soon || quick);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer data)
{
  Listening *listening = data;
  gssize n = g_input_stream_read_finish (listening->stream, result, NULL);
  guint wakes = 0;

  if (n == 0 && listening->once && listening->heard && !g_cancellable_is_cancelled (listening->own))
    {
      ask_again (listening);
      return;
    }
  if (n <= 0 || g_cancellable_is_cancelled (listening->own)
      || !tw_wake_lines_feed (&listening->lines, listening->buffer, (gsize) n, &wakes))
    {
      listening_end (listening);
      return;
    }
  if (!listening->heard)
    listening->first = g_get_monotonic_time ();
  listening->heard = TRUE;
  listening->wakes += wakes;
  /* Many wakes say no more than one. */
  if (wakes > 0 && !listening->once)
    listening->woken (listening->data);
  read_more (listening);
}

static void
watch_silence (Listening *listening)
{
  g_clear_handle_id (&listening->silence, g_source_remove);
  listening->silence = g_timeout_add_seconds (listening->transport->silence, on_silence, listening);
}

static void
read_more (Listening *listening)
{
  watch_silence (listening);
  g_input_stream_read_async (listening->stream, listening->buffer, sizeof listening->buffer, G_PRIORITY_DEFAULT, listening->own, on_read,
                             listening);
}

static void
on_listening (GObject *object, GAsyncResult *result, gpointer data)
{
  Listening *listening = data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);

  listening->stream = soup_session_send_finish (SOUP_SESSION (object), result, NULL);
  if (listening->stream == NULL || soup_message_get_status (message) != 200)
    listening_end (listening);
  else
    read_more (listening);
}

static void
on_cancelled (GCancellable *cancellable, Listening *listening)
{
  g_cancellable_cancel (listening->own);
  if (listening->later == 0)
    return;
  /* Between two answers nothing else notices. */
  g_source_remove (listening->later);
  listening->later = g_idle_add_once (on_later, listening);
}

static void
ask_for_wakes (Listening *listening)
{
  TwSoupTransport *self = listening->transport;
  g_autofree char *path = listening->once ? g_strconcat (listening->path, "?once=1", NULL) : g_strdup (listening->path);
  g_autoptr (SoupMessage) message = make_message (self, "GET", path);

  listening->heard = FALSE;
  listening->wakes = 0;
  listening->asked = g_get_monotonic_time ();
  watch_silence (listening);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "text/event-stream");
  soup_session_send_async (self->stream_session, message, G_PRIORITY_DEFAULT, listening->own, on_listening, listening);
}

static void
tw_soup_transport_listen (TwTransport *transport, const char *path, GCancellable *cancellable, TwWoken woken, TwWoken closed, gpointer data)
{
  TwSoupTransport *self = TW_SOUP_TRANSPORT (transport);
  Listening *listening = g_new0 (Listening, 1);

  listening->transport = g_object_ref (self);
  listening->cancellable = g_object_ref (cancellable);
  listening->own = g_cancellable_new ();
  listening->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), listening, NULL);
  listening->woken = woken;
  listening->closed = closed;
  listening->data = data;
  listening->path = g_strdup (path);
  listening->once = self->once;
  ask_for_wakes (listening);
}

static void
tw_soup_transport_iface_init (TwTransportInterface *iface)
{
  iface->send = tw_soup_transport_send;
  iface->listen = tw_soup_transport_listen;
}

/* --- The object --- */

static SoupSession *
make_session (guint timeout)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout, "user-agent", "tradewind/" TW_VERSION, NULL);

  /* Unpacking is done here, within bounds. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static void
tw_soup_transport_finalize (GObject *object)
{
  TwSoupTransport *self = TW_SOUP_TRANSPORT (object);

  g_free (self->server);
  g_free (self->access);
  g_free (self->refresh);
  g_clear_object (&self->session);
  g_clear_object (&self->stream_session);
  G_OBJECT_CLASS (tw_soup_transport_parent_class)->finalize (object);
}

static void
tw_soup_transport_class_init (TwSoupTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_soup_transport_finalize;
  signals[TOKENS_CHANGED] = g_signal_new ("tokens-changed", TW_TYPE_SOUP_TRANSPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_STRING);
}

static void
tw_soup_transport_init (TwSoupTransport *self)
{
  self->silence = SILENCE_SECONDS;
  self->session = make_session (TIMEOUT_SECONDS);
  self->stream_session = make_session (0);
}

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * tw_soup_transport_new:
 * @server: root of the server
 * @error: %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full) (nullable): a way to @server
 */
TwSoupTransport *
tw_soup_transport_new (const char *server, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL, *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  TwSoupTransport *self;
  gsize length;

  if (host == NULL || !*host || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL
      || (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("This is not a server's address. Enter one like https://crm.example.org."));
      return NULL;
    }
  if (g_str_equal (scheme, "http") && !is_this_machine (host))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _("The connection would not be encrypted. Enter the address with https://."));
      return NULL;
    }
  self = g_object_new (TW_TYPE_SOUP_TRANSPORT, NULL);
  self->server = g_strdup (server);
  for (length = strlen (server); length > 0 && self->server[length - 1] == '/'; length--)
    self->server[length - 1] = '\0';
  return self;
}

const char *
tw_soup_transport_get_server (TwSoupTransport *transport)
{
  return transport->server;
}

/**
 * tw_soup_transport_is_local:
 * @transport: a transport
 *
 * Returns: whether its server is on this machine, so that it needs no network
 */
gboolean
tw_soup_transport_is_local (TwSoupTransport *transport)
{
  g_autoptr (GUri) uri = g_uri_parse (transport->server, G_URI_FLAGS_NONE, NULL);

  return is_this_machine (g_uri_get_host (uri));
}

/**
 * tw_soup_transport_set_tokens:
 * @transport: a transport
 * @access: (nullable): short-lived
 * @refresh: (nullable): gives new ones
 */
void
tw_soup_transport_set_tokens (TwSoupTransport *transport, const char *access, const char *refresh)
{
  char *new_access = g_strdup (access), *new_refresh = g_strdup (refresh);

  g_free (transport->access);
  g_free (transport->refresh);
  transport->access = new_access;
  transport->refresh = new_refresh;
}

gboolean
tw_soup_transport_has_tokens (TwSoupTransport *transport)
{
  return transport->access != NULL || transport->refresh != NULL;
}

/**
 * tw_soup_transport_set_silence:
 * @transport: a transport
 * @seconds: 60 without
 *
 * Sets for how long the stream of wakes may be silent. When nothing came at all, something on the way keeps answers until they end: from then on wakes
 * are asked for one at a time, until one comes in pieces after all.
 */
void
tw_soup_transport_set_silence (TwSoupTransport *transport, guint seconds)
{
  transport->silence = seconds;
}

/**
 * tw_soup_transport_trust:
 * @transport: a transport
 * @file: PEM file of the authorities that are trusted from now on, the system's not included
 * @error: of GIO
 *
 * Returns: whether the file could be read
 */
gboolean
tw_soup_transport_trust (TwSoupTransport *transport, const char *file, GError **error)
{
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (file, error);

  if (database == NULL)
    return FALSE;
  soup_session_set_tls_database (transport->session, database);
  soup_session_set_tls_database (transport->stream_session, database);
  return TRUE;
}
