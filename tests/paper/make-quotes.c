/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes generated quotes as PDFs for test-quotes.py, and beside each what has to be found in it: make-quotes FOLDER NUMBER…. Long words, huge
 * numbers, currencies without and with three digits, three writings, pictures, groups, texts, optional lines; each made twice and compared. */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>
#include <stdlib.h>

#include "tw-blobs.h"
#include "tw-locale.h"
#include "tw-quote.h"
#include "tw-quote-paper.h"
#include "tw-paper-words.h"

static const char *const words[] = {
  "Pump", "Installation", "électricité", "Wartung", "مشروع", "خدمة", "報價單", "設備", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "M8×40",
};
static const char *const currencies[] = { "EUR", "USD", "JPY", "KWD" };
static const char *const languages[] = { "en", "fr", "ar" };

static char *
make_words (GRand *rand, int most)
{
  GString *text = g_string_new (NULL);

  for (int n = g_rand_int_range (rand, 1, most + 1); n > 0; n--)
    g_string_append_printf (text, "%s%s", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))], n > 1 ? " " : "");
  return g_string_free (text, FALSE);
}

static void
set (TwRecord *record, const char *key, TwValue value)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_record_set_key (record, key, &value, &error));
  g_assert_no_error (error);
  tw_value_clear (&value);
}

static TwRecord *
make_line (GRand *rand, TwSchema *schema, const TwId *product, TwCurrency currency, gboolean huge, gboolean taxless)
{
  static const char *const kinds[] = { "item", "item", "item", "item", "item", "item", "item", "text", "group" };
  const char *kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))];
  TwRecord *line = tw_record_new (tw_schema_get_entity (schema, "quote_line"));
  g_autofree char *name = make_words (rand, 5), *more = make_words (rand, 40);
  gint64 unit = currency == 0x4a5059 /* JPY */ ? TW_MONEY_ONE : TW_MONEY_ONE / 100;

  set (line, "line_kind", tw_value_enum (kind));
  set (line, "name", tw_value_text (name));
  set (line, "quantity", tw_value_decimal ((1 + g_rand_int_range (rand, 0, 40)) * TW_DECIMAL_ONE / (g_rand_boolean (rand) ? 1 : 4)));
  set (line, "unit_price", tw_value_money (huge ? G_GINT64_CONSTANT (987654321098) * TW_MONEY_ONE / 100 : g_rand_int_range (rand, 1, 900000) * unit, currency));
  if (g_rand_int_range (rand, 0, 3) == 0)
    set (line, "description", tw_value_text (more));
  if (g_rand_int_range (rand, 0, 4) == 0)
    set (line, "discount_value", tw_value_decimal (g_rand_int_range (rand, 1, 60) * TW_DECIMAL_ONE));
  if (g_rand_int_range (rand, 0, 8) > 0)
    set (line, "tax_rate", tw_value_decimal ((g_rand_boolean (rand) ? 20 : 7) * TW_DECIMAL_ONE));
  if (taxless && g_rand_int_range (rand, 0, 3) == 0)
    set (line, "tax_category", tw_value_enum (tw_quote_tax_get_key ((TwQuoteTaxKind) g_rand_int_range (rand, TW_QUOTE_TAX_ZERO, TW_N_QUOTE_TAXES))));
  if (g_rand_int_range (rand, 0, 9) == 0)
    set (line, "optional", tw_value_boolean (TRUE));
  if (g_rand_int_range (rand, 0, 5) == 0)
    {
      set (line, "product", tw_value_link (tw_schema_get_entity (schema, "product")->number, product));
      set (line, "image_shown", tw_value_boolean (TRUE));
    }
  return line;
}

static int
get_n_lines (int i)
{
  static const int counts[] = { 1, 2, 5, 9, 14, 22, 40, 75, 3, 120 };

  return i % 200 == 199 ? 2000 : i % 50 == 49 ? 700 : counts[i % 10];
}

