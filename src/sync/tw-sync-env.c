/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's clock, dice and threads as the system has them. */
#include "config.h"

#include "tw-task.h"
#include "tw-transport.h"

typedef struct
{
  GFunc    work, done;
  gpointer data;
} Work;

static gint64
get_now (gpointer data)
{
  return g_get_real_time ();
}

static gint64
get_ticks (gpointer data)
{
  return g_get_monotonic_time ();
}

static double
get_random (gpointer data)
{
  return g_random_double ();
}

/* On the context of the caller, so that an engine may live on another thread than the first. */
static guint
add_timeout (guint ms, GSourceFunc func, gpointer func_data, gpointer data)
{
  g_autoptr (GSource) source = g_timeout_source_new (ms);

  g_source_set_callback (source, func, func_data, NULL);
  return g_source_attach (source, g_main_context_get_thread_default ());
}

static void
remove_timeout (guint id, gpointer data)
{
  GSource *source = g_main_context_find_source_by_id (g_main_context_get_thread_default (), id);

  if (source != NULL)
    g_source_destroy (source);
}

static void
run_work (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  work->work (work->data, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
finish_work (GObject *object, GAsyncResult *result, gpointer data)
{
  Work *work = g_task_get_task_data (G_TASK (result));

  work->done (work->data, NULL);
}

static void
do_work (GFunc work, GFunc done, gpointer work_data, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, finish_work, NULL);
  Work *both = g_new (Work, 1);

  *both = (Work) { work, done, work_data };
  g_task_set_task_data (task, both, g_free);
  tw_task_run_in_thread (task, run_work);
}

static const TwSyncEnv system_env = { get_now, get_ticks, get_random, add_timeout, remove_timeout, do_work, NULL };

/**
 * tw_sync_env_system:
 *
 * Returns: the wall clock, the main context of the caller, and threads
 */
const TwSyncEnv *
tw_sync_env_system (void)
{
  return &system_env;
}
