/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed since a seq, from the log: each record once a page, at its last change in it, with its row as it is now. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-past.h"
#include "tw-peers.h"

typedef struct
{
  TwStore  *store;
  TwDb     *db;                                        /* in one read transaction */
  TwSchema *schema;
  TwPast    past;                                      /* as it was at after_seq */
  gint64    start, end;                                /* changes of the log: start excluded */
  gboolean  site;                                      /* a setting or definition was among them */
} Reading;

struct _TwChanged
{
  Reading  *reading;                                   /* (unowned) */
  guint     entity;
  TwId      id;
  gint64    row_seq;
  gboolean  erased, last;
  TwRecord *record;
};

static gboolean
read_number (TwDb *db, const char *sql, gint64 parameter, gint64 *number, gboolean *found, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, parameter);
  *found = tw_stmt_step (stmt, &local);
  if (*found)
    *number = tw_stmt_get_int (stmt, 0);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* past.change_seq: the last change of after_seq. */
static gboolean
find_start (Reading *reading, gint64 after_seq, gint64 after_change, GError **error)
{
  gboolean found = TRUE;

  reading->past.seq = after_seq;
  if (after_seq > 0 && !read_number (reading->db, "SELECT first_change + n_changes - 1 FROM log_commit WHERE seq = ?", after_seq,
                                     &reading->past.change_seq, &found, error))
    return FALSE;
  if (found)
    {
      reading->start = MAX (after_change, reading->past.change_seq);
      return TRUE;
    }
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_CURSOR,
                       _("This place in the history is not there. Load everything anew."));
  return FALSE;
}

/* Where to go on: at the end of a commit, or inside one. */
static gboolean
find_place (Reading *reading, gint64 after_seq, gint64 *last_seq, gint64 *last_change, GError **error)
{
  gint64 seq = after_seq, last;
  gboolean found;

  *last_change = 0;
  if (reading->end > 0
      && !read_number (reading->db, "SELECT commit_seq FROM log_change WHERE seq = ?", reading->end, &seq, &found, error))
    return FALSE;
  *last_seq = seq;
  if (reading->end == 0)
    return TRUE;
  if (!read_number (reading->db, "SELECT first_change + n_changes - 1 FROM log_commit WHERE seq = ?", seq, &last, &found, error))
    return FALSE;
  if (found && last != reading->end)
    {
      *last_seq = seq - 1;
      *last_change = reading->end;
    }
  return TRUE;
}

