/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tw-merge.h"
#include "tw-text-diff.h"

typedef struct
{
  const char *name, *base, *mine, *theirs, *result;    /* result NULL: they overlap */
} Case;

static const Case cases[] = {
  { "nobody", "a\nb\n", "a\nb\n", "a\nb\n", "a\nb\n" },
  { "only-mine", "a\nb\n", "a\nB\n", "a\nb\n", "a\nB\n" },
  { "only-theirs", "a\nb\n", "a\nb\n", "A\nb\n", "A\nb\n" },
  { "different-lines", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n" },
  { "same-change", "a\nb\n", "a\nX\n", "a\nX\n", "a\nX\n" },
  { "same-insertion", "", "Called.", "Called.", "Called." },
  { "different-words-of-a-line", "The price is 10 euros today.", "The price is 12 euros today.", "The price is 10 euros tomorrow.",
    "The price is 12 euros tomorrow." },
  { "same-word", "price 10", "price 12", "price 13", NULL },
  { "two-insertions-at-one-place", "a\n", "a\nb\n", "a\nc\n", NULL },
  { "insertions-at-both-ends", "middle\n", "first\nmiddle\n", "middle\nlast\n", "first\nmiddle\nlast\n" },
  { "deleted-and-changed", "a\nb\nc\n", "a\nc\n", "a\nB\nc\n", NULL },
  { "deleted-by-both", "a\nb\nc\n", "a\nc\n", "a\nc\n", "a\nc\n" },
  { "everything-deleted", "a\nb\n", "", "a\nb\n", "" },
  { "no-end-of-line", "a\nb", "a\nb\nc", "A\nb", "A\nb\nc" },
  { "arabic", "السعر عشرة اليوم", "السعر عشرون اليوم", "السعر عشرة غدا", "السعر عشرون غدا" },
  { "marks", "e\xcc\x81te\xcc\x81 chaud", "e\xcc\x81te\xcc\x81 froid", "hiver chaud", "hiver froid" },
  { "adjacent-lines", "a\nb\n", "A\nb\n", "a\nB\n", "A\nB\n" },
};

static void
test_cases (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *merged = tw_merge_text (c->base, c->mine, c->theirs);
  g_autofree char *turned = tw_merge_text (c->base, c->theirs, c->mine);

  g_assert_cmpstr (merged, ==, c->result);
  /* Who comes first does not matter. */
  g_assert_cmpstr (turned, ==, c->result);
}

static char *
make_text (GRand *dice, guint n_lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      for (guint w = g_rand_int_range (dice, 0, 6); w > 0; w--)
        g_string_append_printf (text, "w%u ", g_rand_int_range (dice, 0, 20));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static char *
apply_hunks (GArray *base, GArray *other, GArray *hunks)
{
  GString *text = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; i <= hunks->len; i++)
    {
      const TwHunk *hunk = i < hunks->len ? &g_array_index (hunks, TwHunk, i) : NULL;
      guint to = hunk != NULL ? hunk->base_from : base->len;

      for (; at < to; at++)
        g_string_append_len (text, g_array_index (base, TwToken, at).text, g_array_index (base, TwToken, at).length);
      if (hunk == NULL)
        break;
      if (i > 0)
        g_assert_cmpuint (hunk->base_from, >, g_array_index (hunks, TwHunk, i - 1).base_to);
      for (guint o = hunk->other_from; o < hunk->other_to; o++)
        g_string_append_len (text, g_array_index (other, TwToken, o).text, g_array_index (other, TwToken, o).length);
      at = hunk->base_to;
    }
  return g_string_free (text, FALSE);
}

/* A difference applied to its base gives the other text, whatever they are; and merging with an unchanged side gives the changed one. */
static void
test_random (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *a = make_text (dice, g_rand_int_range (dice, 0, 12)), *b = make_text (dice, g_rand_int_range (dice, 0, 12));
      gboolean words = i % 2;
      g_autoptr (GArray) base = words ? tw_text_split_words (a, strlen (a)) : tw_text_split_lines (a, strlen (a));
      g_autoptr (GArray) other = words ? tw_text_split_words (b, strlen (b)) : tw_text_split_lines (b, strlen (b));
      g_autoptr (GArray) hunks = tw_text_diff (base, other, NULL);
      g_autofree char *applied = apply_hunks (base, other, hunks), *mine = tw_merge_text (a, b, a), *theirs = tw_merge_text (a, a, b);

      g_assert_cmpstr (applied, ==, b);
      g_assert_cmpstr (mine, ==, b);
      g_assert_cmpstr (theirs, ==, b);
    }
}

/* Two texts of 20,000 lines without a common one: bounded work, one hunk. */
static void
test_long (void)
{
  g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);
  g_autoptr (GArray) base = NULL, other = NULL, hunks = NULL, none = NULL, came = NULL;
  gboolean bounded = FALSE;

  for (guint i = 0; i < 20000; i++)
    {
      g_string_append_printf (a, "a%u\n", i);
      g_string_append_printf (b, "b%u\n", i);
    }
  base = tw_text_split_lines (a->str, a->len);
  other = tw_text_split_lines (b->str, b->len);
  hunks = tw_text_diff (base, other, &bounded);
  g_assert_cmpuint (hunks->len, ==, 1);
  g_assert_cmpuint (g_array_index (hunks, TwHunk, 0).base_to, ==, 20000);
  g_assert_true (bounded);
  /* What only came is one run for certain. */
  none = tw_text_split_lines ("", 0);
  came = tw_text_diff (none, other, &bounded);
  g_assert_cmpuint (came->len, ==, 1);
  g_assert_cmpuint (g_array_index (came, TwHunk, 0).other_to, ==, 20000);
  g_assert_false (bounded);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/text-merge/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_cases);
    }
  g_test_add_func ("/sync/text-merge/random", test_random);
  g_test_add_func ("/sync/text-merge/long", test_long);
  return g_test_run ();
}
