/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables and pivots as rows of cells. A table's rows begin with the keys of their groups, so that a spreadsheet can filter and sum by them
 * again. Below a group's rows stand its sub-totals, whose key says so ("Retail: Sum"); in a workbook they fold the rows, and are formulas
 * that pass over one another. The grand total stands at the end; a CSV file without groups has rows only. */
#include "config.h"

#include "tw-report-export.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-csv-writer.h"
#include "tw-report-export-private.h"
#include "tw-xlsx-writer.h"

#define TELL_EVERY 500                                 /* rows */

typedef struct
{
  const TwReportFile *options;
  TwStore            *store;
  GFile              *part;                            /* (owned) the file until it is complete */
  GOutputStream      *stream;                          /* (owned) (nullable) */
  TwCsvWriter        *csv;                             /* (owned) (nullable) */
  TwXlsxWriter       *xlsx;                            /* (owned) (nullable) */
  GCancellable       *cancellable;
} Output;

static void
output_clear (Output *output)
{
  g_clear_pointer (&output->csv, tw_csv_writer_free);
  g_clear_pointer (&output->xlsx, tw_xlsx_writer_free);
  g_clear_object (&output->stream);
  g_clear_object (&output->part);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, output_clear)

/* --- The file --- */

static gboolean
open_output (Output  *output,
             GFile   *file,
             GError **error)
{
  g_autofree char *base = g_file_get_basename (file), *name = g_strdup_printf (".%s.part", base);
  g_autoptr(GFile) folder = g_file_get_parent (file);
  TwExprContext *context = NULL;

  if (folder == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME, _("This is a folder; name a file in it."));
      return FALSE;
    }
  output->part = g_file_get_child (folder, name);
  output->stream = G_OUTPUT_STREAM (g_file_replace (output->part, NULL, FALSE, G_FILE_CREATE_PRIVATE, output->cancellable, error));
  if (output->stream == NULL)
    return FALSE;
  if (output->options->format == TW_REPORT_FILE_CSV)
    {
      output->csv = tw_csv_writer_new (output->stream, output->cancellable);
      return TRUE;
    }
  /* A folder that cannot be written to is told now; the library would tell at the end. */
  g_clear_object (&output->stream);
  context = tw_store_dup_context (output->store);
  output->xlsx = tw_xlsx_writer_new (g_file_peek_path (output->part), output->options->title, context->zone, error);
  tw_store_context_free (context);
  return output->xlsx != NULL;
}

static gboolean
close_output (Output  *output,
              GFile   *file,
              GError **error)
{
  if (output->xlsx != NULL && !tw_xlsx_writer_close (output->xlsx, error))
    return FALSE;
  if (output->csv != NULL && (!tw_csv_writer_flush (output->csv, error) || !g_output_stream_close (output->stream, output->cancellable, error)))
    return FALSE;
  if (g_cancellable_set_error_if_cancelled (output->cancellable, error))
    return FALSE;
  return g_file_move (output->part, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error);
}

/* --- Cells --- */

static void
add_text (Output     *output,
          const char *text)
{
  if (output->csv != NULL)
    tw_csv_writer_add (output->csv, text, -1);
  else
    tw_xlsx_writer_add_text (output->xlsx, text);
}

/* Numbers and dates as such; in CSV in the form that programs read. */
static void
add_value (Output        *output,
           const TwField *field,
           const TwValue *value)
{
  g_autofree char *text = output->csv != NULL ? tw_value_print (value) : NULL;

  if (output->csv != NULL)
    tw_csv_writer_add (output->csv, text, -1);
  else
    tw_xlsx_writer_add (output->xlsx, field, value);
}

static gboolean
end_row (Output  *output,
         GError **error)
{
  return output->csv != NULL ? tw_csv_writer_end_row (output->csv, error) : tw_xlsx_writer_end_row (output->xlsx, error);
}

