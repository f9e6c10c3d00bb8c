/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry: what one transaction changed, as SQLite's session extension tells it (a patchset: keys and new values), and what it
 * needs to be applied: the site's definitions when they are new, and the fixed tables that were made. The search index is
 * left out; each process keeps its own from the rows that the patchset names. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-search-private.h"
#include "tw-shared-private.h"

#define ENTRY_TYPE "(msa(ss)ay)"                       /* definitions, (name, SQL) of tables and indexes, patchset */
#define MAX_ENTRY  (256 * 1024 * 1024)

/* Tables that each process keeps for itself. The search index is FTS5's tables, whose names have a "$". */
static gboolean
is_own_table (const char *name)
{
  return strchr (name, '$') != NULL || g_str_has_prefix (name, "sqlite_") || g_str_equal (name, "tw_meta")
         || g_str_equal (name, "tw_search") || g_str_equal (name, "tw_shared");
}

static int
wants_table (void *data, const char *name)
{
  return !is_own_table (name);
}

static gboolean
read_versions (TwDb *db, gint64 *schema, gint64 *definitions, GError **error)
{
  return tw_db_pragma_int (db, "PRAGMA schema_version", schema, error)
         && tw_db_pragma_int (db, "SELECT ifnull(max(version), 0) FROM tw_schema", definitions, error);
}

/* --- Making one --- */

void
tw_shared_end_entry (TwShared *shared)
{
  if (shared->session != NULL)
    sqlite3session_delete (g_steal_pointer (&shared->session));
}

gboolean
tw_shared_begin_entry (TwShared *shared, TwDb *db, GError **error)
{
  int code;

  if (!read_versions (db, &shared->schema_version, &shared->definitions_version, error))
    return FALSE;
  code = sqlite3session_create (tw_db_get_handle (db), "main", &shared->session);
  if (code == SQLITE_OK)
    {
      sqlite3session_table_filter (shared->session, wants_table, NULL);
      code = sqlite3session_attach (shared->session, NULL);
    }
  return code == SQLITE_OK || tw_db_fail (db, code, error);
}

static gboolean
add_tables (TwDb *db, GVariantBuilder *builder, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL "
                                           "AND tbl_name NOT LIKE '%$%' ORDER BY type DESC, name", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    if (!is_own_table (tw_stmt_get_text (stmt, 0, NULL)))
      g_variant_builder_add (builder, "(ss)", tw_stmt_get_text (stmt, 0, NULL), tw_stmt_get_text (stmt, 1, NULL));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
dup_definitions (TwDb *db, gint64 version, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT definitions FROM tw_schema WHERE version = ?", error);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, version);
  return tw_stmt_step (stmt, error) ? g_strdup (tw_stmt_get_text (stmt, 0, NULL)) : NULL;
}

gboolean
tw_shared_dup_entry (TwShared *shared, TwDb *db, GBytes **body, GError **error)
{
  g_auto (GVariantBuilder) tables = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  g_autofree char *definitions = NULL;
  g_autoptr (GVariant) entry = NULL;
  gint64 schema_version, definitions_version;
  void *patch = NULL;
  int length = 0, code;

  *body = NULL;
  if (!read_versions (db, &schema_version, &definitions_version, error))
    return FALSE;
  code = sqlite3session_patchset (shared->session, &length, &patch);
  if (code != SQLITE_OK)
    {
      sqlite3_free (patch);
      return tw_db_fail (db, code, error);
    }
  if (length == 0 && schema_version == shared->schema_version)
    {
      sqlite3_free (patch);
      return TRUE;
    }
  if ((definitions_version != shared->definitions_version
       && (definitions = dup_definitions (db, definitions_version, error)) == NULL)
      || (schema_version != shared->schema_version && !add_tables (db, &tables, error)))
    {
      sqlite3_free (patch);
      return FALSE;
    }
  entry = g_variant_ref_sink (g_variant_new ("(msa(ss)@ay)", definitions, &tables,
                                             g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, patch, (gsize) length, 1)));
  sqlite3_free (patch);
  *body = g_variant_get_data_as_bytes (entry);
  if (g_bytes_get_size (*body) <= MAX_ENTRY)
    return TRUE;
  g_clear_pointer (body, g_bytes_unref);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                       _("This is too much for one step: nothing was changed. Do it in smaller parts."));
  return FALSE;
}

/* --- Applying one --- */

