/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodings. A byte order mark decides; without one NUL bytes in the even or odd places mean UTF-16 or UTF-32, text that is
 * valid UTF-8 is UTF-8, and the rest goes to ICU's detector, with Windows-1252 where that is unsure. A file that starts
 * with plain ASCII may show its encoding late: the first byte that is no UTF-8 then turns the decoder to Windows-1252,
 * as long as no proper UTF-8 character came before it. */
#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>

#include "tw-decoder.h"
#include "tw-exchange-error.h"

#define CHUNK (256 * 1024)
#define REPLACEMENT "\xef\xbf\xbd"

struct _TwDecoder
{
  GInputStream *stream;
  char         *charset;
  UConverter   *converter;                             /* NULL: UTF-8 */
  UChar        *wide;                                  /* room for one converted chunk */
  guint8       *raw;
  gsize         n_carry;                               /* start of an unfinished character, kept at the front of raw */
  gboolean      started, at_end, sure, seen_multibyte;
  guint64       n_repairs;
  goffset       position;
};

/* --- Which encoding --- */

static gboolean
has_high_bytes (const guint8 *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] >= 0x80)
      return TRUE;
  return FALSE;
}

/* Valid sequences of several bytes and bytes that fit nowhere, to tell damaged UTF-8 from another encoding. */
static void
count_utf8 (const guint8 *text, gsize length, gsize *n_good, gsize *n_bad)
{
  const char *p = (const char *) text, *end = p + length;
  *n_good = *n_bad = 0;
  while (p < end)
    {
      if ((guint8) *p < 0x80)
        {
          p++;
          continue;
        }
      gunichar c = g_utf8_get_char_validated (p, end - p);
      if (c == (gunichar) -2)
        break;
      if (c == (gunichar) -1)
        {
          (*n_bad)++;
          p++;
        }
      else
        {
          (*n_good)++;
          p = g_utf8_next_char (p);
        }
    }
}

static const char *
guess_wide (const guint8 *text, gsize length)
{
  gsize zeros[4] = { 0 }, n = MIN (length, 4096) & ~(gsize) 3;
  if (n < 8)
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (text[i] == 0)
      zeros[i % 4]++;
  gsize quarter = n / 4;
  if (zeros[0] > quarter * 9 / 10 && zeros[1] > quarter * 9 / 10 && zeros[3] < quarter / 10)
    return "UTF-32BE";
  if (zeros[2] > quarter * 9 / 10 && zeros[3] > quarter * 9 / 10 && zeros[0] < quarter / 10)
    return "UTF-32LE";
  if (zeros[0] + zeros[2] > quarter && zeros[1] + zeros[3] < quarter / 10 + 1)
    return "UTF-16BE";
  if (zeros[1] + zeros[3] > quarter && zeros[0] + zeros[2] < quarter / 10 + 1)
    return "UTF-16LE";
  return NULL;
}

static char *
guess_narrow (const guint8 *text, gsize length)
{
  UErrorCode status = U_ZERO_ERROR;
  g_autofree char *found = NULL;
  UCharsetDetector *detector = ucsdet_open (&status);
  if (U_FAILURE (status))
    return g_strdup ("windows-1252");
  ucsdet_setText (detector, (const char *) text, MIN (length, 64 * 1024), &status);
  const UCharsetMatch *match = ucsdet_detect (detector, &status);
  if (U_SUCCESS (status) && match)
    {
      int32_t confidence = ucsdet_getConfidence (match, &status);
      const char *name = ucsdet_getName (match, &status);
      /* Western names written in ISO 8859-1 are in practice always in its Windows superset. Short texts make the
       * detector see languages everywhere, so anything else needs a strong case. */
      if (U_SUCCESS (status) && confidence >= 60 && !g_str_has_prefix (name, "ISO-8859-1") && !g_str_has_prefix (name, "UTF-")
          && !g_str_has_prefix (name, "IBM4") && length > 200)
        found = g_strdup (name);
    }
  ucsdet_close (detector);
  return found ? g_steal_pointer (&found) : g_strdup ("windows-1252");
}

