/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as text and JSON: the forms of the REST API and of archives. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "tw-value.h"

#define MAX_LIST 100000
#define MAX_DEPTH 100

/**
 * tw_type_get_name:
 * @type: a type
 *
 * Returns: the name of the type in messages, not translated
 */
const char *
tw_type_get_name (TwType type)
{
  static const char *const names[] = {
    "null", "boolean", "integer", "decimal", "money", "date", "time", "date-time", "duration", "text", "choice", "link", "list", "JSON",
  };

  g_return_val_if_fail (type < G_N_ELEMENTS (names), NULL);
  return names[type];
}

static gboolean
refuse (TwType type, const char *text, GError **error)
{
  g_autofree char *start = g_utf8_validate (text, -1, NULL) ? g_utf8_substring (text, 0, MIN (60, g_utf8_strlen (text, -1))) : g_strdup ("?");

  g_set_error (error, TW_VALUE_ERROR, TW_VALUE_ERROR_SYNTAX, _("“%s” is not a valid %s."), start, tw_type_get_name (type));
  return FALSE;
}

static gboolean
parse_time (const char *text, gint64 *seconds)
{
  int part[3] = { 0 }, n = 0;

  for (;; n++)
    {
      if (n == 3 || !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
        return FALSE;
      part[n] = (text[0] - '0') * 10 + (text[1] - '0');
      text += 2;
      if (!*text)
        break;
      if (*text++ != ':')
        return FALSE;
    }
  *seconds = part[0] * 3600 + part[1] * 60 + part[2];
  return n >= 1 && part[0] < 24 && part[1] < 60 && part[2] < 60;
}

/**
 * tw_value_parse:
 * @type: the type to read
 * @text: the canonical text of a value, as tw_value_print() writes it
 * @zone: (nullable): the zone of date-times without an offset; UTC when %NULL
 * @result: (out caller-allocates): receives the value
 * @error: return location
 *
 * Links have no entity yet (tag 0). Lists and JSON are JSON texts.
 *
 * Returns: %FALSE with %TW_VALUE_ERROR_SYNTAX or %TW_VALUE_ERROR_RANGE
 */
gboolean
tw_value_parse (TwType type, const char *text, GTimeZone *zone, TwValue *result, GError **error)
{
  TwValue value = { .type = type };
  TwMoney money;
  TwDate date;
  char *end = NULL;

  switch (type)
    {
    case TW_TYPE_NULL:
      break;
    case TW_TYPE_BOOLEAN:
      if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
        return refuse (type, text, error);
      value.i = text[0] == 't';
      break;
    case TW_TYPE_INTEGER:
    case TW_TYPE_DURATION:
      if (!g_ascii_isdigit (*text) && !(*text == '-' && g_ascii_isdigit (text[1])))
        return refuse (type, text, error);
      if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value.i, NULL))
        {
          g_ascii_strtoll (text, &end, 10);
          if (*end)
            return refuse (type, text, error);
          g_set_error (error, TW_VALUE_ERROR, TW_VALUE_ERROR_RANGE, _("%s is too large a number."), text);
          return FALSE;
        }
      break;
    case TW_TYPE_DECIMAL:
      if (!tw_decimal_parse (text, &value.i))
        return refuse (type, text, error);
      break;
    case TW_TYPE_MONEY:
      if (!tw_money_parse (text, &money))
        return refuse (type, text, error);
      value.i = money.amount;
      value.tag = money.currency;
      break;
    case TW_TYPE_DATE:
      if (!tw_date_parse (text, &date))
        return refuse (type, text, error);
      value.i = date;
      break;
    case TW_TYPE_TIME:
      if (!parse_time (text, &value.i))
        return refuse (type, text, error);
      break;
    case TW_TYPE_DATETIME:
      if (!tw_instant_parse (text, zone, &value.i))
        return refuse (type, text, error);
      break;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      if (!g_utf8_validate (text, -1, NULL))
        return refuse (type, text, error);
      value.text = g_ref_string_new (text);
      break;
    case TW_TYPE_LINK:
      if (!tw_id_parse (text, &value.id))
        return refuse (type, text, error);
      break;
    case TW_TYPE_LIST:
    case TW_TYPE_JSON:
      return tw_value_from_json (type, text, result, error);
    default:
      g_return_val_if_reached (FALSE);
    }
  *result = value;
  return TRUE;
}

