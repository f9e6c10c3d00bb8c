/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How types fit together, and what literals become beside other operands. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-bound-private.h"
#include "tw-text.h"

const char *
tw_bind_describe (const TwNode *node)
{
  switch (node->type)
    {
    case TW_TYPE_NULL:
      return _("null");
    case TW_TYPE_BOOLEAN:
      return _("a condition");
    case TW_TYPE_INTEGER:
      return _("a whole number");
    case TW_TYPE_DECIMAL:
      return _("a number");
    case TW_TYPE_MONEY:
      return _("an amount of money");
    case TW_TYPE_DATE:
      return _("a date");
    case TW_TYPE_TIME:
      return _("a time of day");
    case TW_TYPE_DATETIME:
      return _("a date with time");
    case TW_TYPE_DURATION:
      return _("a duration");
    case TW_TYPE_TEXT:
      return _("a text");
    case TW_TYPE_ENUM:
      return _("a choice");
    case TW_TYPE_LINK:
      return _("a link");
    case TW_TYPE_LIST:
      return _("a list");
    default:
      return _("structured data");
    }
}

gboolean
tw_bind_is_number (const TwNode *node)
{
  return node->type == TW_TYPE_INTEGER || node->type == TW_TYPE_DECIMAL;
}

gboolean
tw_bind_is_text (const TwNode *node)
{
  return node->type == TW_TYPE_TEXT || node->type == TW_TYPE_ENUM;
}

static void
wrap (TwNode **node, const char *op, TwType type)
{
  TwNode *call = tw_node_new_call (tw_op_get (op), type, node, 1);

  call->line = (*node)->line;
  call->column = (*node)->column;
  *node = call;
}

static void
replace_value (TwNode *node, TwValue value)
{
  tw_value_clear (&node->value);
  node->type = value.type;
  node->value = value;
}

TwNode *
tw_bind_to_decimal (TwNode *node)
{
  TwDecimal decimal;

  if (node->type == TW_TYPE_DECIMAL)
    return node;
  if (node->kind == TW_NODE_CONST && tw_value_is_null (&node->value))
    node->type = TW_TYPE_DECIMAL;
  else if (node->kind == TW_NODE_CONST && tw_decimal_from_int (node->value.i, &decimal))
    replace_value (node, tw_value_decimal (decimal));
  else
    wrap (&node, "&decimal", TW_TYPE_DECIMAL);
  return node;
}

/* --- Text literals --- */

/* Whether a date-time says its offset; without one it is meant in the context's zone, which binding does not know. */
static gboolean
has_offset (const char *text)
{
  g_autoptr (GTimeZone) east = g_time_zone_new_offset (3600);
  TwInstant a, b;

  return tw_instant_parse (text, NULL, &a) && tw_instant_parse (text, east, &b) && a == b;
}

static gboolean
text_to_datetime (TwNode **node, gboolean convert)
{
  const char *text = (*node)->value.text;
  TwInstant instant;

  if (!tw_instant_parse (text, NULL, &instant))
    return FALSE;
  if (!convert)
    return TRUE;
  if (has_offset (text))
    replace_value (*node, tw_value_datetime (instant));
  else
    wrap (node, "&local", TW_TYPE_DATETIME);
  return TRUE;
}

static gboolean
text_to_date (TwNode **node, gboolean convert)
{
  TwDate date;

  if (!tw_date_parse ((*node)->value.text, &date))
    return FALSE;
  if (convert)
    replace_value (*node, tw_value_date (date));
  return TRUE;
}

static gboolean
text_to_time (TwNode **node, gboolean convert)
{
  TwValue value;

  if (!tw_value_parse (TW_TYPE_TIME, (*node)->value.text, NULL, &value, NULL))
    return FALSE;
  if (convert)
    replace_value (*node, value);
  else
    tw_value_clear (&value);
  return TRUE;
}

