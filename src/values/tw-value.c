/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-text.h"
#include "tw-value.h"

G_DEFINE_QUARK (tw-value-error-quark, tw_value_error)

static TwValue
whole (TwType type, gint64 i)
{
  return (TwValue) { .type = type, .i = i };
}

static TwValue
textual (TwType type, const char *text)
{
  return text ? (TwValue) { .type = type, .text = g_ref_string_new (text) } : (TwValue) TW_VALUE_INIT;
}

/**
 * tw_value_boolean:
 * @value: a truth
 *
 * Returns: the value
 */
TwValue
tw_value_boolean (gboolean value)
{
  return whole (TW_TYPE_BOOLEAN, value != FALSE);
}

/**
 * tw_value_integer:
 * @value: a whole number
 *
 * Returns: the value
 */
TwValue
tw_value_integer (gint64 value)
{
  return whole (TW_TYPE_INTEGER, value);
}

/**
 * tw_value_decimal:
 * @value: a number
 *
 * Returns: the value
 */
TwValue
tw_value_decimal (TwDecimal value)
{
  return whole (TW_TYPE_DECIMAL, value);
}

/**
 * tw_value_money:
 * @amount: ten-thousandths of the unit
 * @currency: its currency, or 0
 *
 * Returns: the value
 */
TwValue
tw_value_money (gint64 amount, TwCurrency currency)
{
  return (TwValue) { .type = TW_TYPE_MONEY, .tag = currency, .i = amount };
}

/**
 * tw_value_date:
 * @date: a date
 *
 * Returns: the value
 */
TwValue
tw_value_date (TwDate date)
{
  return whole (TW_TYPE_DATE, date);
}

/**
 * tw_value_time:
 * @seconds: a wall time, as seconds from 00:00
 *
 * Returns: the value
 */
TwValue
tw_value_time (int seconds)
{
  return whole (TW_TYPE_TIME, seconds);
}

/**
 * tw_value_datetime:
 * @instant: an instant
 *
 * Returns: the value
 */
TwValue
tw_value_datetime (TwInstant instant)
{
  return whole (TW_TYPE_DATETIME, instant);
}

/**
 * tw_value_duration:
 * @seconds: a length of time
 *
 * Returns: the value
 */
TwValue
tw_value_duration (gint64 seconds)
{
  return whole (TW_TYPE_DURATION, seconds);
}

/**
 * tw_value_text:
 * @text: (nullable): a text in UTF-8
 *
 * Returns: the value, for tw_value_clear(); null for %NULL
 */
TwValue
tw_value_text (const char *text)
{
  return textual (TW_TYPE_TEXT, text);
}

/**
 * tw_value_text_len:
 * @text: a text in UTF-8
 * @length: its length in bytes
 *
 * Returns: the value, for tw_value_clear()
 */
TwValue
tw_value_text_len (const char *text, gsize length)
{
  return (TwValue) { .type = TW_TYPE_TEXT, .text = g_ref_string_new_len (text, length) };
}

/**
 * tw_value_enum:
 * @key: (nullable): the key of a choice
 *
 * Returns: the value, for tw_value_clear(); null for %NULL
 */
TwValue
tw_value_enum (const char *key)
{
  return textual (TW_TYPE_ENUM, key);
}

/**
 * tw_value_link:
 * @entity_number: the number of the entity of the record, 0 when the context tells it
 * @id: the id of the record
 *
 * Returns: the value
 */
TwValue
tw_value_link (guint32 entity_number, const TwId *id)
{
  return (TwValue) { .type = TW_TYPE_LINK, .tag = entity_number, .id = *id };
}

/**
 * tw_value_json:
 * @json: (nullable): a JSON text, which is not looked into
 *
 * Returns: the value, for tw_value_clear(); null for %NULL
 */
TwValue
tw_value_json (const char *json)
{
  return textual (TW_TYPE_JSON, json);
}

/**
 * tw_value_list:
 * @values: (array length=n_values): the elements
 * @n_values: how many
 *
 * Returns: the value, for tw_value_clear(); it has copies of the elements
 */
TwValue
tw_value_list (const TwValue *values, guint n_values)
{
  TwList *list = g_malloc (sizeof (TwList) + n_values * sizeof (TwValue));

  g_atomic_ref_count_init (&list->ref_count);
  list->n_values = n_values;
  for (guint i = 0; i < n_values; i++)
    list->values[i] = tw_value_copy (&values[i]);
  return (TwValue) { .type = TW_TYPE_LIST, .list = list };
}

/**
 * tw_value_copy:
 * @value: a value
 *
 * Copies by reference: texts and lists are shared and never change. May be called from any thread.
 *
 * Returns: the same value, for tw_value_clear()
 */
TwValue
tw_value_copy (const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      g_ref_string_acquire (value->text);
      break;
    case TW_TYPE_LIST:
      g_atomic_ref_count_inc (&value->list->ref_count);
      break;
    default:
      break;
    }
  return *value;
}

/**
 * tw_value_clear:
 * @value: a value
 *
 * Lets go of texts and lists; @value becomes null.
 */
