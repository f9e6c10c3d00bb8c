/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-jobs.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "tw-condition.h"
#include "tw-report-log.h"
#include "tw-task.h"

#define KEY "tw-report-jobs"                           /* of the workspace: its list */

struct _TwReportJob
{
  GObject       parent_instance;

  TwProgress   *progress;                              /* (owned) */
  GListStore   *list;                                  /* (weak): the workspace has it */
  GWeakRef      window;
  GFile        *file;                                  /* (owned) */

  /* What the thread needs. */
  TwStore      *store;                                 /* (owned) */
  TwReport     *report;                                /* (owned) */
  TwReportFile  options;                               /* its texts are owned */
  TwFigureRange range;
  gboolean      has_range;
  TwId          id;                                    /* of the report; nil: it is not saved */

  GMutex        mutex;
  gint64        done, all;                             /* (mutex) rows */
};

G_DEFINE_FINAL_TYPE (TwReportJob, tw_report_job, G_TYPE_OBJECT)

static void
tw_report_job_finalize (GObject *object)
{
  TwReportJob *self = TW_REPORT_JOB (object);

  g_clear_weak_pointer (&self->list);
  g_weak_ref_clear (&self->window);
  g_clear_object (&self->progress);
  g_clear_object (&self->file);
  g_clear_object (&self->store);
  g_clear_pointer (&self->report, tw_report_free);
  tw_report_file_clear (&self->options);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (tw_report_job_parent_class)->finalize (object);
}

static void
tw_report_job_class_init (TwReportJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_report_job_finalize;
}

static void
tw_report_job_init (TwReportJob *self)
{
  g_mutex_init (&self->mutex);
  g_weak_ref_init (&self->window, NULL);
}

/* --- Writing, on another thread --- */

static void
progress_cb (gint64   done,
             gint64   all,
             gpointer data)
{
  TwReportJob *self = TW_REPORT_JOB (data);

  g_mutex_lock (&self->mutex);
  self->done = done;
  self->all = all;
  g_mutex_unlock (&self->mutex);
  tw_progress_report (self->progress, all > 0 ? (double) done / (double) all : 0);
}

/* That nothing could be noted is no reason to tell that the file was not written: it was. */
static void
note (TwReportJob  *self,
      TwInstant     started,
      gint64        n_rows,
      const GError *problem)
{
  static const char *const formats[] = { [TW_REPORT_FILE_CSV] = "csv", [TW_REPORT_FILE_XLSX] = "xlsx", [TW_REPORT_FILE_PDF] = "pdf" };
  TwReportDone done = { .report = self->id, .name = self->options.title, .format = formats[self->options.format], .started = started,
                        .ended = g_get_real_time (), .n_rows = n_rows, .file = self->file, .error = problem };
  g_autoptr(GError) error = NULL;

  if (!tw_report_log_add (self->store, &done, &error))
    g_message ("A report was written, but not noted: %s", error->message);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  TwReportJob *self = TW_REPORT_JOB (source);
  TwFigureAsk ask = { .store = self->store, .range = self->has_range ? &self->range : NULL };
  GError *error = NULL;
  TwInstant started = g_get_real_time ();
  gint64 n = tw_report_write (self->report, &ask, &self->options, self->file, cancellable, &error);

  note (self, started, n, error);
  if (n < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n);
}

/* --- Telling --- */

static void
tell (TwReportJob *self,
      GtkWindow   *window)
{
  g_autofree char *name = g_file_get_basename (self->file), *uri = g_file_get_uri (self->file), *message = NULL;

  /* Translators: %s is the name of a file. */
  message = g_strdup_printf (_("“%s” is written."), name);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.toast-open", "(ss)", message, uri);
  if (!gtk_window_is_active (window))
    gtk_widget_activate_action (GTK_WIDGET (window), "app.tell", "(sss)", self->options.title, message, uri);
}

static void
remove_from_list (TwReportJob *self)
{
  guint position;

  if (self->list != NULL && g_list_store_find (self->list, self, &position))
    g_list_store_remove (self->list, position);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  TwReportJob *self = TW_REPORT_JOB (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GtkWindow) window = g_weak_ref_get (&self->window);
  gint64 n = g_task_propagate_int (G_TASK (result), &error);

  tw_progress_end (self->progress);
  remove_from_list (self);
  if (window == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (n < 0)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.toast", "s", error->message);
  else
    tell (self, window);
}

/* --- What stands above it --- */

static char *
dup_condition (TwReportState *state)
{
  TwViewState *filters = tw_report_state_get_filters (state);
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; filters != NULL && i < tw_view_state_get_n_conditions (filters); i++)
    {
      g_autofree char *label = tw_condition_dup_label (tw_report_state_get_workspace (state), tw_view_state_get_entity (filters),
                                                       tw_view_state_get_condition (filters, i));

      g_string_append_printf (words, "%s%s", i > 0 ? " · " : "", label);
    }
  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}

