/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-figure.h"

#include <glib/gi18n-lib.h>

#include "tw-definition.h"

#define MAX_STEPS 12
#define MAX_LIMIT 1000

G_DEFINE_QUARK (tw-figure-error, tw_figure_error)

static const struct { const char *name, *label; } aggregates[TW_N_AGGREGATES] = {
  { "count", N_("Number of records") }, { "sum", N_("Sum") }, { "average", N_("Average") }, { "weighted", N_("Weighted sum") }, { "rate", N_("Rate") },
  { "min", N_("Smallest") }, { "max", N_("Largest") },
};
static const char *const sorts[] = { "key", "value", "-value" };

static void
step_free (gpointer data)
{
  TwFigureStep *step = data;

  g_free (step->label);
  g_free (step->where);
  g_free (step);
}

/**
 * tw_figure_new:
 * @entity: key of an entity
 *
 * Returns: (transfer full): the number of its records
 */
TwFigure *
tw_figure_new (const char *entity)
{
  TwFigure *figure = g_new0 (TwFigure, 1);

  figure->entity = g_strdup (entity);
  return figure;
}

/**
 * tw_figure_free:
 * @figure: (transfer full): a figure
 */
void
tw_figure_free (TwFigure *figure)
{
  g_free (figure->entity);
  g_free (figure->where);
  g_free (figure->measure);
  g_free (figure->weight);
  g_free (figure->part);
  g_free (figure->period);
  g_free (figure->by[0].field);
  g_free (figure->by[1].field);
  g_clear_pointer (&figure->steps, g_ptr_array_unref);
  g_free (figure);
}

/**
 * tw_aggregate_get_name:
 * @aggregate: an aggregate
 *
 * Returns: (transfer none): its name in definitions
 */
const char *
tw_aggregate_get_name (TwAggregate aggregate)
{
  return aggregates[aggregate].name;
}

/**
 * tw_aggregate_get_label:
 * @aggregate: an aggregate
 *
 * Returns: (transfer none): its name for people
 */
const char *
tw_aggregate_get_label (TwAggregate aggregate)
{
  return _(aggregates[aggregate].label);
}

/* --- In --- */

static gboolean
read_grain (const TwDocNode *node,
            TwFigureBy      *by,
            GError         **error)
{
  static const char *const names[] = { "auto", "day", "week", "month", "quarter", "year" };
  guint choice = 0;

  if (!tw_definition_read_choice (node, names, G_N_ELEMENTS (names), &choice, error))
    return FALSE;
  by->auto_grain = choice == 0;
  by->grain = choice == 0 ? TW_GRAIN_MONTH : choice;
  return TRUE;
}

static gboolean
read_steps (const TwDocNode *node,
            TwFigure        *figure,
            GError         **error)
{
  if (node->type != TW_DOC_ARRAY || node->n_items == 0 || node->n_items > MAX_STEPS)
    return tw_definition_fail (error, node, _("“%s” has to be a list of up to %d steps."), node->key, MAX_STEPS);
  figure->steps = g_ptr_array_new_with_free_func (step_free);
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      TwFigureStep *step = g_new0 (TwFigureStep, 1);

      g_ptr_array_add (figure->steps, step);
      if (item->type != TW_DOC_OBJECT)
        return tw_definition_fail (error, item, _("A step has a label and a condition."));
      for (const TwDocNode *member = item->first; member != NULL; member = member->next)
        if (g_str_equal (member->key, "label") ? !tw_definition_read_text (member, &step->label, error)
            : g_str_equal (member->key, "where") ? !tw_definition_read_text (member, &step->where, error)
                                                 : !tw_definition_fail (error, member, _("“%s” is not known here."), member->key))
          return FALSE;
      if (step->label == NULL)
        return tw_definition_fail (error, item, _("A step has a label and a condition."));
    }
  return TRUE;
}

static gboolean
read_member (const TwDocNode *node,
             TwFigure        *figure,
             GError         **error)
{
  struct { const char *key; char **text; } texts[] = {
    { "entity", &figure->entity }, { "where", &figure->where }, { "measure", &figure->measure }, { "weight", &figure->weight },
    { "part", &figure->part }, { "period", &figure->period }, { "by", &figure->by[0].field }, { "then", &figure->by[1].field },
  };
  const char *names[TW_N_AGGREGATES];
  guint choice = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (node->key, texts[i].key))
      return tw_definition_read_text (node, texts[i].text, error);
  if (g_str_equal (node->key, "grain"))
    return read_grain (node, &figure->by[0], error);
  if (g_str_equal (node->key, "then_grain"))
    return read_grain (node, &figure->by[1], error);
  if (g_str_equal (node->key, "steps"))
    return read_steps (node, figure, error);
  if (g_str_equal (node->key, "limit"))
    return tw_definition_read_number (node, MAX_LIMIT, &figure->limit, error);
  for (guint i = 0; i < TW_N_AGGREGATES; i++)
    names[i] = aggregates[i].name;
  if (g_str_equal (node->key, "aggregate"))
    {
      if (!tw_definition_read_choice (node, names, TW_N_AGGREGATES, &choice, error))
        return FALSE;
      figure->aggregate = choice;
      return TRUE;
    }
  if (g_str_equal (node->key, "sort"))
    {
      if (!tw_definition_read_choice (node, sorts, G_N_ELEMENTS (sorts), &choice, error))
        return FALSE;
      figure->sort = choice;
      return TRUE;
    }
  return tw_definition_fail (error, node, _("“%s” is not known here."), node->key);
}

