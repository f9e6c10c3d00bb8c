/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-blobs.h"
#include "tw-rule-case-private.h"

/**
 * tw_store_add_rule:
 * @store: a store to which nothing has been written yet
 * @func: a rule; it lives as long as the program
 *
 * Lets a rule hold in all edits from now on. Its order among others is that of adding.
 */
void
tw_store_add_rule (TwStore *store, TwRuleFunc func)
{
  g_return_if_fail (TW_IS_STORE (store) && func != NULL);
  for (guint i = 0; i < store->rules->len; i++)
    if (g_array_index (store->rules, TwRuleFunc, i) == func)
      return;
  g_array_append_val (store->rules, func);
}

/* Rules may add records to the commit; those are looked at, too. */
gboolean
tw_rules_run (TwTx *tx, GError **error)
{
  TwStore *store = tx->store;

  if (tx->head->origin == TW_ORIGIN_SYNC || tx->head->origin == TW_ORIGIN_UNDO || tx->head->origin == TW_ORIGIN_DEMO)
    return TRUE;
  for (guint i = 0; i < tx->order->len; i++)
    {
      TwRuleCase one = { tx, g_ptr_array_index (tx->order, i) };

      for (guint r = 0; r < store->rules->len && one.work->deleted == 0 && !one.work->purged; r++)
        if (!g_array_index (store->rules, TwRuleFunc, r) (&one, error))
          return FALSE;
    }
  return TRUE;
}

TwRecord *
tw_rule_case_read_work (TwWork *work)
{
  TwValue *values = g_new0 (TwValue, work->entity->n_fields);

  for (guint i = 0; i < work->entity->n_fields; i++)
    values[i] = tw_value_copy (&work->now[i]);
  return tw_record_new_stored (work->entity, &work->id, work->row_seq, work->deleted != 0, values);
}

/**
 * tw_rule_case_get_entity:
 * @one: a case
 *
 * Returns: (transfer none): what kind of record it is, of the commit's own snapshot of the schema
 */
const TwEntity *
tw_rule_case_get_entity (TwRuleCase *one)
{
  return one->work->entity;
}

/**
 * tw_rule_case_get_id:
 * @one: a case
 *
 * Returns: (transfer none): the record's id
 */
const TwId *
tw_rule_case_get_id (TwRuleCase *one)
{
  return &one->work->id;
}

/**
 * tw_rule_case_is_new:
 * @one: a case
 *
 * Returns: whether the commit adds the record
 */
gboolean
tw_rule_case_is_new (TwRuleCase *one)
{
  return !one->work->existed;
}

/**
 * tw_rule_case_get_origin:
 * @one: a case
 *
 * Returns: who or what makes the commit
 */
TwOrigin
tw_rule_case_get_origin (TwRuleCase *one)
{
  return one->tx->head->origin;
}

/**
 * tw_rule_case_get_user:
 * @one: a case
 *
 * Returns: (transfer none): whose commit it is; nil when nobody is known
 */
const TwId *
tw_rule_case_get_user (TwRuleCase *one)
{
  return &one->tx->head->user;
}

/**
 * tw_rule_case_get_now:
 * @one: a case
 *
 * Returns: the time of the commit
 */
TwInstant
tw_rule_case_get_now (TwRuleCase *one)
{
  return one->tx->head->at;
}

/**
 * tw_rule_case_get_today:
 * @one: a case
 *
 * Returns: the day of the commit in the workspace's zone
 */
TwDate
tw_rule_case_get_today (TwRuleCase *one)
{
  return tw_instant_get_date (one->tx->head->at, one->tx->context->zone);
}

/**
 * tw_rule_case_get_zone:
 * @one: a case
 * @name: (out) (optional) (transfer none): its IANA name
 *
 * Returns: (transfer none): the workspace's zone
 */
GTimeZone *
tw_rule_case_get_zone (TwRuleCase *one, const char **name)
{
  if (name != NULL)
    *name = one->tx->context->zone_name;
  return one->tx->context->zone;
}

/**
 * tw_rule_case_get:
 * @one: a case
 * @field: a stored field of its entity
 *
 * Returns: (transfer none): the value that the commit leaves
 */
const TwValue *
tw_rule_case_get (TwRuleCase *one, const TwField *field)
{
  return &one->work->now[field->index];
}

/**
 * tw_rule_case_get_before:
 * @one: a case
 * @field: a stored field of its entity
 *
 * Returns: (transfer none): the value before the commit; null for a new record
 */
const TwValue *
tw_rule_case_get_before (TwRuleCase *one, const TwField *field)
{
  return &one->work->before[field->index];
}

/**
 * tw_rule_case_is_changed:
 * @one: a case
 * @field: a stored field of its entity
 *
 * Returns: whether the commit changes it
 */
