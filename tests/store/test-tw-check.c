/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "live-fixture.h"
#include "tw-backup.h"
#include "tw-blobs.h"

typedef struct
{
  Live *live;
  char *hash, *path;                                   /* of an attached file */
} Setup;

/* A store with everything in it: links, lists, deleted and purged records, undone commits, numbers, an attached file. */
static void
setup_init (Setup *setup)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("attached", 8, NULL);
  g_autoptr (GError) error = NULL;
  Live *live = setup->live = live_new ();
  TwId company, gone;

  live_fill (live, 30);
  setup->hash = tw_store_add_blob (live->store, stream, 1000, NULL, &error);
  g_assert_no_error (error);
  setup->path = tw_store_dup_blob_path (live->store, setup->hash);
  company = live_add (live, live->company, "name", "Acme", "email", "info@acme.example", "about", "umbrellas", "logo",
                      setup->hash, "phone", "+49 30 123", NULL);
  live_add (live, live->company, "name", "Other", "email", "info@other.example", NULL);
  gone = live_add (live, live->company, "name", "Gone", NULL);
  live_delete (live, live->company, &gone);
  g_assert_cmpint (tw_store_purge (live->store, G_MAXINT64, &error), ==, 1);
  {
    g_autoptr (TwRecord) deal = tw_record_new (live->deal);
    g_autoptr (TwRecord) note = tw_record_new (live->note);
    g_auto (TwValue) link = tw_value_link (live->company->number, &company);
    g_auto (TwValue) list = tw_value_list (&link, 1);
    TwEdit *edit = tw_edit_new (live->store, TW_ORIGIN_PERSON, "Add");
    g_autoptr (TwCommit) commit = NULL;

    g_assert_true (tw_record_set_text (deal, "name", "Deal with partner", NULL));
    g_assert_true (tw_record_set_key (deal, "partners", &list, NULL));
    g_assert_true (tw_record_set_key (deal, "company", &link, NULL));
    g_assert_true (tw_record_set_text (note, "title", "About Acme", NULL));
    g_assert_true (tw_record_set_key (note, "record", &link, NULL));
    tw_edit_save (edit, deal);
    tw_edit_save (edit, note);
    commit = tw_edit_commit (edit, &error);
    g_assert_no_error (error);
  }
  for (guint i = 0; i < 10; i++)
    live_random_commit (live, 5);
  live_set (live, live->company, &company, "about", "kites", NULL);
  {
    g_autoptr (TwCommit) undo = tw_store_undo (live->store, NULL, &error);

    g_assert_no_error (error);
  }
  live_delete (live, live->deal, g_ptr_array_index (live->deals, 0));
  g_assert_true (tw_store_set_setting (live->store, "name", "\"Acme\"", &error));
  g_assert_true (tw_store_set_setting (live->store, "name", "\"Acme & Sons\"", &error));
  g_assert_true (tw_store_set_setting (live->store, "gone", "1", &error));
  g_assert_true (tw_store_set_setting (live->store, "gone", NULL, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *definitions = g_strdup_printf ("[{\"field\": {\"entity\": \"company\", \"number\": 1000%u, \"key\": \"badge_%u\", "
                                                      "\"label\": \"Badge\", \"kind\": \"integer\"}}]", i, i);
      g_autoptr (TwCommit) defined = tw_store_define (live->store, definitions, &error);

      g_assert_no_error (error);
    }
}

static void
setup_clear (Setup *setup)
{
  live_free (setup->live);
  g_free (setup->hash);
  g_free (setup->path);
}

static GPtrArray *
check (Live *live)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *problems = tw_store_check (live->store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return problems;
}

