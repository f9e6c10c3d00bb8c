/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A first load of very many rows, which are taken without indexes. */
#include "config.h"

#include "replica-fixture.h"
#include "tw-db-private.h"
#include "tw-store-test.h"

/* A first load of very many: no index while they come, and everything is found. */
static void
load_rows (Replica *replica, TwId *ids, guint n, gint64 left)
{
  g_autoptr (GError) error = NULL;
  TwReplicaTx *tx = replica_begin (replica);

  g_assert_true (tw_replica_expect (tx, tw_test_entity (replica->store, "company"), left, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      const TwField *field = tw_test_field (replica->store, "company", "name");
      g_autofree char *name = g_strdup_printf ("Loaded%u", i);
      TwValue value = tw_value_text (name);

      ids[i] = tw_id_new ();
      g_assert_true (tw_replica_put (tx, tw_test_entity (replica->store, "company"), &ids[i], i + 1, 0, &field, &value, 1, NULL, &error));
      /* The same row twice is once. */
      g_assert_true (tw_replica_put (tx, tw_test_entity (replica->store, "company"), &ids[i], i + 1, 0, &field, &value, 1, NULL, &error));
      tw_value_clear (&value);
    }
  tw_commit_unref (replica_end (tx, 0));
}

static gint64
count_found (Replica *replica, const char *text)
{
  g_autoptr (TwQuery) all = tw_query_new (tw_store_get_schema (replica->store), tw_test_entity (replica->store, "company"), NULL, NULL, NULL);
  g_autoptr (TwQuery) query = tw_query_with_text (all, text);

  return tw_store_count (replica->store, query, NULL);
}

static gint64
count_indexes (Replica *replica)
{
  g_autofree char *path = g_build_filename (replica->dir, "store.db", NULL);
  g_autoptr (TwDb) db = tw_db_open (path, TW_DB_READ, NULL);
  gint64 n = -1;

  g_assert_true (tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name LIKE 'tw!_i!_company!_%' ESCAPE '!'",
                                   &n, NULL));
  return n;
}

