/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored totals of a quote are those of the arithmetic whichever way a quote is changed, and prices, versions, deals follow. The
 * arithmetic itself is in test-tw-quote-sum.c, sync in tests/sync/test-tw-quote-sync.c. */
#include "config.h"

#include <string.h>

#include "tw-bulk.h"
#include "tw-crm-rules.h"
#include "tw-import.h"
#include "tw-price.h"
#include "tw-quote.h"
#include "tw-seed.h"

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;
} Site;

static void
set_up (Site *site, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  site->dir = g_dir_make_tmp ("tw-quote-XXXXXX", &error);
  g_assert_no_error (error);
  site->store = tw_store_open (site->dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  tw_crm_rules_add (site->store);
  g_assert_true (tw_seed_workspace (site->store, "EUR", &error));
  g_assert_no_error (error);
  site->schema = tw_store_ref_schema (site->store);
}

static void
tear_down (Site *site, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", site->dir);

  tw_schema_unref (site->schema);
  tw_store_close (site->store);
  g_object_unref (site->store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  g_free (site->dir);
}

static const TwEntity *
entity_of (Site *site, const char *key)
{
  return tw_schema_get_entity (site->schema, key);
}

static gboolean
save (Site *site, TwRecord *record, GError **error)
{
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "save");
  g_autoptr (TwCommit) commit = NULL;

  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, error);
  return commit != NULL;
}

