/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report.h"

#include "tw-definition.h"

static const char *const shows[] = {
  "table", "pivot", "bar", "stacked", "horizontal", "line", "area", "pie", "heat", "funnel", "metric", "scatter", NULL,
};

/* --- Parts --- */

/**
 * tw_report_column_free:
 * @column: (transfer full): a column
 */
void
tw_report_column_free (TwReportColumn *column)
{
  g_free (column->value);
  g_free (column->label);
  g_free (column);
}

/**
 * tw_report_group_free:
 * @group: (transfer full): a group
 */
void
tw_report_group_free (TwReportGroup *group)
{
  g_free (group->by);
  g_free (group->label);
  g_free (group);
}

/**
 * tw_report_value_free:
 * @value: (transfer full): a value of a pivot
 */
void
tw_report_value_free (TwReportValue *value)
{
  g_free (value->measure);
  g_free (value->weight);
  g_free (value->part);
  g_free (value->where);
  g_free (value->label);
  g_free (value);
}

/**
 * tw_report_sort_free:
 * @sort: (transfer full): a key of the order
 */
void
tw_report_sort_free (TwReportSort *sort)
{
  g_free (sort->value);
  g_free (sort);
}

/**
 * tw_report_new:
 * @entity: (nullable): key of an entity
 *
 * Returns: (transfer full): a table without columns
 */
TwReport *
tw_report_new (const char *entity)
{
  TwReport *report = g_new0 (TwReport, 1);

  report->entity = g_strdup (entity);
  report->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_column_free);
  report->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_group_free);
  report->values = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_value_free);
  report->sort = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_report_sort_free);
  report->rows = TRUE;
  report->show = g_strdup (shows[0]);
  return report;
}

/**
 * tw_report_free:
 * @report: (transfer full): a report
 */
void
tw_report_free (TwReport *report)
{
  g_free (report->entity);
  g_free (report->where);
  g_free (report->text);
  g_free (report->period);
  g_free (report->show);
  g_clear_pointer (&report->across, tw_report_group_free);
  g_ptr_array_unref (report->columns);
  g_ptr_array_unref (report->groups);
  g_ptr_array_unref (report->values);
  g_ptr_array_unref (report->sort);
  g_free (report);
}

/**
 * tw_report_add_column:
 * @report: a report
 * @value: a field, path or expression
 * @label: (nullable): what stands above it
 * @totals: bits of aggregates
 *
 * Returns: (transfer none): the new column
 */
TwReportColumn *
tw_report_add_column (TwReport   *report,
                      const char *value,
                      const char *label,
                      guint       totals)
{
  TwReportColumn *column = g_new0 (TwReportColumn, 1);

  column->value = g_strdup (value);
  column->label = g_strdup (label);
  column->totals = totals & TW_REPORT_TOTALS;
  g_ptr_array_add (report->columns, column);
  return column;
}

static TwReportGroup *
group_new (const char *by,
           TwGrain     grain,
           gboolean    descending)
{
  TwReportGroup *group = g_new0 (TwReportGroup, 1);

  group->by = g_strdup (by);
  group->grain = grain;
  group->descending = descending;
  return group;
}

/**
 * tw_report_add_group:
 * @report: a report
 * @by: a field, path or expression
 * @grain: of dates
 * @descending: whether the groups stand in falling order
 *
 * Returns: (transfer none): the new group, inside of those that are there
 */
TwReportGroup *
tw_report_add_group (TwReport   *report,
                     const char *by,
                     TwGrain     grain,
                     gboolean    descending)
{
  TwReportGroup *group = group_new (by, grain, descending);

  g_ptr_array_add (report->groups, group);
  return group;
}

/**
 * tw_report_set_across:
 * @report: a report
 * @by: (nullable): what a pivot's columns are by; %NULL: it has none
 * @grain: of dates
 */
void
tw_report_set_across (TwReport   *report,
                      const char *by,
                      TwGrain     grain)
{
  TwReportGroup *across = by != NULL ? group_new (by, grain, FALSE) : NULL;

  g_clear_pointer (&report->across, tw_report_group_free);
  report->across = across;
}

/**
 * tw_report_add_value:
 * @report: a report
 * @aggregate: how it is put together
 * @measure: (nullable): what is summed
 * @where: (nullable): over which of the records; %NULL: all
 *
 * Returns: (transfer none): the new value of pivots and charts
 */
TwReportValue *
tw_report_add_value (TwReport   *report,
                     TwAggregate aggregate,
                     const char *measure,
                     const char *where)
{
  TwReportValue *value = g_new0 (TwReportValue, 1);

  value->aggregate = aggregate;
  value->measure = g_strdup (measure);
  value->where = g_strdup (where);
  g_ptr_array_add (report->values, value);
  return value;
}

/**
 * tw_report_add_sort:
 * @report: a report
 * @value: a field, path or expression
 * @descending: whether it falls
 *
 * Returns: (transfer none): the new key, which decides where those before it are equal
 */
