/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of quotes: known ones to the cent, and what must hold for any. Another language works out thousands of quotes in
 * test-quote-sums.py. */
#include "config.h"

#include <string.h>

#include "tw-quote-sum.h"

#define N_RANDOM 2000
#define MAX_LINES 40

static TwDecimal
decimal (const char *text)
{
  TwDecimal value;

  g_assert_true (tw_decimal_parse (text, &value));
  return value;
}

static gint64
money (const char *text)
{
  TwMoney value;

  g_assert_true (tw_money_parse (text, &value));
  return value.amount;
}

static TwCurrency
currency (const char *code)
{
  TwCurrency result;

  g_assert_true (tw_currency_parse (code, &result));
  return result;
}

static TwQuoteLineIn
item (const char *quantity, const char *price, const char *tax)
{
  static guint n;
  TwQuoteLineIn line = { .quantity = decimal (quantity), .unit_price = money (price), .has_tax = tax != NULL };

  line.id.bytes[15] = (guint8) ++n;
  line.id.bytes[14] = (guint8) (n >> 8);
  if (tax != NULL)
    line.tax_rate = decimal (tax);
  return line;
}

static TwQuoteSum *
sum_up (const TwQuoteIn *in)
{
  g_autoptr (GError) error = NULL;
  TwQuoteSum *sum = tw_quote_sum_new (in, &error);

  g_assert_no_error (error);
  return sum;
}

#define assert_amount(amount, text) g_assert_cmpint ((amount), ==, money (text))

/* --- Known quotes --- */

static void
test_plain (void)
{
  TwQuoteLineIn lines[] = { item ("3", "9.99", "19"), item ("2.5", "4", "7"), item ("1", "100", NULL) };
  TwQuoteIn in = { .currency = currency ("EUR"), .lines = lines, .n_lines = 3 };
  g_autoptr (TwQuoteSum) sum = NULL;

  lines[2].discount = (TwQuoteDiscount) { .kind = TW_QUOTE_DISCOUNT_AMOUNT, .amount = money ("10") };
  sum = sum_up (&in);
  assert_amount (sum->lines[0].net, "29.97");
  assert_amount (sum->lines[0].tax, "5.69");
  assert_amount (sum->lines[2].discount, "10");
  assert_amount (sum->line_total, "129.97");
  assert_amount (sum->tax_total, "6.39");
  assert_amount (sum->payable, "136.36");
  g_assert_cmpuint (sum->n_taxes, ==, 3);
  g_assert_cmpint (sum->taxes[0].rate, ==, decimal ("19"));
  g_assert_false (sum->taxes[2].has_rate);
  assert_amount (sum->taxes[1].basis, "10");
}

/* Three lines of 0.33 at 19 %: 0.19 of the sum, but 0.06 of each. */
static void
test_rounding (void)
{
  TwQuoteLineIn lines[] = { item ("1", "0.33", "19"), item ("1", "0.33", "19"), item ("1", "0.33", "19") };
  TwQuoteIn in = { .currency = currency ("EUR"), .lines = lines, .n_lines = 3 };
  g_autoptr (TwQuoteSum) total = sum_up (&in), line = NULL;

  assert_amount (total->tax_total, "0.19");
  g_assert_cmpint (total->lines[0].tax + total->lines[1].tax + total->lines[2].tax, ==, total->tax_total);
  in.rounding = TW_QUOTE_ROUND_LINE;
  line = sum_up (&in);
  assert_amount (line->tax_total, "0.18");
}

/* Prices with tax: what cannot be split into a net amount and its tax stands in BT-114. */
static void
test_included (void)
{
  TwQuoteLineIn lines[] = { item ("1", "119", "19"), item ("1", "0.41", "19") };
  TwQuoteIn in = { .currency = currency ("EUR"), .tax_included = TRUE, .lines = lines, .n_lines = 1 };
  g_autoptr (TwQuoteSum) one = sum_up (&in), two = NULL, by_line = NULL;
  gboolean seen = FALSE;

  assert_amount (one->net_total, "100");
  assert_amount (one->tax_total, "19");
  assert_amount (one->payable, "119");
  in.n_lines = 2;
  two = sum_up (&in);
  assert_amount (two->payable, "119.41");
  in.rounding = TW_QUOTE_ROUND_LINE;
  by_line = sum_up (&in);
  assert_amount (by_line->payable, "119.41");
  assert_amount (by_line->rounding, "0");
  /* Some prices cannot be reached by a net amount and its tax. */
  in.rounding = TW_QUOTE_ROUND_TOTAL;
  in.n_lines = 1;
  for (gint64 cents = 1; cents < 200; cents++)
    {
      g_autoptr (TwQuoteSum) sum = NULL;

      lines[0].unit_price = cents * 100;
      sum = sum_up (&in);
      g_assert_cmpint (sum->payable, ==, cents * 100);
      g_assert_cmpint (ABS (sum->rounding), <=, 100);
      seen |= sum->rounding != 0;
    }
  g_assert_true (seen);
}

