/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <string.h>
#include <tesseract/capi.h>

#include "tw-worker.h"

static TessBaseAPI *tesseract;                         /* (owned) (nullable) no language */

static gboolean
is_installed (char      **available,
              const char *language)
{
  return available != NULL && g_strv_contains ((const char *const *) available, language);
}

/* Those of the wanted ones that are there, as "eng+deu"; (nullable) none. */
static char *
choose_languages (const char *wanted)
{
  TessBaseAPI *probe = TessBaseAPICreate ();
  g_auto(GStrv) words = g_strsplit (wanted, "+", 16);
  g_autoptr(GString) chosen = g_string_new (NULL);
  char **available = NULL;

  /* Without a language it only finds out where its data is. */
  if (TessBaseAPIInit2 (probe, NULL, "osd", OEM_DEFAULT) == 0 || TessBaseAPIInit2 (probe, NULL, "eng", OEM_DEFAULT) == 0)
    available = TessBaseAPIGetAvailableLanguagesAsVector (probe);
  for (guint i = 0; words[i] != NULL; i++)
    if (is_installed (available, words[i]))
      g_string_append_printf (chosen, "%s%s", chosen->len > 0 ? "+" : "", words[i]);
  if (chosen->len == 0 && is_installed (available, "eng"))
    g_string_append (chosen, "eng");
  if (available != NULL)
    TessDeleteTextArray (available);
  TessBaseAPIDelete (probe);
  return chosen->len > 0 ? g_string_free (g_steal_pointer (&chosen), FALSE) : NULL;
}

/* Where what was recognized stands, one box for each character of the text; those that were not placed are empty. */
typedef struct
{
  const char *at;                                      /* the part of the text that is not placed yet */
  GArray     *boxes;                                   /* (owned) 4 floats each */
  double      scale;                                   /* points of a pixel */
} Placing;

static void
place_one (Placing *placing,
           double   left,
           double   top,
           double   right,
           double   bottom)
{
  float box[4] = { (float) (left * placing->scale), (float) (top * placing->scale), (float) (right * placing->scale),
                   (float) (bottom * placing->scale) };

  g_array_append_vals (placing->boxes, box, 4);
  placing->at = g_utf8_next_char (placing->at);
}

/* Symbols have boxes of their own; a word whose symbols do not add up to it is cut into equal pieces. */
static void
place_word (Placing           *placing,
            TessResultIterator *word,
            const char        *text,
            const int          box[4])
{
  long n = g_utf8_strlen (text, -1), i = 0;
  const char *end = placing->at + strlen (text);
  TessResultIterator *symbol = TessResultIteratorCopy (word);
  gboolean exact = TRUE;
  gsize before = placing->boxes->len;
  const char *from = placing->at;

  do
    {
      char *sign = TessResultIteratorGetUTF8Text (symbol, RIL_SYMBOL);
      int l = 0, t = 0, r = 0, b = 0;

      exact = sign != NULL && *sign != '\0' && placing->at + strlen (sign) <= end && g_str_has_prefix (placing->at, sign)
              && TessPageIteratorBoundingBox (TessResultIteratorGetPageIterator (symbol), RIL_SYMBOL, &l, &t, &r, &b);
      for (long k = exact ? g_utf8_strlen (sign, -1) : 0; k > 0; k--)
        place_one (placing, l, box[1], r, box[3]);
      if (sign != NULL)
        TessDeleteText (sign);
    }
  while (exact && placing->at < end && TessResultIteratorNext (symbol, RIL_SYMBOL));
  TessResultIteratorDelete (symbol);
  if (placing->at == end)
    return;
  g_array_set_size (placing->boxes, (guint) before);
  for (placing->at = from; i < n; i++)
    place_one (placing, box[0] + (double) (box[2] - box[0]) * (double) i / (double) n, box[1],
               box[0] + (double) (box[2] - box[0]) * (double) (i + 1) / (double) n, box[3]);
}

static void
place_words (Placing *placing)
{
  TessResultIterator *words = TessBaseAPIGetIterator (tesseract);

  if (words == NULL)
    return;
  do
    {
      char *text = TessResultIteratorGetUTF8Text (words, RIL_WORD);
      int box[4] = { 0 };

      while (g_unichar_isspace (g_utf8_get_char (placing->at)))
        place_one (placing, 0, 0, 0, 0);
      if (text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL) && g_str_has_prefix (placing->at, text)
          && TessPageIteratorBoundingBox (TessResultIteratorGetPageIterator (words), RIL_WORD, &box[0], &box[1], &box[2], &box[3]))
        place_word (placing, words, text, box);
      if (text != NULL)
        TessDeleteText (text);
    }
  while (*placing->at != '\0' && TessResultIteratorNext (words, RIL_WORD));
  TessResultIteratorDelete (words);
}

