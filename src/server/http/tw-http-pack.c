/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <zstd.h>
#include <glib/gi18n-lib.h>

#include "tw-http-pack.h"

#define ZSTD_LEVEL   3
#define GZIP_LEVEL   5
#define MAX_WINDOW   23                                /* log₂ of the bytes a zstd frame may ask for */

struct _TwHttpUnpacker
{
  GConverter *gzip;                                    /* (nullable) */
  ZSTD_DCtx  *zstd;                                    /* (nullable) */
  gsize       limit, in, out;
  gboolean    ended;
};

static gboolean
count (TwHttpUnpacker *unpacker, gsize length, GError **error)
{
  unpacker->out += length;
  if (unpacker->out <= unpacker->limit
      && (unpacker->out <= TW_HTTP_RATIO_FREE || unpacker->out / TW_HTTP_MAX_RATIO <= unpacker->in))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("The body is larger than this address takes. Send it in parts."));
  return FALSE;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("The packed body is damaged. Pack it anew and send it again."));
  return FALSE;
}

static gboolean
feed_zstd (TwHttpUnpacker *unpacker, gconstpointer data, gsize length, GByteArray *out, GError **error)
{
  ZSTD_inBuffer in = { data, length, 0 };
  guint8 buffer[65536];
  gboolean full;

  do
    {
      ZSTD_outBuffer to = { buffer, sizeof buffer, 0 };
      gsize rest = ZSTD_decompressStream (unpacker->zstd, &to, &in);

      if (ZSTD_isError (rest))
        return refuse (error);
      if (!count (unpacker, to.pos, error))
        return FALSE;
      g_byte_array_append (out, buffer, (guint) to.pos);
      unpacker->ended = rest == 0;
      full = to.pos == to.size;
    }
  while (in.pos < in.size || (full && !unpacker->ended));
  return TRUE;
}

static gboolean
feed_gzip (TwHttpUnpacker *unpacker, const guint8 *data, gsize length, GByteArray *out, GError **error)
{
  gsize at = 0;
  guint8 buffer[65536];

  while (at < length)
    {
      gsize read = 0, written = 0;
      g_autoptr (GError) problem = NULL;
      GConverterResult result;

      if (unpacker->ended)
        return refuse (error);
      result = g_converter_convert (unpacker->gzip, data + at, length - at, buffer, sizeof buffer, G_CONVERTER_NO_FLAGS, &read, &written,
                                    &problem);
      if (result == G_CONVERTER_ERROR && g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        return TRUE;
      if (result == G_CONVERTER_ERROR)
        return refuse (error);
      at += read;
      if (!count (unpacker, written, error))
        return FALSE;
      g_byte_array_append (out, buffer, (guint) written);
      unpacker->ended = result == G_CONVERTER_FINISHED;
    }
  return TRUE;
}

/* What zlib still holds when all input is in. */
static gboolean
drain_gzip (TwHttpUnpacker *unpacker, GByteArray *out, GError **error)
{
  guint8 buffer[65536];

  while (!unpacker->ended)
    {
      gsize read = 0, written = 0;
      GConverterResult result = g_converter_convert (unpacker->gzip, buffer, 0, buffer, sizeof buffer, G_CONVERTER_NO_FLAGS, &read,
                                                     &written, NULL);

      if (result == G_CONVERTER_ERROR || written == 0)
        {
          unpacker->ended |= result == G_CONVERTER_FINISHED;
          return TRUE;
        }
      if (!count (unpacker, written, error))
        return FALSE;
      g_byte_array_append (out, buffer, (guint) written);
      unpacker->ended = result == G_CONVERTER_FINISHED;
    }
  return TRUE;
}

static GBytes *
pack_gzip (GBytes *body)
{
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, GZIP_LEVEL);
  gsize length, at = 0, size = 0, room;
  const guint8 *data = g_bytes_get_data (body, &length);
  g_autofree guint8 *out = NULL;

  room = length;
  out = g_malloc (room);
  for (;;)
    {
      gsize read = 0, written = 0;
      GConverterResult result = g_converter_convert (G_CONVERTER (gzip), data + at, length - at, out + size, room - size,
                                                     G_CONVERTER_INPUT_AT_END, &read, &written, NULL);

      at += read;
      size += written;
      if (result == G_CONVERTER_FINISHED)
        return g_bytes_new_take (g_steal_pointer (&out), size);
      if (result == G_CONVERTER_ERROR || size == room)
        return NULL;
    }
}

