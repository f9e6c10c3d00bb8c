/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recursive descent over the tokens; the grammar stands in docs/expressions.md. */

#include "config.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "tw-expr-private.h"

#define MAX_ENTRIES 1000

typedef struct
{
  GArray  *tokens;
  guint    at;
  guint    depth;
  GError **error;
} Parser;

static TwExpr *parse_or (Parser *p);

static TwToken *
peek (Parser *p)
{
  return &g_array_index (p->tokens, TwToken, p->at);
}

static TwToken *
peek_next (Parser *p)
{
  return &g_array_index (p->tokens, TwToken, MIN (p->at + 1, p->tokens->len - 1));
}

static gboolean
is_symbol (TwToken *token, const char *symbol)
{
  return token->kind == TOKEN_SYMBOL && strcmp (token->text, symbol) == 0;
}

static gboolean
is_word (TwToken *token, const char *word)
{
  return token->kind == TOKEN_NAME && strcmp (token->string, word) == 0;
}

static gboolean
take_symbol (Parser *p, const char *symbol)
{
  if (!is_symbol (peek (p), symbol))
    return FALSE;
  p->at++;
  return TRUE;
}

static gboolean
take_word (Parser *p, const char *word)
{
  if (!is_word (peek (p), word))
    return FALSE;
  p->at++;
  return TRUE;
}

static gpointer
expected (Parser *p, const char *what)
{
  TwToken *token = peek (p);

  if (p->error && !*p->error)
    {
      if (token->kind == TOKEN_END)
        tw_expr_syntax_error (p->error, TW_EXPR_ERROR_SYNTAX, token->line, token->column, _("expected %s, but the expression ends here."), what);
      else
        tw_expr_syntax_error (p->error, TW_EXPR_ERROR_SYNTAX, token->line, token->column, _("expected %s, not “%.*s”."), what,
                              (int) MIN (token->length, 40), token->start);
    }
  return NULL;
}

/* A node finished: keeps its place, and refuses trees that are too deep. */
static TwExpr *
finish (Parser *p, TwExpr *expr, TwToken *at)
{
  if (!expr)
    return NULL;
  expr->line = at->line;
  expr->column = at->column;
  if (expr->depth > TW_EXPR_MAX_DEPTH)
    {
      tw_expr_syntax_error (p->error, TW_EXPR_ERROR_LIMIT, at->line, at->column, _("The expression is nested too deeply; split it up."));
      g_clear_pointer (&expr, tw_expr_unref);
    }
  return expr;
}

static gboolean
is_reserved (const char *word)
{
  static const char *const words[] = {
    "and", "or", "not", "in", "is", "between", "contains", "starts", "ends", "has", "within", "true", "false", "null", "me", "my", "where", NULL,
  };

  return g_strv_contains (words, word);
}

static TwExpr *
literal (TwValue value)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_LITERAL);

  expr->value = value;
  return expr;
}

/* 90 days and the like; years and months have no fixed length and belong to add_months(). */
static int
duration_unit (TwToken *token)
{
  static const struct { const char *word; int seconds; } units[] = {
    { "second", 1 }, { "seconds", 1 }, { "minute", 60 }, { "minutes", 60 }, { "hour", 3600 }, { "hours", 3600 },
    { "day", 86400 }, { "days", 86400 }, { "week", 604800 }, { "weeks", 604800 },
  };

  for (guint i = 0; token->kind == TOKEN_NAME && i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].word, token->string) == 0)
      return units[i].seconds;
  return 0;
}

static TwExpr *
parse_number (Parser *p)
{
  TwToken *token = peek (p), *after = peek_next (p);
  g_autofree char *text = g_strndup (token->start, token->length);
  gboolean is_integer = strchr (text, '.') == NULL;
  TwCurrency currency;
  TwMoney money;
  TwDecimal decimal;
  gint64 integer = 0, seconds;
  int unit = duration_unit (after);

  p->at++;
  if (after->kind == TOKEN_NAME && strlen (after->string) == 3 && tw_currency_parse (after->string, &currency))
    {
      if (!tw_money_parse (text, &money))
        goto range;
      p->at++;
      return finish (p, literal (tw_value_money (money.amount, currency)), token);
    }
  if (is_integer && !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &integer, NULL))
    goto range;
  if (unit && is_integer)
    {
      if (__builtin_mul_overflow (integer, (gint64) unit, &seconds))
        goto range;
      p->at++;
      return finish (p, literal (tw_value_duration (seconds)), token);
    }
  if (is_integer)
    return finish (p, literal (tw_value_integer (integer)), token);
  if (tw_decimal_parse (text, &decimal))
    return finish (p, literal (tw_value_decimal (decimal)), token);