static TwRenderFault
finish (double      scale,
        GByteArray *message)
{
  char *text = TessBaseAPIGetUTF8Text (tesseract);
  gboolean valid = text != NULL && g_utf8_validate (text, -1, NULL);
  Placing placing = { valid ? text : "", g_array_new (FALSE, TRUE, sizeof (float)), scale };

  tw_render_wire_put_text (message, text, TW_RENDER_MAX_TEXT * 6);
  if (valid && g_utf8_strlen (text, -1) <= TW_RENDER_MAX_TEXT)
    place_words (&placing);
  while (placing.boxes->len > 0 && *placing.at != '\0')
    place_one (&placing, 0, 0, 0, 0);
  tw_render_wire_put_u32 (message, placing.boxes->len / 4);
  for (guint i = 0; i < placing.boxes->len; i++)
    tw_render_wire_put_float (message, g_array_index (placing.boxes, float, i));
  g_array_unref (placing.boxes);
  if (text != NULL)
    TessDeleteText (text);
  TessBaseAPIClear (tesseract);
  return 0;
}

/* As it is shown: what the orientation of EXIF says, 1 to 8. */
static PIX *
turn (PIX *pix,
      int  orientation)
{
  static const int quarters[] = { 0, 0, 0, 2, 2, 3, 1, 1, 3 };
  static const gboolean mirrored[] = { FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, FALSE, TRUE, FALSE };
  PIX *turned = NULL;

  if (orientation < 2 || orientation > 8)
    return pix;
  if (mirrored[orientation])
    pixFlipLR (pix, pix);
  turned = pixRotateOrth (pix, quarters[orientation]);
  if (turned == NULL)
    return pix;
  pixDestroy (&pix);
  return turned;
}

/**
 * tw_worker_recognize_prepare:
 * @languages: wanted ones, "eng+deu"
 *
 * Reads what Tesseract knows of them.
 */
void
tw_worker_recognize_prepare (const char *languages)
{
  g_autofree char *chosen = choose_languages (languages);

  setMsgSeverity (L_SEVERITY_NONE);
  tesseract = TessBaseAPICreate ();
  if (chosen != NULL && TessBaseAPIInit3 (tesseract, NULL, chosen) == 0)
    {
      TessBaseAPISetPageSegMode (tesseract, PSM_AUTO);
      return;
    }
  TessBaseAPIDelete (tesseract);
  tesseract = NULL;
}

/**
 * tw_worker_recognize_file:
 * @bytes: of a picture
 * @orientation: as EXIF tells it, 1 for upright
 * @message: to append the text to
 *
 * Read the way that the program tesseract does it, so that the resolution that a file tells counts.
 *
 * Returns: 0, or what is wrong
 */
TwRenderFault
tw_worker_recognize_file (GBytes     *bytes,
                          int         orientation,
                          GByteArray *message)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  PIX *pix = NULL;

  if (tesseract == NULL)
    return TW_RENDER_FAULT_RECOGNITION;
  pix = pixReadMem (data, size);
  if (pix == NULL)
    return TW_RENDER_FAULT_BROKEN;
  pix = turn (pix, orientation);
  TessBaseAPISetImage2 (tesseract, pix);
  finish (1, message);
  pixDestroy (&pix);
  return 0;
}

/**
 * tw_worker_recognize_pixels:
 * @pixels: gray, one byte each
 * @width: pixels of a row
 * @height: rows
 * @stride: bytes of a row
 * @dpi: pixels of an inch
 * @message: to append the text to
 *
 * Recognizes the text of a page.
 *
 * Returns: 0, or what is wrong
 */
TwRenderFault
tw_worker_recognize_pixels (const guint8 *pixels,
                            int           width,
                            int           height,
                            int           stride,
                            int           dpi,
                            GByteArray   *message)
{
  if (tesseract == NULL)
    return TW_RENDER_FAULT_RECOGNITION;
  TessBaseAPISetImage (tesseract, pixels, width, height, 1, stride);
  TessBaseAPISetSourceResolution (tesseract, dpi);
  return finish (72.0 / dpi, message);
}
