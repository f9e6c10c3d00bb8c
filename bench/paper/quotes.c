/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quotes of 10, 100 and 1,000 lines as PDFs, the whole way: read from a workspace, worked out, put into the template, drawn.
 *
 *   bench-paper fill DIR FOLDER   makes a workspace with the quotes, and FOLDER/N.tsv with the words that stand on each for the peers
 *   bench-paper serve DIR         reads lines "N COUNT FILE": makes the quote of N lines COUNT times, keeps the last as FILE, and answers with
 *                                 the milliseconds, the number of pages and the bytes of one
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tw-bench.h"
#include "tw-crm-rules.h"
#include "tw-paper-words.h"
#include "tw-quote.h"
#include "tw-quote-paper.h"
#include "tw-seed.h"

#define COMPANY "Harbour & Sons Engineering"
#define HEADER  "12 Harbour Street, London E14 5AB\n\nPhone +44 20 7946 0000"
#define FOOTER  "Harbour & Sons Engineering Ltd · Company no. 01234567 · VAT GB123456789"
#define NOTES   "Thank you for your enquiry of last week. We are pleased to offer what follows, delivered and installed at your site. " \
                "Delivery takes place within six weeks after your order, and the installation in the week that follows."
#define TERMS   "All goods stay ours until they are paid for in full. Our general terms of sale hold, as printed on the back of this quote and " \
                "sent on request. Prices hold until the day named above."
#define PAYMENT "30 days after the invoice without a deduction; 2% within 10 days."

static const int sizes[] = { 10, 100, 1000 };
/* Where the program puts the columns of each, so that the peers need as many pages: the end of the position, the beginning of the name, the
 * ends of the numbers, the width of the name. */
static const char *const places[] = {
  "72.8\t82.8\t349.8\t404\t454\t482.3\t533.6\t217.8",
  "77.8\t87.8\t344.8\t399\t448.9\t477.3\t533.6\t207.8",
  "85.2\t95.2\t337.3\t391.5\t441.4\t469.8\t533.6\t192.8",
};
static const char *const things[] = { "Centrifugal pump", "Heat exchanger", "Valve block", "Control cabinet", "Pressure vessel", "Flow meter",
                                      "Pipe bridge", "Filter unit", "Motor 7.5 kW", "Gear box" };
static const char *const works[] = { "delivered to the site", "with a stand of stainless steel", "including the first inspection",
                                     "spare part for ten years", "tested and certified" };
static const char *const mores[] = { "Cast iron housing, mechanical seal, flanges after EN 1092",
                                     "Plates of titanium, connections on one side, with drawings for the foundation and the wiring", NULL };

static void
check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

/* --- Filling --- */

static void
set (TwRecord *record, const char *key, TwValue value)
{
  g_autoptr (GError) error = NULL;

  tw_record_set_key (record, key, &value, &error);
  check (error);
  tw_value_clear (&value);
}

static void
save (TwStore *store, GPtrArray *records)
{
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_IMPORT, "Bench");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  for (guint i = 0; i < records->len; i++)
    tw_edit_save (edit, g_ptr_array_index (records, i));
  commit = tw_edit_commit (edit, &error);
  check (error);
}

static TwRecord *
add (GPtrArray *records, TwSchema *schema, const char *entity)
{
  TwRecord *record = tw_record_new (tw_schema_get_entity (schema, entity));

  g_ptr_array_add (records, record);
  return record;
}

static TwValue
link_to (TwRecord *record)
{
  return tw_value_link (tw_record_get_entity (record)->number, tw_record_get_id (record));
}

static void
add_line (GPtrArray *records, TwSchema *schema, TwRecord *quote, int i)
{
  TwRecord *line = add (records, schema, "quote_line");
  g_autofree char *name = g_strdup_printf ("%s M%d×40, %s", things[i * 7 % 10], 8 + i % 5, works[i * 3 % 5]);

  set (line, "quote", link_to (quote));
  set (line, "position", tw_value_integer (i));
  set (line, "name", tw_value_text (name));
  if (mores[i % 3] != NULL)
    set (line, "description", tw_value_text (mores[i % 3]));
  set (line, "quantity", tw_value_decimal ((1 + i * 5 % 12) * TW_DECIMAL_ONE));
  set (line, "unit", tw_value_text (i % 4 == 0 ? "h" : "pcs"));
  set (line, "unit_price", tw_value_money ((995 + i * 7919 % 180000) * TW_MONEY_ONE / 100, ('E' << 16) | ('U' << 8) | 'R'));
  if (i % 5 == 0)
    set (line, "discount_value", tw_value_decimal (5 * TW_DECIMAL_ONE));
  set (line, "tax_rate", tw_value_decimal ((i % 3 == 0 ? 7 : 20) * TW_DECIMAL_ONE));
}

