/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What local commits leave for the server, in one transaction with them, also when the process is killed. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tw-archive.h"
#include "tw-bulk.h"
#include "tw-replica.h"
#include "tw-store-test.h"

typedef struct
{
  char    *dir;
  TwStore *store;
} Fixture;

static TwReplicaIdentity identity = { .server = (char *) "https://crm.example.org" };

static void
join (TwStore *store, gboolean queue_all)
{
  g_autoptr (GError) error = NULL;

  identity.workspace = tw_id_new ();
  identity.user = tw_id_new ();
  identity.client = tw_id_new ();
  g_assert_true (tw_replica_join (store, &identity, queue_all, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
}

static void
check (TwStore *store)
{
  g_autoptr (GPtrArray) wrong = tw_store_check (store, NULL, NULL, NULL, NULL);

  for (guint i = 0; i < wrong->len; i++)
    g_test_message ("%s", (char *) wrong->pdata[i]);
  g_assert_cmpuint (wrong->len, ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  check (fixture->store);
  g_assert_finalize_object (fixture->store);
  tw_test_remove (fixture->dir);
  g_free (fixture->dir);
}

static GPtrArray *
read_from (TwStore *store, gint64 from)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = tw_outbox_read (store, from, 1000, G_MAXSIZE, &error);

  g_assert_no_error (error);
  return items;
}

/* "n:changes n:changes …" of what is not answered, with * for atomic ones. */
static void
assert_outbox (TwStore *store, const char *expected)
{
  g_autoptr (GPtrArray) items = read_from (store, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      TwOutboxItem *item = items->pdata[i];

      g_string_append_printf (text, "%s%d:%u%s", i > 0 ? " " : "", (int) item->n, item->changes->len, item->atomic ? "*" : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpint (tw_outbox_count (store, NULL), ==, items->len);
}

static void
test_what_is_queued (Fixture *fixture, gconstpointer data)
{
  static const char colour[] = "[{\"field\":{\"entity\":\"company\",\"number\":20001,\"key\":\"colour\",\"label\":\"Colour\",\"kind\":\"text\"}}]";
  g_autoptr (TwRecord) early = tw_test_new (fixture->store, "company", "name", "Early", NULL);
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", NULL);
  g_autoptr (TwRecord) c = tw_test_new (fixture->store, "company", "name", "C", NULL);
  g_autoptr (TwCommit) both = NULL, undone = NULL, defined = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  TwOutboxItem *item;
  TwEdit *edit;

  tw_test_save (fixture->store, "Before", early);
  assert_outbox (fixture->store, "");
  join (fixture->store, FALSE);
  assert_outbox (fixture->store, "");
  tw_test_save (fixture->store, "One", a);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Two");
  tw_edit_save (edit, b);
  tw_edit_save (edit, c);
  both = tw_edit_commit (edit, &error);
  undone = tw_store_undo (fixture->store, NULL, &error);
  g_assert_true (tw_store_set_setting (fixture->store, "currency", "\"EUR\"", &error));
  defined = tw_store_define (fixture->store, colour, &error);
  g_assert_no_error (error);
  assert_outbox (fixture->store, "1:1 2:2* 3:2 4:1 5:1");
  /* What fails leaves nothing. */
  tw_test_set (a, "name", NULL, NULL);
  g_assert_null (tw_test_try_save (fixture->store, "Bad", a, &error));
  g_clear_error (&error);
  assert_outbox (fixture->store, "1:1 2:2* 3:2 4:1 5:1");
  items = read_from (fixture->store, 2);
  item = items->pdata[0];
  g_assert_cmpuint (items->len, ==, 4);
  g_assert_true (tw_id_equal (&item->commit, tw_commit_get_id (both)));
  g_assert_cmpstr (item->title, ==, "Two");
  g_assert_cmpint (item->at, ==, tw_commit_get_time (both));
  g_assert_true (item->stamp == tw_commit_get_stamp (both));
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) few = NULL, small = NULL, again = NULL, taken = NULL;

  join (fixture->store, FALSE);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *note = g_strnfill (1000, 'x');
      g_autoptr (TwRecord) record = tw_test_new (fixture->store, "deal", "name", "D", "note", note, NULL);

      tw_test_save (fixture->store, "Add", record);
    }
  few = tw_outbox_read (fixture->store, 2, 2, G_MAXSIZE, NULL);
  g_assert_cmpuint (few->len, ==, 2);
  g_assert_cmpint (((TwOutboxItem *) few->pdata[0])->n, ==, 2);
  small = tw_outbox_read (fixture->store, 1, 100, 10, NULL);
  g_assert_cmpuint (small->len, ==, 1);
  g_ptr_array_unref (small);
  small = tw_outbox_read (fixture->store, 1, 100, 2500, NULL);
  g_assert_cmpuint (small->len, ==, 2);
  taken = tw_outbox_take (fixture->store, 2, 2, G_MAXSIZE, NULL);
  g_assert_cmpuint (taken->len, ==, 2);
  again = read_from (fixture->store, 1);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (((TwOutboxItem *) again->pdata[i])->tries, ==, i == 1 || i == 2);
}

static void
test_huge_commit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (tw_id_hash, tw_id_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;
  g_autoptr (GPtrArray) items = NULL;
  TwBulk *bulk;

  join (fixture->store, FALSE);
  bulk = tw_bulk_new (fixture->store, TW_ORIGIN_IMPORT, "Import", &error);
  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *name = g_strdup_printf ("C%u", i);
      g_autoptr (TwRecord) record = tw_test_new (fixture->store, "company", "name", name, NULL);

      g_assert_true (tw_bulk_save (bulk, record, &error));
    }
  commit = tw_bulk_commit (bulk, &error);
  assert_outbox (fixture->store, "1:500 2:500 3:200");
  items = read_from (fixture->store, 1);
  for (guint i = 0; i < items->len; i++)
    g_hash_table_add (ids, &((TwOutboxItem *) items->pdata[i])->commit);
  g_hash_table_add (ids, (gpointer) tw_commit_get_id (commit));
  g_assert_cmpuint (g_hash_table_size (ids), ==, 4);
  /* The same each time it is read. */
  {
    g_autoptr (GPtrArray) again = read_from (fixture->store, 1);

    for (guint i = 0; i < items->len; i++)
      g_assert_true (g_hash_table_contains (ids, &((TwOutboxItem *) again->pdata[i])->commit));
  }
}

static void
test_join_with_data (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) deal = tw_test_new (fixture->store, "deal", "name", "Deal", NULL), deleted = NULL;
  g_autoptr (TwRecord) company = tw_test_new (fixture->store, "company", "name", "Acme", NULL), second = NULL;
  g_autofree char *company_id = tw_id_dup_text (tw_record_get_id (company));
  g_autoptr (GPtrArray) items = NULL;
  TwChange *add, *links;

  /* The company was made after the deal that points to it. */
  tw_test_save (fixture->store, "Add", company);
  tw_test_set (deal, "company", company_id, NULL);
  tw_test_save (fixture->store, "Add", deal);
  deleted = tw_test_new (fixture->store, "company", "name", "Gone", NULL);
  tw_test_save (fixture->store, "Add", deleted);
  tw_test_delete (fixture->store, "Delete", deleted);
  second = tw_test_new (fixture->store, "deal", "name", "Second", "company", company_id, NULL);
  tw_test_save (fixture->store, "Add", second);
  join (fixture->store, TRUE);
  assert_outbox (fixture->store, "1:1 2:1 3:1 4:1");
  items = read_from (fixture->store, 1);
  add = ((TwOutboxItem *) items->pdata[0])->changes->pdata[0];
  links = ((TwOutboxItem *) items->pdata[3])->changes->pdata[0];
  g_assert_cmpint (tw_change_get_op (add), ==, TW_OP_ADD);
  g_assert_true (tw_id_equal (tw_change_get_record (add), tw_record_get_id (deal)));
  for (guint i = 0; i < tw_change_get_n_fields (add); i++)
    g_assert_cmpuint (tw_change_get_field (add, i)->field, !=, 13);
  g_assert_cmpint (tw_change_get_op (links), ==, TW_OP_SET);
  g_assert_true (tw_id_equal (tw_change_get_record (links), tw_record_get_id (deal)));
  g_assert_cmpuint (tw_change_get_n_fields (links), ==, 1);
  g_assert_cmpuint (tw_change_get_field (links, 0)->field, ==, 13);
  g_assert_false (tw_id_equal (&((TwOutboxItem *) items->pdata[0])->commit, &((TwOutboxItem *) items->pdata[3])->commit));
  /* Twice is refused. */
  {
    g_autoptr (GError) error = NULL;

    g_assert_false (tw_replica_join (fixture->store, &identity, FALSE, &error));
    tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, NULL);
  }
}

