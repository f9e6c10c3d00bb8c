/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bulk: one transaction over very many records, on the caller's thread while the writer's thread stands aside. Each record is
 * checked, written, logged and forgotten, so that memory stays flat; SQLite spills what does not fit into the write-ahead log.
 *
 * When far more records come than a table had, its ordered indexes are dropped and built again at the end, by sorting, which
 * is several times cheaper than a million places in each of a dozen trees. It is all one transaction: readers see the
 * old tables and indexes until COMMIT, and after a crash they are as they were. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

#include "tw-bulk.h"
#include "tw-tx.h"
#include "tw-unindexed.h"

/* A table's indexes are dropped once so many records were added, if it had at most a quarter of that before. */
#define DROP_AFTER 20000
/* Records that are kept in memory because others link to them. */
#define REMEMBERED 1000
/* Indexes that are made at the end are sorted in runs of the size of the cache, so it bounds the memory of that too. A larger one
 * was not faster: rows are appended, and the system keeps the pages of the files. */
#define BULK_CACHE "PRAGMA cache_size = -12000"
#define IDLE_CACHE "PRAGMA cache_size = -16000"

typedef struct
{
  const TwEntity *entity;
  gint64     n_before, n_added;
  gboolean   dropped;
  GPtrArray *rebuild;                                  /* CREATE INDEX statements */
  GHashTable *found_by;                                /* columns that tw_bulk_find() looks into: their index stays */
} BulkTable;

struct _TwBulk
{
  TwStore    *store;
  TwTx       *tx;
  GHashTable *tables;                                  /* TwEntity → BulkTable */
  gboolean    has_tombstones;
  GHashTable *deleting;                                /* TwEntity of which records are deleted */
  guint       n_temporary;                             /* indexes made for looking up */

  /* The hand-over of the connection. */
  GMutex      lock;
  GCond       cond;
  gboolean    given, returned;
};

static void
table_free (BulkTable *table)
{
  g_clear_pointer (&table->rebuild, g_ptr_array_unref);
  g_hash_table_unref (table->found_by);
  g_free (table);
}

/* --- The hand-over --- */

/* On the writer's thread: lends the connection until it comes back. */
static gboolean
lend (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  TwBulk *bulk = data;

  g_mutex_lock (&bulk->lock);
  bulk->given = TRUE;
  g_cond_broadcast (&bulk->cond);
  while (!bulk->returned)
    g_cond_wait (&bulk->cond, &bulk->lock);
  g_mutex_unlock (&bulk->lock);
  return TRUE;
}

static void
lending_is_over (TwStore *store, gpointer data, GError *error)
{
  TwBulk *bulk = data;

  g_mutex_lock (&bulk->lock);
  bulk->given = FALSE;
  g_cond_broadcast (&bulk->cond);
  g_mutex_unlock (&bulk->lock);
}

static void
take_writer (TwBulk *bulk)
{
  tw_store_push_writer (bulk->store, lend, lending_is_over, bulk);
  g_mutex_lock (&bulk->lock);
  while (!bulk->given)
    g_cond_wait (&bulk->cond, &bulk->lock);
  g_mutex_unlock (&bulk->lock);
}

static void
return_writer (TwBulk *bulk)
{
  g_mutex_lock (&bulk->lock);
  bulk->returned = TRUE;
  g_cond_broadcast (&bulk->cond);
  while (bulk->given)
    g_cond_wait (&bulk->cond, &bulk->lock);
  g_mutex_unlock (&bulk->lock);
}

/* --- Indexes --- */

