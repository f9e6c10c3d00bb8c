/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <glib/gstdio.h>

#include "tw-columns.h"
#include "tw-exchange-error.h"
#include "tw-export.h"
#include "tw-import.h"
#include "tw-money.h"

/* --- A workspace for each test --- */

typedef struct
{
  char     *dir;
  TwStore  *store;
  TwSchema *schema;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static TwRecord *
add (Fixture *f, const char *entity, const char *first_key, ...)
{
  g_autoptr(GError) error = NULL;
  TwRecord *record = tw_record_new (tw_schema_get_entity (f->schema, entity));
  va_list args;
  va_start (args, first_key);
  for (const char *key = first_key; key; key = va_arg (args, const char *))
    {
      tw_record_set_text (record, key, va_arg (args, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (args);
  TwEdit *edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "Add");
  tw_edit_save (edit, record);
  g_autoptr(TwCommit) commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return record;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  f->dir = g_dir_make_tmp ("tw-import-XXXXXX", &error);
  g_autofree char *workspace = g_build_filename (f->dir, "workspace", NULL);
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  f->store = tw_store_open (workspace, shipped, TRUE, &error);
  g_assert_no_error (error);
  tw_store_set_setting (f->store, "currency", "\"USD\"", &error);
  g_assert_no_error (error);
  f->schema = tw_store_ref_schema (f->store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_store_close (f->store);
  g_clear_pointer (&f->schema, tw_schema_unref);
  g_object_add_weak_pointer (G_OBJECT (f->store), (gpointer *) &f->store);
  g_object_unref (f->store);
  while (f->store)                                     /* an import that tells its progress still holds it */
    g_main_context_iteration (NULL, TRUE);
  remove_tree (f->dir);
  g_free (f->dir);
}

static gint64
count (Fixture *f, const char *entity, const char *where)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwQuery) query = tw_query_new (f->schema, tw_schema_get_entity (f->schema, entity), where, NULL, &error);
  g_assert_no_error (error);
  gint64 n = tw_store_count (f->store, query, &error);
  g_assert_no_error (error);
  return n;
}

/* The value of a field of the one record for which the condition holds, printed. */
static char *
value_of (Fixture *f, const char *entity, const char *where, const char *key)
{
  g_autoptr(GError) error = NULL;
  const TwEntity *type = tw_schema_get_entity (f->schema, entity);
  g_autoptr(TwQuery) query = tw_query_new (f->schema, type, where, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *next = NULL;
  g_autoptr(GPtrArray) records = tw_store_list (f->store, query, 2, NULL, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  const TwValue *value = tw_record_get_key (g_ptr_array_index (records, 0), key);
  return value->type == TW_TYPE_LINK ? tw_store_dup_title (f->store, value->tag, &value->id) : tw_value_print (value);
}

#define assert_value(f, entity, where, key, expected) \
  G_STMT_START { g_autofree char *value__ = value_of (f, entity, where, key); g_assert_cmpstr (value__, ==, expected); } G_STMT_END

static TwImport *
import_path (Fixture *f, const char *entity, const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *rejects = g_build_filename (f->dir, "rejects.csv", NULL);
  g_autoptr(GFile) rejects_file = g_file_new_for_path (rejects);
  g_unlink (rejects);
  TwImport *import = tw_import_new (f->store, tw_schema_get_entity (f->schema, entity), file);
  tw_import_set_rejects (import, rejects_file);
  return import;
}

static TwImport *
import_text (Fixture *f, const char *entity, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, "input", NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return import_path (f, entity, path);
}

static void
run (TwImport *import)
{
  g_autoptr(GError) error = NULL;
  tw_import_run (import, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < MIN (3, tw_import_get_reasons (import)->len); i++)
    g_test_message ("%s", (char *) g_ptr_array_index (tw_import_get_reasons (import), i));
}

static void
map (TwImport *import, const char *json)
{
  g_autoptr(GError) error = NULL;
  TwImportMapping *mapping = tw_import_mapping_parse (json, strlen (json), &error);
  g_assert_no_error (error);
  tw_import_set_mapping (import, mapping);
}

static char *
rejects (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "rejects.csv", NULL);
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static char *
shared (const char *name)
{
  const char *root = g_getenv ("TW_SHARED_DATA");
  char *path = g_build_filename (root ? root : "../shared/data", name, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_test_skip_printf ("%s is not there", path);
  g_free (path);
  return NULL;
}

/* --- Cases --- */

static void
test_kinds (Fixture *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_text (f, "company",
    "Account name;Employees;Annual revenue;Customer since;Tags;Web site;Country;Lifecycle stage\n"
    "Acme;1.200;1.234,50;31/12/2012;a, b;acme.example;US;Customer\n"
    "Été SARL;5;€ 7,00;02/01/2014;c;https://ete.example;FR;MQL\n"
    " ;;;;;;;\n"
    "Blank;n/a;-;0/0/00;;;;\n");
  run (import);
  const TwImportCounts *counts = tw_import_get_counts (import);
  g_assert_cmpint (counts->n_rows, ==, 3);
  g_assert_cmpint (counts->n_added, ==, 3);
  g_assert_cmpint (counts->n_rejected, ==, 0);
  assert_value (f, "company", "name = \"Acme\"", "size", "1200");
  assert_value (f, "company", "name = \"Acme\"", "annual_revenue", "1234.50 USD");
  assert_value (f, "company", "name = \"Acme\"", "acquired_on", "2012-12-31");
  assert_value (f, "company", "name = \"Acme\"", "website", "https://acme.example");
  assert_value (f, "company", "name = \"Acme\"", "lifecycle_stage", "customer");
  assert_value (f, "company", "name = \"Été SARL\"", "annual_revenue", "7.00 EUR");
  assert_value (f, "company", "name = \"Été SARL\"", "acquired_on", "2014-01-02");
  assert_value (f, "company", "name = \"Été SARL\"", "lifecycle_stage", "lead");
  assert_value (f, "company", "name = \"Blank\"", "acquired_on", "");
  g_assert_cmpint (count (f, "company", "tags has \"a\" and tags has \"b\""), ==, 1);
}

/* A rejected row comes back as it was, with line and reason; the others are imported. */
static void
test_rejects (Fixture *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_text (f, "company",
    "name,employees,acquired_on\n\"Good, one\",5,2020-01-01\nBad number,many,2020-01-01\nBad day,1,2020-02-31\n"
    ",3,2020-01-01\nToo long,1,2020-01-01,surplus\n\"  Kept blanks \",x,\nOpen,1,\"never closed\n");
  run (import);
  const TwImportCounts *counts = tw_import_get_counts (import);
  g_assert_cmpint (counts->n_added, ==, 1);
  g_assert_cmpint (counts->n_rejected, ==, 6);
  g_autofree char *text = rejects (f);
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
test_own_links (Fixture *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_text (f, "company",
    "name,parent company\nChild,Later\nLater,\nGrandchild,Child\nOrphan,Nobody\nLoop,Loop\n");
  run (import);
  assert_value (f, "company", "name = \"Child\"", "parent", "Later");
  assert_value (f, "company", "name = \"Grandchild\"", "parent", "Child");
  g_assert_cmpint (count (f, "company", "name = \"Orphan\""), ==, 0);
  g_autofree char *text = rejects (f);
  g_assert_nonnull (strstr (text, "Orphan,Nobody,5,"));
  /* A company cannot be its own parent: it comes in without, and the file of rejects says so. */
  assert_value (f, "company", "name = \"Loop\"", "parent", "");
  g_assert_nonnull (strstr (text, ",,6,"));
}

static void
test_missing_targets (Fixture *f, gconstpointer data)
{
  static const char text[] = "name,company\nAda,New Co\nBob,New Co\nCyd,\n";
  g_autoptr(TwImport) refused = import_text (f, "contact", text);
  run (refused);
  g_assert_cmpint (tw_import_get_counts (refused)->n_rejected, ==, 2);
  g_assert_cmpint (tw_import_get_counts (refused)->n_added, ==, 1);
  g_autoptr(TwImport) emptied = import_text (f, "contact", text);
  tw_import_set_missing (emptied, TW_MISSING_EMPTY);
  run (emptied);
  g_assert_cmpint (tw_import_get_counts (emptied)->n_added, ==, 3);
  assert_value (f, "contact", "name = \"Ada\"", "description", "company: New Co");
  g_autoptr(TwImport) made = import_text (f, "contact", text);
  tw_import_set_missing (made, TW_MISSING_CREATE);
  tw_import_set_key (made, "name");
  run (made);
  g_assert_cmpint (tw_import_get_counts (made)->n_created, ==, 1);
  g_assert_cmpint (count (f, "company", NULL), ==, 1);
  assert_value (f, "contact", "name = \"Bob\"", "company", "New Co");
}

/* Links by another field of the target, by id, and by address in brackets. */
static void
test_link_keys (Fixture *f, gconstpointer data)
{
  g_autoptr(TwRecord) user = add (f, "user", "name", "Anna", "email", "anna@example.com", NULL);
  g_autoptr(TwRecord) company = add (f, "company", "name", "Acme", "registration_number", "HRB 7", NULL);
  g_autofree char *id = tw_id_dup_text (tw_record_get_id (company));
  g_autofree char *text = g_strdup_printf ("name,company,owner\nAda,HRB 7,Anna E. (anna@example.com)\nBob,%s,anna@example.com\n", id);
  g_autoptr(TwImport) import = import_text (f, "contact", text);
  map (import, "{\"entity\": \"contact\", \"columns\": [{\"column\": \"name\", \"field\": \"name\"},"
               "{\"column\": \"company\", \"field\": \"company.registration_number\"}, {\"column\": \"owner\", \"field\": \"owner\"}]}");
  run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 1);
  assert_value (f, "contact", "name = \"Ada\"", "company", "Acme");
  assert_value (f, "contact", "name = \"Ada\"", "owner", "Anna");
  g_autoptr(TwImport) by_id = import_text (f, "contact", text);
  map (by_id, "{\"entity\": \"contact\", \"columns\": [{\"column\": \"name\", \"field\": \"name\"},"
              "{\"column\": \"company\", \"field\": \"company.id\"}, {\"column\": \"owner\", \"field\": \"owner\"}]}");
  run (by_id);
  assert_value (f, "contact", "name = \"Bob\"", "company", "Acme");
}

/* Importing again updates instead of doubling; empty cells keep what is there; skip leaves all as it is. */
static void
test_update (Fixture *f, gconstpointer data)
{
  g_autoptr(TwImport) first = import_text (f, "contact", "Name,E-mail,Phone,City\nAda,ada@example.com,5550101,Rome\nBob,bob@example.com,5550102,Oslo\n");
  tw_import_set_key (first, "email");
  run (first);
  g_autoptr(TwImport) again = import_text (f, "contact", "Name,E-mail,Phone,City\nAda,ADA@example.com,5550109,\nBob,bob@example.com,5550102,Oslo\n"
                                                         "Cyd,cyd@example.com,5550103,\nCyd,cyd@example.com,5550104,\n");
  tw_import_set_key (again, "email");
  run (again);
  const TwImportCounts *counts = tw_import_get_counts (again);
  g_assert_cmpint (counts->n_added, ==, 1);
  g_assert_cmpint (counts->n_updated, ==, 2);
  g_assert_cmpint (counts->n_unchanged, ==, 1);
  g_assert_cmpint (count (f, "contact", NULL), ==, 3);
  assert_value (f, "contact", "name = \"Ada\"", "phone", "5550109");
  assert_value (f, "contact", "name = \"Ada\"", "city", "Rome");
  assert_value (f, "contact", "name = \"Cyd\"", "phone", "5550104");
  g_autoptr(TwImport) skip = import_text (f, "contact", "Name,E-mail,Phone\nAda,ada@example.com,5550100\n");
  tw_import_set_key (skip, "email");
  tw_import_set_duplicate (skip, TW_DUPLICATE_SKIP);
  run (skip);
  g_assert_cmpint (tw_import_get_counts (skip)->n_skipped, ==, 1);
  assert_value (f, "contact", "name = \"Ada\"", "phone", "5550109");
}

/* Undo takes the whole import back, redo brings it again with the same ids. */
static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) old = add (f, "contact", "name", "Ada", "email", "ada@example.com", "phone", "5550101", NULL);
  g_autoptr(TwImport) import = import_text (f, "contact", "Name,E-mail,Phone,Company\nAda,ada@example.com,5550102,X\nBob,bob@example.com,5550103,X\n");
  tw_import_set_key (import, "email");
  tw_import_set_missing (import, TW_MISSING_CREATE);
  run (import);
  g_assert_cmpint (count (f, "contact", NULL), ==, 2);
  g_autoptr(TwCommit) undone = tw_store_undo (f->store, tw_commit_get_id (tw_import_get_commit (import)), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (f, "contact", NULL), ==, 1);
  g_assert_cmpint (count (f, "company", NULL), ==, 0);
  assert_value (f, "contact", "name = \"Ada\"", "phone", "5550101");
  g_autoptr(TwCommit) redone = tw_store_redo (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (f, "contact", "phone = \"5550102\" and company.name = \"X\""), ==, 1);
}

static void
test_dry_run (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) before = tw_store_commits (f->store, 0, 100, &error);
  g_autoptr(TwImport) import = import_text (f, "contact", "Name,Company,Birthday\nAda,X,never\nBob,X,2000-01-02\n");
  tw_import_set_missing (import, TW_MISSING_CREATE);
  tw_import_set_dry_run (import, TRUE);
  run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 1);
  g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 1);
  g_assert_null (tw_import_get_commit (import));
  g_assert_cmpint (count (f, "contact", NULL), ==, 0);
  g_assert_cmpint (count (f, "company", NULL), ==, 0);
  g_autoptr(GPtrArray) after = tw_store_commits (f->store, 0, 100, &error);
  g_assert_cmpuint (before->len, ==, after->len);
}

