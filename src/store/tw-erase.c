/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing records: what a purge leaves (that they were there) stays, and no word of them. SQLite overwrites what it frees; what
 * would still have the words afterwards, older parts of the search index and the file of the write-ahead log, is rewritten. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "tw-audit-private.h"
#include "tw-blobs-private.h"
#include "tw-db-private.h"
#include "tw-erase.h"
#include "tw-log-codec.h"
#include "tw-peers-private.h"
#include "tw-purge-private.h"
#include "tw-search-words.h"
#include "tw-store-private.h"

#define REGISTER "erased"                               /* beside the database: "ENTITY ID" a line, so that a copy that is put back forgets them too */

typedef struct
{
  const TwErasure *erasures;
  guint            n;
  const TwId      *user;
  GArray          *all;                                /* TwErasure: with what goes with them */
  GHashTable      *ids;                                /* TwId, of all */
  GHashTable      *files;                              /* hashes */
} EraseJob;

/* --- What goes --- */

static void
add (EraseJob *job, guint entity, const TwId *id)
{
  TwErasure erasure = { entity, *id };

  if (g_hash_table_contains (job->ids, id))
    return;
  g_hash_table_add (job->ids, g_memdup2 (id, sizeof *id));
  g_array_append_val (job->all, erasure);
}

/* Parts of a record, and what quotes it: a conflict has its values. */
static gboolean
goes_along (const TwField *field)
{
  return field->on_delete == TW_DELETE_CASCADE || (strcmp (field->entity->key, "sync_conflict") == 0 && strcmp (field->key, "record") == 0);
}

/* A row, or something in the log: of a record that was purged before, words may have stayed. */
static gboolean
is_of_kind (TwTx *tx, const TwErasure *erasure, gboolean *is, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, erasure->entity);
  g_autoptr (GError) local = NULL;
  g_autoptr (TwStmt) stmt = NULL;

  *is = entity != NULL && tw_tx_load (tx, entity, &erasure->id, &local) != NULL;
  if (local == NULL && !*is)
    stmt = tw_db_prepare (tx->db, "SELECT 1 FROM log_change WHERE record = ? AND entity = ? LIMIT 1", &local);
  if (stmt != NULL)
    {
      tw_stmt_bind_id (stmt, 1, &erasure->id);
      tw_stmt_bind_int (stmt, 2, erasure->entity);
      return tw_stmt_find (stmt, is, error);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What was asked for by the wrong kind would lose its history and stay, and who asked would be told that it is gone. */
static gboolean
collect (TwTx *tx, EraseJob *job, GError **error)
{
  for (guint i = 0; i < job->n; i++)
    {
      gboolean is;

      if (!is_of_kind (tx, &job->erasures[i], &is, error))
        return FALSE;
      if (!is)
        {
          g_autofree char *id = tw_id_dup_text (&job->erasures[i].id);

          g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("There is no record “%s” of this kind. Nothing was erased."), id);
          return FALSE;
        }
      add (job, job->erasures[i].entity, &job->erasures[i].id);
    }
  for (guint i = 0; i < job->all->len; i++)
    {
      const TwErasure erasure = g_array_index (job->all, TwErasure, i);
      const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, erasure.entity);
      const GPtrArray *incoming = entity != NULL ? tw_table_get_incoming (tx->store, entity) : NULL;

      for (guint f = 0; incoming != NULL && f < incoming->len; f++)
        {
          const TwField *field = g_ptr_array_index (incoming, f);
          g_autoptr (GArray) ids = goes_along (field) ? tw_purge_find_referring (tx, field, &erasure.id, error) : NULL;

          if (ids == NULL && goes_along (field))
            return FALSE;
          for (guint r = 0; ids != NULL && r < ids->len; r++)
            add (job, field->entity->number, &g_array_index (ids, TwId, r));
        }
    }
  return TRUE;
}

