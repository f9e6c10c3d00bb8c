/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-clash.h"

#include <glib/gi18n-lib.h>

#include "tw-free.h"
#include "tw-task.h"

typedef struct
{
  TwStore   *store;                                    /* (owned) */
  TwId       person, except;
  TwInstant  start, end;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_object_unref (search->store);
  g_free (search);
}

static void
find_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Search *search = data;
  g_autoptr(GArray) people = g_array_new (FALSE, FALSE, sizeof (TwId));
  GPtrArray *clashes = NULL;
  GError *error = NULL;

  g_array_append_val (people, search->person);
  clashes = tw_free_find_conflicts (search->store, people, search->start, search->end, tw_id_is_nil (&search->except) ? NULL : &search->except,
                                    &error);
  if (clashes != NULL)
    g_task_return_pointer (task, clashes, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tw_calendar_clash_find_async:
 * @model: of the calendar
 * @person: a user
 * @start: the beginning of a time
 * @end: its end
 * @except: a record that does not count
 * @cancellable: (nullable): to stop it
 * @callback: called when it is known
 * @data: for the callback
 *
 * Finds the meetings and calls that the person has in that time.
 */
void
tw_calendar_clash_find_async (TwCalendarModel     *model,
                              const TwId          *person,
                              TwInstant            start,
                              TwInstant            end,
                              const TwId          *except,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             data)
{
  g_autoptr(GTask) task = g_task_new (model, cancellable, callback, data);
  Search *search = g_new0 (Search, 1);

  search->store = g_object_ref (tw_workspace_get_store (tw_calendar_model_get_workspace (model)));
  search->person = *person;
  search->except = *except;
  search->start = start;
  search->end = end;
  g_task_set_source_tag (task, tw_calendar_clash_find_async);
  g_task_set_task_data (task, search, search_free);
  tw_task_run_in_thread (task, find_thread);
}

GPtrArray *
tw_calendar_clash_find_finish (TwCalendarModel  *model,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, model), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
tw_calendar_clash_dup_words (GPtrArray *clashes,
                             GTimeZone *zone)
{
  const TwOccurrence *first = g_ptr_array_index (clashes, 0);
  g_autofree char *from = tw_calendar_dup_minute ((int) (tw_instant_get_time_of_day (first->start, zone) / 60));
  g_autofree char *to = tw_calendar_dup_minute ((int) (tw_instant_get_time_of_day (first->end, zone) / 60));
  guint more = clashes->len - 1;

  if (more == 0)
    /* Translators: the name of a meeting, and the times from and until. */
    return g_strdup_printf (_("“%1$s” is at the same time, %2$s–%3$s."), first->title, from, to);
  return g_strdup_printf (ngettext ("“%1$s” (%2$s–%3$s) and %4$u other are at the same time.",
                                    "“%1$s” (%2$s–%3$s) and %4$u others are at the same time.", more),
                          first->title, from, to, more);
}
