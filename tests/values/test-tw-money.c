/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>
#include <glib/gstdio.h>

#include "tw-money.h"
#include "tw-number.h"

static TwCurrency
currency (const char *code)
{
  TwCurrency result = 0;

  g_assert_true (tw_currency_parse (code, &result));
  return result;
}

static void
test_digits (void)
{
  static const struct { const char *code; int digits; } table[] = {
    { "EUR", 2 }, { "USD", 2 }, { "JPY", 0 }, { "KWD", 3 }, { "BHD", 3 }, { "CLF", 4 }, { "UYW", 4 }, { "CLP", 0 }, { "HUF", 2 }, { "XQZ", 2 },
    /* Where the digits that people use are fewer than the standard's. */
    { "COP", 2 }, { "IDR", 2 }, { "PKR", 2 }, { "AFN", 2 }, { "IQD", 3 }, { "XAU", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpint (tw_currency_get_digits (currency (table[i].code)), ==, table[i].digits);
  g_assert_true (tw_currency_is_known (currency ("EUR")));
  g_assert_false (tw_currency_is_known (currency ("XQZ")));
  g_assert_false (tw_currency_is_known (currency ("DEM")));
  g_assert_false (tw_currency_is_known (0));
}

/* Every currency of the list that the table was made from: code, number, name, digits, …, "yes" when in use. */
static void
test_list (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TW_SHARED_DATA"), "ref-currencies", "currencies.csv", NULL);
  g_autofree char *csv = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GRegex) regex = g_regex_new ("^([A-Z]{3}),[^,]*,(?:\"(?:[^\"]|\"\")*\"|[^,\"]*),([0-9]?),.*,(yes|no),", 0, 0, NULL);
  guint in_use = 0;

  if (!g_file_get_contents (path, &csv, NULL, NULL))
    {
      g_test_skip ("the list of currencies is not beside the project");
      return;
    }
  lines = g_strsplit (csv, "\n", -1);
  for (char **line = lines + 1; *line && **line; line++)
    {
      g_autoptr(GMatchInfo) match = NULL;
      g_autofree char *code = NULL, *digits = NULL, *used = NULL;

      g_assert_true (g_regex_match (regex, *line, 0, &match));
      code = g_match_info_fetch (match, 1);
      digits = g_match_info_fetch (match, 2);
      used = g_match_info_fetch (match, 3);
      g_assert_cmpint (tw_currency_is_known (currency (code)), ==, g_str_equal (used, "yes"));
      if (!g_str_equal (used, "yes"))
        continue;
      in_use++;
      g_assert_cmpint (tw_currency_get_digits (currency (code)), ==, *digits ? *digits - '0' : 2);
    }
  g_assert_cmpuint (in_use, ==, 178);
}

static void
test_text (void)
{
  static const struct { const char *text, *printed; } table[] = {
    { "1234.5 EUR", "1234.50 EUR" }, { "EUR 1234.5", "1234.50 EUR" }, { "500 JPY", "500 JPY" }, { "0.125 KWD", "0.125 KWD" }, { "1.0001 EUR", "1.0001 EUR" },
    { "-0.05 USD", "-0.05 USD" }, { "  7 USD ", "7.00 USD" }, { "12", "12.00" }, { "922337203685477.5807 EUR", "922337203685477.5807 EUR" },
    { "-922337203685477.5808 EUR", "-922337203685477.5808 EUR" }, { "1.50000 EUR", "1.50 EUR" },
  };
  static const char *const bad[] = { "", "EUR", "1,5 EUR", "1.00001 EUR", "1 eur", "1 EURO", "1..2 EUR", "922337203685477.5808 EUR", "99999999999999999999 EUR", "1 2 EUR", "--1 EUR" };
  TwMoney money;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *printed = NULL;

      g_assert_true (tw_money_parse (table[i].text, &money));
      printed = tw_money_print (&money);
      g_assert_cmpstr (printed, ==, table[i].printed);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tw_money_parse (bad[i], &money));
}