static void
settle (TwStore *store, gint64 acked, gint64 seq)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_outbox_settle (store, acked, seq, NULL, &error));
  g_assert_no_error (error);
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  TwId client = tw_id_new ();
  g_autoptr (TwReplicaIdentity) renewed = NULL;
  g_autoptr (GError) error = NULL;

  join (fixture->store, FALSE);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (TwRecord) record = tw_test_new (fixture->store, "company", "name", "C", NULL);

      tw_test_save (fixture->store, "Add", record);
      tw_test_set (record, "industry", "Steel", NULL);
      tw_test_save (fixture->store, "Edit", record);
    }
  settle (fixture->store, 3, 3);
  g_assert_cmpint (tw_outbox_last_acked (fixture->store), ==, 3);
  assert_outbox (fixture->store, "4:1 5:1 6:1 7:1 8:1 9:1 10:1");
  settle (fixture->store, 3, 3);
  settle (fixture->store, 2, 3);
  assert_outbox (fixture->store, "4:1 5:1 6:1 7:1 8:1 9:1 10:1");
  check (fixture->store);
  /* The server lost what it had answered. */
  g_assert_true (tw_outbox_rewind (fixture->store, 2, &error));
  assert_outbox (fixture->store, "2:1 3:1 4:1 5:1 6:1 7:1 8:1");
  check (fixture->store);
  g_assert_true (tw_outbox_rewind (fixture->store, 20, &error));
  assert_outbox (fixture->store, "20:1 21:1 22:1 23:1 24:1 25:1 26:1");
  check (fixture->store);
  g_assert_true (tw_replica_renew_client (fixture->store, &client, &error));
  assert_outbox (fixture->store, "1:1 2:1 3:1 4:1 5:1 6:1 7:1");
  g_assert_cmpint (tw_outbox_last_acked (fixture->store), ==, 0);
  renewed = tw_replica_dup_identity (fixture->store);
  g_assert_true (tw_id_equal (&renewed->client, &client));
  g_assert_true (tw_id_equal (&renewed->workspace, &identity.workspace));
  settle (fixture->store, 7, 9);
  assert_outbox (fixture->store, "");
  {
    g_autoptr (TwRecord) record = tw_test_new (fixture->store, "company", "name", "Next", NULL);

    tw_test_save (fixture->store, "Add", record);
    assert_outbox (fixture->store, "8:1");
  }
}

