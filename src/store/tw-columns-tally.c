/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and sums by group over arrays, in three steps: the rows for which the condition holds, the numbers of their groups, and the adding up,
 * some thousand rows at a time, so that what one step leaves is still near when the next one needs it. */
#include "config.h"

#include <string.h>

#include "tw-columns-private.h"

/* Accumulators beyond this take more time and memory than SQL needs. */
#define MAX_CELLS 2000000
#define BLOCK     4096

typedef struct { gint64 n, sum; } Narrow;

typedef struct
{
  gint64  *count;                                      /* by group */
  Narrow  *narrow;                                     /* (nullable) in place of n_sums and sum: 64 bits hold all that could be added */
  gint64  *n_sums, *n_weighted;                        /* by group × currency */
  __int128 *sum, *weighted;
  gint64  *least, *greatest;                           /* (nullable) */
  guint    n_groups, n_currencies;
} Cells;

typedef struct
{
  TwSelection     selection;
  TwAxisCodes     axes[2];
  const TwColumn *list, *sum, *weight;                 /* (nullable) */
  TwColumn        measure;
} Inputs;

/* The values that a group's number stands for. */
typedef struct
{
  GArray *first, *second;                              /* TwValue by code; both nullable */
} Keys;

static void
cells_clear (Cells *cells)
{
  g_free (cells->count);
  g_free (cells->narrow);
  g_free (cells->n_sums);
  g_free (cells->n_weighted);
  g_free (cells->sum);
  g_free (cells->weighted);
  g_free (cells->least);
  g_free (cells->greatest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cells, cells_clear)

static void
inputs_clear (Inputs *in)
{
  g_free (in->selection.rows);
  tw_axis_codes_clear (&in->axes[0]);
  tw_axis_codes_clear (&in->axes[1]);
  tw_column_measure_clear (&in->measure);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Inputs, inputs_clear)

/* --- Rows --- */

static guint
select_live (const guint8 *live, guint start, guint n, guint16 *selection)
{
  guint k = 0;

  for (guint i = 0; i < n; i++)
    {
      selection[k] = (guint16) i;
      k += live[start + i];
    }
  return k;
}

static void
select_rows (TwColumnSet *set, TwColumnFilter *filter, TwSelection *selection)
{
  selection->n = set->n;
  if (filter == NULL && memchr (set->live, 0, set->n) == NULL)
    return;
  selection->rows = g_new (guint32, MAX (set->n, 1));
  selection->n = 0;
  for (guint start = 0; start < set->n; start += TW_COLUMN_CHUNK)
    {
      guint16 chosen[TW_COLUMN_CHUNK + 1];
      guint n = MIN (set->n - start, TW_COLUMN_CHUNK);
      guint k = filter != NULL ? tw_column_filter_select (filter, set->live, start, n, chosen) : select_live (set->live, start, n, chosen);
      guint32 *rows = selection->rows + selection->n;

      for (guint i = 0; i < k; i++)
        rows[i] = start + chosen[i];
      selection->n += k;
    }
}

/* --- Groups --- */

static inline guint32
code_at (const TwAxisCodes *axis, const guint32 *rows, guint start, guint i)
{
  return axis->codes[axis->by_place ? start + i : rows[i]];
}

static void
find_groups (const Inputs *in, const guint32 *rows, guint start, guint n, guint32 *groups)
{
  guint32 n_second = in->axes[1].keys != NULL ? in->axes[1].keys->len : 1;

  if (in->axes[0].codes == NULL)
    {
      memset (groups, 0, n * sizeof *groups);
      return;
    }
  for (guint i = 0; i < n; i++)
    groups[i] = code_at (&in->axes[0], rows, start, i) * n_second;
  for (guint i = 0; in->axes[1].codes != NULL && i < n; i++)
    groups[i] += code_at (&in->axes[1], rows, start, i);
}

/* --- Adding up --- */

static void
add_narrow (Cells *cells, const Inputs *in, const guint32 *rows, const guint32 *groups, guint n)
{
  const gint64 *ints = in->sum->ints;
  const guint8 *present = in->sum->present;
  const guint32 *currencies = in->sum->codes;
  guint32 n_currencies = cells->n_currencies;

  for (guint i = 0; i < n; i++)
    {
      Narrow *cell = &cells->narrow[groups[i] * n_currencies + (currencies != NULL ? currencies[rows[i]] : 0)];

      cells->count[groups[i]]++;
      cell->n += present[rows[i]];
      cell->sum += ints[rows[i]];
    }
}

static inline void
add_cell (Cells *cells, const Inputs *in, guint row, guint group)
{
  guint cell;

  cells->count[group]++;
  if (in->sum == NULL)
    return;
  cell = group * cells->n_currencies + (in->sum->codes != NULL ? in->sum->codes[row] : 0);
  if (cells->least != NULL && in->sum->present[row])
    {
      cells->least[cell] = cells->n_sums[cell] > 0 ? MIN (cells->least[cell], in->sum->ints[row]) : in->sum->ints[row];
      cells->greatest[cell] = cells->n_sums[cell] > 0 ? MAX (cells->greatest[cell], in->sum->ints[row]) : in->sum->ints[row];
    }
  cells->n_sums[cell] += in->sum->present[row];
  cells->sum[cell] += in->sum->ints[row];
  if (in->weight != NULL)
    {
      cells->n_weighted[cell] += in->sum->present[row] & in->weight->present[row];
      cells->weighted[cell] += (__int128) in->sum->ints[row] * in->weight->ints[row];
    }
}

static void
add_in_each (Cells *cells, const Inputs *in, guint row)
{
  GArray *items = g_array_index (in->list->elements, GArray *, in->list->codes[row]);

  for (guint j = 0; j < items->len; j++)
    add_cell (cells, in, row, g_array_index (items, guint32, j));
  if (items->len == 0)
    add_cell (cells, in, row, 0);
}

static void
add_rows (Cells *cells, const Inputs *in)
{
  guint32 all[BLOCK], groups[BLOCK];

  for (guint start = 0; start < in->selection.n; start += BLOCK)
    {
      guint n = MIN (BLOCK, in->selection.n - start);
      const guint32 *rows = in->selection.rows != NULL ? in->selection.rows + start : all;

      for (guint i = 0; in->selection.rows == NULL && i < n; i++)
        all[i] = start + i;
      if (in->list == NULL)
        find_groups (in, rows, start, n, groups);
      if (in->list == NULL && cells->narrow != NULL)
        add_narrow (cells, in, rows, groups, n);
      else
        for (guint i = 0; i < n; i++)
          if (in->list != NULL)
            add_in_each (cells, in, rows[i]);
          else
            add_cell (cells, in, rows[i], groups[i]);
    }
}

/* --- The answer --- */

static TwValue
key_of (const Keys *keys, guint group)
{
  TwValue both[2];

  if (keys->first == NULL)
    return (TwValue) TW_VALUE_INIT;
  if (keys->second == NULL)
    return tw_value_copy (&g_array_index (keys->first, TwValue, group));
  both[0] = g_array_index (keys->first, TwValue, group / keys->second->len);
  both[1] = g_array_index (keys->second, TwValue, group % keys->second->len);
  return tw_value_list (both, 2);
}

static void
get_part (const Cells *cells, guint cell, TwGroupPart *part)
{
  *part = (TwGroupPart) { .n_sums = cells->narrow != NULL ? cells->narrow[cell].n : cells->n_sums[cell] };
  part->sum = cells->narrow != NULL ? cells->narrow[cell].sum : cells->sum[cell];
  if (cells->weighted != NULL)
    {
      part->n_weighted = cells->n_weighted[cell];
      part->weighted = cells->weighted[cell];
    }
  if (cells->least != NULL)
    {
      part->least = cells->least[cell];
      part->greatest = cells->greatest[cell];
    }
}

static GPtrArray *
gather (Cells *cells, const Inputs *in, const TwGroupSpec *spec, const Keys *keys)
{
  g_autoptr (TwGrouper) grouper = tw_grouper_new (spec);

  for (guint group = 0; group < cells->n_groups; group++)
    {
      g_auto (TwValue) key = TW_VALUE_INIT;

      if (cells->count[group] == 0)
        continue;
      key = key_of (keys, group);
      tw_grouper_add (grouper, &key, cells->count[group]);
      for (guint j = 0; in->sum != NULL && j < cells->n_currencies; j++)
        {
          guint32 currency = in->sum->kind == TW_COLUMN_MONEY && j > 0
                             ? (guint32) g_array_index (in->sum->dict->values, TwValue, j).i : 0;
          TwGroupPart part;

          get_part (cells, group * cells->n_currencies + j, &part);
          tw_grouper_add_part (grouper, &key, currency, &part);
        }
    }
  /* Without a group field there is one group, also over no records. */
  if (spec->by[0].field == NULL && cells->count[0] == 0)
    {
      TwValue none = TW_VALUE_INIT;

      tw_grouper_add (grouper, &none, 0);
    }
  return tw_grouper_finish (grouper);
}

/* Whether n numbers of the column add up to less than 63 bits, whichever they are. */
static gboolean
is_narrow (const TwColumn *column, guint n)
{
  __int128 most = MAX ((__int128) column->greatest, -(__int128) column->least);

  return column->greatest < column->least || most * n < G_MAXINT64;
}

static gboolean
cells_init (Cells *cells, const Inputs *in, gboolean extremes, guint n_groups)
{
  guint n;

  cells->n_groups = n_groups;
  cells->n_currencies = in->sum != NULL && in->sum->kind == TW_COLUMN_MONEY ? in->sum->dict->values->len : 1;
  if ((guint64) n_groups * cells->n_currencies > MAX_CELLS)
    return FALSE;
  n = n_groups * cells->n_currencies;
  cells->count = g_new0 (gint64, n_groups);
  if (in->sum == NULL)
    return TRUE;
  if (in->weight == NULL && !extremes && in->list == NULL && is_narrow (in->sum, in->selection.n))
    {
      cells->narrow = g_new0 (Narrow, n);
      return TRUE;
    }
  cells->n_sums = g_new0 (gint64, n);
  cells->sum = g_new0 (__int128, n);
  if (extremes)
    {
      cells->least = g_new0 (gint64, n);
      cells->greatest = g_new0 (gint64, n);
    }
  if (in->weight != NULL)
    {
      cells->n_weighted = g_new0 (gint64, n);
      cells->weighted = g_new0 (__int128, n);
    }
  return TRUE;
}

static gboolean
find_columns (Inputs *in, TwColumnSet *set, const TwGroupSpec *spec, const TwExprContext *context)
{
  in->sum = spec->sum != NULL ? tw_column_set_find (set, spec->sum) : NULL;
  in->weight = spec->weight != NULL ? tw_column_set_find (set, spec->weight) : NULL;
  if ((spec->sum != NULL && in->sum == NULL) || (spec->weight != NULL && in->weight == NULL))
    return FALSE;
  if (spec->measure == NULL)
    return TRUE;
  in->sum = &in->measure;
  return tw_column_measure_init (&in->measure, set, spec->measure, context, &in->selection);
}

/* A list field alone counts a row in each of its values. */
static gboolean
find_keys (Inputs *in, TwColumnSet *set, const TwGroupSpec *spec, const TwExprContext *context, Keys *keys)
{
  TwColumn *by = spec->by[0].field != NULL ? tw_column_set_find (set, spec->by[0].field) : NULL;

  *keys = (Keys) { NULL, NULL };
  if (spec->by[0].field == NULL)
    return TRUE;
  if (by == NULL)
    return FALSE;
  if (by->elements != NULL && spec->by[1].field == NULL)
    {
      in->list = by;
      keys->first = by->item_dict->values;
      return TRUE;
    }
  for (guint i = 0; i < 2 && spec->by[i].field != NULL; i++)
    if (!tw_axis_codes_init (&in->axes[i], set, &in->selection, &spec->by[i], context))
      return FALSE;
  *keys = (Keys) { in->axes[0].keys, in->axes[1].keys };
  return TRUE;
}

GPtrArray *
tw_column_set_group (TwColumnSet *set, TwColumnFilter *filter, const TwExprContext *context, const TwGroupSpec *spec)
{
  g_auto (Inputs) in = { .list = NULL };
  g_auto (Cells) cells = { 0 };
  guint64 n_groups;
  Keys keys;

  select_rows (set, filter, &in.selection);
  if (!find_columns (&in, set, spec, context) || !find_keys (&in, set, spec, context, &keys))
    return NULL;
  n_groups = (guint64) (keys.first != NULL ? keys.first->len : 1) * (keys.second != NULL ? keys.second->len : 1);
  if (n_groups > MAX_CELLS || !cells_init (&cells, &in, spec->extremes, (guint) n_groups))
    return NULL;
  add_rows (&cells, &in);
  return gather (&cells, &in, spec, &keys);
}
