/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to tree, by recursive descent; the grammar is in docs/expressions.md. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-private.h"

typedef struct
{
  TwLexer  lexer;
  TwToken  token;                                      /* the next one */
  guint    depth;
  GError **error;
  gboolean failed;
} Parser;

static TwExpr *parse_or (Parser *parser);
static TwExpr *parse_sum (Parser *parser);

/* --- Tokens --- */

static void
next (Parser *parser)
{
  g_clear_pointer (&parser->token.text, g_free);
  tw_lexer_next (&parser->lexer, &parser->token);
}

G_GNUC_PRINTF (4, 5) static gpointer
fail_at (Parser *parser, const TwToken *at, TwExprError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (parser->failed)
    return NULL;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  tw_expr_set_error_at (parser->error, code, at->line, at->column, "%s", message);
  parser->failed = TRUE;
  return NULL;
}

static gpointer
expected (Parser *parser, const char *what)
{
  const TwToken *token = &parser->token;
  g_autofree char *found = NULL;

  if (token->kind == TW_TOKEN_ERROR)
    return fail_at (parser, token, TW_EXPR_ERROR_SYNTAX, "%s", token->text);
  if (token->kind == TW_TOKEN_END)
    return fail_at (parser, token, TW_EXPR_ERROR_SYNTAX, _("expected %s, but the text ends here"), what);
  found = g_strndup (token->start, MIN (token->length, 40));
  if (!g_utf8_validate (found, -1, NULL))
    g_clear_pointer (&found, g_free);
  return fail_at (parser, token, TW_EXPR_ERROR_SYNTAX, _("expected %s, not “%s”"), what, found != NULL ? found : "…");
}

static gboolean
is_word (const Parser *parser, const char *word)
{
  return parser->token.kind == TW_TOKEN_NAME && g_ascii_strcasecmp (parser->token.text, word) == 0;
}

static gboolean
is_symbol (const Parser *parser, const char *symbol)
{
  return parser->token.kind == TW_TOKEN_SYMBOL && parser->token.length == strlen (symbol)
         && strncmp (parser->token.start, symbol, parser->token.length) == 0;
}

static gboolean
accept_word (Parser *parser, const char *word)
{
  if (!is_word (parser, word))
    return FALSE;
  next (parser);
  return TRUE;
}

static gboolean
accept_symbol (Parser *parser, const char *symbol)
{
  if (!is_symbol (parser, symbol))
    return FALSE;
  next (parser);
  return TRUE;
}

static gboolean
expect_symbol (Parser *parser, const char *symbol)
{
  g_autofree char *what = NULL;

  if (accept_symbol (parser, symbol))
    return TRUE;
  what = g_strdup_printf ("“%s”", symbol);
  expected (parser, what);
  return FALSE;
}

static TwToken
here (const Parser *parser)
{
  TwToken at = parser->token;

  at.text = NULL;
  return at;
}

static gboolean
enter (Parser *parser)
{
  if (++parser->depth <= TW_EXPR_MAX_DEPTH)
    return TRUE;
  fail_at (parser, &parser->token, TW_EXPR_ERROR_LIMIT, _("the expression is nested too deeply; split it into computed fields"));
  return FALSE;
}

/* Gives a new tree its place; a tree that grew too deep is an error. */
static TwExpr *
placed (Parser *parser, const TwToken *at, TwExpr *expr)
{
  if (expr == NULL)
    return NULL;
  if (expr->depth > TW_EXPR_MAX_DEPTH)
    {
      tw_expr_unref (expr);
      return fail_at (parser, at, TW_EXPR_ERROR_LIMIT, _("the expression is nested too deeply; split it into computed fields"));
    }
  if (expr->line == 0)
    {
      expr->line = at->line;
      expr->column = at->column;
    }
  return expr;
}

static char *
take_name (Parser *parser, const char *what)
{
  char *name;

  if (parser->token.kind != TW_TOKEN_QUOTED_NAME
      && (parser->token.kind != TW_TOKEN_NAME || tw_word_is_reserved (parser->token.text)))
    return expected (parser, what);
  name = g_strdup (parser->token.text);
  next (parser);
  return name;
}

/* --- Literals --- */

