/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that sends what it is given, byte by byte, through a plain socket. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint       status;                                  /* 0: closed without an answer */
  GHashTable *headers;                                 /* names in small letters */
  GString    *body;
  gboolean    closed;                                  /* by the server, after it */
} TwAnswer;

int         tw_client_connect   (guint16 port);
int         tw_client_connect_file (const char *path);
void        tw_client_send      (int fd, const char *bytes, gssize length);
/* Reads one answer, by Content-Length or chunks; ms: at most. head: of a HEAD request. */
TwAnswer   *tw_client_read      (int fd, gboolean head, guint ms);
/* The same of an answer in chunks that goes on: no longer than until this is in it. */
TwAnswer   *tw_client_read_until (int fd, gboolean head, const char *word, guint ms);
TwAnswer   *tw_client_ask       (guint16 port, const char *request);               /* connects, sends, reads, closes */
gboolean    tw_client_is_closed (int fd, guint ms);
void        tw_answer_free      (TwAnswer *answer);
const char *tw_answer_header    (TwAnswer *answer, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwAnswer, tw_answer_free)

G_END_DECLS