static char *
dup_author (TwStore *store)
{
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (store), "user");
  g_autoptr(TwRecord) user = entity != NULL ? tw_store_get (store, entity, tw_store_get_user (store), NULL) : NULL;

  return user != NULL ? tw_record_dup_title (user) : NULL;
}

/**
 * tw_report_file_init:
 * @options: (out caller-allocates): how a file of the report is to be
 * @state: the report
 * @format: of the file
 *
 * Says who asks for what.
 */
void
tw_report_file_init (TwReportFile  *options,
                     TwReportState *state,
                     TwReportFormat format)
{
  TwWorkspace *workspace = tw_report_state_get_workspace (state);

  *options = (TwReportFile) { .format = format };
  options->title = g_strdup (tw_report_state_get_entry (state)->name);
  options->condition = dup_condition (state);
  options->author = dup_author (tw_workspace_get_store (workspace));
  options->company = tw_workspace_dup_name (workspace);
}

/**
 * tw_report_file_clear:
 * @options: what tw_report_file_init() filled
 *
 * Frees its texts.
 */
void
tw_report_file_clear (TwReportFile *options)
{
  g_free ((char *) options->title);
  g_free ((char *) options->condition);
  g_free ((char *) options->author);
  g_free ((char *) options->company);
  *options = (TwReportFile) { 0 };
}

/**
 * tw_report_job_get_progress:
 * @self: a job
 *
 * Returns: (transfer none): how far it is, and the way to give it up
 */
TwProgress *
tw_report_job_get_progress (TwReportJob *self)
{
  g_return_val_if_fail (TW_IS_REPORT_JOB (self), NULL);
  return self->progress;
}

/**
 * tw_report_job_dup_rows:
 * @self: a job
 *
 * Returns: (transfer full): how many rows are written, of how many
 */
char *
tw_report_job_dup_rows (TwReportJob *self)
{
  gint64 done, all;

  g_return_val_if_fail (TW_IS_REPORT_JOB (self), NULL);
  g_mutex_lock (&self->mutex);
  done = self->done;
  all = self->all;
  g_mutex_unlock (&self->mutex);
  /* Translators: rows of a report that are written, and of how many. */
  return all > 0 ? g_strdup_printf (_("%1$'" PRId64 " of %2$'" PRId64 " rows"), done, all) : g_strdup ("");
}

/* The workspace goes: nobody waits for the files any more. */
static void
jobs_free (gpointer data)
{
  g_autoptr(GListStore) list = G_LIST_STORE (data);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr(TwReportJob) job = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_cancellable_cancel (tw_progress_get_cancellable (job->progress));
    }
}

/**
 * tw_report_jobs_get_model:
 * @workspace: the workspace
 *
 * Returns: (transfer none): its exports that run
 */
GListModel *
tw_report_jobs_get_model (TwWorkspace *workspace)
{
  GListStore *list = g_object_get_data (G_OBJECT (workspace), KEY);

  if (list == NULL)
    {
      list = g_list_store_new (TW_TYPE_REPORT_JOB);
      g_object_set_data_full (G_OBJECT (workspace), KEY, list, jobs_free);
    }
  return G_LIST_MODEL (list);
}

/**
 * tw_report_jobs_start:
 * @window: (nullable): whom it tells when it is done
 * @state: a report
 * @file: where it is written
 * @format: as what
 *
 * Begins to write a report.
 *
 * Returns: (transfer none): the job, which stands in the workspace's list until it has ended
 */
TwReportJob *
tw_report_jobs_start (GtkWindow     *window,
                      TwReportState *state,
                      GFile         *file,
                      TwReportFormat format)
{
  g_autoptr(TwReportJob) self = g_object_new (TW_TYPE_REPORT_JOB, NULL);
  g_autofree char *name = g_file_get_basename (file), *title = NULL;
  g_autoptr(GTask) task = NULL;
  TwFigureAsk ask;

  /* Translators: above a bar of progress; %s is the name of the file that is being written. */
  title = g_strdup_printf (_("Export to “%s”"), name);
  self->progress = tw_progress_new (title);
  g_set_weak_pointer (&self->list, G_LIST_STORE (tw_report_jobs_get_model (tw_report_state_get_workspace (state))));
  g_weak_ref_set (&self->window, window);
  self->file = g_object_ref (file);
  self->report = tw_report_state_dup_report (state);
  self->id = tw_report_state_get_entry (state)->id;
  tw_report_state_fill_ask (state, &ask, &self->range);
  self->has_range = ask.range != NULL;
  self->store = g_object_ref (ask.store);
  tw_report_file_init (&self->options, state, format);
  self->options.progress = progress_cb;
  self->options.data = self;
  g_list_store_append (self->list, self);
  task = g_task_new (self, tw_progress_get_cancellable (self->progress), written_cb, NULL);
  g_task_set_source_tag (task, tw_report_jobs_start);
  /* Given up when the file was there already: then it is there, and that is told. */
  g_task_set_check_cancellable (task, FALSE);
  tw_task_run_in_thread (task, write_thread);
  return self;
}
