/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushes: a savepoint each, one transaction for all, results that are found again. */
#include "config.h"

#include <sqlite3.h>

#include "tw-backup.h"
#include "tw-peers.h"
#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
  TwId     client, user;
  GArray  *announced;                                  /* gint64 */
} Fixture;

static void
note_commit (TwStore *store, TwCommit *commit, Fixture *fixture)
{
  gint64 seq = tw_commit_get_seq (commit);

  g_array_append_val (fixture->announced, seq);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwPeer peer = { .last_n = 0, .schema = (char *) "1", .name = (char *) "Laptop", .created = 1, .seen = 1 };

  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  fixture->announced = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->client = peer.id = tw_id_new ();
  fixture->user = peer.user = tw_id_new ();
  g_signal_connect (fixture->store, "committed", G_CALLBACK (note_commit), fixture);
  g_assert_true (tw_peers_enable (fixture->store, &error));
  g_assert_true (tw_peers_add (fixture->store, &peer, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) wrong = tw_store_check (fixture->store, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
  tw_test_assert_log_replays (fixture->store);
  g_assert_finalize_object (fixture->store);
  g_array_unref (fixture->announced);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static TwPush *
begin (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TwPush *push = tw_push_begin (fixture->store, &fixture->client, FALSE, &error);

  g_assert_no_error (error);
  return push;
}

static TwTx *
begin_mutation (Fixture *fixture, TwPush *push)
{
  g_autoptr (GError) error = NULL;
  TwTx *tx = tw_push_begin_mutation (push, &fixture->user, TW_ORIGIN_PERSON, "Add", 0, &error);

  g_assert_no_error (error);
  return tx;
}

static void
add_company (Fixture *fixture, TwTx *tx, const TwId *id, const char *name)
{
  g_auto (TwValue) value = tw_value_text (name);
  TwWork *work = tw_tx_add (tx, tw_test_entity (fixture->store, "company"), id);

  tw_tx_set (tx, work, tw_test_field (fixture->store, "company", "name"), &value);
}

static TwId
finish (Fixture *fixture, TwPush *push, TwTx *tx, gint64 n)
{
  g_autoptr (GError) error = NULL;
  TwId commit = tw_id_new ();

  g_assert_true (tw_push_finish_mutation (push, tx, n, &commit, TW_PUSH_APPLIED, NULL, &error));
  g_assert_no_error (error);
  return commit;
}

static gint64
commit_push (TwPush *push)
{
  g_autoptr (GError) error = NULL;
  gint64 seq = -1;

  g_assert_true (tw_push_commit (push, &seq, &error));
  g_assert_no_error (error);
  return seq;
}

static gint64
count_companies (Fixture *fixture)
{
  return tw_test_count (fixture->store, "company", NULL);
}

static void
test_several (Fixture *fixture, gconstpointer data)
{
  TwPush *push = begin (fixture);
  g_autoptr (GPtrArray) commits = NULL;
  TwId ids[3], sent[3];

  for (guint i = 0; i < 3; i++)
    {
      TwTx *tx = begin_mutation (fixture, push);

      ids[i] = tw_id_new ();
      add_company (fixture, tx, &ids[i], "Acme");
      sent[i] = finish (fixture, push, tx, i + 1);
      g_assert_cmpint (tw_push_get_last_n (push), ==, i + 1);
    }
  /* Nothing is seen or announced before it is durable. */
  tw_test_iterate ();
  g_assert_cmpuint (fixture->announced->len, ==, 0);
  g_assert_cmpint (count_companies (fixture), ==, 0);
  g_assert_cmpint (tw_peers_get_seq (fixture->store), ==, 0);
  g_assert_cmpint (commit_push (push), ==, 3);
  g_assert_cmpint (tw_peers_get_seq (fixture->store), ==, 3);
  g_assert_cmpint (count_companies (fixture), ==, 3);
  tw_test_iterate ();
  g_assert_cmpuint (fixture->announced->len, ==, 3);
  commits = tw_store_commits (fixture->store, 0, 10, NULL);
  g_assert_cmpuint (commits->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (g_array_index (fixture->announced, gint64, i), ==, i + 1);
      g_assert_true (tw_id_equal (tw_commit_get_id (commits->pdata[i]), &sent[i]));
      g_assert_true (tw_id_equal (tw_commit_get_user (commits->pdata[i]), &fixture->user));
    }
}

static void
test_rejected_in_the_middle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwPush *push = begin (fixture);
  TwId ids[3] = { tw_id_new (), tw_id_new (), tw_id_new () }, refused = tw_id_new (), commit;
  g_autoptr (TwPeer) peer = NULL;
  TwPushResult result = { 0 };
  TwTx *tx = begin_mutation (fixture, push);

  add_company (fixture, tx, &ids[0], "One");
  finish (fixture, push, tx, 1);
  tx = begin_mutation (fixture, push);
  add_company (fixture, tx, &ids[1], "Two");
  g_assert_true (tw_tx_flush (tx, &error));
  g_assert_true (tw_push_reject_mutation (push, tx, 2, &refused, "{\"n\":2}", "{\"code\":\"denied\"}", &error));
  tx = begin_mutation (fixture, push);
  add_company (fixture, tx, &ids[2], "Three");
  finish (fixture, push, tx, 3);
  g_assert_cmpint (commit_push (push), ==, 2);
  g_assert_cmpint (count_companies (fixture), ==, 2);
  g_assert_cmpint (tw_test_count (fixture->store, "company", "name = \"Two\""), ==, 0);

  /* A repeated request finds what was answered. */
  push = begin (fixture);
  g_assert_cmpint (tw_push_get_last_n (push), ==, 3);
  g_assert_true (tw_push_find_seen (push, 2, &commit, &result, &error));
  g_assert_true (tw_id_equal (&commit, &refused));
  g_assert_cmpint (result.state, ==, TW_PUSH_REJECTED);
  g_assert_cmpstr (result.problem, ==, "{\"code\":\"denied\"}");
  g_clear_pointer (&result.problem, g_free);
  g_assert_true (tw_push_find_seen (push, 3, &commit, &result, &error));
  g_assert_cmpint (result.state, ==, TW_PUSH_APPLIED);
  g_assert_null (result.problem);
  g_assert_false (tw_push_find_seen (push, 4, &commit, &result, &error));
  g_assert_no_error (error);
  tw_push_free (push);
  peer = tw_peers_get (fixture->store, &fixture->client, &error);
  g_assert_cmpint (peer->last_n, ==, 3);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  static const gint64 wrong[] = { 0, -1, 2, 7 };
  g_autoptr (GError) error = NULL;
  TwPush *push = begin (fixture);
  TwId id = tw_id_new (), commit = tw_id_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      TwTx *tx = begin_mutation (fixture, push);

      add_company (fixture, tx, &id, "Acme");
      g_assert_false (tw_push_finish_mutation (push, tx, wrong[i], &commit, TW_PUSH_APPLIED, NULL, &error));
      tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, NULL);
      g_assert_false (tw_push_reject_mutation (push, NULL, wrong[i], &commit, "{}", "{}", &error));
      tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, NULL);
    }
  finish (fixture, push, begin_mutation (fixture, push), 1);
  g_assert_cmpint (commit_push (push), ==, 0);
  g_assert_cmpint (count_companies (fixture), ==, 0);
}

