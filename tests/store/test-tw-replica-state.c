/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept by key, and kept in memory until the next commit, is always what the last commit says. */
#include "config.h"

#include "replica-fixture.h"
#include "tw-replica-files.h"
#include "tw-store-internal.h"
#include "tw-store-test.h"

static void
assert_state (Replica *replica, const char *key, const char *expected)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *value = tw_replica_dup_state (replica->store, key);

      g_assert_cmpstr (value, ==, expected);
    }
}

/* By itself, with a page that is applied, and with one that is taken back. */
static void
test_written (Replica *replica, gconstpointer data)
{
  TwReplicaTx *tx;

  assert_state (replica, "plan", NULL);
  g_assert_true (tw_replica_set_state (replica->store, "plan", "one", NULL));
  assert_state (replica, "plan", "one");
  tx = replica_begin (replica);
  g_assert_true (tw_replica_put_state (tx, "plan", "two", NULL));
  assert_state (replica, "plan", "one");
  tw_commit_unref (replica_end (tx, 3));
  assert_state (replica, "plan", "two");
  tx = replica_begin (replica);
  g_assert_true (tw_replica_put_state (tx, "plan", "three", NULL));
  tw_replica_tx_free (tx);
  assert_state (replica, "plan", "two");
  g_assert_true (tw_replica_set_state (replica->store, "plan", NULL, NULL));
  assert_state (replica, "plan", NULL);
}

/* Who reads it changes nothing. */
static void
test_round (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();
  int before, after;

  replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
  replica_edit (replica, &id, "name", "Best");
  before = tw_replica_get_round (replica->store);
  g_assert_cmpint (before, !=, 0);
  g_assert_cmpint (tw_outbox_count (replica->store, NULL), ==, 1);
  assert_state (replica, "plan", NULL);
  g_assert_cmpint (tw_replica_get_round (replica->store), ==, before);
  replica_edit (replica, &id, "name", "Other");
  after = tw_replica_get_round (replica->store);
  g_assert_cmpint (after, !=, before);
}

static gpointer
read_always (gpointer data)
{
  Replica *replica = data;
  gint64 last = 0;

  while (last < 100)
    {
      g_autofree char *text = tw_replica_dup_state (replica->store, "count");
      gint64 now = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

      g_assert_cmpint (now, >=, last);
      last = now;
    }
  return NULL;
}

/* A thread that reads while another writes never goes back to what was before. */
static void
test_threads (Replica *replica, gconstpointer data)
{
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_always, replica);
  for (guint i = 1; i <= 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_true (tw_replica_set_state (replica->store, "count", text, NULL));
      assert_state (replica, "count", text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static guint
count_files (Replica *replica)
{
  g_autoptr (GPtrArray) files = tw_replica_next_files (replica->store, FALSE, TW_FILES_ALL, 10, NULL);

  return files->len;
}

/* The files of the server that a workspace has left are nobody's to fetch at the next one. */
static void
test_files_of_before (Replica *replica, gconstpointer data)
{
  static const char photo[] = "[{\"field\":{\"entity\":\"company\",\"number\":20002,\"key\":\"photo\",\"label\":\"Photo\",\"kind\":\"file\"}}]";
  static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  TwReplicaIdentity identity = { (char *) "https://other.example", tw_id_new (), tw_id_new (), tw_id_new () };
  g_autoptr (GError) error = NULL;
  TwId id = tw_id_new ();
  TwReplicaTx *tx = replica_begin (replica);

  g_assert_true (tw_replica_define (tx, photo, &error));
  tw_commit_unref (replica_end (tx, 1));
  g_assert_cmpuint (count_files (replica), ==, 0);
  replica_put (replica, &id, 2, 2, "name", "Acme", "photo", hash, NULL);
  g_assert_true (tw_replica_scan_files (replica->store, &error));
  g_assert_cmpuint (count_files (replica), ==, 1);
  g_assert_true (tw_replica_leave (replica->store, FALSE, &error));
  g_assert_true (tw_replica_join (replica->store, &identity, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (replica), ==, 0);
}

/* Nobody else writes: whoever begins gets the connection at once, and others wait until it is given back. */
static gpointer
write_once (gpointer data)
{
  Replica *replica = data;

  g_assert_true (tw_replica_set_state (replica->store, "other", "there", NULL));
  return NULL;
}

static void
test_waits_for_page (Replica *replica, gconstpointer data)
{
  TwReplicaTx *tx = replica_begin (replica);
  GThread *other = g_thread_new ("writer", write_once, replica);

  assert_state (replica, "other", NULL);
  g_assert_true (tw_replica_put_state (tx, "page", "there", NULL));
  tw_commit_unref (replica_end (tx, 1));
  g_thread_join (other);
  assert_state (replica, "page", "there");
  assert_state (replica, "other", "there");
}

#define ADD(path, func) g_test_add ("/store/replica-state/" path, Replica, NULL, replica_set_up, func, replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("written", test_written);
  ADD ("round", test_round);
  ADD ("threads", test_threads);
  ADD ("files-of-before", test_files_of_before);
  ADD ("waits-for-page", test_waits_for_page);
  return g_test_run ();
}
