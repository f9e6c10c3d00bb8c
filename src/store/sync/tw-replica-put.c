/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server sends, into the store: one commit of origin sync for the rows, one transaction with cursor and state. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-lease.h"
#include "tw-replica-private.h"
#include "tw-seq-list.h"
#include "tw-settings-private.h"
#include "tw-store-hold.h"

TwTx *
tw_replica_get_tx (TwReplicaTx *tx, GError **error)
{
  gint64 pending, tombstones, offers;

  if (tx->tx != NULL)
    return tx->tx;
  if (!tw_replica_number (tx->db, "SELECT EXISTS (SELECT 1 FROM sync_pending)", 0, &pending, error, 0)
      || !tw_replica_number (tx->db, "SELECT EXISTS (SELECT 1 FROM tw_tombstone)", 0, &tombstones, error, 0)
      || !tw_replica_number (tx->db, "SELECT EXISTS (SELECT 1 FROM sync_offer WHERE n = 0)", 0, &offers, error, 0))
    return NULL;
  tx->has_pending = pending != 0;
  tx->has_tombstones = tombstones != 0;
  tx->has_offers = offers != 0;
  tx->tx = tw_tx_begin (tx->store, tx->db, TW_ORIGIN_SYNC, _("Changes from the server"), 0, error);
  if (tx->tx == NULL)
    return NULL;
  tx->tx->keep = TRUE;
  tx->tx->one_by_one = TRUE;
  /* Who made each change stands in the rows. */
  tx->tx->head->user = tw_id_nil;
  return tx->tx;
}

static gboolean
finish_rows (TwReplicaTx *tx, GError **error)
{
  g_autoptr (TwCommit) commit = NULL;

  tw_replica_end_rows (tx);
  commit = tx->tx != NULL ? tw_tx_commit (g_steal_pointer (&tx->tx), error) : NULL;
  return commit != NULL;
}

/* --- A row --- */

