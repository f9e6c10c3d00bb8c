/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-sheet.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#define MAX_PIVOT_COLUMNS 80                           /* cells beside each other: more nobody reads on a screen */
#define MEASURED 300                                   /* lines that say how wide a column is */

struct _TwReportLine
{
  GObject          parent_instance;

  TwReportLineKind kind;
  guint            level, n_keys;
  TwFigureKey     *keys[TW_REPORT_MAX_GROUPS];         /* of its groups from the outermost; they belong to the sheet */
  gint64           n_rows;
  TwId             id;
  char            *path;                               /* (owned) (nullable) */
  char           **texts;                              /* (owned) one a column of the sheet; the first is the title */
};

G_DEFINE_FINAL_TYPE (TwReportLine, tw_report_line, G_TYPE_OBJECT)

static void
tw_report_line_finalize (GObject *object)
{
  TwReportLine *self = TW_REPORT_LINE (object);

  g_strfreev (self->texts);
  g_free (self->path);
  G_OBJECT_CLASS (tw_report_line_parent_class)->finalize (object);
}

static void
tw_report_line_class_init (TwReportLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_report_line_finalize;
}

static void
tw_report_line_init (TwReportLine *self)
{
  self->n_rows = -1;
}

/* --- Building --- */

typedef struct
{
  TwReportSheet *sheet;
  gboolean       lead;                                 /* titles have a column of their own */
  TwReportLine  *open[TW_REPORT_MAX_GROUPS];           /* heads whose foot has not come; they belong to the sheet */
} Build;

static void
column_free (gpointer data)
{
  TwReportSheetColumn *column = data;

  g_free (column->title);
  g_free (column->sort);
  g_free (column);
}

static void
add_column (TwReportSheet *sheet,
            const char    *title,
            gboolean       numeric,
            int            pivot_column,
            int            pivot_value)
{
  TwReportSheetColumn *column = g_new0 (TwReportSheetColumn, 1);

  column->title = g_strdup (title);
  column->numeric = numeric;
  column->pivot_column = pivot_column;
  column->pivot_value = pivot_value;
  g_ptr_array_add (sheet->columns, column);
}

static TwReportLine *
add_line (TwReportSheet    *sheet,
          TwReportLineKind  kind,
          guint             level,
          const char       *title)
{
  TwReportLine *line = g_object_new (TW_TYPE_REPORT_LINE, NULL);

  line->kind = kind;
  line->level = level;
  line->texts = g_new0 (char *, sheet->columns->len + 1);
  for (guint i = 0; i < sheet->columns->len; i++)
    line->texts[i] = g_strdup (i == 0 && title != NULL ? title : "");
  g_ptr_array_add (sheet->lines, line);
  return line;
}

static void
put_text (TwReportLine *line,
          guint         column,
          char         *text)
{
  g_free (line->texts[column]);
  line->texts[column] = text != NULL ? text : g_strdup ("");
}

static char *
dup_key_title (const TwFigureKey *key)
{
  return g_strdup (key->title != NULL && *key->title != '\0' ? key->title : _("Without"));
}

/* "Deals won › Ann": a group is the same when it has the same titles from the outermost. */
static void
put_path (TwReportLine *line)
{
  g_autoptr(GString) path = g_string_new (NULL);

  for (guint i = 0; i < line->n_keys; i++)
    g_string_append_printf (path, "%s\x1f", line->keys[i]->title != NULL ? line->keys[i]->title : "");
  line->path = g_string_free (g_steal_pointer (&path), FALSE);
}

static gboolean
is_numeric (const TwReportRunColumn *column)
{
  return column->type == TW_TYPE_INTEGER || column->type == TW_TYPE_DECIMAL || column->type == TW_TYPE_MONEY || column->type == TW_TYPE_DURATION;
}

