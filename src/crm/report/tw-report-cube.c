/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-report-cube.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-figure-parts.h"
#include "tw-text.h"

#define MAX_KEYS  5000                                 /* of an axis */
#define MAX_CELLS 500000

static void
axis_clear (TwReportAxis *axis)
{
  tw_report_term_clear (&axis->term);
  g_clear_pointer (&axis->keys, g_ptr_array_unref);
  g_clear_pointer (&axis->places, g_hash_table_unref);
}

void
tw_report_cube_clear (TwReportCube *cube)
{
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    axis_clear (&cube->axes[i]);
  g_clear_pointer (&cube->cells, g_hash_table_unref);
  g_free (cube->units);
}

static gboolean
axis_init (TwReportCube        *cube,
           guint                i,
           const TwReportGroup *group,
           GError             **error)
{
  TwReportAxis *axis = &cube->axes[i];
  TwReportSource *source = cube->source;

  axis->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_key_free);
  axis->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  axis->group = group;
  if (group == NULL)
    return TRUE;
  if (!tw_report_term_init (&axis->term, source->schema, source->entity, group->by, error)
      || !tw_report_source_check (source, &axis->term, error))
    return FALSE;
  axis->grain = tw_report_group_get_grain (group, &axis->term);
  return TRUE;
}

gboolean
tw_report_cube_init (TwReportCube      *cube,
                     TwReportSource    *source,
                     const TwFigureAsk *ask,
                     GCancellable      *cancellable,
                     GError           **error)
{
  GPtrArray *groups = source->report->groups;

  *cube = (TwReportCube) { .source = source, .ask = *ask, .cancellable = cancellable, .n_values = source->report->values->len };
  cube->ask.text = source->words;
  cube->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  cube->units = g_new0 (TwNumberUnit, cube->n_values);
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    if (!axis_init (cube, i, i == 2 ? source->report->across : i < groups->len ? g_ptr_array_index (groups, i) : NULL, error))
      return FALSE;
  return TRUE;
}

/* Spellings of a text are one key, as in figures; no key's text begins with a control character. */
char *
tw_report_axis_dup_name (const TwValue *value)
{
  if (tw_value_is_null (value))
    return g_strdup ("\001");
  return value->type == TW_TYPE_TEXT ? tw_text_fold (value->text) : tw_value_print (value);
}

int
tw_report_axis_find (const TwReportAxis *axis,
                     const TwValue      *value)
{
  g_autofree char *name = tw_report_axis_dup_name (value);

  return GPOINTER_TO_INT (g_hash_table_lookup (axis->places, name)) - 1;
}

static void
reverse (GPtrArray *keys)
{
  guint n = keys->len;

  /* Records without a value stay last. */
  if (n > 0 && tw_value_is_null (&((TwFigureKey *) g_ptr_array_index (keys, n - 1))->key))
    n--;
  for (guint i = 0; i < n / 2; i++)
    {
      gpointer key = keys->pdata[i];

      keys->pdata[i] = keys->pdata[n - 1 - i];
      keys->pdata[n - 1 - i] = key;
    }
}

gboolean
tw_report_cube_take_keys (TwReportCube *cube,
                          guint         i,
                          GPtrArray    *keys,
                          GError      **error)
{
  TwReportAxis *axis = &cube->axes[i];
  TwStore *store = cube->source->store;
  const char *period = cube->source->report->period;

  g_ptr_array_unref (axis->keys);
  axis->keys = keys;
  if (axis->grain != TW_GRAIN_NONE && keys->len > 0)
    tw_figure_fill_periods (store, axis->term.field != NULL ? axis->term.field : cube->source->entity->fields[0], axis->grain, cube->ask.range,
                            cube->ask.range != NULL && g_strcmp0 (axis->group->by, period) == 0, keys);
  tw_figure_sort_keys (store, axis->term.field, axis->grain, keys);
  if (axis->group->descending)
    reverse (keys);
  if (keys->len > MAX_KEYS)
    {
      cube->n_more += keys->len - MAX_KEYS;
      g_ptr_array_set_size (keys, MAX_KEYS);
    }
  for (guint j = 0; j < keys->len; j++)
    g_hash_table_insert (axis->places, tw_report_axis_dup_name (&((TwFigureKey *) g_ptr_array_index (keys, j))->key), GINT_TO_POINTER ((int) j + 1));
  if ((guint64) MAX (cube->axes[0].keys->len, 1) * MAX (cube->axes[2].keys->len, 1) * cube->n_values <= MAX_CELLS)
    return TRUE;
  g_set_error (error, TW_FIGURE_ERROR, TW_FIGURE_ERROR_INVALID,
               _("The pivot would have %1$u rows and %2$u columns. Narrow the records, or put them together more roughly."),
               cube->axes[0].keys->len, cube->axes[2].keys->len);
  return FALSE;
}

static gint64
pack (const int at[TW_REPORT_AXES])
{
  return (gint64) (at[0] + 1) << 40 | (gint64) (at[1] + 1) << 20 | (gint64) (at[2] + 1);
}

TwFigureCell *
tw_report_cube_get (TwReportCube *cube,
                    const int     at[TW_REPORT_AXES])
{
  gint64 place = pack (at);

  return g_hash_table_lookup (cube->cells, &place);
}