static gboolean
is_purged (TwReplicaTx *tx, const TwId *id, gboolean *purged, GError **error)
{
  g_autoptr (TwStmt) stmt = NULL;

  *purged = FALSE;
  if (!tx->has_tombstones)
    return TRUE;
  stmt = tw_db_prepare (tx->db, "SELECT 1 FROM tw_tombstone WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, id);
  return tw_stmt_find (stmt, purged, error);
}

static gboolean
write_known (TwReplicaTx *tx, const TwTable *table, gint64 rid, gint64 server_seq, const char *extra, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET " TW_SERVER_SEQ " = ?, " TW_SERVER_EXTRA " = ? WHERE rid = ?", table->name);
  g_autoptr (TwStmt) stmt = tw_db_prepare (tx->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_int (stmt, 1, server_seq);
  tw_stmt_bind_text (stmt, 2, extra, -1);
  tw_stmt_bind_int (stmt, 3, rid);
  return tw_stmt_run (stmt, error);
}

static gboolean
put_existence (TwReplicaTx *tx, TwWork *work, TwInstant deleted, GError **error)
{
  TwValue theirs = tw_value_boolean (deleted == 0), mine = tw_value_boolean (work->deleted == 0);

  if (tw_pending_find (tx->pending, TW_PENDING_EXISTENCE) != NULL)
    return tw_pending_put_theirs (tx->db, &work->id, TW_PENDING_EXISTENCE, &theirs, error);
  if ((deleted != 0) == (work->deleted != 0))
    return TRUE;
  if (tx->offered)
    return tw_offers_add (tx->db, work->entity->number, &work->id, TW_PENDING_EXISTENCE, &theirs, &mine, error);
  tw_tx_set_deleted (tx->tx, work, deleted != 0);
  work->deleted = deleted;
  return TRUE;
}

/* What the server has answered, and has said here what came of it, is over at once: most rows that come in while much was sent are the
 * echo of it, and each would else be read and written once more at the end. */
static gboolean
put_field (TwReplicaTx *tx, TwWork *work, const TwField *given, const TwValue *value, GError **error)
{
  const TwField *field = given->entity == work->entity ? given : tw_entity_get_field_by_number (work->entity, given->number);
  TwPendingField *pending;
  gboolean offered;

  if (field == NULL || field->formula != NULL)
    return TRUE;
  pending = tw_pending_find (tx->pending, field->number);
  offered = tx->offered && field->number >= TW_FIELD_FIRST_OWN && !field->kept;
  if (pending != NULL && !pending->settled)
    return (!offered || tw_offers_add_pending (tx->db, &work->id, field->number, value, error))
           && tw_pending_put_theirs (tx->db, &work->id, field->number, value, error);
  if (pending == NULL && offered && !tw_value_equal (&work->now[field->index], value))
    return tw_offers_add (tx->db, work->entity->number, &work->id, field->number, value, &work->now[field->index], error);
  if (pending != NULL)
    pending->over = TRUE;
  tw_tx_set (tx->tx, work, field, value);
  return TRUE;
}

typedef struct
{
  TwInstant             deleted;
  const TwField *const *fields;
  const TwValue        *values;
  guint                 n;
} Row;

static gboolean
put_row (TwReplicaTx *tx, TwWork *work, const Row *row, GError **error)
{
  g_array_set_size (tx->pending, 0);
  tx->offered = FALSE;
  if (tx->has_offers && work->rid != 0 && !tw_offers_find (tx->db, &work->id, &tx->offered, error))
    return FALSE;
  if ((tx->has_pending || tx->offered) && !tw_pending_read (tx->db, &work->id, tx->reached, tx->pending, error))
    return FALSE;
  for (guint i = 0; i < row->n; i++)
    if (!put_field (tx, work, row->fields[i], &row->values[i], error))
      return FALSE;
  return tw_pending_end (tx->db, &work->id, tx->pending, error) && put_existence (tx, work, row->deleted, error);
}

/* The row goes to its table and the log, and memory does not grow with the page. */
static gboolean
finish_row (TwReplicaTx *tx, TwWork *work, gint64 server_seq, const char *extra, GError **error)
{
  const TwTable *table = work->table;
  gboolean written = work->rid == 0 || (work->in_edit && server_seq != 0);
  gint64 rid;

  tx->tx->server_seq = server_seq;
  if (work->in_edit && (!tw_tx_flush_work (tx->tx, work, error) || !tw_tx_log_work (tx->tx, work, error)))
    return FALSE;
  tx->tx->server_seq = 0;
  rid = work->rid;
  tw_tx_forget (tx->tx, work);
  /* The row was written with its seq. */
  if (written && extra == NULL)
    return TRUE;
  return write_known (tx, table, rid, server_seq, extra, error);
}

/* --- The transaction --- */

static void
release (TwReplicaTx *tx)
{
  g_hash_table_unref (tx->gone_files);
  g_hash_table_unref (tx->erased_files);
  g_hash_table_unref (tx->erased);
  g_ptr_array_unref (tx->state);
  g_array_unref (tx->pending);
  g_object_unref (tx->store);
  g_free (tx);
}

/* What is before the cursor is here anyway. */
static gboolean
prune_have (TwReplicaTx *tx, gint64 cursor_seq, GError **error)
{
  g_autofree char *text = NULL, *left = NULL;
  g_autoptr (GArray) list = NULL;

  if (!tw_replica_read_state (tx->db, TW_STATE_HAVE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  list = tw_seq_list_parse (text);
  tw_seq_list_prune (list, cursor_seq);
  left = tw_seq_list_print (list);
  return tw_replica_write_state (tx->db, TW_STATE_HAVE, left, error);
}

static gboolean
write_state (TwReplicaTx *tx, gint64 cursor_seq, GError **error)
{
  for (guint i = 0; i < tx->state->len; i += 2)
    if (!tw_replica_write_state (tx->db, tx->state->pdata[i], tx->state->pdata[i + 1], error))
      return FALSE;
  return cursor_seq <= 0 || (tw_replica_write_number (tx->db, TW_STATE_SEQ, cursor_seq, error) && prune_have (tx, cursor_seq, error));
}

static TwCommit *
commit_all (TwReplicaTx *tx, gint64 cursor_seq, GError **error)
{
  g_autofree char *definitions = NULL;
  g_autoptr (TwCommit) commit = NULL;

  tw_replica_end_rows (tx);
  if (!tw_store_hold_check (tx->store, tx->db, error) || tw_replica_get_tx (tx, error) == NULL
      || (cursor_seq > 0 && !tw_pending_clear (tx->tx, cursor_seq, &definitions, error)))
    return NULL;
  commit = tw_tx_commit (g_steal_pointer (&tx->tx), error);
  if (commit == NULL || !write_state (tx, cursor_seq, error) || !tw_replica_note_erasing (tx, error)
      || (definitions != NULL && !tw_definitions_put (tx->store, tx->db, definitions, FALSE, error))
      || (tx->ends_epoch && !tw_replica_end_epoch_in (tx->store, tx->db, error)))
    return NULL;
  return g_steal_pointer (&commit);
}

/**
 * tw_replica_begin:
 * @store: a replica
 *
 * Takes the writer, waiting for its turn, and begins a transaction for what the server sent. On a worker thread. It does not wait for
 * the disk at its end: should the power fail, rows and cursor are gone together, and the server gives them once more.
 *
 * Returns: (transfer full) (nullable): the transaction; %NULL with @error
 */
TwReplicaTx *
tw_replica_begin (TwStore *store, GError **error)
{
  TwReplicaTx *tx;
  TwLease *lease;

  if (!tw_store_is_replica (store))
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _("This workspace belongs to no server."));
      return NULL;
    }
  lease = tw_lease_take_lazily (store, error);
  if (lease == NULL)
    return NULL;
  tx = g_new0 (TwReplicaTx, 1);
  tx->store = g_object_ref (store);
  tx->lease = lease;
  tx->db = tw_lease_get_db (lease);
  tx->gone_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tx->erased_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tx->erased = g_hash_table_new (NULL, NULL);
  tx->state = g_ptr_array_new_with_free_func (g_free);
  tx->pending = g_array_new (FALSE, FALSE, sizeof (TwPendingField));
  return tx;
}

/**
 * tw_replica_is_awaited:
 * @tx: a transaction
 *
 * Returns: whether somebody waits for the end of this transaction to write: a person's save, most likely
 */
gboolean
tw_replica_is_awaited (TwReplicaTx *tx)
{
  return tw_store_is_wanted (tx->store);
}

/**
 * tw_replica_reach:
 * @tx: a transaction without rows
 * @cursor_seq: what tw_replica_commit() will be given
 *
 * Says beforehand up to where everything of the server's is here with this transaction: then rows that bring its word on what was sent are
 * written once.
 */
void
tw_replica_reach (TwReplicaTx *tx, gint64 cursor_seq)
{
  tx->reached = cursor_seq;
}

/**
 * tw_replica_end_load:
 * @tx: the transaction of the last page of a load
 *
 * Says that everything of the server's is here with this transaction. What a restored server has lost is queued in it: a device that is
 * killed right after it knows of both.
 */
void
tw_replica_end_load (TwReplicaTx *tx)
{
  tx->ends_epoch = TRUE;
}

/**
 * tw_replica_tx_free:
 * @tx: (transfer full) (nullable): a transaction
 *
 * Takes everything of it back.
 */
void
tw_replica_tx_free (TwReplicaTx *tx)
{
  if (tx == NULL)
    return;
  tw_replica_end_rows (tx);
  tw_tx_rollback (tx->tx);
  tw_lease_return (tx->lease, FALSE, NULL);
  release (tx);
}

/**
 * tw_replica_put:
 * @tx: a transaction
 * @entity: the record's entity
 * @id: the record
 * @server_seq: the server's seq of its last change
 * @deleted: when it was moved to the wastebasket; 0 when it is live
 * @fields: (array length=n): the fields that the server sent
 * @values: (array length=n): their values
 * @n: how many
 * @extra: (nullable): JSON of fields that this version does not know
 *
 * Writes the server's row, when it is newer than what is here. Fields that are pending keep the person's value; so does a
 * pending deletion. An id that was removed for good does not come back.
 *
 * Returns: %FALSE with @error only when it could not be written
 */
gboolean
tw_replica_put (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, gint64 server_seq, TwInstant deleted,
                const TwField *const *fields, const TwValue *values, guint n, const char *extra, GError **error)
{
  const Row row = { deleted, fields, values, n };
  g_autoptr (GError) local = NULL;
  gboolean purged, here;
  gint64 known;
  TwWork *work = NULL;

  if (tw_replica_get_tx (tx, error) == NULL || !is_purged (tx, id, &purged, error))
    return FALSE;
  entity = tw_schema_get_entity_by_number (tx->tx->schema, entity->number);
  if (purged || entity == NULL)
    return TRUE;
  if (!tw_replica_find_row (tx, entity, id, &here, &known, error))
    return FALSE;
  if (here && known >= server_seq)
    return TRUE;
  if (!here && deleted == 0 && extra == NULL && !tx->has_pending && tw_replica_is_plain (tx, fields, values, n))
    return tw_replica_add_plain (tx, id, server_seq, fields, values, n, error);
  if (here)
    work = tw_tx_load (tx->tx, entity, id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (work == NULL)
    work = tw_tx_add (tx->tx, entity, id);
  return put_row (tx, work, &row, error) && finish_row (tx, work, server_seq, extra, error);
}

/**
 * tw_replica_put_kept:
 * @tx: a transaction
 * @entity: the record's entity
 * @id: the record
 * @fields: (array length=n): fields that this version knows
 * @values: (array length=n): their values, as the server sent them to a version that did not
 * @n: how many
 * @extra: (nullable): JSON of what is still not known
 *
 * Writes what tw_replica_put() kept aside. The row stays of the seq that it has; fields that are pending keep the person's value.
 *
 * Returns: %FALSE with @error only when it could not be written
 */
gboolean
tw_replica_put_kept (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, const TwField *const *fields, const TwValue *values, guint n,
                     const char *extra, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean here;
  gint64 known;
  TwWork *work;

  if (tw_replica_get_tx (tx, error) == NULL
      || (entity = tw_schema_get_entity_by_number (tx->tx->schema, entity->number)) == NULL
      || !tw_replica_find_row (tx, entity, id, &here, &known, error))
    return FALSE;
  work = here ? tw_tx_load (tx->tx, entity, id, &local) : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (work == NULL)
    return TRUE;
  tx->offered = FALSE;
  /* The server said this before what it answered since: nothing is settled by it. */
  g_array_set_size (tx->pending, 0);
  if (tx->has_pending && !tw_pending_read (tx->db, id, 0, tx->pending, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!put_field (tx, work, fields[i], &values[i], error))
      return FALSE;
  return finish_row (tx, work, known, extra, error);
}

/**
 * tw_replica_purge:
 * @tx: a transaction
 * @entity: the record's entity
 * @id: the record
 * @server_seq: the server's seq at which it was removed
 * @erase: whether nothing of it may stay anywhere, also what this person wrote about it and did not send
 *
 * Removes a record for good, as the server did; its id never comes back. Of what was erased tw_replica_finish_erasing() is to be
 * called after the commit.
 *
 * Returns: %FALSE with @error only when it could not be written
 */
gboolean
tw_replica_purge (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, gint64 server_seq, gboolean erase, GError **error)
{
  if (tw_replica_get_tx (tx, error) == NULL
      || !(erase ? tw_replica_erase_record (tx->tx, entity, id, tx->erased_files, error)
                 : tw_replica_purge_record (tx->tx, entity, id, tx->gone_files, error)))
    return FALSE;
  tx->has_tombstones = TRUE;
  if (erase)
    g_hash_table_add (tx->erased, GUINT_TO_POINTER (entity->number));
  return TRUE;
}

/**
 * tw_replica_forget:
 * @tx: a transaction
 * @entity: the record's entity
 * @id: the record
 *
 * Removes a record that this person may not see any more. It comes back when the server sends it again.
 *
 * Returns: %FALSE with @error only when it could not be written
 */
gboolean
tw_replica_forget (TwReplicaTx *tx, const TwEntity *entity, const TwId *id, GError **error)
{
  return tw_replica_get_tx (tx, error) != NULL && tw_replica_forget_record (tx->tx, entity, id, tx->gone_files, error);
}

/**
 * tw_replica_define:
 * @tx: a transaction
 * @definitions: all of the site's own definitions
 *
 * Puts the server's definitions in force, with those of this workspace that it does not have yet. Rows of the same transaction
 * are still read by the schema before.
 *
 * Returns: %FALSE with @error when they are wrong or could not be written
 */
gboolean
tw_replica_define (TwReplicaTx *tx, const char *definitions, GError **error)
{
  gboolean good = tw_pending_read (tx->db, &tw_definitions_record, 0, tx->pending, error);
  g_auto (TwValue) theirs = tw_value_json (definitions);
  gboolean own;

  if (!good || (tx->tx != NULL && !finish_rows (tx, error)))
    return FALSE;
  own = tw_pending_find (tx->pending, TW_SETTING_DEFINITIONS) != NULL;
  return (!own || tw_pending_put_theirs (tx->db, &tw_definitions_record, TW_SETTING_DEFINITIONS, &theirs, error))
         && tw_definitions_put (tx->store, tx->db, definitions, own, error);
}

/**
 * tw_replica_put_setting:
 * @tx: a transaction
 * @key: the setting
 * @value: (nullable): JSON; %NULL when it is not there
 *
 * Writes a setting of the server's, unless this person changed it and that is not sent yet.
 *
 * Returns: %FALSE with @error only when it could not be written
 */
gboolean
tw_replica_put_setting (TwReplicaTx *tx, const char *key, const char *value, GError **error)
{
  g_auto (TwValue) theirs = value != NULL ? tw_value_json (value) : (TwValue) TW_VALUE_INIT;
  gboolean changed;
  TwId id;

  tw_setting_get_id (key, &id);
  if (!tw_pending_read (tx->db, &id, 0, tx->pending, error) || tw_replica_get_tx (tx, error) == NULL)
    return FALSE;
  if (tw_pending_find (tx->pending, TW_SETTING_VALUE) != NULL)
    return tw_pending_put_theirs (tx->db, &id, TW_SETTING_VALUE, &theirs, error);
  return tw_settings_change (tx->tx, key, NULL, &theirs, &changed, error);
}

/**
 * tw_replica_put_state:
 * @tx: a transaction
 * @key: as for tw_replica_set_state()
 * @value: (nullable): what to keep; %NULL to forget
 *
 * Keeps something together with the rows.
 *
 * Returns: %TRUE
 */
gboolean
tw_replica_put_state (TwReplicaTx *tx, const char *key, const char *value, GError **error)
{
  g_ptr_array_add (tx->state, g_strdup (key));
  g_ptr_array_add (tx->state, g_strdup (value));
  return TRUE;
}

/**
 * tw_replica_commit:
 * @tx: (transfer full): a transaction
 * @cursor_seq: the server's seq up to which everything is here after it; 0 when that is not known
 *
 * Ends the transaction. Settled pending fields up to @cursor_seq take the server's values.
 *
 * Returns: (transfer full) (nullable): the commit of the rows, whose seq is 0 when none changed; %NULL with @error, and nothing
 *   has happened
 */
TwCommit *
tw_replica_commit (TwReplicaTx *tx, gint64 cursor_seq, GError **error)
{
  g_autoptr (GError) local = NULL;
  TwCommit *commit = commit_all (tx, cursor_seq, &local);

  tw_tx_rollback (g_steal_pointer (&tx->tx));
  if (!tw_lease_return (tx->lease, commit != NULL, commit != NULL ? &local : NULL))
    g_clear_pointer (&commit, tw_commit_unref);
  if (commit != NULL && (!tw_replica_drop_files (tx->store, tx->erased_files, TRUE, &local)
                         || !tw_replica_drop_files (tx->store, tx->gone_files, FALSE, &local)))
    g_clear_pointer (&commit, tw_commit_unref);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  release (tx);
  return commit;
}
