/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-days.h"

#include "tw-task.h"

#define DAY_MINUTES (24 * 60)
#define SHORTEST    30                                 /* minutes that an event takes at least where it is drawn */
#define MANY        1000                               /* items that take long to free */

int
tw_calendar_compare_items (gconstpointer a,
                           gconstpointer b)
{
  const TwCalendarItem *x = *(TwCalendarItem *const *) a, *y = *(TwCalendarItem *const *) b;
  int order = y->bar - x->bar;

  if (order == 0 && x->bar)
    order = (x->span.first > y->span.first) - (x->span.first < y->span.first);
  if (order == 0 && x->bar)
    order = (y->span.last > x->span.last) - (y->span.last < x->span.last);
  if (order == 0)
    order = (x->occurrence->start > y->occurrence->start) - (x->occurrence->start < y->occurrence->start);
  if (order == 0)
    order = (y->occurrence->end > x->occurrence->end) - (y->occurrence->end < x->occurrence->end);
  return order != 0 ? order : tw_id_compare (&x->occurrence->id, &y->occurrence->id);
}

/* --- By day --- */

typedef gboolean (*Wanted) (const TwCalendarItem *item);

static gboolean
is_any (const TwCalendarItem *item)
{
  return TRUE;
}

static gboolean
is_wide (const TwCalendarItem *item)
{
  return item->bar || item->span.last > item->span.first;
}

static gboolean
is_single (const TwCalendarItem *item)
{
  return !is_wide (item);
}

static guint
count_days (const TwCalendarDays *days)
{
  return (guint) (days->last - days->first + 1);
}

/* Each item stands in the list of every day that it touches. */
static void
fill_lists (TwCalendarDays  *days,
            TwCalendarLists *lists,
            Wanted           wanted)
{
  guint n_days = count_days (days);
  g_autofree guint *fill = g_new0 (guint, n_days);

  lists->starts = g_new0 (guint, n_days + 1);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < days->items->len; i++)
        {
          TwCalendarItem *item = g_ptr_array_index (days->items, i);

          for (TwDate day = MAX (item->span.first, days->first); wanted (item) && day <= MIN (item->span.last, days->last); day++)
            {
              guint at = (guint) (day - days->first);

              if (pass == 1)
                lists->list[lists->starts[at] + fill[at]] = item;
              fill[at]++;
            }
        }
      if (pass == 1)
        break;
      for (guint i = 0; i < n_days; i++)
        lists->starts[i + 1] = lists->starts[i] + fill[i];
      lists->list = g_new (TwCalendarItem *, lists->starts[n_days] + 1);
      memset (fill, 0, n_days * sizeof (guint));
    }
}

static void
clear_lists (TwCalendarLists *lists)
{
  g_free (lists->starts);
  g_free (lists->list);
}

/* What stands above the hours comes first in a day, and has no place among them. */
static void
place_day (TwCalendarDays *days,
           TwDate          day)
{
  guint at = (guint) (day - days->first), first = days->all.starts[at], end = days->all.starts[at + 1], n;
  g_autofree TwDaySpan *spans = NULL;
  g_autofree TwDayPlace *places = NULL;

  while (first < end && days->all.list[first]->bar)
    first++;
  n = end - first;
  spans = g_new (TwDaySpan, n);
  places = g_new (TwDayPlace, n);
  for (guint i = 0; i < n; i++)
    {
      const TwCalendarSpan *span = &days->all.list[first + i]->span;

      spans[i] = (TwDaySpan) { span->first < day ? 0 : span->from, span->last > day ? DAY_MINUTES : span->to };
    }
  tw_day_layout_columns (spans, n, SHORTEST, places);
  for (guint i = 0; i < n; i++)
    days->places[first + i] = (TwCalendarPlace) { places[i], spans[i].start, spans[i].end };
}

static void
count_item (TwCalendarCounts     *counts,
            const TwCalendarItem *item)
{
  const TwOccurrence *occurrence = item->occurrence;

  counts->meetings += occurrence->kind == TW_CALENDAR_MEETING;
  counts->calls += occurrence->kind == TW_CALENDAR_CALL;
  counts->tasks += occurrence->kind == TW_CALENDAR_TASK;
  counts->done += occurrence->done;
  counts->clashes += item->clash;
}

/* --- By id --- */

static guint
hash_item (gconstpointer key)
{
  const TwCalendarItem *item = key;

  return tw_id_hash (&item->occurrence->id) ^ g_int64_hash (&item->occurrence->recurrence_id);
}

