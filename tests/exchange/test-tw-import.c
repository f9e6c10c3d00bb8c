/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <glib/gstdio.h>

#include "import-fixture.h"
#include "tw-exchange-error.h"

static void
test_kinds (ImportTest *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_test_text (f, "company",
    "Account name;Employees;Annual revenue;Customer since;Tags;Web site;Country;Lifecycle stage\n"
    "Acme;1.200;1.234,50;31/12/2012;a, b;acme.example;US;Customer\n"
    "Été SARL;5;€ 7,00;02/01/2014;c;https://ete.example;FR;MQL\n"
    " ;;;;;;;\n"
    "Blank;n/a;-;0/0/00;;;;\n");
  import_test_run (import);
  const TwImportCounts *counts = tw_import_get_counts (import);
  g_assert_cmpint (counts->n_rows, ==, 3);
  g_assert_cmpint (counts->n_added, ==, 3);
  g_assert_cmpint (counts->n_rejected, ==, 0);
  import_test_assert_value (f, "company", "name = \"Acme\"", "size", "1200");
  import_test_assert_value (f, "company", "name = \"Acme\"", "annual_revenue", "1234.50 USD");
  import_test_assert_value (f, "company", "name = \"Acme\"", "acquired_on", "2012-12-31");
  import_test_assert_value (f, "company", "name = \"Acme\"", "website", "https://acme.example");
  import_test_assert_value (f, "company", "name = \"Acme\"", "lifecycle_stage", "customer");
  import_test_assert_value (f, "company", "name = \"Été SARL\"", "annual_revenue", "7.00 EUR");
  import_test_assert_value (f, "company", "name = \"Été SARL\"", "acquired_on", "2014-01-02");
  import_test_assert_value (f, "company", "name = \"Été SARL\"", "lifecycle_stage", "lead");
  import_test_assert_value (f, "company", "name = \"Blank\"", "acquired_on", "");
  g_assert_cmpint (import_test_count (f, "company", "tags has \"a\" and tags has \"b\""), ==, 1);
}

/* A rejected row comes back as it was, with line and reason; the others are imported. */
static void
test_rejects (ImportTest *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_test_text (f, "company",
    "name,employees,acquired_on\n\"Good, one\",5,2020-01-01\nBad number,many,2020-01-01\nBad day,1,2020-02-31\n"
    ",3,2020-01-01\nToo long,1,2020-01-01,surplus\n\"  Kept blanks \",x,\nOpen,1,\"never closed\n");
  import_test_run (import);
  const TwImportCounts *counts = tw_import_get_counts (import);
  g_assert_cmpint (counts->n_added, ==, 1);
  g_assert_cmpint (counts->n_rejected, ==, 6);
  g_autofree char *text = import_test_rejects (f);
  g_assert_true (g_str_has_prefix (text, "name,employees,acquired_on,Line,Reason\r\nBad number,many,2020-01-01,3,"));
  g_assert_nonnull (strstr (text, "\r\nBad day,1,2020-02-31,4,"));
  g_assert_nonnull (strstr (text, "\r\n,3,2020-01-01,5,"));
  g_assert_nonnull (strstr (text, "\r\nToo long,1,2020-01-01,6,"));
  g_assert_nonnull (strstr (text, "\r\n\"  Kept blanks \",x,,7,"));
  g_assert_nonnull (strstr (text, ",8,a quotation mark is not closed\r\n"));
  g_assert_cmpuint (tw_import_get_reasons (import)->len, ==, 6);
  g_assert_nonnull (strstr (g_ptr_array_index (tw_import_get_reasons (import), 0), "Line 3: employees: “many” is not a number"));
}

/* Parents may stand before or after their children; one that nobody knows rejects the row. */
static void
test_own_links (ImportTest *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_test_text (f, "company",
    "name,parent company\nChild,Later\nLater,\nGrandchild,Child\nOrphan,Nobody\nLoop,Loop\n");
  import_test_run (import);
  import_test_assert_value (f, "company", "name = \"Child\"", "parent", "Later");
  import_test_assert_value (f, "company", "name = \"Grandchild\"", "parent", "Child");
  g_assert_cmpint (import_test_count (f, "company", "name = \"Orphan\""), ==, 0);
  g_autofree char *text = import_test_rejects (f);
  g_assert_nonnull (strstr (text, "Orphan,Nobody,5,"));
  /* A company cannot be its own parent: it comes in without, and the file of rejects says so. */
  import_test_assert_value (f, "company", "name = \"Loop\"", "parent", "");
  g_assert_nonnull (strstr (text, ",,6,"));
}

