/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_LABEL 200                                  /* bytes: what is longer is cut when it is drawn, but need not be laid out */

static const struct { const char *name, *label; } kinds[TW_N_CHART_KINDS] = {
  [TW_CHART_BAR] = { "bar", N_("Bars") },
  [TW_CHART_STACKED] = { "stacked", N_("Stacked bars") },
  [TW_CHART_HORIZONTAL] = { "horizontal", N_("Horizontal bars") },
  [TW_CHART_LINE] = { "line", N_("Line") },
  [TW_CHART_AREA] = { "area", N_("Area") },
  [TW_CHART_PIE] = { "pie", N_("Pie") },
  [TW_CHART_SCATTER] = { "scatter", N_("Scatter") },
  [TW_CHART_HEAT] = { "heat", N_("Heat map") },
  [TW_CHART_FUNNEL] = { "funnel", N_("Funnel") },
  [TW_CHART_METRIC] = { "metric", N_("Figure") },
};

static void
category_clear (gpointer data)
{
  Category *category = data;

  g_free (category->label);
  g_free (category->brief);
}

static void
series_clear (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_array_unref (series->values);
}

/**
 * tw_chart_new:
 * @kind: how it is drawn
 * @title: (nullable): its heading
 *
 * Returns: (transfer full): a chart without data
 */
TwChart *
tw_chart_new (TwChartKind kind,
              const char *title)
{
  TwChart *chart = g_new0 (TwChart, 1);

  g_atomic_ref_count_init (&chart->ref_count);
  chart->kind = kind;
  chart->title = g_strdup (title);
  chart->previous = chart->total = NAN;
  chart->categories = g_array_new (FALSE, TRUE, sizeof (Category));
  g_array_set_clear_func (chart->categories, category_clear);
  chart->series = g_array_new (FALSE, TRUE, sizeof (Series));
  g_array_set_clear_func (chart->series, series_clear);
  return chart;
}

/**
 * tw_chart_ref:
 * @chart: a chart
 *
 * Returns: (transfer full): the same chart
 */
TwChart *
tw_chart_ref (TwChart *chart)
{
  g_atomic_ref_count_inc (&chart->ref_count);
  return chart;
}

/**
 * tw_chart_unref:
 * @chart: (transfer full): a chart
 */
void
tw_chart_unref (TwChart *chart)
{
  if (!g_atomic_ref_count_dec (&chart->ref_count))
    return;
  g_array_unref (chart->categories);
  g_array_unref (chart->series);
  g_free (chart->title);
  g_free (chart->x_title);
  g_free (chart->y_title);
  g_free (chart);
}

/**
 * tw_chart_kind_get_name:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in definitions
 */
const char *
tw_chart_kind_get_name (TwChartKind kind)
{
  return kinds[kind].name;
}

/**
 * tw_chart_kind_get_label:
 * @kind: a kind
 *
 * Returns: (transfer none): its name for people
 */
const char *
tw_chart_kind_get_label (TwChartKind kind)
{
  return _(kinds[kind].label);
}

/**
 * tw_chart_kind_parse:
 * @name: (nullable): a name as in definitions
 * @kind: (out): the kind
 *
 * Returns: whether there is such a kind
 */
