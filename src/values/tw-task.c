/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-task.h"

typedef struct
{
  GTask          *task;                                /* (owned) */
  GTaskThreadFunc func;
} Job;

static gboolean
release_cb (gpointer task)
{
  return G_SOURCE_REMOVE;
}

/**
 * tw_task_release:
 * @task: (transfer full): a task that was answered on this thread
 *
 * Drops a reference on the thread whose main context the task answers in, before its callback when that has not run yet. What waits for
 * a context that runs no more is never let go.
 */
void
tw_task_release (GTask *task)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, release_cb, task, g_object_unref);
  g_source_set_static_name (source, "tw_task_release");
  g_source_attach (source, g_task_get_context (task));
  g_source_unref (source);
}

static void
run_job (gpointer data,
         gpointer unused)
{
  Job *job = data;

  job->func (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task), g_task_get_cancellable (job->task));
  tw_task_release (job->task);
  g_free (job);
}

static gpointer
make_pool (gpointer unused)
{
  /* Without a limit: one that waits for another is not to hold it up. The threads are those that GLib keeps for all pools. */
  return g_thread_pool_new (run_job, NULL, -1, FALSE, NULL);
}

/**
 * tw_task_run_in_thread:
 * @task: a task
 * @func: what to do on another thread; it answers the task once
 *
 * Runs a function on a thread of a pool. The callback runs in the main context that was the thread's default when the task was made, and the
 * task's source object and data are let go there.
 */
void
tw_task_run_in_thread (GTask          *task,
                       GTaskThreadFunc func)
{
  static GOnce once = G_ONCE_INIT;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (G_IS_TASK (task) && func != NULL);
  job->task = g_object_ref (task);
  job->func = func;
  g_thread_pool_push (g_once (&once, make_pool, NULL), job, NULL);
}
