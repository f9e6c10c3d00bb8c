/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mutation in one transaction: each operation against what the server has now, by the caller's rights of now. An operation
 * changes nothing before it is known to be allowed; the rules of the store are asked at the end. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-authority-private.h"
#include "tw-series-private.h"

const char *
tw_apply_error_type (const GError *error)
{
  if (error->domain == TW_ACCESS_ERROR)
    return "denied";
  if (error->domain == TW_STORE_ERROR)
    switch (error->code)
      {
      case TW_STORE_ERROR_NOT_FOUND:
        return "not-found";
      case TW_STORE_ERROR_UNIQUE:
        return "duplicate";
      case TW_STORE_ERROR_LINK:
        return "link";
      case TW_STORE_ERROR_INVALID:
        return "invalid";
      default:
        return NULL;                                   /* the server's own trouble: the request fails, nothing is refused */
      }
  return error->domain == TW_RECORD_ERROR || error->domain == TW_AUTHORITY_ERROR ? "invalid" : NULL;
}

/* One sentence for a record that is not there and for one that the caller may not see. */
static gboolean
fail_missing (GError **error)
{
  g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND,
                       _("The record is not at the server, or you may not see it any more."));
  return FALSE;
}

/* FALSE without error: not there, or not to be seen. */
gboolean
tw_apply_load_visible (TwApply *apply, const TwEntity *entity, const TwId *id, TwWork **work, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwRecord) record = NULL;

  *work = tw_tx_load (apply->tx, entity, id, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (*work == NULL)
    return FALSE;
  /* What this mutation itself made is the author's to go on with. */
  if (!(*work)->existed)
    return TRUE;
  if (!tw_access_is_even (apply->access, TW_RIGHT_READ, (*work)->entity))
    record = tw_work_to_record (*work, TRUE);
  if (record != NULL ? !tw_access_may_row (apply->access, TW_RIGHT_READ, record) : !tw_access_may (apply->access, TW_RIGHT_READ, (*work)->entity))
    *work = NULL;
  return *work != NULL;
}

/* --- Fields --- */

static gboolean
keep_loser (TwApply *apply, TwWork *work, const TwField *field, TwMergeOutcome outcome, const TwFieldChange *change,
            const TwValue *theirs, const TwEditStamp *mine_stamp, const TwEditStamp *theirs_stamp, GError **error)
{
  apply->merged = TRUE;
  return tw_authority_add_conflict (apply->authority, apply->tx, work, field, outcome == TW_MERGE_ASKS ? "open" : "auto", "field",
                                    &change->before, &change->after, theirs, mine_stamp, theirs_stamp, error);
}

/* Before a value is compared with the server's: a merge or a conflict would tell what is there. One that he may only read is let through when
 * it is what the server has; tw_access_check_edit() refuses it else. */
static gboolean
check_field (TwApply *apply, TwWork *work, const TwField *field, const TwFieldChange *change, GError **error)
{
  TwFieldRight right = work->existed ? tw_access_field (apply->access, field) : TW_FIELD_EDIT;

  if (right == TW_FIELD_EDIT || (right == TW_FIELD_READ && tw_value_equal (&change->after, &work->now[field->index])))
    return TRUE;
  g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED, _("You may not change the field “%s”."), tw_field_get_label (field));
  return FALSE;
}

/* Where the store would say that a record is not there, it says so too for one that the caller may not see. What the mutation itself
 * added is the caller's. */
static gboolean
check_link (TwApply *apply, const TwField *field, const TwValue *link, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (apply->tx->schema, link->tag);
  g_autoptr (GError) local = NULL;
  TwWork *target = NULL;

  if (entity == NULL || tw_apply_load_visible (apply, entity, &link->id, &target, &local))
    return TRUE;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_LINK, _("“%s” points to a record that is not there. Choose another one."),
               tw_field_get_label (field));
  return FALSE;
}

static gboolean
has_link (const TwValue *value, const TwValue *link)
{
  if (value->type == TW_TYPE_LINK)
    return tw_id_equal (&value->id, &link->id);
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (value->list->values[i].type == TW_TYPE_LINK && tw_id_equal (&value->list->values[i].id, &link->id))
      return TRUE;
  return FALSE;
}

