/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: report list, report show NAME, report run NAME or FILE.json; report NAME runs it, too. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-ctl.h"
#include "tw-figure-parts.h"
#include "tw-report-export.h"
#include "tw-report-log.h"

/* --- Which report --- */

static GPtrArray *
list_records (TwCtl *ctl, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity (ctl->schema, "report");
  g_autoptr(TwQuery) query = tw_query_new (ctl->schema, entity, NULL, "position,name", error);

  return query != NULL ? tw_store_list (ctl->store, query, 1000, NULL, NULL, error) : NULL;
}

static const char *
text_of (TwRecord *record, const char *key)
{
  const TwValue *value = tw_record_get_key (record, key);

  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_JSON ? value->text : "";
}

/* A name in any case of letters, or an id. */
static TwRecord *
find_record (TwCtl *ctl, const char *name, GError **error)
{
  g_autoptr(GPtrArray) records = list_records (ctl, error);
  g_autoptr(GString) names = g_string_new (NULL);
  TwId id;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_auto(TwValue) one = tw_value_text (text_of (record, "name")), wanted = tw_value_text (name);

      if (tw_value_compare (&one, &wanted) == 0 || (tw_id_parse (name, &id) && tw_id_equal (&id, tw_record_get_id (record))))
        return g_object_ref (record);
      g_string_append_printf (names, "%s“%s”", names->len > 0 ? ", " : "", one.text);
    }
  if (records != NULL)
    g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("There is no report “%1$s”. There are: %2$s."), name, names->str);
  return NULL;
}

/* A definition of a file that ends in .json, with a nil id, else of a saved report, which may have days of its own. */
static TwReport *
load (TwCtl *ctl, const char *name, TwId *id, char **title, char **days, GError **error)
{
  g_autofree char *json = NULL;
  g_autoptr(TwRecord) record = NULL;

  *id = tw_id_nil;
  if (g_str_has_suffix (name, ".json"))
    {
      *title = g_path_get_basename (name);
      (*title)[strlen (*title) - strlen (".json")] = '\0';
      return g_file_get_contents (name, &json, NULL, error) ? tw_report_parse (json, error) : NULL;
    }
  record = find_record (ctl, name, error);
  if (record == NULL)
    return NULL;
  *id = *tw_record_get_id (record);
  *title = g_strdup (text_of (record, "name"));
  if (*days == NULL && *text_of (record, "range") != '\0')
    *days = g_strdup (text_of (record, "range"));
  return tw_report_parse (text_of (record, "definition"), error);
}

/* --- Tables --- */

typedef struct
{
  TwCtlTable  *table;
  TwReportRun *run;
  guint        n_levels;
  TwFigureKey *keys[TW_REPORT_MAX_GROUPS];
} Printing;

static void
add_key (TwCtlTable *table, const TwFigureKey *key)
{
  g_autofree char *plain = key != NULL ? tw_value_print (&key->key) : NULL, *json = key != NULL ? tw_value_to_json (&key->key) : g_strdup ("null");

  if (key != NULL && key->key.type == TW_TYPE_LINK)
    tw_ctl_table_add (table, key->title, key->title, NULL);
  else
    tw_ctl_table_add (table, key != NULL ? key->title : "", plain != NULL ? plain : "", json);
}

static void
add_value (TwCtlTable *table, const char *text, const TwValue *value)
{
  g_autofree char *plain = tw_value_print (value), *json = tw_value_to_json (value);

  if (value->type == TW_TYPE_LINK || value->type == TW_TYPE_LIST)
    tw_ctl_table_add (table, text, text, NULL);
  else
    tw_ctl_table_add (table, text, plain, json);
}

/* What kind of line it is, the keys of its groups, its cells. */
static void
begin_line (Printing *printing, const char *kind, guint n_keys)
{
  tw_ctl_table_add_text (printing->table, kind);
  for (guint i = 0; i < printing->n_levels; i++)
    add_key (printing->table, i < n_keys ? printing->keys[i] : NULL);
}

