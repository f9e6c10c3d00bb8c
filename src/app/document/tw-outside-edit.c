/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-outside-edit.h"

#include "tw-blobs.h"
#include "tw-document-version.h"
#include "tw-record-file.h"
#include "tw-task.h"

#define SETTLE_MS 700                                  /* programs write a file in several steps */
#define KEY       "tw-outside-edits"

/* One copy. It belongs to the workspace, which it does not keep. */
typedef struct
{
  TwWorkspace  *workspace;                             /* not owned */
  GFile        *copy;                                  /* (owned) */
  GFileMonitor *monitor;                               /* (owned) */
  TwId          document;
  guint         settle_id;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_clear_handle_id (&edit->settle_id, g_source_remove);
  g_file_monitor_cancel (edit->monitor);
  g_object_unref (edit->monitor);
  g_object_unref (edit->copy);
  g_free (edit);
}

/* --- Taking back, on a thread --- */

typedef struct
{
  TwStore *store;                                      /* (owned) */
  GFile   *copy;                                       /* (owned) */
  TwId     document;
} Taking;

static void
taking_free (gpointer data)
{
  Taking *taking = data;

  g_object_unref (taking->store);
  g_object_unref (taking->copy);
  g_free (taking);
}

/* A file that is empty was just begun to be written, or its program has crashed: neither is a version. */
static void
take_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Taking *taking = data;
  GError *error = NULL;
  g_autofree char *hash = tw_store_add_blob_file (taking->store, taking->copy, TW_FILE_MAX_SIZE, cancellable, &error);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (taking->store);
  g_autoptr(TwRecord) document = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = NULL;

  if (hash != NULL && tw_store_get_blob_size (taking->store, hash) > 0)
    document = tw_store_get (taking->store, tw_schema_get_entity (schema, "document"), &taking->document, &error);
  if (document != NULL && !tw_record_is_deleted (document))
    edit = tw_document_version_add (taking->store, document, hash, NULL, &error);
  if (edit != NULL)
    commit = tw_edit_commit (edit, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, commit != NULL);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(GError) error = NULL;

  /* The version names itself in the window's toast; that nothing changed is no news. */
  if (!g_task_propagate_boolean (G_TASK (result), &error) && error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_message ("a changed document was not taken back: %s", error->message);
}

static gboolean
settled_cb (gpointer data)
{
  Edit *edit = data;
  g_autoptr(GTask) task = g_task_new (NULL, NULL, taken_cb, NULL);
  Taking *taking = g_new0 (Taking, 1);

  edit->settle_id = 0;
  taking->store = g_object_ref (tw_workspace_get_store (edit->workspace));
  taking->copy = g_object_ref (edit->copy);
  taking->document = edit->document;
  g_task_set_task_data (task, taking, taking_free);
  tw_task_run_in_thread (task, take_thread);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GFileMonitor      *monitor,
            GFile             *file,
            GFile             *other,
            GFileMonitorEvent  event,
            gpointer           data)
{
  Edit *edit = data;

  if (event == G_FILE_MONITOR_EVENT_DELETED || event == G_FILE_MONITOR_EVENT_ATTRIBUTE_CHANGED
      || event == G_FILE_MONITOR_EVENT_PRE_UNMOUNT || event == G_FILE_MONITOR_EVENT_UNMOUNTED)
    return;
  g_clear_handle_id (&edit->settle_id, g_source_remove);
  edit->settle_id = g_timeout_add (SETTLE_MS, settled_cb, edit);
}

/**
 * tw_outside_edit_follow:
 * @workspace: the workspace
 * @document: id of a document
 * @copy: a copy of its file that another program opens
 *
 * Makes a version of whatever is saved in the copy.
 */
void
tw_outside_edit_follow (TwWorkspace *workspace,
                        const TwId  *document,
                        GFile       *copy)
{
  GPtrArray *edits = NULL;
  GFileMonitor *monitor = NULL;
  Edit *edit = NULL;

  g_return_if_fail (TW_IS_WORKSPACE (workspace) && document != NULL && G_IS_FILE (copy));
  /* Also programs that write another file and move it there. */
  monitor = g_file_monitor_file (copy, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (monitor == NULL)
    return;
  edits = g_object_get_data (G_OBJECT (workspace), KEY);
  if (edits == NULL)
    {
      edits = g_ptr_array_new_with_free_func (edit_free);
      g_object_set_data_full (G_OBJECT (workspace), KEY, edits, (GDestroyNotify) g_ptr_array_unref);
    }
  edit = g_new0 (Edit, 1);
  edit->workspace = workspace;
  edit->copy = g_object_ref (copy);
  edit->monitor = monitor;
  edit->document = *document;
  g_signal_connect (monitor, "changed", G_CALLBACK (changed_cb), edit);
  g_ptr_array_add (edits, edit);
}
