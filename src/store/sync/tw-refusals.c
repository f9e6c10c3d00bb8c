/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server did not take. A refusal holds its changes itself, because the log may have to forget them:
 *   body = { varint entity, 16 bytes of id, varint op, varint length, body of tw-log-codec.c } */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-log-codec.h"
#include "tw-outbox-private.h"
#include "tw-settings-private.h"

#define REFUSED_COLUMNS "n, commit_id, at, title, body, problem"

static GByteArray *
encode (GPtrArray *changes, const TwId *without)
{
  GByteArray *bytes = g_byte_array_new ();
  g_autoptr (GByteArray) body = g_byte_array_new ();

  for (guint i = 0; i < changes->len; i++)
    {
      TwChange *change = g_ptr_array_index (changes, i);

      if (tw_change_get_op (change) == TW_OP_PURGE || (without != NULL && tw_id_equal (tw_change_get_record (change), without)))
        continue;
      tw_log_body_begin (body);
      for (guint f = 0; f < tw_change_get_n_fields (change); f++)
        {
          const TwFieldChange *field = tw_change_get_field (change, f);

          tw_log_body_add (body, field->field, &field->before, &field->after);
        }
      tw_log_write_varint (bytes, tw_change_get_entity (change));
      g_byte_array_append (bytes, tw_change_get_record (change)->bytes, sizeof (TwId));
      tw_log_write_varint (bytes, tw_change_get_op (change));
      tw_log_write_varint (bytes, body->len);
      g_byte_array_append (bytes, body->data, body->len);
    }
  return bytes;
}

static TwChange *
decode_one (TwCommitHead *head, const guint8 **data, const guint8 *end, GError **error)
{
  guint64 entity, op, length;
  GArray *fields;
  TwId id;

  if (!tw_log_read_varint (data, end, &entity) || entity > 4095 || end - *data < (gssize) sizeof id.bytes)
    return NULL;
  memcpy (id.bytes, *data, sizeof id.bytes);
  *data += sizeof id.bytes;
  if (!tw_log_read_varint (data, end, &op) || op > TW_OP_PURGE || !tw_log_read_varint (data, end, &length)
      || length > (guint64) (end - *data))
    return NULL;
  fields = tw_log_body_read (*data, length, NULL, error);
  if (fields == NULL)
    return NULL;
  *data += length;
  return tw_change_new (head, 0, (guint) entity, &id, (TwOp) op, fields);
}

static GPtrArray *
decode (TwCommitHead *head, const guint8 *data, gsize length, GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_change_unref);
  const guint8 *end = data + length;

  while (data < end)
    {
      TwChange *change = decode_one (head, &data, end, error);

      if (change == NULL)
        {
          if (error != NULL && *error == NULL)
            g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                                 _("A change that the server did not take cannot be read."));
          return NULL;
        }
      g_ptr_array_add (changes, change);
    }
  return g_steal_pointer (&changes);
}

static TwRefusal *
read_refusal (TwStmt *stmt, GError **error)
{
  g_autoptr (TwCommitHead) head = tw_commit_head_new ();
  TwRefusal *refusal = g_new0 (TwRefusal, 1);
  gsize length;
  const guint8 *body = tw_stmt_get_blob (stmt, 4, &length);

  refusal->n = tw_stmt_get_int (stmt, 0);
  tw_stmt_get_id (stmt, 1, &refusal->commit);
  refusal->at = head->at = tw_stmt_get_int (stmt, 2);
  refusal->title = g_strdup (tw_stmt_get_text (stmt, 3, NULL));
  refusal->problem = g_strdup (tw_stmt_get_text (stmt, 5, NULL));
  head->id = refusal->commit;
  head->title = g_strdup (refusal->title);
  refusal->changes = decode (head, body, length, error);
  if (refusal->changes == NULL)
    g_clear_pointer (&refusal, tw_refusal_free);
  return refusal;
}

static GPtrArray *
read_all (TwDb *db, GError **error)
{
  g_autoptr (GPtrArray) refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_refusal_free);
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " REFUSED_COLUMNS " FROM sync_refused ORDER BY n", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  while (tw_stmt_step (stmt, &local))
    {
      TwRefusal *refusal = read_refusal (stmt, &local);

      if (refusal == NULL)
        break;
      g_ptr_array_add (refusals, refusal);
    }
  if (local == NULL)
    return g_steal_pointer (&refusals);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