static void
print_totals (Printing *printing, const TwReportItem *item)
{
  GPtrArray *columns = tw_report_run_get_columns (printing->run);
  guint all = 0;

  for (guint i = 0; i < columns->len; i++)
    all |= ((TwReportRunColumn *) g_ptr_array_index (columns, i))->totals;
  for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    {
      if (!(all & 1u << aggregate) && !(all == 0 && aggregate == TW_AGGREGATE_COUNT))
        continue;
      begin_line (printing, tw_aggregate_get_name (aggregate), item->kind == TW_REPORT_FOOT ? item->level + 1 : 0);
      tw_ctl_table_add_int (printing->table, item->n_rows);
      for (guint i = 0; i < columns->len; i++)
        {
          const TwValue *value = &item->totals[i][aggregate];
          g_autofree char *text = tw_value_is_null (value) ? g_strdup ("") : tw_report_run_dup_total (printing->run, i, aggregate, value);

          add_value (printing->table, text, value);
        }
    }
}

static void
print_item (Printing *printing, const TwReportItem *item)
{
  if (item->kind == TW_REPORT_HEAD)
    {
      g_clear_pointer (&printing->keys[item->level], tw_figure_key_free);
      printing->keys[item->level] = tw_figure_key_copy (item->key);
    }
  else if (item->kind == TW_REPORT_ROW)
    {
      begin_line (printing, "row", printing->n_levels);
      tw_ctl_table_add (printing->table, "", "", "null");
      for (guint i = 0; i < item->n; i++)
        {
          g_autofree char *text = tw_report_run_dup_text (printing->run, i, &item->values[i]);

          add_value (printing->table, text, &item->values[i]);
        }
    }
  else
    print_totals (printing, item);
}

static TwCtlTable *
new_table (TwCtl *ctl, const TwReport *report, TwReportRun *run)
{
  GPtrArray *columns = tw_report_run_get_columns (run), *labels = tw_report_run_get_group_labels (run);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free), titles = g_ptr_array_new ();

  /* A column may be by the same field as a group. */
  g_ptr_array_add (keys, g_strdup ("line"));
  g_ptr_array_add (titles, (gpointer) "");
  for (guint i = 0; i < labels->len; i++)
    {
      g_ptr_array_add (keys, g_strconcat ("by ", ((TwReportGroup *) g_ptr_array_index (report->groups, i))->by, NULL));
      g_ptr_array_add (titles, g_ptr_array_index (labels, i));
    }
  g_ptr_array_add (keys, g_strdup ("records"));
  g_ptr_array_add (titles, (gpointer) _("Records"));
  for (guint i = 0; i < columns->len; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (columns, i);

      g_ptr_array_add (keys, g_strdup (((TwReportColumn *) g_ptr_array_index (report->columns, column->source))->value));
      g_ptr_array_add (titles, column->label);
    }
  g_ptr_array_add (keys, NULL);
  g_ptr_array_add (titles, NULL);
  return tw_ctl_table_new (ctl, (const char *const *) keys->pdata, (const char *const *) titles->pdata);
}

static gboolean
print_table (TwCtl *ctl, const TwReport *report, const TwFigureAsk *ask, GError **error)
{
  g_autoptr(TwReportRun) run = tw_report_run_new (report, ask, NULL, error);
  g_autoptr(TwCtlTable) table = run != NULL ? new_table (ctl, report, run) : NULL;
  Printing printing = { table, run, report->groups->len, { NULL } };
  const TwReportItem *item = NULL;
  g_autoptr(GError) local = NULL;

  if (run == NULL)
    return FALSE;
  while ((item = tw_report_run_next (run, &local)) != NULL)
    print_item (&printing, item);
  for (guint i = 0; i < TW_REPORT_MAX_GROUPS; i++)
    g_clear_pointer (&printing.keys[i], tw_figure_key_free);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  tw_ctl_table_end (table, NULL);
  if (tw_report_run_get_missing_rate (run))
    tw_ctl_tell (_("A sum is left empty where the exchange rate of a currency is not known."));
  return TRUE;
}

/* --- Pivots --- */

