/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-document-compare.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-blobs.h"
#include "tw-document-text.h"
#include "tw-record-file.h"
#include "tw-text-diff.h"

#define AROUND 3                                       /* same lines beside those that differ */

/* --- Lines --- */

static void
line_free (gpointer data)
{
  TwCompareLine *line = data;

  g_clear_pointer (&line->marks, g_array_unref);
  g_free (line->text);
  g_free (line);
}

static const TwToken *
get_token (GArray *tokens,
           guint   i)
{
  return &g_array_index (tokens, TwToken, i);
}

static void
add_line (GPtrArray     *lines,
          TwCompareKind  kind,
          const TwToken *token,
          guint          number)
{
  TwCompareLine *line = g_new0 (TwCompareLine, 1);
  gsize length = token != NULL ? token->length : 0;

  while (length > 0 && (token->text[length - 1] == '\n' || token->text[length - 1] == '\r'))
    length--;
  line->kind = kind;
  line->number = number;
  line->text = token != NULL ? g_strndup (token->text, length) : NULL;
  g_ptr_array_add (lines, line);
}

/* Same lines from … to - 1 of the later text, head of them beside what is before, tail beside what follows. The others are left out, when
 * that saves room. */
static void
add_same (GPtrArray *lines,
          GArray    *later,
          guint      from,
          guint      to,
          guint      head,
          guint      tail)
{
  guint gap_from = from + MIN (head, to - from), gap_to = to - MIN (tail, to - gap_from);

  if (gap_to - gap_from < 2)
    gap_from = gap_to = to;
  for (guint i = from; i < gap_from; i++)
    add_line (lines, TW_COMPARE_SAME, get_token (later, i), i + 1);
  if (gap_to > gap_from)
    add_line (lines, TW_COMPARE_GAP, NULL, gap_to - gap_from);
  for (guint i = gap_to; i < to; i++)
    add_line (lines, TW_COMPARE_SAME, get_token (later, i), i + 1);
}

/* --- Words --- */

/* The bytes from … to of a text that stands in its lines; the first of them is lines[at]. */
static void
mark (GPtrArray  *lines,
      guint       at,
      GArray     *tokens,
      guint       first,
      guint       n,
      const char *from,
      const char *to)
{
  for (guint i = 0; i < n; i++)
    {
      const TwToken *token = get_token (tokens, first + i);
      TwCompareLine *line = g_ptr_array_index (lines, at + i);
      const char *end = token->text + strlen (line->text);
      TwCompareMark part = { 0 };

      if (to <= token->text || from >= end)
        continue;
      part = (TwCompareMark) { MAX (from, token->text) - token->text, MIN (to, end) - token->text };
      if (line->marks == NULL)
        line->marks = g_array_new (FALSE, FALSE, sizeof (TwCompareMark));
      g_array_append_val (line->marks, part);
    }
}

static GArray *
split_run (GArray *tokens,
           guint   from,
           guint   to)
{
  const char *text = get_token (tokens, from)->text;
  const TwToken *last = get_token (tokens, to - 1);

  return tw_text_split_words (text, last->text + last->length - text);
}

static void
mark_words (GPtrArray *lines,
            guint      at,
            GArray    *words,
            guint      words_from,
            guint      words_to,
            GArray    *tokens,
            guint      first,
            guint      n)
{
  const TwToken *last = NULL;

  if (words_from == words_to)
    return;
  last = get_token (words, words_to - 1);
  mark (lines, at, tokens, first, n, get_token (words, words_from)->text, last->text + last->length);
}

/* A run of lines that became another run. Its words are marked where something of it stayed. */
static void
add_hunk (GPtrArray    *lines,
          GArray       *former,
          GArray       *later,
          const TwHunk *hunk)
{
  guint n_former = hunk->base_to - hunk->base_from, n_later = hunk->other_to - hunk->other_from, at = lines->len;

  for (guint i = hunk->base_from; i < hunk->base_to; i++)
    add_line (lines, TW_COMPARE_REMOVED, get_token (former, i), i + 1);
  for (guint i = hunk->other_from; i < hunk->other_to; i++)
    add_line (lines, TW_COMPARE_ADDED, get_token (later, i), i + 1);
  if (n_former > 0 && n_later > 0)
    {
      g_autoptr(GArray) before = split_run (former, hunk->base_from, hunk->base_to);
      g_autoptr(GArray) after = split_run (later, hunk->other_from, hunk->other_to);
      gboolean bounded = FALSE;
      g_autoptr(GArray) hunks = tw_text_diff (before, after, &bounded);

      for (guint i = 0; !bounded && i < hunks->len; i++)
        {
          const TwHunk *part = &g_array_index (hunks, TwHunk, i);

          mark_words (lines, at, before, part->base_from, part->base_to, former, hunk->base_from, n_former);
          mark_words (lines, at + n_former, after, part->other_from, part->other_to, later, hunk->other_from, n_later);
        }
    }
}