range:
  tw_expr_syntax_error (p->error, TW_EXPR_ERROR_SYNTAX, token->line, token->column, _("%s is too large or has too many digits."), text);
  return NULL;
}

static TwExpr *
parse_date (Parser *p)
{
  TwToken *token = peek (p);
  TwDate date;

  if (strlen (token->string) != 10 || !tw_date_parse (token->string, &date))
    return expected (p, _("a date of the calendar such as 2026-03-31"));
  p->at++;
  return finish (p, literal (tw_value_date (date)), token);
}

/* A name with dots. */
static char *
parse_path (Parser *p)
{
  GString *path = g_string_new (peek (p)->string);

  p->at++;
  while (is_symbol (peek (p), ".") && peek_next (p)->kind == TOKEN_NAME)
    {
      p->at++;
      g_string_append_printf (path, ".%s", peek (p)->string);
      p->at++;
    }
  return g_string_free (path, FALSE);
}

static void
unref_or_null (gpointer expr)
{
  if (expr)
    tw_expr_unref (expr);
}

static TwExpr *
parse_aggregate (Parser *p, const char *function, TwToken *start)
{
  g_autofree char *path = NULL;
  g_autoptr(TwExpr) where = NULL;
  TwExpr *value = NULL, *expr;
  gboolean counts = strcmp (function, "count") == 0 || strcmp (function, "any") == 0 || strcmp (function, "all") == 0;
  char *dot;

  if (peek (p)->kind != TOKEN_NAME || is_reserved (peek (p)->string))
    return expected (p, _("the name of a relation"));
  path = parse_path (p);
  dot = strrchr (path, '.');
  if (!counts && dot)
    {
      *dot = 0;
      value = finish (p, tw_expr_new_name (dot + 1), start);
    }
  if (take_word (p, "where") && !(where = parse_or (p)))
    {
      unref_or_null (value);
      return NULL;
    }
  if (!take_symbol (p, ")"))
    {
      unref_or_null (value);
      return expected (p, where ? ")" : _("“where” or )"));
    }
  expr = tw_expr_node_new (TW_NODE_AGGREGATE);
  expr->name = g_strdup (function);
  expr->relation = g_steal_pointer (&path);
  return finish (p, tw_expr_node_set_children (expr, (TwExpr *[]) { value, g_steal_pointer (&where) }, 2), start);
}

static TwExpr *
parse_call (Parser *p, char *function, TwToken *start)
{
  g_autofree char *name = function;
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);
  TwExpr *expr;

  if (tw_expr_is_aggregate (name))
    return parse_aggregate (p, name, start);
  if (!take_symbol (p, ")"))
    for (;;)
      {
        TwExpr *argument = parse_or (p);

        if (!argument)
          return NULL;
        g_ptr_array_add (arguments, argument);
        if (take_symbol (p, ")"))
          break;
        if (!take_symbol (p, ",") || arguments->len > MAX_ENTRIES)
          return expected (p, _("a comma or )"));
      }
  expr = tw_expr_new_call (name, (TwExpr **) arguments->pdata, arguments->len);
  g_ptr_array_set_free_func (arguments, NULL);
  return finish (p, expr, start);
}

