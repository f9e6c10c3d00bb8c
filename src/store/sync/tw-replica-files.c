/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-replica-files.h"

#include "tw-blobs-private.h"
#include "tw-outbox-private.h"
#include "tw-store-internal.h"

#define STATE_SEEN  "files.seq"                         /* commit of this workspace up to which records were looked at */
#define STATE_EPOCH "files.epoch"                       /* of the server when it was last known what it has */
#define COLUMNS     "hash, state, size, wanted, at, entity, record, device, problem"

static const char file_tables[] =
  "CREATE TABLE IF NOT EXISTS sync_file (hash TEXT PRIMARY KEY NOT NULL, state INTEGER NOT NULL, size INTEGER NOT NULL,"
  " wanted INTEGER NOT NULL, at INTEGER NOT NULL, entity INTEGER NOT NULL, record BLOB NOT NULL, device TEXT, problem TEXT);"
  "CREATE INDEX IF NOT EXISTS sync_file_open ON sync_file (state, wanted, at) WHERE state <> 5;";

G_STATIC_ASSERT (TW_FILE_REFUSED == 4 && TW_FILE_DONE == 5);

/* --- Reading --- */

static gboolean
look_for_table (TwDb *db, gboolean *there)
{
  gint64 n = 0;
  gboolean known = tw_db_pragma_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'sync_file'", &n, NULL);

  *there = known && n != 0;
  return known;
}

static gboolean
has_table (TwDb *db)
{
  gboolean there;

  return look_for_table (db, &there) && there;
}

/* The same for a reader. Once made the table is there for ever; until then nobody else makes it but by a commit. */
static gboolean
store_has_table (TwStore *store, TwDb *db)
{
  int writes = tw_store_count_writes (store);
  gboolean known, there;

  if (g_atomic_int_get (&store->replica_files))
    return TRUE;
  if (writes != 0 && g_atomic_int_get (&store->replica_files_at) == writes)
    return FALSE;
  known = look_for_table (db, &there);
  if (there)
    g_atomic_int_set (&store->replica_files, TRUE);
  else if (known)
    g_atomic_int_set (&store->replica_files_at, writes);
  return there;
}

gboolean
tw_replica_forget_files (TwDb *db, GError **error)
{
  return !has_table (db) || tw_db_exec (db, "DELETE FROM sync_file", error);
}

static TwReplicaFile *
read_file (TwStmt *stmt)
{
  TwReplicaFile *file = g_new0 (TwReplicaFile, 1);

  file->hash = g_strdup (tw_stmt_get_text (stmt, 0, NULL));
  file->state = (TwFileState) CLAMP (tw_stmt_get_int (stmt, 1), TW_FILE_SEND, TW_FILE_DONE);
  file->size = tw_stmt_get_int (stmt, 2);
  file->wanted = tw_stmt_get_int (stmt, 3) != 0;
  file->at = tw_stmt_get_int (stmt, 4);
  file->entity = (guint) tw_stmt_get_int (stmt, 5);
  tw_stmt_get_id (stmt, 6, &file->record);
  file->device = tw_stmt_is_null (stmt, 7) ? NULL : g_strdup (tw_stmt_get_text (stmt, 7, NULL));
  file->problem = tw_stmt_is_null (stmt, 8) ? NULL : g_strdup (tw_stmt_get_text (stmt, 8, NULL));
  return file;
}

/* --- Files of records that went --- */

typedef struct
{
  GHashTable *files;
  gboolean    erased;
} Drop;

/* What was to be fetched for a record that is gone is nobody's to fetch. */
static gboolean
is_to_send (TwDb *db, const char *hash, gboolean *waits, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sync_file WHERE hash = ? AND state NOT IN (?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, hash, -1);
  tw_stmt_bind_int (stmt, 2, TW_FILE_FETCH);
  tw_stmt_bind_int (stmt, 3, TW_FILE_AWAITED);
  tw_stmt_bind_int (stmt, 4, TW_FILE_DONE);
  return tw_stmt_find (stmt, waits, error);
}

static gboolean
drop_row (TwDb *db, const char *hash, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM sync_file WHERE hash = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, hash, -1);
  return tw_stmt_run (stmt, error);
}

