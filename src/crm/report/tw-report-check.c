/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the texts of a definition mean in a schema: fields, paths over links, expressions; whether they fit where they stand, and what
 * people read above them. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-tree.h"
#include "tw-figure-parts.h"
#include "tw-report-private.h"

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

/* --- Terms --- */

void
tw_report_term_clear (TwReportTerm *term)
{
  g_clear_pointer (&term->bound, tw_expr_bound_unref);
  *term = (TwReportTerm) TW_REPORT_TERM_INIT;
}

gboolean
tw_report_term_is_date (const TwReportTerm *term)
{
  return term->type == TW_TYPE_DATE || term->type == TW_TYPE_DATETIME;
}

/* Names with dots between them, as people write fields. */
gboolean
tw_report_term_is_path (const char *what)
{
  gboolean begins = TRUE;

  for (const char *p = what; *p != '\0'; p++)
    {
      if (*p == '.' ? begins : !(g_ascii_isalpha (*p) || *p == '_' || (!begins && g_ascii_isdigit (*p))))
        return FALSE;
      begins = *p == '.';
    }
  return !begins && strcmp (what, "me") != 0 && strcmp (what, "true") != 0 && strcmp (what, "false") != 0 && strcmp (what, "null") != 0;
}

/* A path as a tree, so that a field whose key is a word of the language needs no quotes. */
static TwExpr *
path_new (const char *what)
{
  g_auto(GStrv) parts = g_strsplit (what, ".", -1);
  TwExpr *expr = tw_expr_new_name (parts[0]);

  for (guint i = 1; parts[i] != NULL; i++)
    {
      TwExpr *longer = tw_expr_new_path (expr, parts[i]);

      tw_expr_unref (expr);
      expr = longer;
    }
  return expr;
}

gboolean
tw_report_term_init (TwReportTerm   *term,
                     TwSchema       *schema,
                     const TwEntity *entity,
                     const char     *what,
                     GError        **error)
{
  g_autoptr(TwExpr) expr = NULL;

  *term = (TwReportTerm) TW_REPORT_TERM_INIT;
  if (tw_report_term_is_path (what))
    {
      term->field = tw_figure_find_field (schema, entity, what, NULL, error);
      if (term->field == NULL)
        return FALSE;
      if (term->field->hidden || term->field->retired)
        return fail (error, _("The field “%s” is not in use."), tw_field_get_label (term->field));
      term->type = term->field->type;
      if (strchr (what, '.') == NULL && term->type == TW_TYPE_LIST)
        return TRUE;
      expr = path_new (what);
    }
  else
    expr = tw_expr_parse (what, error);
  if (expr == NULL)
    return FALSE;
  term->bound = tw_expr_bind (expr, schema, entity, TW_EXPR_BIND_DEFAULT, error);
  if (term->bound == NULL)
    return FALSE;
  term->type = tw_expr_bound_get_type (term->bound);
  if (term->type != TW_TYPE_LIST && term->type != TW_TYPE_NULL)
    return TRUE;
  tw_report_term_clear (term);
  return fail (error, _("“%s” is a list or nothing, and a report shows single values beyond links."), what);
}

/* --- What fits --- */

static guint
totals_of (const TwReportTerm *term)
{
  guint count = 1u << TW_AGGREGATE_COUNT, extremes = 1u << TW_AGGREGATE_MIN | 1u << TW_AGGREGATE_MAX;

  switch (term->type)
    {
    case TW_TYPE_INTEGER:
    case TW_TYPE_DECIMAL:
    case TW_TYPE_MONEY:
    case TW_TYPE_DURATION:
      return TW_REPORT_TOTALS;
    case TW_TYPE_DATE:
    case TW_TYPE_DATETIME:
    case TW_TYPE_TIME:
      return count | extremes;
    default:
      return count;
    }
}

static const TwEntity *
find_entity (const TwReport *report,
             TwSchema       *schema,
             GError        **error)
{
  const TwEntity *entity = tw_schema_get_entity (schema, report->entity);

  if (entity == NULL || entity->retired)
    fail (error, _("There are no records of the kind “%s”."), report->entity);
  return entity != NULL && entity->retired ? NULL : entity;
}