/* --- What the pages have to say, a line each: what it is, and the text --- */

static void
expect (GString *text, const char *what, const char *value)
{
  g_string_append_printf (text, "%s\t%s\n", what, value);
}

/* Its words, each as often as it is said. */
static void
expect_words (GString *text, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      expect (text, "word", parts[i]);
}

static char *
dup_money (const TwQuotePaperIn *in, gint64 amount)
{
  return tw_paper_words_money (tw_paper_words_get (in->language), &(TwMoney) { amount, in->sum->currency }, FALSE);
}

static void
expect_cell (GString *text, const TwQuotePaperIn *in, gint64 amount, gint64 carried)
{
  g_autofree char *cell = dup_money (in, amount), *sum = dup_money (in, carried);

  g_string_append_printf (text, "cell\t%s\t%s\n", cell, sum);
}

static void
expect_group_end (GString *text, const TwQuotePaperIn *in, guint line, gint64 carried)
{
  for (guint g = 0; g < in->sum->n_groups; g++)
    if (in->sum->groups[g].line == line && in->sum->groups[g].n_lines > 1)
      expect_cell (text, in, in->sum->groups[g].price, carried);
}

/* The amounts in their order, and beside each what would be carried forward below it; sub-totals of groups with more than one line. */
static void
expect_lines (GString *text, const TwQuotePaperIn *in)
{
  guint group = G_MAXUINT;
  gint64 carried = 0;

  for (guint i = 0; i < in->lines->len; i++)
    {
      TwRecord *line = g_ptr_array_index (in->lines, i);
      TwQuoteLineKind kind = tw_quote_line_get_kind (line);
      const TwValue *optional = tw_record_get_key (line, "optional"), *more = tw_record_get_key (line, "description");

      expect_words (text, tw_record_get_key (line, "name")->text);
      if (!tw_value_is_null (more) && tw_value_is_null (optional))
        expect_words (text, more->text);
      if (kind == TW_QUOTE_GROUP)
        {
          expect_group_end (text, in, group, carried);
          group = i;
        }
      if (kind != TW_QUOTE_ITEM)
        continue;
      carried += !tw_value_is_null (optional) && optional->i != 0 ? 0 : in->sum->lines[i].price;
      expect_cell (text, in, in->sum->lines[i].price, carried);
    }
  expect_group_end (text, in, group, carried);
}

