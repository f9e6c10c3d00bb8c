/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-transport.h"

G_DEFINE_INTERFACE (TwTransport, tw_transport, G_TYPE_OBJECT)

static void
tw_transport_default_init (TwTransportInterface *iface)
{
}

/**
 * tw_reply_free:
 * @reply: (transfer full) (nullable): an answer
 */
void
tw_reply_free (TwReply *reply)
{
  if (reply == NULL)
    return;
  g_free (reply->type);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_clear_error (&reply->error);
  g_free (reply);
}

/**
 * tw_transport_send:
 * @transport: how the server is reached
 * @method: "GET", "POST" …
 * @path: from the server's root, with query
 * @body: (nullable): unpacked
 * @type: (nullable): media type of @body
 * @range: (nullable): which bytes of a file: Range of a GET, Content-Range of a PUT
 * @cancellable: (nullable): gives the request up; @replied is called with status 0
 * @replied: (scope async): gets the answer, on the main context of the caller
 * @data: for @replied
 */
void
tw_transport_send (TwTransport *transport, const char *method, const char *path, GBytes *body, const char *type,
                   const char *range, GCancellable *cancellable, TwReplied replied, gpointer data)
{
  TW_TRANSPORT_GET_IFACE (transport)->send (transport, method, path, body, type, range, cancellable, replied, data);
}

/**
 * tw_transport_listen:
 * @transport: how the server is reached
 * @path: of the stream of wakes
 * @cancellable: ends it; then neither function is called any more
 * @woken: (scope notified): something may be new
 * @closed: (scope notified): the stream broke; called once
 * @data: for both
 */
void
tw_transport_listen (TwTransport *transport, const char *path, GCancellable *cancellable, TwWoken woken, TwWoken closed, gpointer data)
{
  TW_TRANSPORT_GET_IFACE (transport)->listen (transport, path, cancellable, woken, closed, data);
}