/* Files that cannot fit are refused before anything is done, with a sentence that says why. */
static void
test_misfits (Fixture *f, gconstpointer data)
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
      g_autoptr(TwImport) import = import_text (f, misfits[i].entity, misfits[i].text);
      tw_import_set_key (import, misfits[i].key);
      if (misfits[i].mapping)
        map (import, misfits[i].mapping);
      g_assert_false (tw_import_run (import, NULL, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, misfits[i].message));
    }
}

/* A mapping is kept for the next file with the same header; values can be replaced, defaults given, a column used twice. */
static void
test_mapping (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  static const char json[] =
    "{\"version\": 1, \"entity\": \"product\", \"columns\": ["
    "{\"column\": \"what\", \"field\": \"name\", \"values\": {\"GTXPro\": \"GTX Pro\"}}, {\"column\": \"what\", \"field\": \"sku\"},"
    "{\"column\": \"cost\", \"field\": \"price\", \"decimal\": \",\"}, {\"column\": \"rest\", \"field\": null}],"
    "\"defaults\": {\"category\": \"Imported\"}}";
  g_autoptr(TwImport) import = import_text (f, "product", "what,cost,rest\nGTXPro,\"1.234\",x\n");
  map (import, json);
  g_assert_true (tw_import_prepare (import, NULL, &error));
  g_assert_true (tw_import_save_mapping (import, &error));
  run (import);
  assert_value (f, "product", "sku = \"GTXPro\"", "name", "GTX Pro");
  assert_value (f, "product", "sku = \"GTXPro\"", "price", "1234.00 USD");
  assert_value (f, "product", "sku = \"GTXPro\"", "category", "Imported");
  g_autoptr(TwImport) next = import_text (f, "product", "what,cost,rest\nOther,\"2,5\",y\n");
  run (next);
  assert_value (f, "product", "sku = \"Other\"", "price", "2.50 USD");
  g_autofree char *printed = tw_import_mapping_print (tw_import_get_mapping (next));
  g_autoptr(TwImportMapping) parsed = tw_import_mapping_parse (printed, strlen (printed), &error);
  g_assert_no_error (error);
  g_autofree char *twice = tw_import_mapping_print (parsed);
  g_assert_cmpstr (printed, ==, twice);
}