/* Pairs of key and text, NULL-terminated. */
static TwRecord *
add (Site *site, const char *entity, ...)
{
  TwRecord *record = tw_record_new (entity_of (site, entity));
  g_autoptr (GError) error = NULL;
  const char *key;
  va_list list;

  va_start (list, entity);
  while ((key = va_arg (list, const char *)) != NULL)
    {
      tw_record_set_text (record, key, va_arg (list, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (list);
  save (site, record, &error);
  g_assert_no_error (error);
  return record;
}

static char *
id_of (TwRecord *record)
{
  return tw_id_dup_text (tw_record_get_id (record));
}

static void
change (Site *site, TwRecord *record, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) fresh = tw_store_get (site->store, tw_record_get_entity (record), tw_record_get_id (record), &error);

  g_assert_no_error (error);
  tw_record_set_text (fresh, key, text, &error);
  g_assert_no_error (error);
  save (site, fresh, &error);
  g_assert_no_error (error);
}

/* What is stored. */
static void
assert_is (Site *site, TwRecord *record, const char *key, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) fresh = tw_store_get (site->store, tw_record_get_entity (record), tw_record_get_id (record), &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = tw_value_print (tw_record_get_key (fresh, key));
  g_assert_cmpstr (text, ==, expected);
}

static TwRecord *
add_line (Site *site, TwRecord *quote, const char *position, const char *quantity, const char *price, const char *tax)
{
  g_autofree char *id = id_of (quote);

  return add (site, "quote_line", "quote", id, "name", "Work", "position", position, "quantity", quantity, "unit_price", price,
              "tax_rate", tax, NULL);
}

/* The stored totals are what the arithmetic says to the stored lines. */
static void
assert_true_totals (Site *site, TwRecord *quote)
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

/* --- Every way of editing --- */

static void
test_edits (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL), first = NULL, second = NULL, third = NULL;
  g_autofree char *id = id_of (quote);

  assert_is (site, quote, "total", "0.00 EUR");
  first = add_line (site, quote, "1", "3", "9.99 EUR", "19");
  second = add_line (site, quote, "2", "2.5", "4 EUR", "7");
  assert_is (site, first, "net_amount", "29.97 EUR");
  assert_is (site, quote, "subtotal", "39.97 EUR");
  assert_is (site, quote, "tax", "6.39 EUR");            /* 5.69 + 0.70 */
  assert_is (site, quote, "total", "46.36 EUR");
  change (site, first, "quantity", "4");
  assert_is (site, quote, "subtotal", "49.96 EUR");
  change (site, quote, "discount", "5 EUR");
  assert_is (site, quote, "discount_total", "5.00 EUR");
  assert_is (site, quote, "net_total", "44.96 EUR");
  assert_true_totals (site, quote);
  change (site, quote, "discount_percent", "10");
  assert_is (site, quote, "net_total", "44.96 EUR");     /* the kind says which of the two counts */
  change (site, quote, "discount_kind", "percent");
  assert_is (site, quote, "discount_total", "5.00 EUR");
  change (site, quote, "tax_included", "true");
  assert_is (site, quote, "total", "44.96 EUR");
  assert_true_totals (site, quote);
  change (site, quote, "rounding", "line");
  assert_true_totals (site, quote);
  change (site, second, "optional", "true");
  assert_is (site, quote, "total", "35.96 EUR");
  change (site, first, "discount_value", "50");
  assert_true_totals (site, quote);
  third = add (site, "quote_line", "quote", id, "line_kind", "group", "name", "Extras", "position", "3", NULL);
  assert_true_totals (site, quote);
}

/* What has no tax by its category has none whatever its rate is; what says a rate only means what it meant before. */
static void
test_tax_categories (Site *site, gconstpointer data)
{
  static const struct { const char *category, *rate, *code, *tax; } cases[] = {
    { NULL, "19", "S", "19.00 EUR" }, { NULL, "0", "Z", "0.00 EUR" }, { "standard", "19", "S", "19.00 EUR" }, { "standard", "0", "Z", "0.00 EUR" },
    { "zero", "19", "Z", "0.00 EUR" }, { "exempt", "19", "E", "0.00 EUR" }, { "reverse_charge", "19", "AE", "0.00 EUR" },
    { "intra_community", "19", "K", "0.00 EUR" }, { "export", "19", "G", "0.00 EUR" }, { "outside", "19", "O", "0.00 EUR" }, { NULL, NULL, NULL, "0.00 EUR" },
  };
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL), line = add_line (site, quote, "1", "1", "100 EUR", "19"), product = NULL, drawn = NULL;
  g_autofree char *id = id_of (quote), *of = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwQuoteSum) sum = NULL;

      change (site, line, "tax_category", cases[i].category != NULL ? cases[i].category : "");
      change (site, line, "tax_rate", cases[i].rate != NULL ? cases[i].rate : "");
      assert_is (site, quote, "tax", cases[i].tax);
      assert_true_totals (site, quote);
      sum = tw_quote_load_sum (site->store, tw_record_get_id (quote), NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (sum->n_taxes, ==, 1);
      g_assert_cmpstr (tw_quote_tax_get_code (sum->taxes[0].kind), ==, cases[i].code);
    }
  /* A product says it for its lines. */
  product = add (site, "product", "name", "Course", "sku", "C-1", "price", "50 EUR", "tax_rate", "19", "tax_category", "exempt", "tax_exemption", "Training", NULL);
  of = id_of (product);
  drawn = add (site, "quote_line", "quote", id, "product", of, "quantity", "1", NULL);
  assert_is (site, drawn, "tax_category", "exempt");
  assert_is (site, drawn, "tax_exemption", "Training");
  assert_is (site, drawn, "tax_amount", "0.00 EUR");
}

static void
test_delete_and_undo (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) first = add_line (site, quote, "1", "1", "10 EUR", "20"), second = add_line (site, quote, "2", "1", "5 EUR", "20");
  g_autoptr (TwCommit) deleted = NULL, edited = NULL, undone = NULL, redone = NULL, restored = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Delete");

  tw_edit_delete (edit, entity_of (site, "quote_line"), tw_record_get_id (first));
  deleted = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  assert_is (site, quote, "total", "6.00 EUR");
  /* A later change of another line does not stand in the way, for totals follow and are not brought back. */
  change (site, second, "quantity", "3");
  assert_is (site, quote, "total", "18.00 EUR");
  undone = tw_store_undo (site->store, tw_commit_get_id (deleted), &error);
  g_assert_no_error (error);
  assert_is (site, quote, "total", "30.00 EUR");
  redone = tw_store_undo (site->store, tw_commit_get_id (undone), &error);
  g_assert_no_error (error);
  assert_is (site, quote, "total", "18.00 EUR");
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Restore");
  tw_edit_restore (edit, entity_of (site, "quote_line"), tw_record_get_id (first));
  restored = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  assert_is (site, quote, "total", "30.00 EUR");
  assert_true_totals (site, quote);
}

