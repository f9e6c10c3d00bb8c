/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one write connection and its thread. Jobs run one at a time, in the order in which they were queued; a caller who
 * would wait for the result anyway runs the job itself when nothing is queued, which saves two changes of threads. Jobs that
 * wait together and are made for it share one transaction, each a savepoint of it, and with it one wait for the disk. The
 * write-ahead log is carried into the database by the thread when nobody has written for a moment, since a commit that
 * comes meanwhile has to wait: thousands of pages all over a large file can take a second. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

#include "tw-store-hold.h"
#include "tw-wal-room.h"

/* Pages in the write-ahead log that are carried over when the writer is idle, those that are also when it is not, and those
 * for whose sake the writer waits until no reader holds the log back. */
#define CHECKPOINT_IDLE 1000
#define CHECKPOINT_BUSY 16000
#define CHECKPOINT_LATE 64000
#define IDLE_USEC       250000
#define SHORT_USEC      100000                         /* between one push and the next of a device that has many edits to send */
/* So many jobs share a transaction at most: the first of them waits for the last. */
#define MAX_TOGETHER    64

typedef struct
{
  TwWriterFunc func;                                   /* NULL: the last job */
  TwWriterDone done;
  gpointer     data;
  gboolean     joins;                                  /* may share a transaction */
  gboolean     acting;                                 /* whoever queued it acts as user */
  TwId         user;
  GError      *error;
} WriterJob;

typedef struct
{
  TwWriterFunc func;
  gpointer     data;
  GMutex       lock;
  GCond        cond;
  gboolean     finished;
  GError      *error;
} WaitingJob;

static int
count_wal_pages (void *data, sqlite3 *handle, const char *name, int pages)
{
  TwStore *store = data;

  g_atomic_int_inc (&store->writes);
  g_atomic_int_set (&store->committing, FALSE);
  store->wal_pages = pages;
  store->wal_used = TRUE;
  return SQLITE_OK;
}

static int
begin_commit (void *data)
{
  TwStore *store = data;

  g_atomic_int_set (&store->committing, TRUE);
  return 0;
}

static void
end_rollback (void *data)
{
  TwStore *store = data;

  g_atomic_int_set (&store->committing, FALSE);
}

/* A transaction that changed nothing tells of its commit's begin alone. */
static void
release_writer (TwStore *store)
{
  g_atomic_int_set (&store->committing, FALSE);
  g_mutex_unlock (&store->writer_lock);
}

int
tw_store_count_writes (TwStore *store)
{
  int writes = g_atomic_int_get (&store->writes);

  return g_atomic_int_get (&store->committing) ? 0 : writes;
}

/* Whether there is work for a moment in which nobody writes. */
static gboolean
wants_pause (TwStore *store)
{
  return store->wal_pages >= CHECKPOINT_IDLE || (store->wal_used && !store->wal_has_room) || tw_search_is_late (store);
}

/* With the writer's lock held. */
static void
checkpoint (TwStore *store)
{
  /* A failure (a full disk, a reader in the way) loses nothing: the pages stay in the log until the next time. Only a log
   * that readers have kept from starting anew for very long is worth waiting for them. */
  if (sqlite3_wal_checkpoint_v2 (tw_db_get_handle (store->writer), NULL,
                                 store->wal_pages >= CHECKPOINT_LATE ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE,
                                 NULL, NULL) == SQLITE_OK)
    store->wal_pages = 0;
}

/* The next job; NULL when none came for a moment while there is work for a pause. very_late (out): it was a short one. */
static WriterJob *
next_job (TwStore *store, gboolean *very_late)
{
  gboolean waiting;

  g_mutex_lock (&store->writer_lock);
  tw_search_catch_up_to_bound (store);
  if (store->wal_pages >= CHECKPOINT_BUSY)
    checkpoint (store);
  waiting = store->pause_awaited = wants_pause (store);
  *very_late = tw_search_is_very_late (store);
  store->wal_pages_seen = store->wal_pages;
  release_writer (store);
  if (!waiting)
    return g_async_queue_pop (store->jobs);
  return g_async_queue_timeout_pop (store->jobs, *very_late ? SHORT_USEC : IDLE_USEC);
}

/* Until somebody comes who wants to write. */
static void
catch_up_search (TwStore *store)
{
  if (store->search_fails)
    tw_search_catch_up_some (store);
  while (tw_search_is_late (store) && g_async_queue_length (store->jobs) == 0)
    tw_search_catch_up_some (store);
}

/* As much as no longer waits for a real pause. */
static void
use_short_pause (TwStore *store)
{
  g_mutex_lock (&store->writer_lock);
  if (store->wal_pages == store->wal_pages_seen)
    while (tw_search_is_very_late (store) && g_async_queue_length (store->jobs) == 0)
      tw_search_catch_up_some (store);
  release_writer (store);
}

