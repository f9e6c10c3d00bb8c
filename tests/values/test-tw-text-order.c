/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing in place, as indexes do, gives the order of the folded forms, whatever two texts have in common. */
#include "config.h"

#include <string.h>

#include "tw-text.h"

static const char *const parts[] = {
  "a", "A", "b", "Z", "z", " ", "-", "1", "É", "é", "e\xcc\x81", "\xcc\x81", "\xcc\x88", "ß", "ss", "SS", "ﬁ", "fi", "Σ", "σ", "ς",
  "İ", "i", "ı", "أ", "ا", "إ", "ـ", "\xd9\x8e", "李", "Ａ", "ｱ", "ア", "가", "\xe1\x84\x80\xe1\x85\xa1", "😀", "ñ", "n\xcc\x83", "Å", "Å",
  "K", "k",
};

static int
sign (int order)
{
  return order < 0 ? -1 : order > 0;
}

static void
check (const char *a, const char *b)
{
  g_autofree char *folded_a = tw_text_fold (a), *folded_b = tw_text_fold (b);
  int order = tw_text_compare (a, -1, b, -1);

  if (order != sign (strcmp (folded_a, folded_b)))
    g_error ("“%s” and “%s” compare as %d, their folded forms “%s” and “%s” do not", a, b, order, folded_a, folded_b);
  g_assert_cmpint (tw_text_compare (b, -1, a, -1), ==, -order);
}

static void
append_parts (GString *text, int most)
{
  for (int n = g_test_rand_int_range (0, most + 1); n > 0; n--)
    g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
}

static void
test_random (void)
{
  for (guint round = 0; round < 200000; round++)
    {
      g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);

      append_parts (a, 4);
      g_string_append (b, a->str);
      append_parts (a, 3);
      append_parts (b, 3);
      check (a->str, b->str);
    }
}

static void
test_pairs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint k = 0; k < G_N_ELEMENTS (parts); k++)
      check (parts[i], parts[k]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/text/order-of-pairs", test_pairs);
  g_test_add_func ("/values/text/order-of-random-texts", test_random);
  return g_test_run ();
}
