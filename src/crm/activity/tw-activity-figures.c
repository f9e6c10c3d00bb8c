/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-activity-figures.h"

#include <glib/gi18n-lib.h>

#include "tw-activity.h"
#include "tw-stage-figures.h"
#include "tw-timeline-source.h"

#define N_MONTHS 12

/* Whose records are won and lost, and how they lead to their activities. */
typedef struct
{
  const TwEntity *entity;
  const TwField  *outcome;
  const char     *relation;
} Ended;

static gint64
sum_seconds (const TwGroup *group)
{
  gint64 seconds = 0;

  for (guint i = 0; group->sums != NULL && i < group->sums->len; i++)
    {
      const TwValue *sum = &g_array_index (group->sums, TwValue, i);

      if (sum->type == TW_TYPE_DURATION || sum->type == TW_TYPE_INTEGER)
        seconds += sum->i;
    }
  return seconds;
}

static gboolean
add_groups (GPtrArray           *lines,
            const TwFigureScope *scope,
            const TwEntity      *entity,
            const char          *extra,
            const TwField       *by,
            GError             **error)
{
  const TwField *duration = tw_entity_get_field (entity, "duration");
  g_autoptr(GPtrArray) groups = tw_figures_group (scope, entity, extra, by, duration, NULL, error);

  for (guint i = 0; groups != NULL && i < groups->len; i++)
    {
      const TwGroup *one = g_ptr_array_index (groups, i);
      TwFigureLine *line = tw_figure_lines_get (lines, scope->store, by, &one->key);

      line->count += one->count;
      line->seconds += sum_seconds (one);
    }
  return groups != NULL;
}

static gboolean
add_months (GPtrArray           *lines,
            const TwFigureScope *scope,
            const TwEntity      *entity,
            GError             **error)
{
  for (int ago = N_MONTHS - 1; ago >= 0; ago--)
    {
      TwDate first = tw_figures_get_month (scope->store, ago);
      g_autoptr(GPtrArray) month = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_line_free);
      g_autofree char *text = tw_date_print (first), *extra = NULL;
      TwValue key = tw_value_date (first);
      TwFigureLine *line = tw_figure_line_new (scope->store, NULL, &key);

      /* Year and month, as a period of the language has them. */
      text[7] = '\0';
      g_free (line->title);
      line->title = g_strdup (text);
      g_ptr_array_add (lines, line);
      extra = g_strdup_printf ("%s within %s", entity->date_field->key, text);
      if (!add_groups (month, scope, entity, extra, NULL, error))
        return FALSE;
      for (guint i = 0; i < month->len; i++)
        {
          line->count += ((TwFigureLine *) g_ptr_array_index (month, i))->count;
          line->seconds += ((TwFigureLine *) g_ptr_array_index (month, i))->seconds;
        }
    }
  return TRUE;
}

/* --- With it and without it --- */

static gboolean
find_ended (const TwEntity *activity,
            Ended          *ended)
{
  const TwSchema *schema = activity->schema;

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);
      const TwField *group = entity->board_field;
      const TwField *link = group != NULL && group->kind == TW_KIND_LINK && tw_stage_can_group (group) ? tw_activity_find_link (activity, entity)
                                                                                                       : NULL;

      if (link == NULL || tw_field_get_target (link) != entity || tw_stage_get_outcome_field (group) == NULL)
        continue;
      *ended = (Ended) { entity, tw_stage_get_outcome_field (group), link->inverse };
      return TRUE;
    }
  return FALSE;
}

static gint64
count_ended (const TwFigureScope *scope,
             const Ended         *ended,
             const char          *outcome,
             const char          *activities,
             GError             **error)
{
  TwFigureScope own = { scope->store, scope->access, NULL };
  g_autofree char *extra = activities != NULL
                           ? g_strdup_printf ("%s = \"%s\" and any(%s where %s)", ended->outcome->key, outcome, ended->relation, activities)
                           : g_strdup_printf ("%s = \"%s\"", ended->outcome->key, outcome);

  return tw_figures_count (&own, ended->entity, extra, error);
}

