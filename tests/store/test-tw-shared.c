/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "shared-fixture.h"
#include "tw-backup.h"
#include "tw-blobs.h"
#include "tw-peers.h"
#include "tw-sql.h"

/* --- Files --- */

/* A file of three parts and an empty one: from one folder into the other when somebody asks there; a part that is not as it was is no
 * file; what nobody names goes from the database after a week. */
static void
test_files (void)
{
  static const char paper[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"paper\",\"label\":\"Paper\",\"kind\":\"file\"}}]";
  Node a = { 0 }, b = { 0 };
  gsize length = 2 * 1024 * 1024 + 17;
  g_autofree char *content = g_malloc (length), *hash = NULL, *empty = NULL, *path = NULL, *copy = NULL;
  g_autoptr (GInputStream) stream = NULL, nothing = g_memory_input_stream_new ();
  g_autoptr (GBytes) got = NULL, none = NULL;
  g_autoptr (TwRecord) company = NULL;
  g_autoptr (TwCommit) defined = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  for (gsize i = 0; i < length; i++)
    content[i] = (char) (i * 7 + i / 251);
  node_new_database ();
  node_open (&a);
  node_open (&b);
  stream = g_memory_input_stream_new_from_data (content, (gssize) length, NULL);
  hash = tw_store_add_blob (a.store, stream, 1 << 24, NULL, &error);
  g_assert_no_error (error);
  empty = tw_store_add_blob (a.store, nothing, 1 << 24, NULL, &error);
  g_assert_no_error (error);
  defined = tw_store_define (a.store, paper, &error);
  g_assert_no_error (error);
  tw_test_iterate ();
  company = tw_test_new (a.store, "company", "name", "Acme", "paper", hash, NULL);
  tw_test_save (a.store, "Add", company);
  node_refresh (&b);
  copy = node_dup_place (&b, hash);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  /* Nobody asked for it here yet: that is no damage. */
  problems = tw_store_check (b.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  got = node_read_file (&b, hash);
  g_assert_nonnull (got);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), content, length);
  none = node_read_file (&b, empty);
  g_assert_nonnull (none);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  g_clear_pointer (&got, g_bytes_unref);
  /* The database lost a part: what is left is not given out as the file. */
  path = node_dup_place (&a, hash);
  g_unlink (path);
  g_unlink (copy);
  PQclear (node_run_sql ("DELETE FROM tradewind.file WHERE part = 1", PGRES_COMMAND_OK));
  got = node_read_file (&b, hash);
  g_assert_null (got);
  /* After a week what a record names stays, and the other one goes. */
  PQclear (node_run_sql ("UPDATE tradewind.file SET at = now() - interval '8 days'", PGRES_COMMAND_OK));
  g_assert_cmpint (tw_store_sweep_blobs (a.store, &error), >=, 0);
  g_assert_no_error (error);
  g_assert_cmpint (node_count_files (), ==, 1);
  node_free (&a);
  node_free (&b);
}

/* --- Following --- */

static void
test_follow (void)
{
  Node a = { 0 }, b = { 0 };
  g_autoptr (TwRecord) deal = NULL, seen = NULL;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", "Zephyr turbines", "amount", "12.50 EUR", NULL);
  tw_test_save (a.store, "Add", deal);
  node_refresh (&b);
  g_assert_cmpuint (b.commits, ==, 1);
  tw_test_assert_text (b.store, deal, "amount", "12.50 EUR");
  g_assert_cmpuint (node_count_hits (&b, "zeph"), ==, 1);

  seen = tw_test_get (b.store, deal);
  tw_test_set (seen, "name", "Sirocco turbines", NULL);
  tw_test_save (b.store, "Rename", seen);
  node_refresh (&a);
  tw_test_assert_text (a.store, deal, "name", "Sirocco turbines");
  g_assert_cmpuint (node_count_hits (&a, "zeph"), ==, 0);
  g_assert_cmpuint (node_count_hits (&a, "siroc"), ==, 1);
  node_assert_same (&a, &b);
  node_assert_sound (&a);
  node_assert_sound (&b);
  node_free (&b);
  node_free (&a);
}

