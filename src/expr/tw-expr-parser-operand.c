/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Literals, names, calls, arithmetic. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-parser-private.h"

/* --- Literals --- */

static TwExpr *
literal (Parser *parser, const TwToken *at, TwValue value)
{
  TwExpr *expr = tw_expr_new_literal (&value);

  tw_value_clear (&value);
  return tw_parser_placed (parser, at, expr);
}

static gint64
seconds_of_unit (const char *word)
{
  static const struct { const char *word; gint64 seconds; } units[] = {
    { "second", 1 }, { "minute", 60 }, { "hour", 3600 }, { "day", 86400 }, { "week", 604800 },
  };
  gsize length = strlen (word);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize n = strlen (units[i].word);

      if ((length == n || (length == n + 1 && g_ascii_tolower (word[n]) == 's')) && g_ascii_strncasecmp (word, units[i].word, n) == 0)
        return units[i].seconds;
    }
  return 0;
}

static TwExpr *
parse_duration (Parser *parser, const TwToken *at, const char *digits, gint64 unit)
{
  gint64 number, seconds;
  TwDecimal decimal;

  if (g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &number, NULL))
    {
      if (!__builtin_mul_overflow (number, unit, &seconds))
        return literal (parser, at, tw_value_duration (seconds));
    }
  else if (tw_decimal_parse (digits, &decimal) && tw_int64_muldiv (decimal, unit, TW_DECIMAL_ONE, TW_ROUND_DOWN, &seconds)
           && (__int128) seconds * TW_DECIMAL_ONE == (__int128) decimal * unit)
    return literal (parser, at, tw_value_duration (seconds));
  return tw_parser_fail_at (parser, at, TW_EXPR_ERROR_SYNTAX,
                            _("this duration is too long or no whole number of seconds"));
}