TwReportSort *
tw_report_add_sort (TwReport   *report,
                    const char *value,
                    gboolean    descending)
{
  TwReportSort *sort = g_new0 (TwReportSort, 1);

  sort->value = g_strdup (value);
  sort->descending = descending;
  g_ptr_array_add (report->sort, sort);
  return sort;
}

/**
 * tw_report_list_shows:
 *
 * Returns: (transfer none) (array zero-terminated=1): the forms that a report can have
 */
const char *const *
tw_report_list_shows (void)
{
  return shows;
}

/**
 * tw_report_get_form:
 * @report: a report
 *
 * Returns: what "show" comes to
 */
TwReportForm
tw_report_get_form (const TwReport *report)
{
  return g_str_equal (report->show, "table") ? TW_REPORT_TABLE : g_str_equal (report->show, "pivot") ? TW_REPORT_PIVOT : TW_REPORT_CHART;
}

/* --- Out --- */

static void
begin_item (GString    *json,
            const char *key,
            guint       i)
{
  if (i == 0)
    g_string_append_printf (json, ",\n \"%s\": [{", key);
  else
    g_string_append (json, ",\n  {");
}

static void
print_columns (GString         *json,
               const GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const TwReportColumn *column = g_ptr_array_index (columns, i);
      const char *comma = "";

      begin_item (json, "columns", i);
      tw_definition_print_text (json, "value", column->value);
      tw_definition_print_text (json, "label", column->label);
      if (column->totals != 0)
        g_string_append (json, ", \"totals\": [");
      for (guint aggregate = 0; aggregate < TW_N_AGGREGATES; aggregate++)
        if (column->totals & 1u << aggregate)
          {
            g_string_append_printf (json, "%s\"%s\"", comma, tw_aggregate_get_name (aggregate));
            comma = ", ";
          }
      g_string_append (json, column->totals != 0 ? "]}" : "}");
    }
  if (columns->len > 0)
    g_string_append_c (json, ']');
}

static void
print_group (GString             *json,
             const TwReportGroup *group)
{
  tw_definition_print_text (json, "by", group->by);
  tw_definition_print_text (json, "label", group->label);
  tw_definition_print_text (json, "grain", group->grain != TW_GRAIN_NONE ? tw_grain_get_name (group->grain) : NULL);
  tw_definition_print_text (json, "order", group->descending ? "down" : NULL);
  g_string_append_c (json, '}');
}

static void
print_values (GString         *json,
              const GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const TwReportValue *value = g_ptr_array_index (values, i);

      begin_item (json, "values", i);
      tw_definition_print_text (json, "aggregate", tw_aggregate_get_name (value->aggregate));
      tw_definition_print_text (json, "measure", value->measure);
      tw_definition_print_text (json, "weight", value->weight);
      tw_definition_print_text (json, "part", value->part);
      tw_definition_print_text (json, "where", value->where);
      tw_definition_print_text (json, "label", value->label);
      g_string_append_c (json, '}');
    }
  if (values->len > 0)
    g_string_append_c (json, ']');
}

/**
 * tw_report_print:
 * @report: a report
 *
 * Returns: (transfer full): its definition, which tw_report_parse() reads
 */
char *
tw_report_print (const TwReport *report)
{
  GString *json = g_string_new ("{");

  tw_definition_print_text (json, "entity", report->entity);
  tw_definition_print_text (json, "where", report->where);
  tw_definition_print_text (json, "text", report->text);
  tw_definition_print_text (json, "show", report->show);
  print_columns (json, report->columns);
  for (guint i = 0; i < report->groups->len; i++)
    {
      begin_item (json, "groups", i);
      print_group (json, g_ptr_array_index (report->groups, i));
    }
  if (report->groups->len > 0)
    g_string_append_c (json, ']');
  if (report->across != NULL)
    {
      g_string_append (json, ",\n \"across\": {");
      print_group (json, report->across);
    }
  print_values (json, report->values);
  for (guint i = 0; i < report->sort->len; i++)
    {
      const TwReportSort *sort = g_ptr_array_index (report->sort, i);
      g_autofree char *text = g_strconcat (sort->descending ? "-" : "", sort->value, NULL);

      g_string_append (json, i == 0 ? ",\n \"sort\": [" : ", ");
      tw_doc_print_text (text, json);
    }
  if (report->sort->len > 0)
    g_string_append_c (json, ']');
  tw_definition_print_text (json, "period", report->period);
  if (!report->rows)
    g_string_append (json, ", \"rows\": false");
  if (report->limit > 0)
    g_string_append_printf (json, ", \"limit\": %u", report->limit);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/**
 * tw_report_copy:
 * @report: a report
 *
 * Returns: (transfer full): the same report
 */
TwReport *
tw_report_copy (const TwReport *report)
{
  g_autofree char *json = tw_report_print (report);
  TwReport *copy = tw_report_parse (json, NULL);

  g_return_val_if_fail (copy != NULL, NULL);
  return copy;
}
