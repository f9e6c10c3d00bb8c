/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-define.h"

#include <glib/gi18n-lib.h>

#include "tw-replica.h"
#include "tw-sync.h"
#include "tw-task.h"

typedef struct
{
  TwStore *store;                                      /* (owned) */
  char    *definitions;                                /* (owned) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  g_free (job->definitions);
  g_free (job);
}

static void
define_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr(TwCommit) commit = tw_store_define (job->store, job->definitions, &error);

  if (commit != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
defined_there_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr(GTask) task = G_TASK (data);
  GError *error = NULL;

  if (tw_sync_define_finish (TW_SYNC (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tw_define_async:
 * @workspace: the workspace
 * @definitions: a JSON list, as for tw_store_define()
 * @callback: called when they are in force, or are not
 * @data: for the callback
 *
 * Puts definitions in force. Those of a team are changed at its server, and come from there.
 */
void
tw_define_async (TwWorkspace         *workspace,
                 const char          *definitions,
                 GAsyncReadyCallback  callback,
                 gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (workspace, NULL, callback, data);
  TwSyncAccount *account = tw_workspace_get_account (workspace);
  TwSync *sync = account != NULL ? tw_sync_account_get_sync (account) : NULL;
  TwStore *store = tw_workspace_get_store (workspace);

  g_task_set_source_tag (task, tw_define_async);
  if (sync != NULL)
    tw_sync_define_async (sync, definitions, NULL, defined_there_cb, g_steal_pointer (&task));
  else if (tw_store_is_replica (store))
    g_task_return_new_error (task, TW_STORE_ERROR, TW_STORE_ERROR_AWAY, "%s", _("This is changed at the server. Sign in to it first."));
  else
    {
      Job *job = g_new0 (Job, 1);

      job->store = g_object_ref (store);
      job->definitions = g_strdup (definitions);
      g_task_set_task_data (task, job, job_free);
      tw_task_run_in_thread (task, define_thread);
    }
}

/**
 * tw_define_finish:
 * @workspace: the workspace
 * @result: of tw_define_async()
 * @error: what is wrong with the definitions, or why the server cannot be asked
 *
 * Returns: whether they are in force
 */
gboolean
tw_define_finish (TwWorkspace   *workspace,
                  GAsyncResult  *result,
                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, workspace), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