static void
test_missing_targets (ImportTest *f, gconstpointer data)
{
  static const char text[] = "name,company\nAda,New Co\nBob,New Co\nCyd,\n";
  g_autoptr(TwImport) refused = import_test_text (f, "contact", text);
  import_test_run (refused);
  g_assert_cmpint (tw_import_get_counts (refused)->n_rejected, ==, 2);
  g_assert_cmpint (tw_import_get_counts (refused)->n_added, ==, 1);
  g_autoptr(TwImport) emptied = import_test_text (f, "contact", text);
  tw_import_set_missing (emptied, TW_MISSING_EMPTY);
  import_test_run (emptied);
  g_assert_cmpint (tw_import_get_counts (emptied)->n_added, ==, 3);
  import_test_assert_value (f, "contact", "name = \"Ada\"", "description", "company: New Co");
  g_autoptr(TwImport) made = import_test_text (f, "contact", text);
  tw_import_set_missing (made, TW_MISSING_CREATE);
  tw_import_set_key (made, "name");
  import_test_run (made);
  g_assert_cmpint (tw_import_get_counts (made)->n_created, ==, 1);
  g_assert_cmpint (import_test_count (f, "company", NULL), ==, 1);
  import_test_assert_value (f, "contact", "name = \"Bob\"", "company", "New Co");
}

/* Links by another field of the target, by id, and by address in brackets. */
static void
test_link_keys (ImportTest *f, gconstpointer data)
{
  g_autoptr(TwRecord) user = import_test_add (f, "user", "name", "Anna", "email", "anna@example.com", NULL);
  g_autoptr(TwRecord) company = import_test_add (f, "company", "name", "Acme", "registration_number", "HRB 7", NULL);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company));
  g_autofree char *text = g_strdup_printf ("name,company,owner\nAda,HRB 7,Anna E. (anna@example.com)\nBob,%s,anna@example.com\n", id);
  g_autoptr(TwImport) import = import_test_text (f, "contact", text);
  import_test_map (import, "{\"entity\": \"contact\", \"columns\": [{\"column\": \"name\", \"field\": \"name\"},"
               "{\"column\": \"company\", \"field\": \"company.registration_number\"}, {\"column\": \"owner\", \"field\": \"owner\"}]}");
  import_test_run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 1);
  import_test_assert_value (f, "contact", "name = \"Ada\"", "company", "Acme");
  import_test_assert_value (f, "contact", "name = \"Ada\"", "owner", "Anna");
  g_autoptr(TwImport) by_id = import_test_text (f, "contact", text);
  import_test_map (by_id, "{\"entity\": \"contact\", \"columns\": [{\"column\": \"name\", \"field\": \"name\"},"
              "{\"column\": \"company\", \"field\": \"company.id\"}, {\"column\": \"owner\", \"field\": \"owner\"}]}");
  import_test_run (by_id);
  import_test_assert_value (f, "contact", "name = \"Bob\"", "company", "Acme");
}