static void
test_currencies (void)
{
  TwQuoteLineIn lines[] = { item ("3", "333.4", "10"), item ("1", "0.125", "5") };
  TwQuoteIn in = { .currency = currency ("JPY"), .lines = lines, .n_lines = 1 };
  g_autoptr (TwQuoteSum) yen = sum_up (&in), dinar = NULL;

  assert_amount (yen->line_total, "1000");
  assert_amount (yen->tax_total, "100");
  in.currency = currency ("KWD");
  in.lines = &lines[1];
  dinar = sum_up (&in);
  assert_amount (dinar->line_total, "0.125");
  assert_amount (dinar->tax_total, "0.006");
}

/* Headings, texts and optional lines. */
static void
test_groups (void)
{
  TwQuoteLineIn lines[] = { item ("1", "1", "0"), item ("1", "0", NULL), item ("1", "10", "20"), item ("1", "99", "20"), item ("9", "9", "9"),
                            item ("2", "5", "20"), item ("1", "0", NULL) };
  TwQuoteIn in = { .currency = currency ("EUR"), .lines = lines, .n_lines = G_N_ELEMENTS (lines) };
  g_autoptr (TwQuoteSum) sum = NULL;

  lines[1].kind = TW_QUOTE_GROUP;
  lines[3].optional = TRUE;
  lines[4].kind = TW_QUOTE_TEXT;
  lines[6].kind = TW_QUOTE_GROUP;
  sum = sum_up (&in);
  g_assert_cmpuint (sum->n_groups, ==, 2);
  g_assert_cmpuint (sum->groups[0].line, ==, 1);
  g_assert_cmpuint (sum->groups[0].n_lines, ==, 2);
  assert_amount (sum->groups[0].net, "20");
  assert_amount (sum->groups[0].total, "24");
  g_assert_cmpuint (sum->groups[1].n_lines, ==, 0);
  g_assert_cmpuint (sum->lines[0].group, ==, G_MAXUINT);
  g_assert_cmpuint (sum->lines[3].group, ==, 0);
  assert_amount (sum->lines[3].total, "118.80");
  assert_amount (sum->lines[4].net, "0");
  assert_amount (sum->payable, "25");
}

/* A discount takes off what is there, and no more. */
static void
test_discount_bounds (void)
{
  TwQuoteLineIn lines[] = { item ("1", "10", "20"), item ("-1", "4", "20") };
  TwQuoteIn in = { .currency = currency ("EUR"), .lines = lines, .n_lines = 2 };
  g_autoptr (TwQuoteSum) sum = NULL, negative = NULL;

  in.discount = (TwQuoteDiscount) { .kind = TW_QUOTE_DISCOUNT_AMOUNT, .amount = money ("7") };
  sum = sum_up (&in);
  assert_amount (sum->discount, "6");
  g_assert_true (sum->limited);
  assert_amount (sum->payable, "0");
  in.lines = &lines[1];
  in.n_lines = 1;
  negative = sum_up (&in);
  assert_amount (negative->discount, "0");
  assert_amount (negative->payable, "-4.80");
}

static void
test_errors (void)
{
  TwQuoteLineIn lines[] = { item ("1", "10", "20"), item ("1", "10", "20") };
  TwQuoteIn in = { .currency = currency ("EUR"), .lines = lines, .n_lines = 2 };
  g_autoptr (GError) error = NULL;

  lines[0].tax_rate = decimal ("101");
  g_assert_null (tw_quote_sum_new (&in, &error));
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_INVALID);
  g_clear_error (&error);
  lines[0].tax_rate = decimal ("20");
  in.discount = (TwQuoteDiscount) { .kind = TW_QUOTE_DISCOUNT_PERCENT, .percent = -1 };
  g_assert_null (tw_quote_sum_new (&in, &error));
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_INVALID);
  g_clear_error (&error);
  in.discount.kind = TW_QUOTE_DISCOUNT_NONE;
  lines[0].quantity = lines[0].unit_price = G_MAXINT64;
  g_assert_null (tw_quote_sum_new (&in, &error));
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  /* Each fits, their sum does not. */
  for (guint i = 0; i < 2; i++)
    {
      lines[i].quantity = TW_DECIMAL_ONE;
      lines[i].unit_price = G_MAXINT64 / 100 * 100;
    }
  g_assert_null (tw_quote_sum_new (&in, &error));
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_TOO_LARGE);
}

