/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-field-private.h"
#include "tw-schema-private.h"

struct _TwRecord
{
  GObject         parent_instance;

  TwSchema       *schema;                /* keeps entity alive */
  const TwEntity *entity;
  TwId            id;
  gint64          row_seq;
  gboolean        is_new;
  gboolean        deleted;
  TwValue        *values;                /* stored; entity->n_fields */
  TwValue        *edits;                 /* nullable: no edit yet */
  gboolean       *edited;                /* nullable, beside edits */
};

static const TwValue nothing = TW_VALUE_INIT;

G_DEFINE_FINAL_TYPE (TwRecord, tw_record, G_TYPE_OBJECT)

static void
free_values (TwValue *values, guint n)
{
  for (guint i = 0; values && i < n; i++)
    if (!tw_value_is_null (&values[i]))
      tw_value_clear (&values[i]);
  g_free (values);
}

static void
drop_edits (TwRecord *record)
{
  free_values (g_steal_pointer (&record->edits), record->entity->n_fields);
  g_clear_pointer (&record->edited, g_free);
}

/* The same field in the snapshot that the record was made with; NULL when that one does not know it. */
static const TwField *
find_own (TwRecord *record, const TwField *field)
{
  if (field->index < record->entity->n_fields && record->entity->fields[field->index] == field)
    return field;
  g_return_val_if_fail (field->entity->number == record->entity->number, NULL);
  return tw_entity_get_field_by_number (record->entity, field->number);
}

static void
tw_record_finalize (GObject *object)
{
  TwRecord *record = TW_RECORD (object);

  if (record->entity)
    {
      drop_edits (record);
      free_values (record->values, record->entity->n_fields);
      tw_schema_unref (record->schema);
    }
  G_OBJECT_CLASS (tw_record_parent_class)->finalize (object);
}

static void
tw_record_class_init (TwRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_record_finalize;
}

static void
tw_record_init (TwRecord *record)
{
}

/**
 * tw_record_new:
 * @entity: what kind of record
 *
 * Returns: (transfer full): an empty record with a new id, not yet stored
 */
TwRecord *
tw_record_new (const TwEntity *entity)
{
  TwId id = tw_id_new ();
  TwRecord *record = tw_record_new_stored (entity, &id, 0, FALSE, g_new0 (TwValue, entity->n_fields));

  record->is_new = TRUE;
  return record;
}

/**
 * tw_record_new_stored:
 * @entity: what kind of record
 * @id: its id
 * @row_seq: the log's number of its last change
 * @deleted: is it in the wastebasket?
 * @values: (transfer full) (array): one a field of @entity, in their order
 *
 * Returns: (transfer full): the record
 */
TwRecord *
tw_record_new_stored (const TwEntity *entity, const TwId *id, gint64 row_seq, gboolean deleted, TwValue *values)
{
  TwRecord *record;

  g_return_val_if_fail (entity != NULL && id != NULL && values != NULL, NULL);

  record = g_object_new (TW_TYPE_RECORD, NULL);
  record->schema = tw_schema_ref ((TwSchema *) entity->schema);
  record->entity = entity;
  record->id = *id;
  record->row_seq = row_seq;
  record->deleted = deleted;
  record->values = values;
  return record;
}

/**
 * tw_record_set_stored:
 * @record: a record
 * @row_seq: the log's number of its last change
 * @deleted: is it in the wastebasket?
 * @values: (transfer full) (array): one a field of its entity
 *
 * Takes what the store has now. The record is no longer new, and has no edits.
 */
void
tw_record_set_stored (TwRecord *record, gint64 row_seq, gboolean deleted, TwValue *values)
{
  g_return_if_fail (TW_IS_RECORD (record) && values != NULL);

  drop_edits (record);
  free_values (record->values, record->entity->n_fields);
  record->values = values;
  record->row_seq = row_seq;
  record->deleted = deleted;
  record->is_new = FALSE;
}

/**
 * tw_record_set_computed:
 * @record: a record
 * @field: a computed field of its entity
 * @value: its value
 *
 * Puts a value that was computed; the record does not count as changed.
 */
void
tw_record_set_computed (TwRecord *record, const TwField *field, const TwValue *value)
{
  const TwField *own;

  g_return_if_fail (TW_IS_RECORD (record) && field != NULL && value != NULL);

  own = find_own (record, field);
  if (!own)
    return;
  tw_value_clear (&record->values[own->index]);
  record->values[own->index] = tw_value_copy (value);
}

