/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report.h"

#include <glib/gi18n-lib.h>

#include "tw-definition.h"

static const char *const shows[] = {
  "table", "pivot", "bar", "stacked", "horizontal", "line", "area", "pie", "heat", "funnel", "metric", NULL,
};
static const char *const orders[] = { "up", "down" };
static const char *const grains[] = { "day", "week", "month", "quarter", "year" };

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

/* --- In --- */

typedef gboolean (*ReadMember) (const TwDocNode *node, gpointer part, GError **error);

static gboolean
read_object (const TwDocNode *node,
             ReadMember       read,
             gpointer         part,
             const char      *what,
             GError         **error)
{
  if (node->type != TW_DOC_OBJECT)
    return tw_definition_fail (error, node, "%s", what);
  for (const TwDocNode *member = node->first; member != NULL; member = member->next)
    if (!read (member, part, error))
      return FALSE;
  return TRUE;
}

static gboolean
unknown (const TwDocNode *node,
         GError         **error)
{
  return tw_definition_fail (error, node, _("“%s” is not known here."), node->key);
}

static gboolean
read_totals (const TwDocNode *node,
             TwReportColumn  *column,
             GError         **error)
{
  static const TwAggregate possible[] = { TW_AGGREGATE_COUNT, TW_AGGREGATE_SUM, TW_AGGREGATE_AVERAGE, TW_AGGREGATE_MIN, TW_AGGREGATE_MAX };
  const char *names[G_N_ELEMENTS (possible)];

  for (guint i = 0; i < G_N_ELEMENTS (possible); i++)
    names[i] = tw_aggregate_get_name (possible[i]);
  if (node->type != TW_DOC_ARRAY)
    return tw_definition_fail (error, node, _("“%s” has to be a list, such as [\"sum\"]."), node->key);
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      guint choice = 0;

      if (!tw_definition_read_choice (item, names, G_N_ELEMENTS (names), &choice, error))
        return FALSE;
      column->totals |= 1u << possible[choice];
    }
  return TRUE;
}

static gboolean
read_column (const TwDocNode *node,
             gpointer         part,
             GError         **error)
{
  TwReportColumn *column = part;

  if (g_str_equal (node->key, "value"))
    return tw_definition_read_text (node, &column->value, error);
  if (g_str_equal (node->key, "label"))
    return tw_definition_read_text (node, &column->label, error);
  return g_str_equal (node->key, "totals") ? read_totals (node, column, error) : unknown (node, error);
}

static gboolean
read_group (const TwDocNode *node,
            gpointer         part,
            GError         **error)
{
  TwReportGroup *group = part;
  guint choice = 0;

  if (g_str_equal (node->key, "by"))
    return tw_definition_read_text (node, &group->by, error);
  if (g_str_equal (node->key, "label"))
    return tw_definition_read_text (node, &group->label, error);
  if (g_str_equal (node->key, "grain"))
    {
      if (!tw_definition_read_choice (node, grains, G_N_ELEMENTS (grains), &choice, error))
        return FALSE;
      group->grain = TW_GRAIN_DAY + choice;
      return TRUE;
    }
  if (g_str_equal (node->key, "order"))
    {
      if (!tw_definition_read_choice (node, orders, G_N_ELEMENTS (orders), &choice, error))
        return FALSE;
      group->descending = choice == 1;
      return TRUE;
    }
  return unknown (node, error);
}

static gboolean
read_value (const TwDocNode *node,
            gpointer         part,
            GError         **error)
{
  TwReportValue *value = part;
  struct { const char *key; char **text; } texts[] = {
    { "measure", &value->measure }, { "weight", &value->weight }, { "part", &value->part }, { "where", &value->where },
    { "label", &value->label },
  };
  const char *names[TW_N_AGGREGATES];
  guint choice = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (node->key, texts[i].key))
      return tw_definition_read_text (node, texts[i].text, error);
  for (guint i = 0; i < TW_N_AGGREGATES; i++)
    names[i] = tw_aggregate_get_name (i);
  if (!g_str_equal (node->key, "aggregate"))
    return unknown (node, error);
  if (!tw_definition_read_choice (node, names, TW_N_AGGREGATES, &choice, error))
    return FALSE;
  value->aggregate = choice;
  return TRUE;
}

static gboolean
check_array (const TwDocNode *node,
             guint            max,
             GError         **error)
{
  if (node->type != TW_DOC_ARRAY || node->n_items > max)
    return tw_definition_fail (error, node, _("“%s” has to be a list of up to %d."), node->key, (int) max);
  return TRUE;
}

static gboolean
read_columns (const TwDocNode *node,
              TwReport        *report,
              GError         **error)
{
  if (!check_array (node, TW_REPORT_MAX_COLUMNS, error))
    return FALSE;
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      TwReportColumn *column = tw_report_add_column (report, NULL, NULL, 0);

      if (!read_object (item, read_column, column, _("A column has a value, such as {\"value\": \"name\"}."), error))
        return FALSE;
      if (column->value == NULL)
        return tw_definition_fail (error, item, _("“%s” is missing."), "value");
    }
  return TRUE;
}

