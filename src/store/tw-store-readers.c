/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of reader connections and the threads that use it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <malloc.h>
#include <sqlite3.h>

#include "tw-patience.h"
#include "tw-search-words.h"
#include "tw-store-internal.h"
#include "tw-task.h"

#define MAX_READERS    12                               /* then a taker waits */
#define READER_THREADS 4

typedef struct
{
  GTask          *task;
  GTaskThreadFunc func;
} ReaderJob;

static void
run_job (gpointer data, gpointer store)
{
  ReaderJob *job = data;

  if (!g_task_return_error_if_cancelled (job->task))
    job->func (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task),
               g_task_get_cancellable (job->task));
  tw_task_release (job->task);
  g_free (job);
}

void
tw_store_readers_init (TwStore *store)
{
  g_mutex_init (&store->reader_lock);
  g_cond_init (&store->reader_returned);
  g_queue_init (&store->idle_readers);
  store->reader_pool = g_thread_pool_new (run_job, store, READER_THREADS, FALSE, NULL);
}

/* Waits for the jobs; connections that are out are closed when they come back. */
void
tw_store_readers_close (TwStore *store)
{
  TwDb *db;

  if (store->reader_pool != NULL)
    g_thread_pool_free (g_steal_pointer (&store->reader_pool), FALSE, TRUE);
  g_mutex_lock (&store->reader_lock);
  while ((db = g_queue_pop_head (&store->idle_readers)) != NULL)
    {
      tw_db_close (db);
      store->n_readers--;
    }
  g_mutex_unlock (&store->reader_lock);
}

/* Who answers a person does not wait until threads in the background have counted a million records, or until a slow disk has answered them:
 * another connection is opened for it, and closed when it comes back. */
static gboolean
may_wait (void)
{
  return !g_main_context_is_owner (g_main_context_default ());
}

TwDb *
tw_store_take_reader (TwStore *store, GError **error)
{
  TwDb *db;

  g_mutex_lock (&store->reader_lock);
  while ((db = g_queue_pop_head (&store->idle_readers)) == NULL && store->n_readers >= MAX_READERS && may_wait () && !store->closed)
    {
      store->readers_awaited++;
      g_cond_wait (&store->reader_returned, &store->reader_lock);
      store->readers_awaited--;
    }
  if (store->closed)
    {
      if (db != NULL)
        g_queue_push_head (&store->idle_readers, db);
      g_mutex_unlock (&store->reader_lock);
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("The workspace is closed."));
      return NULL;
    }
  if (db == NULL)
    store->n_readers++;
  g_mutex_unlock (&store->reader_lock);
  if (db != NULL)
    {
      tw_patience_watch (tw_db_get_handle (db));
      return db;
    }

  db = store->immutable ? tw_db_open_immutable (store->db_path, error) : tw_db_open (store->db_path, TW_DB_READ, error);
  if (db != NULL && !tw_search_register (db, error))
    g_clear_pointer (&db, tw_db_close);
  if (db == NULL)
    {
      g_mutex_lock (&store->reader_lock);
      store->n_readers--;
      g_cond_signal (&store->reader_returned);
      g_mutex_unlock (&store->reader_lock);
    }
  else
    tw_patience_watch (tw_db_get_handle (db));
  return db;
}

void
tw_store_return_reader (TwStore *store, TwDb *db)
{
  gboolean closed;                                     /* it is not wanted any more */

  if (db == NULL)
    return;
  tw_patience_unwatch (tw_db_get_handle (db));
  /* A reader that is given back inside a transaction would show its next user the past. */
  if (tw_db_in_transaction (db))
    tw_db_run (db, "ROLLBACK", NULL);
  g_mutex_lock (&store->reader_lock);
  closed = store->closed || store->n_readers > MAX_READERS;
  if (closed)
    store->n_readers--;
  else
    g_queue_push_head (&store->idle_readers, db);
  /* A signal costs a call of the system even when nobody waits. */
  if (store->readers_awaited > 0)
    g_cond_signal (&store->reader_returned);
  g_mutex_unlock (&store->reader_lock);
  if (closed)
    tw_db_close (db);
}

/**
 * tw_store_trim:
 * @store: a store
 *
 * Gives back the pages that idle connections keep, which the system's own cache has as well, and what the allocator holds. Any thread;
 * to be called when nothing is going on.
 *
 * Returns: %FALSE when something is being read: there will be more to give back
 */
gboolean
tw_store_trim (TwStore *store)
{
  gboolean idle;

  g_mutex_lock (&store->reader_lock);
  for (GList *l = store->idle_readers.head; l != NULL; l = l->next)
    sqlite3_db_release_memory (tw_db_get_handle (l->data));
  idle = store->n_readers == g_queue_get_length (&store->idle_readers);
  g_mutex_unlock (&store->reader_lock);
  malloc_trim (0);
  return idle;
}

void
tw_store_run_reader (TwStore *store, GTask *task, GTaskThreadFunc func)
{
  ReaderJob *job;

  if (store->reader_pool == NULL)
    {
      g_task_return_new_error (task, TW_STORE_ERROR, TW_STORE_ERROR_IO, "%s", _("The workspace is closed."));
      return;
    }
  job = g_new0 (ReaderJob, 1);
  job->task = g_object_ref (task);
  job->func = func;
  g_thread_pool_push (store->reader_pool, job, NULL);
}
