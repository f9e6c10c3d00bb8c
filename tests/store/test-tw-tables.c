/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables follow the schema: a store of an earlier one is brought up to date with all it holds, and only once. */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-backup.h"
#include "tw-search.h"
#include "tw-sql.h"
#include "tw-store-test.h"

static TwStore *
open_with (const char *dir, const char *name)
{
  g_autoptr (TwSchema) schema = name != NULL ? tw_test_schema (name) : tw_schema_load_shipped (NULL);
  g_autoptr (GError) error = NULL;
  TwStore *store = tw_store_open (dir, schema, TRUE, &error);

  g_assert_no_error (error);
  return store;
}

static void
assert_sound (TwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) wrong = tw_store_check (store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
}

static char *
read_raw (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  GString *text = g_string_new (NULL);
  sqlite3_stmt *stmt;
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &stmt, NULL), ==, SQLITE_OK);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  sqlite3_close (handle);
  return g_string_free (text, FALSE);
}

static void
assert_raw (const char *dir, const char *sql, const char *expected)
{
  g_autofree char *text = read_raw (dir, sql);

  g_assert_cmpstr (text, ==, expected);
}

/* From each earlier shape, also through the ones between. */
static void
test_upgrade (gconstpointer data)
{
  const char *const *path = data;
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = open_with (dir, path[0]);
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "Müller", "fax", "+49 30 1", NULL);
  g_autofree char *company_id = tw_id_dup_text (tw_record_get_id (company));
  g_autoptr (TwRecord) deal = NULL, task = NULL, found = NULL;
  g_autofree char *deal_id = NULL;
  g_autoptr (GPtrArray) hits = NULL, history = NULL;

  tw_test_save (store, "Add", company);
  deal = tw_test_new (store, "deal", "name", "Old", "amount", "7 EUR", "company", company_id, NULL);
  deal_id = tw_id_dup_text (tw_record_get_id (deal));
  tw_test_save (store, "Add", deal);
  task = tw_test_new (store, "task", "name", "Call", "record", deal_id, NULL);
  tw_test_save (store, "Add", task);
  g_assert_finalize_object (store);

  for (guint i = 1; path[i] != NULL; i++)
    {
      store = open_with (dir, path[i]);
      assert_sound (store);
      if (path[i + 1] != NULL)
        g_assert_finalize_object (store);
    }
  /* Everything is there, new fields are empty, and the link that takes any record now knows which it is. */
  tw_test_assert_text (store, deal, "amount", "7.00 EUR");
  tw_test_assert_text (store, deal, "status", "-");
  found = tw_test_get (store, task);
  g_assert_cmpuint (tw_record_get_key (found, "record")->tag, ==, 20);
  tw_test_assert_text (store, task, "record", deal_id);
  /* What was not searched before is found now. */
  hits = tw_store_search (store, "muller", NULL, 10, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  /* A removed field is kept in the table and in the history, without its index. */
  history = tw_store_history (store, tw_record_get_id (company), 10, 0, NULL);
  g_assert_cmpuint (history->len, ==, 1);
  /* It can be written. */
  tw_test_set (deal, "amount", "8 EUR", NULL);
  g_clear_object (&deal);
  deal = tw_test_new (store, "deal", "name", "New", "note", "text", NULL);
  tw_test_save (store, "Add", deal);
  g_assert_finalize_object (store);
  assert_raw (dir, "SELECT fax FROM company WHERE fax IS NOT NULL", "+49 30 1");
  assert_raw (dir, "SELECT count(*) FROM sqlite_schema WHERE name = 'tw_i_company_fax'", "0");
  assert_raw (dir, "SELECT count(*) FROM sqlite_schema WHERE name = 'tw_i_deal_close_date'", "1");
  tw_test_remove (dir);
}

/* An unchanged store is opened without writing a byte. */
static void
test_nothing_to_upgrade (void)
{
  g_autofree char *dir = tw_test_folder ();
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  g_autofree char *before = NULL, *after = NULL;
  gsize n_before, n_after;

  for (guint i = 0; i < 2; i++)
    {
      TwStore *store = open_with (dir, "base");

      g_assert_finalize_object (store);
      g_assert_true (g_file_get_contents (path, i == 0 ? &before : &after, i == 0 ? &n_before : &n_after, NULL));
    }
  g_assert_cmpmem (before, n_before, after, n_after);
  tw_test_remove (dir);
}

/* A store that has to be brought up to date cannot be read where it cannot be written. */
static void
test_upgrade_needs_writing (void)
{
  g_autofree char *dir = tw_test_folder ();
  g_autoptr (TwSchema) schema = tw_test_schema ("base");
  TwStore *store = open_with (dir, "first");
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_store_open (dir, schema, FALSE, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_USE, "up to date");
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

/* Every release's store, kept as SQL in old-stores/, opens with the schema of today and holds what it held. */
static void
test_old_stores (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "tests", "store", "old-stores", NULL);
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL), *sql = NULL;
      g_autofree char *dir = tw_test_folder (), *path = g_build_filename (dir, "store.db", NULL);
      g_autoptr (GError) error = NULL;
      char *message = NULL;
      TwStore *store;
      sqlite3 *handle;

      if (!g_str_has_suffix (name, ".sql"))
        continue;
      g_assert_true (g_file_get_contents (file, &sql, NULL, NULL));
      g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
      g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
      g_assert_true (tw_sql_register_functions (handle, &error));
      sqlite3_exec (handle, sql, NULL, NULL, &message);
      g_assert_cmpstr (message, ==, NULL);
      sqlite3_close (handle);
      store = open_with (dir, NULL);
      assert_sound (store);
      tw_test_assert_log_replays (store);
      g_assert_cmpint (tw_test_count (store, "company", "name = \"Old Company\""), ==, 1);
      g_assert_cmpint (tw_test_count (store, "deal", "company.name = \"Old Company\" and amount = 1234.50 EUR"), ==, 1);
      g_assert_cmpint (tw_test_count (store, "contact", "tags has \"vip\""), ==, 1);
      g_assert_finalize_object (store);
      tw_test_remove (dir);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
}

static const char *const from_first[] = { "first", "base", NULL };
static const char *const from_second[] = { "second", "base", NULL };
static const char *const step_by_step[] = { "first", "second", "base", NULL };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/tables/upgrade-from-first", from_first, test_upgrade);
  g_test_add_data_func ("/store/tables/upgrade-from-second", from_second, test_upgrade);
  g_test_add_data_func ("/store/tables/upgrade-step-by-step", step_by_step, test_upgrade);
  g_test_add_func ("/store/tables/nothing-to-upgrade", test_nothing_to_upgrade);
  g_test_add_func ("/store/tables/upgrade-needs-writing", test_upgrade_needs_writing);
  g_test_add_func ("/store/tables/old-stores", test_old_stores);
  return g_test_run ();
}
