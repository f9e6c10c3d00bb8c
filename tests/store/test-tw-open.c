/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: what is no workspace, damaged, newer, in use or write-protected is told apart, and nothing is touched then. */
#include "config.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tw-store-internal.h"
#include "tw-store-test.h"

static char *program;

static TwStore *
try_open (const char *dir, gboolean create, GError **error)
{
  g_autoptr (TwSchema) schema = tw_test_schema ("base");

  return tw_store_open (dir, schema, create, error);
}

static char *
db_path (const char *dir)
{
  return g_build_filename (dir, "store.db", NULL);
}

static char *
make_workspace (void)
{
  char *dir = tw_test_folder ();
  g_autoptr (TwStore) store = tw_test_open (dir);
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Acme", NULL);

  tw_test_save (store, "Add", company);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (TwRecord) more = tw_test_new (store, "company", "name", "More", NULL);

      tw_test_save (store, "Add", more);
    }
  return dir;
}

static void
run_raw (const char *path, const char *sql)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static void
assert_refused (const char *dir, gboolean create, TwStoreError code)
{
  g_autofree char *path = db_path (dir);
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before = 0, n_after = 0;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &before, &n_before, NULL);
  g_assert_null (try_open (dir, create, &error));
  tw_test_assert_error (&error, code, NULL);
  g_file_get_contents (path, &after, &n_after, NULL);
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_missing (void)
{
  g_autofree char *dir = tw_test_folder ();

  assert_refused (dir, FALSE, TW_STORE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  tw_test_remove (dir);
}

static void
test_other_files (void)
{
  static const struct { const char *text; gssize length; TwStoreError code; } files[] = {
    { "name,amount\nAcme,5\n", -1, TW_STORE_ERROR_NOT_A_STORE },
    { "%PDF-1.7 and a good deal more than a hundred bytes of something that is certainly no database at all, is it? "
      "No, it is not, and it never will be.", -1, TW_STORE_ERROR_NOT_A_STORE },
    { "x", 1, TW_STORE_ERROR_NOT_A_STORE },
    { "", 0, TW_STORE_ERROR_DAMAGED },
    { "SQLite format 3\0", 16, TW_STORE_ERROR_DAMAGED },
    { "SQLite f", 8, TW_STORE_ERROR_DAMAGED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *dir = tw_test_folder ();
      g_autofree char *path = db_path (dir);

      g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
      g_assert_true (g_file_set_contents (path, files[i].text, files[i].length, NULL));
      assert_refused (dir, FALSE, files[i].code);
      tw_test_remove (dir);
    }
}

static void
test_other_database (void)
{
  g_autofree char *dir = tw_test_folder ();
  g_autofree char *path = db_path (dir);

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  run_raw (path, "CREATE TABLE moz_places (id INTEGER PRIMARY KEY)");
  assert_refused (dir, TRUE, TW_STORE_ERROR_NOT_A_STORE);
  tw_test_remove (dir);
}

static void
test_newer (void)
{
  static const char *const sql[] = {
    "PRAGMA user_version = 3",
    "UPDATE tw_meta SET value = 99 WHERE key = 'shipped'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      g_autofree char *dir = make_workspace ();
      g_autofree char *path = db_path (dir);

      run_raw (path, sql[i]);
      assert_refused (dir, TRUE, TW_STORE_ERROR_NEWER);
      tw_test_remove (dir);
    }
}

static void
test_truncated (void)
{
  static const int eighths[] = { 1, 3, 5, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (eighths); i++)
    {
      g_autofree char *dir = make_workspace ();
      g_autofree char *path = db_path (dir);
      struct stat info;

      g_assert_cmpint (stat (path, &info), ==, 0);
      g_assert_cmpint (truncate (path, info.st_size * eighths[i] / 8), ==, 0);
      assert_refused (dir, TRUE, TW_STORE_ERROR_DAMAGED);
      tw_test_remove (dir);
    }
}

/* The pages that hold the schema are overwritten: nothing that opens may crash on them. */
static void
test_garbage_inside (void)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autofree char *dir = make_workspace ();
      g_autofree char *path = db_path (dir);
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwStore) store = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      for (guint i = 0; i < 400; i++)
        bytes[g_test_rand_int_range (100, (gint32) length)] = (char) g_test_rand_int ();
      g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
      store = try_open (dir, FALSE, &error);
      g_assert_true (store != NULL || error->domain == TW_STORE_ERROR);
      if (store != NULL)
        {
          g_autoptr (TwQuery) query = tw_query_new (tw_store_get_schema (store), tw_test_entity (store, "company"), NULL, NULL,
                                                    NULL);
          g_autoptr (GPtrArray) page = tw_store_list (store, query, 100, NULL, NULL, NULL);
        }
      g_clear_object (&store);
      tw_test_remove (dir);
    }
}

static void
assert_reads_only (TwStore *store, TwStoreError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "New", NULL);

  g_assert_true (tw_store_is_read_only (store));
  g_assert_cmpint (tw_test_count (store, "company", NULL), ==, 41);
  g_assert_null (tw_test_try_save (store, "Add", company, &error));
  tw_test_assert_error (&error, code, NULL);
  g_assert_null (tw_store_undo (store, NULL, &error));
  tw_test_assert_error (&error, code, NULL);
  g_assert_false (tw_store_set_setting (store, "name", "1", &error));
  tw_test_assert_error (&error, code, NULL);
}

