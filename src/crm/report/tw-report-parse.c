/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of reports are read strictly: nothing unknown, nothing of another type, and every mistake has its line. */
#include "config.h"

#include "tw-report.h"

#include <glib/gi18n-lib.h>

#include "tw-definition.h"

static const char *const orders[] = { "up", "down" };
static const char *const grains[] = { "day", "week", "month", "quarter", "year" };

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
  const char *const *shows = tw_report_list_shows ();
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
  if (!tw_definition_read_choice (node, shows, g_strv_length ((char **) shows), &choice, error))
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
