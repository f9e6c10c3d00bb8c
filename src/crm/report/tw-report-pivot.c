/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pivot laid out: rows in their order with sub-totals, columns with the total behind; charts and the records behind either. */
#include "config.h"

#include "tw-report-run.h"

#include <glib/gi18n-lib.h>

#include "tw-figure-parts.h"
#include "tw-report-cube.h"
#include "tw-report-run-private.h"

static void
row_free (gpointer data)
{
  TwReportPivotRow *row = data;

  g_clear_pointer (&row->keys[0], tw_figure_key_free);
  g_clear_pointer (&row->keys[1], tw_figure_key_free);
  g_free (row);
}

static void
value_free (gpointer data)
{
  g_free (((TwReportPivotValue *) data)->label);
  g_free (data);
}

static void
key_free (gpointer data)
{
  if (data != NULL)
    tw_figure_key_free (data);
}

/* --- Layout --- */

static void
add_row (TwReportPivot *pivot,
         TwReportCube  *cube,
         int            first,
         int            second)
{
  TwReportPivotRow *row = g_new0 (TwReportPivotRow, 1);
  guint n = cube->axes[2].keys->len;

  row->keys[0] = first >= 0 ? tw_figure_key_copy (g_ptr_array_index (cube->axes[0].keys, first)) : NULL;
  row->keys[1] = second >= 0 ? tw_figure_key_copy (g_ptr_array_index (cube->axes[1].keys, second)) : NULL;
  g_ptr_array_add (pivot->rows, row);
  for (guint column = 0; column <= n; column++)
    {
      const int at[TW_REPORT_AXES] = { first, second, column < n ? (int) column : TW_REPORT_ALL };
      const TwFigureCell *cells = tw_report_cube_get (cube, at);
      TwFigureCell none = { FALSE };

      for (guint value = 0; value < cube->n_values; value++)
        g_array_append_val (pivot->cells, *(cells != NULL ? &cells[value] : &none));
    }
}

static gboolean
has_rows (TwReportCube *cube,
          int           first,
          int           second)
{
  const int at[TW_REPORT_AXES] = { first, second, TW_REPORT_ALL };
  const TwFigureCell *cells = tw_report_cube_get (cube, at);

  for (guint value = 0; cells != NULL && value < cube->n_values; value++)
    if (cells[value].count > 0)
      return TRUE;
  return FALSE;
}

static void
lay_out (TwReportPivot *pivot,
         TwReportCube  *cube)
{
  for (guint i = 0; i < cube->axes[2].keys->len; i++)
    g_ptr_array_add (pivot->columns, tw_figure_key_copy (g_ptr_array_index (cube->axes[2].keys, i)));
  g_ptr_array_add (pivot->columns, NULL);
  for (guint i = 0; i < cube->axes[0].keys->len; i++)
    {
      for (guint j = 0; j < cube->axes[1].keys->len; j++)
        if (has_rows (cube, (int) i, (int) j))
          add_row (pivot, cube, (int) i, (int) j);
      add_row (pivot, cube, (int) i, TW_REPORT_ALL);
    }
  add_row (pivot, cube, TW_REPORT_ALL, TW_REPORT_ALL);
}

static TwReportPivot *
pivot_new (TwReportCube *cube)
{
  TwReportPivot *pivot = g_new0 (TwReportPivot, 1);
  TwReportSource *source = cube->source;

  pivot->group_labels = g_ptr_array_new_with_free_func (g_free);
  pivot->rows = g_ptr_array_new_with_free_func (row_free);
  pivot->columns = g_ptr_array_new_with_free_func (key_free);
  pivot->values = g_ptr_array_new_with_free_func (value_free);
  pivot->cells = g_array_new (FALSE, TRUE, sizeof (TwFigureCell));
  pivot->n_more = cube->n_more;
  pivot->missing_rate = cube->missing_rate;
  for (guint i = 0; i < 2 && cube->axes[i].group != NULL; i++)
    g_ptr_array_add (pivot->group_labels, tw_report_dup_group_label (source->report, cube->axes[i].group, source->schema));
  if (cube->axes[2].group != NULL)
    pivot->across_label = tw_report_dup_group_label (source->report, cube->axes[2].group, source->schema);
  for (guint i = 0; i < cube->n_values; i++)
    {
      const TwReportValue *of = g_ptr_array_index (source->report->values, i);
      TwReportPivotValue *value = g_new0 (TwReportPivotValue, 1);

      *value = (TwReportPivotValue) { tw_report_dup_value_label (source->report, of, source->schema), cube->units[i], of->aggregate };
      g_ptr_array_add (pivot->values, value);
    }
  lay_out (pivot, cube);
  return pivot;
}

