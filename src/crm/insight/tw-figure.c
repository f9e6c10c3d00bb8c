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
measure_free (TwFigureMeasure *measure)
{
  g_free (measure->measure);
  g_free (measure->weight);
  g_free (measure->part);
  g_free (measure);
}

/**
 * tw_figure_set_against:
 * @figure: a figure
 * @measure: (nullable): a second measure of its groups
 */
void
tw_figure_set_against (TwFigure              *figure,
                       const TwFigureMeasure *measure)
{
  TwFigureMeasure *copy = NULL;

  if (measure != NULL)
    {
      copy = g_new0 (TwFigureMeasure, 1);
      *copy = (TwFigureMeasure) { measure->aggregate, g_strdup (measure->measure), g_strdup (measure->weight), g_strdup (measure->part) };
    }
  g_clear_pointer (&figure->against, measure_free);
  figure->against = copy;
}

/**
 * tw_figure_dup_against:
 * @figure: a figure that has a second measure
 *
 * Returns: (transfer full): the figure of the second measure, over all groups
 */
TwFigure *
tw_figure_dup_against (const TwFigure *figure)
{
  TwFigure *other = NULL;

  g_return_val_if_fail (figure->against != NULL, NULL);
  other = tw_figure_new (figure->entity);
  other->where = g_strdup (figure->where);
  other->period = g_strdup (figure->period);
  other->aggregate = figure->against->aggregate;
  other->measure = g_strdup (figure->against->measure);
  other->weight = g_strdup (figure->against->weight);
  other->part = g_strdup (figure->against->part);
  other->by[0] = (TwFigureBy) { g_strdup (figure->by[0].field), figure->by[0].grain, figure->by[0].auto_grain };
  return other;
}

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
  tw_figure_set_against (figure, NULL);
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
read_aggregate (const TwDocNode *node,
                TwAggregate     *aggregate,
                GError         **error)
{
  const char *names[TW_N_AGGREGATES];
  guint choice = 0;

  for (guint i = 0; i < TW_N_AGGREGATES; i++)
    names[i] = aggregates[i].name;
  if (!tw_definition_read_choice (node, names, TW_N_AGGREGATES, &choice, error))
    return FALSE;
  *aggregate = choice;
  return TRUE;
}

static gboolean
read_against (const TwDocNode *node,
              TwFigure        *figure,
              GError         **error)
{
  static const TwFigureMeasure nothing = { TW_AGGREGATE_COUNT, NULL, NULL, NULL };

  if (node->type != TW_DOC_OBJECT)
    return tw_definition_fail (error, node, _("“%s” is an object with an aggregate and a measure."), node->key);
  tw_figure_set_against (figure, &nothing);
  for (const TwDocNode *member = node->first; member != NULL; member = member->next)
    if (g_str_equal (member->key, "aggregate") ? !read_aggregate (member, &figure->against->aggregate, error)
        : g_str_equal (member->key, "measure") ? !tw_definition_read_text (member, &figure->against->measure, error)
        : g_str_equal (member->key, "weight")  ? !tw_definition_read_text (member, &figure->against->weight, error)
        : g_str_equal (member->key, "part")    ? !tw_definition_read_text (member, &figure->against->part, error)
                                               : !tw_definition_fail (error, member, _("“%s” is not known here."), member->key))
      return FALSE;
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
  if (g_str_equal (node->key, "against"))
    return read_against (node, figure, error);
  if (g_str_equal (node->key, "aggregate"))
    return read_aggregate (node, &figure->aggregate, error);
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
check_measure (const TwFigureMeasure *measure,
               const TwDocNode       *root,
               GError               **error)
{
  gboolean sums = measure->aggregate != TW_AGGREGATE_COUNT && measure->aggregate != TW_AGGREGATE_RATE;

  if (sums && measure->measure == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "measure");
  if (measure->aggregate == TW_AGGREGATE_WEIGHTED && measure->weight == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "weight");
  if (measure->aggregate == TW_AGGREGATE_RATE && measure->part == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "part");
  return TRUE;
}

static gboolean
check_whole (const TwFigure  *figure,
             const TwDocNode *root,
             GError         **error)
{
  const TwFigureMeasure own = { figure->aggregate, figure->measure, figure->weight, figure->part };

  if (figure->entity == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "entity");
  if (!check_measure (&own, root, error) || (figure->against != NULL && !check_measure (figure->against, root, error)))
    return FALSE;
  if ((figure->by[1].field != NULL || figure->against != NULL) && figure->by[0].field == NULL)
    return tw_definition_fail (error, root, _("“%s” is missing."), "by");
  if (figure->against != NULL && figure->by[1].field != NULL)
    return tw_definition_fail (error, root, _("There can be “%1$s” or “%2$s”, but not both."), "then", "against");
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
  if (figure->against != NULL)
    {
      g_string_append (json, ", \"against\": {");
      tw_definition_print_text (json, "aggregate", aggregates[figure->against->aggregate].name);
      tw_definition_print_text (json, "measure", figure->against->measure);
      tw_definition_print_text (json, "weight", figure->against->weight);
      tw_definition_print_text (json, "part", figure->against->part);
      g_string_append_c (json, '}');
    }
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
