/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine and the desktop ask about a replica's rows, and the pages that wait. */
#include "config.h"

#include "tw-outbox-private.h"

/* --- One record --- */

static gboolean
read_sync (TwStore *store, TwDb *db, const TwEntity *entity, const TwId *id, TwRecordSync *sync, GError **error)
{
  const TwTable *table = tw_store_get_table (store, entity);
  g_autofree char *sql = g_strdup_printf ("SELECT " TW_SERVER_SEQ " IS NULL OR EXISTS (SELECT 1 FROM sync_pending p WHERE p.record = t0.id) "
                                          "FROM %s AS t0 WHERE t0.id = ?", table->name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;
  gboolean refused;

  if (stmt == NULL || !tw_refusals_mention (db, id, &refused, error))
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  if (refused)
    *sync = TW_RECORD_REFUSED;
  else if (tw_stmt_step (stmt, &local))
    *sync = tw_stmt_get_int (stmt, 0) != 0 ? TW_RECORD_WAITING : TW_RECORD_SYNCED;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_replica_get_record:
 * @store: a store
 * @entity: the record's entity
 * @id: the record
 *
 * Returns: whether the server has the record as it is shown here; %TW_RECORD_LOCAL in a stand-alone workspace, for a record that
 *   is not there, and with @error
 */
TwRecordSync
tw_replica_get_record (TwStore *store, const TwEntity *entity, const TwId *id, GError **error)
{
  TwRecordSync sync = TW_RECORD_LOCAL;
  TwDb *db = tw_store_is_replica (store) ? tw_store_take_reader (store, error) : NULL;

  if (db != NULL)
    read_sync (store, db, entity, id, &sync, error);
  tw_store_return_reader (store, db);
  return sync;
}

/**
 * tw_replica_dup_extra:
 * @store: a store
 * @entity: the record's entity
 * @id: the record
 *
 * Returns: (transfer full) (nullable): what the server sent of fields that this version does not know, as JSON
 */
char *
tw_replica_dup_extra (TwStore *store, const TwEntity *entity, const TwId *id)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  char *extra = NULL;

  if (db != NULL)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT " TW_SERVER_EXTRA " FROM %s WHERE id = ?", tw_store_get_table (store, entity)->name);
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, NULL);

      if (stmt != NULL)
        {
          tw_stmt_bind_id (stmt, 1, id);
          extra = tw_stmt_step (stmt, NULL) ? g_strdup (tw_stmt_get_text (stmt, 0, NULL)) : NULL;
        }
    }
  tw_store_return_reader (store, db);
  return extra;
}

/**
 * tw_replica_scan_extra:
 * @store: a store
 * @entity: an entity
 * @func: called for each row of which something is kept aside, until it returns %FALSE
 * @data: for @func
 *
 * Returns: %TRUE when it went well, stopped or not
 */
gboolean
tw_replica_scan_extra (TwStore *store, const TwEntity *entity, TwExtraFunc func, gpointer data, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;
  TwId id;

  if (db == NULL)
    return FALSE;
  {
    g_autofree char *sql = g_strdup_printf ("SELECT id, " TW_SERVER_EXTRA " FROM %s WHERE " TW_SERVER_EXTRA " IS NOT NULL",
                                            tw_store_get_table (store, entity)->name);
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, &local);

    while (stmt != NULL && tw_stmt_step (stmt, &local))
      if (tw_stmt_get_id (stmt, 0, &id) && !func (&id, tw_stmt_get_text (stmt, 1, NULL), data))
        break;
  }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_replica_scan:
 * @store: a store
 * @entity: an entity
 * @after: (nullable): only ids after this one
 * @func: called for each row that the server knows, in the order of ids, until it returns %FALSE
 * @data: for @func
 *
 * Returns: %TRUE when it went well, stopped or not
 */
gboolean
tw_replica_scan (TwStore *store, const TwEntity *entity, const TwId *after, TwReplicaRow func, gpointer data, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;
  TwId id;

  if (db == NULL)
    return FALSE;
  {
    g_autofree char *sql = g_strdup_printf ("SELECT id, " TW_SERVER_SEQ " FROM %s WHERE " TW_SERVER_SEQ " IS NOT NULL%s ORDER BY id",
                                            tw_store_get_table (store, entity)->name, after != NULL ? " AND id > ?" : "");
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, &local);

    if (stmt != NULL && after != NULL)
      tw_stmt_bind_id (stmt, 1, after);
    while (stmt != NULL && tw_stmt_step (stmt, &local))
      if (tw_stmt_get_id (stmt, 0, &id) && !func (&id, tw_stmt_get_int (stmt, 1), data))
        break;
  }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- Pages that wait --- */

typedef struct
{
  gint64  position;
  GBytes *body;
} StageJob;

static gboolean
run_stage (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  StageJob *job = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_staged (position, body) VALUES (?, ?) "
                                           "ON CONFLICT (position) DO UPDATE SET body = excluded.body", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, job->position);
  tw_stmt_bind_blob (stmt, 2, g_bytes_get_data (job->body, NULL), g_bytes_get_size (job->body));
  return tw_stmt_run (stmt, error);
}

static gboolean
run_drop (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_replica_run (db, "DELETE FROM sync_staged WHERE position <= ?", error, 1, *(gint64 *) data);
}

/**
 * tw_replica_stage:
 * @store: a replica
 * @position: where the page belongs
 * @body: the page as it came
 *
 * Keeps a page that is not applied yet; another one at the same position takes its place.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_replica_stage (TwStore *store, gint64 position, GBytes *body, GError **error)
{
  StageJob job = { position, body };

  return tw_store_run_writer (store, run_stage, &job, error);
}

/**
 * tw_replica_next_staged:
 * @store: a replica
 * @position: (out): where the page belongs
 *
 * Returns: (transfer full) (nullable): the first page that waits; %NULL when there is none, or with @error
 */
GBytes *
tw_replica_next_staged (TwStore *store, gint64 *position, GError **error)
{
  TwDb *db = tw_store_is_replica (store) ? tw_store_take_reader (store, error) : NULL;
  GBytes *body = NULL;

  if (db != NULL)
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT position, body FROM sync_staged ORDER BY position LIMIT 1", error);

      if (stmt != NULL && tw_stmt_step (stmt, error))
        {
          gsize length;
          const void *bytes = tw_stmt_get_blob (stmt, 1, &length);

          *position = tw_stmt_get_int (stmt, 0);
          body = g_bytes_new (bytes, length);
        }
    }
  tw_store_return_reader (store, db);
  return body;
}

/**
 * tw_replica_drop_staged:
 * @store: a replica
 * @position: the last position that is applied
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_replica_drop_staged (TwStore *store, gint64 position, GError **error)
{
  return tw_store_run_writer (store, run_drop, &position, error);
}
