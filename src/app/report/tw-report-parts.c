/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-parts.h"

#include <glib/gi18n-lib.h>

static const struct { const char *name, *title; } parts[TW_N_PARTS] = {
  { "columns", N_("Columns") }, { "groups", N_("Groups") }, { "across", N_("Pivot Columns") }, { "values", N_("Values") }, { "sort", N_("Order") },
};

/* --- Reading --- */

/**
 * tw_report_part_get_title:
 * @part: a part
 *
 * Returns: (transfer none): its heading
 */
const char *
tw_report_part_get_title (TwReportPart part)
{
  return _(parts[part].title);
}

/**
 * tw_report_part_get_name:
 * @part: a part
 *
 * Returns: (transfer none): its name
 */
const char *
tw_report_part_get_name (TwReportPart part)
{
  return parts[part].name;
}

/**
 * tw_report_part_parse:
 * @name: a name
 * @part: (out): the part
 *
 * Returns: whether there is such a one
 */
gboolean
tw_report_part_parse (const char   *name,
                      TwReportPart *part)
{
  for (TwReportPart i = 0; i < TW_N_PARTS; i++)
    if (g_strcmp0 (parts[i].name, name) == 0)
      {
        *part = i;
        return TRUE;
      }
  return FALSE;
}

static GPtrArray *
get_array (const TwReport *report,
           TwReportPart    part)
{
  GPtrArray *const arrays[TW_N_PARTS] = { report->columns, report->groups, NULL, report->values, report->sort };

  return arrays[part];
}

/**
 * tw_report_part_get_n:
 * @report: a report
 * @part: a part
 *
 * Returns: how many stand in it
 */
guint
tw_report_part_get_n (const TwReport *report,
                      TwReportPart    part)
{
  return part == TW_PART_ACROSS ? report->across != NULL : get_array (report, part)->len;
}

static TwReportGroup *
get_group (const TwReport *report,
           TwReportPart    part,
           guint           i)
{
  return part == TW_PART_ACROSS ? report->across : g_ptr_array_index (report->groups, i);
}

/**
 * tw_report_part_get_value:
 * @report: a report
 * @part: a part
 * @i: which one
 *
 * Returns: (transfer none) (nullable): what it is of
 */
const char *
tw_report_part_get_value (const TwReport *report,
                          TwReportPart    part,
                          guint           i)
{
  switch (part)
    {
    case TW_PART_COLUMNS:
      return ((TwReportColumn *) g_ptr_array_index (report->columns, i))->value;
    case TW_PART_VALUES:
      return ((TwReportValue *) g_ptr_array_index (report->values, i))->measure;
    case TW_PART_SORT:
      return ((TwReportSort *) g_ptr_array_index (report->sort, i))->value;
    default:
      return get_group (report, part, i)->by;
    }
}

/**
 * tw_report_part_dup_label:
 * @report: a report
 * @part: a part
 * @i: which one
 * @schema: the schema
 *
 * Returns: (transfer full): what it is called
 */
char *
tw_report_part_dup_label (const TwReport *report,
                          TwReportPart    part,
                          guint           i,
                          TwSchema       *schema)
{
  switch (part)
    {
    case TW_PART_COLUMNS:
      return tw_report_dup_column_label (report, g_ptr_array_index (report->columns, i), schema);
    case TW_PART_VALUES:
      return tw_report_dup_value_label (report, g_ptr_array_index (report->values, i), schema);
    case TW_PART_SORT:
      return tw_report_dup_column_label (report, &(TwReportColumn) { ((TwReportSort *) g_ptr_array_index (report->sort, i))->value, NULL, 0 }, schema);
    default:
      return tw_report_dup_group_label (report, get_group (report, part, i), schema);
    }
}

