/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arithmetic and functions: which types go in, which comes out. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-bound-private.h"

static gboolean
is_moment (const TwNode *node)
{
  return node->type == TW_TYPE_DATE || node->type == TW_TYPE_DATETIME;
}

static TwNode *
call_two (const char *op, TwType type, TwNode *a, TwNode *b)
{
  return tw_node_new_call (tw_op_get (op), type, (TwNode *[]) { a, b }, 2);
}

/* Two numbers: of one kind; for a quotient always decimals. */
static TwNode *
bind_numbers (TwExprOp op, TwNode *a, TwNode *b)
{
  if (op == TW_EXPR_OP_DIVIDE || a->type != b->type)
    {
      a = tw_bind_to_decimal (a);
      b = tw_bind_to_decimal (b);
    }
  return call_two (tw_expr_op_get_symbol (op), a->type, a, b);
}

/* The type of a sum or difference, or null when there is none. */
static TwType
sum_type (TwExprOp op, const TwNode *a, const TwNode *b)
{
  if (a->type == b->type && (a->type == TW_TYPE_MONEY || a->type == TW_TYPE_DURATION))
    return a->type;
  if (is_moment (a) && b->type == TW_TYPE_DURATION)
    return a->type;
  if (op == TW_EXPR_OP_ADD && a->type == TW_TYPE_DURATION && is_moment (b))
    return b->type;
  if (op == TW_EXPR_OP_SUBTRACT && is_moment (a) && is_moment (b))
    return TW_TYPE_DURATION;
  return TW_TYPE_NULL;
}

static TwType
product_type (TwExprOp op, const TwNode *a, const TwNode *b)
{
  gboolean measure_a = a->type == TW_TYPE_MONEY || a->type == TW_TYPE_DURATION;
  gboolean measure_b = b->type == TW_TYPE_MONEY || b->type == TW_TYPE_DURATION;

  if (measure_a && tw_bind_is_number (b) && op != TW_EXPR_OP_REMAINDER)
    return a->type;
  if (op == TW_EXPR_OP_MULTIPLY && tw_bind_is_number (a) && measure_b)
    return b->type;
  if (op == TW_EXPR_OP_DIVIDE && measure_a && a->type == b->type)
    return TW_TYPE_DECIMAL;
  return TW_TYPE_NULL;
}

/* What the operands make; NULL when they make nothing. Both are taken in any case. */
static TwNode *
combine (TwExprOp op, TwNode *a, TwNode *b)
{
  gboolean sum = op == TW_EXPR_OP_ADD || op == TW_EXPR_OP_SUBTRACT;
  TwType type;

  if (op == TW_EXPR_OP_CONCAT || (op == TW_EXPR_OP_ADD && tw_bind_is_text (a) && tw_bind_is_text (b)))
    {
      if (a->type != TW_TYPE_LIST && b->type != TW_TYPE_LIST)
        return call_two ("&concat", TW_TYPE_TEXT, a, b);
    }
  else if (tw_bind_is_number (a) && tw_bind_is_number (b))
    return bind_numbers (op, a, b);
  else
    {
      type = sum ? sum_type (op, a, b) : product_type (op, a, b);
      if (type != TW_TYPE_NULL)
        {
          if (!sum && tw_bind_is_number (a))
            a = tw_bind_to_decimal (a);
          if (!sum && tw_bind_is_number (b))
            b = tw_bind_to_decimal (b);
          return call_two (tw_expr_op_get_symbol (op), type, a, b);
        }
    }
  tw_node_free (a);
  tw_node_free (b);
  return NULL;
}

TwNode *
tw_bind_arithmetic (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) a = tw_bind_node (binder, expr->children[0]);
  g_autoptr (TwNode) b = a != NULL ? tw_bind_node (binder, expr->children[1]) : NULL;
  gboolean sum = expr->op == TW_EXPR_OP_ADD || expr->op == TW_EXPR_OP_SUBTRACT;
  g_autofree char *left = NULL;
  const char *right;
  TwNode *node;

  if (b == NULL)
    return NULL;
  if (tw_node_is_null_literal (a) || tw_node_is_null_literal (b))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("nothing can be reckoned with null"));
  /* "amount + 5": the plain number is money, too. */
  if (sum && a->type == TW_TYPE_MONEY && tw_bind_is_number (b) && !tw_bind_adapt (binder, expr, &b, a))
    return NULL;
  if (sum && b->type == TW_TYPE_MONEY && tw_bind_is_number (a) && !tw_bind_adapt (binder, expr, &a, b))
    return NULL;
  left = g_strdup (tw_bind_describe (a));
  right = tw_bind_describe (b);
  node = combine (expr->op, g_steal_pointer (&a), g_steal_pointer (&b));
  if (node == NULL)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                         _("“%s” does not go with %s and %s"), tw_expr_op_get_symbol (expr->op), left,
                         right);
  return node;
}

TwNode *
tw_bind_negate (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) operand = tw_bind_node (binder, expr->children[0]);
  TwNode *node;

  if (operand == NULL)
    return NULL;
  if (!tw_bind_is_number (operand) && operand->type != TW_TYPE_MONEY && operand->type != TW_TYPE_DURATION)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("“-” does not go with %s"), tw_bind_describe (operand));
  node = tw_node_new_call (tw_op_get ("&negate"), operand->type, &operand, 1);
  operand = NULL;
  return node;
}

/* --- Functions --- */

