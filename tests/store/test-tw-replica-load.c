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

#define ADD(path, func) g_test_add ("/store/replica-load/" path, Replica, NULL, replica_set_up, func, replica_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("many-rows", test_many_rows);
  ADD ("many-rows-cut-off", test_many_rows_cut_off);
  return g_test_run ();
}