/* A line goes to another quote: both are right. */
static void
test_move (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) from = add (site, "quote", "currency", "EUR", NULL), to = add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = add_line (site, from, "1", "2", "10 EUR", "0");
  g_autofree char *id = id_of (to);

  assert_is (site, from, "total", "20.00 EUR");
  change (site, line, "quote", id);
  assert_is (site, from, "total", "0.00 EUR");
  assert_is (site, to, "total", "20.00 EUR");
}

/* Nobody can set a total. */
static void
test_kept (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", "total", "99 EUR", NULL);
  g_autoptr (TwRecord) line = add_line (site, quote, "1", "1", "10 EUR", "0");

  assert_is (site, quote, "total", "10.00 EUR");
  change (site, quote, "total", "1 EUR");
  assert_is (site, quote, "total", "10.00 EUR");
  change (site, line, "net_amount", "1 EUR");
  assert_is (site, line, "net_amount", "10.00 EUR");
}

static void
test_too_large (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = add_line (site, quote, "1", "1", "10 EUR", "0");
  g_autoptr (GError) error = NULL;

  tw_record_set_text (line, "quantity", "9000000000000", NULL);
  tw_record_set_text (line, "unit_price", "900000000000000 EUR", NULL);
  g_assert_false (save (site, line, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too large"));
  assert_is (site, quote, "total", "10.00 EUR");
}

/* As many lines as anybody writes, in one step, and then a change of one. */
static void
test_long (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = tw_record_new (entity_of (site, "quote"));
  g_autofree char *id = id_of (quote);
  g_autoptr (TwRecord) last = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Long");
  gint64 begin = g_get_monotonic_time (), made;

  tw_edit_save (edit, quote);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (TwRecord) line = tw_record_new (entity_of (site, "quote_line"));
      g_autofree char *position = g_strdup_printf ("%u", i);

      tw_record_set_text (line, "quote", id, NULL);
      tw_record_set_text (line, "position", position, NULL);
      tw_record_set_text (line, "unit_price", "1.11 EUR", NULL);
      tw_record_set_text (line, "tax_rate", "19", NULL);
      tw_edit_save (edit, line);
      g_set_object (&last, line);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  made = g_get_monotonic_time ();
  assert_is (site, quote, "subtotal", "2220.00 EUR");
  assert_is (site, quote, "tax", "421.80 EUR");
  change (site, last, "quantity", "2");
  g_test_message ("2,000 lines in %d ms, one of them changed in %d ms", (int) ((made - begin) / 1000),
                  (int) ((g_get_monotonic_time () - made) / 1000));
  assert_is (site, quote, "subtotal", "2221.11 EUR");
  assert_true_totals (site, quote);
}

static void
test_bulk (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL), other = add (site, "quote", "currency", "EUR", NULL);
  TwRecord *lines[6] = { NULL };
  g_autoptr (TwBulk) bulk = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    lines[i] = add_line (site, i % 2 ? quote : other, "1", "1", "10 EUR", "10");
  bulk = tw_bulk_new (site->store, TW_ORIGIN_PERSON, "Bulk", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    {
      tw_record_set_text (lines[i], "quantity", "2", NULL);
      g_assert_true (tw_bulk_save (bulk, lines[i], &error));
    }
  g_assert_true (tw_bulk_delete (bulk, entity_of (site, "quote_line"), tw_record_get_id (lines[5]), &error));
  commit = tw_bulk_commit (g_steal_pointer (&bulk), &error);
  g_assert_no_error (error);
  assert_is (site, quote, "total", "44.00 EUR");
  assert_is (site, other, "total", "55.00 EUR");
  assert_true_totals (site, quote);
  assert_true_totals (site, other);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_object_unref (lines[i]);
}

/* What comes from another program is as it was there; its totals are ours. */
static void
test_import (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL), line = add_line (site, quote, "1", "1", "10 EUR", "0");
  g_autofree char *path = g_build_filename (site->dir, "rows.csv", NULL), *id = id_of (quote), *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TwImport) job = NULL;
  g_autoptr (GError) error = NULL;

  change (site, quote, "status", "accepted");
  text = g_strdup_printf ("quote,name,position,quantity,unit_price,tax_rate,net_amount\n%s,Crane,2,2,100 EUR,19,5 EUR\n%s,Rope,3,1,0.99 EUR,19,\n",
                          id, id);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  job = tw_import_new (site->store, entity_of (site, "quote_line"), file);
  tw_import_run (job, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_import_get_counts (job)->n_rejected, ==, 0);
  assert_is (site, quote, "subtotal", "210.99 EUR");
  assert_is (site, quote, "status", "accepted");
  assert_true_totals (site, quote);
}

