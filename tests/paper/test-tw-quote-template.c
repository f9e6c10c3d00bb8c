/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates of quotes: those that come with the program are sound, mistakes are told with their place, and words of a language are found. */
#include "config.h"

#include <libintl.h>
#include <string.h>

#include "tw-paper-words.h"
#include "tw-quote-template.h"

#define PLAIN(block) "{\"paper\": \"quote\", \"colors\": {\"a\": \"#112233\"}, \"styles\": {\"s\": {\"size\": 9}}, \"blocks\": [" block "]}"

static const struct { const char *json, *place; } mistakes[] = {
  { "{", "JSON: " },
  { "[]", "template: " },
  { "{\"paper\": \"letter\", \"blocks\": []}", "paper: " },
  { "{\"paper\": \"quote\"}", "template.blocks: " },
  { "{\"paper\": \"quote\", \"blocks\": [], \"wdth\": 1}", "“wdth”" },
  { "{\"paper\": \"quote\", \"blocks\": [], \"margins\": [1, 2]}", "margins: " },
  { "{\"paper\": \"quote\", \"blocks\": [], \"colors\": {\"a\": \"red\"}}", "colors.a: " },
  { "{\"paper\": \"quote\", \"blocks\": [], \"styles\": {\"s\": {\"size\": 900}}}", "styles.s.size: " },
  { "{\"paper\": \"quote\", \"blocks\": [], \"foot\": \"{$nobody}\"}", "template.foot: " },
  { "{\"paper\": \"quote\", \"blocks\": [], \"foot\": \"{number\"}", "template.foot: " },
  { "{\"paper\": \"quote\", \"blocks\": [], \"foot\": \"{no_such_field}\"}", "template.foot: " },
  { PLAIN ("{}"), "blocks[0]: " },
  { PLAIN ("{\"boxes\": 1}"), "blocks[0].boxes: " },
  { PLAIN ("{\"boxes\": [{\"share\": 3, \"items\": []}]}"), "blocks[0].boxes[0].share: " },
  { PLAIN ("{\"boxes\": [{\"share\": 0.7, \"items\": []}, {\"share\": 0.7, \"items\": []}]}"), "blocks[0]: " },
  { PLAIN ("{\"boxes\": [{\"items\": [{\"text\": \"x\", \"style\": \"t\"}]}]}"), "blocks[0].boxes[0].items[0].style: " },
  { PLAIN ("{\"boxes\": [{\"items\": [{\"pair\": [\"x\"]}]}]}"), "blocks[0].boxes[0].items[0].pair: " },
  { PLAIN ("{\"boxes\": [{\"items\": [{}]}]}"), "blocks[0].boxes[0].items[0]: " },
  { PLAIN ("{\"boxes\": [{\"items\": [{\"image\": \"/etc/passwd\"}]}]}"), "blocks[0].boxes[0].items[0]: " },
  { PLAIN ("{\"boxes\": [], \"when\": \"number +\"}"), "blocks[0].when: " },
  { PLAIN ("{\"boxes\": [], \"when\": \"number\"}"), "blocks[0].when: " },
  { PLAIN ("{\"boxes\": [], \"keep\": 1}"), "blocks[0].keep: " },
  { PLAIN ("{\"lines\": {\"columns\": [\"weight\"]}}"), "blocks[0].lines.columns[0]: " },
  { PLAIN ("{\"lines\": {\"columns\": []}}"), "blocks[0].lines: " },
  { PLAIN ("{\"totals\": {\"share\": 0.5, \"rule\": \"b\"}}"), "blocks[0].totals.rule: " },
};

static void
test_mistakes (void)
{
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwQuoteTemplate) template = tw_quote_template_parse (schema, "mine", mistakes[i].json, NULL, &error);

      g_test_message ("%s", mistakes[i].json);
      g_assert_null (template);
      g_assert_error (error, TW_PAPER_ERROR, TW_PAPER_ERROR_TEMPLATE);
      g_assert_true (g_str_has_prefix (error->message, "mine: "));
      g_assert_nonnull (strstr (error->message, mistakes[i].place));
    }
}

static void
test_shipped (void)
{
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuoteTemplate) none = NULL, own = NULL;

  for (const char *const *key = tw_quote_template_list (); *key != NULL; key++)
    {
      g_autoptr (TwQuoteTemplate) template = tw_quote_template_load (schema, *key, &error);

      g_assert_no_error (error);
      g_assert_nonnull (tw_quote_template_get_label (template));
    }
  own = tw_quote_template_parse (schema, "mine", PLAIN ("{\"totals\": {\"rule\": \"a\"}}"), "{\"colors\": {\"a\": \"#445566\"}, \"family\": \"Serif\"}", &error);
  g_assert_no_error (error);
  g_assert_nonnull (own);
  none = tw_quote_template_load (schema, "../classic", &error);
  g_assert_null (none);
  g_assert_error (error, TW_PAPER_ERROR, TW_PAPER_ERROR_TEMPLATE);
}