static void
test_arithmetic (void)
{
  TwMoney a = { 10 * TW_MONEY_ONE, currency ("EUR") }, b = { 5, currency ("EUR") }, c = { 5, currency ("USD") }, r;

  g_assert_true (tw_money_add (&a, &b, &r));
  g_assert_cmpint (r.amount, ==, 100005);
  g_assert_false (tw_money_add (&a, &c, &r));
  /* A sum may be kept in either of its parts. */
  g_assert_false (tw_money_add (&a, &c, &c));
  g_assert_false (tw_money_subtract (&a, &c, &c));
  g_assert_cmpint (c.currency, ==, currency ("USD"));
  a.amount = G_MAXINT64;
  g_assert_false (tw_money_add (&a, &b, &r));
  a.amount = 1000050;                                  /* 100.005 */
  g_assert_true (tw_money_round (&a, TW_ROUND_HALF_EVEN, &r));
  g_assert_cmpint (r.amount, ==, 1000000);
  g_assert_true (tw_money_round (&a, TW_ROUND_HALF_UP, &r));
  g_assert_cmpint (r.amount, ==, 1000100);
  a.amount = TW_MONEY_ONE;
  g_assert_true (tw_money_divide (&a, 3 * TW_DECIMAL_ONE, TW_ROUND_HALF_EVEN, &r));
  g_assert_cmpint (r.amount, ==, 3333);
  g_assert_false (tw_money_divide (&a, 0, TW_ROUND_HALF_EVEN, &r));
}

/* The parts add up to the whole, each is within one unit of its exact share, and none has the wrong sign. */
static void
test_split (void)
{
  static const char *const codes[] = { "EUR", "JPY", "KWD", "CLF" };

  for (int i = 0; i < 20000; i++)
    {
      TwMoney whole = { (gint64) g_test_rand_int () * g_test_rand_int_range (1, 100000), currency (codes[i % 4]) }, parts[12], sum;
      int n = g_test_rand_int_range (1, 13), digits = tw_currency_get_digits (whole.currency);
      gint64 weights[12], total = 0, unit = TW_MONEY_ONE;

      for (; digits > 0; digits--)
        unit /= 10;
      if (i % 3)
        whole.amount -= whole.amount % unit;
      for (int k = 0; k < n; k++)
        total += weights[k] = g_test_rand_int_range (0, 1000);
      g_assert_cmpint (tw_money_split (&whole, weights, n, parts), ==, total > 0);
      if (total == 0)
        continue;
      sum = (TwMoney) { 0, whole.currency };
      for (int k = 0; k < n; k++)
        {
          __int128 exact = (__int128) whole.amount * weights[k], off = (__int128) parts[k].amount * total - exact;

          g_assert_true (tw_money_add (&sum, &parts[k], &sum));
          g_assert_true (off < (__int128) unit * total && -off < (__int128) unit * total);
        }
      g_assert_cmpint (sum.amount, ==, whole.amount);
    }
}

/* Counts and days are written by printf(), which has the digits of 1, 2, 3 in Egypt, too: amounts and charts have the same beside them. */
static void
test_one_kind_of_digits (void)
{
  TwMoney money = { 1234567 * TW_MONEY_ONE, 0 };
  TwNumberUnit percent = { TW_NUMBER_PERCENT, 0 };
  g_autofree char *dir = NULL, *path = NULL, *amount = NULL, *whole = NULL, *rate = NULL;
  const char *argv[] = { "localedef", "-i", "ar_EG", "-f", "UTF-8", NULL, NULL };
  g_autoptr(GError) error = NULL;

  if (!g_test_subprocess ())
    {
      dir = g_dir_make_tmp ("tw-locale-XXXXXX", &error);
      g_assert_no_error (error);
      path = g_build_filename (dir, "ar_EG.UTF-8", NULL);
      argv[5] = path;
      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_setenv ("LOCPATH", dir, TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      g_unsetenv ("LOCPATH");
      g_spawn_sync (NULL, (char *[]) { "rm", "-r", dir, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      return;
    }
  g_assert_nonnull (setlocale (LC_ALL, "ar_EG.UTF-8"));
  money.currency = currency ("EGP");
  amount = tw_money_format (&money, TRUE);
  whole = tw_money_format_whole (&money);
  rate = tw_number_format (&percent, 63.2, TRUE);
  g_assert_nonnull (strstr (amount, "1,234,567.00"));
  g_assert_nonnull (strstr (whole, "1,234,567"));
  g_assert_nonnull (strstr (rate, "63.2"));
  /* The words around them are of the language. */
  g_assert_nonnull (strstr (amount, "ج.م"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/money/digits", test_digits);
  g_test_add_func ("/values/money/list-of-currencies", test_list);
  g_test_add_func ("/values/money/text", test_text);
  g_test_add_func ("/values/money/one-kind-of-digits", test_one_kind_of_digits);
  g_test_add_func ("/values/money/arithmetic", test_arithmetic);
  g_test_add_func ("/values/money/split", test_split);
  return g_test_run ();
}
