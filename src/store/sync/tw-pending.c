/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pending: fields that show the person's value while the server has, or may have, another one. Sparse: what is not here is the
 * server's. A row is settled (seq) when the server has answered the last mutation that touches it; once everything up to that
 * seq is here, the field takes the server's value, which mostly is the same by then. */
#include "config.h"

#include "tw-log-codec.h"
#include "tw-outbox-private.h"
#include "tw-settings-private.h"

typedef struct
{
  TwId    record;
  guint   field, entity;
  TwValue theirs;
} Settled;

static void
settled_clear (Settled *settled)
{
  tw_value_clear (&settled->theirs);
}

gboolean
tw_pending_read (TwDb *db, const TwId *record, gint64 reached, GArray *pending, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT field, seq IS NOT NULL AND seq <= ? FROM sync_pending WHERE record = ?", error);
  g_autoptr (GError) local = NULL;

  g_array_set_size (pending, 0);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, reached);
  tw_stmt_bind_id (stmt, 2, record);
  while (tw_stmt_step (stmt, &local))
    {
      TwPendingField field = { (guint) tw_stmt_get_int (stmt, 0), tw_stmt_get_int (stmt, 1) != 0, FALSE };

      g_array_append_val (pending, field);
    }
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

TwPendingField *
tw_pending_find (GArray *pending, guint field)
{
  for (guint i = 0; i < pending->len; i++)
    if (g_array_index (pending, TwPendingField, i).field == field)
      return &g_array_index (pending, TwPendingField, i);
  return NULL;
}

gboolean
tw_pending_end (TwDb *db, const TwId *record, GArray *pending, GError **error)
{
  guint n_over = 0;

  for (guint i = 0; i < pending->len; i++)
    n_over += g_array_index (pending, TwPendingField, i).over;
  if (n_over > 0 && n_over == pending->len)
    {
      g_autoptr (TwStmt) stmt = tw_db_prepare (db, "DELETE FROM sync_pending WHERE record = ?", error);

      if (stmt != NULL)
        tw_stmt_bind_id (stmt, 1, record);
      return stmt != NULL && tw_stmt_run (stmt, error);
    }
  for (guint i = 0; n_over > 0 && i < pending->len; i++)
    {
      const TwPendingField *field = &g_array_index (pending, TwPendingField, i);
      g_autoptr (TwStmt) stmt = NULL;

      if (!field->over)
        continue;
      stmt = tw_db_prepare (db, "DELETE FROM sync_pending WHERE record = ? AND field = ?", error);
      if (stmt == NULL)
        return FALSE;
      tw_stmt_bind_id (stmt, 1, record);
      tw_stmt_bind_int (stmt, 2, field->field);
      if (!tw_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_pending_put_theirs (TwDb *db, const TwId *record, guint field, const TwValue *theirs, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "UPDATE sync_pending SET theirs = ? WHERE record = ? AND field = ?", error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (stmt == NULL)
    return FALSE;
  if (!tw_value_is_null (theirs))
    {
      tw_log_write_value (bytes, theirs);
      tw_stmt_bind_blob (stmt, 1, bytes->data, bytes->len);
    }
  else
    tw_stmt_bind_null (stmt, 1);
  tw_stmt_bind_id (stmt, 2, record);
  tw_stmt_bind_int (stmt, 3, field);
  return tw_stmt_run (stmt, error);
}

/* In the order in which the person did it: ids of the same moment are in no order that could be told beforehand. */
static GArray *
read_settled (TwDb *db, gint64 cursor, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (Settled));
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT record, field, entity, theirs FROM sync_pending WHERE seq IS NOT NULL "
                                           "AND seq <= ? ORDER BY n, record, field", error);
  g_autoptr (GError) local = NULL;

  g_array_set_clear_func (all, (GDestroyNotify) settled_clear);
  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, cursor);
  while (tw_stmt_step (stmt, &local))
    {
      Settled settled = { .field = (guint) tw_stmt_get_int (stmt, 1), .entity = (guint) tw_stmt_get_int (stmt, 2) };
      gsize length;
      const guint8 *bytes = tw_stmt_get_blob (stmt, 3, &length);

      tw_stmt_get_id (stmt, 0, &settled.record);
      if (bytes != NULL && length > 0)
        tw_log_read_value (&bytes, bytes + length, &settled.theirs);
      g_array_append_val (all, settled);
    }
  if (local == NULL)
    return g_steal_pointer (&all);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* The key of a setting that may not be there any more, from the log. */
static char *
find_setting_key (TwDb *db, const TwId *record)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " TW_LOG_CHANGE_COLUMNS " FROM log_change c WHERE c.record = ? "
                                           "ORDER BY c.seq DESC LIMIT 1", NULL);
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  g_autoptr (TwChange) change = NULL;
  const TwFieldChange *key;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, record);
  change = tw_stmt_step (stmt, NULL) ? tw_log_read_change (stmt, head, NULL, NULL) : NULL;
  key = change != NULL ? tw_change_find_field (change, TW_SETTING_KEY) : NULL;
  return key != NULL && key->after.type == TW_TYPE_TEXT ? g_strdup (key->after.text) : NULL;
}

