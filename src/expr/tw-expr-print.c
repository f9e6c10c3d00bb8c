/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tree to text, with as few parentheses as the grammar allows. */
#include "config.h"

#include <string.h>

#include "tw-expr-private.h"

/* How tightly a kind binds; an operand that binds less tightly than its place asks for stands in parentheses. */
typedef enum { LEVEL_OR, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_UNARY, LEVEL_POSTFIX } Level;

static void print (GString *text, const TwExpr *expr, Level level);

static void
print_name (GString *text, const char *name)
{
  /* "any", "all" and "empty" are words only after "has" and "is", where they would be taken for such. */
  gboolean plain = (g_ascii_isalpha (*name) || *name == '_') && !tw_word_is_reserved (name)
                   && g_ascii_strcasecmp (name, "any") != 0 && g_ascii_strcasecmp (name, "all") != 0
                   && g_ascii_strcasecmp (name, "empty") != 0;

  for (const char *p = name; *p != '\0' && plain; p++)
    plain = g_ascii_isalnum (*p) || *p == '_';
  g_string_append_printf (text, plain ? "%s" : "`%s`", name);
}

static void
print_text (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c == '"' || c == '\\')
        g_string_append_printf (text, "\\%c", c);
      else if (c == '\n')
        g_string_append (text, "\\n");
      else if (c == '\t')
        g_string_append (text, "\\t");
      else if (c == '\r')
        g_string_append (text, "\\r");
      else if (c < ' ' || c == 0x7f)
        g_string_append_printf (text, "\\u%04x", c);
      else
        g_string_append_c (text, (char) c);
    }
  g_string_append_c (text, '"');
}

static void
print_duration (GString *text, gint64 seconds)
{
  static const struct { const char *word; gint64 seconds; } units[] = {
    { "day", 86400 }, { "hour", 3600 }, { "minute", 60 }, { "second", 1 },
  };
  guint i = 0;

  while (units[i].seconds > 1 && (seconds == 0 || seconds % units[i].seconds != 0))
    i++;
  seconds /= units[i].seconds;
  g_string_append_printf (text, "%" G_GINT64_FORMAT " %s%s", seconds, units[i].word, seconds == 1 ? "" : "s");
}

static void
print_literal (GString *text, const TwValue *value)
{
  g_autofree char *printed = NULL;
  char *point;

  switch (value->type)
    {
    case TW_TYPE_NULL:
      g_string_append (text, "null");
      break;
    case TW_TYPE_DURATION:
      print_duration (text, value->i);
      break;
    case TW_TYPE_TEXT:
      print_text (text, value->text);
      break;
    case TW_TYPE_DECIMAL:
      printed = tw_decimal_print (value->i);
      g_string_append_printf (text, "%s%s", printed, strchr (printed, '.') != NULL ? "" : ".0");
      break;
    case TW_TYPE_MONEY:
      printed = tw_money_print (&(TwMoney) { value->i, value->tag });
      point = strchr (printed, '.');
      /* "10000.00 EUR" is written as people do, "10000 EUR". */
      if (point != NULL && strspn (point + 1, "0") == strcspn (point + 1, " "))
        memmove (point, strchr (point, ' '), strlen (strchr (point, ' ')) + 1);
      g_string_append (text, printed);
      break;
    default:
      printed = tw_value_print (value);
      g_string_append (text, printed);
    }
}

static void
print_list (GString *text, const TwExpr *expr, guint from)
{
  g_string_append_c (text, '(');
  for (guint i = from; i < expr->n_children; i++)
    {
      if (i > from)
        g_string_append (text, ", ");
      print (text, expr->children[i], LEVEL_OR);
    }
  g_string_append_c (text, ')');
}

static void
print_joined (GString *text, const TwExpr *expr, const char *word, Level level)
{
  for (guint i = 0; i < expr->n_children; i++)
    {
      if (i > 0)
        g_string_append (text, word);
      print (text, expr->children[i], level);
    }
}