/* Before the files go: one that is noted as here, and is not, would never be fetched again. */
static gboolean
run_drop (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Drop *drop = data;
  GHashTableIter iter;
  gpointer hash;

  if (!has_table (db))
    return TRUE;
  g_hash_table_iter_init (&iter, drop->files);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    {
      gboolean waits = FALSE;

      if (!drop->erased && !is_to_send (db, hash, &waits, error))
        return FALSE;
      if (waits)
        g_hash_table_iter_remove (&iter);
      else if (!drop_row (db, hash, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_replica_drop_rows_of (TwStore *store, GHashTable *files, gboolean erased, GError **error)
{
  Drop drop = { files, erased };

  return g_hash_table_size (files) == 0 || tw_store_run_transaction (store, run_drop, &drop, error);
}

gboolean
tw_replica_drop_files (TwStore *store, GHashTable *files, gboolean erased, GError **error)
{
  if (g_hash_table_size (files) == 0)
    return TRUE;
  if (!tw_blob_find_unnamed (store, files, error) || !tw_replica_drop_rows_of (store, files, erased, error))
    return FALSE;
  tw_blob_remove (store, files);
  return TRUE;
}

/* The statement may have one number and a limit. */
static GPtrArray *
list (TwStore *store, const char *sql, gint64 number, guint limit, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_replica_file_free);
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;

  if (db == NULL)
    return NULL;
  if (store_has_table (store, db))
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, &local);

      if (stmt != NULL)
        {
          tw_stmt_bind_int (stmt, 1, number);
          tw_stmt_bind_int (stmt, 2, limit);
        }
      while (stmt != NULL && tw_stmt_step (stmt, &local))
        g_ptr_array_add (files, read_file (stmt));
    }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return g_steal_pointer (&files);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* --- Looking at records --- */

typedef struct
{
  char     *hash;
  TwInstant at;
  guint     entity;
  TwId      record;
} Named;

static void
named_clear (Named *named)
{
  g_free (named->hash);
}

static gboolean
collect_field (TwDb *db, const TwField *field, gint64 seen, GArray *found, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (field->entity), *column = tw_field_dup_column (field);
  const TwField *changed = tw_entity_get_field_by_number (field->entity, TW_FIELD_UPDATED_AT);
  g_autofree char *at = changed != NULL ? tw_field_dup_column (changed) : NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT id, \"%s\", %s%s%s FROM \"%s\" WHERE row_seq > ? AND \"%s\" IS NOT NULL", column,
                                          at != NULL ? "\"" : "", at != NULL ? at : "0", at != NULL ? "\"" : "", table, column);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, seen);
  while (tw_stmt_step (stmt, &local))
    {
      const char *hash = tw_stmt_get_text (stmt, 1, NULL);
      Named named = { .entity = field->entity->number };

      if (!tw_blob_is_hash (hash))
        continue;
      named.hash = g_strdup (hash);
      named.at = tw_stmt_is_null (stmt, 2) ? 0 : tw_stmt_get_int (stmt, 2);
      tw_stmt_get_id (stmt, 0, &named.record);
      g_array_append_val (found, named);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
collect (TwStore *store, gint64 seen, GArray *found, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  TwDb *db = tw_store_take_reader (store, error);
  gboolean good = TRUE;

  if (db == NULL)
    return FALSE;
  for (guint e = 0; good && e < tw_schema_get_n_entities (schema); e++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, e);

      for (guint f = 0; good && f < entity->n_fields; f++)
        if (tw_field_is_file (entity->fields[f]))
          good = collect_field (db, entity->fields[f], seen, found, error);
    }
  tw_store_return_reader (store, db);
  return good;
}

typedef struct
{
  GArray     *found;
  gint64      seq;
  const char *epoch;
  gboolean    anew;                                    /* another server's database: what it has is not known */
} Scan;

static gboolean
write_found (TwStore *store, TwDb *db, const Named *named, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_file (" COLUMNS ") VALUES (?, ?, ?, 0, ?, ?, ?, NULL, NULL) "
                                           "ON CONFLICT (hash) DO UPDATE SET at = excluded.at, entity = excluded.entity, "
                                           "record = excluded.record, state = CASE WHEN excluded.state = 0 AND state < 5 "
                                           "OR excluded.state = 1 AND state = 5 THEN excluded.state ELSE state END", error);
  gint64 size = tw_store_get_blob_size (store, named->hash);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, named->hash, -1);
  tw_stmt_bind_int (stmt, 2, size >= 0 ? TW_FILE_SEND : TW_FILE_FETCH);
  tw_stmt_bind_int (stmt, 3, size);
  tw_stmt_bind_int (stmt, 4, named->at);
  tw_stmt_bind_int (stmt, 5, named->entity);
  tw_stmt_bind_id (stmt, 6, &named->record);
  return tw_stmt_run (stmt, error);
}

