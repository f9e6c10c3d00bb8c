/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-task-figures.h"
#include "tw-task-finish.h"

#define N_MONTHS 12

/* status in ("completed"); (nullable) */
static char *
dup_done_where (const TwEntity *entity)
{
  const TwField *state = tw_task_get_state (entity, NULL);
  g_autoptr(GString) text = NULL;
  guint n = 0;

  if (!state)
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, "%s in (", state->key);
  for (guint i = 0; state->choices && state->choices[i]; i++)
    if (state->choices[i]->closed)
      g_string_append_printf (text, "%s\"%s\"", n++ > 0 ? ", " : "", state->choices[i]->key);
  g_string_append_c (text, ')');
  return g_strdup (text->str);
}

/**
 * tw_task_dup_open_where:
 * @entity: a kind of record
 *
 * Returns: (transfer full) (nullable): the condition of its records that are not done; those without a state are not done
 */
char *
tw_task_dup_open_where (const TwEntity *entity)
{
  g_autofree char *done = dup_done_where (entity);
  const TwField *state = tw_task_get_state (entity, NULL);

  return done ? g_strdup_printf ("(%s is empty or not (%s))", state->key, done) : NULL;
}

/**
 * tw_task_dup_overdue_where:
 * @entity: a kind of record
 *
 * Returns: (transfer full) (nullable): the condition of its records that should have been done
 */
char *
tw_task_dup_overdue_where (const TwEntity *entity)
{
  g_autofree char *open = tw_task_dup_open_where (entity);

  if (!open || !entity->date_field)
    return NULL;
  return g_strdup_printf ("%s and %s < %s", open, entity->date_field->key, entity->date_field->type == TW_TYPE_DATE ? "today()" : "now()");
}

typedef enum { CELL_OPEN, CELL_OVERDUE, CELL_DONE, N_CELLS } Cell;

static gint64 *
get_cell (TwFigureLine *line, Cell cell)
{
  return cell == CELL_OPEN ? &line->open : cell == CELL_OVERDUE ? &line->overdue : &line->done;
}

/* Conditions by cell; NULL where the kind has no such thing. */
static void
dup_conditions (const TwEntity *entity, char *conditions[N_CELLS])
{
  conditions[CELL_OPEN] = tw_task_dup_open_where (entity);
  conditions[CELL_OVERDUE] = tw_task_dup_overdue_where (entity);
  conditions[CELL_DONE] = dup_done_where (entity);
}

static gboolean
add_groups (GPtrArray *lines, const TwFigureScope *scope, const TwEntity *entity, char *const conditions[N_CELLS], const TwField *by,
            GError **error)
{
  for (guint c = 0; c < N_CELLS; c++)
    {
      g_autoptr(GPtrArray) groups = conditions[c] ? tw_figures_group (scope, entity, conditions[c], by, NULL, NULL, error) : NULL;

      if (conditions[c] && !groups)
        return FALSE;
      for (guint i = 0; groups && i < groups->len; i++)
        {
          const TwGroup *one = g_ptr_array_index (groups, i);

          *get_cell (tw_figure_lines_get (lines, scope->store, by, &one->key), c) += one->count;
        }
    }
  return TRUE;
}

static gboolean
add_months (GPtrArray *lines, const TwFigureScope *scope, const TwEntity *entity, char *const conditions[N_CELLS], GError **error)
{
  for (int ago = N_MONTHS - 1; entity->date_field && ago >= 0; ago--)
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
      for (guint c = 0; c < N_CELLS; c++)
        {
          g_autofree char *extra = conditions[c] ? g_strdup_printf ("%s and %s within %s", conditions[c], entity->date_field->key, text) : NULL;
          gint64 n = extra ? tw_figures_count (scope, entity, extra, error) : 0;

          if (n < 0)
            return FALSE;
          *get_cell (line, c) = n;
        }
    }
  return TRUE;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const TwFigureLine *one = *(TwFigureLine *const *) a, *other = *(TwFigureLine *const *) b;
  gint64 x = one->open + one->done, y = other->open + other->done;

  return x != y ? (x < y ? 1 : -1) : g_utf8_collate (one->title, other->title);
}

/**
 * tw_task_figures:
 * @scope: over which records; its condition is one on @entity
 * @entity: a kind of record
 * @by: (nullable): "month", or the key of a field
 * @error: %TW_STORE_ERROR_INVALID when there can be no such table, %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwFigureLine): the lines
 */
GPtrArray *
tw_task_figures (const TwFigureScope *scope, const TwEntity *entity, const char *by, GError **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_line_free);
  const TwField *field = by ? tw_entity_get_field (entity, by) : NULL;
  gboolean months = g_strcmp0 (by, "month") == 0, good;
  const TwValue nothing = TW_VALUE_INIT;
  char *conditions[N_CELLS];

  if (!tw_task_get_state (entity, NULL) || (by && !months && (!field || !tw_figures_can_group (field))))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   by ? _("There are no figures by “%s”. Take “month”, or a field with choices or a link.")
                      : _("Nothing of “%s” can be done."), by ? by : tw_entity_get_label (entity, TRUE));
      return NULL;
    }
  if (!by)
    tw_figure_lines_get (lines, scope->store, NULL, &nothing);
  dup_conditions (entity, conditions);
  good = months ? add_months (lines, scope, entity, conditions, error) : add_groups (lines, scope, entity, conditions, field, error);
  for (guint c = 0; c < N_CELLS; c++)
    g_free (conditions[c]);
  if (!good)
    return NULL;
  if (!months)
    g_ptr_array_sort (lines, compare_lines);
  return g_steal_pointer (&lines);
}
