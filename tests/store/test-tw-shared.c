/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stores of several processes that share a workspace on PostgreSQL, here in one process (run by tests/server/with-postgres.py). */
#include "config.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utime.h>

#include "tw-backup.h"
#include "tw-blobs.h"
#include "tw-erase.h"
#include "tw-peers.h"
#include "tw-search.h"
#include "tw-shared.h"
#include "tw-store-test.h"

typedef struct
{
  char     *dir;
  TwShared *shared;
  TwStore  *store;
  guint     commits, schema_changes;
} Node;

static char *database, *name;                          /* of the test that runs */
static guint n_databases;

static void
run_tool (const char *tool, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status;
  va_list arguments;

  g_ptr_array_add (argv, (gpointer) tool);
  g_ptr_array_add (argv, (gpointer) "-h");
  g_ptr_array_add (argv, (gpointer) g_getenv ("TW_TEST_POSTGRES"));
  g_ptr_array_add (argv, (gpointer) "-U");
  g_ptr_array_add (argv, (gpointer) "tradewind");
  va_start (arguments, tool);
  for (const char *word; (word = va_arg (arguments, const char *)) != NULL;)
    g_ptr_array_add (argv, (gpointer) word);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
new_database (void)
{
  g_free (database);
  g_free (name);
  name = g_strdup_printf ("stores%u", n_databases++);
  run_tool ("createdb", name, NULL);
  database = g_strdup_printf ("postgresql:///%s?host=%s&user=tradewind", name, g_getenv ("TW_TEST_POSTGRES"));
}

static void
count_commit (TwStore *store, TwCommit *commit, gpointer data)
{
  ((Node *) data)->commits++;
}

static void
count_schema (TwStore *store, gpointer data)
{
  ((Node *) data)->schema_changes++;
}

static void
node_open (Node *node)
{
  g_autoptr (GError) error = NULL;

  if (node->dir == NULL)
    node->dir = tw_test_folder ();
  node->shared = tw_shared_open (database, node->dir, &error);
  g_assert_no_error (error);
  node->store = tw_test_open (node->dir);
  tw_shared_attach (node->shared, node->store, &error);
  g_assert_no_error (error);
  node->commits = node->schema_changes = 0;
  g_signal_connect (node->store, "committed", G_CALLBACK (count_commit), node);
  g_signal_connect (node->store, "schema-changed", G_CALLBACK (count_schema), node);
}

static void
node_close (Node *node)
{
  if (node->store == NULL)
    return;
  tw_shared_detach (node->shared);
  g_assert_finalize_object (node->store);
  g_clear_pointer (&node->shared, tw_shared_free);
  node->store = NULL;
}

static void
node_free (Node *node)
{
  node_close (node);
  tw_test_remove (node->dir);
  g_free (node->dir);
}

static void
refresh (Node *node)
{
  g_assert_true (tw_shared_refresh (node->shared));
  tw_test_iterate ();
}

/* Every table that is not a process's own, all columns, by their keys. */
static char *
dup_digest (Node *node)
{
  g_autofree char *path = g_build_filename (node->dir, "store.db", NULL);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  sqlite3 *handle;
  sqlite3_stmt *tables, *rows;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_true (tw_sql_register_functions (handle, NULL));
  g_assert_cmpint (sqlite3_prepare_v2 (handle, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%$%' AND name NOT IN "
                                       "('tw_meta', 'tw_search', 'tw_shared') ORDER BY name", -1, &tables, NULL), ==, SQLITE_OK);
  while (sqlite3_step (tables) == SQLITE_ROW)
    {
      const char *table = (const char *) sqlite3_column_text (tables, 0);
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM \"%s\" ORDER BY 1, 2", table);

      g_checksum_update (sum, (const guchar *) table, -1);
      g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &rows, NULL), ==, SQLITE_OK);
      while (sqlite3_step (rows) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count (rows); i++)
          {
            int type = sqlite3_column_type (rows, i), length = sqlite3_column_bytes (rows, i);

            g_checksum_update (sum, (const guchar *) &type, sizeof type);
            if (length > 0)
              g_checksum_update (sum, sqlite3_column_blob (rows, i), length);
          }
      sqlite3_finalize (rows);
    }
  sqlite3_finalize (tables);
  sqlite3_close (handle);
  return g_strdup (g_checksum_get_string (sum));
}