static gboolean
clear_site (TwTx *tx, Settled *settled, char **definitions, GError **error)
{
  g_autofree char *key = NULL;
  gboolean changed;

  if (tw_id_equal (&settled->record, &tw_definitions_record))
    {
      g_free (*definitions);
      *definitions = g_strdup (settled->theirs.type == TW_TYPE_JSON ? settled->theirs.text : "[]");
      return TRUE;
    }
  key = find_setting_key (tx->db, &settled->record);
  return key == NULL || tw_settings_change (tx, key, NULL, &settled->theirs, &changed, error);
}

static gboolean
has_server_seq (TwTx *tx, TwWork *work, gboolean *has, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT " TW_SERVER_SEQ " IS NOT NULL FROM %s WHERE rid = ?", work->table->name);
  gint64 number;

  if (!tw_replica_number (tx->db, sql, 0, &number, error, 1, work->rid))
    return FALSE;
  *has = number != 0;
  return TRUE;
}

static gboolean
clear_existence (TwTx *tx, TwWork *work, Settled *settled, GError **error)
{
  gboolean has;

  if (settled->theirs.type == TW_TYPE_BOOLEAN)
    {
      tw_tx_set_deleted (tx, work, settled->theirs.i == 0);
      return TRUE;
    }
  /* The server has answered and does not show the record: it did not take it, or keeps it from this person. */
  return has_server_seq (tx, work, &has, error) && (has || tw_replica_forget_record (tx, work->entity, &settled->record, NULL, error));
}

static gboolean
clear_one (TwTx *tx, Settled *settled, char **definitions, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, settled->entity);
  g_autoptr (GError) local = NULL;
  const TwField *field;
  TwWork *work;

  if (settled->entity == 0)
    return clear_site (tx, settled, definitions, error);
  work = entity != NULL ? tw_tx_load (tx, entity, &settled->record, &local) : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (work == NULL)
    return TRUE;
  if (settled->field == TW_PENDING_EXISTENCE)
    return clear_existence (tx, work, settled, error);
  field = tw_entity_get_field_by_number (work->entity, settled->field);
  if (field != NULL && field->formula == NULL)
    tw_tx_set (tx, work, field, &settled->theirs);
  return TRUE;
}

gboolean
tw_pending_clear (TwTx *tx, gint64 cursor, char **definitions, GError **error)
{
  g_autoptr (GArray) all = read_settled (tx->db, cursor, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!clear_one (tx, &g_array_index (all, Settled, i), definitions, error))
      return FALSE;
  return tw_replica_run (tx->db, "DELETE FROM sync_pending WHERE seq IS NOT NULL AND seq <= ?", error, 1, cursor);
}