static void
add_quotes (TwStore *store)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  TwRecord *company = add (records, schema, "company"), *design = add (records, schema, "quote_template");

  set (company, "name", tw_value_text ("Northern Water Works"));
  set (company, "street", tw_value_text ("4 Mill Lane"));
  set (company, "postal_code", tw_value_text ("LS1 4AP"));
  set (company, "city", tw_value_text ("Leeds"));
  set (design, "name", tw_value_text ("Bench"));
  set (design, "language", tw_value_text ("en"));
  set (design, "header", tw_value_text (HEADER));
  set (design, "footer", tw_value_text (FOOTER));
  set (design, "terms", tw_value_text (TERMS));
  set (design, "payment_terms", tw_value_text (PAYMENT));
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      TwRecord *quote = add (records, schema, "quote");
      g_autofree char *number = g_strdup_printf ("B-%d", sizes[s]);

      set (quote, "number", tw_value_text (number));
      set (quote, "company", link_to (company));
      set (quote, "template", link_to (design));
      set (quote, "currency", tw_value_text ("EUR"));
      set (quote, "status", tw_value_enum ("sent"));
      set (quote, "valid_until", tw_value_date (20900));
      set (quote, "notes", tw_value_text (NOTES));
      for (int i = 0; i < sizes[s]; i++)
        add_line (records, schema, quote, i);
    }
  save (store, records);
}

static TwId
find_quote (TwStore *store, int n)
{
  TwSchema *schema = tw_store_get_schema (store);
  g_autofree char *number = g_strdup_printf ("B-%d", n);
  g_auto (TwValue) value = tw_value_text (number);
  g_autoptr (TwRecord) quote = tw_store_find (store, tw_entity_get_field (tw_schema_get_entity (schema, "quote"), "number"), &value, NULL);

  if (quote == NULL)
    g_error ("There is no quote %s.", number);
  return *tw_record_get_id (quote);
}

/* --- The words for the peers --- */

static char *
dup_money (TwPaperWords *words, const TwQuoteSum *sum, gint64 amount, gboolean currency)
{
  TwMoney money = tw_quote_sum_money (sum, amount);

  return tw_paper_words_money (words, &money, currency);
}

static char *
dup_number (TwPaperWords *words, TwRecord *line, const char *key, const char *after)
{
  g_autofree char *number = tw_paper_words_number (words, tw_record_get_key (line, key)->i, 0, 6);

  return g_strconcat (number, after, NULL);
}

static void
write_line (GString *out, TwPaperWords *words, const TwQuoteSum *sum, TwRecord *line, guint i, gint64 carried)
{
  const TwValue *more = tw_record_get_key (line, "description");
  g_autofree char *unit = g_strconcat ("\302\240", tw_record_get_key (line, "unit")->text, NULL), *quantity = dup_number (words, line, "quantity", unit);
  g_autofree char *price = dup_money (words, sum, tw_record_get_key (line, "unit_price")->i, FALSE);
  g_autofree char *discount = tw_record_get_key (line, "discount_value")->i != 0 ? dup_number (words, line, "discount_value", "%") : NULL;
  g_autofree char *tax = dup_number (words, line, "tax_rate", "%"), *amount = dup_money (words, sum, sum->lines[i].price, FALSE);
  g_autofree char *before = dup_money (words, sum, carried, FALSE), *position = tw_paper_words_number (words, (i + 1) * TW_DECIMAL_ONE, 0, 0);

  g_string_append_printf (out, "row\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", position, tw_record_get_key (line, "name")->text,
                          more->type == TW_TYPE_TEXT ? more->text : "", quantity, price, discount != NULL ? discount : "", tax, amount, before);
}

static void
write_totals (GString *out, TwPaperWords *words, const TwQuoteSum *sum)
{
  g_autofree char *net = dup_money (words, sum, sum->net_total, FALSE), *total = dup_money (words, sum, sum->payable, TRUE);

  g_string_append_printf (out, "total\tTotal without tax\t%s\n", net);
  for (guint i = 0; i < sum->n_taxes; i++)
    {
      g_autofree char *tax = dup_money (words, sum, sum->taxes[i].tax, FALSE), *basis = dup_money (words, sum, sum->taxes[i].basis, FALSE);
      g_autofree char *rate = tw_paper_words_number (words, sum->taxes[i].rate, 0, 4);

      g_string_append_printf (out, "total\tTax %s%% on %s\t%s\n", rate, basis, tax);
    }
  g_string_append_printf (out, "grand\tTotal\t%s\n", total);
}

