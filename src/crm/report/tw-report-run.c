/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table as it goes by. The stream gives rows in the order of the groups; where a key changes, feet come for the groups that end and
 * heads for those that begin. Values are added up in the innermost group, and a group's when it ends in the one around it, so that the
 * work of a row does not grow with the groups. */
#include "config.h"

#include "tw-report-run.h"

#include "tw-figure-parts.h"
#include "tw-report-plan.h"
#include "tw-report-run-private.h"
#include "tw-report-tally.h"

typedef struct
{
  TwReportTerm term;
  TwGrain      grain;
  guint        at;                                     /* column of the stream */
  TwFigureKey *key;                                    /* (nullable) of the group that is open */
  gint64       n_rows;
} Level;

struct _TwReportRun
{
  TwReportSource  source;
  GPtrArray      *columns;                             /* TwReportRunColumn */
  GPtrArray      *labels;                              /* of groups */
  GStrv           left_out;
  guint          *at;                                  /* by column: its column of the stream */
  Level          *levels;                              /* one more than there are groups: the last gathers everything when there are none */
  guint           n_levels, open;                      /* groups; of them begun */
  TwReportTally **tallies;                             /* n_levels + 1 (the first: the grand total) × columns */
  TwStream       *stream;
  TwReportItem    item;
  TwValue        *keys;                                /* of the row, by level */
  guint           keep;                                /* groups that the row at hand is also in */
  gboolean        at_row, at_end, done;
  gint64          n_done, n_all;
  gboolean        missing_rate;
};

static void
column_free (gpointer data)
{
  TwReportRunColumn *column = data;

  g_free (column->label);
  g_free (column);
}

/* --- Beginning --- */

static gboolean
plan_groups (TwReportRun *run,
             TwReportPlan *plan,
             GError     **error)
{
  TwReportSource *source = &run->source;

  run->n_levels = source->report->groups->len;
  run->levels = g_new0 (Level, run->n_levels + 1);
  run->keys = g_new0 (TwValue, run->n_levels + 1);
  for (guint i = 0; i < run->n_levels; i++)
    {
      const TwReportGroup *group = g_ptr_array_index (source->report->groups, i);
      Level *level = &run->levels[i];

      if (!tw_report_term_init (&level->term, source->schema, source->entity, group->by, error)
          || !tw_report_source_check (source, &level->term, error))
        return FALSE;
      level->grain = tw_report_group_get_grain (group, &level->term);
      level->at = tw_report_plan_add (plan, &level->term, group->by, level->grain);
      tw_report_plan_sort (plan, source, &level->term, group->by, level->at, group->descending, TRUE);
      g_ptr_array_add (run->labels, tw_report_dup_group_label (source->report, group, source->schema));
    }
  return TRUE;
}

static void
set_unit (TwReportRun         *run,
          TwReportRunColumn   *column,
          const TwReportTerm  *term)
{
  if (term->type == TW_TYPE_MONEY)
    column->unit = (TwNumberUnit) { TW_NUMBER_MONEY, run->source.currency };
  else if (term->field != NULL && term->field->kind == TW_KIND_PERCENT)
    column->unit.kind = TW_NUMBER_PERCENT;
}

static gboolean
plan_columns (TwReportRun *run,
              TwReportPlan *plan,
              GError     **error)
{
  TwReportSource *source = &run->source;
  g_autoptr(GPtrArray) left_out = g_ptr_array_new ();

  run->at = g_new0 (guint, source->report->columns->len + 1);
  for (guint i = 0; i < source->report->columns->len; i++)
    {
      const TwReportColumn *of = g_ptr_array_index (source->report->columns, i);
      g_autofree char *label = tw_report_dup_column_label (source->report, of, source->schema);
      TwReportTerm term = TW_REPORT_TERM_INIT;
      TwReportRunColumn *column = NULL;

      if (!tw_report_term_init (&term, source->schema, source->entity, of->value, error))
        return FALSE;
      g_array_append_val (plan->terms, term);
      if (!tw_report_source_check (source, &term, NULL))
        {
          g_ptr_array_add (left_out, g_steal_pointer (&label));
          continue;
        }
      column = g_new0 (TwReportRunColumn, 1);
      *column = (TwReportRunColumn) { g_steal_pointer (&label), term.type, term.field, { TW_NUMBER_PLAIN, 0 }, of->totals, i };
      set_unit (run, column, &term);
      run->at[run->columns->len] = tw_report_plan_add (plan, &term, of->value, TW_GRAIN_NONE);
      g_ptr_array_add (run->columns, column);
    }
  g_ptr_array_add (left_out, NULL);
  run->left_out = (GStrv) g_ptr_array_free (g_steal_pointer (&left_out), FALSE);
  return TRUE;
}

