/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-demo-maker.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-demo.h"
#include "tw-task.h"

typedef struct
{
  char          *dir;                                  /* (owned) where the demo will be */
  char          *making;                               /* (owned) where it is made */
  TwDemoMakerProgress progress;
  gpointer       progress_data;

  GMutex         lock;
  double         fraction;                             /* (mutex lock) */
  guint          idle_id;                              /* (mutex lock) a telling is on its way */
} Job;

static void
job_free (Job *job)
{
  g_mutex_clear (&job->lock);
  g_free (job->dir);
  g_free (job->making);
  g_free (job);
}

static gboolean
tell_cb (gpointer data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);
  double fraction = 0;

  g_mutex_lock (&job->lock);
  job->idle_id = 0;
  fraction = job->fraction;
  g_mutex_unlock (&job->lock);
  if (!g_task_get_completed (task))
    job->progress (fraction, job->progress_data);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (double      fraction,
             const char *message,
             gpointer    data)
{
  GTask *task = G_TASK (data);
  Job *job = g_task_get_task_data (task);

  g_mutex_lock (&job->lock);
  job->fraction = fraction;
  if (job->idle_id == 0)
    job->idle_id = g_timeout_add_full (G_PRIORITY_DEFAULT, 16, tell_cb, g_object_ref (task), g_object_unref);
  g_mutex_unlock (&job->lock);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
make_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *job = task_data;
  /* The store tells of its commits on the context of this thread, which nobody runs: nobody listens yet. */
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(TwSchema) shipped = NULL;
  g_autoptr(TwStore) store = NULL;
  GError *error = NULL;
  gboolean made = FALSE;

  remove_folder (job->making);
  g_main_context_push_thread_default (context);
  shipped = tw_schema_load_shipped (&error);
  if (shipped != NULL && g_mkdir_with_parents (job->making, 0700) == 0)
    store = tw_store_open (job->making, shipped, TRUE, &error);
  made = store != NULL && tw_demo_build (store, progress_cb, task, cancellable, &error);
  if (store != NULL)
    tw_store_close (store);
  g_main_context_pop_thread_default (context);
  if (made && g_rename (job->making, job->dir) != 0)
    {
      g_set_error (&error, G_IO_ERROR, g_io_error_from_errno (errno), _("The folder “%s” could not be made: %s"),
                   job->dir, g_strerror (errno));
      made = FALSE;
    }
  if (!made)
    remove_folder (job->making);
  if (made)
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, _("The folder “%s” could not be made."), job->making);
}

/**
 * tw_demo_maker_make_async:
 * @dir: folder that the demo will be in; it must not exist
 * @progress: told on the main thread how far it is
 * @progress_data: for @progress
 * @cancellable: gives it up; then nothing of it is left
 * @callback: called when it is done
 * @data: for @callback
 *
 * Makes the demo company.
 */
void
tw_demo_maker_make_async (const char         *dir,
                          TwDemoMakerProgress      progress,
                          gpointer            progress_data,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tw_demo_maker_make_async);
  /* A demo that is complete is there, even when it was to be given up meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_mutex_init (&job->lock);
  job->dir = g_strdup (dir);
  job->making = g_strconcat (dir, ".making", NULL);
  job->progress = progress;
  job->progress_data = progress_data;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, make_thread);
}

/**
 * tw_demo_maker_make_finish:
 * @result: given to the callback
 * @error: why it was not made
 *
 * Returns: whether the demo is there
 */
gboolean
tw_demo_maker_make_finish (GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
