/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commits that wait together share one transaction, and nobody notices but the disk. */
#include "config.h"

#include <sqlite3.h>

#include "tw-backup.h"
#include "tw-lease.h"
#include "tw-store-test.h"

#define N_THREADS 12

typedef struct
{
  char    *dir;
  TwStore *store;
  int      n_commits;                                  /* of the database */
  gboolean refuse;
  GArray  *announced;                                  /* gint64 */
} Fixture;

typedef struct
{
  Fixture  *fixture;
  TwRecord *record;
  TwCommit *commit;
  GError   *error;
} Job;

/* SQLite's hook: not 0 turns the COMMIT into a ROLLBACK. */
static int
count_commit (void *data)
{
  Fixture *fixture = data;

  /* The first one is that of the lease, which wrote nothing. */
  return fixture->n_commits++ > 0 && fixture->refuse;
}

static void
note_commit (TwStore *store, TwCommit *commit, Fixture *fixture)
{
  gint64 seq = tw_commit_get_seq (commit);

  g_array_append_val (fixture->announced, seq);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = tw_test_folder ();
  fixture->store = tw_test_open (fixture->dir);
  fixture->announced = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (fixture->store, "committed", G_CALLBACK (note_commit), fixture);
  sqlite3_commit_hook (tw_db_get_handle (fixture->store->writer), count_commit, fixture);
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

static gpointer
save (gpointer data)
{
  Job *job = data;

  job->commit = tw_test_try_save (job->fixture->store, "Add", job->record, &job->error);
  return NULL;
}

/* Lends the connection while the writer's thread waits for jobs, for as long as none comes; returns how long the queue is then: it takes the first
 * job, and waits for the connection with it. */
static int
lend (Fixture *fixture, TwLease **lease)
{
  g_autoptr (GError) error = NULL;

  while (g_async_queue_length (fixture->store->jobs) != -1 || fixture->store->pause_awaited)
    g_usleep (100);
  *lease = tw_lease_take (fixture->store, &error);
  g_assert_no_error (error);
  return g_async_queue_length (fixture->store->jobs);
}

/* While the connection is lent, N_THREADS edits queue behind it. Company 5 is not unique, if told so. */
static void
run_together (Fixture *fixture, Job *jobs, gboolean one_bad)
{
  g_autoptr (GError) error = NULL;
  TwLease *lease;
  GThread *threads[N_THREADS];
  int length = lend (fixture, &lease);

  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autofree char *name = g_strdup_printf ("C%u", i), *code = g_strdup_printf ("K%u", one_bad && i == 5 ? 4 : i);

      jobs[i] = (Job) { fixture, tw_test_new (fixture->store, "company", "name", name, "code", code, NULL), NULL, NULL };
      threads[i] = g_thread_new ("edit", save, &jobs[i]);
      /* In this order. */
      while (g_async_queue_length (fixture->store->jobs) <= length + (int) i)
        g_usleep (100);
    }
  g_assert_true (tw_lease_return (lease, TRUE, &error));
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  tw_test_iterate ();
}

static void
clear_jobs (Job *jobs)
{
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_object_unref (jobs[i].record);
      g_clear_pointer (&jobs[i].commit, tw_commit_unref);
      g_clear_error (&jobs[i].error);
    }
}

static void
test_one_transaction (Fixture *fixture, gconstpointer data)
{
  Job jobs[N_THREADS];

  run_together (fixture, jobs, FALSE);
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_assert_no_error (jobs[i].error);
      g_assert_cmpint (tw_commit_get_seq (jobs[i].commit), ==, i + 1);
      g_assert_cmpint (tw_record_get_row_seq (jobs[i].record), ==, i + 1);
      g_assert_cmpint (g_array_index (fixture->announced, gint64, i), ==, i + 1);
    }
  g_assert_cmpuint (fixture->announced->len, ==, N_THREADS);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, N_THREADS);
  g_assert_cmpint (fixture->n_commits, ==, 1 + 1);
  clear_jobs (jobs);
}

static void
test_one_fails (Fixture *fixture, gconstpointer data)
{
  Job jobs[N_THREADS];

  run_together (fixture, jobs, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    if (i == 5)
      {
        g_assert_null (jobs[i].commit);
        tw_test_assert_error (&jobs[i].error, TW_STORE_ERROR_UNIQUE, NULL);
      }
    else
      {
        g_assert_no_error (jobs[i].error);
        g_assert_cmpint (tw_commit_get_seq (jobs[i].commit), ==, i < 5 ? i + 1 : i);
      }
  g_assert_cmpuint (fixture->announced->len, ==, N_THREADS - 1);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, N_THREADS - 1);
  g_assert_cmpint (fixture->n_commits, ==, 1 + 1);
  clear_jobs (jobs);
}

static void
test_commit_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwRecord) later = tw_test_new (fixture->store, "company", "name", "Later", NULL);
  Job jobs[N_THREADS];

  fixture->refuse = TRUE;
  run_together (fixture, jobs, FALSE);
  fixture->refuse = FALSE;
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_assert_null (jobs[i].commit);
      g_assert_nonnull (jobs[i].error);
      g_assert_true (tw_record_is_new (jobs[i].record));
    }
  g_assert_cmpuint (fixture->announced->len, ==, 0);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 0);
  clear_jobs (jobs);
  tw_test_save (fixture->store, "Add", later);
  g_assert_cmpint (tw_record_get_row_seq (later), ==, 1);
}

static gpointer
purge (gpointer data)
{
  g_assert_cmpint (tw_store_purge (data, 0, NULL), ==, 0);
  return NULL;
}

/* What may not share a transaction has its own, in its place. */
static void
test_others_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwLease *lease;
  GThread *threads[6];
  Job jobs[6];
  int length = lend (fixture, &lease);

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *name = g_strdup_printf ("C%u", i);

      jobs[i] = (Job) { fixture, tw_test_new (fixture->store, "company", "name", name, NULL), NULL, NULL };
      threads[i] = i == 3 ? g_thread_new ("purge", purge, fixture->store)
                          : g_thread_new ("edit", save, &jobs[i]);
      while (g_async_queue_length (fixture->store->jobs) <= length + (int) i)
        g_usleep (100);
    }
  g_assert_true (tw_lease_return (lease, TRUE, &error));
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_thread_join (threads[i]);
      g_assert_no_error (jobs[i].error);
      g_object_unref (jobs[i].record);
      g_clear_pointer (&jobs[i].commit, tw_commit_unref);
    }
  tw_test_iterate ();
  g_assert_cmpint (fixture->n_commits, ==, 1 + 2);
  g_assert_cmpint (tw_test_count (fixture->store, "company", NULL), ==, 5);
}

#define ADD(path, func) g_test_add ("/store/group/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-transaction", test_one_transaction);
  ADD ("one-fails", test_one_fails);
  ADD ("commit-fails", test_commit_fails);
  ADD ("others-between", test_others_between);
  return g_test_run ();
}