static gboolean
plan_sorts (TwReportRun *run,
            TwReportPlan *plan,
            GError     **error)
{
  TwReportSource *source = &run->source;

  for (guint i = 0; i < source->report->sort->len; i++)
    {
      const TwReportSort *sort = g_ptr_array_index (source->report->sort, i);
      TwReportTerm term = TW_REPORT_TERM_INIT;

      if (!tw_report_term_init (&term, source->schema, source->entity, sort->value, error))
        return FALSE;
      g_array_append_val (plan->terms, term);
      if (!tw_report_source_check (source, &term, error))
        return FALSE;
      tw_report_plan_sort (plan, source, &term, sort->value, tw_report_plan_add (plan, &term, sort->value, TW_GRAIN_NONE), sort->descending, FALSE);
    }
  return TRUE;
}

static void
make_tallies (TwReportRun *run)
{
  guint n = run->columns->len;

  run->tallies = g_new0 (TwReportTally *, run->n_levels + 1);
  for (guint i = 0; i <= run->n_levels; i++)
    {
      run->tallies[i] = g_new0 (TwReportTally, MAX (n, 1));
      for (guint j = 0; j < n; j++)
        run->tallies[i][j].type = ((TwReportRunColumn *) g_ptr_array_index (run->columns, j))->type;
    }
  run->item.n = n;
  run->item.values = g_new0 (TwValue, MAX (n, 1));
  run->item.totals = (TwValue (*)[TW_N_AGGREGATES]) g_new0 (TwValue, MAX (n, 1) * TW_N_AGGREGATES);
}

TwReportRun *
tw_report_run_new_limited (const TwReport     *report,
                           const TwFigureAsk  *ask,
                           gint64              limit,
                           GCancellable       *cancellable,
                           GError            **error)
{
  g_autoptr(TwReportRun) run = g_new0 (TwReportRun, 1);
  g_auto(TwReportPlan) plan = { NULL };
  gint64 most = report->limit > 0 && limit > 0 ? MIN (limit, report->limit) : MAX (limit, report->limit);

  tw_report_plan_init (&plan);
  run->columns = g_ptr_array_new_with_free_func (column_free);
  run->labels = g_ptr_array_new_with_free_func (g_free);
  if (!tw_report_source_init (&run->source, report, ask, error) || !plan_groups (run, &plan, error) || !plan_columns (run, &plan, error)
      || !plan_sorts (run, &plan, error))
    return NULL;
  make_tallies (run);
  run->stream = tw_stream_new (run->source.store, run->source.query, (TwStreamColumn *) plan.columns->data, plan.columns->len,
                               (TwStreamKey *) plan.keys->data, plan.keys->len, most, cancellable, error);
  if (run->stream == NULL)
    return NULL;
  run->n_all = tw_stream_get_n_rows (run->stream);
  if (report->limit > 0)
    run->n_all = MIN (run->n_all, report->limit);
  return g_steal_pointer (&run);
}

/**
 * tw_report_run_new:
 * @report: a report
 * @ask: who asks, and of which records
 * @cancellable: (nullable): ends it, also between items
 * @error: %TW_FIGURE_ERROR, %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable): the table before its first item
 */
TwReportRun *
tw_report_run_new (const TwReport     *report,
                   const TwFigureAsk  *ask,
                   GCancellable       *cancellable,
                   GError            **error)
{
  g_return_val_if_fail (report != NULL && ask != NULL && TW_IS_STORE (ask->store), NULL);

  return tw_report_run_new_limited (report, ask, 0, cancellable, error);
}

static void
clear_totals (TwReportRun *run)
{
  for (guint i = 0; i < run->item.n; i++)
    for (guint j = 0; j < TW_N_AGGREGATES; j++)
      tw_value_clear (&run->item.totals[i][j]);
}

static void
clear_values (TwReportRun *run)
{
  for (guint i = 0; i < run->item.n; i++)
    tw_value_clear (&run->item.values[i]);
}

