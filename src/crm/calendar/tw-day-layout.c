/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-day-layout.h"

typedef struct
{
  const TwDaySpan *spans;
  int              least;
} Columns;

static int
get_end (const Columns *columns,
         guint          i)
{
  return MAX (columns->spans[i].end, columns->spans[i].start + columns->least);
}

/* What begins first stands first, then what is longer, then what came first. */
static int
compare_spans (gconstpointer a,
               gconstpointer b,
               gpointer      data)
{
  const Columns *columns = data;
  guint x = *(const guint *) a, y = *(const guint *) b;
  int order = (columns->spans[x].start > columns->spans[y].start) - (columns->spans[x].start < columns->spans[y].start);

  if (order == 0)
    order = (get_end (columns, y) > get_end (columns, x)) - (get_end (columns, y) < get_end (columns, x));
  return order != 0 ? order : (x > y) - (x < y);
}

static gboolean
overlap (const Columns *columns,
         guint          a,
         guint          b)
{
  return columns->spans[a].start < get_end (columns, b) && columns->spans[b].start < get_end (columns, a);
}

/* The events of a group by column; those of one column follow each other, so that one at a time is found by halving. */
typedef struct
{
  guint *starts;                                       /* (owned) of each column in the list, and the end of the last one */
  guint *list;                                         /* (owned) */
} ByColumn;

static void
sort_by_column (ByColumn         *by,
                const guint      *order,
                guint             n,
                guint             n_columns,
                const TwDayPlace *places)
{
  g_autofree guint *fill = g_new0 (guint, n_columns);

  by->starts = g_new0 (guint, n_columns + 1);
  by->list = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    by->starts[places[order[i]].column + 1]++;
  for (guint i = 0; i < n_columns; i++)
    by->starts[i + 1] += by->starts[i];
  for (guint i = 0; i < n; i++)
    {
      guint column = places[order[i]].column;

      by->list[by->starts[column] + fill[column]++] = order[i];
    }
}

/* Whether something in the column is at the time of an event. */
static gboolean
is_taken (const Columns  *columns,
          const ByColumn *by,
          guint           column,
          guint           event)
{
  guint low = by->starts[column], high = by->starts[column + 1];

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_end (columns, by->list[middle]) > columns->spans[event].start)
        high = middle;
      else
        low = middle + 1;
    }
  return low < by->starts[column + 1] && overlap (columns, by->list[low], event);
}

/* Each event of a group that hangs together reaches up to the next one in its way. */
static void
widen (const Columns *columns,
       const guint   *order,
       guint          first,
       guint          end,
       guint          n_columns,
       TwDayPlace    *places)
{
  ByColumn by = { NULL, NULL };

  sort_by_column (&by, order + first, end - first, n_columns, places);
  for (guint i = first; i < end; i++)
    {
      TwDayPlace *place = &places[order[i]];
      guint limit = place->column + 1;

      while (limit < n_columns && !is_taken (columns, &by, limit, order[i]))
        limit++;
      place->width = limit - place->column;
      place->n_columns = n_columns;
    }
  g_free (by.starts);
  g_free (by.list);
}

/**
 * tw_day_layout_columns:
 * @spans: (array length=n): events of a day, in any order
 * @n: how many
 * @least: what an event takes at least, in the unit of @spans: how high it is drawn when it is very short
 * @places: (out caller-allocates) (array length=n): where each stands
 *
 * Puts events that overlap side by side: each in the first column that is free when it begins. What hangs together shares its
 * columns, and an event fills the columns beside it in which nothing is at its time. The same events in the same order always stand
 * at the same places.
 */
void
tw_day_layout_columns (const TwDaySpan *spans,
                       guint            n,
                       int              least,
                       TwDayPlace      *places)
{
  Columns columns = { spans, MAX (least, 1) };
  g_autofree guint *order = g_new (guint, n);
  g_autofree int *ends = g_new (int, n);               /* of the last event in each column of the group */
  guint first = 0, n_columns = 0;
  int group_end = 0;

  g_return_if_fail (n == 0 || (spans != NULL && places != NULL));
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof (guint), compare_spans, &columns);
  for (guint i = 0; i < n; i++)
    {
      int start = spans[order[i]].start;
      guint column = 0;

      if (i > first && start >= group_end)
        {
          widen (&columns, order, first, i, n_columns, places);
          first = i;
          n_columns = 0;
        }
      while (column < n_columns && ends[column] > start)
        column++;
      n_columns = MAX (n_columns, column + 1);
      ends[column] = get_end (&columns, order[i]);
      group_end = i > first ? MAX (group_end, ends[column]) : ends[column];
      places[order[i]] = (TwDayPlace) { column, 1, 1 };
    }
  widen (&columns, order, first, n, n_columns, places);
}

static void
hide (const TwDayBar *bar,
      guint          *hidden)
{
  for (int day = bar->first; day <= bar->last; day++)
    hidden[day]++;
}

/**
 * tw_day_layout_lanes:
 * @bars: (array length=n): what covers one or more days, what matters most first; days from 0 to @n_days - 1
 * @n: how many
 * @n_days: how many days the row has
 * @room: how many lanes there are, at most %TW_DAY_LAYOUT_MAX_LANES
 * @lanes: (out caller-allocates) (array length=n): the lane of each, or %TW_DAY_LAYOUT_HIDDEN
 * @hidden: (out caller-allocates) (array length=n_days): how many each day does not show
 *
 * Puts bars over the days of a row into lanes, each in the first one that is free on all its days. Where not all of a day fit, its
 * last lane is left to the words "n more".
 */
void
tw_day_layout_lanes (const TwDayBar *bars,
                     guint           n,
                     guint           n_days,
                     guint           room,
                     int            *lanes,
                     guint          *hidden)
{
  g_autofree guint64 *taken = g_new0 (guint64, n_days);

  g_return_if_fail (room <= TW_DAY_LAYOUT_MAX_LANES && hidden != NULL && (n == 0 || (bars != NULL && lanes != NULL)));
  for (guint day = 0; day < n_days; day++)
    hidden[day] = 0;
  for (guint i = 0; i < n; i++)
    {
      guint64 used = 0;
      guint lane = 0;

      for (int day = bars[i].first; day <= bars[i].last; day++)
        used |= taken[day];
      while (lane < room && (used & (G_GUINT64_CONSTANT (1) << lane)) != 0)
        lane++;
      lanes[i] = lane < room ? (int) lane : TW_DAY_LAYOUT_HIDDEN;
      if (lanes[i] == TW_DAY_LAYOUT_HIDDEN)
        hide (&bars[i], hidden);
      else
        for (int day = bars[i].first; day <= bars[i].last; day++)
          taken[day] |= G_GUINT64_CONSTANT (1) << lane;
    }
  /* Whoever stands in the last lane of a day that has more makes room; where else it stood, that lane is then free for the words. */
  for (guint i = 0; i < n; i++)
    {
      gboolean in_the_way = FALSE;

      for (int day = bars[i].first; day <= bars[i].last && lanes[i] == (int) room - 1; day++)
        in_the_way = in_the_way || hidden[day] > 0;
      if (in_the_way && lanes[i] != TW_DAY_LAYOUT_HIDDEN)
        {
          lanes[i] = TW_DAY_LAYOUT_HIDDEN;
          hide (&bars[i], hidden);
        }
    }
}
