/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pivot by going through all rows: for three axes, and for expressions, which figures are not put together by. */
#include "config.h"

#include "tw-figure-parts.h"
#include "tw-report-cube.h"
#include "tw-report-tally.h"

#define NONE G_MAXUINT

typedef struct
{
  TwAggregate   aggregate;
  TwReportTerm  terms[4];                              /* measure, weight, part, where */
  guint         at[4];                                 /* columns of the stream; NONE */
} Value;

typedef struct
{
  gint64        count, part;
  TwReportTally tally;
} Sum;

typedef struct
{
  TwReportCube *cube;
  Value        *values;
  guint         at[TW_REPORT_AXES];                    /* columns of the stream */
  GHashTable   *names[TW_REPORT_AXES];                 /* text of a key → its number in found + 1 */
  GPtrArray    *found[TW_REPORT_AXES];                 /* TwFigureKey, as they came */
  GHashTable   *sums;                                  /* three numbers → Sum[n_values] */
  GArray       *columns;                               /* TwStreamColumn */
} Walk;

static void
walk_clear (Walk *walk)
{
  GHashTableIter iter;
  gpointer sums;

  for (guint i = 0; i < TW_REPORT_AXES; i++)
    {
      g_clear_pointer (&walk->names[i], g_hash_table_unref);
      g_clear_pointer (&walk->found[i], g_ptr_array_unref);
    }
  g_hash_table_iter_init (&iter, walk->sums);
  while (g_hash_table_iter_next (&iter, NULL, &sums))
    for (guint i = 0; i < walk->cube->n_values; i++)
      tw_report_tally_clear (&((Sum *) sums)[i].tally);
  g_hash_table_unref (walk->sums);
  g_array_unref (walk->columns);
  for (guint i = 0; i < walk->cube->n_values; i++)
    for (guint j = 0; j < G_N_ELEMENTS (walk->values[i].terms); j++)
      tw_report_term_clear (&walk->values[i].terms[j]);
  g_free (walk->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* --- What is read --- */

static guint
add_column (Walk               *walk,
            const TwReportTerm *term,
            TwGrain             grain)
{
  gboolean own = term->bound == NULL;
  TwStreamColumn column = { term->field, own ? NULL : term->bound, grain };

  g_array_append_val (walk->columns, column);
  return walk->columns->len - 1;
}

static gboolean
add_value (Walk                *walk,
           Value               *value,
           const TwReportValue *of,
           GError             **error)
{
  const char *const texts[] = { of->measure, of->weight, of->part, of->where };
  TwReportSource *source = walk->cube->source;

  value->aggregate = of->aggregate;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      value->at[i] = NONE;
      if (texts[i] == NULL)
        continue;
      if (i < 2 ? !tw_report_term_init (&value->terms[i], source->schema, source->entity, texts[i], error)
                : (value->terms[i].bound = tw_expr_bind_text (texts[i], source->schema, source->entity, TW_EXPR_BIND_CONDITION, error)) == NULL)
        return FALSE;
      if (!tw_report_source_check (source, &value->terms[i], error))
        return FALSE;
      value->at[i] = add_column (walk, &value->terms[i], TW_GRAIN_NONE);
    }
  return TRUE;
}

static gboolean
walk_init (Walk         *walk,
           TwReportCube *cube,
           GError      **error)
{
  *walk = (Walk) { .cube = cube, .values = g_new0 (Value, cube->n_values), .columns = g_array_new (FALSE, TRUE, sizeof (TwStreamColumn)) };
  walk->sums = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    {
      walk->names[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      walk->found[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_figure_key_free);
      walk->at[i] = cube->axes[i].group != NULL ? add_column (walk, &cube->axes[i].term, cube->axes[i].grain) : NONE;
    }
  for (guint i = 0; i < cube->n_values; i++)
    if (!add_value (walk, &walk->values[i], g_ptr_array_index (cube->source->report->values, i), error))
      return FALSE;
  return TRUE;
}

/* --- Rows --- */

static int
find_key (Walk          *walk,
          guint          axis,
          const TwValue *value)
{
  char *name = tw_report_axis_dup_name (value);
  int place = GPOINTER_TO_INT (g_hash_table_lookup (walk->names[axis], name));

  if (place > 0)
    {
      g_free (name);
      return place - 1;
    }
  g_ptr_array_add (walk->found[axis], tw_report_source_key (walk->cube->source, &walk->cube->axes[axis].term, walk->cube->axes[axis].grain, value));
  g_hash_table_insert (walk->names[axis], name, GINT_TO_POINTER ((int) walk->found[axis]->len));
  return (int) walk->found[axis]->len - 1;
}

/* The keys that the row has on an axis; a list has several, each once. */
static void
read_keys (Walk     *walk,
           TwStream *stream,
           guint     axis,
           GArray   *keys)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  guint n = 1;

  g_array_set_size (keys, 0);
  if (walk->at[axis] == NONE)
    return;
  tw_stream_get_value (stream, walk->at[axis], &value);
  if (value.type == TW_TYPE_LIST)
    n = value.list->n_values;
  for (guint i = 0; i < n; i++)
    {
      int key = find_key (walk, axis, value.type == TW_TYPE_LIST ? &value.list->values[i] : &value);
      gboolean there = FALSE;

      for (guint j = 0; j < keys->len; j++)
        there |= g_array_index (keys, int, j) == key;
      if (!there)
        g_array_append_val (keys, key);
    }
}

static gboolean
holds (TwStream *stream,
       guint     column)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  if (column == NONE)
    return TRUE;
  tw_stream_get_value (stream, column, &value);
  return value.type == TW_TYPE_BOOLEAN && value.i != 0;
}

