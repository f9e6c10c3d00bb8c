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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/text-words/no-letter-is-divided", test_scripts);
  return g_test_run ();
}
