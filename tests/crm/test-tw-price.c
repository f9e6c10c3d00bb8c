/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which price a line of a quote gets, and why. */
#include "config.h"

#include <string.h>

#include "quote-fixture.h"
#include "tw-price.h"

static void
assert_price (Site *site, TwPriceQuery *query, TwPriceRule rule, const char *amount, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPrice) price = tw_price_find (site->store, query, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = tw_money_print (&price->price);
  g_assert_cmpstr (text, ==, amount);
  g_assert_cmpint (price->rule, ==, rule);
  if (strstr (price->reason, says) == NULL)
    g_error ("“%s” is not in “%s”", says, price->reason);
}

static void
test_price_rules (Site *site, gconstpointer data)
{
  Shop shop;
  TwPriceQuery query = { .quantity = TW_DECIMAL_ONE };
  g_autoptr (TwRecord) base = NULL, sale = NULL, tier = NULL, segment = NULL, steps = NULL;
  g_autofree char *tier_id = NULL, *segment_id = NULL, *tier_book = NULL;

  shop_open (site, &shop);
  query.product = *tw_record_get_id (shop.product);
  query.company = *tw_record_get_id (shop.company);
  assert_price (site, &query, TW_PRICE_PRODUCT, "100.00 EUR", "own price");
  base = site_add_book (site, &shop, "List", "is_default", "true", "95 EUR", "1");
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "95.00 EUR", "Default price book “List”");
  sale = site_add_book (site, &shop, "Sale", "valid_until", "2999-12-31", "90 EUR", "1");
  assert_price (site, &query, TW_PRICE_BOOK, "90.00 EUR", "valid until");
  query.day = 400000;                                   /* the sale is over */
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "95.00 EUR", "List");
  query.day = 0;
  tier = site_add_book (site, &shop, "Gold", "audience", "tier", "80 EUR", "1");
  tier_id = site_id_of (shop.tier);
  site_change (site, tier, "tier", tier_id);
  assert_price (site, &query, TW_PRICE_TIER, "80.00 EUR", "for customers of the tier “Emerald”");
  tier_book = site_id_of (tier);
  steps = site_add (site, "price_book_entry", "price_book", tier_book, "product", shop.product_id, "price", "70 EUR", "min_quantity",
                    "10", NULL);
  query.quantity = 10 * TW_DECIMAL_ONE;
  assert_price (site, &query, TW_PRICE_TIER, "70.00 EUR", "from 10 pieces");
  query.quantity = -10 * TW_DECIMAL_ONE;
  assert_price (site, &query, TW_PRICE_TIER, "70.00 EUR", "from 10 pieces");
  query.quantity = 10 * TW_DECIMAL_ONE - 1;
  assert_price (site, &query, TW_PRICE_TIER, "80.00 EUR", "Gold");
  segment = site_add_book (site, &shop, "Beer", "audience", "segment", "85 EUR", "1");
  segment_id = site_id_of (shop.segment);
  site_change (site, segment, "segment", segment_id);
  assert_price (site, &query, TW_PRICE_SEGMENT, "85.00 EUR", "for the segment “Breweries”");
  query.book = *tw_record_get_id (base);
  assert_price (site, &query, TW_PRICE_CHOSEN_BOOK, "95.00 EUR", "chosen for this quote");
  query.book = query.company = tw_id_nil;               /* a stranger */
  assert_price (site, &query, TW_PRICE_BOOK, "90.00 EUR", "Sale");
  site_change (site, sale, "active", "false");
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "95.00 EUR", "List");
  shop_close (&shop);
}

