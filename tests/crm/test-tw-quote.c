/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored totals of a quote are those of the arithmetic whichever way a quote is changed, and versions and deals follow. The
 * arithmetic itself is in test-tw-quote-sum.c, prices are in test-tw-price.c, sync in tests/sync/test-tw-quote-sync.c. */
#include "config.h"

#include <string.h>

#include "quote-fixture.h"
#include "tw-bulk.h"
#include "tw-crm-rules.h"
#include "tw-import.h"
#include "tw-seed.h"

/* --- Every way of editing --- */

static void
test_edits (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL), first = NULL, second = NULL, third = NULL;
  g_autofree char *id = site_id_of (quote);

  site_assert_is (site, quote, "total", "0.00 EUR");
  first = site_add_line (site, quote, "1", "3", "9.99 EUR", "19");
  second = site_add_line (site, quote, "2", "2.5", "4 EUR", "7");
  site_assert_is (site, first, "net_amount", "29.97 EUR");
  site_assert_is (site, quote, "subtotal", "39.97 EUR");
  site_assert_is (site, quote, "tax", "6.39 EUR");            /* 5.69 + 0.70 */
  site_assert_is (site, quote, "total", "46.36 EUR");
  site_change (site, first, "quantity", "4");
  site_assert_is (site, quote, "subtotal", "49.96 EUR");
  site_change (site, quote, "discount", "5 EUR");
  site_assert_is (site, quote, "discount_total", "5.00 EUR");
  site_assert_is (site, quote, "net_total", "44.96 EUR");
  site_assert_true_totals (site, quote);
  site_change (site, quote, "discount_percent", "10");
  site_assert_is (site, quote, "net_total", "44.96 EUR");     /* the kind says which of the two counts */
  site_change (site, quote, "discount_kind", "percent");
  site_assert_is (site, quote, "discount_total", "5.00 EUR");
  site_change (site, quote, "tax_included", "true");
  site_assert_is (site, quote, "total", "44.96 EUR");
  site_assert_true_totals (site, quote);
  site_change (site, quote, "rounding", "line");
  site_assert_true_totals (site, quote);
  site_change (site, second, "optional", "true");
  site_assert_is (site, quote, "total", "35.96 EUR");
  site_change (site, first, "discount_value", "50");
  site_assert_true_totals (site, quote);
  third = site_add (site, "quote_line", "quote", id, "line_kind", "group", "name", "Extras", "position", "3", NULL);
  site_assert_true_totals (site, quote);
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
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = site_add_line (site, quote, "1", "1", "100 EUR", "19"), product = NULL, drawn = NULL;
  g_autofree char *id = site_id_of (quote), *of = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwQuoteSum) sum = NULL;

      site_change (site, line, "tax_category", cases[i].category != NULL ? cases[i].category : "");
      site_change (site, line, "tax_rate", cases[i].rate != NULL ? cases[i].rate : "");
      site_assert_is (site, quote, "tax", cases[i].tax);
      site_assert_true_totals (site, quote);
      sum = tw_quote_load_sum (site->store, tw_record_get_id (quote), NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (sum->n_taxes, ==, 1);
      g_assert_cmpstr (tw_quote_tax_get_code (sum->taxes[0].kind), ==, cases[i].code);
    }
  /* A product says it for its lines. */
  product = site_add (site, "product", "name", "Course", "sku", "C-1", "price", "50 EUR", "tax_rate", "19", "tax_category", "exempt",
                      "tax_exemption", "Training", NULL);
  of = site_id_of (product);
  drawn = site_add (site, "quote_line", "quote", id, "product", of, "quantity", "1", NULL);
  site_assert_is (site, drawn, "tax_category", "exempt");
  site_assert_is (site, drawn, "tax_exemption", "Training");
  site_assert_is (site, drawn, "tax_amount", "0.00 EUR");
}

