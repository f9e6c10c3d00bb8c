/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "tw-expr-private.h"

/* How tightly a node binds; a child that binds less tightly than its place needs parentheses. */
enum { OR = 1, AND, NOT, COMPARISON, SUM, PRODUCT, UNARY, PRIMARY };

static const struct
{
  const char *text;
  int         level;
} operators[TW_N_OPS] = {
  [TW_OP_OR] = { "or", OR },             [TW_OP_AND] = { "and", AND },          [TW_OP_EQ] = { "=", COMPARISON },
  [TW_OP_NE] = { "!=", COMPARISON },     [TW_OP_LT] = { "<", COMPARISON },      [TW_OP_LE] = { "<=", COMPARISON },
  [TW_OP_GT] = { ">", COMPARISON },      [TW_OP_GE] = { ">=", COMPARISON },     [TW_OP_EXACT] = { "==", COMPARISON },
  [TW_OP_CONTAINS] = { "contains", COMPARISON }, [TW_OP_STARTS] = { "starts with", COMPARISON },
  [TW_OP_ENDS] = { "ends with", COMPARISON }, [TW_OP_SIMILAR] = { "~", COMPARISON }, [TW_OP_HAS] = { "has", COMPARISON },
  [TW_OP_PLUS] = { "+", SUM },           [TW_OP_MINUS] = { "-", SUM },          [TW_OP_JOIN] = { "&", SUM },
  [TW_OP_TIMES] = { "*", PRODUCT },      [TW_OP_DIVIDE] = { "/", PRODUCT },     [TW_OP_MODULO] = { "%", PRODUCT },
};

const char *
tw_operator_get_text (TwOperator op)
{
  return operators[op].text;
}

gboolean
tw_expr_is_aggregate (const char *function)
{
  static const char *const names[] = { "count", "sum", "avg", "min", "max", "any", "all", NULL };

  return g_strv_contains (names, function);
}

static int
level_of (const TwExpr *expr)
{
  switch (expr->node)
    {
    case TW_NODE_BINARY:
      return operators[expr->op].level;
    case TW_NODE_NOT:
      return NOT;
    case TW_NODE_IN:
    case TW_NODE_BETWEEN:
    case TW_NODE_EMPTY:
    case TW_NODE_WITHIN:
    case TW_NODE_IS:
      return COMPARISON;
    case TW_NODE_NEGATE:
      return UNARY;
    default:
      return PRIMARY;
    }
}

static void print (GString *out, const TwExpr *expr, int needed);

static void
print_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if (*p == '\n')
      g_string_append (out, "\\n");
    else if (*p == '\t')
      g_string_append (out, "\\t");
    else if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\u%04x", *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