/* Importing again updates instead of doubling; empty cells keep what is there; skip leaves all as it is. */
static void
test_update (ImportTest *f, gconstpointer data)
{
  g_autoptr(TwImport) first = import_test_text (f, "contact", "Name,E-mail,Phone,City\nAda,ada@example.com,5550101,Rome\nBob,bob@example.com,5550102,Oslo\n");
  tw_import_set_key (first, "email");
  import_test_run (first);
  g_autoptr(TwImport) again = import_test_text (f, "contact", "Name,E-mail,Phone,City\nAda,ADA@example.com,5550109,\nBob,bob@example.com,5550102,Oslo\n"
                                                         "Cyd,cyd@example.com,5550103,\nCyd,cyd@example.com,5550104,\n");
  tw_import_set_key (again, "email");
  import_test_run (again);
  const TwImportCounts *counts = tw_import_get_counts (again);
  g_assert_cmpint (counts->n_added, ==, 1);
  g_assert_cmpint (counts->n_updated, ==, 2);
  g_assert_cmpint (counts->n_unchanged, ==, 1);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 3);
  import_test_assert_value (f, "contact", "name = \"Ada\"", "phone", "5550109");
  import_test_assert_value (f, "contact", "name = \"Ada\"", "city", "Rome");
  import_test_assert_value (f, "contact", "name = \"Cyd\"", "phone", "5550104");
  g_autoptr(TwImport) skip = import_test_text (f, "contact", "Name,E-mail,Phone\nAda,ada@example.com,5550100\n");
  tw_import_set_key (skip, "email");
  tw_import_set_duplicate (skip, TW_DUPLICATE_SKIP);
  import_test_run (skip);
  g_assert_cmpint (tw_import_get_counts (skip)->n_skipped, ==, 1);
  import_test_assert_value (f, "contact", "name = \"Ada\"", "phone", "5550109");
}

/* Undo takes the whole import back, redo brings it again with the same ids. */
static void
test_undo (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) old = import_test_add (f, "contact", "name", "Ada", "email", "ada@example.com", "phone", "5550101", NULL);
  g_autoptr(TwImport) import = import_test_text (f, "contact", "Name,E-mail,Phone,Company\nAda,ada@example.com,5550102,X\nBob,bob@example.com,5550103,X\n");
  tw_import_set_key (import, "email");
  tw_import_set_missing (import, TW_MISSING_CREATE);
  import_test_run (import);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 2);
  g_autoptr(TwCommit) undone = tw_store_undo (f->store, tw_commit_get_id (tw_import_get_commit (import)), &error);
  g_assert_no_error (error);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 1);
  g_assert_cmpint (import_test_count (f, "company", NULL), ==, 0);
  import_test_assert_value (f, "contact", "name = \"Ada\"", "phone", "5550101");
  g_autoptr(TwCommit) redone = tw_store_redo (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (import_test_count (f, "contact", "phone = \"5550102\" and company.name = \"X\""), ==, 1);
}

static void
test_dry_run (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) before = tw_store_commits (f->store, 0, 100, &error);
  g_autoptr(TwImport) import = import_test_text (f, "contact", "Name,Company,Birthday\nAda,X,never\nBob,X,2000-01-02\n");
  tw_import_set_missing (import, TW_MISSING_CREATE);
  tw_import_set_dry_run (import, TRUE);
  import_test_run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 1);
  g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 1);
  g_assert_null (tw_import_get_commit (import));
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 0);
  g_assert_cmpint (import_test_count (f, "company", NULL), ==, 0);
  g_autoptr(GPtrArray) after = tw_store_commits (f->store, 0, 100, &error);
  g_assert_cmpuint (before->len, ==, after->len);
}

/* Files that cannot fit are refused before anything is done, with a sentence that says why. */
static void
test_misfits (ImportTest *f, gconstpointer data)
{
  static const struct { const char *entity, *text, *key, *mapping, *message; } misfits[] = {
    { "company", "x1,x2\n1,2\n", NULL, NULL, "None of the file’s columns fits a field of Company (x1, x2)" },
    { "product", "product\nA\n", NULL, NULL, "No column goes to “SKU”, which every Product must have" },
    { "company", "name\nA\n", "size", NULL, "No column goes to the key field “size”" },
    { "company", "name\nA\n", "nothing", NULL, "“nothing” is no field of Company" },
    { "company", "", NULL, NULL, "The file has no rows" },
    { "company", "name\nA\n", NULL, "{\"entity\": \"contact\", \"columns\": []}", "The mapping is for “contact”" },
    { "company", "name\nA\n", NULL, "{\"entity\": \"company\", \"columns\": [{\"column\": \"b\", \"field\": \"name\"}]}", "no column “b”" },
    { "company", "name\nA\n", NULL, "{\"entity\": \"company\", \"columns\": [{\"column\": \"name\", \"field\": \"nope\"}]}", "“nope”" },
    { "company", "name\nA\n", NULL,
      "{\"entity\": \"company\", \"columns\": [{\"column\": \"name\", \"field\": \"open_deals\"}]}", "“open_deals”" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (misfits); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwImport) import = import_test_text (f, misfits[i].entity, misfits[i].text);
      tw_import_set_key (import, misfits[i].key);
      if (misfits[i].mapping)
        import_test_map (import, misfits[i].mapping);
      g_assert_false (tw_import_run (import, NULL, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, misfits[i].message));
    }
}