static void
test_delete_and_undo (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) first = site_add_line (site, quote, "1", "1", "10 EUR", "20");
  g_autoptr (TwRecord) second = site_add_line (site, quote, "2", "1", "5 EUR", "20");
  g_autoptr (TwCommit) deleted = NULL, edited = NULL, undone = NULL, redone = NULL, restored = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Delete");

  tw_edit_delete (edit, site_entity_of (site, "quote_line"), tw_record_get_id (first));
  deleted = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "total", "6.00 EUR");
  /* A later change of another line does not stand in the way, for totals follow and are not brought back. */
  site_change (site, second, "quantity", "3");
  site_assert_is (site, quote, "total", "18.00 EUR");
  undone = tw_store_undo (site->store, tw_commit_get_id (deleted), &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "total", "30.00 EUR");
  redone = tw_store_undo (site->store, tw_commit_get_id (undone), &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "total", "18.00 EUR");
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Restore");
  tw_edit_restore (edit, site_entity_of (site, "quote_line"), tw_record_get_id (first));
  restored = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "total", "30.00 EUR");
  site_assert_true_totals (site, quote);
}

/* A line goes to another quote: both are right. */
static void
test_move (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) from = site_add (site, "quote", "currency", "EUR", NULL), to = site_add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = site_add_line (site, from, "1", "2", "10 EUR", "0");
  g_autofree char *id = site_id_of (to);

  site_assert_is (site, from, "total", "20.00 EUR");
  site_change (site, line, "quote", id);
  site_assert_is (site, from, "total", "0.00 EUR");
  site_assert_is (site, to, "total", "20.00 EUR");
}

/* Nobody can set a total. */
static void
test_kept (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", "total", "99 EUR", NULL);
  g_autoptr (TwRecord) line = site_add_line (site, quote, "1", "1", "10 EUR", "0");

  site_assert_is (site, quote, "total", "10.00 EUR");
  site_change (site, quote, "total", "1 EUR");
  site_assert_is (site, quote, "total", "10.00 EUR");
  site_change (site, line, "net_amount", "1 EUR");
  site_assert_is (site, line, "net_amount", "10.00 EUR");
}

static void
test_too_large (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = site_add_line (site, quote, "1", "1", "10 EUR", "0");
  g_autoptr (GError) error = NULL;

  tw_record_set_text (line, "quantity", "9000000000000", NULL);
  tw_record_set_text (line, "unit_price", "900000000000000 EUR", NULL);
  g_assert_false (site_save (site, line, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "too large"));
  site_assert_is (site, quote, "total", "10.00 EUR");
}

/* As many lines as anybody writes, in one step, and then a change of one. */
static void
test_long (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = tw_record_new (site_entity_of (site, "quote"));
  g_autofree char *id = site_id_of (quote);
  g_autoptr (TwRecord) last = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;
  TwEdit *edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Long");
  gint64 begin = g_get_monotonic_time (), made;

  tw_edit_save (edit, quote);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (TwRecord) line = tw_record_new (site_entity_of (site, "quote_line"));
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
  site_assert_is (site, quote, "subtotal", "2220.00 EUR");
  site_assert_is (site, quote, "tax", "421.80 EUR");
  site_change (site, last, "quantity", "2");
  g_test_message ("2,000 lines in %d ms, one of them changed in %d ms", (int) ((made - begin) / 1000),
                  (int) ((g_get_monotonic_time () - made) / 1000));
  site_assert_is (site, quote, "subtotal", "2221.11 EUR");
  site_assert_true_totals (site, quote);
}

static void
test_bulk (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL), other = site_add (site, "quote", "currency", "EUR", NULL);
  TwRecord *lines[6] = { NULL };
  g_autoptr (TwBulk) bulk = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    lines[i] = site_add_line (site, i % 2 ? quote : other, "1", "1", "10 EUR", "10");
  bulk = tw_bulk_new (site->store, TW_ORIGIN_PERSON, "Bulk", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    {
      tw_record_set_text (lines[i], "quantity", "2", NULL);
      g_assert_true (tw_bulk_save (bulk, lines[i], &error));
    }
  g_assert_true (tw_bulk_delete (bulk, site_entity_of (site, "quote_line"), tw_record_get_id (lines[5]), &error));
  commit = tw_bulk_commit (g_steal_pointer (&bulk), &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "total", "44.00 EUR");
  site_assert_is (site, other, "total", "55.00 EUR");
  site_assert_true_totals (site, quote);
  site_assert_true_totals (site, other);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_object_unref (lines[i]);
}