static void
append_json_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (const char *p = text; *p; p++)
    switch (*p)
      {
      case '"':  g_string_append (json, "\\\""); break;
      case '\\': g_string_append (json, "\\\\"); break;
      case '\n': g_string_append (json, "\\n"); break;
      case '\r': g_string_append (json, "\\r"); break;
      case '\t': g_string_append (json, "\\t"); break;
      default:
        if ((guchar) *p < 0x20 || *p == 0x7f)
          g_string_append_printf (json, "\\u%04x", (guchar) *p);
        else
          g_string_append_c (json, *p);
      }
  g_string_append_c (json, '"');
}

static void
append_json (GString *json, const TwValue *value)
{
  g_autofree char *text = NULL;
  char code[4];

  switch (value->type)
    {
    case TW_TYPE_NULL:
      g_string_append (json, "null");
      return;
    case TW_TYPE_BOOLEAN:
    case TW_TYPE_INTEGER:
    case TW_TYPE_DURATION:
    case TW_TYPE_JSON:
      text = tw_value_print (value);
      g_string_append (json, text);
      return;
    case TW_TYPE_MONEY:
      text = tw_money_print (&(TwMoney) { value->i, value->tag });
      if (value->tag)
        *strrchr (text, ' ') = 0;
      g_string_append_printf (json, "{\"amount\":\"%s\",\"currency\":", text);
      if (value->tag)
        append_json_string (json, tw_currency_print (value->tag, code));
      else
        g_string_append (json, "null");
      g_string_append_c (json, '}');
      return;
    case TW_TYPE_LIST:
      g_string_append_c (json, '[');
      for (guint i = 0; i < value->list->n_values; i++)
        {
          if (i > 0)
            g_string_append_c (json, ',');
          append_json (json, &value->list->values[i]);
        }
      g_string_append_c (json, ']');
      return;
    default:
      text = tw_value_print (value);
      append_json_string (json, text);
      return;
    }
}

/**
 * tw_value_to_json:
 * @value: a value
 *
 * Whole numbers, durations and booleans are JSON's own; money is an object of amount and currency, lists are arrays,
 * JSON is itself; everything else is a string as tw_value_print() gives it.
 *
 * Returns: (transfer full): one JSON value
 */
char *
tw_value_to_json (const TwValue *value)
{
  GString *json = g_string_new (NULL);

  append_json (json, value);
  return g_string_free (json, FALSE);
}

/* The parser calls itself for every bracket and would run out of stack in a text of many. Whatever it reads beyond standard
 * JSON — comments, single quotes — is refused here, so that both agree on what is inside of a string. */
