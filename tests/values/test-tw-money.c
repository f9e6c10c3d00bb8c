/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tw-money.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/money/digits", test_digits);
  g_test_add_func ("/values/money/list-of-currencies", test_list);
  g_test_add_func ("/values/money/text", test_text);
  g_test_add_func ("/values/money/arithmetic", test_arithmetic);
  g_test_add_func ("/values/money/split", test_split);
  return g_test_run ();
}
