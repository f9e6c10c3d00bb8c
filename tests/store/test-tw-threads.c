/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading while writing: no reader sees half a commit, no commit is lost, everybody reads what was written before. */
#include "config.h"

#include "tw-store-internal.h"
#include "tw-store-test.h"

#define COMMITS 300
#define PAIR    10

typedef struct
{
  TwStore      *store;
  TwRecord     *records[PAIR];
  gint          stop;                                  /* atomic */
  gint          reads;                                 /* atomic */
} Shared;

/* All records carry the same number in one commit: a reader must find one number only. */
static gpointer
read_all_the_time (gpointer data)
{
  Shared *shared = data;
  const TwEntity *entity = tw_record_get_entity (shared->records[0]);
  g_autoptr (TwQuery) query = tw_query_new ((TwSchema *) entity->schema, entity, NULL, "name", NULL);
  gint64 last = 0;

  while (!g_atomic_int_get (&shared->stop))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = tw_store_list (shared->store, query, 100, NULL, NULL, &error);
      gint64 number;

      g_assert_no_error (error);
      g_assert_cmpuint (page->len, ==, PAIR);
      number = tw_record_get_key (page->pdata[0], "employees")->i;
      for (guint i = 1; i < page->len; i++)
        g_assert_cmpint (tw_record_get_key (page->pdata[i], "employees")->i, ==, number);
      g_assert_cmpint (number, >=, last);
      last = number;
      g_atomic_int_inc (&shared->reads);
    }
  return NULL;
}

static void
test_no_torn_reads (void)
{
  g_autofree char *dir = tw_test_folder ();
  Shared shared = { .store = tw_test_open (dir) };
  GThread *threads[4];
  TwEdit *edit = tw_edit_new (shared.store, TW_ORIGIN_PERSON, "Add");
  g_autoptr (TwCommit) added = NULL;

  for (guint i = 0; i < PAIR; i++)
    {
      g_autofree char *name = g_strdup_printf ("Company %u", i);

      shared.records[i] = tw_test_new (shared.store, "company", "name", name, "employees", "0", NULL);
      tw_edit_save (edit, shared.records[i]);
    }
  added = tw_edit_commit (edit, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_all_the_time, &shared);
  for (guint n = 1; n <= COMMITS; n++)
    {
      g_autoptr (TwCommit) commit = NULL;
      g_autofree char *number = g_strdup_printf ("%u", n);

      edit = tw_edit_new (shared.store, TW_ORIGIN_PERSON, "Count");
      for (guint i = 0; i < PAIR; i++)
        {
          tw_test_set (shared.records[i], "employees", number, NULL);
          tw_edit_save (edit, shared.records[i]);
        }
      commit = tw_edit_commit (edit, NULL);
      g_assert_cmpint (tw_commit_get_seq (commit), ==, n + 1);
      /* Whoever wrote reads what was written. */
      tw_test_assert_text (shared.store, shared.records[n % PAIR], "employees", number);
    }
  g_atomic_int_set (&shared.stop, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_test_message ("%d reads", shared.reads);
  tw_test_assert_log_replays (shared.store);
  for (guint i = 0; i < PAIR; i++)
    g_object_unref (shared.records[i]);
  g_assert_finalize_object (shared.store);
  tw_test_remove (dir);
}

static gpointer
write_some (gpointer data)
{
  TwStore *store = data;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "From a thread", NULL);

      tw_test_save (store, "Add", company);
    }
  return NULL;
}

static void
test_many_writers (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_some, store);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (tw_test_count (store, "company", NULL), ==, 200);
  tw_test_assert_log_replays (store);
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

typedef struct
{
  TwStore *store;                                      /* (owned) the last reference */
  gint     over;                                       /* atomic */
} LastHold;

static gpointer
write_and_drop (gpointer data)
{
  LastHold *hold = data;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TwRecord) company = tw_test_new (hold->store, "company", "name", "From a thread", NULL);

      tw_test_save (hold->store, "Add", company);
    }
  g_clear_object (&hold->store);
  g_atomic_int_set (&hold->over, TRUE);
  return NULL;
}

/* A job that was forgotten holds the store longer than anybody else: it goes on that job's thread, while the main one is about to tell of
 * the last commits. */
static void
test_dropped_by_a_thread (void)
{
  g_autofree char *dir = tw_test_folder ();

  for (guint i = 0; i < 100; i++)
    {
      LastHold hold = { .store = tw_test_open (dir) };
      GThread *thread = g_thread_new ("dropper", write_and_drop, &hold);

      while (!g_atomic_int_get (&hold.over))
        g_main_context_iteration (NULL, FALSE);
      g_thread_join (thread);
      tw_test_iterate ();
    }
  tw_test_remove (dir);
}

static gint64
read_wrong_clock (gpointer data)
{
  return *(gint64 *) data;
}

