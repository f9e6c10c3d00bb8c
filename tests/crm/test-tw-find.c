/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What finding is made of: fuzzy matching of titles, and what was used often and lately. */
#include <string.h>

#include <glib/gstdio.h>

#include "tw-frecency.h"
#include "tw-fuzzy.h"

#define NOW 1750000000

static double
match (const char *title,
       const char *typed)
{
  g_autoptr(TwFuzzyText) text = tw_fuzzy_text_new (title);

  return tw_fuzzy_text_match (text, typed, NULL);
}

static void
test_match (void)
{
  static const struct { const char *title, *typed; gboolean found; } cases[] = {
    { "Export the records", "export", TRUE },
    { "Export the records", "records exp", TRUE },
    { "Export the records", "EXP", TRUE },
    { "Export the records", "etr", TRUE },              /* initials */
    { "Export the records", "exprec", TRUE },
    { "Export the records", "xyz", FALSE },
    { "Export the records", "export deals", FALSE },
    { "Export the records", "", FALSE },
    { "Export the records", "   ", FALSE },
    { "Export the records", "eers", FALSE },            /* there, but scattered: noise */
    { "Übersicht", "uber", TRUE },
    { "Straße", "strasse", TRUE },
    { "شركة أحمد", "احمد", TRUE },
    { "Deals · Board", "deals board", TRUE },
    { "A", "ab", FALSE },
    { "", "a", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double quality = match (cases[i].title, cases[i].typed);

      g_test_message ("“%s” in “%s”: %f", cases[i].typed, cases[i].title, quality);
      g_assert_true ((quality > 0) == cases[i].found);
      g_assert_cmpfloat (quality, <=, 1.0);
    }
}

/* Of each pair the first is better. */
static void
test_order (void)
{
  static const struct { const char *typed, *better, *worse; } cases[] = {
    { "deal", "Deals", "Ideal partners" },
    { "deal", "Deals", "Deals · Board" },
    { "sync", "Sync now", "Save your new choice" },
    { "nd", "New Deal", "Send" },
    { "task", "Tasks", "My tasks" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (match (cases[i].better, cases[i].typed), >, match (cases[i].worse, cases[i].typed));
  g_assert_cmpfloat (match ("Deals", "deals"), >, 0.99);
}

static void
test_markup (void)
{
  static const struct { const char *title, *typed, *markup; } cases[] = {
    { "New Deal", "de", "New <b>De</b>al" },
    { "New Deal", "nd", "<b>N</b>ew <b>D</b>eal" },
    { "A & B <c>", "b", "A &amp; <b>B</b> &lt;c&gt;" },
    { "Straße 5", "strasse", "<b>Straße</b> 5" },
    { "Café", "cafe", "<b>Café</b>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwFuzzyText) text = tw_fuzzy_text_new (cases[i].title);
      g_autoptr(GArray) letters = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autofree char *markup = NULL;

      g_assert_cmpfloat (tw_fuzzy_text_match (text, cases[i].typed, letters), >, 0);
      markup = tw_fuzzy_text_dup_markup (text, letters);
      g_assert_cmpstr (markup, ==, cases[i].markup);
    }
}

/* Titles and typed words of any length are taken; nothing is read outside. */
static void
test_long (void)
{
  g_autoptr(GString) title = g_string_new (NULL), typed = g_string_new (NULL);

  for (guint i = 0; i < 500; i++)
    g_string_append (title, i % 7 == 0 ? " ﷺ" : "é");
  for (guint i = 0; i < 300; i++)
    g_string_append (typed, "é");
  g_assert_cmpfloat (match (title->str, typed->str), ==, 0);
  g_string_truncate (typed, 6);
  g_assert_cmpfloat (match (title->str, typed->str), >, 0);
}

static char *
dup_folder (void)
{
  g_autoptr(GError) error = NULL;
  char *folder = g_dir_make_tmp ("tw-find-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
settle (TwFrecency *used)
{
  while (tw_frecency_is_writing (used))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (used);
}

static void
test_frecency (void)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "below", "used", NULL);
  g_autofree char *below = g_path_get_dirname (path);
  TwFrecency *used = tw_frecency_new (path);
  g_auto(GStrv) first = NULL, second = NULL, third = NULL;

  tw_frecency_set_now (used, NOW);
  g_assert_cmpfloat (tw_frecency_get (used, "view:deal"), ==, 0);
  for (guint i = 0; i < 3; i++)
    tw_frecency_use (used, "view:deal");
  tw_frecency_use (used, "with\nbreak");
  tw_frecency_use (used, "");
  tw_frecency_set_now (used, NOW + 86400);
  tw_frecency_use (used, "action:win.undo");
  first = tw_frecency_list (used, 10);
  g_assert_cmpstr (first[0], ==, "view:deal");
  g_assert_cmpstr (first[1], ==, "action:win.undo");
  g_assert_null (first[2]);
  /* Two weeks later one use counts more than three old ones. */
  tw_frecency_set_now (used, NOW + 15 * 86400);
  tw_frecency_use (used, "action:win.undo");
  second = tw_frecency_list (used, 1);
  g_assert_cmpstr (second[0], ==, "action:win.undo");
  g_assert_null (second[1]);
  g_assert_cmpfloat (tw_frecency_get (used, "action:win.undo"), <, 1);
  settle (used);

  used = tw_frecency_new (path);
  tw_frecency_set_now (used, NOW + 15 * 86400);
  third = tw_frecency_list (used, 10);
  g_assert_cmpuint (g_strv_length (third), ==, 2);
  g_assert_cmpstr (third[0], ==, "action:win.undo");
  tw_frecency_drop (used, "view:deal");
  g_assert_cmpfloat (tw_frecency_get (used, "view:deal"), ==, 0);
  settle (used);
  g_unlink (path);
  g_rmdir (below);
  g_rmdir (folder);
}

/* The file is of this person, but may have been spoilt: what is not a line of ours is left out. */
static void
test_frecency_file (void)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "used", NULL);
  g_autofree char *text = g_strdup_printf ("1.5 %d good\nnan %d a\n-1 %d b\n1 x c\n1\n\n1e300 5 d\n2 5 \n", NOW, NOW, NOW);
  TwFrecency *used = NULL;
  g_auto(GStrv) keys = NULL, none = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  used = tw_frecency_new (path);
  keys = tw_frecency_list (used, 10);
  g_assert_cmpuint (g_strv_length (keys), ==, 1);
  g_assert_cmpstr (keys[0], ==, "good");
  g_object_unref (used);
  g_assert_true (g_file_set_contents (path, "1 5 \xff\xfe\n", -1, NULL));
  used = tw_frecency_new (path);
  none = tw_frecency_list (used, 10);
  g_assert_null (none[0]);
  g_object_unref (used);
  g_unlink (path);
  g_rmdir (folder);
}

/* However much is used, the file stays small, and what is used stays. */
static void
test_frecency_bound (void)
{
  g_autofree char *folder = dup_folder ();
  g_autofree char *path = g_build_filename (folder, "used", NULL);
  TwFrecency *used = tw_frecency_new (path);
  g_auto(GStrv) keys = NULL;

  tw_frecency_set_now (used, NOW);
  tw_frecency_use (used, "often");
  tw_frecency_use (used, "often");
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *key = g_strdup_printf ("key %u", i);

      tw_frecency_use (used, key);
    }
  keys = tw_frecency_list (used, 1000);
  g_assert_cmpuint (g_strv_length (keys), <=, 300);
  g_assert_cmpstr (keys[0], ==, "often");
  settle (used);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/find/match", test_match);
  g_test_add_func ("/crm/find/order", test_order);
  g_test_add_func ("/crm/find/markup", test_markup);
  g_test_add_func ("/crm/find/long", test_long);
  g_test_add_func ("/crm/find/frecency", test_frecency);
  g_test_add_func ("/crm/find/frecency-file", test_frecency_file);
  g_test_add_func ("/crm/find/frecency-bound", test_frecency_bound);
  return g_test_run ();
}
