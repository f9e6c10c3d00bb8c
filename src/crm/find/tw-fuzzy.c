/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-fuzzy.h"

#include <string.h>

#include "tw-text.h"

#define MAX_TEXT    200                                /* characters of a title that are looked at */
#define MAX_WORD    40                                 /* characters of one typed word */
#define NONE        (-1.0f)

/* Points of a letter; a whole word from its start gets them all, and what falls below the least share is noise. */
#define AT_TEXT_START 5.0f
#define AT_WORD_START 3.0f
#define IN_A_ROW      4.0f
#define ANYWHERE      1.0f
#define GAP           0.1f
#define LEAST         0.52f

struct _TwFuzzyText
{
  char     *text;                                      /* (owned) */
  gunichar *letters;                                   /* (owned) folded */
  guint    *source;                                    /* (owned) which character of text each came from */
  gboolean *starts;                                    /* (owned) whether a word begins there */
  guint     n;
};

/* Characters are folded one by one, so that each folded letter knows where it came from. */
static void
add_character (GArray     *letters,
               GArray     *source,
               GArray     *starts,
               const char *at,
               guint       position,
               gboolean    start)
{
  g_autofree char *one = g_strndup (at, g_utf8_next_char (at) - at);
  g_autofree char *folded = tw_text_fold (one);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);
      gboolean first = start && p == folded;

      g_array_append_val (letters, letter);
      g_array_append_val (source, position);
      g_array_append_val (starts, first);
    }
}

/**
 * tw_fuzzy_text_new:
 * @text: a title in valid UTF-8
 *
 * Makes a title ready to be matched many times.
 *
 * Returns: (transfer full): the title
 */
TwFuzzyText *
tw_fuzzy_text_new (const char *text)
{
  TwFuzzyText *self = NULL;
  g_autoptr(GArray) letters = g_array_new (FALSE, FALSE, sizeof (gunichar));
  g_autoptr(GArray) source = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GArray) starts = g_array_new (FALSE, FALSE, sizeof (gboolean));
  gboolean in_word = FALSE;
  guint position = 0;

  g_return_val_if_fail (text != NULL, NULL);
  for (const char *p = text; *p != '\0' && position < MAX_TEXT; p = g_utf8_next_char (p), position++)
    {
      gboolean is_word = g_unichar_isalnum (g_utf8_get_char (p)) || g_unichar_ismark (g_utf8_get_char (p));

      add_character (letters, source, starts, p, position, is_word && !in_word);
      in_word = is_word;
    }
  self = g_new0 (TwFuzzyText, 1);
  self->text = g_strdup (text);
  self->n = MIN (letters->len, MAX_TEXT);
  self->letters = (gunichar *) g_array_free (g_steal_pointer (&letters), FALSE);
  self->source = (guint *) g_array_free (g_steal_pointer (&source), FALSE);
  self->starts = (gboolean *) g_array_free (g_steal_pointer (&starts), FALSE);
  return self;
}

/**
 * tw_fuzzy_text_free:
 * @self: (transfer full): a title
 *
 * Frees it.
 */
void
tw_fuzzy_text_free (TwFuzzyText *self)
{
  g_free (self->text);
  g_free (self->letters);
  g_free (self->source);
  g_free (self->starts);
  g_free (self);
}

/* Nearly all titles lack a letter, which is found out faster than by the tables below. */
static gboolean
has_letters (TwFuzzyText    *self,
             const gunichar *word,
             guint           m)
{
  guint j = 0;

  for (guint i = 0; i < self->n && j < m; i++)
    if (self->letters[i] == word[j])
      j++;
  return j == m;
}