static gboolean
can_group (const TwReport     *report,
           const TwReportTerm *term,
           const char         *by,
           GError            **error)
{
  const char *name = term->field != NULL ? tw_field_get_label (term->field) : by;

  if (term->type == TW_TYPE_LIST && tw_report_get_form (report) == TW_REPORT_TABLE)
    return fail (error, _("A table cannot be grouped by “%s”, because a record can have several of them. A pivot and a chart can."), name);
  if (term->field != NULL ? tw_figure_can_group (term->field) || (term->field->formula != NULL && !term->field->hidden)
                          : term->type != TW_TYPE_JSON)
    if (term->type != TW_TYPE_MONEY && term->type != TW_TYPE_TIME && term->type != TW_TYPE_JSON)
      return TRUE;
  return fail (error, _("Records cannot be put together by “%s”."), name);
}

/**
 * tw_report_fitting_totals:
 * @report: a report
 * @schema: a schema
 * @value: a field, path or expression
 * @error: %TW_FIGURE_ERROR_INVALID, %TW_EXPR_ERROR
 *
 * Returns: which aggregates fit it, bits of 1 << #TwAggregate; 0 with @error
 */
guint
tw_report_fitting_totals (const TwReport *report,
                          TwSchema       *schema,
                          const char     *value,
                          GError        **error)
{
  const TwEntity *entity = find_entity (report, schema, error);
  g_auto(TwReportTerm) term = TW_REPORT_TERM_INIT;

  return entity != NULL && tw_report_term_init (&term, schema, entity, value, error) ? totals_of (&term) : 0;
}

/**
 * tw_report_can_group:
 * @report: a report, whose form matters
 * @schema: a schema
 * @by: a field, path or expression
 * @is_date: (out) (optional): whether it is a date, of which a grain is chosen
 * @error: %TW_FIGURE_ERROR_INVALID, %TW_EXPR_ERROR
 *
 * Returns: whether records can be put together by it
 */
gboolean
tw_report_can_group (const TwReport *report,
                     TwSchema       *schema,
                     const char     *by,
                     gboolean       *is_date,
                     GError        **error)
{
  const TwEntity *entity = find_entity (report, schema, error);
  g_auto(TwReportTerm) term = TW_REPORT_TERM_INIT;

  if (entity == NULL || !tw_report_term_init (&term, schema, entity, by, error))
    return FALSE;
  if (is_date != NULL)
    *is_date = tw_report_term_is_date (&term);
  return can_group (report, &term, by, error);
}

static gboolean
check_columns (const TwReport *report,
               TwSchema       *schema,
               const TwEntity *entity,
               GError        **error)
{
  for (guint i = 0; i < report->columns->len; i++)
    {
      const TwReportColumn *column = g_ptr_array_index (report->columns, i);
      g_auto(TwReportTerm) term = TW_REPORT_TERM_INIT;

      if (!tw_report_term_init (&term, schema, entity, column->value, error))
        return FALSE;
      for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & ~totals_of (&term) & 1u << aggregate)
          return fail (error, _("“%1$s” of “%2$s” makes no sense: it is no number."), tw_aggregate_get_label (aggregate),
                       term.field != NULL ? tw_field_get_label (term.field) : column->value);
    }
  return TRUE;
}

static gboolean
check_group (const TwReport      *report,
             const TwReportGroup *group,
             TwSchema            *schema,
             const TwEntity      *entity,
             GError             **error)
{
  g_auto(TwReportTerm) term = TW_REPORT_TERM_INIT;

  if (!tw_report_term_init (&term, schema, entity, group->by, error) || !can_group (report, &term, group->by, error))
    return FALSE;
  if (group->grain != TW_GRAIN_NONE && !tw_report_term_is_date (&term))
    return fail (error, _("“%s” is no date, and has no days or months."), group->by);
  return TRUE;
}