static void
print_pivot_row (TwCtlTable *table, TwReportPivot *pivot, guint i)
{
  const TwReportPivotRow *row = g_ptr_array_index (pivot->rows, i);
  guint n_levels = MAX (pivot->group_labels->len, 1);

  for (guint level = 0; level < n_levels; level++)
    if (row->keys[level] != NULL)
      add_key (table, row->keys[level]);
    else
      tw_ctl_table_add (table, level == 0 || row->keys[0] != NULL ? _("Total") : "", NULL, NULL);
  for (guint column = 0; column < pivot->columns->len; column++)
    for (guint value = 0; value < pivot->values->len; value++)
      {
        const TwFigureCell *cell = tw_report_pivot_get (pivot, i, column, value);
        g_autofree char *text = tw_report_pivot_dup_text (pivot, value, cell);

        if (cell->has)
          add_value (table, text, &cell->exact);
        else
          tw_ctl_table_add (table, "", "", "null");
      }
}

static gboolean
print_pivot (TwCtl *ctl, const TwReport *report, const TwFigureAsk *ask, GError **error)
{
  g_autoptr(TwReportPivot) pivot = tw_report_pivot_new (report, ask, NULL, error);
  g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(TwCtlTable) table = NULL;

  if (pivot == NULL)
    return FALSE;
  for (guint i = 0; i < MAX (pivot->group_labels->len, 1); i++)
    g_ptr_array_add (titles, g_strdup (i < pivot->group_labels->len ? g_ptr_array_index (pivot->group_labels, i) : ""));
  for (guint column = 0; column < pivot->columns->len; column++)
    for (guint value = 0; value < pivot->values->len; value++)
      g_ptr_array_add (titles, tw_report_pivot_dup_title (pivot, column, value));
  g_ptr_array_add (titles, NULL);
  table = tw_ctl_table_new (ctl, (const char *const *) titles->pdata, (const char *const *) titles->pdata);
  for (guint i = 0; i < pivot->rows->len; i++)
    print_pivot_row (table, pivot, i);
  tw_ctl_table_end (table, NULL);
  return TRUE;
}

/* --- Commands --- */

static void
progress_cb (gint64 done, gint64 all, gpointer data)
{
  tw_ctl_progress (all > 0 ? (double) done / (double) all : 1, _("Making the report"), data);
}

/* As the desktop does it. The file is there: that nothing could be noted is only said. */
static void
note (TwCtl *ctl, const TwId *id, const TwReportFile *options, TwInstant started, gint64 n_rows, GFile *file, const GError *problem)
{
  static const char *const formats[] = { [TW_REPORT_FILE_CSV] = "csv", [TW_REPORT_FILE_XLSX] = "xlsx", [TW_REPORT_FILE_PDF] = "pdf" };
  TwReportDone done = { .report = *id, .name = options->title, .format = formats[options->format], .started = started,
                        .ended = g_get_real_time (), .n_rows = n_rows, .file = file, .error = problem };
  g_autoptr(GError) error = NULL;

  if (!tw_report_log_add (ctl->store, &done, &error))
    g_printerr ("%s\n", error->message);
}

static int
write_file (TwCtl *ctl, const TwReport *report, const TwFigureAsk *ask, const TwId *id, const char *title, const char *name)
{
  g_autoptr(GFile) file = g_file_new_for_commandline_arg (name);
  TwReportFile options = { .title = title, .condition = report->where, .progress = progress_cb, .data = ctl };
  g_autoptr(GError) error = NULL;
  TwInstant started = g_get_real_time ();
  gint64 n;

  if (!tw_report_format_of (file, &options.format))
    return tw_ctl_usage (ctl, _("The name of “%s” must end in .csv, .xlsx or .pdf."), name);
  n = tw_report_write (report, ask, &options, file, NULL, &error);
  tw_ctl_end_progress (ctl);
  note (ctl, id, &options, started, n, file, error);
  if (n < 0)
    return tw_ctl_fail (error);
  g_print (_("Wrote “%1$s” to “%2$s”."), title, name);
  g_print ("\n");
  return TW_CTL_DONE;
}