static void
test_forms (void)
{
  static const struct { const char *language, *number, *money, *date; } forms[] = {
    { "en", "1,234.5", "€1,234.50", "March 5, 2026" },
    { "fr", "1\342\200\257234,5", "1\342\200\257234,50\302\240€", "5 mars 2026" },
    { "../../etc", "1,234.5", "€1,234.50", "March 5, 2026" },
  };
  TwDate date;

  g_assert_true (tw_date_from_ymd (2026, 3, 5, &date));
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      TwPaperWords *words = tw_paper_words_get (forms[i].language);
      TwMoney money = { 1234 * TW_MONEY_ONE + TW_MONEY_ONE / 2, 0x455552 };
      g_autofree char *number = tw_paper_words_number (words, 1234 * TW_DECIMAL_ONE + TW_DECIMAL_ONE / 2, 0, 2);
      g_autofree char *amount = tw_paper_words_money (words, &money, TRUE), *day = tw_paper_words_date (words, date);

      g_assert_cmpstr (number, ==, forms[i].number);
      g_assert_cmpstr (amount, ==, forms[i].money);
      g_assert_cmpstr (day, ==, forms[i].date);
      g_assert_cmpstr (tw_paper_words_find (words, "paper", "No such words"), ==, "No such words");
    }
}

/* Words come from MO files; one that is spoilt gives English. */
static void
test_words (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-words-XXXXXX", NULL), *folder = g_build_filename (dir, "nl", "LC_MESSAGES", NULL);
  g_autofree char *po = g_build_filename (dir, "nl.po", NULL), *mo = g_build_filename (folder, GETTEXT_PACKAGE ".mo", NULL);
  g_autofree char *bytes = NULL;
  const char *argv[] = { "msgfmt", "-o", mo, po, NULL };
  gsize length = 0;
  int status = 1;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (po, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt \"paper\"\nmsgid \"Quote\"\n"
                                          "msgstr \"Offerte\"\n\nmsgid \"Quote\"\nmsgstr \"anders\"\n", -1, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  bindtextdomain (GETTEXT_PACKAGE, dir);
  g_assert_cmpstr (tw_paper_words_find (tw_paper_words_get ("nl-BE"), "paper", "Quote"), ==, "Offerte");
  g_assert_true (tw_paper_words_knows (tw_paper_words_get ("nl")));
  g_assert_false (tw_paper_words_knows (tw_paper_words_get ("sv")));
  g_assert_true (g_file_get_contents (mo, &bytes, &length, NULL));
  for (gsize cut = 0; cut < length; cut += 3)
    {
      g_autofree char *name = g_strdup_printf ("x%u", (guint) cut), *other = g_build_filename (dir, name, "LC_MESSAGES", NULL);
      g_autofree char *path = g_build_filename (other, GETTEXT_PACKAGE ".mo", NULL);

      g_assert_cmpint (g_mkdir_with_parents (other, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, bytes, (gssize) cut, NULL));
      g_assert_nonnull (tw_paper_words_find (tw_paper_words_get (name), "paper", "Quote"));
    }
}

/* One that is kept is the same; another text, style or name is another. */
static void
test_kept (void)
{
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (NULL);
  g_autoptr (GError) error = NULL;
  const char *json = PLAIN ("{\"totals\": {\"rule\": \"a\"}}"), *style = "{\"colors\": {\"a\": \"#445566\"}}";
  g_autoptr (TwQuoteTemplate) one = tw_quote_template_get (schema, "mine", json, style, &error), again = NULL, other = NULL, renamed = NULL, wrong = NULL;

  g_assert_no_error (error);
  again = tw_quote_template_get (schema, "mine", json, style, &error);
  other = tw_quote_template_get (schema, "mine", json, "{\"colors\": {\"a\": \"#665544\"}}", &error);
  renamed = tw_quote_template_get (schema, "yours", json, style, &error);
  g_assert_no_error (error);
  g_assert_true (one == again);
  g_assert_true (one != other && one != renamed && other != renamed);
  wrong = tw_quote_template_get (schema, "mine", "{", NULL, &error);
  g_assert_null (wrong);
  g_assert_error (error, TW_PAPER_ERROR, TW_PAPER_ERROR_TEMPLATE);
  /* Many others push it out; who holds it keeps it. */
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d", i);
      g_autoptr (TwQuoteTemplate) pushing = tw_quote_template_get (schema, name, json, style, NULL);

      g_assert_nonnull (pushing);
    }
  g_assert_cmpstr (tw_quote_template_get_label (one), ==, "mine");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/paper/quote/template/mistakes", test_mistakes);
  g_test_add_func ("/paper/quote/template/shipped", test_shipped);
  g_test_add_func ("/paper/quote/words/forms", test_forms);
  g_test_add_func ("/paper/quote/words/files", test_words);
  g_test_add_func ("/paper/quote/template/kept", test_kept);
  return g_test_run ();
}