static void
test_conversion (Site *site, gconstpointer data)
{
  Shop shop;
  TwPriceQuery query = { .quantity = TW_DECIMAL_ONE };
  TwMoney money = { 1000000 * TW_MONEY_ONE, 0 }, result;
  TwCurrency bam, vuv, omr, eur;
  g_autoptr (TwRecord) old = NULL, rate = NULL, yen = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPrice) none = NULL;

  tw_currency_parse ("BAM", &bam);
  tw_currency_parse ("VUV", &vuv);
  tw_currency_parse ("OMR", &omr);
  tw_currency_parse ("EUR", &eur);
  shop_open (site, &shop);
  query.product = *tw_record_get_id (shop.product);
  query.currency = bam;
  none = tw_price_find (site->store, &query, &error);
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_NO_RATE);
  g_clear_error (&error);
  old = site_add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "BAM", "rate", "1.5", "at", "2020-01-01T12:00:00Z", NULL);
  rate = site_add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "BAM", "rate", "1.08", "at", "2024-01-01T12:00:00Z", NULL);
  yen = site_add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "VUV", "rate", "161.23", "at", "2024-01-01T12:00:00Z",
                  NULL);
  assert_price (site, &query, TW_PRICE_PRODUCT, "108.00 BAM", "converted at 1 EUR = 1.08 BAM");
  g_assert_true (tw_date_from_ymd (2021, 6, 1, &query.day));
  assert_price (site, &query, TW_PRICE_PRODUCT, "150.00 BAM", "1.5");
  query.day = 0;
  query.currency = vuv;
  assert_price (site, &query, TW_PRICE_PRODUCT, "16123 VUV", "VUV");
  /* The way back divides by what was entered, and loses nothing to a rounded 1 ÷ rate. */
  money.currency = bam;
  money.amount = 1080000 * TW_MONEY_ONE;
  g_assert_true (tw_price_convert (site->store, &money, eur, 0, &result, NULL, &error));
  g_assert_cmpint (result.amount, ==, 1000000 * TW_MONEY_ONE);
  g_assert_false (tw_price_convert (site->store, &money, omr, 0, &result, NULL, &error));
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_NO_RATE);
  shop_close (&shop);
}

static void
test_line_prices (Site *site, gconstpointer data)
{
  Shop shop;
  g_autoptr (TwRecord) book = NULL, steps = NULL, quote = NULL, line = NULL, rate = NULL, other = NULL;
  g_autofree char *book_id = NULL, *quote_id = NULL;

  shop_open (site, &shop);
  book = site_add_book (site, &shop, "List", "is_default", "true", "95 EUR", "1");
  book_id = site_id_of (book);
  steps = site_add (site, "price_book_entry", "price_book", book_id, "product", shop.product_id, "price", "90 EUR", "min_quantity", "10",
                    NULL);
  quote = site_add (site, "quote", "currency", "EUR", "company", shop.company_id, NULL);
  quote_id = site_id_of (quote);
  line = site_add (site, "quote_line", "quote", quote_id, "product", shop.product_id, NULL);
  site_assert_is (site, line, "unit_price", "95.00 EUR");
  site_assert_is (site, line, "price_overridden", "false");
  site_assert_is (site, line, "name", "Pump");
  site_assert_is (site, quote, "total", "113.05 EUR");
  site_change (site, line, "quantity", "12");
  site_assert_is (site, line, "unit_price", "90.00 EUR");
  site_change (site, line, "unit_price", "77 EUR");
  site_assert_is (site, line, "price_overridden", "true");
  site_change (site, line, "quantity", "2");
  site_assert_is (site, line, "unit_price", "77.00 EUR");
  site_change (site, line, "price_overridden", "false");
  site_assert_is (site, line, "unit_price", "95.00 EUR");
  site_change (site, line, "unit_price", "94 EUR");
  site_change (site, line, "unit_price", "95 EUR");           /* the rules' own price again */
  site_assert_is (site, line, "price_overridden", "false");
  /* Another currency: prices by the rules are found anew, others converted. */
  other = site_add_line (site, quote, "2", "1", "10 EUR", "19");
  rate = site_add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "BAM", "rate", "2", "at", "2024-01-01T12:00:00Z", NULL);
  site_change (site, quote, "currency", "BAM");
  site_assert_is (site, line, "unit_price", "190.00 BAM");
  site_assert_is (site, other, "unit_price", "20.00 BAM");
  site_assert_is (site, quote, "net_total", "400.00 BAM");
  site_assert_true_totals (site, quote);
  shop_close (&shop);
}

#define ADD(path, func) g_test_add (path, Site, NULL, site_set_up, func, site_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crm/quote/price-rules", test_price_rules);
  ADD ("/crm/quote/conversion", test_conversion);
  ADD ("/crm/quote/line-prices", test_line_prices);
  return g_test_run ();
}
