/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-document.h"

#include <string.h>

#define MAX_TEXTS  200                                 /* pages whose text is kept with its places: about 50 kB each */
#define MAX_WORDS  (64 * 1024 * 1024)                  /* bytes of text that are kept to find in */
#define MAX_LINKS  200
#define MANY_PAGES 40                                  /* from here on a second process pays for its start */

struct _TwViewerDocument
{
  GObject       parent_instance;

  TwRenderer   *renderer;                              /* (owned) */
  TwRenderer   *twin;                                  /* (owned) (nullable) reads half of what is to be found in */
  gboolean      twin_ready;
  GHashTable   *texts;                                 /* (owned) page → TwPageText */
  GHashTable   *words;                                 /* (owned) page → TwPageText without places */
  gsize         words_bytes;
  guint         n_reading[2];                          /* words that the renderer and its twin read now */
  GQueue        text_order;                            /* pages, the oldest first */
  GPtrArray    *recognized;                            /* (owned) (nullable) TwPageText of the pages of a scan */
  GHashTable   *links;                                 /* (owned) page → GPtrArray */
  GQueue        link_order;
  GHashTable   *wanted_texts, *wanted_words, *wanted_links;   /* (owned) sets of pages that are being read */
  GCancellable *cancellable;                           /* (owned) */
  gboolean      failed;
};

G_DEFINE_FINAL_TYPE (TwViewerDocument, tw_viewer_document, G_TYPE_OBJECT)

enum { TEXT_READY, WORDS_READY, LINKS_READY, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct
{
  TwViewerDocument *self;                              /* (owned) */
  guint             page;
} Want;

static Want *
want_new (TwViewerDocument *self,
          guint             page)
{
  Want *want = g_new0 (Want, 1);

  want->self = g_object_ref (self);
  want->page = page;
  return want;
}

static void
want_free (Want *want)
{
  g_object_unref (want->self);
  g_free (want);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Want, want_free)

static void
keep (GHashTable *table,
      GQueue     *order,
      guint       max,
      guint       page,
      gpointer    value)
{
  g_hash_table_replace (table, GUINT_TO_POINTER (page), value);
  g_queue_push_tail (order, GUINT_TO_POINTER (page));
  while (g_hash_table_size (table) > max)
    g_hash_table_remove (table, g_queue_pop_head (order));
}

/* A scan says what was recognized on it; what stands there, if anything, is a stamp or a number. (transfer full) */
static TwPageText *
choose_text (TwViewerDocument *self,
             guint             page,
             TwPageText       *text)
{
  TwPageText *recognized = self->recognized != NULL && page < self->recognized->len ? g_ptr_array_index (self->recognized, page) : NULL;

  if (text == NULL)
    text = tw_page_text_new ("", NULL, 0);
  if (recognized == NULL || tw_page_text_get_length (recognized) <= tw_page_text_get_length (text))
    return text;
  tw_page_text_unref (text);
  return tw_page_text_ref (recognized);
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr(Want) want = data;
  TwViewerDocument *self = want->self;
  g_autoptr(GError) error = NULL;
  TwPageText *text = tw_renderer_read_text_finish (TW_RENDERER (source), result, &error);

  g_hash_table_remove (self->wanted_texts, GUINT_TO_POINTER (want->page));
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&text, tw_page_text_unref);
      return;
    }
  /* A page that cannot be read has no text. */
  if (text == NULL && tw_viewer_document_take_error (self, error))
    return;
  text = choose_text (self, want->page, text);
  keep (self->texts, &self->text_order, MAX_TEXTS, want->page, text);
  g_signal_emit (self, signals[TEXT_READY], 0, want->page);
}

