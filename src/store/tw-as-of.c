/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and records as of an instant. What nobody changed since is found by SQL as ever, when the condition reads nothing
 * else that changed; what was changed is evaluated in the past. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-past.h"

typedef struct
{
  TwRecord *record;
  TwValue  *keys;
  gint64    rid;
} Found;

static void
found_free (Found *found, guint n)
{
  for (guint i = 0; i < n; i++)
    tw_value_clear (&found->keys[i]);
  g_free (found->keys);
  g_object_unref (found->record);
  g_free (found);
}

static void
sort_value (TwPast *past, TwQuery *query, guint key, TwPastRecord *record, TwValue *value)
{
  const TwField *field = tw_query_get_sort_key (query, key)->field;
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
  const TwValue *own = &record->values[field->index];

  *value = (TwValue) TW_VALUE_INIT;
  if (field->formula != NULL)
    {
      TwExprBound *bound = tw_store_get_formula (past->store, field, NULL);

      if (bound != NULL)
        tw_expr_eval (bound, past->context, &tw_past_source, past, &record->id, value);
    }
  else if (target != NULL && target->name_field != NULL && target->name_field->formula == NULL)
    {
      if (own->type == TW_TYPE_LINK)
        tw_past_source.get (past, target, &own->id, target->name_field, value);
    }
  else
    *value = tw_value_copy (own);
}

static int
compare_found (gconstpointer a, gconstpointer b, gpointer data)
{
  const Found *one = *(Found *const *) a, *other = *(Found *const *) b;
  TwQuery *query = data;
  guint n = tw_query_get_n_sort_keys (query);
  gboolean down = FALSE;

  for (guint i = 0; i < n; i++)
    {
      int order = tw_value_compare (&one->keys[i], &other->keys[i]);

      down = tw_query_get_sort_key (query, i)->descending;
      if (order != 0)
        return down ? -order : order;
    }
  if (one->rid == other->rid)
    return 0;
  return (one->rid < other->rid) != down ? -1 : 1;
}

static gboolean
matches (TwPast *past, TwQuery *query, TwPastRecord *record)
{
  g_auto (TwValue) holds = TW_VALUE_INIT;

  if (!record->exists || record->deleted != tw_query_get_deleted (query))
    return FALSE;
  if (tw_query_get_where (query) == NULL)
    return TRUE;
  tw_expr_eval (tw_query_get_where (query), past->context, &tw_past_source, past, &record->id, &holds);
  return holds.type == TW_TYPE_BOOLEAN && holds.i;
}

static gboolean
add_if_found (TwPast *past, TwQuery *query, const TwId *id, gint64 rid, GPtrArray *found, GError **error)
{
  TwPastRecord *record = tw_past_get (past, tw_query_get_entity (query), id, error);
  guint n = tw_query_get_n_sort_keys (query);

  if (record == NULL)
    return FALSE;
  if (matches (past, query, record))
    {
      Found *item = g_new0 (Found, 1);

      item->record = tw_past_make_record (record);
      item->rid = rid;
      item->keys = g_new0 (TwValue, n);
      for (guint i = 0; i < n; i++)
        sort_value (past, query, i, record, &item->keys[i]);
      g_ptr_array_add (found, item);
    }
  return TRUE;
}

static gboolean
has_changes (TwPast *past, const TwEntity *entity)
{
  return (past->entities[entity->number / 64] >> (entity->number % 64)) & 1;
}

static gboolean
points_to_own_kind (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_inverses; i++)
    if (entity->inverses[i]->field->entity->number == entity->number)
      return TRUE;
  return FALSE;
}