/* Brings the search index up to date, carries pages over and makes room for others, if nobody has written meanwhile on a thread of his own. */
static void
use_pause (TwStore *store)
{
  int file = -1;

  g_mutex_lock (&store->writer_lock);
  if (store->wal_pages == store->wal_pages_seen)
    {
      catch_up_search (store);
      if (store->wal_pages >= CHECKPOINT_IDLE)
        checkpoint (store);
      if (!store->wal_has_room)
        file = tw_wal_room_make (store->db_path, CHECKPOINT_IDLE);
      store->wal_has_room = TRUE;
    }
  release_writer (store);
  tw_wal_room_settle (file);
}

/* With the writer's lock held. */
static gboolean
run_job (TwStore *store, TwWriterFunc func, gpointer data, GError **error)
{
  gboolean good = func (store, store->writer, data, error);

  tw_db_rollback (store->writer);
  return good;
}

static void
job_free (WriterJob *job)
{
  g_clear_error (&job->error);
  g_free (job);
}

/* What waits behind the job and may share its transaction, in order; left: the first that may not, taken already. */
static GPtrArray *
collect_jobs (TwStore *store, WriterJob *job, WriterJob **left)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);

  g_ptr_array_add (jobs, job);
  g_atomic_int_add (&store->waiting, -1);
  while (job->joins && jobs->len < MAX_TOGETHER)
    {
      WriterJob *next = g_async_queue_try_pop (store->jobs);

      if (next == NULL)
        break;
      if (!next->joins)
        {
          *left = next;
          break;
        }
      g_ptr_array_add (jobs, next);
      g_atomic_int_add (&store->waiting, -1);
    }
  return jobs;
}

/* A job that fails takes back its own savepoint; when the transaction itself fails, so do all of them. */
static void
run_together (TwStore *store, GPtrArray *jobs)
{
  g_autoptr (GError) error = NULL;

  if (tw_store_hold_enter (store, store->writer, &error))
    {
      for (guint i = 0; i < jobs->len; i++)
        {
          WriterJob *job = g_ptr_array_index (jobs, i);

          tw_store_act_as (store, job->acting ? &job->user : NULL);
          job->func (store, store->writer, job->data, &job->error);
        }
      tw_store_hold_leave (store, store->writer, TRUE, &error);
    }
  for (guint i = 0; error != NULL && i < jobs->len; i++)
    {
      WriterJob *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL)
        job->error = g_error_copy (error);
    }
}

/* Runs the job with what may go along; returns the job that was taken from the queue after them. */
static WriterJob *
run_jobs (TwStore *store, WriterJob *job)
{
  g_autoptr (GPtrArray) jobs = NULL;
  WriterJob *left = NULL;

  g_mutex_lock (&store->writer_lock);
  jobs = collect_jobs (store, job, &left);
  if (jobs->len > 1)
    run_together (store, jobs);
  else
    {
      tw_store_act_as (store, job->acting ? &job->user : NULL);
      run_job (store, job->func, job->data, &job->error);
    }
  tw_store_act_as (store, NULL);
  release_writer (store);
  for (guint i = 0; i < jobs->len; i++)
    {
      WriterJob *done = g_ptr_array_index (jobs, i);

      done->done (store, done->data, done->error);
    }
  return left;
}

static gpointer
run_writer (gpointer data)
{
  TwStore *store = data;
  WriterJob *left = NULL;

  for (;;)
    {
      gboolean very_late = FALSE;
      WriterJob *job = left != NULL ? g_steal_pointer (&left) : next_job (store, &very_late);

      if (job == NULL && very_late)
        use_short_pause (store);
      else if (job == NULL)
        use_pause (store);
      else if (job->func != NULL)
        left = run_jobs (store, job);
      else
        {
          job_free (job);
          return NULL;
        }
    }
}

static gboolean
run_waiting (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  WaitingJob *job = data;

  return job->func (store, db, job->data, error);
}

static void
wake_waiting (TwStore *store, gpointer data, GError *error)
{
  WaitingJob *job = data;

  g_mutex_lock (&job->lock);
  job->finished = TRUE;
  job->error = error != NULL ? g_error_copy (error) : NULL;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->lock);
}

guint
tw_store_get_foreign_round (TwStore *store)
{
  return (guint) g_atomic_int_get (&store->foreign_round);
}

TwInstant
tw_store_now (TwStore *store)
{
  return store->now != NULL ? store->now (store->now_data) : g_get_real_time ();
}

static void
set_closed (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The workspace is closed."));
}

gboolean
tw_store_check_writable (TwStore *store, GError **error)
{
  if (store->closed)
    set_closed (error);
  else if (store->read_only && store->read_only_why == TW_STORE_ERROR_IN_USE)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IN_USE,
                         _("Another window or program has this workspace open for writing. Make the change there, or close it."));
  else if (store->read_only)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_READ_ONLY,
                         _("This workspace can only be read: its folder is write-protected."));
  else
    return TRUE;
  return FALSE;
}