static TwExpr *
parse_plain_number (Parser *parser, const TwToken *at, const char *digits)
{
  gint64 number;
  TwDecimal decimal;

  if (strchr (digits, '.') == NULL)
    {
      if (g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return literal (parser, at, tw_value_integer (number));
      return tw_parser_fail_at (parser, at, TW_EXPR_ERROR_SYNTAX, _("this number is too large"));
    }
  if (tw_decimal_parse (digits, &decimal))
    return literal (parser, at, tw_value_decimal (decimal));
  return tw_parser_fail_at (parser, at, TW_EXPR_ERROR_SYNTAX,
                            _("this number is too large or has more than six decimals"));
}

/* A number, an amount (10000 EUR) or a duration (90 days). at is its sign or first digit. */
static TwExpr *
parse_number (Parser *parser, const TwToken *at, gboolean negative)
{
  g_autofree char *digits = g_strdup_printf ("%s%.*s", negative ? "-" : "", (int) parser->token.length, parser->token.start);
  TwCurrency currency;
  gint64 unit;

  tw_parser_next (parser);
  if (parser->token.kind == TW_TOKEN_NAME && !tw_word_is_reserved (parser->token.text))
    {
      unit = seconds_of_unit (parser->token.text);
      if (unit > 0)
        {
          tw_parser_next (parser);
          return parse_duration (parser, at, digits, unit);
        }
      if (strlen (parser->token.text) == 3 && tw_currency_parse (parser->token.text, &currency))
        {
          g_autofree char *text = g_strdup_printf ("%s %s", digits, parser->token.text);
          TwMoney money;

          tw_parser_next (parser);
          if (tw_money_parse (text, &money))
            return literal (parser, at, tw_value_money (money.amount, money.currency));
          return tw_parser_fail_at (parser, at, TW_EXPR_ERROR_SYNTAX,
                                    _("this amount is too large or has more than four decimals"));
        }
      return tw_parser_expected (parser, _("an operator, a currency such as EUR or a unit such as days"));
    }
  return parse_plain_number (parser, at, digits);
}

static TwExpr *
parse_date (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autofree char *text = g_strndup (at.start, at.length);
  TwDate date;

  if (!tw_date_parse (text, &date))
    return tw_parser_fail_at (parser, &at, TW_EXPR_ERROR_SYNTAX, _("there is no date %s"), text);
  tw_parser_next (parser);
  return literal (parser, &at, tw_value_date (date));
}

static TwExpr *
parse_text (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autofree char *text = g_steal_pointer (&parser->token.text);

  tw_parser_next (parser);
  return literal (parser, &at, tw_value_text (text));
}

/* --- Operands --- */

/* At least one expression, after the opening parenthesis up to and with the closing one. */
GPtrArray *
tw_parser_parse_list (Parser *parser)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  do
    {
      TwExpr *item = tw_parser_parse_or (parser);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
  while (tw_parser_accept_symbol (parser, ","));
  if (tw_parser_is_symbol (parser, ")"))
    tw_parser_next (parser);
  else
    return tw_parser_expected (parser, _("“,” or “)”"));
  return g_steal_pointer (&items);
}

static TwExpr *
parse_aggregate (Parser *parser, const TwToken *at, const char *name)
{
  g_autoptr (TwExpr) of = tw_parser_parse_or (parser);
  g_autoptr (TwExpr) where = NULL;

  if (of == NULL)
    return NULL;
  if (tw_parser_accept_word (parser, "where") && (where = tw_parser_parse_or (parser)) == NULL)
    return NULL;
  if (!tw_parser_is_symbol (parser, ")"))
    return tw_parser_expected (parser, where != NULL ? "“)”" : _("“where” or “)”"));
  tw_parser_next (parser);
  return tw_parser_placed (parser, at, tw_expr_new_aggregate (name, of, where));
}

static TwExpr *
parse_call (Parser *parser, const TwToken *at, const char *name)
{
  g_autoptr (GPtrArray) args = NULL;

  if (tw_expr_is_aggregate_name (name))
    return parse_aggregate (parser, at, name);
  if (tw_parser_accept_symbol (parser, ")"))
    return tw_parser_placed (parser, at, tw_expr_new_call (name, NULL, 0));
  args = tw_parser_parse_list (parser);
  return args != NULL ? tw_parser_placed (parser, at, tw_expr_new_call (name, (TwExpr **) args->pdata, args->len)) : NULL;
}

static TwExpr *
parse_word (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autofree char *name = NULL;

  if (tw_parser_accept_word (parser, "true"))
    return literal (parser, &at, tw_value_boolean (TRUE));
  if (tw_parser_accept_word (parser, "false"))
    return literal (parser, &at, tw_value_boolean (FALSE));
  if (tw_parser_accept_word (parser, "null"))
    return literal (parser, &at, (TwValue) TW_VALUE_INIT);
  if (tw_parser_accept_word (parser, "me"))
    return tw_parser_placed (parser, &at, tw_expr_new_me ());
  if (tw_parser_is_word (parser, "my"))
    return tw_parser_fail_at (parser, &at, TW_EXPR_ERROR_SYNTAX, _("“my team” stands only after “in”"));
  name = tw_parser_take_name (parser, _("a field, a value or “(”"));
  if (name == NULL)
    return NULL;
  if (at.kind == TW_TOKEN_NAME && tw_parser_accept_symbol (parser, "("))
    return parse_call (parser, &at, name);
  return tw_parser_placed (parser, &at, tw_expr_new_name (name));
}

static TwExpr *
parse_primary (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  TwExpr *expr;

  switch (parser->token.kind)
    {
    case TW_TOKEN_NUMBER:
      return parse_number (parser, &at, FALSE);
    case TW_TOKEN_DATE:
      return parse_date (parser);
    case TW_TOKEN_TEXT:
      return parse_text (parser);
    case TW_TOKEN_NAME:
    case TW_TOKEN_QUOTED_NAME:
      return parse_word (parser);
    default:
      if (!tw_parser_accept_symbol (parser, "("))
        return tw_parser_expected (parser, _("a field, a value or “(”"));
      expr = tw_parser_parse_or (parser);
      if (expr == NULL || tw_parser_expect_symbol (parser, ")"))
        return expr;
      tw_expr_unref (expr);
      return NULL;
    }
}

static TwExpr *
parse_postfix (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autoptr (TwExpr) expr = parse_primary (parser);

  while (expr != NULL)
    {
      gboolean path = tw_parser_accept_symbol (parser, ".");
      g_autofree char *name = NULL;
      TwExpr *outer;

      if (!path && !tw_parser_accept_word (parser, "as"))
        break;
      name = tw_parser_take_name (parser, path ? _("the name of a field") : _("the name of an object, such as deal"));
      if (name == NULL)
        return NULL;
      outer = path ? tw_expr_new_path (expr, name) : tw_expr_new_cast (expr, name);
      tw_expr_unref (expr);
      expr = tw_parser_placed (parser, &at, outer);
    }
  return g_steal_pointer (&expr);
}

/* A minus right before a number belongs to the number. */
static TwExpr *
parse_unary (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autoptr (TwExpr) child = NULL;

  if (!tw_parser_accept_symbol (parser, "-"))
    return parse_postfix (parser);
  if (parser->token.kind == TW_TOKEN_NUMBER)
    return parse_number (parser, &at, TRUE);
  if (!tw_parser_enter (parser))
    return NULL;
  child = parse_unary (parser);
  parser->depth--;
  return child != NULL ? tw_parser_placed (parser, &at, tw_expr_new_negate (child)) : NULL;
}

static TwExpr *
parse_chain (Parser *parser, TwExpr *(*operand) (Parser *), const TwExprOp *ops, guint n)
{
  TwToken at = tw_parser_here (parser);
  g_autoptr (TwExpr) expr = operand (parser);
  TwExprOp op;

  while (expr != NULL && (op = tw_parser_take_op (parser, ops, n)) != TW_EXPR_OP_NONE)
    {
      g_autoptr (TwExpr) right = operand (parser);
      TwExpr *sum = right != NULL ? tw_expr_new_arithmetic (op, expr, right) : NULL;

      tw_expr_unref (expr);
      expr = tw_parser_placed (parser, &at, sum);
    }
  return g_steal_pointer (&expr);
}

static TwExpr *
parse_product (Parser *parser)
{
  static const TwExprOp ops[] = { TW_EXPR_OP_MULTIPLY, TW_EXPR_OP_DIVIDE, TW_EXPR_OP_REMAINDER };

  return parse_chain (parser, parse_unary, ops, G_N_ELEMENTS (ops));
}

TwExpr *
tw_parser_parse_sum (Parser *parser)
{
  static const TwExprOp ops[] = { TW_EXPR_OP_ADD, TW_EXPR_OP_SUBTRACT, TW_EXPR_OP_CONCAT };

  return parse_chain (parser, parse_product, ops, G_N_ELEMENTS (ops));
}
