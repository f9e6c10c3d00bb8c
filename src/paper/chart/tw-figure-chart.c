/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figure-chart.h"

#include <glib/gi18n-lib.h>

#define MAX_SERIES 40                                  /* of a second grouping: more are no longer told apart */

/**
 * tw_figure_chart_fits:
 * @figure: a figure
 * @kind: a kind of chart
 *
 * Returns: whether the kind can show all that the figure tells
 */
gboolean
tw_figure_chart_fits (const TwFigure *figure,
                      TwChartKind     kind)
{
  gboolean grouped = figure->by[0].field != NULL || figure->steps != NULL, twice = figure->by[1].field != NULL;

  switch (kind)
    {
    case TW_CHART_METRIC:
      return !twice;
    case TW_CHART_PIE:
      return grouped && !twice && (figure->aggregate == TW_AGGREGATE_COUNT || figure->aggregate == TW_AGGREGATE_SUM
                                   || figure->aggregate == TW_AGGREGATE_WEIGHTED);
    case TW_CHART_FUNNEL:
      return grouped && !twice;
    case TW_CHART_HEAT:
      return twice;
    case TW_CHART_SCATTER:
      return figure->against != NULL && grouped && !twice;
    default:
      return grouped;
    }
}

static void
add_values (TwChart        *chart,
            TwFigureAnswer *answer,
            const TwFigure *figure,
            TwSchema       *schema)
{
  g_autofree char *measure = tw_figure_dup_title (figure, schema);

  for (guint i = 0; i < answer->keys[0]->len; i++)
    {
      const TwFigureKey *key = g_ptr_array_index (answer->keys[0], i);

      tw_chart_add_category (chart, key->title, key->brief, key->color);
    }
  for (guint s = 0; s < MIN (answer->keys[1]->len, MAX_SERIES); s++)
    {
      const TwFigureKey *key = g_ptr_array_index (answer->keys[1], s);

      tw_chart_add_series (chart, key->title != NULL ? key->title : measure, key->color);
      for (guint i = 0; i < answer->keys[0]->len; i++)
        {
          const TwFigureCell *cell = tw_figure_answer_get (answer, i, s);

          if (cell->has)
            tw_chart_set_value (chart, s, i, cell->value);
        }
    }
}

/* A dot each of the groups, which all have both measures. */
static void
add_points (TwChart        *chart,
            TwFigureAnswer *answer,
            const TwFigure *figure,
            TwSchema       *schema)
{
  g_autoptr(TwFigure) against = tw_figure_dup_against (figure);
  g_autofree char *x = tw_figure_dup_title (against, schema), *y = tw_figure_dup_title (figure, schema);

  tw_chart_set_x_unit (chart, &answer->against_unit);
  tw_chart_set_axis_titles (chart, x, y);
  tw_chart_add_series (chart, y, NULL);
  for (guint i = 0; i < answer->keys[0]->len; i++)
    {
      const TwFigureKey *key = g_ptr_array_index (answer->keys[0], i);

      TwFigureCell *cell = tw_figure_answer_get (answer, i, 0);
      guint before = tw_chart_get_n_categories (chart);

      tw_chart_add_point (chart, 0, key->title, g_array_index (answer->against, TwFigureCell, i).value, cell->value);
      if (tw_chart_get_n_categories (chart) > before)
        tw_chart_set_weight (chart, (double) cell->count);
    }
}

/**
 * tw_figure_chart_new:
 * @figure: a figure
 * @answer: its answer
 * @kind: how it is to be drawn; bars where that kind cannot show it
 * @title: (nullable): the heading
 * @schema: the schema
 *
 * Returns: (transfer full): the chart
 */
TwChart *
tw_figure_chart_new (const TwFigure *figure,
                     TwFigureAnswer *answer,
                     TwChartKind     kind,
                     const char     *title,
                     TwSchema       *schema)
{
  const TwEntity *entity = tw_schema_get_entity (schema, figure->entity);
  const TwField *by = entity != NULL && figure->by[0].field != NULL ? tw_figure_find_field (schema, entity, figure->by[0].field, NULL, NULL) : NULL;
  TwChart *chart = NULL;

  if (!tw_figure_chart_fits (figure, kind))
    kind = figure->by[0].field != NULL || figure->steps != NULL ? TW_CHART_BAR : TW_CHART_METRIC;
  chart = tw_chart_new (kind, title);
  tw_chart_set_unit (chart, &answer->unit);
  tw_chart_set_timed (chart, answer->timed);
  if (by != NULL)
    tw_chart_set_axis_titles (chart, tw_field_get_label (by), NULL);
  if (kind == TW_CHART_SCATTER)
    add_points (chart, answer, figure, schema);
  else if (answer->keys[0]->len > 0)
    add_values (chart, answer, figure, schema);
  if (kind == TW_CHART_METRIC)
    {
      if (answer->total.has)
        tw_chart_set_total (chart, answer->total.value);
      if (answer->previous.has)
        tw_chart_set_previous (chart, answer->previous.value);
    }
  return chart;
}

/**
 * tw_figure_dup_title:
 * @figure: a figure
 * @schema: the schema
 *
 * Returns: (transfer full): what it counts or sums, in words
 */
char *
tw_figure_dup_title (const TwFigure *figure,
                     TwSchema       *schema)
{
  const TwEntity *entity = tw_schema_get_entity (schema, figure->entity);
  const TwField *measure = entity != NULL && figure->measure != NULL ? tw_entity_get_field (entity, figure->measure) : NULL;
  const char *name = measure != NULL ? tw_field_get_label (measure) : figure->measure;

  if (entity == NULL)
    return g_strdup (figure->entity);
  switch (figure->aggregate)
    {
    case TW_AGGREGATE_SUM:
      /* Translators: %s is a field whose values are summed. */
      return g_strdup_printf (_("%s, sum"), name);
    case TW_AGGREGATE_AVERAGE:
      return g_strdup_printf (_("%s, average"), name);
    case TW_AGGREGATE_WEIGHTED:
      return g_strdup_printf (_("%s, weighted"), name);
    case TW_AGGREGATE_MIN:
      return g_strdup_printf (_("%s, smallest"), name);
    case TW_AGGREGATE_MAX:
      return g_strdup_printf (_("%s, largest"), name);
    case TW_AGGREGATE_RATE:
      return g_strdup (_("Rate"));
    default:
      return g_strdup (tw_entity_get_label (entity, TRUE));
    }
}