static void
write_expected (const char *path, const TwQuotePaperIn *in)
{
  TwPaperWords *forms = tw_paper_words_get (in->language);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *total = dup_money (in, in->sum->payable);

  g_assert_true (g_str_equal (in->language, "en") || tw_paper_words_knows (forms));
  expect (text, "language", in->language);
  expect (text, "header", tw_paper_words_find (forms, "paper", "Description"));
  expect (text, "amounts", tw_paper_words_find (forms, "paper", "Amount"));
  expect (text, "carried", tw_paper_words_find (forms, "paper", "Carried forward"));
  if (g_str_equal (tw_record_get_key (in->quote, "status")->text, "draft"))
    expect (text, "mark", tw_paper_words_find (forms, "paper", "Draft"));
  expect (text, "total", total);
  expect_words (text, tw_record_get_key (in->quote, "notes")->text);
  expect_lines (text, in);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

static GBytes *
make_pdf (const TwQuotePaperIn *in)
{
  g_autoptr (TwPaper) paper = tw_quote_paper_new (in);
  g_autoptr (GError) error = NULL;
  GBytes *pdf = tw_paper_make_pdf (paper, NULL, &error);

  g_assert_no_error (error);
  return pdf;
}

static void
make_quote (TwStore *store, const char *folder, int i, const TwId *company, const TwId *product, TwRecord *design)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) i);
  g_autoptr (TwRecord) quote = tw_record_new (tw_schema_get_entity (schema, "quote"));
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwQuoteTemplate) template = tw_quote_template_load (schema, tw_quote_template_list ()[i % 2], &error);
  g_autoptr (TwQuoteSum) sum = NULL;
  g_autofree char *notes = make_words (rand, 60), *pdf_path = g_strdup_printf ("%s/%d.pdf", folder, i), *text_path = g_strdup_printf ("%s/%d.txt", folder, i);
  g_autoptr (GBytes) pdf = NULL, again = NULL;
  const TwPaperSize *size = i % 7 == 3 ? &TW_PAPER_LETTER : &TW_PAPER_A4;
  TwQuotePaperIn in = { store, quote, lines, NULL, design, template, languages[i % 3], size };
  TwCurrency currency;

  g_assert_no_error (error);
  g_assert_true (tw_currency_parse (currencies[i % 4], &currency));
  set (quote, "number", tw_value_text ("Q-2026-0001"));
  set (quote, "status", tw_value_enum (i % 4 == 2 ? "draft" : "sent"));
  set (quote, "currency", tw_value_text (currencies[i % 4]));
  set (quote, "company", tw_value_link (tw_schema_get_entity (schema, "company")->number, company));
  set (quote, "notes", tw_value_text (notes));
  set (quote, "tax_included", tw_value_boolean (i % 5 == 0));
  for (int n = get_n_lines (i); n > 0; n--)
    g_ptr_array_add (lines, make_line (rand, schema, product, currency, i % 6 == 4 && n % 5 == 0, i % 4 == 1));
  in.sum = sum = tw_quote_sum_records (quote, lines, currency, &error);
  g_assert_no_error (error);
  pdf = make_pdf (&in);
  again = make_pdf (&in);
  g_assert_true (g_bytes_equal (pdf, again));
  g_assert_true (g_file_set_contents (pdf_path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL));
  write_expected (text_path, &in);
}

/* A picture of the program's own making, as PNG and as JPEG. */
static char *
add_picture (TwStore *store, const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 320, 200);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  char *bytes, *hash;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x1f6e9eff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &length, type, &error, NULL));
  stream = g_memory_input_stream_new_from_data (bytes, (gssize) length, g_free);
  hash = tw_store_add_blob (store, stream, 1000000, NULL, &error);
  g_assert_no_error (error);
  return hash;
}

int
main (int argc, char **argv)
{
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (NULL);
  g_autofree char *dir = g_build_filename (argv[1], "store", NULL), *photo = NULL, *logo = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = tw_store_open (dir, schema, TRUE, &error);
  g_autoptr (TwRecord) company = NULL, product = NULL, design = NULL;
  g_autoptr (TwCommit) commit = NULL;
  TwEdit *edit;

  tw_locale_init ();
  g_assert_no_error (error);
  photo = add_picture (store, "jpeg");
  logo = add_picture (store, "png");
  company = tw_record_new (tw_schema_get_entity (schema, "company"));
  product = tw_record_new (tw_schema_get_entity (schema, "product"));
  design = tw_record_new (tw_schema_get_entity (schema, "quote_template"));
  set (company, "name", tw_value_text ("Société 報價 شركة Ltd"));
  set (product, "name", tw_value_text ("Pump"));
  set (product, "sku", tw_value_text ("P1"));
  set (product, "image", tw_value_text (photo));
  set (design, "name", tw_value_text ("House"));
  set (design, "logo", tw_value_text (logo));
  set (design, "header", tw_value_text ("12 Harbour Street\n\nLondon"));
  set (design, "footer", tw_value_text ("Company no. 01234567 · VAT GB123456789"));
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Test");
  tw_edit_save (edit, company);
  tw_edit_save (edit, product);
  tw_edit_save (edit, design);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  for (int i = 2; i < argc; i++)
    make_quote (store, argv[1], atoi (argv[i]), tw_record_get_id (company), tw_record_get_id (product), design);
  return 0;
}
