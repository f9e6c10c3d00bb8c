/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-lead-figures.h"

/* Days, both included; the last band has no end. The titles are what people see. */
static const struct { const char *title, *where; } bands[] =
{
  { N_("Up to a week"), "created_at >= now() - 7 days" },
  { N_("Up to a month"), "created_at < now() - 7 days and created_at >= now() - 30 days" },
  { N_("Up to 3 months"), "created_at < now() - 30 days and created_at >= now() - 90 days" },
  { N_("Older"), "created_at < now() - 90 days" },
};

typedef enum { CELL_OPEN, CELL_QUIET, CELL_MISSED, N_CELLS } Cell;

static const char *const conditions[N_CELLS] =
{
  "status = \"active\"",
  "status = \"active\" and created_at < now() - " G_STRINGIFY (TW_LEAD_QUIET_DAYS) " days and count(activities where at >= now() - "
    G_STRINGIFY (TW_LEAD_QUIET_DAYS) " days) = 0",
  "status = \"active\" and next_follow_up_at < now()",
};

static gint64 *
get_cell (TwFigureLine *line, Cell cell)
{
  return cell == CELL_OPEN ? &line->open : cell == CELL_QUIET ? &line->quiet : &line->overdue;
}

static GPtrArray *
count_bands (const TwFigureScope *scope, const TwEntity *entity, GError **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_line_free);

  for (guint b = 0; b < G_N_ELEMENTS (bands); b++)
    {
      TwValue key = tw_value_integer (b);
      TwFigureLine *line = tw_figure_line_new (scope->store, NULL, &key);

      g_free (line->title);
      line->title = g_strdup (_(bands[b].title));
      g_ptr_array_add (lines, line);
      for (guint c = 0; c < N_CELLS; c++)
        {
          g_autofree char *extra = g_strdup_printf ("%s and %s", conditions[c], bands[b].where);
          gint64 n = tw_figures_count (scope, entity, extra, error);

          if (n < 0)
            return NULL;
          *get_cell (line, c) = n;
        }
    }
  return g_steal_pointer (&lines);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const TwFigureLine *one = *(TwFigureLine *const *) a, *other = *(TwFigureLine *const *) b;

  return one->open != other->open ? (one->open < other->open ? 1 : -1) : g_utf8_collate (one->title, other->title);
}

/**
 * tw_lead_figures:
 * @scope: over which leads
 * @by: "age", or the key of a field of leads
 * @error: %TW_STORE_ERROR_INVALID when there can be no such table, %TW_EXPR_ERROR, %TW_ACCESS_ERROR, or of the store
 *
 * Returns: (transfer full) (nullable) (element-type TwFigureLine): the lines
 */
GPtrArray *
tw_lead_figures (const TwFigureScope *scope, const char *by, GError **error)
{
  g_autoptr(TwSchema) schema = tw_store_ref_schema (scope->store);
  const TwEntity *entity = tw_schema_get_entity (schema, "lead");
  const TwField *field = tw_entity_get_field (entity, by);
  g_autoptr(GPtrArray) lines = NULL;

  if (g_str_equal (by, "age"))
    return count_bands (scope, entity, error);
  if (!field || !tw_figures_can_group (field))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _("There are no figures by “%s”. Take “age”, or a field with choices or a link."), by);
      return NULL;
    }
  lines = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_line_free);
  for (guint c = 0; c < N_CELLS; c++)
    {
      g_autoptr(GPtrArray) groups = tw_figures_group (scope, entity, conditions[c], field, NULL, NULL, error);

      if (!groups)
        return NULL;
      for (guint i = 0; i < groups->len; i++)
        {
          const TwGroup *one = g_ptr_array_index (groups, i);

          *get_cell (tw_figure_lines_get (lines, scope->store, field, &one->key), c) += one->count;
        }
    }
  g_ptr_array_sort (lines, compare_lines);
  return g_steal_pointer (&lines);
}