/* The last line is a line like the others, whether or not something ends it. */
static char *
dup_ended (const char *text)
{
  return text == NULL || *text == '\0' ? g_strdup ("") : g_str_has_suffix (text, "\n") ? g_strdup (text) : g_strconcat (text, "\n", NULL);
}

/**
 * tw_compare_texts:
 * @former: (nullable): a text
 * @later: (nullable): what became of it
 * @around: how many same lines are kept beside those that differ
 * @n_removed: (out): how many lines only @former has
 * @n_added: (out): how many lines only @later has
 *
 * Returns: (transfer full) (nullable) (element-type TwCompareLine): the lines of both in order; none when they are the same. %NULL: more is
 *   different than can be told line by line
 */
GPtrArray *
tw_compare_texts (const char *former,
                  const char *later,
                  guint       around,
                  guint      *n_removed,
                  guint      *n_added)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  gboolean bounded = FALSE;
  g_autofree char *old = dup_ended (former), *new = dup_ended (later);
  g_autoptr(GArray) before = tw_text_split_lines (old, strlen (old));
  g_autoptr(GArray) after = tw_text_split_lines (new, strlen (new));
  g_autoptr(GArray) hunks = tw_text_diff (before, after, &bounded);
  guint done = 0;

  *n_removed = *n_added = 0;
  /* Of lines that were not looked for it may not be said that they went. */
  if (bounded)
    return NULL;
  for (guint i = 0; i < hunks->len; i++)
    {
      const TwHunk *hunk = &g_array_index (hunks, TwHunk, i);

      add_same (lines, after, done, hunk->other_from, i > 0 ? around : 0, around);
      add_hunk (lines, before, after, hunk);
      *n_removed += hunk->base_to - hunk->base_from;
      *n_added += hunk->other_to - hunk->other_from;
      done = hunk->other_to;
    }
  if (hunks->len > 0)
    add_same (lines, after, done, after->len, around, 0);
  return g_steal_pointer (&lines);
}

/* --- Files --- */

static gboolean
read_side (TwStore       *store,
           const char    *name,
           const char    *hash,
           TwCompareSide *side,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *path = tw_store_dup_blob_path (store, hash), *languages = tw_document_text_dup_languages ();
  g_autoptr(GError) local = NULL;
  TwDocumentTextSource source = TW_DOCUMENT_TEXT_NONE;

  side->type = tw_file_guess_type (store, hash, name);
  side->size = tw_store_get_blob_size (store, hash);
  if (path == NULL || side->size < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _("The file of one of the versions is not on this computer. Open that version, and it is fetched."));
      return FALSE;
    }
  if (tw_document_text_measure (path, side->type, &side->n_pages, &side->width, &side->height, cancellable, &local))
    side->text = tw_document_text_read (store, hash, name, languages, &source, cancellable, &local);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  side->problem = local != NULL ? g_strdup (local->message) : NULL;
  return TRUE;
}

static gboolean
has_text (const TwCompareSide *side)
{
  return side->text != NULL && *side->text != '\0';
}

/**
 * tw_document_compare:
 * @store: the store
 * @name: what the document is called
 * @former: hash of a file
 * @later: hash of another
 * @cancellable: (nullable): to give up
 * @error: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_CANCELLED
 *
 * Blocks; any thread. A file that cannot be read has that as its problem.
 *
 * Returns: (transfer full) (nullable): what is different
 */
TwDocumentComparison *
tw_document_compare (TwStore      *store,
                     const char   *name,
                     const char   *former,
                     const char   *later,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr(TwDocumentComparison) comparison = g_new0 (TwDocumentComparison, 1);

  g_return_val_if_fail (TW_IS_STORE (store) && former != NULL && later != NULL, NULL);
  comparison->same = g_str_equal (former, later);
  if (!read_side (store, name, former, &comparison->former, cancellable, error)
      || !read_side (store, name, later, &comparison->later, cancellable, error))
    return NULL;
  /* Of a file that could not be read nothing may be said to be gone. */
  if (comparison->former.problem == NULL && comparison->later.problem == NULL && (has_text (&comparison->former) || has_text (&comparison->later)))
    {
      comparison->lines = tw_compare_texts (comparison->former.text, comparison->later.text, AROUND, &comparison->n_removed, &comparison->n_added);
      comparison->too_much = comparison->lines == NULL;
    }
  return g_steal_pointer (&comparison);
}

static void
side_clear (TwCompareSide *side)
{
  g_free (side->type);
  g_free (side->text);
  g_free (side->problem);
}

/**
 * tw_document_comparison_free:
 * @comparison: (transfer full): a comparison
 */
void
tw_document_comparison_free (TwDocumentComparison *comparison)
{
  side_clear (&comparison->former);
  side_clear (&comparison->later);
  g_clear_pointer (&comparison->lines, g_ptr_array_unref);
  g_free (comparison);
}
