/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-export.h"

#include <glib/gi18n-lib.h>

#include "tw-export.h"

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwQuery *query;                                      /* (owned) */
  TwRecordSet *set;                                    /* (owned) (nullable) only these */
  GFile   *file;                                       /* (owned) */
  char   **columns;                                    /* (owned) */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  tw_query_unref (job->query);
  g_clear_pointer (&job->set, tw_record_set_unref);
  g_object_unref (job->file);
  g_strfreev (job->columns);
  g_free (job);
}

static void
export_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job *job = task_data;
  TwExportOptions options = { .format = TW_EXPORT_CSV, .fields = (const char *const *) job->columns };
  g_autoptr(GArray) ids = NULL;
  GError *error = NULL;
  gint64 n = -1;

  tw_export_format_of (job->file, &options.format);
  if (job->set != NULL)
    options.ids = ids = tw_record_set_read_ids (job->set, job->store, &error);
  if (error == NULL)
    n = tw_export_file (job->store, job->query, job->file, &options, cancellable, &error);
  if (n < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr(GtkWidget) widget = GTK_WIDGET (data);
  g_autoptr(GError) error = NULL;
  gint64 n = tw_view_export_finish (result, &error);
  g_autofree char *message = n < 0 ? g_strdup (error->message)
                             : g_strdup_printf (ngettext ("%u record was exported.", "%u records were exported.", n),
                                                (guint) n);

  gtk_widget_activate_action (widget, "win.toast", "s", message);
}

typedef struct
{
  GtkWidget   *widget;                                 /* (owned) */
  TwViewState *state;                                  /* (owned) */
  TwRecordSet *set;                                    /* (owned) (nullable) */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->widget);
  g_object_unref (question->state);
  g_clear_pointer (&question->set, tw_record_set_unref);
  g_free (question);
}

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                gpointer         data)
{
  Question *question = data;
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    tw_view_export_async (question->state, question->set, file, NULL, exported_cb, g_object_ref (question->widget));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/**
 * tw_view_export_ask:
 * @widget: in the window that asks
 * @state: the view
 * @set: (nullable): the selected records; %NULL for all of the view
 *
 * Asks where to write, and writes the columns of the view there. The name's ending chooses between CSV, XLSX and JSON Lines.
 */
void
tw_view_export_ask (GtkWidget   *widget,
                    TwViewState *state,
                    TwRecordSet *set)
{
  Question *question = g_new0 (Question, 1);
  GtkFileChooserNative *dialog = NULL;
  g_autofree char *name = g_strconcat (tw_entity_get_label (tw_view_state_get_entity (state), TRUE), ".csv", NULL);

  question->widget = g_object_ref (widget);
  question->state = g_object_ref (state);
  question->set = set != NULL ? tw_record_set_ref (set) : NULL;
  dialog = gtk_file_chooser_native_new (_("Export"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (file_chosen_cb), question, question_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * tw_view_export_async:
 * @state: the view
 * @set: (nullable): the selected records; %NULL for all of the view
 * @file: where to write
 * @cancellable: (nullable): leaves no file
 * @callback: called when it is done
 * @data: for @callback
 *
 * Writes records into a file.
 */
void
tw_view_export_async (TwViewState        *state,
                      TwRecordSet        *set,
                      GFile              *file,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (state, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tw_view_export_async);
  job->store = g_object_ref (tw_workspace_get_store (tw_view_state_get_workspace (state)));
  job->query = tw_query_ref (tw_view_state_get_query (state));
  job->set = set != NULL ? tw_record_set_ref (set) : NULL;
  job->file = g_object_ref (file);
  job->columns = g_strdupv ((char **) tw_view_state_get_columns (state));
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, export_thread);
}

/**
 * tw_view_export_finish:
 * @result: given to the callback
 * @error: what could not be written
 *
 * Returns: how many records were written, -1 on error
 */
gint64
tw_view_export_finish (GAsyncResult *result,
                       GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