/* A mapping is kept for the next file with the same header; values can be replaced, defaults given, a column used twice. */
static void
test_mapping (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  static const char json[] =
    "{\"version\": 1, \"entity\": \"product\", \"columns\": ["
    "{\"column\": \"what\", \"field\": \"name\", \"values\": {\"GTXPro\": \"GTX Pro\"}}, {\"column\": \"what\", \"field\": \"sku\"},"
    "{\"column\": \"cost\", \"field\": \"price\", \"decimal\": \",\"}, {\"column\": \"rest\", \"field\": null}],"
    "\"defaults\": {\"unit\": \"Imported\"}}";
  g_autoptr(TwImport) import = import_test_text (f, "product", "what,cost,rest\nGTXPro,\"1.234\",x\n");
  import_test_map (import, json);
  g_assert_true (tw_import_prepare (import, NULL, &error));
  g_assert_true (tw_import_save_mapping (import, &error));
  import_test_run (import);
  import_test_assert_value (f, "product", "sku = \"GTXPro\"", "name", "GTX Pro");
  import_test_assert_value (f, "product", "sku = \"GTXPro\"", "price", "1234.00 USD");
  import_test_assert_value (f, "product", "sku = \"GTXPro\"", "unit", "Imported");
  g_autoptr(TwImport) next = import_test_text (f, "product", "what,cost,rest\nOther,\"2,5\",y\n");
  import_test_run (next);
  import_test_assert_value (f, "product", "sku = \"Other\"", "price", "2.50 USD");
  g_autofree char *printed = tw_import_mapping_print (tw_import_get_mapping (next));
  g_autoptr(TwImportMapping) parsed = tw_import_mapping_parse (printed, strlen (printed), &error);
  g_assert_no_error (error);
  g_autofree char *twice = tw_import_mapping_print (parsed);
  g_assert_cmpstr (printed, ==, twice);
}

static void
test_bad_mappings (ImportTest *f, gconstpointer data)
{
  static const char *const texts[] = {
    "", "[]", "{", "{\"entity\": 3, \"columns\": []}", "{\"entity\": \"a\"}", "{\"entity\": \"a\", \"columns\": [1]}",
    "{\"entity\": \"a\", \"columns\": [{}]}", "{\"entity\": \"a\", \"columns\": [], \"surprise\": 1}",
    "{\"entity\": \"a\", \"columns\": [{\"column\": \"x\", \"dates\": \"abc\"}]}",
    "{\"entity\": \"a\", \"columns\": [{\"column\": \"x\", \"decimal\": \";\"}]}",
    "{\"entity\": \"a\", \"columns\": [{\"column\": \"x\", \"values\": []}]}",
    "{\"entity\": \"a\", \"columns\": [], \"missing\": \"what\"}", "{\"entity\": \"a\", \"columns\": [], \"defaults\": {\"x\": 1}}",
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_assert_null (tw_import_mapping_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING);
    }

  /* Nesting without end filled the stack. */
  g_autofree char *deep = g_strnfill (300000, '[');
  g_autoptr(GError) error = NULL;
  g_assert_null (tw_import_mapping_parse (deep, 300000, &error));
  g_assert_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_MAPPING);
}

static void
test_json (ImportTest *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_test_text (f, "company",
    "{\"name\": \"Acme\", \"size\": 5, \"tags\": [\"a;b\", \"c\"], \"annual_revenue\": {\"amount\": \"12.50\", \"currency\": \"EUR\"}}\n"
    "broken\n{\"name\": \"Late\", \"city\": \"Oslo\"}\n");
  import_test_run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 2);
  g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 1);
  import_test_assert_value (f, "company", "name = \"Acme\"", "annual_revenue", "12.50 EUR");
  g_assert_cmpint (import_test_count (f, "company", "tags has \"a;b\""), ==, 1);
  import_test_assert_value (f, "company", "name = \"Late\"", "city", "Oslo");
}