static gboolean
check_nesting (TwType type, const char *json, GError **error)
{
  gboolean quoted = FALSE;
  int depth = 0;

  for (const char *p = json; *p; p++)
    if (quoted)
      {
        if (*p == '\\' && p[1])
          p++;
        else if (*p == '"')
          quoted = FALSE;
      }
    else if (*p == '"')
      quoted = TRUE;
    else if (*p == '/' || *p == '#' || *p == '\'')
      return refuse (type, json, error);
    else if ((*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
      {
        g_set_error (error, TW_VALUE_ERROR, TW_VALUE_ERROR_RANGE, _("JSON may be nested %d levels deep."), MAX_DEPTH);
        return FALSE;
      }
    else if (*p == ']' || *p == '}')
      depth--;
  return TRUE;
}

static gboolean from_node (TwType type, JsonNode *node, TwValue *result, GError **error);

static gboolean
list_from_node (JsonNode *node, TwValue *result, GError **error)
{
  JsonArray *array = json_node_get_array (node);
  guint n = json_array_get_length (array);
  g_autofree TwValue *values = NULL;
  gboolean good = n <= MAX_LIST;

  if (!good)
    {
      g_set_error (error, TW_VALUE_ERROR, TW_VALUE_ERROR_RANGE, _("A list has at most %d entries."), MAX_LIST);
      return FALSE;
    }
  values = g_new0 (TwValue, MAX (n, 1));
  for (guint i = 0; i < n && good; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      good = from_node (TW_TYPE_TEXT, element, &values[i], error);
    }
  if (good)
    *result = tw_value_list (values, n);
  for (guint i = 0; i < n; i++)
    tw_value_clear (&values[i]);
  return good;
}

static gboolean
money_from_object (JsonObject *object, TwValue *result, GError **error)
{
  JsonNode *amount = json_object_get_member (object, "amount"), *currency = json_object_get_member (object, "currency");
  g_autofree char *text = NULL;

  if (!amount || json_node_get_value_type (amount) != G_TYPE_STRING || (currency && !json_node_is_null (currency) && json_node_get_value_type (currency) != G_TYPE_STRING))
    return refuse (TW_TYPE_MONEY, "{…}", error);
  text = g_strconcat (json_node_get_string (amount), currency && !json_node_is_null (currency) ? " " : "",
                      currency && !json_node_is_null (currency) ? json_node_get_string (currency) : "", NULL);
  return tw_value_parse (TW_TYPE_MONEY, text, NULL, result, error);
}

static gboolean
from_node (TwType type, JsonNode *node, TwValue *result, GError **error)
{
  GType held = json_node_get_value_type (node);

  if (json_node_is_null (node))
    {
      *result = (TwValue) TW_VALUE_INIT;
      return TRUE;
    }
  if (type == TW_TYPE_JSON)
    {
      g_autofree char *json = json_to_string (node, FALSE);

      *result = tw_value_json (json);
      return TRUE;
    }
  if (type == TW_TYPE_LIST && JSON_NODE_HOLDS_ARRAY (node))
    return list_from_node (node, result, error);
  if (type == TW_TYPE_MONEY && JSON_NODE_HOLDS_OBJECT (node))
    return money_from_object (json_node_get_object (node), result, error);
  if (type == TW_TYPE_LINK && JSON_NODE_HOLDS_OBJECT (node) && json_object_has_member (json_node_get_object (node), "id"))
    return from_node (type, json_object_get_member (json_node_get_object (node), "id"), result, error);
  if (type == TW_TYPE_BOOLEAN && held == G_TYPE_BOOLEAN)
    {
      *result = tw_value_boolean (json_node_get_boolean (node));
      return TRUE;
    }
  if (held == G_TYPE_INT64 && (type == TW_TYPE_INTEGER || type == TW_TYPE_DURATION || type == TW_TYPE_DECIMAL))
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

      return tw_value_parse (type, text, NULL, result, error);
    }
  if (held == G_TYPE_STRING && type != TW_TYPE_BOOLEAN && type != TW_TYPE_INTEGER && type != TW_TYPE_DURATION && type != TW_TYPE_LIST)
    return tw_value_parse (type, json_node_get_string (node), NULL, result, error);

  g_autofree char *json = json_to_string (node, FALSE);
  return refuse (type, json, error);
}

/**
 * tw_value_from_json:
 * @type: the type that is wanted
 * @json: one JSON value in the form that tw_value_to_json() writes; null gives null
 * @result: (out caller-allocates): receives the value
 * @error: return location
 *
 * Elements of lists are texts; the caller makes choices or links of them. Links may be `"id"` or `{"type": …, "id": …}`; the
 * entity stays 0.
 *
 * Returns: %FALSE with %TW_VALUE_ERROR_SYNTAX or %TW_VALUE_ERROR_RANGE
 */
gboolean
tw_value_from_json (TwType type, const char *json, TwValue *result, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!check_nesting (type, json, error))
    return FALSE;
  if (!json_parser_load_from_data (parser, json, -1, NULL) || !(root = json_parser_get_root (parser)))
    return refuse (type, json, error);
  return from_node (type, root, result, error);
}