static void
edit_at_random (Node *node, GPtrArray *deals, GRand *dice)
{
  guint kind = (guint) g_rand_int_range (dice, 0, 10), which;
  g_autoptr (TwRecord) record = NULL;

  if (deals->len == 0 || kind < 3)
    {
      record = tw_test_new (node->store, "deal", "name", g_rand_boolean (dice) ? "Über alles" : "Plain words", "amount", "7 EUR", NULL);
      tw_test_save (node->store, "Add", record);
      g_ptr_array_add (deals, g_steal_pointer (&record));
      return;
    }
  which = (guint) g_rand_int_range (dice, 0, (gint32) deals->len);
  record = tw_test_get (node->store, g_ptr_array_index (deals, which));
  if (kind == 3)
    {
      tw_test_delete (node->store, "Delete", record);
      g_ptr_array_remove_index (deals, which);
    }
  else
    {
      g_autofree char *text = g_strdup_printf ("word%u and %u", g_rand_int_range (dice, 0, 50), g_rand_int_range (dice, 0, 9));

      tw_test_set (record, kind < 7 ? "name" : "note", text, NULL);
      tw_test_save (node->store, "Change", record);
    }
}

static void
test_random (void)
{
  Node nodes[3] = { 0 };
  g_autoptr (GPtrArray) deals = g_ptr_array_new_with_free_func (g_object_unref);
  GRand *dice = g_rand_new_with_seed (17);

  node_new_database ();
  for (guint i = 0; i < 3; i++)
    node_open (&nodes[i]);
  for (guint i = 0; i < 150; i++)
    {
      Node *node = &nodes[g_rand_int_range (dice, 0, 3)];

      node_refresh (node);
      edit_at_random (node, deals, dice);
      if (i % 50 == 20)
        tw_store_purge (node->store, G_MAXINT64, NULL);
      if (i % 40 == 39)
        {
          node_close (node);
          node_open (node);
        }
    }
  node_assert_same (&nodes[0], &nodes[1]);
  node_assert_same (&nodes[0], &nodes[2]);
  for (guint i = 0; i < 3; i++)
    {
      node_assert_sound (&nodes[i]);
      node_free (&nodes[i]);
    }
  g_rand_free (dice);
}

static void
test_many_rows (void)
{
  Node a = { 0 }, b = { 0 };
  g_autoptr (TwCommit) commit = NULL, undo = NULL;
  g_autoptr (GError) error = NULL;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  for (guint round = 0; round < 2; round++)
    {
      TwEdit *edit = tw_edit_new (a.store, TW_ORIGIN_PERSON, "Many");
      for (guint i = 0; i < 6000; i++)
        {
          g_autoptr (TwRecord) deal = tw_test_new (a.store, "deal", "name", "Crowd of words", NULL);

          tw_edit_save (edit, deal);
        }
      g_clear_pointer (&commit, tw_commit_unref);
      commit = tw_edit_commit (edit, &error);
      g_assert_no_error (error);
    }
  node_refresh (&b);
  g_assert_cmpint (tw_test_count (b.store, "deal", NULL), ==, 12000);
  /* More changed rows than a batch of the search index keeps. */
  undo = tw_store_undo (a.store, tw_commit_get_id (commit), &error);
  g_assert_no_error (error);
  node_refresh (&b);
  g_assert_cmpint (tw_test_count (b.store, "deal", NULL), ==, 6000);
  node_assert_same (&a, &b);
  node_assert_sound (&b);
  node_free (&b);
  node_free (&a);
}

/* --- Fields and objects --- */

static void
test_definitions (void)
{
  Node a = { 0 }, b = { 0 };
  g_autoptr (TwCommit) first = NULL, second = NULL;
  g_autoptr (TwRecord) deal = NULL, visit = NULL, other = NULL;
  g_autoptr (GError) error = NULL;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (b.store, "deal", "name", "Before", NULL);
  tw_test_save (b.store, "Add", deal);
  first = tw_store_define (a.store, "[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Region\", \"kind\": \"text\","
                           " \"indexed\": true, \"search\": \"text\"}}, {\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\","
                           " \"label\": \"Visit\", \"label_plural\": \"Visits\", \"name\": \"place\", \"fields\": ["
                           "{\"key\": \"place\", \"label\": \"Place\", \"kind\": \"text\", \"search\": \"name\"}]}}]", &error);
  g_assert_no_error (error);
  node_refresh (&b);
  g_assert_cmpuint (b.schema_changes, ==, 1);
  g_clear_object (&deal);
  deal = tw_test_new (b.store, "deal", "name", "After", "region", "Lofoten", NULL);
  tw_test_save (b.store, "Add", deal);
  visit = tw_test_new (b.store, "visit", "place", "Tromsø", NULL);
  tw_test_save (b.store, "Add", visit);
  /* The other defines on what it has not seen yet: both are there. */
  second = tw_store_define (a.store, "[{\"field\": {\"entity\": \"visit\", \"key\": \"grade\", \"label\": \"Grade\", \"kind\": \"integer\"}}]",
                            &error);
  g_assert_no_error (error);
  node_refresh (&a);
  g_assert_cmpuint (node_count_hits (&a, "lofoten"), ==, 1);
  g_assert_cmpuint (node_count_hits (&a, "tromso"), ==, 1);
  node_refresh (&b);
  other = tw_test_new (b.store, "visit", "place", "Oslo", "grade", "3", NULL);
  tw_test_save (b.store, "Add", other);
  node_assert_same (&a, &b);
  node_assert_sound (&a);
  node_assert_sound (&b);
  node_free (&b);
  node_free (&a);
}

