/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Emptying the wastebasket: rows and logged values go for good, the id stays as a tombstone and never comes back. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tw-blobs-private.h"
#include "tw-log-codec.h"
#include "tw-purge-private.h"

#define YOUNG 3600                                      /* seconds */

typedef struct
{
  TwInstant       before;
  gint64          n;                                   /* (out) that are gone */
  /* Where certain ones are meant: */
  const TwEntity *entity;
  GArray         *ids;                                 /* (nullable) TwId; NULL: all that were deleted before */
  GHashTable     *files;                               /* (out) hashes that they name or ever named */
} PurgeJob;

gboolean
tw_purge_run_with_id (TwDb *db, const char *sql, const TwId *id, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_run (stmt, error);
}

static gboolean
write_tombstone (TwTx *tx, TwWork *work, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, "INSERT OR REPLACE INTO tw_tombstone (id, entity, seq) VALUES (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &work->id);
  tw_stmt_bind_int (stmt, 2, work->entity->number);
  tw_stmt_bind_int (stmt, 3, tx->head->seq);
  return tw_stmt_run (stmt, error);
}

GArray *
tw_purge_find_referring (TwTx *tx, const TwField *field, const TwId *id, GError **error)
{
  const TwTable *table = tw_store_get_table (tx->store, field->entity);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *sql = NULL;
  TwId found;

  if (tw_field_is_list_table (field))
    {
      g_autofree char *name = tw_field_dup_link_table (field);
      g_autoptr (TwSql) quoted = tw_sql_new ();

      tw_sql_append_identifier (quoted, name);
      sql = g_strdup_printf ("SELECT a FROM %s WHERE b = ?", quoted->text->str);
    }
  else
    sql = g_strdup_printf ("SELECT id FROM %s WHERE %s = ?1 AND deleted IS NULL "
                           "UNION ALL SELECT id FROM %s WHERE %s = ?1 AND deleted IS NOT NULL", table->name,
                           table->stored[table->stored_at[field->index]].column, table->name,
                           table->stored[table->stored_at[field->index]].column);
  stmt = tw_db_prepare (tx->db, sql, error);
  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  while (tw_stmt_step (stmt, &local))
    if (tw_stmt_get_id (stmt, 0, &found))
      g_array_append_val (ids, found);
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static void
remove_link (TwTx *tx, TwWork *work, const TwField *field, const TwId *id)
{
  const TwValue *now = &work->now[field->index];
  g_auto (TwValue) rest = TW_VALUE_INIT;

  if (now->type == TW_TYPE_LIST)
    {
      g_autofree TwValue *items = g_new (TwValue, now->list->n_values);
      guint n = 0;

      for (guint i = 0; i < now->list->n_values; i++)
        if (!tw_id_equal (&now->list->values[i].id, id))
          items[n++] = now->list->values[i];
      rest = tw_value_list (items, n);
    }
  tw_tx_set (tx, work, field, &rest);
}

/* Nothing may point to an id that can never be read again. */
static gboolean
clear_references (TwTx *tx, TwWork *gone, GError **error)
{
  const GPtrArray *incoming = tw_table_get_incoming (tx->store, gone->entity);

  for (guint i = 0; i < incoming->len; i++)
    {
      const TwField *field = g_ptr_array_index (incoming, i);
      g_autoptr (GArray) ids = tw_purge_find_referring (tx, field, &gone->id, error);

      if (ids == NULL)
        return FALSE;
      for (guint r = 0; r < ids->len; r++)
        {
          TwWork *work = tw_tx_load (tx, field->entity, &g_array_index (ids, TwId, r), error);

          if (work == NULL)
            return FALSE;
          remove_link (tx, work, field, &gone->id);
          if (work->in_edit && work != gone && !tw_tx_finish_work (tx, work, error))
            return FALSE;
        }
    }
  return TRUE;
}

gboolean
tw_purge_record (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  TwWork *work = tw_tx_load (tx, entity, id, error);

  if (work == NULL || !clear_references (tx, work, error))
    return FALSE;
  tw_tx_purge (tx, work);
  return write_tombstone (tx, work, error)
         && tw_purge_run_with_id (tx->db, "UPDATE log_change SET body = x'00' WHERE record = ?", id, error)
         && tw_tx_finish_work (tx, work, error);
}

static GArray *
find_old (TwTx *tx, const TwEntity *entity, TwInstant before, GError **error)
{
  const TwTable *table = tw_store_get_table (tx->store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM %s WHERE deleted IS NOT NULL AND deleted < ?", table->name);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, sql, error);
  g_autoptr (GError) local = NULL;
  TwId id;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, before);
  while (tw_stmt_step (stmt, &local))
    if (tw_stmt_get_id (stmt, 0, &id))
      g_array_append_val (ids, id);
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
purge_all (TwTx *tx, PurgeJob *job, GError **error)
{
  for (guint e = 0; e < tw_schema_get_n_entities (tx->schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (tx->schema, e);
      g_autoptr (GArray) ids = find_old (tx, entity, job->before, error);

      if (ids == NULL)
        return FALSE;
      for (guint i = 0; i < ids->len; i++)
        if (!tw_purge_record (tx, entity, &g_array_index (ids, TwId, i), error))
          return FALSE;
      job->n += ids->len;
    }
  return TRUE;
}

static gboolean
purge_some (TwTx *tx, PurgeJob *job, GError **error)
{
  for (guint i = 0; i < job->ids->len; i++)
    {
      const TwId *id = &g_array_index (job->ids, TwId, i);
      g_autoptr (GError) local = NULL;

      if (tw_tx_load (tx, job->entity, id, &local) == NULL)
        {
          /* Somebody else purged it since it was looked for. */
          if (local == NULL)
            continue;
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!tw_purge_collect_files (tx->db, id, job->files, error) || !tw_purge_record (tx, job->entity, id, error))
        return FALSE;
    }
  job->n = job->ids->len;
  return TRUE;
}

static gboolean
run_purge (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  PurgeJob *job = data;
  TwTx *tx = tw_tx_begin (store, db, TW_ORIGIN_SYSTEM, _("Empty the wastebasket"), 0, error);
  TwCommit *commit;

  if (tx == NULL)
    return FALSE;
  if (!(job->ids != NULL ? purge_some (tx, job, error) : purge_all (tx, job, error)))
    {
      tw_tx_rollback (tx);
      return FALSE;
    }
  commit = tw_tx_commit (tx, error);
  if (commit == NULL)
    return FALSE;
  tw_commit_unref (commit);
  return TRUE;
}

/* A file that came, or came again, lately may be named by a commit that is under way; it stays. */
static void
leave_young (TwStore *store, GHashTable *files)
{
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    {
      g_autofree char *path = tw_blob_dup_path (tw_store_get_dir (store), hash);
      GStatBuf about;

      if (g_stat (path, &about) == 0 && about.st_mtime > g_get_real_time () / G_USEC_PER_SEC - YOUNG)
        g_hash_table_iter_remove (&iter);
    }
}

/**
 * tw_store_purge:
 * @store: a store
 * @before: records that were deleted before this instant
 *
 * Removes records from the wastebasket for good, and their values from the history. Links to them are cleared. The commit
 * says that it happened and cannot be undone. A workspace that follows a server leaves this to it, and nothing happens.
 *
 * Returns: how many records are gone; -1 with @error
 */
gint64
tw_store_purge (TwStore *store, TwInstant before, GError **error)
{
  PurgeJob job = { .before = before };

  if (g_atomic_int_get (&store->replica))
    return 0;
  return tw_store_run_writer (store, run_purge, &job, error) ? job.n : -1;
}

/**
 * tw_store_purge_records:
 * @store: a store
 * @entity: their kind
 * @ids: (element-type TwId): records of it, deleted or not
 * @error: the store's trouble
 *
 * As tw_store_purge() for some records that nobody looks for in a wastebasket, with their files that nothing else names. Reads the
 * whole log when they have files: not on the main thread. In a workspace that follows a server nothing happens.
 *
 * Returns: whether they are gone, or are the server's
 */
gboolean
tw_store_purge_records (TwStore *store, const TwEntity *entity, GArray *ids, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  PurgeJob job = { .entity = entity, .ids = ids, .files = files };

  g_return_val_if_fail (TW_IS_STORE (store) && entity != NULL && ids != NULL, FALSE);
  if (g_atomic_int_get (&store->replica) || ids->len == 0)
    return TRUE;
  if (!tw_store_run_writer (store, run_purge, &job, error))
    return FALSE;
  leave_young (store, files);
  return g_hash_table_size (files) == 0 || tw_blob_drop_now (store, files, error);
}