static void
assert_same (Node *a, Node *b)
{
  g_autofree char *one = NULL, *two = NULL;

  refresh (a);
  refresh (b);
  one = dup_digest (a);
  two = dup_digest (b);
  g_assert_cmpstr (one, ==, two);
}

static void
assert_sound (Node *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = tw_store_check (node->store, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
  tw_test_assert_log_replays (node->store);
}

static guint
count_hits (Node *node, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = tw_store_search (node->store, text, NULL, 100, &error);

  g_assert_no_error (error);
  return hits->len;
}

/* --- Files --- */

static PGresult *
run_sql (const char *sql, ExecStatusType expected)
{
  PGconn *line = PQconnectdb (database);
  PGresult *result = PQexec (line, sql);

  g_assert_cmpint (PQresultStatus (result), ==, expected);
  PQfinish (line);
  return result;
}

static int
count_files (void)
{
  PGresult *result = run_sql ("SELECT count(DISTINCT hash) FROM tradewind.file", PGRES_TUPLES_OK);
  int n = atoi (PQgetvalue (result, 0, 0));

  PQclear (result);
  return n;
}

/* Without asking for it: who asks the store has it fetched. */
static char *
dup_place (Node *node, const char *hash)
{
  g_autofree char *first = g_strndup (hash, 2);

  return g_build_filename (node->dir, "blobs", first, hash + 2, NULL);
}

static GBytes *
read_file (Node *node, const char *hash)
{
  g_autoptr (GInputStream) stream = tw_store_open_blob (node->store, hash, NULL);

  return stream != NULL ? g_input_stream_read_bytes (stream, 1 << 24, NULL, NULL) : NULL;
}

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
  new_database ();
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
  refresh (&b);
  copy = dup_place (&b, hash);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  /* Nobody asked for it here yet: that is no damage. */
  problems = tw_store_check (b.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  got = read_file (&b, hash);
  g_assert_nonnull (got);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), content, length);
  none = read_file (&b, empty);
  g_assert_nonnull (none);
  g_assert_cmpuint (g_bytes_get_size (none), ==, 0);
  g_clear_pointer (&got, g_bytes_unref);
  /* The database lost a part: what is left is not given out as the file. */
  path = dup_place (&a, hash);
  g_unlink (path);
  g_unlink (copy);
  PQclear (run_sql ("DELETE FROM tradewind.file WHERE part = 1", PGRES_COMMAND_OK));
  got = read_file (&b, hash);
  g_assert_null (got);
  /* After a week what a record names stays, and the other one goes. */
  PQclear (run_sql ("UPDATE tradewind.file SET at = now() - interval '8 days'", PGRES_COMMAND_OK));
  g_assert_cmpint (tw_store_sweep_blobs (a.store, &error), >=, 0);
  g_assert_no_error (error);
  g_assert_cmpint (count_files (), ==, 1);
  node_free (&a);
  node_free (&b);
}

/* --- Following --- */

