/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sqlite3.h>
#include <string.h>
#include <archive.h>
#include <archive_entry.h>
#include <glib/gstdio.h>

#include "tw-archive.h"
#include "tw-blobs.h"
#include "tw-import.h"

typedef struct
{
  char     *dir, *workspace, *file, *copy;
  TwStore  *store;
  TwSchema *shipped;
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

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  f->dir = g_dir_make_tmp ("tw-archive-XXXXXX", &error);
  f->workspace = g_build_filename (f->dir, "workspace", NULL);
  f->copy = g_build_filename (f->dir, "copy", NULL);
  f->file = g_build_filename (f->dir, "all.tar.zst", NULL);
  f->shipped = tw_schema_load_shipped (&error);
  g_assert_no_error (error);
  f->store = tw_store_open (f->workspace, f->shipped, TRUE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  tw_store_close (f->store);
  g_clear_object (&f->store);
  g_clear_pointer (&f->shipped, tw_schema_unref);
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->workspace);
  g_free (f->copy);
  g_free (f->file);
}

static TwCommit *
commit (TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  TwCommit *done = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return done;
}

static TwRecord *
add (Fixture *f, const char *entity, const char *first_key, ...)
{
  g_autoptr(GError) error = NULL;
  TwRecord *record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (f->store), entity));
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
  g_autoptr(TwCommit) done = commit (edit);
  return record;
}

static void
import_file (Fixture *f, const char *entity, const char *name)
{
  g_autoptr(GError) error = NULL;
  const char *root = g_getenv ("TW_SHARED_DATA");
  g_autofree char *path = g_build_filename (root ? root : "../shared/data", name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  g_autoptr(TwImport) import = tw_import_new (f->store, tw_schema_get_entity (tw_store_get_schema (f->store), entity), file);
  tw_import_set_missing (import, TW_MISSING_CREATE);
  tw_import_run (import, NULL, &error);
  g_assert_no_error (error);
}

/* A bit of everything that a workspace can hold. */
static void
fill (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  static const char definitions[] =
    "[{\"entity\": {\"entity\": \"visit\", \"number\": 1024, \"plural\": \"visits\", \"label\": \"Visit\", \"label_plural\": \"Visits\","
    "\"name\": \"title\", \"fields\": [{\"number\": 10, \"key\": \"title\", \"label\": \"Title\", \"kind\": \"text\", \"search\": \"name\"},"
    "{\"number\": 11, \"key\": \"at\", \"label\": \"At\", \"kind\": \"datetime\"},"
    "{\"number\": 12, \"key\": \"who\", \"label\": \"Who\", \"kind\": \"links\", \"to\": [\"contact\"], \"inverse\": \"visits\","
    "\"inverse_label\": \"Visits\"}]}},"
    "{\"field\": {\"entity\": \"contact\", \"number\": 10000, \"key\": \"badge\", \"label\": \"Badge\", \"kind\": \"decimal\"}}]";
  g_autoptr(TwCommit) defined = tw_store_define (f->store, definitions, &error);
  g_assert_no_error (error);
  g_assert_true (tw_store_set_setting (f->store, "currency", "\"EUR\"", &error));
  g_assert_true (tw_store_set_setting (f->store, "odd key \"x\"", "{\"a\":[1,\"é\"]}", &error));
  g_autoptr(TwRecord) user = add (f, "user", "name", "Anna", "email", "anna@example.com", NULL);
  tw_store_set_user (f->store, tw_record_get_id (user));
  import_file (f, "company", "crm-maven-sales/accounts.csv");
  import_file (f, "contact", "contacts-import/google-contacts.csv");
  g_autoptr(TwRecord) ada = add (f, "contact", "name", "Ada \"\\ \n\t Lovelace 😀", "badge", "-0.000001", "birthday", "0001-01-01", NULL);
  g_autoptr(TwRecord) visit = add (f, "visit", "title", "First", "at", "2020-02-29T23:59:59.123456Z", NULL);
  const TwEntity *contact = tw_record_get_entity (ada);
  g_auto(TwValue) who = tw_value_link (contact->number, tw_record_get_id (ada));
  g_auto(TwValue) list = tw_value_list (&who, 1);
  g_assert_true (tw_record_set_key (visit, "who", &list, &error));
  TwEdit *edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "Link");
  tw_edit_save (edit, visit);
  g_autoptr(TwCommit) linked = commit (edit);
  g_autoptr(TwRecord) note = add (f, "activity", "kind", "note", "subject", "About", "at", "2024-01-01T00:00:00Z", NULL);
  g_auto(TwValue) any = tw_value_link (contact->number, tw_record_get_id (ada));
  g_assert_true (tw_record_set_key (note, "record", &any, &error));
  edit = tw_edit_new (f->store, TW_ORIGIN_RULE, "Polymorphic");
  tw_edit_save (edit, note);
  g_autoptr(TwCommit) pointed = commit (edit);
  g_autoptr(TwRecord) view = add (f, "saved_view", "name", "Mine", "entity", "contact", "query", "badge < 0", NULL);
  g_autoptr(TwRecord) number = add (f, "case", "title", "Broken", NULL);
  g_autoptr(TwRecord) gone = add (f, "contact", "name", "Gone", NULL);
  g_autoptr(TwRecord) bin = add (f, "contact", "name", "In the bin", NULL);
  edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, contact, tw_record_get_id (gone));
  g_autoptr(TwCommit) deleted = commit (edit);
  g_assert_cmpint (tw_store_purge (f->store, G_MAXINT64, &error), ==, 1);
  edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "Delete");
  tw_edit_delete (edit, contact, tw_record_get_id (bin));
  g_autoptr(TwCommit) binned = commit (edit);
  g_autoptr(TwRecord) changed = add (f, "company", "name", "Changed", "annual_revenue", "12.3456 KWD", NULL);
  g_assert_true (tw_record_set_text (changed, "annual_revenue", "-7 JPY", &error));
  edit = tw_edit_new (f->store, TW_ORIGIN_PERSON, "Change");
  tw_edit_save (edit, changed);
  g_autoptr(TwCommit) set = commit (edit);
  g_autoptr(TwCommit) undone = tw_store_undo (f->store, tw_commit_get_id (set), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strnfill (i * 300000, 'a' + i);
      g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (text, strlen (text), NULL);
      g_autofree char *hash = tw_store_add_blob (f->store, stream, G_MAXINT64, NULL, &error);
      g_assert_no_error (error);
      g_autoptr(TwRecord) document = add (f, "document", "name", hash, "file", hash, NULL);
    }
}

