/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text to tree, by recursive descent; the grammar is in docs/expressions.md. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-parser-private.h"

static TwExpr *
parse_in (Parser *parser, const TwToken *at, TwExpr *left)
{
  g_autoptr (GPtrArray) items = NULL;

  if (tw_parser_accept_word (parser, "my"))
    {
      g_autoptr (TwExpr) team = tw_expr_new_my_team ();

      if (!tw_parser_accept_word (parser, "team"))
        return tw_parser_expected (parser, "“team”");
      return tw_parser_placed (parser, at, tw_expr_new_in (left, &team, 1));
    }
  if (!tw_parser_accept_symbol (parser, "("))
    return tw_parser_expected (parser, _("“(” or “my team”"));
  items = tw_parser_parse_list (parser);
  return items != NULL ? tw_parser_placed (parser, at, tw_expr_new_in (left, (TwExpr **) items->pdata, items->len)) : NULL;
}

static TwExpr *
parse_between (Parser *parser, const TwToken *at, TwExpr *left)
{
  g_autoptr (TwExpr) low = tw_parser_parse_sum (parser);
  g_autoptr (TwExpr) high = NULL;

  if (low == NULL)
    return NULL;
  if (!tw_parser_accept_word (parser, "and"))
    return tw_parser_expected (parser, _("“and” and the upper bound"));
  high = tw_parser_parse_sum (parser);
  return high != NULL ? tw_parser_placed (parser, at, tw_expr_new_between (left, low, high)) : NULL;
}

static TwExpr *
parse_has (Parser *parser, const TwToken *at, TwExpr *left)
{
  gboolean any = tw_parser_is_word (parser, "any"), all = tw_parser_is_word (parser, "all");
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (TwExpr) item = NULL;

  if (any || all)
    {
      tw_parser_next (parser);
      if (!tw_parser_expect_symbol (parser, "("))
        return NULL;
      items = tw_parser_parse_list (parser);
      return items != NULL ? tw_parser_placed (parser, at, tw_expr_new_has (any ? TW_EXPR_OP_HAS_ANY : TW_EXPR_OP_HAS_ALL, left,
                                                                  (TwExpr **) items->pdata, items->len)) : NULL;
    }
  item = tw_parser_parse_sum (parser);
  return item != NULL ? tw_parser_placed (parser, at, tw_expr_new_has (TW_EXPR_OP_HAS_ONE, left, &item, 1)) : NULL;
}

static TwExpr *
parse_is (Parser *parser, const TwToken *at, TwExpr *left)
{
  gboolean negative = tw_parser_accept_word (parser, "not");
  g_autoptr (TwExpr) test = NULL;

  if (tw_parser_is_word (parser, "empty"))
    {
      tw_parser_next (parser);
      test = tw_expr_new_empty (left);
    }
  else
    {
      g_autofree char *name = tw_parser_take_name (parser, _("“empty” or the name of an object, such as deal"));

      if (name == NULL)
        return NULL;
      test = tw_expr_new_is (left, name);
    }
  test = tw_parser_placed (parser, at, test);
  if (test == NULL || !negative)
    return g_steal_pointer (&test);
  return tw_parser_placed (parser, at, tw_expr_new_not (test));
}

/* The words of a period are no words elsewhere: the text is read anew from the token's start. */
static TwExpr *
parse_within (Parser *parser, const TwToken *at, TwExpr *left)
{
  TwToken token = tw_parser_here (parser);
  TwPeriod period;
  gsize length;
  g_autofree char *text = NULL;

  if (token.kind == TW_TOKEN_ERROR || token.kind == TW_TOKEN_END || !tw_period_scan (token.start, &length, &period))
    return tw_parser_expected (parser, _("a period, such as “this month”, “last 30 days” or 2026-03"));
  parser->lexer.p = token.start;
  parser->lexer.line = token.line;
  parser->lexer.column = token.column;
  tw_lexer_skip (&parser->lexer, length);
  tw_parser_next (parser);
  text = tw_period_print (&period);
  return tw_parser_placed (parser, at, tw_expr_new_node (TW_EXPR_WITHIN, TW_EXPR_OP_NONE, text, &left, 1));
}

