/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-stage-figures.h"

#include <glib/gi18n-lib.h>

#include "tw-expr-tree.h"
#include "tw-stage-times.h"

#define N_MONTHS 12

static const char *const outcomes[] = { "won", "lost" };

static GPtrArray *
lines_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_line_free);
}

/**
 * tw_stage_get_outcome_field:
 * @group: a field that groups
 *
 * Returns: (transfer none) (nullable): the enum that says whether a record is open, won or lost
 */
const TwField *
tw_stage_get_outcome_field (const TwField *group)
{
  g_autofree char *kind = g_strconcat (group->key, ".kind", NULL);

  for (guint i = 0; i < group->entity->n_fields; i++)
    {
      const TwField *field = group->entity->fields[i];

      if (field->kind == TW_KIND_ENUM && g_strcmp0 (field->derive, kind) == 0 && tw_field_get_choice (field, "won") != NULL
          && tw_field_get_choice (field, "lost") != NULL)
        return field;
    }
  return NULL;
}

/**
 * tw_stage_get_closed_field:
 * @group: a field that groups
 *
 * Returns: (transfer none) (nullable): the date-time, other than that of entering, that is derived when the field changes
 */
const TwField *
tw_stage_get_closed_field (const TwField *group)
{
  g_autofree char *when = g_strdup_printf ("changed(%s)", group->key);
  const TwField *entered = tw_stage_get_entered_field (group);

  for (guint i = 0; i < group->entity->n_fields; i++)
    {
      const TwField *field = group->entity->fields[i];

      if (field != entered && field->type == TW_TYPE_DATETIME && field->derive != NULL && g_strcmp0 (field->derive_when, when) == 0)
        return field;
    }
  return NULL;
}

static gboolean
check_outcome (const TwField *group,
               GError       **error)
{
  if (tw_stage_get_outcome_field (group) != NULL)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("Records of “%s” are neither won nor lost."),
               tw_entity_get_label (group->entity, TRUE));
  return FALSE;
}

/* --- By stage --- */

/* The same condition, asked of a stay about the record that it belongs to. (nullable): no condition */
static char *
dup_of_stay (const TwField *link,
             const char    *where,
             GError       **error)
{
  g_autoptr(TwExpr) expr = NULL, name = NULL, seen = NULL;

  if (where == NULL)
    return NULL;
  expr = tw_expr_parse (where, error);
  if (expr == NULL)
    return NULL;
  name = tw_expr_new_name (link->key);
  seen = tw_expr_new_seen_from (expr, name);
  return tw_expr_print (seen);
}

static gboolean
add_days (GPtrArray           *lines,
          const TwFigureScope *scope,
          const TwField       *group,
          GError             **error)
{
  const TwField *link = NULL;
  const TwEntity *times = tw_stage_get_times_entity (group, &link);
  GError *local = NULL;
  g_autofree char *where = times != NULL ? dup_of_stay (link, scope->where, &local) : NULL;
  TwFigureScope own = { scope->store, scope->access, where };
  g_autoptr(GPtrArray) groups = NULL;

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (times == NULL || (scope->access != NULL && !tw_access_may (scope->access, TW_RIGHT_READ, times)))
    return TRUE;
  groups = tw_figures_group (&own, times, NULL, tw_entity_get_field (times, "stage"), tw_entity_get_field (times, "days"), NULL, error);
  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      const TwGroup *one = g_ptr_array_index (groups, i);
      TwFigureLine *line = tw_figure_lines_get (lines, scope->store, group, &one->key);
      double sum = one->sums->len > 0 ? (double) g_array_index (one->sums, TwValue, 0).i / TW_DECIMAL_ONE : 0;

      line->n_stays = one->count;
      line->days = one->count > 0 ? sum / one->count : 0;
    }
  return groups != NULL;
}

