/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <json-glib/json-glib.h>
#include <string.h>

#include "tw-text.h"

static void
test_folding (void)
{
  static const struct { const char *text, *folded; } table[] = {
    { "", "" }, { "Acme", "acme" }, { "ÉLODIE", "elodie" }, { "Søren Ænima", "soren aenima" }, { "straße", "strasse" }, { "Łódź", "lodz" },
    { "Đoković", "dokovic" }, { "İstanbul", "istanbul" }, { "e\u0301a", "ea" }, { "ﬁn", "fin" }, { "ＡＢＣ１２", "abc12" },
    { "ﾀﾜｰ", "タワー" }, { "が", "が" }, { "한국", "한국" }, { "محمّد", "محمد" }, { "أحمد", "احمد" }, { "إبراهيم", "ابراهيم" },
    { "آمنة", "امنه" }, { "ســـلام", "سلام" }, { "مصطفى", "مصطفي" }, { "کریم", "كريم" }, { "٠١٢٣", "0123" }, { "۴۵۶", "456" }, { "१२", "12" },
    { "Ελλάς", "ελλασ" }, { "Ёлка", "елка" }, { "א\u05b8ב", "אב" }, { "ไทย", "ไทย" }, { "हिन्दी", "हिन्दी" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *folded = tw_text_fold (table[i].text);
      g_autofree char *twice = tw_text_fold (folded);

      g_assert_cmpstr (folded, ==, table[i].folded);
      g_assert_cmpstr (twice, ==, folded);
    }
}

static void
test_comparing (void)
{
  g_assert_true (tw_text_equal ("ACME", "acme"));
  g_assert_true (tw_text_equal ("Zoé", "zoe"));
  g_assert_true (tw_text_equal ("e\u0301", "e"));
  g_assert_false (tw_text_equal ("ea", "e"));
  g_assert_cmpint (tw_text_compare ("Anna", -1, "anne", -1), ==, -1);
  g_assert_cmpint (tw_text_compare ("étage", -1, "Etoile", -1), ==, -1);
  /* Lengths bound what is read: SQLite's texts have no end mark. */
  g_assert_cmpint (tw_text_compare ("abcX", 3, "ABCY", 3), ==, 0);
  g_assert_cmpint (tw_text_compare ("éX", 2, "EY", 1), ==, 0);
  g_assert_true (tw_text_contains ("Société Générale", "generale"));
  g_assert_true (tw_text_contains ("x", ""));
  g_assert_true (tw_text_has_prefix ("Ångström", "ang"));
  g_assert_true (tw_text_has_suffix ("anna@ACME.com", "@acme.com"));
  g_assert_true (tw_text_similar ("Acme Corporation", "akme"));
  g_assert_true (tw_text_similar ("Jonathan", "Jonahtan"));
  g_assert_false (tw_text_similar ("Acme", "Betasoloin"));
}

static void
test_clean (void)
{
  g_autofree char *good = tw_text_clean ("Zoé", -1);
  g_autofree char *nul = tw_text_clean ("a\0b", 3);
  g_autofree char *broken = tw_text_clean ("a\xff\xc3", 3);

  g_assert_cmpstr (good, ==, "Zoé");
  g_assert_cmpstr (nul, ==, "a\xef\xbf\xbd" "b");
  g_assert_cmpstr (broken, ==, "a\xef\xbf\xbd\xef\xbf\xbd");
}

/* Any text: folding twice is folding once, and the comparison is an order whichever path (ASCII or ICU) it takes. */
static void
check_order (GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const char *a = g_ptr_array_index (texts, i);
      g_autofree char *folded = tw_text_fold (a);
      g_autofree char *twice = tw_text_fold (folded);
      g_auto(GStrv) words = tw_text_words (a);

      g_assert_true (g_utf8_validate (folded, -1, NULL));
      g_assert_cmpstr (folded, ==, twice);
      g_assert_cmpint (tw_text_compare (a, -1, folded, -1), ==, 0);
    }
  for (int n = 0; n < 40000; n++)
    {
      const char *a = g_ptr_array_index (texts, g_test_rand_int_range (0, texts->len));
      const char *b = g_ptr_array_index (texts, g_test_rand_int_range (0, texts->len));
      const char *c = g_ptr_array_index (texts, g_test_rand_int_range (0, texts->len));
      g_autofree char *x = tw_text_fold (a), *y = tw_text_fold (b);
      int ab = tw_text_compare (a, -1, b, -1), bc = tw_text_compare (b, -1, c, -1);

      g_assert_cmpint (ab, ==, -tw_text_compare (b, -1, a, -1));
      g_assert_cmpint (ab == 0, ==, strcmp (x, y) == 0);
      if (ab <= 0 && bc <= 0)
        g_assert_cmpint (tw_text_compare (a, -1, c, -1), <=, 0);
    }
}

