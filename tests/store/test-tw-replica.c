/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's rows coming in, over what the person has not sent yet. */
#include "config.h"

#include "replica-fixture.h"
#include "tw-replica-files.h"
#include "tw-store-test.h"

static void
test_put (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  g_assert_cmpint (replica_put (replica, &id, 5, 5, "name", "Acme", "industry", "Steel", NULL), ==, 1);
  replica_assert_company (replica, &id, "Acme", "Steel");
  replica_assert_state (replica, &id, TW_RECORD_SYNCED);
  /* Twice, older, and a field that was not sent. */
  g_assert_cmpint (replica_put (replica, &id, 5, 5, "name", "Other", NULL), ==, 0);
  g_assert_cmpint (replica_put (replica, &id, 4, 5, "name", "Older", NULL), ==, 0);
  replica_assert_company (replica, &id, "Acme", "Steel");
  g_assert_cmpint (replica_put (replica, &id, 6, 6, "industry", NULL, NULL), ==, 2);
  replica_assert_company (replica, &id, "Acme", "-");
  /* An echo of what is here changes nothing but what is known. */
  g_assert_cmpint (replica_put (replica, &id, 7, 7, "name", "Acme", NULL), ==, 0);
  g_assert_cmpint (replica_put (replica, &id, 6, 7, "name", "Late", NULL), ==, 0);
  replica_assert_company (replica, &id, "Acme", "-");
  replica_put_deleted (replica, &id, 8, 8, "name", "Acme", NULL);
  {
    g_autoptr (TwRecord) record = replica_get (replica, &id);

    g_assert_true (tw_record_is_deleted (record));
  }
  replica_put (replica, &id, 9, 9, "name", "Back", NULL);
  replica_assert_company (replica, &id, "Back", "-");
  replica_assert_counts (replica, 0, 0);
}

static void
test_stamps (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();
  const TwField *fields[] = { tw_test_field (replica->store, "company", "name"), tw_test_field (replica->store, "company", "created_at"),
                              tw_test_field (replica->store, "company", "updated_at") };
  TwInstant seen;

  for (guint round = 1; round <= 2; round++)
    {
      g_auto (TwValue) name = tw_value_text (round == 1 ? "One" : "Two");
      TwValue values[] = { name, tw_value_datetime (1000000), tw_value_datetime (2000000 * round) };
      TwReplicaTx *tx = replica_begin (replica);
      g_autoptr (TwRecord) record = NULL, past = NULL;
      g_autoptr (TwCommit) commit = NULL;

      g_assert_true (tw_replica_put (tx, fields[0]->entity, &id, round, 0, fields, values, 3, "{\"900\":1}", NULL));
      commit = replica_end (tx, round);
      record = replica_get (replica, &id);
      g_assert_cmpint (tw_record_get (record, fields[1])->i, ==, 1000000);
      g_assert_cmpint (tw_record_get (record, fields[2])->i, ==, 2000000 * round);
      if (round == 1)
        seen = tw_commit_get_time (commit);
      else
        {
          past = tw_store_get_as_of (replica->store, fields[0]->entity, &id, seen, NULL);
          g_assert_cmpint (tw_record_get (past, fields[2])->i, ==, 2000000);
        }
      g_usleep (1000);
    }
  {
    g_autofree char *extra = tw_replica_dup_extra (replica->store, fields[0]->entity, &id);

    g_assert_cmpstr (extra, ==, "{\"900\":1}");
  }
}

/* The row that brings the server's word on an answered field ends its waiting; another field of it goes on to wait. */
static void
test_answered (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  replica_edit (replica, &id, "industry", "Wood");
  replica_settle (replica, 1, 3, TW_PUSH_MERGED);
  /* Not the word on it yet: the page ends before. */
  replica_put (replica, &id, 2, 2, "name", "Older", "industry", "Older", NULL);
  replica_assert_company (replica, &id, "Mine", "Wood");
  replica_put (replica, &id, 3, 3, "name", "Merged", "industry", "Theirs", NULL);
  replica_assert_company (replica, &id, "Merged", "Wood");
  replica_assert_state (replica, &id, TW_RECORD_WAITING);
  replica_assert_counts (replica, 1, 0);
  replica_settle (replica, 2, 4, TW_PUSH_APPLIED);
  replica_put (replica, &id, 4, 4, "name", "Merged", "industry", "Wood", NULL);
  replica_assert_company (replica, &id, "Merged", "Wood");
  replica_assert_state (replica, &id, TW_RECORD_SYNCED);
  /* Nothing is left that could come back. */
  replica_reach (replica, 9);
  replica_assert_company (replica, &id, "Merged", "Wood");
  replica_assert_counts (replica, 0, 0);
}

