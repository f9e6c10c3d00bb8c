/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which entities have their columns in memory, and who answers a question about groups.
 *
 * The arrays of an entity show one commit. Whoever asks brings them to the newest commit first, by reading the end of the
 * log and the rows that it names in one snapshot of the database, so that an answer is always that of SQL at some commit not
 * older than the question. Building runs on a reader thread beside the arrays that are there; until it is done, SQL answers. */
#include "config.h"

#include <string.h>

#include "tw-columns-private.h"
#include "tw-log-tail.h"
#include "tw-store-internal.h"

#define DEFAULT_MEGABYTES  256
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
} Entry;

typedef struct
{
  GMutex      lock;
  GHashTable *entries;                                 /* entity number → Entry; entries stay */
  GSource    *timer;                                   /* (owned) (nullable) */
} Cache;

static void
entry_free (Entry *entry)
{
  g_clear_pointer (&entry->set, tw_column_set_free);
  g_rw_lock_clear (&entry->lock);
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

static gboolean
build (TwStore *store, const TwEntity *entity, GPtrArray *fields, GCancellable *cancellable, GError **error)
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
  if (!build (source, building->entity, building->fields, cancellable, &error) && error != NULL)
    g_debug ("Columns could not be built: %s", error->message);
  g_mutex_lock (&cache->lock);
  entry->building = FALSE;
  g_mutex_unlock (&cache->lock);
  g_task_return_boolean (task, TRUE);
}

static void
build_in_background (TwStore *store, TwQuery *query, GPtrArray *fields)
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
  g_task_set_source_tag (task, build_in_background);
  g_task_set_task_data (task, building, (GDestroyNotify) building_free);
  tw_store_run_reader (store, task, build_thread);
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

/* Returns with the reader's lock held when the arrays are there and current. */
static gboolean
lock_current (TwStore *store, TwQuery *query, Entry *entry, GPtrArray *fields)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  gboolean good = FALSE, present;

  if (db == NULL)
    return FALSE;
  g_rw_lock_writer_lock (&entry->lock);
  present = entry->set != NULL && has_fields (entry->set, fields);
  if (present && tw_db_exec (db, "BEGIN", NULL))
    {
      good = catch_up (entry->set, db, tw_query_get_entity (query));
      tw_db_exec (db, "COMMIT", NULL);
      if (!good)
        g_clear_pointer (&entry->set, tw_column_set_free);
    }
  g_rw_lock_writer_unlock (&entry->lock);
  tw_store_return_reader (store, db);
  if (!good)
    return FALSE;
  g_rw_lock_reader_lock (&entry->lock);
  if (entry->set != NULL && has_fields (entry->set, fields))
    return TRUE;
  g_rw_lock_reader_unlock (&entry->lock);
  return FALSE;
}

/* --- Questions --- */

static gboolean
needed_fields (TwQuery *query, const TwGroupSpec *spec, GPtrArray *fields)
{
  const TwField *own[] = { spec->group, spec->sum, spec->weight };
  TwExprBound *where = tw_query_get_where (query);

  if (tw_query_get_text (query) != NULL || tw_query_get_deleted (query))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (own[i] != NULL)
      g_ptr_array_add (fields, (gpointer) own[i]);
  if (where != NULL && !tw_column_filter_fields (where, fields))
    return FALSE;
  for (guint i = 0; i < fields->len; i++)
    if (!tw_column_can_hold (g_ptr_array_index (fields, i)))
      return FALSE;
  return TRUE;
}

static GPtrArray *
group_by_columns (TwStore *store, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  TwExprBound *where = tw_query_get_where (query);
  g_autoptr (TwColumnFilter) filter = NULL;
  GPtrArray *groups = NULL;
  Entry *entry;

  if (!needed_fields (query, spec, fields))
    return NULL;
  entry = get_entry (get_cache (store), tw_query_get_entity (query)->number);
  if (!lock_current (store, query, entry, fields))
    {
      build_in_background (store, query, fields);
      return NULL;
    }
  if (where != NULL)
    filter = tw_column_filter_new (where, context, entry->set);
  if (where == NULL || filter != NULL)
    groups = tw_column_set_group (entry->set, filter, spec);
  g_rw_lock_reader_unlock (&entry->lock);
  return groups;
}

static void
interrupt_cb (GCancellable *cancellable, gpointer db)
{
  tw_db_interrupt (db);
}

static GPtrArray *
group_by_sql (TwStore *store, TwQuery *query, const TwExprContext *context, const TwGroupSpec *spec, GCancellable *cancellable,
              GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  GPtrArray *groups = NULL;
  gulong handler = 0;

  if (db == NULL)
    return NULL;
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (interrupt_cb), db, NULL);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    groups = tw_columns_group_sql (store, db, query, context, spec, error);
  g_cancellable_disconnect (cancellable, handler);
  tw_store_return_reader (store, db);
  return groups;
}

static GPtrArray *
group_with (TwStore *store, TwQuery *query, const TwGroupSpec *spec, gboolean columns, GCancellable *cancellable, GError **error)
{
  TwExprContext *context = tw_store_dup_context (store);
  GPtrArray *groups = columns ? group_by_columns (store, query, context, spec) : NULL;

  if (groups == NULL)
    groups = group_by_sql (store, query, context, spec, cancellable, error);
  tw_store_context_free (context);
  return groups;
}