static TwExpr *
parse_name (Parser *p)
{
  TwToken *token = peek (p);
  TwExpr *expr;
  char *path;

  if (take_word (p, "true") || take_word (p, "false"))
    return finish (p, literal (tw_value_boolean (token->string[0] == 't')), token);
  if (take_word (p, "null"))
    return finish (p, literal ((TwValue) TW_VALUE_INIT), token);
  if (take_word (p, "me"))
    return finish (p, tw_expr_new_me (), token);
  if (is_word (token, "my") && is_word (peek_next (p), "team"))
    {
      p->at += 2;
      return finish (p, tw_expr_node_new (TW_NODE_MY_TEAM), token);
    }
  if (is_reserved (token->string))
    return expected (p, _("a value, a field or a function"));
  path = parse_path (p);
  if (take_symbol (p, "("))
    {
      expr = parse_call (p, path, token);
      /* A path may go on behind a function: before(stage).name */
      while (expr && is_symbol (peek (p), ".") && peek_next (p)->kind == TOKEN_NAME)
        {
          TwExpr *call;

          p->at++;
          call = tw_expr_new_call (".", &expr, 1);
          call->relation = g_strdup (peek (p)->string);
          p->at++;
          expr = finish (p, call, token);
        }
      return expr;
    }
  expr = tw_expr_new_name (path);
  g_free (path);
  return finish (p, expr, token);
}

static TwExpr *
parse_primary (Parser *p)
{
  TwToken *token = peek (p);
  TwExpr *expr;

  switch (token->kind)
    {
    case TOKEN_NUMBER:
      return parse_number (p);
    case TOKEN_DATE:
      return parse_date (p);
    case TOKEN_STRING:
      p->at++;
      return finish (p, literal (tw_value_text (token->string)), token);
    case TOKEN_NAME:
      return parse_name (p);
    default:
      break;
    }
  if (!is_symbol (token, "("))
    return expected (p, _("a value, a field or a function"));
  if (++p->depth > TW_EXPR_MAX_DEPTH)
    {
      tw_expr_syntax_error (p->error, TW_EXPR_ERROR_LIMIT, token->line, token->column, _("The expression is nested too deeply; split it up."));
      return NULL;
    }
  p->at++;
  expr = parse_or (p);
  p->depth--;
  if (!expr)
    return NULL;
  if (take_symbol (p, ")"))
    return expr;
  tw_expr_unref (expr);
  return expected (p, ")");
}

static TwExpr *
parse_unary (Parser *p)
{
  TwToken *token = peek (p);
  guint signs = 0;
  TwExpr *expr;

  /* A loop, so that a thousand signs cannot fill the stack; the tree's own limit refuses them. */
  while (take_symbol (p, "-"))
    signs++;
  expr = parse_primary (p);
  for (; expr && signs > 0; signs--)
    {
      gboolean number = expr->node == TW_NODE_LITERAL && (expr->value.type == TW_TYPE_INTEGER || expr->value.type == TW_TYPE_DECIMAL
                        || expr->value.type == TW_TYPE_MONEY || expr->value.type == TW_TYPE_DURATION);

      /* A sign before a number is part of the number. */
      if (number && expr->value.i > 0)
        expr->value.i = -expr->value.i;
      else
        expr = finish (p, tw_expr_node_set_children (tw_expr_node_new (TW_NODE_NEGATE), &expr, 1), token);
    }
  return expr;
}

static TwExpr *
parse_product (Parser *p)
{
  TwExpr *left = parse_unary (p);

  while (left)
    {
      TwToken *token = peek (p);
      TwOperator op = is_symbol (token, "*") ? TW_OP_TIMES : is_symbol (token, "/") ? TW_OP_DIVIDE : is_symbol (token, "%") ? TW_OP_MODULO : TW_N_OPS;
      TwExpr *right;

      if (op == TW_N_OPS)
        break;
      p->at++;
      if (!(right = parse_unary (p)))
        {
          tw_expr_unref (left);
          return NULL;
        }
      left = finish (p, tw_expr_new_binary (op, FALSE, left, right), token);
    }
  return left;
}

static TwExpr *
parse_sum (Parser *p)
{
  TwExpr *left = parse_product (p);

  while (left)
    {
      TwToken *token = peek (p);
      TwOperator op = is_symbol (token, "+") ? TW_OP_PLUS : is_symbol (token, "-") ? TW_OP_MINUS : is_symbol (token, "&") ? TW_OP_JOIN : TW_N_OPS;
      TwExpr *right;

      if (op == TW_N_OPS)
        break;
      p->at++;
      if (!(right = parse_product (p)))
        {
          tw_expr_unref (left);
          return NULL;
        }
      left = finish (p, tw_expr_new_binary (op, FALSE, left, right), token);
    }
  return left;
}