/* The lines in the order of the stages, with their colours; without those of which nothing is told. Takes lines. */
static GPtrArray *
sort_lines (GPtrArray     *lines,
            TwStore       *store,
            const TwField *group,
            GError       **error)
{
  g_autoptr(GPtrArray) unsorted = lines;
  g_autoptr(GPtrArray) stages = tw_stage_list (store, group, NULL, error);
  GPtrArray *sorted = NULL;

  if (stages == NULL)
    return NULL;
  sorted = lines_new ();
  for (guint s = 0; s < stages->len; s++)
    for (guint i = 0; i < unsorted->len; i++)
      {
        TwStage *stage = g_ptr_array_index (stages, s);
        TwFigureLine *line = g_ptr_array_index (unsorted, i);

        if (!tw_value_equal (&line->key, &stage->value))
          continue;
        g_free (line->color);
        line->color = g_strdup (stage->color);
        g_ptr_array_add (sorted, g_ptr_array_steal_index (unsorted, i));
        break;
      }
  /* Of stages that are no longer in use. */
  while (unsorted->len > 0)
    g_ptr_array_add (sorted, g_ptr_array_steal_index (unsorted, 0));
  return sorted;
}

/**
 * tw_stage_figures_pipeline:
 * @scope: over which records; its condition is one on the group's entity
 * @group: a field for which tw_stage_can_group()
 * @error: %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwFigureLine): a line a stage
 */
GPtrArray *
tw_stage_figures_pipeline (const TwFigureScope *scope,
                           const TwField       *group,
                           GError             **error)
{
  const TwEntity *entity = group->entity;
  const TwField *outcome = tw_stage_get_outcome_field (group), *weight = tw_entity_get_field (entity, "probability");
  g_autofree char *open = outcome != NULL ? g_strdup_printf ("%s = \"open\"", outcome->key) : NULL;
  g_autoptr(GPtrArray) lines = lines_new (), groups = NULL;

  groups = tw_figures_group (scope, entity, open, group, entity->value_field,
                             entity->value_field != NULL && weight != NULL && weight->kind == TW_KIND_PERCENT ? weight : NULL, error);
  if (groups == NULL)
    return NULL;
  for (guint i = 0; i < groups->len; i++)
    {
      TwGroup *one = g_ptr_array_index (groups, i);
      TwFigureLine *line = tw_figure_lines_get (lines, scope->store, group, &one->key);

      line->count = one->count;
      line->sums = one->sums != NULL ? g_array_ref (one->sums) : NULL;
      line->weighted = one->weighted != NULL ? g_array_ref (one->weighted) : NULL;
    }
  if (!add_days (lines, scope, group, error))
    return NULL;
  return sort_lines (g_steal_pointer (&lines), scope->store, group, error);
}

/* --- What is won --- */

static gint64 *
get_cell (TwFigureLine *line,
          guint         outcome)
{
  return outcome == 0 ? &line->won : &line->lost;
}

static gboolean
add_outcomes (GPtrArray           *lines,
              const TwFigureScope *scope,
              const TwEntity      *entity,
              const char          *path,
              const TwField       *by,
              GError             **error)
{
  for (guint o = 0; o < G_N_ELEMENTS (outcomes); o++)
    {
      g_autofree char *extra = g_strdup_printf ("%s = \"%s\"", path, outcomes[o]);
      g_autoptr(GPtrArray) groups = tw_figures_group (scope, entity, extra, by, NULL, NULL, error);

      if (groups == NULL)
        return FALSE;
      for (guint i = 0; i < groups->len; i++)
        {
          const TwGroup *one = g_ptr_array_index (groups, i);

          *get_cell (tw_figure_lines_get (lines, scope->store, by, &one->key), o) += one->count;
        }
    }
  return TRUE;
}

