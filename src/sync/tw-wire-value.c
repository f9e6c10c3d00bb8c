/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "tw-wire-private.h"

G_DEFINE_QUARK (tw-wire-error-quark, tw_wire_error)

/* Elements of one list; the store's own bound on a field's size is far above what people enter. */
#define MAX_ELEMENTS 100000

/**
 * tw_wire_append_text:
 * @json: receives @text in quotes
 * @text: UTF-8
 */
void
tw_wire_append_text (GString *json, const char *text)
{
  tw_doc_print_text (text, json);
}

void
tw_wire_put_id (GString *json, const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 3] = "\"";

  tw_id_print (id, text + 1);
  text[TW_ID_TEXT_LENGTH + 1] = '"';
  g_string_append_len (json, text, TW_ID_TEXT_LENGTH + 2);
}

/* Without the reading of a format, which was a fourth of what a push cost to print. */
void
tw_wire_put_int (GString *json, gint64 value)
{
  char buffer[24], *at = buffer + sizeof buffer;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--at = '0' + rest % 10;
  while ((rest /= 10) > 0);
  if (value < 0)
    *--at = '-';
  g_string_append_len (json, at, buffer + sizeof buffer - at);
}

void
tw_wire_put_text (GString *json, const char *key, const char *text)
{
  if (text == NULL)
    return;
  g_string_append (json, ",\"");
  g_string_append (json, key);
  g_string_append (json, "\":");
  tw_doc_print_text (text, json);
}

static void
append_list (GString *json, const TwList *list)
{
  g_string_append_c (json, '[');
  for (guint i = 0; i < list->n_values; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      tw_wire_append_value (json, &list->values[i]);
    }
  g_string_append_c (json, ']');
}

/**
 * tw_wire_append_value:
 * @json: receives the value in the form of the wire
 * @value: any value
 */
void
tw_wire_append_value (GString *json, const TwValue *value)
{
  char code[4];

  switch (value->type)
    {
    case TW_TYPE_NULL:
      g_string_append (json, "null");
      break;
    case TW_TYPE_BOOLEAN:
      g_string_append (json, value->i != 0 ? "true" : "false");
      break;
    case TW_TYPE_INTEGER:
    case TW_TYPE_DECIMAL:
    case TW_TYPE_DATE:
    case TW_TYPE_TIME:
    case TW_TYPE_DATETIME:
    case TW_TYPE_DURATION:
      tw_wire_put_int (json, value->i);
      break;
    case TW_TYPE_MONEY:
      g_string_append_c (json, '[');
      tw_wire_put_int (json, value->i);
      g_string_append_printf (json, ",\"%s\"]", value->tag != 0 ? tw_currency_print (value->tag, code) : "");
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      tw_doc_print_text (value->text, json);
      break;
    case TW_TYPE_LINK:
      g_string_append_c (json, '[');
      tw_wire_put_int (json, value->tag);
      g_string_append_c (json, ',');
      tw_wire_put_id (json, &value->id);
      g_string_append_c (json, ']');
      break;
    case TW_TYPE_LIST:
      append_list (json, value->list);
      break;
    }
}

static gboolean
read_integer (const TwDocNode *node, TwType type, TwValue *value)
{
  gint64 number;

  if (!tw_doc_integer (node, &number) || (type == TW_TYPE_TIME && (number < 0 || number >= 86400))
      || (type == TW_TYPE_DATE && (number < TW_DATE_MIN || number > TW_DATE_MAX)))
    return FALSE;
  *value = tw_value_integer (number);
  value->type = type;
  return TRUE;
}

static gboolean
read_money (const TwDocNode *node, TwValue *value)
{
  TwCurrency currency = 0;
  gint64 amount;

  if (node->type != TW_DOC_ARRAY || node->n_items != 2 || !tw_doc_integer (node->first, &amount)
      || node->first->next->type != TW_DOC_TEXT)
    return FALSE;
  if (*node->first->next->text && !tw_currency_parse (node->first->next->text, &currency))
    return FALSE;
  *value = tw_value_money (amount, currency);
  return TRUE;
}

/* A link that can point to one kind only is kept without the kind: one to another kind would come out as something else. */
static gboolean
is_target (const TwField *field, gint64 number)
{
  const TwEntity *target;

  if (field == NULL || field->type != TW_TYPE_LINK || field->targets == NULL || field->targets[0] == NULL || field->targets[1] != NULL)
    return TRUE;
  target = tw_schema_get_entity (field->entity->schema, field->targets[0]);
  return target == NULL || target->number == number;
}

static gboolean
read_json (const TwDocNode *node, const TwField *field, TwValue *value)
{
  g_autoptr (TwDoc) doc = NULL;

  if (field != NULL && (doc = tw_doc_parse ("value", node->text, -1, NULL)) == NULL)
    return FALSE;
  *value = tw_value_json (node->text);
  return TRUE;
}

static gboolean
read_link (const TwDocNode *node, const TwField *field, TwValue *value)
{
  gint64 entity;
  TwId id;

  if (node->type != TW_DOC_ARRAY || node->n_items != 2 || !tw_doc_integer (node->first, &entity) || entity < 1 || entity > 4095
      || node->first->next->type != TW_DOC_TEXT || !tw_id_parse (node->first->next->text, &id) || !is_target (field, entity))
    return FALSE;
  *value = tw_value_link (entity, &id);
  return TRUE;
}

static TwType
get_element_type (const TwField *field)
{
  return field->kind == TW_KIND_LINKS ? TW_TYPE_LINK : field->kind == TW_KIND_SET ? TW_TYPE_ENUM : TW_TYPE_TEXT;
}