static void
free_levels (TwReportRun *run)
{
  for (guint i = 0; run->levels != NULL && i < run->n_levels; i++)
    {
      tw_report_term_clear (&run->levels[i].term);
      g_clear_pointer (&run->levels[i].key, tw_figure_key_free);
      tw_value_clear (&run->keys[i]);
    }
  for (guint i = 0; run->tallies != NULL && i <= run->n_levels; i++)
    {
      for (guint j = 0; j < run->item.n; j++)
        tw_report_tally_clear (&run->tallies[i][j]);
      g_free (run->tallies[i]);
    }
}

/**
 * tw_report_run_free:
 * @run: (transfer full) (nullable): a run, which may be in its midst
 */
void
tw_report_run_free (TwReportRun *run)
{
  if (run == NULL)
    return;
  g_clear_pointer (&run->stream, tw_stream_free);
  free_levels (run);
  clear_values (run);
  clear_totals (run);
  g_free (run->item.values);
  g_free (run->item.totals);
  g_free (run->tallies);
  g_free (run->levels);
  g_free (run->keys);
  g_free (run->at);
  g_strfreev (run->left_out);
  g_ptr_array_unref (run->columns);
  g_ptr_array_unref (run->labels);
  tw_report_source_clear (&run->source);
  g_free (run);
}

/* --- Going on --- */

/* Spellings of a text are one group, as in figures. */
static gboolean
same_key (const TwValue *a,
          const TwValue *b)
{
  return a->type == TW_TYPE_TEXT && b->type == TW_TYPE_TEXT ? tw_value_compare (a, b) == 0 : tw_value_equal (a, b);
}

/* The row at which the stream is: in which of the open groups it is. */
static void
take_row (TwReportRun *run)
{
  gboolean same = TRUE;

  run->at_row = TRUE;
  run->keep = 0;
  for (guint i = 0; i < run->n_levels; i++)
    {
      tw_value_clear (&run->keys[i]);
      tw_stream_get_value (run->stream, run->levels[i].at, &run->keys[i]);
      same = same && i < run->open && same_key (&run->levels[i].key->key, &run->keys[i]);
      run->keep += same;
    }
}

static gboolean
finish (TwReportRun   *run,
        TwReportTally *tallies,
        GError       **error)
{
  clear_totals (run);
  for (guint i = 0; i < run->item.n; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (run->columns, i);

      for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate
            && !tw_report_tally_finish (&tallies[i], run->source.store, run->source.currency, aggregate, &run->item.totals[i][aggregate],
                                        &run->missing_rate, error))
          return FALSE;
    }
  return TRUE;
}

static const TwReportItem *
give_foot (TwReportRun *run,
           GError     **error)
{
  guint level = --run->open;
  TwReportTally *own = run->tallies[level + 1], *outer = run->tallies[level];

  if (!finish (run, own, error))
    return NULL;
  for (guint i = 0; i < run->item.n; i++)
    {
      tw_report_tally_merge (&outer[i], &own[i]);
      tw_report_tally_reset (&own[i]);
    }
  run->item.kind = TW_REPORT_FOOT;
  run->item.level = level;
  run->item.key = run->levels[level].key;
  run->item.n_rows = run->levels[level].n_rows;
  return &run->item;
}

static const TwReportItem *
give_head (TwReportRun *run)
{
  Level *level = &run->levels[run->open];

  g_clear_pointer (&level->key, tw_figure_key_free);
  level->key = tw_report_source_key (&run->source, &level->term, level->grain, &run->keys[run->open]);
  level->n_rows = 0;
  run->item.kind = TW_REPORT_HEAD;
  run->item.level = run->open++;
  run->item.key = level->key;
  run->item.n_rows = 0;
  return &run->item;
}

static void
add_row (TwReportRun *run)
{
  TwReportTally *tallies = run->tallies[run->n_levels];

  clear_values (run);
  tw_stream_get_id (run->stream, &run->item.id);
  for (guint i = 0; i < run->item.n; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (run->columns, i);

      tw_stream_get_value (run->stream, run->at[i], &run->item.values[i]);
      if (column->totals != 0)
        tw_report_tally_add (&tallies[i], &run->item.values[i], NULL);
    }
  for (guint i = 0; i < run->n_levels; i++)
    run->levels[i].n_rows++;
  run->n_done++;
  run->at_row = FALSE;
}

