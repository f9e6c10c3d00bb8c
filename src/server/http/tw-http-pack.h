/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed bodies on their way in and out: gzip and zstd. What comes in is unpacked piece by piece and stops at the limit, so that a
 * small message cannot fill the memory. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_HTTP_MAX_RATIO   200
#define TW_HTTP_RATIO_FREE  (256 * 1024)               /* below this size any ratio is harmless */

typedef struct _TwHttpUnpacker TwHttpUnpacker;

/* coding: "gzip", "x-gzip", "zstd", "identity" or NULL. NULL: not known. */
TwHttpUnpacker *tw_http_unpacker_new  (const char *coding, gsize limit);
void            tw_http_unpacker_free (TwHttpUnpacker *unpacker);
/* Appends what comes out. FALSE: malformed, or too large (G_IO_ERROR_NO_SPACE). */
gboolean        tw_http_unpacker_feed (TwHttpUnpacker *unpacker, gconstpointer data, gsize length, GByteArray *out, GError **error);
gboolean        tw_http_unpacker_end  (TwHttpUnpacker *unpacker, GError **error);

/* NULL: it would not become smaller. */
GBytes         *tw_http_pack          (GBytes *body, const char *coding);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHttpUnpacker, tw_http_unpacker_free)

G_END_DECLS
