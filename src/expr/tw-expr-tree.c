/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "tw-expr-private.h"

G_DEFINE_QUARK (tw-expr-error-quark, tw_expr_error)

static const char *const symbols[] = {
  [TW_EXPR_OP_EQUAL] = "=", [TW_EXPR_OP_NOT_EQUAL] = "!=", [TW_EXPR_OP_LESS] = "<", [TW_EXPR_OP_AT_MOST] = "<=",
  [TW_EXPR_OP_MORE] = ">", [TW_EXPR_OP_AT_LEAST] = ">=", [TW_EXPR_OP_EXACT] = "==", [TW_EXPR_OP_CONTAINS] = "contains",
  [TW_EXPR_OP_STARTS_WITH] = "starts with", [TW_EXPR_OP_ENDS_WITH] = "ends with", [TW_EXPR_OP_SIMILAR] = "~",
  [TW_EXPR_OP_ADD] = "+", [TW_EXPR_OP_SUBTRACT] = "-", [TW_EXPR_OP_CONCAT] = "&", [TW_EXPR_OP_MULTIPLY] = "*",
  [TW_EXPR_OP_DIVIDE] = "/", [TW_EXPR_OP_REMAINDER] = "%", [TW_EXPR_OP_HAS_ONE] = "has", [TW_EXPR_OP_HAS_ANY] = "has any",
  [TW_EXPR_OP_HAS_ALL] = "has all",
};

static const char *const aggregates[] = { "all", "any", "avg", "count", "max", "min", "sum" };

TwExpr *
tw_expr_new_node (TwExprKind kind, TwExprOp op, const char *name, TwExpr *const *children, guint n)
{
  TwExpr *expr = g_malloc0 (sizeof (TwExpr) + n * sizeof (TwExpr *));

  g_atomic_ref_count_init (&expr->ref_count);
  expr->kind = kind;
  expr->op = op;
  expr->name = g_strdup (name);
  expr->n_children = n;
  expr->depth = 1;
  for (guint i = 0; i < n; i++)
    {
      expr->children[i] = tw_expr_ref (children[i]);
      expr->depth = MAX (expr->depth, children[i]->depth + 1);
    }
  return expr;
}

/* "a and (b and c)" is "a and b and c": one node with all operands. */
TwExpr *
tw_expr_new_flat (TwExprKind kind, TwExpr *const *children, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    if (children[i]->kind == kind)
      for (guint j = 0; j < children[i]->n_children; j++)
        g_ptr_array_add (all, children[i]->children[j]);
    else
      g_ptr_array_add (all, children[i]);
  if (all->len == 0)
    {
      TwValue neutral = tw_value_boolean (kind == TW_EXPR_AND);

      return tw_expr_new_literal (&neutral);
    }
  if (all->len == 1)
    return tw_expr_ref (g_ptr_array_index (all, 0));
  return tw_expr_new_node (kind, TW_EXPR_OP_NONE, NULL, (TwExpr **) all->pdata, all->len);
}

static TwExpr *
new_with_list (TwExprKind kind, TwExprOp op, TwExpr *first, TwExpr *const *items, guint n)
{
  g_autofree TwExpr **children = g_new (TwExpr *, n + 1);

  children[0] = first;
  for (guint i = 0; i < n; i++)
    children[i + 1] = items[i];
  return tw_expr_new_node (kind, op, NULL, children, n + 1);
}

void
tw_expr_set_error_at (GError **error, TwExprError code, guint line, guint column, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (line > 0)
    /* Translators: a place in a text, then what is wrong there. */
    g_set_error (error, TW_EXPR_ERROR, code, _("line %u, column %u: %s"), line, column, message);
  else
    g_set_error_literal (error, TW_EXPR_ERROR, code, message);
}

/* --- Public functions --- */

TwExpr *
tw_expr_ref (TwExpr *expr)
{
  g_atomic_ref_count_inc (&expr->ref_count);
  return expr;
}

void
tw_expr_unref (TwExpr *expr)
{
  if (!g_atomic_ref_count_dec (&expr->ref_count))
    return;
  for (guint i = 0; i < expr->n_children; i++)
    tw_expr_unref (expr->children[i]);
  tw_value_clear (&expr->value);
  g_free (expr->name);
  g_free (expr);
}

/**
 * tw_expr_equal:
 * @a: a tree
 * @b: another
 *
 * Compares trees, not what they mean: names, literals and structure; where the text stood does not count.
 *
 * Returns: whether they are the same
 */
gboolean
tw_expr_equal (const TwExpr *a, const TwExpr *b)
{
  if (a == b)
    return TRUE;
  if (a->kind != b->kind || a->op != b->op || a->n_children != b->n_children || g_strcmp0 (a->name, b->name) != 0
      || !tw_value_equal (&a->value, &b->value))
    return FALSE;
  for (guint i = 0; i < a->n_children; i++)
    if (!tw_expr_equal (a->children[i], b->children[i]))
      return FALSE;
  return TRUE;
}