static void
keep_words (TwViewerDocument *self,
            guint             page,
            TwPageText       *text)
{
  gsize bytes = strlen (tw_page_text_get_text (text)) + 64;

  /* Those at the beginning are read again then: a document that is so long is found in once. */
  if (self->words_bytes + bytes > MAX_WORDS)
    {
      g_hash_table_remove_all (self->words);
      self->words_bytes = 0;
    }
  self->words_bytes += bytes;
  g_hash_table_replace (self->words, GUINT_TO_POINTER (page), text);
}

static void
words_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(Want) want = data;
  TwViewerDocument *self = want->self;
  gboolean by_twin = TW_RENDERER (source) != self->renderer;
  g_autoptr(GError) error = NULL;
  TwPageText *text = tw_renderer_read_text_finish (TW_RENDERER (source), result, &error);

  self->n_reading[by_twin]--;
  g_hash_table_remove (self->wanted_words, GUINT_TO_POINTER (want->page));
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&text, tw_page_text_unref);
      return;
    }
  if (text == NULL && by_twin && (g_error_matches (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE)
                                  || g_error_matches (error, TW_RENDER_ERROR, TW_RENDER_ERROR_SLOW)))
    {
      self->twin_ready = FALSE;
      tw_viewer_document_want_words (self, want->page);
      return;
    }
  if (text == NULL && !by_twin && tw_viewer_document_take_error (self, error))
    return;
  text = choose_text (self, want->page, text);
  keep_words (self, want->page, text);
  g_signal_emit (self, signals[WORDS_READY], 0, want->page);
}

/* Without it the document is read by one process, as ever. */
static void
twin_opened_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr(TwViewerDocument) self = TW_VIEWER_DOCUMENT (data);

  if (tw_renderer_open_finish (TW_RENDERER (source), result, NULL) && self->twin == TW_RENDERER (source))
    self->twin_ready = TRUE;
}

static void
start_twin (TwViewerDocument *self)
{
  if (self->twin != NULL || tw_viewer_document_get_n_pages (self) < MANY_PAGES)
    return;
  self->twin = tw_renderer_new_twin (self->renderer);
  if (self->twin != NULL)
    tw_renderer_open_async (self->twin, tw_renderer_get_password (self->renderer), self->cancellable, twin_opened_cb, g_object_ref (self));
}

static void
links_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  g_autoptr(Want) want = data;
  TwViewerDocument *self = want->self;
  g_autoptr(GError) error = NULL;
  GPtrArray *links = tw_renderer_list_links_finish (TW_RENDERER (source), result, &error);

  g_hash_table_remove (self->wanted_links, GUINT_TO_POINTER (want->page));
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_pointer (&links, g_ptr_array_unref);
      return;
    }
  if (links == NULL && tw_viewer_document_take_error (self, error))
    return;
  keep (self->links, &self->link_order, MAX_LINKS, want->page, links != NULL ? links : g_ptr_array_new ());
  g_signal_emit (self, signals[LINKS_READY], 0, want->page);
}

static void
tw_viewer_document_finalize (GObject *object)
{
  TwViewerDocument *self = TW_VIEWER_DOCUMENT (object);

  g_object_unref (self->renderer);
  g_clear_object (&self->twin);
  g_clear_pointer (&self->recognized, g_ptr_array_unref);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->words);
  g_hash_table_unref (self->links);
  g_hash_table_unref (self->wanted_texts);
  g_hash_table_unref (self->wanted_words);
  g_hash_table_unref (self->wanted_links);
  g_queue_clear (&self->text_order);
  g_queue_clear (&self->link_order);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (tw_viewer_document_parent_class)->finalize (object);
}

static void
tw_viewer_document_class_init (TwViewerDocumentClass *klass)
{
  GType type = TW_TYPE_VIEWER_DOCUMENT;

  G_OBJECT_CLASS (klass)->finalize = tw_viewer_document_finalize;
  signals[TEXT_READY] = g_signal_new ("text-ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[WORDS_READY] = g_signal_new ("words-ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LINKS_READY] = g_signal_new ("links-ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tw_viewer_document_init (TwViewerDocument *self)
{
  self->texts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tw_page_text_unref);
  self->words = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) tw_page_text_unref);
  self->links = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->wanted_texts = g_hash_table_new (NULL, NULL);
  self->wanted_words = g_hash_table_new (NULL, NULL);
  self->wanted_links = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->text_order);
  g_queue_init (&self->link_order);
  self->cancellable = g_cancellable_new ();
}