static BulkTable *
get_table (TwBulk *bulk, const TwEntity *entity, GError **error)
{
  BulkTable *table;
  g_autofree char *sql = NULL;
  gint64 last;

  /* Callers may hold an older snapshot. */
  entity = tw_schema_get_entity_by_number (bulk->tx->schema, entity->number);
  table = g_hash_table_lookup (bulk->tables, entity);
  if (table != NULL)
    return table;
  sql = g_strdup_printf ("SELECT ifnull(max(rid), 0) FROM %s", tw_store_get_table (bulk->store, entity)->name);
  if (!tw_db_pragma_int (bulk->tx->db, sql, &last, error))
    return NULL;
  table = g_new0 (BulkTable, 1);
  table->entity = entity;
  table->n_before = last;
  table->found_by = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (bulk->tables, (gpointer) entity, table);
  return table;
}

static gboolean
drop_indexes (TwBulk *bulk, BulkTable *table, GError **error)
{
  table->dropped = TRUE;
  table->rebuild = g_ptr_array_new_with_free_func (g_free);
  return tw_indexes_drop (bulk->tx->db, table->entity, table->found_by, table->rebuild, error);
}

static gboolean
rebuild_indexes (TwBulk *bulk, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, bulk->tables);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BulkTable *table = value;

      for (guint i = 0; table->rebuild != NULL && i < table->rebuild->len; i++)
        if (!tw_db_exec (bulk->tx->db, table->rebuild->pdata[i], error))
          return FALSE;
    }
  for (guint i = 0; i < bulk->n_temporary; i++)
    {
      g_autofree char *sql = g_strdup_printf ("DROP INDEX tw_b_%u", i);

      if (!tw_db_exec (bulk->tx->db, sql, error))
        return FALSE;
    }
  return TRUE;
}

/* A column that records are looked up by must have an index, if only for the time being. */
static gboolean
prepare_find (TwBulk *bulk, const TwField *field, GError **error)
{
  BulkTable *table = get_table (bulk, field->entity, error);
  const TwTable *layout = tw_store_get_table (bulk->store, field->entity);
  g_autofree char *column = tw_field_dup_column (field);
  g_autoptr (GPtrArray) indexes = NULL;
  g_autofree char *plain = NULL, *name = NULL, *sql = NULL;

  if (table == NULL)
    return FALSE;
  if (!g_hash_table_add (table->found_by, g_strdup (column)))
    return TRUE;
  indexes = tw_entity_dup_indexes (field->entity);
  plain = tw_entity_dup_table (field->entity);
  name = g_strdup_printf ("tw_i_%s_%s", plain, column);
  for (guint i = 0; !table->dropped && i < indexes->len; i += 2)
    if (g_str_equal (indexes->pdata[i], name))
      return TRUE;
  sql = g_strdup_printf ("CREATE INDEX tw_b_%u ON %s (%s) WHERE deleted IS NULL", bulk->n_temporary++, layout->name,
                         layout->stored[layout->stored_at[field->index]].column);
  return tw_db_exec (bulk->tx->db, sql, error);
}

