/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the answer to a push tells about: they need not come back. */
#include "config.h"

#include "replica-fixture.h"
#include "tw-seq-list.h"
#include "tw-store-test.h"

#define AT 5000000

static void
set_up (Replica *replica, gconstpointer data)
{
  g_autoptr (TwReplicaIdentity) identity = NULL;

  replica_set_up (replica, data);
  identity = tw_replica_dup_identity (replica->store);
  tw_store_set_user (replica->store, &identity->user);
}

static void
settle (Replica *replica, gint64 n, gint64 before, gint64 seq)
{
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (TwPushResult));
  TwPushResult result = { .n = n, .state = TW_PUSH_APPLIED, .row_before = before, .row_seq = seq, .row_at = AT };
  g_autoptr (GError) error = NULL;

  g_array_append_val (results, result);
  g_assert_true (tw_outbox_settle (replica->store, n, seq, results, &error));
  g_assert_no_error (error);
}

static void
assert_have (Replica *replica, const char *expected)
{
  g_autofree char *have = tw_replica_dup_state (replica->store, "have");

  g_assert_cmpstr (have, ==, expected);
}

static gint64
get_updated (Replica *replica, const TwId *id)
{
  g_autoptr (TwRecord) record = replica_get (replica, id);

  return tw_record_get (record, tw_test_field (replica->store, "company", "updated_at"))->i;
}

static void
test_taken (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  settle (replica, 1, 1, 5);
  assert_have (replica, "5-5");
  replica_assert_state (replica, &id, TW_RECORD_SYNCED);
  replica_assert_counts (replica, 0, 0);
  g_assert_cmpint (get_updated (replica, &id), ==, AT);
  /* The row is that of seq 5: an older page changes nothing. */
  replica_put (replica, &id, 4, 4, "name", "Older", "industry", "Older", NULL);
  replica_assert_company (replica, &id, "Mine", "Steel");
  assert_have (replica, "5-5");
  replica_edit (replica, &id, "industry", "Wood");
  settle (replica, 2, 5, 6);
  assert_have (replica, "5-6");
  replica_reach (replica, 6);
  assert_have (replica, NULL);
  replica_assert_company (replica, &id, "Mine", "Wood");
  replica_put (replica, &id, 7, 7, "name", "Theirs", "industry", "Wood", NULL);
  replica_assert_company (replica, &id, "Theirs", "Wood");
}

/* Somebody else had changed the record before: what he did is not here yet. */
static void
test_others (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  settle (replica, 1, 4, 5);
  assert_have (replica, NULL);
  replica_put (replica, &id, 5, 5, "name", "Mine", "industry", "Theirs", NULL);
  replica_assert_company (replica, &id, "Mine", "Theirs");
}

/* A second edit of the record waits: what the server has of that field is to come first. */
static void
test_more_waits (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  replica_edit (replica, &id, "industry", "Wood");
  settle (replica, 1, 1, 5);
  assert_have (replica, NULL);
  replica_assert_state (replica, &id, TW_RECORD_WAITING);
  replica_settle (replica, 2, 6, TW_PUSH_REJECTED);
  replica_put (replica, &id, 5, 6, "name", "Mine", "industry", "Steel", NULL);
  replica_assert_company (replica, &id, "Mine", "Steel");
}

/* A field that went there and back was not sent, and somebody else has changed it: what he made of it is under the edits here. */
static void
test_joined (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GPtrArray) items = NULL;

  replica_put (replica, &id, 4, 4, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  record = replica_get (replica, &id);
  tw_test_set (record, "name", "Acme", "industry", "Wood", NULL);
  tw_test_save (replica->store, "Edit", record);
  replica_put (replica, &id, 5, 5, "name", "Theirs", "industry", "Steel", NULL);
  items = tw_outbox_take (replica->store, 1, 100, G_MAXSIZE, NULL);
  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpuint (((TwOutboxItem *) items->pdata[0])->changes->len, ==, 0);
  settle (replica, 2, 5, 6);
  assert_have (replica, NULL);
  replica_put (replica, &id, 6, 6, "name", "Theirs", "industry", "Wood", NULL);
  replica_assert_company (replica, &id, "Theirs", "Wood");
}

/* A seq that the answer does not reach is none. */
static void
test_beyond (Replica *replica, gconstpointer data)
{
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (TwPushResult));
  TwPushResult result = { .n = 1, .state = TW_PUSH_APPLIED, .row_before = 1, .row_seq = 900, .row_at = AT };
  TwId id = tw_id_new ();

  g_array_append_val (results, result);
  replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
  replica_edit (replica, &id, "name", "Mine");
  g_assert_true (tw_outbox_settle (replica->store, 1, 5, results, NULL));
  assert_have (replica, NULL);
}

static void
assert_list (const char *text, const char *expected, gint64 seq, gint64 skipped)
{
  g_autoptr (GArray) list = tw_seq_list_parse (text);
  g_autofree char *again = tw_seq_list_print (list);

  g_assert_cmpstr (again, ==, expected);
  g_assert_cmpint (tw_seq_list_skip (list, seq), ==, skipped);
}

static void
test_list (void)
{
  g_autoptr (GArray) list = tw_seq_list_parse (NULL);
  g_autofree char *text = NULL;

  assert_list (NULL, NULL, 3, 3);
  assert_list ("4-9,10-12,20-30", "4-9,10-12,20-30", 3, 12);
  assert_list ("4-9", "4-9", 2, 2);
  assert_list ("4-9", "4-9", 6, 9);
  assert_list ("4-9", "4-9", 15, 15);
  assert_list ("4-9,8-12", "4-9", 3, 9);
  assert_list ("9-4,20-30", NULL, 3, 3);
  assert_list ("4-9223372036854775807", NULL, 3, 3);
  assert_list ("4-9,x", "4-9", 3, 9);
  for (gint64 seq = 2; seq <= 200; seq += 2)
    tw_seq_list_add (list, seq);
  g_assert_cmpuint (list->len, ==, 32);
  tw_seq_list_prune (list, 60);
  tw_seq_list_add (list, 65);
  tw_seq_list_add (list, 65);
  text = tw_seq_list_print (list);
  g_assert_cmpstr (text, ==, "62-62,64-65");
}

#define ADD(path, func) g_test_add ("/store/replica-told/" path, Replica, NULL, set_up, func, replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("taken", test_taken);
  ADD ("others", test_others);
  ADD ("more-waits", test_more_waits);
  ADD ("joined", test_joined);
  ADD ("beyond", test_beyond);
  g_test_add_func ("/store/replica-told/list", test_list);
  return g_test_run ();
}