static const TwReportItem *
give_end (TwReportRun *run,
          GError     **error)
{
  run->done = TRUE;
  if (!finish (run, run->tallies[0], error))
    return NULL;
  run->item.kind = TW_REPORT_END;
  run->item.level = 0;
  run->item.key = NULL;
  run->item.n_rows = run->n_done;
  return &run->item;
}

/**
 * tw_report_run_next:
 * @run: a run
 * @error: of the store; %G_IO_ERROR_CANCELLED; %TW_FIGURE_ERROR_INVALID when a sum is too large
 *
 * Returns: (transfer none) (nullable): the next item; %NULL without @error: the grand total was the last
 */
const TwReportItem *
tw_report_run_next (TwReportRun *run,
                    GError     **error)
{
  g_autoptr(GError) local = NULL;

  for (;;)
    {
      if (run->done)
        return NULL;
      if (!run->at_row && !run->at_end)
        {
          if (tw_stream_next (run->stream, &local))
            take_row (run);
          else
            run->at_end = TRUE;
          if (local != NULL)
            {
              run->done = TRUE;
              g_propagate_error (error, g_steal_pointer (&local));
              return NULL;
            }
        }
      if (run->open > (run->at_end ? 0 : run->keep))
        return give_foot (run, error);
      if (run->at_end)
        return give_end (run, error);
      if (run->open < run->n_levels)
        {
          run->keep = run->open + 1;
          return give_head (run);
        }
      add_row (run);
      if (!run->source.report->rows)
        continue;
      run->item.kind = TW_REPORT_ROW;
      run->item.level = run->n_levels;
      run->item.key = NULL;
      return &run->item;
    }
}

/* --- What it tells --- */

/**
 * tw_report_run_get_columns:
 * @run: a run
 *
 * Returns: (transfer none) (element-type TwReportRunColumn): the columns that may be seen
 */
GPtrArray *
tw_report_run_get_columns (TwReportRun *run)
{
  return run->columns;
}

/**
 * tw_report_run_get_group_labels:
 * @run: a run
 *
 * Returns: (transfer none) (element-type utf8): what the groups are by, from the outermost
 */
GPtrArray *
tw_report_run_get_group_labels (TwReportRun *run)
{
  return run->labels;
}

/**
 * tw_report_run_get_n_rows:
 * @run: a run
 *
 * Returns: how many rows there will be
 */
gint64
tw_report_run_get_n_rows (TwReportRun *run)
{
  return run->n_all;
}

/**
 * tw_report_run_get_n_done:
 * @run: a run
 *
 * Returns: how many rows went by
 */
gint64
tw_report_run_get_n_done (TwReportRun *run)
{
  return run->n_done;
}

/**
 * tw_report_run_get_missing_rate:
 * @run: a run
 *
 * Returns: whether a sum so far was left empty because the rate of a currency is not known
 */
gboolean
tw_report_run_get_missing_rate (TwReportRun *run)
{
  return run->missing_rate;
}

/**
 * tw_report_run_get_left_out:
 * @run: a run
 *
 * Returns: (transfer none) (array zero-terminated=1): titles of the columns that may not be seen
 */
const char *const *
tw_report_run_get_left_out (TwReportRun *run)
{
  return (const char *const *) run->left_out;
}

/**
 * tw_report_run_dup_text:
 * @run: a run
 * @column: number of a column
 * @value: a value of it
 *
 * Returns: (transfer full): the value for people; "" for none, and for a record that may not be read
 */
char *
tw_report_run_dup_text (TwReportRun   *run,
                        guint          column,
                        const TwValue *value)
{
  const TwReportRunColumn *of = g_ptr_array_index (run->columns, column);

  return tw_report_source_dup_text (&run->source, of->field, value);
}

/**
 * tw_report_run_dup_total:
 * @run: a run
 * @column: number of a column
 * @aggregate: what it comes from
 * @value: a total of the column
 *
 * Returns: (transfer full): the total for people; "" for none
 */
char *
tw_report_run_dup_total (TwReportRun   *run,
                         guint          column,
                         TwAggregate    aggregate,
                         const TwValue *value)
{
  const TwReportRunColumn *of = g_ptr_array_index (run->columns, column);

  return tw_report_source_dup_text (&run->source, aggregate == TW_AGGREGATE_COUNT ? NULL : of->field, value);
}

/* Lent; for a preview, which outlives the run. */
TwReportSource *
tw_report_run_get_source (TwReportRun *run)
{
  return &run->source;
}
