/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beginning of a table. The store is asked for one row more than is shown: what the order needs is found without sorting all rows, and
 * it is known whether there is more. Groups that are cut have no foot, so that no sum is told that is not one. */
#include "config.h"

#include "tw-figure-parts.h"
#include "tw-report-run-private.h"

typedef struct
{
  TwReportPreview preview;
  TwReportSource  source;                              /* for texts, with the rights of who asked */
} OwnPreview;

static TwReportItem *
item_copy (const TwReportItem *from)
{
  TwReportItem *item = g_memdup2 (from, sizeof *from);

  item->key = from->key != NULL ? tw_figure_key_copy (from->key) : NULL;
  item->values = g_new0 (TwValue, MAX (from->n, 1));
  item->totals = (TwValue (*)[TW_N_AGGREGATES]) g_new0 (TwValue, MAX (from->n, 1) * TW_N_AGGREGATES);
  for (guint i = 0; i < from->n; i++)
    {
      if (from->kind == TW_REPORT_ROW)
        item->values[i] = tw_value_copy (&from->values[i]);
      for (guint j = 0; j < TW_N_AGGREGATES && (from->kind == TW_REPORT_FOOT || from->kind == TW_REPORT_END); j++)
        item->totals[i][j] = tw_value_copy (&from->totals[i][j]);
    }
  return item;
}

static void
item_free (gpointer data)
{
  TwReportItem *item = data;

  for (guint i = 0; i < item->n; i++)
    {
      tw_value_clear (&item->values[i]);
      for (guint j = 0; j < TW_N_AGGREGATES; j++)
        tw_value_clear (&item->totals[i][j]);
    }
  g_clear_pointer (&item->key, tw_figure_key_free);
  g_free (item->values);
  g_free (item->totals);
  g_free (item);
}

static gpointer
column_copy (gconstpointer from,
             gpointer      data)
{
  TwReportRunColumn *column = g_memdup2 (from, sizeof *column);

  column->label = g_strdup (column->label);
  return column;
}

static void
column_free (gpointer data)
{
  g_free (((TwReportRunColumn *) data)->label);
  g_free (data);
}

static gpointer
text_copy (gconstpointer from,
           gpointer      data)
{
  return g_strdup (from);
}

static void
describe (TwReportPreview *preview,
          TwReportRun     *run)
{
  preview->columns = g_ptr_array_copy (tw_report_run_get_columns (run), (GCopyFunc) column_copy, NULL);
  g_ptr_array_set_free_func (preview->columns, column_free);
  preview->group_labels = g_ptr_array_copy (tw_report_run_get_group_labels (run), (GCopyFunc) text_copy, NULL);
  g_ptr_array_set_free_func (preview->group_labels, g_free);
  preview->n_rows = tw_report_run_get_n_rows (run);
  preview->left_out = g_strdupv ((char **) tw_report_run_get_left_out (run));
  preview->items = g_ptr_array_new_with_free_func (item_free);
}

/* FALSE: there is more than limit; of groups when there are no rows. */
static gboolean
take_items (TwReportPreview *preview,
            TwReportRun     *run,
            gboolean         rows,
            guint            limit,
            GError         **error)
{
  const TwReportItem *item = NULL;
  guint n = 0, level = 0;

  while ((item = tw_report_run_next (run, error)) != NULL)
    {
      gboolean counts = rows ? item->kind == TW_REPORT_ROW : item->kind == TW_REPORT_HEAD;

      if (counts && n == limit)
        break;
      n += counts;
      level = item->kind == TW_REPORT_END ? level + 1 : level;
      g_ptr_array_add (preview->items, item_copy (item));
    }
  return level > 0;
}

/* Heads at the end that nothing follows belong to the row that is not shown. */
static void
cut_heads (TwReportPreview *preview)
{
  while (preview->items->len > 0 && ((TwReportItem *) g_ptr_array_index (preview->items, preview->items->len - 1))->kind == TW_REPORT_HEAD)
    g_ptr_array_set_size (preview->items, (int) preview->items->len - 1);
}

/**
 * tw_report_preview:
 * @report: a report
 * @ask: who asks, and of which records
 * @limit: the most rows; without rows, the most groups
 * @cancellable: (nullable): ends it
 * @error: as tw_report_run_new()
 *
 * Returns: (transfer full) (nullable): the beginning of its table
 */
TwReportPreview *
tw_report_preview (const TwReport    *report,
                   const TwFigureAsk *ask,
                   guint              limit,
                   GCancellable      *cancellable,
                   GError           **error)
{
  g_autoptr(TwReportRun) run = NULL;
  g_autoptr(TwReportPreview) preview = NULL;
  g_autoptr(GError) local = NULL;
  OwnPreview *own = NULL;

  g_return_val_if_fail (report != NULL && ask != NULL && TW_IS_STORE (ask->store) && limit > 0, NULL);

  run = tw_report_run_new_limited (report, ask, report->rows ? (gint64) limit + 1 : 0, cancellable, error);
  if (run == NULL)
    return NULL;
  own = g_new0 (OwnPreview, 1);
  preview = &own->preview;
  describe (preview, run);
  preview->complete = take_items (preview, run, report->rows, limit, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!preview->complete)
    cut_heads (preview);
  preview->missing_rate = tw_report_run_get_missing_rate (run);
  own->source = *tw_report_run_get_source (run);
  *tw_report_run_get_source (run) = (TwReportSource) { NULL };
  return g_steal_pointer (&preview);
}

/**
 * tw_report_preview_free:
 * @preview: (transfer full) (nullable): a preview
 */
void
tw_report_preview_free (TwReportPreview *preview)
{
  OwnPreview *own = (OwnPreview *) preview;

  if (preview == NULL)
    return;
  g_ptr_array_unref (preview->columns);
  g_ptr_array_unref (preview->group_labels);
  g_ptr_array_unref (preview->items);
  g_strfreev (preview->left_out);
  tw_report_source_clear (&own->source);
  g_free (own);
}

/**
 * tw_report_preview_dup_text:
 * @preview: a preview
 * @column: number of a column
 * @value: a value of it
 *
 * Returns: (transfer full): the value for people, as tw_report_run_dup_text()
 */
char *
tw_report_preview_dup_text (TwReportPreview *preview,
                            guint            column,
                            const TwValue   *value)
{
  const TwReportRunColumn *of = g_ptr_array_index (preview->columns, column);

  return tw_report_source_dup_text (&((OwnPreview *) preview)->source, of->field, value);
}

/**
 * tw_report_preview_dup_total:
 * @preview: a preview
 * @column: number of a column
 * @aggregate: what it comes from
 * @value: a total of the column
 *
 * Returns: (transfer full): the total for people
 */
char *
tw_report_preview_dup_total (TwReportPreview *preview,
                             guint            column,
                             TwAggregate      aggregate,
                             const TwValue   *value)
{
  const TwReportRunColumn *of = g_ptr_array_index (preview->columns, column);

  return tw_report_source_dup_text (&((OwnPreview *) preview)->source, aggregate == TW_AGGREGATE_COUNT ? NULL : of->field, value);
}