static gboolean
load_record (TwChanged *changed, GError **error)
{
  Reading *reading = changed->reading;
  const TwEntity *entity = tw_schema_get_entity_by_number (reading->schema, changed->entity);
  g_autoptr (GError) local = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  const TwTable *table;

  if (entity == NULL)
    return TRUE;
  table = tw_store_get_table (reading->store, entity);
  stmt = tw_db_prepare (reading->db, table->select, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &changed->id);
  if (tw_stmt_step (stmt, &local))
    changed->record = tw_table_read_record (table, stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What the wastebasket let go of has lost its values in the history, too; only a record that was erased by right has none in its last
 * word either. That may stand in a later page. */
static gboolean
find_erased (TwChanged *changed, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (changed->reading->db, "SELECT 1 FROM log_change WHERE record = ? AND op = ? AND body = x'00' LIMIT 1", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &changed->id);
  tw_stmt_bind_int (stmt, 2, TW_OP_PURGE);
  changed->erased = tw_stmt_step (stmt, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The statement's row is a record's last change in the page. */
static gboolean
hand_out (Reading *reading, TwStmt *stmt, TwChangedFunc func, gpointer data, GError **error)
{
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  TwChanged changed = { .reading = reading };
  g_autoptr (TwChange) change = tw_log_read_change (stmt, head, &changed.erased, error);
  gboolean good, gone;

  if (change == NULL)
    return FALSE;
  changed.entity = tw_change_get_entity (change);
  changed.id = *tw_change_get_record (change);
  changed.row_seq = tw_stmt_get_int (stmt, 5);
  changed.last = !tw_stmt_get_int (stmt, 6);
  if (changed.entity == 0)
    {
      reading->site = TRUE;
      return TRUE;
    }
  gone = tw_change_get_op (change) == TW_OP_PURGE;
  good = (gone || load_record (&changed, error)) && (gone || changed.record != NULL || !changed.erased || find_erased (&changed, error))
         && func (&changed, data, error);
  g_clear_object (&changed.record);
  return good;
}

static gboolean
hand_out_all (Reading *reading, TwChangedFunc func, gpointer data, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (reading->db, "SELECT " TW_LOG_CHANGE_COLUMNS ", c.commit_seq, "
                                           "EXISTS (SELECT 1 FROM log_change e WHERE e.record = c.record AND e.seq > ?2) "
                                           "FROM log_change c WHERE c.seq > ?1 AND c.seq <= ?2 AND NOT EXISTS (SELECT 1 FROM log_change d "
                                           "WHERE d.record = c.record AND d.seq > c.seq AND d.seq <= ?2) ORDER BY c.seq", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, reading->start);
  tw_stmt_bind_int (stmt, 2, reading->end);
  while (tw_stmt_step (stmt, &local))
    if (!hand_out (reading, stmt, func, data, error))
      return FALSE;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_page (Reading *reading, gint64 after_seq, gint64 after_change, guint limit, TwChangedFunc func, gpointer data,
           gint64 *last_seq, gint64 *last_change, gboolean *complete, GError **error)
{
  gint64 newest, newest_change;
  guint64 stamp;

  if (!tw_db_run (reading->db, "BEGIN", error) || !tw_log_last (reading->db, &newest, &stamp, &newest_change, error)
      || !find_start (reading, after_seq, after_change, error))
    return FALSE;
  reading->end = MIN (newest_change, reading->start + MAX (limit, 1));
  *complete = reading->end == newest_change;
  return find_place (reading, after_seq, last_seq, last_change, error) && hand_out_all (reading, func, data, error);
}

guint
tw_changed_get_entity (TwChanged *changed)
{
  return changed->entity;
}

const TwId *
tw_changed_get_id (TwChanged *changed)
{
  return &changed->id;
}

gint64
tw_changed_get_row_seq (TwChanged *changed)
{
  return changed->row_seq;
}

gboolean
tw_changed_is_erased (TwChanged *changed)
{
  return changed->erased;
}

gboolean
tw_changed_is_last (TwChanged *changed)
{
  return changed->last;
}

TwRecord *
tw_changed_get_record (TwChanged *changed)
{
  return changed->record;
}

/**
 * tw_changed_dup_before:
 * @changed: what func of tw_peers_read_changes() was given
 *
 * The same record as it was at the seq after which is read, with its stored fields. What was purged since cannot be read.
 *
 * Returns: (transfer full) (nullable): the record; %NULL when it was not there, or with @error
 */
TwRecord *
tw_changed_dup_before (TwChanged *changed, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (changed->reading->schema, changed->entity);
  TwPastRecord *record = entity != NULL ? tw_past_get (&changed->reading->past, entity, &changed->id, error) : NULL;
  TwRecord *before = record != NULL && record->exists ? tw_past_make_record (record) : NULL;

  /* Memory must not grow with the page. */
  if (record != NULL)
    g_hash_table_remove (changed->reading->past.records, &changed->id);
  return before;
}

/**
 * tw_peers_read_changes:
 * @store: a store
 * @after_seq: the last commit that is known; 0 for none
 * @after_change: where a page before ended inside a commit, 0 else
 * @limit: how many changes of the log to look at
 * @func: called for each record whose last change is among them, in the order of the log. It may end the reading with an
 *   error
 * @data: for @func
 * @site: (out): whether settings or the site's definitions were changed among them
 * @last_seq: (out): what to give as @after_seq next
 * @last_change: (out): what to give as @after_change next
 * @complete: (out): whether this was everything up to the newest commit
 *
 * Reads a page of what changed, in one snapshot. Any thread.
 *
 * Returns: %TRUE when all was handed out; %FALSE with @error, %TW_STORE_ERROR_CURSOR when there is no such commit
 */
gboolean
tw_peers_read_changes (TwStore *store, gint64 after_seq, gint64 after_change, guint limit, TwChangedFunc func, gpointer data,
                       gboolean *site, gint64 *last_seq, gint64 *last_change, gboolean *complete, GError **error)
{
  Reading reading = { .store = store };
  gboolean good;

  reading.db = tw_store_take_reader (store, error);
  if (reading.db == NULL)
    return FALSE;
  reading.schema = tw_store_ref_schema (store);
  tw_past_begin (&reading.past, store, reading.db, reading.schema);
  good = read_page (&reading, after_seq, after_change, limit, func, data, last_seq, last_change, complete, error);
  *site = reading.site;
  tw_past_close (&reading.past);
  tw_schema_unref (reading.schema);
  return good;
}