static TwExpr *
literal (Parser *parser, const TwToken *at, TwValue value)
{
  TwExpr *expr = tw_expr_new_literal (&value);

  tw_value_clear (&value);
  return placed (parser, at, expr);
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
  return fail_at (parser, at, TW_EXPR_ERROR_SYNTAX, _("this duration is too long or no whole number of seconds"));
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
      return fail_at (parser, at, TW_EXPR_ERROR_SYNTAX, _("this number is too large"));
    }
  if (tw_decimal_parse (digits, &decimal))
    return literal (parser, at, tw_value_decimal (decimal));
  return fail_at (parser, at, TW_EXPR_ERROR_SYNTAX, _("this number is too large or has more than six decimals"));
}

/* A number, an amount (10000 EUR) or a duration (90 days). at is its sign or first digit. */
static TwExpr *
parse_number (Parser *parser, const TwToken *at, gboolean negative)
{
  g_autofree char *digits = g_strdup_printf ("%s%.*s", negative ? "-" : "", (int) parser->token.length, parser->token.start);
  TwCurrency currency;
  gint64 unit;

  next (parser);
  if (parser->token.kind == TW_TOKEN_NAME && !tw_word_is_reserved (parser->token.text))
    {
      unit = seconds_of_unit (parser->token.text);
      if (unit > 0)
        {
          next (parser);
          return parse_duration (parser, at, digits, unit);
        }
      if (strlen (parser->token.text) == 3 && tw_currency_parse (parser->token.text, &currency))
        {
          g_autofree char *text = g_strdup_printf ("%s %s", digits, parser->token.text);
          TwMoney money;

          next (parser);
          if (tw_money_parse (text, &money))
            return literal (parser, at, tw_value_money (money.amount, money.currency));
          return fail_at (parser, at, TW_EXPR_ERROR_SYNTAX, _("this amount is too large or has more than four decimals"));
        }
      return expected (parser, _("an operator, a currency such as EUR or a unit such as days"));
    }
  return parse_plain_number (parser, at, digits);
}

static TwExpr *
parse_date (Parser *parser)
{
  TwToken at = here (parser);
  g_autofree char *text = g_strndup (at.start, at.length);
  TwDate date;

  if (!tw_date_parse (text, &date))
    return fail_at (parser, &at, TW_EXPR_ERROR_SYNTAX, _("there is no date %s"), text);
  next (parser);
  return literal (parser, &at, tw_value_date (date));
}

static TwExpr *
parse_text (Parser *parser)
{
  TwToken at = here (parser);
  g_autofree char *text = g_steal_pointer (&parser->token.text);

  next (parser);
  return literal (parser, &at, tw_value_text (text));
}

/* --- Operands --- */

/* At least one expression, after the opening parenthesis up to and with the closing one. */
static GPtrArray *
parse_list (Parser *parser)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  do
    {
      TwExpr *item = parse_or (parser);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
  while (accept_symbol (parser, ","));
  if (is_symbol (parser, ")"))
    next (parser);
  else
    return expected (parser, _("“,” or “)”"));
  return g_steal_pointer (&items);
}

static TwExpr *
parse_aggregate (Parser *parser, const TwToken *at, const char *name)
{
  g_autoptr (TwExpr) of = parse_or (parser);
  g_autoptr (TwExpr) where = NULL;

  if (of == NULL)
    return NULL;
  if (accept_word (parser, "where") && (where = parse_or (parser)) == NULL)
    return NULL;
  if (!is_symbol (parser, ")"))
    return expected (parser, where != NULL ? "“)”" : _("“where” or “)”"));
  next (parser);
  return placed (parser, at, tw_expr_new_aggregate (name, of, where));
}

static TwExpr *
parse_call (Parser *parser, const TwToken *at, const char *name)
{
  g_autoptr (GPtrArray) args = NULL;

  if (tw_expr_is_aggregate_name (name))
    return parse_aggregate (parser, at, name);
  if (accept_symbol (parser, ")"))
    return placed (parser, at, tw_expr_new_call (name, NULL, 0));
  args = parse_list (parser);
  return args != NULL ? placed (parser, at, tw_expr_new_call (name, (TwExpr **) args->pdata, args->len)) : NULL;
}