static void
assert_sound (Live *live)
{
  g_autoptr (GPtrArray) problems = check (live);

  for (guint i = 0; i < problems->len; i++)
    g_printerr ("%s\n", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_sound (void)
{
  Setup setup;

  setup_init (&setup);
  assert_sound (setup.live);
  live_reopen (setup.live);
  assert_sound (setup.live);
  setup_clear (&setup);
}

/* Each is planted into a copy of its own; found is a part of the sentence that has to come. */
static const struct { const char *name, *sql, *found; } plants[] = {
  { "value-changed", "UPDATE company SET name = 'Evil' WHERE name = 'Acme'", "is not what the history says" },
  { "amount-changed", "UPDATE deal SET amount = amount + 1 WHERE rid = (SELECT min (rid) FROM deal WHERE amount IS NOT NULL)",
    "“Amount” of record" },
  { "value-lost", "UPDATE company SET email = NULL WHERE name = 'Acme'", "“E-mail” of record" },
  { "created-at-changed", "UPDATE company SET created_at = 5 WHERE name = 'Acme'", "is not what the history says" },
  { "updated-at-changed", "UPDATE company SET updated_at = 5 WHERE name = 'Acme'", "another time of its last change" },
  { "row-removed", "DELETE FROM note", "is in the history but not in its table" },
  { "row-added", "INSERT INTO stage (id, row_seq, name, updated_at) SELECT x'0190000000007000800000000000beef', 1, 'Ghost', at FROM "
    "log_commit WHERE seq = 1", "is in its table but not in the history" },
  { "deleted-quietly", "UPDATE company SET deleted = 5 WHERE name = 'Acme'", "deleted in one of its table and the history" },
  { "restored-quietly", "UPDATE deal SET deleted = NULL WHERE rid = (SELECT min (rid) FROM deal WHERE deleted IS NOT NULL)",
    "deleted in one of its table and the history" },
  { "row-of-no-commit", "UPDATE company SET row_seq = 99999 WHERE name = 'Acme'", "changed by a commit that does not exist" },
  { "row-too-old", "UPDATE company SET row_seq = 1 WHERE name = 'Acme'", "older in its table than in the history" },
  { "row-without-id", "UPDATE note SET id = x'00'", "has no valid id" },
  { "commit-removed", "DELETE FROM log_commit WHERE seq = 5", "The history has a gap: after commit 4" },
  { "commit-miscounted", "UPDATE log_commit SET n_changes = n_changes + 1 WHERE seq = 5", "Commit 5 counts" },
  { "commit-displaced", "UPDATE log_commit SET first_change = first_change + 1 WHERE seq = 5", "Commit 5 begins at change" },
  { "commit-clock", "UPDATE log_commit SET stamp = 1 WHERE seq = 5", "The clock of commit 5" },
  { "commit-undoes-later", "UPDATE log_commit SET undoes = 6 WHERE seq = 5", "Commit 5 takes back" },
  { "commit-origin", "UPDATE log_commit SET origin = 77 WHERE seq = 5", "Commit 5 has an unknown origin" },
  { "change-removed", "DELETE FROM log_change WHERE seq = 20", "The history has a gap before change 21" },
  { "change-of-no-commit", "UPDATE log_change SET commit_seq = 88888 WHERE seq = 20", "Change 20 belongs to no commit" },
  { "change-unreadable", "UPDATE log_change SET body = x'01ff' WHERE seq = 20", "Change 20 of the history cannot be read" },
  { "change-op", "UPDATE log_change SET op = 3 WHERE seq = 20", "cannot follow" },
  { "change-other-entity", "UPDATE log_change SET entity = 4000 WHERE seq = 20", "of an object that does not exist" },
  { "link-to-nothing", "UPDATE deal SET company = x'0190000000007000800000000000beef' WHERE name = 'Deal with partner'",
    "points to a record that does not exist" },
  { "any-link-to-nothing", "UPDATE note SET record = x'0190000000007000800000000000beef'", "points to a record that does not exist" },
  { "any-link-without-entity", "UPDATE note SET record_ent = NULL", "points to an unknown kind of record" },
  { "list-from-nothing", "INSERT INTO deal__partners SELECT x'0190000000007000800000000000beef', id FROM company LIMIT 1",
    "has a link from record" },
  { "list-to-nothing", "INSERT INTO deal__partners SELECT id, x'0190000000007000800000000000beef' FROM deal WHERE "
    "name = 'Deal with partner'", "has a link to record" },
  { "list-lost", "DELETE FROM deal__partners", "“Partners” of record" },
  { "not-unique", "UPDATE company SET email = 'INFO@acme.example' WHERE name = 'Other'", "is not unique" },
  { "no-choice", "UPDATE deal SET status = 'maybe' WHERE name = 'Deal with partner'", "is none of its choices" },
  { "text-in-number", "UPDATE deal SET seats = 'many' WHERE name = 'Deal with partner'", "something else than its kind of value" },
  { "money-without-currency", "UPDATE deal SET amount_cur = NULL WHERE rid = (SELECT min (rid) FROM deal WHERE amount IS NOT NULL)",
    "has no valid currency" },
  { "day-out-of-calendar", "UPDATE deal SET close_date = 99999999 WHERE name = 'Deal with partner'", "no day of the calendar" },
  { "bad-list", "UPDATE deal SET tags = '[\"a' WHERE name = 'Deal with partner'", "cannot be read" },
  { "series-behind", "UPDATE tw_series SET last = 1", "is ahead of its series" },
  { "purged-came-back", "INSERT INTO company (id, row_seq, updated_at) SELECT id, 1, 0 FROM tw_tombstone",
    "was removed for good but is still in its table" },
  { "purged-may-come-back", "DELETE FROM tw_tombstone", "nothing keeps it from coming back" },
  { "setting-changed", "UPDATE tw_setting SET value = '\"Evil\"'", "The setting “name” is not what the history says" },
  { "setting-lost", "DELETE FROM tw_setting", "The setting “name” is not what the history says" },
  { "setting-came-back", "INSERT INTO tw_setting VALUES ('gone', '1')", "The setting “gone” is not what the history says" },
  { "setting-added", "INSERT INTO tw_setting VALUES ('ghost', '1')", "The setting “ghost” is not in the history" },
  { "definitions-changed", "UPDATE tw_schema SET definitions = replace (definitions, 'Badge', 'Bodge')",
    "The fields and objects of your own are not what the history says" },
  { "definitions-lost", "DELETE FROM tw_schema WHERE version = (SELECT max (version) FROM tw_schema)",
    "The fields and objects of your own are not what the history says" },
  { "definitions-unlogged", "UPDATE log_change SET record = x'0190000000007000800000000000beef' WHERE "
    "record = x'74772d646566696e6974696f6e732100'", "The fields and objects of your own are not in the history" },
  { "column-missing", "DROP INDEX tw_i_deal_amount; ALTER TABLE deal DROP COLUMN score", "has no column for “Score”" },
  { "index-missing", "DROP INDEX tw_i_deal_amount", "The index tw_i_deal_amount is missing" },
  { "search-word-missing", "INSERT INTO \"company$names\" (\"company$names\", rowid, words) SELECT 'delete', rid, 'acme' FROM company "
    "WHERE name = 'Acme'", "The search index has other words" },
  { "search-word-stray", "INSERT INTO \"company$texts\" (rowid, words) SELECT rid, 'stray' FROM company WHERE name = 'Other'",
    "The search index has other words" },
  { "search-record-stray", "INSERT INTO \"company$names\" (rowid, words) VALUES (5000, 'stray')",
    "The search index of “Companies” has a record that does not exist" },
  { "search-tree", "DELETE FROM \"company$names_data\" WHERE id = (SELECT max (id) FROM \"company$names_data\")",
    "The search index of “Companies”" },
};

static void
assert_finds (Live *live, const char *part)
{
  g_autoptr (GPtrArray) problems = check (live);

  for (guint i = 0; i < problems->len; i++)
    if (strstr (g_ptr_array_index (problems, i), part) != NULL)
      return;
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("%s\n", (char *) g_ptr_array_index (problems, i));
  g_error ("“%s” was not found", part);
}

static void
test_planted (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Setup setup;

  setup_init (&setup);
  live_plant (setup.live, plants[i].sql);
  assert_finds (setup.live, plants[i].found);
  setup_clear (&setup);
}

static void
test_blob_damaged (void)
{
  Setup setup;

  setup_init (&setup);
  g_assert_true (g_file_set_contents (setup.path, "attAched", 8, NULL));
  assert_finds (setup.live, "is damaged");
  g_assert_cmpint (g_unlink (setup.path), ==, 0);
  assert_finds (setup.live, "is missing");
  setup_clear (&setup);
}

static void
test_blob_stray (void)
{
  Setup setup;
  g_autofree char *folder = NULL, *stray = NULL;

  setup_init (&setup);
  folder = g_path_get_dirname (setup.path);
  stray = g_build_filename (folder, "notes.txt", NULL);
  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  assert_finds (setup.live, "does not belong there");
  setup_clear (&setup);
}

/* One byte of the database file itself: an entry of an index then names a row that has another value. */
static void
test_file_damaged (void)
{
  Setup setup;
  g_autofree char *path = NULL;
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  gint64 end;
  FILE *file;
  int byte;

  setup_init (&setup);
  tw_store_close (setup.live->store);
  path = g_build_filename (setup.live->dir, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT rootpage * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema "
                                       "WHERE name = 'tw_i_company_name'", -1, &stmt, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  end = sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  file = fopen (path, "r+b");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, end - 1, SEEK_SET), ==, 0);
  byte = fgetc (file);
  g_assert_cmpint (fseek (file, end - 1, SEEK_SET), ==, 0);
  fputc (byte ^ 0x15, file);
  fclose (file);
  live_reopen (setup.live);
  assert_finds (setup.live, "The database file is damaged");
  setup_clear (&setup);
}

static void
test_cancel (void)
{
  Setup setup;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  setup_init (&setup);
  g_cancellable_cancel (cancellable);
  g_assert_null (tw_store_check (setup.live->store, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  setup_clear (&setup);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/check/sound", test_sound);
  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    {
      g_autofree char *path = g_strconcat ("/store/check/planted/", plants[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_planted);
    }
  g_test_add_func ("/store/check/planted/blob-damaged", test_blob_damaged);
  g_test_add_func ("/store/check/planted/blob-stray", test_blob_stray);
  g_test_add_func ("/store/check/planted/file-damaged", test_file_damaged);
  g_test_add_func ("/store/check/cancel", test_cancel);
  return g_test_run ();
}