static TwExprOp
take_comparison (Parser *parser)
{
  static const TwExprOp ops[] = { TW_EXPR_OP_EXACT, TW_EXPR_OP_EQUAL, TW_EXPR_OP_NOT_EQUAL, TW_EXPR_OP_AT_MOST,
                                  TW_EXPR_OP_AT_LEAST, TW_EXPR_OP_LESS, TW_EXPR_OP_MORE, TW_EXPR_OP_SIMILAR };
  TwExprOp op = tw_parser_take_op (parser, ops, G_N_ELEMENTS (ops));

  if (op != TW_EXPR_OP_NONE)
    return op;
  if (tw_parser_accept_symbol (parser, "<>"))
    return TW_EXPR_OP_NOT_EQUAL;
  if (tw_parser_accept_word (parser, "contains"))
    return TW_EXPR_OP_CONTAINS;
  op = tw_parser_is_word (parser, "starts") ? TW_EXPR_OP_STARTS_WITH : tw_parser_is_word (parser, "ends") ? TW_EXPR_OP_ENDS_WITH : TW_EXPR_OP_NONE;
  if (op != TW_EXPR_OP_NONE)
    {
      tw_parser_next (parser);
      if (!tw_parser_accept_word (parser, "with"))
        tw_parser_expected (parser, "“with”");
    }
  return op;
}

/* What may follow an operand, and also "not". */
static TwExpr *
parse_tail (Parser *parser, const TwToken *at, TwExpr *left, gboolean *found)
{
  TwExprOp op;

  *found = TRUE;
  if (tw_parser_accept_word (parser, "in"))
    return parse_in (parser, at, left);
  if (tw_parser_accept_word (parser, "between"))
    return parse_between (parser, at, left);
  if (tw_parser_accept_word (parser, "has"))
    return parse_has (parser, at, left);
  if (tw_parser_accept_word (parser, "within"))
    return parse_within (parser, at, left);
  op = take_comparison (parser);
  if (op != TW_EXPR_OP_NONE)
    {
      g_autoptr (TwExpr) right = parser->failed ? NULL : tw_parser_parse_sum (parser);

      return right != NULL ? tw_parser_placed (parser, at, tw_expr_new_compare (op, left, right)) : NULL;
    }
  *found = FALSE;
  return NULL;
}

static TwExpr *
parse_comparison (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autoptr (TwExpr) left = tw_parser_parse_sum (parser);
  gboolean negative, found;
  g_autoptr (TwExpr) test = NULL;

  if (left == NULL)
    return NULL;
  if (tw_parser_accept_word (parser, "is"))
    return parse_is (parser, &at, left);
  negative = tw_parser_accept_word (parser, "not");
  test = parse_tail (parser, &at, left, &found);
  if (!found)
    return negative ? tw_parser_expected (parser, _("“in”, “between”, “has”, “within” or “contains” after “not”")) : g_steal_pointer (&left);
  if (test == NULL || !negative)
    return g_steal_pointer (&test);
  return tw_parser_placed (parser, &at, tw_expr_new_not (test));
}

static TwExpr *
parse_not (Parser *parser)
{
  TwToken at = tw_parser_here (parser);
  g_autoptr (TwExpr) child = NULL;

  if (!tw_parser_accept_word (parser, "not"))
    return parse_comparison (parser);
  if (!tw_parser_enter (parser))
    return NULL;
  child = parse_not (parser);
  parser->depth--;
  return child != NULL ? tw_parser_placed (parser, &at, tw_expr_new_not (child)) : NULL;
}

static TwExpr *
parse_junction (Parser *parser, TwExprKind kind, const char *word, TwExpr *(*operand) (Parser *))
{
  TwToken at = tw_parser_here (parser);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  do
    {
      TwExpr *part = operand (parser);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  while (tw_parser_accept_word (parser, word));
  return tw_parser_placed (parser, &at, tw_expr_new_flat (kind, (TwExpr **) parts->pdata, parts->len));
}

static TwExpr *
parse_and (Parser *parser)
{
  return parse_junction (parser, TW_EXPR_AND, "and", parse_not);
}

TwExpr *
tw_parser_parse_or (Parser *parser)
{
  TwExpr *expr;

  if (!tw_parser_enter (parser))
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
  tw_parser_next (&parser);
  expr = tw_parser_parse_or (&parser);
  if (expr != NULL && parser.token.kind != TW_TOKEN_END)
    {
      g_clear_pointer (&expr, tw_expr_unref);
      tw_parser_expected (&parser, _("an operator or the end"));
    }
  g_clear_pointer (&parser.token.text, g_free);
  return g_steal_pointer (&expr);
}
