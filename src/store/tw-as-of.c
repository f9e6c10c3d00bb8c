/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the past from the log. The state at an instant is the state after the last commit that carries this time or an
 * earlier one (the wall clock may have been set back since; the order of commits is what counts). A record's past is its
 * present with everything undone that was logged after that commit; expressions are evaluated on such records, and follow
 * links in the past, too. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-store-internal.h"

/* A record as it was. */
typedef struct
{
  const TwEntity *entity;
  TwId     id;
  gboolean exists, deleted;
  gint64   seq;
  TwValue *values;
} PastRecord;

typedef struct
{
  TwStore       *store;
  TwDb          *db;
  TwSchema      *schema;
  TwExprContext *context;                              /* of that instant */
  gint64         seq;                                  /* the last commit that counts */
  gint64         change_seq;                           /* the last change that counts */
  GHashTable    *records;                              /* TwId → PastRecord */
  GHashTable    *touched;                              /* TwId → entity number: changed since */
  guint64        entities[TW_ENTITY_BITS_WORDS];       /* with changes since */
} Past;

static void
past_record_free (PastRecord *record)
{
  for (guint i = 0; i < record->entity->n_fields; i++)
    tw_value_clear (&record->values[i]);
  g_free (record->values);
  g_free (record);
}

/* --- One record --- */

static gboolean
load_present (Past *past, PastRecord *record, GError **error)
{
  const TwTable *table = tw_store_get_table (past->store, record->entity);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE t0.id = ?", table->columns, table->name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &record->id);
  record->exists = tw_stmt_step (stmt, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (record->exists)
    {
      record->seq = tw_stmt_get_int (stmt, TW_TABLE_ROW_SEQ);
      record->deleted = !tw_stmt_is_null (stmt, TW_TABLE_DELETED);
      tw_table_read_values (table, stmt, record->values);
    }
  return TRUE;
}

static void
take_back (PastRecord *record, TwChange *change)
{
  switch (tw_change_get_op (change))
    {
    case TW_OP_ADD:
    case TW_OP_PURGE:
      /* What was purged cannot be read in the past either: that is what purging is for. */
      record->exists = FALSE;
      break;
    case TW_OP_DELETE:
      record->deleted = FALSE;
      break;
    case TW_OP_RESTORE:
      record->deleted = TRUE;
      break;
    case TW_OP_SET:
      for (guint i = 0; i < tw_change_get_n_fields (change); i++)
        {
          const TwFieldChange *values = tw_change_get_field (change, i);
          const TwField *field = tw_entity_get_field_by_number (record->entity, values->field);

          if (field == NULL || field->formula != NULL)
            continue;
          tw_value_clear (&record->values[field->index]);
          record->values[field->index] = tw_value_copy (&values->before);
        }
      break;
    }
}

static void
put (PastRecord *record, guint number, TwValue value)
{
  const TwField *field = tw_entity_get_field_by_number (record->entity, number);

  if (field == NULL)
    {
      tw_value_clear (&value);
      return;
    }
  tw_value_clear (&record->values[field->index]);
  record->values[field->index] = value;
}

/* updated_at and updated_by are those of the last commit that counts. */
static gboolean
stamp_past (Past *past, PastRecord *record, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT m.seq, m.at, m.user FROM log_change c JOIN log_commit m "
                                           "ON m.seq = c.commit_seq WHERE c.record = ? AND c.seq <= ? ORDER BY c.seq DESC LIMIT 1",
                                           error);
  const TwField *by = tw_entity_get_field_by_number (record->entity, TW_FIELD_UPDATED_BY);
  const TwEntity *user = by != NULL ? tw_field_get_target (by) : NULL;
  g_autoptr (GError) local = NULL;
  TwId id;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &record->id);
  tw_stmt_bind_int (stmt, 2, past->change_seq);
  if (tw_stmt_step (stmt, &local))
    {
      record->seq = tw_stmt_get_int (stmt, 0);
      put (record, TW_FIELD_UPDATED_AT, tw_value_datetime (tw_stmt_get_int (stmt, 1)));
      put (record, TW_FIELD_UPDATED_BY, tw_stmt_get_id (stmt, 2, &id) ? tw_value_link (user != NULL ? user->number : 0, &id)
                                                                      : (TwValue) TW_VALUE_INIT);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
roll_back (Past *past, PastRecord *record, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.record = ? "
                                           "AND c.seq > ? ORDER BY c.seq DESC", error);
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  g_autoptr (GError) local = NULL;
  gboolean any = FALSE;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &record->id);
  tw_stmt_bind_int (stmt, 2, past->change_seq);
  while (tw_stmt_step (stmt, &local))
    {
      g_autoptr (TwChange) change = tw_log_read_change (stmt, head, NULL, error);

      if (change == NULL)
        return FALSE;
      take_back (record, change);
      any = TRUE;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return !any || !record->exists || stamp_past (past, record, error);
}