/* Who points to a record is asked for each that is deleted: without an index that would be a look at the whole table each time. */
static gboolean
prepare_delete (TwBulk *bulk, const TwEntity *entity, GError **error)
{
  const GPtrArray *incoming = NULL;

  if (!g_hash_table_add (bulk->deleting, (gpointer) entity))
    return TRUE;
  incoming = tw_table_get_incoming (bulk->store, entity);
  for (guint i = 0; i < incoming->len; i++)
    {
      const TwField *field = g_ptr_array_index (incoming, i);

      if (tw_tx_is_unused (bulk->tx, field))
        continue;
      if (!tw_field_is_list_table (field) && !prepare_find (bulk, field, error))
        return FALSE;
      if (field->on_delete == TW_DELETE_CASCADE && !prepare_delete (bulk, field->entity, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Records --- */

static gboolean
is_tombstone (TwBulk *bulk, const TwId *id)
{
  g_autoptr (TwStmt) stmt = NULL;

  if (!bulk->has_tombstones)
    return FALSE;
  stmt = tw_db_prepare (bulk->tx->db, "SELECT 1 FROM tw_tombstone WHERE id = ?", NULL);
  if (stmt == NULL)
    return TRUE;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_step (stmt, NULL);
}

static TwWork *
begin_work (TwBulk *bulk, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (bulk->tx->schema, tw_record_get_entity (record)->number);
  const TwId *id = tw_record_get_id (record);
  g_autoptr (GError) local = NULL;
  TwWork *work = NULL;

  /* A new record is not looked for: should its id be there already, the table's own key refuses it. */
  if (tw_record_is_new (record))
    {
      if (entity != NULL && !is_tombstone (bulk, id))
        return tw_tx_add (bulk->tx, entity, id);
    }
  else if (entity != NULL)
    work = tw_tx_load (bulk->tx, entity, id, &local);
  if (work != NULL && work->deleted == 0)
    return work;
  if (work != NULL)
    tw_tx_forget (bulk->tx, work);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record is no longer there."));
  return NULL;
}

/* Values of a new record, without the detour of a list of changes. */
static void
take_values (TwBulk *bulk, TwWork *work, TwRecord *record)
{
  const TwEntity *given = tw_record_get_entity (record);

  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];
      const TwField *own = given == work->entity ? field : tw_entity_get_field_by_number (given, field->number);
      const TwValue *value = own != NULL && field->formula == NULL && !field->kept ? tw_record_get (record, own) : NULL;

      if (value == NULL || tw_value_is_null (value))
        continue;
      tw_tx_set (bulk->tx, work, field, value);
      if (work->now[i].type == TW_TYPE_MONEY && work->now[i].tag == 0)
        work->now[i].tag = bulk->tx->context->currency;
      work->flags[i] |= TW_WORK_GIVEN;
    }
}

static gboolean
apply_record (TwBulk *bulk, TwWork *work, TwRecord *record, GError **error)
{
  if (work->existed)
    {
      g_autoptr (GArray) changes = tw_record_collect_edits (record);

      if (!tw_rules_apply (bulk->tx, work, changes, error))
        return FALSE;
    }
  else
    {
      take_values (bulk, work, record);
      if (!tw_rules_fill (bulk->tx, work, error))
        return FALSE;
    }
  if (work->existed && !work->in_edit)
    return TRUE;
  if (!tw_rules_derive (bulk->tx, work, error) || !tw_rules_run (bulk->tx, error))
    return FALSE;
  for (guint i = 0; i < bulk->tx->order->len; i++)
    if (!tw_rules_check (bulk->tx, g_ptr_array_index (bulk->tx->order, i), TW_CHECK_ALL, error))
      return FALSE;
  return TRUE;
}

/* What was changed goes. What was only read, targets of links and the like, is likely to be wanted by the next record, too. */
static void
forget (TwTx *tx)
{
  while (tx->order->len > 0)
    tw_tx_forget (tx, g_ptr_array_index (tx->order, tx->order->len - 1));
  if (g_hash_table_size (tx->works) > REMEMBERED)
    g_hash_table_remove_all (tx->works);
}

static gboolean
count_added (TwBulk *bulk, const TwEntity *entity, GError **error)
{
  BulkTable *table = get_table (bulk, entity, error);

  if (table == NULL)
    return FALSE;
  table->n_added++;
  return table->dropped || table->n_added != DROP_AFTER || table->n_before > DROP_AFTER / 4
         || drop_indexes (bulk, table, error);
}

/**
 * tw_bulk_new:
 * @store: a store
 * @origin: who or what makes the changes
 * @title: what a person would call it: "Import contacts.csv"
 *
 * Begins a commit of very many records and holds the writer until it ends: every other commit waits. On one worker thread.
 *
 * Returns: (transfer full) (nullable): the bulk, or %NULL with %TW_STORE_ERROR
 */
TwBulk *
tw_bulk_new (TwStore *store, TwOrigin origin, const char *title, GError **error)
{
  TwBulk *bulk;
  gint64 tombstones = 0;

  if (!tw_store_check_writable (store, error))
    return NULL;
  bulk = g_new0 (TwBulk, 1);
  bulk->store = g_object_ref (store);
  g_mutex_init (&bulk->lock);
  g_cond_init (&bulk->cond);
  bulk->tables = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) table_free);
  bulk->deleting = g_hash_table_new (NULL, NULL);
  take_writer (bulk);
  tw_db_exec (store->writer, BULK_CACHE, NULL);
  bulk->tx = tw_tx_begin (store, store->writer, origin, title, 0, error);
  if (bulk->tx == NULL || !tw_db_pragma_int (store->writer, "SELECT EXISTS (SELECT 1 FROM tw_tombstone)", &tombstones, error))
    {
      tw_bulk_free (bulk);
      return NULL;
    }
  bulk->tx->one_by_one = TRUE;
  bulk->has_tombstones = tombstones != 0;
  return bulk;
}