/* n_rows: how many there will be below it; -1: it is not known. */
static gboolean
add_header (Output    *output,
            GPtrArray *titles,
            gint64     n_rows,
            GError   **error)
{
  if (output->xlsx != NULL)
    tw_xlsx_writer_set_sheets (output->xlsx, output->options->max_sheet_rows, n_rows);
  if (output->xlsx != NULL)
    tw_xlsx_writer_add_header (output->xlsx, (const char *const *) titles->pdata, titles->len);
  for (guint i = 0; output->csv != NULL && i < titles->len; i++)
    tw_csv_writer_add (output->csv, g_ptr_array_index (titles, i), -1);
  return end_row (output, error);
}

/* A day is one for programs and spreadsheets; a longer period is a word in a workbook. */
static void
add_key (Output            *output,
         const TwFigureKey *key)
{
  gboolean day = key->key.type == TW_TYPE_DATE;

  if (day && output->csv != NULL)
    add_value (output, NULL, &key->key);
  else if (tw_value_is_null (&key->key))
    add_text (output, NULL);
  else
    add_text (output, key->title);
}

/* --- Tables --- */

typedef struct
{
  Output      *output;
  TwReportRun *run;
  gboolean     rows;
  guint        n_levels;
  TwFigureKey *keys[TW_REPORT_MAX_GROUPS];             /* (owned) of the groups that are open */
  guint64      begun[TW_REPORT_MAX_GROUPS + 1];        /* of a workbook: where the whole and the groups that are open begin */
  TwCurrency   currency[TW_REPORT_MAX_COLUMNS];        /* of the amounts so far; 0: none */
  gboolean     mixed[TW_REPORT_MAX_COLUMNS];           /* they are of several */
} Table;

static void
add_column_titles (Table     *table,
                   GPtrArray *titles)
{
  GPtrArray *columns = tw_report_run_get_columns (table->run), *labels = tw_report_run_get_group_labels (table->run);

  for (guint i = 0; i < labels->len; i++)
    g_ptr_array_add (titles, g_strdup (g_ptr_array_index (labels, i)));
  if (!table->rows)
    /* Translators: a column: how many records a group has. */
    g_ptr_array_add (titles, g_strdup (_("Records")));
  for (guint i = 0; i < columns->len; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (columns, i);

      if (table->rows)
        g_ptr_array_add (titles, g_strdup (column->label));
      for (guint aggregate = 0; !table->rows && aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate)
          /* Translators: a column and what was done with its values: "Amount (Sum)". */
          g_ptr_array_add (titles, g_strdup_printf (_("%1$s (%2$s)"), column->label, tw_aggregate_get_label (aggregate)));
    }
}

static void
add_cells (Table              *table,
           const TwReportItem *item)
{
  for (guint i = 0; i < item->n; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (tw_report_run_get_columns (table->run), i);
      TwType type = item->values[i].type;

      if (type == TW_TYPE_MONEY)
        {
          table->mixed[i] |= table->currency[i] != 0 && table->currency[i] != item->values[i].tag;
          table->currency[i] = item->values[i].tag;
        }
      if (type == TW_TYPE_LINK || type == TW_TYPE_LIST || (type == TW_TYPE_ENUM && table->output->xlsx != NULL))
        {
          g_autofree char *text = tw_report_run_dup_text (table->run, i, &item->values[i]);

          add_text (table->output, text);
        }
      else
        add_value (table->output, column->field, &item->values[i]);
    }
}

/* What a total is worked out of in the cells above: rows, or those of groups. 0: no formula says it. */
static TwXlsxSubtotal
find_formula (Table         *table,
              guint          i,
              guint          aggregate,
              const TwValue *value)
{
  static const TwXlsxSubtotal of_rows[TW_N_AGGREGATES] = {
    [TW_AGGREGATE_COUNT] = TW_XLSX_COUNT, [TW_AGGREGATE_SUM] = TW_XLSX_SUM, [TW_AGGREGATE_AVERAGE] = TW_XLSX_AVERAGE,
    [TW_AGGREGATE_MIN] = TW_XLSX_MIN, [TW_AGGREGATE_MAX] = TW_XLSX_MAX,
  };

  if (!table->rows)
    return aggregate == TW_AGGREGATE_AVERAGE ? 0 : aggregate == TW_AGGREGATE_COUNT ? TW_XLSX_SUM : of_rows[aggregate];
  /* Amounts of several currencies are converted before they are added. */
  if (value->type == TW_TYPE_MONEY && (table->mixed[i] || table->currency[i] != value->tag))
    return 0;
  return of_rows[aggregate];
}

