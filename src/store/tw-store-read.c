/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading single records: by id, by a value, by a relation; their titles; their computed fields. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-store-internal.h"

#define MAX_TITLES  50000

static gboolean
fail_not_found (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record is no longer there."));
  return FALSE;
}

TwRecord *
tw_store_read_record (TwStore *store, TwDb *db, const TwEntity *entity, const TwId *id, GError **error)
{
  const TwTable *table = tw_store_get_table (store, entity);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, table->select, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  if (tw_stmt_step (stmt, &local))
    return tw_table_read_record (table, stmt);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    fail_not_found (error);
  return NULL;
}

/**
 * tw_store_eval:
 * @store: a store
 * @bound: an expression of the record's entity
 * @record: a record, whose edits count
 * @result: (out caller-allocates): the answer
 *
 * Evaluates an expression on a record.
 *
 * Returns: %TRUE when it could be evaluated
 */
gboolean
tw_store_eval (TwStore *store, TwExprBound *bound, TwRecord *record, TwValue *result, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (TwSchema) schema = NULL;
  TwExprContext *context;
  TwDbSource source;

  *result = (TwValue) TW_VALUE_INIT;
  if (db == NULL)
    return FALSE;
  schema = tw_schema_ref ((TwSchema *) tw_record_get_entity (record)->schema);
  source = (TwDbSource) { store, db, schema };
  context = tw_store_dup_context (store);
  tw_expr_eval_record (bound, context, record, &tw_db_source, &source, result);
  tw_store_context_free (context);
  tw_store_return_reader (store, db);
  return TRUE;
}

/* --- Records --- */

/**
 * tw_store_get:
 * @store: a store
 * @entity: an entity
 * @id: a record's id
 *
 * Reads a record with its computed fields; one in the wastebasket, too.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with %TW_STORE_ERROR_NOT_FOUND
 */
TwRecord *
tw_store_get (TwStore *store, const TwEntity *entity, const TwId *id, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  if (db == NULL)
    return NULL;
  record = tw_store_read_record (store, db, entity, id, error);
  if (record != NULL)
    {
      g_ptr_array_add (one, record);
      if (!tw_store_compute_with (store, db, one, NULL, error))
        g_clear_object (&record);
    }
  tw_store_return_reader (store, db);
  return g_steal_pointer (&record);
}