static GBytes *
pack_zstd (GBytes *body)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (body, &length);
  g_autofree guint8 *out = g_malloc (length);
  gsize size = ZSTD_compress (out, length, data, length, ZSTD_LEVEL);

  return ZSTD_isError (size) ? NULL : g_bytes_new_take (g_steal_pointer (&out), size);
}

/**
 * tw_http_pack:
 * @body: of an answer, not empty
 * @coding: "gzip" or "zstd"
 *
 * Returns: (transfer full) (nullable): the packed body, %NULL when it would not be smaller
 */
GBytes *
tw_http_pack (GBytes *body, const char *coding)
{
  return strcmp (coding, "zstd") == 0 ? pack_zstd (body) : pack_gzip (body);
}

/**
 * tw_http_unpacker_new:
 * @coding: (nullable): of Content-Encoding
 * @limit: bytes that may come out
 *
 * Returns: (transfer full) (nullable): %NULL when the coding is not known
 */
TwHttpUnpacker *
tw_http_unpacker_new (const char *coding, gsize limit)
{
  TwHttpUnpacker *unpacker = g_new0 (TwHttpUnpacker, 1);

  unpacker->limit = limit;
  if (coding == NULL || g_ascii_strcasecmp (coding, "identity") == 0)
    unpacker->ended = TRUE;
  else if (g_ascii_strcasecmp (coding, "gzip") == 0 || g_ascii_strcasecmp (coding, "x-gzip") == 0)
    unpacker->gzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  else if (g_ascii_strcasecmp (coding, "zstd") == 0)
    {
      unpacker->zstd = ZSTD_createDCtx ();
      ZSTD_DCtx_setParameter (unpacker->zstd, ZSTD_d_windowLogMax, MAX_WINDOW);
    }
  else
    g_clear_pointer (&unpacker, g_free);
  return unpacker;
}

/**
 * tw_http_unpacker_free:
 * @unpacker: (transfer full) (nullable): to be freed
 */
void
tw_http_unpacker_free (TwHttpUnpacker *unpacker)
{
  if (unpacker == NULL)
    return;
  g_clear_object (&unpacker->gzip);
  g_clear_pointer (&unpacker->zstd, ZSTD_freeDCtx);
  g_free (unpacker);
}

/**
 * tw_http_unpacker_feed:
 * @unpacker: of this body
 * @data: the next bytes as they came
 * @length: how many
 * @out: gets what comes out
 * @error: %G_IO_ERROR_NO_SPACE when it is too much, %G_IO_ERROR_INVALID_DATA when it is malformed
 */
gboolean
tw_http_unpacker_feed (TwHttpUnpacker *unpacker, gconstpointer data, gsize length, GByteArray *out, GError **error)
{
  unpacker->in += length;
  if (unpacker->zstd != NULL)
    return feed_zstd (unpacker, data, length, out, error);
  if (unpacker->gzip != NULL)
    return feed_gzip (unpacker, data, length, out, error) && drain_gzip (unpacker, out, error);
  if (!count (unpacker, length, error))
    return FALSE;
  g_byte_array_append (out, data, (guint) length);
  return TRUE;
}

/**
 * tw_http_unpacker_end:
 * @unpacker: of a body whose bytes are all in
 * @error: %G_IO_ERROR_INVALID_DATA when it is cut off
 */
gboolean
tw_http_unpacker_end (TwHttpUnpacker *unpacker, GError **error)
{
  return unpacker->ended || (unpacker->in == 0 && unpacker->out == 0) || refuse (error);
}
