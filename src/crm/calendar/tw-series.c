/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-recur.h"
#include "tw-series.h"

#define MAX_COMMITS  200                               /* that are followed one by one; beyond, all is read anew */
#define MAX_CHANGES  2000
#define MAX_A_YEAR   6000                              /* times of one series */
#define MAX_TIMES    4000000                           /* in memory: 32 MB */
#define MAX_PLAIN    150000                            /* that happen once, in memory: some 60 MB */
#define PAGE         10000
#define CHUNK        (32 * TW_USEC_PER_DAY)
#define WEEK         (7 * TW_USEC_PER_DAY)             /* what lasts longer says until when */

/* A time of a series. */
typedef struct
{
  TwWall    wall;
  TwInstant start;
} Time;

/* What happens once, and not for long. */
typedef struct
{
  TwOccurrence *occurrence;
  gint64        chunk;                                 /* where it is kept: by its start as it is stored */
} Plain;

typedef struct
{
  TwOccurrence *base;
  TwSeriesTimes times;
  char         *lines;                                 /* nullable: it only lasts long */
  char        **excluded;                              /* nullable */
  TwInstant     until;
  TwRecur      *recur;                                 /* nullable */
  GHashTable   *years;                                 /* year → GArray of Time */
} Series;

typedef struct
{
  GMutex      lock;
  TwSchema   *schema;                                  /* that it was read by; nullable: not read */
  TwCalendarSource source;
  TwQuery    *query, *any;                             /* of series; of all that live */
  GHashTable *all;                                     /* TwId → Series */
  GHashTable *chunks;                                  /* (gint64) number of 32 days → GPtrArray of Plain */
  GHashTable *plain;                                   /* TwId → Plain, of those */
  gint64      seq;                                     /* newest commit that is in it */
  gint64      n_times;
  GTimeZone  *zone;                                    /* of who looked last */
} Cache;

static void
series_free (gpointer data)
{
  Series *series = data;

  tw_occurrence_free (series->base);
  g_clear_pointer (&series->times.zone, g_time_zone_unref);
  g_free (series->lines);
  g_strfreev (series->excluded);
  tw_recur_free (series->recur);
  g_clear_pointer (&series->years, g_hash_table_unref);
  g_free (series);
}

static void
plain_free (gpointer data)
{
  Plain *plain = data;

  tw_occurrence_free (plain->occurrence);
  g_free (plain);
}

static void
free_array (gpointer data)
{
  g_ptr_array_unref (data);
}

static void
cache_free (gpointer data)
{
  Cache *cache = data;

  g_clear_pointer (&cache->any, tw_query_unref);
  g_hash_table_unref (cache->plain);
  g_hash_table_unref (cache->chunks);
  g_clear_pointer (&cache->schema, tw_schema_unref);
  g_clear_pointer (&cache->query, tw_query_unref);
  g_clear_pointer (&cache->zone, g_time_zone_unref);
  g_hash_table_unref (cache->all);
  g_mutex_clear (&cache->lock);
  g_free (cache);
}

static Cache *
get_cache (TwStore *store)
{
  static GMutex mutex;
  Cache *cache;

  g_mutex_lock (&mutex);
  cache = g_object_get_data (G_OBJECT (store), "tw-series");
  if (cache == NULL)
    {
      cache = g_new0 (Cache, 1);
      g_mutex_init (&cache->lock);
      cache->all = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, series_free);
      cache->chunks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_array);
      cache->plain = g_hash_table_new (tw_id_hash, tw_id_equal);
      g_object_set_data_full (G_OBJECT (store), "tw-series", cache, cache_free);
    }
  g_mutex_unlock (&mutex);
  return cache;
}

/* --- Reading rows --- */

typedef struct
{
  Cache   *cache;
  TwStore *store;
} Loading;

static char **
dup_excluded (TwStore *store, TwStmt *row, const TwField *field)
{
  g_auto(TwValue) list = TW_VALUE_INIT;
  GStrvBuilder *builder;
  char **texts;

  if (field == NULL || tw_stmt_is_null (row, tw_store_get_column (store, field)))
    return NULL;
  tw_stmt_get_field (row, tw_store_get_column (store, field), field, &list);
  builder = g_strv_builder_new ();
  for (guint i = 0; list.type == TW_TYPE_LIST && i < list.list->n_values; i++)
    g_strv_builder_add (builder, list.list->values[i].text);
  texts = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return texts;
}

