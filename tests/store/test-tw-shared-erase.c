/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right to be forgotten, with several processes. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <utime.h>

#include "shared-fixture.h"
#include "tw-blobs.h"
#include "tw-erase.h"

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

  PQclear (node_run_sql ("CHECKPOINT", PGRES_COMMAND_OK));
  return has_word (folder, word);
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

  node_new_database ();
  node_open (&a);
  node_open (&b);
  deal = tw_test_new (a.store, "deal", "name", word, "note", "quetzalcoatlus flies", NULL);
  tw_test_save (a.store, "Add", deal);
  node_refresh (&b);
  g_assert_true (tables_have_word (word));
  erasure = (TwErasure) { tw_record_get_entity (deal)->number, *tw_record_get_id (deal) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  node_tidy (&a);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.entry"), >=, 2);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.erasure"), ==, 1);
  node_close (&a);
  /* It stands in PostgreSQL: whoever is there does it. */
  PQclear (node_run_sql ("UPDATE tradewind.erasure SET at = now() - interval '61 minutes'", PGRES_COMMAND_OK));
  node_refresh (&b);
  other = tw_test_new (b.store, "deal", "name", "Another", NULL);
  tw_test_save (b.store, "Add", other);
  node_tidy (&b);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.erasure"), ==, 0);
  g_assert_cmpint (node_count ("SELECT count(DISTINCT n) FROM tradewind.copy"), ==, 1);
  g_assert_false (tables_have_word (word));
  node_open (&c);
  g_assert_false (has_word (c.dir, word));
  g_assert_cmpuint (node_count_hits (&c, word), ==, 0);
  node_assert_same (&b, &c);
  node_assert_sound (&c);
  /* The one that made the erasure was down meanwhile. */
  node_open (&a);
  node_assert_same (&a, &b);
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

  node_new_database ();
  node_open (&a);
  deal = tw_test_new (a.store, "deal", "name", word, NULL);
  tw_test_save (a.store, "Add", deal);
  erasure = (TwErasure) { tw_record_get_entity (deal)->number, *tw_record_get_id (deal) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  import = PQconnectdb (node_database);
  PQclear (PQexec (import, "BEGIN"));
  PQclear (PQexec (import, "SELECT txid_current()"));
  g_assert_cmpint (PQtransactionStatus (import), ==, PQTRANS_INTRANS);
  PQclear (node_run_sql ("UPDATE tradewind.erasure SET at = now() - interval '61 minutes'", PGRES_COMMAND_OK));
  other = tw_test_new (a.store, "deal", "name", "Another", NULL);
  tw_test_save (a.store, "Add", other);
  node_tidy (&a);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.erasure"), ==, 1);
  /* Nor is a reader of the table waited for, as a backup is one. */
  PQclear (PQexec (import, "COMMIT; BEGIN; LOCK TABLE tradewind.copy IN ACCESS SHARE MODE"));
  g_assert_cmpint (PQtransactionStatus (import), ==, PQTRANS_INTRANS);
  node_tidy (&a);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.erasure"), ==, 1);
  PQfinish (import);
  node_tidy (&a);
  g_assert_cmpint (node_count ("SELECT count(*) FROM tradewind.erasure"), ==, 0);
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

  node_new_database ();
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
  node_refresh (&b);
  got = node_read_file (&b, hash);
  more = node_read_file (&b, kept);
  g_assert_true (got != NULL && more != NULL);
  erasure = (TwErasure) { tw_record_get_entity (company)->number, *tw_record_get_id (company) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (node_count_files (), ==, 1);
  node_refresh (&b);
  path = node_dup_place (&b, hash);
  kept_path = node_dup_place (&b, kept);
  /* One that came just now may be on its way to PostgreSQL. */
  node_tidy (&b);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_utime (path, &old), ==, 0);
  g_assert_cmpint (g_utime (kept_path, &old), ==, 0);
  node_tidy (&b);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept_path, G_FILE_TEST_EXISTS));
  /* Bytes that a record names stay, though another process took them from PostgreSQL meanwhile. */
  erasure = (TwErasure) { tw_record_get_entity (gone)->number, *tw_record_get_id (gone) };
  g_assert_cmpint (tw_store_erase (a.store, &erasure, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  node_refresh (&b);
  PQclear (node_run_sql ("DELETE FROM tradewind.file", PGRES_COMMAND_OK));
  node_tidy (&b);
  g_assert_true (g_file_test (kept_path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (node_count_files (), ==, 1);
  node_free (&b);
  node_free (&a);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("TW_TEST_POSTGRES"));
  g_test_add_func ("/store/shared/erased-words", test_erased_words);
  g_test_add_func ("/store/shared/erased-later", test_erased_later);
  g_test_add_func ("/store/shared/erased-files", test_erased_files);
  return g_test_run ();
}