void
tw_value_clear (TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      g_ref_string_release (value->text);
      break;
    case TW_TYPE_LIST:
      if (g_atomic_ref_count_dec (&value->list->ref_count))
        {
          for (guint i = 0; i < value->list->n_values; i++)
            tw_value_clear (&value->list->values[i]);
          g_free (value->list);
        }
      break;
    default:
      break;
    }
  *value = (TwValue) TW_VALUE_INIT;
}

/**
 * tw_value_equal:
 * @a: a value
 * @b: another
 *
 * Returns: whether type and contents are the same, byte for byte; null equals null
 */
gboolean
tw_value_equal (const TwValue *a, const TwValue *b)
{
  if (a->type != b->type)
    return FALSE;
  switch (a->type)
    {
    case TW_TYPE_NULL:
      return TRUE;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      return a->text == b->text || strcmp (a->text, b->text) == 0;
    case TW_TYPE_LINK:
      return a->tag == b->tag && tw_id_equal (&a->id, &b->id);
    case TW_TYPE_MONEY:
      return a->tag == b->tag && a->i == b->i;
    case TW_TYPE_LIST:
      if (a->list->n_values != b->list->n_values)
        return FALSE;
      for (guint i = 0; i < a->list->n_values; i++)
        if (!tw_value_equal (&a->list->values[i], &b->list->values[i]))
          return FALSE;
      return TRUE;
    default:
      return a->i == b->i;
    }
}

static int
sign (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/**
 * tw_value_compare:
 * @a: a value
 * @b: another of the same type, or null
 *
 * The order of lists and of SQL: null first, texts by their folded form, enum keys and JSON by bytes, money by amount whatever its
 * currency, links by id, lists element by element.
 *
 * Returns: -1, 0 or 1
 */
int
tw_value_compare (const TwValue *a, const TwValue *b)
{
  int order;

  if (a->type != b->type)
    {
      if (a->type == TW_TYPE_NULL || b->type == TW_TYPE_NULL)
        return a->type == TW_TYPE_NULL ? -1 : 1;
      return sign (a->type, b->type);
    }
  switch (a->type)
    {
    case TW_TYPE_NULL:
      return 0;
    case TW_TYPE_TEXT:
      return tw_text_compare (a->text, g_ref_string_length (a->text), b->text, g_ref_string_length (b->text));
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      order = strcmp (a->text, b->text);
      return sign (order, 0);
    case TW_TYPE_LINK:
      return sign (tw_id_compare (&a->id, &b->id), 0);
    case TW_TYPE_LIST:
      for (guint i = 0; i < MIN (a->list->n_values, b->list->n_values); i++)
        if ((order = tw_value_compare (&a->list->values[i], &b->list->values[i])) != 0)
          return order;
      return sign (a->list->n_values, b->list->n_values);
    default:
      return sign (a->i, b->i);
    }
}

/**
 * tw_value_hash:
 * @value: a value
 *
 * Returns: a hash that is the same for values equal by tw_value_equal()
 */
guint
tw_value_hash (const TwValue *value)
{
  guint hash = value->type;

  switch (value->type)
    {
    case TW_TYPE_NULL:
      return 0;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      return g_str_hash (value->text);
    case TW_TYPE_LINK:
      return tw_id_hash (&value->id);
    case TW_TYPE_LIST:
      for (guint i = 0; i < value->list->n_values; i++)
        hash = hash * 31 + tw_value_hash (&value->list->values[i]);
      return hash;
    default:
      return ((guint64) value->i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 32) ^ value->tag;
    }
}

static char *
print_time (gint64 seconds)
{
  int hour = seconds / 3600, minute = seconds / 60 % 60, second = seconds % 60;

  return second ? g_strdup_printf ("%02d:%02d:%02d", hour, minute, second) : g_strdup_printf ("%02d:%02d", hour, minute);
}

/**
 * tw_value_print:
 * @value: a value
 *
 * The text for logs, CSV and the command line, the same in every locale.
 *
 * Returns: (transfer full): the text that tw_value_parse() reads as the same value; empty for null
 */
char *
tw_value_print (const TwValue *value)
{
  switch (value->type)
    {
    case TW_TYPE_NULL:
      return g_strdup ("");
    case TW_TYPE_BOOLEAN:
      return g_strdup (value->i ? "true" : "false");
    case TW_TYPE_INTEGER:
    case TW_TYPE_DURATION:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->i);
    case TW_TYPE_DECIMAL:
      return tw_decimal_print (value->i);
    case TW_TYPE_MONEY:
      return tw_money_print (&(TwMoney) { value->i, value->tag });
    case TW_TYPE_DATE:
      return tw_date_print (value->i);
    case TW_TYPE_TIME:
      return print_time (value->i);
    case TW_TYPE_DATETIME:
      return tw_instant_print (value->i);
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
    case TW_TYPE_JSON:
      return g_strdup (value->text);
    case TW_TYPE_LINK:
      return tw_id_dup_text (&value->id);
    case TW_TYPE_LIST:
      return tw_value_to_json (value);
    default:
      g_return_val_if_reached (NULL);
    }
}