/* A workspace of a version that did not store totals. */
static void
test_old_totals (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) shipped = tw_schema_load_shipped (&error);
  g_autofree char *dir = g_dir_make_tmp ("tw-quote-XXXXXX", &error), *command = g_strdup_printf ("rm -rf '%s'", dir);
  Site site = { .dir = dir };
  g_autoptr (TwRecord) quote = NULL, line = NULL;

  site.store = tw_store_open (dir, shipped, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (tw_seed_workspace (site.store, "EUR", &error));
  site.schema = tw_store_ref_schema (site.store);
  quote = add (&site, "quote", "currency", "EUR", "status", "accepted", NULL);
  line = add_line (&site, quote, "1", "2", "10 EUR", "20");
  assert_is (&site, quote, "total", "");
  tw_crm_rules_add (site.store);
  assert_is (&site, quote, "total", "24.00 EUR");
  assert_is (&site, quote, "status", "accepted");
  assert_is (&site, line, "net_amount", "20.00 EUR");
  tw_schema_unref (site.schema);
  tw_store_close (site.store);
  g_object_unref (site.store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

/* --- Prices --- */

typedef struct
{
  TwRecord *product, *company, *tier, *segment;
  char     *product_id, *company_id;
} Shop;

static TwRecord *
add_book (Site *site, Shop *shop, const char *name, const char *key, const char *value, const char *price, const char *from)
{
  TwRecord *book = add (site, "price_book", "name", name, "currency", "EUR", key, value, NULL);
  g_autofree char *id = id_of (book);
  g_autoptr (TwRecord) entry = add (site, "price_book_entry", "price_book", id, "product", shop->product_id, "price", price,
                                    "min_quantity", from, NULL);

  return book;
}

static void
open_shop (Site *site, Shop *shop)
{
  g_autofree char *tier = NULL, *segment = NULL;

  shop->product = add (site, "product", "name", "Pump", "sku", "P-1", "price", "100 EUR", "tax_rate", "19", "unit", "piece", NULL);
  shop->product_id = id_of (shop->product);
  shop->tier = add (site, "tier", "name", "Emerald", NULL);
  shop->segment = add (site, "segment", "name", "Breweries", NULL);
  tier = id_of (shop->tier);
  segment = id_of (shop->segment);
  shop->company = add (site, "company", "name", "Nordhafen", "tier", tier, "segments", segment, NULL);
  shop->company_id = id_of (shop->company);
}

static void
close_shop (Shop *shop)
{
  g_object_unref (shop->product);
  g_object_unref (shop->company);
  g_object_unref (shop->tier);
  g_object_unref (shop->segment);
  g_free (shop->product_id);
  g_free (shop->company_id);
}

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

  open_shop (site, &shop);
  query.product = *tw_record_get_id (shop.product);
  query.company = *tw_record_get_id (shop.company);
  assert_price (site, &query, TW_PRICE_PRODUCT, "100.00 EUR", "own price");
  base = add_book (site, &shop, "List", "is_default", "true", "95 EUR", "1");
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "95.00 EUR", "Default price book “List”");
  sale = add_book (site, &shop, "Sale", "valid_until", "2999-12-31", "90 EUR", "1");
  assert_price (site, &query, TW_PRICE_BOOK, "90.00 EUR", "valid until");
  query.day = 400000;                                   /* the sale is over */
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "95.00 EUR", "List");
  query.day = 0;
  tier = add_book (site, &shop, "Gold", "audience", "tier", "80 EUR", "1");
  tier_id = id_of (shop.tier);
  change (site, tier, "tier", tier_id);
  assert_price (site, &query, TW_PRICE_TIER, "80.00 EUR", "for customers of the tier “Emerald”");
  tier_book = id_of (tier);
  steps = add (site, "price_book_entry", "price_book", tier_book, "product", shop.product_id, "price", "70 EUR", "min_quantity", "10", NULL);
  query.quantity = 10 * TW_DECIMAL_ONE;
  assert_price (site, &query, TW_PRICE_TIER, "70.00 EUR", "from 10 pieces");
  query.quantity = -10 * TW_DECIMAL_ONE;
  assert_price (site, &query, TW_PRICE_TIER, "70.00 EUR", "from 10 pieces");
  query.quantity = 10 * TW_DECIMAL_ONE - 1;
  assert_price (site, &query, TW_PRICE_TIER, "80.00 EUR", "Gold");
  segment = add_book (site, &shop, "Beer", "audience", "segment", "85 EUR", "1");
  segment_id = id_of (shop.segment);
  change (site, segment, "segment", segment_id);
  assert_price (site, &query, TW_PRICE_SEGMENT, "85.00 EUR", "for the segment “Breweries”");
  query.book = *tw_record_get_id (base);
  assert_price (site, &query, TW_PRICE_CHOSEN_BOOK, "95.00 EUR", "chosen for this quote");
  query.book = query.company = tw_id_nil;               /* a stranger */
  assert_price (site, &query, TW_PRICE_BOOK, "90.00 EUR", "Sale");
  change (site, sale, "active", "false");
  assert_price (site, &query, TW_PRICE_DEFAULT_BOOK, "95.00 EUR", "List");
  close_shop (&shop);
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
  open_shop (site, &shop);
  query.product = *tw_record_get_id (shop.product);
  query.currency = bam;
  none = tw_price_find (site->store, &query, &error);
  g_assert_error (error, TW_QUOTE_ERROR, TW_QUOTE_ERROR_NO_RATE);
  g_clear_error (&error);
  old = add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "BAM", "rate", "1.5", "at", "2020-01-01T12:00:00Z", NULL);
  rate = add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "BAM", "rate", "1.08", "at", "2024-01-01T12:00:00Z", NULL);
  yen = add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "VUV", "rate", "161.23", "at", "2024-01-01T12:00:00Z", NULL);
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
  close_shop (&shop);
}

