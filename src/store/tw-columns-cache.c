/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which entities have their columns in memory.
 *
 * The arrays of an entity show one commit. Whoever asks brings them to the newest commit first, by reading the end of the
 * log and the rows that it names in one snapshot of the database, so that an answer is always that of SQL at some commit not
 * older than the question. Building runs on a reader thread beside the arrays that are there; until it is done, SQL answers. */
#include "config.h"

#include <string.h>

#include "tw-columns-cache.h"
#include "tw-log-tail.h"
#include "tw-store-internal.h"

#define DEFAULT_MEGABYTES  128
#define IDLE_USEC          (5 * 60 * G_USEC_PER_SEC)
#define LOOK_SECONDS       60
/* After more changes than this, and than a part of the rows, building anew is faster. */
#define MAX_TAIL           5000
#define MAX_TAIL_PART      8

typedef struct
{
  GRWLock      lock;                                   /* guards set and its contents */
  TwColumnSet *set;                                    /* (owned) (nullable) */
  gint64       last_used;                              /* (mutex Cache.lock) */
  gboolean     building;                               /* (mutex Cache.lock) */
  gboolean     wanted;                                 /* (mutex Cache.lock) */
  gboolean     joining;                                /* (mutex Cache.lock) what was announced is being built */
  GArray      *announced;                              /* (mutex Cache.lock) numbers of fields */
} Entry;

typedef struct
{
  GMutex      lock;
  GCond       built;                                   /* what was announced is there, or cannot be */
  GHashTable *entries;                                 /* entity number → Entry; entries stay */
  GSource    *timer;                                   /* (owned) (nullable) */
} Cache;

static void
entry_free (Entry *entry)
{
  g_clear_pointer (&entry->set, tw_column_set_free);
  g_rw_lock_clear (&entry->lock);
  g_array_unref (entry->announced);
  g_free (entry);
}

static void
cache_free (Cache *cache)
{
  if (cache->timer != NULL)
    g_source_destroy (cache->timer);
  g_clear_pointer (&cache->timer, g_source_unref);
  g_hash_table_unref (cache->entries);
  g_mutex_clear (&cache->lock);
  g_cond_clear (&cache->built);
  g_free (cache);
}

static Cache *
get_cache (TwStore *store)
{
  static GMutex making;
  static GQuark quark;
  Cache *cache;

  g_mutex_lock (&making);
  if (quark == 0)
    quark = g_quark_from_static_string ("tw-columns");
  cache = g_object_get_qdata (G_OBJECT (store), quark);
  if (cache == NULL)
    {
      cache = g_new0 (Cache, 1);
      g_mutex_init (&cache->lock);
      g_cond_init (&cache->built);
      cache->entries = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) entry_free);
      g_object_set_qdata_full (G_OBJECT (store), quark, cache, (GDestroyNotify) cache_free);
    }
  g_mutex_unlock (&making);
  return cache;
}

static Entry *
get_entry (Cache *cache, guint number)
{
  Entry *entry;

  g_mutex_lock (&cache->lock);
  entry = g_hash_table_lookup (cache->entries, GUINT_TO_POINTER (number));
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      g_rw_lock_init (&entry->lock);
      entry->announced = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (cache->entries, GUINT_TO_POINTER (number), entry);
    }
  entry->last_used = g_get_monotonic_time ();
  g_mutex_unlock (&cache->lock);
  return entry;
}

/* --- Memory --- */

static gsize
get_max_bytes (TwStore *store)
{
  g_autofree char *setting = tw_store_dup_setting (store, "columns_megabytes");
  gint64 megabytes = setting != NULL ? g_ascii_strtoll (setting, NULL, 10) : DEFAULT_MEGABYTES;

  return (gsize) CLAMP (megabytes, 0, 1 << 20) << 20;
}

static gsize
entry_size (Entry *entry)
{
  gsize size;

  g_rw_lock_reader_lock (&entry->lock);
  size = entry->set != NULL ? tw_column_set_size (entry->set) : 0;
  g_rw_lock_reader_unlock (&entry->lock);
  return size;
}

static void
entry_drop (Entry *entry)
{
  g_rw_lock_writer_lock (&entry->lock);
  g_clear_pointer (&entry->set, tw_column_set_free);
  g_rw_lock_writer_unlock (&entry->lock);
}

/* Drops what was used longest ago until the rest fits; and what was not used for a while. */
static void
drop_some (Cache *cache, gsize max_bytes, Entry *keep)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GPtrArray) dropped = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer entry;
  gsize total = 0;
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&cache->lock);
  g_hash_table_iter_init (&iter, cache->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (now - ((Entry *) entry)->last_used > IDLE_USEC && entry != keep ? dropped : entries, entry);
  g_mutex_unlock (&cache->lock);

  for (guint i = 0; i < entries->len; i++)
    total += entry_size (g_ptr_array_index (entries, i));
  while (total > max_bytes)
    {
      Entry *oldest = NULL;

      for (guint i = 0; i < entries->len; i++)
        {
          Entry *one = g_ptr_array_index (entries, i);

          if (one != keep && entry_size (one) > 0 && (oldest == NULL || one->last_used < oldest->last_used))
            oldest = one;
        }
      if (oldest == NULL)
        break;
      total -= MIN (total, entry_size (oldest));
      g_ptr_array_remove (entries, oldest);
      g_ptr_array_add (dropped, oldest);
    }
  for (guint i = 0; i < dropped->len; i++)
    entry_drop (g_ptr_array_index (dropped, i));
}