static void
test_bad_mappings (Fixture *f, gconstpointer data)
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
test_json (Fixture *f, gconstpointer data)
{
  g_autoptr(TwImport) import = import_text (f, "company",
    "{\"name\": \"Acme\", \"size\": 5, \"tags\": [\"a;b\", \"c\"], \"annual_revenue\": {\"amount\": \"12.50\", \"currency\": \"EUR\"}}\n"
    "broken\n{\"name\": \"Late\", \"city\": \"Oslo\"}\n");
  run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 2);
  g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 1);
  assert_value (f, "company", "name = \"Acme\"", "annual_revenue", "12.50 EUR");
  g_assert_cmpint (count (f, "company", "tags has \"a;b\""), ==, 1);
  assert_value (f, "company", "name = \"Late\"", "city", "Oslo");
}

/* A member that appears only after the first objects of a large file is not lost. */
static void
test_json_late_columns (Fixture *f, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new ("[");
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (text, "{\"name\": \"Company %u\"},\n", i);
  g_string_append (text, "{\"name\": \"Last\", \"city\": \"Oslo\", \"unknown\": 1}]");
  g_autoptr(TwImport) import = import_text (f, "company", text->str);
  run (import);
  g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, 301);
  assert_value (f, "company", "name = \"Last\"", "city", "Oslo");
  g_assert_cmpuint (tw_import_get_remarks (import)->len, ==, 1);
}