static gboolean
check_whole (const TwFigure  *figure,
             const TwDocNode *root,
             GError         **error)
{
  gboolean sums = figure->aggregate != TW_AGGREGATE_COUNT && figure->aggregate != TW_AGGREGATE_RATE;

  if (figure->entity == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "entity");
  if (sums && figure->measure == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "measure");
  if (figure->aggregate == TW_AGGREGATE_WEIGHTED && figure->weight == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "weight");
  if (figure->aggregate == TW_AGGREGATE_RATE && figure->part == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "part");
  if (figure->by[1].field != NULL && figure->by[0].field == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "by");
  if (figure->steps != NULL && figure->by[0].field != NULL)
    return tw_definition_fail (error, root, _("There can be steps or groups, but not both."));
  return TRUE;
}

/**
 * tw_figure_parse:
 * @json: a definition
 * @error: %TW_FIGURE_ERROR_INVALID, or of the JSON
 *
 * Returns: (transfer full) (nullable): the figure
 */
TwFigure *
tw_figure_parse (const char *json,
                 GError    **error)
{
  g_autoptr(TwDoc) doc = tw_doc_parse ("figure", json, -1, error);
  g_autoptr(TwFigure) figure = NULL;
  const TwDocNode *root = NULL;

  if (doc == NULL)
    return NULL;
  root = tw_doc_get_root (doc);
  if (root->type != TW_DOC_OBJECT)
    {
      tw_definition_fail (error, root, _("A figure is an object."));
      return NULL;
    }
  figure = tw_figure_new (NULL);
  for (const TwDocNode *member = root->first; member != NULL; member = member->next)
    if (!read_member (member, figure, error))
      return NULL;
  return check_whole (figure, root, error) ? g_steal_pointer (&figure) : NULL;
}

/* --- Out --- */

/**
 * tw_figure_print:
 * @figure: a figure
 *
 * Returns: (transfer full): its definition, which tw_figure_parse() reads
 */
char *
tw_figure_print (const TwFigure *figure)
{
  GString *json = g_string_new ("{");

  tw_definition_print_text (json, "entity", figure->entity);
  tw_definition_print_text (json, "where", figure->where);
  tw_definition_print_text (json, "aggregate", aggregates[figure->aggregate].name);
  tw_definition_print_text (json, "measure", figure->measure);
  tw_definition_print_text (json, "weight", figure->weight);
  tw_definition_print_text (json, "part", figure->part);
  tw_definition_print_text (json, "by", figure->by[0].field);
  if (figure->by[0].grain != TW_GRAIN_NONE)
    tw_definition_print_text (json, "grain", figure->by[0].auto_grain ? "auto" : tw_grain_get_name (figure->by[0].grain));
  tw_definition_print_text (json, "then", figure->by[1].field);
  if (figure->by[1].grain != TW_GRAIN_NONE)
    tw_definition_print_text (json, "then_grain", figure->by[1].auto_grain ? "auto" : tw_grain_get_name (figure->by[1].grain));
  tw_definition_print_text (json, "period", figure->period);
  if (figure->sort != TW_FIGURE_BY_KEY)
    tw_definition_print_text (json, "sort", sorts[figure->sort]);
  if (figure->limit > 0)
    g_string_append_printf (json, ", \"limit\": %u", figure->limit);
  for (guint i = 0; figure->steps != NULL && i < figure->steps->len; i++)
    {
      const TwFigureStep *step = g_ptr_array_index (figure->steps, i);

      g_string_append (json, i == 0 ? ", \"steps\": [{\"label\": " : ", {\"label\": ");
      tw_doc_print_text (step->label, json);
      tw_definition_print_text (json, "where", step->where);
      g_string_append (json, i + 1 == figure->steps->len ? "}]" : "}");
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/**
 * tw_figure_copy:
 * @figure: a figure
 *
 * Returns: (transfer full): the same figure
 */
TwFigure *
tw_figure_copy (const TwFigure *figure)
{
  g_autofree char *json = tw_figure_print (figure);
  TwFigure *copy = tw_figure_parse (json, NULL);

  g_return_val_if_fail (copy != NULL, NULL);
  return copy;
}
