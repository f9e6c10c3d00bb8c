/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an answer says about a row so that it need not come back to who changed it: only of the plainest of all mutations, which most are. */
#include "config.h"

#include "tw-authority-private.h"

static const TwValue *
find_sent (const TwWireOp *op, guint field)
{
  for (guint i = 0; i < op->fields->len; i++)
    if (g_array_index (op->fields, TwFieldChange, i).field == field)
      return &g_array_index (op->fields, TwFieldChange, i).after;
  return NULL;
}

/* Each field that was sent has what was sent, and no other one has changed. */
static gboolean
is_as_sent (TwWork *work, const TwWireOp *op)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];
      const TwValue *sent;

      if (field->formula != NULL || field->number < TW_FIELD_FIRST_OWN)
        continue;
      sent = find_sent (op, field->number);
      if (sent != NULL ? !tw_value_equal (sent, &work->now[i]) : tw_work_is_changed (work, field))
        return FALSE;
      changed |= sent != NULL && tw_work_is_changed (work, field);
    }
  return changed;
}

static gboolean
is_seen (TwApply *apply, TwWork *work)
{
  g_autoptr (TwRecord) record = NULL;

  if (tw_access_is_even (apply->access, TW_RIGHT_READ, work->entity))
    return tw_access_may (apply->access, TW_RIGHT_READ, work->entity);
  record = tw_work_to_record (work, FALSE);
  return tw_access_may_row (apply->access, TW_RIGHT_READ, record);
}

static const TwValue *
get_stamp (TwWork *work, guint number, TwType type)
{
  const TwField *field = tw_entity_get_field_by_number (work->entity, number);
  const TwValue *value = field != NULL ? &work->now[field->index] : NULL;

  return value != NULL && value->type == type ? value : NULL;
}

/**
 * tw_apply_tell:
 * @apply: a mutation that was taken and written, and is to be logged
 * @ops: (array length=n_ops): its operations
 * @n_ops: how many
 * @result: (out caller-allocates): gets what to tell about the row; nothing when the device would not have the same
 *
 * A device that has the row as it was at its former seq, and on it nothing but what it sent, has it as it is now: but for the seq and the
 * time, which it is told.
 */
void
tw_apply_tell (TwApply *apply, TwWireOp *const *ops, guint n_ops, TwPushResult *result)
{
  TwWork *work = apply->tx->order->len == 1 ? g_ptr_array_index (apply->tx->order, 0) : NULL;
  const TwValue *at, *by;

  if (work == NULL || n_ops != 1 || ops[0]->kind != TW_WIRE_SET || apply->merged || apply->lost != NULL
      || !tw_id_equal (&work->id, &ops[0]->id) || !work->existed || work->deleted != 0 || work->deleted_before != 0
      || !is_as_sent (work, ops[0]) || !is_seen (apply, work))
    return;
  at = get_stamp (work, TW_FIELD_UPDATED_AT, TW_TYPE_DATETIME);
  by = get_stamp (work, TW_FIELD_UPDATED_BY, TW_TYPE_LINK);
  if (at == NULL || by == NULL || !tw_id_equal (&by->id, tw_access_get_user (apply->access)))
    return;
  result->row_before = work->row_seq;
  result->row_seq = apply->tx->head->seq;
  result->row_at = at->i;
}