/* Files that the log says a record names, or ever named. */
gboolean
tw_purge_collect_files (TwDb *db, const TwId *id, GHashTable *files, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT body FROM log_change WHERE record = ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  while (tw_stmt_step (stmt, &local))
    {
      gsize length;
      const guint8 *data = tw_stmt_get_blob (stmt, 0, &length);
      g_autoptr (GArray) changes = tw_log_body_read (data, length, NULL, &local);

      for (guint i = 0; changes != NULL && i < changes->len; i++)
        {
          const TwFieldChange *change = &g_array_index (changes, TwFieldChange, i);

          if (change->before.type == TW_TYPE_TEXT)
            tw_blob_collect_hashes (change->before.text, files);
          if (change->after.type == TW_TYPE_TEXT)
            tw_blob_collect_hashes (change->after.text, files);
        }
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- What is kept of it beside the records --- */

static gboolean
has_table (TwDb *db, const char *name, gboolean *has, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, name, -1);
  return tw_stmt_find (stmt, has, error);
}

static gboolean
erase_kept (TwDb *db, const TwId *id, GError **error)
{
  /* By what they are told by: the id, or the id as it is written. */
  static const struct { const char *table, *sql; gboolean written; } statements[] = {
    { "log_commit", "UPDATE log_commit SET title = '' WHERE title <> '' AND seq IN (SELECT commit_seq FROM log_change WHERE record = ?)", FALSE },
    { "audit_value", "DELETE FROM audit_value WHERE n IN (SELECT n FROM audit_entry WHERE record_id = ?)", FALSE },
    { "sync_offered", "DELETE FROM sync_offered WHERE record = ?", FALSE },
    { "sync_seen", "UPDATE sync_seen SET problem = NULL WHERE (client, n) IN (SELECT client, n FROM sync_rejected WHERE instr (body, ?) > 0)", TRUE },
    { "sync_rejected", "UPDATE sync_rejected SET body = '{}', problem = '{}' WHERE instr (body, ?) > 0", TRUE },
    { "server_once", "DELETE FROM server_once WHERE instr (CAST (body AS TEXT), ?) > 0", TRUE },
  };
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_id_print (id, text);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (TwStmt) stmt = NULL;
      gboolean has;

      if (!has_table (db, statements[i].table, &has, error))
        return FALSE;
      if (!has)
        continue;
      stmt = tw_db_prepare (db, statements[i].sql, error);
      if (stmt == NULL)
        return FALSE;
      if (statements[i].written)
        tw_stmt_bind_text (stmt, 1, text, -1);
      else
        tw_stmt_bind_id (stmt, 1, id);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* That it happened, by whom, and to which record; this entry vouches for the values that are gone. */
static gboolean
audit (TwTx *tx, EraseJob *job, const TwErasure *erasure, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, erasure->entity);
  const TwAuditEvent event = { .user = job->user, .record = &erasure->id, .action = TW_AUDIT_ERASE, .entity = entity != NULL ? entity->key : NULL };

  return !tw_audit_is_kept (tx->store) || tw_audit_append (tx->store, tx->db, &event, error);
}

static gboolean
erase_one (TwTx *tx, EraseJob *job, const TwErasure *erasure, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, erasure->entity);
  g_autoptr (GError) local = NULL;
  TwWork *work = entity != NULL ? tw_tx_load (tx, entity, &erasure->id, &local) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return tw_purge_collect_files (tx->db, &erasure->id, job->files, error) && (work == NULL || tw_purge_record (tx, entity, &erasure->id, error))
         /* That of the purge, too: devices know by it that nothing may stay. */
         && tw_purge_run_with_id (tx->db, "UPDATE log_change SET body = x'00' WHERE record = ?", &erasure->id, error)
         && erase_kept (tx->db, &erasure->id, error) && audit (tx, job, erasure, error);
}

static gboolean
run_erase (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  EraseJob *job = data;
  TwTx *tx = tw_tx_begin (store, db, TW_ORIGIN_SYSTEM, _("Erase personal data"), 0, error);
  TwCommit *commit;
  gboolean good, serves = FALSE;

  if (tx == NULL)
    return FALSE;
  if (job->user != NULL)
    tx->head->user = *job->user;
  good = collect (tx, job, error);
  for (guint i = job->all->len; good && i > 0; i--)
    good = erase_one (tx, job, &g_array_index (job->all, TwErasure, i - 1), error);
  good = good && has_table (db, "sync_erasure", &serves, error) && (!serves || tw_peers_note_erasure (db, tx->head->seq, error))
         && tw_db_erases (db, error);
  if (!good)
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

/* --- What still has the words --- */

static gboolean
optimize (TwDb *db, char *table, GError **error)
{
  g_autofree char *name = table;
  g_autofree char *sql = name != NULL ? g_strdup_printf ("INSERT INTO \"%s\" (\"%s\") VALUES ('optimize')", name, name) : NULL;

  return sql == NULL || tw_db_exec (db, sql, error);
}

/* Rows that the index has not heard of yet are noted with their words. */
static gboolean
run_catch_up (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  if (tw_search_is_late (store))
    tw_search_catch_up (store);
  return TRUE;
}

/* Taken out words stay in older parts of the index until they are merged. */
gboolean
tw_erase_merge_index (TwDb *db, const TwEntity *entity, GError **error)
{
  return optimize (db, tw_search_dup_names_table (entity), error) && optimize (db, tw_search_dup_texts_table (entity), error);
}

static gboolean
run_scrub (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);
  GArray *entities = data;

  for (guint i = 0; i < entities->len; i++)
    {
      const TwEntity *entity = tw_schema_get_entity_by_number (schema, g_array_index (entities, guint, i));

      if (entity != NULL && !tw_erase_merge_index (db, entity, error))
        return FALSE;
    }
  return TRUE;
}