static void
test_free_takes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPeer) peer = NULL;
  g_autoptr (TwRecord) later = NULL;
  TwPush *push = begin (fixture);
  TwTx *tx = begin_mutation (fixture, push);
  TwId id = tw_id_new ();

  add_company (fixture, tx, &id, "Acme");
  finish (fixture, push, tx, 1);
  tw_push_free (push);
  tw_test_iterate ();
  g_assert_cmpuint (fixture->announced->len, ==, 0);
  g_assert_cmpint (count_companies (fixture), ==, 0);
  peer = tw_peers_get (fixture->store, &fixture->client, &error);
  g_assert_cmpint (peer->last_n, ==, 0);
  /* The writer goes on. */
  later = tw_test_new (fixture->store, "company", "name", "Later", NULL);
  tw_test_save (fixture->store, "Add", later);
  tw_test_iterate ();
  g_assert_cmpuint (fixture->announced->len, ==, 1);
}

static void
test_strangers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwId nobody = tw_id_new (), other = tw_id_new ();
  TwPeer stolen = { .id = fixture->client, .user = other, .schema = (char *) "1", .name = (char *) "Thief" };
  g_autoptr (GPtrArray) mine = NULL, others = NULL;

  g_assert_null (tw_push_begin (fixture->store, &nobody, FALSE, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
  g_assert_null (tw_peers_get (fixture->store, &nobody, &error));
  g_assert_no_error (error);
  g_assert_false (tw_peers_add (fixture->store, &stolen, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_UNIQUE, NULL);
  mine = tw_peers_list (fixture->store, &fixture->user, &error);
  g_assert_cmpuint (mine->len, ==, 1);
  g_assert_cmpstr (((TwPeer *) mine->pdata[0])->name, ==, "Laptop");
  others = tw_peers_list (fixture->store, &other, &error);
  g_assert_cmpuint (others->len, ==, 0);
  g_assert_true (tw_peers_revoke (fixture->store, &fixture->client, &error));
  g_assert_null (tw_push_begin (fixture->store, &fixture->client, FALSE, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
}

/* A value that is set and set back in one commit changes nothing: neither log nor row seq. */
static void
test_touched_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  g_autoptr (TwRecord) before = NULL, after = NULL;
  g_auto (TwValue) other = tw_value_text ("Other"), same = tw_value_text ("Acme");
  const TwField *name = tw_test_field (fixture->store, "company", "name");
  TwId added = tw_id_new ();
  TwWork *work;
  TwPush *push;
  TwTx *tx;

  tw_test_save (fixture->store, "Add", company);
  before = tw_test_get (fixture->store, company);
  push = begin (fixture);
  tx = begin_mutation (fixture, push);
  work = tw_tx_load (tx, name->entity, tw_record_get_id (company), &error);
  tw_tx_set (tx, work, name, &other);
  g_assert_true (tw_tx_flush (tx, &error));
  tw_tx_set (tx, work, name, &same);
  add_company (fixture, tx, &added, "Beside");
  finish (fixture, push, tx, 1);
  commit_push (push);
  after = tw_test_get (fixture->store, company);
  g_assert_cmpint (tw_record_get_row_seq (after), ==, tw_record_get_row_seq (before));
  for (guint i = 0; i < name->entity->n_fields; i++)
    g_assert_true (tw_value_equal (tw_record_get (after, name->entity->fields[i]), tw_record_get (before, name->entity->fields[i])));
}

/* When somebody did it stays with what came of it; a time that nobody can tell is none. */
static void
test_made (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwPush *push = begin (fixture);
  TwInstant made = 0;
  TwId id = tw_id_new ();
  TwTx *tx = tw_push_begin_mutation (push, &fixture->user, TW_ORIGIN_PERSON, "Add", 1234567, &error);
  gint64 first;

  g_assert_no_error (error);
  add_company (fixture, tx, &id, "Acme");
  finish (fixture, push, tx, 1);
  first = commit_push (push);
  push = begin (fixture);
  tx = begin_mutation (fixture, push);
  id = tw_id_new ();
  add_company (fixture, tx, &id, "Bolt");
  finish (fixture, push, tx, 2);
  tx = begin_mutation (fixture, push);
  g_assert_true (tw_push_find_made (tx, first, &made));
  g_assert_cmpint (made, ==, 1234567);
  g_assert_false (tw_push_find_made (tx, first + 1, &made));
  g_assert_false (tw_push_find_made (tx, first + 7, &made));
  finish (fixture, push, tx, 3);
  commit_push (push);
}

/* A server of before has no column for it. */
static void
test_made_later (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "store.db", NULL);
  sqlite3 *db;

  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DROP TABLE sync_seen;"
                                 "CREATE TABLE sync_seen (client BLOB NOT NULL, n INTEGER NOT NULL, commit_id BLOB NOT NULL,"
                                 " state INTEGER NOT NULL, seq INTEGER NOT NULL, problem TEXT, PRIMARY KEY (client, n)) WITHOUT ROWID",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  fixture->store = tw_test_open (fixture->dir);
  g_assert_true (tw_peers_enable (fixture->store, NULL));
  g_signal_connect (fixture->store, "committed", G_CALLBACK (note_commit), fixture);
  test_made (fixture, data);
}

#define ADD(path, func) g_test_add ("/store/push/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("several-commits-in-one", test_several);
  ADD ("rejected-in-the-middle", test_rejected_in_the_middle);
  ADD ("numbers-in-order", test_order);
  ADD ("free-takes-back", test_free_takes_back);
  ADD ("strangers", test_strangers);
  ADD ("touched-only", test_touched_only);
  ADD ("made", test_made);
  ADD ("made-of-before", test_made_later);
  return g_test_run ();
}
