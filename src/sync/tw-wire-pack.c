/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed bodies. What is unpacked is bounded in size and in ratio, so that a small message cannot fill the memory. */
#include "config.h"

#include <string.h>
#include <zstd.h>

#include "tw-wire.h"

#define MAX_RATIO   200
#define RATIO_FREE  (256 * 1024)                       /* below this size any ratio is harmless */
#define ZSTD_LEVEL  3

static gboolean
refuse_size (GError **error)
{
  g_set_error_literal (error, TW_WIRE_ERROR, TW_WIRE_ERROR_LIMIT, "The packed message unpacks to more than is allowed.");
  return FALSE;
}

static gboolean
check_size (gsize packed, gsize unpacked, GError **error)
{
  if (unpacked > TW_WIRE_MAX_BODY || (unpacked > RATIO_FREE && unpacked / MAX_RATIO > packed))
    return refuse_size (error);
  return TRUE;
}

/* In and out of a converter of GIO, which has gzip. */
static GBytes *
convert (GConverter *converter, GBytes *body, gboolean unpack, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize length, at = 0;
  const guint8 *data = g_bytes_get_data (body, &length);
  guint8 buffer[65536];

  /* Bytes of no length may have no address, which nothing can be added to. */
  if (data == NULL)
    data = buffer;
  for (;;)
    {
      gsize read = 0, written = 0;
      GConverterResult result = g_converter_convert (converter, data + at, length - at, buffer, sizeof buffer, G_CONVERTER_INPUT_AT_END,
                                                     &read, &written, error);

      if (result == G_CONVERTER_ERROR)
        return NULL;
      at += read;
      g_byte_array_append (out, buffer, written);
      if (unpack && !check_size (length, out->len, error))
        return NULL;
      if (result == G_CONVERTER_FINISHED)
        return g_byte_array_free_to_bytes (g_steal_pointer (&out));
    }
}

static GBytes *
pack_zstd (GBytes *body, GError **error)
{
  gsize length, room, size;
  gconstpointer data = g_bytes_get_data (body, &length);
  g_autofree guint8 *out = NULL;

  room = ZSTD_compressBound (length);
  out = g_malloc (room);
  size = ZSTD_compress (out, room, data, length, ZSTD_LEVEL);
  if (ZSTD_isError (size))
    {
      g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "zstd: %s", ZSTD_getErrorName (size));
      return NULL;
    }
  return g_bytes_new (out, size);
}

static GBytes *
unpack_zstd (GBytes *body, GError **error)
{
  ZSTD_DCtx *context = ZSTD_createDCtx ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 buffer[65536];
  gsize length, rest = 1;
  ZSTD_inBuffer in = { g_bytes_get_data (body, &length), length, 0 };
  gboolean good, full;

  in.size = length;
  /* The window that a frame may ask for is memory, too. */
  ZSTD_DCtx_setParameter (context, ZSTD_d_windowLogMax, 23);
  do
    {
      ZSTD_outBuffer to = { buffer, sizeof buffer, 0 };

      rest = ZSTD_decompressStream (context, &to, &in);
      if (ZSTD_isError (rest))
        {
          g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "zstd: %s", ZSTD_getErrorName (rest));
          ZSTD_freeDCtx (context);
          return NULL;
        }
      g_byte_array_append (out, buffer, to.pos);
      good = check_size (length, out->len, error);
      full = to.pos == to.size;
    }
  while (good && (in.pos < in.size || (rest != 0 && full)));
  ZSTD_freeDCtx (context);
  if (good && rest != 0)
    {
      g_set_error_literal (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "The packed message ends too early.");
      good = FALSE;
    }
  return good ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}

/**
 * tw_wire_pack:
 * @body: to be sent
 * @encoding: (nullable): "zstd", "gzip", or %NULL for as it is
 * @error: %TW_WIRE_ERROR or %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the packed body
 */
GBytes *
tw_wire_pack (GBytes *body, const char *encoding, GError **error)
{
  g_autoptr (GZlibCompressor) gzip = NULL;

  if (encoding == NULL)
    return g_bytes_ref (body);
  if (strcmp (encoding, "zstd") == 0)
    return pack_zstd (body, error);
  if (strcmp (encoding, "gzip") == 0)
    {
      gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 5);
      return convert (G_CONVERTER (gzip), body, FALSE, error);
    }
  g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "The encoding “%s” is not known.", encoding);
  return NULL;
}

/**
 * tw_wire_unpack:
 * @body: as it came
 * @encoding: (nullable): "zstd", "gzip", or %NULL for as it is
 * @error: %TW_WIRE_ERROR_LIMIT above 64 MiB or a ratio of 200, %TW_WIRE_ERROR_SYNTAX, or %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the body
 */
GBytes *
tw_wire_unpack (GBytes *body, const char *encoding, GError **error)
{
  g_autoptr (GZlibDecompressor) gzip = NULL;

  if (encoding == NULL)
    return g_bytes_ref (body);
  if (strcmp (encoding, "zstd") == 0)
    return unpack_zstd (body, error);
  if (strcmp (encoding, "gzip") == 0)
    {
      gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
      return convert (G_CONVERTER (gzip), body, TRUE, error);
    }
  g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "The encoding “%s” is not known.", encoding);
  return NULL;
}