static TwExpr *
parse_word (Parser *parser)
{
  TwToken at = here (parser);
  g_autofree char *name = NULL;

  if (accept_word (parser, "true"))
    return literal (parser, &at, tw_value_boolean (TRUE));
  if (accept_word (parser, "false"))
    return literal (parser, &at, tw_value_boolean (FALSE));
  if (accept_word (parser, "null"))
    return literal (parser, &at, (TwValue) TW_VALUE_INIT);
  if (accept_word (parser, "me"))
    return placed (parser, &at, tw_expr_new_me ());
  if (is_word (parser, "my"))
    return fail_at (parser, &at, TW_EXPR_ERROR_SYNTAX, _("“my team” stands only after “in”"));
  name = take_name (parser, _("a field, a value or “(”"));
  if (name == NULL)
    return NULL;
  if (at.kind == TW_TOKEN_NAME && accept_symbol (parser, "("))
    return parse_call (parser, &at, name);
  return placed (parser, &at, tw_expr_new_name (name));
}

static TwExpr *
parse_primary (Parser *parser)
{
  TwToken at = here (parser);
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
      if (!accept_symbol (parser, "("))
        return expected (parser, _("a field, a value or “(”"));
      expr = parse_or (parser);
      if (expr == NULL || expect_symbol (parser, ")"))
        return expr;
      tw_expr_unref (expr);
      return NULL;
    }
}

static TwExpr *
parse_postfix (Parser *parser)
{
  TwToken at = here (parser);
  g_autoptr (TwExpr) expr = parse_primary (parser);

  while (expr != NULL)
    {
      gboolean path = accept_symbol (parser, ".");
      g_autofree char *name = NULL;
      TwExpr *outer;

      if (!path && !accept_word (parser, "as"))
        break;
      name = take_name (parser, path ? _("the name of a field") : _("the name of an object, such as deal"));
      if (name == NULL)
        return NULL;
      outer = path ? tw_expr_new_path (expr, name) : tw_expr_new_cast (expr, name);
      tw_expr_unref (expr);
      expr = placed (parser, &at, outer);
    }
  return g_steal_pointer (&expr);
}

/* A minus right before a number belongs to the number. */
static TwExpr *
parse_unary (Parser *parser)
{
  TwToken at = here (parser);
  g_autoptr (TwExpr) child = NULL;

  if (!accept_symbol (parser, "-"))
    return parse_postfix (parser);
  if (parser->token.kind == TW_TOKEN_NUMBER)
    return parse_number (parser, &at, TRUE);
  if (!enter (parser))
    return NULL;
  child = parse_unary (parser);
  parser->depth--;
  return child != NULL ? placed (parser, &at, tw_expr_new_negate (child)) : NULL;
}

static TwExprOp
take_op (Parser *parser, const TwExprOp *ops, guint n)
{
  for (guint i = 0; i < n; i++)
    if (accept_symbol (parser, tw_expr_op_get_symbol (ops[i])))
      return ops[i];
  return TW_EXPR_OP_NONE;
}

static TwExpr *
parse_chain (Parser *parser, TwExpr *(*operand) (Parser *), const TwExprOp *ops, guint n)
{
  TwToken at = here (parser);
  g_autoptr (TwExpr) expr = operand (parser);
  TwExprOp op;

  while (expr != NULL && (op = take_op (parser, ops, n)) != TW_EXPR_OP_NONE)
    {
      g_autoptr (TwExpr) right = operand (parser);
      TwExpr *sum = right != NULL ? tw_expr_new_arithmetic (op, expr, right) : NULL;

      tw_expr_unref (expr);
      expr = placed (parser, &at, sum);
    }
  return g_steal_pointer (&expr);
}

static TwExpr *
parse_product (Parser *parser)
{
  static const TwExprOp ops[] = { TW_EXPR_OP_MULTIPLY, TW_EXPR_OP_DIVIDE, TW_EXPR_OP_REMAINDER };

  return parse_chain (parser, parse_unary, ops, G_N_ELEMENTS (ops));
}

static TwExpr *
parse_sum (Parser *parser)
{
  static const TwExprOp ops[] = { TW_EXPR_OP_ADD, TW_EXPR_OP_SUBTRACT, TW_EXPR_OP_CONCAT };

  return parse_chain (parser, parse_product, ops, G_N_ELEMENTS (ops));
}

/* --- Conditions --- */

