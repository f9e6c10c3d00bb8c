/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-record.h"

struct _TwRecord
{
  GObject         parent_instance;
  const TwEntity *entity;
  TwSchema       *schema;                              /* (owned) keeps the entity alive */
  TwId            id;
  gint64          row_seq;
  gboolean        is_new, deleted;
  TwValue        *stored;                              /* (owned) entity->n_fields values */
  TwValue        *edits;                               /* (owned) (nullable) */
  guint8         *edited;                              /* (owned) (nullable) a flag a field */
};

G_DEFINE_FINAL_TYPE (TwRecord, tw_record, G_TYPE_OBJECT)
G_DEFINE_QUARK (tw-record-error-quark, tw_record_error)

static void
tw_record_finalize (GObject *object)
{
  TwRecord *self = TW_RECORD (object);

  tw_record_revert (self);
  for (guint i = 0; self->stored && i < self->entity->n_fields; i++)
    tw_value_clear (&self->stored[i]);
  g_free (self->stored);
  g_free (self->edits);
  g_free (self->edited);
  tw_schema_unref (self->schema);
  G_OBJECT_CLASS (tw_record_parent_class)->finalize (object);
}

static void
tw_record_class_init (TwRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_record_finalize;
}

static void
tw_record_init (TwRecord *self)
{
}

static TwRecord *
record_new (const TwEntity *entity)
{
  TwRecord *self = g_object_new (TW_TYPE_RECORD, NULL);

  self->entity = entity;
  self->schema = tw_schema_ref ((TwSchema *) entity->schema);
  return self;
}

TwRecord *
tw_record_new (const TwEntity *entity)
{
  TwRecord *self = record_new (entity);

  self->id = tw_id_new ();
  self->is_new = TRUE;
  self->stored = g_new0 (TwValue, entity->n_fields);
  return self;
}

TwRecord *
tw_record_new_stored (const TwEntity *entity, const TwId *id, gint64 row_seq, gboolean deleted, TwValue *values)
{
  TwRecord *self = record_new (entity);

  self->id = *id;
  self->row_seq = row_seq;
  self->deleted = deleted;
  self->stored = values;
  return self;
}

const TwEntity *
tw_record_get_entity (TwRecord *self)
{
  return self->entity;
}

const TwId *
tw_record_get_id (TwRecord *self)
{
  return &self->id;
}

void
tw_record_set_id (TwRecord *self, const TwId *id)
{
  g_return_if_fail (self->is_new);
  self->id = *id;
}

gboolean
tw_record_is_new (TwRecord *self)
{
  return self->is_new;
}

gboolean
tw_record_is_deleted (TwRecord *self)
{
  return self->deleted;
}

gint64
tw_record_get_row_seq (TwRecord *self)
{
  return self->row_seq;
}

const TwValue *
tw_record_get (TwRecord *self, const TwField *field)
{
  static const TwValue null = TW_VALUE_INIT;

  /* A field of a newer snapshot has no value here yet. */
  if (field->index >= self->entity->n_fields)
    return &null;
  return self->edited && self->edited[field->index] ? &self->edits[field->index] : &self->stored[field->index];
}

const TwValue *
tw_record_get_key (TwRecord *self, const char *key)
{
  static const TwValue null = TW_VALUE_INIT;
  const TwField *field = tw_entity_get_field (self->entity, key);

  if (!field)
    {
      g_critical ("%s has no field %s", self->entity->key, key);
      return &null;
    }
  return tw_record_get (self, field);
}

const TwValue *
tw_record_get_before (TwRecord *self, const TwField *field)
{
  return &self->stored[field->index];
}

char *
tw_record_dup_title (TwRecord *self)
{
  return tw_value_print (tw_record_get (self, self->entity->name_field));
}

gboolean
tw_record_set (TwRecord *self, const TwField *field, const TwValue *value, GError **error)
{
  g_return_val_if_fail (field->entity->number == self->entity->number && field->index < self->entity->n_fields, FALSE);
  if (!tw_field_validate (field, value, error))
    return FALSE;
  if (tw_value_equal (value, &self->stored[field->index]) && !self->is_new)
    {
      tw_record_forget_edit (self, field);
      return TRUE;
    }
  if (!self->edits)
    {
      self->edits = g_new0 (TwValue, self->entity->n_fields);
      self->edited = g_new0 (guint8, self->entity->n_fields);
    }

  TwValue copy = tw_value_copy (value);
  tw_value_clear (&self->edits[field->index]);
  self->edits[field->index] = copy;
  self->edited[field->index] = TRUE;
  return TRUE;
}

static const TwField *
find_field (TwRecord *self, const char *key, GError **error)
{
  const TwField *field = tw_entity_get_field (self->entity, key);

  if (!field)
    g_set_error (error, TW_RECORD_ERROR, TW_RECORD_ERROR_UNKNOWN_FIELD, _("“%s” has no field “%s”."), self->entity->key, key);
  return field;
}

gboolean
tw_record_set_key (TwRecord *self, const char *key, const TwValue *value, GError **error)
{
  const TwField *field = find_field (self, key, error);

  return field && tw_record_set (self, field, value, error);
}

gboolean
tw_record_set_text (TwRecord *self, const char *key, const char *text, GError **error)
{
  const TwField *field = find_field (self, key, error);
  g_auto(TwValue) value = TW_VALUE_INIT;

  return field && tw_field_parse (field, text, NULL, &value, error) && tw_record_set (self, field, &value, error);
}

gboolean
tw_record_is_changed (TwRecord *self, const TwField *field)
{
  return self->edited && self->edited[field->index];
}

gboolean
tw_record_has_changes (TwRecord *self)
{
  return self->edited && memchr (self->edited, TRUE, self->entity->n_fields);
}

void
tw_record_forget_edit (TwRecord *self, const TwField *field)
{
  if (!self->edited || !self->edited[field->index])
    return;
  self->edited[field->index] = FALSE;
  tw_value_clear (&self->edits[field->index]);
}

void
tw_record_revert (TwRecord *self)
{
  for (guint i = 0; self->edited && i < self->entity->n_fields; i++)
    tw_record_forget_edit (self, self->entity->fields[i]);
}
