/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-viewer-find.h"

#define MAX_HITS   100000                              /* nobody steps through more */
#define AHEAD      8                                   /* pages that are read before their turn */
#define TELL_EVERY (100 * 1000)                        /* µs */

struct _TwViewerFind
{
  GObject           parent_instance;

  TwViewerDocument *document;                          /* (owned) */
  char             *words;                             /* (owned) "" when nothing is looked for */
  GHashTable       *hits;                              /* (owned) page → GArray of TwTextSpan; pages without any are not in it */
  guint             n_hits;
  guint             from;                              /* the page that it began with */
  guint             n_read;                            /* pages that were looked at */
  gint64            told;                              /* when "changed" was emitted last */
  gboolean          has_current;
  guint             page, index;                       /* the current one */
};

G_DEFINE_FINAL_TYPE (TwViewerFind, tw_viewer_find, G_TYPE_OBJECT)

enum { CHANGED, CURRENT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static guint
get_n_pages (TwViewerFind *self)
{
  return tw_viewer_document_get_n_pages (self->document);
}

/* Pages in the order in which they are looked at. */
static guint
get_page (TwViewerFind *self,
          guint         nth)
{
  return (self->from + nth) % MAX (get_n_pages (self), 1);
}

static gboolean
is_over (TwViewerFind *self)
{
  return *self->words == '\0' || self->n_read >= get_n_pages (self) || self->n_hits >= MAX_HITS;
}

/* FALSE: its text is not there yet. */
static gboolean
look_at (TwViewerFind *self,
         guint         page)
{
  TwPageText *text = tw_viewer_document_peek_words (self->document, page);
  GArray *spans = NULL;

  if (text == NULL)
    return FALSE;
  spans = tw_page_text_find (text, self->words);
  if (spans->len == 0)
    {
      g_array_unref (spans);
      return TRUE;
    }
  self->n_hits += spans->len;
  g_hash_table_insert (self->hits, GUINT_TO_POINTER (page), spans);
  if (!self->has_current)
    {
      self->has_current = TRUE;
      self->page = page;
      self->index = 0;
      g_signal_emit (self, signals[CURRENT_CHANGED], 0);
    }
  return TRUE;
}

/* A few texts ahead: the processes that read them never wait, and others' wishes never wait for long. */
static void
go_on (TwViewerFind *self)
{
  guint before = self->n_read;

  while (!is_over (self) && look_at (self, get_page (self, self->n_read)))
    self->n_read++;
  for (guint i = 0; i < AHEAD && !is_over (self) && self->n_read + i < get_n_pages (self); i++)
    tw_viewer_document_want_words (self->document, get_page (self, self->n_read + i));
  /* Whoever shows it draws anew: a few times a second is enough, and the last one counts. */
  if (self->n_read != before && (is_over (self) || g_get_monotonic_time () - self->told >= TELL_EVERY))
    {
      self->told = g_get_monotonic_time ();
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static void
words_ready_cb (TwViewerFind *self,
               guint         page)
{
  if (!is_over (self) && page == get_page (self, self->n_read))
    go_on (self);
}

static void
tw_viewer_find_finalize (GObject *object)
{
  TwViewerFind *self = TW_VIEWER_FIND (object);

  g_hash_table_unref (self->hits);
  g_object_unref (self->document);
  g_free (self->words);
  G_OBJECT_CLASS (tw_viewer_find_parent_class)->finalize (object);
}

static void
tw_viewer_find_class_init (TwViewerFindClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_viewer_find_finalize;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_VIEWER_FIND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CURRENT_CHANGED] = g_signal_new ("current-changed", TW_TYPE_VIEWER_FIND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_viewer_find_init (TwViewerFind *self)
{
  self->hits = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  self->words = g_strdup ("");
}

/**
 * tw_viewer_find_new:
 * @document: a document
 *
 * Returns: (transfer full): a search for nothing yet
 */
TwViewerFind *
tw_viewer_find_new (TwViewerDocument *document)
{
  TwViewerFind *self = g_object_new (TW_TYPE_VIEWER_FIND, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "words-ready", G_CALLBACK (words_ready_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * tw_viewer_find_set_words:
 * @self: a search
 * @words: (nullable): what is looked for
 * @from: the page to begin with
 *
 * Looks for something else.
 */
void
tw_viewer_find_set_words (TwViewerFind *self,
                          const char   *words,
                          guint         from)
{
  g_autofree char *clean = g_strstrip (g_strdup (words != NULL ? words : ""));

  g_return_if_fail (TW_IS_VIEWER_FIND (self));
  if (g_str_equal (clean, self->words))
    return;
  g_free (self->words);
  self->words = g_steal_pointer (&clean);
  g_hash_table_remove_all (self->hits);
  self->n_hits = self->n_read = 0;
  self->from = from;
  self->has_current = FALSE;
  go_on (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tw_viewer_find_again:
 * @self: a search
 *
 * Looks through the document once more: it says something else now.
 */
void
tw_viewer_find_again (TwViewerFind *self)
{
  g_autofree char *words = NULL;
  guint from = 0;

  g_return_if_fail (TW_IS_VIEWER_FIND (self));
  words = g_steal_pointer (&self->words);
  from = self->from;
  self->words = g_strdup ("");
  tw_viewer_find_set_words (self, words, from);
}

/**
 * tw_viewer_find_get_words:
 * @self: a search
 *
 * Returns: (transfer none): what is looked for; "" for nothing
 */
const char *
tw_viewer_find_get_words (TwViewerFind *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_FIND (self), NULL);
  return self->words;
}

/**
 * tw_viewer_find_is_busy:
 * @self: a search
 *
 * Returns: whether there are pages that were not looked at yet
 */
gboolean
tw_viewer_find_is_busy (TwViewerFind *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_FIND (self), FALSE);
  return !is_over (self);
}

/**
 * tw_viewer_find_get_n_hits:
 * @self: a search
 *
 * Returns: how many places are known
 */
guint
tw_viewer_find_get_n_hits (TwViewerFind *self)
{
  g_return_val_if_fail (TW_IS_VIEWER_FIND (self), 0);
  return self->n_hits;
}

/**
 * tw_viewer_find_get_number:
 * @self: a search
 *
 * Returns: the number of the current place in the document, from 1; 0 without one
 */
guint
tw_viewer_find_get_number (TwViewerFind *self)
{
  GHashTableIter iter;
  gpointer page = NULL, spans = NULL;
  guint n = 0;

  g_return_val_if_fail (TW_IS_VIEWER_FIND (self), 0);
  if (!self->has_current)
    return 0;
  g_hash_table_iter_init (&iter, self->hits);
  while (g_hash_table_iter_next (&iter, &page, &spans))
    if (GPOINTER_TO_UINT (page) < self->page)
      n += ((GArray *) spans)->len;
  return n + self->index + 1;
}

/**
 * tw_viewer_find_get_current:
 * @self: a search
 * @page: (out): its page
 * @span: (out): its characters
 *
 * Returns: whether there is a current place
 */
gboolean
tw_viewer_find_get_current (TwViewerFind *self,
                            guint        *page,
                            TwTextSpan   *span)
{
  GArray *spans = NULL;

  g_return_val_if_fail (TW_IS_VIEWER_FIND (self), FALSE);
  spans = self->has_current ? g_hash_table_lookup (self->hits, GUINT_TO_POINTER (self->page)) : NULL;
  if (spans == NULL || self->index >= spans->len)
    return FALSE;
  *page = self->page;
  *span = g_array_index (spans, TwTextSpan, self->index);
  return TRUE;
}

/**
 * tw_viewer_find_get_hits:
 * @self: a search
 * @page: number of a page, from 0
 *
 * Returns: (transfer none) (nullable) (element-type TwTextSpan): the places on it
 */
GArray *
tw_viewer_find_get_hits (TwViewerFind *self,
                         guint         page)
{
  g_return_val_if_fail (TW_IS_VIEWER_FIND (self), NULL);
  return g_hash_table_lookup (self->hits, GUINT_TO_POINTER (page));
}

static guint
count_on (TwViewerFind *self,
          guint         page)
{
  GArray *spans = g_hash_table_lookup (self->hits, GUINT_TO_POINTER (page));

  return spans != NULL ? spans->len : 0;
}

/**
 * tw_viewer_find_step:
 * @self: a search
 * @forward: whether to the next one, and not to the one before
 *
 * Makes another place the current one.
 */
void
tw_viewer_find_step (TwViewerFind *self,
                     gboolean      forward)
{
  guint n_pages = 0;

  g_return_if_fail (TW_IS_VIEWER_FIND (self));
  n_pages = get_n_pages (self);
  if (!self->has_current)
    return;
  if (forward ? self->index + 1 < count_on (self, self->page) : self->index > 0)
    self->index = forward ? self->index + 1 : self->index - 1;
  else
    {
      do
        self->page = forward ? (self->page + 1) % n_pages : (self->page + n_pages - 1) % n_pages;
      while (count_on (self, self->page) == 0);
      self->index = forward ? 0 : count_on (self, self->page) - 1;
    }
  g_signal_emit (self, signals[CURRENT_CHANGED], 0);
}

/**
 * tw_viewer_find_close:
 * @self: a search
 *
 * Looks for nothing any more, and tells nobody.
 */
void
tw_viewer_find_close (TwViewerFind *self)
{
  g_return_if_fail (TW_IS_VIEWER_FIND (self));
  g_free (self->words);
  self->words = g_strdup ("");
  self->has_current = FALSE;
}
