/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which kept files are still named by somebody, and removing the others. A file counts as named when it stands in a file
 * field of a record, deleted or not, or in a field of JSON, as a conflict keeps the value that lost, or in the log, whose entries can all be undone
 * until a purge erases their values. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tw-blobs-private.h"
#include "tw-log-codec.h"
#include "tw-outbox-private.h"
#include "tw-store-private.h"

static gboolean
has_files (const TwEntity *entity)
{
  for (guint i = 0; i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_FILE)
      return TRUE;
  return FALSE;
}

static gboolean
collect_from_field (TwDb *db, const TwField *field, GHashTable *hashes, GError **error)
{
  g_autofree char *table = tw_entity_dup_table (field->entity);
  g_autofree char *column = tw_field_dup_column (field);
  g_autofree char *sql = g_strdup_printf ("SELECT \"%s\" FROM \"%s\" WHERE \"%s\" IS NOT NULL", column, table, column);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    tw_blob_collect_hashes (tw_stmt_get_text (stmt, 0, NULL), hashes);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* json: also of what only may be the name of a file */
static gboolean
collect_from_tables (TwStore *store, TwDb *db, gboolean json, GHashTable *hashes, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  for (guint i = 0; i < tw_schema_get_n_entities (schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (schema, i);

      for (guint j = 0; j < entity->n_fields; j++)
        if ((entity->fields[j]->kind == TW_KIND_FILE || (json && entity->fields[j]->kind == TW_KIND_JSON))
            && tw_field_is_stored (entity->fields[j]) && !collect_from_field (db, entity->fields[j], hashes, error))
          return FALSE;
    }
  return TRUE;
}

static void
collect_from_value (const TwValue *value, GHashTable *hashes)
{
  if (value->type == TW_TYPE_TEXT)
    tw_blob_collect_hashes (value->text, hashes);
}

/* A body that cannot be read fails the sweep: what it names is not known. */
static gboolean
collect_from_body (TwStmt *stmt, const TwEntity *entity, GHashTable *hashes, GError **error)
{
  gsize length;
  const guint8 *data = tw_stmt_get_blob (stmt, 1, &length);
  g_autoptr (GArray) changes = tw_log_body_read (data, length, NULL, error);

  if (changes == NULL)
    return FALSE;
  for (guint i = 0; i < changes->len; i++)
    {
      const TwFieldChange *change = &g_array_index (changes, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (entity, change->field);

      if (field != NULL && field->kind != TW_KIND_FILE)
        continue;
      collect_from_value (&change->before, hashes);
      collect_from_value (&change->after, hashes);
    }
  return TRUE;
}

static gboolean
collect_from_log (TwStore *store, TwDb *db, GHashTable *hashes, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT entity, body FROM log_change", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    {
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, (guint) tw_stmt_get_int (stmt, 0));

      if (entity != NULL && has_files (entity) && !collect_from_body (stmt, entity, hashes, error))
        return FALSE;
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_blob_collect_from_records (TwStore *store, GHashTable *hashes, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  gboolean done;

  if (db == NULL)
    return FALSE;
  done = collect_from_tables (store, db, FALSE, hashes, error);
  tw_store_return_reader (store, db);
  return done;
}

/* What the server did not take can be tried again with its files; the log may have forgotten it. */
static gboolean
collect_from_refusals (TwStore *store, GHashTable *hashes, GError **error)
{
  g_autoptr (GPtrArray) refusals = tw_refusals_list (store, error);

  for (guint i = 0; refusals != NULL && i < refusals->len; i++)
    {
      const TwRefusal *refusal = g_ptr_array_index (refusals, i);

      for (guint c = 0; c < refusal->changes->len; c++)
        {
          TwChange *change = g_ptr_array_index (refusal->changes, c);

          for (guint f = 0; f < tw_change_get_n_fields (change); f++)
            collect_from_value (&tw_change_get_field (change, f)->after, hashes);
        }
    }
  return refusals != NULL;
}

static gboolean
has_all (GHashTable *hashes, GHashTable *asked)
{
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, asked);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    if (!g_hash_table_contains (hashes, hash))
      return FALSE;
  return TRUE;
}

/* asked (nullable): the hashes that matter. The log is long: it is read only when the records do not name all of them. */
static gboolean
collect (TwStore *store, GHashTable *asked, GHashTable *hashes, GError **error)
{
  TwDb *db = collect_from_refusals (store, hashes, error) ? tw_store_take_reader (store, error) : NULL;
  gboolean done;

  if (db == NULL)
    return FALSE;
  done = collect_from_tables (store, db, TRUE, hashes, error)
         && ((asked != NULL && has_all (hashes, asked)) || collect_from_log (store, db, hashes, error));
  tw_store_return_reader (store, db);
  return done;
}

/* --- Old files --- */

static gboolean
is_old (const char *path, gint64 now)
{
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) && now - info.st_mtime > TW_BLOB_GRACE_SECONDS;
}

static void
list_old (const char *folder, const char *first, gint64 now, GHashTable *old)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *hash = g_strconcat (first, name, NULL);

      if (*first == '\0' && strlen (name) == 2)
        list_old (path, name, now, old);
      else if (tw_blob_is_hash (hash) && is_old (path, now))
        g_hash_table_add (old, g_steal_pointer (&hash));
    }
}

