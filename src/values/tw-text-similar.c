/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How alike two texts are: trigrams, and words that differ by one edit. */

#include <string.h>

#include "tw-text.h"

/* The trigrams of a folded text with two spaces before and one after, as a set. */
static GHashTable *
trigrams_of (const char *folded)
{
  GHashTable *set = g_hash_table_new (g_direct_hash, g_direct_equal);
  gunichar window[3] = { ' ', ' ', ' ' };
  gboolean last = FALSE;

  for (const char *p = folded; !last;)
    {
      gunichar c = ' ';

      if (*p)
        {
          c = g_utf8_get_char (p);
          p = g_utf8_next_char (p);
        }
      else
        last = TRUE;
      window[0] = window[1];
      window[1] = window[2];
      window[2] = c;
      /* 21 bits a character: the three make one 63-bit key. */
      g_hash_table_add (set, (gpointer) (((guint64) window[0] << 42) | ((guint64) window[1] << 21) | window[2]));
    }
  return set;
}

/**
 * tw_text_similarity:
 * @a: (nullable): a text
 * @b: (nullable): another
 *
 * The shared part of all trigrams of the folded forms (Jaccard), the texts being led by two blanks and followed by
 * one.
 *
 * Returns: 0…1; 1 for equal folded forms
 */
double
tw_text_similarity (const char *a, const char *b)
{
  g_autofree char *x = tw_text_fold (a);
  g_autofree char *y = tw_text_fold (b);
  g_autoptr(GHashTable) s = trigrams_of (x);
  g_autoptr(GHashTable) t = trigrams_of (y);
  GHashTableIter iter;
  gpointer key;
  guint shared = 0;

  if (strcmp (x, y) == 0)
    return 1;
  g_hash_table_iter_init (&iter, s);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    shared += g_hash_table_contains (t, key);
  return (double) shared / (g_hash_table_size (s) + g_hash_table_size (t) - shared);
}

/* Whether two folded words differ by one edit: a letter changed, added, left out, or two neighbours swapped. */
static gboolean
is_near (const char *a, const char *b)
{
  g_autofree gunichar *x = g_utf8_to_ucs4_fast (a, -1, NULL);
  g_autofree gunichar *y = g_utf8_to_ucs4_fast (b, -1, NULL);
  glong n = g_utf8_strlen (a, -1), m = g_utf8_strlen (b, -1), i = 0, j = 0;

  if (ABS (n - m) > 1 || MIN (n, m) < 3)
    return FALSE;
  while (i < n && i < m && x[i] == y[i])
    i++;
  while (j < n - i && j < m - i && x[n - 1 - j] == y[m - 1 - j])
    j++;
  if (MAX (n, m) - i - j <= 1)
    return TRUE;
  return n == m && n - i - j == 2 && x[i] == y[i + 1] && x[i + 1] == y[i];
}

/**
 * tw_text_similar:
 * @a: a text
 * @b: another text
 *
 * The `~` operator: the texts share two fifths of their trigrams, or every word of @b is, or is one edit from, a word of @a.
 *
 * Returns: whether the texts are similar
 */
gboolean
tw_text_similar (const char *a, const char *b)
{
  if (tw_text_similarity (a, b) >= 0.4)
    return TRUE;

  g_auto(GStrv) words = tw_text_words (a);
  g_auto(GStrv) wanted = tw_text_words (b);

  for (char **w = wanted; *w; w++)
    {
      gboolean found = FALSE;

      for (char **v = words; *v && !found; v++)
        found = strcmp (*v, *w) == 0 || is_near (*v, *w);
      if (!found)
        return FALSE;
    }
  return wanted[0] != NULL;
}