/* What comes from another program is as it was there; its totals are ours. */
static void
test_import (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL), line = site_add_line (site, quote, "1", "1", "10 EUR",
                                                                                                        "0");
  g_autofree char *path = g_build_filename (site->dir, "rows.csv", NULL), *id = site_id_of (quote), *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TwImport) job = NULL;
  g_autoptr (GError) error = NULL;

  site_change (site, quote, "status", "accepted");
  text = g_strdup_printf ("quote,name,position,quantity,unit_price,tax_rate,net_amount\n%s,Crane,2,2,100 EUR,19,5 EUR\n%s,Rope,3,1,0.99 EUR,19,\n",
                          id, id);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  job = tw_import_new (site->store, site_entity_of (site, "quote_line"), file);
  tw_import_run (job, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_import_get_counts (job)->n_rejected, ==, 0);
  site_assert_is (site, quote, "subtotal", "210.99 EUR");
  site_assert_is (site, quote, "status", "accepted");
  site_assert_true_totals (site, quote);
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
  quote = site_add (&site, "quote", "currency", "EUR", "status", "accepted", NULL);
  line = site_add_line (&site, quote, "1", "2", "10 EUR", "20");
  site_assert_is (&site, quote, "total", "");
  tw_crm_rules_add (site.store);
  site_assert_is (&site, quote, "total", "24.00 EUR");
  site_assert_is (&site, quote, "status", "accepted");
  site_assert_is (&site, line, "net_amount", "20.00 EUR");
  tw_schema_unref (site.schema);
  tw_store_close (site.store);
  g_object_unref (site.store);
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
}

/* --- Statuses --- */

static void
test_versions (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL), fresh = NULL, gone = NULL;
  g_autoptr (TwRecord) line = site_add_line (site, quote, "1", "1", "10 EUR", "0"), second = site_add_line (site, quote, "2", "1",
                                                                                                            "10 EUR", "0");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL, former = NULL;
  TwEdit *edit;

  site_assert_is (site, quote, "version", "1");
  site_change (site, line, "quantity", "2");
  site_assert_is (site, quote, "version", "1");
  site_change (site, quote, "status", "sent");
  site_change (site, quote, "notes", "Called them");          /* not what the customer has */
  site_assert_is (site, quote, "status", "sent");
  site_change (site, line, "quantity", "3");
  site_assert_is (site, quote, "status", "draft");
  site_assert_is (site, quote, "version", "2");
  site_change (site, line, "quantity", "4");
  site_assert_is (site, quote, "version", "2");
  site_change (site, quote, "status", "sent");
  /* Lines that go, and terms, are changes, too. */
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, site_entity_of (site, "quote_line"), tw_record_get_id (second));
  former = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "version", "3");
  site_change (site, quote, "status", "viewed");
  site_change (site, quote, "terms", "Ex works");
  site_assert_is (site, quote, "version", "4");
  site_change (site, quote, "status", "sent");
  site_change (site, quote, "status", "draft");
  site_assert_is (site, quote, "version", "5");
  /* Changed and sent in one step stays sent. */
  fresh = tw_store_get (site->store, site_entity_of (site, "quote"), tw_record_get_id (quote), &error);
  gone = tw_store_get (site->store, site_entity_of (site, "quote_line"), tw_record_get_id (line), &error);
  tw_record_set_text (fresh, "status", "sent", NULL);
  tw_record_set_text (gone, "quantity", "7", NULL);
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Send");
  tw_edit_save (edit, gone);
  tw_edit_save (edit, fresh);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "status", "sent");
  site_assert_is (site, quote, "version", "5");
}

