/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "quote-fixture.h"

TwRecord *
site_add_line (Site *site, TwRecord *quote, const char *position, const char *quantity, const char *price, const char *tax)
{
  g_autofree char *id = site_id_of (quote);

  return site_add (site, "quote_line", "quote", id, "name", "Work", "position", position, "quantity", quantity, "unit_price", price,
                   "tax_rate", tax, NULL);
}

/* The stored totals are what the arithmetic says to the stored lines. */
void
site_assert_true_totals (Site *site, TwRecord *quote)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (TwQuoteSum) sum = tw_quote_load_sum (site->store, tw_record_get_id (quote), &record, &lines, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tw_record_get_key (record, "total")->i, ==, sum->payable);
  g_assert_cmpint (tw_record_get_key (record, "subtotal")->i, ==, sum->line_total);
  g_assert_cmpint (tw_record_get_key (record, "tax")->i, ==, sum->tax_total);
  g_assert_cmpint (tw_record_get_key (record, "net_total")->i, ==, sum->net_total);
  g_assert_cmpint (tw_record_get_key (record, "discount_total")->i, ==, sum->allowance);
  for (guint i = 0; i < lines->len; i++)
    if (tw_quote_line_get_kind (lines->pdata[i]) == TW_QUOTE_ITEM)
      {
        g_assert_cmpint (tw_record_get_key (lines->pdata[i], "net_amount")->i, ==, sum->lines[i].net);
        g_assert_cmpint (tw_record_get_key (lines->pdata[i], "line_total")->i, ==, sum->lines[i].total);
      }
    else
      g_assert_true (tw_value_is_null (tw_record_get_key (lines->pdata[i], "net_amount")));
}

TwRecord *
site_add_book (Site *site, Shop *shop, const char *name, const char *key, const char *value, const char *price, const char *from)
{
  TwRecord *book = site_add (site, "price_book", "name", name, "currency", "EUR", key, value, NULL);
  g_autofree char *id = site_id_of (book);
  g_autoptr (TwRecord) entry = site_add (site, "price_book_entry", "price_book", id, "product", shop->product_id, "price", price,
                                         "min_quantity", from, NULL);

  return book;
}

void
shop_open (Site *site, Shop *shop)
{
  g_autofree char *tier = NULL, *segment = NULL;

  shop->product = site_add (site, "product", "name", "Pump", "sku", "P-1", "price", "100 EUR", "tax_rate", "19", "unit", "piece", NULL);
  shop->product_id = site_id_of (shop->product);
  shop->tier = site_add (site, "tier", "name", "Emerald", NULL);
  shop->segment = site_add (site, "segment", "name", "Breweries", NULL);
  tier = site_id_of (shop->tier);
  segment = site_id_of (shop->segment);
  shop->company = site_add (site, "company", "name", "Nordhafen", "tier", tier, "segments", segment, NULL);
  shop->company_id = site_id_of (shop->company);
}

void
shop_close (Shop *shop)
{
  g_object_unref (shop->product);
  g_object_unref (shop->company);
  g_object_unref (shop->tier);
  g_object_unref (shop->segment);
  g_free (shop->product_id);
  g_free (shop->company_id);
}