static gboolean
fit_text_literal (TwNode **node, char letter, gboolean convert)
{
  switch (letter)
    {
    case 'D':
      return text_to_date (node, convert);
    case 'T':
      return text_to_time (node, convert);
    case 't':
      return text_to_datetime (node, convert);
    case 'x':
      return text_to_date (node, convert) || text_to_datetime (node, convert);
    default:
      return FALSE;
    }
}

static gboolean
type_has_letter (TwType type, char letter)
{
  switch (letter)
    {
    case 'b': return type == TW_TYPE_BOOLEAN;
    case 'i': return type == TW_TYPE_INTEGER;
    case 'd': return type == TW_TYPE_DECIMAL;
    case 'm': return type == TW_TYPE_MONEY;
    case 'D': return type == TW_TYPE_DATE;
    case 't': return type == TW_TYPE_DATETIME;
    case 'T': return type == TW_TYPE_TIME;
    case 'u': return type == TW_TYPE_DURATION;
    case 's': return type == TW_TYPE_TEXT || type == TW_TYPE_ENUM;
    case 'l': return type == TW_TYPE_LINK;
    case 'L': return type == TW_TYPE_LIST;
    case 'x': return type == TW_TYPE_DATE || type == TW_TYPE_DATETIME;
    default:  return type != TW_TYPE_LIST && type != TW_TYPE_JSON;
    }
}

gboolean
tw_bind_fit (TwNode **node, char letter, gboolean convert, guint *cost)
{
  if (tw_node_is_null_literal (*node) && letter != 'L')
    return TRUE;
  if (type_has_letter ((*node)->type, letter))
    return TRUE;
  (*cost)++;
  if (letter == 'd' && (*node)->type == TW_TYPE_INTEGER)
    {
      if (convert)
        *node = tw_bind_to_decimal (*node);
      return TRUE;
    }
  if (letter == 't' && (*node)->type == TW_TYPE_DATE)
    {
      if (convert)
        wrap (node, "&start", TW_TYPE_DATETIME);
      return TRUE;
    }
  return tw_node_is_text_literal (*node) && fit_text_literal (node, letter, convert);
}

static char
letter_of (TwType type)
{
  switch (type)
    {
    case TW_TYPE_DATE:
      return 'D';
    case TW_TYPE_DATETIME:
      return 't';
    case TW_TYPE_TIME:
      return 'T';
    case TW_TYPE_DECIMAL:
      return 'd';
    default:
      return '\0';
    }
}

/* The type that holds values of both. */
static gboolean
join_types (TwType a, TwType b, TwType *type)
{
  *type = a;
  if (a == b)
    return TRUE;
  if (a == TW_TYPE_NULL || b == TW_TYPE_NULL)
    *type = a == TW_TYPE_NULL ? b : a;
  else if ((a == TW_TYPE_INTEGER && b == TW_TYPE_DECIMAL) || (a == TW_TYPE_DECIMAL && b == TW_TYPE_INTEGER))
    *type = TW_TYPE_DECIMAL;
  else if ((a == TW_TYPE_DATE && b == TW_TYPE_DATETIME) || (a == TW_TYPE_DATETIME && b == TW_TYPE_DATE))
    *type = TW_TYPE_DATETIME;
  else if ((a == TW_TYPE_TEXT && b == TW_TYPE_ENUM) || (a == TW_TYPE_ENUM && b == TW_TYPE_TEXT))
    *type = TW_TYPE_TEXT;
  else
    return FALSE;
  return TRUE;
}