/* Letters of the arguments, one for each of n; FALSE when the row takes another number of them. */
static gboolean
expand_letters (const TwOp *op, guint n, char *letters)
{
  const char *p = op->args;
  gboolean optional = FALSE;
  guint i = 0;

  for (; *p != '\0' && *p != '*'; p++)
    {
      if (*p == '|')
        {
          optional = TRUE;
          continue;
        }
      if (i == n)
        return optional;
      letters[i++] = *p;
    }
  if (*p == '*' && i > 0)
    while (i < n)
      {
        letters[i] = letters[i - 1];
        i++;
      }
  return i == n;
}

/* The row of that name that fits with the fewest changes. */
static const TwOp *
choose_row (const char *name, GPtrArray *args, gboolean *known, gboolean *count_fits)
{
  const TwOp *best = NULL, *op;
  guint best_cost = G_MAXUINT;
  char letters[TW_BIND_MAX_ARGS];

  *known = *count_fits = FALSE;
  for (guint row = 0; (op = tw_op_at (row)) != NULL; row++)
    {
      gboolean fits = TRUE;
      guint cost = 0;

      if (!g_ascii_isalpha (op->name[0]) || strcmp (op->name, name) != 0)
        continue;
      *known = TRUE;
      if (!expand_letters (op, args->len, letters))
        continue;
      *count_fits = TRUE;
      for (guint i = 0; i < args->len && fits; i++)
        fits = tw_bind_fit ((TwNode **) &args->pdata[i], letters[i], FALSE, &cost);
      if (fits && cost < best_cost)
        {
          best = op;
          best_cost = cost;
        }
    }
  return best;
}

static TwType
type_of_letter (char letter)
{
  switch (letter)
    {
    case 'b': return TW_TYPE_BOOLEAN;
    case 'i': return TW_TYPE_INTEGER;
    case 'd': return TW_TYPE_DECIMAL;
    case 'm': return TW_TYPE_MONEY;
    case 'D': return TW_TYPE_DATE;
    case 't': return TW_TYPE_DATETIME;
    case 'T': return TW_TYPE_TIME;
    case 'u': return TW_TYPE_DURATION;
    case 'l': return TW_TYPE_LINK;
    default:  return TW_TYPE_TEXT;
    }
}

static TwNode *
call_row (TwBinder *binder, const TwExpr *expr, const TwOp *op, GPtrArray *args)
{
  TwNode **nodes = (TwNode **) args->pdata;
  const char *v = strchr (op->args, 'v');
  guint first = v != NULL ? (guint) (v - op->args) : args->len;
  TwType common = TW_TYPE_NULL;
  char letters[TW_BIND_MAX_ARGS];
  guint cost = 0;
  TwNode *node;

  expand_letters (op, args->len, letters);
  for (guint i = 0; i < args->len; i++)
    tw_bind_fit (&nodes[i], letters[i], TRUE, &cost);
  if (first < args->len && !tw_bind_unify (nodes + first, args->len - first, &common))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                         _("the values that %s() may give are of different types"), expr->name);
  node = tw_node_new_call (op, op->result == 'v' ? common : op->result == '0' ? nodes[0]->type : op->result == '1' ? nodes[1]->type
                           : type_of_letter (op->result), nodes, args->len);
  if (common == TW_TYPE_LINK || common == TW_TYPE_ENUM)
    {
      node->target = nodes[first]->target;
      node->field = common == TW_TYPE_ENUM ? nodes[first]->field : NULL;
      for (guint i = first; i < args->len; i++)
        if (nodes[i]->target != node->target)
          node->target = NULL;
    }
  g_ptr_array_set_free_func (args, NULL);
  return node;
}

static gboolean
check_unit (TwBinder *binder, const TwExpr *expr, GPtrArray *args)
{
  const TwNode *unit = args->len > 0 ? g_ptr_array_index (args, 0) : NULL;
  TwUnit parsed;

  if (strcmp (expr->name, "start_of") != 0 || unit == NULL || !tw_node_is_text_literal (unit))
    return TRUE;
  if (tw_unit_parse (unit->value.text, strlen (unit->value.text), &parsed) && parsed >= TW_UNIT_DAY)
    return TRUE;
  tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[0],
                _("expected \"day\", \"week\", \"month\", \"quarter\" or \"year\""));
  return FALSE;
}

static TwNode *
bind_id (TwBinder *binder, const TwExpr *expr)
{
  TwNode *node;

  if (expr->n_children > 0)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("id() takes no values"));
  node = tw_node_new (TW_NODE_ID, TW_TYPE_LINK, NULL, 0);
  node->target = binder->entity;
  return node;
}

TwNode *
tw_bind_call (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_node_free);
  gboolean known, count_fits;
  const TwOp *op;

  if (strcmp (expr->name, "changed") == 0 || strcmp (expr->name, "before") == 0)
    return tw_bind_commit (binder, expr, strcmp (expr->name, "before") == 0);
  if (strcmp (expr->name, "id") == 0)
    return bind_id (binder, expr);
  if (expr->n_children > TW_BIND_MAX_ARGS)
    return tw_bind_fail (binder, TW_EXPR_ERROR_LIMIT, expr,
                         _("%s() takes at most %d values"), expr->name, TW_BIND_MAX_ARGS);
  if (!tw_bind_kids (binder, expr, 0, args) || !check_unit (binder, expr, args))
    return NULL;
  op = choose_row (expr->name, args, &known, &count_fits);
  if (op != NULL)
    return call_row (binder, expr, op, args);
  if (!known)
    return tw_bind_fail (binder, TW_EXPR_ERROR_NAME, expr, _("there is no function %s()"), expr->name);
  if (!count_fits)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("%s() does not take %u values"), expr->name, args->len);
  return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("%s() does not take values of these types"), expr->name);
}