/* level: -1 is the grand total. */
static void
add_total (Table              *table,
           const TwReportItem *item,
           int                 level,
           guint               i,
           guint               aggregate)
{
  const TwReportRunColumn *column = g_ptr_array_index (tw_report_run_get_columns (table->run), i);
  const TwField *field = aggregate == TW_AGGREGATE_COUNT ? NULL : column->field;
  const TwValue *value = &item->totals[i][aggregate];
  TwXlsxSubtotal formula = table->output->xlsx != NULL ? find_formula (table, i, aggregate, value) : 0;

  if (formula != 0)
    tw_xlsx_writer_add_subtotal (table->output->xlsx, formula, table->begun[level + 1], field, value);
  else
    add_value (table->output, field, value);
}

/* The keys of a sub-total: those around its group, and its own with what it is; of the grand total, what it is. */
static void
add_total_keys (Table      *table,
                int         level,
                const char *label)
{
  for (int i = 0; i < (int) table->n_levels; i++)
    {
      /* Translators: a sub-total: the group, and what was done with its values: "Retail: Sum". */
      g_autofree char *text = i == level ? g_strdup_printf (_("%1$s: %2$s"), table->keys[i]->title, label) : NULL;

      if (i < level)
        add_key (table->output, table->keys[i]);
      else
        add_text (table->output, i == level ? text : i == 0 ? label : NULL);
    }
}

/* Below the rows of a group: a row for each aggregate that some column has. */
static gboolean
add_total_rows (Table              *table,
                const TwReportItem *item,
                int                 level,
                GError            **error)
{
  GPtrArray *columns = tw_report_run_get_columns (table->run);

  for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    {
      gboolean any = FALSE, named = table->n_levels > 0;

      for (guint i = 0; i < columns->len; i++)
        any |= (((TwReportRunColumn *) g_ptr_array_index (columns, i))->totals & 1u << aggregate) != 0;
      if (!any)
        continue;
      add_total_keys (table, level, tw_aggregate_get_label (aggregate));
      for (guint i = 0; i < columns->len; i++)
        {
          if (((TwReportRunColumn *) g_ptr_array_index (columns, i))->totals & 1u << aggregate)
            add_total (table, item, level, i, aggregate);
          else
            add_text (table->output, named ? NULL : tw_aggregate_get_label (aggregate));
          named = TRUE;
        }
      if (!end_row (table->output, error))
        return FALSE;
    }
  return TRUE;
}

/* A group in one row, when there are no others: how many records, and all totals side by side. */
static gboolean
add_group_row (Table              *table,
               const TwReportItem *item,
               int                 level,
               GError            **error)
{
  TwValue n = tw_value_integer (item->n_rows);
  gboolean innermost = level + 1 == (int) table->n_levels;

  if (innermost)
    for (guint i = 0; i < table->n_levels; i++)
      add_key (table->output, table->keys[i]);
  else
    add_total_keys (table, level, _("Total"));
  if (table->output->xlsx != NULL && !innermost)
    tw_xlsx_writer_add_subtotal (table->output->xlsx, TW_XLSX_SUM, table->begun[level + 1], NULL, &n);
  else
    add_value (table->output, NULL, &n);
  for (guint i = 0; i < item->n; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (tw_report_run_get_columns (table->run), i);

      for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate && innermost)
          add_value (table->output, aggregate == TW_AGGREGATE_COUNT ? NULL : column->field, &item->totals[i][aggregate]);
        else if (column->totals & 1u << aggregate)
          add_total (table, item, level, i, aggregate);
    }
  return end_row (table->output, error);
}

