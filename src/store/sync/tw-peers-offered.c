/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a server was put back from a copy its devices give back what it has lost, each the rows as it last saw them. Several have the same
 * row, some an older one: the newest of each field is remembered, so that one that comes later and is older changes nothing, and
 * one that is newer is known to build on it. */
#include "config.h"

#include "tw-log-codec.h"
#include "tw-peers-private.h"

/**
 * tw_peers_find_offered:
 * @tx: a mutation of a push
 * @record: the record
 * @field: number of the field; 0: whether the record is live
 * @epoch: the lost history
 * @seq: (out): the row's seq in it
 * @value: (out): what the field had then; to be cleared
 *
 * Returns: whether somebody gave it back before; %FALSE also with @error
 */
gboolean
tw_peers_find_offered (TwTx *tx, const TwId *record, guint field, const char *epoch, gint64 *seq, TwValue *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, "SELECT seq, value FROM sync_offered WHERE record = ? AND field = ? AND epoch = ?", error);
  const guint8 *bytes;
  gsize length;

  *value = (TwValue) TW_VALUE_INIT;
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, field);
  tw_stmt_bind_text (stmt, 3, epoch, -1);
  if (!tw_stmt_step (stmt, error))
    return FALSE;
  *seq = tw_stmt_get_int (stmt, 0);
  bytes = tw_stmt_get_blob (stmt, 1, &length);
  if (bytes != NULL && length > 0)
    tw_log_read_value (&bytes, bytes + length, value);
  return TRUE;
}

/**
 * tw_peers_note_offered:
 * @tx: a mutation of a push
 * @record: the record
 * @field: number of the field; 0: whether the record is live
 * @epoch: the lost history
 * @seq: the row's seq in it
 * @value: what the field had then
 *
 * Returns: %TRUE when it is in the transaction
 */
gboolean
tw_peers_note_offered (TwTx *tx, const TwId *record, guint field, const char *epoch, gint64 seq, const TwValue *value, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, "INSERT INTO sync_offered (record, field, epoch, seq, value) VALUES (?, ?, ?, ?, ?) "
                                           "ON CONFLICT (record, field) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, "
                                           "value = excluded.value", error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, field);
  tw_stmt_bind_text (stmt, 3, epoch, -1);
  tw_stmt_bind_int (stmt, 4, seq);
  if (tw_value_is_null (value))
    tw_stmt_bind_null (stmt, 5);
  else
    {
      tw_log_write_value (bytes, value);
      tw_stmt_bind_blob (stmt, 5, bytes->data, bytes->len);
    }
  return tw_stmt_run (stmt, error);
}
