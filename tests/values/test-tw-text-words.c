/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-text.h"

/* Signs inside of a word divide it, and no letter is divided, whatever bytes it is made of. */
static void
test_scripts (void)
{
  static const struct { const char *text, *words; } cases[] =
  {
    { "Παναγιώτης Παπουτσής", "παναγιωτησ|παπουτσησ" },
    { "Амир Тодоров", "амир|тодоров" },
    { "지유", "지유" },
    { "l’été", "l|ete" },
    { "b2b.com é", "b2b|com|e" },
    { "o'neil é", "o|neil|e" },
    { "col·lecció", "col|leccio" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = tw_text_words (cases[i].text);
      g_autofree char *joined = g_strjoinv ("|", words);

      for (char **word = words; *word != NULL; word++)
        g_assert_true (g_utf8_validate (*word, -1, NULL));
      g_assert_cmpstr (joined, ==, cases[i].words);
    }
}

/* An ASCII text has the same words in the neighbourhood of another script: both ways of splitting agree. */
static void
test_ways_agree (void)
{
  for (int i = 0; i < 20000; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      for (int n = g_test_rand_int_range (0, 8); n > 0; n--)
        g_string_append_c (text, "ab1_2.,:;'-/@#&+ \"~"[g_test_rand_int_range (0, 19)]);

      g_auto(GStrv) words = tw_text_words (text->str);
      g_autofree char *joined = g_strjoinv ("|", words);
      g_string_append (text, " 지유");
      g_auto(GStrv) more = tw_text_words (text->str);
      g_autofree char *more_joined = g_strjoinv ("|", more);
      g_autofree char *expected = g_strconcat (joined, *joined ? "|" : "", "지유", NULL);

      g_assert_cmpstr (more_joined, ==, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/text-words/no-letter-is-divided", test_scripts);
  g_test_add_func ("/values/text-words/ways-agree", test_ways_agree);
  return g_test_run ();
}