static void
test_line_prices (Site *site, gconstpointer data)
{
  Shop shop;
  g_autoptr (TwRecord) book = NULL, steps = NULL, quote = NULL, line = NULL, rate = NULL, other = NULL;
  g_autofree char *book_id = NULL, *quote_id = NULL;

  open_shop (site, &shop);
  book = add_book (site, &shop, "List", "is_default", "true", "95 EUR", "1");
  book_id = id_of (book);
  steps = add (site, "price_book_entry", "price_book", book_id, "product", shop.product_id, "price", "90 EUR", "min_quantity", "10", NULL);
  quote = add (site, "quote", "currency", "EUR", "company", shop.company_id, NULL);
  quote_id = id_of (quote);
  line = add (site, "quote_line", "quote", quote_id, "product", shop.product_id, NULL);
  assert_is (site, line, "unit_price", "95.00 EUR");
  assert_is (site, line, "price_overridden", "false");
  assert_is (site, line, "name", "Pump");
  assert_is (site, quote, "total", "113.05 EUR");
  change (site, line, "quantity", "12");
  assert_is (site, line, "unit_price", "90.00 EUR");
  change (site, line, "unit_price", "77 EUR");
  assert_is (site, line, "price_overridden", "true");
  change (site, line, "quantity", "2");
  assert_is (site, line, "unit_price", "77.00 EUR");
  change (site, line, "price_overridden", "false");
  assert_is (site, line, "unit_price", "95.00 EUR");
  change (site, line, "unit_price", "94 EUR");
  change (site, line, "unit_price", "95 EUR");           /* the rules' own price again */
  assert_is (site, line, "price_overridden", "false");
  /* Another currency: prices by the rules are found anew, others converted. */
  other = add_line (site, quote, "2", "1", "10 EUR", "19");
  rate = add (site, "exchange_rate", "from_currency", "EUR", "to_currency", "BAM", "rate", "2", "at", "2024-01-01T12:00:00Z", NULL);
  change (site, quote, "currency", "BAM");
  assert_is (site, line, "unit_price", "190.00 BAM");
  assert_is (site, other, "unit_price", "20.00 BAM");
  assert_is (site, quote, "net_total", "400.00 BAM");
  assert_true_totals (site, quote);
  close_shop (&shop);
}

