/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole report as a file: CSV, a workbook, a document, or lines of JSON. It is made in a folder that is gone before it is sent, of one
 * snapshot, in flat memory; who gets one needs the right to export, and is entered in the audit log. The run of a saved report is kept. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <glib/gstdio.h>
#include <glib/gi18n-lib.h>

#include "tw-log.h"
#include "tw-patience.h"
#include "tw-report-export.h"
#include "tw-report-log.h"
#include "tw-rest-insight.h"

#define CHUNK 65536                                    /* bytes that are written at once */

static const struct { const char *name, *ending, *type; } forms[] = {
  [TW_REST_REPORT_JSON] = { "json", ".json", "application/json" },
  [TW_REST_REPORT_LINES] = { "jsonl", ".jsonl", "application/jsonl" },
  [TW_REST_REPORT_CSV] = { "csv", ".csv", "text/csv; charset=utf-8" },
  [TW_REST_REPORT_XLSX] = { "xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  [TW_REST_REPORT_PDF] = { "pdf", ".pdf", "application/pdf" },
};

/**
 * tw_rest_report_read_form:
 * @call: a call
 * @form: (out): what the request wants the answer to be
 *
 * Returns: %FALSE: answered
 */
gboolean
tw_rest_report_read_form (TwRestCall *call, TwRestReportForm *form)
{
  const char *name = tw_request_get_query (call->request, "format"), *message;

  for (*form = TW_REST_REPORT_JSON; name != NULL && *form < G_N_ELEMENTS (forms); (*form)++)
    if (strcmp (forms[*form].name, name) == 0)
      return TRUE;
  if (name == NULL)
    return TRUE;
  message = _("The format is json, jsonl, csv, xlsx or pdf.");
  tw_response_problem (call->response, 400, "parameter", NULL, message);
  tw_response_problem_field (call->response, "format", "invalid", message);
  return FALSE;
}

/* --- Lines of JSON --- */

static char *
run_text (gpointer run, guint column, const TwValue *value)
{
  return tw_report_run_dup_text (run, column, value);
}

static gboolean
write_out (int fd, GString *text, GError **error)
{
  for (gsize at = 0; at < text->len;)
    {
      gssize n = write (fd, text->str + at, text->len - at);

      if (n < 0 && errno != EINTR)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
          return FALSE;
        }
      at += n > 0 ? (gsize) n : 0;
    }
  g_string_truncate (text, 0);
  return TRUE;
}

/* The first line says what it is, each other one is an item. */
static gint64
write_lines (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, const char *path, GError **error)
{
  g_autoptr (TwReportRun) run = tw_report_run_new (report, ask, NULL, error);
  g_autoptr (GString) text = g_string_sized_new (CHUNK + 4096);
  g_autoptr (GError) local = NULL;
  const TwReportItem *item;
  GPtrArray *columns;
  int fd = run != NULL ? g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;

  if (fd < 0)
    {
      if (run != NULL)
        g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      return -1;
    }
  columns = tw_report_run_get_columns (run);
  g_string_append_c (text, '{');
  tw_rest_report_print_head (text, call, report, columns, tw_report_run_get_group_labels (run), tw_report_run_get_n_rows (run),
                             tw_report_run_get_left_out (run));
  g_string_append (text, "}\n");
  while (local == NULL && (item = tw_report_run_next (run, &local)) != NULL)
    {
      tw_rest_report_print_item (text, call, columns, item, run_text, run);
      g_string_append_c (text, '\n');
      if (text->len >= CHUNK)
        write_out (fd, text, &local);
    }
  if (local == NULL)
    write_out (fd, text, &local);
  close (fd);
  if (local == NULL)
    return tw_report_run_get_n_done (run);
  g_propagate_error (error, g_steal_pointer (&local));
  return -1;
}

/* --- Files --- */

static void
progress_cb (gint64 done, gint64 all, gpointer cancellable)
{
  if (tw_patience_is_over ())
    g_cancellable_cancel (cancellable);
}