/**
 * tw_report_pivot_new:
 * @report: a report that says what is counted
 * @ask: who asks, and of which records
 * @cancellable: (nullable): ends it
 * @error: as tw_report_run_new(); %TW_FIGURE_ERROR_INVALID when it would have too many cells
 *
 * Counts and sums by the first two groups and across. By up to two fields it comes from columns in memory where they are there; by more,
 * and by expressions, all records are gone through.
 *
 * Returns: (transfer full) (nullable): the pivot
 */
TwReportPivot *
tw_report_pivot_new (const TwReport    *report,
                     const TwFigureAsk *ask,
                     GCancellable      *cancellable,
                     GError           **error)
{
  g_auto(TwReportSource) source = { NULL };
  g_auto(TwReportCube) cube = { NULL };

  g_return_val_if_fail (report != NULL && ask != NULL && TW_IS_STORE (ask->store), NULL);

  if (!tw_report_source_init (&source, report, ask, error) || !tw_report_cube_init (&cube, &source, ask, cancellable, error))
    return NULL;
  if (tw_report_cube_is_plain (&cube) ? !tw_report_cube_ask (&cube, error) : !tw_report_cube_walk (&cube, error))
    return NULL;
  return pivot_new (&cube);
}

/* The same by going through all records: for tests. */
TwReportPivot *
tw_report_pivot_new_walking (const TwReport    *report,
                             const TwFigureAsk *ask,
                             GError           **error)
{
  g_auto(TwReportSource) source = { NULL };
  g_auto(TwReportCube) cube = { NULL };

  if (!tw_report_source_init (&source, report, ask, error) || !tw_report_cube_init (&cube, &source, ask, NULL, error)
      || !tw_report_cube_walk (&cube, error))
    return NULL;
  return pivot_new (&cube);
}

/**
 * tw_report_pivot_free:
 * @pivot: (transfer full) (nullable): a pivot
 */
void
tw_report_pivot_free (TwReportPivot *pivot)
{
  if (pivot == NULL)
    return;
  g_ptr_array_unref (pivot->group_labels);
  g_ptr_array_unref (pivot->rows);
  g_ptr_array_unref (pivot->columns);
  g_ptr_array_unref (pivot->values);
  g_array_unref (pivot->cells);
  g_free (pivot->across_label);
  g_free (pivot);
}

/**
 * tw_report_pivot_get:
 * @pivot: a pivot
 * @row: number of a row
 * @column: number of a column
 * @value: number of a value
 *
 * Returns: (transfer none): what it comes to
 */
TwFigureCell *
tw_report_pivot_get (TwReportPivot *pivot,
                     guint          row,
                     guint          column,
                     guint          value)
{
  return &g_array_index (pivot->cells, TwFigureCell, (row * pivot->columns->len + column) * pivot->values->len + value);
}

/**
 * tw_report_pivot_dup_text:
 * @pivot: a pivot
 * @value: number of a value
 * @cell: what it comes to somewhere
 *
 * Returns: (transfer full): the number for people; "" where there is none
 */
char *
tw_report_pivot_dup_text (TwReportPivot      *pivot,
                          guint               value,
                          const TwFigureCell *cell)
{
  const TwReportPivotValue *of = g_ptr_array_index (pivot->values, value);
  TwMoney money = { cell->exact.i, cell->exact.tag };

  if (!cell->has)
    return g_strdup ("");
  if (cell->exact.type == TW_TYPE_MONEY)
    return tw_money_format (&money, TRUE);
  return tw_number_format (&of->unit, cell->value, FALSE);
}

/**
 * tw_report_pivot_dup_title:
 * @pivot: a pivot
 * @column: number of a column
 * @value: number of a value
 *
 * Returns: (transfer full): what stands above the value in the column, as far as it is needed: "March 2026 · Sum of Amount"
 */
char *
tw_report_pivot_dup_title (TwReportPivot *pivot,
                           guint          column,
                           guint          value)
{
  const TwFigureKey *key = g_ptr_array_index (pivot->columns, column);
  const char *label = ((TwReportPivotValue *) g_ptr_array_index (pivot->values, value))->label;

  if (pivot->columns->len == 1)
    return g_strdup (label);
  /* Translators: the column over all the others. */
  if (pivot->values->len == 1)
    return g_strdup (key != NULL ? key->title : _("Total"));
  return g_strdup_printf ("%s · %s", key != NULL ? key->title : _("Total"), label);
}

/* --- Charts --- */

/**
 * tw_report_dup_figure:
 * @report: a report
 *
 * Returns: (transfer full): the figure that a chart of it draws: its first value by its first group and across, or against
 * its second value
 */