/* Nearly the greatest amount there is. */
static void
test_huge (void)
{
  TwQuoteLineIn lines[] = { item ("1", "900000000000000", NULL), item ("1000000", "1000000", "0") };
  TwQuoteIn in = { .currency = currency ("EUR"), .lines = lines, .n_lines = 2 };
  g_autoptr (TwQuoteSum) sum = sum_up (&in);

  assert_amount (sum->payable, "901000000000000");
}

/* --- Any quotes --- */

typedef struct
{
  TwQuoteIn     in;
  TwQuoteLineIn lines[MAX_LINES];
} Any;

static void
make_discount (GRand *random, TwQuoteDiscount *discount, gint64 most)
{
  discount->kind = g_rand_int_range (random, 0, 3);
  discount->percent = g_rand_int_range (random, 0, 100000001);
  discount->amount = (gint64) (g_rand_double (random) * most);
}

static void
make_any (GRand *random, Any *any)
{
  static const char *const codes[] = { "EUR", "USD", "JPY", "KWD", "CLF" };
  static const int rates[] = { 0, 5500000, 7000000, 19000000, 20000000, 33333333 };

  memset (any, 0, sizeof *any);
  any->in.currency = currency (codes[g_rand_int_range (random, 0, G_N_ELEMENTS (codes))]);
  any->in.tax_included = g_rand_boolean (random);
  any->in.rounding = g_rand_int_range (random, 0, 2);
  make_discount (random, &any->in.discount, 5000 * TW_MONEY_ONE);
  any->in.n_lines = (guint) g_rand_int_range (random, 0, MAX_LINES + 1);
  any->in.lines = any->lines;
  for (guint i = 0; i < any->in.n_lines; i++)
    {
      TwQuoteLineIn *line = &any->lines[i];

      line->id.bytes[0] = (guint8) (i * 37);
      line->id.bytes[1] = (guint8) i;
      line->kind = g_rand_int_range (random, 0, 10) == 0 ? TW_QUOTE_TEXT : g_rand_int_range (random, 0, 8) == 0 ? TW_QUOTE_GROUP : TW_QUOTE_ITEM;
      line->optional = g_rand_int_range (random, 0, 8) == 0;
      line->quantity = g_rand_boolean (random) ? g_rand_int_range (random, -2, 20) * TW_DECIMAL_ONE : g_rand_int_range (random, -3000000, 90000000);
      line->unit_price = g_rand_boolean (random) ? g_rand_int_range (random, 0, 50000) * G_GINT64_CONSTANT (100)
                                                 : g_rand_int_range (random, 0, 20000000);
      if (g_rand_boolean (random))
        make_discount (random, &line->discount, 50 * TW_MONEY_ONE);
      line->has_tax = g_rand_int_range (random, 0, 6) != 0;
      line->tax_rate = rates[g_rand_int_range (random, 0, G_N_ELEMENTS (rates))];
    }
}

static void
assert_adds_up (const Any *any, const TwQuoteSum *sum)
{
  gint64 lines = 0, basis = 0, tax = 0, allowance = 0, price = 0, rates = 0, line_tax = 0, unit = TW_MONEY_ONE;

  for (int digits = tw_currency_get_digits (sum->currency); digits > 0; digits--)
    unit /= 10;
  for (guint i = 0; i < sum->n_lines; i++)
    {
      const TwQuoteLineSum *line = &sum->lines[i];

      g_assert_cmpint (line->net + line->tax, ==, line->total);
      g_assert_cmpint (line->amount - line->discount, ==, line->price);
      g_assert_cmpint (any->in.tax_included ? line->total : line->net, ==, line->price);
      g_assert_cmpint (line->net % unit, ==, 0);
      if (any->lines[i].kind != TW_QUOTE_ITEM || any->lines[i].optional)
        continue;
      lines += line->net;
      price += line->price;
      line_tax += line->tax;
    }
  for (guint t = 0; t < sum->n_taxes; t++)
    {
      const TwQuoteTax *one = &sum->taxes[t];

      g_assert_cmpint (one->basis, ==, one->lines - one->allowance);
      basis += one->basis;
      tax += one->tax;
      allowance += one->allowance;
      rates += one->price;
    }
  g_assert_cmpint (sum->line_total, ==, lines);
  g_assert_cmpint (sum->price, ==, price);
  g_assert_cmpint (rates, ==, price);
  g_assert_cmpint (sum->net_total, ==, basis);
  g_assert_cmpint (sum->tax_total, ==, tax);
  g_assert_cmpint (sum->allowance, ==, allowance);
  g_assert_cmpint (sum->net_total, ==, sum->line_total - sum->allowance);
  g_assert_cmpint (sum->with_tax, ==, sum->net_total + sum->tax_total);
  g_assert_cmpint (sum->payable, ==, sum->with_tax + sum->rounding);
  /* No cent of the discount is lost. */
  if (any->in.tax_included)
    g_assert_cmpint (sum->payable, ==, sum->price - sum->discount);
  else
    g_assert_cmpint (sum->allowance, ==, sum->discount);
  if (sum->discount == 0 && sum->allowance == 0 && !any->in.tax_included)
    g_assert_cmpint (line_tax, ==, tax);
}

