/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-free.h"

#include "tw-free.h"
#include "tw-task.h"

#define AHEAD       (28 * TW_USEC_PER_DAY)
#define DAY_MINUTES (24 * 60)

typedef struct
{
  TwStore   *store;                                    /* (owned) */
  GTimeZone *zone;                                     /* (owned) */
  GArray    *people;                                   /* (owned) TwId */
  TwId       except;
  TwInstant  from;
  gint64     length;
  guint      limit;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_object_unref (search->store);
  g_time_zone_unref (search->zone);
  g_array_unref (search->people);
  g_free (search);
}

/* As the calendar tells it: a midnight at the end belongs to the day before. */
static TwCalendarSpan
get_span (const TwSpan *slot,
          GTimeZone    *zone)
{
  TwCalendarSpan span = {
    .first = tw_instant_get_date (slot->start, zone),
    .last = tw_instant_get_date (slot->end, zone),
    .from = (int) (tw_instant_get_time_of_day (slot->start, zone) / 60),
    .to = (int) (tw_instant_get_time_of_day (slot->end, zone) / 60),
  };

  if (span.to == 0 && span.last > span.first)
    {
      span.last--;
      span.to = DAY_MINUTES;
    }
  return span;
}

static void
find_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Search *search = data;
  GError *error = NULL;
  g_autoptr(GArray) slots = tw_free_find_slots (search->store, search->people, search->from, search->from + AHEAD, search->length,
                                                tw_id_is_nil (&search->except) ? NULL : &search->except, search->limit, &error);
  GArray *spans = NULL;

  if (slots == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  spans = g_array_new (FALSE, FALSE, sizeof (TwCalendarSpan));
  for (guint i = 0; i < slots->len; i++)
    {
      TwCalendarSpan span = get_span (&g_array_index (slots, TwSpan, i), search->zone);

      g_array_append_val (spans, span);
    }
  g_task_return_pointer (task, spans, (GDestroyNotify) g_array_unref);
}

/* The user, and whom else the calendar shows by name. */
static void
add_shown (GArray          *people,
           TwCalendarModel *model)
{
  const TwId *me = tw_store_get_user (tw_workspace_get_store (tw_calendar_model_get_workspace (model)));
  GArray *shown = tw_calendar_model_get_people (model);

  if (me != NULL)
    g_array_append_vals (people, me, 1);
  for (guint i = 0; shown != NULL && i < shown->len; i++)
    {
      const TwId *person = &g_array_index (shown, TwId, i);

      if (!tw_id_is_nil (person) && (me == NULL || !tw_id_equal (person, me)))
        g_array_append_vals (people, person, 1);
    }
}

/**
 * tw_calendar_free_find_async:
 * @model: of the calendar
 * @person: (nullable): a user; %NULL for the one who asks and all who are shown
 * @from: the first moment
 * @length: how long, in microseconds
 * @except: a record that does not count
 * @limit: times at most
 * @cancellable: (nullable): to stop it
 * @callback: called when they are known
 * @data: for the callback
 *
 * Finds the next times at which all of them work and have nothing else.
 */
void
tw_calendar_free_find_async (TwCalendarModel     *model,
                             const TwId          *person,
                             TwInstant            from,
                             gint64               length,
                             const TwId          *except,
                             guint                limit,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (model, cancellable, callback, data);
  Search *search = g_new0 (Search, 1);

  search->store = g_object_ref (tw_workspace_get_store (tw_calendar_model_get_workspace (model)));
  search->zone = g_time_zone_ref (tw_calendar_model_get_zone (model));
  search->people = g_array_new (FALSE, FALSE, sizeof (TwId));
  if (person != NULL)
    g_array_append_vals (search->people, person, 1);
  else
    add_shown (search->people, model);
  search->except = *except;
  search->from = from;
  search->length = length;
  search->limit = limit;
  g_task_set_source_tag (task, tw_calendar_free_find_async);
  g_task_set_task_data (task, search, search_free);
  tw_task_run_in_thread (task, find_thread);
}

/**
 * tw_calendar_free_find_finish:
 * @model: of the calendar
 * @result: of the search
 * @error: why nothing is known
 *
 * Returns: (transfer full) (element-type TwCalendarSpan) (nullable): times, in order
 */
GArray *
tw_calendar_free_find_finish (TwCalendarModel  *model,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, model), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