static void
test_naughty (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), "text-naughty", "blns.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array;

  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("the naughty strings are not beside the project");
      return;
    }
  array = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (texts, tw_text_clean (json_array_get_string_element (array, i), -1));
  g_assert_cmpuint (texts->len, >, 400);
  check_order (texts);
}

static void
test_names (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), "names-world", "common-surnames-by-country.csv", NULL);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *csv = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &csv, NULL, NULL))
    {
      g_test_skip ("the names are not beside the project");
      return;
    }
  lines = g_strsplit (csv, "\n", -1);
  for (char **line = lines; *line; line++)
    {
      g_auto(GStrv) cells = g_strsplit (*line, ",", -1);

      for (char **cell = cells; *cell; cell++)
        if (**cell)
          g_ptr_array_add (texts, g_strdup (*cell));
    }
  g_assert_cmpuint (texts->len, >, 2000);
  check_order (texts);
}

/* Letters and marks in any order, which no list of names has. */
static void
test_random (void)
{
  static const gunichar pieces[] = { 'a', 'B', 'e', '<', '=', ' ', 0x301, 0x338, 0x327, 0x3099, 0xe9, 0xdf, 0x130, 0x131, 0x627, 0x654, 0x651, 0x640, 0x30ab, 0xff76,
                                     0x1100, 0x1161, 0xac00, 0x5d0, 0x5b8, 0xe01, 0xe31, 0x915, 0x93c, 0x1f600, 0xfb01, 0x212b, 0x2126 };
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < 3000; i++)
    {
      GString *text = g_string_new (NULL);

      for (int n = g_test_rand_int_range (0, 6); n > 0; n--)
        g_string_append_unichar (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_ptr_array_add (texts, g_string_free (text, FALSE));
    }
  check_order (texts);
}

/* No character is left in a form that a second folding changes, alone or before a mark. */
static void
test_every_character (void)
{
  for (gunichar c = 1; c <= 0x10ffff; c++)
    {
      char text[16];
      int length;

      if (!g_unichar_validate (c))
        continue;
      length = g_unichar_to_utf8 (c, text);
      text[length] = 0;
      for (int mark = 0; mark < 2; mark++)
        {
          g_autofree char *folded = tw_text_fold (text);
          g_autofree char *twice = tw_text_fold (folded);

          if (strcmp (folded, twice) != 0)
            g_error ("U+%04X folds to “%s”, then to “%s”", c, folded, twice);
          strcpy (text + length, "\u0301");
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/text/folding", test_folding);
  g_test_add_func ("/values/text/comparing", test_comparing);
  g_test_add_func ("/values/text/clean", test_clean);
  g_test_add_func ("/values/text/naughty-strings", test_naughty);
  g_test_add_func ("/values/text/names-of-the-world", test_names);
  g_test_add_func ("/values/text/random-letters-and-marks", test_random);
  g_test_add_func ("/values/text/every-character", test_every_character);
  return g_test_run ();
}