TwFigure *
tw_report_dup_figure (const TwReport *report)
{
  TwFigure *figure = report->values->len > 0 ? tw_report_dup_value_figure (report, g_ptr_array_index (report->values, 0))
                                             : tw_figure_new (report->entity);
  const TwReportGroup *groups[2] = { report->groups->len > 0 ? g_ptr_array_index (report->groups, 0) : NULL, report->across };

  for (guint i = 0; i < 2 && groups[i] != NULL; i++)
    {
      figure->by[i].field = g_strdup (groups[i]->by);
      figure->by[i].grain = groups[i]->grain;
    }
  if (g_str_equal (report->show, "scatter") && report->values->len > 1 && report->groups->len > 0)
    {
      const TwReportValue *value = g_ptr_array_index (report->values, 1);
      const TwFigureMeasure against = { value->aggregate, value->measure, value->weight, value->part };

      tw_figure_set_against (figure, &against);
    }
  figure->limit = MIN (report->limit, 1000);
  if (report->limit > 0)
    figure->sort = TW_FIGURE_BY_FALLING_VALUE;
  return figure;
}

/**
 * tw_report_answer_figure:
 * @report: a report that is a chart
 * @ask: who asks, and of which records
 * @cancellable: (nullable): ends it
 * @error: as tw_report_run_new()
 *
 * Returns: (transfer full) (nullable): what tw_report_dup_figure() comes to
 */
TwFigureAnswer *
tw_report_answer_figure (const TwReport     *report,
                         const TwFigureAsk  *ask,
                         GCancellable       *cancellable,
                         GError            **error)
{
  g_autoptr(TwFigure) figure = tw_report_dup_figure (report);
  g_auto(TwReportSource) source = { NULL };
  g_auto(TwReportCube) cube = { NULL };

  g_return_val_if_fail (ask != NULL && TW_IS_STORE (ask->store), NULL);

  /* The axes are looked at as those of a pivot are: what may not be seen is refused. */
  if (!tw_report_source_init (&source, report, ask, error) || !tw_report_cube_init (&cube, &source, ask, cancellable, error))
    return NULL;
  return tw_figure_answer (figure, &cube.ask, cancellable, error);
}

/* --- The records behind it --- */

static void
narrow (char      **where,
        const char *more)
{
  g_autofree char *before = *where;

  *where = tw_figure_join (before, more);
}

/* Of an expression that is no field. */
static char *
dup_expression_where (const char    *by,
                      TwGrain        grain,
                      const TwValue *key)
{
  g_autofree char *printed = NULL, *quoted = NULL, *bracketed = g_strdup_printf ("(%s)", by);

  if (tw_value_is_null (key))
    return g_strdup_printf ("%s is empty", bracketed);
  if (key->type == TW_TYPE_DATE)
    {
      TwFigureRange range = { (TwDate) key->i, tw_grain_step (MAX (grain, TW_GRAIN_DAY), (TwDate) key->i, 1), grain };

      return tw_figure_range_where (bracketed, &range);
    }
  printed = tw_value_print (key);
  if (key->type == TW_TYPE_BOOLEAN || key->type == TW_TYPE_INTEGER || key->type == TW_TYPE_DECIMAL)
    return g_strdup_printf ("%s = %s", bracketed, printed);
  quoted = tw_figure_quote (printed);
  return g_strdup_printf ("%s = %s", bracketed, quoted);
}

static void
narrow_to_key (char               **where,
               TwSchema            *schema,
               const TwEntity      *entity,
               const TwReportGroup *group,
               const TwFigureKey   *key)
{
  TwGrain grain = group->grain != TW_GRAIN_NONE ? group->grain : TW_GRAIN_DAY;
  g_autofree char *condition = tw_report_term_is_path (group->by) ? tw_figure_key_where (schema, entity, group->by, grain, &key->key)
                                                                   : dup_expression_where (group->by, grain, &key->key);

  narrow (where, condition);
}

/**
 * tw_report_dup_where:
 * @report: a report
 * @ask: what it was asked with
 * @keys: (array length=n): keys of groups, from the outermost
 * @n: length of @keys
 * @across: (nullable): key of a pivot's column
 * @value: (nullable): the value whose records are looked for
 *
 * Returns: (transfer full) (nullable): the condition of the records that are behind a group or a cell; %NULL: every record
 */
char *
tw_report_dup_where (const TwReport      *report,
                     const TwFigureAsk   *ask,
                     TwFigureKey *const  *keys,
                     guint                n,
                     TwFigureKey         *across,
                     const TwReportValue *value)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (ask->store);
  const TwEntity *entity = tw_schema_get_entity (schema, report->entity);
  char *where = g_strdup (report->where);

  g_return_val_if_fail (entity != NULL && n <= report->groups->len, where);
  narrow (&where, ask->also);
  if (ask->range != NULL && report->period != NULL)
    {
      g_autofree char *range = tw_figure_range_where (report->period, ask->range);

      narrow (&where, range);
    }
  for (guint i = 0; i < n; i++)
    narrow_to_key (&where, schema, entity, g_ptr_array_index (report->groups, i), keys[i]);
  if (across != NULL && report->across != NULL)
    narrow_to_key (&where, schema, entity, report->across, across);
  if (value != NULL)
    narrow (&where, value->where);
  return where;
}
