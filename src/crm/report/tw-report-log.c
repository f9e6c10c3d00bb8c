/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-log.h"

#include <glib/gi18n-lib.h>

#include "tw-blobs.h"
#include "tw-replica.h"

static GPtrArray *
list (TwStore    *store,
      const TwId *report,
      guint       limit,
      GError    **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  char id[TW_ID_TEXT_LENGTH + 1];
  g_autofree char *where = g_strdup_printf ("owner = me and report = \"%s\"", tw_id_print (report, id));
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "report_run"), where, "-started_at", error);

  return query != NULL ? tw_store_list (store, query, limit, NULL, NULL, error) : NULL;
}

/* Whoever exports every morning need not have a year of it on every computer. A wastebasket would keep it all the same, so that they
 * go for good; in a workspace that follows a server that is done there, some time after they are deleted. */
static gboolean
drop_old (TwStore    *store,
          TwEdit     *edit,
          const TwId *report,
          GError    **error)
{
  g_autoptr(GPtrArray) runs = list (store, report, G_MAXUINT, error);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  const TwEntity *entity = tw_schema_get_entity (schema, "report_run");
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));

  for (guint i = TW_REPORT_LOG_KEPT - 1; runs != NULL && i < runs->len; i++)
    {
      const TwId *id = tw_record_get_id (g_ptr_array_index (runs, i));

      if (tw_store_is_replica (store))
        tw_edit_delete (edit, entity, id);
      else
        g_array_append_vals (ids, id, 1);
    }
  return runs != NULL && tw_store_purge_records (store, entity, ids, error);
}

static gboolean
set_times (TwRecord           *record,
           const TwReportDone *done,
           GError            **error)
{
  TwValue started = tw_value_datetime (done->started), ended = tw_value_datetime (done->ended), rows = tw_value_integer (done->n_rows);

  return tw_record_set_key (record, "started_at", &started, error) && tw_record_set_key (record, "ended_at", &ended, error)
         && (done->n_rows < 0 || tw_record_set_key (record, "rows", &rows, error));
}

static gboolean
set_outcome (TwRecord           *record,
             const TwReportDone *done,
             GError            **error)
{
  g_auto(TwValue) problem = TW_VALUE_INIT;

  if (done->error == NULL)
    return tw_record_set_text (record, "status", "done", error);
  if (g_error_matches (done->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return tw_record_set_text (record, "status", "cancelled", error);
  problem = tw_value_text (done->error->message);
  return tw_record_set_text (record, "status", "failed", error) && tw_record_set_key (record, "error", &problem, error);
}

static gboolean
set_file (TwStore            *store,
          TwRecord           *record,
          const TwReportDone *done,
          GError            **error)
{
  g_autoptr(GFileInfo) info = g_file_query_info (done->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autofree char *hash = NULL;
  g_auto(TwValue) file = TW_VALUE_INIT;
  TwValue size = TW_VALUE_INIT;

  /* Somebody took it away in the moment since: the run is told all the same. */
  if (info == NULL)
    return TRUE;
  size = tw_value_integer (g_file_info_get_size (info));
  if (!tw_record_set_key (record, "size", &size, error))
    return FALSE;
  if (size.i > TW_REPORT_LOG_MAX_FILE)
    return TRUE;
  hash = tw_store_add_blob_file (store, done->file, TW_REPORT_LOG_MAX_FILE, NULL, error);
  if (hash == NULL)
    return FALSE;
  file = tw_value_text (hash);
  return tw_record_set_key (record, "file", &file, error);
}

/**
 * tw_report_log_add:
 * @store: the store
 * @done: what became of a report
 * @error: of the store
 *
 * Puts it down. In a workspace that is only read nothing is, nor is anything of a report that is not saved: nobody could look it up.
 *
 * Returns: whether it is kept, or need not be
 */
gboolean
tw_report_log_add (TwStore            *store,
                   const TwReportDone *done,
                   GError            **error)
{
  g_autoptr(TwSchema) schema = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(TwEdit) edit = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwValue report = TW_VALUE_INIT;

  g_return_val_if_fail (TW_IS_STORE (store) && done != NULL, FALSE);
  if (tw_store_is_read_only (store) || tw_id_is_nil (&done->report))
    return TRUE;
  schema = tw_store_ref_schema (store);
  record = tw_record_new (tw_schema_get_entity (schema, "report_run"));
  edit = tw_edit_new (store, TW_ORIGIN_SYSTEM, _("Note a report that was written"));
  report = tw_value_link (tw_schema_get_entity (schema, "report")->number, &done->report);
  /* Before the file is put among the others: a former run may have the same. */
  if (!drop_old (store, edit, &done->report, error) || !tw_record_set_key (record, "report", &report, error))
    return FALSE;
  if (!tw_record_set_text (record, "name", done->name, error) || !tw_record_set_text (record, "format", done->format, error)
      || !set_times (record, done, error) || !set_outcome (record, done, error)
      || (done->file != NULL && done->error == NULL && !set_file (store, record, done, error)))
    return FALSE;
  tw_edit_save (edit, record);
  commit = tw_edit_commit (g_steal_pointer (&edit), error);
  return commit != NULL;
}

/**
 * tw_report_log_list:
 * @store: the store
 * @report: id of a report
 * @error: of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): its runs by this person, the newest first
 */
GPtrArray *
tw_report_log_list (TwStore    *store,
                    const TwId *report,
                    GError    **error)
{
  g_return_val_if_fail (TW_IS_STORE (store) && report != NULL, NULL);
  return list (store, report, TW_REPORT_LOG_KEPT, error);
}