gboolean
tw_bind_unify (TwNode **nodes, guint n, TwType *type)
{
  TwType common = TW_TYPE_NULL;
  const TwField *choices = NULL;
  guint cost = 0;

  /* Texts written in quotes follow the others. */
  for (guint i = 0; i < n; i++)
    if (!tw_node_is_text_literal (nodes[i]) && !tw_node_is_null_literal (nodes[i]))
      {
        if (nodes[i]->type == TW_TYPE_LIST || nodes[i]->type == TW_TYPE_JSON || !join_types (common, nodes[i]->type, &common))
          return FALSE;
        /* Choices of two fields are texts: the same key may mean something else. */
        if (nodes[i]->type == TW_TYPE_ENUM && choices != NULL && choices != nodes[i]->field && common == TW_TYPE_ENUM)
          common = TW_TYPE_TEXT;
        if (nodes[i]->type == TW_TYPE_ENUM)
          choices = nodes[i]->field;
      }
  for (guint i = 0; i < n; i++)
    if (tw_node_is_text_literal (nodes[i]))
      {
        if (letter_of (common) != '\0')
          {
            if (!tw_bind_fit (&nodes[i], letter_of (common), TRUE, &cost))
              return FALSE;
          }
        else if (!join_types (common, TW_TYPE_TEXT, &common))
          return FALSE;
      }
  for (guint i = 0; i < n; i++)
    if (letter_of (common) != '\0' && !tw_bind_fit (&nodes[i], letter_of (common), TRUE, &cost))
      return FALSE;
  *type = common;
  return TRUE;
}

/* --- Literals beside other operands --- */

static gboolean
adapt_choice (TwBinder *binder, const TwExpr *at, TwNode *node, const TwField *field)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    if (strcmp (field->choices[i]->key, node->value.text) == 0)
      {
        replace_value (node, tw_value_enum (field->choices[i]->key));
        return TRUE;
      }
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    {
      const TwChoice *choice = field->choices[i];

      if (tw_text_equal (choice->key, node->value.text) || (choice->label != NULL && tw_text_equal (choice->label, node->value.text)))
        {
          replace_value (node, tw_value_enum (choice->key));
          return TRUE;
        }
      g_string_append_printf (keys, "%s%s", i > 0 ? ", " : "", choice->key);
    }
  tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                _("“%s” is no choice of “%s”; its choices are: %s"), node->value.text, field->key, keys->str);
  return FALSE;
}

static gboolean
adapt_text (TwBinder *binder, const TwExpr *at, TwNode **node, const TwNode *beside)
{
  TwMoney money;
  TwId id;

  switch (beside->type)
    {
    case TW_TYPE_ENUM:
      return beside->field == NULL || adapt_choice (binder, at, *node, beside->field);
    case TW_TYPE_DATE:
    case TW_TYPE_DATETIME:
      if (fit_text_literal (node, 'x', TRUE))
        return TRUE;
      tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                    _("expected a date such as 2026-03-31, not “%s”"), (*node)->value.text);
      return FALSE;
    case TW_TYPE_TIME:
      if (text_to_time (node, TRUE))
        return TRUE;
      tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                    _("expected a time such as \"14:30\", not “%s”"), (*node)->value.text);
      return FALSE;
    case TW_TYPE_MONEY:
      if (!tw_money_parse ((*node)->value.text, &money) || money.currency == 0)
        break;
      replace_value (*node, tw_value_money (money.amount, money.currency));
      return TRUE;
    case TW_TYPE_LINK:
      if (!tw_id_parse ((*node)->value.text, &id))
        break;
      replace_value (*node, tw_value_link (0, &id));
      return TRUE;
    default:
      break;
    }
  return TRUE;
}

gboolean
tw_bind_adapt (TwBinder *binder, const TwExpr *at, TwNode **node, const TwNode *beside)
{
  if (tw_node_is_text_literal (*node))
    return adapt_text (binder, at, node, beside);
  if (tw_node_is_null_literal (*node) || tw_node_is_null_literal (beside))
    return TRUE;
  if (beside->type == TW_TYPE_MONEY && tw_bind_is_number (*node) && (*node)->literal)
    {
      *node = tw_bind_to_decimal (*node);
      wrap (node, "&money", TW_TYPE_MONEY);
    }
  else if (beside->type == TW_TYPE_DECIMAL && (*node)->type == TW_TYPE_INTEGER)
    *node = tw_bind_to_decimal (*node);
  return TRUE;
}