static void
add_series (Loading *loading, TwStmt *row)
{
  Cache *cache = loading->cache;
  const TwCalendarSource *source = &cache->source;
  Series *series = g_new0 (Series, 1);
  gsize length;
  const char *text;

  series->base = tw_calendar_source_read (source, loading->store, row);
  tw_series_read_times (source, loading->store, row, cache->zone, &series->times);
  series->until = tw_stmt_get_int (row, tw_store_get_column (loading->store, source->spans));
  text = tw_stmt_get_text (row, tw_store_get_column (loading->store, source->rule), &length);
  series->lines = text != NULL && length > 0 ? g_strndup (text, length) : NULL;
  series->excluded = dup_excluded (loading->store, row, source->excluded);
  g_hash_table_replace (cache->all, &series->base->id, series);
}

/* Only into 32 days that are in memory. */
static void
add_plain (Loading *loading, TwStmt *row)
{
  Cache *cache = loading->cache;
  gint64 start = tw_stmt_get_int (row, tw_store_get_column (loading->store, cache->source.start));
  gint64 chunk = start / CHUNK - (start % CHUNK < 0);
  GPtrArray *all = g_hash_table_lookup (cache->chunks, &chunk);
  TwSeriesTimes times;
  Plain *plain;

  if (all == NULL)
    return;
  plain = g_new (Plain, 1);
  plain->chunk = chunk;
  plain->occurrence = tw_calendar_source_read (&cache->source, loading->store, row);
  tw_series_read_times (&cache->source, loading->store, row, cache->zone, &times);
  tw_series_set_times (&times, times.wall, times.start, cache->zone, plain->occurrence);
  g_time_zone_unref (times.zone);
  g_ptr_array_add (all, plain);
  g_hash_table_insert (cache->plain, &plain->occurrence->id, plain);
}

static void
add_row (TwStmt *row, gpointer data)
{
  Loading *loading = data;

  if (row == NULL)
    g_hash_table_remove_all (loading->cache->all);
  else if (tw_stmt_is_null (row, tw_store_get_column (loading->store, loading->cache->source.start)))
    return;
  else if (tw_stmt_is_null (row, tw_store_get_column (loading->store, loading->cache->source.spans)))
    add_plain (loading, row);
  else
    add_series (loading, row);
}

static void
forget_plain (Cache *cache)
{
  g_hash_table_remove_all (cache->plain);
  g_hash_table_remove_all (cache->chunks);
}

static gboolean
load_all (Cache *cache, TwStore *store, TwSchema *schema, GError **error)
{
  Loading loading = { .cache = cache, .store = store };
  const TwEntity *entity = tw_schema_get_entity (schema, "meeting");
  g_autoptr(GPtrArray) last = NULL;
  g_autofree char *after = NULL;

  g_hash_table_remove_all (cache->all);
  forget_plain (cache);
  g_clear_pointer (&cache->query, tw_query_unref);
  g_clear_pointer (&cache->any, tw_query_unref);
  g_clear_pointer (&cache->schema, tw_schema_unref);
  cache->n_times = 0;
  if (entity == NULL || !tw_calendar_source_init (&cache->source, entity) || cache->source.spans == NULL || cache->source.rule == NULL)
    return TRUE;
  last = tw_store_commits_before (store, 0, 1, error);
  cache->query = last != NULL ? tw_query_new (schema, entity, "spans_until is not empty", "spans_until", error) : NULL;
  cache->any = cache->query != NULL ? tw_query_new (schema, entity, NULL, "starts_at", error) : NULL;
  if (cache->any == NULL)
    return FALSE;
  cache->seq = last->len > 0 ? tw_commit_get_seq (g_ptr_array_index (last, 0)) : 0;
  do
    {
      g_autofree char *next = NULL;

      if (!tw_store_scan (store, cache->query, PAGE, after, FALSE, add_row, &loading, &next, error))
        return FALSE;
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL);
  cache->schema = tw_schema_ref (schema);
  return TRUE;
}

/* --- Following the log --- */