tw_refusals_add (TwDb *db, const TwId *commit, TwInstant at, const char *title, GPtrArray *changes, const char *problem, GError **error)
{
  g_autoptr (GByteArray) body = encode (changes, NULL);
  g_autoptr (TwStmt) stmt = NULL;

  if (body->len == 0)
    return TRUE;
  stmt = tw_db_prepare (db, "INSERT INTO sync_refused (" REFUSED_COLUMNS ") VALUES ((SELECT ifnull(max(n), 0) + 1 FROM sync_refused), "
                        "?, ?, ?, ?, ?)", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, commit);
  tw_stmt_bind_int (stmt, 2, at);
  tw_stmt_bind_text (stmt, 3, title != NULL ? title : "", -1);
  tw_stmt_bind_blob (stmt, 4, body->data, body->len);
  tw_stmt_bind_text (stmt, 5, problem, -1);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_refusals_mention (TwDb *db, const TwId *record, gboolean *mention, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT 1 FROM sync_refused WHERE instr(body, ?) > 0 LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_id (stmt, 1, record);
  return tw_stmt_find (stmt, mention, error);
}

static gboolean
erase_from (TwDb *db, TwRefusal *refusal, const TwId *record, GError **error)
{
  g_autoptr (GByteArray) body = encode (refusal->changes, record);
  g_autoptr (TwStmt) stmt = NULL;

  if (body->len == 0)
    return tw_replica_run (db, "DELETE FROM sync_refused WHERE n = ?", error, 1, refusal->n);
  stmt = tw_db_prepare (db, "UPDATE sync_refused SET body = ?, title = '', problem = NULL WHERE n = ?", error);
  if (stmt == NULL)
    return FALSE;
  tw_stmt_bind_blob (stmt, 1, body->data, body->len);
  tw_stmt_bind_int (stmt, 2, refusal->n);
  return tw_stmt_run (stmt, error);
}

gboolean
tw_refusals_erase (TwDb *db, const TwId *record, GError **error)
{
  g_autoptr (GPtrArray) refusals = NULL;
  gboolean mention;

  if (!tw_refusals_mention (db, record, &mention, error))
    return FALSE;
  if (!mention)
    return TRUE;
  refusals = read_all (db, error);
  for (guint i = 0; refusals != NULL && i < refusals->len; i++)
    if (!erase_from (db, refusals->pdata[i], record, error))
      return FALSE;
  return refusals != NULL;
}

/* --- Trying again --- */

typedef struct
{
  gint64    n;
  TwRefusalMerge merge;                                /* nullable */
  TwCommit *commit;
} RetryJob;

static TwRefusal *
find_refusal (TwDb *db, gint64 n, GError **error)
{
  g_autoptr (TwStmt) stmt = tw_db_prepare (db, "SELECT " REFUSED_COLUMNS " FROM sync_refused WHERE n = ?", error);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  tw_stmt_bind_int (stmt, 1, n);
  if (tw_stmt_step (stmt, &local))
    return read_refusal (stmt, error);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("This change is settled already."));
  return NULL;
}

static gboolean
retry_setting (TwTx *tx, TwChange *change, GError **error)
{
  const TwFieldChange *key = tw_change_find_field (change, TW_SETTING_KEY), *value = tw_change_find_field (change, TW_SETTING_VALUE);
  gboolean changed;

  if (key != NULL && value != NULL && key->after.type == TW_TYPE_TEXT)
    return tw_settings_change (tx, key->after.text, NULL, &value->after, &changed, error);
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                       _("Fields and objects are changed again under “Fields and objects”, not from here."));
  return FALSE;
}

static TwWork *
find_work (TwTx *tx, TwChange *change, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (tx->schema, tw_change_get_entity (change));
  const TwId *id = tw_change_get_record (change);
  g_autoptr (GError) local = NULL;
  TwWork *work = entity != NULL ? tw_tx_load (tx, entity, id, &local) : NULL;

  if (work != NULL)
    return work;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (entity != NULL && tw_change_get_op (change) == TW_OP_ADD)
    return tw_tx_check_new (tx, id, error) ? tw_tx_add (tx, entity, id) : NULL;
  else
    g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND, _("The record is no longer there."));
  return NULL;
}