static gboolean
run_scan (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  Scan *scan = data;

  if (!tw_db_exec (db, file_tables, error)
      || (scan->anew && !tw_db_exec (db, "UPDATE sync_file SET state = 0 WHERE state = 5", error)))
    return FALSE;
  for (guint i = 0; i < scan->found->len; i++)
    if (!write_found (store, db, &g_array_index (scan->found, Named, i), error))
      return FALSE;
  return tw_replica_write_number (db, STATE_SEEN, scan->seq, error) && tw_replica_write_state (db, STATE_EPOCH, scan->epoch, error);
}

/**
 * tw_replica_scan_files:
 * @store: a replica
 *
 * Looks at the records that changed since the last call. A file that they name and that is here is to be offered to the server,
 * whoever brought the record; one that is not here is to be fetched.
 *
 * Returns: %FALSE with @error when the store cannot be read or written
 */
gboolean
tw_replica_scan_files (TwStore *store, GError **error)
{
  g_autofree char *seen = tw_replica_dup_state (store, STATE_SEEN), *known = tw_replica_dup_state (store, STATE_EPOCH);
  g_autofree char *epoch = tw_replica_dup_state (store, "epoch");
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Named));
  gint64 former = seen != NULL ? g_ascii_strtoll (seen, NULL, 10) : 0;
  Scan scan = { .found = found, .epoch = epoch, .anew = g_strcmp0 (known, epoch) != 0 };

  g_array_set_clear_func (found, (GDestroyNotify) named_clear);
  g_mutex_lock (&store->lock);
  scan.seq = store->last_seq;
  g_mutex_unlock (&store->lock);
  if (!tw_store_is_replica (store) || (scan.seq == former && !scan.anew))
    return TRUE;
  /* A restored copy of this workspace has come less far. */
  if (!collect (store, former <= scan.seq ? former : 0, found, error))
    return FALSE;
  return tw_store_run_transaction (store, run_scan, &scan, error);
}

gboolean
tw_replica_note_files (TwTx *tx, guint entity, const TwId *record, GArray *fields, GError **error)
{
  g_autoptr (TwSchema) schema = NULL;
  const TwEntity *of = NULL;

  for (guint i = 0; i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);
      Named named = { (char *) change->after.text, tx->head->at, entity, *record };
      const TwField *field;

      if (change->after.type != TW_TYPE_TEXT || !tw_blob_is_hash (change->after.text))
        continue;
      if (schema == NULL)
        {
          schema = tw_store_ref_schema (tx->store);
          of = tw_schema_get_entity_by_number (schema, entity);
        }
      field = of != NULL ? tw_entity_get_field_by_number (of, change->field) : NULL;
      if (field != NULL && tw_field_is_file (field)
          && ((!has_table (tx->db) && !tw_db_exec (tx->db, file_tables, error))
              || !write_found (tx->store, tx->db, &named, error)))
        return FALSE;
    }
  return TRUE;
}

/* --- One file --- */

static gboolean
run_put (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  const TwReplicaFile *file = data;
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "UPDATE sync_file SET state = ?, size = ?, wanted = ?, device = ?, problem = ? "
                                           "WHERE hash = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, file->state);
  tw_stmt_bind_int (stmt, 2, file->size);
  tw_stmt_bind_int (stmt, 3, file->wanted);
  tw_stmt_bind_text (stmt, 4, file->device, -1);
  tw_stmt_bind_text (stmt, 5, file->problem, -1);
  tw_stmt_bind_text (stmt, 6, file->hash, -1);
  return tw_stmt_run (stmt, error);
}

static gboolean
run_forget (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM sync_file WHERE hash = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, data, -1);
  return tw_stmt_run (stmt, error);
}

/**
 * tw_replica_put_file:
 * @store: a replica
 * @file: what is known of it now
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_replica_put_file (TwStore *store, const TwReplicaFile *file, GError **error)
{
  return tw_store_run_transaction (store, run_put, (gpointer) file, error);
}

gboolean
tw_replica_forget_file (TwStore *store, const char *hash, GError **error)
{
  return tw_store_run_transaction (store, run_forget, (gpointer) hash, error);
}

/**
 * tw_replica_get_file:
 * @store: any store
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: (transfer full) (nullable): what is known of the file; %NULL when no record was seen to name it
 */