static gboolean
reload (Cache *cache, TwStore *store, const TwId *id, GError **error)
{
  Loading loading = { .cache = cache, .store = store };
  Plain *plain = g_hash_table_lookup (cache->plain, id);

  if (plain != NULL)
    {
      g_hash_table_remove (cache->plain, id);
      g_ptr_array_remove_fast (g_hash_table_lookup (cache->chunks, &plain->chunk), plain);
    }
  g_hash_table_remove (cache->all, id);
  return tw_store_scan_one (store, cache->any, id, add_row, &loading, error);
}

/* FALSE without error: too much happened. */
static gboolean
follow (Cache *cache, TwStore *store, GError **error)
{
  g_autoptr(GPtrArray) commits = tw_store_commits (store, cache->seq, MAX_COMMITS, error);

  if (commits == NULL || commits->len == MAX_COMMITS)
    return FALSE;
  for (guint i = 0; i < commits->len; i++)
    {
      TwCommit *commit = g_ptr_array_index (commits, i);
      g_autoptr(GPtrArray) changes = NULL;

      if (tw_commit_get_n_changes (commit) > MAX_CHANGES)
        return FALSE;
      changes = tw_store_commit_changes (store, tw_commit_get_seq (commit), MAX_CHANGES, error);
      if (changes == NULL)
        return FALSE;
      for (guint c = 0; c < changes->len; c++)
        if (tw_change_get_entity (g_ptr_array_index (changes, c)) == cache->source.entity->number
            && !reload (cache, store, tw_change_get_record (g_ptr_array_index (changes, c)), error))
          return FALSE;
      cache->seq = tw_commit_get_seq (commit);
    }
  return TRUE;
}

static gboolean
refresh (Cache *cache, TwStore *store, TwSchema *schema, GTimeZone *zone, GError **error)
{
  g_autoptr(GError) local = NULL;
  gboolean other_zone = cache->zone == NULL
                        || !g_str_equal (g_time_zone_get_identifier (cache->zone), g_time_zone_get_identifier (zone));

  if (other_zone)
    {
      g_clear_pointer (&cache->zone, g_time_zone_unref);
      cache->zone = g_time_zone_ref (zone);
    }
  if (cache->schema != schema || other_zone)
    return load_all (cache, store, schema, error);
  if (follow (cache, store, &local))
    return TRUE;
  if (local == NULL)
    return load_all (cache, store, schema, error);
  g_clear_pointer (&cache->schema, tw_schema_unref);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- Times --- */

static void
free_times (gpointer data)
{
  g_array_unref (data);
}

/* A rule that cannot be read gives the start alone. */
static TwRecur *
get_recur (Series *series)
{
  if (series->recur != NULL)
    return series->recur;
  series->recur = tw_recur_new (series->lines, series->times.wall, series->times.all_day, series->times.zone, NULL);
  if (series->recur == NULL)
    series->recur = tw_recur_new ("", series->times.wall, series->times.all_day, series->times.zone, NULL);
  for (guint i = 0; series->excluded != NULL && series->excluded[i] != NULL; i++)
    tw_recur_exclude (series->recur, series->excluded[i]);
  return series->recur;
}

static GArray *
get_year (Cache *cache, Series *series, int year)
{
  GArray *times = series->years != NULL ? g_hash_table_lookup (series->years, GINT_TO_POINTER (year)) : NULL;
  g_autoptr(GArray) walls = NULL;
  TwDate first = TW_DATE_MIN, next = TW_DATE_MAX;

  if (times != NULL)
    return times;
  if (series->years == NULL)
    series->years = g_hash_table_new_full (NULL, NULL, NULL, free_times);
  tw_date_from_ymd (year, 1, 1, &first);
  tw_date_from_ymd (year + 1, 1, 1, &next);
  walls = g_array_new (FALSE, FALSE, sizeof (TwWall));
  tw_recur_expand (get_recur (series), tw_wall_make (first, 0), tw_wall_make (next, 0), MAX_A_YEAR, walls);
  times = g_array_sized_new (FALSE, FALSE, sizeof (Time), walls->len);
  for (guint i = 0; i < walls->len; i++)
    {
      TwWall wall = g_array_index (walls, TwWall, i);
      Time time = { wall, wall == series->times.wall ? series->times.start : tw_wall_to_instant (wall, series->times.zone) };

      g_array_append_val (times, time);
    }
  cache->n_times += times->len;
  g_hash_table_insert (series->years, GINT_TO_POINTER (year), times);
  return times;
}

static void
forget_times (Cache *cache)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, cache->all);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_clear_pointer (&((Series *) value)->years, g_hash_table_unref);
  cache->n_times = 0;
}

