/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to a real server: libsoup, TLS always verified, no redirects, a bearer token that is renewed once when it is no
 * longer good. "tokens-changed" (char *refresh) is emitted before a new refresh token is used, so that it can be kept safe first. */
#pragma once

#include "tw-transport.h"

G_BEGIN_DECLS

#define TW_TYPE_SOUP_TRANSPORT (tw_soup_transport_get_type ())
G_DECLARE_FINAL_TYPE (TwSoupTransport, tw_soup_transport, TW, SOUP_TRANSPORT, GObject)

/* server: "https://crm.example.org"; plain http only to this machine. NULL with G_IO_ERROR_INVALID_ARGUMENT and a sentence for another. */
TwSoupTransport *tw_soup_transport_new (const char *server, GError **error);
const char *tw_soup_transport_get_server (TwSoupTransport *transport);
gboolean    tw_soup_transport_is_local   (TwSoupTransport *transport);              /* its server needs no network */
/* Either may be NULL. The access token lives in memory only. */
void        tw_soup_transport_set_tokens (TwSoupTransport *transport, const char *access, const char *refresh);
void        tw_soup_transport_set_silence (TwSoupTransport *transport, guint seconds);
gboolean    tw_soup_transport_has_tokens (TwSoupTransport *transport);
/* Certificates of a site's own authority, instead of the system's; a PEM file. */
gboolean    tw_soup_transport_trust      (TwSoupTransport *transport, const char *file, GError **error);

G_END_DECLS