static void
on_progress (double fraction, const char *message, gpointer data)
{
  if (fraction > 0.3)
    g_cancellable_cancel (data);
}

static char *
many_rows (Fixture *f, guint n)
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
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = many_rows (f, 30000);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(TwImport) import = import_path (f, "contact", path);
  tw_import_set_progress (import, on_progress, cancellable);
  g_assert_false (tw_import_run (import, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count (f, "contact", NULL), ==, 0);
  g_autofree char *text = rejects (f);
  g_assert_null (text);
  g_autoptr(TwImport) again = import_path (f, "contact", path);
  run (again);
  g_assert_cmpint (count (f, "contact", NULL), ==, 30000);
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
test_async (Fixture *f, gconstpointer data)
{
  gboolean done = FALSE;
  guint n = 0;
  double progress = 0;
  g_autofree char *path = many_rows (f, 5000), *message = NULL;
  g_autoptr(TwImport) import = import_path (f, "contact", path);
  g_signal_connect (import, "notify::progress", G_CALLBACK (on_notify), &n);
  tw_import_run_async (import, NULL, on_done, &done);
  while (!done || n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (import, &n);
  g_object_get (import, "progress", &progress, "message", &message, NULL);
  g_assert_cmpfloat (progress, ==, 1.0);
  g_assert_nonnull (message);
  g_assert_cmpint (count (f, "contact", NULL), ==, 5000);
}

/* With the disk full in the middle nothing is half-done, and the store goes on when there is room again. */
static void
test_disk_full (Fixture *f, gconstpointer data)
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
  g_autoptr(TwImport) import = import_path (f, "contact", path);
  gboolean ok = tw_import_run (import, NULL, &error);
  setrlimit (RLIMIT_FSIZE, &old);
  g_assert_false (ok);
  g_test_message ("%s", error->message);
  g_assert_cmpint (error->domain, ==, TW_STORE_ERROR);
  g_assert_cmpint (count (f, "contact", NULL), ==, 0);
  g_autoptr(TwImport) again = import_path (f, "contact", path);
  run (again);
  g_assert_cmpint (count (f, "contact", NULL), ==, 40000);
}

/* --- Real files --- */

static TwImport *
import_shared (Fixture *f, const char *entity, const char *name, const char *mapping)
{
  g_autofree char *path = shared (name);
  if (!path)
    return NULL;
  TwImport *import = import_path (f, entity, path);
  if (mapping)
    map (import, mapping);
  return import;
}

/* The same 54 people in five layouts, ending in one record each; what a field cannot hold is in the notes. */
static void
test_contact_layouts (Fixture *f, gconstpointer data)
{
  static const struct { const char *file; gint64 n_added; } files[] = {
    { "google-contacts.csv", 54 }, { "google-contacts-legacy.csv", 0 }, { "hubspot-contacts.csv", 0 }, { "linkedin-connections.csv", 0 },
    { "outlook-windows-1252.csv", 0 },
  };
  g_autoptr(TwRecord) user = add (f, "user", "name", "Anna Example", "email", "anna@example.com", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat ("contacts-import/", files[i].file, NULL);
      g_autoptr(TwImport) import = import_shared (f, "contact", name, NULL);
      if (!import)
        return;
      tw_import_set_key (import, "email,name");
      tw_import_set_missing (import, TW_MISSING_CREATE);
      run (import);
      g_test_message ("%s", files[i].file);
      g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 0);
      g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, files[i].n_added);
      g_assert_cmpint (count (f, "contact", NULL), ==, 54);
    }
  g_assert_cmpint (count (f, "company", NULL), ==, 38);
  g_assert_cmpint (count (f, "contact", "owner.email = \"anna@example.com\""), ==, 54);
  const char *amelia = "email = \"amelia.cox1@example.com\"";
  assert_value (f, "contact", amelia, "name", "Amelia Cox");
  assert_value (f, "contact", amelia, "first_name", "Amelia");
  assert_value (f, "contact", amelia, "last_name", "Cox");
  assert_value (f, "contact", amelia, "company", "Isdom");
  assert_value (f, "contact", amelia, "job_title", "CTO");
  assert_value (f, "contact", amelia, "birthday", "1993-01-20");
  assert_value (f, "contact", amelia, "postal_code", "BS1 5TR");
  const char *noah = "email = \"noah.butler0@example.com\"";
  g_autofree char *notes = value_of (f, "contact", noah, "description");
  g_assert_nonnull (strstr (notes, "noah.butler@example.org"));
  g_assert_nonnull (strstr (notes, "Birthday: --10-20"));
  g_assert_nonnull (strstr (notes, "+1 201 555 0110"));
  assert_value (f, "contact", noah, "birthday", "");
  g_assert_cmpint (count (f, "contact", "description contains \"=HYPERLINK\""), >, 0);
}