/* A member that appears only after the first objects of a large file is not lost. */
static void
test_json_late_columns (ImportTest *f, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new ("[");
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, "{\"name\": \"Company %u\"},\n", i);
  g_string_append (text, "{\"name\": \"Last\", \"city\": \"Oslo\", \"unknown\": 1}]");
  g_autoptr(TwImport) import = import_test_text (f, "company", text->str);
  import_test_run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 301);
  import_test_assert_value (f, "company", "name = \"Last\"", "city", "Oslo");
  g_assert_cmpuint (tw_import_get_remarks (import)->len, ==, 1);
}

static void
on_progress (double fraction, const char *message, gpointer data)
{
  if (fraction > 0.3)
    g_cancellable_cancel (data);
}

static char *
many_rows (ImportTest *f, guint n)
{
  g_autoptr(GString) text = g_string_new ("name,email,city\n");
  g_autoptr(GError) error = NULL;
  char *path = g_build_filename (f->dir, "many.csv", NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "Person %u,person%u@example.com,%s\n", i, i, i % 2 ? "Łódź" : "Rome");
  g_file_set_contents (path, text->str, text->len, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_cancel (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = many_rows (f, 30000);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(TwImport) import = import_test_path (f, "contact", path);
  tw_import_set_progress (import, on_progress, cancellable);
  g_assert_false (tw_import_run (import, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 0);
  g_autofree char *text = import_test_rejects (f);
  g_assert_null (text);
  g_autoptr(TwImport) again = import_test_path (f, "contact", path);
  import_test_run (again);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 30000);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_assert_true (tw_import_run_finish (TW_IMPORT (source), result, &error));
  *(gboolean *) data = TRUE;
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

/* The main loop runs while a thread imports, and hears of progress. */
static void
test_async (ImportTest *f, gconstpointer data)
{
  gboolean done = FALSE;
  guint n = 0;
  double progress = 0;
  g_autofree char *path = many_rows (f, 5000), *message = NULL;
  g_autoptr(TwImport) import = import_test_path (f, "contact", path);
  g_signal_connect (import, "notify::progress", G_CALLBACK (on_notify), &n);
  tw_import_run_async (import, NULL, on_done, &done);
  while (!done || n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (import, &n);
  g_object_get (import, "progress", &progress, "message", &message, NULL);
  g_assert_cmpfloat (progress, ==, 1.0);
  g_assert_nonnull (message);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 5000);
}

/* With the disk full in the middle nothing is half-done, and the store goes on when there is room again. */
static void
test_disk_full (ImportTest *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = many_rows (f, 40000);
  g_autofree char *db = g_build_filename (tw_store_get_dir (f->store), "store.db", NULL);
  GStatBuf info;
  struct rlimit old, tight;
  g_stat (db, &info);
  getrlimit (RLIMIT_FSIZE, &old);
  tight = old;
  tight.rlim_cur = info.st_size + 2 * 1024 * 1024;
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &tight);
  g_autoptr(TwImport) import = import_test_path (f, "contact", path);
  gboolean ok = tw_import_run (import, NULL, &error);
  setrlimit (RLIMIT_FSIZE, &old);
  g_assert_false (ok);
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, TW_STORE_ERROR);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 0);
  g_autoptr(TwImport) again = import_test_path (f, "contact", path);
  import_test_run (again);
  g_assert_cmpint (import_test_count (f, "contact", NULL), ==, 40000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/exchange/import/" path, ImportTest, NULL, import_test_set_up, func, import_test_tear_down)
  ADD ("kinds", test_kinds);
  ADD ("rejects", test_rejects);
  ADD ("own-links", test_own_links);
  ADD ("missing-targets", test_missing_targets);
  ADD ("link-keys", test_link_keys);
  ADD ("update", test_update);
  ADD ("undo", test_undo);
  ADD ("dry-run", test_dry_run);
  ADD ("misfits", test_misfits);
  ADD ("mapping", test_mapping);
  ADD ("bad-mappings", test_bad_mappings);
  ADD ("json", test_json);
  ADD ("json-late-columns", test_json_late_columns);
  ADD ("cancel", test_cancel);
  ADD ("async", test_async);
  ADD ("disk-full", test_disk_full);
#undef ADD
  return g_test_run ();
}