gboolean
tw_rule_case_is_changed (TwRuleCase *one, const TwField *field)
{
  return tw_work_is_changed (one->work, field);
}

/**
 * tw_rule_case_is_given:
 * @one: a case
 * @field: a stored field of its entity
 *
 * Returns: whether who made the edit set the field, and not the schema or a rule
 */
gboolean
tw_rule_case_is_given (TwRuleCase *one, const TwField *field)
{
  return (one->work->flags[field->index] & TW_WORK_GIVEN) != 0;
}

/**
 * tw_rule_case_set:
 * @one: a case
 * @field: a stored field of its entity
 * @value: a value that fits it
 *
 * Sets a further field of the record in the same commit.
 */
void
tw_rule_case_set (TwRuleCase *one, const TwField *field, const TwValue *value)
{
  tw_tx_set (one->tx, one->work, field, value);
}

/**
 * tw_rule_case_dup_record:
 * @one: a case
 *
 * Returns: (transfer full): the record as the commit will leave it, without computed fields
 */
TwRecord *
tw_rule_case_dup_record (TwRuleCase *one)
{
  return tw_rule_case_read_work (one->work);
}

/**
 * tw_rule_case_find:
 * @one: a case
 * @entity: an entity
 * @id: id of a record of it
 * @record: (out) (optional) (nullable) (transfer full): the record as this commit sees it, without computed fields
 *
 * Returns: whether there is such a record, and whether it is in the wastebasket
 */
TwRuleFound
tw_rule_case_find (TwRuleCase *one, const TwEntity *entity, const TwId *id, TwRecord **record)
{
  TwWork *work = tw_tx_load (one->tx, entity, id, NULL);

  if (record != NULL)
    *record = work != NULL ? tw_rule_case_read_work (work) : NULL;
  if (work == NULL)
    return TW_RULE_NONE;
  return work->deleted != 0 ? TW_RULE_DELETED : TW_RULE_LIVE;
}

/**
 * tw_rule_case_is_gone:
 * @one: a case
 * @id: an id
 *
 * Returns: whether a record of this id was deleted for good
 */
gboolean
tw_rule_case_is_gone (TwRuleCase *one, const TwId *id)
{
  return !tw_tx_check_new (one->tx, id, NULL);
}

/**
 * tw_rule_case_dup_blob_path:
 * @one: a case
 * @hash: of a file
 *
 * Returns: (transfer full) (nullable): where it is; %NULL when it is not here
 */
char *
tw_rule_case_dup_blob_path (TwRuleCase *one, const char *hash)
{
  return tw_store_dup_blob_path (one->tx->store, hash);
}

/**
 * tw_rule_case_is_linked_by_new:
 * @one: a case
 * @link: a link field of some entity
 *
 * Returns: whether the commit adds a record of that entity that leads to this record
 */
gboolean
tw_rule_case_is_linked_by_new (TwRuleCase *one, const TwField *link)
{
  for (guint i = 0; i < one->tx->order->len; i++)
    {
      TwWork *work = g_ptr_array_index (one->tx->order, i);
      const TwValue *value = work->entity == link->entity ? &work->now[link->index] : NULL;

      if (value != NULL && !work->existed && value->type == TW_TYPE_LINK && tw_id_equal (&value->id, &one->work->id))
        return TRUE;
    }
  return FALSE;
}

/**
 * tw_rule_case_add:
 * @one: a case
 * @record: a new record; its id must not be that of a live one or of one that is gone for good
 * @error: %TW_STORE_ERROR_INVALID
 *
 * Adds a record to the commit. Where one of this id lies in the wastebasket, because the commit that had made it was taken back, it
 * comes back with the values of @record.
 *
 * Returns: %FALSE with @error
 */
gboolean
tw_rule_case_add (TwRuleCase *one, TwRecord *record, GError **error)
{
  const TwEntity *entity = tw_schema_get_entity_by_number (one->tx->schema, tw_record_get_entity (record)->number);
  TwWork *work = tw_tx_load (one->tx, entity, tw_record_get_id (record), NULL);

  if (work != NULL)
    tw_tx_set_deleted (one->tx, work, FALSE);
  else
    work = tw_tx_add (one->tx, entity, tw_record_get_id (record));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];
      const TwField *given = tw_entity_get_field_by_number (tw_record_get_entity (record), field->number);

      if (field->number < TW_FIELD_FIRST_OWN || field->formula != NULL || given == NULL)
        continue;
      tw_tx_set (one->tx, work, field, tw_record_get (record, given));
      if (!tw_value_is_null (tw_record_get (record, given)))
        work->flags[i] |= TW_WORK_GIVEN;
    }
  return tw_rules_fill (one->tx, work, error) && tw_rules_derive (one->tx, work, error);
}
