/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's rows coming in, over what the person has not sent yet. */
#include "config.h"

#include <stdarg.h>

#include "tw-backup.h"
#include "tw-db-private.h"
#include "tw-replica.h"
#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  TwReplicaIdentity identity = { (char *) "https://crm.example.org", tw_id_new (), tw_id_new (), tw_id_new () };
  g_autoptr (GError) error = NULL;

  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  g_assert_true (tw_replica_join (fixture->store, &identity, FALSE, &error));
  g_assert_no_error (error);
}

static void
check (Fixture *fixture)
{
  g_autoptr (GPtrArray) wrong = tw_store_check (fixture->store, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  check (fixture);
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static TwReplicaTx *
begin (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TwReplicaTx *tx = tw_replica_begin (fixture->store, &error);

  g_assert_no_error (error);
  return tx;
}

/* Pairs of field key and text of a company, NULL at the end. */
static void
put_in (Fixture *fixture, TwReplicaTx *tx, const TwId *id, gint64 seq, TwInstant deleted, va_list args)
{
  const TwField *fields[16];
  TwValue values[16];
  g_autoptr (GError) error = NULL;
  const char *key;
  guint n = 0;

  while ((key = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);

      fields[n] = tw_test_field (fixture->store, "company", key);
      values[n] = text != NULL ? tw_value_text (text) : (TwValue) TW_VALUE_INIT;
      n++;
    }
  g_assert_true (tw_replica_put (tx, tw_test_entity (fixture->store, "company"), id, seq, deleted, fields, values, n, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&values[i]);
}

static TwCommit *
end (TwReplicaTx *tx, gint64 cursor)
{
  g_autoptr (GError) error = NULL;
  TwCommit *commit = tw_replica_commit (tx, cursor, &error);

  g_assert_no_error (error);
  return commit;
}

/* One row as a transaction of its own; the seq of its commit, 0 when it changed nothing. */
static gint64
put (Fixture *fixture, const TwId *id, gint64 seq, gint64 cursor, ...)
{
  TwReplicaTx *tx = begin (fixture);
  g_autoptr (TwCommit) commit = NULL;
  va_list args;

  tw_replica_reach (tx, cursor);
  va_start (args, cursor);
  put_in (fixture, tx, id, seq, 0, args);
  va_end (args);
  commit = end (tx, cursor);
  return tw_commit_get_seq (commit);
}

static void
put_deleted (Fixture *fixture, const TwId *id, gint64 seq, gint64 cursor, ...)
{
  TwReplicaTx *tx = begin (fixture);
  va_list args;

  va_start (args, cursor);
  put_in (fixture, tx, id, seq, 1000000, args);
  va_end (args);
  tw_commit_unref (end (tx, cursor));
}

static void
reach (Fixture *fixture, gint64 cursor)
{
  tw_commit_unref (end (begin (fixture), cursor));
}

static TwRecord *
get (Fixture *fixture, const TwId *id)
{
  return tw_store_get (fixture->store, tw_test_entity (fixture->store, "company"), id, NULL);
}

static void
assert_company (Fixture *fixture, const TwId *id, const char *name, const char *industry)
{
  g_autoptr (TwRecord) record = get (fixture, id);
  g_autofree char *own_name = NULL, *own_industry = NULL;

  g_assert_nonnull (record);
  own_name = tw_test_text (record, "name");
  own_industry = tw_test_text (record, "industry");
  g_assert_cmpstr (own_name, ==, name);
  g_assert_cmpstr (own_industry, ==, industry);
}

static void
edit (Fixture *fixture, const TwId *id, const char *key, const char *text)
{
  g_autoptr (TwRecord) record = get (fixture, id);

  tw_test_set (record, key, text, NULL);
  tw_test_save (fixture->store, "Edit", record);
}

static void
settle (Fixture *fixture, gint64 acked, gint64 seq, TwPushState state)
{
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (TwPushResult));
  TwPushResult result = { acked, state, (char *) "{\"code\":\"test\"}" };
  g_autoptr (GError) error = NULL;

  if (state != TW_PUSH_APPLIED)
    g_array_append_val (results, result);
  g_assert_true (tw_outbox_settle (fixture->store, acked, seq, results, &error));
  g_assert_no_error (error);
}

static void
assert_state (Fixture *fixture, const TwId *id, TwRecordSync expected)
{
  g_assert_cmpint (tw_replica_get_record (fixture->store, tw_test_entity (fixture->store, "company"), id, NULL), ==, expected);
}

static void
assert_counts (Fixture *fixture, gint64 outbox, guint refused)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (fixture->store, NULL);

  g_assert_cmpint (tw_outbox_count (fixture->store, NULL), ==, outbox);
  g_assert_cmpuint (refusals->len, ==, refused);
}

static void
test_put (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();

  g_assert_cmpint (put (fixture, &id, 5, 5, "name", "Acme", "industry", "Steel", NULL), ==, 1);
  assert_company (fixture, &id, "Acme", "Steel");
  assert_state (fixture, &id, TW_RECORD_SYNCED);
  /* Twice, older, and a field that was not sent. */
  g_assert_cmpint (put (fixture, &id, 5, 5, "name", "Other", NULL), ==, 0);
  g_assert_cmpint (put (fixture, &id, 4, 5, "name", "Older", NULL), ==, 0);
  assert_company (fixture, &id, "Acme", "Steel");
  g_assert_cmpint (put (fixture, &id, 6, 6, "industry", NULL, NULL), ==, 2);
  assert_company (fixture, &id, "Acme", "-");
  /* An echo of what is here changes nothing but what is known. */
  g_assert_cmpint (put (fixture, &id, 7, 7, "name", "Acme", NULL), ==, 0);
  g_assert_cmpint (put (fixture, &id, 6, 7, "name", "Late", NULL), ==, 0);
  assert_company (fixture, &id, "Acme", "-");
  put_deleted (fixture, &id, 8, 8, "name", "Acme", NULL);
  {
    g_autoptr (TwRecord) record = get (fixture, &id);

    g_assert_true (tw_record_is_deleted (record));
  }
  put (fixture, &id, 9, 9, "name", "Back", NULL);
  assert_company (fixture, &id, "Back", "-");
  assert_counts (fixture, 0, 0);
}

static void
test_stamps (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();
  const TwField *fields[] = { tw_test_field (fixture->store, "company", "name"), tw_test_field (fixture->store, "company", "created_at"),
                              tw_test_field (fixture->store, "company", "updated_at") };
  TwInstant seen;

  for (guint round = 1; round <= 2; round++)
    {
      g_auto (TwValue) name = tw_value_text (round == 1 ? "One" : "Two");
      TwValue values[] = { name, tw_value_datetime (1000000), tw_value_datetime (2000000 * round) };
      TwReplicaTx *tx = begin (fixture);
      g_autoptr (TwRecord) record = NULL, past = NULL;
      g_autoptr (TwCommit) commit = NULL;

      g_assert_true (tw_replica_put (tx, fields[0]->entity, &id, round, 0, fields, values, 3, "{\"900\":1}", NULL));
      commit = end (tx, round);
      record = get (fixture, &id);
      g_assert_cmpint (tw_record_get (record, fields[1])->i, ==, 1000000);
      g_assert_cmpint (tw_record_get (record, fields[2])->i, ==, 2000000 * round);
      if (round == 1)
        seen = tw_commit_get_time (commit);
      else
        {
          past = tw_store_get_as_of (fixture->store, fields[0]->entity, &id, seen, NULL);
          g_assert_cmpint (tw_record_get (past, fields[2])->i, ==, 2000000);
        }
      g_usleep (1000);
    }
  {
    g_autofree char *extra = tw_replica_dup_extra (fixture->store, fields[0]->entity, &id);

    g_assert_cmpstr (extra, ==, "{\"900\":1}");
  }
}

/* The row that brings the server's word on an answered field ends its waiting; another field of it goes on to wait. */
static void
test_answered (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();

  put (fixture, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  edit (fixture, &id, "name", "Mine");
  edit (fixture, &id, "industry", "Wood");
  settle (fixture, 1, 3, TW_PUSH_MERGED);
  /* Not the word on it yet: the page ends before. */
  put (fixture, &id, 2, 2, "name", "Older", "industry", "Older", NULL);
  assert_company (fixture, &id, "Mine", "Wood");
  put (fixture, &id, 3, 3, "name", "Merged", "industry", "Theirs", NULL);
  assert_company (fixture, &id, "Merged", "Wood");
  assert_state (fixture, &id, TW_RECORD_WAITING);
  assert_counts (fixture, 1, 0);
  settle (fixture, 2, 4, TW_PUSH_APPLIED);
  put (fixture, &id, 4, 4, "name", "Merged", "industry", "Wood", NULL);
  assert_company (fixture, &id, "Merged", "Wood");
  assert_state (fixture, &id, TW_RECORD_SYNCED);
  /* Nothing is left that could come back. */
  reach (fixture, 9);
  assert_company (fixture, &id, "Merged", "Wood");
  assert_counts (fixture, 0, 0);
}

/* An edit while a pull changes the same field and another one. */
static void
test_overlay (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();

  put (fixture, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  edit (fixture, &id, "name", "Mine");
  assert_state (fixture, &id, TW_RECORD_WAITING);
  assert_counts (fixture, 1, 0);
  put (fixture, &id, 2, 2, "name", "Theirs", "industry", "Wood", NULL);
  assert_company (fixture, &id, "Mine", "Wood");
  /* The base stays what was on the screen. */
  {
    g_autoptr (GPtrArray) items = tw_outbox_read (fixture->store, 1, 10, 1000000, NULL);
    TwOutboxItem *item = items->pdata[0];
    const TwFieldChange *change = tw_change_get_field (item->changes->pdata[0], 0);

    g_assert_cmpuint (items->len, ==, 1);
    g_assert_cmpint (item->n, ==, 1);
    g_assert_cmpstr (change->before.text, ==, "Acme");
    g_assert_cmpstr (change->after.text, ==, "Mine");
  }
  /* Answered: merged to a third value, which shows when the cursor is there. */
  settle (fixture, 1, 3, TW_PUSH_MERGED);
  assert_counts (fixture, 0, 0);
  assert_company (fixture, &id, "Mine", "Wood");
  reach (fixture, 2);
  assert_company (fixture, &id, "Mine", "Wood");
  put (fixture, &id, 3, 3, "name", "Mine and theirs", "industry", "Wood", NULL);
  assert_company (fixture, &id, "Mine and theirs", "Wood");
  assert_state (fixture, &id, TW_RECORD_SYNCED);
}

/* Theirs stayed: the server's row has no newer seq, and what it said before counts. */
static void
test_theirs_won (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();

  put (fixture, &id, 1, 1, "name", "Acme", NULL);
  edit (fixture, &id, "name", "Mine");
  put (fixture, &id, 2, 2, "name", "Theirs", NULL);
  settle (fixture, 1, 2, TW_PUSH_MERGED);
  /* The cursor is there already. */
  assert_company (fixture, &id, "Theirs", "-");
  assert_state (fixture, &id, TW_RECORD_SYNCED);
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (TwCommit) again = NULL;
  g_autoptr (GError) error = NULL;
  TwRefusal *refusal;
  TwId id = tw_id_new ();

  put (fixture, &id, 1, 1, "name", "Acme", "industry", "Steel", NULL);
  edit (fixture, &id, "name", "Mine");
  edit (fixture, &id, "industry", "Wood");
  settle (fixture, 1, 4, TW_PUSH_REJECTED);
  assert_company (fixture, &id, "Acme", "Wood");
  assert_counts (fixture, 1, 1);
  assert_state (fixture, &id, TW_RECORD_REFUSED);
  /* Twice is the same as once. */
  settle (fixture, 1, 4, TW_PUSH_REJECTED);
  assert_counts (fixture, 1, 1);
  refusals = tw_refusals_list (fixture->store, NULL);
  refusal = refusals->pdata[0];
  g_assert_cmpstr (refusal->title, ==, "Edit");
  g_assert_cmpstr (refusal->problem, ==, "{\"code\":\"test\"}");
  g_assert_cmpstr (tw_change_get_field (refusal->changes->pdata[0], 0)->after.text, ==, "Mine");
  again = tw_refusal_retry (fixture->store, refusal->n, &error);
  g_assert_no_error (error);
  assert_company (fixture, &id, "Mine", "Wood");
  assert_counts (fixture, 2, 0);
  g_assert_null (tw_refusal_retry (fixture->store, refusal->n, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_NOT_FOUND, NULL);
  settle (fixture, 3, 5, TW_PUSH_REJECTED);
  assert_counts (fixture, 0, 1);
  g_assert_true (tw_refusal_drop (fixture->store, 1, &error));
  assert_counts (fixture, 0, 0);
}

/* An edit of the same field after the one that is answered stays. */
static void
test_later_edit_stays (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();

  put (fixture, &id, 1, 1, "name", "Acme", NULL);
  edit (fixture, &id, "name", "First");
  edit (fixture, &id, "name", "Second");
  settle (fixture, 1, 2, TW_PUSH_APPLIED);
  put (fixture, &id, 2, 2, "name", "First", NULL);
  assert_company (fixture, &id, "Second", "-");
  settle (fixture, 2, 3, TW_PUSH_REJECTED);
  assert_company (fixture, &id, "First", "-");
}

static void
test_new_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) taken = tw_test_new (fixture->store, "company", "name", "Taken", NULL);
  g_autoptr (TwRecord) refused = tw_test_new (fixture->store, "company", "name", "Refused", NULL);
  g_autoptr (TwRecord) hidden = tw_test_new (fixture->store, "company", "name", "Hidden", NULL);
  const TwId *id = tw_record_get_id (taken);

  tw_test_save (fixture->store, "Add", taken);
  assert_state (fixture, id, TW_RECORD_WAITING);
  settle (fixture, 1, 3, TW_PUSH_APPLIED);
  put (fixture, id, 3, 3, "name", "Taken", NULL);
  assert_company (fixture, id, "Taken", "-");
  assert_state (fixture, id, TW_RECORD_SYNCED);

  /* One that is not taken goes, and can be tried again. */
  tw_test_save (fixture->store, "Add", refused);
  settle (fixture, 2, 3, TW_PUSH_REJECTED);
  g_assert_null (get (fixture, tw_record_get_id (refused)));
  assert_counts (fixture, 0, 1);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (TwCommit) again = tw_refusal_retry (fixture->store, 1, &error);

    g_assert_no_error (error);
    assert_company (fixture, tw_record_get_id (refused), "Refused", "-");
    assert_counts (fixture, 1, 0);
    settle (fixture, 3, 4, TW_PUSH_APPLIED);
    put (fixture, tw_record_get_id (refused), 4, 4, "name", "Refused", NULL);
    assert_company (fixture, tw_record_get_id (refused), "Refused", "-");
  }
  /* One that was taken and is not shown to this person goes when the cursor is there. */
  tw_test_save (fixture->store, "Add", hidden);
  settle (fixture, 4, 6, TW_PUSH_APPLIED);
  assert_company (fixture, tw_record_get_id (hidden), "Hidden", "-");
  reach (fixture, 6);
  g_assert_null (get (fixture, tw_record_get_id (hidden)));
  assert_counts (fixture, 0, 0);
}

static void
test_echo_before_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL);
  const TwId *id = tw_record_get_id (company);

  tw_test_save (fixture->store, "Add", company);
  edit (fixture, id, "name", "Renamed");
  put (fixture, id, 2, 2, "name", "Acme", NULL);
  assert_company (fixture, id, "Renamed", "-");
  settle (fixture, 1, 2, TW_PUSH_APPLIED);
  assert_company (fixture, id, "Renamed", "-");
  put (fixture, id, 3, 3, "name", "Renamed", NULL);
  settle (fixture, 2, 3, TW_PUSH_APPLIED);
  assert_company (fixture, id, "Renamed", "-");
  assert_state (fixture, id, TW_RECORD_SYNCED);
}