static gboolean
retry_change (TwTx *tx, TwChange *change, TwRefusalMerge merge, GError **error)
{
  TwOp op = tw_change_get_op (change);
  TwWork *work;

  if (tw_change_get_entity (change) == 0)
    return retry_setting (tx, change, error);
  work = find_work (tx, change, error);
  if (work == NULL)
    return FALSE;
  if (op == TW_OP_DELETE || op == TW_OP_RESTORE)
    tw_tx_set_deleted (tx, work, op == TW_OP_DELETE);
  for (guint i = 0; i < tw_change_get_n_fields (change); i++)
    {
      const TwFieldChange *value = tw_change_get_field (change, i);
      const TwField *field = tw_entity_get_field_by_number (work->entity, value->field);

      g_auto (TwValue) merged = TW_VALUE_INIT;

      if (field == NULL || field->formula != NULL)
        continue;
      /* What others wrote since he was refused stays. */
      if (merge != NULL)
        merge (field, &value->before, &value->after, &work->now[field->index], &merged);
      tw_tx_set (tx, work, field, merge != NULL ? &merged : &value->after);
    }
  return TRUE;
}

static gboolean
retry_all (TwTx *tx, TwRefusal *refusal, TwRefusalMerge merge, GError **error)
{
  for (guint i = 0; i < refusal->changes->len; i++)
    if (!retry_change (tx, refusal->changes->pdata[i], merge, error))
      return FALSE;
  if (!tw_tx_flush (tx, error))
    return FALSE;
  for (guint i = 0; i < tx->order->len; i++)
    if (!tw_rules_check (tx, tx->order->pdata[i], TW_CHECK_ALL, error))
      return FALSE;
  return TRUE;
}

/* The commit and the end of the refusal are one transaction. */
static gboolean
run_retry (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  RetryJob *job = data;
  TwRefusal *refusal = find_refusal (db, job->n, error);
  TwTx *tx = refusal != NULL ? tw_tx_begin (store, db, TW_ORIGIN_PERSON, refusal->title, 0, error) : NULL;

  if (tx != NULL && retry_all (tx, refusal, job->merge, error)
      && tw_replica_run (db, "DELETE FROM sync_refused WHERE n = ?", error, 1, job->n))
    job->commit = tw_tx_commit (g_steal_pointer (&tx), error);
  tw_tx_rollback (tx);
  g_clear_pointer (&refusal, tw_refusal_free);
  /* Where the records are that way already, there is no commit that the refusal could have ended with. */
  return job->commit != NULL
         && (tw_commit_get_seq (job->commit) != 0 || tw_replica_run (db, "DELETE FROM sync_refused WHERE n = ?", error, 1, job->n));
}

static gboolean
run_drop (TwStore *store, TwDb *db, gpointer data, GError **error)
{
  return tw_replica_run (db, "DELETE FROM sync_refused WHERE n = ?", error, 1, *(gint64 *) data);
}

/**
 * tw_refusals_list:
 * @store: a store
 *
 * Returns: (transfer full) (element-type TwRefusal) (nullable): what the server did not take, oldest first; %NULL with @error
 */
GPtrArray *
tw_refusals_list (TwStore *store, GError **error)
{
  GPtrArray *refusals;
  TwDb *db;

  if (!tw_store_is_replica (store))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) tw_refusal_free);
  db = tw_store_take_reader (store, error);
  refusals = db != NULL ? read_all (db, error) : NULL;
  tw_store_return_reader (store, db);
  return refusals;
}

void
tw_refusal_free (TwRefusal *refusal)
{
  if (refusal == NULL)
    return;
  g_free (refusal->title);
  g_free (refusal->problem);
  g_clear_pointer (&refusal->changes, g_ptr_array_unref);
  g_free (refusal);
}

/**
 * tw_refusal_retry:
 * @store: a replica
 * @n: the refusal's number
 * @merge: (nullable): puts his change to what is there now
 *
 * Makes the same change again, on what the records are now, as a new commit that is queued.
 *
 * Returns: (transfer full) (nullable): the commit, whose seq is 0 when everything is that way already; %NULL with @error, and
 *   the refusal stays
 */
TwCommit *
tw_refusal_retry (TwStore *store, gint64 n, TwRefusalMerge merge, GError **error)
{
  RetryJob job = { n, merge, NULL };

  if (tw_store_run_writer (store, run_retry, &job, error))
    return job.commit;
  g_clear_pointer (&job.commit, tw_commit_unref);
  return NULL;
}

/**
 * tw_refusal_drop:
 * @store: a replica
 * @n: the refusal's number
 *
 * Lets it go.
 *
 * Returns: %TRUE when it is on the disk
 */
gboolean
tw_refusal_drop (TwStore *store, gint64 n, GError **error)
{
  return tw_store_run_writer (store, run_drop, &n, error);
}
