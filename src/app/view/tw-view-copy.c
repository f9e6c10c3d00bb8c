/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-view-copy.h"

#include <glib/gi18n-lib.h>

#include "tw-table-text.h"
#include "tw-task.h"

typedef struct
{
  TwStore     *store;                                  /* (owned) */
  TwRecordSet *set;                                    /* (owned) */
  char       **columns;                                /* (owned) */
  TwProgress  *progress;                               /* (owned) */
  char        *tsv, *html;                             /* (owned) (nullable) what came of it */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  tw_record_set_unref (job->set);
  g_strfreev (job->columns);
  g_object_unref (job->progress);
  g_free (job->tsv);
  g_free (job->html);
  g_free (job);
}

static void
report_cb (double   fraction,
           gpointer data)
{
  tw_progress_report (TW_PROGRESS (data), fraction);
}

static void
copy_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Job *job = task_data;
  TwTableTextOptions options = { (const char *const *) job->columns, report_cb, job->progress };
  GError *error = NULL;
  g_autoptr(GArray) ids = tw_record_set_read_ids (job->set, job->store, &error);

  if (ids != NULL && tw_table_text_make (job->store, tw_record_set_get_entity (job->set), ids, &options, cancellable, &job->tsv,
                                         &job->html, &error))
    g_task_return_int (task, ids->len);
  else
    g_task_return_error (task, error);
}

static GdkContentProvider *
provide (const char *type,
         const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return gdk_content_provider_new_for_bytes (type, bytes);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  GtkWidget *widget = GTK_WIDGET (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gssize n = g_task_propagate_int (G_TASK (result), &error);
  g_autoptr(GdkContentProvider) both = NULL;
  g_autofree char *text = NULL;

  tw_progress_end (job->progress);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (n >= 0)
    {
      GdkContentProvider *providers[] = {
        provide ("text/html", job->html), provide ("text/plain;charset=utf-8", job->tsv), gdk_content_provider_new_typed (G_TYPE_STRING, job->tsv),
      };

      both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
      gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), both);
      text = g_strdup_printf (ngettext ("%u record was copied.", "%u records were copied.", n), (guint) n);
    }
  gtk_widget_activate_action (widget, "win.toast", "s", n >= 0 ? text : error->message);
}

/**
 * tw_view_copy:
 * @bar: in the window that asks; it shows how far the copy is, and gives it up
 * @state: the view, whose columns are taken
 * @set: the records
 *
 * Puts the records on the clipboard once they are read, in the background. Given up, the clipboard stays as it is.
 */
void
tw_view_copy (TwBulkBar   *bar,
              TwViewState *state,
              TwRecordSet *set)
{
  g_autoptr(TwProgress) progress = NULL;
  g_autoptr(GTask) task = NULL;
  Job *job = NULL;

  progress = tw_progress_new (_("Copy the records"));
  if (!tw_bulk_bar_watch (bar, progress))
    return;
  task = g_task_new (bar, tw_progress_get_cancellable (progress), copied_cb, NULL);
  job = g_new0 (Job, 1);
  g_task_set_source_tag (task, tw_view_copy);
  job->store = g_object_ref (tw_workspace_get_store (tw_view_state_get_workspace (state)));
  job->set = tw_record_set_ref (set);
  job->columns = g_strdupv ((char **) tw_view_state_get_columns (state));
  job->progress = g_object_ref (progress);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, copy_thread);
}