/**
 * tw_store_group:
 * @store: a store
 * @query: which records; its order does not matter
 * @group: (nullable): the field whose values make the groups
 * @sum: (nullable): a stored integer, decimal, money or duration field
 * @weight: (nullable): a stored percent field
 *
 * Counts the records of each group, and sums a field. Spellings of a text that differ in case or accents are one group. A
 * list field counts a record in each of its distinct values, in the null group when it has none. A weighted sum is that of
 * value × weight ÷ 100 over the records that have both, rounded once, half to even; of whole numbers it is a decimal.
 *
 * From columns in memory when they are there, else by SQL, which may take long on large tables. Any thread.
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): the groups that have records, in no order; without @group
 *   exactly one; %NULL with %TW_STORE_ERROR_INVALID for fields that cannot be grouped or sums that do not fit
 */
GPtrArray *
tw_store_group (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight, GError **error)
{
  TwGroupSpec spec = { group, sum, weight };

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (weight == NULL || sum != NULL, NULL);

  return group_with (store, query, &spec, TRUE, NULL, error);
}

/**
 * tw_store_group_sql:
 * @store: a store
 * @query: which records
 * @group: (nullable): as for tw_store_group()
 * @sum: (nullable): as for tw_store_group()
 * @weight: (nullable): as for tw_store_group()
 *
 * The same as tw_store_group(), by SQL only.
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): the groups
 */
GPtrArray *
tw_store_group_sql (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight, GError **error)
{
  TwGroupSpec spec = { group, sum, weight };

  g_return_val_if_fail (TW_IS_STORE (store), NULL);
  g_return_val_if_fail (query != NULL, NULL);
  g_return_val_if_fail (weight == NULL || sum != NULL, NULL);

  return group_with (store, query, &spec, FALSE, NULL, error);
}

typedef struct
{
  TwQuery    *query;                                   /* (owned): keeps the snapshot that the fields are of */
  TwGroupSpec spec;
} Question;

static void
question_free (Question *question)
{
  tw_query_unref (question->query);
  g_free (question);
}

static void
group_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  GError *error = NULL;
  GPtrArray *groups = group_with (source, question->query, &question->spec, TRUE, cancellable, &error);

  if (groups != NULL)
    g_task_return_pointer (task, groups, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tw_store_group_async:
 * @store: a store
 * @query: which records
 * @group: (nullable): as for tw_store_group()
 * @sum: (nullable): as for tw_store_group()
 * @weight: (nullable): as for tw_store_group()
 * @cancellable: (nullable): stops SQL at once
 * @callback: called when it is done
 * @data: for @callback
 *
 * As tw_store_group(), on a reader thread. The fields must be of the query's snapshot of the schema.
 */
void
tw_store_group_async (TwStore *store, TwQuery *query, const TwField *group, const TwField *sum, const TwField *weight,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, data);
  Question *question = g_new0 (Question, 1);

  question->query = tw_query_ref (query);
  question->spec = (TwGroupSpec) { group, sum, weight };
  g_task_set_source_tag (task, tw_store_group_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  tw_store_run_reader (store, task, group_thread);
}

/**
 * tw_store_group_finish:
 * @store: a store
 * @result: of tw_store_group_async()
 *
 * Returns: (transfer full) (element-type TwGroup) (nullable): as tw_store_group()
 */
GPtrArray *
tw_store_group_finish (TwStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tw_store_warm_columns:
 * @store: a store
 * @entity: an entity
 * @fields: (array length=n): fields of it
 * @n: how many
 *
 * Builds the columns of these fields now, beside those that are there. Blocks: about a second for a million rows.
 *
 * Returns: %TRUE when they are in memory; %FALSE without @error when they do not fit the bound, or one cannot be a column
 */
gboolean
tw_store_warm_columns (TwStore *store, const TwEntity *entity, const TwField *const *fields, guint n, GError **error)
{
  g_autoptr (TwSchema) schema = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  g_return_val_if_fail (entity != NULL, FALSE);

  for (guint i = 0; i < n; i++)
    {
      if (!tw_column_can_hold (fields[i]))
        return FALSE;
      g_ptr_array_add (list, (gpointer) fields[i]);
    }
  return build (store, entity, list, NULL, error);
}

/**
 * tw_group_total:
 * @store: a store
 * @sums: (element-type TwValue): money by currency, as in #TwGroup
 * @currency: the currency of the total
 * @total: (out): the total
 *
 * Adds up sums of several currencies by the workspace's rates of today. Each is divided by its rate (units of its currency
 * for one of @currency), half to even to ten-thousandths, and the total is rounded to the currency's digits.
 *
 * Returns: %FALSE when a rate is missing or the total does not fit
 */
gboolean
tw_group_total (TwStore *store, GArray *sums, TwCurrency currency, TwMoney *total)
{
  TwExprContext *context;
  gboolean good = TRUE;
  TwDate today;

  g_return_val_if_fail (TW_IS_STORE (store), FALSE);
  g_return_val_if_fail (sums != NULL && total != NULL, FALSE);

  context = tw_store_dup_context (store);
  today = tw_instant_get_date (context->now, context->zone);
  *total = (TwMoney) { 0, currency };
  for (guint i = 0; i < sums->len && good; i++)
    {
      const TwValue *value = &g_array_index (sums, TwValue, i);
      TwMoney part = { value->i, value->tag };
      TwDecimal rate;

      if (value->type != TW_TYPE_MONEY)
        good = FALSE;
      else if (part.currency != currency)
        good = context->rate != NULL && context->rate (part.currency, currency, today, &rate, context->rate_data) &&
               tw_money_divide (&part, rate, TW_ROUND_HALF_EVEN, &part);
      part.currency = currency;
      good = good && tw_money_add (total, &part, total);
    }
  tw_store_context_free (context);
  return good && tw_money_round (total, TW_ROUND_HALF_EVEN, total);
}