/* All cards of real programs come in; those of one person end in one record. */
static void
test_vcards (Fixture *f, gconstpointer data)
{
  static const struct { const char *file; gint64 n_rows, n_added; } files[] = {
    { "ez-vcard/John_Doe_EVOLUTION.vcf", 1, 1 }, { "ez-vcard/John_Doe_GMAIL.vcf", 1, 0 }, { "ez-vcard/John_Doe_IPHONE.vcf", 1, 0 },
    { "ez-vcard/John_Doe_LOTUS_NOTES.vcf", 1, 0 }, { "ez-vcard/gmail-list.vcf", 3, 3 }, { "ez-vcard/gmail-single.vcf", 1, 1 },
    { "ez-vcard/outlook-2007.vcf", 1, 1 }, { "ez-vcard/rfc2426-example.vcf", 2, 2 }, { "ez-vcard/rfc6350-example.vcf", 1, 1 },
    { "ical.js/vcard_author.vcf", 1, 0 }, { "ical4j-vcard/Frank_Dawson.vcf", 1, 0 }, { "ical4j-vcard/Simon_Perreault.vcf", 1, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_strconcat ("vcards/", files[i].file, NULL);
      g_autoptr(TwImport) import = import_shared (f, "contact", name, NULL);
      if (!import)
        return;
      tw_import_set_key (import, "email,name");
      tw_import_set_missing (import, TW_MISSING_CREATE);
      run (import);
      g_test_message ("%s", files[i].file);
      g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 0);
      g_assert_cmpint (tw_import_get_counts (import)->n_rows, ==, files[i].n_rows);
      g_assert_cmpint (tw_import_get_counts (import)->n_added, ==, files[i].n_added);
    }
  const char *john = "email = \"john.doe@ibm.com\"";
  assert_value (f, "contact", john, "birthday", "1980-05-21");
  assert_value (f, "contact", john, "company", "IBM");
  g_autofree char *notes = value_of (f, "contact", john, "description");
  g_assert_nonnull (strstr (notes, "Nickname: Johny,JayJay"));
  g_assert_nonnull (strstr (notes, "Fax: 00-1-212-555-7777"));
  assert_value (f, "contact", "name = \"Simon Perreault\"", "postal_code", "G1V 4W1");
}