static void
print_duration (GString *out, gint64 seconds)
{
  static const struct { int seconds; const char *word; } units[] = { { 604800, "week" }, { 86400, "day" }, { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
  guint u = 0;

  while (seconds % units[u].seconds != 0 || (u == 0 && seconds == 0))
    u++;
  g_string_append_printf (out, "%" G_GINT64_FORMAT " %s%s", seconds / units[u].seconds, units[u].word, ABS (seconds / units[u].seconds) == 1 ? "" : "s");
}

static void
print_literal (GString *out, const TwValue *value)
{
  g_autofree char *text = NULL;

  switch (value->type)
    {
    case TW_TYPE_NULL:
      g_string_append (out, "null");
      return;
    case TW_TYPE_DURATION:
      print_duration (out, value->i);
      return;
    case TW_TYPE_TEXT:
    case TW_TYPE_ENUM:
      print_string (out, value->text);
      return;
    case TW_TYPE_LINK:
    case TW_TYPE_DATETIME:
    case TW_TYPE_TIME:
      text = tw_value_print (value);
      print_string (out, text);
      return;
    case TW_TYPE_DECIMAL:
      /* A whole decimal keeps its point, so that it is read as a decimal again. */
      text = tw_decimal_print (value->i);
      g_string_append_printf (out, "%s%s", text, strchr (text, '.') ? "" : ".0");
      return;
    default:
      text = tw_value_print (value);
      g_string_append (out, text);
    }
}

static void
print_arguments (GString *out, TwExpr *const *children, guint n, int level)
{
  g_string_append_c (out, '(');
  for (guint i = 0; i < n; i++)
    {
      if (i)
        g_string_append (out, ", ");
      print (out, children[i], level);
    }
  g_string_append_c (out, ')');
}

static void
print_binary (GString *out, const TwExpr *expr)
{
  int level = operators[expr->op].level;

  /* Comparisons do not chain; the others group to the left. */
  print (out, expr->children[0], level == COMPARISON ? SUM : level);
  g_string_append_printf (out, " %s%s ", expr->negated ? "not " : "", operators[expr->op].text);
  print (out, expr->children[1], level + 1);
}

static void
print_aggregate (GString *out, const TwExpr *expr)
{
  g_string_append_printf (out, "%s(%s", expr->name, expr->relation);
  if (expr->children[0])
    g_string_append_printf (out, ".%s", expr->children[0]->name);
  if (expr->children[1])
    {
      g_string_append (out, " where ");
      print (out, expr->children[1], OR);
    }
  g_string_append_c (out, ')');
}

static void
print_comparison (GString *out, const TwExpr *expr)
{
  const char *no = expr->negated ? "not " : "";
  g_autofree char *period = NULL;

  print (out, expr->children[0], SUM);
  switch (expr->node)
    {
    case TW_NODE_IN:
      g_string_append_printf (out, " %sin ", no);
      if (expr->n_children == 2 && expr->children[1]->node == TW_NODE_MY_TEAM)
        g_string_append (out, "my team");
      else
        print_arguments (out, expr->children + 1, expr->n_children - 1, SUM);
      break;
    case TW_NODE_BETWEEN:
      g_string_append_printf (out, " %sbetween ", no);
      print (out, expr->children[1], SUM);
      g_string_append (out, " and ");
      print (out, expr->children[2], SUM);
      break;
    case TW_NODE_EMPTY:
      g_string_append_printf (out, " is %sempty", no);
      break;
    case TW_NODE_IS:
      g_string_append_printf (out, " is %s%s", no, expr->name);
      break;
    default:
      period = tw_period_print (&expr->period);
      g_string_append_printf (out, " %swithin %s", no, period);
    }
}

static void
print (GString *out, const TwExpr *expr, int needed)
{
  gboolean parentheses = level_of (expr) < needed;

  if (parentheses)
    g_string_append_c (out, '(');
  switch (expr->node)
    {
    case TW_NODE_LITERAL:
      print_literal (out, &expr->value);
      break;
    case TW_NODE_NAME:
      g_string_append (out, expr->name);
      break;
    case TW_NODE_ME:
      g_string_append (out, "me");
      break;
    case TW_NODE_MY_TEAM:
      g_string_append (out, "my team");
      break;
    case TW_NODE_NOT:
      g_string_append (out, "not ");
      print (out, expr->children[0], NOT);
      break;
    case TW_NODE_NEGATE:
      g_string_append_c (out, '-');
      /* "-5" would be read as a number: a negated literal keeps its parentheses. */
      print (out, expr->children[0], expr->children[0]->node == TW_NODE_LITERAL ? PRIMARY + 1 : UNARY);
      break;
    case TW_NODE_BINARY:
      print_binary (out, expr);
      break;
    case TW_NODE_CALL:
      if (strcmp (expr->name, ".") == 0)
        {
          print (out, expr->children[0], PRIMARY);
          g_string_append_printf (out, ".%s", expr->relation);
          break;
        }
      g_string_append (out, expr->name);
      print_arguments (out, expr->children, expr->n_children, OR);
      break;
    case TW_NODE_AGGREGATE:
      print_aggregate (out, expr);
      break;
    default:
      print_comparison (out, expr);
    }
  if (parentheses)
    g_string_append_c (out, ')');
}

/**
 * tw_expr_print:
 * @expr: an expression
 *
 * Returns: (transfer full): its canonical text; tw_expr_parse() gives an equal tree
 */
char *
tw_expr_print (const TwExpr *expr)
{
  GString *out = g_string_new (NULL);

  print (out, expr, OR);
  return g_string_free (out, FALSE);
}
