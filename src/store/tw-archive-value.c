/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-archive-private.h"

const char *const tw_archive_origins[] = { "person", "import", "undo", "sync", "rule", "system", "demo", NULL };
const char *const tw_archive_ops[] = { "add", "set", "delete", "restore", "purge", NULL };

static const char *const type_names[] = {
  "null", "boolean", "integer", "decimal", "money", "date", "time", "datetime", "duration", "text", "enum", "link", "list", "json",
};

gboolean
tw_archive_fail (GError **error, const char *where)
{
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_DAMAGED,
               _("The archive cannot be read: %s is not as it should be. Nothing was changed."), where);
  return FALSE;
}

void
tw_archive_append_text (GString *json, const char *text)
{
  g_auto (TwValue) value = tw_value_text (text != NULL ? text : "");
  g_autofree char *quoted = tw_value_to_json (&value);
  g_string_append (json, quoted);
}

static void
append_money (GString *json, const TwValue *value)
{
  const TwMoney bare = { value->i, 0 };
  g_autofree char *amount = tw_money_print (&bare);
  char code[4];
  tw_archive_append_text (json, amount);
  if (value->tag != 0)
    g_string_append_printf (json, ",\"currency\":\"%s\"", tw_currency_print (value->tag, code));
}

void
tw_archive_append_value (GString *json, const TwValue *value)
{
  g_autofree char *text = NULL;
  if (tw_value_is_null (value))
    {
      g_string_append (json, "null");
      return;
    }
  g_string_append_printf (json, "{\"%s\":", type_names[value->type]);
  switch (value->type)
    {
    case TW_TYPE_BOOLEAN:
      g_string_append (json, value->i != 0 ? "true" : "false");
      break;
    case TW_TYPE_INTEGER:
    case TW_TYPE_TIME:
    case TW_TYPE_DURATION:
      g_string_append_printf (json, "%" G_GINT64_FORMAT, value->i);
      break;
    case TW_TYPE_MONEY:
      append_money (json, value);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      tw_archive_append_text (json, value->text);
      break;
    case TW_TYPE_LINK:
      text = tw_id_dup_text (&value->id);
      g_string_append_printf (json, "\"%s\",\"entity\":%u", text, value->tag);
      break;
    case TW_TYPE_LIST:
      g_string_append_c (json, '[');
      for (guint i = 0; i < value->list->n_values; i++)
        {
          if (i > 0)
            g_string_append_c (json, ',');
          tw_archive_append_value (json, &value->list->values[i]);
        }
      g_string_append_c (json, ']');
      break;
    default:                                           /* decimal, date, datetime: their own canonical text */
      text = tw_value_print (value);
      tw_archive_append_text (json, text);
      break;
    }
  g_string_append_c (json, '}');
}

/* --- Reading --- */

static const char *
get_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
    ? json_node_get_string (node) : NULL;
}

static gboolean
read_list (JsonNode *node, TwValue *value)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (TwValue));
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  JsonArray *array = json_node_get_array (node);
  g_array_set_clear_func (values, (GDestroyNotify) tw_value_clear);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      TwValue one = TW_VALUE_INIT;
      if (!tw_archive_read_value (json_array_get_element (array, i), &one) || one.type == TW_TYPE_LIST)
        {
          tw_value_clear (&one);
          return FALSE;
        }
      g_array_append_val (values, one);
    }
  *value = tw_value_list ((TwValue *) (gpointer) values->data, values->len);
  return TRUE;
}

static gboolean
read_money (JsonObject *object, const char *amount, TwValue *value)
{
  TwMoney money;
  TwCurrency currency = 0;
  JsonNode *code = json_object_get_member (object, "currency");
  if (amount == NULL || !tw_money_parse (amount, &money) || money.currency != 0)
    return FALSE;
  if (code != NULL && (get_text (code) == NULL || !tw_currency_parse (get_text (code), &currency)))
    return FALSE;
  *value = tw_value_money (money.amount, currency);
  return TRUE;
}

static gboolean
read_number (JsonNode *node, gint64 *number)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return TRUE;
}

static gboolean
read_typed (TwType type, JsonNode *node, JsonObject *object, TwValue *value)
{
  const char *text = get_text (node);
  gint64 number;
  TwId id;
  switch (type)
    {
    case TW_TYPE_BOOLEAN:
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return FALSE;
      *value = tw_value_boolean (json_node_get_boolean (node));
      return TRUE;
    case TW_TYPE_INTEGER:
    case TW_TYPE_TIME:
    case TW_TYPE_DURATION:
      if (!read_number (node, &number) || (type == TW_TYPE_TIME && (number < 0 || number >= 86400)))
        return FALSE;
      *value = tw_value_integer (number);
      value->type = type;
      return TRUE;
    case TW_TYPE_MONEY:
      return read_money (object, text, value);
    case TW_TYPE_LINK:
      if (text == NULL || !tw_id_parse (text, &id) || !json_object_has_member (object, "entity")
          || !read_number (json_object_get_member (object, "entity"), &number) || number < 0 || number > 4095)
        return FALSE;
      *value = tw_value_link ((guint32) number, &id);
      return TRUE;
    case TW_TYPE_LIST:
      return read_list (node, value);
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      if (text == NULL)
        return FALSE;
      *value = type == TW_TYPE_TEXT ? tw_value_text (text) : type == TW_TYPE_ENUM ? tw_value_enum (text) : tw_value_json (text);
      return TRUE;
    default:
      return text != NULL && tw_value_parse (type, text, NULL, value, NULL);
    }
}

gboolean
tw_archive_read_value (JsonNode *node, TwValue *value)
{
  *value = (TwValue) TW_VALUE_INIT;
  if (node == NULL || json_node_is_null (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  JsonObject *object = json_node_get_object (node);
  for (guint i = 1; i < G_N_ELEMENTS (type_names); i++)
    if (json_object_has_member (object, type_names[i]))
      return read_typed ((TwType) i, json_object_get_member (object, type_names[i]), object, value);
  return FALSE;
}