/* --- Statuses --- */

static void
test_versions (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL), fresh = NULL, gone = NULL;
  g_autoptr (TwRecord) line = add_line (site, quote, "1", "1", "10 EUR", "0"), second = add_line (site, quote, "2", "1", "10 EUR", "0");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL, former = NULL;
  TwEdit *edit;

  assert_is (site, quote, "version", "1");
  change (site, line, "quantity", "2");
  assert_is (site, quote, "version", "1");
  change (site, quote, "status", "sent");
  change (site, quote, "notes", "Called them");          /* not what the customer has */
  assert_is (site, quote, "status", "sent");
  change (site, line, "quantity", "3");
  assert_is (site, quote, "status", "draft");
  assert_is (site, quote, "version", "2");
  change (site, line, "quantity", "4");
  assert_is (site, quote, "version", "2");
  change (site, quote, "status", "sent");
  /* Lines that go, and terms, are changes, too. */
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, entity_of (site, "quote_line"), tw_record_get_id (second));
  former = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  assert_is (site, quote, "version", "3");
  change (site, quote, "status", "viewed");
  change (site, quote, "terms", "Ex works");
  assert_is (site, quote, "version", "4");
  change (site, quote, "status", "sent");
  change (site, quote, "status", "draft");
  assert_is (site, quote, "version", "5");
  /* Changed and sent in one step stays sent. */
  fresh = tw_store_get (site->store, entity_of (site, "quote"), tw_record_get_id (quote), &error);
  gone = tw_store_get (site->store, entity_of (site, "quote_line"), tw_record_get_id (line), &error);
  tw_record_set_text (fresh, "status", "sent", NULL);
  tw_record_set_text (gone, "quantity", "7", NULL);
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Send");
  tw_edit_save (edit, gone);
  tw_edit_save (edit, fresh);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  assert_is (site, quote, "status", "sent");
  assert_is (site, quote, "version", "5");
}