static Sum *
find_sums (Walk      *walk,
           const int  at[TW_REPORT_AXES])
{
  gint64 place = (gint64) (at[0] + 1) << 40 | (gint64) (at[1] + 1) << 20 | (gint64) (at[2] + 1);
  Sum *sums = g_hash_table_lookup (walk->sums, &place);

  if (sums != NULL)
    return sums;
  sums = g_new0 (Sum, walk->cube->n_values);
  for (guint i = 0; i < walk->cube->n_values; i++)
    sums[i].tally.type = walk->values[i].terms[0].type;
  g_hash_table_insert (walk->sums, g_memdup2 (&place, sizeof place), sums);
  return sums;
}

/* What the row adds: read once, added to every cell that it is in. */
typedef struct
{
  gboolean in, part;
  TwValue  measure, weight;
} Addend;

static void
read_addends (Walk     *walk,
              TwStream *stream,
              Addend   *addends)
{
  for (guint i = 0; i < walk->cube->n_values; i++)
    {
      const Value *value = &walk->values[i];

      addends[i] = (Addend) { holds (stream, value->at[3]), FALSE, TW_VALUE_INIT, TW_VALUE_INIT };
      if (!addends[i].in)
        continue;
      addends[i].part = value->at[2] != NONE && holds (stream, value->at[2]);
      if (value->at[0] != NONE)
        tw_stream_get_value (stream, value->at[0], &addends[i].measure);
      if (value->at[1] != NONE)
        tw_stream_get_value (stream, value->at[1], &addends[i].weight);
    }
}

static void
add_to (Walk         *walk,
        const int     at[TW_REPORT_AXES],
        const Addend *addends)
{
  Sum *sums = find_sums (walk, at);

  for (guint i = 0; i < walk->cube->n_values; i++)
    if (addends[i].in)
      {
        sums[i].count++;
        sums[i].part += addends[i].part;
        tw_report_tally_add (&sums[i].tally, &addends[i].measure, walk->values[i].at[1] != NONE ? &addends[i].weight : NULL);
      }
}

/* Every cell that the row is in: of each set of axes, over the others. */
static void
add_row (Walk         *walk,
         GArray       *keys[TW_REPORT_AXES],
         const Addend *addends)
{
  for (guint set = 0; set < 1u << TW_REPORT_AXES; set++)
    {
      guint n[TW_REPORT_AXES], all = 1;

      for (guint i = 0; i < TW_REPORT_AXES; i++)
        {
          n[i] = set & 1u << i ? keys[i]->len : 1;
          all *= n[i];
        }
      for (guint one = 0; one < all; one++)
        {
          int at[TW_REPORT_AXES];

          for (guint i = 0, rest = one; i < TW_REPORT_AXES; rest /= n[i], i++)
            at[i] = set & 1u << i ? g_array_index (keys[i], int, rest % n[i]) : TW_REPORT_ALL;
          add_to (walk, at, addends);
        }
    }
}