TwReplicaFile *
tw_replica_get_file (TwStore *store, const char *hash)
{
  TwDb *db = tw_store_take_reader (store, NULL);
  TwReplicaFile *file = NULL;

  if (db == NULL)
    return NULL;
  if (has_table (db))
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " COLUMNS " FROM sync_file WHERE hash = ?", NULL);

      if (stmt != NULL)
        tw_stmt_bind_text (stmt, 1, hash, -1);
      if (stmt != NULL && tw_stmt_step (stmt, NULL))
        file = read_file (stmt);
    }
  tw_store_return_reader (store, db);
  return file;
}

TwReplicaFile *
tw_replica_file_copy (const TwReplicaFile *file)
{
  TwReplicaFile *copy = g_memdup2 (file, sizeof *file);

  copy->hash = g_strdup (file->hash);
  copy->device = g_strdup (file->device);
  copy->problem = g_strdup (file->problem);
  return copy;
}

void
tw_replica_file_free (TwReplicaFile *file)
{
  if (file == NULL)
    return;
  g_free (file->hash);
  g_free (file->device);
  g_free (file->problem);
  g_free (file);
}

/* --- Lists --- */

/* The largest file that is fetched without being asked for; one of unknown size tells it with its first piece. */
static gint64
get_largest (TwFilesPolicy policy)
{
  return policy == TW_FILES_ALL ? G_MAXINT64 : policy == TW_FILES_SMALL ? TW_FILES_SMALL_BYTES : -2;
}

/**
 * tw_replica_next_files:
 * @store: a replica
 * @up: those to be sent, else those to be fetched; files that are waited for are among the latter. Those that were refused are the last to be sent:
 *   rights and limits are no more for ever than a refusal, and nobody else may have the bytes
 * @policy: what is fetched without being asked for
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type TwReplicaFile) (nullable): in the order in which they should go; %NULL with @error
 */
GPtrArray *
tw_replica_next_files (TwStore *store, gboolean up, TwFilesPolicy policy, guint limit, GError **error)
{
  if (up)
    return list (store, "SELECT " COLUMNS " FROM sync_file WHERE state IN (0, 4) AND 0 = ?1 "
                 "ORDER BY state, wanted DESC, at DESC, hash LIMIT ?2", 0, limit, error);
  return list (store, "SELECT " COLUMNS " FROM sync_file WHERE state IN (1, 2) AND (wanted <> 0 OR size <= ?1) "
               "ORDER BY wanted DESC, at DESC, hash LIMIT ?2", get_largest (policy), limit, error);
}

/**
 * tw_replica_list_files:
 * @store: a replica
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type TwReplicaFile) (nullable): files that are not both here and there, those that are here
 *   only first; %NULL with @error
 */
GPtrArray *
tw_replica_list_files (TwStore *store, guint limit, GError **error)
{
  return list (store, "SELECT " COLUMNS " FROM sync_file WHERE state <> 5 AND 0 = ?1 ORDER BY state, wanted DESC, at DESC, hash LIMIT ?2",
               0, limit, error);
}

/**
 * tw_replica_count_files:
 * @store: a replica
 * @policy: what is fetched without being asked for
 * @counts: (out caller-allocates): for each #TwFileState how many there are
 * @to_fetch: (out): of %TW_FILE_FETCH those that are fetched by themselves or were asked for
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_replica_count_files (TwStore *store, TwFilesPolicy policy, gint64 *counts, gint64 *to_fetch, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;

  *to_fetch = 0;
  for (guint i = 0; i <= TW_FILE_DONE; i++)
    counts[i] = 0;
  if (db == NULL)
    return FALSE;
  if (store_has_table (store, db))
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT state, count(*), sum(wanted <> 0 OR size <= ?) FROM sync_file "
                                               "WHERE state <> 5 GROUP BY state", &local);

      if (stmt != NULL)
        tw_stmt_bind_int (stmt, 1, get_largest (policy));
      while (stmt != NULL && tw_stmt_step (stmt, &local))
        {
          gint64 state = tw_stmt_get_int (stmt, 0);

          if (state >= 0 && state < TW_FILE_DONE)
            counts[state] = tw_stmt_get_int (stmt, 1);
          if (state == TW_FILE_FETCH)
            *to_fetch = tw_stmt_get_int (stmt, 2);
        }
    }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_replica_awaits_file:
 * @store: any store
 * @hash: SHA-256 in hexadecimal
 *
 * Returns: whether the file may be missing here without a fault: it has not come yet, or was not asked for
 */
gboolean
tw_replica_awaits_file (TwStore *store, const char *hash)
{
  g_autoptr (TwReplicaFile) file = NULL;

  if (!tw_store_is_replica (store))
    return FALSE;
  file = tw_replica_get_file (store, hash);
  return file == NULL || file->state != TW_FILE_DONE;
}
