/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-import-number.h"

static const struct { const char *text; char decimal; gboolean ok; int digits; gint64 fixed; const char *currency; } cases[] = {
  { "0", '.', TRUE, 0, 0, "" },
  { "12", '.', TRUE, 4, 120000, "" },
  { "-12.50", '.', TRUE, 4, -125000, "" },
  { "+7", '.', TRUE, 0, 7, "" },
  { "1,234.50", '.', TRUE, 4, 12345000, "" },
  { "1.234,50", ',', TRUE, 4, 12345000, "" },
  { "1 234,50", ',', TRUE, 4, 12345000, "" },
  { "1\u00a0234,50 €", ',', TRUE, 4, 12345000, "EUR" },
  { "1\u202f234,50", ',', TRUE, 4, 12345000, "" },
  { "1'234.50", '.', TRUE, 4, 12345000, "" },
  { "12,34,567.89", '.', TRUE, 4, G_GINT64_CONSTANT (12345678900), "" },
  { "200.000.000", ',', TRUE, 0, 200000000, "" },
  { "1,7", ',', TRUE, 4, 17000, "" },
  { "$1,200", '.', TRUE, 4, 12000000, "USD" },
  { "-$5", '.', TRUE, 4, -50000, "USD" },
  { "$-5", '.', TRUE, 4, -50000, "USD" },
  { "(12.00)", '.', TRUE, 4, -120000, "" },
  { "($12)", '.', TRUE, 4, -120000, "USD" },
  { "12-", '.', TRUE, 0, -12, "" },
  { "−3", '.', TRUE, 0, -3, "" },
  { "EUR 1234.5", '.', TRUE, 4, 12345000, "EUR" },
  { "1234.5 eur", '.', TRUE, 4, 12345000, "EUR" },
  { "R$ 10,50", ',', TRUE, 4, 105000, "BRL" },
  { "45%", '.', TRUE, 0, 45, "" },
  { "6.0E7", '.', TRUE, 4, G_GINT64_CONSTANT (600000000000), "" },
  { "8.48e10", '.', TRUE, 0, G_GINT64_CONSTANT (84800000000), "" },
  { "1e-2", '.', TRUE, 4, 100, "" },
  { "٣٫٥", '.', TRUE, 4, 35000, "" },
  { "١٬٢٣٤", '.', TRUE, 0, 1234, "" },
  { "500000.0", '.', TRUE, 0, 500000, "" },
  { "007", '.', TRUE, 0, 7, "" },
  { ".5", '.', TRUE, 4, 5000, "" },
  { "922337203685477.5807", '.', TRUE, 4, G_MAXINT64, "" },
  { "922337203685477.5808", '.', TRUE, 4, -1, NULL },
  { "0.00001", '.', TRUE, 4, -1, NULL },
  { "12.5", '.', TRUE, 0, -1, NULL },
  { "1,7", '.', FALSE, 0, 0, NULL },
  { "1,23,4", '.', FALSE, 0, 0, NULL },
  { "", '.', FALSE, 0, 0, NULL },
  { "-", '.', FALSE, 0, 0, NULL },
  { "abc", '.', FALSE, 0, 0, NULL },
  { "12abc", '.', FALSE, 0, 0, NULL },
  { "12 345 6", '.', FALSE, 0, 0, NULL },
  { "1.2.3", '.', FALSE, 0, 0, NULL },
  { "$5€", '.', FALSE, 0, 0, NULL },
  { "1e", '.', FALSE, 0, 0, NULL },
  { "1e999999999", '.', FALSE, 0, 0, NULL },
  { "11111111111111111111111111111111111111111111111111111111111111", '.', FALSE, 0, 0, NULL },
};

static void
test_read (void)
{
  TwCurrency dollar;
  g_assert_true (tw_currency_parse ("USD", &dollar));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwNumber number;
      gint64 fixed = 0;
      char code[4];
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (tw_number_read (cases[i].text, cases[i].decimal, dollar, &number), ==, cases[i].ok);
      if (!cases[i].ok)
        continue;
      gboolean fits = tw_number_to_fixed (&number, cases[i].digits, &fixed);
      g_assert_cmpint (fits, ==, cases[i].currency != NULL);
      if (!fits)
        continue;
      g_assert_cmpint (fixed, ==, cases[i].fixed);
      g_assert_cmpstr (number.currency ? tw_currency_print (number.currency, code) : "", ==, cases[i].currency);
    }
}

static void
test_hint (void)
{
  static const struct { const char *text; char hint; } hints[] = {
    { "1,234.50", '.' }, { "1.234,50", ',' }, { "1,7", ',' }, { "1.7", '.' }, { "200.000.000", ',' }, { "1,000,000", '.' },
    { "1.234", 0 }, { "1,234", 0 }, { "0.125", '.' }, { "0,125", ',' }, { "12", 0 }, { "", 0 }, { "abc", 0 }, { "€ 5,50", ',' },
    { "1 234,56", ',' },
  };
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      g_test_message ("%s", hints[i].text);
      g_assert_cmpint (tw_number_hint (hints[i].text), ==, hints[i].hint);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/import-number/read", test_read);
  g_test_add_func ("/exchange/import-number/hint", test_hint);
  return g_test_run ();
}
