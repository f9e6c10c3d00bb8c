/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figures.h"

#include <glib/gi18n-lib.h>

/**
 * tw_figure_line_new:
 * @store: a store
 * @by: (nullable): the field that the table is by
 * @key: a value of it
 *
 * Returns: (transfer full): a line without figures
 */
TwFigureLine *
tw_figure_line_new (TwStore       *store,
                    const TwField *by,
                    const TwValue *key)
{
  TwFigureLine *line = g_new0 (TwFigureLine, 1);
  const TwChoice *choice = by != NULL && key->type == TW_TYPE_ENUM ? tw_field_get_choice (by, key->text) : NULL;

  line->key = tw_value_copy (key);
  if (choice != NULL)
    {
      line->title = g_strdup (tw_choice_get_label (by, choice));
      line->color = g_strdup (choice->color);
    }
  else if (key->type == TW_TYPE_LINK)
    line->title = tw_store_dup_title (store, key->tag, &key->id);
  else if (by != NULL && !tw_value_is_null (key))
    line->title = tw_field_format (by, key, NULL);
  else
    line->title = tw_value_is_null (key) ? g_strdup ("") : tw_value_print (key);
  return line;
}

/**
 * tw_figure_line_free:
 * @line: (transfer full): a line
 */
void
tw_figure_line_free (TwFigureLine *line)
{
  tw_value_clear (&line->key);
  g_clear_pointer (&line->sums, g_array_unref);
  g_clear_pointer (&line->weighted, g_array_unref);
  g_free (line->title);
  g_free (line->color);
  g_free (line);
}

/**
 * tw_figure_lines_get:
 * @lines: (element-type TwFigureLine): a table
 * @store: a store
 * @by: (nullable): the field that it is by
 * @key: a value of it
 *
 * Returns: (transfer none): the line of the value
 */
TwFigureLine *
tw_figure_lines_get (GPtrArray     *lines,
                     TwStore       *store,
                     const TwField *by,
                     const TwValue *key)
{
  for (guint i = 0; i < lines->len; i++)
    if (tw_value_equal (&((TwFigureLine *) g_ptr_array_index (lines, i))->key, key))
      return g_ptr_array_index (lines, i);
  g_ptr_array_add (lines, tw_figure_line_new (store, by, key));
  return g_ptr_array_index (lines, lines->len - 1);
}

/**
 * tw_figure_rate:
 * @part: a count
 * @rest: the count of the others
 *
 * Returns: which part of both the first is; -1 when both are 0
 */
double
tw_figure_rate (gint64 part,
                gint64 rest)
{
  return part + rest > 0 ? (double) part / (part + rest) : -1;
}

/**
 * tw_figures_get_month:
 * @store: a store
 * @ago: how many months back; 0 for the present one
 *
 * Returns: the first day of the month
 */
TwDate
tw_figures_get_month (TwStore *store,
                      int      ago)
{
  TwExprContext *context = tw_store_dup_context (store);
  TwDate today = tw_instant_get_date (context->now, context->zone), first = 0;
  int year, month, day, months;

  tw_store_context_free (context);
  tw_date_to_ymd (today, &year, &month, &day);
  months = year * 12 + month - 1 - ago;
  tw_date_from_ymd (months / 12, months % 12 + 1, 1, &first);
  return first;
}

/**
 * tw_figures_can_group:
 * @field: a field
 *
 * Returns: whether its values are few enough to be the lines of a table: choices, links, yes and no
 */
gboolean
tw_figures_can_group (const TwField *field)
{
  return !field->retired && !field->hidden && field->formula == NULL
         && (field->kind == TW_KIND_ENUM || field->kind == TW_KIND_LINK || field->kind == TW_KIND_LINKS || field->kind == TW_KIND_SET
             || field->kind == TW_KIND_TAGS || field->kind == TW_KIND_BOOLEAN);
}

static gboolean
check_fields (const TwFigureScope  *scope,
              const TwField *const *fields,
              guint                 n,
              GError              **error)
{
  for (guint i = 0; scope->access != NULL && i < n; i++)
    if (fields[i] != NULL && tw_access_field (scope->access, fields[i]) == TW_FIELD_HIDDEN)
      {
        g_set_error_literal (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not see what these figures are made of."));
        return FALSE;
      }
  return TRUE;
}

static TwQuery *
make_query (const TwFigureScope *scope,
            const TwEntity      *entity,
            const char          *extra,
            GError             **error)
{
  TwSchema *schema = (TwSchema *) entity->schema;
  g_autoptr(TwQuery) own = NULL, query = NULL;
  g_autofree char *both = NULL;

  /* The condition stands alone first, so that no bracket of it reaches into the other. */
  own = tw_query_new (schema, entity, scope->where, NULL, error);
  if (own == NULL)
    return NULL;
  both = scope->where != NULL && extra != NULL ? g_strdup_printf ("(%s) and (%s)", scope->where, extra)
                                               : g_strdup (scope->where != NULL ? scope->where : extra);
  query = tw_query_new (schema, entity, both, NULL, error);
  if (query == NULL || scope->access == NULL)
    return g_steal_pointer (&query);
  return tw_access_query (scope->access, query, error);
}

/**
 * tw_figures_group:
 * @scope: over which records
 * @entity: what is counted
 * @extra: (nullable): a further condition
 * @by: (nullable): a field of @entity
 * @sum: (nullable): a number or money field of it
 * @weight: (nullable): a percent field of it
 * @error: %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwGroup): the groups, in no order
 */
GPtrArray *
tw_figures_group (const TwFigureScope  *scope,
                  const TwEntity       *entity,
                  const char           *extra,
                  const TwField        *by,
                  const TwField        *sum,
                  const TwField        *weight,
                  GError              **error)
{
  const TwField *const fields[] = { by, sum, weight };
  g_autoptr(TwQuery) query = NULL;

  if (!check_fields (scope, fields, G_N_ELEMENTS (fields), error))
    return NULL;
  query = make_query (scope, entity, extra, error);
  return query != NULL ? tw_store_group (scope->store, query, by, sum, weight, error) : NULL;
}

/**
 * tw_figures_count:
 * @scope: over which records
 * @entity: what is counted
 * @extra: (nullable): a further condition
 * @error: as tw_figures_group()
 *
 * Returns: how many; -1 with @error
 */
gint64
tw_figures_count (const TwFigureScope *scope,
                  const TwEntity      *entity,
                  const char          *extra,
                  GError             **error)
{
  g_autoptr(GPtrArray) groups = tw_figures_group (scope, entity, extra, NULL, NULL, NULL, error);
  gint64 count = 0;

  for (guint i = 0; groups != NULL && i < groups->len; i++)
    count += ((TwGroup *) g_ptr_array_index (groups, i))->count;
  return groups != NULL ? count : -1;
}