static void
print_in (GString *text, const TwExpr *expr, const char *word)
{
  print (text, expr->children[0], LEVEL_SUM);
  g_string_append (text, word);
  if (expr->n_children == 2 && expr->children[1]->kind == TW_EXPR_MY_TEAM)
    g_string_append (text, "my team");
  else
    print_list (text, expr, 1);
}

static void
print_not (GString *text, const TwExpr *expr)
{
  const TwExpr *child = expr->children[0];

  switch (child->kind)
    {
    case TW_EXPR_EMPTY:
      print (text, child->children[0], LEVEL_SUM);
      g_string_append (text, " is not empty");
      break;
    case TW_EXPR_IS:
      print (text, child->children[0], LEVEL_SUM);
      g_string_append (text, " is not ");
      print_name (text, child->name);
      break;
    case TW_EXPR_IN:
      print_in (text, child, " not in ");
      break;
    default:
      g_string_append (text, "not ");
      print (text, child, LEVEL_NOT);
    }
}

/* These two are written like comparisons, and bind like them. */
static gboolean
is_inner_not (const TwExpr *child)
{
  return child->kind == TW_EXPR_EMPTY || child->kind == TW_EXPR_IS || child->kind == TW_EXPR_IN;
}

static void
print_binary (GString *text, const TwExpr *expr, Level left, Level right)
{
  print (text, expr->children[0], left);
  g_string_append_printf (text, " %s ", tw_expr_op_get_symbol (expr->op));
  print (text, expr->children[1], right);
}

/* "has any (…)" is another operator than "has" before an aggregate any(…), which therefore stands in parentheses. */
static void
print_has_one (GString *text, const TwExpr *expr)
{
  g_autoptr (GString) item = g_string_new (NULL);
  gboolean word;

  print (item, expr->children[1], LEVEL_SUM);
  word = g_str_has_prefix (item->str, "any(") || g_str_has_prefix (item->str, "all(");
  print (text, expr->children[0], LEVEL_SUM);
  g_string_append_printf (text, word ? " has (%s)" : " has %s", item->str);
}

static void
print_test (GString *text, const TwExpr *expr)
{
  switch (expr->kind)
    {
    case TW_EXPR_COMPARE:
      print_binary (text, expr, LEVEL_SUM, LEVEL_SUM);
      break;
    case TW_EXPR_IN:
      print_in (text, expr, " in ");
      break;
    case TW_EXPR_HAS:
      if (expr->op == TW_EXPR_OP_HAS_ONE)
        print_has_one (text, expr);
      else
        {
          print (text, expr->children[0], LEVEL_SUM);
          g_string_append_printf (text, " %s ", tw_expr_op_get_symbol (expr->op));
          print_list (text, expr, 1);
        }
      break;
    default:
      print (text, expr->children[0], LEVEL_SUM);
      if (expr->kind == TW_EXPR_EMPTY)
        g_string_append (text, " is empty");
      else if (expr->kind == TW_EXPR_IS)
        {
          g_string_append (text, " is ");
          print_name (text, expr->name);
        }
      else if (expr->kind == TW_EXPR_WITHIN)
        g_string_append_printf (text, " within %s", expr->name);
      else
        {
          g_string_append (text, " between ");
          print (text, expr->children[1], LEVEL_SUM);
          g_string_append (text, " and ");
          print (text, expr->children[2], LEVEL_SUM);
        }
    }
}

/* After a minus, a number would become part of the sign. */
static gboolean
starts_with_digit (const TwExpr *expr)
{
  while (expr->kind == TW_EXPR_PATH || expr->kind == TW_EXPR_CAST)
    expr = expr->children[0];
  return expr->kind == TW_EXPR_LITERAL && (expr->value.type == TW_TYPE_INTEGER || expr->value.type == TW_TYPE_DECIMAL
                                           || expr->value.type == TW_TYPE_MONEY || expr->value.type == TW_TYPE_DURATION);
}

