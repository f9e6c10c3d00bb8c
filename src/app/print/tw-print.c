/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-print.h"

#include <glib/gi18n-lib.h>

#include "tw-quote-paper.h"
#include "tw-record-paper.h"
#include "tw-report-jobs.h"
#include "tw-task.h"

#define PATIENCE 400                                   /* ms until it is said that pages are being made */

typedef struct
{
  TwStore    *store;                                   /* (owned) */
  TwQuery    *query;                                   /* (owned) (nullable): of a list */
  char      **columns;                                 /* (owned) (nullable) */
  TwRecord   *record;                                  /* (owned) (nullable) */
  gboolean    is_quote;                                /* the record is printed in its design */
  char       *template;                                /* (owned) (nullable) of a quote */
  TwCalendarPaper *calendar;                           /* (owned) (nullable), with its zone and users */
  TwReport   *report;                                  /* (owned) (nullable) */
  TwReportFile report_file;                            /* of a report: what stands above it */
  TwFigureRange range;
  gboolean    has_range;
  char       *title, *company;                         /* (owned) */
  TwPaperSize size;
} Job;

/* What is shown while the pages are made. */
typedef struct
{
  GtkWidget    *widget;                                /* (owned) */
  GCancellable *cancellable;                           /* (owned) */
  GtkWidget    *dialog;                                /* nullable: not yet */
  guint         patience;
} Wait;

static void
job_free (Job *job)
{
  g_object_unref (job->store);
  g_clear_pointer (&job->query, tw_query_unref);
  g_clear_object (&job->record);
  if (job->calendar != NULL)
    {
      g_clear_pointer (&job->calendar->users, g_array_unref);
      g_time_zone_unref (job->calendar->zone);
      g_free (job->calendar);
    }
  g_clear_pointer (&job->report, tw_report_free);
  tw_report_file_clear (&job->report_file);
  g_strfreev (job->columns);
  g_free (job->template);
  g_free (job->title);
  g_free (job->company);
  g_free (job);
}

static void
wait_free (Wait *wait)
{
  g_clear_handle_id (&wait->patience, g_source_remove);
  if (wait->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (wait->dialog));
  g_object_unref (wait->cancellable);
  g_object_unref (wait->widget);
  g_free (wait);
}

static void
stop_cb (Wait *wait)
{
  g_cancellable_cancel (wait->cancellable);
}

static gboolean
patience_cb (gpointer data)
{
  Wait *wait = data;
  GtkWidget *spinner = gtk_spinner_new ();

  wait->patience = 0;
  wait->dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (wait->widget)), _("Making the Pages"), NULL);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (wait->dialog), spinner);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (wait->dialog), "cancel", _("_Cancel"));
  g_signal_connect_swapped (wait->dialog, "response", G_CALLBACK (stop_cb), wait);
  /* It closes itself on an answer; here it is destroyed with the rest. */
  g_object_add_weak_pointer (G_OBJECT (wait->dialog), (gpointer *) &wait->dialog);
  gtk_window_present (GTK_WINDOW (wait->dialog));
  return G_SOURCE_REMOVE;
}

static TwPaper *
make_report (Job          *job,
             GCancellable *cancellable,
             GError      **error)
{
  TwFigureAsk ask = { .store = job->store, .range = job->has_range ? &job->range : NULL };

  return tw_report_paper_new (job->report, &ask, &job->report_file, cancellable, error);
}

static void
make_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Job *job = data;
  TwListPaper list = { job->store, (const char *const *) job->columns, job->title, NULL, job->company, &job->size };
  GError *error = NULL;
  TwPaper *paper = NULL;

  if (job->calendar != NULL)
    {
      job->calendar->store = job->store;
      job->calendar->title = job->title;
      job->calendar->company = job->company;
      job->calendar->size = &job->size;
      paper = tw_calendar_paper_new (job->calendar, cancellable, &error);
    }
  else if (job->report != NULL)
    paper = make_report (job, cancellable, &error);
  else
    paper = job->is_quote ? tw_quote_paper_load (job->store, tw_record_get_id (job->record),
                                                 &(TwQuotePaperChoice) { job->template, NULL, &job->size }, &error)
            : job->record != NULL ? tw_record_paper_new (job->store, job->record, &job->size, job->company, &error)
                                  : tw_list_paper_new (&list, job->query, cancellable, &error);
  if (paper != NULL)
    g_task_return_pointer (task, paper, (GDestroyNotify) tw_paper_free);
  else
    g_task_return_error (task, error);
}

static void
done_cb (GtkPrintOperation      *operation,
         GtkPrintOperationResult result,
         GtkWidget              *widget)
{
  const char *problem = g_object_get_data (G_OBJECT (operation), "tw-problem");
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  if (error != NULL || problem != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", problem != NULL ? problem : error->message);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Wait *wait = data;
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  TwPaper *paper = g_task_propagate_pointer (G_TASK (result), &error);
  GtkRoot *root = gtk_widget_get_root (wait->widget);

  if (paper != NULL && root != NULL)
    {
      g_autoptr(GtkPrintOperation) operation = tw_print_operation_new (paper, job->title, NULL);

      g_signal_connect_object (operation, "done", G_CALLBACK (done_cb), wait->widget, 0);
      gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (root), NULL);
    }
  else if (paper != NULL)
    tw_paper_free (paper);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (wait->widget, "win.toast", "s", error->message);
  wait_free (wait);
}