static void
test_accepted_stays (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = add_line (site, quote, "1", "1", "10 EUR", "0");
  g_autoptr (GError) error = NULL;
  TwEdit *edit;

  change (site, quote, "status", "accepted");
  tw_record_set_text (line, "quantity", "2", NULL);
  g_assert_false (save (site, line, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "was accepted"));
  g_clear_error (&error);
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, entity_of (site, "quote_line"), tw_record_get_id (line));
  g_assert_null (tw_edit_commit (edit, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  assert_is (site, quote, "total", "10.00 EUR");
  change (site, quote, "status", "draft");
  assert_is (site, quote, "version", "2");
  change (site, line, "quantity", "2");
  assert_is (site, quote, "total", "20.00 EUR");
}

/* --- Deals --- */

static char *
stage_of_kind (Site *site, const char *kind)
{
  g_autofree char *where = g_strdup_printf ("kind = \"%s\" and pipeline.is_default", kind);
  g_autoptr (TwQuery) query = tw_query_new (site->schema, entity_of (site, "deal_stage"), where, "position", NULL);
  g_autoptr (GPtrArray) stages = tw_store_list (site->store, query, 1, NULL, NULL, NULL);

  g_assert_cmpuint (stages->len, ==, 1);
  return id_of (stages->pdata[0]);
}

static void
test_from_deal (Site *site, gconstpointer data)
{
  Shop shop;
  g_autofree char *stage = stage_of_kind (site, "open"), *won = stage_of_kind (site, "won"), *number = NULL;
  g_autoptr (TwRecord) book = NULL, deal = NULL, quote = NULL, spare = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) undone = NULL, again = NULL;
  g_autofree char *spare_id = NULL, *products = NULL;
  TwId id;

  open_shop (site, &shop);
  spare = add (site, "product", "name", "Seal", "sku", "S-1", NULL);         /* without a price */
  spare_id = id_of (spare);
  book = add_book (site, &shop, "List", "is_default", "true", "95 EUR", "1");
  products = g_strdup_printf ("%s; %s", shop.product_id, spare_id);
  deal = add (site, "deal", "name", "Brew hall", "stage", stage, "company", shop.company_id, "amount", "5000 EUR", "products", products, NULL);
  g_assert_true (tw_quote_make_from_deal (site->store, tw_record_get_id (deal), &id, &error));
  g_assert_no_error (error);
  quote = tw_store_get (site->store, entity_of (site, "quote"), &id, &error);
  g_assert_no_error (error);
  assert_is (site, quote, "currency", "EUR");
  assert_is (site, quote, "total", "113.05 EUR");
  number = tw_value_print (tw_record_get_key (quote, "number"));
  g_assert_true (g_str_has_prefix (number, "Q-"));
  g_assert_cmpint (tw_record_get_key (quote, "valid_until")->type, ==, TW_TYPE_DATE);
  g_assert_true (tw_id_equal (&tw_record_get_key (quote, "company")->id, tw_record_get_id (shop.company)));
  lines = tw_quote_load_lines (site->store, &id, &error);
  g_assert_cmpuint (lines->len, ==, 2);
  /* One step back. */
  undone = tw_store_undo (site->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_commit_get_n_changes (undone), ==, 3);
  again = tw_store_redo (site->store, &error);
  g_assert_no_error (error);
  assert_is (site, quote, "total", "113.05 EUR");
  /* Accepted by hand: the amount, not the stage. */
  change (site, quote, "status", "accepted");
  assert_is (site, deal, "amount", "95.00 EUR");
  assert_is (site, deal, "status", "open");
  change (site, quote, "status", "draft");
  change (site, deal, "amount", "1 EUR");
  g_assert_true (tw_quote_accept (site->store, &id, TRUE, &error));
  g_assert_no_error (error);
  assert_is (site, deal, "amount", "95.00 EUR");
  assert_is (site, deal, "status", "won");
  {
    g_autoptr (TwCommit) back = tw_store_undo (site->store, NULL, &error);

    g_assert_no_error (error);
  }
  assert_is (site, deal, "amount", "1.00 EUR");
  assert_is (site, deal, "status", "open");
  assert_is (site, quote, "status", "draft");
  close_shop (&shop);
}

#define ADD(path, func) g_test_add (path, Site, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crm/quote/edits", test_edits);
  ADD ("/crm/quote/delete-and-undo", test_delete_and_undo);
  ADD ("/crm/quote/tax-categories", test_tax_categories);
  ADD ("/crm/quote/move", test_move);
  ADD ("/crm/quote/kept", test_kept);
  ADD ("/crm/quote/too-large", test_too_large);
  ADD ("/crm/quote/bulk", test_bulk);
  ADD ("/crm/quote/long", test_long);
  ADD ("/crm/quote/import", test_import);
  g_test_add_func ("/crm/quote/old-totals", test_old_totals);
  ADD ("/crm/quote/price-rules", test_price_rules);
  ADD ("/crm/quote/conversion", test_conversion);
  ADD ("/crm/quote/line-prices", test_line_prices);
  ADD ("/crm/quote/versions", test_versions);
  ADD ("/crm/quote/accepted-stays", test_accepted_stays);
  ADD ("/crm/quote/from-deal", test_from_deal);
  return g_test_run ();
}
