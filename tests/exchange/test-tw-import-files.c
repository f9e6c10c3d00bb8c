/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Imports of files that other programs wrote: address books, CRMs, and everything of the shared corpora. */
#include <glib/gstdio.h>
#include <string.h>

#include "import-fixture.h"
#include "tw-blobs.h"
#include "tw-columns.h"
#include "tw-exchange-error.h"
#include "tw-export.h"

static TwImport *
import_shared (ImportTest *f, const char *entity, const char *name, const char *mapping)
{
  g_autofree char *path = import_test_shared (name);
  if (!path)
    return NULL;
  TwImport *import = import_test_path (f, entity, path);
  if (mapping)
    import_test_map (import, mapping);
  return import;
}

/* The same 54 people in five layouts, ending in one record each; what a field cannot hold is in the notes. */
static void
test_contact_layouts (ImportTest *f, gconstpointer data)
{
  static const struct { const char *file; gint64 n_added; } files[] = {
    { "google-contacts.csv", 54 }, { "google-contacts-legacy.csv", 0 }, { "hubspot-contacts.csv", 0 }, { "linkedin-connections.csv", 0 },
    { "outlook-windows-1252.csv", 0 },
  };
  g_autoptr(TwRecord) user = import_test_add (f, "user", "name", "Anna Example", "email", "anna@example.com", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat ("contacts-import/", files[i].file, NULL);
      g_autoptr(TwImport) import = import_shared (f, "contact", name, NULL);
      if (!import)
        return;
      tw_import_set_key (import, "email,name");
      tw_import_set_missing (import, TW_MISSING_CREATE);
      import_test_run (import);
      g_test_message ("%s", files[i].file);
      g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 0);
      g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, files[i].n_added);
      g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 54);
    }
  g_assert_cmpint (import_test_count (f, "company", NULL), ==, 38);
  g_assert_cmpint (import_test_count (f, "contact", "owner.email = \"anna@example.com\""), ==, 54);
  const char *amelia = "email = \"amelia.cox1@example.com\"";
  import_test_assert_value (f, "contact", amelia, "name", "Amelia Cox");
  import_test_assert_value (f, "contact", amelia, "first_name", "Amelia");
  import_test_assert_value (f, "contact", amelia, "last_name", "Cox");
  import_test_assert_value (f, "contact", amelia, "company", "Isdom");
  import_test_assert_value (f, "contact", amelia, "job_title", "CTO");
  import_test_assert_value (f, "contact", amelia, "birthday", "1993-01-20");
  import_test_assert_value (f, "contact", amelia, "postal_code", "BS1 5TR");
  const char *noah = "email = \"noah.butler0@example.com\"";
  g_autofree char *notes = import_test_value_of (f, "contact", noah, "description");
  g_assert_nonnull (strstr (notes, "noah.butler@example.org"));
  g_assert_nonnull (strstr (notes, "Birthday: --10-20"));
  g_assert_nonnull (strstr (notes, "+1 201 555 0110"));
  import_test_assert_value (f, "contact", noah, "birthday", "");
  g_assert_cmpint (import_test_count (f, "contact", "description contains \"=HYPERLINK\""), >, 0);
}

