/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-chart-choice.h"

#include "tw-doc.h"

/**
 * tw_chart_choice_parse:
 * @json: (nullable): what was kept
 * @schema: the schema
 * @kind: (out): how it is drawn
 * @figure: (out) (transfer full): what it shows
 *
 * Returns: whether it can be shown
 */
gboolean
tw_chart_choice_parse (const char   *json,
                       TwSchema     *schema,
                       TwChartKind  *kind,
                       TwFigure    **figure)
{
  g_autoptr(TwDoc) doc = json != NULL ? tw_doc_parse ("chart", json, -1, NULL) : NULL;
  g_autoptr(TwFigure) parsed = NULL;
  g_autoptr(GString) inner = NULL;
  const TwDocNode *chart = NULL, *node = NULL;

  if (doc == NULL || tw_doc_get_root (doc)->type != TW_DOC_OBJECT)
    return FALSE;
  chart = tw_doc_member (tw_doc_get_root (doc), "chart");
  node = tw_doc_member (tw_doc_get_root (doc), "figure");
  if (chart == NULL || node == NULL || chart->type != TW_DOC_TEXT || !tw_chart_kind_parse (chart->text, kind))
    return FALSE;
  inner = g_string_new (NULL);
  tw_doc_print (node, inner);
  parsed = tw_figure_parse (inner->str, NULL);
  if (parsed == NULL || !tw_figure_check (parsed, schema, NULL))
    return FALSE;
  *figure = g_steal_pointer (&parsed);
  return TRUE;
}

/**
 * tw_chart_choice_print:
 * @kind: how it is drawn
 * @figure: what it shows
 *
 * Returns: (transfer full): JSON
 */
char *
tw_chart_choice_print (TwChartKind     kind,
                       const TwFigure *figure)
{
  g_autofree char *inner = tw_figure_print (figure);

  return g_strdup_printf ("{\"chart\": \"%s\", \"figure\": %s}", tw_chart_kind_get_name (kind), inner);
}

static const TwField *
find_group (const TwEntity *entity)
{
  const TwField *date = entity->date_field;

  if (entity->board_field != NULL && tw_figure_can_group (entity->board_field) && entity->board_field->type != TW_TYPE_TEXT)
    return entity->board_field;
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_ENUM && tw_figure_can_group (entity->fields[i]))
      return entity->fields[i];
  return date != NULL && date->formula == NULL ? date : tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT);
}

/**
 * tw_chart_choice_default:
 * @entity: an entity
 * @kind: (out): how it is drawn
 * @figure: (out) (transfer full): what it shows
 */
void
tw_chart_choice_default (const TwEntity  *entity,
                         TwChartKind     *kind,
                         TwFigure       **figure)
{
  const TwField *group = find_group (entity);

  *figure = tw_figure_new (entity->key);
  *kind = TW_CHART_BAR;
  if (entity->value_field != NULL && tw_figure_can_sum (entity->value_field))
    {
      (*figure)->aggregate = TW_AGGREGATE_SUM;
      (*figure)->measure = g_strdup (entity->value_field->key);
    }
  if (group == NULL)
    return;
  (*figure)->by[0].field = g_strdup (group->key);
  if (group->type == TW_TYPE_DATE || group->type == TW_TYPE_DATETIME)
    (*figure)->by[0].grain = TW_GRAIN_MONTH;
}