/* Whether the query's answer on a record that nobody changed since can be had from today's tables. */
static gboolean
only_own_changes (TwPast *past, TwQuery *query)
{
  const TwEntity *own = tw_query_get_entity (query);
  TwExprBound *where = tw_query_get_where (query);

  for (guint i = 0; i < tw_query_get_n_sort_keys (query); i++)
    {
      const TwField *field = tw_query_get_sort_key (query, i)->field;

      if (field->formula != NULL || field->kind == TW_KIND_LINK)
        return FALSE;
    }
  for (guint e = 0; where != NULL && e < tw_schema_get_n_entities (past->schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (past->schema, e);

      /* A path or roll-up within the own kind may lead to a changed record of it. */
      if (has_changes (past, entity) && tw_expr_bound_reads_entity (where, entity)
          && (entity->number != own->number || points_to_own_kind (own)))
        return FALSE;
    }
  return TRUE;
}

/* Unchanged records: with fast, those that the tables find, in order, no more than are wanted; else all live ones. */
static gboolean
read_unchanged (TwPast *past, TwQuery *query, gboolean fast, guint limit, GPtrArray *found, GError **error)
{
  const TwTable *table = tw_store_get_table (past->store, tw_query_get_entity (query));
  g_autoptr (TwSql) sql = tw_sql_new ();
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  guint n = 0;

  tw_sql_append (sql, "SELECT t0.rid, t0.id FROM ");
  tw_sql_append (sql, table->name);
  tw_sql_append (sql, " AS t0 WHERE ");
  if (!fast)
    tw_sql_append (sql, tw_query_get_deleted (query) ? "t0.deleted IS NOT NULL" : "t0.deleted IS NULL");
  else if (!tw_store_append_condition (past->store, query, past->context, sql, error)
           || !tw_store_append_order (past->store, query, past->context, sql, error))
    return FALSE;
  stmt = tw_db_prepare_sql (past->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  while ((!fast || n < limit) && tw_stmt_step (stmt, &local))
    {
      TwId id;

      if (!tw_stmt_get_id (stmt, 1, &id) || g_hash_table_contains (past->touched, &id))
        continue;
      if (!add_if_found (past, query, &id, tw_stmt_get_int (stmt, 0), found, error))
        return FALSE;
      /* It is read from its row again should a link lead here; memory grows with the answer only. */
      g_hash_table_remove (past->records, &id);
      n++;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_changed (TwPast *past, TwQuery *query, GPtrArray *found, GError **error)
{
  const TwTable *table = tw_store_get_table (past->store, tw_query_get_entity (query));
  guint number = tw_query_get_entity (query)->number;
  GHashTableIter iter;
  gpointer id, entity;

  g_hash_table_iter_init (&iter, past->touched);
  while (g_hash_table_iter_next (&iter, &id, &entity))
    if (GPOINTER_TO_UINT (entity) == number
        && !add_if_found (past, query, id, tw_table_find_rid (table, past->db, id, NULL), found, error))
      return FALSE;
  return TRUE;
}

/**
 * tw_store_get_as_of:
 * @store: a store
 * @entity: an entity
 * @id: a record's id
 * @at: when
 *
 * The record as it was, computed fields included.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with %TW_STORE_ERROR_NOT_FOUND when it was not there yet or was
 *   purged since
 */
TwRecord *
tw_store_get_as_of (TwStore *store, const TwEntity *entity, const TwId *id, TwInstant at, GError **error)
{
  g_autoptr (TwRecord) record = NULL;
  TwPast past = { NULL };
  TwPastRecord *state;

  if (!tw_past_open (&past, store, entity, at, error))
    return NULL;
  state = tw_past_get (&past, entity, id, error);
  if (state != NULL && state->exists)
    {
      record = tw_past_make_record (state);
      if (!tw_past_compute (&past, record, error))
        g_clear_object (&record);
    }
  else if (state != NULL)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record was not there at that time."));
  tw_past_close (&past);
  return g_steal_pointer (&record);
}

/**
 * tw_store_list_as_of:
 * @store: a store
 * @query: what to list
 * @at: when
 * @limit: at most so many
 *
 * The first records of a list as it was; links and roll-ups in the condition are those of that time, and so is now().
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): the records, or %NULL with @error
 */
GPtrArray *
tw_store_list_as_of (TwStore *store, TwQuery *query, TwInstant at, guint limit, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  TwPast past = { NULL };
  gboolean good;

  if (tw_query_get_text (query) != NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                           _("The past cannot be searched by words. Clear the search, or use a condition."));
      return NULL;
    }
  if (!tw_past_open (&past, store, tw_query_get_entity (query), at, error))
    return NULL;
  good = read_unchanged (&past, query, only_own_changes (&past, query), limit, found, error)
         && read_changed (&past, query, found, error);
  if (good)
    {
      g_ptr_array_sort_with_data (found, compare_found, query);
      for (guint i = 0; i < found->len && i < limit; i++)
        g_ptr_array_add (records, g_object_ref (((Found *) found->pdata[i])->record));
    }
  for (guint i = 0; i < found->len; i++)
    found_free (found->pdata[i], tw_query_get_n_sort_keys (query));
  tw_past_close (&past);
  return good ? g_steal_pointer (&records) : NULL;
}