/**
 * tw_viewer_document_new:
 * @renderer: a renderer whose document is open
 *
 * Returns: (transfer full): the document
 */
TwViewerDocument *
tw_viewer_document_new (TwRenderer *renderer)
{
  TwViewerDocument *self = g_object_new (TW_TYPE_VIEWER_DOCUMENT, NULL);

  self->renderer = g_object_ref (renderer);
  tw_renderer_load_sizes (renderer);
  return self;
}

/**
 * tw_viewer_document_get_renderer:
 * @self: a document
 *
 * Returns: (transfer none): what reads it
 */
TwRenderer *
tw_viewer_document_get_renderer (TwViewerDocument *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_DOCUMENT (self), NULL);
  return self->renderer;
}

/**
 * tw_viewer_document_set_recognized:
 * @self: a document
 * @pages: (element-type TwPageText): what was recognized on its pages, from the first
 *
 * Pages of a scan have text then, which is found and selected like any other.
 */
void
tw_viewer_document_set_recognized (TwViewerDocument *self,
                                   GPtrArray        *pages)
{
  g_return_if_fail (TW_IS_VIEWER_DOCUMENT (self) && pages != NULL);
  g_clear_pointer (&self->recognized, g_ptr_array_unref);
  self->recognized = g_ptr_array_ref (pages);
  g_hash_table_remove_all (self->words);
  self->words_bytes = 0;
  for (guint page = 0; page < MIN (pages->len, tw_viewer_document_get_n_pages (self)); page++)
    {
      TwPageText *text = g_hash_table_lookup (self->texts, GUINT_TO_POINTER (page));

      if (text == NULL)
        continue;
      g_hash_table_replace (self->texts, GUINT_TO_POINTER (page), choose_text (self, page, tw_page_text_ref (text)));
      g_signal_emit (self, signals[TEXT_READY], 0, page);
    }
}

/**
 * tw_viewer_document_get_n_pages:
 * @self: a document
 *
 * Returns: how many pages it has
 */
guint
tw_viewer_document_get_n_pages (TwViewerDocument *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_DOCUMENT (self), 0);
  return tw_renderer_get_n_pages (self->renderer);
}

/**
 * tw_viewer_document_peek_text:
 * @self: a document
 * @page: number of a page, from 0
 *
 * Returns: (transfer none) (nullable): its text, if it was read
 */
TwPageText *
tw_viewer_document_peek_text (TwViewerDocument *self,
                              guint             page)
{
  g_return_val_if_fail (TW_IS_VIEWER_DOCUMENT (self), NULL);
  return g_hash_table_lookup (self->texts, GUINT_TO_POINTER (page));
}

/**
 * tw_viewer_document_want_text:
 * @self: a document
 * @page: number of a page, from 0
 * @priority: how urgent it is
 *
 * Reads the text of a page; "text-ready" tells when it is there.
 */
void
tw_viewer_document_want_text (TwViewerDocument *self,
                              guint             page,
                              int               priority)
{
  g_return_if_fail (TW_IS_VIEWER_DOCUMENT (self));
  if (self->failed || g_hash_table_contains (self->texts, GUINT_TO_POINTER (page))
      || !g_hash_table_add (self->wanted_texts, GUINT_TO_POINTER (page)))
    return;
  tw_renderer_read_text_async (self->renderer, page, TRUE, priority, self->cancellable, text_read_cb, want_new (self, page));
}

/**
 * tw_viewer_document_peek_words:
 * @self: a document
 * @page: number of a page, from 0
 *
 * Returns: (transfer none) (nullable): its text, maybe without the places of its characters, if it was read
 */
