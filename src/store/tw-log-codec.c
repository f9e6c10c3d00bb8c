/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a change, as it lies in log_change.body.
 *
 *   body    = version, { entry }                        to the end of the bytes
 *   version = 01                                        a change of fields
 *           | 00                                        erased: the values were removed for good; nothing follows
 *   entry   = varint (field × 4 + has_before + 2 × has_after), [ value before ], [ value after ]
 *   value   = type byte (TwType), payload
 *   payload = boolean, integer, decimal, date, time, datetime, duration:  zigzag varint
 *           | money:             zigzag varint amount in ten-thousandths, varint packed currency
 *           | text, enum, JSON:  varint length in bytes, UTF-8 without NUL
 *           | link:              varint entity number, 16 bytes of id
 *           | list:              varint count, { value }, no list inside
 *
 * A varint has seven bits a byte, low bits first, high bit: more follow; at most ten bytes, and the shortest form only.
 * An ADD has after values alone. created_at, updated_at, created_by and updated_by are left out when they are the time and
 * the user of the commit. The bytes of a store file are not trusted: every length is bounded by what is left, texts must be
 * UTF-8, numbers inside the bounds of their type; otherwise the body reads as damaged. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-commit-private.h"
#include "tw-log-codec.h"
#include "tw-store.h"

#define VERSION_ERASED 0
#define VERSION_FIELDS 1
#define FIELD_MAX      (1 << 20)

static guint64
zigzag (gint64 value)
{
  return ((guint64) value << 1) ^ (guint64) (value >> 63);
}

static gint64
unzigzag (guint64 value)
{
  return (gint64) (value >> 1) ^ -(gint64) (value & 1);
}

void
tw_log_write_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  while (value >= 0x80)
    {
      bytes[n++] = (guint8) (value | 0x80);
      value >>= 7;
    }
  bytes[n++] = (guint8) value;
  g_byte_array_append (out, bytes, n);
}

gboolean
tw_log_read_varint (const guint8 **data, const guint8 *end, guint64 *value)
{
  guint64 result = 0;

  for (guint shift = 0; shift < 70 && *data < end; shift += 7)
    {
      guint8 byte = *(*data)++;

      if (shift == 63 && byte > 1)
        return FALSE;
      result |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        {
          *value = result;
          return byte != 0 || shift == 0;
        }
    }
  return FALSE;
}

static void
write_text (GByteArray *out, const char *text)
{
  gsize length = g_ref_string_length ((char *) text);

  tw_log_write_varint (out, length);
  g_byte_array_append (out, (const guint8 *) text, length);
}

/* Appends type and payload of a value that is not null. */
void
tw_log_write_value (GByteArray *out, const TwValue *value)
{
  guint8 type = (guint8) value->type;

  g_byte_array_append (out, &type, 1);
  switch (value->type)
    {
    case TW_TYPE_NULL:
      break;
    case TW_TYPE_MONEY:
      tw_log_write_varint (out, zigzag (value->i));
      tw_log_write_varint (out, value->tag);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      write_text (out, value->text);
      break;
    case TW_TYPE_LINK:
      tw_log_write_varint (out, value->tag);
      g_byte_array_append (out, value->id.bytes, sizeof value->id.bytes);
      break;
    case TW_TYPE_LIST:
      tw_log_write_varint (out, value->list->n_values);
      for (guint i = 0; i < value->list->n_values; i++)
        tw_log_write_value (out, &value->list->values[i]);
      break;
    default:
      tw_log_write_varint (out, zigzag (value->i));
      break;
    }
}

static gboolean
number_is_sound (TwType type, gint64 number)
{
  switch (type)
    {
    case TW_TYPE_BOOLEAN:
      return number == 0 || number == 1;
    case TW_TYPE_DATE:
      return number >= TW_DATE_MIN && number <= TW_DATE_MAX;
    case TW_TYPE_TIME:
      return number >= 0 && number < 86400;
    default:
      return TRUE;
    }
}

static gboolean
read_text (const guint8 **data, const guint8 *end, TwType type, TwValue *value)
{
  guint64 length;

  if (!tw_log_read_varint (data, end, &length) || length > (guint64) (end - *data)
      || !g_utf8_validate_len ((const char *) *data, length, NULL))
    return FALSE;
  *value = tw_value_text_len ((const char *) *data, length);
  value->type = type;
  *data += length;
  return TRUE;
}

static gboolean
read_link (const guint8 **data, const guint8 *end, TwValue *value)
{
  guint64 entity;
  TwId id;

  if (!tw_log_read_varint (data, end, &entity) || entity > G_MAXUINT32 || end - *data < (gssize) sizeof id.bytes)
    return FALSE;
  memcpy (id.bytes, *data, sizeof id.bytes);
  *data += sizeof id.bytes;
  *value = tw_value_link ((guint32) entity, &id);
  return TRUE;
}