/* Links that the record does not have yet. */
static gboolean
check_links (TwApply *apply, TwWork *work, const TwField *field, const TwValue *value, GError **error)
{
  static const TwValue nothing = TW_VALUE_INIT;
  const TwValue *former = work != NULL ? &work->now[field->index] : &nothing;

  if (value->type == TW_TYPE_LINK)
    return has_link (former, value) || check_link (apply, field, value, error);
  for (guint i = 0; value->type == TW_TYPE_LIST && i < value->list->n_values; i++)
    if (value->list->values[i].type == TW_TYPE_LINK && !has_link (former, &value->list->values[i])
        && !check_link (apply, field, &value->list->values[i], error))
      return FALSE;
  return TRUE;
}

/* Of a history that this server has lost: devices give the same row back, and older and newer ones of it. known (out): it is older than
 * what is here of it. found (out): base is what was given back before, which a newer one builds on. */
static gboolean
find_offered (TwApply *apply, const TwId *record, guint field, gboolean *known, gboolean *found, TwValue *base, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (TwValue) former = TW_VALUE_INIT;
  gint64 seq;

  *known = *found = FALSE;
  if (!tw_peers_find_offered (apply->tx, record, field, apply->lost, &seq, &former, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  *known = seq >= apply->lost_seq;
  *found = TRUE;
  tw_value_clear (base);
  *base = former;
  former = (TwValue) TW_VALUE_INIT;
  return TRUE;
}

static gboolean
note_offered (TwApply *apply, const TwId *record, guint field, const TwValue *value, GError **error)
{
  return apply->lost == NULL || tw_peers_note_offered (apply->tx, record, field, apply->lost, apply->lost_seq, value, error);
}

static gboolean
merge_change (TwApply *apply, TwWork *work, TwRecord *record, const TwField *field, const TwFieldChange *change, GError **error)
{
  const TwValue *theirs = &work->now[field->index];
  TwEditStamp mine_stamp = { apply->at, *tw_access_get_user (apply->access) }, theirs_stamp = { 0 };
  TwMergeTimes times = { .mine = apply->at, .mine_uncertain = apply->uncertain };
  g_auto (TwValue) result = TW_VALUE_INIT;
  TwMergeOutcome outcome = tw_merge_field (field, &change->before, &change->after, theirs, &times, &result);

  /* Only of two different values that cannot both stay it matters who was later, and that costs a look into the log. */
  if (outcome >= TW_MERGE_MINE_WON)
    {
      if (tw_authority_find_last (apply->authority, apply->tx, work, field->number, &theirs_stamp))
        times.theirs = theirs_stamp.at;
      else
        times.mine_uncertain = TRUE;
      tw_value_clear (&result);
      outcome = tw_merge_field (field, &change->before, &change->after, theirs, &times, &result);
    }
  if (outcome >= TW_MERGE_COMBINED)
    apply->merged = TRUE;
  if (outcome != TW_MERGE_SAME && !tw_value_equal (&result, theirs) && !tw_record_set (record, field, &result, error))
    return FALSE;
  return outcome < TW_MERGE_MINE_WON
         || keep_loser (apply, work, field, outcome, change, theirs, &mine_stamp, &theirs_stamp, error);
}

/* As merge_change(), and of a lost history only what nobody has given back yet. */
static gboolean
merge_offered (TwApply *apply, TwWork *work, TwRecord *record, const TwField *field, const TwFieldChange *change, GError **error)
{
  TwFieldChange own = { .field = change->field, .before = tw_value_copy (&change->before), .after = change->after };
  gboolean known = FALSE, found = FALSE;
  gboolean good = apply->lost == NULL || find_offered (apply, &work->id, field->number, &known, &found, &own.before, error);

  /* The device has compared with a row that somebody may have changed since the server was put back. */
  if (good && apply->lost != NULL && !found)
    tw_authority_find_at (apply->authority, work, field->number, apply->lost_fork, &own.before);
  good = good && (known || (merge_change (apply, work, record, field, &own, error)
                            && note_offered (apply, &work->id, field->number, &change->after, error)));
  tw_value_clear (&own.before);
  return good;
}

static void
take_edits (TwApply *apply, TwWork *work, TwRecord *record)
{
  for (guint i = 0; i < work->entity->n_fields; i++)
    if (work->entity->fields[i]->formula == NULL && tw_record_is_changed (record, work->entity->fields[i]))
      tw_tx_set (apply->tx, work, work->entity->fields[i], tw_record_get (record, work->entity->fields[i]));
}

/* What the server itself says: stamps, and what follows from other fields (tw-keep.h). */
static gboolean
is_own (const TwField *field)
{
  return field->number < TW_FIELD_FIRST_OWN || field->kept;
}

/* Changed after somebody deleted it: the tombstone stays, the words are kept until a person decides. */
static gboolean
keep_for_deleted (TwApply *apply, TwWork *work, const TwWireOp *op, GError **error)
{
  TwEditStamp mine_stamp = { apply->at, *tw_access_get_user (apply->access) };

  apply->merged = TRUE;
  for (guint i = 0; i < op->fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (work->entity, change->field);

      if (field == NULL || is_own (field))
        continue;
      if (!check_field (apply, work, field, change, error)
          || !tw_authority_add_conflict (apply->authority, apply->tx, work, field, "open", "deleted", &change->before, &change->after, NULL,
                                         &mine_stamp, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_right (TwApply *apply, TwWork *work, TwRight right, GError **error)
{
  g_autoptr (TwRecord) record = tw_work_to_record (work, TRUE);

  if (!work->existed || tw_access_may_row (apply->access, right, record))
    return TRUE;
  g_set_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED,
               right == TW_RIGHT_CHANGE ? _("You may not change this record of “%s”.") : _("You may not delete or restore this record: “%s”."),
               tw_entity_get_label (work->entity, right == TW_RIGHT_CHANGE));
  return FALSE;
}

/* A device's own mark; the number that took its place is the server's. */
static gboolean
is_provisional (const TwField *field, const TwValue *value)
{
  return field->series != NULL && value->type == TW_TYPE_TEXT && tw_number_is_provisional (value->text);
}

static gboolean
apply_set (TwApply *apply, TwWork *work, const TwWireOp *op, GError **error)
{
  g_autoptr (TwRecord) record = NULL;

  if (work->deleted != 0)
    return check_right (apply, work, TW_RIGHT_CHANGE, error) && keep_for_deleted (apply, work, op, error);
  record = tw_work_to_record (work, FALSE);
  for (guint i = 0; i < op->fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (work->entity, change->field);

      if (field == NULL || is_own (field) || is_provisional (field, &change->after))
        continue;
      if (!check_field (apply, work, field, change, error) || !check_links (apply, work, field, &change->after, error)
          || !merge_offered (apply, work, record, field, change, error))
        return FALSE;
    }
  if (work->existed && !tw_access_check_edit (apply->access, record, error))
    return FALSE;
  take_edits (apply, work, record);
  return TRUE;
}

/* --- Whole records --- */

/* A device that numbers records gets numbers to go on with, also without a connection. */
static gboolean
grant_numbers (TwApply *apply, const TwEntity *entity, const TwWireOp *op, GError **error)
{
  for (guint i = 0; i < op->fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (entity, change->field);

      if (field != NULL && field->reserve > 0 && !field->retired && change->after.type == TW_TYPE_TEXT
          && !tw_series_grant (apply->tx, field, &apply->client, change->after.text, error))
        return FALSE;
    }
  return TRUE;
}

/* A number from a device's block, or of an import, stays when nobody else has it; else the server gives the next one. */
static gboolean
settle_numbers (TwApply *apply, TwWork *work, GError **error)
{
  for (guint i = 0; i < work->entity->n_fields; i++)
    {
      const TwField *field = work->entity->fields[i];
      TwValue nothing = TW_VALUE_INIT;
      g_autoptr (GError) local = NULL;
      TwId twin;

      if (field->series == NULL || (!is_provisional (field, &work->now[i]) && !tw_rules_find_twin (apply->tx, work, field, &twin, &local)))
        {
          if (local == NULL)
            continue;
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      tw_tx_set (apply->tx, work, field, &nothing);
      apply->merged = TRUE;
    }
  return TRUE;
}

static gboolean
apply_add (TwApply *apply, const TwEntity *entity, const TwWireOp *op, GError **error)
{
  g_autoptr (TwRecord) record = NULL;
  g_autoptr (GError) local = NULL;
  const TwField *created_at = tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT);
  TwValue at = tw_value_datetime (apply->at);
  TwWork *work = tw_tx_load (apply->tx, entity, &op->id, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* A client that was restored from a copy sends again what the server has: only what differs counts. */
  if (work != NULL)
    return tw_apply_load_visible (apply, entity, &op->id, &work, error) ? apply_set (apply, work, op, error) : fail_missing (error);
  record = tw_record_new (entity);
  tw_record_set_id (record, &op->id);
  for (guint i = 0; i < op->fields->len; i++)
    {
      const TwFieldChange *change = &g_array_index (op->fields, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (entity, change->field);

      if (field != NULL && !is_own (field) && !tw_value_is_null (&change->after)
          && (!check_links (apply, NULL, field, &change->after, error) || !tw_record_set (record, field, &change->after, error)
              || !note_offered (apply, &op->id, field->number, &change->after, error)))
        return FALSE;
    }
  if (!tw_access_check_edit (apply->access, record, error) || !tw_tx_check_new (apply->tx, &op->id, error))
    return FALSE;
  work = tw_tx_add (apply->tx, entity, &op->id);
  take_edits (apply, work, record);
  if (created_at != NULL)
    tw_tx_set (apply->tx, work, created_at, &at);
  return settle_numbers (apply, work, error) && tw_rules_fill (apply->tx, work, error) && grant_numbers (apply, entity, op, error);
}

static gboolean
apply_delete (TwApply *apply, TwWork *work, GError **error)
{
  g_autoptr (GPtrArray) works = g_ptr_array_new ();

  if (work->deleted != 0)
    return TRUE;
  if (!check_right (apply, work, TW_RIGHT_DELETE, error))
    return FALSE;
  g_ptr_array_add (works, work);
  return tw_rules_delete (apply->tx, works, error);
}

/* known (out): what was given back of the record's deletion is newer. */
static gboolean
note_existence (TwApply *apply, const TwWireOp *op, gboolean *known, GError **error)
{
  const TwValue live = tw_value_boolean (op->kind != TW_WIRE_DELETE);
  g_auto (TwValue) former = TW_VALUE_INIT;
  gboolean found;

  return find_offered (apply, &op->id, 0, known, &found, &former, error) && (*known || note_offered (apply, &op->id, 0, &live, error));
}

static gboolean
apply_op (TwApply *apply, const TwWireOp *op, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (apply->tx->schema, op->entity);
  g_autoptr (GError) local = NULL;
  gboolean known = FALSE;
  TwWork *work = NULL;

  if (entity == NULL)
    {
      g_set_error_literal (error, TW_AUTHORITY_ERROR, TW_AUTHORITY_ERROR_INVALID,
                           _("Settings, fields and objects are changed at the server. Change them while you are connected."));
      return FALSE;
    }
  if (op->kind == TW_WIRE_ADD)
    return apply_add (apply, entity, op, error);
  if (!tw_apply_load_visible (apply, entity, &op->id, &work, &local))
    {
      if (local != NULL)
        g_propagate_error (error, g_steal_pointer (&local));
      /* Deleting what is not there is what was wanted. */
      else if (op->kind == TW_WIRE_DELETE)
        return TRUE;
      else
        fail_missing (error);
      return FALSE;
    }
  if (apply->lost != NULL && op->kind != TW_WIRE_SET && !note_existence (apply, op, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  if (op->kind == TW_WIRE_DELETE)
    return apply_delete (apply, work, error);
  if (op->kind == TW_WIRE_RESTORE)
    {
      if (!check_right (apply, work, TW_RIGHT_DELETE, error))
        return FALSE;
      tw_tx_set_deleted (apply->tx, work, FALSE);
      return TRUE;
    }
  return apply_set (apply, work, op, error);
}

gboolean
tw_apply_ops (TwApply *apply, TwWireOp *const *ops, guint n_ops, GError **error)
{
  for (guint i = 0; i < n_ops; i++)
    if (!apply_op (apply, ops[i], error))
      return FALSE;
  if (!tw_keep_run (apply->tx, TRUE, error) || !tw_tx_flush (apply->tx, error) || !tw_apply_flag_twins (apply, error))
    return FALSE;
  for (guint i = 0; i < apply->tx->order->len; i++)
    {
      TwWork *work = g_ptr_array_index (apply->tx->order, i);

      if (!tw_rules_check (apply->tx, work, tw_apply_get_check (work->entity), error))
        return FALSE;
    }
  return TRUE;
}