/* Those that came through a stage have a stay in it. */
static GPtrArray *
rate_by_stage (const TwFigureScope *scope,
               const TwField       *group,
               GError             **error)
{
  const TwField *link = NULL;
  const TwEntity *times = tw_stage_get_times_entity (group, &link);
  GError *local = NULL;
  g_autofree char *where = NULL, *path = NULL;
  g_autoptr(GPtrArray) lines = lines_new ();
  TwFigureScope own = { scope->store, scope->access, NULL };

  if (times == NULL)
    return g_steal_pointer (&lines);
  where = dup_of_stay (link, scope->where, &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }
  own.where = where;
  path = g_strdup_printf ("%s.%s", link->key, tw_stage_get_outcome_field (group)->key);
  if (!add_outcomes (lines, &own, times, path, tw_entity_get_field (times, "stage"), error))
    return NULL;
  return sort_lines (g_steal_pointer (&lines), scope->store, group, error);
}

static GPtrArray *
rate_by_month (const TwFigureScope *scope,
               const TwField       *group,
               GError             **error)
{
  const TwField *closed = tw_stage_get_closed_field (group), *outcome = tw_stage_get_outcome_field (group);
  g_autoptr(GPtrArray) lines = lines_new ();

  for (int ago = N_MONTHS - 1; closed != NULL && ago >= 0; ago--)
    {
      TwDate first = tw_figures_get_month (scope->store, ago);
      g_autofree char *text = tw_date_print (first);
      TwValue key = tw_value_date (first);
      TwFigureLine *line = tw_figure_line_new (scope->store, NULL, &key);

      /* Year and month, as a period of the language has them. */
      text[7] = '\0';
      g_free (line->title);
      line->title = g_strdup (text);
      g_ptr_array_add (lines, line);
      for (guint o = 0; o < G_N_ELEMENTS (outcomes); o++)
        {
          g_autofree char *extra = g_strdup_printf ("%s = \"%s\" and %s within %s", outcome->key, outcomes[o], closed->key, text);
          gint64 n = tw_figures_count (scope, group->entity, extra, error);

          if (n < 0)
            return NULL;
          *get_cell (line, o) = n;
        }
    }
  return g_steal_pointer (&lines);
}

static int
compare_ended (gconstpointer a,
               gconstpointer b)
{
  const TwFigureLine *one = *(TwFigureLine *const *) a, *other = *(TwFigureLine *const *) b;
  gint64 x = one->won + one->lost, y = other->won + other->lost;

  return x != y ? (x < y ? 1 : -1) : g_utf8_collate (one->title, other->title);
}

/**
 * tw_stage_figures_win_rate:
 * @scope: over which records
 * @group: a field whose entity has a tw_stage_get_outcome_field()
 * @by: (nullable): "month", or the key of a field
 * @error: %TW_STORE_ERROR_INVALID when there can be no such table, %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwFigureLine): lines with what was won and lost
 */
GPtrArray *
tw_stage_figures_win_rate (const TwFigureScope *scope,
                           const TwField       *group,
                           const char          *by,
                           GError             **error)
{
  g_autoptr(GPtrArray) lines = NULL;
  const TwField *field = by != NULL ? tw_entity_get_field (group->entity, by) : NULL;
  const TwValue nothing = TW_VALUE_INIT;

  if (!check_outcome (group, error))
    return NULL;
  if (g_strcmp0 (by, "month") == 0)
    return rate_by_month (scope, group, error);
  if (field == group)
    return rate_by_stage (scope, group, error);
  if (by != NULL && (field == NULL || !tw_figures_can_group (field)))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("There are no figures by “%s”. Take “month”, or a field with choices or a link."), by);
      return NULL;
    }
  lines = lines_new ();
  if (by == NULL)
    tw_figure_lines_get (lines, scope->store, NULL, &nothing);
  if (!add_outcomes (lines, scope, group->entity, tw_stage_get_outcome_field (group)->key, field, error))
    return NULL;
  g_ptr_array_sort (lines, compare_ended);
  return g_steal_pointer (&lines);
}