static int
list (TwCtl *ctl)
{
  static const char *const keys[] = { "name", "category", "show", "entity", "shared", NULL };
  const char *const titles[] = { _("Name"), _("Category"), _("Form"), _("Of"), _("Shared"), NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = list_records (ctl, &error);
  g_autoptr(TwCtlTable) table = tw_ctl_table_new (ctl, keys, titles);

  if (records == NULL)
    return tw_ctl_fail (error);
  for (guint i = 0; i < records->len; i++)
    {
      TwRecord *record = g_ptr_array_index (records, i);
      g_autoptr(TwReport) report = tw_report_parse (text_of (record, "definition"), NULL);
      const TwValue *shared = tw_record_get_key (record, "shared");
      gboolean all = shared->type == TW_TYPE_BOOLEAN && shared->i != 0;

      tw_ctl_table_add_text (table, text_of (record, "name"));
      tw_ctl_table_add_text (table, text_of (record, "category"));
      tw_ctl_table_add_text (table, report != NULL ? report->show : "");
      tw_ctl_table_add_text (table, report != NULL ? report->entity : "");
      tw_ctl_table_add (table, all ? _("yes") : _("no"), all ? "true" : "false", all ? "true" : "false");
    }
  tw_ctl_table_end (table, NULL);
  return TW_CTL_DONE;
}

static int
show (TwCtl *ctl, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *title = NULL, *json = NULL, *days = NULL;
  TwId id;
  g_autoptr(TwReport) report = load (ctl, name, &id, &title, &days, &error);

  if (report == NULL)
    return tw_ctl_fail (error);
  json = tw_report_print (report);
  g_print ("%s\n", json);
  return tw_report_check (report, ctl->schema, &error) ? TW_CTL_DONE : tw_ctl_fail (error);
}

static int
run (TwCtl *ctl, const char *name, const char *where, const char *asked, const char *output)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *title = NULL, *days = g_strdup (asked);
  TwId id;
  g_autoptr(TwReport) report = load (ctl, name, &id, &title, &days, &error);
  TwFigureAsk ask = { .store = ctl->store, .also = where };
  TwFigureRange range;

  if (report == NULL)
    return tw_ctl_fail (error);
  if (days != NULL && !tw_figure_range_parse (ctl->store, days, TW_GRAIN_NONE, &range))
    return tw_ctl_usage (ctl, _("“%s” is no range of days. Use 90 days, month, quarter, year or 2026-01-01..2026-03-31."), days);
  ask.range = days != NULL ? &range : NULL;
  if (output != NULL)
    return write_file (ctl, report, &ask, &id, title, output);
  if (tw_report_get_form (report) == TW_REPORT_TABLE ? !print_table (ctl, report, &ask, &error) : !print_pivot (ctl, report, &ask, &error))
    return tw_ctl_fail (error);
  return TW_CTL_DONE;
}

static int
run_report (TwCtl *ctl, int argc, char **argv)
{
  g_autofree char *where = NULL, *days = NULL, *output = NULL;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, N_("Only records for which this is true"), N_("EXPRESSION") },
    { "days", 0, 0, G_OPTION_ARG_STRING, &days, N_("Only these days of the report’s period, such as “90 days”, instead of its own"), N_("RANGE") },
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("Write a file: .csv, .xlsx or .pdf"), N_("FILE") },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_ctl_parse (ctl, &argc, &argv, entries, 1, 2))
    return TW_CTL_USAGE;
  if (argc == 3 && !g_str_equal (argv[1], "show") && !g_str_equal (argv[1], "run"))
    return tw_ctl_usage (ctl, _("Say report list, report show NAME or report run NAME."));
  if (!tw_ctl_open (ctl))
    return TW_CTL_FAILED;
  if (argc == 2)
    return g_str_equal (argv[1], "list") ? list (ctl) : run (ctl, argv[1], where, days, output);
  return g_str_equal (argv[1], "show") ? show (ctl, argv[2]) : run (ctl, argv[2], where, days, output);
}

const TwCtlCommand tw_ctl_report_commands[] = {
  { "report", "list|show|run [NAME|FILE.json]", N_("Lists reports, shows their definitions, and answers them"), run_report },
  { NULL },
};
