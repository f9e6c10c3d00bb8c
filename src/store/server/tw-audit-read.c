/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the audit log. */
#include "config.h"

#include <string.h>

#include "tw-audit-private.h"

static char *
dup_text (TwStmt *stmt, int column)
{
  const char *text = tw_stmt_get_text (stmt, column, NULL);

  return g_strdup (text != NULL ? text : "");
}

/* What has another length is nothing that this program wrote: it stays zero, and the verifier finds it. */
static void
get_bytes (TwStmt *stmt, int column, guint8 *bytes, gsize n)
{
  gsize length = 0;
  gconstpointer blob = tw_stmt_get_blob (stmt, column, &length);

  if (blob != NULL && length == n)
    memcpy (bytes, blob, n);
}

TwAuditEntry *
tw_audit_read_entry (TwStmt *stmt)
{
  TwAuditEntry *entry = g_new0 (TwAuditEntry, 1);

  entry->n = tw_stmt_get_int (stmt, 0);
  entry->at = tw_stmt_get_int (stmt, 1);
  if (!tw_stmt_is_null (stmt, 2))
    tw_stmt_get_id (stmt, 2, &entry->user);
  entry->action = dup_text (stmt, 3);
  entry->entity = dup_text (stmt, 4);
  if (!tw_stmt_is_null (stmt, 5))
    tw_stmt_get_id (stmt, 5, &entry->record);
  get_bytes (stmt, 6, entry->commitment, sizeof entry->commitment);
  get_bytes (stmt, 7, entry->hash, sizeof entry->hash);
  if (!tw_stmt_is_null (stmt, 9))
    {
      get_bytes (stmt, 8, entry->salt, sizeof entry->salt);
      entry->detail = dup_text (stmt, 9);
    }
  return entry;
}

static GPtrArray *
read_entries (TwStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_audit_entry_free);
  g_autoptr (GError) local = NULL;

  while (tw_stmt_step (stmt, &local))
    g_ptr_array_add (entries, tw_audit_read_entry (stmt));
  if (local == NULL)
    return g_steal_pointer (&entries);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static void
bind_filter (TwStmt *stmt, int *i, const TwAuditFilter *filter)
{
  if (filter == NULL)
    return;
  if (filter->action != NULL)
    tw_stmt_bind_text (stmt, (*i)++, filter->action, -1);
  if (filter->entity != NULL)
    tw_stmt_bind_text (stmt, (*i)++, filter->entity, -1);
  if (filter->user != NULL)
    tw_stmt_bind_id (stmt, (*i)++, filter->user);
  if (filter->record != NULL)
    tw_stmt_bind_id (stmt, (*i)++, filter->record);
  if (filter->from != 0)
    tw_stmt_bind_int (stmt, (*i)++, filter->from);
  if (filter->until != 0)
    tw_stmt_bind_int (stmt, (*i)++, filter->until);
}

/**
 * tw_audit_list:
 * @store: the server's store
 * @filter: (nullable): which entries
 * @before: number of the entry to go on from; 0: from the newest
 * @limit: at most so many
 * @error: the store's trouble
 *
 * Returns: (transfer full) (element-type TwAuditEntry) (nullable): the newest first
 */
GPtrArray *
tw_audit_list (TwStore *store, const TwAuditFilter *filter, gint64 before, guint limit, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT " TW_AUDIT_COLUMNS TW_AUDIT_FROM " WHERE e.n < ?");
  TwDb *db = tw_store_take_reader (store, error);
  GPtrArray *entries = NULL;
  TwStmt *stmt;
  int i = 1;

  if (db == NULL)
    return NULL;
  if (filter != NULL)
    g_string_append_printf (sql, "%s%s%s%s%s%s", filter->action != NULL ? " AND e.action = ?" : "", filter->entity != NULL ? " AND e.entity = ?" : "",
                            filter->user != NULL ? " AND e.user_id = ?" : "", filter->record != NULL ? " AND e.record_id = ?" : "",
                            filter->from != 0 ? " AND e.at >= ?" : "", filter->until != 0 ? " AND e.at < ?" : "");
  g_string_append (sql, " ORDER BY e.n DESC LIMIT ?");
  stmt = tw_db_prepare (db, sql->str, error);
  if (stmt != NULL)
    {
      tw_stmt_bind_int (stmt, i++, before > 0 ? before : G_MAXINT64);
      bind_filter (stmt, &i, filter);
      tw_stmt_bind_int (stmt, i, limit);
      entries = read_entries (stmt, error);
      tw_stmt_done (stmt);
    }
  tw_store_return_reader (store, db);
  return entries;
}

/**
 * tw_audit_read_chain:
 * @store: the server's store
 * @after: number of the last entry that is known; 0: none
 * @limit: at most so many
 * @error: the store's trouble
 *
 * Returns: (transfer full) (element-type TwAuditEntry) (nullable): the oldest first
 */
GPtrArray *
tw_audit_read_chain (TwStore *store, gint64 after, guint limit, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db == NULL ? NULL : tw_db_prepare (db, "SELECT " TW_AUDIT_COLUMNS TW_AUDIT_FROM " WHERE e.n > ? ORDER BY e.n LIMIT ?", error);
  GPtrArray *entries = NULL;

  if (stmt != NULL)
    {
      tw_stmt_bind_int (stmt, 1, after);
      tw_stmt_bind_int (stmt, 2, limit);
      entries = read_entries (stmt, error);
      tw_stmt_done (stmt);
    }
  if (db != NULL)
    tw_store_return_reader (store, db);
  return entries;
}