static TwExpr *
parse_in (Parser *parser, const TwToken *at, TwExpr *left)
{
  g_autoptr (GPtrArray) items = NULL;

  if (accept_word (parser, "my"))
    {
      g_autoptr (TwExpr) team = tw_expr_new_my_team ();

      if (!accept_word (parser, "team"))
        return expected (parser, "“team”");
      return placed (parser, at, tw_expr_new_in (left, &team, 1));
    }
  if (!accept_symbol (parser, "("))
    return expected (parser, _("“(” or “my team”"));
  items = parse_list (parser);
  return items != NULL ? placed (parser, at, tw_expr_new_in (left, (TwExpr **) items->pdata, items->len)) : NULL;
}

static TwExpr *
parse_between (Parser *parser, const TwToken *at, TwExpr *left)
{
  g_autoptr (TwExpr) low = parse_sum (parser);
  g_autoptr (TwExpr) high = NULL;

  if (low == NULL)
    return NULL;
  if (!accept_word (parser, "and"))
    return expected (parser, _("“and” and the upper bound"));
  high = parse_sum (parser);
  return high != NULL ? placed (parser, at, tw_expr_new_between (left, low, high)) : NULL;
}

static TwExpr *
parse_has (Parser *parser, const TwToken *at, TwExpr *left)
{
  gboolean any = is_word (parser, "any"), all = is_word (parser, "all");
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (TwExpr) item = NULL;

  if (any || all)
    {
      next (parser);
      if (!expect_symbol (parser, "("))
        return NULL;
      items = parse_list (parser);
      return items != NULL ? placed (parser, at, tw_expr_new_has (any ? TW_EXPR_OP_HAS_ANY : TW_EXPR_OP_HAS_ALL, left,
                                                                  (TwExpr **) items->pdata, items->len)) : NULL;
    }
  item = parse_sum (parser);
  return item != NULL ? placed (parser, at, tw_expr_new_has (TW_EXPR_OP_HAS_ONE, left, &item, 1)) : NULL;
}

static TwExpr *
parse_is (Parser *parser, const TwToken *at, TwExpr *left)
{
  gboolean negative = accept_word (parser, "not");
  g_autoptr (TwExpr) test = NULL;

  if (is_word (parser, "empty"))
    {
      next (parser);
      test = tw_expr_new_empty (left);
    }
  else
    {
      g_autofree char *name = take_name (parser, _("“empty” or the name of an object, such as deal"));

      if (name == NULL)
        return NULL;
      test = tw_expr_new_is (left, name);
    }
  test = placed (parser, at, test);
  if (test == NULL || !negative)
    return g_steal_pointer (&test);
  return placed (parser, at, tw_expr_new_not (test));
}

/* The words of a period are no words elsewhere: the text is read anew from the token's start. */
static TwExpr *
parse_within (Parser *parser, const TwToken *at, TwExpr *left)
{
  TwToken token = here (parser);
  TwPeriod period;
  gsize length;
  g_autofree char *text = NULL;

  if (token.kind == TW_TOKEN_ERROR || token.kind == TW_TOKEN_END || !tw_period_scan (token.start, &length, &period))
    return expected (parser, _("a period, such as “this month”, “last 30 days” or 2026-03"));
  parser->lexer.p = token.start;
  parser->lexer.line = token.line;
  parser->lexer.column = token.column;
  tw_lexer_skip (&parser->lexer, length);
  next (parser);
  text = tw_period_print (&period);
  return placed (parser, at, tw_expr_new_node (TW_EXPR_WITHIN, TW_EXPR_OP_NONE, text, &left, 1));
}

static TwExprOp
take_comparison (Parser *parser)
{
  static const TwExprOp ops[] = { TW_EXPR_OP_EXACT, TW_EXPR_OP_EQUAL, TW_EXPR_OP_NOT_EQUAL, TW_EXPR_OP_AT_MOST,
                                  TW_EXPR_OP_AT_LEAST, TW_EXPR_OP_LESS, TW_EXPR_OP_MORE, TW_EXPR_OP_SIMILAR };
  TwExprOp op = take_op (parser, ops, G_N_ELEMENTS (ops));

  if (op != TW_EXPR_OP_NONE)
    return op;
  if (accept_symbol (parser, "<>"))
    return TW_EXPR_OP_NOT_EQUAL;
  if (accept_word (parser, "contains"))
    return TW_EXPR_OP_CONTAINS;
  op = is_word (parser, "starts") ? TW_EXPR_OP_STARTS_WITH : is_word (parser, "ends") ? TW_EXPR_OP_ENDS_WITH : TW_EXPR_OP_NONE;
  if (op != TW_EXPR_OP_NONE)
    {
      next (parser);
      if (!accept_word (parser, "with"))
        expected (parser, "“with”");
    }
  return op;
}