TwExprKind
tw_expr_get_kind (const TwExpr *expr)
{
  return expr->kind;
}

TwExprOp
tw_expr_get_op (const TwExpr *expr)
{
  return expr->op;
}

const char *
tw_expr_get_name (const TwExpr *expr)
{
  return expr->name;
}

const TwValue *
tw_expr_get_value (const TwExpr *expr)
{
  return &expr->value;
}

guint
tw_expr_get_n_children (const TwExpr *expr)
{
  return expr->n_children;
}

TwExpr *
tw_expr_get_child (const TwExpr *expr, guint i)
{
  g_return_val_if_fail (i < expr->n_children, NULL);
  return expr->children[i];
}

void
tw_expr_get_position (const TwExpr *expr, guint *line, guint *column)
{
  *line = expr->line;
  *column = expr->column;
}

const char *
tw_expr_op_get_symbol (TwExprOp op)
{
  return op < G_N_ELEMENTS (symbols) ? symbols[op] : NULL;
}

/**
 * tw_expr_new_literal:
 * @value: a value; no list
 *
 * A literal. Values without a literal of their own become the text that the language reads as them.
 *
 * Returns: (transfer full): a tree
 */
TwExpr *
tw_expr_new_literal (const TwValue *value)
{
  TwExpr *expr = tw_expr_new_node (TW_EXPR_LITERAL, TW_EXPR_OP_NONE, NULL, NULL, 0);

  switch (value->type)
    {
    case TW_TYPE_NULL:
    case TW_TYPE_BOOLEAN:
    case TW_TYPE_INTEGER:
    case TW_TYPE_DECIMAL:
    case TW_TYPE_DATE:
    case TW_TYPE_DURATION:
    case TW_TYPE_TEXT:
      expr->value = tw_value_copy (value);
      break;
    case TW_TYPE_MONEY:
      /* An amount without a currency is a number. */
      if (value->tag != 0)
        expr->value = tw_value_copy (value);
      else if (ABS (value->i) <= G_MAXINT64 / 100)
        expr->value = tw_value_decimal (value->i * 100);
      break;
    default:
      {
        g_autofree char *text = tw_value_print (value);

        expr->value = tw_value_text (text);
      }
    }
  return expr;
}

TwExpr *
tw_expr_new_name (const char *name)
{
  return tw_expr_new_node (TW_EXPR_NAME, TW_EXPR_OP_NONE, name, NULL, 0);
}

TwExpr *
tw_expr_new_me (void)
{
  return tw_expr_new_node (TW_EXPR_ME, TW_EXPR_OP_NONE, NULL, NULL, 0);
}

TwExpr *
tw_expr_new_my_team (void)
{
  return tw_expr_new_node (TW_EXPR_MY_TEAM, TW_EXPR_OP_NONE, NULL, NULL, 0);
}

TwExpr *
tw_expr_new_path (TwExpr *from, const char *name)
{
  return tw_expr_new_node (TW_EXPR_PATH, TW_EXPR_OP_NONE, name, &from, 1);
}

TwExpr *
tw_expr_new_cast (TwExpr *link, const char *entity)
{
  return tw_expr_new_node (TW_EXPR_CAST, TW_EXPR_OP_NONE, entity, &link, 1);
}

TwExpr *
tw_expr_new_and (TwExpr *const *children, guint n)
{
  return tw_expr_new_flat (TW_EXPR_AND, children, n);
}

TwExpr *
tw_expr_new_or (TwExpr *const *children, guint n)
{
  return tw_expr_new_flat (TW_EXPR_OR, children, n);
}

TwExpr *
tw_expr_new_not (TwExpr *child)
{
  return tw_expr_new_node (TW_EXPR_NOT, TW_EXPR_OP_NONE, NULL, &child, 1);
}

TwExpr *
tw_expr_new_compare (TwExprOp op, TwExpr *a, TwExpr *b)
{
  g_return_val_if_fail (op >= TW_EXPR_OP_EQUAL && op <= TW_EXPR_OP_SIMILAR, NULL);
  return tw_expr_new_node (TW_EXPR_COMPARE, op, NULL, (TwExpr *[]) { a, b }, 2);
}

TwExpr *
tw_expr_new_in (TwExpr *child, TwExpr *const *items, guint n)
{
  g_return_val_if_fail (n > 0, NULL);
  return new_with_list (TW_EXPR_IN, TW_EXPR_OP_NONE, child, items, n);
}

TwExpr *
tw_expr_new_between (TwExpr *child, TwExpr *low, TwExpr *high)
{
  return tw_expr_new_node (TW_EXPR_BETWEEN, TW_EXPR_OP_NONE, NULL, (TwExpr *[]) { child, low, high }, 3);
}