/* The charset, and in skip the length of a byte order mark. */
static char *
detect (const guint8 *text, gsize length, gsize *skip, gboolean *sure)
{
  static const struct { guint8 mark[4]; guint8 n; const char *name; } marks[] = {
    { { 0xef, 0xbb, 0xbf }, 3, "UTF-8" },
    { { 0xff, 0xfe, 0, 0 }, 4, "UTF-32LE" },
    { { 0, 0, 0xfe, 0xff }, 4, "UTF-32BE" },
    { { 0xff, 0xfe }, 2, "UTF-16LE" },
    { { 0xfe, 0xff }, 2, "UTF-16BE" },
  };
  *skip = 0;
  *sure = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (length >= marks[i].n && memcmp (text, marks[i].mark, marks[i].n) == 0)
      {
        *skip = marks[i].n;
        /* Some programs put a mark of two bytes before text of four. */
        const char *inside = marks[i].n == 2 ? guess_wide (text + 2, length - 2) : NULL;
        return g_strdup (inside && g_str_has_prefix (inside, "UTF-32") ? inside : marks[i].name);
      }
  const char *wide = guess_wide (text, length);
  if (wide)
    return g_strdup (wide);
  *sure = FALSE;
  gsize n_good, n_bad;
  count_utf8 (text, length, &n_good, &n_bad);
  if (n_bad == 0 || n_good > 4 * n_bad)
    return g_strdup ("UTF-8");
  return guess_narrow (text, length);
}

static gboolean
set_charset (TwDecoder *decoder, const char *charset, GError **error)
{
  UErrorCode status = U_ZERO_ERROR;
  g_free (decoder->charset);
  decoder->charset = g_strdup (charset);
  g_clear_pointer (&decoder->converter, ucnv_close);
  if (g_ascii_strcasecmp (charset, "UTF-8") == 0 || g_ascii_strcasecmp (charset, "UTF8") == 0)
    return TRUE;
  decoder->converter = ucnv_open (charset, &status);
  if (U_FAILURE (status))
    {
      decoder->converter = NULL;
      g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT,
                   _("The encoding “%s” is not known; name another one."), charset);
      return FALSE;
    }
  if (!decoder->wide)
    decoder->wide = g_new (UChar, 2 * CHUNK + 64);
  return TRUE;
}

/* --- Conversion --- */

/* Appends text without its NUL bytes. */
static void
append_without_nul (TwDecoder *decoder, GByteArray *out, const char *text, gsize length)
{
  while (length > 0)
    {
      const char *nul = memchr (text, 0, length);
      gsize n = nul ? (gsize) (nul - text) : length;
      g_byte_array_append (out, (const guint8 *) text, n);
      if (!nul)
        break;
      decoder->n_repairs++;
      text += n + 1;
      length -= n + 1;
    }
}

static gboolean
convert_wide (TwDecoder *decoder, const guint8 *raw, gsize length, gboolean final, GByteArray *out, GError **error)
{
  UErrorCode status = U_ZERO_ERROR;
  const char *source = (const char *) raw, *source_end = source + length;
  while (TRUE)
    {
      UChar *target = decoder->wide;
      status = U_ZERO_ERROR;
      ucnv_toUnicode (decoder->converter, &target, decoder->wide + 2 * CHUNK + 64, &source, source_end, NULL, final, &status);
      if (U_FAILURE (status) && status != U_BUFFER_OVERFLOW_ERROR)
        {
          g_set_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT,
                       _("The text cannot be read as %s: %s."), decoder->charset, u_errorName (status));
          return FALSE;
        }
      int32_t n_wide = target - decoder->wide, n_bytes = 0, n_replaced = 0;
      UErrorCode utf8_status = U_ZERO_ERROR;
      g_autofree char *utf8 = g_malloc (n_wide * 3 + 1);
      u_strToUTF8WithSub (utf8, n_wide * 3 + 1, &n_bytes, decoder->wide, n_wide, 0xfffd, &n_replaced, &utf8_status);
      decoder->n_repairs += n_replaced;
      append_without_nul (decoder, out, utf8, n_bytes);
      if (status != U_BUFFER_OVERFLOW_ERROR)
        return TRUE;
    }
}