static void
test_follow (void)
{
  Node a = { 0 }, b = { 0 };
  g_autoptr (TwRecord) deal = NULL, seen = NULL;

  new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", "Zephyr turbines", "amount", "12.50 EUR", NULL);
  tw_test_save (a.store, "Add", deal);
  refresh (&b);
  g_assert_cmpuint (b.commits, ==, 1);
  tw_test_assert_text (b.store, deal, "amount", "12.50 EUR");
  g_assert_cmpuint (count_hits (&b, "zeph"), ==, 1);

  seen = tw_test_get (b.store, deal);
  tw_test_set (seen, "name", "Sirocco turbines", NULL);
  tw_test_save (b.store, "Rename", seen);
  refresh (&a);
  tw_test_assert_text (a.store, deal, "name", "Sirocco turbines");
  g_assert_cmpuint (count_hits (&a, "zeph"), ==, 0);
  g_assert_cmpuint (count_hits (&a, "siroc"), ==, 1);
  assert_same (&a, &b);
  assert_sound (&a);
  assert_sound (&b);
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

  new_database ();
  for (guint i = 0; i < 3; i++)
    node_open (&nodes[i]);
  for (guint i = 0; i < 150; i++)
    {
      Node *node = &nodes[g_rand_int_range (dice, 0, 3)];

      refresh (node);
      edit_at_random (node, deals, dice);
      if (i % 50 == 20)
        tw_store_purge (node->store, G_MAXINT64, NULL);
      if (i % 40 == 39)
        {
          node_close (node);
          node_open (node);
        }
    }
  assert_same (&nodes[0], &nodes[1]);
  assert_same (&nodes[0], &nodes[2]);
  for (guint i = 0; i < 3; i++)
    {
      assert_sound (&nodes[i]);
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

  new_database ();
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
  refresh (&b);
  g_assert_cmpint (tw_test_count (b.store, "deal", NULL), ==, 12000);
  /* More changed rows than a batch of the search index keeps. */
  undo = tw_store_undo (a.store, tw_commit_get_id (commit), &error);
  g_assert_no_error (error);
  refresh (&b);
  g_assert_cmpint (tw_test_count (b.store, "deal", NULL), ==, 6000);
  assert_same (&a, &b);
  assert_sound (&b);
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

  new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (b.store, "deal", "name", "Before", NULL);
  tw_test_save (b.store, "Add", deal);
  first = tw_store_define (a.store, "[{\"field\": {\"entity\": \"deal\", \"key\": \"region\", \"label\": \"Region\", \"kind\": \"text\","
                           " \"indexed\": true, \"search\": \"text\"}}, {\"entity\": {\"entity\": \"visit\", \"plural\": \"visits\","
                           " \"label\": \"Visit\", \"label_plural\": \"Visits\", \"name\": \"place\", \"fields\": ["
                           "{\"key\": \"place\", \"label\": \"Place\", \"kind\": \"text\", \"search\": \"name\"}]}}]", &error);
  g_assert_no_error (error);
  refresh (&b);
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
  refresh (&a);
  g_assert_cmpuint (count_hits (&a, "lofoten"), ==, 1);
  g_assert_cmpuint (count_hits (&a, "tromso"), ==, 1);
  refresh (&b);
  other = tw_test_new (b.store, "visit", "place", "Oslo", "grade", "3", NULL);
  tw_test_save (b.store, "Add", other);
  assert_same (&a, &b);
  assert_sound (&a);
  assert_sound (&b);
  node_free (&b);
  node_free (&a);
}

static void
test_settings (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  new_database ();
  node_open (&a);
  node_open (&b);
  g_assert_true (tw_store_set_setting (a.store, "first_weekday", "3", &error));
  refresh (&b);
  text = tw_store_dup_setting (b.store, "first_weekday");
  g_assert_cmpstr (text, ==, "3");
  assert_same (&a, &b);
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

  node->shared = tw_shared_open (database, node->dir, &error);
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

  new_database ();
  node_open (&a);
  line = PQconnectdb (database);
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
  g_assert_null (tw_shared_open (database, b.dir, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_DAMAGED, "cannot be read");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  PQfinish (line);
  node_free (&a);
  node_free (&b);
}

/* --- Erasing --- */

static int
count (const char *sql)
{
  PGresult *result = run_sql (sql, PGRES_TUPLES_OK);
  int n = atoi (PQgetvalue (result, 0, 0));

  PQclear (result);
  return n;
}

/* Whether a file of this folder has the word, those of PostgreSQL's tables included. */
static gboolean
has_word (const char *folder, const char *word)
{
  const char *const argv[] = { "grep", "-rqaiF", word, folder, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  return g_spawn_check_wait_status (status, NULL);
}

static gboolean
tables_have_word (const char *word)
{
  g_autofree char *folder = g_build_filename (g_getenv ("TW_TEST_POSTGRES"), "data", "base", NULL);

  PQclear (run_sql ("CHECKPOINT", PGRES_COMMAND_OK));
  return has_word (folder, word);
}

static void
tidy (Node *node)
{
  g_autoptr (GError) error = NULL;

  tw_shared_tidy (node->shared, &error);
  g_assert_no_error (error);
}

/* An hour after an erasure nothing in PostgreSQL has a word of it; who was cut off until then follows by the entries. */
static void
test_erased_words (void)
{
  static const char word[] = "quetzalcoatlus";
  Node a = { 0 }, b = { 0 }, c = { 0 };
  g_autoptr (TwRecord) deal = NULL, other = NULL;
  g_autoptr (GError) error = NULL;
  TwErasure erasure;

  new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", word, "note", "quetzalcoatlus flies", NULL);
  tw_test_save (a.store, "Add", deal);
  refresh (&b);
  g_assert_true (tables_have_word (word));
  erasure = (TwErasure) { tw_record_get_entity (deal)->number, *tw_record_get_id (deal) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  tidy (&a);
  g_assert_cmpint (count ("SELECT count(*) FROM tradewind.entry"), >=, 2);
  g_assert_cmpint (count ("SELECT count(*) FROM tradewind.erasure"), ==, 1);
  node_close (&a);
  /* It stands in PostgreSQL: whoever is there does it. */
  PQclear (run_sql ("UPDATE tradewind.erasure SET at = now() - interval '61 minutes'", PGRES_COMMAND_OK));
  refresh (&b);
  other = tw_test_new (b.store, "deal", "name", "Another", NULL);
  tw_test_save (b.store, "Add", other);
  tidy (&b);
  g_assert_cmpint (count ("SELECT count(*) FROM tradewind.erasure"), ==, 0);
  g_assert_cmpint (count ("SELECT count(DISTINCT n) FROM tradewind.copy"), ==, 1);
  g_assert_false (tables_have_word (word));
  node_open (&c);
  g_assert_false (has_word (c.dir, word));
  g_assert_cmpuint (count_hits (&c, word), ==, 0);
  assert_same (&b, &c);
  assert_sound (&c);
  /* The one that made the erasure was down meanwhile. */
  node_open (&a);
  assert_same (&a, &b);
  node_free (&c);
  node_free (&b);
  node_free (&a);
}

/* PostgreSQL would keep the words for a transaction that began before: it stays owed until that one ends. */
static void
test_erased_later (void)
{
  static const char word[] = "archaeopteryx";
  Node a = { 0 };
  g_autoptr (TwRecord) deal = NULL, other = NULL;
  g_autoptr (GError) error = NULL;
  TwErasure erasure;
  PGconn *import;

  new_database ();
  node_open (&a);
  deal = tw_test_new (a.store, "deal", "name", word, NULL);
  tw_test_save (a.store, "Add", deal);
  erasure = (TwErasure) { tw_record_get_entity (deal)->number, *tw_record_get_id (deal) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  import = PQconnectdb (database);
  PQclear (PQexec (import, "BEGIN"));
  PQclear (PQexec (import, "SELECT txid_current()"));
  g_assert_cmpint (PQtransactionStatus (import), ==, PQTRANS_INTRANS);
  PQclear (run_sql ("UPDATE tradewind.erasure SET at = now() - interval '61 minutes'", PGRES_COMMAND_OK));
  other = tw_test_new (a.store, "deal", "name", "Another", NULL);
  tw_test_save (a.store, "Add", other);
  tidy (&a);
  g_assert_cmpint (count ("SELECT count(*) FROM tradewind.erasure"), ==, 1);
  /* Nor is a reader of the table waited for, as a backup is one. */
  PQclear (PQexec (import, "COMMIT; BEGIN; LOCK TABLE tradewind.copy IN ACCESS SHARE MODE"));
  g_assert_cmpint (PQtransactionStatus (import), ==, PQTRANS_INTRANS);
  tidy (&a);
  g_assert_cmpint (count ("SELECT count(*) FROM tradewind.erasure"), ==, 1);
  PQfinish (import);
  tidy (&a);
  g_assert_cmpint (count ("SELECT count(*) FROM tradewind.erasure"), ==, 0);
  g_assert_false (tables_have_word (word));
  node_free (&a);
}

/* The file of an erased record goes from PostgreSQL at once, and from the folders of the others. */
static void
test_erased_files (void)
{
  static const char paper[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"paper\",\"label\":\"Paper\",\"kind\":\"file\"}}]";
  Node a = { 0 }, b = { 0 };
  g_autofree char *hash = NULL, *kept = NULL, *path = NULL, *kept_path = NULL;
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("of a person", -1, NULL);
  g_autoptr (GInputStream) further = g_memory_input_stream_new_from_data ("of the house", -1, NULL);
  g_autoptr (GBytes) got = NULL, more = NULL;
  g_autoptr (TwRecord) company = NULL, house = NULL, gone = NULL;
  g_autoptr (TwCommit) defined = NULL;
  g_autoptr (GError) error = NULL;
  struct utimbuf old = { time (NULL) - 120, time (NULL) - 120 };
  TwErasure erasure;

  new_database ();
  node_open (&a);
  node_open (&b);
  defined = tw_store_define (a.store, paper, &error);
  g_assert_no_error (error);
  tw_test_iterate ();
  hash = tw_store_add_blob (a.store, stream, 1 << 24, NULL, &error);
  g_assert_no_error (error);
  kept = tw_store_add_blob (a.store, further, 1 << 24, NULL, &error);
  g_assert_no_error (error);
  company = tw_test_new (a.store, "company", "name", "Acme", "paper", hash, NULL);
  tw_test_save (a.store, "Add", company);
  house = tw_test_new (a.store, "company", "name", "House", "paper", kept, NULL);
  tw_test_save (a.store, "Add", house);
  gone = tw_test_new (a.store, "company", "name", "Gone", NULL);
  tw_test_save (a.store, "Add", gone);
  refresh (&b);
  got = read_file (&b, hash);
  more = read_file (&b, kept);
  g_assert_true (got != NULL && more != NULL);
  erasure = (TwErasure) { tw_record_get_entity (company)->number, *tw_record_get_id (company) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (count_files (), ==, 1);
  refresh (&b);
  path = dup_place (&b, hash);
  kept_path = dup_place (&b, kept);
  /* One that came just now may be on its way to PostgreSQL. */
  tidy (&b);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_utime (path, &old), ==, 0);
  g_assert_cmpint (g_utime (kept_path, &old), ==, 0);
  tidy (&b);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept_path, G_FILE_TEST_EXISTS));
  /* Bytes that a record names stay, though another process took them from PostgreSQL meanwhile. */
  erasure = (TwErasure) { tw_record_get_entity (gone)->number, *tw_record_get_id (gone) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  refresh (&b);
  PQclear (run_sql ("DELETE FROM tradewind.file", PGRES_COMMAND_OK));
  tidy (&b);
  g_assert_true (g_file_test (kept_path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (count_files (), ==, 1);
  node_free (&b);
  node_free (&a);
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

  new_database ();
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
  assert_same (&a, &b);
  assert_sound (&b);
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

  new_database ();
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
  kept = g_strconcat (name, "_kept", NULL);
  run_tool ("createdb", "-T", name, kept, NULL);
  node_open (&a);
  gone = tw_test_new (a.store, "deal", "name", "After the copy", NULL);
  tw_test_save (a.store, "Add", gone);
  node_close (&a);
  run_tool ("dropdb", name, NULL);
  run_tool ("createdb", "-T", kept, name, NULL);

  node_open (&a);
  g_assert_true (tw_peers_enable (a.store, &error));
  g_free (g_steal_pointer (&after));
  after = tw_peers_dup_epoch (a.store, &error);
  g_assert_cmpstr (before, !=, after);
  tw_test_assert_text (a.store, old, "name", "Old");
  g_assert_cmpint (tw_test_count (a.store, "deal", NULL), ==, 1);
  node_open (&b);
  assert_same (&a, &b);
  assert_sound (&a);
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

  new_database ();
  node_open (&a);
  g_assert_null (tw_shared_open (database, dir, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_USE, dir);
  g_clear_object (&store);
  g_assert_null (tw_shared_open (database, dir, &error));
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

/* A server of a newer version has a column more: this one must not follow without it. */
static void
test_newer (void)
{
  Node a = { 0 }, b = { 0 };
  g_autoptr (TwRecord) deal = NULL;
  g_autofree char *path = NULL, *trouble = NULL;
  sqlite3 *handle;

  new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", "Shape", NULL);
  tw_test_save (a.store, "Add", deal);
  refresh (&b);
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

static void
test_big_entry (void)
{
  Node a = { 0 }, b = { 0 };
  g_autofree char *text = g_strnfill (900000, 'x');
  g_autoptr (TwRecord) deal = NULL;

  new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", "Long", "note", text, NULL);
  tw_test_save (a.store, "Add", deal);
  refresh (&b);
  tw_test_assert_text (b.store, deal, "note", text);
  assert_same (&a, &b);
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
  g_test_add_func ("/store/shared/erased-words", test_erased_words);
  g_test_add_func ("/store/shared/erased-later", test_erased_later);
  g_test_add_func ("/store/shared/erased-files", test_erased_files);
  g_test_add_func ("/store/shared/file-behind", test_file_behind);
  g_test_add_func ("/store/shared/put-back", test_put_back);
  g_test_add_func ("/store/shared/other-workspace", test_other_workspace);
  g_test_add_func ("/store/shared/away", test_away);
  g_test_add_func ("/store/shared/newer", test_newer);
  g_test_add_func ("/store/shared/big-entry", test_big_entry);
  return g_test_run ();
}
