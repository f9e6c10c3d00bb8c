/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "replica-fixture.h"

#include <stdarg.h>

#include "tw-backup.h"
#include "tw-store-test.h"

void
replica_set_up (Replica *replica, gconstpointer data)
{
  TwReplicaIdentity identity = { (char *) "https://crm.example.org", tw_id_new (), tw_id_new (), tw_id_new () };
  g_autoptr (GError) error = NULL;

  replica->dir = tw_test_folder ();
  replica->store = tw_test_open (replica->dir);
  g_assert_true (tw_replica_join (replica->store, &identity, FALSE, &error));
  g_assert_no_error (error);
}

void
replica_check (Replica *replica)
{
  g_autoptr (GPtrArray) wrong = tw_store_check (replica->store, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
}

void
replica_tear_down (Replica *replica, gconstpointer data)
{
  replica_check (replica);
  g_assert_finalize_object (replica->store);
  tw_test_remove (replica->dir);
  g_free (replica->dir);
}

TwReplicaTx *
replica_begin (Replica *replica)
{
  g_autoptr (GError) error = NULL;
  TwReplicaTx *tx = tw_replica_begin (replica->store, &error);

  g_assert_no_error (error);
  return tx;
}

/* Pairs of field key and text of a company, NULL at the end. */
static void
put_in (Replica *replica, TwReplicaTx *tx, const TwId *id, gint64 seq, TwInstant deleted, va_list args)
{
  const TwField *fields[16];
  TwValue values[16];
  g_autoptr (GError) error = NULL;
  const char *key;
  guint n = 0;

  while ((key = va_arg (args, const char *)) != NULL)
    {
      const char *text = va_arg (args, const char *);

      fields[n] = tw_test_field (replica->store, "company", key);
      values[n] = text != NULL ? tw_value_text (text) : (TwValue) TW_VALUE_INIT;
      n++;
    }
  g_assert_true (tw_replica_put (tx, tw_test_entity (replica->store, "company"), id, seq, deleted, fields, values, n, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&values[i]);
}

TwCommit *
replica_end (TwReplicaTx *tx, gint64 cursor)
{
  g_autoptr (GError) error = NULL;
  TwCommit *commit = tw_replica_commit (tx, cursor, &error);

  g_assert_no_error (error);
  return commit;
}

/* One row as a transaction of its own; the seq of its commit, 0 when it changed nothing. */
gint64
replica_put (Replica *replica, const TwId *id, gint64 seq, gint64 cursor, ...)
{
  TwReplicaTx *tx = replica_begin (replica);
  g_autoptr (TwCommit) commit = NULL;
  va_list args;

  tw_replica_reach (tx, cursor);
  va_start (args, cursor);
  put_in (replica, tx, id, seq, 0, args);
  va_end (args);
  commit = replica_end (tx, cursor);
  return tw_commit_get_seq (commit);
}

void
replica_put_deleted (Replica *replica, const TwId *id, gint64 seq, gint64 cursor, ...)
{
  TwReplicaTx *tx = replica_begin (replica);
  va_list args;

  va_start (args, cursor);
  put_in (replica, tx, id, seq, 1000000, args);
  va_end (args);
  tw_commit_unref (replica_end (tx, cursor));
}

void
replica_reach (Replica *replica, gint64 cursor)
{
  tw_commit_unref (replica_end (replica_begin (replica), cursor));
}

TwRecord *
replica_get (Replica *replica, const TwId *id)
{
  return tw_store_get (replica->store, tw_test_entity (replica->store, "company"), id, NULL);
}

void
replica_assert_company (Replica *replica, const TwId *id, const char *name, const char *industry)
{
  g_autoptr (TwRecord) record = replica_get (replica, id);
  g_autofree char *own_name = NULL, *own_industry = NULL;

  g_assert_nonnull (record);
  own_name = tw_test_text (record, "name");
  own_industry = tw_test_text (record, "industry");
  g_assert_cmpstr (own_name, ==, name);
  g_assert_cmpstr (own_industry, ==, industry);
}

void
replica_edit (Replica *replica, const TwId *id, const char *key, const char *text)
{
  g_autoptr (TwRecord) record = replica_get (replica, id);

  tw_test_set (record, key, text, NULL);
  tw_test_save (replica->store, "Edit", record);
}

void
replica_settle (Replica *replica, gint64 acked, gint64 seq, TwPushState state)
{
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (TwPushResult));
  TwPushResult result = { .n = acked, .state = state, .problem = (char *) "{\"code\":\"test\"}" };
  g_autoptr (GError) error = NULL;

  if (state != TW_PUSH_APPLIED)
    g_array_append_val (results, result);
  g_assert_true (tw_outbox_settle (replica->store, acked, seq, results, &error));
  g_assert_no_error (error);
}

void
replica_assert_state (Replica *replica, const TwId *id, TwRecordSync expected)
{
  g_assert_cmpint (tw_replica_get_record (replica->store, tw_test_entity (replica->store, "company"), id, NULL), ==, expected);
}

void
replica_assert_counts (Replica *replica, gint64 outbox, guint refused)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (replica->store, NULL);

  g_assert_cmpint (tw_outbox_count (replica->store, NULL), ==, outbox);
  g_assert_cmpuint (refusals->len, ==, refused);
}