/* --- Comparing databases without our own code --- */

static int
ignore_collation (void *data, int n, const void *a, int m, const void *b)
{
  int order = memcmp (a, b, MIN (n, m));
  return order ? order : n - m;
}

static void
dump_rows (sqlite3 *db, const char *sql, GPtrArray *rows)
{
  sqlite3_stmt *stmt;
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      GString *row = g_string_new (NULL);
      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          /* rid is a row's local number and may differ. */
          if (strcmp (sqlite3_column_name (stmt, i), "rid") == 0)
            continue;
          const guint8 *bytes = sqlite3_column_blob (stmt, i);
          int n = sqlite3_column_bytes (stmt, i);
          g_string_append_printf (row, "%s=%d:", sqlite3_column_name (stmt, i), sqlite3_column_type (stmt, i));
          for (int k = 0; k < n; k++)
            g_string_append_printf (row, "%02x", bytes[k]);
          g_string_append_c (row, '|');
        }
      g_ptr_array_add (rows, g_string_free (row, FALSE));
    }
  sqlite3_finalize (stmt);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Every table that is not the search index or about the file itself, row for row. */
static GPtrArray *
dump_database (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  sqlite3 *db;
  sqlite3_stmt *stmt;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_create_collation (db, "TW", SQLITE_UTF8, NULL, ignore_collation);
  sqlite3_prepare_v2 (db, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' "
                      "AND name NOT LIKE '%$names%' AND name NOT LIKE '%$texts%' "
                      "AND name <> 'tw_search$late' AND name NOT LIKE 'sqlite%' AND name <> 'tw_meta' ORDER BY name", -1, &stmt, NULL);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
  sqlite3_finalize (stmt);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\"", (char *) g_ptr_array_index (names, i));
      g_autoptr(GPtrArray) rows = g_ptr_array_new ();
      dump_rows (db, sql, rows);
      g_ptr_array_add (all, g_strdup_printf ("== %s %u", (char *) g_ptr_array_index (names, i), rows->len));
      g_ptr_array_sort (rows, compare_rows);
      for (guint k = 0; k < rows->len; k++)
        g_ptr_array_add (all, g_ptr_array_index (rows, k));
    }
  sqlite3_close (db);
  return all;
}

