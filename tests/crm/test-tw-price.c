/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which price a line of a quote gets, and why. */
#include "config.h"

#include <string.h>

#include "quote-fixture.h"
#include "tw-price.h"
#include "tw-product-settle.h"

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

/* Eight levels are named in whole; what is above them is told by a sign. */
static void
test_deep (Site *site, gconstpointer data)
{
  g_autofree char *above = NULL;

  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("L%u", i);
      g_autoptr (TwRecord) level = above != NULL ? site_add (site, "product_category", "name", name, "parent", above, NULL)
                                                 : site_add (site, "product_category", "name", name, NULL);

      g_free (above);
      above = site_id_of (level);
      if (i == 8)
        site_assert_is (site, level, "path", "L1 › L2 › L3 › L4 › L5 › L6 › L7 › L8");
      if (i == 8)
        site_assert_is (site, level, "top", "L1");
      if (i == 10)
        site_assert_is (site, level, "path", "… › L3 › L4 › L5 › L6 › L7 › L8 › L9 › L10");
    }
}

/* What is said of the product goes before what is said of its category, and that before what is said of the one above it. */
static void
test_categories (Site *site, gconstpointer data)
{
  Shop shop;
  TwPriceQuery query = { .quantity = TW_DECIMAL_ONE };
  g_autoptr (TwRecord) book = NULL, hardware = NULL, pumps = NULL, other = NULL, above = NULL, near = NULL, steps = NULL, own = NULL;
  g_autofree char *book_id = NULL, *hardware_id = NULL, *pumps_id = NULL;

  shop_open (site, &shop);
  query.product = *tw_record_get_id (shop.product);
  hardware = site_add (site, "product_category", "name", "Hardware", NULL);
  hardware_id = site_id_of (hardware);
  pumps = site_add (site, "product_category", "name", "Pumps", "parent", hardware_id, NULL);
  pumps_id = site_id_of (pumps);
  site_assert_is (site, pumps, "path", "Hardware › Pumps");
  site_assert_is (site, pumps, "top", "Hardware");
  book = site_add (site, "price_book", "name", "List", "currency", "EUR", "is_default", "true", NULL);
  book_id = site_id_of (book);
  above = site_add (site, "price_book_entry", "price_book", book_id, "category", hardware_id, "discount", "12.5", NULL);
  site_assert_is (site, above, "name", "Hardware");
  assert_price (site, &query, TW_PRICE_PRODUCT, "100.00 EUR", "own price");
  site_change (site, shop.product, "product_category", pumps_id);
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "87.50 EUR", "for the category “Hardware”, 12.5% off the product's own price");
  near = site_add (site, "price_book_entry", "price_book", book_id, "category", pumps_id, "price", "99 EUR", NULL);
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "99.00 EUR", "for the category “Pumps”");
  steps = site_add (site, "price_book_entry", "price_book", book_id, "category", pumps_id, "discount", "30", "min_quantity", "10", NULL);
  query.quantity = 10 * TW_DECIMAL_ONE;
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "70.00 EUR", "from 10 pieces");
  own = site_add (site, "price_book_entry", "price_book", book_id, "product", shop.product_id, "discount", "1", NULL);
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "99.00 EUR", "“List”, 1% off");
  /* Rounded to the digits of the currency. */
  site_change (site, shop.product, "price", "0.33 EUR");
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "0.33 EUR", "1% off");
  other = site_add (site, "product_category", "name", "Other", NULL);
  shop_close (&shop);
}

/* For one thing or the other, and said in one way or the other. */
static void
test_mistakes (Site *site, gconstpointer data)
{
  static const struct { const char *product, *category, *price, *discount, *says; } cases[] = {
    { NULL, NULL, "5 EUR", NULL, "Choose either a product or a category." },
    { "x", "x", "5 EUR", NULL, "Choose either a product or a category." },
    { "x", NULL, NULL, NULL, "Enter either a price or a discount." },
    { NULL, "x", "5 EUR", "10", "Enter either a price or a discount." },
  };
  Shop shop;
  g_autoptr (TwRecord) category = NULL, book = NULL;
  g_autofree char *category_id = NULL, *book_id = NULL;

  shop_open (site, &shop);
  category = site_add (site, "product_category", "name", "Pumps", NULL);
  category_id = site_id_of (category);
  book = site_add (site, "price_book", "name", "List", "currency", "EUR", NULL);
  book_id = site_id_of (book);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRecord) entry = tw_record_new (site_entity_of (site, "price_book_entry"));

      g_assert_true (tw_record_set_text (entry, "price_book", book_id, NULL));
      if (cases[i].product != NULL)
        g_assert_true (tw_record_set_text (entry, "product", shop.product_id, NULL));
      if (cases[i].category != NULL)
        g_assert_true (tw_record_set_text (entry, "category", category_id, NULL));
      if (cases[i].price != NULL)
        g_assert_true (tw_record_set_text (entry, "price", cases[i].price, NULL));
      if (cases[i].discount != NULL)
        g_assert_true (tw_record_set_text (entry, "discount", cases[i].discount, NULL));
      g_assert_false (site_save (site, entry, &error));
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
  shop_close (&shop);
}

