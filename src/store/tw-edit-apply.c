/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a record's edits, and putting them onto what the store holds by now: field by field against the value that the
 * record was read with. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-tx.h"

static gboolean
list_contains (const TwValue *list, const TwValue *item)
{
  if (list->type == TW_TYPE_LIST)
    for (guint i = 0; i < list->list->n_values; i++)
      if (tw_value_equal (&list->list->values[i], item))
        return TRUE;
  return FALSE;
}

/* theirs ∪ (mine ∖ base) ∖ (base ∖ mine): two people may add tags at the same time. */
static TwValue
merge_lists (const TwValue *base, const TwValue *mine, const TwValue *theirs)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));

  if (theirs->type == TW_TYPE_LIST)
    for (guint i = 0; i < theirs->list->n_values; i++)
      if (!list_contains (base, &theirs->list->values[i]) || list_contains (mine, &theirs->list->values[i]))
        g_array_append_val (items, theirs->list->values[i]);
  if (mine->type == TW_TYPE_LIST)
    for (guint i = 0; i < mine->list->n_values; i++)
      if (!list_contains (base, &mine->list->values[i]) && !list_contains (theirs, &mine->list->values[i]))
        g_array_append_val (items, mine->list->values[i]);
  return tw_value_list ((const TwValue *) items->data, items->len);
}

static gboolean
is_empty (const TwValue *value)
{
  return tw_value_is_null (value) || (value->type == TW_TYPE_LIST && value->list->n_values == 0);
}

/* An empty list and none are the same to people. */
gboolean
tw_value_same (const TwValue *a, const TwValue *b)
{
  return (is_empty (a) && is_empty (b)) || tw_value_equal (a, b);
}

static gboolean
apply_field (TwTx *tx, TwWork *work, const TwField *field, const TwFieldChange *change, GError **error)
{
  const TwValue *now = &work->now[field->index];
  g_auto (TwValue) merged = TW_VALUE_INIT;
  g_autofree char *title = NULL;

  work->flags[field->index] |= TW_WORK_GIVEN;
  if (tw_value_same (now, &change->before) || tw_value_same (now, &change->after))
    {
      g_auto (TwValue) value = tw_value_copy (&change->after);

      if (value.type == TW_TYPE_MONEY && value.tag == 0)
        value.tag = tx->context->currency;
      tw_tx_set (tx, work, field, &value);
      return TRUE;
    }
  if (field->type == TW_TYPE_LIST)
    {
      merged = merge_lists (&change->before, &change->after, now);
      tw_tx_set (tx, work, field, &merged);
      return TRUE;
    }
  title = tw_work_dup_title (work);
  /* Translators: 1 a field, 2 a record's title. */
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_CHANGED,
               _("“%1$s” of “%2$s” was changed meanwhile. Look at the new value, then change it again if need be."),
               tw_field_get_label (field), title);
  return FALSE;
}

gboolean
tw_rules_apply (TwTx *tx, TwWork *work, GArray *changes, GError **error)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const TwFieldChange *change = &g_array_index (changes, TwFieldChange, i);
      const TwField *field = tw_entity_get_field_by_number (work->entity, change->field);

      if (field != NULL && field->formula == NULL && !field->kept && !apply_field (tx, work, field, change, error))
        return FALSE;
    }
  return TRUE;
}

GArray *
tw_record_collect_edits (TwRecord *record)
{
  const TwEntity *entity = tw_record_get_entity (record);
  gboolean is_new = tw_record_is_new (record);
  GArray *changes = tw_field_changes_new ();

  for (guint i = 0; i < entity->n_fields; i++)
    {
      const TwField *field = entity->fields[i];

      if (field->formula != NULL)
        continue;
      if (tw_record_is_changed (record, field) || (is_new && !tw_value_is_null (tw_record_get (record, field))))
        tw_field_changes_add (changes, field->number, is_new ? NULL : tw_record_get_before (record, field),
                              tw_record_get (record, field));
    }
  return changes;
}