static void
assert_equal (const char *a, const char *b)
{
  g_autoptr(GPtrArray) first = dump_database (a), second = dump_database (b);
  for (guint i = 0; i < MIN (first->len, second->len); i++)
    g_assert_cmpstr (g_ptr_array_index (first, i), ==, g_ptr_array_index (second, i));
  g_assert_cmpuint (first->len, ==, second->len);
  g_assert_cmpuint (first->len, >, 300);
}

static gint64
count_hits (TwStore *store, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr(TwQuery) all = tw_query_new (schema, tw_schema_get_entity (schema, "contact"), NULL, NULL, &error);
  g_autoptr(TwQuery) query = tw_query_with_text (all, text);
  gint64 n = tw_store_count (store, query, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  fill (f);
  g_assert_true (tw_store_archive (f->store, f->file, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_autoptr(TwStore) copy = tw_store_open (f->copy, f->shipped, FALSE, &error);
  g_assert_no_error (error);
  assert_equal (f->workspace, f->copy);
  g_autoptr(GPtrArray) problems = tw_store_check (copy, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpint (count_hits (copy, "lovel"), ==, 1);
  g_assert_cmpint (count_hits (copy, "lovel"), ==, count_hits (f->store, "lovel"));
  /* The copy lives on: undo of an import of the original, and new commits after it. */
  g_autoptr(GPtrArray) commits = tw_store_commits (copy, 0, 1000, &error);
  g_autoptr(GPtrArray) before = tw_store_commits (f->store, 0, 1000, &error);
  g_assert_cmpuint (commits->len, ==, before->len);
  for (guint i = 0; i < commits->len; i++)
    g_assert_true (tw_id_equal (tw_commit_get_id (g_ptr_array_index (commits, i)), tw_commit_get_id (g_ptr_array_index (before, i))));
  g_autoptr(TwSchema) schema = tw_store_ref_schema (copy);
  g_assert_nonnull (tw_schema_get_entity (schema, "visit"));
  g_autoptr(TwRecord) fresh = tw_record_new (tw_schema_get_entity (schema, "visit"));
  g_assert_true (tw_record_set_text (fresh, "title", "After", &error));
  TwEdit *edit = tw_edit_new (copy, TW_ORIGIN_PERSON, "After");
  tw_edit_save (edit, fresh);
  g_autoptr(TwCommit) after = commit (edit);
  g_assert_cmpint (tw_commit_get_seq (after), ==, commits->len + 1);
  tw_store_close (copy);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_assert_true (tw_store_archive (f->store, f->file, NULL, NULL, NULL, &error));
  g_assert_true (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* A folder with something in it is left alone; a file that is no archive leaves nothing. */
static void
test_refusals (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_assert_true (tw_store_archive (f->store, f->file, NULL, NULL, NULL, &error));
  g_assert_false (tw_store_unarchive (f->file, f->workspace, f->shipped, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_THE_WAY);
  g_clear_error (&error);
  static const char *const contents[] = { "", "no archive", "PK\x03\x04", "SQLite format 3" };
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_file_set_contents (f->file, contents[i], -1, NULL);
      g_assert_false (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_cmpint (error->domain, ==, TW_STORE_ERROR);
      g_clear_error (&error);
      g_assert_false (g_file_test (f->copy, G_FILE_TEST_EXISTS));
    }
  g_unlink (f->file);
  g_assert_false (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO);
}

/* An archive of lines made up by hand. */
static void
write_archive (const char *path, const char *const *parts)
{
  struct archive *tar = archive_write_new ();
  archive_write_add_filter_zstd (tar);
  archive_write_set_format_pax_restricted (tar);
  g_assert_cmpint (archive_write_open_filename (tar, path), ==, ARCHIVE_OK);
  for (; *parts; parts += 2)
    {
      struct archive_entry *entry = archive_entry_new ();
      archive_entry_set_pathname (entry, parts[0]);
      archive_entry_set_size (entry, strlen (parts[1]));
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_write_header (tar, entry);
      archive_write_data (tar, parts[1], strlen (parts[1]));
      archive_entry_free (entry);
    }
  archive_write_close (tar);
  archive_write_free (tar);
}

#define HEAD "archive.json", "{\"format\":\"tradewind-archive\",\"version\":1,\"schema\":\"1\",\"made\":\"2026-01-01T00:00:00Z\"}"
#define RECORD(values) "records/contact-000001.jsonl", "{\"id\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"row_seq\":1,\"values\":" values "}\n"

static void
test_hostile (Fixture *f, gconstpointer data)
{
  static const char *const archives[][7] = {
    { "archive.json", "{}", NULL },
    { "archive.json", "{\"format\":[],\"version\":{}}", NULL },
    { "archive.json", "{\"format\":\"tradewind-archive\",\"version\":\"1\"}", NULL },
    { "archive.json", "{\"format\":\"other\",\"version\":1}", NULL },
    { "archive.json", "{\"format\":\"tradewind-archive\",\"version\":99}", NULL },
    { "settings-000001.jsonl", "{}\n", NULL },
    { HEAD, "../../evil", "x", NULL },
    { HEAD, "settings-000001.jsonl", "nonsense\n", NULL },
    { HEAD, "settings-000001.jsonl", "{\"key\":1,\"value\":\"2\"}\n", NULL },
    { HEAD, "schema/definitions-000001.jsonl", "{\"version\":\"1\",\"definitions\":\"[{]\"}\n", NULL },
    { HEAD, "records/nothing-000001.jsonl", "{}\n", NULL },
    { HEAD, RECORD ("{\"name\":{\"money\":\"1\"}}"), NULL },
    { HEAD, RECORD ("{\"name\":{\"text\":5}}"), NULL },
    { HEAD, RECORD ("{\"nope\":{\"text\":\"x\"}}"), NULL },
    { HEAD, RECORD ("{\"open_deals\":{\"integer\":1}}"), NULL },
    { HEAD, RECORD ("{\"company\":{\"link\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"entity\":1}}"), NULL },
    { HEAD, RECORD ("{\"tags\":{\"list\":[{\"integer\":1}]}}"), NULL },
    { HEAD, RECORD ("{\"tags\":{\"list\":[{\"list\":[]}]}}"), NULL },
    { HEAD, "log/commits-000001.jsonl", "{\"seq\":1}\n", NULL },
    { HEAD, "log/changes-000001.jsonl",
      "{\"seq\":1,\"commit\":1,\"entity\":99999,\"record\":\"01890a5d-ac96-774b-bcce-b302099a8057\",\"op\":\"add\",\"fields\":[]}\n", NULL },
    { HEAD, "blobs/ab/cd", "x", NULL },
    { HEAD, "blobs/ab/cdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcdefabcd", "other content", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (archives); i++)
    {
      g_autoptr(GError) error = NULL;
      write_archive (f->file, archives[i]);
      g_assert_false (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
      g_test_message ("%u: %s", i, error->message);
      g_assert_cmpint (error->domain, ==, TW_STORE_ERROR);
      g_assert_false (g_file_test (f->copy, G_FILE_TEST_EXISTS));
    }
  g_autoptr(GString) deep = g_string_new ("{\"a\":");
  for (guint i = 0; i < 200000; i++)
    g_string_append_c (deep, '[');
  const char *const nested[] = { HEAD, "settings-000001.jsonl", deep->str, NULL };
  g_autoptr(GError) error = NULL;
  write_archive (f->file, nested);
  g_assert_false (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED);
}

/* Cut short anywhere, an archive makes no workspace. */
static void
test_truncated (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize length;
  fill (f);
  g_assert_true (tw_store_archive (f->store, f->file, NULL, NULL, NULL, &error));
  g_file_get_contents (f->file, &bytes, &length, &error);
  for (guint i = 1; i < 8; i++)
    {
      g_file_set_contents (f->file, bytes, length * i / 8, &error);
      g_assert_no_error (error);
      g_assert_false (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, NULL, &error));
      g_assert_cmpint (error->domain, ==, TW_STORE_ERROR);
      g_clear_error (&error);
      g_assert_false (g_file_test (f->copy, G_FILE_TEST_EXISTS));
    }
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  fill (f);
  g_assert_true (tw_store_archive (f->store, f->file, NULL, NULL, NULL, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (tw_store_unarchive (f->file, f->copy, f->shipped, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (f->copy, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_unlink (f->file);
  g_assert_false (tw_store_archive (f->store, f->file, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (f->file, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/exchange/archive/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("empty", test_empty);
  ADD ("refusals", test_refusals);
  ADD ("hostile", test_hostile);
  ADD ("truncated", test_truncated);
  ADD ("cancel", test_cancel);
#undef ADD
  return g_test_run ();
}