/**
 * tw_record_get_entity:
 * @record: a record
 *
 * Returns: (transfer none): its entity, in the snapshot that the record was made with
 */
const TwEntity *
tw_record_get_entity (TwRecord *record)
{
  return record->entity;
}

/**
 * tw_record_get_id:
 * @record: a record
 *
 * Returns: (transfer none): its id
 */
const TwId *
tw_record_get_id (TwRecord *record)
{
  return &record->id;
}

/**
 * tw_record_set_id:
 * @record: a new record
 * @id: the id that it shall have
 *
 * For records that come from elsewhere with their id.
 */
void
tw_record_set_id (TwRecord *record, const TwId *id)
{
  g_return_if_fail (TW_IS_RECORD (record) && record->is_new);
  record->id = *id;
}

/**
 * tw_record_is_new:
 * @record: a record
 *
 * Returns: was it never stored?
 */
gboolean
tw_record_is_new (TwRecord *record)
{
  return record->is_new;
}

/**
 * tw_record_is_deleted:
 * @record: a record
 *
 * Returns: is it in the wastebasket?
 */
gboolean
tw_record_is_deleted (TwRecord *record)
{
  return record->deleted;
}

/**
 * tw_record_get_row_seq:
 * @record: a record
 *
 * Returns: the log's number of its last change; 0 for a new one
 */
gint64
tw_record_get_row_seq (TwRecord *record)
{
  return record->row_seq;
}

/**
 * tw_record_get:
 * @record: a record
 * @field: a field of its entity
 *
 * The field may be of a newer snapshot than the record's; one that the record does not know is null.
 *
 * Returns: (transfer none): the edit if there is one, else the stored value; valid until the record changes
 */
const TwValue *
tw_record_get (TwRecord *record, const TwField *field)
{
  const TwField *own;

  g_return_val_if_fail (TW_IS_RECORD (record) && field != NULL, &nothing);

  own = find_own (record, field);
  if (!own)
    return &nothing;
  return record->edited && record->edited[own->index] ? &record->edits[own->index] : &record->values[own->index];
}

/**
 * tw_record_get_key:
 * @record: a record
 * @key: key of a field; an unknown one is a mistake of the program
 *
 * Returns: (transfer none): as tw_record_get()
 */
const TwValue *
tw_record_get_key (TwRecord *record, const char *key)
{
  const TwField *field = tw_entity_get_field (record->entity, key);

  if (field)
    return tw_record_get (record, field);
  g_critical ("“%s” has no field “%s”", record->entity->key, key);
  return &nothing;
}

/**
 * tw_record_get_before:
 * @record: a record
 * @field: a field of its entity
 *
 * Returns: (transfer none): the stored value, whatever the edit
 */
const TwValue *
tw_record_get_before (TwRecord *record, const TwField *field)
{
  const TwField *own;

  g_return_val_if_fail (TW_IS_RECORD (record) && field != NULL, &nothing);

  own = find_own (record, field);
  return own ? &record->values[own->index] : &nothing;
}

/**
 * tw_record_dup_title:
 * @record: a record
 *
 * Returns: (transfer full): the value of the entity's name field as text; "" when it has none
 */
char *
tw_record_dup_title (TwRecord *record)
{
  const TwField *field = record->entity->name_field;

  return tw_field_format (field, tw_record_get (record, field), NULL);
}

static gboolean
check_writable (TwRecord *record, const TwField *field, GError **error)
{
  gboolean origin = field->number == TW_FIELD_CREATED_AT || field->number == TW_FIELD_CREATED_BY;

  if (!field->formula && (field->number >= TW_FIELD_PARENT || (record->is_new && origin)))
    return TRUE;
  g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_READ_ONLY,
               field->formula ? _("“%s” is computed and cannot be set") : _("“%s” is kept by the program and cannot be set"),
               tw_field_get_label (field));
  return FALSE;
}

/**
 * tw_record_set:
 * @record: a record
 * @field: a field of its entity
 * @value: the new value; "" and empty lists count as none
 * @error: return location
 *
 * Edits a field after checking the value. An edit back to the stored value is no edit. Fields marked read_only can be set:
 * the mark is for people, see tw_field_is_editable(). A new record that comes from elsewhere may say when it was created
 * and by whom; otherwise the store does.
 *
 * Returns: %FALSE with a %TW_RECORD_ERROR when the field cannot have the value; nothing is changed then
 */
