/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-figure-parts.h"

/**
 * tw_figure_can_group:
 * @field: a field
 *
 * Returns: whether figures can be put together by it
 */
gboolean
tw_figure_can_group (const TwField *field)
{
  if (field->hidden || field->retired || field->formula != NULL || field->kind == TW_KIND_LONGTEXT || field->kind == TW_KIND_RICHTEXT)
    return FALSE;
  return field->type != TW_TYPE_JSON && field->type != TW_TYPE_MONEY && field->type != TW_TYPE_TIME && field->kind != TW_KIND_FILE;
}

/**
 * tw_figure_can_sum:
 * @field: a field
 *
 * Returns: whether it is a number that is stored
 */
gboolean
tw_figure_can_sum (const TwField *field)
{
  return !field->hidden && !field->retired && field->formula == NULL
         && (field->type == TW_TYPE_INTEGER || field->type == TW_TYPE_DECIMAL || field->type == TW_TYPE_MONEY || field->type == TW_TYPE_DURATION);
}

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError    **error,
      const char *format,
      ...)
{
  va_list args;

  if (error != NULL)
    {
      va_start (args, format);
      *error = g_error_new_valist (TW_FIGURE_ERROR, TW_FIGURE_ERROR_INVALID, format, args);
      va_end (args);
    }
  return FALSE;
}

/**
 * tw_figure_find_field:
 * @schema: a schema
 * @entity: an entity of it
 * @name: a field's key, or several with dots between: links, and a field at their end
 * @path: (out) (optional) (transfer full) (nullable): how it is reached; %NULL for an own field
 * @error: %TW_FIGURE_ERROR_INVALID, %TW_EXPR_ERROR
 *
 * Returns: (transfer none) (nullable): the field
 */
const TwField *
tw_figure_find_field (TwSchema       *schema,
                      const TwEntity *entity,
                      const char     *name,
                      TwExprBound   **path,
                      GError        **error)
{
  g_auto(GStrv) parts = g_strsplit (name, ".", 8);
  const TwEntity *at = entity;
  const TwField *field = NULL;

  if (path != NULL)
    *path = NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      field = at != NULL ? tw_entity_get_field (at, parts[i]) : NULL;
      if (field == NULL)
        {
          fail (error, _("“%s” has no field “%s”."), tw_entity_get_label (entity, TRUE), name);
          return NULL;
        }
      at = field->kind == TW_KIND_LINK && tw_field_get_target (field) != NULL ? tw_field_get_target (field) : NULL;
    }
  if (field != NULL && path != NULL && strchr (name, '.') != NULL)
    {
      *path = tw_expr_bind_text (name, schema, entity, TW_EXPR_BIND_DEFAULT, error);
      if (*path == NULL)
        return NULL;
    }
  return field;
}

static gboolean
check_by (const TwFigureBy *by,
          TwSchema         *schema,
          const TwEntity   *entity,
          GError          **error)
{
  g_autoptr(TwExprBound) path = NULL;
  const TwField *field = by->field != NULL ? tw_figure_find_field (schema, entity, by->field, &path, error) : NULL;

  if (by->field == NULL)
    return TRUE;
  if (field == NULL)
    return FALSE;
  if (!tw_figure_can_group (field) || (path != NULL && (field->type == TW_TYPE_LIST || (field->kind == TW_KIND_LINK && tw_field_get_target (field) == NULL))))
    return fail (error, _("Records cannot be put together by “%s”."), tw_field_get_label (field));
  return TRUE;
}

static gboolean
check_condition (const char     *where,
                 TwSchema       *schema,
                 const TwEntity *entity,
                 GError        **error)
{
  g_autoptr(TwQuery) query = where != NULL ? tw_query_new (schema, entity, where, NULL, error) : NULL;

  return where == NULL || query != NULL;
}

/* The measure as a field, or else as an expression. */
gboolean
tw_figure_find_measure (const TwFigure *figure,
                        TwSchema       *schema,
                        const TwEntity *entity,
                        const TwField **sum,
                        const TwField **weight,
                        TwExprBound   **measure,
                        GError        **error)
{
  TwType type;

  *sum = *weight = NULL;
  *measure = NULL;
  if (figure->measure == NULL || figure->aggregate == TW_AGGREGATE_COUNT || figure->aggregate == TW_AGGREGATE_RATE)
    return TRUE;
  *sum = tw_entity_get_field (entity, figure->measure);
  if (figure->aggregate == TW_AGGREGATE_WEIGHTED)
    {
      *weight = tw_entity_get_field (entity, figure->weight);
      if (*sum == NULL || *weight == NULL || !tw_figure_can_sum (*sum) || (*weight)->kind != TW_KIND_PERCENT || (*weight)->formula != NULL)
        return fail (error, _("A weighted sum is that of a number field and a percent field."));
      return TRUE;
    }
  if (*sum != NULL && tw_figure_can_sum (*sum))
    return TRUE;
  *sum = NULL;
  *measure = tw_expr_bind_text (figure->measure, schema, entity, TW_EXPR_BIND_DEFAULT, error);
  if (*measure == NULL)
    return FALSE;
  type = tw_expr_bound_get_type (*measure);
  if (type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL || type == TW_TYPE_MONEY || type == TW_TYPE_DURATION)
    return TRUE;
  g_clear_pointer (measure, tw_expr_bound_unref);
  return fail (error, _("Only numbers can be summed, and “%s” is none."), figure->measure);
}

/**
 * tw_figure_check:
 * @figure: a figure
 * @schema: a schema
 * @error: %TW_FIGURE_ERROR_INVALID, %TW_EXPR_ERROR
 *
 * Returns: whether everything that it names is there, and of such a type
 */
gboolean
tw_figure_check (const TwFigure *figure,
                 TwSchema       *schema,
                 GError        **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, figure->entity);
  const TwField *sum = NULL, *weight = NULL, *period = NULL;
  g_autoptr(TwExprBound) measure = NULL;
  g_autoptr(TwFigure) against = figure->against != NULL ? tw_figure_dup_against (figure) : NULL;

  if (against != NULL && !tw_figure_check (against, schema, error))
    return FALSE;
  if (entity == NULL)
    return fail (error, _("There are no records of the kind “%s”."), figure->entity);
  for (guint i = 0; i < 2; i++)
    if (!check_by (&figure->by[i], schema, entity, error))
      return FALSE;
  if (!check_condition (figure->where, schema, entity, error) || !check_condition (figure->part, schema, entity, error))
    return FALSE;
  for (guint i = 0; figure->steps != NULL && i < figure->steps->len; i++)
    if (!check_condition (((TwFigureStep *) g_ptr_array_index (figure->steps, i))->where, schema, entity, error))
      return FALSE;
  if (figure->period != NULL)
    {
      period = tw_figure_find_field (schema, entity, figure->period, NULL, error);
      if (period == NULL)
        return FALSE;
      if (period->type != TW_TYPE_DATE && period->type != TW_TYPE_DATETIME)
        return fail (error, _("“%s” is not a date."), tw_field_get_label (period));
    }
  return tw_figure_find_measure (figure, schema, entity, &sum, &weight, &measure, error);
}