static void
test_settings (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  g_assert_true (tw_store_set_setting (a.store, "first_weekday", "3", &error));
  node_refresh (&b);
  text = tw_store_dup_setting (b.store, "first_weekday");
  g_assert_cmpstr (text, ==, "3");
  node_assert_same (&a, &b);
  node_free (&b);
  node_free (&a);
}

/* --- Copies --- */

static void
run_on (PGconn *line, const char *sql)
{
  PGresult *result = PQexec (line, sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQerrorMessage (line));
  PQclear (result);
}

/* Until a connection waits for the lock of this test. */
static void
wait_for_waiting (PGconn *line)
{
  for (gboolean waits = FALSE; !waits;)
    {
      PGresult *result = PQexec (line, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted");

      g_assert_cmpint (PQresultStatus (result), ==, PGRES_TUPLES_OK);
      waits = PQntuples (result) > 0;
      PQclear (result);
      if (!waits)
        g_thread_yield ();
    }
}

static gpointer
open_thread (gpointer data)
{
  Node *node = data;
  g_autoptr (GError) error = NULL;

  node->shared = tw_shared_open (node_database, node->dir, &error);
  g_assert_no_error (error);
  return NULL;
}

/* Another process puts a newer copy in the place of the one that is being fetched, between two of its parts: what was fetched is whole. */
static void
test_copy_replaced (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *handle;
  sqlite3_stmt *stmt;
  GThread *thread;
  PGconn *line;

  node_new_database ();
  node_open (&a);
  line = PQconnectdb (node_database);
  /* In three parts, and who reads the second one waits for the test. */
  run_on (line, "INSERT INTO tradewind.copy SELECT workspace, n, part + 1, token, at, substring(body FROM 1001 FOR 1000) FROM tradewind.copy");
  run_on (line, "INSERT INTO tradewind.copy SELECT workspace, n, 2, token, at, substring(body FROM 2001) FROM tradewind.copy WHERE part = 0");
  run_on (line, "UPDATE tradewind.copy SET body = substring(body FOR 1000) WHERE part = 0");
  run_on (line, "ALTER TABLE tradewind.copy RENAME TO copy_held");
  run_on (line, "CREATE FUNCTION tradewind.hold(part int) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN "
          "IF part = 1 THEN PERFORM pg_advisory_xact_lock_shared(4711); END IF; RETURN true; END $$");
  run_on (line, "CREATE VIEW tradewind.copy AS SELECT workspace, n, part, token, at, CASE WHEN tradewind.hold(part) THEN body END AS body "
          "FROM tradewind.copy_held");
  run_on (line, "SELECT pg_advisory_lock(4711)");
  b.dir = tw_test_folder ();
  thread = g_thread_new ("fetch", open_thread, &b);
  wait_for_waiting (line);
  run_on (line, "UPDATE tradewind.copy_held SET n = n + 1");
  run_on (line, "SELECT pg_advisory_unlock(4711)");
  g_thread_join (thread);
  path = g_build_filename (b.dir, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_true (tw_sql_register_functions (handle, NULL));
  g_assert_cmpint (sqlite3_prepare_v2 (handle, "SELECT integrity_check, (SELECT count(*) FROM tw_shared) FROM pragma_integrity_check", -1, &stmt,
                                       NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (stmt), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (stmt, 0), ==, "ok");
  g_assert_cmpint (sqlite3_column_int (stmt, 1), ==, 1);
  sqlite3_finalize (stmt);
  sqlite3_close (handle);
  tw_shared_free (g_steal_pointer (&b.shared));
  /* One that has no end is told, and is not taken for a workspace. */
  run_on (line, "DELETE FROM tradewind.copy_held WHERE part = 2");
  g_unlink (path);
  g_assert_null (tw_shared_open (node_database, b.dir, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_DAMAGED, "cannot be read");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  PQfinish (line);
  node_free (&a);
  node_free (&b);
}

/* --- What goes wrong --- */

static void
copy_file (const char *from_dir, const char *to_dir, const char *file)
{
  g_autofree char *from = g_build_filename (from_dir, file, NULL), *to = g_build_filename (to_dir, file, NULL), *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (from, &contents, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, contents, (gssize) length, &error);
  g_assert_no_error (error);
}

/* What a crash keeps from the own file after PostgreSQL has committed comes back from the entries. */
static void
test_file_behind (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *kept = tw_test_folder (), *wal = NULL, *shm = NULL;
  g_autoptr (TwRecord) deal = NULL;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  node_close (&b);
  g_mkdir_with_parents (kept, 0700);
  copy_file (b.dir, kept, "store.db");
  node_open (&b);
  deal = tw_test_new (b.store, "deal", "name", "Told done", NULL);
  tw_test_save (b.store, "Add", deal);
  node_close (&b);
  wal = g_build_filename (b.dir, "store.db-wal", NULL);
  shm = g_build_filename (b.dir, "store.db-shm", NULL);
  g_unlink (wal);
  g_unlink (shm);
  copy_file (kept, b.dir, "store.db");
  node_open (&b);
  tw_test_assert_text (b.store, deal, "name", "Told done");
  node_assert_same (&a, &b);
  node_assert_sound (&b);
  tw_test_remove (kept);
  node_free (&b);
  node_free (&a);
}

static void
test_put_back (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *kept = NULL, *before = NULL, *after = NULL;
  g_autoptr (TwRecord) old = NULL, gone = NULL, found = NULL;
  g_autoptr (GError) error = NULL;

  node_new_database ();
  node_open (&a);
  g_assert_true (tw_peers_enable (a.store, &error));
  before = tw_peers_dup_epoch (a.store, &error);
  old = tw_test_new (a.store, "deal", "name", "Old", NULL);
  tw_test_save (a.store, "Add", old);
  node_close (&a);
  node_open (&a);
  g_assert_true (tw_peers_enable (a.store, &error));
  after = tw_peers_dup_epoch (a.store, &error);
  g_assert_cmpstr (before, ==, after);
  node_close (&a);
  kept = g_strconcat (node_database_name, "_kept", NULL);
  node_run_tool ("createdb", "-T", node_database_name, kept, NULL);
  node_open (&a);
  gone = tw_test_new (a.store, "deal", "name", "After the copy", NULL);
  tw_test_save (a.store, "Add", gone);
  node_close (&a);
  node_run_tool ("dropdb", node_database_name, NULL);
  node_run_tool ("createdb", "-T", kept, node_database_name, NULL);

  node_open (&a);
  g_assert_true (tw_peers_enable (a.store, &error));
  g_free (g_steal_pointer (&after));
  after = tw_peers_dup_epoch (a.store, &error);
  g_assert_cmpstr (before, !=, after);
  tw_test_assert_text (a.store, old, "name", "Old");
  g_assert_cmpint (tw_test_count (a.store, "deal", NULL), ==, 1);
  node_open (&b);
  node_assert_same (&a, &b);
  node_assert_sound (&a);
  node_free (&b);
  node_free (&a);
}

static void
test_other_workspace (void)
{
  Node a = { 0 };
  g_autofree char *dir = tw_test_folder ();
  g_autoptr (TwStore) store = tw_test_open (dir);
  g_autoptr (GError) error = NULL;

  node_new_database ();
  node_open (&a);
  g_assert_null (tw_shared_open (node_database, dir, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_USE, dir);
  g_clear_object (&store);
  g_assert_null (tw_shared_open (node_database, dir, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, "another workspace");
  tw_test_remove (dir);
  node_free (&a);
}

static void
test_away (void)
{
  g_autofree char *dir = tw_test_folder (), *nowhere = g_strdup_printf ("postgresql:///none?host=%s/none&user=x", g_getenv ("TW_TEST_POSTGRES"));
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_shared_open (nowhere, dir, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_AWAY, "cannot be reached");
}

/* PostgreSQL is there, but breaks the connections: who asks next is still told what is new. */
static void
test_connection_gone (void)
{
  Node a = { 0 }, b = { 0 };

  node_new_database ();
  node_open (&a);
  node_open (&b);
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (TwRecord) deal = tw_test_new (a.store, "deal", "name", "Said at the other", NULL);

      tw_test_save (a.store, "Add", deal);
      PQclear (node_run_sql ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                             "AND application_name = 'tradewindd'", PGRES_TUPLES_OK));
      /* While it is made anew. */
      g_usleep (i * 300);
      PQclear (node_run_sql ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                             "AND application_name = 'tradewindd'", PGRES_TUPLES_OK));
      g_assert_true (tw_shared_refresh (b.shared));
      tw_test_assert_text (b.store, deal, "name", "Said at the other");
    }
  node_free (&b);
  node_free (&a);
}

/* A server of a newer version has a column more: this one must not follow without it. */
static void
test_newer (void)
{
  Node a = { 0 }, b = { 0 };
  g_autoptr (TwRecord) deal = NULL;
  g_autofree char *path = NULL, *trouble = NULL;
  sqlite3 *handle;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", "Shape", NULL);
  tw_test_save (a.store, "Add", deal);
  node_refresh (&b);
  node_close (&a);
  path = g_build_filename (a.dir, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_true (tw_sql_register_functions (handle, NULL));
  g_assert_cmpint (sqlite3_exec (handle, "ALTER TABLE deal ADD COLUMN later_added TEXT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
  node_open (&a);
  tw_test_set (deal, "name", "Other shape", NULL);
  tw_test_save (a.store, "Change", deal);
  g_assert_false (tw_shared_refresh (b.shared));
  trouble = tw_shared_dup_trouble (b.shared);
  g_assert_nonnull (strstr (trouble, "newer version"));
  tw_test_assert_text (b.store, deal, "name", "Shape");
  node_free (&b);
  node_free (&a);
}

/* Begins as a store of before, whose table of results lacks a column, and follows what a process of this version has written. */
static void
test_before (void)
{
  static const char before[] = "DROP TABLE sync_seen;"
    "CREATE TABLE sync_seen (client BLOB NOT NULL, n INTEGER NOT NULL, commit_id BLOB NOT NULL,"
    " state INTEGER NOT NULL, seq INTEGER NOT NULL, problem TEXT, PRIMARY KEY (client, n)) WITHOUT ROWID";
  TwPeer peer = { .id = tw_id_new (), .user = tw_id_new (), .schema = (char *) "1", .name = (char *) "Laptop", .created = 1, .seen = 1 };
  TwId commit = tw_id_new ();
  Node a = { 0 }, b = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *handle;
  TwPush *push;
  TwTx *tx;
  gint64 seq;

  node_new_database ();
  node_open (&a);
  g_assert_true (tw_peers_enable (a.store, &error));
  g_assert_true (tw_peers_add (a.store, &peer, &error));
  node_open (&b);
  node_close (&b);
  path = g_build_filename (b.dir, "store.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, before, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
  push = tw_push_begin (a.store, &peer.id, FALSE, &error);
  g_assert_no_error (error);
  tx = tw_push_begin_mutation (push, &peer.user, TW_ORIGIN_PERSON, "Nothing", 7, &error);
  g_assert_true (tw_push_finish_mutation (push, tx, 1, &commit, TW_PUSH_APPLIED, NULL, &error));
  g_assert_true (tw_push_commit (push, &seq, &error));
  g_assert_no_error (error);
  node_open (&b);
  node_refresh (&b);
  node_assert_same (&a, &b);
  node_free (&b);
  node_free (&a);
}

static void
test_big_entry (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *text = g_strnfill (900000, 'x');
  g_autoptr (TwRecord) deal = NULL;

  node_new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", "Long", "note", text, NULL);
  tw_test_save (a.store, "Add", deal);
  node_refresh (&b);
  tw_test_assert_text (b.store, deal, "note", text);
  node_assert_same (&a, &b);
  node_free (&b);
  node_free (&a);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("TW_TEST_POSTGRES"));
  g_test_add_func ("/store/shared/follow", test_follow);
  g_test_add_func ("/store/shared/files", test_files);
  g_test_add_func ("/store/shared/random", test_random);
  g_test_add_func ("/store/shared/many-rows", test_many_rows);
  g_test_add_func ("/store/shared/definitions", test_definitions);
  g_test_add_func ("/store/shared/settings", test_settings);
  g_test_add_func ("/store/shared/copy-replaced", test_copy_replaced);
  g_test_add_func ("/store/shared/file-behind", test_file_behind);
  g_test_add_func ("/store/shared/put-back", test_put_back);
  g_test_add_func ("/store/shared/other-workspace", test_other_workspace);
  g_test_add_func ("/store/shared/away", test_away);
  g_test_add_func ("/store/shared/connection-gone", test_connection_gone);
  g_test_add_func ("/store/shared/newer", test_newer);
  g_test_add_func ("/store/shared/before", test_before);
  g_test_add_func ("/store/shared/big-entry", test_big_entry);
  return g_test_run ();
}