static char *
dup_totals (guint totals)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (TwAggregate aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
    if (totals & 1u << aggregate)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "",
                              aggregate == TW_AGGREGATE_COUNT ? _("Number") : tw_aggregate_get_label (aggregate));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_grain (const TwReport      *report,
           const TwReportGroup *group,
           TwSchema            *schema)
{
  static const char *const grains[] = { N_("By day"), N_("By day"), N_("By week"), N_("By month"), N_("By quarter"), N_("By year") };
  gboolean is_date = FALSE;
  g_autoptr(GString) text = g_string_new (NULL);

  tw_report_can_group (report, schema, group->by, &is_date, NULL);
  if (is_date && group->grain < G_N_ELEMENTS (grains))
    g_string_append (text, _(grains[group->grain]));
  if (group->descending)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", _("Descending"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tw_report_part_dup_detail:
 * @report: a report
 * @part: a part
 * @i: which one
 * @schema: the schema
 *
 * Returns: (transfer full): what is chosen for it
 */
char *
tw_report_part_dup_detail (const TwReport *report,
                           TwReportPart    part,
                           guint           i,
                           TwSchema       *schema)
{
  switch (part)
    {
    case TW_PART_COLUMNS:
      return dup_totals (((TwReportColumn *) g_ptr_array_index (report->columns, i))->totals);
    case TW_PART_VALUES:
      return g_strdup (((TwReportValue *) g_ptr_array_index (report->values, i))->where);
    case TW_PART_SORT:
      return g_strdup (((TwReportSort *) g_ptr_array_index (report->sort, i))->descending ? _("Descending") : _("Ascending"));
    default:
      return dup_grain (report, get_group (report, part, i), schema);
    }
}

/* --- Changing --- */

static void
put_at (GPtrArray *array,
        guint      at)
{
  gpointer last = g_ptr_array_steal_index (array, array->len - 1);

  g_ptr_array_insert (array, (int) MIN (at, array->len), last);
}

static gboolean
has_room (const TwReport *report,
          TwReportPart    part,
          GError        **error)
{
  static const guint most[TW_N_PARTS] = { TW_REPORT_MAX_COLUMNS, TW_REPORT_MAX_GROUPS, 1, TW_REPORT_MAX_VALUES, TW_REPORT_MAX_SORTS };

  if (part == TW_PART_ACROSS || tw_report_part_get_n (report, part) < most[part])
    return TRUE;
  g_set_error (error, TW_FIGURE_ERROR, TW_FIGURE_ERROR_INVALID, _("“%s” is full: take one out first."), tw_report_part_get_title (part));
  return FALSE;
}

/* Percentages are averaged, other numbers summed; what is no number is counted. */
static TwAggregate
choose_aggregate (const TwReport *report,
                  TwSchema       *schema,
                  const char     *value,
                  guint           fitting)
{
  const TwEntity *entity = tw_schema_get_entity (schema, report->entity);
  const TwField *field = entity != NULL ? tw_figure_find_field (schema, entity, value, NULL, NULL) : NULL;

  if ((fitting & 1u << TW_AGGREGATE_SUM) == 0)
    return TW_AGGREGATE_COUNT;
  return field != NULL && field->kind == TW_KIND_PERCENT ? TW_AGGREGATE_AVERAGE : TW_AGGREGATE_SUM;
}

static gboolean
add_group (TwReport     *report,
           TwReportPart  part,
           TwSchema     *schema,
           const char   *value,
           guint         at,
           GError      **error)
{
  gboolean is_date = FALSE;
  TwGrain grain;

  if (!tw_report_can_group (report, schema, value, &is_date, error))
    return FALSE;
  grain = is_date ? TW_GRAIN_MONTH : TW_GRAIN_NONE;
  if (part == TW_PART_ACROSS)
    {
      tw_report_set_across (report, value, grain);
      return TRUE;
    }
  tw_report_add_group (report, value, grain, FALSE);
  put_at (report->groups, at);
  return TRUE;
}

/**
 * tw_report_part_add:
 * @report: a report
 * @part: a part
 * @schema: the schema
 * @value: a field, path or expression
 * @label: (nullable): what it is to be called
 * @at: its place; beyond the end: last
 * @error: why it cannot stand there
 *
 * Returns: whether it was added
 */
gboolean
tw_report_part_add (TwReport     *report,
                    TwReportPart  part,
                    TwSchema     *schema,
                    const char   *value,
                    const char   *label,
                    guint         at,
                    GError      **error)
{
  guint fitting = 0;
  TwAggregate aggregate;

  if (!has_room (report, part, error))
    return FALSE;
  if (part == TW_PART_GROUPS || part == TW_PART_ACROSS)
    return add_group (report, part, schema, value, at, error);
  fitting = tw_report_fitting_totals (report, schema, value, error);
  if (fitting == 0)
    return FALSE;
  aggregate = choose_aggregate (report, schema, value, fitting);
  switch (part)
    {
    case TW_PART_COLUMNS:
      tw_report_add_column (report, value, label, aggregate == TW_AGGREGATE_COUNT ? 0 : 1u << aggregate);
      put_at (report->columns, at);
      break;
    case TW_PART_VALUES:
      tw_report_add_value (report, aggregate, aggregate == TW_AGGREGATE_COUNT ? NULL : value, NULL)->label = aggregate != TW_AGGREGATE_COUNT ? g_strdup (label) : NULL;
      put_at (report->values, at);
      break;
    default:
      tw_report_add_sort (report, value, FALSE);
      put_at (report->sort, at);
    }
  return TRUE;
}

/**
 * tw_report_part_remove:
 * @report: a report
 * @part: a part
 * @i: which one
 */
void
tw_report_part_remove (TwReport     *report,
                       TwReportPart  part,
                       guint         i)
{
  if (part == TW_PART_ACROSS)
    tw_report_set_across (report, NULL, TW_GRAIN_NONE);
  else if (i < tw_report_part_get_n (report, part))
    g_ptr_array_remove_index (get_array (report, part), i);
}

/**
 * tw_report_part_move:
 * @report: a report
 * @part: a part
 * @from: which one
 * @to: where it is to stand
 */
void
tw_report_part_move (TwReport     *report,
                     TwReportPart  part,
                     guint         from,
                     guint         to)
{
  GPtrArray *array = get_array (report, part);

  if (array == NULL || from >= array->len || to >= array->len)
    return;
  g_ptr_array_insert (array, (int) to, g_ptr_array_steal_index (array, from));
}

/**
 * tw_report_part_is_used:
 * @report: a report
 * @part: a part
 *
 * Returns: whether it has to do with how the report is shown
 */
gboolean
tw_report_part_is_used (const TwReport *report,
                        TwReportPart    part)
{
  gboolean table = tw_report_get_form (report) == TW_REPORT_TABLE;

  return part == TW_PART_GROUPS || table == (part == TW_PART_COLUMNS || part == TW_PART_SORT);
}

/**
 * tw_report_new_listed:
 * @schema: the schema
 * @entity: an entity of it
 *
 * Returns: (transfer full): a table of its records with the columns that a list has
 */
TwReport *
tw_report_new_listed (TwSchema       *schema,
                      const TwEntity *entity)
{
  TwReport *report = tw_report_new (entity->key);

  for (guint i = 0; entity->list_columns != NULL && entity->list_columns[i] != NULL; i++)
    tw_report_part_add (report, TW_PART_COLUMNS, schema, entity->list_columns[i], NULL, G_MAXUINT, NULL);
  return report;
}

/**
 * tw_report_new_of_list:
 * @schema: the schema
 * @entity: an entity of it
 * @columns: keys of fields
 * @group: (nullable): key of the field that the list is divided by
 * @where: (nullable): its filters
 * @text: (nullable): words that its records have
 * @sort: (nullable): its order, keys with commas between, "-" before those that fall
 *
 * Returns: (transfer full): a report that shows what the list shows
 */
TwReport *
tw_report_new_of_list (TwSchema          *schema,
                       const TwEntity    *entity,
                       const char *const *columns,
                       const char        *group,
                       const char        *where,
                       const char        *text,
                       const char        *sort)
{
  TwReport *report = tw_report_new (entity->key);
  g_auto(GStrv) keys = g_strsplit (sort != NULL ? sort : "", ",", -1);

  for (guint i = 0; columns[i] != NULL; i++)
    tw_report_part_add (report, TW_PART_COLUMNS, schema, columns[i], NULL, G_MAXUINT, NULL);
  if (group != NULL)
    tw_report_part_add (report, TW_PART_GROUPS, schema, group, NULL, 0, NULL);
  report->where = where != NULL && *where != '\0' ? g_strdup (where) : NULL;
  report->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  for (guint i = 0; keys[i] != NULL && report->sort->len < TW_REPORT_MAX_SORTS; i++)
    if (*keys[i] != '\0' && tw_report_part_add (report, TW_PART_SORT, schema, keys[i] + (*keys[i] == '-'), NULL, G_MAXUINT, NULL))
      ((TwReportSort *) g_ptr_array_index (report->sort, report->sort->len - 1))->descending = *keys[i] == '-';
  return report;
}

/**
 * tw_report_new_of_figure:
 * @figure: what a widget or a chart counts
 * @show: how it is drawn; "table" becomes a pivot
 *
 * Returns: (transfer full) (nullable): a report that counts the same; %NULL for figures that go step by step
 */
TwReport *
tw_report_new_of_figure (const TwFigure *figure,
                         const char     *show)
{
  TwReport *report = NULL;
  TwReportValue *value = NULL;

  if (figure->steps != NULL)
    return NULL;
  report = tw_report_new (figure->entity);
  report->where = g_strdup (figure->where);
  report->period = g_strdup (figure->period);
  report->limit = figure->limit;
  g_free (report->show);
  report->show = g_strdup (g_str_equal (show, "table") ? "pivot" : show);
  value = tw_report_add_value (report, figure->aggregate, figure->measure, NULL);
  value->weight = g_strdup (figure->weight);
  value->part = g_strdup (figure->part);
  if (figure->against != NULL)
    {
      value = tw_report_add_value (report, figure->against->aggregate, figure->against->measure, NULL);
      value->weight = g_strdup (figure->against->weight);
      value->part = g_strdup (figure->against->part);
    }
  for (guint i = 0; i < 2 && figure->by[i].field != NULL; i++)
    {
      TwGrain grain = figure->by[i].auto_grain ? TW_GRAIN_MONTH : figure->by[i].grain;

      if (i == 0)
        tw_report_add_group (report, figure->by[i].field, grain, FALSE);
      else
        tw_report_set_across (report, figure->by[i].field, grain);
    }
  return report;
}

/**
 * tw_report_new_usual:
 * @schema: the schema
 *
 * Returns: (transfer full): what a new report begins with
 */
TwReport *
tw_report_new_usual (TwSchema *schema)
{
  const TwEntity *deal = tw_schema_get_entity (schema, "deal");

  return tw_report_new_listed (schema, deal != NULL ? deal : tw_schema_get_entity_at (schema, 0));
}

/**
 * tw_report_set_show:
 * @report: a report
 * @show: how it is to be shown
 */
void
tw_report_set_show (TwReport   *report,
                    const char *show)
{
  if (g_strcmp0 (report->show, show) == 0)
    return;
  g_free (report->show);
  report->show = g_strdup (show);
  if (tw_report_get_form (report) != TW_REPORT_TABLE && report->values->len == 0)
    tw_report_add_value (report, TW_AGGREGATE_COUNT, NULL, NULL);
}
