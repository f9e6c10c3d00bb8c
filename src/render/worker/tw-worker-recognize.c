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

static TwRenderFault
finish (GByteArray *message)
{
  char *text = TessBaseAPIGetUTF8Text (tesseract);

  tw_render_wire_put_text (message, text, TW_RENDER_MAX_TEXT * 6);
  if (text != NULL)
    TessDeleteText (text);
  TessBaseAPIClear (tesseract);
  return 0;
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
 * @page: which of its pictures
 * @message: to append the text to
 *
 * Read the way that the program tesseract does it, so that the resolution that a file tells counts.
 *
 * Returns: 0, or what is wrong
 */
TwRenderFault
tw_worker_recognize_file (GBytes     *bytes,
                          guint32     page,
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
  TessBaseAPISetImage2 (tesseract, pix);
  finish (message);
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
  return finish (message);
}
