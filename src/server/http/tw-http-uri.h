/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a request's head that come as bytes from strangers: target, query, header fields. Everything that two programs could
 * read in two ways is refused, not repaired (RFC 3986, RFC 9110, RFC 9112). why: a sentence for the answer, static. */
#pragma once

#include "tw-http-arena.h"

G_BEGIN_DECLS

#define TW_HTTP_MAX_TARGET   8192
#define TW_HTTP_MAX_QUERY    100                       /* names */
#define TW_HTTP_MAX_HEADERS  64
#define TW_HTTP_MAX_HEAD     (16 * 1024)

/* "/a/b%20c?x=1" → "/a/b c" and the query's text. NULL: refused. */
char       *tw_http_read_target   (const char *target, const char *host, const char **query, const char **why);
char       *tw_http_decode_path   (const char *raw, gsize length, const char **why);
/* Names and values in turn. NULL: refused. */
GPtrArray  *tw_http_decode_query  (const char *raw, const char **why);
/* The fields of a head, by their names in small letters; their texts are in the arena. */
typedef struct
{
  TwHttpArena *arena;
  guint        n;
  TwHttpPair   pairs[TW_HTTP_MAX_HEADERS];
} TwHttpFields;

/* A repeated one is joined, or refused when it may stand once only. */
gboolean    tw_http_add_header    (TwHttpFields *fields, const char *name, gsize name_length, const char *value, gsize value_length,
                                   const char **why);
/* NULL: there is none. name in any case. */
const char *tw_http_get_header    (const TwHttpFields *fields, const char *name);
gboolean    tw_http_is_host       (const char *host);
/* The last entry of X-Forwarded-For, when it is an address. */
char       *tw_http_last_forwarded (const char *value);
/* How much the client wants the coding in Accept-Encoding: 0 to 1000. */
guint       tw_http_coding_weight (const char *accept, const char *coding);

G_END_DECLS