static gboolean
look_cb (gpointer data)
{
  drop_some (data, G_MAXSIZE, NULL);
  return G_SOURCE_CONTINUE;
}

static void
start_timer (TwStore *store, Cache *cache)
{
  g_mutex_lock (&cache->lock);
  if (cache->timer == NULL)
    {
      cache->timer = g_timeout_source_new_seconds (LOOK_SECONDS);
      g_source_set_callback (cache->timer, look_cb, cache, NULL);
      g_source_attach (cache->timer, store->context);
    }
  g_mutex_unlock (&cache->lock);
}

/* --- Building --- */

static gboolean
has_fields (TwColumnSet *set, GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    if (tw_column_set_find (set, g_ptr_array_index (fields, i)) == NULL)
      return FALSE;
  return TRUE;
}

/* The fields wanted now and those that are there. */
static GPtrArray *
all_fields (Entry *entry, const TwEntity *entity, GPtrArray *fields)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    if (!g_ptr_array_find (all, g_ptr_array_index (fields, i), NULL))
      g_ptr_array_add (all, g_ptr_array_index (fields, i));
  g_rw_lock_reader_lock (&entry->lock);
  for (guint i = 0; entry->set != NULL && i < entry->set->columns->len; i++)
    {
      TwColumn *column = g_ptr_array_index (entry->set->columns, i);
      const TwField *field = tw_entity_get_field_by_number (entity, column->field);

      if (field != NULL && tw_column_can_hold (field) && !g_ptr_array_find (all, field, NULL))
        g_ptr_array_add (all, (gpointer) field);
    }
  g_rw_lock_reader_unlock (&entry->lock);
  return all;
}

gboolean
tw_columns_build (TwStore *store, const TwEntity *entity, GPtrArray *fields, GCancellable *cancellable, GError **error)
{
  Cache *cache = get_cache (store);
  Entry *entry = get_entry (cache, entity->number);
  g_autoptr (GPtrArray) all = all_fields (entry, entity, fields);
  gsize max_bytes = get_max_bytes (store);
  TwDb *db = tw_store_take_reader (store, error);
  TwColumnSet *set = NULL;
  gint64 seq = 0;

  if (db == NULL)
    return FALSE;
  if (tw_db_exec (db, "BEGIN", error))
    {
      if (tw_log_tail_seq (db, &seq, error))
        set = tw_column_set_load (db, entity, all, max_bytes, cancellable, error);
      tw_db_exec (db, "COMMIT", NULL);
    }
  tw_store_return_reader (store, db);
  if (set == NULL)
    return FALSE;
  set->seq = seq;
  g_rw_lock_writer_lock (&entry->lock);
  g_clear_pointer (&entry->set, tw_column_set_free);
  entry->set = set;
  g_rw_lock_writer_unlock (&entry->lock);
  drop_some (cache, max_bytes, entry);
  start_timer (store, cache);
  return TRUE;
}

typedef struct
{
  TwSchema       *schema;                              /* (owned): keeps entity and fields */
  const TwEntity *entity;
  GPtrArray      *fields;
} Building;

static void
building_free (Building *building)
{
  tw_schema_unref (building->schema);
  g_ptr_array_unref (building->fields);
  g_free (building);
}

static void
build_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Building *building = data;
  Cache *cache = get_cache (source);
  Entry *entry = get_entry (cache, building->entity->number);
  g_autoptr (GError) error = NULL;

  /* Who asked was answered by SQL, and the next one asks for it again. */
  if (!tw_columns_build (source, building->entity, building->fields, cancellable, &error) && error != NULL)
    g_debug ("Columns could not be built: %s", error->message);
  g_mutex_lock (&cache->lock);
  entry->building = FALSE;
  g_mutex_unlock (&cache->lock);
  g_task_return_boolean (task, TRUE);
}

gboolean
tw_columns_is_wanted_again (TwStore *store, const TwEntity *entity)
{
  Cache *cache = get_cache (store);
  Entry *entry = get_entry (cache, entity->number);
  gboolean again;

  g_mutex_lock (&cache->lock);
  again = entry->wanted;
  entry->wanted = TRUE;
  g_mutex_unlock (&cache->lock);
  return again;
}

