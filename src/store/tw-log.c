/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the log: writing them, and reading history, commits and their changes. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-log-codec.h"
#include "tw-store-internal.h"

#define MAX_LIMIT 100000

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                       _("The history is damaged: a change in it cannot be read. Restore the workspace from a backup."));
  return FALSE;
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
}

/* Collects the changes of a statement with TW_LOG_CHANGE_COLUMNS; head NULL: the head's columns follow. */
static GPtrArray *
collect_changes (TwStmt *stmt, TwCommitHead *head, GError **error)
{
  g_autoptr (GPtrArray) changes = new_changes ();
  g_autoptr (GError) local = NULL;

  while (tw_stmt_step (stmt, &local))
    {
      g_autoptr (TwCommitHead) own = head != NULL ? tw_commit_head_ref (head) : tw_log_read_head_columns (stmt, 5);
      TwChange *change = tw_log_read_change (stmt, own, NULL, error);

      if (change == NULL)
        return NULL;
      g_ptr_array_add (changes, change);
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&changes);
}

gboolean
tw_log_last (TwDb *db, gint64 *seq, guint64 *stamp, gint64 *change_seq, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT seq, stamp, first_change + n_changes - 1 FROM log_commit "
                                           "ORDER BY seq DESC LIMIT 1", error);
  g_autoptr (GError) local = NULL;

  *seq = *change_seq = 0;
  *stamp = 0;
  if (stmt == NULL)
    return FALSE;
  if (tw_stmt_step (stmt, &local))
    {
      *seq = tw_stmt_get_int (stmt, 0);
      *stamp = (guint64) tw_stmt_get_int (stmt, 1);
      *change_seq = tw_stmt_get_int (stmt, 2);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
tw_log_write_head (TwDb *db, const TwCommitHead *head, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO log_commit (seq, id, stamp, at, user, origin, title, undoes, "
                                           "first_change, n_changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, head->seq);
  tw_stmt_bind_id (stmt, 2, &head->id);
  tw_stmt_bind_int (stmt, 3, (gint64) head->stamp);
  tw_stmt_bind_int (stmt, 4, head->at);
  tw_stmt_bind_id (stmt, 5, &head->user);
  tw_stmt_bind_int (stmt, 6, head->origin);
  tw_stmt_bind_text (stmt, 7, head->title != NULL ? head->title : "", -1);
  tw_stmt_bind_int (stmt, 8, head->undoes);
  tw_stmt_bind_int (stmt, 9, head->first_change);
  tw_stmt_bind_int (stmt, 10, head->n_changes);
  return tw_stmt_run (stmt, error);
}

TwStmt *
tw_log_prepare_change (TwDb *db, GError **error)
{
  return tw_db_prepare (db, "INSERT INTO log_change (seq, commit_seq, entity, record, op, body) VALUES (?, ?, ?, ?, ?, ?)", error);
}

gboolean
tw_log_write_change (TwStmt *stmt, gint64 seq, gint64 commit_seq, guint entity, const TwId *record, TwOp op,
                     const GByteArray *body, GError **error)
{
  tw_stmt_bind_int (stmt, 1, seq);
  tw_stmt_bind_int (stmt, 2, commit_seq);
  tw_stmt_bind_int (stmt, 3, entity);
  tw_stmt_bind_blob_lent (stmt, 4, record->bytes, sizeof record->bytes);
  tw_stmt_bind_int (stmt, 5, op);
  tw_stmt_bind_blob_lent (stmt, 6, body->data, body->len);
  return tw_stmt_run (stmt, error);
}

TwCommitHead *
tw_log_read_head_columns (TwStmt *stmt, int column)
{
  TwCommitHead *head = tw_commit_head_new ();

  head->seq = tw_stmt_get_int (stmt, column);
  tw_stmt_get_id (stmt, column + 1, &head->id);
  head->stamp = (guint64) tw_stmt_get_int (stmt, column + 2);
  head->at = tw_stmt_get_int (stmt, column + 3);
  tw_stmt_get_id (stmt, column + 4, &head->user);
  head->origin = (TwOrigin) tw_stmt_get_int (stmt, column + 5);
  head->title = g_strdup (tw_stmt_get_text (stmt, column + 6, NULL));
  head->undoes = tw_stmt_get_int (stmt, column + 7);
  head->first_change = tw_stmt_get_int (stmt, column + 8);
  head->n_changes = tw_stmt_get_int (stmt, column + 9);
  return head;
}

static TwCommitHead *
read_one_head (TwStmt *stmt, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (tw_stmt_step (stmt, &local))
    return tw_log_read_head_columns (stmt, 0);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("There is no such change in the history."));
  return NULL;
}

TwCommitHead *
tw_log_read_head (TwDb *db, gint64 seq, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_HEAD_COLUMNS " FROM log_commit m WHERE seq = ?", error);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, seq);
  return read_one_head (stmt, error);
}

TwCommitHead *
tw_log_read_head_by_id (TwDb *db, const TwId *id, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_HEAD_COLUMNS " FROM log_commit m WHERE id = ? "
                                           "ORDER BY seq DESC LIMIT 1", error);

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  return read_one_head (stmt, error);
}

TwChange *
tw_log_read_change (TwStmt *stmt, TwCommitHead *head, gboolean *erased, GError **error)
{
  gsize length;
  const guint8 *data = tw_stmt_get_blob (stmt, 4, &length);
  gint64 op = tw_stmt_get_int (stmt, 3);
  gint64 entity = tw_stmt_get_int (stmt, 1);
  GArray *fields;
  TwId record;

  if (!tw_stmt_get_id (stmt, 2, &record) || op < TW_OP_ADD || op > TW_OP_PURGE || entity < 0 || entity > 4095)
    {
      set_damaged (error);
      return NULL;
    }
  fields = tw_log_body_read (data, length, erased, error);
  if (fields == NULL)
    return NULL;
  return tw_change_new (head, tw_stmt_get_int (stmt, 0), (guint) entity, &record, (TwOp) op, fields);
}