static gboolean
convert_utf8 (TwDecoder *decoder, const guint8 *raw, gsize length, gboolean final, GByteArray *out, GError **error)
{
  const char *p = (const char *) raw, *end = p + length, *stop;
  decoder->n_carry = 0;
  while (p < end)
    {
      gboolean valid = g_utf8_validate_len (p, end - p, &stop);
      if (!decoder->seen_multibyte && has_high_bytes ((const guint8 *) p, stop - p))
        decoder->seen_multibyte = TRUE;
      g_byte_array_append (out, (const guint8 *) p, stop - p);
      if (valid)
        break;
      p = stop;
      if (*p == 0)
        {
          decoder->n_repairs++;
          p++;
          continue;
        }
      if (!final && g_utf8_get_char_validated (p, end - p) == (gunichar) -2)
        {
          decoder->n_carry = end - p;
          memmove (decoder->raw, p, decoder->n_carry);
          break;
        }
      if (!decoder->sure && !decoder->seen_multibyte)
        return set_charset (decoder, "windows-1252", error)
               && convert_wide (decoder, (const guint8 *) p, end - p, final, out, error);
      g_byte_array_append (out, (const guint8 *) REPLACEMENT, 3);
      decoder->n_repairs++;
      p++;
    }
  return TRUE;
}

/**
 * tw_decoder_new:
 * @stream: the bytes
 * @charset: (nullable): an encoding's name, or %NULL to find it out
 *
 * Returns: (transfer full): a decoder that reads @stream
 */
TwDecoder *
tw_decoder_new (GInputStream *stream, const char *charset)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);
  TwDecoder *decoder = g_new0 (TwDecoder, 1);
  decoder->stream = g_object_ref (stream);
  decoder->charset = g_strdup (charset);
  decoder->raw = g_malloc (CHUNK);
  return decoder;
}

/**
 * tw_decoder_free:
 * @decoder: (nullable): a decoder
 */
void
tw_decoder_free (TwDecoder *decoder)
{
  if (!decoder)
    return;
  g_clear_object (&decoder->stream);
  g_clear_pointer (&decoder->converter, ucnv_close);
  g_free (decoder->charset);
  g_free (decoder->wide);
  g_free (decoder->raw);
  g_free (decoder);
}

static gboolean
start (TwDecoder *decoder, gsize length, gsize *skip, GError **error)
{
  gboolean sure;
  g_autofree char *asked = g_steal_pointer (&decoder->charset);
  g_autofree char *found = detect (decoder->raw, length, skip, &sure);
  decoder->started = TRUE;
  decoder->sure = sure || asked;
  return set_charset (decoder, asked ? asked : found, error);
}

/**
 * tw_decoder_read:
 * @decoder: a decoder
 * @text: receives valid UTF-8 without NUL bytes
 * @cancellable: (nullable): stops the reading
 * @error: return location
 *
 * Reads one chunk of the stream and appends it to @text.
 *
 * Returns: the number of bytes appended, -1 on error. 0 means the end only when tw_decoder_is_at_end() says so.
 */
gssize
tw_decoder_read (TwDecoder *decoder, GByteArray *text, GCancellable *cancellable, GError **error)
{
  gsize n_read, skip = 0, before = text->len;
  if (decoder->at_end)
    return 0;
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !g_input_stream_read_all (decoder->stream, decoder->raw + decoder->n_carry, CHUNK - decoder->n_carry, &n_read,
                                   cancellable, error))
    return -1;
  decoder->position += n_read;
  decoder->at_end = n_read < CHUNK - decoder->n_carry;
  gsize length = decoder->n_carry + n_read;
  if (!decoder->started && !start (decoder, length, &skip, error))
    return -1;
  decoder->n_carry = 0;
  gboolean ok = decoder->converter
    ? convert_wide (decoder, decoder->raw + skip, length - skip, decoder->at_end, text, error)
    : convert_utf8 (decoder, decoder->raw + skip, length - skip, decoder->at_end, text, error);
  return ok ? (gssize) (text->len - before) : -1;
}

/**
 * tw_decoder_is_at_end:
 * @decoder: a decoder
 *
 * Returns: whether the whole stream was read
 */
gboolean
tw_decoder_is_at_end (TwDecoder *decoder)
{
  return decoder->at_end;
}

/**
 * tw_decoder_get_charset:
 * @decoder: a decoder
 *
 * Returns: (nullable): the encoding's name, once something was read
 */
const char *
tw_decoder_get_charset (TwDecoder *decoder)
{
  return decoder->charset;
}

/**
 * tw_decoder_get_n_repairs:
 * @decoder: a decoder
 *
 * Returns: how many bytes were replaced by U+FFFD or, being NUL, left out
 */
guint64
tw_decoder_get_n_repairs (TwDecoder *decoder)
{
  return decoder->n_repairs;
}

/**
 * tw_decoder_get_position:
 * @decoder: a decoder
 *
 * Returns: bytes of the stream read so far
 */
goffset
tw_decoder_get_position (TwDecoder *decoder)
{
  return decoder->position;
}