/* Sub-totals are bold, and fold what is above them. */
static gboolean
add_foot (Table              *table,
          const TwReportItem *item,
          int                 level,
          GError            **error)
{
  TwXlsxWriter *xlsx = table->output->xlsx;
  gboolean plain = !table->rows && level >= 0 && level + 1 == (int) table->n_levels, good;

  if (xlsx != NULL)
    {
      tw_xlsx_writer_set_outline (xlsx, (guint) MAX (level, 0));
      tw_xlsx_writer_set_strong (xlsx, !plain);
    }
  good = table->rows ? add_total_rows (table, item, level, error) : add_group_row (table, item, level, error);
  if (xlsx != NULL)
    {
      tw_xlsx_writer_set_outline (xlsx, table->rows ? table->n_levels : 0);
      tw_xlsx_writer_set_strong (xlsx, FALSE);
    }
  return good;
}

static gboolean
add_item (Table              *table,
          const TwReportItem *item,
          GError            **error)
{
  switch (item->kind)
    {
    case TW_REPORT_HEAD:
      g_clear_pointer (&table->keys[item->level], tw_figure_key_free);
      table->keys[item->level] = tw_figure_key_copy (item->key);
      if (table->output->xlsx != NULL)
        table->begun[item->level + 1] = tw_xlsx_writer_get_place (table->output->xlsx);
      return TRUE;
    case TW_REPORT_ROW:
      for (guint i = 0; i < table->n_levels; i++)
        add_key (table->output, table->keys[i]);
      add_cells (table, item);
      return end_row (table->output, error);
    case TW_REPORT_FOOT:
      return add_foot (table, item, (int) item->level, error);
    case TW_REPORT_END:
    default:
      return table->output->csv != NULL && table->rows && table->n_levels == 0 ? TRUE : add_foot (table, item, -1, error);
    }
}

static gint64
write_table (Output            *output,
             const TwReport    *report,
             const TwFigureAsk *ask,
             GError           **error)
{
  g_autoptr(TwReportRun) run = tw_report_run_new (report, ask, output->cancellable, error);
  g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local = NULL;
  Table table = { .output = output, .run = run, .rows = report->rows, .n_levels = report->groups->len };
  const TwReportItem *item = NULL;
  gint64 n = 0;

  if (run == NULL)
    return -1;
  add_column_titles (&table, titles);
  if (!add_header (output, titles, report->rows && table.n_levels == 0 ? tw_report_run_get_n_rows (run) : -1, error))
    return -1;
  if (output->xlsx != NULL)
    {
      table.begun[0] = tw_xlsx_writer_get_place (output->xlsx);
      tw_xlsx_writer_set_outline (output->xlsx, report->rows ? table.n_levels : 0);
    }
  while ((item = tw_report_run_next (run, &local)) != NULL && add_item (&table, item, &local))
    {
      n = tw_report_run_get_n_done (run);
      if (output->options->progress != NULL && (item->kind == TW_REPORT_END || n % TELL_EVERY == 0))
        output->options->progress (n, tw_report_run_get_n_rows (run), output->options->data);
    }
  for (guint i = 0; i < TW_REPORT_MAX_GROUPS; i++)
    g_clear_pointer (&table.keys[i], tw_figure_key_free);
  if (local == NULL)
    return n;
  g_propagate_error (error, g_steal_pointer (&local));
  return -1;
}

/* --- Pivots --- */

static gboolean
write_pivot_header (Output        *output,
                    TwReportPivot *pivot,
                    GError       **error)
{
  g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MAX (pivot->group_labels->len, 1); i++)
    g_ptr_array_add (titles, g_strdup (i < pivot->group_labels->len ? g_ptr_array_index (pivot->group_labels, i) : ""));
  for (guint column = 0; column < pivot->columns->len; column++)
    for (guint value = 0; value < pivot->values->len; value++)
      g_ptr_array_add (titles, tw_report_pivot_dup_title (pivot, column, value));
  return add_header (output, titles, pivot->rows->len - 1, error);
}