/* All cards of real programs come in, or it is said why not; those of one person end in one record. */
static void
test_vcards (ImportTest *f, gconstpointer data)
{
  static const struct { const char *file; gint64 n_rows, n_added; const char *reason; } files[] = {
    { "ez-vcard/John_Doe_EVOLUTION.vcf", 1, 1 }, { "ez-vcard/John_Doe_GMAIL.vcf", 1, 0 }, { "ez-vcard/John_Doe_IPHONE.vcf", 1, 0 },
    { "ez-vcard/John_Doe_LOTUS_NOTES.vcf", 1, 0 }, { "ez-vcard/gmail-list.vcf", 3, 3 }, { "ez-vcard/gmail-single.vcf", 1, 1 },
    { "ez-vcard/outlook-2007.vcf", 1, 1 }, { "ez-vcard/rfc2426-example.vcf", 2, 2 }, { "ez-vcard/rfc6350-example.vcf", 1, 1 },
    { "ical.js/vcard_author.vcf", 1, 0 }, { "ical4j-vcard/Frank_Dawson.vcf", 1, 0 }, { "ical4j-vcard/Simon_Perreault.vcf", 1, 0 },
    { "ez-vcard/John_Doe_ANDROID.vcf", 6, 6 }, { "ical.js/vcard.vcf", 1, 1 }, { "ical4j-vcard/Denis_Hennessy.vcf", 1, 1 },
    { "ical4j-vcard/Simon_Perreault_03.vcf", 1, 0 }, { "ical4j-vcard/Tony_Small.vcf", 1, 1 }, { "ical4j-vcard/vcard-lowercase.vcf", 1, 1 },
    /* Of one property only, which is no name. */
    { "ical.js/vcard_grouped.vcf", 1, 0, "“Name” is needed" }, { "ical4j-vcard/vcard-group.vcf", 1, 0, "“Name” is needed" },
    { "ical4j-vcard/vcard-url.vcf", 1, 0, "“Name” is needed" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat ("vcards/", files[i].file, NULL);
      g_autoptr(TwImport) import = import_shared (f, "contact", name, NULL);
      if (!import)
        return;
      tw_import_set_key (import, "email,name");
      tw_import_set_missing (import, TW_MISSING_CREATE);
      import_test_run (import);
      g_test_message ("%s", files[i].file);
      g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, files[i].reason ? 1 : 0);
      if (files[i].reason)
        g_assert_nonnull (strstr (g_ptr_array_index (tw_import_get_reasons (import), 0), files[i].reason));
      g_assert_cmpint (tw_import_get_counts (import)->n_rows, ==, files[i].n_rows);
      g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, files[i].n_added);
    }
  const char *john = "email = \"john.doe@ibm.com\"";
  import_test_assert_value (f, "contact", john, "birthday", "1980-05-21");
  import_test_assert_value (f, "contact", john, "company", "IBM");
  g_autofree char *notes = import_test_value_of (f, "contact", john, "description");
  g_assert_nonnull (strstr (notes, "Nickname: Johny,JayJay"));
  g_assert_nonnull (strstr (notes, "Fax: 00-1-212-555-7777"));
  import_test_assert_value (f, "contact", "name = \"Simon Perreault\"", "postal_code", "G1V 4W1");
  g_assert_cmpint (import_test_count (f, "contact", "photo is not empty"), ==, 3);
}

/* What a phone wrote of a person's face is in the workspace byte for byte, and is written out again; what is no picture, or somewhere
 * else, keeps nobody out. */