typedef struct
{
  TwShared   *shared;
  TwDb       *db;
  TwSchema   *schema;
  TwSearchBatch *search;
  GHashTable *entities;                                /* table → const TwEntity */
  GHashTable *columns;                                 /* table → how many it has here */
} Apply;

static gboolean
fail_newer (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NEWER,
                       _("Another server of this workspace has a newer version. Update this one, then start it again."));
  return FALSE;
}

static gboolean
make_tables (TwDb *db, GVariantIter *tables, GError **error)
{
  const char *name, *sql;

  while (g_variant_iter_next (tables, "(&s&s)", &name, &sql))
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sqlite_schema WHERE name = ?", error);
      gboolean present;

      if (stmt == NULL)
        return FALSE;
      tw_stmt_bind_text (stmt, 1, name, -1);
      present = tw_stmt_step (stmt, NULL);
      g_clear_pointer (&stmt, tw_stmt_done);
      if (!present && !tw_db_exec (db, sql, error))
        return FALSE;
    }
  return TRUE;
}

static int
count_columns (Apply *apply, const char *table)
{
  gpointer known;
  g_autoptr (TwStmt) stmt = NULL;
  int n = 0;

  if (g_hash_table_lookup_extended (apply->columns, table, NULL, &known))
    return GPOINTER_TO_INT (known);
  stmt = tw_db_prepare (apply->db, "SELECT count(*) FROM pragma_table_info(?)", NULL);
  if (stmt != NULL)
    {
      tw_stmt_bind_text (stmt, 1, table, -1);
      if (tw_stmt_step (stmt, NULL))
        n = (int) tw_stmt_get_int (stmt, 0);
    }
  g_hash_table_insert (apply->columns, g_strdup (table), GINT_TO_POINTER (n));
  return n;
}

/* SQLite would leave out without a word what it has no table or column for. */
static gboolean
look_at_change (Apply *apply, sqlite3_changeset_iter *iter, GError **error)
{
  const char *table;
  int n_columns, operation, indirect, code;
  sqlite3_value *rid = NULL;
  const TwEntity *entity;

  sqlite3changeset_op (iter, &table, &n_columns, &operation, &indirect);
  if (count_columns (apply, table) < n_columns)
    return fail_newer (error);
  entity = g_hash_table_lookup (apply->entities, table);
  if (entity == NULL)
    return TRUE;
  code = operation == SQLITE_INSERT ? sqlite3changeset_new (iter, TW_TABLE_RID, &rid) : sqlite3changeset_old (iter, TW_TABLE_RID, &rid);
  if (code != SQLITE_OK || rid == NULL)
    return tw_db_fail (apply->db, code != SQLITE_OK ? code : SQLITE_CORRUPT, error);
  if (operation == SQLITE_DELETE)
    tw_search_batch_at_once (apply->search);
  return tw_search_batch_before (apply->search, entity, sqlite3_value_int64 (rid), TRUE, error);
}

static gboolean
look_at_changes (Apply *apply, gconstpointer patch, int length, GError **error)
{
  sqlite3_changeset_iter *iter = NULL;
  int code = sqlite3changeset_start (&iter, length, (void *) patch);
  gboolean good = TRUE;

  while (good && code == SQLITE_OK && (code = sqlite3changeset_next (iter)) == SQLITE_ROW)
    {
      good = look_at_change (apply, iter, error);
      code = SQLITE_OK;
    }
  sqlite3changeset_finalize (iter);
  return good && (code == SQLITE_DONE || tw_db_fail (apply->db, code, error));
}

static int
on_conflict (void *data, int kind, sqlite3_changeset_iter *iter)
{
  return SQLITE_CHANGESET_ABORT;
}

static gboolean
apply_patch (Apply *apply, gconstpointer patch, int length, GError **error)
{
  int code;

  if (length == 0)
    return TRUE;
  for (guint i = 0; i < tw_schema_get_n_entities (apply->schema); i++)
    {
      const TwEntity *entity = tw_schema_get_entity_at (apply->schema, i);

      g_hash_table_insert (apply->entities, tw_entity_dup_table (entity), (gpointer) entity);
    }
  if (!look_at_changes (apply, patch, length, error))
    return FALSE;
  code = sqlite3changeset_apply_v2 (tw_db_get_handle (apply->db), length, (void *) patch, NULL, on_conflict, NULL, NULL, NULL,
                                    SQLITE_CHANGESETAPPLY_NOSAVEPOINT);
  if (code == SQLITE_OK)
    return tw_search_batch_flush (apply->search, error);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("This server's copy of the workspace differs from the others'. Start it again: it fetches a new one."));
  return FALSE;
}