static void
test_accepted_stays (Site *site, gconstpointer data)
{
  g_autoptr (TwRecord) quote = site_add (site, "quote", "currency", "EUR", NULL);
  g_autoptr (TwRecord) line = site_add_line (site, quote, "1", "1", "10 EUR", "0");
  g_autoptr (GError) error = NULL;
  TwEdit *edit;

  site_change (site, quote, "status", "accepted");
  tw_record_set_text (line, "quantity", "2", NULL);
  g_assert_false (site_save (site, line, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "was accepted"));
  g_clear_error (&error);
  edit = tw_edit_new (site->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, site_entity_of (site, "quote_line"), tw_record_get_id (line));
  g_assert_null (tw_edit_commit (edit, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
  site_assert_is (site, quote, "total", "10.00 EUR");
  site_change (site, quote, "status", "draft");
  site_assert_is (site, quote, "version", "2");
  site_change (site, line, "quantity", "2");
  site_assert_is (site, quote, "total", "20.00 EUR");
}

/* --- Deals --- */

static char *
stage_of_kind (Site *site, const char *kind)
{
  g_autofree char *where = g_strdup_printf ("kind = \"%s\" and pipeline.is_default", kind);
  g_autoptr (TwQuery) query = tw_query_new (site->schema, site_entity_of (site, "deal_stage"), where, "position", NULL);
  g_autoptr (GPtrArray) stages = tw_store_list (site->store, query, 1, NULL, NULL, NULL);

  g_assert_cmpuint (stages->len, ==, 1);
  return site_id_of (stages->pdata[0]);
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

  shop_open (site, &shop);
  spare = site_add (site, "product", "name", "Seal", "sku", "S-1", NULL);         /* without a price */
  spare_id = site_id_of (spare);
  book = site_add_book (site, &shop, "List", "is_default", "true", "95 EUR", "1");
  products = g_strdup_printf ("%s; %s", shop.product_id, spare_id);
  deal = site_add (site, "deal", "name", "Brew hall", "stage", stage, "company", shop.company_id, "amount", "5000 EUR", "products",
                   products, NULL);
  g_assert_true (tw_quote_make_from_deal (site->store, tw_record_get_id (deal), &id, &error));
  g_assert_no_error (error);
  quote = tw_store_get (site->store, site_entity_of (site, "quote"), &id, &error);
  g_assert_no_error (error);
  site_assert_is (site, quote, "currency", "EUR");
  site_assert_is (site, quote, "total", "113.05 EUR");
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
  site_assert_is (site, quote, "total", "113.05 EUR");
  /* Accepted by hand: the amount, not the stage. */
  site_change (site, quote, "status", "accepted");
  site_assert_is (site, deal, "amount", "95.00 EUR");
  site_assert_is (site, deal, "status", "open");
  site_change (site, quote, "status", "draft");
  site_change (site, deal, "amount", "1 EUR");
  g_assert_true (tw_quote_accept (site->store, &id, TRUE, &error));
  g_assert_no_error (error);
  site_assert_is (site, deal, "amount", "95.00 EUR");
  site_assert_is (site, deal, "status", "won");
  {
    g_autoptr (TwCommit) back = tw_store_undo (site->store, NULL, &error);

    g_assert_no_error (error);
  }
  site_assert_is (site, deal, "amount", "1.00 EUR");
  site_assert_is (site, deal, "status", "open");
  site_assert_is (site, quote, "status", "draft");
  shop_close (&shop);
}

#define ADD(path, func) g_test_add (path, Site, NULL, site_set_up, func, site_tear_down)

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
  ADD ("/crm/quote/versions", test_versions);
  ADD ("/crm/quote/accepted-stays", test_accepted_stays);
  ADD ("/crm/quote/from-deal", test_from_deal);
  return g_test_run ();
}