/* The sheet that the locale's country uses (CLDR by way of GTK). */
static TwPaperSize
get_default_size (void)
{
  g_autoptr(GtkPaperSize) paper = gtk_paper_size_new (NULL);
  TwPaperSize size = TW_PAPER_A4;

  size.width = gtk_paper_size_get_width (paper, GTK_UNIT_POINTS);
  size.height = gtk_paper_size_get_height (paper, GTK_UNIT_POINTS);
  return size;
}

static void
run (GtkWidget   *widget,
     TwWorkspace *workspace,
     Job         *job)
{
  Wait *wait = g_new0 (Wait, 1);
  g_autoptr(GTask) task = NULL;

  job->store = g_object_ref (tw_workspace_get_store (workspace));
  job->company = tw_workspace_dup_name (workspace);
  job->size = get_default_size ();
  wait->widget = g_object_ref (widget);
  wait->cancellable = g_cancellable_new ();
  wait->patience = g_timeout_add (PATIENCE, patience_cb, wait);
  task = g_task_new (job->store, wait->cancellable, made_cb, wait);
  g_task_set_source_tag (task, run);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  tw_task_run_in_thread (task, make_thread);
}

/**
 * tw_print_view:
 * @widget: in the window that asks
 * @state: a view
 *
 * Makes pages of all records of a view, with its columns and in its order, and opens the print dialog.
 */
void
tw_print_view (GtkWidget   *widget,
               TwViewState *state)
{
  Job *job = g_new0 (Job, 1);

  job->query = tw_query_ref (tw_view_state_get_query (state));
  job->columns = g_strdupv ((char **) tw_view_state_get_columns (state));
  job->title = g_strdup (tw_entity_get_label (tw_view_state_get_entity (state), TRUE));
  run (widget, tw_view_state_get_workspace (state), job);
}

/**
 * tw_print_record:
 * @widget: in the window that asks
 * @workspace: the workspace
 * @record: a record with its computed fields
 *
 * Makes pages of a record and what belongs to it, and opens the print dialog.
 */
void
tw_print_record (GtkWidget   *widget,
                 TwWorkspace *workspace,
                 TwRecord    *record)
{
  Job *job = g_new0 (Job, 1);

  job->record = g_object_ref (record);
  job->title = tw_record_dup_title (record);
  run (widget, workspace, job);
}

/**
 * tw_print_quote:
 * @widget: in the window that asks
 * @workspace: the workspace
 * @quote: a quote
 * @template: (nullable): key of a shipped template; %NULL for the quote's own
 *
 * Makes the pages that its customer gets, and opens the print dialog.
 */
void
tw_print_quote (GtkWidget   *widget,
                TwWorkspace *workspace,
                TwRecord    *quote,
                const char  *template)
{
  Job *job = g_new0 (Job, 1);

  job->record = g_object_ref (quote);
  job->is_quote = TRUE;
  job->template = g_strdup (template);
  job->title = tw_record_dup_title (quote);
  run (widget, workspace, job);
}

/**
 * tw_print_calendar:
 * @widget: in the window that asks
 * @workspace: the workspace
 * @calendar: what to print: kinds, users, type, days and columns; the rest is filled in
 * @title: what stands above it
 *
 * Makes pages of days of the calendar, and opens the print dialog.
 */
void
tw_print_calendar (GtkWidget             *widget,
                   TwWorkspace           *workspace,
                   const TwCalendarPaper *calendar,
                   const char            *title)
{
  Job *job = g_new0 (Job, 1);

  job->calendar = g_memdup2 (calendar, sizeof *calendar);
  job->calendar->zone = g_time_zone_ref (tw_workspace_get_zone (workspace));
  job->calendar->users = calendar->users != NULL ? g_array_ref (calendar->users) : NULL;
  job->title = g_strdup (title);
  run (widget, workspace, job);
}

/**
 * tw_print_report:
 * @widget: in the window that asks
 * @state: a report
 *
 * Makes pages of a whole report, and opens the print dialog.
 */
void
tw_print_report (GtkWidget     *widget,
                 TwReportState *state)
{
  Job *job = g_new0 (Job, 1);
  TwFigureAsk ask;

  job->report = tw_report_state_dup_report (state);
  tw_report_file_init (&job->report_file, state, TW_REPORT_FILE_PDF);
  tw_report_state_fill_ask (state, &ask, &job->range);
  job->has_range = ask.range != NULL;
  job->title = g_strdup (tw_report_state_get_entry (state)->name);
  run (widget, tw_report_state_get_workspace (state), job);
}
