/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-export.h"

#include <glib/gi18n-lib.h>

#include "tw-export.h"
#include "tw-task.h"

typedef struct
{
  TwStore *store;                                      /* (owned) */
  TwQuery *query;                                      /* (owned) */
  TwRecordSet *set;                                    /* (owned) (nullable) only these */
  GFile   *file;                                       /* (owned) */
  char   **columns;                                    /* (owned) */
  TwProgress *progress;                                /* (owned) (nullable) */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  tw_query_unref (job->query);
  g_clear_pointer (&job->set, tw_record_set_unref);
  g_object_unref (job->file);
  g_strfreev (job->columns);
  g_clear_object (&job->progress);
  g_free (job);
}

static void
report_cb (double      fraction,
           const char *message,
           gpointer    data)
{
  tw_progress_report (TW_PROGRESS (data), fraction);
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

  if (job->progress != NULL)
    {
      options.progress = report_cb;
      options.data = job->progress;
    }
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

typedef struct
{
  TwBulkBar   *bar;                                    /* (owned) */
  TwViewState *state;                                  /* (owned) */
  TwRecordSet *set;                                    /* (owned) (nullable) */
  TwProgress  *progress;                               /* (owned) (nullable) once it is answered */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->bar);
  g_object_unref (question->state);
  g_clear_pointer (&question->set, tw_record_set_unref);
  g_clear_object (&question->progress);
  g_free (question);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Question *question = data;
  g_autoptr(GError) error = NULL;
  gint64 n = tw_view_export_finish (result, &error);
  g_autofree char *message = n < 0 ? g_strdup (error->message)
                             : g_strdup_printf (ngettext ("%u record was exported.", "%u records were exported.", n),
                                                (guint) n);

  tw_progress_end (question->progress);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (question->bar), "win.toast", "s", message);
  question_free (question);
}

static void
file_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                gpointer         data)
{
  Question *question = data;
  g_autoptr(GFile) file = NULL;
  g_autofree char *name = NULL, *title = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  if (file != NULL)
    {
      name = g_file_get_basename (file);
      /* Translators: above a bar of progress; %s is the name of the file that is being written. */
      title = g_strdup_printf (_("Export to “%s”"), name);
      question->progress = tw_progress_new (title);
    }
  if (file != NULL && tw_bulk_bar_watch (question->bar, question->progress))
    tw_view_export_async (question->state, question->set, file, question->progress, exported_cb, question);
  else
    question_free (question);
}

/**
 * tw_view_export_ask:
 * @bar: in the window that asks; it shows how far the export is, and gives it up
 * @state: the view
 * @set: (nullable): the selected records; %NULL for all of the view
 *
 * Asks where to write, and writes the columns of the view there. The name's ending chooses between CSV, XLSX and JSON Lines.
 */
void
tw_view_export_ask (TwBulkBar   *bar,
                    TwViewState *state,
                    TwRecordSet *set)
{
  Question *question = g_new0 (Question, 1);
  GtkFileChooserNative *dialog = NULL;
  g_autofree char *name = g_strconcat (tw_entity_get_label (tw_view_state_get_entity (state), TRUE), ".csv", NULL);

  question->bar = g_object_ref (bar);
  question->state = g_object_ref (state);
  question->set = set != NULL ? tw_record_set_ref (set) : NULL;
  dialog = gtk_file_chooser_native_new (_("Export"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (bar))),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (file_chosen_cb), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * tw_view_export_async:
 * @state: the view
 * @set: (nullable): the selected records; %NULL for all of the view
 * @file: where to write
 * @progress: (nullable): told how far it is; cancelled, it leaves no file
 * @callback: called when it is done
 * @data: for @callback
 *
 * Writes records into a file.
 */
void
tw_view_export_async (TwViewState        *state,
                      TwRecordSet        *set,
                      GFile              *file,
                      TwProgress         *progress,
                      GAsyncReadyCallback callback,
                      gpointer            data)
{
  g_autoptr(GTask) task = g_task_new (state, progress != NULL ? tw_progress_get_cancellable (progress) : NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, tw_view_export_async);
  job->store = g_object_ref (tw_workspace_get_store (tw_view_state_get_workspace (state)));
  job->query = tw_query_ref (tw_view_state_get_query (state));
  job->set = set != NULL ? tw_record_set_ref (set) : NULL;
  job->file = g_object_ref (file);
  job->columns = g_strdupv ((char **) tw_view_state_get_columns (state));
  g_set_object (&job->progress, progress);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, export_thread);
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