/* What is written as vCards comes back as the same records. */
static void
test_vcards_out (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) acme = add (f, "company", "name", "Acme; Sons, Inc.", NULL);
  g_autofree char *company = tw_id_dup_text (tw_record_get_id (acme));
  g_autoptr(TwRecord) ann = add (f, "contact", "name", "Ann Maria Lee", "first_name", "Ann Maria", "last_name", "Lee", "email", "ann@x.example",
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
  g_autoptr(TwImport) same = import_path (f, "contact", path);
  tw_import_set_key (same, "email");
  run (same);
  g_assert_cmpint (tw_import_get_counts (same)->n_unchanged, ==, 1);
  g_assert_cmpint (tw_import_get_counts (same)->n_notes, ==, 0);
  g_assert_cmpint (tw_export_file (f->store, none, file, &options, NULL, &error), ==, -1);
  g_assert_error (error, TW_EXCHANGE_ERROR, TW_EXCHANGE_ERROR_FORMAT);
}

/* Accounts, products, agents and opportunities, linked by name. "GTXPro" of the opportunities is "GTX Pro" of the products:
 * as it is, its rows are rejected with that reason; with the word replaced in the mapping all 8,800 come in. */
static void
test_maven (Fixture *f, gconstpointer data)
{
  static const char users[] =
    "{\"entity\": \"user\", \"columns\": [{\"column\": \"sales_agent\", \"field\": \"name\"},"
    "{\"column\": \"sales_agent\", \"field\": \"email\"}, {\"column\": \"manager\", \"field\": null}]}";
  static const char products[] =
    "{\"entity\": \"product\", \"columns\": [{\"column\": \"product\", \"field\": \"name\"}, {\"column\": \"product\", \"field\": \"sku\"},"
    "{\"column\": \"series\", \"field\": \"category\"}, {\"column\": \"sales_price\", \"field\": \"price\"}]}";
  static const char mended[] =
    "{\"entity\": \"deal\", \"columns\": [{\"column\": \"opportunity_id\", \"field\": \"name\"},"
    "{\"column\": \"sales_agent\", \"field\": \"owner\"},"
    "{\"column\": \"product\", \"field\": \"products\", \"values\": {\"GTXPro\": \"GTX Pro\"}},"
    "{\"column\": \"account\", \"field\": \"company\"}, {\"column\": \"deal_stage\", \"field\": \"stage\"},"
    "{\"column\": \"engage_date\", \"field\": \"engaged_on\"}, {\"column\": \"close_date\", \"field\": \"close_date\"},"
    "{\"column\": \"close_value\", \"field\": \"amount\"}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) pipeline = add (f, "pipeline", "name", "Sales", NULL);
  g_autofree char *pipeline_id = tw_id_dup_text (tw_record_get_id (pipeline));
  static const char *const stages[][2] = { { "Prospecting", "open" }, { "Engaging", "open" }, { "Won", "won" }, { "Lost", "lost" } };
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr(TwRecord) stage = add (f, "deal_stage", "name", stages[i][0], "kind", stages[i][1], "pipeline", pipeline_id, NULL);
      g_assert_nonnull (stage);
    }
  g_autoptr(TwImport) accounts = import_shared (f, "company", "crm-maven-sales/accounts.csv", NULL);
  if (!accounts)
    return;
  run (accounts);
  g_assert_cmpint (count (f, "company", NULL), ==, 85);
  g_assert_cmpint (count (f, "company", "parent is not empty"), ==, 15);
  g_autoptr(TwImport) refused = import_shared (f, "user", "crm-maven-sales/sales_teams.csv", NULL);
  g_assert_false (tw_import_run (refused, NULL, &error));
  g_assert_nonnull (strstr (error->message, "E-mail"));
  g_clear_error (&error);
  /* The file has no addresses; agents come in by hand here. */
  g_autoptr(TwImport) agents = import_shared (f, "user", "crm-maven-sales/sales_teams.csv", users);
  run (agents);
  g_assert_cmpint (tw_import_get_counts (agents)->n_rejected, ==, 35);
  g_autofree char *teams = shared ("crm-maven-sales/sales_teams.csv");
  g_autofree char *text = NULL;
  g_file_get_contents (teams, &text, NULL, NULL);
  g_auto(GStrv) lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 1; lines[i] && *lines[i]; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);
      g_autofree char *mail = g_strdup_printf ("agent%u@example.com", i);
      g_autoptr(TwRecord) agent = add (f, "user", "name", cells[0], "email", mail, NULL);
      g_assert_nonnull (agent);
    }
  g_autoptr(TwImport) goods = import_shared (f, "product", "crm-maven-sales/products.csv", products);
  run (goods);
  g_assert_cmpint (tw_import_get_counts (goods)->n_added, ==, 7);

  g_autoptr(TwImport) plain = import_shared (f, "deal", "crm-maven-sales/sales_pipeline.csv", NULL);
  tw_import_set_dry_run (plain, TRUE);
  run (plain);
  g_assert_cmpint (tw_import_get_counts (plain)->n_rows, ==, 8800);
  g_assert_cmpint (tw_import_get_counts (plain)->n_rejected, ==, 1480);
  g_autofree char *reasons = rejects (f);
  g_assert_nonnull (strstr (reasons, "product: there is no Product “GTXPro”"));

  g_autoptr(TwImport) deals = import_shared (f, "deal", "crm-maven-sales/sales_pipeline.csv", mended);
  run (deals);
  g_assert_cmpint (tw_import_get_counts (deals)->n_added, ==, 8800);
  g_assert_cmpint (tw_import_get_counts (deals)->n_rejected, ==, 0);
  g_assert_cmpint (count (f, "deal", "company is empty"), ==, 1425);
  g_assert_cmpint (count (f, "deal", "stage.name = \"Won\""), ==, 4238);
  g_assert_cmpint (count (f, "deal", "stage.name = \"Lost\""), ==, 2473);
  g_assert_cmpint (count (f, "deal", "status = \"won\""), ==, 4238);
  g_assert_cmpint (count (f, "deal", "engaged_on is empty"), ==, 500);
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
  g_assert_cmpint (count (f, "deal", NULL), ==, 0);
}

