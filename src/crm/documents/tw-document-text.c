/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-document-text.h"

#include <string.h>

#include "tw-blobs.h"
#include "tw-document-places.h"
#include "tw-record-file.h"
#include "tw-renderer.h"

#define MAX_PAGES      5000
#define MAX_RECOGNIZED 100                             /* pages of a scan: about a second each */
#define AHEAD          2                               /* requests that are made before their turn */

/* --- Waiting for answers on a context of this thread --- */

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  return *result;
}

static gboolean
open_renderer (TwRenderer   *renderer,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  tw_renderer_open_async (renderer, NULL, cancellable, answered_cb, &result);
  return tw_renderer_open_finish (renderer, wait_for (&result), error);
}

/* --- Text that stands there --- */

static gboolean
add_page (TwRenderer    *renderer,
          GAsyncResult **result,
          GString       *all,
          GError       **error)
{
  g_autoptr(GAsyncResult) answer = wait_for (result);
  g_autoptr(TwPageText) text = tw_renderer_read_text_finish (renderer, answer, error);

  *result = NULL;
  if (text == NULL)
    return FALSE;
  if (all->len < TW_DOCUMENT_MAX_TEXT)
    g_string_append_printf (all, "%s%s", all->len > 0 ? "\n\n" : "", tw_page_text_get_text (text));
  return TRUE;
}

/* Answers that are not taken any more still come, to a place that must live until then. */
static gboolean
read_pages (TwRenderer   *renderer,
            GString      *all,
            GCancellable *cancellable,
            GError      **error)
{
  GAsyncResult *results[AHEAD + 1] = { NULL };
  guint n = MIN (tw_renderer_get_n_pages (renderer), MAX_PAGES), asked = 0, done = 0;
  gboolean good = TRUE;

  for (; done < n && (good || done < asked); done++)
    {
      while (good && asked < n && asked <= done + AHEAD)
        {
          tw_renderer_read_text_async (renderer, asked, FALSE, TW_IDLE, cancellable, answered_cb, &results[asked % (AHEAD + 1)]);
          asked++;
        }
      good = add_page (renderer, &results[done % (AHEAD + 1)], all, good ? error : NULL) && good;
    }
  return good;
}

/* --- Scans --- */

static gboolean
recognize_pages (TwRenderer   *renderer,
                 GString      *all,
                 GPtrArray    *places,
                 GCancellable *cancellable,
                 GError      **error)
{
  guint n = MIN (tw_renderer_get_n_pages (renderer), MAX_RECOGNIZED);

  for (guint page = 0; page < n && all->len < TW_DOCUMENT_MAX_TEXT; page++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      TwPageText *text = NULL;

      tw_renderer_recognize_async (renderer, page, cancellable, answered_cb, &result);
      text = tw_renderer_recognize_finish (renderer, wait_for (&result), error);
      if (text == NULL)
        return FALSE;
      g_string_append_printf (all, "%s%s", all->len > 0 ? "\n\n" : "", tw_page_text_get_text (text));
      g_ptr_array_add (places, text);
    }
  return TRUE;
}

/* A scan may carry a number or a stamp as text: that is not what it says. */
static gboolean
says_little (const char *text,
             guint       n_pages)
{
  guint n = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    n += g_unichar_isalnum (g_utf8_get_char (c));
  return n < 16 * n_pages;
}

static gboolean
run (const char           *path,
     TwRendererKind        kind,
     const char           *languages,
     GString              *all,
     GPtrArray            *places,
     TwDocumentTextSource *source,
     GCancellable         *cancellable,
     GError              **error)
{
  g_autoptr(TwRenderer) renderer = tw_renderer_new_for_path (kind, path, NULL, error);
  g_autoptr(TwRenderer) recognizer = NULL;
  gboolean good = FALSE;

  if (renderer == NULL)
    return FALSE;
  good = kind != TW_RENDERER_PDF || (open_renderer (renderer, cancellable, error) && read_pages (renderer, all, cancellable, error));
  *source = TW_DOCUMENT_TEXT_INSIDE;
  if (good && (kind == TW_RENDERER_PICTURE || says_little (all->str, tw_renderer_get_n_pages (renderer))))
    {
      g_autoptr(GString) found = g_string_new (NULL);

      recognizer = tw_renderer_new_for_path (kind, path, languages, error);
      good = recognizer != NULL && open_renderer (recognizer, cancellable, error) && recognize_pages (recognizer, found, places, cancellable, error);
      if (good && found->len > 0)
        g_string_append_printf (all, "%s%s", all->len > 0 ? "\n\n" : "", found->str);
      *source = TW_DOCUMENT_TEXT_RECOGNIZED;
    }
  tw_renderer_close (renderer);
  if (recognizer != NULL)
    tw_renderer_close (recognizer);
  return good;
}

static gboolean
read_plain (const char   *path,
            GString      *all,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree char *bytes = g_malloc (TW_DOCUMENT_MAX_TEXT), *text = NULL;
  gsize n = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, TW_DOCUMENT_MAX_TEXT, &n, cancellable, error))
    return FALSE;
  text = g_utf8_make_valid (bytes, (gssize) n);
  g_string_append (all, text);
  return TRUE;
}