/* What may follow an operand, and also "not". */
static TwExpr *
parse_tail (Parser *parser, const TwToken *at, TwExpr *left, gboolean *found)
{
  TwExprOp op;

  *found = TRUE;
  if (accept_word (parser, "in"))
    return parse_in (parser, at, left);
  if (accept_word (parser, "between"))
    return parse_between (parser, at, left);
  if (accept_word (parser, "has"))
    return parse_has (parser, at, left);
  if (accept_word (parser, "within"))
    return parse_within (parser, at, left);
  op = take_comparison (parser);
  if (op != TW_EXPR_OP_NONE)
    {
      g_autoptr (TwExpr) right = parser->failed ? NULL : parse_sum (parser);

      return right != NULL ? placed (parser, at, tw_expr_new_compare (op, left, right)) : NULL;
    }
  *found = FALSE;
  return NULL;
}

static TwExpr *
parse_comparison (Parser *parser)
{
  TwToken at = here (parser);
  g_autoptr (TwExpr) left = parse_sum (parser);
  gboolean negative, found;
  g_autoptr (TwExpr) test = NULL;

  if (left == NULL)
    return NULL;
  if (accept_word (parser, "is"))
    return parse_is (parser, &at, left);
  negative = accept_word (parser, "not");
  test = parse_tail (parser, &at, left, &found);
  if (!found)
    return negative ? expected (parser, _("“in”, “between”, “has”, “within” or “contains” after “not”")) : g_steal_pointer (&left);
  if (test == NULL || !negative)
    return g_steal_pointer (&test);
  return placed (parser, &at, tw_expr_new_not (test));
}

static TwExpr *
parse_not (Parser *parser)
{
  TwToken at = here (parser);
  g_autoptr (TwExpr) child = NULL;

  if (!accept_word (parser, "not"))
    return parse_comparison (parser);
  if (!enter (parser))
    return NULL;
  child = parse_not (parser);
  parser->depth--;
  return child != NULL ? placed (parser, &at, tw_expr_new_not (child)) : NULL;
}

static TwExpr *
parse_junction (Parser *parser, TwExprKind kind, const char *word, TwExpr *(*operand) (Parser *))
{
  TwToken at = here (parser);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  do
    {
      TwExpr *part = operand (parser);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  while (accept_word (parser, word));
  return placed (parser, &at, tw_expr_new_flat (kind, (TwExpr **) parts->pdata, parts->len));
}

static TwExpr *
parse_and (Parser *parser)
{
  return parse_junction (parser, TW_EXPR_AND, "and", parse_not);
}

static TwExpr *
parse_or (Parser *parser)
{
  TwExpr *expr;

  if (!enter (parser))
    return NULL;
  expr = parse_junction (parser, TW_EXPR_OR, "or", parse_and);
  parser->depth--;
  return expr;
}

/* --- Public functions --- */

/**
 * tw_expr_parse:
 * @text: the text of an expression, at most 64 KiB
 *
 * Reads the text of an expression. Names are not looked up; tw_expr_bind() does.
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL with @error (%TW_EXPR_ERROR_SYNTAX, %TW_EXPR_ERROR_LIMIT) that names line
 *   and column
 */
TwExpr *
tw_expr_parse (const char *text, GError **error)
{
  Parser parser = { .lexer = { text, 1, 1 }, .error = error };
  g_autoptr (TwExpr) expr = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  if (strnlen (text, TW_EXPR_MAX_TEXT + 1) > TW_EXPR_MAX_TEXT)
    {
      tw_expr_set_error_at (error, TW_EXPR_ERROR_LIMIT, 0, 0, _("The expression is longer than 64 KiB."));
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      tw_expr_set_error_at (error, TW_EXPR_ERROR_SYNTAX, 0, 0, _("The expression is not valid UTF-8."));
      return NULL;
    }
  next (&parser);
  expr = parse_or (&parser);
  if (expr != NULL && parser.token.kind != TW_TOKEN_END)
    {
      g_clear_pointer (&expr, tw_expr_unref);
      expected (&parser, _("an operator or the end"));
    }
  g_clear_pointer (&parser.token.text, g_free);
  return g_steal_pointer (&expr);
}