/* NULL with error; a record that was not there yet has exists FALSE. */
static PastRecord *
get_past (Past *past, const TwEntity *entity, const TwId *id, GError **error)
{
  PastRecord *record = g_hash_table_lookup (past->records, id);

  if (record != NULL)
    return record;
  record = g_new0 (PastRecord, 1);
  record->entity = entity;
  record->id = *id;
  record->values = g_new0 (TwValue, entity->n_fields);
  if (!load_present (past, record, error)
      || (g_hash_table_contains (past->touched, id) && !roll_back (past, record, error)))
    {
      past_record_free (record);
      return NULL;
    }
  g_hash_table_insert (past->records, &record->id, record);
  return record;
}

static TwRecord *
make_record (PastRecord *record)
{
  TwValue *values = g_new0 (TwValue, record->entity->n_fields);

  for (guint i = 0; i < record->entity->n_fields; i++)
    values[i] = tw_value_copy (&record->values[i]);
  return tw_record_new_stored (record->entity, &record->id, record->seq, record->deleted, values);
}

/* --- Evaluation in the past --- */

static gboolean
source_get (gpointer data, const TwEntity *entity, const TwId *id, const TwField *field, TwValue *value)
{
  PastRecord *record = get_past (data, entity, id, NULL);

  if (record == NULL || !record->exists || record->entity->number != entity->number)
    return FALSE;
  *value = tw_value_copy (&record->values[field->index]);
  return TRUE;
}

static gboolean
points_to (const PastRecord *record, const TwField *field, const TwId *id)
{
  const TwValue *value = &record->values[field->index];

  if (value->type == TW_TYPE_LINK)
    return tw_id_equal (&value->id, id);
  if (value->type == TW_TYPE_LIST)
    for (guint i = 0; i < value->list->n_values; i++)
      if (tw_id_equal (&value->list->values[i].id, id))
        return TRUE;
  return FALSE;
}

/* Those that point to it now and were not changed since, and of the changed ones those that did. */
static GArray *
source_related (gpointer data, const TwInverse *inverse, const TwId *id)
{
  Past *past = data;
  const TwField *field = inverse->field;
  const TwTable *table = tw_store_get_table (past->store, field->entity);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autofree char *sql = tw_table_dup_related_sql (table, field, "t0.id", "");
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, sql, NULL);
  GHashTableIter iter;
  gpointer key, number;
  TwId found;

  if (stmt == NULL)
    return ids;
  tw_stmt_bind_id (stmt, 1, id);
  while (tw_stmt_step (stmt, NULL))
    if (tw_stmt_get_id (stmt, 0, &found) && !g_hash_table_contains (past->touched, &found))
      g_array_append_val (ids, found);
  g_hash_table_iter_init (&iter, past->touched);
  while (g_hash_table_iter_next (&iter, &key, &number))
    if (GPOINTER_TO_UINT (number) == field->entity->number)
      {
        PastRecord *record = get_past (past, field->entity, key, NULL);

        if (record != NULL && record->exists && !record->deleted && points_to (record, field, id))
          g_array_append_val (ids, record->id);
      }
  return ids;
}

static const TwExprSource past_source = { source_get, source_related, NULL };

/* --- The instant --- */