static gboolean read_typed (const TwDocNode *node, const TwField *field, TwType type, TwValue *value);

static gboolean
read_list (const TwDocNode *node, const TwField *field, TwValue *value)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (TwValue));

  if (node->type != TW_DOC_ARRAY || node->n_items > MAX_ELEMENTS)
    return FALSE;
  g_array_set_clear_func (elements, (GDestroyNotify) tw_value_clear);
  for (const TwDocNode *item = node->first; item != NULL; item = item->next)
    {
      TwValue element = TW_VALUE_INIT;

      if (!read_typed (item, field, get_element_type (field), &element))
        return FALSE;
      g_array_append_val (elements, element);
    }
  if (elements->len > 0)
    *value = tw_value_list ((const TwValue *) (gpointer) elements->data, elements->len);
  return TRUE;
}

static gboolean
read_typed (const TwDocNode *node, const TwField *field, TwType type, TwValue *value)
{
  switch (type)
    {
    case TW_TYPE_NULL:
      return FALSE;
    case TW_TYPE_BOOLEAN:
      if (node->type != TW_DOC_BOOLEAN)
        return FALSE;
      *value = tw_value_boolean (node->boolean);
      return TRUE;
    case TW_TYPE_INTEGER:
    case TW_TYPE_DECIMAL:
    case TW_TYPE_DATE:
    case TW_TYPE_TIME:
    case TW_TYPE_DATETIME:
    case TW_TYPE_DURATION:
      return read_integer (node, type, value);
    case TW_TYPE_MONEY:
      return read_money (node, value);
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      if (node->type != TW_DOC_TEXT)
        return FALSE;
      if (type == TW_TYPE_JSON)
        return read_json (node, field, value);
      *value = type == TW_TYPE_TEXT ? tw_value_text (node->text) : tw_value_enum (node->text);
      return TRUE;
    case TW_TYPE_LINK:
      return read_link (node, field, value);
    case TW_TYPE_LIST:
      return read_list (node, field, value);
    }
  return FALSE;
}

/**
 * tw_wire_read_value:
 * @node: what the message says
 * @field: (nullable): whose value; %NULL: of entity 0, whose values are JSON texts
 * @value: (out caller-allocates): null on failure
 *
 * Returns: whether @node is a value of the field's type; bounds and choices of the field are not looked at
 */
gboolean
tw_wire_read_value (const TwDocNode *node, const TwField *field, TwValue *value)
{
  *value = (TwValue) TW_VALUE_INIT;
  if (node->type == TW_DOC_NULL)
    return TRUE;
  return read_typed (node, field, field != NULL ? field->type : TW_TYPE_JSON, value);
}

/* --- Members --- */

TwDoc *
tw_wire_doc_parse (GBytes *body, gsize max, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TwDoc) doc = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  gint64 protocol;

  if (length > max)
    {
      g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_LIMIT, "The message is larger than %" G_GSIZE_FORMAT " bytes.", max);
      return NULL;
    }
  doc = tw_doc_parse ("message", length > 0 ? text : "", length, &local);
  if (doc == NULL)
    {
      g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_SYNTAX, "The message is not JSON: %s", local->message);
      return NULL;
    }
  if (!tw_wire_get_int (tw_doc_get_root (doc), "protocol", 0, G_MAXINT, &protocol, error))
    return NULL;
  if (protocol != TW_WIRE_PROTOCOL)
    {
      g_set_error (error, TW_WIRE_ERROR, TW_WIRE_ERROR_VERSION,
                   "The message is of protocol %" PRId64 "; this program speaks %d. Install the newer version.", protocol,
                   TW_WIRE_PROTOCOL);
      return NULL;
    }
  return g_steal_pointer (&doc);
}

gboolean
tw_wire_get_int (const TwDocNode *object, const char *key, gint64 min, gint64 max, gint64 *value, GError **error)
{
  const TwDocNode *node = tw_doc_member (object, key);

  if (node == NULL || !tw_doc_integer (node, value) || *value < min || *value > max)
    return TW_WIRE_FAIL ("“%s” is not a whole number in its bounds.", key);
  return TRUE;
}

gboolean
tw_wire_get_id (const TwDocNode *object, const char *key, TwId *id, GError **error)
{
  const TwDocNode *node = tw_doc_member (object, key);

  if (node == NULL || node->type != TW_DOC_TEXT || !tw_id_parse (node->text, id) || tw_id_is_nil (id))
    return TW_WIRE_FAIL ("“%s” is not an id.", key);
  return TRUE;
}

gboolean
tw_wire_get_text (const TwDocNode *object, const char *key, gsize max, char **text, GError **error)
{
  const TwDocNode *node = tw_doc_member (object, key);

  *text = NULL;
  if (node == NULL || node->type == TW_DOC_NULL)
    return TRUE;
  if (node->type != TW_DOC_TEXT || strlen (node->text) > max)
    return TW_WIRE_FAIL ("“%s” is not a text of at most %" G_GSIZE_FORMAT " bytes.", key, max);
  *text = g_strdup (node->text);
  return TRUE;
}

const TwDocNode *
tw_wire_get_array (const TwDocNode *object, const char *key, guint max, GError **error)
{
  const TwDocNode *node = tw_doc_member (object, key);

  if (node != NULL && node->type == TW_DOC_ARRAY && node->n_items <= max)
    return node;
  g_set_error (error, TW_WIRE_ERROR, node != NULL && node->type == TW_DOC_ARRAY ? TW_WIRE_ERROR_LIMIT : TW_WIRE_ERROR_SYNTAX,
               "“%s” is not a list of at most %u items.", key, max);
  return NULL;
}
