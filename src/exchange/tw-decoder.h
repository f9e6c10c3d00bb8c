/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a text file in whatever encoding, out as valid UTF-8 without NUL bytes, a chunk at a time. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TwDecoder TwDecoder;

TwDecoder  *tw_decoder_new  (GInputStream *stream, const char *charset);
void        tw_decoder_free (TwDecoder *decoder);
/* Appends the next chunk to text. Bytes appended, which may be 0 before the end; -1 on error. */
gssize      tw_decoder_read (TwDecoder *decoder, GByteArray *text, GCancellable *cancellable, GError **error);
gboolean    tw_decoder_is_at_end     (TwDecoder *decoder);
const char *tw_decoder_get_charset   (TwDecoder *decoder);   /* "UTF-8", "windows-1252" …; nullable before the first read */
guint64     tw_decoder_get_n_repairs (TwDecoder *decoder);   /* bytes that had no meaning: replaced, or dropped when NUL */
goffset     tw_decoder_get_position  (TwDecoder *decoder);   /* bytes of the stream read so far */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDecoder, tw_decoder_free)

G_END_DECLS