gboolean
tw_record_set (TwRecord *record, const TwField *field, const TwValue *value, GError **error)
{
  g_auto(TwValue) kept = TW_VALUE_INIT;
  guint n;

  g_return_val_if_fail (TW_IS_RECORD (record) && field != NULL && value != NULL, FALSE);

  n = record->entity->n_fields;
  field = find_own (record, field);
  g_return_val_if_fail (field != NULL, FALSE);
  if (!check_writable (record, field, error))
    return FALSE;
  kept = tw_field_normalize (field, value);
  if (!tw_field_validate (field, &kept, error))
    return FALSE;
  if (!record->is_new && tw_value_equal (&kept, &record->values[field->index]))
    {
      tw_record_forget_edit (record, field);
      return TRUE;
    }
  if (!record->edits)
    {
      record->edits = g_new0 (TwValue, n);
      record->edited = g_new0 (gboolean, n);
    }
  tw_value_clear (&record->edits[field->index]);
  record->edits[field->index] = kept;
  kept = (TwValue) TW_VALUE_INIT;
  record->edited[field->index] = TRUE;
  return TRUE;
}

static const TwField *
find_field (TwRecord *record, const char *key, GError **error)
{
  const TwField *field = tw_entity_get_field (record->entity, key);

  if (!field)
    g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_UNKNOWN_FIELD, _("“%s” has no field “%s”"),
                 tw_entity_get_label (record->entity, FALSE), key);
  return field;
}

/**
 * tw_record_set_key:
 * @record: a record
 * @key: key of a field
 * @value: the new value
 * @error: return location
 *
 * Sets a field as tw_record_set() does.
 *
 * Returns: %FALSE with a %TW_RECORD_ERROR, also for an unknown key
 */
gboolean
tw_record_set_key (TwRecord *record, const char *key, const TwValue *value, GError **error)
{
  const TwField *field = find_field (record, key, error);

  return field && tw_record_set (record, field, value, error);
}

/**
 * tw_record_set_text:
 * @record: a record
 * @key: key of a field
 * @text: the value as text; "" for none
 * @error: return location
 *
 * Reads a text with tw_field_parse() — date-times without a zone are UTC — and sets the field.
 *
 * Returns: %FALSE with a %TW_RECORD_ERROR when the field cannot have the value
 */
gboolean
tw_record_set_text (TwRecord *record, const char *key, const char *text, GError **error)
{
  const TwField *field = find_field (record, key, error);
  g_auto(TwValue) value = TW_VALUE_INIT;

  return field && tw_field_parse (field, text, NULL, &value, error) && tw_record_set (record, field, &value, error);
}

/**
 * tw_record_is_changed:
 * @record: a record
 * @field: a field of its entity
 *
 * Returns: has the field an edit?
 */
gboolean
tw_record_is_changed (TwRecord *record, const TwField *field)
{
  const TwField *own;

  g_return_val_if_fail (TW_IS_RECORD (record) && field != NULL, FALSE);

  own = find_own (record, field);
  return own && record->edited && record->edited[own->index];
}

/**
 * tw_record_has_changes:
 * @record: a record
 *
 * Returns: has any field an edit?
 */
gboolean
tw_record_has_changes (TwRecord *record)
{
  for (guint i = 0; record->edited && i < record->entity->n_fields; i++)
    if (record->edited[i])
      return TRUE;
  return FALSE;
}

/**
 * tw_record_revert:
 * @record: a record
 *
 * Drops all edits.
 */
void
tw_record_revert (TwRecord *record)
{
  g_return_if_fail (TW_IS_RECORD (record));
  drop_edits (record);
}

/**
 * tw_record_forget_edit:
 * @record: a record
 * @field: a field of its entity
 *
 * Drops the edit of one field.
 */
void
tw_record_forget_edit (TwRecord *record, const TwField *field)
{
  const TwField *own;

  g_return_if_fail (TW_IS_RECORD (record) && field != NULL);

  own = find_own (record, field);
  if (!own || !record->edited || !record->edited[own->index])
    return;
  tw_value_clear (&record->edits[own->index]);
  record->edited[own->index] = FALSE;
}

/**
 * tw_field_is_editable:
 * @field: a field
 *
 * Returns: may people change it? %FALSE for computed, read-only, retired and numbered fields and those that the program keeps
 */
gboolean
tw_field_is_editable (const TwField *field)
{
  return !field->formula && !field->read_only && !field->retired && field->kind != TW_KIND_NUMBER && field->number >= TW_FIELD_PARENT;
}