static GPtrArray *
read_all (const TwTable *table, TwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;

  while (tw_stmt_step (stmt, &local))
    g_ptr_array_add (records, tw_table_read_record (table, stmt));
  if (local == NULL)
    return g_steal_pointer (&records);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static GPtrArray *
read_related (TwStore *store, const TwId *id, const TwInverse *inverse, const char *rest, guint limit, GError **error)
{
  const TwTable *table = tw_store_get_table (store, inverse->field->entity);
  g_autofree char *sql = tw_table_dup_related_sql (table, inverse->field, table->columns, rest);
  TwDb *db = tw_store_take_reader (store, error);
  GPtrArray *records = NULL;
  TwStmt *stmt;

  if (db == NULL)
    return NULL;
  stmt = tw_db_prepare (db, sql, error);
  if (stmt != NULL)
    {
      tw_stmt_bind_id (stmt, 1, id);
      tw_stmt_bind_int (stmt, 2, limit);
      records = read_all (table, stmt, error);
      tw_stmt_done (stmt);
    }
  tw_store_return_reader (store, db);
  return records;
}

/**
 * tw_store_related:
 * @store: a store
 * @entity: the record's entity
 * @id: the record
 * @inverse: a relation of the entity
 * @limit: at most so many
 *
 * The live records that point to a record.
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): in the order in which they were made, or %NULL with @error
 */
GPtrArray *
tw_store_related (TwStore *store, const TwEntity *entity, const TwId *id, const TwInverse *inverse, guint limit, GError **error)
{
  return read_related (store, id, inverse, " ORDER BY t0.rid LIMIT ?", limit, error);
}

/**
 * tw_store_related_newest:
 * @store: a store
 * @entity: the record's entity
 * @id: the record
 * @inverse: a relation of the entity
 * @limit: at most so many
 *
 * As tw_store_related(), but those that were made last.
 *
 * Returns: (transfer full) (nullable) (element-type TwRecord): the newest first, or %NULL with @error
 */
GPtrArray *
tw_store_related_newest (TwStore *store, const TwEntity *entity, const TwId *id, const TwInverse *inverse, guint limit, GError **error)
{
  return read_related (store, id, inverse, " ORDER BY t0.rid DESC LIMIT ?", limit, error);
}

/* The first live record whose field has the value, with any connection. NULL without error when there is none. */
TwRecord *
tw_store_find_with (TwStore *store, TwDb *db, const TwField *field, const TwValue *value, GError **error)
{
  const TwTable *table = tw_store_get_table (store, field->entity);
  const TwTableColumn *column;
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  g_return_val_if_fail (table->stored_at[field->index] >= 0, NULL);

  if (tw_value_is_null (value))
    return NULL;
  column = &table->stored[table->stored_at[field->index]];
  sql = g_strdup_printf ("SELECT %s FROM %s AS t0 WHERE t0.%s = ? AND t0.deleted IS NULL%s%s%s ORDER BY t0.rid LIMIT 1",
                         table->columns, table->name, column->column, column->second != NULL ? " AND t0." : "",
                         column->second != NULL ? column->second : "", column->second != NULL ? " = ?" : "");
  stmt = tw_db_prepare (db, sql, error);
  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_value (stmt, 1, value);
  if (column->second != NULL)
    tw_stmt_bind_int (stmt, 2, value->tag);
  return tw_stmt_step (stmt, error) ? tw_table_read_record (table, stmt) : NULL;
}

/**
 * tw_store_find:
 * @store: a store
 * @field: a stored field
 * @value: the value to look for; texts are compared by their folded form
 *
 * Finds the live record whose field has the value; the oldest when there are several.
 *
 * Returns: (transfer full) (nullable): the record; %NULL without error when there is none
 */
TwRecord *
tw_store_find (TwStore *store, const TwField *field, const TwValue *value, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwRecord *record;

  if (db == NULL)
    return NULL;
  record = tw_store_find_with (store, db, field, value, error);
  tw_store_return_reader (store, db);
  return record;
}

/* --- Titles --- */

static char *
read_title (TwStore *store, TwDb *db, const TwEntity *entity, const TwId *id)
{
  const TwField *name = entity->name_field;
  TwDbSource source = { store, db, (TwSchema *) entity->schema };
  g_auto (TwValue) value = TW_VALUE_INIT;

  if (name == NULL)
    return g_strdup ("");
  if (name->formula == NULL)
    tw_db_source.get (&source, entity, id, name, &value);
  else
    {
      TwExprBound *bound = tw_store_get_formula (store, name, NULL);
      TwExprContext *context = tw_store_dup_context (store);

      if (bound != NULL)
        tw_expr_eval (bound, context, &tw_db_source, &source, id, &value);
      tw_store_context_free (context);
    }
  return tw_value_is_null (&value) ? g_strdup ("") : tw_field_format (name, &value, NULL);
}

/**
 * tw_store_dup_title:
 * @store: a store
 * @entity_number: the record's entity
 * @id: the record
 *
 * What people call a record: its name field. Kept in memory until a commit touches the record. Any thread.
 *
 * Returns: (transfer full): the title; "" when it has none or is not there
 */
char *
tw_store_dup_title (TwStore *store, guint entity_number, const TwId *id)
{
  g_autoptr (TwSchema) schema = NULL;
  const TwEntity *entity;
  guint64 round;
  char *title;
  TwDb *db;

  g_mutex_lock (&store->lock);
  title = g_strdup (g_hash_table_lookup (store->titles, id));
  round = store->title_round;
  g_mutex_unlock (&store->lock);
  if (title != NULL)
    return title;

  schema = tw_store_ref_schema (store);
  entity = tw_schema_get_entity_by_number (schema, entity_number);
  db = entity != NULL ? tw_store_take_reader (store, NULL) : NULL;
  if (db == NULL)
    return g_strdup ("");
  title = read_title (store, db, entity, id);
  tw_store_return_reader (store, db);

  g_mutex_lock (&store->lock);
  if (round == store->title_round)
    {
      if (g_hash_table_size (store->titles) >= MAX_TITLES)
        g_hash_table_remove_all (store->titles);
      g_hash_table_replace (store->titles, g_memdup2 (id, sizeof *id), g_strdup (title));
    }
  g_mutex_unlock (&store->lock);
  return title;
}

void
tw_store_titles_forget (TwStore *store, TwCommit *commit)
{
  GPtrArray *changes = tw_commit_get_changes (commit);

  g_mutex_lock (&store->lock);
  store->title_round++;
  if (changes == NULL)
    g_hash_table_remove_all (store->titles);
  else
    for (guint i = 0; i < changes->len; i++)
      g_hash_table_remove (store->titles, tw_change_get_record (g_ptr_array_index (changes, i)));
  g_mutex_unlock (&store->lock);
}

/**
 * tw_store_read_ids:
 * @store: a store
 * @entity: an entity
 * @rows: (array length=n_rows): row numbers of its records
 * @n_rows: how many
 * @error: %TW_STORE_ERROR
 *
 * About a microsecond a record: many of them are not for the main thread.
 *
 * Returns: (transfer full) (nullable) (element-type TwId): ids of those that are live, in the order of @rows
 */
GArray *
tw_store_read_ids (TwStore *store, const TwEntity *entity, const gint64 *rows, guint n_rows, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE rid = ? AND deleted IS NULL", tw_store_get_table (store, entity)->name);
  g_autoptr (GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (TwId), n_rows);
  g_autoptr (GError) local = NULL;
  TwStmt *stmt = db != NULL ? tw_db_prepare (db, sql, error) : NULL;

  for (guint i = 0; stmt != NULL && local == NULL && i < n_rows; i++)
    {
      TwId id;

      tw_stmt_bind_int (stmt, 1, rows[i]);
      if (tw_stmt_step (stmt, &local) && tw_stmt_get_id (stmt, 0, &id))
        g_array_append_val (ids, id);
      tw_stmt_reset (stmt);
    }
  if (stmt == NULL)
    g_clear_pointer (&ids, g_array_unref);
  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