static void
write_lines_of (GString *out, const char *kind, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_string_append_printf (out, "%s\t%s\n", kind, lines[i]);
}

static void
write_words (TwStore *store, const char *folder, int n, const char *columns)
{
  TwId id = find_quote (store, n);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) quote = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (TwQuoteSum) sum = tw_quote_load_sum (store, &id, &quote, &lines, &error);
  TwPaperWords *words = tw_paper_words_get ("en");
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *path = g_strdup_printf ("%s/%d.tsv", folder, n), *valid = NULL, *made = NULL, *owner = NULL;
  TwExprContext *context = tw_store_dup_context (store);
  const TwValue *user;
  gint64 carried = 0;

  check (error);
  valid = tw_paper_words_date (words, 20900);
  made = tw_paper_words_date (words, tw_instant_get_date (tw_record_get_key (quote, "sent_at")->i, context->zone));
  tw_store_context_free (context);
  user = tw_record_get_key (quote, "owner");
  owner = tw_value_is_null (user) ? NULL : tw_store_dup_title (store, user->tag, &user->id);
  g_string_append_printf (out, "places\t%s\n", columns);
  g_string_append_printf (out, "company\t%s\nletterhead\t%s\tQuote B-%d\nfoot\t%s\n", COMPANY, COMPANY, n, FOOTER);
  write_lines_of (out, "head", HEADER);
  g_string_append_printf (out, "customer\tNorthern Water Works\nto\t4 Mill Lane\nto\tLS1 4AP Leeds\n");
  g_string_append_printf (out, "pair\tQuote number\tB-%d\npair\tDate\t%s\npair\tValid until\t%s\n", n, made, valid);
  if (owner != NULL)
    g_string_append_printf (out, "pair\tYour contact\t%s\n", owner);
  g_string_append (out, "pair\tCurrency\tEUR\n");
  for (guint i = 0; i < lines->len; i++)
    {
      write_line (out, words, sum, g_ptr_array_index (lines, i), i, carried);
      carried += sum->lines[i].price;
    }
  write_totals (out, words, sum);
  g_string_append_printf (out, "notes\t%s\npayment\t%s\nterms\t%s\n", NOTES, PAYMENT, TERMS);
  g_file_set_contents (path, out->str, -1, &error);
  check (error);
}

/* --- Measuring --- */

static void
serve (TwStore *store)
{
  char request[600], path[512];
  int n, count;

  while (fgets (request, sizeof request, stdin) != NULL && sscanf (request, "%d %d %511s", &n, &count, path) == 3)
    {
      TwId id = find_quote (store, n);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) pdf = NULL;
      double start = bench_now_ms ();
      guint pages = 0;

      for (int i = 0; i < count; i++)
        {
          g_autoptr (TwPaper) paper = tw_quote_paper_load (store, &id, NULL, &error);

          check (error);
          g_clear_pointer (&pdf, g_bytes_unref);
          pdf = tw_paper_make_pdf (paper, NULL, &error);
          check (error);
          pages = tw_paper_get_n_pages (paper, NULL, NULL);
        }
      printf ("%.3f %u %" G_GSIZE_FORMAT "\n", bench_now_ms () - start, pages, g_bytes_get_size (pdf));
      fflush (stdout);
      g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), &error);
      check (error);
    }
}

int
main (int argc, char **argv)
{
  gboolean filling = argc == 4 && strcmp (argv[1], "fill") == 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);
  g_autoptr (TwStore) store = NULL;

  if (!filling && !(argc == 3 && strcmp (argv[1], "serve") == 0))
    {
      fprintf (stderr, "usage: bench-paper fill DIR FOLDER | serve DIR\n");
      return 2;
    }
  check (error);
  store = tw_store_open (argv[2], schema, filling, &error);
  check (error);
  if (filling)
    {
      tw_crm_rules_add (store);
      tw_seed_workspace (store, "EUR", &error);
      check (error);
      tw_store_set_setting (store, "name", "\"" COMPANY "\"", &error);
      check (error);
      add_quotes (store);
      for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
        write_words (store, argv[3], sizes[s], places[s]);
    }
  else
    serve (store);
  tw_store_close (store);
  return 0;
}
