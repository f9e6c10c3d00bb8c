/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a restored server lost and this device still has. Rows that changed after the copy was made are noted before anything of the
 * server's new epoch is applied (sync_offer). Where the server's row says something else, the field goes on showing what is here, and
 * both values are kept (sync_offer_field): they are sent as a mutation of the row, as of its seq in the lost history. */
#include "config.h"

#include <string.h>

#include "tw-log-codec.h"
#include "tw-replica-private.h"

static const char offer_tables[] =
  "CREATE TABLE IF NOT EXISTS sync_offer (record BLOB PRIMARY KEY NOT NULL, entity INTEGER NOT NULL, epoch TEXT NOT NULL,"
  " seq INTEGER NOT NULL, fork INTEGER NOT NULL, at INTEGER, n INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS sync_offer_field (record BLOB NOT NULL, field INTEGER NOT NULL, base BLOB, mine BLOB,"
  " PRIMARY KEY (record, field));";

gboolean
tw_offers_make_tables (TwDb *db, GError **error)
{
  return tw_db_exec (db, offer_tables, error);
}

/* --- Before the server's rows come --- */

static gboolean
note_entity (TwStore *store, TwDb *db, const TwEntity *entity, const char *epoch, gint64 fork, GError **error)
{
  const TwTable *table = tw_store_get_table (store, entity);
  const TwField *updated = tw_entity_get_field_by_number (entity, TW_FIELD_UPDATED_AT);
  g_autoptr (TwStmt) stmt = NULL;
  g_autofree char *sql = NULL;

  /* What the lost history had answered, and this device had not pulled, counts as of its answer. */
  sql = g_strdup_printf ("INSERT INTO sync_offer (record, entity, epoch, seq, fork, at, n) SELECT t0.id, %u, ?1, "
                         "max(ifnull(t0." TW_SERVER_SEQ ", 0), ifnull(p.seq, 0)) AS lost, ?2, %s%s, 0 FROM %s AS t0 LEFT JOIN "
                         "(SELECT record, max(seq) AS seq FROM sync_pending WHERE seq IS NOT NULL GROUP BY record) AS p ON p.record = t0.id "
                         "WHERE lost > ?2 ON CONFLICT (record) DO NOTHING", entity->number, updated != NULL ? "t0." : "NULL",
                         updated != NULL ? table->stored[table->stored_at[updated->index]].column : "", table->name);
  stmt = tw_db_prepare (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_text (stmt, 1, epoch, -1);
  tw_stmt_bind_int (stmt, 2, fork);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_offers_begin (TwStore *store, TwDb *db, const char *epoch, gint64 fork, GError **error)
{
  g_autoptr (TwSchema) schema = tw_store_ref_schema (store);

  if (!tw_offers_make_tables (db, error))
    return FALSE;
  for (guint e = 0; e < tw_schema_get_n_entities (schema); e++)
    if (!note_entity (store, db, tw_schema_get_entity_at (schema, e), epoch, fork, error))
      return FALSE;
  return TRUE;
}

/* --- While they come --- */

gboolean
tw_offers_find (TwDb *db, const TwId *record, gboolean *offered, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sync_offer WHERE record = ? AND n = 0", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  return tw_stmt_find (stmt, offered, error);
}

static void
bind_value (TwStmt *stmt, int at, const TwValue *value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (tw_value_is_null (value))
    tw_stmt_bind_null (stmt, at);
  else
    {
      tw_log_write_value (bytes, value);
      tw_stmt_bind_blob (stmt, at, bytes->data, bytes->len);
    }
}

gboolean
tw_offers_add (TwDb *db, guint entity, const TwId *record, guint field, const TwValue *theirs, const TwValue *mine, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_offer_field (record, field, base, mine) VALUES (?1, ?2, ?3, ?4) "
                                           "ON CONFLICT (record, field) DO UPDATE SET base = excluded.base, mine = excluded.mine", error);
  g_autoptr (TwStmt) pending = tw_db_prepare (db, "INSERT INTO sync_pending (record, field, entity, n, theirs) VALUES (?1, ?2, ?4, 0, ?3)",
                                              error);

  if (stmt == NULL || pending == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, field);
  bind_value (stmt, 3, theirs);
  bind_value (stmt, 4, mine);
  tw_stmt_bind_id (pending, 1, record);
  tw_stmt_bind_int (pending, 2, field);
  bind_value (pending, 3, theirs);
  tw_stmt_bind_int (pending, 4, entity);
  return tw_stmt_run (stmt, error) && tw_stmt_run (pending, error);
}

gboolean
tw_offers_add_pending (TwDb *db, const TwId *record, guint field, const TwValue *theirs, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "INSERT INTO sync_offer_field (record, field, base, mine) SELECT record, field, ?3, theirs "
                                           "FROM sync_pending WHERE record = ?1 AND field = ?2 AND n > 0 AND theirs IS NOT ?3 "
                                           "ON CONFLICT (record, field) DO NOTHING", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  tw_stmt_bind_int (stmt, 2, field);
  bind_value (stmt, 3, theirs);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_offers_forget (TwDb *db, const TwId *record, GError **error)
{
  return tw_replica_run_with_id (db, "DELETE FROM sync_offer WHERE record = ?", record, error)
         && tw_replica_run_with_id (db, "DELETE FROM sync_offer_field WHERE record = ?", record, error);
}

/* --- When all are here --- */

/* New records first, then the changes of others, then what this person did since, which may build on both, and at last links to what
 * comes later. */
static gboolean
put_first (TwDb *db, gint64 acked, gint64 old, GError **error)
{
  return tw_db_exec (db, "CREATE TEMP TABLE IF NOT EXISTS offer_order (former INTEGER PRIMARY KEY, n INTEGER NOT NULL); DELETE FROM offer_order",
                     error)
         && tw_replica_run (db, "INSERT INTO offer_order (former, n) SELECT n, ?1 + row_number() OVER (ORDER BY CASE WHEN n <= ?2 THEN 1 "
                            "WHEN state = 1 THEN 2 ELSE 0 END, n) FROM sync_outbox", error, 2, acked, old)
         && tw_db_exec (db, "UPDATE sync_pending SET n = o.n FROM offer_order AS o WHERE o.former = sync_pending.n AND seq IS NULL;"
                        /* By way of negative numbers, so that no two are the same meanwhile. */
                        "UPDATE sync_outbox SET n = -o.n FROM offer_order AS o WHERE o.former = sync_outbox.n;"
                        "UPDATE sync_offer SET n = o.n FROM offer_order AS o WHERE o.former = sync_offer.n;"
                        "UPDATE sync_outbox SET n = -n; DROP TABLE offer_order", error);
}

gboolean
tw_offers_end (TwStore *store, TwDb *db, GError **error)
{
  gint64 acked = tw_replica_read_number (db, TW_STATE_ACKED), old, next;

  return tw_outbox_next_n (db, &old, error) && tw_outbox_queue_rows (store, db, "t0." TW_SERVER_SEQ " = 0", error)
         && tw_outbox_next_n (db, &next, error)
         && tw_replica_run (db, "INSERT INTO sync_outbox (" TW_OUTBOX_COLUMNS ") SELECT ?1 + row_number() OVER (ORDER BY seq, record), 0, 0, 0, "
                            "entity, record, ?2, 0 FROM sync_offer WHERE n = 0 AND record IN (SELECT record FROM sync_offer_field)",
                            error, 2, next - 1, (gint64) TW_OUTBOX_OFFER)
         && tw_db_exec (db, "UPDATE sync_offer SET n = o.n FROM (SELECT record, max(n) AS n FROM sync_outbox WHERE entity <> 0 GROUP BY record) "
                        "AS o WHERE o.record = sync_offer.record AND sync_offer.n = 0;"
                        "DELETE FROM sync_offer WHERE n = 0;"
                        "DELETE FROM sync_offer_field WHERE record NOT IN (SELECT record FROM sync_offer);"
                        "UPDATE sync_pending SET n = (SELECT n FROM sync_offer WHERE sync_offer.record = sync_pending.record) WHERE n = 0", error)
         && tw_replica_write_state (db, "void", NULL, error) && put_first (db, acked, old - 1, error);
}

gboolean
tw_offers_settle (TwDb *db, gint64 acked, GError **error)
{
  return tw_replica_run (db, "DELETE FROM sync_offer WHERE n > 0 AND n <= ?", error, 1, acked)
         && tw_db_exec (db, "DELETE FROM sync_offer_field WHERE record NOT IN (SELECT record FROM sync_offer)", error);
}

/* --- When they are sent --- */

gboolean
tw_offers_load_row (TwDb *db, const TwOutboxRow *row, TwOutboxItem *item, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT epoch, seq, ifnull(at, 0), fork FROM sync_offer WHERE record = ? AND n > 0", error);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GError) local = NULL;
  g_autofree char *words = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, &row->record);
  if (!tw_stmt_step (stmt, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  item->lost = g_strdup (tw_stmt_get_text (stmt, 0, NULL));
  item->lost_seq = tw_stmt_get_int (stmt, 1);
  item->at = tw_stmt_get_int (stmt, 2);
  item->lost_fork = tw_stmt_get_int (stmt, 3);
  /* Of the row as it was at that seq: another version of it is another mutation. */
  words = g_strdup_printf ("%s %" G_GINT64_FORMAT " %d %d", item->lost, item->lost_seq, row->links, row->offer);
  g_checksum_update (sum, row->record.bytes, sizeof row->record.bytes);
  g_checksum_update (sum, (const guchar *) words, -1);
  g_checksum_get_digest (sum, digest, &length);
  item->commit = row->record;
  memcpy (item->commit.bytes + 9, digest, sizeof item->commit.bytes - 9);
  return TRUE;
}

static void
read_value (TwStmt *stmt, int at, TwValue *value)
{
  gsize length;
  const guint8 *bytes = tw_stmt_get_blob (stmt, at, &length);

  *value = (TwValue) TW_VALUE_INIT;
  if (bytes != NULL && length > 0)
    tw_log_read_value (&bytes, bytes + length, value);
}

gboolean
tw_offers_load_changes (TwDb *db, const TwOutboxRow *row, TwOutboxItem *item, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT field, base, mine FROM sync_offer_field WHERE record = ? ORDER BY field", error);
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  g_autoptr (GError) local = NULL;
  GArray *fields = tw_field_changes_new ();
  TwOp existence = TW_OP_SET;

  head->id = item->commit;
  head->at = item->at;
  head->origin = item->origin;
  head->title = g_strdup (item->title);
  if (stmt != NULL)
    tw_stmt_bind_id (stmt, 1, &row->record);
  while (stmt != NULL && tw_stmt_step (stmt, &local))
    {
      g_auto (TwValue) base = TW_VALUE_INIT, mine = TW_VALUE_INIT;

      read_value (stmt, 1, &base);
      read_value (stmt, 2, &mine);
      if (tw_stmt_get_int (stmt, 0) == TW_PENDING_EXISTENCE)
        existence = mine.i != 0 ? TW_OP_RESTORE : TW_OP_DELETE;
      else
        tw_field_changes_add (fields, (guint) tw_stmt_get_int (stmt, 0), &base, &mine);
    }
  /* What is in the wastebasket is not edited: out of it before, into it after. */
  if (existence == TW_OP_RESTORE)
    g_ptr_array_add (item->changes, tw_change_new (head, 0, row->entity, &row->record, TW_OP_RESTORE, tw_field_changes_new ()));
  if (fields->len > 0)
    g_ptr_array_add (item->changes, tw_change_new (head, 0, row->entity, &row->record, TW_OP_SET, fields));
  else
    g_array_unref (fields);
  if (existence == TW_OP_DELETE)
    g_ptr_array_add (item->changes, tw_change_new (head, 0, row->entity, &row->record, TW_OP_DELETE, tw_field_changes_new ()));
  if (stmt != NULL && local == NULL)
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
value_free (gpointer value)
{
  tw_value_clear (value);
  g_free (value);
}

GHashTable *
tw_offers_read_former (TwDb *db, const TwOutboxRow *row, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT field, theirs FROM sync_pending WHERE record = ? AND n > 0 AND n <> ? AND seq IS NULL", error);
  g_autoptr (GHashTable) former = g_hash_table_new_full (NULL, NULL, NULL, value_free);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_id (stmt, 1, &row->record);
  tw_stmt_bind_int (stmt, 2, row->n);
  while (tw_stmt_step (stmt, &local))
    {
      TwValue *value = g_new0 (TwValue, 1);

      read_value (stmt, 1, value);
      g_hash_table_insert (former, GUINT_TO_POINTER ((guint) tw_stmt_get_int (stmt, 0)), value);
    }
  if (local == NULL)
    return g_steal_pointer (&former);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