TwPageText *
tw_viewer_document_peek_words (TwViewerDocument *self,
                               guint             page)
{
  TwPageText *text = NULL;

  g_return_val_if_fail (TW_IS_VIEWER_DOCUMENT (self), NULL);
  text = g_hash_table_lookup (self->texts, GUINT_TO_POINTER (page));
  return text != NULL ? text : g_hash_table_lookup (self->words, GUINT_TO_POINTER (page));
}

/**
 * tw_viewer_document_want_words:
 * @self: a document
 * @page: number of a page, from 0
 *
 * Reads the text of a page to find in it; "words-ready" tells when it is there. Places of characters, which most of the time of reading
 * goes into, are read with tw_viewer_document_want_text() for pages that are shown.
 */
void
tw_viewer_document_want_words (TwViewerDocument *self,
                               guint             page)
{
  guint who = 0;

  g_return_if_fail (TW_IS_VIEWER_DOCUMENT (self));
  if (self->failed || tw_viewer_document_peek_words (self, page) != NULL || !g_hash_table_add (self->wanted_words, GUINT_TO_POINTER (page)))
    return;
  start_twin (self);
  who = self->twin_ready && self->n_reading[1] <= self->n_reading[0] ? 1 : 0;
  self->n_reading[who]++;
  tw_renderer_read_text_async (who == 1 ? self->twin : self->renderer, page, FALSE, TW_LATER, self->cancellable, words_read_cb,
                               want_new (self, page));
}

/**
 * tw_viewer_document_peek_links:
 * @self: a document
 * @page: number of a page, from 0
 *
 * Returns: (transfer none) (nullable) (element-type TwPageLink): its links, if they were read
 */
GPtrArray *
tw_viewer_document_peek_links (TwViewerDocument *self,
                               guint             page)
{
  g_return_val_if_fail (TW_IS_VIEWER_DOCUMENT (self), NULL);
  return g_hash_table_lookup (self->links, GUINT_TO_POINTER (page));
}

/**
 * tw_viewer_document_want_links:
 * @self: a document
 * @page: number of a page, from 0
 *
 * Reads the links of a page; "links-ready" tells when they are there.
 */
void
tw_viewer_document_want_links (TwViewerDocument *self,
                               guint             page)
{
  g_return_if_fail (TW_IS_VIEWER_DOCUMENT (self));
  if (self->failed || g_hash_table_contains (self->links, GUINT_TO_POINTER (page))
      || !g_hash_table_add (self->wanted_links, GUINT_TO_POINTER (page)))
    return;
  tw_renderer_list_links_async (self->renderer, page, TW_SOON, self->cancellable, links_read_cb, want_new (self, page));
}

/**
 * tw_viewer_document_take_error:
 * @self: a document
 * @error: what its renderer answered
 *
 * Returns: whether there will be no more answers
 */
gboolean
tw_viewer_document_take_error (TwViewerDocument *self,
                               const GError     *error)
{
  g_return_val_if_fail (TW_IS_VIEWER_DOCUMENT (self), FALSE);
  if (g_cancellable_is_cancelled (self->cancellable))
    return TRUE;
  if (!g_error_matches (error, TW_RENDER_ERROR, TW_RENDER_ERROR_GONE) && !g_error_matches (error, TW_RENDER_ERROR, TW_RENDER_ERROR_SLOW))
    return FALSE;
  if (!self->failed)
    {
      self->failed = TRUE;
      g_signal_emit (self, signals[FAILED], 0, error);
    }
  return TRUE;
}

/**
 * tw_viewer_document_close:
 * @self: a document
 *
 * Nobody looks at it any more.
 */
void
tw_viewer_document_close (TwViewerDocument *self)
{
  g_return_if_fail (TW_IS_VIEWER_DOCUMENT (self));
  self->failed = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->twin != NULL)
    tw_renderer_close (self->twin);
  tw_renderer_close (self->renderer);
}