static void
test_pictures (ImportTest *f, gconstpointer data)
{
  static const char dot[] = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) cards = g_string_new (NULL);
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (dot, &length);
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, length);
  g_autofree char *path = g_build_filename (f->dir, "cards.vcf", NULL), *out = g_build_filename (f->dir, "out.vcf", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (out);
  g_autofree char *large = g_strnfill (8 * 1024 * 1024, 'A'), *written = NULL;
  TwExportOptions options = { .format = TW_EXPORT_VCARD };

  g_string_append_printf (cards, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Three\r\nPHOTO;ENCODING=b;TYPE=PNG:%.40s\r\n %s\r\nEND:VCARD\r\n", dot, dot + 40);
  g_string_append_printf (cards, "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Two\r\nN:Two;;;;\r\nPHOTO;PNG;BASE64:\r\n %s\r\n\r\nEND:VCARD\r\n", dot);
  g_string_append_printf (cards, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Four\r\nPHOTO:data:image/png;base64,%s\r\nEND:VCARD\r\n", dot);
  g_string_append (cards, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Elsewhere\r\nPHOTO:https://x.example/a.png\r\nEND:VCARD\r\n");
  g_string_append (cards, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Text\r\nPHOTO;ENCODING=b:aGVsbG8gd29ybGQ=\r\nEND:VCARD\r\n");
  g_string_append_printf (cards, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Large\r\nPHOTO;ENCODING=b:%s\r\nEND:VCARD\r\n", large);
  g_assert_true (g_file_set_contents (path, cards->str, (gssize) cards->len, &error));
  /* A trial keeps nothing. */
  g_autoptr(TwImport) trial = import_test_path (f, "contact", path);
  tw_import_set_dry_run (trial, TRUE);
  import_test_run (trial);
  g_assert_cmpint (tw_import_get_counts (trial)->n_added, ==, 6);
  g_assert_cmpint (tw_store_get_blob_size (f->store, hash), ==, -1);
  g_autoptr(TwImport) import = import_test_path (f, "contact", path);
  import_test_run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 0);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 6);
  import_test_assert_value (f, "contact", "name = \"Three\"", "photo", hash);
  import_test_assert_value (f, "contact", "name = \"Two\"", "photo", hash);
  import_test_assert_value (f, "contact", "name = \"Four\"", "photo", hash);
  import_test_assert_value (f, "contact", "name = \"Elsewhere\"", "description", "Photo: https://x.example/a.png");
  import_test_assert_value (f, "contact", "name = \"Text\"", "description", "Photo: left out, since it is no picture");
  import_test_assert_value (f, "contact", "name = \"Large\"", "description", "Photo: left out, since it is larger than 5.2\302\240MB");
  g_assert_cmpint (import_test_count (f, "contact", "photo is not empty"), ==, 3);
  g_assert_cmpint (tw_store_get_blob_size (f->store, hash), ==, (gint64) length);
  /* Out and in again: nothing is new. */
  g_autoptr(TwQuery) query = tw_query_new (f->schema, tw_schema_get_entity (f->schema, "contact"), "name = \"Two\"", NULL, &error);
  g_assert_cmpint (tw_export_file (f->store, query, file, &options, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (out, &written, NULL, &error));
  g_assert_nonnull (strstr (written, "PHOTO;TYPE=PNG;ENCODING=b:iVBORw0KGgo"));
  g_autoptr(TwImport) same = import_test_path (f, "contact", out);
  tw_import_set_key (same, "name");
  import_test_run (same);
  g_assert_cmpint (tw_import_get_counts (same)->n_unchanged, ==, 1);
}

/* What is written as vCards comes back as the same records. */
static void
test_vcards_out (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) acme = import_test_add (f, "company", "name", "Acme; Sons, Inc.", NULL);
  g_autofree char *company = tw_id_dup_text (tw_record_get_id (acme));
  g_autoptr(TwRecord) ann = import_test_add (f, "contact", "name", "Ann Maria Lee", "first_name", "Ann Maria", "last_name", "Lee", "email", "ann@x.example",
                                 "phone", "+1 201 555 0123", "mobile", "+1 201 555 0124", "street", "Rue X, 1; B", "city", "Lyon",
                                 "postal_code", "69001", "country", "France", "birthday", "1980-03-22", "company", company,
                                 "tags", "[\"a, b\",\"ç\"]", "description", "line\nline; 2", NULL);
  g_autofree char *path = g_build_filename (f->dir, "out.vcf", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  const TwEntity *contact = tw_schema_get_entity (f->schema, "contact"), *task = tw_schema_get_entity (f->schema, "task");
  g_autoptr(TwQuery) query = tw_query_new (f->schema, contact, NULL, NULL, &error);
  g_autoptr(TwQuery) none = tw_query_new (f->schema, task, NULL, NULL, &error);
  TwExportOptions options = { .format = TW_EXPORT_VCARD };
  g_assert_cmpint (tw_export_file (f->store, query, file, &options, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_autoptr(TwImport) same = import_test_path (f, "contact", path);
  tw_import_set_key (same, "email");
  import_test_run (same);
  g_assert_cmpint (tw_import_get_counts (same)->n_unchanged, ==, 1);
  g_assert_cmpint (tw_import_get_counts (same)->n_notes, ==, 0);
  g_assert_cmpint (tw_export_file (f->store, none, file, &options, NULL, &error), ==, -1);
  g_assert_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT);
}

/* Accounts, products, agents and opportunities, linked by name. "GTXPro" of the opportunities is "GTX Pro" of the products:
 * as it is, its rows are rejected with that reason; with the word replaced in the mapping all 8,800 come in. */
static void
test_maven (ImportTest *f, gconstpointer data)
{
  static const char users[] =
    "{\"entity\": \"user\", \"columns\": [{\"column\": \"sales_agent\", \"field\": \"name\"},"
    "{\"column\": \"sales_agent\", \"field\": \"email\"}, {\"column\": \"manager\", \"field\": null}]}";
  static const char products[] =
    "{\"entity\": \"product\", \"columns\": [{\"column\": \"product\", \"field\": \"name\"}, {\"column\": \"product\", \"field\": \"sku\"},"
    "{\"column\": \"series\", \"field\": \"product_category\", \"missing\": \"create\"}, {\"column\": \"sales_price\", \"field\": \"price\"}]}";
  static const char mended[] =
    "{\"entity\": \"deal\", \"columns\": [{\"column\": \"opportunity_id\", \"field\": \"name\"},"
    "{\"column\": \"sales_agent\", \"field\": \"owner\"},"
    "{\"column\": \"product\", \"field\": \"products\", \"values\": {\"GTXPro\": \"GTX Pro\"}},"
    "{\"column\": \"account\", \"field\": \"company\"}, {\"column\": \"deal_stage\", \"field\": \"stage\"},"
    "{\"column\": \"engage_date\", \"field\": \"engaged_on\"}, {\"column\": \"close_date\", \"field\": \"close_date\"},"
    "{\"column\": \"close_value\", \"field\": \"amount\"}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) pipeline = import_test_add (f, "pipeline", "name", "Sales", NULL);
  g_autofree char *pipeline_id = tw_id_dup_text (tw_record_get_id (pipeline));
  static const char *const stages[][2] = { { "Prospecting", "open" }, { "Engaging", "open" }, { "Won", "won" }, { "Lost", "lost" } };
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr(TwRecord) stage = import_test_add (f, "deal_stage", "name", stages[i][0], "kind", stages[i][1], "pipeline", pipeline_id, NULL);
      g_assert_nonnull (stage);
    }
  g_autoptr(TwImport) accounts = import_shared (f, "company", "crm-maven-sales/accounts.csv", NULL);
  if (!accounts)
    return;
  import_test_run (accounts);
  g_assert_cmpint (import_test_count (f, "company", NULL), ==, 85);
  g_assert_cmpint (import_test_count (f, "company", "parent is not empty"), ==, 15);
  g_autoptr(TwImport) refused = import_shared (f, "user", "crm-maven-sales/sales_teams.csv", NULL);
  g_assert_false (tw_import_run (refused, NULL, &error));
  g_assert_nonnull (strstr (error->message, "E-mail"));
  g_clear_error (&error);
  /* The file has no addresses; agents come in by hand here. */
  g_autoptr(TwImport) agents = import_shared (f, "user", "crm-maven-sales/sales_teams.csv", users);
  import_test_run (agents);
  g_assert_cmpint (tw_import_get_counts (agents)->n_rejected, ==, 35);
  g_autofree char *teams = import_test_shared ("crm-maven-sales/sales_teams.csv");
  g_autofree char *text = NULL;
  g_file_get_contents (teams, &text, NULL, NULL);
  g_auto(GStrv) lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 1; lines[i] && *lines[i]; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);
      g_autofree char *mail = g_strdup_printf ("agent%u@example.com", i);
      g_autoptr(TwRecord) agent = import_test_add (f, "user", "name", cells[0], "email", mail, NULL);
      g_assert_nonnull (agent);
    }
  g_autoptr(TwImport) goods = import_shared (f, "product", "crm-maven-sales/products.csv", products);
  import_test_run (goods);
  g_assert_cmpint (tw_import_get_counts (goods)->n_added, ==, 7);

  g_autoptr(TwImport) plain = import_shared (f, "deal", "crm-maven-sales/sales_pipeline.csv", NULL);
  tw_import_set_dry_run (plain, TRUE);
  import_test_run (plain);
  g_assert_cmpint (tw_import_get_counts (plain)->n_rows, ==, 8800);
  g_assert_cmpint (tw_import_get_counts (plain)->n_rejected, ==, 1480);
  g_autofree char *reasons = import_test_rejects (f);
  g_assert_nonnull (strstr (reasons, "product: there is no Product “GTXPro”"));

  g_autoptr(TwImport) deals = import_shared (f, "deal", "crm-maven-sales/sales_pipeline.csv", mended);
  import_test_run (deals);
  g_assert_cmpint (tw_import_get_counts (deals)->n_added, ==, 8800);
  g_assert_cmpint (tw_import_get_counts (deals)->n_rejected, ==, 0);
  g_assert_cmpint (import_test_count (f, "deal", "company is empty"), ==, 1425);
  g_assert_cmpint (import_test_count (f, "deal", "stage.name = \"Won\""), ==, 4238);
  g_assert_cmpint (import_test_count (f, "deal", "stage.name = \"Lost\""), ==, 2473);
  g_assert_cmpint (import_test_count (f, "deal", "status = \"won\""), ==, 4238);
  g_assert_cmpint (import_test_count (f, "deal", "engaged_on is empty"), ==, 500);
  const TwEntity *deal = tw_schema_get_entity (f->schema, "deal");
  g_autoptr(TwQuery) won = tw_query_new (f->schema, deal, "stage.name = \"Won\"", NULL, &error);
  g_autoptr(GPtrArray) groups = tw_store_group_sql (f->store, won, NULL, tw_entity_get_field (deal, "amount"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (groups->len, ==, 1);
  const TwGroup *total = g_ptr_array_index (groups, 0);
  g_assert_cmpuint (total->sums->len, ==, 1);
  g_autofree char *sum = tw_value_print (&g_array_index (total->sums, TwValue, 0));
  g_assert_cmpstr (sum, ==, "10005534.00 USD");
  g_autoptr(TwCommit) undone = tw_store_undo (f->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (import_test_count (f, "deal", NULL), ==, 0);
}

/* Every CSV file of the shared data goes into the entity that fits best, or says clearly why it does not. name: the column that is put
 * into the name, where no column would go anywhere by itself. */
static const struct { const char *file, *entity; gint64 n_rows, n_rejected; const char *reason, *name; } every[] = {
  { "contacts-import/google-contacts.csv", "contact", 54, 0, NULL },
  { "contacts-import/google-contacts-legacy.csv", "contact", 54, 0, NULL },
  { "contacts-import/hubspot-contacts.csv", "contact", 54, 0, NULL },
  { "contacts-import/linkedin-connections.csv", "contact", 54, 0, NULL },
  { "contacts-import/outlook-windows-1252.csv", "contact", 48, 0, NULL },
  { "contacts-import/web-form-leads.csv", "lead", 58, 0, NULL },
  { "crm-salesforce-sample/easy-spaces/Contact_Data.csv", "contact", 12, 0, NULL },
  { "crm-salesforce-sample/easy-spaces/Lead_Data.csv", "lead", 11, 0, NULL },
  { "crm-salesforce-sample/dataloader/accountData.csv", "company", 423, 0, NULL },
  { "crm-salesforce-sample/dataloader/opportunityData.csv", "deal", 38, 38, "there is no Deal stage" },
  { "crm-salesforce-sample/dataloader/dateWithTimeZone.csv", "company", 2, 0, NULL },
  { "crm-salesforce-sample/dataloader/timeZoneFormatTesting.csv", "company", 12, 0, NULL },
  { "crm-salesforce-sample/dataloader/emptyFirstRowFieldValueInCsvTemplate.csv", "company", 2, 1, "“updated” is not a web address" },
  { "crm-salesforce-sample/dataloader/csvtext.csv", "company", 0, 0, "None of the file’s columns" },
  { "crm-salesforce-sample/dataloader/csvtext_BOM_UTF8.csv", "company", 0, 0, "None of the file’s columns" },
  { "crm-salesforce-sample/dataloader/csvtext_BOM_UTF16LE.csv", "company", 0, 0, "None of the file’s columns" },
  { "crm-salesforce-sample/dataloader/csvtext_BOM_UTF32BE.csv", "company", 0, 0, "None of the file’s columns" },
  { "crm-salesforce-sample/dataloader/csvEscapedQuotes.csv", "company", 0, 0, "None of the file’s columns" },
  { "crm-maven-sales/accounts.csv", "company", 85, 0, NULL },
  { "crm-maven-sales/products.csv", "product", 0, 0, "No column goes to “SKU”" },
  { "crm-maven-sales/sales_teams.csv", "user", 0, 0, "No column goes to “E-mail”" },
  { "crm-maven-sales/data_dictionary.csv", "article", 0, 0, "None of the file’s columns" },
  { "crm-maven-sales/sales_pipeline.csv", "deal", 8800, 8800, "there is no Deal stage" },
  { "dedupe-people/fake_1000.csv", "contact", 1000, -1, NULL },
  { "dedupe-people/febrl1.csv", "contact", 1000, -1, NULL },
  { "dedupe-people/febrl2.csv", "contact", 5000, -1, NULL },
  { "dedupe-restaurants/restaurant.csv", "company", 864, 0, NULL },
  { "ref-currencies/currencies.csv", "currency", 307, 0, NULL },
  { "ref-company-forms/companies.csv", "company", 0, 0, "None of the file’s columns" },
  { "survey-nps/NPStimeseries.csv", "contact", 5000, 0, NULL },
  { "names-world/common-forenames-by-country.csv", "contact", 2480, 0, NULL },
  { "names-world/common-surnames-by-country.csv", "contact", 2576, 184, "“Name” is needed" },
  { "ref-geo/places.csv", "company", 7343, 0, NULL },
  { "support-banking77/train.csv", "case", 10003, 20, "may have at most 300 characters" },
  { "ref-exchange-rates/monthly.csv", "exchange_rate", 0, 0, "No column goes to" },
  { "ref-countries/country-codes.csv", "company", 0, 0, "None of the file’s columns" },
  { "ref-nicknames/names.csv", "contact", 0, 0, "None of the file’s columns" },
  { "ref-holidays/holidays.csv", "meeting", 0, 0, "No column goes to" },
  { "ref-tax/vat_rates.csv", "product", 0, 0, "No column goes to" },
  { "ref-timezones/windows-zones.csv", "user", 0, 0, "None of the file’s columns" },
  { "churn-telco/telco-churn.csv", "contact", 0, 0, "None of the file’s columns" },
  { "clv-cdnow/CDNOW_sample.csv", "payment", 0, 0, "None of the file’s columns" },
  { "clv-cdnow/cdnow_customers_summary.csv", "contact", 0, 0, "None of the file’s columns" },
  { "leads-bank-marketing/bank.csv", "lead", 0, 0, "No column goes to “Name”" },
  { "routes-tsp/optimum.csv", "company", 0, 0, "None of the file’s columns" },
  { "csv-nasty/csv-spectrum/empty.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/empty_crlf.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/escaped_quotes.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/newlines.csv", "company", 3, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/newlines_crlf.csv", "company", 3, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/quotes_and_newlines.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/simple.csv", "company", 1, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/simple_crlf.csv", "company", 1, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/utf8.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csv-spectrum/comma_in_quotes.csv", "contact", 0, 0, "No column goes to “Name”" },
  { "csv-nasty/csv-spectrum/json.csv", "company", 1, 0, NULL, "val" },
  { "csv-nasty/csv-spectrum/location_coordinates.csv", "contact", 1, 0, NULL, "Cities" },
  { "csv-nasty/csvkit/bad.csv", "company", 3, 2, "the row has 4 columns, the header 3", "column_a" },
  { "csv-nasty/csvkit/blanks.csv", "company", 1, 0, NULL, "b" },
  { "csv-nasty/csvkit/date_like_number.csv", "company", 1, 0, NULL, "a" },
  { "csv-nasty/csvkit/dummy_col_shuffled_ragged.csv", "company", 1, 0, NULL, "b" },
  { "csv-nasty/csvkit/mac_newlines.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csvkit/null_byte.csv", "company", 1, 0, NULL, "b" },
  { "csv-nasty/csvkit/test_date_format.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csvkit/test_date_format_converted.csv", "company", 2, 0, NULL, "a" },
  { "csv-nasty/csvkit/test_empty_columns.csv", "company", 2, 1, "“Name” is needed", "a" },
  { "csv-nasty/csvkit/test_header_newline.csv", "company", 1, 0, NULL, "b" },
  { "csv-nasty/csvkit/test_latin1.csv", "company", 2, 0, NULL, "c" },
  { "csv-nasty/csvkit/test_locale.csv", "company", 1, 0, NULL, "a" },
  { "csv-nasty/csvkit/test_locale_converted.csv", "company", 1, 0, NULL, "a" },
  { "csv-nasty/csvkit/test_no_leading_zeroes.csv", "company", 1, 0, NULL, "a" },
  { "csv-nasty/csvkit/test_utf16_little.csv", "company", 2, 0, NULL, "c" },
  { "csv-nasty/csvkit/test_utf8_bom.csv", "company", 2, 0, NULL, "baz" },
  { "csv-nasty/commons-csv/bom.csv", "company", 251, 0, NULL, "Date" },
  { "csv-nasty/commons-csv/csv-141.csv", "company", 0, 0, "None of the file’s columns" },
  { "csv-nasty/commons-csv/japanese.csv", "company", 3, 0, NULL, "val1" },
  { "csv-nasty/commons-csv/sample1.csv", "article", 3, 3, "there is no field for “author: Dan Simmons”" },
};

/* Nothing of the shared data may be missing in the table. */
static void
check_folder (const char *root, const char *under)
{
  g_autofree char *folder = g_build_filename (root, under, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = *under ? g_build_filename (under, name, NULL) : g_strdup (name);
      gboolean listed = !g_str_has_suffix (name, ".csv");
      check_folder (root, path);
      for (guint i = 0; i < G_N_ELEMENTS (every) && !listed; i++)
        listed = strcmp (every[i].file, path) == 0;
      if (!listed)
        g_error ("%s is not in the table", path);
    }
}

/* Files up to this size are imported for real, not only on trial. */
#define REAL_SIZE (200 * 1024)

/* (transfer full) (nullable): the import of a row of the table; NULL: there is no such file here */
static TwImport *
open_row (ImportTest *f, guint i)
{
  g_autofree char *mapping = every[i].name
    ? g_strdup_printf ("{\"entity\": \"%s\", \"columns\": [{\"column\": \"%s\", \"field\": \"name\"}]}", every[i].entity, every[i].name) : NULL;
  TwImport *import = import_shared (f, every[i].entity, every[i].file, mapping);
  if (import)
    tw_import_set_missing (import, TW_MISSING_EMPTY);
  return import;
}

/* What the trial said comes true, and is taken back in one step. */
static void
run_for_real (ImportTest *f, guint i, const TwImportCounts *trial)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwImport) import = open_row (f, i);
  gint64 before = import_test_count (f, every[i].entity, NULL);
  import_test_run (import);
  const TwImportCounts *counts = tw_import_get_counts (import);
  g_assert_cmpint (counts->n_rows, ==, trial->n_rows);
  g_assert_cmpint (counts->n_rejected, ==, trial->n_rejected);
  g_assert_cmpint (counts->n_added, ==, trial->n_rows - trial->n_rejected);
  g_assert_cmpint (import_test_count (f, every[i].entity, NULL), ==, before + counts->n_added);
  if (counts->n_added == 0)
    return;
  g_autoptr(TwCommit) undone = tw_store_undo (f->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (import_test_count (f, every[i].entity, NULL), ==, before);
}

static gboolean
is_small (const char *name)
{
  g_autofree char *path = import_test_shared (name);
  GStatBuf about;
  return g_stat (path, &about) == 0 && about.st_size <= REAL_SIZE;
}

static void
test_every_file (ImportTest *f, gconstpointer data)
{
  const char *root = g_getenv ("TW_SHARED_DATA");
  check_folder (root ? root : "../shared/data", "");
  for (guint i = 0; i < G_N_ELEMENTS (every); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwImport) import = open_row (f, i);
      if (!import)
        return;
      tw_import_set_dry_run (import, TRUE);
      gboolean ok = tw_import_run (import, NULL, &error);
      const TwImportCounts *counts = tw_import_get_counts (import);
      const char *reason = error ? error->message : tw_import_get_reasons (import)->len > 0
        ? g_ptr_array_index (tw_import_get_reasons (import), 0) : "";
      g_test_message ("%s → %s: %" G_GINT64_FORMAT " rows, %" G_GINT64_FORMAT " rejected; %s", every[i].file, every[i].entity,
                      counts->n_rows, counts->n_rejected, reason);
      if (ok && is_small (every[i].file))
        run_for_real (f, i, counts);
      g_assert_cmpint (ok, ==, every[i].n_rows > 0);
      g_assert_cmpint (counts->n_rows, ==, every[i].n_rows);
      if (every[i].n_rejected >= 0)
        g_assert_cmpint (counts->n_rejected, ==, every[i].n_rejected);
      else
        g_assert_cmpint (counts->n_rejected * 10, <, counts->n_rows);
      if (every[i].reason)
        g_assert_nonnull (strstr (reason, every[i].reason));
    }
}

/* The column of each csvkit file gets the values of its "_converted" twin. */
static void
test_converted (ImportTest *f, gconstpointer data)
{
  static const char dates[] = "{\"entity\": \"company\", \"columns\": [{\"column\": \"a\", \"field\": \"acquired_on\"}],"
                              "\"defaults\": {\"name\": \"x\"}}";
  static const char numbers[] = "{\"entity\": \"product\", \"columns\": [{\"column\": \"a\", \"field\": \"stock_quantity\"},"
                                "{\"column\": \"b\", \"field\": \"price\", \"decimal\": \",\"}],"
                                "\"defaults\": {\"name\": \"y\", \"sku\": \"1\"}}";
  g_autoptr(TwImport) days = import_shared (f, "company", "csv-nasty/csvkit/test_date_format.csv", dates);
  if (!days)
    return;
  import_test_run (days);
  g_assert_cmpint (import_test_count (f, "company", "acquired_on = 2014-01-02"), ==, 1);
  g_assert_cmpint (import_test_count (f, "company", "acquired_on = 2012-12-31"), ==, 1);
  g_autoptr(TwImport) amounts = import_shared (f, "product", "csv-nasty/csvkit/test_locale.csv", numbers);
  import_test_run (amounts);
  import_test_assert_value (f, "product", "sku = \"1\"", "stock_quantity", "1.7");
  import_test_assert_value (f, "product", "sku = \"1\"", "price", "200000000.00 USD");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/exchange/import/" path, ImportTest, NULL, import_test_set_up, func, import_test_tear_down)
  ADD ("contact-layouts", test_contact_layouts);
  ADD ("vcards", test_vcards);
  ADD ("vcards-out", test_vcards_out);
  ADD ("pictures", test_pictures);
  ADD ("maven", test_maven);
  ADD ("every-file", test_every_file);
  ADD ("converted", test_converted);
#undef ADD
  return g_test_run ();
}