static gint64
write_file (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, TwRestReportForm form, const char *title, const char *path,
            GError **error)
{
  static const TwReportFormat formats[] = {
    [TW_REST_REPORT_CSV] = TW_REPORT_FILE_CSV, [TW_REST_REPORT_XLSX] = TW_REPORT_FILE_XLSX, [TW_REST_REPORT_PDF] = TW_REPORT_FILE_PDF,
  };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *author = tw_store_dup_title (call->rest->store, tw_schema_get_entity (call->schema, "user")->number,
                                                tw_access_get_user (call->access));
  TwReportFile options = { .format = formats[form], .title = title, .condition = report->where, .author = author, .progress = progress_cb,
                           .data = cancellable };

  return tw_report_write (report, ask, &options, file, cancellable, error);
}

static void
name_file (TwRestCall *call, const char *title, const char *ending)
{
  g_autofree char *name = g_strconcat (title, ending, NULL), *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *header = g_strconcat ("attachment; filename*=UTF-8''", escaped, NULL);

  tw_response_set_header (call->response, "Content-Disposition", header);
}

/* What became of a saved report is kept for the person, as where it is exported by hand. Who was refused made no run. */
static void
keep_run (TwRestCall *call, const TwReportDone *run)
{
  g_autoptr (GError) error = NULL;

  if (tw_id_is_nil (&run->report) || (run->error != NULL && run->error->domain == TW_ACCESS_ERROR))
    return;
  if (!tw_report_log_add (call->rest->store, run, &error))
    {
      g_autoptr (TwLogLine) line = tw_log_line_new ("error", "report-run-not-kept");

      tw_log_line_text (line, "reason", error->message);
    }
}

static gint64
make_file (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, TwRestReportForm form, TwReportDone *run, int *fd, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("tradewind-report-XXXXXX", error);
  g_autofree char *name = g_strconcat ("report", forms[form].ending, NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  g_autoptr (GFile) file = path != NULL ? g_file_new_for_path (path) : NULL;
  g_autoptr (GError) local = NULL;

  if (folder == NULL)
    return -1;
  run->n_rows = form == TW_REST_REPORT_LINES ? write_lines (call, report, ask, path, &local)
                                             : write_file (call, report, ask, form, run->name, path, &local);
  *fd = run->n_rows >= 0 ? g_open (path, O_RDONLY | O_CLOEXEC, 0) : -1;
  if (run->n_rows >= 0 && *fd < 0)
    {
      g_set_error (&local, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
      run->n_rows = -1;
    }
  run->ended = g_get_real_time ();
  run->error = local;
  run->file = file;
  keep_run (call, run);
  g_unlink (path);
  g_rmdir (folder);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return run->n_rows;
}

/**
 * tw_rest_report_send_file:
 * @call: a call
 * @report: a report that was checked
 * @ask: who asks
 * @form: not JSON
 * @title: what the report and its file are called
 * @saved: (nullable): its id when it is a saved one
 */
void
tw_rest_report_send_file (TwRestCall *call, const TwReport *report, const TwFigureAsk *ask, TwRestReportForm form, const char *title,
                          const TwId *saved)
{
  TwReportDone run = { .name = title, .format = forms[form].name, .started = g_get_real_time () };
  TwFigureAsk export = *ask;
  g_autoptr (GError) error = NULL;
  int fd = -1;
  gint64 n;

  if (form == TW_REST_REPORT_LINES && tw_report_get_form (report) != TW_REPORT_TABLE)
    {
      tw_response_problem (call->response, 400, "parameter", NULL, _("Only tables have lines. Ask for json, csv, xlsx or pdf."));
      return;
    }
  if (saved != NULL)
    run.report = *saved;
  export.right = TW_RIGHT_EXPORT;
  n = make_file (call, report, &export, form, &run, &fd, &error);
  if (n < 0)
    {
      tw_rest_insight_fail (call, error);
      return;
    }
  tw_rest_report_note (call, report, n, forms[form].name, title);
  name_file (call, title, forms[form].ending);
  tw_response_take_fd (call->response, forms[form].type, fd);
}