static void
print_operand (GString *text, const TwExpr *expr)
{
  const TwExpr *child = expr->children[0];
  gboolean number = starts_with_digit (child) && child->kind == TW_EXPR_LITERAL;

  switch (expr->kind)
    {
    case TW_EXPR_NEGATE:
      g_string_append (text, number ? "-(" : "-");
      print (text, child, number ? LEVEL_OR : LEVEL_UNARY);
      if (number)
        g_string_append_c (text, ')');
      break;
    case TW_EXPR_PATH:
    case TW_EXPR_CAST:
      if (number)
        g_string_append_c (text, '(');
      print (text, child, number ? LEVEL_OR : LEVEL_POSTFIX);
      if (number)
        g_string_append_c (text, ')');
      g_string_append (text, expr->kind == TW_EXPR_PATH ? "." : " as ");
      print_name (text, expr->name);
      break;
    default:
      g_string_append (text, expr->name);
      if (expr->kind == TW_EXPR_CALL)
        {
          print_list (text, expr, 0);
          break;
        }
      g_string_append_c (text, '(');
      print (text, child, LEVEL_OR);
      if (expr->n_children > 1)
        {
          g_string_append (text, " where ");
          print (text, expr->children[1], LEVEL_OR);
        }
      g_string_append_c (text, ')');
    }
}

static Level
level_of (const TwExpr *expr)
{
  switch (expr->kind)
    {
    case TW_EXPR_OR:
      return LEVEL_OR;
    case TW_EXPR_AND:
      return LEVEL_AND;
    case TW_EXPR_NOT:
      return is_inner_not (expr->children[0]) ? LEVEL_COMPARE : LEVEL_NOT;
    case TW_EXPR_COMPARE:
    case TW_EXPR_IN:
    case TW_EXPR_BETWEEN:
    case TW_EXPR_HAS:
    case TW_EXPR_EMPTY:
    case TW_EXPR_IS:
    case TW_EXPR_WITHIN:
      return LEVEL_COMPARE;
    case TW_EXPR_ARITHMETIC:
      return expr->op <= TW_EXPR_OP_CONCAT ? LEVEL_SUM : LEVEL_PRODUCT;
    case TW_EXPR_NEGATE:
      return LEVEL_UNARY;
    default:
      return LEVEL_POSTFIX;
    }
}

static void
print_bare (GString *text, const TwExpr *expr)
{
  switch (expr->kind)
    {
    case TW_EXPR_LITERAL:
      print_literal (text, &expr->value);
      break;
    case TW_EXPR_NAME:
      print_name (text, expr->name);
      break;
    case TW_EXPR_ME:
      g_string_append (text, "me");
      break;
    case TW_EXPR_MY_TEAM:
      g_string_append (text, "my team");
      break;
    case TW_EXPR_OR:
      print_joined (text, expr, " or ", LEVEL_AND);
      break;
    case TW_EXPR_AND:
      print_joined (text, expr, " and ", LEVEL_NOT);
      break;
    case TW_EXPR_NOT:
      print_not (text, expr);
      break;
    case TW_EXPR_ARITHMETIC:
      {
        Level level = level_of (expr);

        print_binary (text, expr, level, level + 1);
        break;
      }
    case TW_EXPR_NEGATE:
    case TW_EXPR_PATH:
    case TW_EXPR_CAST:
      print_operand (text, expr);
      break;
    case TW_EXPR_CALL:
      if (expr->n_children == 0)
        {
          g_string_append_printf (text, "%s()", expr->name);
          break;
        }
      G_GNUC_FALLTHROUGH;
    case TW_EXPR_AGGREGATE:
      print_operand (text, expr);
      break;
    default:
      print_test (text, expr);
    }
}

static void
print (GString *text, const TwExpr *expr, Level level)
{
  gboolean bare = level_of (expr) >= level;

  if (!bare)
    g_string_append_c (text, '(');
  print_bare (text, expr);
  if (!bare)
    g_string_append_c (text, ')');
}

/**
 * tw_expr_print:
 * @expr: a tree
 *
 * Prints the canonical text of a tree. Reading it again gives an equal tree.
 *
 * Returns: (transfer full): the text
 */
char *
tw_expr_print (const TwExpr *expr)
{
  GString *text = g_string_new (NULL);

  print (text, expr, LEVEL_OR);
  return g_string_free (text, FALSE);
}