static void
test_leave (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) b = tw_test_new (fixture->store, "company", "name", "B", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_replica_leave (fixture->store, FALSE, &error));
  join (fixture->store, FALSE);
  tw_test_save (fixture->store, "Add", a);
  g_assert_false (tw_replica_leave (fixture->store, FALSE, &error));
  tw_test_assert_error (&error, TW_STORE_ERROR_IN_THE_WAY, NULL);
  g_assert_true (tw_store_is_replica (fixture->store));
  g_assert_true (tw_replica_leave (fixture->store, TRUE, &error));
  g_assert_false (tw_store_is_replica (fixture->store));
  g_assert_null (tw_replica_dup_identity (fixture->store));
  tw_test_save (fixture->store, "Add", b);
  g_assert_cmpint (tw_outbox_count (fixture->store, NULL), ==, 0);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 2);
  join (fixture->store, TRUE);
  assert_outbox (fixture->store, "1:1 2:1");
}

/* The flag and the outbox are those of the file, also in a backup of it; an archive has neither. */
static void
test_reopen_and_backup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_strconcat (fixture->dir, ".backup", NULL), *copy = g_strconcat (fixture->dir, "-restored", NULL);
  g_autofree char *archive = g_strconcat (fixture->dir, ".archive", NULL), *other = g_strconcat (fixture->dir, "-other", NULL);
  g_autoptr (TwSchema) schema = tw_test_schema ("base");
  g_autoptr (TwRecord) a = tw_test_new (fixture->store, "company", "name", "A", NULL);
  g_autoptr (TwReplicaIdentity) restored_identity = NULL;
  g_autoptr (GError) error = NULL;
  TwStore *restored;

  join (fixture->store, FALSE);
  tw_test_save (fixture->store, "Add", a);
  g_assert_finalize_object (fixture->store);
  fixture->store = tw_test_open (fixture->dir);
  g_assert_true (tw_store_is_replica (fixture->store));
  assert_outbox (fixture->store, "1:1");
  g_assert_true (tw_store_backup (fixture->store, file, NULL, NULL, NULL, &error));
  g_assert_true (tw_store_restore (file, copy, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  restored = tw_test_open (copy);
  assert_outbox (restored, "1:1");
  restored_identity = tw_replica_dup_identity (restored);
  g_assert_true (tw_id_equal (&restored_identity->client, &identity.client));
  g_assert_finalize_object (restored);
  g_assert_true (tw_store_archive (fixture->store, archive, NULL, NULL, NULL, &error));
  g_assert_true (tw_store_unarchive (archive, other, schema, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  restored = tw_test_open (other);
  g_assert_false (tw_store_is_replica (restored));
  assert_outbox (restored, "");
  g_assert_cmpint (tw_test_count (restored, "company", NULL), ==, 1);
  check (restored);
  g_assert_finalize_object (restored);
}

/* --- Killed at any moment --- */

static char *program;

G_GNUC_NORETURN static void
be_killed (const char *dir)
{
  g_autoptr (TwStore) store = tw_test_open (dir);

  for (guint round = 1;; round++)
    {
      g_autofree char *name = g_strdup_printf ("C%u", round);
      g_autoptr (TwRecord) record = tw_test_new (store, "company", "name", name, NULL);
      gint64 acked = tw_outbox_last_acked (store);

      tw_test_save (store, "Add", record);
      tw_test_set (record, "industry", name, NULL);
      tw_test_save (store, "Edit", record);
      if (round % 4 == 0)
        settle (store, acked + 3, acked + 3);
    }
}

/* Every commit is in the outbox or was answered, and nothing else is. */
static void
assert_all_queued (TwStore *store)
{
  gint64 queued = tw_outbox_last_acked (store), seq = 0, own = 0;

  queued += tw_outbox_count (store, NULL);
  for (;;)
    {
      g_autoptr (GPtrArray) commits = tw_store_commits (store, seq, 1000, NULL);

      if (commits->len == 0)
        break;
      for (guint i = 0; i < commits->len; i++)
        {
          seq = tw_commit_get_seq (commits->pdata[i]);
          own += tw_commit_get_origin (commits->pdata[i]) != TW_ORIGIN_SYNC;
        }
    }
  g_assert_cmpint (queued, ==, own);
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  join (fixture->store, FALSE);
  g_assert_finalize_object (fixture->store);
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--be-killed", fixture->dir, NULL);

      g_assert_no_error (error);
      g_usleep ((gulong) g_rand_int_range (rand, 20, 250) * 1000);
      g_subprocess_force_exit (child);
      g_assert_true (g_subprocess_wait (child, NULL, NULL));
      fixture->store = tw_test_open (fixture->dir);
      assert_all_queued (fixture->store);
      check (fixture->store);
      g_assert_finalize_object (fixture->store);
    }
  fixture->store = tw_test_open (fixture->dir);
}

#define ADD(path, func) g_test_add ("/store/outbox/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--be-killed") == 0)
    be_killed (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  ADD ("what-is-queued", test_what_is_queued);
  ADD ("limits", test_limits);
  ADD ("huge-commit", test_huge_commit);
  ADD ("join-with-data", test_join_with_data);
  ADD ("numbers", test_numbers);
  ADD ("leave", test_leave);
  ADD ("reopen-and-backup", test_reopen_and_backup);
  ADD ("killed", test_killed);
  return g_test_run ();
}