TwFigureCell *
tw_report_cube_make (TwReportCube *cube,
                     const int     at[TW_REPORT_AXES])
{
  gint64 place = pack (at);
  TwFigureCell *cells = g_hash_table_lookup (cube->cells, &place);

  if (cells != NULL)
    return cells;
  cells = g_new0 (TwFigureCell, cube->n_values);
  g_hash_table_insert (cube->cells, g_memdup2 (&place, sizeof place), cells);
  return cells;
}

/* --- By figures --- */

gboolean
tw_report_cube_is_plain (const TwReportCube *cube)
{
  guint n = 0;

  for (guint i = 0; i < TW_REPORT_AXES; i++)
    {
      const TwReportAxis *axis = &cube->axes[i];

      if (axis->group == NULL)
        continue;
      n++;
      if (axis->term.field == NULL || !tw_figure_can_group (axis->term.field)
          || (strchr (axis->group->by, '.') != NULL && axis->term.field->kind == TW_KIND_LINK && tw_field_get_target (axis->term.field) == NULL))
        return FALSE;
    }
  return n <= 2;
}

/* Over the axes of a set, of which there are at most two; which: their numbers in order. */
static TwFigureAnswer *
ask_figure (TwReportCube *cube,
            TwFigure     *figure,
            guint         set,
            guint         which[2],
            GError      **error)
{
  TwFigureAsk ask = cube->ask;
  guint n = 0;

  ask.groups_only = set != 0;
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    if (set & 1u << i)
      {
        figure->by[n] = (TwFigureBy) { g_strdup (cube->axes[i].group->by), cube->axes[i].grain, FALSE };
        which[n++] = i;
      }
  return tw_figure_answer (figure, &ask, cube->cancellable, error);
}

/* A pivot asks many figures one after another: what they all need in memory is read once, before the first. */
static void
announce (TwReportCube *cube)
{
  for (guint value = 0; value < cube->n_values; value++)
    {
      g_autoptr(TwFigure) figure = tw_report_dup_value_figure (cube->source->report, g_ptr_array_index (cube->source->report->values, value));
      guint n = 0;

      for (guint i = 0; i < TW_REPORT_AXES && n < 2; i++)
        if (cube->axes[i].group != NULL)
          figure->by[n++] = (TwFigureBy) { g_strdup (cube->axes[i].group->by), cube->axes[i].grain, FALSE };
      tw_figure_announce (figure, &cube->ask);
    }
}

static gboolean
ask_keys (TwReportCube *cube,
          guint         i,
          GError      **error)
{
  g_autoptr(TwFigure) figure = tw_figure_new (cube->source->report->entity);
  g_autoptr(TwFigureAnswer) answer = NULL;
  GPtrArray *keys = NULL;
  guint which[2];

  figure->where = g_strdup (cube->source->report->where);
  figure->period = g_strdup (cube->source->report->period);
  answer = ask_figure (cube, figure, 1u << i, which, error);
  if (answer == NULL)
    return FALSE;
  cube->n_more += answer->n_more;
  keys = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_key_free);
  for (guint j = 0; j < answer->keys[0]->len; j++)
    {
      const TwFigureKey *key = g_ptr_array_index (answer->keys[0], j);

      g_ptr_array_add (keys, tw_report_source_key (cube->source, &cube->axes[i].term, cube->axes[i].grain, &key->key));
    }
  return tw_report_cube_take_keys (cube, i, keys, error);
}

static gboolean
ask_value (TwReportCube *cube,
           guint         value,
           guint         set,
           GError      **error)
{
  g_autoptr(TwFigure) figure = tw_report_dup_value_figure (cube->source->report, g_ptr_array_index (cube->source->report->values, value));
  guint which[2] = { 0, 0 };
  g_autoptr(TwFigureAnswer) answer = ask_figure (cube, figure, set, which, error);
  int at[TW_REPORT_AXES] = { TW_REPORT_ALL, TW_REPORT_ALL, TW_REPORT_ALL };

  if (answer == NULL)
    return FALSE;
  cube->missing_rate |= answer->missing_rate;
  cube->units[value] = answer->unit;
  if (set == 0)
    {
      tw_report_cube_make (cube, at)[value] = answer->total;
      return TRUE;
    }
  for (guint i = 0; i < answer->keys[0]->len; i++)
    for (guint j = 0; j < answer->keys[1]->len; j++)
      {
        const TwFigureCell *cell = tw_figure_answer_get (answer, i, j);

        at[which[0]] = tw_report_axis_find (&cube->axes[which[0]], &((TwFigureKey *) g_ptr_array_index (answer->keys[0], i))->key);
        if (figure->by[1].field != NULL)
          at[which[1]] = tw_report_axis_find (&cube->axes[which[1]], &((TwFigureKey *) g_ptr_array_index (answer->keys[1], j))->key);
        if (cell->count > 0 && at[which[0]] >= 0 && (figure->by[1].field == NULL || at[which[1]] >= 0))
          tw_report_cube_make (cube, at)[value] = *cell;
      }
  return TRUE;
}

gboolean
tw_report_cube_ask (TwReportCube *cube,
                    GError      **error)
{
  guint all = 0;

  announce (cube);
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    if (cube->axes[i].group != NULL)
      {
        all |= 1u << i;
        if (!ask_keys (cube, i, error))
          return FALSE;
      }
  for (guint value = 0; value < cube->n_values; value++)
    for (guint set = 0; set <= all; set++)
      if ((set & ~all) == 0 && !ask_value (cube, value, set, error))
        return FALSE;
  return TRUE;
}