static TwRecord *
load (Site *site, TwRecord *record)
{
  g_autoptr (GError) error = NULL;
  TwRecord *fresh = tw_store_get (site->store, tw_record_get_entity (record), tw_record_get_id (record), &error);

  g_assert_no_error (error);
  return fresh;
}

static char *
dup_category (Site *site, TwRecord *product)
{
  g_autoptr (TwRecord) fresh = load (site, product), category = NULL;
  g_autoptr (GError) error = NULL;

  category = tw_store_get (site->store, site_entity_of (site, "product_category"), &tw_record_get_key (fresh, "product_category")->id, &error);
  g_assert_no_error (error);
  return tw_record_dup_title (category);
}

/* What a version before wrote as words becomes records when the workspace is opened; the same words, whatever their case, become one. */
static void
test_words (Site *site, gconstpointer data)
{
  static const char *const words[][2] = { { "1", "Pumps" }, { "2", " pumps " }, { "3", "Öfen" }, { "4", "ÖFEN" }, { "5", "  " } };
  g_autoptr (TwRecord) chosen = site_add (site, "product_category", "name", "Chosen", NULL);
  g_autoptr (TwRecord) kept = NULL;
  g_autofree char *chosen_id = site_id_of (chosen), *pumps = NULL, *other = NULL, *oven = NULL;
  TwRecord *products[G_N_ELEMENTS (words)];

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    products[i] = site_add (site, "product", "name", "Thing", "sku", words[i][0], "category", words[i][1], NULL);
  kept = site_add (site, "product", "name", "Thing", "sku", "6", "category", "Pumps", "product_category", chosen_id, NULL);
  tw_product_settle (site->store);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    site_assert_is (site, products[i], "category", "");
  site_assert_is (site, kept, "product_category", chosen_id);
  site_assert_is (site, products[4], "product_category", "");
  pumps = dup_category (site, products[0]);
  other = dup_category (site, products[1]);
  g_assert_cmpstr (pumps, ==, "Pumps");
  g_assert_cmpstr (other, ==, "Pumps");
  oven = dup_category (site, products[3]);
  g_assert_cmpstr (oven, ==, "Öfen");
  /* Nothing is left to do. */
  tw_product_settle (site->store);
  site_assert_is (site, chosen, "product_count", "1");
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_object_unref (products[i]);
}

static void
test_conversion (Site *site, gconstpointer data)
{
  Shop shop;
  TwPriceQuery query = { .quantity = TW_DECIMAL_ONE };
  TwMoney money = { 1000000 * TW_MONEY_ONE, 0 }, result;
  TwCurrency bam, vuv, omr, eur;
  g_autoptr (TwRecord) old = NULL, rate = NULL, yen = NULL, other = NULL;
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
  /* Where both directions were entered on one day, each is as it was entered. */
  other = site_add (site, "exchange_rate", "from_currency", "BAM", "to_currency", "EUR", "rate", "0.9", "at", "2024-01-01T12:00:00Z", NULL);
  g_assert_true (tw_price_convert (site->store, &money, eur, 0, &result, NULL, &error));
  g_assert_cmpint (result.amount, ==, 972000 * TW_MONEY_ONE);
  money.currency = eur;
  money.amount = 1000000 * TW_MONEY_ONE;
  g_assert_true (tw_price_convert (site->store, &money, bam, 0, &result, NULL, &error));
  g_assert_cmpint (result.amount, ==, 1080000 * TW_MONEY_ONE);
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
  ADD ("/crm/quote/price-of-category", test_categories);
  ADD ("/crm/quote/deep-categories", test_deep);
  ADD ("/crm/quote/price-mistakes", test_mistakes);
  ADD ("/crm/quote/category-words", test_words);
  return g_test_run ();
}