static gboolean
walk_rows (Walk    *walk,
           GError **error)
{
  TwReportCube *cube = walk->cube;
  g_autoptr(TwStream) stream = tw_stream_new (cube->source->store, cube->source->query, (TwStreamColumn *) walk->columns->data, walk->columns->len,
                                              NULL, 0, 0, cube->cancellable, error);
  g_autoptr(GError) local = NULL;
  g_autofree Addend *addends = g_new0 (Addend, cube->n_values);
  GArray *keys[TW_REPORT_AXES];

  if (stream == NULL)
    return FALSE;
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    keys[i] = g_array_new (FALSE, FALSE, sizeof (int));
  while (tw_stream_next (stream, &local))
    {
      for (guint i = 0; i < TW_REPORT_AXES; i++)
        read_keys (walk, stream, i, keys[i]);
      read_addends (walk, stream, addends);
      add_row (walk, keys, addends);
      for (guint i = 0; i < cube->n_values; i++)
        {
          tw_value_clear (&addends[i].measure);
          tw_value_clear (&addends[i].weight);
        }
    }
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    g_array_unref (keys[i]);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- What it comes to --- */

static gboolean
finish_sum (Walk         *walk,
            const Value  *value,
            const Sum    *sum,
            TwFigureCell *cell,
            GError      **error)
{
  TwReportSource *source = walk->cube->source;
  g_auto(TwValue) result = TW_VALUE_INIT;
  gint64 rate = 0;

  cell->count = sum->count;
  if (value->aggregate == TW_AGGREGATE_COUNT)
    tw_figure_cell_set (cell, tw_value_integer (sum->count));
  else if (value->aggregate == TW_AGGREGATE_RATE)
    {
      if (sum->count > 0 && tw_int64_muldiv (sum->part, 100 * TW_DECIMAL_ONE, sum->count, TW_ROUND_HALF_EVEN, &rate))
        tw_figure_cell_set (cell, tw_value_decimal (rate));
    }
  else
    {
      if (!tw_report_tally_finish (&sum->tally, source->store, source->currency, value->aggregate, &result, &walk->cube->missing_rate, error))
        return FALSE;
      if (!tw_value_is_null (&result))
        tw_figure_cell_set (cell, result);
    }
  return TRUE;
}

/* Numbers of keys as they came become those of their order; a key beyond what is shown has none. */
static gboolean
finish_sums (Walk    *walk,
             int     *order[TW_REPORT_AXES],
             GError **error)
{
  GHashTableIter iter;
  gpointer place, value;

  g_hash_table_iter_init (&iter, walk->sums);
  while (g_hash_table_iter_next (&iter, &place, &value))
    {
      gint64 packed = *(gint64 *) place;
      const int at[TW_REPORT_AXES] = { (int) (packed >> 40) - 1, (int) (packed >> 20 & 0xfffff) - 1, (int) (packed & 0xfffff) - 1 };
      int to[TW_REPORT_AXES];
      gboolean shown = TRUE;
      const Sum *sums = value;

      for (guint i = 0; i < TW_REPORT_AXES; i++)
        {
          to[i] = at[i] >= 0 ? order[i][at[i]] : TW_REPORT_ALL;
          shown = shown && (at[i] < 0 || to[i] >= 0);
        }
      for (guint i = 0; shown && i < walk->cube->n_values; i++)
        if ((sums[i].count > 0 || packed == 0) && !finish_sum (walk, &walk->values[i], &sums[i], &tw_report_cube_make (walk->cube, to)[i], error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
ask_units (TwReportCube *cube,
           GError      **error)
{
  for (guint i = 0; i < cube->n_values; i++)
    {
      g_autoptr(TwFigure) figure = tw_report_dup_value_figure (cube->source->report, g_ptr_array_index (cube->source->report->values, i));
      g_autoptr(TwFigureAnswer) answer = tw_figure_answer (figure, &cube->ask, cube->cancellable, error);

      if (answer == NULL)
        return FALSE;
      cube->units[i] = answer->unit;
    }
  return TRUE;
}

gboolean
tw_report_cube_walk (TwReportCube *cube,
                     GError      **error)
{
  g_auto(Walk) walk = { .cube = cube };
  const int all[TW_REPORT_AXES] = { TW_REPORT_ALL, TW_REPORT_ALL, TW_REPORT_ALL };
  int *order[TW_REPORT_AXES] = { NULL };
  gboolean good = TRUE;

  if (!walk_init (&walk, cube, error) || !walk_rows (&walk, error))
    return FALSE;
  find_sums (&walk, all);
  for (guint i = 0; i < TW_REPORT_AXES && good; i++)
    {
      guint n = walk.found[i]->len;
      g_autoptr(GArray) values = g_array_new (FALSE, TRUE, sizeof (TwValue));

      for (guint j = 0; j < n; j++)
        {
          TwValue value = tw_value_copy (&((TwFigureKey *) g_ptr_array_index (walk.found[i], j))->key);

          g_array_append_val (values, value);
        }
      if (cube->axes[i].group != NULL)
        good = tw_report_cube_take_keys (cube, i, g_steal_pointer (&walk.found[i]), error);
      order[i] = g_new (int, MAX (n, 1));
      for (guint j = 0; j < n; j++)
        {
          order[i][j] = good ? tw_report_axis_find (&cube->axes[i], &g_array_index (values, TwValue, j)) : -1;
          tw_value_clear (&g_array_index (values, TwValue, j));
        }
    }
  good = good && finish_sums (&walk, order, error) && ask_units (cube, error);
  for (guint i = 0; i < TW_REPORT_AXES; i++)
    g_free (order[i]);
  return good;
}