/* What a crash left half-written. */
static gint64
remove_half_written (const char *blobs, gint64 now)
{
  g_autoptr (GDir) dir = g_dir_open (blobs, 0, NULL);
  gint64 removed = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (blobs, name, NULL);

      if (g_str_has_prefix (name, "new-") && is_old (path, now) && g_unlink (path) == 0)
        removed++;
    }
  return removed;
}

/* One that was added again meanwhile is young again, and will be named in a moment. What was found out about a file goes with it. */
static gint64
remove_old (TwStore *store, GHashTable *hashes, gint64 now)
{
  gint64 removed = 0;
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, hashes);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    {
      g_autofree char *path = tw_blob_dup_path (tw_store_get_dir (store), hash);
      g_autofree char *place = g_build_filename (tw_store_get_dir (store), "places", hash, NULL);

      if (tw_blob_remove_old (path, now))
        removed++;
      tw_blob_remove_old (place, now);
    }
  return removed;
}

static void
take_out (GHashTable *hashes, GHashTable *named)
{
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, hashes);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    if (g_hash_table_contains (named, hash))
      g_hash_table_iter_remove (&iter);
}

gboolean
tw_blob_find_unnamed (TwStore *store, GHashTable *hashes, GError **error)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!collect (store, hashes, named, error))
    return FALSE;
  take_out (hashes, named);
  return TRUE;
}

void
tw_blob_remove (TwStore *store, GHashTable *hashes)
{
  GHashTableIter iter;
  gpointer hash;

  g_hash_table_iter_init (&iter, hashes);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    {
      g_autofree char *path = tw_blob_dup_path (tw_store_get_dir (store), hash);
      g_autofree char *place = g_build_filename (tw_store_get_dir (store), "places", hash, NULL);

      g_unlink (path);
      g_unlink (place);
      tw_blob_remove_parts (store, hash);
    }
}

gboolean
tw_blob_drop_now (TwStore *store, GHashTable *hashes, GError **error)
{
  if (!tw_blob_find_unnamed (store, hashes, error))
    return FALSE;
  tw_blob_remove (store, hashes);
  return tw_blob_erase_shared (store, hashes, error);
}

gint64
tw_blob_sweep (TwStore *store, gint64 now, GError **error)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) old = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *blobs = g_build_filename (tw_store_get_dir (store), "blobs", NULL);
  g_autofree char *places = g_build_filename (tw_store_get_dir (store), "places", NULL);

  list_old (blobs, "", now, old);
  list_old (places, "", now, old);
  if (!collect (store, tw_blob_is_shared (store) ? NULL : old, named, error))
    return -1;
  take_out (old, named);
  tw_blob_drop_shared (store, named);
  if (tw_store_is_replica (store) && !tw_replica_drop_rows_of (store, old, FALSE, error))
    return -1;
  tw_blob_sweep_parts (store, now);
  return remove_half_written (blobs, now) + remove_old (store, old, now);
}

/**
 * tw_store_sweep_blobs:
 * @store: a store
 *
 * Removes kept files that nothing names and that were added more than seven days ago, and what was begun and did not grow for three days. Reads
 * the whole log when there is an old file that no record names: for a quiet hour. Any thread.
 *
 * Returns: how many were removed, or -1 with @error
 */
gint64
tw_store_sweep_blobs (TwStore *store, GError **error)
{
  g_return_val_if_fail (TW_IS_STORE (store), -1);

  return tw_blob_sweep (store, g_get_real_time () / G_USEC_PER_SEC, error);
}