static gboolean
check_sorts (const TwReport *report,
             TwSchema       *schema,
             const TwEntity *entity,
             GError        **error)
{
  for (guint i = 0; i < report->sort->len; i++)
    {
      const TwReportSort *sort = g_ptr_array_index (report->sort, i);
      g_auto(TwReportTerm) term = TW_REPORT_TERM_INIT;

      if (!tw_report_term_init (&term, schema, entity, sort->value, error))
        return FALSE;
      if (term.type == TW_TYPE_LIST || term.type == TW_TYPE_JSON)
        return fail (error, _("Records cannot be sorted by “%s”."), term.field != NULL ? tw_field_get_label (term.field) : sort->value);
    }
  return TRUE;
}

static gboolean
check_values (const TwReport *report,
              TwSchema       *schema,
              const TwEntity *entity,
              GError        **error)
{
  for (guint i = 0; i < report->values->len; i++)
    {
      const TwReportValue *value = g_ptr_array_index (report->values, i);
      g_autoptr(TwFigure) figure = tw_report_dup_value_figure (report, value);
      g_autoptr(TwQuery) query = value->where != NULL ? tw_query_new (schema, entity, value->where, NULL, error) : NULL;

      if ((value->where != NULL && query == NULL) || !tw_figure_check (figure, schema, error))
        return FALSE;
    }
  return TRUE;
}

/* A value's own condition would leave dots without a place. */
static gboolean
check_scatter (const TwReport *report,
               GError        **error)
{
  if (!g_str_equal (report->show, "scatter"))
    return TRUE;
  if (report->values->len < 2)
    return fail (error, _("A scatter chart has two values: one upwards, the second across."));
  if (report->across != NULL)
    return fail (error, _("A scatter chart has no columns across. Take them out."));
  for (guint i = 0; i < 2; i++)
    if (((TwReportValue *) g_ptr_array_index (report->values, i))->where != NULL)
      return fail (error, _("The values of a scatter chart have no conditions of their own. Filter the whole report."));
  return TRUE;
}

static gboolean
check_form (const TwReport *report,
            TwSchema       *schema,
            GError        **error)
{
  g_autoptr(TwFigure) figure = NULL;

  if (tw_report_get_form (report) == TW_REPORT_TABLE)
    return report->columns->len > 0 || report->groups->len > 0 || fail (error, _("The table is empty. Add a column."));
  if (report->values->len == 0)
    return fail (error, _("There is nothing to count. Add a value."));
  if (tw_report_get_form (report) == TW_REPORT_PIVOT)
    return report->groups->len > 0 || report->across != NULL || fail (error, _("The pivot has no rows. Add a group."));
  if (report->groups->len == 0 && !g_str_equal (report->show, "metric"))
    return fail (error, _("The chart has no axis. Add a group."));
  if (!check_scatter (report, error))
    return FALSE;
  figure = tw_report_dup_value_figure (report, g_ptr_array_index (report->values, 0));
  for (guint i = 0; i < 2; i++)
    {
      const TwReportGroup *group = i == 1 ? report->across : report->groups->len > 0 ? g_ptr_array_index (report->groups, 0) : NULL;

      if (group != NULL && !tw_report_term_is_path (group->by))
        return fail (error, _("A chart is by fields. Show “%s” as a table or a pivot."), group->by);
      figure->by[i].field = group != NULL ? g_strdup (group->by) : NULL;
    }
  if (figure->by[0].field == NULL)
    g_clear_pointer (&figure->by[1].field, g_free);
  return tw_figure_check (figure, schema, error);
}

/**
 * tw_report_check:
 * @report: a report
 * @schema: a schema
 * @error: %TW_FIGURE_ERROR_INVALID, %TW_EXPR_ERROR
 *
 * Returns: whether everything that it names is there and fits, and there is something to show
 */