/* What a column comes to, in one text: the sum alone, or all with their names. */
static char *
dup_totals (Build              *build,
            guint               column,
            const TwReportItem *item)
{
  const TwReportRunColumn *info = g_ptr_array_index (build->sheet->preview->columns, column);
  g_autoptr(GString) text = g_string_new (NULL);

  for (TwAggregate aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    {
      g_autofree char *total = NULL;

      if ((info->totals & 1u << aggregate) == 0 || item->totals[column][aggregate].type == TW_TYPE_NULL)
        continue;
      total = tw_report_preview_dup_total (build->sheet->preview, column, aggregate, &item->totals[column][aggregate]);
      if (info->totals == 1u << TW_AGGREGATE_SUM)
        return g_steal_pointer (&total);
      if (text->len > 0)
        g_string_append (text, " · ");
      /* Translators: a kind of total and the number, in a cell of a report: "Average 1,200". */
      g_string_append_printf (text, _("%1$s %2$s"), aggregate == TW_AGGREGATE_COUNT ? _("Number") : tw_aggregate_get_label (aggregate), total);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_head_title (const TwFigureKey *key,
                gint64             n_rows)
{
  g_autofree char *title = dup_key_title (key);

  /* Translators: a group of a report and the number of its records. */
  return n_rows >= 0 ? g_strdup_printf (_("%1$s (%2$'" PRId64 ")"), title, n_rows) : g_steal_pointer (&title);
}

static void
put_totals (Build              *build,
            TwReportLine       *line,
            const TwReportItem *item)
{
  line->n_rows = item->n_rows;
  for (guint i = 0; i < build->sheet->preview->columns->len && item->totals != NULL; i++)
    {
      g_autofree char *text = dup_totals (build, i, item);

      if (*text != '\0')
        put_text (line, i + (build->lead ? 1 : 0), g_steal_pointer (&text));
    }
}

static void
take_item (Build              *build,
           const TwReportItem *item)
{
  TwReportSheet *sheet = build->sheet;
  guint n_groups = sheet->preview->group_labels->len, shift = build->lead ? 1 : 0;
  TwReportLine *line = NULL;

  switch (item->kind)
    {
    case TW_REPORT_HEAD:
      line = add_line (sheet, TW_LINE_HEAD, item->level, NULL);
      put_text (line, 0, dup_head_title (item->key, -1));
      for (guint i = 0; i < item->level && build->open[i] != NULL; i++)
        line->keys[line->n_keys++] = build->open[i]->keys[i];
      line->keys[line->n_keys++] = item->key;
      put_path (line);
      build->open[item->level] = line;
      break;
    case TW_REPORT_ROW:
      line = add_line (sheet, TW_LINE_ROW, n_groups, NULL);
      line->id = item->id;
      for (guint i = 0; i < item->n; i++)
        put_text (line, i + shift, tw_report_preview_dup_text (sheet->preview, i, &item->values[i]));
      for (guint i = 0; i < n_groups && build->open[i] != NULL; i++)
        line->keys[line->n_keys++] = build->open[i]->keys[i];
      sheet->n_shown++;
      break;
    case TW_REPORT_FOOT:
      if (build->open[item->level] == NULL)
        break;
      put_text (build->open[item->level], 0, dup_head_title (item->key, item->n_rows));
      put_totals (build, build->open[item->level], item);
      break;
    case TW_REPORT_END:
      line = add_line (sheet, TW_LINE_END, 0, _("Total"));
      put_totals (build, line, item);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
build_table (TwReportSheet     *sheet,
             const TwFigureAsk *ask,
             guint              limit,
             GCancellable      *cancellable,
             GError           **error)
{
  Build build = { .sheet = sheet };
  gboolean totals = FALSE;

  sheet->preview = tw_report_preview (sheet->report, ask, limit, cancellable, error);
  if (sheet->preview == NULL)
    return FALSE;
  for (guint i = 0; i < sheet->preview->columns->len; i++)
    totals = totals || ((TwReportRunColumn *) g_ptr_array_index (sheet->preview->columns, i))->totals != 0;
  build.lead = sheet->preview->columns->len == 0
               || ((totals || sheet->preview->group_labels->len > 0)
                   && (((TwReportRunColumn *) g_ptr_array_index (sheet->preview->columns, 0))->totals != 0
                       || is_numeric (g_ptr_array_index (sheet->preview->columns, 0)) || !sheet->report->rows));
  if (build.lead)
    {
      g_auto(GStrv) labels = g_new0 (char *, sheet->preview->group_labels->len + 1);
      g_autofree char *title = NULL;

      for (guint i = 0; i < sheet->preview->group_labels->len; i++)
        labels[i] = g_strdup (g_ptr_array_index (sheet->preview->group_labels, i));
      title = g_strjoinv (" › ", labels);
      add_column (sheet, title, FALSE, -1, -1);
    }
  for (guint i = 0; i < sheet->preview->columns->len; i++)
    {
      const TwReportRunColumn *column = g_ptr_array_index (sheet->preview->columns, i);

      add_column (sheet, column->label, is_numeric (column), -1, -1);
      /* Lists of the record itself have no order. */
      if (sheet->report->rows && column->type != TW_TYPE_LIST && column->type != TW_TYPE_JSON)
        ((TwReportSheetColumn *) g_ptr_array_index (sheet->columns, sheet->columns->len - 1))->sort
          = g_strdup (((TwReportColumn *) g_ptr_array_index (sheet->report->columns, column->source))->value);
    }
  for (guint i = 0; i < sheet->preview->items->len; i++)
    {
      const TwReportItem *item = g_ptr_array_index (sheet->preview->items, i);

      if (item->kind != TW_REPORT_END || totals || sheet->preview->group_labels->len > 0)
        take_item (&build, item);
    }
  sheet->n_rows = sheet->preview->n_rows;
  sheet->complete = sheet->preview->complete;
  sheet->missing_rate = sheet->preview->missing_rate;
  sheet->left_out = g_strdupv (sheet->preview->left_out);
  return TRUE;
}

/* --- Pivots --- */

static void
add_pivot_columns (TwReportSheet *sheet)
{
  TwReportPivot *pivot = sheet->pivot;
  g_auto(GStrv) labels = g_new0 (char *, pivot->group_labels->len + 1);
  g_autofree char *lead = NULL;
  guint n = 0;

  for (guint i = 0; i < pivot->group_labels->len; i++)
    labels[i] = g_strdup (g_ptr_array_index (pivot->group_labels, i));
  lead = g_strjoinv (" › ", labels);
  add_column (sheet, lead, FALSE, -1, -1);
  for (guint c = 0; c < pivot->columns->len; c++)
    for (guint v = 0; v < pivot->values->len; v++)
      {
        const TwFigureKey *key = g_ptr_array_index (pivot->columns, c);
        const TwReportPivotValue *value = g_ptr_array_index (pivot->values, v);
        g_autofree char *title = key != NULL ? dup_key_title (key) : g_strdup (_("Total")), *both = NULL;

        /* The totals at the end are shown however many there are before them. */
        if (key != NULL && ++n > MAX_PIVOT_COLUMNS)
          {
            sheet->n_hidden++;
            continue;
          }
        if (pivot->columns->len == 1)
          both = g_strdup (value->label);
        else
          both = pivot->values->len > 1 ? g_strdup_printf ("%s · %s", title, value->label) : g_strdup (title);
        add_column (sheet, both, TRUE, (int) c, (int) v);
      }
}

static void
add_pivot_line (TwReportSheet    *sheet,
                guint             row,
                TwReportLineKind  kind,
                guint             level)
{
  const TwReportPivotRow *info = g_ptr_array_index (sheet->pivot->rows, row);
  g_autofree char *title = info->keys[0] == NULL ? g_strdup (_("Total")) : dup_key_title (info->keys[info->keys[1] != NULL ? 1 : 0]);
  TwReportLine *line = add_line (sheet, kind, level, title);

  for (guint i = 0; i < 2 && info->keys[i] != NULL; i++)
    line->keys[line->n_keys++] = info->keys[i];
  if (kind == TW_LINE_HEAD)
    put_path (line);
  for (guint i = 1; i < sheet->columns->len; i++)
    {
      const TwReportSheetColumn *column = g_ptr_array_index (sheet->columns, i);
      TwFigureCell *cell = tw_report_pivot_get (sheet->pivot, row, column->pivot_column, column->pivot_value);

      put_text (line, i, tw_report_pivot_dup_text (sheet->pivot, column->pivot_value, cell));
    }
}

/* The sub-total of two levels comes after its rows; on the screen it is their head, which can be folded. */
static gboolean
build_pivot (TwReportSheet     *sheet,
             const TwFigureAsk *ask,
             GCancellable      *cancellable,
             GError           **error)
{
  guint first = 0;

  sheet->pivot = tw_report_pivot_new (sheet->report, ask, cancellable, error);
  if (sheet->pivot == NULL)
    return FALSE;
  add_pivot_columns (sheet);
  for (guint row = 0; row < sheet->pivot->rows->len; row++)
    {
      const TwReportPivotRow *info = g_ptr_array_index (sheet->pivot->rows, row);

      if (info->keys[0] == NULL)
        add_pivot_line (sheet, row, TW_LINE_END, 0);
      else if (sheet->pivot->group_labels->len < 2)
        add_pivot_line (sheet, row, TW_LINE_ROW, 0);
      else if (info->keys[1] == NULL)
        {
          add_pivot_line (sheet, row, TW_LINE_HEAD, 0);
          for (guint i = first; i < row; i++)
            add_pivot_line (sheet, i, TW_LINE_ROW, 1);
          first = row + 1;
        }
    }
  sheet->n_rows = -1;
  sheet->n_hidden += sheet->pivot->n_more;
  sheet->complete = TRUE;
  sheet->missing_rate = sheet->pivot->missing_rate;
  return TRUE;
}

static void
measure_columns (TwReportSheet *sheet)
{
  for (guint c = 0; c < sheet->columns->len; c++)
    {
      TwReportSheetColumn *column = g_ptr_array_index (sheet->columns, c);

      column->width = g_utf8_strlen (column->title, -1);
      for (guint i = 0; i < MIN (sheet->lines->len, MEASURED); i++)
        column->width = MAX (column->width, g_utf8_strlen (((TwReportLine *) g_ptr_array_index (sheet->lines, i))->texts[c], -1));
    }
}

/**
 * tw_report_line_get_kind:
 * @self: a line
 *
 * Returns: what it is
 */
TwReportLineKind
tw_report_line_get_kind (TwReportLine *self)
{
  g_return_val_if_fail (TW_IS_REPORT_LINE (self), TW_LINE_ROW);
  return self->kind;
}

/**
 * tw_report_line_get_level:
 * @self: a line
 *
 * Returns: in how many groups it is
 */
guint
tw_report_line_get_level (TwReportLine *self)
{
  g_return_val_if_fail (TW_IS_REPORT_LINE (self), 0);
  return self->level;
}

/**
 * tw_report_line_get_text:
 * @self: a line
 * @column: number of a column of its sheet
 *
 * Returns: (transfer none): what stands there
 */
const char *
tw_report_line_get_text (TwReportLine *self,
                         guint         column)
{
  g_return_val_if_fail (TW_IS_REPORT_LINE (self), "");
  return self->texts[column];
}

/**
 * tw_report_line_get_path:
 * @self: a line
 *
 * Returns: (transfer none) (nullable): the group that it is the head of
 */
const char *
tw_report_line_get_path (TwReportLine *self)
{
  g_return_val_if_fail (TW_IS_REPORT_LINE (self), NULL);
  return self->path;
}

/**
 * tw_report_line_get_n_rows:
 * @self: a line
 *
 * Returns: how many records it is about; -1: it is not known
 */
gint64
tw_report_line_get_n_rows (TwReportLine *self)
{
  g_return_val_if_fail (TW_IS_REPORT_LINE (self), -1);
  return self->n_rows;
}

/**
 * tw_report_line_get_id:
 * @self: a line
 *
 * Returns: (transfer none): the record that it shows; nil for none
 */
const TwId *
tw_report_line_get_id (TwReportLine *self)
{
  g_return_val_if_fail (TW_IS_REPORT_LINE (self), NULL);
  return &self->id;
}

/**
 * tw_report_sheet_new:
 * @report: what is asked
 * @ask: by whom, and for which days
 * @limit: how many rows of a table are wanted
 * @cancellable: (nullable): to give it up
 * @error: what is not right with the report, or of the store
 *
 * Returns: (transfer full) (nullable): the answer; of a chart the table behind it
 */
TwReportSheet *
tw_report_sheet_new (const TwReport    *report,
                     const TwFigureAsk *ask,
                     guint              limit,
                     GCancellable      *cancellable,
                     GError           **error)
{
  g_autoptr(TwReportSheet) sheet = g_new0 (TwReportSheet, 1);

  sheet->report = tw_report_copy (report);
  sheet->columns = g_ptr_array_new_with_free_func (column_free);
  sheet->lines = g_ptr_array_new_with_free_func (g_object_unref);
  if (tw_report_get_form (report) == TW_REPORT_PIVOT ? !build_pivot (sheet, ask, cancellable, error)
                                                     : !build_table (sheet, ask, limit, cancellable, error))
    return NULL;
  measure_columns (sheet);
  return g_steal_pointer (&sheet);
}

/**
 * tw_report_sheet_free:
 * @sheet: (transfer full): a sheet; its lines must not be used for conditions any more
 */
void
tw_report_sheet_free (TwReportSheet *sheet)
{
  g_clear_pointer (&sheet->lines, g_ptr_array_unref);
  g_clear_pointer (&sheet->columns, g_ptr_array_unref);
  g_clear_pointer (&sheet->preview, tw_report_preview_free);
  g_clear_pointer (&sheet->pivot, tw_report_pivot_free);
  g_clear_pointer (&sheet->report, tw_report_free);
  g_strfreev (sheet->left_out);
  g_free (sheet);
}

/**
 * tw_report_sheet_dup_where:
 * @sheet: a sheet
 * @ask: by whom it was asked, and for which days
 * @line: a line of it
 * @column: number of a column
 *
 * Returns: (transfer full) (nullable): the condition of the records behind the cell; %NULL: there is none, all records
 */
char *
tw_report_sheet_dup_where (TwReportSheet     *sheet,
                           const TwFigureAsk *ask,
                           TwReportLine      *line,
                           guint              column)
{
  const TwReportSheetColumn *info = g_ptr_array_index (sheet->columns, column);
  TwFigureKey *across = info->pivot_column >= 0 ? g_ptr_array_index (sheet->pivot->columns, info->pivot_column) : NULL;
  TwReportValue *value = info->pivot_value >= 0 ? g_ptr_array_index (sheet->report->values, info->pivot_value) : NULL;

  return tw_report_dup_where (sheet->report, ask, line->keys, line->n_keys, across, value);
}