/* The best way to lay the letters of a word on the title; a row of the table is a letter of the word. */
static float
match_word (TwFuzzyText    *self,
            const gunichar *word,
            guint           m,
            GArray         *letters)
{
  float score[MAX_WORD][MAX_TEXT];
  guint8 from[MAX_WORD][MAX_TEXT];
  float best = NONE, most = AT_TEXT_START + (m - 1) * IN_A_ROW;
  guint end = 0;

  for (guint j = 0; j < m; j++)
    {
      float run = NONE;
      guint run_at = 0;

      for (guint i = 0; i < self->n; i++)
        {
          float points = self->starts[i] ? (i == 0 ? AT_TEXT_START : AT_WORD_START) : ANYWHERE;

          score[j][i] = NONE;
          if (j > 0 && i > 0 && score[j - 1][i - 1] >= 0 && score[j - 1][i - 1] >= run)
            {
              run = score[j - 1][i - 1];
              run_at = i - 1;
            }
          if (self->letters[i] == word[j] && (j == 0 || run >= 0))
            {
              score[j][i] = j == 0 ? points : run + points;
              from[j][i] = run_at;
              if (j > 0 && score[j - 1][i - 1] >= 0 && score[j - 1][i - 1] + IN_A_ROW >= score[j][i])
                {
                  score[j][i] = score[j - 1][i - 1] + IN_A_ROW;
                  from[j][i] = i - 1;
                }
            }
          if (j == m - 1 && score[j][i] > best)
            {
              best = score[j][i];
              end = i;
            }
          run = run >= 0 ? MAX (run - GAP, 0) : run;
        }
    }
  if (best < 0 || best / most < LEAST)
    return 0;
  for (guint j = m; letters != NULL && j > 0; j--)
    {
      g_array_append_val (letters, self->source[end]);
      end = from[j - 1][end];
    }
  return best / most;
}

/**
 * tw_fuzzy_text_match:
 * @self: a title
 * @typed: what was typed
 * @letters: (nullable) (element-type guint): receives the matched characters' positions in the title, in no order
 *
 * Each word of @typed must be in the title with its letters in order, the words in any order.
 *
 * Returns: 0 when it does not match or nothing was typed; otherwise how well, up to 1
 */
double
tw_fuzzy_text_match (TwFuzzyText *self,
                     const char  *typed,
                     GArray      *letters)
{
  g_autofree char *folded = NULL;
  g_auto(GStrv) words = NULL;
  double sum = 0;
  guint n_words = 0, n_letters = 0;

  g_return_val_if_fail (self != NULL && typed != NULL, 0);
  folded = tw_text_fold (typed);
  words = g_strsplit_set (folded, " \t\n", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree gunichar *word = NULL;
      glong m = 0;
      float quality;

      if (*words[i] == '\0')
        continue;
      word = g_utf8_to_ucs4_fast (words[i], -1, &m);
      if (m > MAX_WORD || (guint) m > self->n || !has_letters (self, word, m))
        return 0;
      quality = match_word (self, word, m, letters);
      if (quality == 0)
        return 0;
      sum += quality;
      n_words++;
      n_letters += m;
    }
  if (n_words == 0)
    return 0;
  /* A shorter title is nearer to what was typed. */
  return MIN (1.0, 0.9 * sum / n_words + 0.1 * n_letters / self->n);
}

/**
 * tw_fuzzy_text_dup_markup:
 * @self: a title
 * @letters: (element-type guint): positions of characters, as tw_fuzzy_text_match() gives them
 *
 * Returns: (transfer full): the title as Pango markup, these characters in bold
 */
char *
tw_fuzzy_text_dup_markup (TwFuzzyText *self,
                          GArray      *letters)
{
  g_autofree gboolean *bold = NULL;
  GString *markup = NULL;
  gboolean on = FALSE;
  guint position = 0;

  g_return_val_if_fail (self != NULL && letters != NULL, NULL);
  bold = g_new0 (gboolean, MAX_TEXT);
  markup = g_string_new (NULL);
  for (guint i = 0; i < letters->len; i++)
    bold[MIN (g_array_index (letters, guint, i), MAX_TEXT - 1)] = TRUE;
  for (const char *p = self->text; *p != '\0'; p = g_utf8_next_char (p), position++)
    {
      gboolean wanted = position < MAX_TEXT && bold[position];
      g_autofree char *escaped = g_markup_escape_text (p, g_utf8_next_char (p) - p);

      if (wanted != on)
        g_string_append (markup, wanted ? "<b>" : "</b>");
      on = wanted;
      g_string_append (markup, escaped);
    }
  if (on)
    g_string_append (markup, "</b>");
  return g_string_free (markup, FALSE);
}