static gboolean
read_one_group (const TwDocNode *node,
                TwReportGroup   *group,
                GError         **error)
{
  if (!read_object (node, read_group, group, _("A group says what it is by, such as {\"by\": \"owner\"}."), error))
    return FALSE;
  return group->by != NULL || tw_definition_fail (error, node, _("“%s” is missing."), "by");
}

static gboolean
read_groups (const TwDocNode *node,
             TwReport        *report,
             GError         **error)
{
  if (!check_array (node, TW_REPORT_MAX_GROUPS, error))
    return FALSE;
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    if (!read_one_group (item, tw_report_add_group (report, NULL, TW_GRAIN_NONE, FALSE), error))
      return FALSE;
  return TRUE;
}

static gboolean
check_value (const TwReportValue *value,
             const TwDocNode     *node,
             GError             **error)
{
  gboolean measured = value->aggregate != TW_AGGREGATE_COUNT && value->aggregate != TW_AGGREGATE_RATE;

  if (measured && value->measure == NULL)
    return tw_definition_fail (error, node, _("“%s” is missing."), "measure");
  if (value->aggregate == TW_AGGREGATE_WEIGHTED && value->weight == NULL)
    return tw_definition_fail (error, node, _("“%s” is missing."), "weight");
  if (value->aggregate == TW_AGGREGATE_RATE && value->part == NULL)
    return tw_definition_fail (error, node, _("“%s” is missing."), "part");
  return TRUE;
}

static gboolean
read_values (const TwDocNode *node,
             TwReport        *report,
             GError         **error)
{
  if (!check_array (node, TW_REPORT_MAX_VALUES, error))
    return FALSE;
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      TwReportValue *value = tw_report_add_value (report, TW_AGGREGATE_COUNT, NULL, NULL);

      if (!read_object (item, read_value, value, _("A value says how it is put together, such as {\"aggregate\": \"count\"}."), error)
          || !check_value (value, item, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_sort (const TwDocNode *node,
           TwReport        *report,
           GError         **error)
{
  if (!check_array (node, TW_REPORT_MAX_SORTS, error))
    return FALSE;
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      gboolean descending = item->type == TW_DOC_TEXT && *item->text == '-';

      if (item->type != TW_DOC_TEXT || item->text[descending] == '\0')
        return tw_definition_fail (error, item, _("What is sorted by is a text, such as \"name\" or \"-amount\"."));
      tw_report_add_sort (report, item->text + descending, descending);
    }
  return TRUE;
}

static gboolean
read_member (const TwDocNode *node,
             gpointer         part,
             GError         **error)
{
  TwReport *report = part;
  struct { const char *key; char **text; } texts[] = {
    { "entity", &report->entity }, { "where", &report->where }, { "text", &report->text }, { "period", &report->period },
  };
  static const struct { const char *key; gboolean (*read) (const TwDocNode *, TwReport *, GError **); } lists[] = {
    { "columns", read_columns }, { "groups", read_groups }, { "values", read_values }, { "sort", read_sort },
  };
  guint choice = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (node->key, texts[i].key))
      return tw_definition_read_text (node, texts[i].text, error);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (node->key, lists[i].key))
      return lists[i].read (node, report, error);
  if (g_str_equal (node->key, "across"))
    {
      tw_report_set_across (report, "", TW_GRAIN_NONE);
      g_clear_pointer (&report->across->by, g_free);
      return read_one_group (node, report->across, error);
    }
  if (g_str_equal (node->key, "limit"))
    return tw_definition_read_number (node, TW_REPORT_MAX_LIMIT, &report->limit, error);
  if (g_str_equal (node->key, "rows"))
    {
      report->rows = node->boolean;
      return node->type == TW_DOC_BOOLEAN || tw_definition_fail (error, node, _("“%s” has to be true or false."), node->key);
    }
  if (!g_str_equal (node->key, "show"))
    return unknown (node, error);
  if (!tw_definition_read_choice (node, shows, G_N_ELEMENTS (shows) - 1, &choice, error))
    return FALSE;
  g_free (report->show);
  report->show = g_strdup (shows[choice]);
  return TRUE;
}

/**
 * tw_report_parse:
 * @json: a definition
 * @error: %TW_FIGURE_ERROR_INVALID, or of the JSON
 *
 * Returns: (transfer full) (nullable): the report
 */
TwReport *
tw_report_parse (const char *json,
                 GError    **error)
{
  g_autoptr(TwDoc) doc = tw_doc_parse ("report", json, -1, error);
  g_autoptr(TwReport) report = tw_report_new (NULL);
  const TwDocNode *root = doc != NULL ? tw_doc_get_root (doc) : NULL;

  if (root == NULL || !read_object (root, read_member, report, _("A report is an object."), error))
    return NULL;
  if (report->entity == NULL)
    {
      tw_definition_fail (error, root, _("“%s” is missing."), "entity");
      return NULL;
    }
  return g_steal_pointer (&report);
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
  tw_definition_print_text (json, "order", group->descending ? orders[1] : NULL);
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