static void
test_many_rows (Replica *replica, gconstpointer data)
{
  gint64 whole = count_indexes (replica);
  g_autoptr (TwRecord) edited = NULL;
  g_autoptr (GError) error = NULL;
  TwId ids[300], more[300];

  load_rows (replica, more, 300, 19999);
  g_assert_cmpint (count_indexes (replica), ==, whole);
  load_rows (replica, ids, 300, 20000);
  g_assert_cmpint (count_indexes (replica), <, whole);
  replica_check (replica);
  g_assert_cmpint (count_found (replica, "loaded299"), ==, 2);
  edited = replica_get (replica, &ids[7]);
  tw_test_set (edited, "name", "Otherwise", NULL);
  tw_test_save (replica->store, "Rename", edited);
  g_assert_cmpint (count_found (replica, "otherwise"), ==, 1);
  g_assert_cmpint (tw_test_count (replica->store, "company", "name = \"Otherwise\""), ==, 1);
  g_assert_true (tw_replica_mend (replica->store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_indexes (replica), ==, whole);
  g_assert_true (tw_replica_mend (replica->store, &error));
}

static void
define_sum (Replica *replica)
{
  g_autoptr (GError) error = NULL;
  TwReplicaTx *tx = replica_begin (replica);

  g_assert_true (tw_replica_define (tx, "[{\"field\": {\"entity\": \"company\", \"number\": 10000, \"key\": \"open_deals\", \"label\": \"Open\", "
                                    "\"kind\": \"integer\", \"formula\": \"count(deals where status = \\\"open\\\")\"}}]", &error));
  g_assert_no_error (error);
  tw_commit_unref (replica_end (tx, 0));
}

static void
note_reread (TwStore *store, TwCommit *commit, guint *n)
{
  *n += !tw_commit_has_changes (commit) && tw_commit_touches (commit, tw_test_entity (store, "company"));
}

static void
run_announcements (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* How many deals a company has is told by walking the link's index; without it, it is not told until all are there, and then at once. */
static void
test_sums (Replica *replica, gconstpointer data)
{
  g_autoptr (TwRecord) empty = NULL, whole = NULL;
  g_autoptr (GError) error = NULL;
  TwReplicaTx *tx = NULL;
  TwId ids[1], id = tw_id_new ();
  guint n = 0;

  define_sum (replica);
  load_rows (replica, ids, 1, 1);
  tx = replica_begin (replica);
  g_assert_true (tw_replica_expect (tx, tw_test_entity (replica->store, "deal"), 20000, &error));
  g_assert_no_error (error);
  {
    const TwField *fields[] = { tw_test_field (replica->store, "deal", "status"), tw_test_field (replica->store, "deal", "company") };
    TwValue values[] = { tw_value_text ("open"), tw_value_link (tw_test_entity (replica->store, "company")->number, &ids[0]) };

    values[0].type = TW_TYPE_ENUM;
    g_assert_true (tw_replica_put (tx, tw_test_entity (replica->store, "deal"), &id, 5, 0, fields, values, 2, NULL, &error));
    g_assert_no_error (error);
    tw_value_clear (&values[0]);
  }
  tw_commit_unref (replica_end (tx, 0));
  empty = replica_get (replica, &ids[0]);
  g_assert_true (tw_value_is_null (tw_record_get_key (empty, "open_deals")));
  run_announcements ();
  g_signal_connect (replica->store, "committed", G_CALLBACK (note_reread), &n);
  g_assert_true (tw_replica_mend (replica->store, &error));
  g_assert_no_error (error);
  run_announcements ();
  g_assert_cmpuint (n, ==, 1);
  whole = replica_get (replica, &ids[0]);
  g_assert_cmpint (tw_record_get_key (whole, "open_deals")->i, ==, 1);
}

/* Cut off in the middle: the next opening makes good what is missing. */
static void
test_many_rows_cut_off (Replica *replica, gconstpointer data)
{
  gint64 whole = count_indexes (replica);
  TwId ids[300], more[30];

  for (guint i = 0; i < 20; i++)
    load_rows (replica, i < 19 ? ids : more, i < 19 ? 300 : 30, 100000);
  g_assert_cmpint (count_indexes (replica), <, whole);
  tw_store_close (replica->store);
  g_assert_finalize_object (replica->store);
  replica->store = tw_test_open (replica->dir);
  g_assert_cmpint (count_indexes (replica), ==, whole);
  replica_check (replica);
  g_assert_cmpint (count_found (replica, "loaded299"), ==, 19);
  /* Who does not know how many there are has indexes while they are few. */
  load_rows (replica, more, 30, -1);
  g_assert_cmpint (count_indexes (replica), ==, whole);
}

static gpointer
save_company (gpointer data)
{
  Replica *replica = data;
  g_autoptr (TwRecord) record = tw_test_new (replica->store, "company", "name", "Typed meanwhile", NULL);

  tw_test_save (replica->store, "Add", record);
  return NULL;
}

/* Who writes a page hears that a person's save waits, and the save comes before the next transaction. */
static void
test_awaited (Replica *replica, gconstpointer data)
{
  TwReplicaTx *tx = replica_begin (replica);
  GThread *thread = NULL;

  g_assert_false (tw_replica_is_awaited (tx));
  thread = g_thread_new ("saves", save_company, replica);
  while (!tw_replica_is_awaited (tx))
    g_thread_yield ();
  tw_commit_unref (replica_end (tx, 0));
  tx = replica_begin (replica);
  g_assert_cmpint (tw_test_count (replica->store, "company", "name = \"Typed meanwhile\""), ==, 1);
  g_assert_false (tw_replica_is_awaited (tx));
  tw_commit_unref (replica_end (tx, 0));
  g_thread_join (thread);
}

#define ADD(path, func) g_test_add ("/store/replica-load/" path, Replica, NULL, replica_set_up, func, replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("many-rows", test_many_rows);
  ADD ("sums", test_sums);
  ADD ("awaited", test_awaited);
  ADD ("many-rows-cut-off", test_many_rows_cut_off);
  return g_test_run ();
}