/* The days of a time that ends on the day it starts are known without its zone, when it is that of the person who looks. */
static void
set_times (Series *series, const Time *time, GTimeZone *zone, gboolean own_zone, TwOccurrence *occurrence)
{
  if (!own_zone || series->times.all_day || tw_wall_get_seconds (time->wall) + series->times.length / G_USEC_PER_SEC >= TW_WALL_DAY)
    {
      tw_series_set_times (&series->times, time->wall, time->start, zone, occurrence);
      return;
    }
  occurrence->start = time->start;
  occurrence->end = time->start + series->times.length;
  occurrence->first_day = occurrence->last_day = tw_wall_get_date (time->wall);
}

static void
add_occurrence (Series *series, const Time *time, const TwCalendarQuery *query, gboolean own_zone, GPtrArray *found)
{
  TwOccurrence times = { 0 }, *occurrence;

  set_times (series, time, query->zone, own_zone, &times);
  if (times.start >= query->to || MAX (times.end, times.start + 1) <= query->from)
    return;
  occurrence = tw_occurrence_copy (series->base);
  occurrence->start = times.start;
  occurrence->end = times.end;
  occurrence->all_day = times.all_day;
  occurrence->first_day = times.first_day;
  occurrence->last_day = times.last_day;
  occurrence->recurring = series->lines != NULL;
  occurrence->recurrence_id = series->lines != NULL ? time->start : 0;
  occurrence->wall = time->wall;
  g_ptr_array_add (found, occurrence);
}

static int
find_first (GArray *times, TwWall from)
{
  guint low = 0, high = times->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (times, Time, middle).wall < from)
        low = middle + 1;
      else
        high = middle;
    }
  return (int) low;
}

static void
read_series (Cache *cache, Series *series, const TwCalendarQuery *query, GPtrArray *found)
{
  TwWall from, to;
  gboolean own_zone;
  int first, last, month, day;

  /* An all-day one is over a day later in the west than where it was written. */
  if (series->until + 2 * TW_USEC_PER_DAY < query->from || series->times.start - 2 * TW_USEC_PER_DAY > query->to
      || (series->base->cancelled && !query->with_cancelled))
    return;
  if (series->lines == NULL)
    {
      Time time = { series->times.wall, series->times.start };

      add_occurrence (series, &time, query, FALSE, found);
      return;
    }
  own_zone = g_str_equal (g_time_zone_get_identifier (series->times.zone), g_time_zone_get_identifier (query->zone));
  from = tw_wall_from_instant (query->from - series->times.length, series->times.zone) - 2 * TW_WALL_DAY;
  to = tw_wall_from_instant (query->to, series->times.zone) + 2 * TW_WALL_DAY;
  tw_date_to_ymd (tw_wall_get_date (MAX (from, series->times.wall)), &first, &month, &day);
  tw_date_to_ymd (tw_wall_get_date (MIN (to, TW_WALL_MAX)), &last, &month, &day);
  for (int year = first; year <= last && found->len < TW_CALENDAR_MAX; year++)
    {
      GArray *times = get_year (cache, series, year);

      for (guint i = (guint) find_first (times, from); i < times->len && g_array_index (times, Time, i).wall < to; i++)
        add_occurrence (series, &g_array_index (times, Time, i), query, own_zone, found);
    }
  if (cache->n_times > MAX_TIMES)
    forget_times (cache);
}

/* --- What happens once --- */

static gboolean
load_chunk (Cache *cache, TwStore *store, gint64 chunk, GError **error)
{
  g_autofree char *from = tw_instant_print (chunk * CHUNK), *to = tw_instant_print ((chunk + 1) * CHUNK);
  g_autofree char *where = g_strdup_printf ("starts_at >= \"%s\" and starts_at < \"%s\" and spans_until is empty", from, to), *after = NULL;
  g_autoptr(TwQuery) query = tw_query_with_where (cache->any, where, error);
  Loading loading = { .cache = cache, .store = store };

  if (query == NULL)
    return FALSE;
  g_hash_table_insert (cache->chunks, g_memdup2 (&chunk, sizeof chunk), g_ptr_array_new_with_free_func (plain_free));
  do
    {
      g_autofree char *next = NULL;

      if (!tw_store_scan (store, query, PAGE, after, FALSE, add_row, &loading, &next, error))
        {
          forget_plain (cache);
          return FALSE;
        }
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL);
  return TRUE;
}

