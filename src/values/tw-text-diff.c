/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortest script between two rows of tokens by the greedy algorithm of E. W. Myers, "An O(ND) Difference Algorithm and
 * Its Variations" (1986). Its memory grows with the square of the differences, so there is a bound: texts that differ in more than
 * MAX_DIFFERENCES tokens have one hunk, from the first to the last difference. */
#include "config.h"

#include "tw-text-diff.h"

#include <string.h>

#define MAX_DIFFERENCES 2000

static gboolean
token_equal (const TwToken *a, const TwToken *b)
{
  return a->length == b->length && memcmp (a->text, b->text, a->length) == 0;
}

static void
add_token (GArray *tokens, const char *from, const char *to)
{
  TwToken token = { from, to - from };

  if (to > from)
    g_array_append_val (tokens, token);
}

/**
 * tw_text_split_lines:
 * @text: UTF-8, lent by the tokens
 * @length: of @text in bytes
 *
 * Returns: (transfer full) (element-type TwToken): the lines with their ends; joined they are @text
 */
GArray *
tw_text_split_lines (const char *text, gsize length)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (TwToken));
  const char *end = text + length;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', end - text);
      const char *next = newline != NULL ? newline + 1 : end;

      add_token (tokens, text, next);
      text = next;
    }
  return tokens;
}

typedef enum { CLASS_WORD, CLASS_BLANK, CLASS_OTHER } CharClass;

static CharClass
classify (gunichar c)
{
  if (g_unichar_isspace (c))
    return CLASS_BLANK;
  /* Marks belong to the letter before them. */
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_' ? CLASS_WORD : CLASS_OTHER;
}

/**
 * tw_text_split_words:
 * @text: UTF-8, lent by the tokens
 * @length: of @text in bytes
 *
 * Returns: (transfer full) (element-type TwToken): words, runs of blanks and single other characters; joined they are @text
 */
GArray *
tw_text_split_words (const char *text, gsize length)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (TwToken));
  const char *end = text + length, *start = text;

  while (start < end)
    {
      CharClass class = classify (g_utf8_get_char (start));
      const char *next = g_utf8_next_char (start);

      while (class != CLASS_OTHER && next < end && classify (g_utf8_get_char (next)) == class)
        next = g_utf8_next_char (next);
      add_token (tokens, start, next);
      start = next;
    }
  return tokens;
}

typedef struct
{
  const TwToken *a, *b;
  int            n, m;                                 /* lengths after the common ends were cut */
  GPtrArray     *trace;                                /* (element-type int[]) the furthest x of each diagonal, one array a step */
} Script;

static int
follow_diagonal (Script *script, int x, int k)
{
  while (x < script->n && x - k < script->m && token_equal (&script->a[x], &script->b[x - k]))
    x++;
  return x;
}

/* The number of differences, or -1 above the bound. reached[k + d] is the furthest x on diagonal k after d steps. */
static int
search_script (Script *script)
{
  for (int d = 0; d <= MIN (script->n + script->m, MAX_DIFFERENCES); d++)
    {
      int *reached = g_new (int, 2 * d + 1);
      const int *former = d > 0 ? g_ptr_array_index (script->trace, d - 1) : NULL;

      g_ptr_array_add (script->trace, reached);
      for (int k = -d; k <= d; k += 2)
        {
          gboolean down = k == -d || (k != d && former[k - 1 + d - 1] < former[k + 1 + d - 1]);
          int x = d == 0 ? 0 : down ? former[k + 1 + d - 1] : former[k - 1 + d - 1] + 1;

          reached[k + d] = x = follow_diagonal (script, x, k);
          if (x >= script->n && x - k >= script->m)
            return d;
        }
    }
  return -1;
}

static void
put_step (GArray *hunks, guint base, guint other, gboolean insert)
{
  TwHunk *last = hunks->len > 0 ? &g_array_index (hunks, TwHunk, hunks->len - 1) : NULL;
  TwHunk hunk = { base, base + !insert, other, other + insert };

  /* Steps come from the end to the beginning. */
  if (last != NULL && last->base_from == hunk.base_to && last->other_from == hunk.other_to)
    {
      last->base_from = hunk.base_from;
      last->other_from = hunk.other_from;
    }
  else
    g_array_append_val (hunks, hunk);
}

static void
walk_back (Script *script, int differences, guint offset, GArray *hunks)
{
  int x = script->n, y = script->m;

  for (int d = differences; d > 0; d--)
    {
      const int *former = g_ptr_array_index (script->trace, d - 1);
      int k = x - y;
      gboolean down = k == -d || (k != d && former[k - 1 + d - 1] < former[k + 1 + d - 1]);
      int from_k = down ? k + 1 : k - 1;

      x = former[from_k + d - 1];
      y = x - from_k;
      put_step (hunks, x + offset, y + offset, down);
    }
}

static void
reverse (GArray *hunks)
{
  for (guint i = 0; i < hunks->len / 2; i++)
    {
      TwHunk *a = &g_array_index (hunks, TwHunk, i), *b = &g_array_index (hunks, TwHunk, hunks->len - 1 - i), former = *a;

      *a = *b;
      *b = former;
    }
}

/**
 * tw_text_diff:
 * @base: (element-type TwToken): what was there
 * @other: (element-type TwToken): what became of it
 * @bounded: (out) (optional): whether more is different than is looked for: then there is one hunk, in which something may be the same
 *
 * Returns: (transfer full) (element-type TwHunk): the replaced runs in order; between two there is at least one equal token
 */
GArray *
tw_text_diff (GArray *base, GArray *other, gboolean *bounded)
{
  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (TwHunk));
  const TwToken *a = (const TwToken *) base->data, *b = (const TwToken *) other->data;
  guint head = 0, tail = 0, shorter = MIN (base->len, other->len);
  g_autoptr (GPtrArray) trace = g_ptr_array_new_with_free_func (g_free);
  Script script;
  int differences;

  if (bounded != NULL)
    *bounded = FALSE;
  while (head < shorter && token_equal (&a[head], &b[head]))
    head++;
  while (tail < shorter - head && token_equal (&a[base->len - 1 - tail], &b[other->len - 1 - tail]))
    tail++;
  if (head + tail == base->len && head + tail == other->len)
    return hunks;
  /* Of an empty text there is no array to point into. */
  script = (Script) { head > 0 ? a + head : a, head > 0 ? b + head : b, base->len - head - tail, other->len - head - tail, trace };
  /* What only came or only went is one run, however long. */
  differences = script.n > 0 && script.m > 0 ? search_script (&script) : -1;
  if (bounded != NULL)
    *bounded = differences < 0 && script.n > 0 && script.m > 0;
  if (differences >= 0)
    walk_back (&script, differences, head, hunks);
  else
    {
      TwHunk whole = { head, base->len - tail, head, other->len - tail };

      g_array_append_val (hunks, whole);
    }
  reverse (hunks);
  return hunks;
}