/**
 * tw_bulk_free:
 * @bulk: (transfer full) (nullable): a bulk
 *
 * Takes everything back, if it was not committed, and lets the writer go on.
 */
void
tw_bulk_free (TwBulk *bulk)
{
  if (bulk == NULL)
    return;
  g_clear_pointer (&bulk->tx, tw_tx_rollback);
  tw_db_exec (bulk->store->writer, IDLE_CACHE, NULL);
  return_writer (bulk);
  g_hash_table_unref (bulk->tables);
  g_hash_table_unref (bulk->deleting);
  g_mutex_clear (&bulk->lock);
  g_cond_clear (&bulk->cond);
  g_object_unref (bulk->store);
  g_free (bulk);
}

/**
 * tw_bulk_save:
 * @bulk: a bulk
 * @record: a new record, or one read with tw_bulk_get() or from the store, with edits
 *
 * Checks, writes and logs a record. The record itself stays as it is; links must lead to records that are there already.
 *
 * Returns: %FALSE with %TW_STORE_ERROR when it is refused; the bulk goes on without it
 */
gboolean
tw_bulk_save (TwBulk *bulk, TwRecord *record, GError **error)
{
  TwWork *work = begin_work (bulk, record, error);
  gboolean is_new, good;
  const TwEntity *entity;

  if (work == NULL)
    return FALSE;
  is_new = !work->existed;
  entity = work->entity;
  good = apply_record (bulk, work, record, error);
  /* The record, and what rules added to it. */
  while (good && bulk->tx->order->len > 0)
    good = tw_tx_finish_work (bulk->tx, g_ptr_array_index (bulk->tx->order, 0), error);
  forget (bulk->tx);
  if (!good && is_new && error != NULL && g_error_matches (*error, TW_STORE_ERROR, TW_STORE_ERROR_UNIQUE)
      && sqlite3_extended_errcode (tw_db_get_handle (bulk->tx->db)) == SQLITE_CONSTRAINT_UNIQUE)
    {
      g_clear_error (error);
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("There is already a record with this id."));
    }
  return good && (!is_new || count_added (bulk, entity, error));
}

/* First those that only changed, then what was deleted, the parts before their whole: going back through the log, which a large commit
 * does record by record, the whole is there again before its parts and what points to it. */
static gboolean
finish_deleted (TwBulk *bulk, GError **error)
{
  GPtrArray *order = bulk->tx->order;

  for (guint i = 0; i < order->len;)
    {
      TwWork *work = g_ptr_array_index (order, i);

      if (work->deleted != 0)
        i++;
      else if (!tw_tx_finish_work (bulk->tx, work, error))
        return FALSE;
    }
  while (order->len > 0)
    if (!tw_tx_finish_work (bulk->tx, g_ptr_array_index (order, order->len - 1), error))
      return FALSE;
  return TRUE;
}

/**
 * tw_bulk_delete:
 * @bulk: a bulk
 * @entity: the record's entity
 * @id: its id
 * @error: %TW_STORE_ERROR_LINK when something that stays needs the record; %TW_STORE_ERROR_NOT_FOUND when it is gone already
 *
 * Moves a record to the wastebasket, and clears or deletes what points to it as the schema says.
 *
 * Returns: %FALSE when it is refused
 */