static void
read_head (TwStmt *stmt, TwAuditHead *head)
{
  head->n = tw_stmt_get_int (stmt, 0);
  head->at = tw_stmt_get_int (stmt, 1);
  get_bytes (stmt, 2, head->hash, sizeof head->hash);
  get_bytes (stmt, 3, head->key, sizeof head->key);
  get_bytes (stmt, 4, head->signature, sizeof head->signature);
}

GPtrArray *
tw_audit_read_heads (TwDb *db, gint64 after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) heads = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT n, at, hash, public_key, signature FROM audit_head WHERE n > ? ORDER BY n LIMIT ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, after);
  tw_stmt_bind_int (stmt, 2, limit);
  while (tw_stmt_step (stmt, &local))
    {
      TwAuditHead *head = g_new0 (TwAuditHead, 1);

      read_head (stmt, head);
      g_ptr_array_add (heads, head);
    }
  if (local == NULL)
    return g_steal_pointer (&heads);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
tw_audit_list_heads (TwStore *store, gint64 after, guint limit, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  GPtrArray *heads = db != NULL ? tw_audit_read_heads (db, after, limit, error) : NULL;

  if (db != NULL)
    tw_store_return_reader (store, db);
  return heads;
}

/* Runs a query of one row and one parameter; found: (out). */
static gboolean
read_one (TwStore *store, const char *sql, gint64 n, void (*read) (TwStmt *stmt, gpointer data), gpointer data, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  TwStmt *stmt = db != NULL ? tw_db_prepare (db, sql, error) : NULL;
  g_autoptr (GError) local = NULL;
  gboolean good = stmt != NULL;

  if (stmt != NULL)
    {
      tw_stmt_bind_int (stmt, 1, n);
      if (tw_stmt_step (stmt, &local))
        read (stmt, data);
      tw_stmt_done (stmt);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      good = FALSE;
    }
  if (db != NULL)
    tw_store_return_reader (store, db);
  return good;
}

static void
read_head_cb (TwStmt *stmt, gpointer data)
{
  read_head (stmt, data);
}

/**
 * tw_audit_get_head:
 * @store: the server's store
 * @head: (out caller-allocates): the newest that is signed; n 0 when there is none
 * @error: the store's trouble
 */
gboolean
tw_audit_get_head (TwStore *store, TwAuditHead *head, GError **error)
{
  memset (head, 0, sizeof *head);
  return read_one (store, "SELECT n, at, hash, public_key, signature FROM audit_head WHERE n <= ? ORDER BY n DESC LIMIT 1", G_MAXINT64,
                   read_head_cb, head, error);
}

typedef struct
{
  guint8  *hash;
  gboolean found;
} Found;

static void
read_hash_cb (TwStmt *stmt, gpointer data)
{
  Found *found = data;

  found->found = TRUE;
  get_bytes (stmt, 0, found->hash, TW_AUDIT_HASH);
}

gboolean
tw_audit_get_hash (TwStore *store, gint64 n, guint8 *hash, GError **error)
{
  Found found = { hash, FALSE };

  memset (hash, 0, TW_AUDIT_HASH);
  return read_one (store, "SELECT hash FROM audit_entry WHERE n = ?", n, read_hash_cb, &found, error) && found.found;
}

gboolean
tw_audit_read_all (TwDb *db, TwAuditVerifier *verifier, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_AUDIT_COLUMNS TW_AUDIT_FROM " ORDER BY e.n", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  while (tw_stmt_step (stmt, &local))
    {
      g_autoptr (TwAuditEntry) entry = tw_audit_read_entry (stmt);

      if (!tw_audit_verifier_add (verifier, entry, error))
        return FALSE;
    }
  if (local == NULL)
    return tw_audit_verifier_end (verifier, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * tw_audit_verify:
 * @store: the server's store
 * @keys: (nullable): whose signatures count
 * @witness: (nullable): a head that was kept elsewhere
 * @report: (out caller-allocates): how far the chain is good
 * @error: %TW_STORE_ERROR_DAMAGED
 *
 * Returns: whether every entry is as it was written, and all heads are among them
 */
gboolean
tw_audit_verify (TwStore *store, GBytes *keys, const TwAuditHead *witness, TwAuditReport *report, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GPtrArray) heads = NULL;
  g_autoptr (TwAuditVerifier) verifier = NULL;
  gboolean good = FALSE;

  memset (report, 0, sizeof *report);
  if (db == NULL)
    return FALSE;
  /* Entries and heads of one moment. */
  if (tw_db_exec (db, "BEGIN", error))
    {
      heads = tw_audit_read_heads (db, 0, G_MAXINT, error);
      verifier = heads != NULL ? tw_audit_verifier_new (keys, heads, witness) : NULL;
      good = verifier != NULL && tw_audit_read_all (db, verifier, error);
      tw_db_exec (db, "COMMIT", NULL);
    }
  tw_store_return_reader (store, db);
  if (verifier != NULL)
    *report = *tw_audit_verifier_get_report (verifier);
  return good;
}
