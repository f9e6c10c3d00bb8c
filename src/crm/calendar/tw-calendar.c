/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-series.h"
#include "tw-task.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define PAGE     10000                                 /* rows a page */
#define MINUTE   (60 * G_USEC_PER_SEC)
#define POINT    (30 * MINUTE)                         /* what has no length is shown so long */
#define WEEK     (7 * TW_USEC_PER_DAY)                 /* what lasts longer says until when */

static const char *const kind_entities[] = { "meeting", "call_task", "task" };

typedef struct
{
  TwStore               *store;
  const TwCalendarQuery *query;
  TwCalendarSource       source;
  TwDate                 first, last;                  /* days of the range */
  GPtrArray             *found;
  guint                  page_start;                   /* of found: where the page began */
} Reading;

/* --- One row --- */

static gboolean
has_user (const TwCalendarQuery *query, const TwId *user)
{
  for (guint i = 0; i < query->users->len; i++)
    if (tw_id_equal (&g_array_index (query->users, TwId, i), user))
      return TRUE;
  return FALSE;
}

static gboolean
is_theirs (const TwCalendarQuery *query, const TwOccurrence *occurrence)
{
  if (query->users == NULL || has_user (query, &occurrence->owner))
    return TRUE;
  for (guint i = 0; occurrence->people != NULL && i < occurrence->people->len; i++)
    if (has_user (query, &g_array_index (occurrence->people, TwId, i)))
      return TRUE;
  return FALSE;
}

static gboolean
read_number (Reading *reading, TwStmt *row, const TwField *field, gint64 *number)
{
  int column = field != NULL ? tw_store_get_column (reading->store, field) : -1;

  if (column < 0 || tw_stmt_is_null (row, column))
    return FALSE;
  *number = tw_stmt_get_int (row, column);
  return TRUE;
}

/* A day, perhaps with a time of it. */
static void
set_from_date (Reading *reading, TwStmt *row, gint64 day, TwOccurrence *occurrence)
{
  GTimeZone *zone = reading->query->zone;
  gint64 time, length;
  TwInstant start;

  if (!read_number (reading, row, reading->source.time, &time))
    {
      tw_occurrence_set_days (occurrence, (TwDate) day, (TwDate) day, zone);
      return;
    }
  if (!read_number (reading, row, reading->source.length, &length) || length <= 0)
    length = POINT / G_USEC_PER_SEC;
  start = tw_instant_from_local ((TwDate) day, (int) time, zone);
  tw_occurrence_set_times (occurrence, start, start + MIN (length, 86400) * G_USEC_PER_SEC, zone);
}

static void
add_row (TwStmt *row, gpointer data)
{
  Reading *reading = data;
  g_autoptr(TwOccurrence) occurrence = NULL;
  gint64 start;

  if (row == NULL)
    {
      g_ptr_array_set_size (reading->found, (int) reading->page_start);
      return;
    }
  if (!read_number (reading, row, reading->source.start, &start))
    return;
  occurrence = tw_calendar_source_read (&reading->source, reading->store, row);
  if (reading->source.start->type == TW_TYPE_DATE)
    set_from_date (reading, row, start, occurrence);
  else
    {
      TwSeriesTimes times;

      tw_series_read_times (&reading->source, reading->store, row, reading->query->zone, &times);
      tw_series_set_times (&times, times.wall, times.start, reading->query->zone, occurrence);
      g_time_zone_unref (times.zone);
    }
  if (occurrence->start >= reading->query->to || MAX (occurrence->end, occurrence->start + 1) <= reading->query->from
      || (occurrence->cancelled && !reading->query->with_cancelled) || !is_theirs (reading->query, occurrence))
    return;
  g_ptr_array_add (reading->found, g_steal_pointer (&occurrence));
}

/* --- One kind --- */

static TwQuery *
make_query (Reading *reading, TwSchema *schema, GError **error)
{
  const TwField *start = reading->source.start;
  g_autofree char *where = NULL;
  g_autoptr(TwQuery) query = NULL;

  if (start->type == TW_TYPE_DATE)
    {
      g_autofree char *first = tw_date_print (reading->first), *last = tw_date_print (reading->last);

      where = g_strdup_printf ("%s >= %s and %s <= %s", start->key, first, start->key, last);
    }
  else
    {
      /* A day more on both sides: for all-day ones of other zones, and for zones whose rules have changed since. */
      gint64 before = (reading->source.end != NULL ? WEEK : POINT) + TW_USEC_PER_DAY;
      g_autofree char *from = tw_instant_print (reading->query->from - before);
      g_autofree char *to = tw_instant_print (reading->query->to + TW_USEC_PER_DAY);

      where = g_strdup_printf ("%s >= \"%s\" and %s < \"%s\"%s", start->key, from, start->key, to,
                               reading->source.spans != NULL ? " and spans_until is empty" : "");
    }
  query = tw_query_new (schema, reading->source.entity, where, start->key, error);
  if (query != NULL && reading->query->where != NULL)
    return tw_query_with_where (query, reading->query->where, error);
  return g_steal_pointer (&query);
}

/* What is in memory. */
static gboolean
read_spans (Reading *reading, TwSchema *schema, GCancellable *cancellable, GError **error)
{
  guint n = reading->found->len;

  if (!tw_series_read (reading->store, schema, reading->query, reading->found, cancellable, error))
    return FALSE;
  for (guint i = n; reading->query->users != NULL && i < reading->found->len;)
    if (is_theirs (reading->query, g_ptr_array_index (reading->found, i)))
      i++;
    else
      g_ptr_array_remove_index_fast (reading->found, i);
  return TRUE;
}