static void
push_job (TwStore *store, TwWriterFunc func, TwWriterDone done, gpointer data, gboolean joins)
{
  WriterJob *job = g_new0 (WriterJob, 1);
  g_autoptr (GError) error = NULL;

  job->func = func;
  job->joins = joins;
  job->done = done;
  job->data = data;
  job->acting = tw_store_get_acting (store, &job->user);
  g_mutex_lock (&store->jobs_lock);
  if (g_atomic_int_get (&store->stopped))
    set_closed (&error);
  else
    {
      g_atomic_int_inc (&store->waiting);
      g_async_queue_push (store->jobs, job);
    }
  g_mutex_unlock (&store->jobs_lock);
  if (error == NULL)
    return;
  done (store, data, error);
  job_free (job);
}

void
tw_store_push_writer (TwStore *store, TwWriterFunc func, TwWriterDone done, gpointer data)
{
  push_job (store, func, done, data, FALSE);
}

void
tw_store_push_joining (TwStore *store, TwWriterFunc func, TwWriterDone done, gpointer data)
{
  push_job (store, func, done, data, TRUE);
}

static gboolean
do_nothing (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return TRUE;
}

static void
forget_job (TwStore *store, gpointer data, GError *error)
{
}

gboolean
tw_store_is_wanted (TwStore *store)
{
  return g_atomic_int_get (&store->waiting) > 0;
}

gboolean
tw_store_enter_writer (TwStore *store)
{
  /* When the index is too late, the writer's thread has something to do before anybody writes again. A job that the thread has taken, and that
   * waits for the lock, comes first as well. */
  if (tw_store_is_wanted (store) || tw_search_is_too_late (store) || !g_mutex_trylock (&store->writer_lock))
    return FALSE;
  if (!g_atomic_int_get (&store->stopped))
    return TRUE;
  release_writer (store);
  return FALSE;
}

void
tw_store_leave_writer (TwStore *store)
{
  gboolean wake;

  tw_db_rollback (store->writer);
  /* The thread waits for a pause already, unless there was nothing to do in it when it last looked. */
  wake = store->wal_pages >= CHECKPOINT_BUSY || tw_search_is_very_late (store) || (wants_pause (store) && !store->pause_awaited);
  release_writer (store);
  if (wake)
    tw_store_push_writer (store, do_nothing, forget_job, NULL);
}

static gboolean
run_and_wait (TwStore *store, TwWriterFunc func, gpointer data, gboolean joins, GError **error)
{
  WaitingJob job = { .func = func, .data = data };

  if (!tw_store_check_writable (store, error))
    return FALSE;
  g_assert (g_thread_self () != store->writer_thread);
  if (tw_store_enter_writer (store))
    {
      gboolean good = func (store, store->writer, data, error);

      tw_store_leave_writer (store);
      return good;
    }
  g_mutex_init (&job.lock);
  g_cond_init (&job.cond);
  push_job (store, run_waiting, wake_waiting, &job, joins);
  g_mutex_lock (&job.lock);
  while (!job.finished)
    g_cond_wait (&job.cond, &job.lock);
  g_mutex_unlock (&job.lock);
  g_mutex_clear (&job.lock);
  g_cond_clear (&job.cond);
  if (job.error == NULL)
    return TRUE;
  g_propagate_error (error, job.error);
  return FALSE;
}

gboolean
tw_store_run_writer (TwStore *store, TwWriterFunc func, gpointer data, GError **error)
{
  return run_and_wait (store, func, data, FALSE, error);
}

typedef struct
{
  TwWriterFunc func;
  gpointer     data;
} Transaction;

static gboolean
run_transaction (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const Transaction *transaction = data;

  return tw_db_begin (db, error) && transaction->func (store, db, transaction->data, error) && tw_db_commit (db, error);
}

gboolean
tw_store_run_transaction (TwStore *store, TwWriterFunc func, gpointer data, GError **error)
{
  Transaction transaction = { func, data };

  return tw_store_run_writer (store, run_transaction, &transaction, error);
}

gboolean
tw_store_run_joining (TwStore *store, TwWriterFunc func, gpointer data, GError **error)
{
  return run_and_wait (store, func, data, TRUE, error);
}

void
tw_store_writer_start (TwStore *store)
{
  sqlite3_wal_hook (tw_db_get_handle (store->writer), count_wal_pages, store);
  sqlite3_commit_hook (tw_db_get_handle (store->writer), begin_commit, store);
  sqlite3_rollback_hook (tw_db_get_handle (store->writer), end_rollback, store);
  store->jobs = g_async_queue_new ();
  store->writer_thread = g_thread_new ("tw-writer", run_writer, store);
}

void
tw_store_writer_stop (TwStore *store)
{
  if (store->writer_thread == NULL)
    return;
  g_mutex_lock (&store->jobs_lock);
  g_atomic_int_set (&store->stopped, TRUE);
  g_async_queue_push (store->jobs, g_new0 (WriterJob, 1));
  g_mutex_unlock (&store->jobs_lock);
  g_thread_join (g_steal_pointer (&store->writer_thread));
  /* Who writes on a thread of his own goes on to the end; its connection is closed after this. */
  g_mutex_lock (&store->writer_lock);
  release_writer (store);
}
