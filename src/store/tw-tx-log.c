/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a commit leaves in the log. */
#include "config.h"

#include "tw-audit-private.h"
#include "tw-log-codec.h"
#include "tw-outbox-private.h"
#include "tw-tx.h"

static gboolean
log_change (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error)
{
  gint64 seq = tx->head->first_change + tx->head->n_changes;

  if (tx->insert_change == NULL && (tx->insert_change = tw_log_prepare_change (tx->db, error)) == NULL)
    return FALSE;
  if (!tw_log_write_change (tx->insert_change, seq, tx->head->seq, entity, record, op, tx->body, error))
    return FALSE;
  if ((tx->queue && !tw_outbox_note (tx, entity, record, op, fields, error)) || !tw_audit_follow (tx, entity, record, op, fields, error))
    return FALSE;
  tx->head->n_changes++;
  tx->entities[entity / 64] |= G_GUINT64_CONSTANT (1) << (entity % 64);
  if (tx->changes != NULL && tx->changes->len >= TW_COMMIT_CARRIES)
    g_clear_pointer (&tx->changes, g_ptr_array_unref);
  if (tx->changes != NULL)
    g_ptr_array_add (tx->changes, tw_change_new (tx->head, seq, entity, record, op, g_array_ref (fields)));
  return TRUE;
}

static gboolean
is_stamp_of_commit (TwTx *tx, const TwField *field, const TwValue *value)
{
  /* What came from a server was made by others at another time. */
  if (tx->head->origin == TW_ORIGIN_SYNC)
    return FALSE;
  switch (field->number)
    {
    case TW_FIELD_UPDATED_AT:
    case TW_FIELD_UPDATED_BY:
      return TRUE;
    case TW_FIELD_CREATED_AT:
      return value->i == tx->head->at;
    case TW_FIELD_CREATED_BY:
      return tw_id_equal (&value->id, &tx->head->user);
    default:
      return FALSE;
    }
}

/* The fields of an ADD or SET go to tx->body; and to an array while the commit carries its changes. */
static GArray *
collect_fields (TwTx *tx, TwWork *work, TwOp op)
{
  GArray *fields = tx->changes != NULL || tx->queue ? tw_field_changes_new () : NULL;

  tw_log_body_begin (tx->body);
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];
      gboolean log;

      if (op == TW_OP_ADD)
        log = !tw_value_is_null (&work->now[i]) && !is_stamp_of_commit (tx, field, &work->now[i]);
      else
        log = (field->number >= TW_FIELD_FIRST_OWN || tx->head->origin == TW_ORIGIN_SYNC)
              && tw_work_is_changed (work, field);
      if (!log)
        continue;
      tw_log_body_add (tx->body, field->number, op == TW_OP_ADD ? NULL : &work->before[i], &work->now[i]);
      if (fields != NULL)
        tw_field_changes_add (fields, field->number, op == TW_OP_ADD ? NULL : &work->before[i], &work->now[i]);
    }
  return fields;
}

static gboolean
note_stamps (TwTx *tx, TwWork *work, TwOp op, GError **error)
{
  return !tx->queue || (op != TW_OP_SET && op != TW_OP_DELETE && op != TW_OP_RESTORE) || tw_outbox_note_stamps (tx, work, error);
}

static gboolean
log_fields (TwTx *tx, TwWork *work, TwOp op, GError **error)
{
  g_autoptr (GArray) fields = collect_fields (tx, work, op);

  if (op == TW_OP_SET && tx->body->len == 1)
    return (work->deleted != 0) != (work->deleted_before != 0) || work->rid == 0 || tw_tx_unstamp_work (tx, work, error);
  return note_stamps (tx, work, op, error) && log_change (tx, work->entity->number, &work->id, op, fields, error);
}

static gboolean
log_empty (TwTx *tx, TwWork *work, TwOp op, GError **error)
{
  g_autoptr (GArray) fields = tw_field_changes_new ();

  tw_log_body_begin (tx->body);
  return note_stamps (tx, work, op, error) && log_change (tx, work->entity->number, &work->id, op, fields, error);
}

static gboolean
log_restore (TwTx *tx, TwWork *work, GError **error)
{
  return !(work->existed && work->deleted_before != 0 && work->deleted == 0) || log_empty (tx, work, TW_OP_RESTORE, error);
}

static gboolean
log_values (TwTx *tx, TwWork *work, GError **error)
{
  return work->purged || log_fields (tx, work, work->existed ? TW_OP_SET : TW_OP_ADD, error);
}

static gboolean
log_delete (TwTx *tx, TwWork *work, GError **error)
{
  if (work->purged)
    return log_empty (tx, work, TW_OP_PURGE, error);
  return !(work->deleted_before == 0 && work->deleted != 0) || log_empty (tx, work, TW_OP_DELETE, error);
}

gboolean
tw_tx_log (TwTx *tx, GError **error)
{
  static gboolean (*const rounds[]) (TwTx *, TwWork *, GError **) = { log_restore, log_values, log_delete };

  for (guint r = 0; r < G_N_ELEMENTS (rounds); r++)
    for (guint i = 0; i < tx->order->len; i++)
      if (!rounds[r] (tx, g_ptr_array_index (tx->order, i), error))
        return FALSE;
  return TRUE;
}

/* A record on its own, in the middle of a long commit. */
gboolean
tw_tx_log_work (TwTx *tx, TwWork *work, GError **error)
{
  return log_restore (tx, work, error) && log_values (tx, work, error) && log_delete (tx, work, error);
}

/* An entry that is not about an entity's record: settings and definitions (entity number 0). */
gboolean
tw_tx_log_raw (TwTx *tx, guint entity, const TwId *record, TwOp op, GArray *fields, GError **error)
{
  tw_log_body_begin (tx->body);
  for (guint i = 0; i < fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (fields, TwFieldChange, i);

      tw_log_body_add (tx->body, change->field, &change->before, &change->after);
    }
  return log_change (tx, entity, record, op, fields, error);
}