/* Every CSV file of the shared data goes into the entity that fits best, or says clearly why it does not. */
static const struct { const char *file, *entity; gint64 n_rows, n_rejected; const char *reason; } every[] = {
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
};

/* Nothing of the shared data may be missing in the table (the difficult files have their own in the reader's test). */
static void
check_folder (const char *root, const char *under)
{
  g_autofree char *folder = g_build_filename (root, under, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = *under ? g_build_filename (under, name, NULL) : g_strdup (name);
      gboolean listed = !g_str_has_suffix (name, ".csv") || g_str_has_prefix (path, "csv-nasty/");
      check_folder (root, path);
      for (guint i = 0; i < G_N_ELEMENTS (every) && !listed; i++)
        listed = strcmp (every[i].file, path) == 0;
      if (!listed)
        g_error ("%s is not in the table", path);
    }
}

static void
test_every_file (Fixture *f, gconstpointer data)
{
  const char *root = g_getenv ("TW_SHARED_DATA");
  check_folder (root ? root : "../shared/data", "");
  for (guint i = 0; i < G_N_ELEMENTS (every); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(TwImport) import = import_shared (f, every[i].entity, every[i].file, NULL);
      if (!import)
        return;
      tw_import_set_missing (import, TW_MISSING_EMPTY);
      tw_import_set_dry_run (import, TRUE);
      gboolean ok = tw_import_run (import, NULL, &error);
      const TwImportCounts *counts = tw_import_get_counts (import);
      const char *reason = error ? error->message : tw_import_get_reasons (import)->len > 0
        ? g_ptr_array_index (tw_import_get_reasons (import), 0) : "";
      g_test_message ("%s → %s: %" G_GINT64_FORMAT " rows, %" G_GINT64_FORMAT " rejected; %s", every[i].file, every[i].entity,
                      counts->n_rows, counts->n_rejected, reason);
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
test_converted (Fixture *f, gconstpointer data)
{
  static const char dates[] = "{\"entity\": \"company\", \"columns\": [{\"column\": \"a\", \"field\": \"acquired_on\"}],"
                              "\"defaults\": {\"name\": \"x\"}}";
  static const char numbers[] = "{\"entity\": \"product\", \"columns\": [{\"column\": \"a\", \"field\": \"stock_quantity\"},"
                                "{\"column\": \"b\", \"field\": \"price\", \"decimal\": \",\"}],"
                                "\"defaults\": {\"name\": \"y\", \"sku\": \"1\"}}";
  g_autoptr(TwImport) days = import_shared (f, "company", "csv-nasty/csvkit/test_date_format.csv", dates);
  if (!days)
    return;
  run (days);
  g_assert_cmpint (count (f, "company", "acquired_on = 2014-01-02"), ==, 1);
  g_assert_cmpint (count (f, "company", "acquired_on = 2012-12-31"), ==, 1);
  g_autoptr(TwImport) amounts = import_shared (f, "product", "csv-nasty/csvkit/test_locale.csv", numbers);
  run (amounts);
  assert_value (f, "product", "sku = \"1\"", "stock_quantity", "1.7");
  assert_value (f, "product", "sku = \"1\"", "price", "200000000.00 USD");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/exchange/import/" path, Fixture, NULL, set_up, func, tear_down)
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
  ADD ("contact-layouts", test_contact_layouts);
  ADD ("vcards", test_vcards);
  ADD ("vcards-out", test_vcards_out);
  ADD ("maven", test_maven);
  ADD ("every-file", test_every_file);
  ADD ("converted", test_converted);
#undef ADD
  return g_test_run ();
}