static void
delete_company (Fixture *fixture, const TwId *id)
{
  g_autoptr (TwRecord) record = get (fixture, id);

  tw_test_delete (fixture->store, "Delete", record);
}

static gboolean
is_deleted (Fixture *fixture, const TwId *id)
{
  g_autoptr (TwRecord) record = get (fixture, id);

  return tw_record_is_deleted (record);
}

static void
test_pending_delete (Fixture *fixture, gconstpointer data)
{
  TwId id = tw_id_new ();

  put (fixture, &id, 1, 1, "name", "Acme", NULL);
  delete_company (fixture, &id);
  put (fixture, &id, 2, 2, "name", "Renamed", NULL);
  g_assert_true (is_deleted (fixture, &id));
  settle (fixture, 1, 3, TW_PUSH_REJECTED);
  g_assert_false (is_deleted (fixture, &id));
  assert_company (fixture, &id, "Renamed", "-");
  delete_company (fixture, &id);
  settle (fixture, 2, 4, TW_PUSH_APPLIED);
  put_deleted (fixture, &id, 4, 4, "name", "Renamed", NULL);
  g_assert_true (is_deleted (fixture, &id));
  assert_state (fixture, &id, TW_RECORD_REFUSED);
  g_assert_true (tw_refusal_drop (fixture->store, 1, NULL));
  assert_state (fixture, &id, TW_RECORD_SYNCED);
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) refusals = NULL, history = NULL, items = NULL;
  const TwEntity *company = tw_test_entity (fixture->store, "company");
  g_autoptr (GError) error = NULL;
  const TwFieldChange *change;
  TwId id = tw_id_new (), other = tw_id_new ();
  TwReplicaTx *tx;

  put (fixture, &id, 1, 1, "name", "Secret", NULL);
  put (fixture, &other, 2, 2, "name", "Other", NULL);
  edit (fixture, &id, "name", "Mine");
  edit (fixture, &other, "name", "Other mine");
  tx = begin (fixture);
  g_assert_true (tw_replica_forget (tx, company, &id, &error));
  tw_commit_unref (end (tx, 3));
  g_assert_null (get (fixture, &id));
  assert_company (fixture, &other, "Other mine", "-");
  /* Numbers have no gaps: what is gone is sent empty. */
  assert_counts (fixture, 2, 1);
  items = tw_outbox_read (fixture->store, 1, 10, 1000, NULL);
  g_assert_cmpuint (((TwOutboxItem *) items->pdata[0])->changes->len, ==, 0);
  g_assert_cmpuint (((TwOutboxItem *) items->pdata[1])->changes->len, ==, 1);
  refusals = tw_refusals_list (fixture->store, NULL);
  change = tw_change_get_field (((TwRefusal *) refusals->pdata[0])->changes->pdata[0], 0);
  g_assert_true (tw_value_is_null (&change->before));
  g_assert_cmpstr (change->after.text, ==, "Mine");
  history = tw_store_history (fixture->store, &id, 10, 0, NULL);
  for (guint i = 0; i < history->len; i++)
    g_assert_cmpuint (tw_change_get_n_fields (history->pdata[i]), ==, 0);
  /* It may come back. */
  put (fixture, &id, 4, 4, "name", "Open", NULL);
  assert_company (fixture, &id, "Open", "-");
  settle (fixture, 2, 5, TW_PUSH_APPLIED);
  put (fixture, &other, 5, 5, "name", "Other mine", NULL);
}