gboolean
tw_shared_write_place (TwDb *db, const TwPlace *place, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT OR REPLACE INTO tw_shared (key, n, token) VALUES (1, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, place->n);
  tw_stmt_bind_blob (stmt, 2, place->token, sizeof place->token);
  return tw_stmt_run (stmt, error);
}

static gboolean
apply_entry (TwShared *shared, TwDb *db, GVariant *entry, TwSchema **new_schema, GError **error)
{
  g_autoptr (GVariantIter) tables = NULL;
  g_autoptr (GVariant) patch = NULL;
  g_autoptr (TwSchema) schema = NULL;
  const char *definitions;
  Apply apply = { shared, db };
  gsize length;
  gconstpointer bytes;
  gboolean good;

  g_variant_get (entry, "(m&sa(ss)@ay)", &definitions, &tables, &patch);
  if (definitions != NULL)
    {
      *new_schema = tw_schema_extend (shared->store->shipped, definitions, NULL);
      if (*new_schema == NULL)
        return fail_newer (error);
      tw_db_flush_cache (db);
      if (!tw_store_shape_tables (db, *new_schema, error))
        return FALSE;
    }
  if (!make_tables (db, tables, error))
    return FALSE;
  schema = *new_schema != NULL ? tw_schema_ref (*new_schema) : tw_store_ref_schema (shared->store);
  bytes = g_variant_get_fixed_array (patch, &length, 1);
  apply.schema = schema;
  apply.search = tw_search_batch_new (db);
  tw_search_batch_keep_former (apply.search);
  if (!shared->store->search_fails)
    tw_search_batch_allow_late (apply.search, &shared->store->search_late, shared->store->search_rows);
  apply.entities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  apply.columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  good = apply_patch (&apply, bytes, (int) length, error);
  tw_search_batch_free (apply.search);
  g_hash_table_unref (apply.entities);
  g_hash_table_unref (apply.columns);
  return good;
}

/* What the store's own transactions do after their COMMIT. */
static gboolean
announce (TwShared *shared, TwDb *db, TwSchema *new_schema, GError **error)
{
  TwStore *store = shared->store;
  gint64 newest, change_seq, seq;
  guint64 stamp;

  if (!tw_log_last (db, &newest, &stamp, &change_seq, error))
    return FALSE;
  tw_clock_observe (store->clock, stamp);
  if (new_schema != NULL)
    tw_store_announce_schema (store, new_schema);
  g_mutex_lock (&store->lock);
  seq = store->last_seq;
  g_mutex_unlock (&store->lock);
  for (seq++; seq <= newest; seq++)
    {
      g_autoptr (TwCommit) commit = tw_log_read_commit (db, seq, TW_COMMIT_CARRIES, error);

      if (commit == NULL || !tw_shared_note_erasure (shared, db, commit, error))
        return FALSE;
      tw_store_announce (store, commit);
    }
  g_atomic_int_inc (&store->foreign_round);
  return TRUE;
}

gboolean
tw_shared_apply (TwShared *shared, TwDb *db, const TwPlace *place, gconstpointer body, gsize length, GError **error)
{
  g_autoptr (GVariant) entry = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE (ENTRY_TYPE), body, length, FALSE, NULL, NULL));
  g_autoptr (TwSchema) new_schema = NULL;
  gboolean good;

  if (!g_variant_is_normal_form (entry))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                           _("The database server has an entry that cannot be read. Restore it from a backup."));
      return FALSE;
    }
  tw_db_set_own (db, TRUE);
  good = tw_db_exec (db, "BEGIN IMMEDIATE", error);
  if (good)
    {
      good = apply_entry (shared, db, entry, &new_schema, error) && tw_shared_write_place (db, place, error)
             && tw_db_exec (db, "COMMIT", error);
      if (!good && tw_db_in_transaction (db))
        tw_db_exec (db, "ROLLBACK", NULL);
    }
  tw_db_set_own (db, FALSE);
  if (!good)
    return FALSE;
  g_mutex_lock (&shared->lock);
  shared->place = *place;
  g_mutex_unlock (&shared->lock);
  return announce (shared, db, new_schema, error);
}
