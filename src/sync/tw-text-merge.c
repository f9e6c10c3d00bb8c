/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merging two changed texts with the text that both began from (diff3): by line first; lines that both changed are merged by
 * word; words that both changed cannot be merged by a program. */
#include "config.h"

#include <string.h>

#include "tw-merge.h"
#include "tw-text-diff.h"

typedef GArray *(*Splitter) (const char *text, gsize length);

typedef struct
{
  GArray *tokens;                                      /* TwToken */
  GArray *hunks;                                       /* TwHunk against base */
  guint   next;                                        /* hunk */
  int     shift;                                       /* tokens here minus tokens in base, before the next hunk */
} Side;

typedef struct
{
  GArray  *base;                                       /* TwToken */
  Side     mine, theirs;
  GString *result;
} Merge;

static gboolean merge_into (const char *base, gsize n_base, const char *mine, gsize n_mine, const char *theirs, gsize n_theirs,
                            Splitter splitter, GString *result);

static const TwHunk *
side_peek (Side *side)
{
  return side->next < side->hunks->len ? &g_array_index (side->hunks, TwHunk, side->next) : NULL;
}

static void
append_tokens (GString *result, GArray *tokens, guint from, guint to)
{
  if (to > from)
    {
      const TwToken *first = &g_array_index (tokens, TwToken, from), *last = &g_array_index (tokens, TwToken, to - 1);

      g_string_append_len (result, first->text, last->text + last->length - first->text);
    }
}

static const char *
get_span (GArray *tokens, guint from, guint to, gsize *length)
{
  const TwToken *first, *last;

  *length = 0;
  if (to <= from)
    return "";
  first = &g_array_index (tokens, TwToken, from);
  last = &g_array_index (tokens, TwToken, to - 1);
  *length = last->text + last->length - first->text;
  return first->text;
}

/* Takes the hunks that touch base tokens from … *to, and widens *to to their end. */
static gboolean
side_take (Side *side, guint from, guint *to)
{
  const TwHunk *hunk;
  gboolean any = FALSE;

  while ((hunk = side_peek (side)) != NULL && hunk->base_from <= *to)
    {
      *to = MAX (*to, hunk->base_to);
      side->shift += (int) (hunk->other_to - hunk->other_from) - (int) (hunk->base_to - hunk->base_from);
      side->next++;
      any = TRUE;
    }
  return any;
}

/* Base tokens from … to, which both sides replaced. */
static gboolean
merge_overlap (Merge *merge, guint from, guint to, int mine_shift, int theirs_shift, Splitter splitter)
{
  gsize n_base, n_mine, n_theirs;
  const char *base = get_span (merge->base, from, to, &n_base);
  const char *mine = get_span (merge->mine.tokens, from + mine_shift, to + merge->mine.shift, &n_mine);
  const char *theirs = get_span (merge->theirs.tokens, from + theirs_shift, to + merge->theirs.shift, &n_theirs);

  if (n_mine == n_theirs && memcmp (mine, theirs, n_mine) == 0)
    {
      g_string_append_len (merge->result, mine, n_mine);
      return TRUE;
    }
  return splitter == tw_text_split_lines
         && merge_into (base, n_base, mine, n_mine, theirs, n_theirs, tw_text_split_words, merge->result);
}

static gboolean
merge_hunks (Merge *merge, Splitter splitter)
{
  guint done = 0;

  for (;;)
    {
      const TwHunk *mine = side_peek (&merge->mine), *theirs = side_peek (&merge->theirs);
      int mine_shift = merge->mine.shift, theirs_shift = merge->theirs.shift;
      gboolean mine_changed = FALSE, theirs_changed = FALSE, more = TRUE;
      guint from, to;

      if (mine == NULL && theirs == NULL)
        break;
      from = MIN (mine != NULL ? mine->base_from : G_MAXUINT, theirs != NULL ? theirs->base_from : G_MAXUINT);
      to = from;
      while (more)
        {
          gboolean mine_more = side_take (&merge->mine, from, &to), theirs_more = side_take (&merge->theirs, from, &to);

          mine_changed |= mine_more;
          theirs_changed |= theirs_more;
          more = mine_more || theirs_more;
        }
      append_tokens (merge->result, merge->base, done, from);
      if (mine_changed && theirs_changed)
        {
          if (!merge_overlap (merge, from, to, mine_shift, theirs_shift, splitter))
            return FALSE;
        }
      else if (mine_changed)
        append_tokens (merge->result, merge->mine.tokens, from + mine_shift, to + merge->mine.shift);
      else
        append_tokens (merge->result, merge->theirs.tokens, from + theirs_shift, to + merge->theirs.shift);
      done = to;
    }
  append_tokens (merge->result, merge->base, done, merge->base->len);
  return TRUE;
}

static gboolean
merge_into (const char *base, gsize n_base, const char *mine, gsize n_mine, const char *theirs, gsize n_theirs, Splitter splitter,
            GString *result)
{
  g_autoptr (GArray) base_tokens = splitter (base, n_base), mine_tokens = splitter (mine, n_mine);
  g_autoptr (GArray) theirs_tokens = splitter (theirs, n_theirs);
  g_autoptr (GArray) mine_hunks = tw_text_diff (base_tokens, mine_tokens, NULL), theirs_hunks = tw_text_diff (base_tokens, theirs_tokens, NULL);
  Merge merge = { base_tokens, { mine_tokens, mine_hunks }, { theirs_tokens, theirs_hunks }, result };

  return merge_hunks (&merge, splitter);
}

/**
 * tw_merge_text:
 * @base: UTF-8, what both began from
 * @mine: UTF-8
 * @theirs: UTF-8
 *
 * Both changes in one text. Changes that touch each other (also two insertions at one place) cannot be put together, unless
 * they are the same.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL when the changes overlap
 */
char *
tw_merge_text (const char *base, const char *mine, const char *theirs)
{
  g_autoptr (GString) result = g_string_new (NULL);

  if (!merge_into (base, strlen (base), mine, strlen (mine), theirs, strlen (theirs), tw_text_split_lines, result))
    return NULL;
  return g_string_free (g_steal_pointer (&result), FALSE);
}