static void
test_adds_up (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  Any any;

  for (guint n = 0; n < N_RANDOM; n++)
    {
      g_autoptr (TwQuoteSum) sum = NULL;

      make_any (random, &any);
      sum = sum_up (&any.in);
      assert_adds_up (&any, sum);
    }
}

static void
test_order (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  Any any, mixed;

  for (guint n = 0; n < N_RANDOM; n++)
    {
      g_autoptr (TwQuoteSum) sum = NULL, other = NULL;
      guint at[MAX_LINES];

      make_any (random, &any);
      mixed = any;
      mixed.in.lines = mixed.lines;
      for (guint i = 0; i < any.in.n_lines; i++)
        at[i] = i;
      for (guint i = any.in.n_lines; i > 1; i--)
        {
          guint j = (guint) g_rand_int_range (random, 0, (gint32) i), former = at[i - 1];

          at[i - 1] = at[j];
          at[j] = former;
        }
      for (guint i = 0; i < any.in.n_lines; i++)
        mixed.lines[i] = any.lines[at[i]];
      sum = sum_up (&any.in);
      other = sum_up (&mixed.in);
      g_assert_cmpint (sum->payable, ==, other->payable);
      g_assert_cmpint (sum->tax_total, ==, other->tax_total);
      g_assert_cmpint (sum->allowance, ==, other->allowance);
      g_assert_cmpuint (sum->n_taxes, ==, other->n_taxes);
      for (guint t = 0; t < sum->n_taxes; t++)
        {
          g_assert_cmpint (sum->taxes[t].rate, ==, other->taxes[t].rate);
          g_assert_cmpint (sum->taxes[t].basis, ==, other->taxes[t].basis);
          g_assert_cmpint (sum->taxes[t].tax, ==, other->taxes[t].tax);
        }
      for (guint i = 0; i < any.in.n_lines; i++)
        {
          g_assert_cmpint (other->lines[i].net, ==, sum->lines[at[i]].net);
          g_assert_cmpint (other->lines[i].tax, ==, sum->lines[at[i]].tax);
        }
    }
}

/* Anything at all gives a sum that adds up, or an error. */
static void
test_wild (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  Any any;
  guint good = 0;

  for (guint n = 0; n < N_RANDOM; n++)
    {
      g_autoptr (TwQuoteSum) sum = NULL;
      g_autoptr (GError) error = NULL;

      make_any (random, &any);
      for (guint i = 0; i < any.in.n_lines; i++)
        {
          any.lines[i].quantity = (gint64) ((guint64) g_rand_int (random) << 32 | g_rand_int (random)) >> g_rand_int_range (random, 0, 60);
          any.lines[i].unit_price = (gint64) ((guint64) g_rand_int (random) << 32 | g_rand_int (random)) >> g_rand_int_range (random, 0, 60);
          any.lines[i].discount.kind = TW_QUOTE_DISCOUNT_NONE;
        }
      sum = tw_quote_sum_new (&any.in, &error);
      if (sum != NULL)
        {
          assert_adds_up (&any, sum);
          good++;
        }
      else
        g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_TOO_LARGE);
    }
  g_assert_cmpuint (good, >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/quote-sum/plain", test_plain);
  g_test_add_func ("/crm/quote-sum/rounding", test_rounding);
  g_test_add_func ("/crm/quote-sum/included", test_included);
  g_test_add_func ("/crm/quote-sum/currencies", test_currencies);
  g_test_add_func ("/crm/quote-sum/groups", test_groups);
  g_test_add_func ("/crm/quote-sum/discount-bounds", test_discount_bounds);
  g_test_add_func ("/crm/quote-sum/errors", test_errors);
  g_test_add_func ("/crm/quote-sum/huge", test_huge);
  g_test_add_func ("/crm/quote-sum/adds-up", test_adds_up);
  g_test_add_func ("/crm/quote-sum/order", test_order);
  g_test_add_func ("/crm/quote-sum/wild", test_wild);
  return g_test_run ();
}