static void
test_in_use (void)
{
  g_autofree char *dir = make_workspace ();
  TwStore *first = tw_test_open (dir);
  TwStore *second = tw_test_open (dir);
  g_autoptr (TwRecord) company = tw_test_new (first, "company", "name", "Seen by both", NULL);

  assert_reads_only (second, TW_STORE_ERROR_IN_USE);
  tw_test_save (first, "Add", company);
  g_assert_cmpint (tw_test_count (second, "company", NULL), ==, 42);
  g_assert_finalize_object (first);
  g_assert_cmpint (tw_test_count (second, "company", NULL), ==, 42);
  /* The lock is free again. */
  first = tw_test_open (dir);
  g_assert_false (tw_store_is_read_only (first));
  g_assert_finalize_object (first);
  g_assert_finalize_object (second);
  tw_test_remove (dir);
}

/* The other process: has the workspace until its input ends. */
static int
hold (const char *dir)
{
  g_autoptr (TwStore) store = tw_test_open (dir);
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Of the other process", NULL);
  char byte;

  tw_test_save (store, "Add", company);
  if (write (STDOUT_FILENO, "x", 1) != 1 || read (STDIN_FILENO, &byte, 1) != 0)
    return 1;
  return 0;
}

static void
test_two_processes (void)
{
  g_autofree char *dir = make_workspace ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) other = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--hold",
                                                    dir, NULL);
  g_autoptr (TwRecord) company = NULL;
  TwStore *store;
  char byte;

  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (other), &byte, 1, NULL, &error), ==, 1);
  /* It is seen what the other one writes, and said why nothing can be written here. */
  store = tw_test_open (dir);
  g_assert_cmpint (tw_test_count (store, "company", NULL), ==, 42);
  g_assert_true (tw_store_is_read_only (store));
  company = tw_test_new (store, "company", "name", "Here", NULL);
  g_assert_null (tw_test_try_save (store, "Add", company, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_USE, NULL);
  g_assert_finalize_object (store);
  /* It ends, and nothing stands in the way any more. */
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (other), NULL, &error));
  g_assert_true (g_subprocess_wait_check (other, NULL, &error));
  g_assert_no_error (error);
  store = tw_test_open (dir);
  g_assert_false (tw_store_is_read_only (store));
  tw_test_save (store, "Add", company);
  tw_test_assert_log_replays (store);
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

/* As an ordinary user, since root may write everywhere. What is read from the source tree, which may lie in root's home, is read before. */
static void
test_read_only_folder (void)
{
  g_autofree char *dir = make_workspace ();
  g_autofree char *path = db_path (dir), *parent = g_path_get_dirname (dir), *lock = g_build_filename (dir, "lock", NULL);
  struct passwd *nobody = getpwnam ("nobody");
  g_autoptr (TwSchema) schema = tw_test_schema ("base");
  g_autoptr (GError) error = NULL;
  TwStore *store;

  if (geteuid () == 0 && nobody == NULL)
    {
      g_test_skip ("no user “nobody” here");
      tw_test_remove (dir);
      return;
    }
  g_assert_cmpint (g_chmod (parent, 0755), ==, 0);
  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (lock, 0444), ==, 0);
  g_assert_cmpint (g_chmod (dir, 0555), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (seteuid (nobody->pw_uid), ==, 0);
  store = tw_store_open (dir, schema, TRUE, &error);
  g_assert_no_error (error);
  assert_reads_only (store, TW_STORE_ERROR_READ_ONLY);
  g_assert_finalize_object (store);
  {
    g_autofree char *inner = g_build_filename (dir, "new", NULL);

    g_assert_null (tw_store_open (inner, schema, TRUE, &error));
    tw_test_assert_error (&error, TW_STORE_ERROR_READ_ONLY, NULL);
  }
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (dir, 0755), ==, 0);
  tw_test_remove (dir);
}

static void
test_closed (void)
{
  g_autofree char *dir = make_workspace ();
  g_autoptr (TwStore) store = tw_test_open (dir);
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Late", NULL);
  g_autoptr (GError) error = NULL;

  tw_store_close (store);
  g_assert_null (tw_test_try_save (store, "Add", company, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IO, "closed");
  g_assert_null (tw_store_get (store, tw_record_get_entity (company), tw_record_get_id (company), &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IO, "closed");
  tw_test_remove (dir);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--hold") == 0)
    return hold (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/open/missing", test_missing);
  g_test_add_func ("/store/open/other-files", test_other_files);
  g_test_add_func ("/store/open/other-database", test_other_database);
  g_test_add_func ("/store/open/newer", test_newer);
  g_test_add_func ("/store/open/truncated", test_truncated);
  g_test_add_func ("/store/open/garbage-inside", test_garbage_inside);
  g_test_add_func ("/store/open/in-use", test_in_use);
  g_test_add_func ("/store/open/two-processes", test_two_processes);
  g_test_add_func ("/store/open/read-only-folder", test_read_only_folder);
  g_test_add_func ("/store/open/closed", test_closed);
  return g_test_run ();
}