/* A reader in the way only has to end; whatever is left is carried over and written over later. */
static gboolean
run_truncate (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  int code = sqlite3_wal_checkpoint_v2 (tw_db_get_handle (db), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  return code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

gboolean
tw_store_scrub (TwStore *store, GArray *entities, GError **error)
{
  return tw_store_run_writer (store, run_catch_up, NULL, error) && tw_store_run_transaction (store, run_scrub, entities, error)
         && tw_store_run_writer (store, run_truncate, NULL, error);
}

/* --- The register --- */

static char *
dup_register_path (TwStore *store)
{
  return g_build_filename (tw_store_get_dir (store), REGISTER, NULL);
}

static gboolean
note (TwStore *store, GArray *all, GError **error)
{
  g_autofree char *path = dup_register_path (store), *former = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) local = NULL;

  g_file_get_contents (path, &former, NULL, NULL);
  text = g_string_new (former);
  for (guint i = 0; i < all->len; i++)
    {
      const TwErasure *erasure = &g_array_index (all, TwErasure, i);
      g_autofree char *id = tw_id_dup_text (&erasure->id), *line = g_strdup_printf ("%u %s\n", erasure->entity, id);

      if (strstr (text->str, line) == NULL)
        g_string_append (text, line);
    }
  if (g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_IO, _("What was erased cannot be noted: %s"), local->message);
  return FALSE;
}

static void
job_clear (EraseJob *job)
{
  g_array_unref (job->all);
  g_hash_table_unref (job->ids);
  g_hash_table_unref (job->files);
}

/**
 * tw_store_erase:
 * @store: a store
 * @erasures: (array length=n): the records
 * @n: how many
 * @user: (nullable): who erases
 *
 * Removes every word of the records, of what is deleted with them, and of conflicts that quote them. All of them, or none when one
 * is not, and never was, a record of its kind (%TW_STORE_ERROR_NOT_FOUND).
 *
 * Returns: how many records; -1 with @error
 */
gint64
tw_store_erase (TwStore *store, const TwErasure *erasures, guint n, const TwId *user, GError **error)
{
  EraseJob job = { erasures, n, user, g_array_new (FALSE, FALSE, sizeof (TwErasure)),
                   g_hash_table_new_full (tw_id_hash, tw_id_equal, g_free, NULL), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64 found = -1;

  if (g_atomic_int_get (&store->replica))
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This workspace follows a server. Erase at the server; devices follow."));
  else if (tw_store_run_writer (store, run_erase, &job, error))
    {
      for (guint i = 0; i < job.all->len; i++)
        g_array_append_val (entities, g_array_index (job.all, TwErasure, i).entity);
      if (note (store, job.all, error) && tw_store_scrub (store, entities, error)
          && (g_hash_table_size (job.files) == 0 || tw_blob_drop_now (store, job.files, error)))
        found = job.all->len;
    }
  job_clear (&job);
  return found;
}

/* A row, or a word in the log: a database that was put back from a copy. */
static gboolean
is_back (TwStore *store, TwDb *db, const TwErasure *erasure, gboolean *back, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM log_change WHERE record = ? AND entity = ? AND body <> x'00' LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &erasure->id);
  tw_stmt_bind_int (stmt, 2, erasure->entity);
  return tw_stmt_find (stmt, back, error);
}

/**
 * tw_store_erase_again:
 * @store: a store that was opened just now
 *
 * Erases what was erased before, when it is there again.
 *
 * Returns: %TRUE when nothing of it is there
 */
gboolean
tw_store_erase_again (TwStore *store, GError **error)
{
  g_autofree char *path = dup_register_path (store), *text = NULL;
  g_autoptr (GArray) again = g_array_new (FALSE, FALSE, sizeof (TwErasure));
  g_auto (GStrv) lines = NULL;
  gboolean good = TRUE;
  TwDb *db;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return TRUE;
  lines = g_strsplit (text, "\n", -1);
  db = tw_store_take_reader (store, error);
  if (db == NULL)
    return FALSE;
  for (guint i = 0; good && lines[i] != NULL; i++)
    {
      const char *space = strchr (lines[i], ' ');
      TwErasure erasure = { (guint) g_ascii_strtoull (lines[i], NULL, 10) };
      gboolean back = FALSE;

      if (space == NULL || !tw_id_parse (space + 1, &erasure.id))
        continue;
      good = is_back (store, db, &erasure, &back, error);
      if (back)
        g_array_append_val (again, erasure);
    }
  tw_store_return_reader (store, db);
  return good && (again->len == 0 || tw_store_erase (store, (const TwErasure *) (gpointer) again->data, again->len, NULL, error) >= 0);
}