static gboolean
write_pivot_row (Output        *output,
                 TwReportPivot *pivot,
                 guint          i,
                 GError       **error)
{
  const TwReportPivotRow *row = g_ptr_array_index (pivot->rows, i);
  guint n_levels = MAX (pivot->group_labels->len, 1);

  if (output->xlsx != NULL)
    tw_xlsx_writer_set_strong (output->xlsx, row->keys[0] == NULL || (n_levels > 1 && row->keys[1] == NULL));
  for (guint level = 0; level < n_levels; level++)
    if (row->keys[level] != NULL)
      add_key (output, row->keys[level]);
    else
      add_text (output, level == 0 || row->keys[0] != NULL ? _("Total") : NULL);
  for (guint column = 0; column < pivot->columns->len; column++)
    for (guint value = 0; value < pivot->values->len; value++)
      {
        const TwFigureCell *cell = tw_report_pivot_get (pivot, i, column, value);
        TwValue none = TW_VALUE_INIT;

        add_value (output, NULL, cell->has ? &cell->exact : &none);
      }
  return end_row (output, error);
}

static gint64
write_pivot (Output            *output,
             const TwReport    *report,
             const TwFigureAsk *ask,
             GError           **error)
{
  g_autoptr(TwReportPivot) pivot = tw_report_pivot_new (report, ask, output->cancellable, error);

  if (pivot == NULL || !write_pivot_header (output, pivot, error))
    return -1;
  for (guint i = 0; i < pivot->rows->len; i++)
    if (g_cancellable_set_error_if_cancelled (output->cancellable, error) || !write_pivot_row (output, pivot, i, error))
      return -1;
  if (output->options->progress != NULL)
    output->options->progress (pivot->rows->len, pivot->rows->len, output->options->data);
  return pivot->rows->len;
}

/* --- The whole --- */

/**
 * tw_report_format_of:
 * @file: a file
 * @format: (out): its format
 *
 * Returns: whether the ending of the file's name is that of a format
 */
gboolean
tw_report_format_of (GFile          *file,
                     TwReportFormat *format)
{
  static const struct { const char *ending; TwReportFormat format; } endings[] = {
    { ".csv", TW_REPORT_FILE_CSV }, { ".xlsx", TW_REPORT_FILE_XLSX }, { ".pdf", TW_REPORT_FILE_PDF },
  };
  g_autofree char *base = g_file_get_basename (file), *small = base != NULL ? g_ascii_strdown (base, -1) : NULL;

  for (guint i = 0; small != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (small, endings[i].ending))
      {
        *format = endings[i].format;
        return TRUE;
      }
  return FALSE;
}

/**
 * tw_report_write:
 * @report: a report
 * @ask: who asks, and of which records
 * @options: what is written
 * @file: where to; what stood there stays until the new one is complete
 * @cancellable: (nullable): leaves nothing
 * @error: as tw_report_run_new() and tw_report_pivot_new(); trouble of the file
 *
 * Returns: how many rows there are in the file; -1 with @error
 */
gint64
tw_report_write (const TwReport      *report,
                 const TwFigureAsk   *ask,
                 const TwReportFile  *options,
                 GFile               *file,
                 GCancellable        *cancellable,
                 GError             **error)
{
  g_auto(Output) output = { options, ask->store, NULL, NULL, NULL, NULL, cancellable };
  gint64 n = -1;

  g_return_val_if_fail (report != NULL && options != NULL && options->title != NULL && G_IS_FILE (file), -1);

  if (options->format == TW_REPORT_FILE_PDF)
    return tw_report_write_pdf (report, ask, options, file, cancellable, error);
  if (open_output (&output, file, error))
    n = tw_report_get_form (report) == TW_REPORT_TABLE ? write_table (&output, report, ask, error) : write_pivot (&output, report, ask, error);
  if (n >= 0 && !close_output (&output, file, error))
    n = -1;
  if (n < 0 && output.part != NULL)
    {
      g_clear_object (&output.stream);
      g_file_delete (output.part, NULL, NULL);
    }
  return n;
}
