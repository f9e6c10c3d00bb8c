/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "tw-bulk.h"
#include "tw-export.h"
#include "tw-import.h"

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

static TwStore *
open_store (Fixture *f, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  TwStore *store = tw_store_open (path, shipped, TRUE, &error);
  g_assert_no_error (error);
  return store;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("tw-export-XXXXXX", NULL);
  f->store = open_store (f, "workspace");
  f->schema = tw_store_ref_schema (f->store);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_store_close (f->store);
  g_clear_object (&f->store);
  g_clear_pointer (&f->schema, tw_schema_unref);
  remove_tree (f->dir);
  g_free (f->dir);
}

static GFile *
file_in (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  return g_file_new_for_path (path);
}

static char *
read_text (GFile *file)
{
  char *text = NULL;
  g_assert_true (g_file_load_contents (file, NULL, &text, NULL, NULL, NULL));
  return text;
}

static void
add_company (TwBulk *bulk, const TwEntity *entity, const char *first_key, ...)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = tw_record_new (entity);
  va_list args;
  va_start (args, first_key);
  for (const char *key = first_key; key; key = va_arg (args, const char *))
    {
      tw_record_set_text (record, key, va_arg (args, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (args);
  g_assert_true (tw_bulk_save (bulk, record, &error));
}

static void
fill (Fixture *f, guint n)
{
  g_autoptr(GError) error = NULL;
  TwBulk *bulk = tw_bulk_new (f->store, TW_ORIGIN_SYSTEM, "Fill", &error);
  const TwEntity *entity = tw_schema_get_entity (f->schema, "company");
  add_company (bulk, entity, "name", "=HYPERLINK(\"x\")", "annual_revenue", "1234.50 EUR", "size", "7", "acquired_on", "2024-02-29",
               "tags", "[\"a\",\"b\"]", NULL);
  add_company (bulk, entity, "name", "Old & <new> \x01", "annual_revenue", "-5 JPY", "acquired_on", "1850-01-01", NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Company %05u", i);
      add_company (bulk, entity, "name", name, NULL);
    }
  g_autoptr(TwCommit) commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
}

static gint64
export_to (Fixture *f, GFile *file, TwExportFormat format, TwExportFlags flags, const char *const *fields, GCancellable *cancellable,
           GError **error)
{
  TwExportOptions options = { .format = format, .flags = flags, .fields = fields };
  g_autoptr(TwQuery) query = tw_query_new (f->schema, tw_schema_get_entity (f->schema, "company"), NULL, "name", NULL);
  return tw_export_file (f->store, query, file, &options, cancellable, error);
}

/* --- Cases --- */

static void
test_csv (Fixture *f, gconstpointer data)
{
  static const char *const fields[] = { "name", "annual_revenue", "size", "acquired_on", "tags", "open_deals", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = file_in (f, "out.csv");
  fill (f, 2500);
  g_assert_cmpint (export_to (f, file, TW_EXPORT_CSV, 0, fields, NULL, &error), ==, 2502);
  g_assert_no_error (error);
  g_autofree char *text = read_text (file);
  g_assert_true (g_str_has_prefix (text, "name,annual_revenue,size,acquired_on,tags,open_deals\r\n"));
  g_assert_nonnull (strstr (text, "\"=HYPERLINK(\"\"x\"\")\",1234.50 EUR,7,2024-02-29,a;b,0\r\n"));
  g_assert_nonnull (strstr (text, "\r\nCompany 02499,,,,,0\r\n"));
  g_assert_null (strstr (text, "Company 02500"));
}

static char *
read_zip (const char *path, const char *name)
{
  struct archive *zip = archive_read_new ();
  struct archive_entry *entry;
  GByteArray *bytes = g_byte_array_new ();
  guint8 piece[4096];
  archive_read_support_format_zip (zip);
  g_assert_cmpint (archive_read_open_filename (zip, path, 4096), ==, ARCHIVE_OK);
  while (archive_read_next_header (zip, &entry) == ARCHIVE_OK)
    if (strcmp (archive_entry_pathname (entry), name) == 0)
      {
        la_ssize_t n;
        while ((n = archive_read_data (zip, piece, sizeof piece)) > 0)
          g_byte_array_append (bytes, piece, n);
      }
  archive_read_free (zip);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (bytes, FALSE);
}

/* Numbers, money and days are numbers; texts are texts, never formulas; days that the sheet cannot count are texts. */
static void
test_xlsx (Fixture *f, gconstpointer data)
{
  static const char *const fields[] = { "name", "annual_revenue", "size", "acquired_on", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = file_in (f, "out.xlsx");
  fill (f, 3);
  g_assert_cmpint (export_to (f, file, TW_EXPORT_XLSX, TW_EXPORT_LABELS, fields, NULL, &error), ==, 5);
  g_assert_no_error (error);
  g_autofree char *sheet = read_zip (g_file_peek_path (file), "xl/worksheets/sheet1.xml");
  g_autofree char *styles = read_zip (g_file_peek_path (file), "xl/styles.xml");
  g_assert_nonnull (strstr (sheet, "<t>Annual revenue</t>"));
  g_assert_nonnull (strstr (sheet, "<t>=HYPERLINK(\"x\")</t>"));
  g_assert_nonnull (strstr (sheet, "<v>1234.5</v>"));
  g_assert_nonnull (strstr (sheet, "<v>45351</v>"));     /* 2024-02-29 */
  g_assert_nonnull (strstr (sheet, "<t>1850-01-01</t>"));
  g_assert_nonnull (strstr (sheet, "Old &amp; &lt;new&gt; _x0001_"));
  g_assert_null (strstr (sheet, "<f>"));
  g_assert_nonnull (strstr (styles, "#,##0.00 &quot;EUR&quot;"));
  g_assert_nonnull (strstr (styles, "#,##0 &quot;JPY&quot;"));
}

static void
test_json_lines (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = file_in (f, "out.jsonl");
  fill (f, 0);
  g_assert_cmpint (export_to (f, file, TW_EXPORT_JSON_LINES, 0, NULL, NULL, &error), ==, 2);
  g_autofree char *text = read_text (file);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(JsonNode) node = json_from_string (lines[i], &error);
      g_assert_no_error (error);
      g_assert_true (json_object_has_member (json_node_get_object (node), "id"));
    }
  g_assert_nonnull (strstr (text, "\"tags\":[\"a\",\"b\"]"));
}

/* A failed or cancelled export leaves an older file as it was, and nothing beside it. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  static const TwExportFormat formats[] = { TW_EXPORT_CSV, TW_EXPORT_XLSX, TW_EXPORT_JSON_LINES };
  fill (f, 10);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GFile) file = file_in (f, "out");
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_assert_true (g_file_replace_contents (file, "before", 6, NULL, FALSE, 0, NULL, NULL, NULL));
      g_cancellable_cancel (cancellable);
      g_assert_cmpint (export_to (f, file, formats[i], 0, NULL, cancellable, &error), ==, -1);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_autofree char *text = read_text (file);
      g_assert_cmpstr (text, ==, "before");
      g_autoptr(GFile) part = file_in (f, ".out.part");
      g_assert_false (g_file_query_exists (part, NULL));
    }
}

static GPtrArray *
list_all (TwStore *store, TwSchema *schema)
{
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "company"), NULL, "name", NULL);
  g_autofree char *next = NULL;
  GPtrArray *records = tw_store_list (store, query, 5000, NULL, &next, NULL);
  g_assert_nonnull (records);
  return records;
}

/* Every naughty string as a note goes out in each text format and comes back with the same id, letter for letter. */
static void
test_naughty_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  static const struct { TwExportFormat format; const char *name; } forms[] = { { TW_EXPORT_CSV, "a.csv" }, { TW_EXPORT_JSON_LINES, "a.jsonl" } };
  const char *root = g_getenv ("TW_SHARED_DATA");
  g_autofree char *path = g_build_filename (root ? root : "../shared/data", "text-naughty/blns.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip_printf ("%s is not there", path);
      return;
    }
  JsonArray *strings = json_node_get_array (json_parser_get_root (parser));
  const TwEntity *entity = tw_schema_get_entity (f->schema, "company");
  TwBulk *bulk = tw_bulk_new (f->store, TW_ORIGIN_SYSTEM, "Fill", &error);
  for (guint i = 0; i < json_array_get_length (strings); i++)
    {
      g_autofree char *name = g_strdup_printf ("%04u", i);
      /* White space around a cell is not kept by an import, and an empty cell is no value. */
      g_autofree char *text = g_strstrip (g_strdup (json_array_get_string_element (strings, i)));
      g_autoptr(TwRecord) record = tw_record_new (entity);
      g_auto(TwValue) value = tw_value_text (*text ? text : NULL), title = tw_value_text (name);
      g_assert_true (tw_record_set_key (record, "name", &title, &error));
      g_assert_true (tw_record_set_key (record, "description", &value, &error));
      g_assert_true (tw_bulk_save (bulk, record, &error));
    }
  g_autoptr(TwCommit) commit = tw_bulk_commit (bulk, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr(GFile) file = file_in (f, forms[i].name);
      g_assert_cmpint (export_to (f, file, forms[i].format, TW_EXPORT_IDS, NULL, NULL, &error), ==, json_array_get_length (strings));
      g_autoptr(TwStore) other = open_store (f, i ? "second" : "first");
      g_autoptr(TwSchema) schema = tw_store_ref_schema (other);
      g_autoptr(TwImport) import = tw_import_new (other, tw_schema_get_entity (schema, "company"), file);
      g_assert_true (tw_import_run (import, NULL, &error));
      g_assert_no_error (error);
      for (guint k = 0; k < tw_import_get_reasons (import)->len; k++)
        g_test_message ("%s", (char *) g_ptr_array_index (tw_import_get_reasons (import), k));
      g_assert_cmpint (tw_import_get_counts (import)->n_rejected, ==, 0);
      g_autoptr(GPtrArray) before = list_all (f->store, f->schema), after = list_all (other, schema);
      g_assert_cmpuint (before->len, ==, after->len);
      for (guint k = 0; k < before->len; k++)
        {
          TwRecord *a = g_ptr_array_index (before, k), *b = g_ptr_array_index (after, k);
          g_assert_true (tw_id_equal (tw_record_get_id (a), tw_record_get_id (b)));
          g_autofree char *x = tw_value_print (tw_record_get_key (a, "description"));
          g_autofree char *y = tw_value_print (tw_record_get_key (b, "description"));
          g_assert_cmpstr (x, ==, y);
        }
      tw_store_close (other);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/exchange/export/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("csv", test_csv);
  ADD ("xlsx", test_xlsx);
  ADD ("json-lines", test_json_lines);
  ADD ("cancel", test_cancel);
  ADD ("naughty-round-trip", test_naughty_round_trip);
#undef ADD
  return g_test_run ();
}