static gboolean
read_entity (Reading *reading, TwSchema *schema, const TwEntity *entity, GCancellable *cancellable, GError **error)
{
  g_autoptr(TwQuery) query = NULL;
  g_autofree char *after = NULL;

  if (!tw_calendar_source_init (&reading->source, entity))
    return TRUE;
  if (reading->source.spans != NULL && reading->query->where == NULL)
    return read_spans (reading, schema, cancellable, error);
  query = make_query (reading, schema, error);
  if (query == NULL)
    return FALSE;
  do
    {
      g_autofree char *next = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      reading->page_start = reading->found->len;
      if (!tw_store_scan (reading->store, query, PAGE, after, FALSE, add_row, reading, &next, error))
        return FALSE;
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL && reading->found->len < TW_CALENDAR_MAX);
  return reading->source.spans == NULL || read_spans (reading, schema, cancellable, error);
}

/* --- All --- */

static int
compare (gconstpointer a, gconstpointer b)
{
  const TwOccurrence *x = *(TwOccurrence *const *) a, *y = *(TwOccurrence *const *) b;
  int order;

  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  if (x->end != y->end)
    return x->end > y->end ? -1 : 1;
  order = strcmp (x->title, y->title);
  return order != 0 ? order : tw_id_compare (&x->id, &y->id);
}

/**
 * tw_calendar_read:
 * @store: a store
 * @query: what is looked at
 * @cancellable: (nullable): to stop
 * @error: of the store, of the query's condition, or that it was stopped
 *
 * Reads what happens in a range of time. Any thread.
 *
 * Returns: (transfer full) (element-type TwOccurrence) (nullable): in order of time; %NULL with @error
 */
GPtrArray *
tw_calendar_read (TwStore *store, const TwCalendarQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_occurrence_free);
  g_autoptr(TwSchema) schema = tw_store_ref_schema (store);
  guint kinds = query->kinds != 0 ? query->kinds : TW_CALENDAR_ALL;
  Reading reading = { .store = store, .query = query, .found = found };

  g_return_val_if_fail (query->zone != NULL, NULL);
  if (query->to <= query->from)
    return g_steal_pointer (&found);
  reading.first = tw_instant_get_date (query->from, query->zone);
  reading.last = tw_instant_get_date (query->to - 1, query->zone);
  for (guint i = 0; i <= G_N_ELEMENTS (kind_entities); i++)
    {
      const char *key = i < G_N_ELEMENTS (kind_entities) ? kind_entities[i] : query->entity;
      const TwEntity *entity = key != NULL ? tw_schema_get_entity (schema, key) : NULL;

      if (entity == NULL || !(tw_calendar_get_kind (entity) & kinds)
          || (i == G_N_ELEMENTS (kind_entities) && !(kinds & TW_CALENDAR_OTHER)))
        continue;
      if (!read_entity (&reading, schema, entity, cancellable, error))
        return NULL;
    }
  g_ptr_array_sort (found, compare);
  return g_steal_pointer (&found);
}

/* --- In the background --- */

static TwCalendarQuery *
query_copy (const TwCalendarQuery *query)
{
  TwCalendarQuery *copy = g_memdup2 (query, sizeof *query);

  copy->zone = g_time_zone_ref (query->zone);
  copy->users = query->users != NULL ? g_array_copy (query->users) : NULL;
  copy->entity = g_strdup (query->entity);
  copy->where = g_strdup (query->where);
  return copy;
}

static void
query_free (gpointer data)
{
  TwCalendarQuery *query = data;

  g_time_zone_unref (query->zone);
  g_clear_pointer (&query->users, g_array_unref);
  g_free ((char *) query->entity);
  g_free ((char *) query->where);
  g_free (query);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *found = tw_calendar_read (source, data, cancellable, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tw_calendar_read_async:
 * @store: a store
 * @query: what is looked at; copied
 * @cancellable: (nullable): to stop
 * @callback: called when it is read
 * @data: for @callback
 *
 * tw_calendar_read() in a thread.
 */
void
tw_calendar_read_async (TwStore *store, const TwCalendarQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr(GTask) task = g_task_new (store, cancellable, callback, data);

  g_task_set_source_tag (task, tw_calendar_read_async);
  g_task_set_task_data (task, query_copy (query), query_free);
  tw_task_run_in_thread (task, read_in_thread);
}

/**
 * tw_calendar_read_finish:
 * @store: the store
 * @result: what the callback got
 * @error: see tw_calendar_read()
 *
 * Returns: (transfer full) (element-type TwOccurrence) (nullable): see tw_calendar_read()
 */
GPtrArray *
tw_calendar_read_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_calendar_touches:
 * @store: a store
 * @query: what is looked at
 * @commit: what happened
 *
 * Returns: whether what is shown may be other now
 */
gboolean
tw_calendar_touches (TwStore *store, const TwCalendarQuery *query, TwCommit *commit)
{
  TwSchema *schema = tw_store_get_schema (store);
  guint kinds = query->kinds != 0 ? query->kinds : TW_CALENDAR_ALL;

  for (guint i = 0; i <= G_N_ELEMENTS (kind_entities); i++)
    {
      const char *key = i < G_N_ELEMENTS (kind_entities) ? kind_entities[i] : query->entity;
      const TwEntity *entity = key != NULL ? tw_schema_get_entity (schema, key) : NULL;

      if (entity != NULL && (tw_calendar_get_kind (entity) & kinds) && tw_commit_touches (commit, entity))
        return TRUE;
    }
  return FALSE;
}
