/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that leave this workspace: removed for good at the server, or no longer this person's to see. */
#include "config.h"

#include "tw-blobs-private.h"
#include "tw-outbox-private.h"
#include "tw-purge-private.h"

gboolean
tw_replica_run_with_id (TwDb *db, const char *sql, const TwId *id, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_run (stmt, error);
}

/* What the person wrote, without the values that the server had. */
static TwChange *
dup_without_base (TwChange *change)
{
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  GArray *fields = tw_field_changes_new ();

  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *field = tw_change_get_field (change, i);

      tw_field_changes_add (fields, field->field, NULL, &field->after);
    }
  return tw_change_new (head, 0, tw_change_get_entity (change), tw_change_get_record (change), tw_change_get_op (change), fields);
}

static GArray *
find_unsent (TwDb *db, const TwId *id, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (TwOutboxRow));
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_OUTBOX_COLUMNS " FROM sync_outbox o WHERE EXISTS (SELECT 1 FROM log_change c "
                                           "WHERE c.record = ? AND c.seq >= o.first_change AND c.seq <= o.last_change) ORDER BY n",
                                           error);
  g_autoptr (GError) local = NULL;
  TwOutboxRow row;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, id);
  while (tw_stmt_step (stmt, &local))
    {
      tw_outbox_row_read (stmt, &row);
      g_array_append_val (rows, row);
    }
  if (local == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
refuse_part (TwTx *tx, const TwOutboxRow *row, const TwId *id, GError **error)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
  gsize bytes = 0;
  TwOutboxItem *item = tw_outbox_load_item (tx->store, tx->db, row, &bytes, error);
  gboolean good;

  if (item == NULL)
    return FALSE;
  for (guint i = 0; i < item->changes->len; i++)
    if (tw_id_equal (tw_change_get_record (item->changes->pdata[i]), id))
      g_ptr_array_add (own, dup_without_base (item->changes->pdata[i]));
  good = tw_refusals_add (tx->db, &item->commit, item->at, item->title, own, NULL, error);
  tw_outbox_item_free (item);
  return good;
}

static gboolean
refuse_unsent (TwTx *tx, const TwId *id, GError **error)
{
  g_autoptr (GArray) rows = find_unsent (tx->db, id, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!refuse_part (tx, &g_array_index (rows, TwOutboxRow, i), id, error))
      return FALSE;
  return rows != NULL;
}

/* The log keeps that there was something, and no value of it. */
static gboolean
remove_record (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwWork *work = tw_tx_load (tx, entity, id, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!tw_replica_run_with_id (tx->db, "DELETE FROM sync_pending WHERE record = ?", id, error) || !tw_offers_forget (tx->db, id, error)
      || !tw_replica_run_with_id (tx->db, "UPDATE log_change SET body = x'00' WHERE record = ?", id, error))
    return FALSE;
  if (work == NULL)
    return TRUE;
  tw_tx_purge (tx, work);
  return tw_tx_finish_work (tx, work, error);
}

/* Of a row that came with a first load the log has no value. */
static gboolean
collect_files (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwWork *work = NULL;
  gboolean any = FALSE;

  for (guint i = 0; files != NULL && !any && i < entity->n_fields; i++)
    any = entity->fields[i]->kind == TW_KIND_FILE;
  if (!any)
    return TRUE;
  work = tw_tx_load (tx, entity, id, &local);
  for (guint i = 0; work != NULL && i < entity->n_fields; i++)
    if (entity->fields[i]->kind == TW_KIND_FILE && work->now[i].type == TW_TYPE_TEXT)
      tw_blob_collect_hashes (work->now[i].text, files);
  if (local == NULL)
    return tw_purge_collect_files (tx->db, id, files, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
add_tombstone (TwTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, "INSERT INTO tw_tombstone (id, entity, seq) VALUES (?, ?, ?) "
                                           "ON CONFLICT (id) DO NOTHING", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  tw_stmt_bind_int (stmt, 2, entity->number);
  tw_stmt_bind_int (stmt, 3, tx->head->seq);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_replica_forget_record (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error)
{
  return collect_files (tx, entity, id, files, error) && refuse_unsent (tx, id, error) && remove_record (tx, entity, id, error);
}

gboolean
tw_replica_purge_record (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error)
{
  return tw_replica_forget_record (tx, entity, id, files, error) && add_tombstone (tx, entity, id, error);
}

gboolean
tw_replica_erase_record (TwTx *tx, const TwEntity *entity, const TwId *id, GHashTable *files, GError **error)
{
  /* Titles of commits have names in them. */
  return collect_files (tx, entity, id, files, error)
         && tw_replica_run_with_id (tx->db, "UPDATE log_commit SET title = '' WHERE title <> '' AND seq IN "
                                    "(SELECT commit_seq FROM log_change WHERE record = ?)", id, error)
         && tw_refusals_erase (tx->db, id, error) && remove_record (tx, entity, id, error) && add_tombstone (tx, entity, id, error);
}
