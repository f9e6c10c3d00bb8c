/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report on paper: what it is, of which records, when and for whom; then its table, whose groups have heads and feet, its pivot in as many
 * tables as its columns need, or its chart with the numbers below it. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <locale.h>

#include "tw-figure-chart.h"
#include "tw-list-paper.h"
#include "tw-report-export-private.h"
#include "tw-report-rows.h"

#define MANY_COLUMNS  7                                /* more stand on a sheet that lies */
#define PIVOT_COLUMNS 6                                /* numbers beside one another */
#define KEYS_SHARE    0.22                             /* of a pivot's width: the keys of its rows */
#define TELL_EVERY    500
#define CHART_HEIGHT  320                              /* points */

typedef struct
{
  const TwReport     *report;
  const TwFigureAsk  *ask;
  const TwReportFile *options;
  TwSchema           *schema;                          /* (owned) */
  TwPaper            *paper;                           /* (owned) (nullable) */
  GCancellable       *cancellable;
  gint64              n_rows;                          /* how many are told */
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->paper, tw_paper_free);
  g_clear_pointer (&making->schema, tw_schema_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* Half of the work is reading, half is drawing. */
static void
tell (Making *making,
      gint64  done,
      gint64  all)
{
  if (making->options->progress != NULL)
    making->options->progress (done, all, making->options->data);
}

static void
page_cb (guint    page,
         guint    n_pages,
         gpointer data)
{
  Making *making = data;

  tell (making, making->n_rows / 2 + making->n_rows * page / n_pages / 2, making->n_rows);
}

/* --- The head --- */

static const TwPaperSize *
choose_size (void)
{
  const char *locale = setlocale (LC_MESSAGES, NULL);

  return locale != NULL && (g_str_has_prefix (locale, "en_US") || g_str_has_prefix (locale, "en_CA")) ? &TW_PAPER_LETTER : &TW_PAPER_A4;
}

static void
start_paper (Making     *making,
             guint       n_columns,
             const char *count)
{
  const TwReportFile *options = making->options;
  TwPaperSize size = *choose_size ();
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *from = NULL, *to = NULL;

  if (n_columns >= MANY_COLUMNS)
    size = (TwPaperSize) { size.height, size.width, size.top, size.end, size.bottom, size.start };
  making->paper = tw_store_paper_new (making->ask->store, &size, options->title, options->company);
  if (options->author != NULL)
    tw_paper_set_author (making->paper, options->author);
  tw_paper_add_heading (making->paper, 1, options->title);
  if (making->ask->range != NULL && making->report->period != NULL)
    {
      from = tw_date_format (making->ask->range->from);
      to = tw_date_format (making->ask->range->to - 1);
      g_string_append_printf (line, "%s – %s", from, to);
    }
  if (options->condition != NULL && *options->condition != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", options->condition);
  g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", count);
  if (options->author != NULL && *options->author != '\0')
    {
      /* Translators: %s is a person. */
      g_string_append (line, " · ");
      g_string_append_printf (line, _("For %s"), options->author);
    }
  tw_paper_add_text (making->paper, line->str);
}

static void
add_notes (Making            *making,
           gboolean           missing_rate,
           const char *const *left_out)
{
  if (missing_rate)
    tw_paper_add_text (making->paper, _("A sum is left empty where the exchange rate of a currency is not known."));
  if (left_out != NULL && left_out[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", (char **) left_out), *text = NULL;

      /* Translators: %s are titles of columns. */
      text = g_strdup_printf (_("Left out, because you may not see it: %s."), names);
      tw_paper_add_text (making->paper, text);
    }
}

/* Signs between digits have no direction of their own: isolates of Unicode (UAX #9). */
static void
set_text (Making       *making,
          TwReportRows *rows,
          guint         column,
          const char   *text)
{
  g_autofree char *isolated = *text != '\0' && tw_paper_is_rtl (making->paper) ? g_strconcat ("\342\201\250", text, "\342\201\251", NULL) : NULL;

  tw_report_rows_set (rows, column, isolated != NULL ? isolated : text);
}

static gboolean
is_number (TwType type)
{
  return type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL || type == TW_TYPE_MONEY || type == TW_TYPE_DURATION;
}

/* --- Tables --- */

typedef struct
{
  Making       *making;
  TwReportRun  *run;
  TwReportRows *rows;
  gboolean      lead;                                  /* a column before the others, for what feet are called */
} Table;

/* Without rows each total has a column of its own. */
static guint
count_columns (Table *table)
{
  GPtrArray *columns = tw_report_run_get_columns (table->run);
  guint n = table->lead ? 1 : 0;

  if (table->making->report->rows)
    return n + columns->len;
  n++;
  for (guint i = 0; i < columns->len; i++)
    for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
      n += (((TwReportRunColumn *) g_ptr_array_index (columns, i))->totals & 1u << aggregate) != 0;
  return n;
}

static void
add_columns (Table        *table,
             TwPaperTable *paper)
{
  GPtrArray *columns = tw_report_run_get_columns (table->run), *labels = tw_report_run_get_group_labels (table->run);
  g_autoptr(GString) lead = g_string_new (NULL);

  for (guint i = 0; i < labels->len; i++)
    g_string_append_printf (lead, "%s%s", i > 0 ? " › " : "", (char *) g_ptr_array_index (labels, i));
  if (table->lead)
    tw_paper_table_add_column (paper, lead->str, 0);
  if (!table->making->report->rows)
    tw_paper_table_add_column (paper, _("Records"), TW_PAPER_CELL_END);
  for (guint i = 0; i < columns->len; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (columns, i);

      if (table->making->report->rows)
        tw_paper_table_add_column (paper, column->label, is_number (column->type) ? TW_PAPER_CELL_END : 0);
      for (guint aggregate = 0; !table->making->report->rows && aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate)
          {
            g_autofree char *title = g_strdup_printf (_("%1$s (%2$s)"), column->label, tw_aggregate_get_label (aggregate));

            tw_paper_table_add_column (paper, title, TW_PAPER_CELL_END);
          }
    }
}

static gboolean
add_head (Table              *table,
          const TwReportItem *item,
          GError            **error)
{
  const char *label = g_ptr_array_index (tw_report_run_get_group_labels (table->run), item->level);
  g_autofree char *indent = g_strnfill (item->level * 2, ' '), *text = NULL;

  /* Translators: what a group is by, and which one it is: "Owner: Ann". */
  text = g_strdup_printf (_("%1$s: %2$s"), label, item->key->title);
  if (item->level > 0)
    {
      g_autofree char *plain = g_steal_pointer (&text);

      text = g_strconcat (indent, plain, NULL);
    }
  set_text (table->making, table->rows, 0, text);
  return tw_report_rows_add (table->rows, TW_PAPER_ROW_HEADING, item->level + 1, item->key->title, error);
}

static gboolean
add_row (Table              *table,
         const TwReportItem *item,
         GError            **error)
{
  for (guint i = 0; i < item->n; i++)
    {
      g_autofree char *text = tw_report_run_dup_text (table->run, i, &item->values[i]);

      set_text (table->making, table->rows, i + table->lead, text);
    }
  return tw_report_rows_add (table->rows, TW_PAPER_ROW_PLAIN, 0, NULL, error);
}

/* What a row of totals is called: its group and how many records that has stand in the first. */
static char *
dup_foot (const TwReportItem *item,
          TwAggregate         aggregate,
          gboolean            first,
          gboolean            several)
{
  g_autofree char *count = g_strdup_printf (ngettext ("%" PRId64 " record", "%" PRId64 " records", (gulong) item->n_rows), item->n_rows);
  const char *name = several ? tw_aggregate_get_label (aggregate) : NULL;

  if (!first)
    return g_strdup (name);
  return g_strjoin (" · ", item->key != NULL ? item->key->title : _("Total"), count, name, NULL);
}

/* A row for each aggregate that some column has. */
static gboolean
add_feet (Table              *table,
          const TwReportItem *item,
          GError            **error)
{
  GPtrArray *columns = tw_report_run_get_columns (table->run);
  guint all = 0;
  gboolean first = TRUE;

  for (guint i = 0; i < columns->len; i++)
    all |= ((TwReportRunColumn *) g_ptr_array_index (columns, i))->totals;
  for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    {
      g_autofree char *name = NULL;

      if (!(all & 1u << aggregate) && !(all == 0 && aggregate == 0))
        continue;
      name = dup_foot (item, aggregate, first, all != 0);
      for (guint i = 0; i < item->n; i++)
        if (((TwReportRunColumn *) g_ptr_array_index (columns, i))->totals & 1u << aggregate)
          {
            g_autofree char *text = tw_report_run_dup_total (table->run, i, aggregate, &item->totals[i][aggregate]);

            set_text (table->making, table->rows, i + table->lead, text);
          }
      set_text (table->making, table->rows, 0, name);
      if (!tw_report_rows_add (table->rows, TW_PAPER_ROW_TOTAL, 0, NULL, error))
        return FALSE;
      first = FALSE;
    }
  return TRUE;
}

/* Without rows, the feet of the innermost groups are the rows. */
static gboolean
add_group_row (Table              *table,
               const TwReportItem *item,
               GError            **error)
{
  guint n_levels = tw_report_run_get_group_labels (table->run)->len, at = 2;
  gboolean plain = item->kind == TW_REPORT_FOOT && item->level + 1 == n_levels;
  g_autofree char *indent = g_strnfill (item->kind == TW_REPORT_FOOT ? item->level * 2 : 0, ' ');
  g_autofree char *name = g_strconcat (indent, item->key != NULL ? item->key->title : _("Total"), NULL);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, item->n_rows);

  set_text (table->making, table->rows, 0, name);
  set_text (table->making, table->rows, 1, count);
  for (guint i = 0; i < item->n; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (tw_report_run_get_columns (table->run), i);

      for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate)
          {
            g_autofree char *text = tw_report_run_dup_total (table->run, i, aggregate, &item->totals[i][aggregate]);

            set_text (table->making, table->rows, at++, text);
          }
    }
  return tw_report_rows_add (table->rows, plain ? TW_PAPER_ROW_PLAIN : TW_PAPER_ROW_TOTAL, 0, NULL, error);
}

static gboolean
add_item (Table              *table,
          const TwReportItem *item,
          GError            **error)
{
  gboolean rows = table->making->report->rows;
  guint n_levels = tw_report_run_get_group_labels (table->run)->len;

  switch (item->kind)
    {
    case TW_REPORT_HEAD:
      return (!rows && item->level + 1 == n_levels) || add_head (table, item, error);
    case TW_REPORT_ROW:
      return add_row (table, item, error);
    default:
      return rows ? add_feet (table, item, error) : add_group_row (table, item, error);
    }
}

static gboolean
read_items (Table   *table,
            GError **error)
{
  const TwReportItem *item = NULL;
  g_autoptr(GError) local = NULL;
  gint64 told = -1;

  while ((item = tw_report_run_next (table->run, &local)) != NULL && add_item (table, item, &local))
    {
      gint64 done = tw_report_run_get_n_done (table->run);

      if (done % TELL_EVERY == 0 && done != told)
        tell (table->making, done / 2, tw_report_run_get_n_rows (table->run));
      told = done;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
make_table (Making  *making,
            GError **error)
{
  g_autoptr(TwReportRun) run = tw_report_run_new (making->report, making->ask, making->cancellable, error);
  g_autoptr(TwReportRows) rows = NULL;
  Table table = { making, run, NULL, FALSE };
  g_autofree char *count = NULL;
  TwPaperTable *paper = NULL;
  TwPaperRows answer;
  GPtrArray *columns = NULL;

  if (run == NULL)
    return FALSE;
  columns = tw_report_run_get_columns (run);
  making->n_rows = tw_report_run_get_n_rows (run);
  table.lead = !making->report->rows || columns->len == 0 || ((TwReportRunColumn *) g_ptr_array_index (columns, 0))->totals != 0;
  count = g_strdup_printf (ngettext ("%" PRId64 " record", "%" PRId64 " records", (gulong) making->n_rows), making->n_rows);
  start_paper (making, count_columns (&table), count);
  table.rows = rows = tw_report_rows_new (count_columns (&table), error);
  if (rows == NULL || !read_items (&table, error) || !tw_report_rows_finish (rows, &answer, error))
    return FALSE;
  rows = NULL;
  paper = tw_paper_table_new (&answer);
  add_columns (&table, paper);
  tw_paper_add_table (making->paper, paper);
  add_notes (making, tw_report_run_get_missing_rate (run), tw_report_run_get_left_out (run));
  return TRUE;
}

/* --- Pivots --- */

static gboolean
add_pivot_row (Making        *making,
               TwReportPivot *pivot,
               TwReportRows  *rows,
               guint          i,
               guint          from,
               guint          to,
               GError       **error)
{
  const TwReportPivotRow *row = g_ptr_array_index (pivot->rows, i);
  guint n_levels = MAX (pivot->group_labels->len, 1), n_values = pivot->values->len;
  gboolean total = row->keys[0] == NULL || (n_levels > 1 && row->keys[1] == NULL);

  for (guint level = 0; level < n_levels; level++)
    set_text (making, rows, level, row->keys[level] != NULL ? row->keys[level]->title : level == 0 || row->keys[0] != NULL ? _("Total") : "");
  for (guint at = from; at < to; at++)
    {
      g_autofree char *text = tw_report_pivot_dup_text (pivot, at % n_values, tw_report_pivot_get (pivot, i, at / n_values, at % n_values));

      set_text (making, rows, n_levels + at - from, text);
    }
  return tw_report_rows_add (rows, total ? TW_PAPER_ROW_TOTAL : TW_PAPER_ROW_PLAIN, 0, NULL, error);
}

/* Numbers from … to of its columns × values, with the keys of the rows before them. */
static gboolean
add_pivot_table (Making        *making,
                 TwReportPivot *pivot,
                 guint          from,
                 guint          to,
                 GError       **error)
{
  guint n_levels = MAX (pivot->group_labels->len, 1), n_values = pivot->values->len;
  g_autoptr(TwReportRows) rows = tw_report_rows_new (n_levels + to - from, error);
  TwPaperTable *paper = NULL;
  TwPaperRows answer;

  for (guint i = 0; rows != NULL && i < pivot->rows->len; i++)
    if (!add_pivot_row (making, pivot, rows, i, from, to, error))
      return FALSE;
  if (rows == NULL || !tw_report_rows_finish (rows, &answer, error))
    return FALSE;
  rows = NULL;
  paper = tw_paper_table_new (&answer);
  for (guint i = 0; i < n_levels; i++)
    {
      tw_paper_table_add_column (paper, i < pivot->group_labels->len ? g_ptr_array_index (pivot->group_labels, i) : "", 0);
      tw_paper_table_set_share (paper, i, n_levels > 1 ? KEYS_SHARE * 0.7 : KEYS_SHARE);
    }
  for (guint at = from; at < to; at++)
    {
      g_autofree char *title = tw_report_pivot_dup_title (pivot, at / n_values, at % n_values);

      tw_paper_table_add_column (paper, title, TW_PAPER_CELL_END | TW_PAPER_CELL_WRAP);
    }
  if (from > 0)
    tw_paper_add_space (making->paper, 14);
  tw_paper_add_table (making->paper, paper);
  return TRUE;
}

/* --- Charts --- */

static void
draw_chart (cairo_t *cr,
            double   width,
            double   height,
            gboolean rtl,
            gpointer data)
{
  TwChartLook look = { .rtl = rtl, .size = 9 };
  TwChartPlan *plan = tw_chart_plan_new (data, &look, width, height - 12);

  tw_chart_plan_draw (plan, cr);
  tw_chart_plan_free (plan);
}

static gboolean
add_chart (Making  *making,
           GError **error)
{
  g_autoptr(TwFigure) figure = tw_report_dup_figure (making->report);
  g_autoptr(TwFigureAnswer) answer = tw_report_answer_figure (making->report, making->ask, making->cancellable, error);
  TwChartKind kind = TW_CHART_BAR;

  if (answer == NULL)
    return FALSE;
  if (!tw_chart_kind_parse (making->report->show, &kind) || !tw_figure_chart_fits (figure, kind))
    kind = TW_CHART_BAR;
  tw_paper_add_drawing (making->paper, CHART_HEIGHT, draw_chart, tw_figure_chart_new (figure, answer, kind, NULL, making->schema),
                        (GDestroyNotify) tw_chart_unref);
  return TRUE;
}

static gboolean
make_pivot (Making  *making,
            GError **error)
{
  g_autoptr(TwReportPivot) pivot = tw_report_pivot_new (making->report, making->ask, making->cancellable, error);
  g_autofree char *count = NULL;
  guint n = 0, each = 0;

  if (pivot == NULL)
    return FALSE;
  /* The values of one column stay together. */
  n = pivot->columns->len * pivot->values->len;
  each = MAX (PIVOT_COLUMNS / pivot->values->len, 1) * pivot->values->len;
  making->n_rows = pivot->rows->len;
  count = g_strdup_printf (ngettext ("%u row", "%u rows", pivot->rows->len), pivot->rows->len);
  start_paper (making, MIN (n, each) + pivot->group_labels->len, count);
  if (tw_report_get_form (making->report) == TW_REPORT_CHART && !add_chart (making, error))
    return FALSE;
  for (guint from = 0; from < n; from += each)
    if (!add_pivot_table (making, pivot, from, MIN (from + each, n), error))
      return FALSE;
  add_notes (making, pivot->missing_rate, NULL);
  return TRUE;
}

/* --- The whole --- */

static gboolean
make (Making  *making,
      GError **error)
{
  making->schema = tw_store_ref_schema (making->ask->store);
  return tw_report_get_form (making->report) == TW_REPORT_TABLE ? make_table (making, error) : make_pivot (making, error);
}

gint64
tw_report_write_pdf (const TwReport      *report,
                     const TwFigureAsk   *ask,
                     const TwReportFile  *options,
                     GFile               *file,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_auto(Making) making = { report, ask, options, NULL, NULL, cancellable, 0 };

  if (!make (&making, error))
    return -1;
  tw_paper_set_progress (making.paper, page_cb, &making);
  return tw_paper_write_pdf (making.paper, file, cancellable, error) ? making.n_rows : -1;
}

/**
 * tw_report_paper_new:
 * @report: a report
 * @ask: who asks, and of which records
 * @options: what stands on it; its format does not matter
 * @cancellable: (nullable): to stop it
 * @error: as tw_report_write()
 *
 * Returns: (transfer full) (nullable): the report as a document, for a printer
 */
TwPaper *
tw_report_paper_new (const TwReport      *report,
                     const TwFigureAsk   *ask,
                     const TwReportFile  *options,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_auto(Making) making = { report, ask, options, NULL, NULL, cancellable, 0 };

  return make (&making, error) ? g_steal_pointer (&making.paper) : NULL;
}
