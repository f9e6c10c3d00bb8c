/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-audit.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "tw-db.h"
#include "tw-store-private.h"

#define COLUMNS "n, at, user, action, detail, hash"

static const char table[] =
  "CREATE TABLE IF NOT EXISTS account_audit (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, user BLOB, action TEXT NOT NULL,"
  " detail TEXT NOT NULL, hash BLOB NOT NULL)";

void
tw_audit_entry_free (TwAuditEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->action);
  g_free (entry->detail);
  g_free (entry);
}

static void
add_number (GChecksum *sum, gint64 number)
{
  guint64 bytes = GUINT64_TO_LE ((guint64) number);

  g_checksum_update (sum, (const guchar *) &bytes, sizeof bytes);
}

static void
add_text (GChecksum *sum, const char *text)
{
  add_number (sum, (gint64) strlen (text));
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text));
}

static void
compute_hash (const guint8 *before, const TwAuditEntry *entry, guint8 *hash)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = TW_AUDIT_HASH;

  g_checksum_update (sum, before, TW_AUDIT_HASH);
  add_number (sum, entry->n);
  add_number (sum, entry->at);
  g_checksum_update (sum, entry->user.bytes, sizeof entry->user.bytes);
  add_text (sum, entry->action);
  add_text (sum, entry->detail);
  g_checksum_get_digest (sum, hash, &length);
}

static char *
dup_text (TwStmt *stmt, int column)
{
  const char *text = tw_stmt_get_text (stmt, column, NULL);

  return g_strdup (text != NULL ? text : "");
}

static TwAuditEntry *
read_entry (TwStmt *stmt)
{
  TwAuditEntry *entry = g_new0 (TwAuditEntry, 1);
  gsize length = 0;
  gconstpointer hash = tw_stmt_get_blob (stmt, 5, &length);

  entry->n = tw_stmt_get_int (stmt, 0);
  entry->at = tw_stmt_get_int (stmt, 1);
  if (!tw_stmt_is_null (stmt, 2))
    tw_stmt_get_id (stmt, 2, &entry->user);
  entry->action = dup_text (stmt, 3);
  entry->detail = dup_text (stmt, 4);
  if (hash != NULL && length == TW_AUDIT_HASH)
    memcpy (entry->hash, hash, TW_AUDIT_HASH);
  return entry;
}

static gboolean
write_entry (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  static const guint8 nothing[TW_AUDIT_HASH];
  TwAuditEntry *entry = data;
  g_autoptr (TwAuditEntry) last = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (TwStmt) newest = NULL, insert = NULL;

  if (!tw_db_begin (db, error)
      || (newest = tw_db_prepare (db, "SELECT " COLUMNS " FROM account_audit ORDER BY n DESC LIMIT 1", error)) == NULL)
    return FALSE;
  if (tw_stmt_step (newest, &local))
    last = read_entry (newest);
  g_clear_pointer (&newest, tw_stmt_done);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  entry->n = last != NULL ? last->n + 1 : 1;
  compute_hash (last != NULL ? last->hash : nothing, entry, entry->hash);
  insert = tw_db_prepare (db, "INSERT INTO account_audit (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)", error);
  if (insert == NULL)
    return FALSE;
  tw_stmt_bind_int (insert, 1, entry->n);
  tw_stmt_bind_int (insert, 2, entry->at);
  tw_stmt_bind_id (insert, 3, &entry->user);
  tw_stmt_bind_text (insert, 4, entry->action, -1);
  tw_stmt_bind_text (insert, 5, entry->detail, -1);
  tw_stmt_bind_blob (insert, 6, entry->hash, TW_AUDIT_HASH);
  return tw_stmt_run (insert, error) && tw_db_commit (db, error);
}

static gboolean
make_table (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_db_exec (db, table, error);
}

gboolean
tw_audit_enable (TwStore *store, GError **error)
{
  return tw_store_run_transaction (store, make_table, NULL, error);
}

/**
 * tw_audit_add:
 * @store: the server's store
 * @at: when
 * @user: (nullable): by whom; %NULL when nobody is known
 * @action: a word of the program
 * @detail: (nullable): what else is to be known, without secrets
 * @error: the store's trouble
 *
 * Returns: whether the entry is on disk
 */
gboolean
tw_audit_add (TwStore *store, TwInstant at, const TwId *user, const char *action, const char *detail, GError **error)
{
  TwAuditEntry entry = { .at = at, .action = (char *) action, .detail = (char *) (detail != NULL ? detail : "") };

  if (user != NULL)
    entry.user = *user;
  return tw_store_run_writer (store, write_entry, &entry, error);
}

/**
 * tw_audit_list:
 * @store: the server's store
 * @before: number of the entry to go on from; 0: from the newest
 * @limit: at most so many
 * @error: the store's trouble
 *
 * Returns: (transfer full) (element-type TwAuditEntry): the newest first
 */
GPtrArray *
tw_audit_list (TwStore *store, gint64 before, guint limit, GError **error)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_audit_entry_free);
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? tw_db_prepare (db, "SELECT " COLUMNS " FROM account_audit WHERE n < ? ORDER BY n DESC LIMIT ?", error) : NULL;

  if (stmt != NULL)
    {
      tw_stmt_bind_int (stmt, 1, before > 0 ? before : G_MAXINT64);
      tw_stmt_bind_int (stmt, 2, limit);
      while (tw_stmt_step (stmt, error))
        g_ptr_array_add (entries, read_entry (stmt));
    }
  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return entries;
}

TwAuditEntry *
tw_audit_get_head (TwStore *store, GError **error)
{
  g_autoptr (GPtrArray) entries = tw_audit_list (store, 0, 1, error);

  return entries->len > 0 ? g_ptr_array_steal_index (entries, 0) : NULL;
}

static gboolean
fail (gint64 n, GError **error)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
               _("The audit log was changed: entry %" PRId64 " is not what was written. Compare it with a backup."), n);
  return FALSE;
}

static gboolean
verify_rows (TwStmt *stmt, const TwAuditEntry *head, gint64 *n, GError **error)
{
  guint8 before[TW_AUDIT_HASH] = { 0 }, hash[TW_AUDIT_HASH];
  g_autoptr (GError) local = NULL;

  for (*n = 0; tw_stmt_step (stmt, &local);)
    {
      g_autoptr (TwAuditEntry) entry = read_entry (stmt);

      if (entry->n != *n + 1)
        return fail (*n + 1, error);
      compute_hash (before, entry, hash);
      if (memcmp (hash, entry->hash, sizeof hash) != 0
          || (head != NULL && head->n == entry->n && memcmp (hash, head->hash, sizeof hash) != 0))
        return fail (entry->n, error);
      memcpy (before, hash, sizeof hash);
      *n = entry->n;
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return head == NULL || head->n <= *n || fail (*n + 1, error);
}

/**
 * tw_audit_verify:
 * @store: the server's store
 * @head: (nullable): a head that was kept elsewhere
 * @n: (out): how many entries are good, up to the first that is not
 * @error: %TW_STORE_ERROR_DAMAGED
 *
 * Returns: whether every entry is as it was written, and @head is among them
 */
gboolean
tw_audit_verify (TwStore *store, const TwAuditEntry *head, gint64 *n, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? tw_db_prepare (db, "SELECT " COLUMNS " FROM account_audit ORDER BY n", error) : NULL;
  gboolean good = stmt != NULL && verify_rows (stmt, head, n, error);

  g_clear_pointer (&stmt, tw_stmt_done);
  if (db != NULL)
    tw_store_return_reader (store, db);
  return good;
}