gboolean
tw_bulk_delete (TwBulk *bulk, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr (GPtrArray) works = g_ptr_array_new ();
  g_autoptr (GError) local = NULL;
  gboolean good = FALSE;
  TwWork *work = NULL;

  entity = tw_schema_get_entity_by_number (bulk->tx->schema, entity->number);
  if (entity == NULL || !prepare_delete (bulk, entity, error))
    return FALSE;
  work = tw_tx_load (bulk->tx, entity, id, &local);
  if (work != NULL && work->deleted == 0)
    {
      if (tw_rules_may_delete (bulk->tx, work, &local))
        {
          g_ptr_array_add (works, work);
          good = tw_rules_delete (bulk->tx, works, &local);
        }
      good = good && finish_deleted (bulk, &local);
    }
  else if (local == NULL)
    g_set_error_literal (&local, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record is no longer there."));
  forget (bulk->tx);
  g_hash_table_remove (bulk->tx->works, id);
  if (!good)
    g_propagate_error (error, g_steal_pointer (&local));
  return good;
}

/**
 * tw_bulk_find:
 * @bulk: a bulk
 * @field: a stored field
 * @value: the value to look for; texts are compared by their folded form
 * @id: (out): the oldest live record that has it
 *
 * Looks a record up, those saved by this bulk included.
 *
 * Returns: %TRUE when there is one; %FALSE when not, or with @error
 */
gboolean
tw_bulk_find (TwBulk *bulk, const TwField *field, const TwValue *value, TwId *id, GError **error)
{
  const TwTable *table = tw_store_get_table (bulk->store, field->entity);
  const TwTableColumn *column;
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  g_return_val_if_fail (table->stored_at[field->index] >= 0, FALSE);

  if (tw_value_is_null (value) || !prepare_find (bulk, field, error))
    return FALSE;
  column = &table->stored[table->stored_at[field->index]];
  sql = g_strdup_printf ("SELECT id FROM %s WHERE %s = ? AND deleted IS NULL%s%s%s ORDER BY rid LIMIT 1", table->name,
                         column->column, column->second != NULL ? " AND " : "", column->second != NULL ? column->second : "",
                         column->second != NULL ? " = ?" : "");
  stmt = tw_db_prepare (bulk->tx->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_value (stmt, 1, value);
  if (column->second != NULL)
    tw_stmt_bind_int (stmt, 2, value->tag);
  return tw_stmt_step (stmt, error) && tw_stmt_get_id (stmt, 0, id);
}

/**
 * tw_bulk_get:
 * @bulk: a bulk
 * @entity: an entity
 * @id: a record's id
 *
 * Reads a record as the bulk has it, without computed fields.
 *
 * Returns: (transfer full) (nullable): the record, or %NULL with %TW_STORE_ERROR_NOT_FOUND
 */
TwRecord *
tw_bulk_get (TwBulk *bulk, const TwEntity *entity, const TwId *id, GError **error)
{
  return tw_store_read_record (bulk->store, bulk->tx->db, entity, id, error);
}

/**
 * tw_bulk_commit:
 * @bulk: (transfer full): a bulk
 *
 * Ends the bulk: builds indexes and search, and commits.
 *
 * Returns: (transfer full) (nullable): the commit, whose seq is 0 when nothing was saved; %NULL with @error, and nothing has
 *   happened
 */
TwCommit *
tw_bulk_commit (TwBulk *bulk, GError **error)
{
  TwCommit *commit = NULL;

  if (rebuild_indexes (bulk, error) && tw_keep_run (bulk->tx, FALSE, error))
    commit = tw_tx_commit (g_steal_pointer (&bulk->tx), error);
  tw_bulk_free (bulk);
  return commit;
}