void
tw_columns_build_later (TwStore *store, TwQuery *query, GPtrArray *fields)
{
  const TwEntity *entity = tw_query_get_entity (query);
  Cache *cache = get_cache (store);
  Entry *entry = get_entry (cache, entity->number);
  g_autoptr (GTask) task = NULL;
  Building *building;
  gboolean under_way;

  g_mutex_lock (&cache->lock);
  under_way = entry->building;
  entry->building = TRUE;
  g_mutex_unlock (&cache->lock);
  if (under_way)
    return;
  building = g_new0 (Building, 1);
  building->schema = tw_schema_ref (tw_query_get_schema (query));
  building->entity = entity;
  building->fields = g_ptr_array_copy (fields, NULL, NULL);
  task = g_task_new (store, NULL, NULL, NULL);
  g_task_set_source_tag (task, tw_columns_build_later);
  g_task_set_task_data (task, building, (GDestroyNotify) building_free);
  tw_store_run_reader (store, task, build_thread);
}

/* --- What is announced --- */

static gboolean
is_announced (Entry *entry, const TwField *field)
{
  for (guint i = 0; i < entry->announced->len; i++)
    if (g_array_index (entry->announced, guint, i) == field->number)
      return TRUE;
  return FALSE;
}

void
tw_columns_announce (TwStore *store, const TwEntity *entity, GPtrArray *fields)
{
  Cache *cache = get_cache (store);
  Entry *entry = get_entry (cache, entity->number);
  gboolean there;

  g_rw_lock_reader_lock (&entry->lock);
  there = entry->set != NULL && has_fields (entry->set, fields);
  g_rw_lock_reader_unlock (&entry->lock);
  g_mutex_lock (&cache->lock);
  for (guint i = 0; i < fields->len && !there; i++)
    {
      const TwField *field = g_ptr_array_index (fields, i);

      if (!is_announced (entry, field))
        g_array_append_val (entry->announced, field->number);
    }
  g_mutex_unlock (&cache->lock);
}

static GPtrArray *
dup_announced (Entry *entry, const TwEntity *entity)
{
  GPtrArray *fields = g_ptr_array_new ();

  for (guint i = 0; i < entry->announced->len; i++)
    {
      const TwField *field = tw_entity_get_field_by_number (entity, g_array_index (entry->announced, guint, i));

      if (field != NULL && tw_column_can_hold (field))
        g_ptr_array_add (fields, (gpointer) field);
    }
  return fields;
}

gboolean
tw_columns_join (TwStore *store, const TwEntity *entity, GPtrArray *fields)
{
  Cache *cache = get_cache (store);
  Entry *entry = get_entry (cache, entity->number);
  g_autoptr (GPtrArray) all = NULL;
  gboolean announced = fields->len > 0;

  g_mutex_lock (&cache->lock);
  for (guint i = 0; i < fields->len; i++)
    announced = announced && is_announced (entry, g_ptr_array_index (fields, i));
  if (announced && entry->joining)
    while (entry->joining)
      g_cond_wait (&cache->built, &cache->lock);
  else if (announced)
    {
      entry->joining = TRUE;
      all = dup_announced (entry, entity);
    }
  g_mutex_unlock (&cache->lock);
  if (all == NULL)
    return announced;
  tw_columns_build (store, entity, all, NULL, NULL);
  g_mutex_lock (&cache->lock);
  entry->joining = FALSE;
  g_array_set_size (entry->announced, 0);
  g_cond_broadcast (&cache->built);
  g_mutex_unlock (&cache->lock);
  return TRUE;
}

/* --- Being current --- */

/* Brings the arrays to the newest commit of the snapshot; FALSE when they have to be built anew. */
static gboolean
catch_up (TwColumnSet *set, TwDb *db, const TwEntity *entity)
{
  g_autoptr (TwLogTail) tail = tw_log_tail_read (db, entity, set->seq, MAX (MAX_TAIL, set->n / MAX_TAIL_PART), NULL);

  if (tail == NULL || tail->many)
    return FALSE;
  for (guint i = 0; i < tail->rids->len; i++)
    if (!tw_column_set_refresh (set, db, entity, g_array_index (tail->rids, gint64, i), NULL))
      return FALSE;
  set->seq = tail->seq;
  return TRUE;
}

TwColumnSet *
tw_columns_lock (TwStore *store, const TwEntity *entity, GPtrArray *fields)
{
  Entry *entry = get_entry (get_cache (store), entity->number);
  TwDb *db = tw_store_take_reader (store, NULL);
  gboolean good = FALSE;

  if (db == NULL)
    return NULL;
  g_rw_lock_writer_lock (&entry->lock);
  if (entry->set != NULL && has_fields (entry->set, fields) && tw_db_exec (db, "BEGIN", NULL))
    {
      good = catch_up (entry->set, db, entity);
      tw_db_exec (db, "COMMIT", NULL);
      if (!good)
        g_clear_pointer (&entry->set, tw_column_set_free);
    }
  g_rw_lock_writer_unlock (&entry->lock);
  tw_store_return_reader (store, db);
  if (!good)
    return NULL;
  g_rw_lock_reader_lock (&entry->lock);
  if (entry->set != NULL && has_fields (entry->set, fields))
    return entry->set;
  g_rw_lock_reader_unlock (&entry->lock);
  return NULL;
}

void
tw_columns_unlock (TwStore *store, const TwEntity *entity)
{
  g_rw_lock_reader_unlock (&get_entry (get_cache (store), entity->number)->lock);
}