/* The wall clock goes back ten years between two commits: order and stamps still grow, and the past can be read. */
static void
test_clock_set_back (void)
{
  g_autofree char *dir = tw_test_folder ();
  TwStore *store = tw_test_open (dir);
  g_autoptr (TwRecord) company = tw_test_new (store, "company", "name", "A", NULL);
  g_autoptr (TwRecord) before = NULL;
  g_autoptr (GPtrArray) commits = NULL;
  gint64 now = g_get_real_time (), wrong = now;

  store->now_data = &wrong;
  store->now = read_wrong_clock;
  tw_test_save (store, "Add", company);
  wrong = now - 10 * 366 * TW_USEC_PER_DAY;
  tw_test_set (company, "name", "B", NULL);
  tw_test_save (store, "Rename", company);
  commits = tw_store_commits (store, 0, 10, NULL);
  g_assert_cmpuint (tw_commit_get_stamp (commits->pdata[1]), >, tw_commit_get_stamp (commits->pdata[0]));
  g_assert_cmpint (tw_commit_get_time (commits->pdata[1]), ==, wrong);
  tw_test_assert_log_replays (store);
  /* A new process with the right clock goes on behind the last stamp. */
  g_assert_finalize_object (store);
  store = tw_test_open (dir);
  g_clear_pointer (&commits, g_ptr_array_unref);
  tw_test_set (company, "name", "C", NULL);
  tw_test_save (store, "Rename", company);
  commits = tw_store_commits (store, 1, 10, NULL);
  g_assert_cmpuint (tw_commit_get_stamp (commits->pdata[1]), >, tw_commit_get_stamp (commits->pdata[0]));
  before = tw_store_get_as_of (store, tw_record_get_entity (company), tw_record_get_id (company), wrong, NULL);
  g_assert_cmpstr (tw_record_get_key (before, "name")->text, ==, "B");
  g_assert_finalize_object (store);
  tw_test_remove (dir);
}

typedef struct
{
  TwStore *store;
  gint     begun;                                      /* atomic */
  gboolean good;
} Closing;

static gboolean
write_slowly (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Closing *closing = data;

  g_atomic_int_set (&closing->begun, TRUE);
  g_usleep (100000);
  return tw_db_exec (db, "CREATE TABLE written_last (n INTEGER)", error);
}

static gpointer
write_while_closing (gpointer data)
{
  Closing *closing = data;
  g_autoptr (GError) error = NULL;

  closing->good = tw_store_run_transaction (closing->store, write_slowly, closing, &error);
  g_assert_no_error (error);
  return NULL;
}

/* A thread that writes on its own is waited for; who comes later is told. */
static void
test_closed_while_writing (void)
{
  g_autofree char *dir = tw_test_folder ();
  g_autoptr (GError) error = NULL, late = NULL;
  g_autoptr (TwStore) store = tw_test_open (dir);
  Closing closing = { store, FALSE, FALSE };
  g_autofree char *path = g_build_filename (dir, "store.db", NULL);
  TwDb *db;
  TwStmt *stmt;
  GThread *thread;

  thread = g_thread_new ("writes", write_while_closing, &closing);
  while (!g_atomic_int_get (&closing.begun))
    g_thread_yield ();
  tw_store_close (store);
  g_thread_join (thread);
  g_assert_true (closing.good);
  g_assert_false (tw_store_run_transaction (store, write_slowly, &closing, &late));
  g_assert_error (late, TW_STORE_ERROR, TW_STORE_ERROR_IO);
  db = tw_db_open (path, TW_DB_READ, &error);
  g_assert_no_error (error);
  stmt = tw_db_prepare (db, "SELECT count(*) FROM sqlite_master WHERE name = 'written_last'", &error);
  g_assert_true (tw_stmt_step (stmt, &error));
  g_assert_cmpint (tw_stmt_get_int (stmt, 0), ==, 1);
  tw_stmt_done (stmt);
  tw_db_close (db);
  tw_test_remove (dir);
}

typedef struct
{
  GMutex   lock;
  GCond    changed;
  TwStore *store;
  guint    n_held;
  gboolean let_go;
} Holding;

/* As a count of a million records does, or a disk that does not answer. */
static gpointer
hold_reader (gpointer data)
{
  Holding *holding = data;
  TwDb *db = tw_store_take_reader (holding->store, NULL);

  g_mutex_lock (&holding->lock);
  holding->n_held++;
  g_cond_broadcast (&holding->changed);
  while (!holding->let_go)
    g_cond_wait (&holding->changed, &holding->lock);
  g_mutex_unlock (&holding->lock);
  tw_store_return_reader (holding->store, db);
  return NULL;
}

/* However many threads read, the thread of the window gets as many connections as it asks for. */
static void
test_window_never_waits (void)
{
  g_autofree char *dir = tw_test_folder ();
  g_autoptr (TwStore) store = tw_test_open (dir);
  Holding holding = { .store = store };
  GThread *threads[14];
  TwDb *dbs[20];

  g_assert_true (g_main_context_acquire (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reads", hold_reader, &holding);
  g_mutex_lock (&holding.lock);
  while (holding.n_held < 12)
    g_cond_wait (&holding.changed, &holding.lock);
  g_mutex_unlock (&holding.lock);
  for (guint i = 0; i < G_N_ELEMENTS (dbs); i++)
    g_assert_nonnull (dbs[i] = tw_store_take_reader (store, NULL));
  g_mutex_lock (&holding.lock);
  /* The others waited. */
  g_assert_cmpuint (holding.n_held, ==, 12);
  holding.let_go = TRUE;
  g_cond_broadcast (&holding.changed);
  g_mutex_unlock (&holding.lock);
  for (guint i = 0; i < G_N_ELEMENTS (dbs); i++)
    tw_store_return_reader (store, dbs[i]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (store->n_readers, <=, 12);
  g_assert_cmpuint (holding.n_held, ==, G_N_ELEMENTS (threads));
  g_main_context_release (NULL);
  tw_store_close (store);
  tw_test_remove (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/threads/no-torn-reads", test_no_torn_reads);
  g_test_add_func ("/store/threads/many-writers", test_many_writers);
  g_test_add_func ("/store/threads/dropped-by-a-thread", test_dropped_by_a_thread);
  g_test_add_func ("/store/threads/clock-set-back", test_clock_set_back);
  g_test_add_func ("/store/threads/closed-while-writing", test_closed_while_writing);
  g_test_add_func ("/store/threads/window-never-waits", test_window_never_waits);
  return g_test_run ();
}