/* The activities of a type that the scope has and the person may read. */
static char *
dup_activities (const TwFigureScope *scope,
                const TwEntity      *entity,
                const TwField       *type,
                const char          *key)
{
  GString *where = g_string_new (NULL);
  g_autofree char *rights = scope->access != NULL && tw_access_may (scope->access, TW_RIGHT_READ, entity)
                            ? tw_access_dup_where (scope->access, TW_RIGHT_READ, entity) : NULL;

  g_string_append_printf (where, "%s = \"%s\"", type->key, key);
  if (scope->where != NULL)
    g_string_append_printf (where, " and (%s)", scope->where);
  if (rights != NULL)
    g_string_append_printf (where, " and (%s)", rights);
  return g_string_free (where, FALSE);
}

static gboolean
add_ended (GPtrArray           *lines,
           const TwFigureScope *scope,
           const TwEntity      *entity,
           const TwField       *type,
           GError             **error)
{
  gint64 won, lost;
  Ended ended;

  /* Who may not read what is won hears what was done, and no more. */
  if (!find_ended (entity, &ended) || (scope->access != NULL && !tw_access_may (scope->access, TW_RIGHT_READ, ended.entity)))
    return TRUE;
  won = count_ended (scope, &ended, "won", NULL, error);
  lost = won >= 0 ? count_ended (scope, &ended, "lost", NULL, error) : -1;
  for (guint i = 0; lost >= 0 && i < lines->len; i++)
    {
      TwFigureLine *line = g_ptr_array_index (lines, i);
      g_autofree char *activities = line->key.type == TW_TYPE_ENUM ? dup_activities (scope, entity, type, line->key.text) : NULL;

      if (activities == NULL)
        continue;
      line->won = count_ended (scope, &ended, "won", activities, error);
      line->lost = line->won >= 0 ? count_ended (scope, &ended, "lost", activities, error) : -1;
      if (line->lost < 0)
        return FALSE;
      line->other_won = won - line->won;
      line->other_lost = lost - line->lost;
    }
  return lost >= 0;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const TwFigureLine *one = *(TwFigureLine *const *) a, *other = *(TwFigureLine *const *) b;

  return one->count != other->count ? (one->count < other->count ? 1 : -1) : g_utf8_collate (one->title, other->title);
}

/**
 * tw_activity_figures:
 * @scope: over which activities
 * @by: (nullable): "month", "outcome", or the key of a field
 * @error: %TW_STORE_ERROR_INVALID when there can be no such table, %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwFigureLine): the lines
 */
GPtrArray *
tw_activity_figures (const TwFigureScope *scope,
                     const char          *by,
                     GError             **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_line_free);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (scope->store);
  const TwEntity *entity = tw_schema_get_entity (schema, "activity");
  const TwField *field = entity != NULL && by != NULL ? tw_entity_get_field (entity, by) : NULL;
  gboolean months = g_strcmp0 (by, "month") == 0;
  const TwValue nothing = TW_VALUE_INIT;

  if (entity == NULL || (months && entity->date_field == NULL)
      || (!months && by != NULL && (field == NULL || (!tw_figures_can_group (field) && !g_str_equal (by, "outcome")))))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("There are no figures by “%s”. Take “month”, or a field with choices or a link."), by != NULL ? by : "");
      return NULL;
    }
  if (months)
    return add_months (lines, scope, entity, error) ? g_steal_pointer (&lines) : NULL;
  if (by == NULL)
    tw_figure_lines_get (lines, scope->store, NULL, &nothing);
  if (!add_groups (lines, scope, entity, NULL, field, error)
      || (field != NULL && field == tw_timeline_records_get_type_field (entity) && !add_ended (lines, scope, entity, field, error)))
    return NULL;
  g_ptr_array_sort (lines, compare_lines);
  return g_steal_pointer (&lines);
}