static gboolean
read_touched (TwDb *db, TwCommitHead *head, guint64 *entities, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT DISTINCT entity FROM log_change WHERE seq >= ? AND seq < ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, head->first_change);
  tw_stmt_bind_int (stmt, 2, head->first_change + head->n_changes);
  while (tw_stmt_step (stmt, &local))
    {
      guint64 number = (guint64) tw_stmt_get_int (stmt, 0);

      if (number < TW_ENTITY_BITS_WORDS * 64)
        entities[number / 64] |= G_GUINT64_CONSTANT (1) << (number % 64);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

TwCommit *
tw_log_read_commit (TwDb *db, gint64 seq, gint64 limit, GError **error)
{
  g_autoptr (TwCommitHead) head = tw_log_read_head (db, seq, error);
  guint64 entities[TW_ENTITY_BITS_WORDS] = { 0 };
  g_autoptr (TwStmt) stmt = NULL;
  GPtrArray *changes = NULL;

  if (head == NULL || !read_touched (db, head, entities, error))
    return NULL;
  if (head->n_changes <= limit)
    {
      stmt = tw_db_prepare (db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.seq >= ? AND c.seq < ? ORDER BY c.seq", error);
      if (stmt == NULL)
        return NULL;
      tw_stmt_bind_int (stmt, 1, head->first_change);
      tw_stmt_bind_int (stmt, 2, head->first_change + head->n_changes);
      changes = collect_changes (stmt, head, error);
      if (changes == NULL)
        return NULL;
    }
  return tw_commit_new (head, changes, entities);
}

/**
 * tw_store_history:
 * @store: a store
 * @record: a record's id
 * @limit: at most so many
 * @before_seq: only changes before this one; 0 for the newest
 *
 * What happened to a record.
 *
 * Returns: (transfer full) (nullable) (element-type TwChange): newest first, or %NULL with @error
 */
GPtrArray *
tw_store_history (TwStore *store, const TwId *record, guint limit, gint64 before_seq, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  GPtrArray *changes = NULL;

  if (db == NULL)
    return NULL;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_CHANGE_COLUMNS ", " TW_LOG_HEAD_COLUMNS
                                             " FROM log_change c JOIN log_commit m ON m.seq = c.commit_seq"
                                             " WHERE c.record = ? AND c.seq < ? ORDER BY c.seq DESC LIMIT ?", error);

    if (stmt != NULL)
      {
        tw_stmt_bind_id (stmt, 1, record);
        tw_stmt_bind_int (stmt, 2, before_seq > 0 ? before_seq : G_MAXINT64);
        tw_stmt_bind_int (stmt, 3, MIN (limit, MAX_LIMIT));
        changes = collect_changes (stmt, NULL, error);
      }
  }
  tw_store_return_reader (store, db);
  return changes;
}

/**
 * tw_store_commits:
 * @store: a store
 * @after_seq: only commits after this one; 0 for the first
 * @limit: at most so many
 *
 * The log itself, without the changes.
 *
 * Returns: (transfer full) (nullable) (element-type TwCommit): oldest first, or %NULL with @error
 */
GPtrArray *
tw_store_commits (TwStore *store, gint64 after_seq, guint limit, GError **error)
{
  g_autoptr (GPtrArray) commits = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_commit_unref);
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (GError) local = NULL;

  if (db == NULL)
    return NULL;
  {
    g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_HEAD_COLUMNS " FROM log_commit m WHERE seq > ? "
                                             "ORDER BY seq LIMIT ?", &local);

    if (stmt != NULL)
      {
        tw_stmt_bind_int (stmt, 1, after_seq);
        tw_stmt_bind_int (stmt, 2, MIN (limit, MAX_LIMIT));
        while (tw_stmt_step (stmt, &local))
          {
            g_autoptr (TwCommitHead) head = tw_log_read_head_columns (stmt, 0);

            g_ptr_array_add (commits, tw_commit_new (head, NULL, NULL));
          }
      }
  }
  tw_store_return_reader (store, db);
  if (local == NULL)
    return g_steal_pointer (&commits);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/**
 * tw_store_commit_changes:
 * @store: a store
 * @commit_seq: the commit
 * @limit: at most so many
 *
 * Returns: (transfer full) (nullable) (element-type TwChange): the commit's changes in their order, or %NULL with @error
 *   (%TW_STORE_ERROR_NOT_FOUND when there is no such commit)
 */
GPtrArray *
tw_store_commit_changes (TwStore *store, gint64 commit_seq, guint limit, GError **error)
{
  TwDb *db = tw_store_take_reader (store, error);
  g_autoptr (TwCommitHead) head = NULL;
  GPtrArray *changes = NULL;

  if (db == NULL)
    return NULL;
  head = tw_log_read_head (db, commit_seq, error);
  if (head != NULL)
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.seq >= ? "
                                               "AND c.seq < ? ORDER BY c.seq LIMIT ?", error);

      if (stmt != NULL)
        {
          tw_stmt_bind_int (stmt, 1, head->first_change);
          tw_stmt_bind_int (stmt, 2, head->first_change + head->n_changes);
          tw_stmt_bind_int (stmt, 3, MIN (limit, MAX_LIMIT));
          changes = collect_changes (stmt, head, error);
        }
    }
  tw_store_return_reader (store, db);
  return changes;
}