/* Control signs are no words, and a text of the workspace may not have them. */
static char *
clean (const char *text)
{
  GString *kept = g_string_sized_new (strlen (text));

  for (const char *c = text; *c != '\0' && kept->len < TW_DOCUMENT_MAX_TEXT; c = g_utf8_next_char (c))
    {
      gunichar sign = g_utf8_get_char (c);

      if (sign == '\n' || sign == '\t' || !g_unichar_iscntrl (sign))
        g_string_append_unichar (kept, sign);
      else
        g_string_append_c (kept, sign == '\r' || sign == '\f' ? '\n' : ' ');
    }
  g_strstrip (kept->str);
  return g_string_free (kept, FALSE);
}

/**
 * tw_document_text_is_possible:
 * @content_type: a content type of GIO
 *
 * Returns: whether files of it are looked into
 */
gboolean
tw_document_text_is_possible (const char *content_type)
{
  TwRendererKind kind;

  return tw_renderer_find_kind (content_type, &kind) || g_content_type_is_mime_type (content_type, "text/plain");
}

/**
 * tw_document_text_dup_languages:
 *
 * Returns: (transfer full): what Tesseract calls the languages of this person, and English
 */
char *
tw_document_text_dup_languages (void)
{
  static const char *const names[][2] = {
    { "ar", "ara" }, { "de", "deu" }, { "es", "spa" }, { "fr", "fra" }, { "it", "ita" }, { "nl", "nld" }, { "pt", "por" },
  };
  const char *const *languages = g_get_language_names ();
  GString *all = g_string_new ("eng");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strv_contains (languages, names[i][0]))
      g_string_append_printf (all, "+%s", names[i][1]);
  return g_string_free (all, FALSE);
}

/**
 * tw_document_text_read_path:
 * @path: of a file
 * @content_type: what it is
 * @languages: to recognize text in, as Tesseract names them
 * @places: (nullable) (element-type TwPageText): where to put what was recognized on each page
 * @source: (out): where the text is from
 * @cancellable: (nullable): to give up
 * @error: a #TwRenderError, or of reading
 *
 * Blocks; any thread.
 *
 * Returns: (transfer full) (nullable): the text, as far as it is kept
 */
char *
tw_document_text_read_path (const char           *path,
                            const char           *content_type,
                            const char           *languages,
                            GPtrArray            *places,
                            TwDocumentTextSource *source,
                            GCancellable         *cancellable,
                            GError              **error)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GString) all = g_string_new (NULL);
  g_autoptr(GPtrArray) pages = places != NULL ? g_ptr_array_ref (places) : g_ptr_array_new_with_free_func ((GDestroyNotify) tw_page_text_unref);
  TwRendererKind kind = TW_RENDERER_PDF;
  gboolean good = TRUE;

  *source = TW_DOCUMENT_TEXT_INSIDE;
  g_main_context_push_thread_default (context);
  if (tw_renderer_find_kind (content_type, &kind))
    good = run (path, kind, languages, all, pages, source, cancellable, error);
  else if (g_content_type_is_mime_type (content_type, "text/plain"))
    good = read_plain (path, all, cancellable, error);
  /* What the closed processes still had to say. */
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);
  if (!good)
    return NULL;
  if (all->len == 0)
    *source = TW_DOCUMENT_TEXT_NONE;
  return clean (all->str);
}

/**
 * tw_document_text_read:
 * @store: the store
 * @hash: of a file that is here
 * @name: what it is called
 * @languages: to recognize text in
 * @source: (out): where the text is from
 * @cancellable: (nullable): to give up
 * @error: a #TwRenderError, or of reading
 *
 * Blocks; any thread. Where recognized words stand is kept, too.
 *
 * Returns: (transfer full) (nullable): the text inside a file of the workspace
 */
char *
tw_document_text_read (TwStore              *store,
                       const char           *hash,
                       const char           *name,
                       const char           *languages,
                       TwDocumentTextSource *source,
                       GCancellable         *cancellable,
                       GError              **error)
{
  g_autofree char *path = tw_store_dup_blob_path (store, hash), *type = tw_file_guess_type (store, hash, name);

  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_page_text_unref);
  char *text = tw_document_text_read_path (path, type, languages, places, source, cancellable, error);

  if (text != NULL && *source == TW_DOCUMENT_TEXT_RECOGNIZED)
    tw_document_places_keep (store, hash, places);
  return text;
}

/**
 * tw_document_text_measure:
 * @path: of a file
 * @content_type: what it is
 * @n_pages: (out): pages of a PDF, else 0
 * @width: (out): pixels of a picture, else 0
 * @height: (out): pixels of a picture, else 0
 * @cancellable: (nullable): to give up
 * @error: a #TwRenderError
 *
 * Blocks; any thread.
 *
 * Returns: whether the file can be read, which those of other kinds can as far as this knows
 */
gboolean
tw_document_text_measure (const char   *path,
                          const char   *content_type,
                          guint        *n_pages,
                          guint        *width,
                          guint        *height,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(TwRenderer) renderer = NULL;
  TwRendererKind kind = TW_RENDERER_PDF;
  gboolean good = FALSE;
  double across = 0, down = 0;

  *n_pages = *width = *height = 0;
  if (!tw_renderer_find_kind (content_type, &kind))
    return TRUE;
  g_main_context_push_thread_default (context);
  renderer = tw_renderer_new_for_path (kind, path, NULL, error);
  good = renderer != NULL && open_renderer (renderer, cancellable, error);
  if (good && kind == TW_RENDERER_PDF)
    *n_pages = tw_renderer_get_n_pages (renderer);
  else if (good && tw_renderer_get_size (renderer, 0, &across, &down))
    {
      *width = (guint) (across + 0.5);
      *height = (guint) (down + 0.5);
    }
  if (renderer != NULL)
    tw_renderer_close (renderer);
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);
  return good;
}