/* An edit while a pull changes the same field and another one. */
static void
test_overlay (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  replica_assert_state (replica, &id, TW_RECORD_WAITING);
  replica_assert_counts (replica, 1, 0);
  replica_put (replica, &id, 2, 2, "name", "Theirs", "industry", "Wood", NULL);
  replica_assert_company (replica, &id, "Mine", "Wood");
  /* The base stays what was on the screen. */
  {
    g_autoptr (GPtrArray) items = tw_outbox_read (replica->store, 1, 10, 1000000, NULL);
    TwOutboxItem *item = items->pdata[0];
    const TwFieldChange *change = tw_change_get_field (item->changes->pdata[0], 0);

    g_assert_cmpuint (items->len, ==, 1);
    g_assert_cmpint (item->n, ==, 1);
    g_assert_cmpstr (change->before.text, ==, "Acme");
    g_assert_cmpstr (change->after.text, ==, "Mine");
  }
  /* Answered: merged to a third value, which shows when the cursor is there. */
  replica_settle (replica, 1, 3, TW_PUSH_MERGED);
  replica_assert_counts (replica, 0, 0);
  replica_assert_company (replica, &id, "Mine", "Wood");
  replica_reach (replica, 2);
  replica_assert_company (replica, &id, "Mine", "Wood");
  replica_put (replica, &id, 3, 3, "name", "Mine and theirs", "industry", "Wood", NULL);
  replica_assert_company (replica, &id, "Mine and theirs", "Wood");
  replica_assert_state (replica, &id, TW_RECORD_SYNCED);
}

/* Theirs stayed: the server's row has no newer seq, and what it said before counts. */
static void
test_theirs_won (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
  replica_edit (replica, &id, "name", "Mine");
  replica_put (replica, &id, 2, 2, "name", "Theirs", NULL);
  replica_settle (replica, 1, 2, TW_PUSH_MERGED);
  /* The cursor is there already. */
  replica_assert_company (replica, &id, "Theirs", "-");
  replica_assert_state (replica, &id, TW_RECORD_SYNCED);
}