/* A day more on both sides: for all-day ones of other zones, and for zones whose rules have changed since. */
static gboolean
read_plain (Cache *cache, TwStore *store, const TwCalendarQuery *query, GPtrArray *found, GCancellable *cancellable, GError **error)
{
  TwInstant from = query->from - WEEK - TW_USEC_PER_DAY, to = query->to + TW_USEC_PER_DAY;
  gint64 first = from / CHUNK - (from % CHUNK < 0), last = to / CHUNK - (to % CHUNK < 0);

  if (g_hash_table_size (cache->plain) > MAX_PLAIN)
    forget_plain (cache);
  for (gint64 chunk = first; chunk <= last && found->len < TW_CALENDAR_MAX; chunk++)
    {
      GPtrArray *all;

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || (!g_hash_table_contains (cache->chunks, &chunk) && !load_chunk (cache, store, chunk, error)))
        return FALSE;
      all = g_hash_table_lookup (cache->chunks, &chunk);
      for (guint i = 0; i < all->len; i++)
        {
          const TwOccurrence *one = ((Plain *) g_ptr_array_index (all, i))->occurrence;

          if (one->start < query->to && MAX (one->end, one->start + 1) > query->from && (query->with_cancelled || !one->cancelled))
            g_ptr_array_add (found, tw_occurrence_copy (one));
        }
    }
  return TRUE;
}

/* --- A condition --- */

static void
add_id (TwStmt *row, gpointer data)
{
  TwId id;

  if (row == NULL)
    g_hash_table_remove_all (data);
  else if (tw_stmt_get_id (row, TW_SCAN_ID, &id))
    g_hash_table_add (data, g_memdup2 (&id, sizeof id));
}

static GHashTable *
find_matching (Cache *cache, TwStore *store, const char *where, GError **error)
{
  g_autoptr(GHashTable) ids = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  g_autoptr(TwQuery) query = tw_query_with_where (cache->query, where, error);
  g_autofree char *after = NULL;

  if (query == NULL)
    return NULL;
  do
    {
      g_autofree char *next = NULL;

      if (!tw_store_scan (store, query, PAGE, after, FALSE, add_id, ids, &next, error))
        return NULL;
      g_free (after);
      after = g_steal_pointer (&next);
    }
  while (after != NULL);
  return g_steal_pointer (&ids);
}

/**
 * tw_series_read:
 * @store: a store
 * @schema: its schema
 * @query: the range
 * @found: (element-type TwOccurrence): gets what happens in it
 * @cancellable: (nullable): to stop
 * @error: of the store
 *
 * With a condition, only what repeats or lasts long: the rest is asked of the store by its caller.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_series_read (TwStore *store, TwSchema *schema, const TwCalendarQuery *query, GPtrArray *found, GCancellable *cancellable, GError **error)
{
  Cache *cache = get_cache (store);
  g_autoptr(GHashTable) matching = NULL;
  GHashTableIter iter;
  gpointer id, value;
  gboolean good;

  g_mutex_lock (&cache->lock);
  good = refresh (cache, store, schema, query->zone, error);
  if (good && query->where != NULL && cache->query != NULL && g_hash_table_size (cache->all) > 0)
    good = (matching = find_matching (cache, store, query->where, error)) != NULL;
  g_hash_table_iter_init (&iter, cache->all);
  while (good && g_hash_table_iter_next (&iter, &id, &value))
    {
      if (matching == NULL || g_hash_table_contains (matching, id))
        read_series (cache, value, query, found);
      good = !g_cancellable_set_error_if_cancelled (cancellable, error);
    }
  if (good && query->where == NULL && cache->query != NULL)
    good = read_plain (cache, store, query, found, cancellable, error);
  g_mutex_unlock (&cache->lock);
  return good;
}