static gboolean
take_comparison (Parser *p, TwOperator *op)
{
  static const struct { const char *symbol; TwOperator op; } table[] = {
    { "==", TW_OP_EXACT }, { "=", TW_OP_EQ }, { "!=", TW_OP_NE }, { "<>", TW_OP_NE }, { "<=", TW_OP_LE }, { ">=", TW_OP_GE },
    { "<", TW_OP_LT }, { ">", TW_OP_GT }, { "~", TW_OP_SIMILAR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (take_symbol (p, table[i].symbol))
      {
        *op = table[i].op;
        return TRUE;
      }
  return FALSE;
}

static TwExpr *
parse_in (Parser *p, TwExpr *left, gboolean negated, TwToken *start)
{
  g_autoptr(TwExpr) child = left;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);
  TwExpr *expr;

  if (is_word (peek (p), "my") && is_word (peek_next (p), "team"))
    g_ptr_array_add (entries, parse_name (p));
  else
    {
      if (!take_symbol (p, "("))
        return expected (p, _("( and a list"));
      for (;;)
        {
          TwExpr *entry = parse_sum (p);

          if (!entry)
            return NULL;
          g_ptr_array_add (entries, entry);
          if (take_symbol (p, ")"))
            break;
          if (!take_symbol (p, ",") || entries->len > MAX_ENTRIES)
            return expected (p, _("a comma or )"));
        }
    }
  expr = tw_expr_new_in (g_steal_pointer (&child), negated, (TwExpr **) entries->pdata, entries->len);
  g_ptr_array_set_free_func (entries, NULL);
  return finish (p, expr, start);
}

static TwExpr *
parse_between (Parser *p, TwExpr *left, gboolean negated, TwToken *start)
{
  g_autoptr(TwExpr) child = left;
  g_autoptr(TwExpr) low = parse_sum (p);
  TwExpr *high;

  if (!low)
    return NULL;
  if (!take_word (p, "and"))
    return expected (p, _("“and” and the upper bound"));
  if (!(high = parse_sum (p)))
    return NULL;
  return finish (p, tw_expr_new_between (g_steal_pointer (&child), negated, g_steal_pointer (&low), high), start);
}

static gboolean
take_period (Parser *p, TwPeriod *period)
{
  TwToken *first = peek (p);
  guint n = 0;
  g_autoptr(GString) text = g_string_new (NULL);

  if (first->kind == TOKEN_DATE || first->kind == TOKEN_NUMBER)
    n = 1;
  else if (is_word (first, "today") || is_word (first, "yesterday") || is_word (first, "tomorrow"))
    n = 1;
  else if (is_word (first, "this") || is_word (first, "last") || is_word (first, "next"))
    n = peek_next (p)->kind == TOKEN_NUMBER ? 3 : 2;
  for (guint i = 0; i < n && peek (p)->kind != TOKEN_END; i++, p->at++)
    {
      if (i)
        g_string_append_c (text, ' ');
      g_string_append_len (text, peek (p)->start, peek (p)->length);
    }
  return n && tw_period_parse (text->str, period);
}

static TwExpr *
parse_within (Parser *p, TwExpr *left, gboolean negated, TwToken *start)
{
  TwPeriod period = { 0 };

  if (!take_period (p, &period))
    {
      tw_expr_unref (left);
      return expected (p, _("a period such as this quarter, last 30 days, next week, 2026 or 2026-03"));
    }
  return finish (p, tw_expr_new_within (left, negated, &period), start);
}

static TwExpr *
parse_is (Parser *p, TwExpr *left, TwToken *start)
{
  gboolean negated = take_word (p, "not");
  TwExpr *expr;

  if (take_word (p, "empty") || take_word (p, "null"))
    return finish (p, tw_expr_new_empty (left, negated), start);
  if (peek (p)->kind != TOKEN_NAME || is_reserved (peek (p)->string))
    {
      tw_expr_unref (left);
      return expected (p, _("“empty”, “not empty” or a kind of record"));
    }
  expr = tw_expr_node_new (TW_NODE_IS);
  expr->negated = negated;
  expr->name = g_strdup (peek (p)->string);
  p->at++;
  return finish (p, tw_expr_node_set_children (expr, &left, 1), start);
}

/* contains, starts with, ends with, has: TW_N_OPS for something else. */
static TwOperator
take_text_operator (Parser *p)
{
  if (take_word (p, "contains"))
    return TW_OP_CONTAINS;
  if (take_word (p, "has"))
    return TW_OP_HAS;
  if ((is_word (peek (p), "starts") || is_word (peek (p), "ends")) && is_word (peek_next (p), "with"))
    {
      TwOperator op = peek (p)->string[0] == 's' ? TW_OP_STARTS : TW_OP_ENDS;

      p->at += 2;
      return op;
    }
  return TW_N_OPS;
}

static TwExpr *
parse_comparison (Parser *p)
{
  TwExpr *left = parse_sum (p), *right;
  TwToken *token = peek (p);
  TwOperator op;
  gboolean negated;

  if (!left)
    return NULL;
  if (take_comparison (p, &op))
    negated = FALSE;
  else
    {
      if (take_word (p, "is"))
        return parse_is (p, left, token);
      negated = take_word (p, "not");
      if (take_word (p, "in"))
        return parse_in (p, left, negated, token);
      if (take_word (p, "between"))
        return parse_between (p, left, negated, token);
      if (take_word (p, "within"))
        return parse_within (p, left, negated, token);
      op = take_text_operator (p);
      if (op == TW_N_OPS)
        {
          if (!negated)
            return left;
          tw_expr_unref (left);
          return expected (p, _("in, between, within, contains, starts with, ends with or has"));
        }
    }
  if (!(right = parse_sum (p)))
    {
      tw_expr_unref (left);
      return NULL;
    }
  return finish (p, tw_expr_new_binary (op, negated, left, right), token);
}

static TwExpr *
parse_not (Parser *p)
{
  TwToken *token = peek (p);
  guint nots = 0;
  TwExpr *expr;

  while (take_word (p, "not"))
    nots++;
  expr = parse_comparison (p);
  for (; expr && nots > 0; nots--)
    expr = finish (p, tw_expr_new_not (expr), token);
  return expr;
}

static TwExpr *
parse_and (Parser *p)
{
  TwExpr *left = parse_not (p), *right;

  while (left && is_word (peek (p), "and"))
    {
      TwToken *token = peek (p);

      p->at++;
      if (!(right = parse_not (p)))
        {
          tw_expr_unref (left);
          return NULL;
        }
      left = finish (p, tw_expr_new_binary (TW_OP_AND, FALSE, left, right), token);
    }
  return left;
}

static TwExpr *
parse_or (Parser *p)
{
  TwExpr *left, *right;

  if (++p->depth > TW_EXPR_MAX_DEPTH)
    {
      tw_expr_syntax_error (p->error, TW_EXPR_ERROR_LIMIT, peek (p)->line, peek (p)->column, _("The expression is nested too deeply; split it up."));
      return NULL;
    }
  left = parse_and (p);
  while (left && is_word (peek (p), "or"))
    {
      TwToken *token = peek (p);

      p->at++;
      if (!(right = parse_and (p)))
        {
          tw_expr_unref (left);
          return NULL;
        }
      left = finish (p, tw_expr_new_binary (TW_OP_OR, FALSE, left, right), token);
    }
  p->depth--;
  return left;
}

/**
 * tw_expr_parse:
 * @text: an expression
 * @error: return location
 *
 * Reads the text form into a tree. Names are not looked up yet.
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL with %TW_EXPR_ERROR_SYNTAX or %TW_EXPR_ERROR_LIMIT and the place
 */
TwExpr *
tw_expr_parse (const char *text, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(GArray) tokens = tw_expr_tokenize (text, error);
  Parser p = { tokens, 0, 0, &problem };
  TwExpr *expr;

  if (!tokens)
    return NULL;
  expr = parse_or (&p);
  if (expr && peek (&p)->kind != TOKEN_END)
    {
      g_clear_pointer (&expr, tw_expr_unref);
      expected (&p, _("an operator or the end"));
    }
  if (!expr)
    g_propagate_error (error, g_steal_pointer (&problem));
  return expr;
}