TwExpr *
tw_expr_new_has (TwExprOp op, TwExpr *list, TwExpr *const *items, guint n)
{
  g_return_val_if_fail (op >= TW_EXPR_OP_HAS_ONE && op <= TW_EXPR_OP_HAS_ALL, NULL);
  g_return_val_if_fail (op == TW_EXPR_OP_HAS_ONE ? n == 1 : n > 0, NULL);
  return new_with_list (TW_EXPR_HAS, op, list, items, n);
}

TwExpr *
tw_expr_new_empty (TwExpr *child)
{
  return tw_expr_new_node (TW_EXPR_EMPTY, TW_EXPR_OP_NONE, NULL, &child, 1);
}

TwExpr *
tw_expr_new_is (TwExpr *link, const char *entity)
{
  return tw_expr_new_node (TW_EXPR_IS, TW_EXPR_OP_NONE, entity, &link, 1);
}

TwExpr *
tw_expr_new_within (TwExpr *child, const char *period)
{
  g_autofree char *canonical = tw_expr_normalize_period (period);

  return canonical != NULL ? tw_expr_new_node (TW_EXPR_WITHIN, TW_EXPR_OP_NONE, canonical, &child, 1) : NULL;
}

TwExpr *
tw_expr_new_arithmetic (TwExprOp op, TwExpr *a, TwExpr *b)
{
  g_return_val_if_fail (op >= TW_EXPR_OP_ADD && op <= TW_EXPR_OP_REMAINDER, NULL);
  return tw_expr_new_node (TW_EXPR_ARITHMETIC, op, NULL, (TwExpr *[]) { a, b }, 2);
}

TwExpr *
tw_expr_new_negate (TwExpr *child)
{
  return tw_expr_new_node (TW_EXPR_NEGATE, TW_EXPR_OP_NONE, NULL, &child, 1);
}

TwExpr *
tw_expr_new_call (const char *function, TwExpr *const *args, guint n)
{
  return tw_expr_new_node (TW_EXPR_CALL, TW_EXPR_OP_NONE, function, args, n);
}

TwExpr *
tw_expr_new_aggregate (const char *function, TwExpr *of, TwExpr *where)
{
  g_return_val_if_fail (tw_expr_is_aggregate_name (function), NULL);
  return tw_expr_new_node (TW_EXPR_AGGREGATE, TW_EXPR_OP_NONE, function, (TwExpr *[]) { of, where }, where != NULL ? 2 : 1);
}

/**
 * tw_expr_new_seen_from:
 * @expr: a tree about a record
 * @from: a link to such a record, or a cast of one
 *
 * Inside an aggregate names mean the related record, so only where it begins is moved.
 *
 * Returns: (transfer full): the same about the record that @from leads to
 */
TwExpr *
tw_expr_new_seen_from (TwExpr *expr, TwExpr *from)
{
  guint n = expr->kind == TW_EXPR_AGGREGATE ? 1 : expr->n_children;
  g_autofree TwExpr **children = NULL;
  TwExpr *seen;

  if (expr->kind == TW_EXPR_NAME)
    return tw_expr_new_path (from, expr->name);
  if (n == 0)
    return tw_expr_ref (expr);
  children = g_new (TwExpr *, expr->n_children);
  for (guint i = 0; i < expr->n_children; i++)
    children[i] = i < n ? tw_expr_new_seen_from (expr->children[i], from) : tw_expr_ref (expr->children[i]);
  seen = tw_expr_new_node (expr->kind, expr->op, expr->name, children, expr->n_children);
  for (guint i = 0; i < expr->n_children; i++)
    tw_expr_unref (children[i]);
  return seen;
}

/**
 * tw_expr_split_and:
 * @expr: a tree
 *
 * Takes a conjunction apart; tw_expr_new_and() puts it together again.
 *
 * Returns: (transfer full) (element-type TwExpr): its conditions, none for the literal true
 */
GPtrArray *
tw_expr_split_and (TwExpr *expr)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  if (expr->kind == TW_EXPR_AND)
    for (guint i = 0; i < expr->n_children; i++)
      g_ptr_array_add (parts, tw_expr_ref (expr->children[i]));
  else if (expr->kind != TW_EXPR_LITERAL || expr->value.type != TW_TYPE_BOOLEAN || !expr->value.i)
    g_ptr_array_add (parts, tw_expr_ref (expr));
  return parts;
}

gboolean
tw_expr_is_aggregate_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (aggregates); i++)
    if (strcmp (aggregates[i], name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tw_expr_normalize_period:
 * @text: what stands after "within"
 *
 * Returns: (transfer full) (nullable): the period in its canonical form, %NULL when it is none
 */
char *
tw_expr_normalize_period (const char *text)
{
  TwPeriod period;
  gsize length;

  if (!tw_period_scan (text, &length, &period) || text[length + strspn (text + length, " \t\r\n")] != '\0')
    return NULL;
  return tw_period_print (&period);
}
