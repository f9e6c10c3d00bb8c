/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a local commit leaves for the server, in its own transaction: a row of the outbox for every 500 changes, and for each
 * field that was changed the value that the server has. New records need none: their row has no server_seq yet. */
#include "config.h"

#include "tw-log-codec.h"
#include "tw-outbox-private.h"
#include "tw-settings-private.h"

static gboolean
bind_and_run (TwTx *tx, guint entity, const TwId *record, guint field, const TwValue *theirs, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TwStmt *stmt = tx->insert_pending;

  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, field);
  tw_stmt_bind_int (stmt, 3, entity);
  tw_stmt_bind_int (stmt, 4, tx->first_n + tx->head->n_changes / TW_OUTBOX_CHANGES);
  if (tw_value_is_null (theirs))
    tw_stmt_bind_null (stmt, 5);
  else
    {
      tw_log_write_value (bytes, theirs);
      tw_stmt_bind_blob (stmt, 5, bytes->data, bytes->len);
    }
  return tw_stmt_run (stmt, error);
}

static gboolean
note_pending (TwTx *tx, guint entity, const TwId *record, guint field, const TwValue *theirs, GError **error)
{
  /* What is pending already keeps the server's value: the one before this edit was the person's own. */
  if (tx->insert_pending == NULL
      && (tx->insert_pending = tw_db_prepare (tx->db, "INSERT INTO sync_pending (record, field, entity, n, theirs) VALUES (?, ?, ?, ?, ?) "
                                              "ON CONFLICT (record, field) DO UPDATE SET n = excluded.n, seq = NULL", error)) == NULL)
    return FALSE;
  return bind_and_run (tx, entity, record, field, theirs, error);
}

static gboolean
note_existence (TwTx *tx, guint number, const TwId *record, TwOp op, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, number);
  TwValue theirs = tw_value_boolean (op == TW_OP_DELETE);
  g_autofree char *sql = NULL;
  g_autoptr (TwStmt) stmt = NULL;
  g_autoptr (GError) local = NULL;

  if (entity == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT 1 FROM %s WHERE id = ? AND " TW_SERVER_SEQ " IS NOT NULL", tw_store_get_table (tx->store, entity)->name);
  stmt = tw_db_prepare (tx->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  if (!tw_stmt_step (stmt, &local))
    theirs = (TwValue) TW_VALUE_INIT;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return note_pending (tx, number, record, TW_PENDING_EXISTENCE, &theirs, error);
}

static gboolean
note_fields (TwTx *tx, guint entity, const TwId *record, GArray *fields, GError **error)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);

      if ((entity != 0 || change->field != TW_SETTING_KEY)
          && !note_pending (tx, entity, record, change->field, &change->before, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_outbox_next_n (TwDb *db, gint64 *n, GError **error)
{
  return tw_replica_number (db, "SELECT max(ifnull((SELECT max(n) FROM sync_outbox), 0), "
                            "ifnull((SELECT CAST(value AS INTEGER) FROM sync_state WHERE key = '" TW_STATE_ACKED "'), 0)) + 1", 1, n,
                            error, 0);
}

gboolean
tw_outbox_begin_commit (TwTx *tx, GError **error)
{
  tx->queue = tw_store_is_replica (tx->store) && tx->head->origin != TW_ORIGIN_SYNC;
  return !tx->queue || tw_outbox_next_n (tx->db, &tx->first_n, error);
}

gboolean
tw_outbox_note (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error)
{
  if (op != TW_OP_PURGE)
    tx->queued = TRUE;
  if ((op == TW_OP_ADD || op == TW_OP_SET) && !tw_replica_note_files (tx, entity, record, fields, error))
    return FALSE;
  switch (op)
    {
    case TW_OP_SET:
      return note_fields (tx, entity, record, fields, error);
    case TW_OP_DELETE:
    case TW_OP_RESTORE:
      return note_existence (tx, entity, record, op, error);
    default:
      return TRUE;
    }
}

/* Who changed the record last, and when, is not in the log; an edit that changes nothing at the server must not leave its own
 * stamp here for ever. */
gboolean
tw_outbox_note_stamps (TwTx *tx, TwWork *work, GError **error)
{
  static const guint numbers[] = { TW_FIELD_UPDATED_AT, TW_FIELD_UPDATED_BY };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const TwField *field = tw_entity_get_field_by_number (work->entity, numbers[i]);

      if (field != NULL && !note_pending (tx, work->entity->number, &work->id, numbers[i], &work->before[field->index], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_outbox_end_commit (TwTx *tx, GError **error)
{
  gint64 first = tx->head->first_change, end = first + tx->head->n_changes;

  if (!tx->queued)
    return TRUE;
  for (gint64 n = tx->first_n; first < end; n++, first += TW_OUTBOX_CHANGES)
    if (!tw_replica_run (tx->db, "INSERT INTO sync_outbox (" TW_OUTBOX_COLUMNS ") VALUES (?, ?, ?, ?, 0, NULL, 0, 0)", error, 4, n,
                         tx->head->seq, first, MIN (first + TW_OUTBOX_CHANGES, end) - 1))
      return FALSE;
  return TRUE;
}