static gboolean read_value (const guint8 **data, const guint8 *end, gboolean inside_list, TwValue *value);

static gboolean
read_list (const guint8 **data, const guint8 *end, TwValue *value)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (TwValue));
  guint64 count;

  g_array_set_clear_func (items, (GDestroyNotify) tw_value_clear);
  /* Each element takes a byte at least, so that the count cannot ask for more memory than the body has bytes. */
  if (!tw_log_read_varint (data, end, &count) || count > (guint64) (end - *data))
    return FALSE;
  for (guint64 i = 0; i < count; i++)
    {
      TwValue item = TW_VALUE_INIT;

      if (!read_value (data, end, TRUE, &item))
        return FALSE;
      g_array_append_val (items, item);
    }
  *value = tw_value_list ((const TwValue *) items->data, items->len);
  return TRUE;
}

static gboolean
read_value (const guint8 **data, const guint8 *end, gboolean inside_list, TwValue *value)
{
  guint64 number, tag;
  TwType type;

  *value = (TwValue) TW_VALUE_INIT;
  if (*data >= end)
    return FALSE;
  type = (TwType) *(*data)++;
  switch (type)
    {
    case TW_TYPE_NULL:
      return TRUE;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      return read_text (data, end, type, value);
    case TW_TYPE_LINK:
      return read_link (data, end, value);
    case TW_TYPE_LIST:
      return !inside_list && read_list (data, end, value);
    case TW_TYPE_MONEY:
      if (!tw_log_read_varint (data, end, &number) || !tw_log_read_varint (data, end, &tag) || tag > 0xffffff)
        return FALSE;
      *value = tw_value_money (unzigzag (number), (TwCurrency) tag);
      return TRUE;
    default:
      if (type > TW_TYPE_JSON || !tw_log_read_varint (data, end, &number)
          || !number_is_sound (type, unzigzag (number)))
        return FALSE;
      value->type = type;
      value->i = unzigzag (number);
      return TRUE;
    }
}

gboolean
tw_log_read_value (const guint8 **data, const guint8 *end, TwValue *value)
{
  return read_value (data, end, FALSE, value);
}

void
tw_log_body_begin (GByteArray *body)
{
  static const guint8 version = VERSION_FIELDS;

  g_byte_array_set_size (body, 0);
  g_byte_array_append (body, &version, 1);
}

void
tw_log_body_erase (GByteArray *body)
{
  static const guint8 version = VERSION_ERASED;

  g_byte_array_set_size (body, 0);
  g_byte_array_append (body, &version, 1);
}

/**
 * tw_log_body_add:
 * @body: a body begun with tw_log_body_begin()
 * @field: the field's number
 * @before: (nullable): the value before
 * @after: (nullable): the value after
 *
 * Appends what happened to a field.
 */
void
tw_log_body_add (GByteArray *body, guint field, const TwValue *before, const TwValue *after)
{
  gboolean has_before = before != NULL && !tw_value_is_null (before);
  gboolean has_after = after != NULL && !tw_value_is_null (after);

  tw_log_write_varint (body, (guint64) field * 4 + (has_before ? 1 : 0) + (has_after ? 2 : 0));
  if (has_before)
    tw_log_write_value (body, before);
  if (has_after)
    tw_log_write_value (body, after);
}

/**
 * tw_log_body_read:
 * @data: bytes of a body
 * @length: how many
 * @erased: (out) (optional): whether the values were removed for good
 *
 * Reads and checks a body.
 *
 * Returns: (transfer full) (nullable) (element-type TwFieldChange): the fields' changes, or %NULL with
 *   %TW_STORE_ERROR_DAMAGED
 */
GArray *
tw_log_body_read (const guint8 *data, gsize length, gboolean *erased, GError **error)
{
  g_autoptr (GArray) fields = tw_field_changes_new ();
  const guint8 *end = data + length;
  gboolean good = length > 0 && length <= TW_LOG_BODY_MAX && data[0] <= VERSION_FIELDS;

  if (erased != NULL)
    *erased = good && data[0] == VERSION_ERASED;
  if (good && *data++ == VERSION_ERASED)
    good = data == end;
  while (good && data < end)
    {
      TwFieldChange change = { 0, TW_VALUE_INIT, TW_VALUE_INIT };
      guint64 head;

      good = tw_log_read_varint (&data, end, &head) && head / 4 < FIELD_MAX
             && ((head & 1) == 0 || read_value (&data, end, FALSE, &change.before))
             && ((head & 2) == 0 || read_value (&data, end, FALSE, &change.after));
      if (good)
        change.field = (guint) (head / 4);
      g_array_append_val (fields, change);
    }
  if (!good)
    {
      g_set_error_literal (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
                           _("The history is damaged: a change in it cannot be read. Restore the workspace from a backup."));
      return NULL;
    }
  return g_steal_pointer (&fields);
}