static void
test_purge (Fixture *fixture, gconstpointer data)
{
  static const gboolean erase[] = { FALSE, TRUE };
  const TwEntity *company = tw_test_entity (fixture->store, "company");

  for (guint i = 0; i < G_N_ELEMENTS (erase); i++)
    {
      g_autoptr (GError) error = NULL;
      TwId id = tw_id_new (), nowhere = tw_id_new ();
      TwReplicaTx *tx;

      put (fixture, &id, 1, 1, "name", "Acme", NULL);
      edit (fixture, &id, "name", "Mine");
      tx = begin (fixture);
      g_assert_true (tw_replica_purge (tx, company, &id, 2, erase[i], &error));
      g_assert_true (tw_replica_purge (tx, company, &nowhere, 2, erase[i], &error));
      g_assert_true (tw_replica_purge (tx, company, &id, 2, erase[i], &error));
      tw_commit_unref (end (tx, 2));
      g_assert_null (get (fixture, &id));
      assert_counts (fixture, i + 1, 1);
      /* It does not come back. */
      g_assert_cmpint (put (fixture, &id, 9, 9, "name", "Ghost", NULL), ==, 0);
      g_assert_null (get (fixture, &id));
    }
}

static void
test_settings_and_definitions (Fixture *fixture, gconstpointer data)
{
  static const char colour[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"colour\",\"label\":\"Colour\",\"kind\":\"text\"}}]";
  g_autoptr (GError) error = NULL;
  g_autofree char *currency = NULL, *zone = NULL, *later = NULL;
  TwReplicaTx *tx;

  g_assert_true (tw_store_set_setting (fixture->store, "currency", "\"EUR\"", &error));
  tx = begin (fixture);
  g_assert_true (tw_replica_define (tx, colour, &error));
  g_assert_true (tw_replica_put_setting (tx, "currency", "\"USD\"", &error));
  g_assert_true (tw_replica_put_setting (tx, "timezone", "\"Europe/Berlin\"", &error));
  g_assert_true (tw_replica_put_state (tx, "cursor", "abc", &error));
  tw_commit_unref (end (tx, 1));
  g_assert_no_error (error);
  tw_test_field (fixture->store, "company", "colour");
  currency = tw_store_dup_setting (fixture->store, "currency");
  zone = tw_store_dup_setting (fixture->store, "timezone");
  g_assert_cmpstr (currency, ==, "\"EUR\"");
  g_assert_cmpstr (zone, ==, "\"Europe/Berlin\"");
  assert_counts (fixture, 1, 0);
  settle (fixture, 1, 1, TW_PUSH_REJECTED);
  later = tw_store_dup_setting (fixture->store, "currency");
  g_assert_cmpstr (later, ==, "\"USD\"");
  {
    g_autofree char *cursor = tw_replica_dup_state (fixture->store, "cursor");

    g_assert_cmpstr (cursor, ==, "abc");
  }
}

/* Everything of a transaction that is dropped is as it was. */
static void
test_rolled_back (Fixture *fixture, gconstpointer data)
{
  const TwField *name = tw_test_field (fixture->store, "company", "name");
  g_auto (TwValue) value = tw_value_text ("Acme");
  TwReplicaTx *tx = begin (fixture);
  g_autofree char *cursor = NULL;
  TwId id = tw_id_new ();

  g_assert_true (tw_replica_put (tx, name->entity, &id, 1, 0, &name, &value, 1, NULL, NULL));
  g_assert_true (tw_replica_put_state (tx, "cursor", "abc", NULL));
  tw_replica_tx_free (tx);
  g_assert_null (get (fixture, &id));
  cursor = tw_replica_dup_state (fixture->store, "cursor");
  g_assert_null (cursor);
}

/* A server that was put back from a copy of seq 80: older rows take its values, later ones go on showing theirs and are offered, before what
 * waits. */
static void
test_new_epoch (Fixture *fixture, gconstpointer data)
{
  static const TwOp ops[] = { TW_OP_ADD, TW_OP_ADD, TW_OP_SET, TW_OP_SET };
  TwId kept = tw_id_new (), lost = tw_id_new (), changed = tw_id_new ();
  g_autoptr (TwRecord) answered = tw_test_new (fixture->store, "company", "name", "Answered", NULL);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  const TwOutboxItem *offer;
  const TwFieldChange *name;

  put (fixture, &kept, 70, 70, "name", "Newer", "industry", "Steel", NULL);
  put (fixture, &changed, 90, 90, "name", "Changed since", "industry", "Steel", NULL);
  put (fixture, &lost, 91, 91, "name", "Lost", NULL);
  tw_test_save (fixture->store, "Add", answered);
  settle (fixture, 1, 95, TW_PUSH_APPLIED);
  edit (fixture, &kept, "industry", "Mine");
  g_assert_true (tw_replica_end_epoch (fixture->store, &error));
  assert_counts (fixture, 1, 0);
  g_assert_true (tw_replica_begin_epoch (fixture->store, "lost", 80, &error));
  g_assert_true (tw_replica_begin_epoch (fixture->store, "lost", 80, &error));
  put (fixture, &kept, 40, 41, "name", "Restored", "industry", "Steel", NULL);
  put (fixture, &changed, 41, 42, "name", "Before", "industry", "Steel", NULL);
  assert_company (fixture, &kept, "Restored", "Mine");
  assert_company (fixture, &changed, "Changed since", "Steel");
  g_assert_true (tw_replica_end_epoch (fixture->store, &error));
  g_assert_true (tw_replica_end_epoch (fixture->store, &error));
  g_assert_no_error (error);
  /* Both records that the server has not got, what was changed of the third, and the edit that was not answered. */
  assert_counts (fixture, 4, 0);
  items = tw_outbox_read (fixture->store, 2, 10, 10000, NULL);
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
  assert_state (fixture, &lost, TW_RECORD_WAITING);
  assert_company (fixture, tw_record_get_id (answered), "Answered", "-");
  put (fixture, &kept, 42, 43, "name", "Next", "industry", "Steel", NULL);
  assert_company (fixture, &kept, "Next", "Mine");
}

/* Fields that the server does not take go again; what was written into them stays in the database. */
static void
test_refused_definitions (Fixture *fixture, gconstpointer data)
{
  static const char colour[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"colour\",\"label\":\"Colour\",\"kind\":\"text\"}}]";
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GError) error = NULL;

  commit = tw_store_define (fixture->store, colour, &error);
  g_assert_no_error (error);
  tw_test_iterate ();
  tw_test_field (fixture->store, "company", "colour");
  settle (fixture, 1, 1, TW_PUSH_REJECTED);
  tw_test_iterate ();
  g_assert_null (tw_entity_get_field (tw_test_entity (fixture->store, "company"), "colour"));
  assert_counts (fixture, 0, 1);
  g_assert_null (tw_refusal_retry (fixture->store, 1, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_INVALID, NULL);
}

static gboolean
collect (const TwId *id, gint64 server_seq, gpointer data)
{
  g_string_append_printf (data, "%d ", (int) server_seq);
  return ((GString *) data)->len < 6;
}

static void
test_scan_and_stage (Fixture *fixture, gconstpointer data)
{
  const TwEntity *company = tw_test_entity (fixture->store, "company");
  g_autoptr (TwRecord) own = tw_test_new (fixture->store, "company", "name", "Own", NULL);
  g_autoptr (GString) seen = g_string_new (NULL), rest = g_string_new (NULL);
  g_autoptr (GBytes) one = g_bytes_new_static ("one", 3), two = g_bytes_new_static ("two", 3), got = NULL, none = NULL;
  TwId ids[4];
  gint64 position;

  for (guint i = 0; i < 4; i++)
    {
      ids[i] = tw_id_new ();
      put (fixture, &ids[i], i + 1, i + 1, "name", "C", NULL);
    }
  tw_test_save (fixture->store, "Add", own);
  g_assert_true (tw_replica_scan (fixture->store, company, NULL, collect, seen, NULL));
  g_assert_cmpstr (seen->str, ==, "1 2 3 ");
  g_assert_true (tw_replica_scan (fixture->store, company, &ids[1], collect, rest, NULL));
  g_assert_cmpstr (rest->str, ==, "3 4 ");

  g_assert_true (tw_replica_stage (fixture->store, 2, two, NULL));
  g_assert_true (tw_replica_stage (fixture->store, 1, two, NULL));
  g_assert_true (tw_replica_stage (fixture->store, 1, one, NULL));
  got = tw_replica_next_staged (fixture->store, &position, NULL);
  g_assert_cmpint (position, ==, 1);
  g_assert_true (g_bytes_equal (got, one));
  g_assert_true (tw_replica_drop_staged (fixture->store, 1, NULL));
  g_bytes_unref (got);
  got = tw_replica_next_staged (fixture->store, &position, NULL);
  g_assert_cmpint (position, ==, 2);
  g_assert_true (tw_replica_drop_staged (fixture->store, 2, NULL));
  none = tw_replica_next_staged (fixture->store, &position, NULL);
  g_assert_null (none);
}

/* A first load of very many: no index while they come, and everything is found. */
static void
load_rows (Fixture *fixture, TwId *ids, guint n, gint64 left)
{
  g_autoptr (GError) error = NULL;
  TwReplicaTx *tx = begin (fixture);

  g_assert_true (tw_replica_expect (tx, tw_test_entity (fixture->store, "company"), left, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      const TwField *field = tw_test_field (fixture->store, "company", "name");
      g_autofree char *name = g_strdup_printf ("Loaded%u", i);
      TwValue value = tw_value_text (name);

      ids[i] = tw_id_new ();
      g_assert_true (tw_replica_put (tx, tw_test_entity (fixture->store, "company"), &ids[i], i + 1, 0, &field, &value, 1, NULL, &error));
      /* The same row twice is once. */
      g_assert_true (tw_replica_put (tx, tw_test_entity (fixture->store, "company"), &ids[i], i + 1, 0, &field, &value, 1, NULL, &error));
      tw_value_clear (&value);
    }
  tw_commit_unref (end (tx, 0));
}

static gint64
count_found (Fixture *fixture, const char *text)
{
  g_autoptr (TwQuery) all = tw_query_new (tw_store_get_schema (fixture->store), tw_test_entity (fixture->store, "company"), NULL, NULL, NULL);
  g_autoptr (TwQuery) query = tw_query_with_text (all, text);

  return tw_store_count (fixture->store, query, NULL);
}

static gint64
count_indexes (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "store.db", NULL);
  g_autoptr (TwDb) db = tw_db_open (path, TW_DB_READ, NULL);
  gint64 n = -1;

  g_assert_true (tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name LIKE 'tw!_i!_company!_%' ESCAPE '!'",
                                   &n, NULL));
  return n;
}

static void
test_many_rows (Fixture *fixture, gconstpointer data)
{
  gint64 whole = count_indexes (fixture);
  g_autoptr (TwRecord) edited = NULL;
  g_autoptr (GError) error = NULL;
  TwId ids[300], more[300];

  load_rows (fixture, more, 300, 19999);
  g_assert_cmpint (count_indexes (fixture), ==, whole);
  load_rows (fixture, ids, 300, 20000);
  g_assert_cmpint (count_indexes (fixture), <, whole);
  check (fixture);
  g_assert_cmpint (count_found (fixture, "loaded299"), ==, 2);
  edited = get (fixture, &ids[7]);
  tw_test_set (edited, "name", "Otherwise", NULL);
  tw_test_save (fixture->store, "Rename", edited);
  g_assert_cmpint (count_found (fixture, "otherwise"), ==, 1);
  g_assert_cmpint (tw_test_count (fixture->store, "company", "name = \"Otherwise\""), ==, 1);
  g_assert_true (tw_replica_mend (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_indexes (fixture), ==, whole);
  g_assert_true (tw_replica_mend (fixture->store, &error));
}

/* Cut off in the middle: the next opening makes good what is missing. */
static void
test_many_rows_cut_off (Fixture *fixture, gconstpointer data)
{
  gint64 whole = count_indexes (fixture);
  TwId ids[300], more[30];

  for (guint i = 0; i < 20; i++)
    load_rows (fixture, i < 19 ? ids : more, i < 19 ? 300 : 30, 100000);
  g_assert_cmpint (count_indexes (fixture), <, whole);
  tw_store_close (fixture->store);
  g_assert_finalize_object (fixture->store);
  fixture->store = tw_test_open (fixture->dir);
  g_assert_cmpint (count_indexes (fixture), ==, whole);
  check (fixture);
  g_assert_cmpint (count_found (fixture, "loaded299"), ==, 19);
  /* Who does not know how many there are has indexes while they are few. */
  load_rows (fixture, more, 30, -1);
  g_assert_cmpint (count_indexes (fixture), ==, whole);
}

#define ADD(path, func) g_test_add ("/store/replica/" path, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("purge", test_purge);
  ADD ("settings-and-definitions", test_settings_and_definitions);
  ADD ("rolled-back", test_rolled_back);
  ADD ("new-epoch", test_new_epoch);
  ADD ("refused-definitions", test_refused_definitions);
  ADD ("scan-and-stage", test_scan_and_stage);
  ADD ("many-rows", test_many_rows);
  ADD ("many-rows-cut-off", test_many_rows_cut_off);
  return g_test_run ();
}