gboolean
tw_chart_kind_parse (const char  *name,
                     TwChartKind *kind)
{
  for (guint i = 0; i < TW_N_CHART_KINDS; i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * tw_chart_get_kind:
 * @chart: a chart
 *
 * Returns: how it is drawn
 */
TwChartKind
tw_chart_get_kind (TwChart *chart)
{
  return chart->kind;
}

/**
 * tw_chart_get_title:
 * @chart: a chart
 *
 * Returns: (transfer none) (nullable): its heading
 */
const char *
tw_chart_get_title (TwChart *chart)
{
  return chart->title;
}

/**
 * tw_chart_set_unit:
 * @chart: a chart
 * @unit: what its values count
 */
void
tw_chart_set_unit (TwChart            *chart,
                   const TwNumberUnit *unit)
{
  chart->unit = *unit;
}

/**
 * tw_chart_set_x_unit:
 * @chart: a scatter chart
 * @unit: what its horizontal axis counts
 */
void
tw_chart_set_x_unit (TwChart            *chart,
                     const TwNumberUnit *unit)
{
  chart->x_unit = *unit;
}

/**
 * tw_chart_set_axis_titles:
 * @chart: a chart
 * @x: (nullable): what the horizontal axis tells
 * @y: (nullable): what the vertical one does
 */
void
tw_chart_set_axis_titles (TwChart    *chart,
                          const char *x,
                          const char *y)
{
  g_free (chart->x_title);
  g_free (chart->y_title);
  chart->x_title = g_strdup (x);
  chart->y_title = g_strdup (y);
}

/**
 * tw_chart_set_timed:
 * @chart: a chart
 * @timed: whether its categories are periods in their order
 */
void
tw_chart_set_timed (TwChart *chart,
                    gboolean timed)
{
  chart->timed = timed;
}

static gint64
read_color (const char *color)
{
  char *end = NULL;
  guint64 value;

  if (color == NULL || *color != '#' || strlen (color) != 7)
    return -1;
  value = g_ascii_strtoull (color + 1, &end, 16);
  return *end == '\0' ? (gint64) value : -1;
}

static char *
dup_cut (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  if (strlen (valid) > MAX_LABEL)
    *g_utf8_find_prev_char (valid, valid + MAX_LABEL) = '\0';
  return g_strdelimit (g_steal_pointer (&valid), "\n\r\t", ' ');
}

/**
 * tw_chart_add_category:
 * @chart: a chart
 * @label: what it is called
 * @brief: (nullable): the same where there is little room
 * @color: (nullable): "#rrggbb", where the colour has a meaning of its own
 *
 * Returns: its number
 */
guint
tw_chart_add_category (TwChart    *chart,
                       const char *label,
                       const char *brief,
                       const char *color)
{
  Category category = { dup_cut (label), brief != NULL ? dup_cut (brief) : NULL, read_color (color), 0 };

  g_array_append_val (chart->categories, category);
  return chart->categories->len - 1;
}

/**
 * tw_chart_add_series:
 * @chart: a chart
 * @name: what it is called
 * @color: (nullable): "#rrggbb"
 *
 * Returns: its number
 */
guint
tw_chart_add_series (TwChart    *chart,
                     const char *name,
                     const char *color)
{
  Series series = { dup_cut (name), read_color (color), FALSE, g_array_new (FALSE, FALSE, sizeof (double)) };

  g_array_append_val (chart->series, series);
  return chart->series->len - 1;
}

/**
 * tw_chart_set_value:
 * @chart: a chart
 * @series: a series
 * @category: a category
 * @value: the value; not finite: it is missing
 */
void
tw_chart_set_value (TwChart *chart,
                    guint    series,
                    guint    category,
                    double   value)
{
  GArray *values = NULL;
  double missing = NAN;

  g_return_if_fail (series < chart->series->len && category < chart->categories->len);
  values = g_array_index (chart->series, Series, series).values;
  while (values->len <= category)
    g_array_append_val (values, missing);
  g_array_index (values, double, category) = isfinite (value) ? value : NAN;
}

/**
 * tw_chart_get_value:
 * @chart: a chart
 * @series: a series
 * @category: a category
 * @value: (out): the value
 *
 * Returns: whether there is one
 */
gboolean
tw_chart_get_value (TwChart *chart,
                    guint    series,
                    guint    category,
                    double  *value)
{
  GArray *values = NULL;

  g_return_val_if_fail (series < chart->series->len, FALSE);
  values = g_array_index (chart->series, Series, series).values;
  *value = category < values->len ? g_array_index (values, double, category) : NAN;
  return !isnan (*value);
}

/**
 * tw_chart_format_x:
 * @chart: a scatter chart
 * @category: a point
 *
 * Returns: (transfer full): its place on the horizontal axis, for people
 */
char *
tw_chart_format_x (TwChart *chart,
                   guint    category)
{
  g_return_val_if_fail (category < chart->categories->len, NULL);
  return tw_number_format (&chart->x_unit, g_array_index (chart->categories, Category, category).x, FALSE);
}

/**
 * tw_chart_get_x_title:
 * @chart: a chart
 *
 * Returns: (transfer none) (nullable): what the horizontal axis is of
 */
const char *
tw_chart_get_x_title (TwChart *chart)
{
  return chart->x_title;
}

/**
 * tw_chart_add_point:
 * @chart: a scatter chart
 * @series: a series
 * @label: what the point is called
 * @x: its place on the horizontal axis
 * @y: its place on the vertical one
 *
 * Points that are not finite are left out.
 */
void
tw_chart_add_point (TwChart    *chart,
                    guint       series,
                    const char *label,
                    double      x,
                    double      y)
{
  guint category;

  if (!isfinite (x) || !isfinite (y))
    return;
  category = tw_chart_add_category (chart, label, NULL, NULL);
  g_array_index (chart->categories, Category, category).x = x;
  tw_chart_set_value (chart, series, category, y);
}

/**
 * tw_chart_set_weight:
 * @chart: a scatter chart with a point
 * @weight: how much the point stands for that was added last, such as the number of its records
 */
void
tw_chart_set_weight (TwChart *chart,
                     double   weight)
{
  g_return_if_fail (chart->categories->len > 0);
  g_array_index (chart->categories, Category, chart->categories->len - 1).weight = isfinite (weight) ? MAX (weight, 0) : 0;
}

/**
 * tw_chart_set_previous:
 * @chart: a metric card
 * @value: what the figure was in the period before
 */
void
tw_chart_set_previous (TwChart *chart,
                       double   value)
{
  chart->previous = value;
}

/**
 * tw_chart_set_total:
 * @chart: a metric card
 * @value: the figure
 */
void
tw_chart_set_total (TwChart *chart,
                    double   value)
{
  chart->total = value;
}

/**
 * tw_chart_set_less_is_better:
 * @chart: a metric card
 * @less_is_better: whether a fall is good news
 */
void
tw_chart_set_less_is_better (TwChart *chart,
                             gboolean less_is_better)
{
  chart->less_is_better = less_is_better;
}

/**
 * tw_chart_set_hidden:
 * @chart: a chart
 * @series: a series
 * @hidden: whether it is left out, but for its name in the legend
 */
void
tw_chart_set_hidden (TwChart *chart,
                     guint    series,
                     gboolean hidden)
{
  g_return_if_fail (series < chart->series->len);
  g_array_index (chart->series, Series, series).hidden = hidden;
}

/**
 * tw_chart_get_hidden:
 * @chart: a chart
 * @series: a series
 *
 * Returns: whether it is left out
 */
gboolean
tw_chart_get_hidden (TwChart *chart,
                     guint    series)
{
  g_return_val_if_fail (series < chart->series->len, FALSE);
  return g_array_index (chart->series, Series, series).hidden;
}

/**
 * tw_chart_get_n_series:
 * @chart: a chart
 *
 * Returns: how many series it has
 */
guint
tw_chart_get_n_series (TwChart *chart)
{
  return chart->series->len;
}

/**
 * tw_chart_get_n_categories:
 * @chart: a chart
 *
 * Returns: how many categories it has
 */
guint
tw_chart_get_n_categories (TwChart *chart)
{
  return chart->categories->len;
}

/**
 * tw_chart_get_series_name:
 * @chart: a chart
 * @series: a series
 *
 * Returns: (transfer none): its name
 */
const char *
tw_chart_get_series_name (TwChart *chart,
                          guint    series)
{
  g_return_val_if_fail (series < chart->series->len, NULL);
  return g_array_index (chart->series, Series, series).name;
}

/**
 * tw_chart_get_category_label:
 * @chart: a chart
 * @category: a category
 *
 * Returns: (transfer none): its label
 */
const char *
tw_chart_get_category_label (TwChart *chart,
                             guint    category)
{
  g_return_val_if_fail (category < chart->categories->len, NULL);
  return g_array_index (chart->categories, Category, category).label;
}

/**
 * tw_chart_format:
 * @chart: a chart
 * @value: a value of it
 * @brief: whether there is little room
 *
 * Returns: (transfer full): the value for people
 */
char *
tw_chart_format (TwChart *chart,
                 double   value,
                 gboolean brief)
{
  return tw_number_format (&chart->unit, value, brief);
}