static void
test_rejected (Replica *replica, gconstpointer data)
{
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (TwCommit) again = NULL;
  g_autoptr (GError) error = NULL;
  TwRefusal *refusal;
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  replica_edit (replica, &id, "name", "Mine");
  replica_edit (replica, &id, "industry", "Wood");
  replica_settle (replica, 1, 4, TW_PUSH_REJECTED);
  replica_assert_company (replica, &id, "Acme", "Wood");
  replica_assert_counts (replica, 1, 1);
  replica_assert_state (replica, &id, TW_RECORD_REFUSED);
  /* Twice is the same as once. */
  replica_settle (replica, 1, 4, TW_PUSH_REJECTED);
  replica_assert_counts (replica, 1, 1);
  refusals = tw_refusals_list (replica->store, NULL);
  refusal = refusals->pdata[0];
  g_assert_cmpstr (refusal->title, ==, "Edit");
  g_assert_cmpstr (refusal->problem, ==, "{\"code\":\"test\"}");
  g_assert_cmpstr (tw_change_get_field (refusal->changes->pdata[0], 0)->after.text, ==, "Mine");
  again = tw_refusal_retry (replica->store, refusal->n, NULL, &error);
  g_assert_no_error (error);
  replica_assert_company (replica, &id, "Mine", "Wood");
  replica_assert_counts (replica, 2, 0);
  g_assert_null (tw_refusal_retry (replica->store, refusal->n, NULL, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
  replica_settle (replica, 3, 5, TW_PUSH_REJECTED);
  replica_assert_counts (replica, 0, 1);
  g_assert_true (tw_refusal_drop (replica->store, 1, &error));
  replica_assert_counts (replica, 0, 0);
}

/* An edit of the same field after the one that is answered stays. */
static void
test_later_edit_stays (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
  replica_edit (replica, &id, "name", "First");
  replica_edit (replica, &id, "name", "Second");
  replica_settle (replica, 1, 2, TW_PUSH_APPLIED);
  replica_put (replica, &id, 2, 2, "name", "First", NULL);
  replica_assert_company (replica, &id, "Second", "-");
  replica_settle (replica, 2, 3, TW_PUSH_REJECTED);
  replica_assert_company (replica, &id, "First", "-");
}

static void
test_new_record (Replica *replica, gconstpointer data)
{
  g_autoptr (TwRecord) taken = tw_test_new (replica->store, "company", "name", "Taken", NULL);
  g_autoptr (TwRecord) refused = tw_test_new (replica->store, "company", "name", "Refused", NULL);
  g_autoptr (TwRecord) hidden = tw_test_new (replica->store, "company", "name", "Hidden", NULL);
  const TwId *id = tw_record_get_id (taken);

  tw_test_save (replica->store, "Add", taken);
  replica_assert_state (replica, id, TW_RECORD_WAITING);
  replica_settle (replica, 1, 3, TW_PUSH_APPLIED);
  replica_put (replica, id, 3, 3, "name", "Taken", NULL);
  replica_assert_company (replica, id, "Taken", "-");
  replica_assert_state (replica, id, TW_RECORD_SYNCED);

  /* One that is not taken goes, and can be tried again. */
  tw_test_save (replica->store, "Add", refused);
  replica_settle (replica, 2, 3, TW_PUSH_REJECTED);
  g_assert_null (replica_get (replica, tw_record_get_id (refused)));
  replica_assert_counts (replica, 0, 1);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (TwCommit) again = tw_refusal_retry (replica->store, 1, NULL, &error);

    g_assert_no_error (error);
    replica_assert_company (replica, tw_record_get_id (refused), "Refused", "-");
    replica_assert_counts (replica, 1, 0);
    replica_settle (replica, 3, 4, TW_PUSH_APPLIED);
    replica_put (replica, tw_record_get_id (refused), 4, 4, "name", "Refused", NULL);
    replica_assert_company (replica, tw_record_get_id (refused), "Refused", "-");
  }
  /* One that was taken and is not shown to this person goes when the cursor is there. */
  tw_test_save (replica->store, "Add", hidden);
  replica_settle (replica, 4, 6, TW_PUSH_APPLIED);
  replica_assert_company (replica, tw_record_get_id (hidden), "Hidden", "-");
  replica_reach (replica, 6);
  g_assert_null (replica_get (replica, tw_record_get_id (hidden)));
  replica_assert_counts (replica, 0, 0);
}

static void
test_echo_before_answer (Replica *replica, gconstpointer data)
{
  g_autoptr (TwRecord) company = tw_test_new (replica->store, "company", "name", "Acme", NULL);
  const TwId *id = tw_record_get_id (company);

  tw_test_save (replica->store, "Add", company);
  replica_edit (replica, id, "name", "Renamed");
  replica_put (replica, id, 2, 2, "name", "Acme", NULL);
  replica_assert_company (replica, id, "Renamed", "-");
  replica_settle (replica, 1, 2, TW_PUSH_APPLIED);
  replica_assert_company (replica, id, "Renamed", "-");
  replica_put (replica, id, 3, 3, "name", "Renamed", NULL);
  replica_settle (replica, 2, 3, TW_PUSH_APPLIED);
  replica_assert_company (replica, id, "Renamed", "-");
  replica_assert_state (replica, id, TW_RECORD_SYNCED);
}

static void
delete_company (Replica *replica, const TwId *id)
{
  g_autoptr (TwRecord) record = replica_get (replica, id);

  tw_test_delete (replica->store, "Delete", record);
}

static gboolean
is_deleted (Replica *replica, const TwId *id)
{
  g_autoptr (TwRecord) record = replica_get (replica, id);

  return tw_record_is_deleted (record);
}

static void
test_pending_delete (Replica *replica, gconstpointer data)
{
  TwId id = tw_id_new ();

  replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
  delete_company (replica, &id);
  replica_put (replica, &id, 2, 2, "name", "Renamed", NULL);
  g_assert_true (is_deleted (replica, &id));
  replica_settle (replica, 1, 3, TW_PUSH_REJECTED);
  g_assert_false (is_deleted (replica, &id));
  replica_assert_company (replica, &id, "Renamed", "-");
  delete_company (replica, &id);
  replica_settle (replica, 2, 4, TW_PUSH_APPLIED);
  replica_put_deleted (replica, &id, 4, 4, "name", "Renamed", NULL);
  g_assert_true (is_deleted (replica, &id));
  replica_assert_state (replica, &id, TW_RECORD_REFUSED);
  g_assert_true (tw_refusal_drop (replica->store, 1, NULL));
  replica_assert_state (replica, &id, TW_RECORD_SYNCED);
}

static void
test_forget (Replica *replica, gconstpointer data)
{
  g_autoptr (GPtrArray) refusals = NULL, history = NULL, items = NULL;
  const TwEntity *company = tw_test_entity (replica->store, "company");
  g_autoptr (GError) error = NULL;
  const TwFieldChange *change;
  TwId id = tw_id_new (), other = tw_id_new ();
  TwReplicaTx *tx;

  replica_put (replica, &id, 1, 1, "name", "Secret", NULL);
  replica_put (replica, &other, 2, 2, "name", "Other", NULL);
  replica_edit (replica, &id, "name", "Mine");
  replica_edit (replica, &other, "name", "Other mine");
  tx = replica_begin (replica);
  g_assert_true (tw_replica_forget (tx, company, &id, &error));
  tw_commit_unref (replica_end (tx, 3));
  g_assert_null (replica_get (replica, &id));
  replica_assert_company (replica, &other, "Other mine", "-");
  /* Numbers have no gaps: what is gone is sent empty. */
  replica_assert_counts (replica, 2, 1);
  items = tw_outbox_read (replica->store, 1, 10, 1000, NULL);
  g_assert_cmpuint (((TwOutboxItem *) items->pdata[0])->changes->len, ==, 0);
  g_assert_cmpuint (((TwOutboxItem *) items->pdata[1])->changes->len, ==, 1);
  refusals = tw_refusals_list (replica->store, NULL);
  change = tw_change_get_field (((TwRefusal *) refusals->pdata[0])->changes->pdata[0], 0);
  g_assert_true (tw_value_is_null (&change->before));
  g_assert_cmpstr (change->after.text, ==, "Mine");
  history = tw_store_history (replica->store, &id, 10, 0, NULL);
  for (guint i = 0; i < history->len; i++)
    g_assert_cmpuint (tw_change_get_n_fields (history->pdata[i]), ==, 0);
  /* It may come back. */
  replica_put (replica, &id, 4, 4, "name", "Open", NULL);
  replica_assert_company (replica, &id, "Open", "-");
  replica_settle (replica, 2, 5, TW_PUSH_APPLIED);
  replica_put (replica, &other, 5, 5, "name", "Other mine", NULL);
}

/* What went out of sight is out of the history as well, and nothing keeps it from coming back: no damage, also not in a
 * workspace that has left its server. */
static void
test_left (Replica *replica, gconstpointer data)
{
  const TwEntity *company = tw_test_entity (replica->store, "company");
  g_autoptr (GError) error = NULL;
  TwId forgotten = tw_id_new (), purged = tw_id_new ();
  TwReplicaTx *tx;

  replica_put (replica, &forgotten, 1, 1, "name", "Secret", NULL);
  replica_put (replica, &purged, 2, 2, "name", "Other", NULL);
  tx = replica_begin (replica);
  g_assert_true (tw_replica_forget (tx, company, &forgotten, &error));
  g_assert_true (tw_replica_purge (tx, company, &purged, 3, FALSE, &error));
  tw_commit_unref (replica_end (tx, 3));
  g_assert_true (tw_replica_leave (replica->store, FALSE, &error));
  g_assert_no_error (error);
  replica_check (replica);
}

static void
test_purge (Replica *replica, gconstpointer data)
{
  static const gboolean erase[] = { FALSE, TRUE };
  const TwEntity *company = tw_test_entity (replica->store, "company");

  for (guint i = 0; i < G_N_ELEMENTS (erase); i++)
    {
      g_autoptr (GError) error = NULL;
      TwId id = tw_id_new (), nowhere = tw_id_new ();
      TwReplicaTx *tx;

      replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
      replica_edit (replica, &id, "name", "Mine");
      tx = replica_begin (replica);
      g_assert_true (tw_replica_purge (tx, company, &id, 2, erase[i], &error));
      g_assert_true (tw_replica_purge (tx, company, &nowhere, 2, erase[i], &error));
      g_assert_true (tw_replica_purge (tx, company, &id, 2, erase[i], &error));
      tw_commit_unref (replica_end (tx, 2));
      g_assert_null (replica_get (replica, &id));
      replica_assert_counts (replica, i + 1, 1);
      /* It does not come back. */
      g_assert_cmpint (replica_put (replica, &id, 9, 9, "name", "Ghost", NULL), ==, 0);
      g_assert_null (replica_get (replica, &id));
    }
}

/* What comes after the transaction is noted in it, and found again by a program that was stopped in between. */
static void
test_erasing (Replica *replica, gconstpointer data)
{
  const TwEntity *company = tw_test_entity (replica->store, "company");
  g_autofree char *before = NULL, *noted = NULL, *after = NULL, *expected = g_strdup_printf ("e%u", company->number);
  g_autoptr (GError) error = NULL;
  TwId id = tw_id_new (), other = tw_id_new ();
  TwReplicaTx *tx;

  replica_put (replica, &id, 1, 1, "name", "Acme", NULL);
  replica_put (replica, &other, 2, 2, "name", "Else", NULL);
  tx = replica_begin (replica);
  g_assert_true (tw_replica_purge (tx, company, &other, 3, FALSE, &error));
  tw_commit_unref (replica_end (tx, 3));
  before = tw_replica_dup_state (replica->store, TW_STATE_ERASING);
  g_assert_null (before);
  tx = replica_begin (replica);
  g_assert_true (tw_replica_purge (tx, company, &id, 4, TRUE, &error));
  tw_commit_unref (replica_end (tx, 4));
  tx = replica_begin (replica);
  g_assert_true (tw_replica_purge (tx, company, &id, 4, TRUE, &error));
  tw_commit_unref (replica_end (tx, 4));
  tw_store_close (replica->store);
  g_object_unref (replica->store);
  replica->store = tw_test_open (replica->dir);
  noted = tw_replica_dup_state (replica->store, TW_STATE_ERASING);
  g_assert_cmpstr (noted, ==, expected);
  g_assert_true (tw_replica_finish_erasing (replica->store, &error));
  after = tw_replica_dup_state (replica->store, TW_STATE_ERASING);
  g_assert_null (after);
  g_assert_true (tw_replica_finish_erasing (replica->store, &error));
  g_assert_no_error (error);
}

/* A file that was still to be fetched goes with the record that named it. */
static void
test_file_not_fetched (Replica *replica, gconstpointer data)
{
  static const char photo[] = "[{\"field\":{\"entity\":\"company\",\"number\":20002,\"key\":\"photo\",\"label\":\"Photo\",\"kind\":\"file\"}}]";
  static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  g_autoptr (TwReplicaFile) before = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  TwId id = tw_id_new ();
  TwReplicaTx *tx = replica_begin (replica);

  g_assert_true (tw_replica_define (tx, photo, &error));
  tw_commit_unref (replica_end (tx, 1));
  replica_put (replica, &id, 2, 2, "name", "Acme", "photo", hash, NULL);
  g_assert_true (tw_replica_scan_files (replica->store, &error));
  before = tw_replica_get_file (replica->store, hash);
  g_assert_nonnull (before);
  g_assert_cmpint (before->state, ==, TW_FILE_FETCH);
  tx = replica_begin (replica);
  g_assert_true (tw_replica_forget (tx, tw_test_entity (replica->store, "company"), &id, &error));
  tw_commit_unref (replica_end (tx, 3));
  after = tw_replica_get_file (replica->store, hash);
  g_assert_null (after);
  g_assert_no_error (error);
}

static void
test_settings_and_definitions (Replica *replica, gconstpointer data)
{
  static const char colour[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"colour\",\"label\":\"Colour\",\"kind\":\"text\"}}]";
  g_autoptr (GError) error = NULL;
  g_autofree char *currency = NULL, *zone = NULL, *later = NULL;
  TwReplicaTx *tx;

  g_assert_true (tw_store_set_setting (replica->store, "currency", "\"EUR\"", &error));
  tx = replica_begin (replica);
  g_assert_true (tw_replica_define (tx, colour, &error));
  g_assert_true (tw_replica_put_setting (tx, "currency", "\"USD\"", &error));
  g_assert_true (tw_replica_put_setting (tx, "timezone", "\"Europe/Berlin\"", &error));
  g_assert_true (tw_replica_put_state (tx, "cursor", "abc", &error));
  tw_commit_unref (replica_end (tx, 1));
  g_assert_no_error (error);
  tw_test_field (replica->store, "company", "colour");
  currency = tw_store_dup_setting (replica->store, "currency");
  zone = tw_store_dup_setting (replica->store, "timezone");
  g_assert_cmpstr (currency, ==, "\"EUR\"");
  g_assert_cmpstr (zone, ==, "\"Europe/Berlin\"");
  replica_assert_counts (replica, 1, 0);
  replica_settle (replica, 1, 1, TW_PUSH_REJECTED);
  later = tw_store_dup_setting (replica->store, "currency");
  g_assert_cmpstr (later, ==, "\"USD\"");
  {
    g_autofree char *cursor = tw_replica_dup_state (replica->store, "cursor");

    g_assert_cmpstr (cursor, ==, "abc");
  }
}

/* Everything of a transaction that is dropped is as it was. */
static void
test_rolled_back (Replica *replica, gconstpointer data)
{
  const TwField *name = tw_test_field (replica->store, "company", "name");
  g_auto (TwValue) value = tw_value_text ("Acme");
  TwReplicaTx *tx = replica_begin (replica);
  g_autofree char *cursor = NULL;
  TwId id = tw_id_new ();

  g_assert_true (tw_replica_put (tx, name->entity, &id, 1, 0, &name, &value, 1, NULL, NULL));
  g_assert_true (tw_replica_put_state (tx, "cursor", "abc", NULL));
  tw_replica_tx_free (tx);
  g_assert_null (replica_get (replica, &id));
  cursor = tw_replica_dup_state (replica->store, "cursor");
  g_assert_null (cursor);
}

/* A server that was put back from a copy of seq 80: older rows take its values, later ones go on showing theirs and are offered, before what
 * waits. */
static void
test_new_epoch (Replica *replica, gconstpointer data)
{
  static const TwOp ops[] = { TW_OP_ADD, TW_OP_ADD, TW_OP_SET, TW_OP_SET };
  TwId kept = tw_id_new (), lost = tw_id_new (), changed = tw_id_new ();
  g_autoptr (TwRecord) answered = tw_test_new (replica->store, "company", "name", "Answered", NULL);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  const TwOutboxItem *offer;
  const TwFieldChange *name;

  replica_put (replica, &kept, 70, 70, "name", "Newer", "industry", "Steel", NULL);
  replica_put (replica, &changed, 90, 90, "name", "Changed since", "industry", "Steel", NULL);
  replica_put (replica, &lost, 91, 91, "name", "Lost", NULL);
  tw_test_save (replica->store, "Add", answered);
  replica_settle (replica, 1, 95, TW_PUSH_APPLIED);
  replica_edit (replica, &kept, "industry", "Mine");
  g_assert_true (tw_replica_end_epoch (replica->store, &error));
  replica_assert_counts (replica, 1, 0);
  g_assert_true (tw_replica_begin_epoch (replica->store, "lost", 80, &error));
  g_assert_true (tw_replica_begin_epoch (replica->store, "lost", 80, &error));
  replica_put (replica, &kept, 40, 41, "name", "Restored", "industry", "Steel", NULL);
  replica_put (replica, &changed, 41, 42, "name", "Before", "industry", "Steel", NULL);
  replica_assert_company (replica, &kept, "Restored", "Mine");
  replica_assert_company (replica, &changed, "Changed since", "Steel");
  g_assert_true (tw_replica_end_epoch (replica->store, &error));
  g_assert_true (tw_replica_end_epoch (replica->store, &error));
  g_assert_no_error (error);
  /* Both records that the server has not got, what was changed of the third, and the edit that was not answered. */
  replica_assert_counts (replica, 4, 0);
  items = tw_outbox_read (replica->store, 2, 10, 10000, NULL);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpint (((TwOutboxItem *) items->pdata[i])->n, ==, i + 2);
      g_assert_cmpint (tw_change_get_op (((TwOutboxItem *) items->pdata[i])->changes->pdata[0]), ==, ops[i]);
    }
  offer = items->pdata[2];
  g_assert_cmpstr (offer->lost, ==, "lost");
  g_assert_cmpint (offer->lost_seq, ==, 90);
  g_assert_cmpuint (tw_change_get_n_fields (offer->changes->pdata[0]), ==, 1);
  name = tw_change_get_field (offer->changes->pdata[0], 0);
  g_assert_cmpstr (name->before.text, ==, "Before");
  g_assert_cmpstr (name->after.text, ==, "Changed since");
  g_assert_null (((TwOutboxItem *) items->pdata[3])->lost);
  replica_assert_state (replica, &lost, TW_RECORD_WAITING);
  replica_assert_company (replica, tw_record_get_id (answered), "Answered", "-");
  replica_put (replica, &kept, 42, 43, "name", "Next", "industry", "Steel", NULL);
  replica_assert_company (replica, &kept, "Next", "Mine");
}

/* Fields that the server does not take go again; what was written into them stays in the database. */
static void
test_refused_definitions (Replica *replica, gconstpointer data)
{
  static const char colour[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"colour\",\"label\":\"Colour\",\"kind\":\"text\"}}]";
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  commit = tw_store_define (replica->store, colour, &error);
  g_assert_no_error (error);
  tw_test_iterate ();
  tw_test_field (replica->store, "company", "colour");
  replica_settle (replica, 1, 1, TW_PUSH_REJECTED);
  tw_test_iterate ();
  g_assert_null (tw_entity_get_field (tw_test_entity (replica->store, "company"), "colour"));
  replica_assert_counts (replica, 0, 1);
  g_assert_null (tw_refusal_retry (replica->store, 1, NULL, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, NULL);
}

static gboolean
collect (const TwId *id, gint64 server_seq, gpointer data)
{
  g_string_append_printf (data, "%d ", (int) server_seq);
  return ((GString *) data)->len < 6;
}

static void
test_scan_and_stage (Replica *replica, gconstpointer data)
{
  const TwEntity *company = tw_test_entity (replica->store, "company");
  g_autoptr (TwRecord) own = tw_test_new (replica->store, "company", "name", "Own", NULL);
  g_autoptr (GString) seen = g_string_new (NULL), rest = g_string_new (NULL);
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3), two = g_bytes_new_static ("two", 3), got = NULL, none = NULL;
  TwId ids[4];
  gint64 position;

  for (guint i = 0; i < 4; i++)
    {
      ids[i] = tw_id_new ();
      replica_put (replica, &ids[i], i + 1, i + 1, "name", "C", NULL);
    }
  tw_test_save (replica->store, "Add", own);
  g_assert_true (tw_replica_scan (replica->store, company, NULL, collect, seen, NULL));
  g_assert_cmpstr (seen->str, ==, "1 2 3 ");
  g_assert_true (tw_replica_scan (replica->store, company, &ids[1], collect, rest, NULL));
  g_assert_cmpstr (rest->str, ==, "3 4 ");

  g_assert_true (tw_replica_stage (replica->store, 2, two, NULL));
  g_assert_true (tw_replica_stage (replica->store, 1, two, NULL));
  g_assert_true (tw_replica_stage (replica->store, 1, one, NULL));
  got = tw_replica_next_staged (replica->store, &position, NULL);
  g_assert_cmpint (position, ==, 1);
  g_assert_true (g_bytes_equal (got, one));
  g_assert_true (tw_replica_drop_staged (replica->store, 1, NULL));
  g_bytes_unref (got);
  got = tw_replica_next_staged (replica->store, &position, NULL);
  g_assert_cmpint (position, ==, 2);
  g_assert_true (tw_replica_drop_staged (replica->store, 2, NULL));
  none = tw_replica_next_staged (replica->store, &position, NULL);
  g_assert_null (none);
}

#define ADD(path, func) g_test_add ("/store/replica/" path, Replica, NULL, replica_set_up, func, replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("answered", test_answered);
  ADD ("put", test_put);
  ADD ("stamps", test_stamps);
  ADD ("overlay", test_overlay);
  ADD ("theirs-won", test_theirs_won);
  ADD ("rejected", test_rejected);
  ADD ("later-edit-stays", test_later_edit_stays);
  ADD ("new-record", test_new_record);
  ADD ("echo-before-answer", test_echo_before_answer);
  ADD ("pending-delete", test_pending_delete);
  ADD ("forget", test_forget);
  ADD ("left", test_left);
  ADD ("purge", test_purge);
  ADD ("erasing", test_erasing);
  ADD ("file-not-fetched", test_file_not_fetched);
  ADD ("settings-and-definitions", test_settings_and_definitions);
  ADD ("rolled-back", test_rolled_back);
  ADD ("new-epoch", test_new_epoch);
  ADD ("refused-definitions", test_refused_definitions);
  ADD ("scan-and-stage", test_scan_and_stage);
  return g_test_run ();
}