static gboolean
find_seq (Past *past, TwInstant at, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT seq, first_change + n_changes - 1 FROM log_commit WHERE at <= ? "
                                           "ORDER BY seq DESC LIMIT 1", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, at);
  if (tw_stmt_step (stmt, &local))
    {
      past->seq = tw_stmt_get_int (stmt, 0);
      past->change_seq = tw_stmt_get_int (stmt, 1);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
find_touched (Past *past, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (past->db, "SELECT entity, record FROM log_change WHERE seq > ?", error);
  g_autoptr (GError) local = NULL;
  TwId id;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, past->change_seq);
  while (tw_stmt_step (stmt, &local))
    {
      guint number = (guint) tw_stmt_get_int (stmt, 0);

      if (number == 0 || number / 64 >= TW_ENTITY_BITS_WORDS || !tw_stmt_get_id (stmt, 1, &id))
        continue;
      past->entities[number / 64] |= G_GUINT64_CONSTANT (1) << (number % 64);
      if (!g_hash_table_contains (past->touched, &id))
        g_hash_table_insert (past->touched, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (number));
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
past_close (Past *past)
{
  tw_store_return_reader (past->store, past->db);
  g_hash_table_unref (past->records);
  g_hash_table_unref (past->touched);
  tw_store_context_free (past->context);
  tw_schema_unref (past->schema);
}

/* One snapshot of the database for everything that is read. */
static gboolean
past_open (Past *past, TwStore *store, const TwEntity *entity, TwInstant at, GError **error)
{
  past->db = tw_store_take_reader (store, error);
  if (past->db == NULL)
    return FALSE;
  past->store = store;
  past->schema = tw_schema_ref ((TwSchema *) entity->schema);
  past->context = tw_store_dup_context (store);
  past->context->now = at;
  past->records = g_hash_table_new_full (tw_id_hash, tw_id_equal, NULL, (GDestroyNotify) past_record_free);
  past->touched = g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL);
  if (tw_db_exec (past->db, "BEGIN", error) && find_seq (past, at, error) && find_touched (past, error))
    return TRUE;
  past_close (past);
  return FALSE;
}

static gboolean
compute (Past *past, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_record_get_entity (record);

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      g_auto (TwValue) value = TW_VALUE_INIT;
      TwExprBound *bound;

      if (field->formula == NULL || field->retired)
        continue;
      bound = tw_store_get_formula (past->store, field, error);
      if (bound == NULL)
        return FALSE;
      tw_expr_eval (bound, past->context, &past_source, past, tw_record_get_id (record), &value);
      if (tw_field_coerce (field, past->context, &value))
        tw_record_set_computed (record, field, &value);
    }
  return TRUE;
}

/* --- Lists --- */

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
sort_value (Past *past, TwQuery *query, guint key, PastRecord *record, TwValue *value)
{
  const TwField *field = tw_query_get_sort_key (query, key)->field;
  const TwEntity *target = field->kind == TW_KIND_LINK ? tw_field_get_target (field) : NULL;
  const TwValue *own = &record->values[field->index];

  *value = (TwValue) TW_VALUE_INIT;
  if (field->formula != NULL)
    {
      TwExprBound *bound = tw_store_get_formula (past->store, field, NULL);

      if (bound != NULL)
        tw_expr_eval (bound, past->context, &past_source, past, &record->id, value);
    }
  else if (target != NULL && target->name_field != NULL && target->name_field->formula == NULL)
    {
      if (own->type == TW_TYPE_LINK)
        source_get (past, target, &own->id, target->name_field, value);
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
matches (Past *past, TwQuery *query, PastRecord *record)
{
  g_auto (TwValue) holds = TW_VALUE_INIT;

  if (!record->exists || record->deleted != tw_query_get_deleted (query))
    return FALSE;
  if (tw_query_get_where (query) == NULL)
    return TRUE;
  tw_expr_eval (tw_query_get_where (query), past->context, &past_source, past, &record->id, &holds);
  return holds.type == TW_TYPE_BOOLEAN && holds.i;
}

static gboolean
add_if_found (Past *past, TwQuery *query, const TwId *id, gint64 rid, GPtrArray *found, GError **error)
{
  PastRecord *record = get_past (past, tw_query_get_entity (query), id, error);
  guint n = tw_query_get_n_sort_keys (query);

  if (record == NULL)
    return FALSE;
  if (matches (past, query, record))
    {
      Found *item = g_new0 (Found, 1);

      item->record = make_record (record);
      item->rid = rid;
      item->keys = g_new0 (TwValue, n);
      for (guint i = 0; i < n; i++)
        sort_value (past, query, i, record, &item->keys[i]);
      g_ptr_array_add (found, item);
    }
  return TRUE;
}

static gboolean
has_changes (Past *past, const TwEntity *entity)
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
only_own_changes (Past *past, TwQuery *query)
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
read_unchanged (Past *past, TwQuery *query, gboolean fast, guint limit, GPtrArray *found, GError **error)
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
read_changed (Past *past, TwQuery *query, GPtrArray *found, GError **error)
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
  Past past = { NULL };
  PastRecord *state;

  if (!past_open (&past, store, entity, at, error))
    return NULL;
  state = get_past (&past, entity, id, error);
  if (state != NULL && state->exists)
    {
      record = make_record (state);
      if (!compute (&past, record, error))
        g_clear_object (&record);
    }
  else if (state != NULL)
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record was not there at that time."));
  past_close (&past);
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
  Past past = { NULL };
  gboolean good;

  if (tw_query_get_text (query) != NULL)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                           _("The past cannot be searched by words. Clear the search, or use a condition."));
      return NULL;
    }
  if (!past_open (&past, store, tw_query_get_entity (query), at, error))
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
  past_close (&past);
  return good ? g_steal_pointer (&records) : NULL;
}