gboolean
tw_report_check (const TwReport *report,
                 TwSchema       *schema,
                 GError        **error)
{
  const TwEntity *entity = find_entity (report, schema, error);
  g_autoptr(TwQuery) query = NULL;
  const TwField *period = NULL;

  if (entity == NULL)
    return FALSE;
  query = tw_query_new (schema, entity, report->where, NULL, error);
  if (query == NULL || !check_columns (report, schema, entity, error))
    return FALSE;
  for (guint i = 0; i < report->groups->len; i++)
    if (!check_group (report, g_ptr_array_index (report->groups, i), schema, entity, error))
      return FALSE;
  if (report->across != NULL && tw_report_get_form (report) != TW_REPORT_TABLE && !check_group (report, report->across, schema, entity, error))
    return FALSE;
  if (report->period != NULL)
    {
      period = tw_figure_find_field (schema, entity, report->period, NULL, error);
      if (period == NULL)
        return FALSE;
      if (period->type != TW_TYPE_DATE && period->type != TW_TYPE_DATETIME)
        return fail (error, _("“%s” is not a date."), tw_field_get_label (period));
    }
  return check_sorts (report, schema, entity, error) && check_values (report, schema, entity, error) && check_form (report, schema, error);
}

/* --- Figures --- */

TwFigure *
tw_report_dup_value_figure (const TwReport      *report,
                            const TwReportValue *value)
{
  TwFigure *figure = tw_figure_new (report->entity);

  figure->where = tw_figure_join (report->where, value->where);
  figure->aggregate = value->aggregate;
  figure->measure = g_strdup (value->measure);
  figure->weight = g_strdup (value->weight);
  figure->part = g_strdup (value->part);
  figure->period = g_strdup (report->period);
  return figure;
}

/* --- Words --- */

/* "Company › Industry" */
static char *
dup_words (TwSchema   *schema,
           const char *entity_key,
           const char *what)
{
  const TwEntity *entity = tw_schema_get_entity (schema, entity_key);
  g_auto(GStrv) parts = tw_report_term_is_path (what) ? g_strsplit (what, ".", -1) : NULL;
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      const TwField *field = entity != NULL ? tw_entity_get_field (entity, parts[i]) : NULL;

      if (field == NULL)
        return g_strdup (what);
      g_string_append_printf (words, "%s%s", i > 0 ? " › " : "", tw_field_get_label (field));
      entity = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
    }
  return parts != NULL ? g_string_free (g_steal_pointer (&words), FALSE) : g_strdup (what);
}

/**
 * tw_report_dup_column_label:
 * @report: a report
 * @column: a column of it
 * @schema: a schema
 *
 * Returns: (transfer full): what stands above the column
 */
char *
tw_report_dup_column_label (const TwReport       *report,
                            const TwReportColumn *column,
                            TwSchema             *schema)
{
  return column->label != NULL ? g_strdup (column->label) : dup_words (schema, report->entity, column->value);
}

/**
 * tw_report_dup_group_label:
 * @report: a report
 * @group: a group of it
 * @schema: a schema
 *
 * Returns: (transfer full): what the groups are by
 */
char *
tw_report_dup_group_label (const TwReport      *report,
                           const TwReportGroup *group,
                           TwSchema            *schema)
{
  return group->label != NULL ? g_strdup (group->label) : dup_words (schema, report->entity, group->by);
}

/**
 * tw_report_dup_value_label:
 * @report: a report
 * @value: a value of it
 * @schema: a schema
 *
 * Returns: (transfer full): what stands above the value
 */
char *
tw_report_dup_value_label (const TwReport      *report,
                           const TwReportValue *value,
                           TwSchema            *schema)
{
  g_autofree char *measure = NULL;

  if (value->label != NULL)
    return g_strdup (value->label);
  if (value->measure == NULL || value->aggregate == TW_AGGREGATE_COUNT || value->aggregate == TW_AGGREGATE_RATE)
    return g_strdup (tw_aggregate_get_label (value->aggregate));
  measure = dup_words (schema, report->entity, value->measure);
  /* Translators: what is done with the values, and of which field: "Sum of Amount". */
  return g_strdup_printf (_("%1$s of %2$s"), tw_aggregate_get_label (value->aggregate), measure);
}
