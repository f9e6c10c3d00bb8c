/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved report as a file, at night or every Monday: {"report": ID, "format": "pdf"}. It is made with the rights of the report's owner, whoever
 * ordered it, and kept among his runs of it. */
#include "config.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-job-private.h"
#include "tw-report-audit.h"
#include "tw-report-export.h"
#include "tw-report-log.h"

typedef struct
{
  TwRecord     *record;
  TwReport     *report;
  TwAccess     *access;                                /* of its owner */
  TwId          owner;
  const char   *title, *format;                        /* lent */
  TwReportFormat file_format;
  TwFigureRange range;
  gboolean      has_range;
} Order;

static void
order_clear (Order *order)
{
  g_clear_object (&order->record);
  g_clear_pointer (&order->report, tw_report_free);
  g_clear_pointer (&order->access, tw_access_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, order_clear)

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, TW_JOB_ERROR, 0, sentence);
  return FALSE;
}

/* --- What is ordered --- */

static gboolean
read_format (const TwDocNode *node, Order *order, GError **error)
{
  static const struct { const char *name; TwReportFormat format; } formats[] = {
    { "pdf", TW_REPORT_FILE_PDF }, { "xlsx", TW_REPORT_FILE_XLSX }, { "csv", TW_REPORT_FILE_CSV },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (node == NULL ? i == 0 : node->type == TW_DOC_TEXT && g_str_equal (node->text, formats[i].name))
      {
        order->format = formats[i].name;
        order->file_format = formats[i].format;
        return TRUE;
      }
  return fail (error, _("The format is pdf, xlsx or csv."));
}

static gboolean
read_payload (TwJobRun *run, TwId *id, Order *order, GError **error)
{
  g_autoptr (TwDoc) doc = run->job->payload != NULL ? tw_doc_parse ("payload", run->job->payload, -1, NULL) : NULL;
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL;
  const TwDocNode *report = root != NULL && root->type == TW_DOC_OBJECT ? tw_doc_member (root, "report") : NULL;

  if (report == NULL || report->type != TW_DOC_TEXT || !tw_id_parse (report->text, id))
    return fail (error, _("The details of the job have to say which report: {\"report\": ID, \"format\": \"pdf\"}."));
  return read_format (tw_doc_member (root, "format"), order, error);
}

static gboolean
read_owner (TwJobRun *run, TwSchema *schema, Order *order, GError **error)
{
  const TwValue *owner = tw_record_get_key (order->record, "owner"), *active;
  g_autoptr (TwRecord) user = NULL;

  if (owner->type == TW_TYPE_LINK)
    user = tw_store_get (run->store, tw_schema_get_entity (schema, "user"), &owner->id, NULL);
  active = user != NULL && !tw_record_is_deleted (user) ? tw_record_get_key (user, "active") : NULL;
  if (active == NULL || (active->type == TW_TYPE_BOOLEAN && !active->i))
    return fail (error, _("The report has no owner who may sign in. Give it one, then run the job again."));
  order->owner = *tw_record_get_id (user);
  order->access = tw_access_new (run->store, &order->owner, NULL, error);
  return order->access != NULL;
}

static gboolean
read_report (TwJobRun *run, Order *order, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (run->store);
  const TwValue *definition, *days, *name;
  g_autoptr (GError) local = NULL;
  TwId id;

  if (!read_payload (run, &id, order, error))
    return FALSE;
  order->record = tw_store_get (run->store, tw_schema_get_entity (schema, "report"), &id, NULL);
  if (order->record == NULL || tw_record_is_deleted (order->record))
    return fail (error, _("The report is not there any more."));
  if (!read_owner (run, schema, order, error))
    return FALSE;
  name = tw_record_get_key (order->record, "name");
  days = tw_record_get_key (order->record, "range");
  definition = tw_record_get_key (order->record, "definition");
  order->title = name->type == TW_TYPE_TEXT ? name->text : "report";
  order->report = tw_report_parse (tw_value_is_null (definition) ? "" : definition->text, &local);
  if (order->report == NULL || !tw_report_check (order->report, schema, &local))
    return fail (error, local->message);
  tw_store_act_as (run->store, &order->owner);
  order->has_range = tw_figure_range_parse (run->store, days->type == TW_TYPE_TEXT ? days->text : NULL, TW_GRAIN_NONE, &order->range);
  tw_store_act_as (run->store, NULL);
  return TRUE;
}

/* --- The file --- */

static void
progress_cb (gint64 done, gint64 all, gpointer run)
{
  tw_job_run_tell (all > 0 ? (double) done / (double) all : 0, NULL, run);
}

/* As the owner. What was cancelled is done again later, and is no run of his. */
static gboolean
write_file (TwJobRun *run, Order *order, GFile *file, TwReportDone *done, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (run->store);
  g_autofree char *author = tw_store_dup_title (run->store, tw_schema_get_entity (schema, "user")->number, &order->owner);
  TwReportFile options = { .format = order->file_format, .title = order->title, .condition = order->report->where, .author = author,
                           .progress = progress_cb, .data = run };
  TwFigureAsk ask = { .store = run->store, .access = order->access, .range = order->has_range ? &order->range : NULL, .right = TW_RIGHT_EXPORT };
  g_autoptr (GError) local = NULL;
  gboolean good;

  done->n_rows = tw_report_write (order->report, &ask, &options, file, run->cancellable, &local);
  done->ended = g_get_real_time ();
  done->error = local;
  done->file = file;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  good = tw_report_log_add (run->store, done, error);
  done->error = NULL;
  if (local == NULL)
    return good;
  if (good && (local->domain == TW_FIGURE_ERROR || local->domain == TW_ACCESS_ERROR))
    return fail (error, local->message);
  if (good)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_job_run_report:
 * @run: a job
 * @result: (out): what the file is called, and how many rows it has
 * @error: why there is none
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_job_run_report (TwJobRun *run, char **result, GError **error)
{
  g_auto (Order) order = { NULL };
  g_autofree char *folder = NULL, *name = NULL, *path = NULL;
  g_autoptr (GFile) file = NULL;
  TwReportDone done = { .started = g_get_real_time () };
  gboolean good;

  if (!read_report (run, &order, error) || (folder = g_dir_make_tmp ("tradewind-report-XXXXXX", error)) == NULL)
    return FALSE;
  name = g_strconcat ("report.", order.format, NULL);
  path = g_build_filename (folder, name, NULL);
  file = g_file_new_for_path (path);
  done.report = *tw_record_get_id (order.record);
  done.name = order.title;
  done.format = order.format;
  tw_store_act_as (run->store, &order.owner);
  good = write_file (run, &order, file, &done, error);
  tw_store_act_as (run->store, NULL);
  g_unlink (path);
  g_rmdir (folder);
  if (!good)
    return FALSE;
  tw_report_audit_enter_file (run->store, &order.owner, order.report, done.n_rows, order.format, order.title);
  *result = g_strdup_printf ("%s.%s: %" PRId64, order.title, order.format, done.n_rows);
  return TRUE;
}