static gboolean
equal_items (gconstpointer a,
             gconstpointer b)
{
  const TwOccurrence *x = ((const TwCalendarItem *) a)->occurrence, *y = ((const TwCalendarItem *) b)->occurrence;

  return tw_id_equal (&x->id, &y->id) && x->recurrence_id == y->recurrence_id;
}

static void
free_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  tw_calendar_days_free (data);
  g_task_return_boolean (task, TRUE);
}

/**
 * tw_calendar_days_new:
 * @first: the first day
 * @last: the last day
 * @items: (transfer full) (element-type TwCalendarItem): what is on them
 *
 * Returns: (transfer full): the items by day; without holidays and working hours
 */
TwCalendarDays *
tw_calendar_days_new (TwDate     first,
                      TwDate     last,
                      GPtrArray *items)
{
  TwCalendarDays *days = g_new0 (TwCalendarDays, 1);

  days->first = first;
  days->last = last;
  days->items = items;
  g_ptr_array_sort (items, tw_calendar_compare_items);
  fill_lists (days, &days->all, is_any);
  fill_lists (days, &days->wide, is_wide);
  fill_lists (days, &days->single, is_single);
  days->places = g_new0 (TwCalendarPlace, days->all.starts[count_days (days)] + 1);
  days->counts = g_new0 (TwCalendarCounts, count_days (days));
  days->by_id = g_hash_table_new (hash_item, equal_items);
  for (TwDate day = first; day <= last; day++)
    place_day (days, day);
  for (guint i = 0; i < items->len; i++)
    {
      TwCalendarItem *item = g_ptr_array_index (items, i);

      g_hash_table_add (days->by_id, item);
      if (item->span.first >= first && item->span.first <= last)
        count_item (&days->counts[item->span.first - first], item);
    }
  return days;
}

void
tw_calendar_days_free (TwCalendarDays *days)
{
  g_hash_table_unref (days->by_id);
  g_ptr_array_unref (days->items);
  clear_lists (&days->all);
  clear_lists (&days->wide);
  clear_lists (&days->single);
  g_free (days->places);
  g_free (days->counts);
  g_clear_pointer (&days->holidays, g_hash_table_unref);
  g_free (days->work);
  g_free (days);
}

void
tw_calendar_days_free_later (TwCalendarDays *days)
{
  g_autoptr(GTask) task = NULL;

  if (days->items->len < MANY)
    {
      tw_calendar_days_free (days);
      return;
    }
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, tw_calendar_days_free_later);
  g_task_set_task_data (task, days, NULL);
  tw_task_run_in_thread (task, free_thread);
}

/**
 * tw_calendar_days_list:
 * @days: days
 * @lists: of these days
 * @day: one of them, or another one, on which there is nothing
 * @n_items: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_items) (nullable): what is on the day
 */
TwCalendarItem *const *
tw_calendar_days_list (const TwCalendarDays  *days,
                       const TwCalendarLists *lists,
                       TwDate                 day,
                       guint                 *n_items)
{
  guint at;

  *n_items = 0;
  if (day < days->first || day > days->last)
    return NULL;
  at = (guint) (day - days->first);
  *n_items = lists->starts[at + 1] - lists->starts[at];
  return lists->list + lists->starts[at];
}

/**
 * tw_calendar_days_find:
 * @days: days
 * @id: of a record
 * @time: by its rule, of what repeats; else 0
 *
 * Returns: (transfer none) (nullable): the event
 */
TwCalendarItem *
tw_calendar_days_find (const TwCalendarDays *days,
                       const TwId           *id,
                       TwInstant             time)
{
  TwOccurrence occurrence = { .id = *id, .recurrence_id = time };
  TwCalendarItem key = { .occurrence = &occurrence };

  return g_hash_table_lookup (days->by_id, &key);
}

/**
 * tw_calendar_days_count:
 * @days: days
 * @first: the first day
 * @last: the last one
 * @counts: (out caller-allocates): how many events there are from the one to the other, each of them once
 */
void
tw_calendar_days_count (const TwCalendarDays *days,
                        TwDate                first,
                        TwDate                last,
                        TwCalendarCounts     *counts)
{
  guint n = 0;
  TwCalendarItem *const *wide = tw_calendar_days_list (days, &days->wide, first, &n);

  *counts = (TwCalendarCounts) { 0 };
  for (guint i = 0; i < n; i++)
    if (wide[i]->span.first < first)
      count_item (counts, wide[i]);
  for (TwDate day = MAX (first, days->first); day <= MIN (last, days->last); day++)
    {
      const TwCalendarCounts *one = &days->counts[day - days->first];

      counts->meetings += one->meetings;
      counts->calls += one->calls;
      counts->tasks += one->tasks;
      counts->done += one->done;
      counts->clashes += one->clashes;
    }
}
