/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "tw-expr-private.h"

G_DEFINE_QUARK (tw-expr-error-quark, tw_expr_error)

TwExpr *
tw_expr_node_new (TwNode node)
{
  TwExpr *expr = g_new0 (TwExpr, 1);

  g_atomic_ref_count_init (&expr->ref_count);
  expr->node = node;
  expr->depth = 1;
  return expr;
}

static void
set_depth (TwExpr *expr)
{
  expr->depth = 1;
  for (guint i = 0; i < expr->n_children; i++)
    if (expr->children[i])
      expr->depth = MAX (expr->depth, expr->children[i]->depth + 1);
}

TwExpr *
tw_expr_node_set_children (TwExpr *expr, TwExpr **children, guint n)
{
  expr->children = g_memdup2 (children, n * sizeof (TwExpr *));
  expr->n_children = n;
  set_depth (expr);
  return expr;
}

TwExpr *
tw_expr_ref (TwExpr *expr)
{
  g_atomic_ref_count_inc (&expr->ref_count);
  return expr;
}

void
tw_expr_unref (TwExpr *expr)
{
  if (!expr || !g_atomic_ref_count_dec (&expr->ref_count))
    return;
  for (guint i = 0; i < expr->n_children; i++)
    tw_expr_unref (expr->children[i]);
  g_free (expr->children);
  g_free (expr->name);
  g_free (expr->relation);
  tw_value_clear (&expr->value);
  g_free (expr);
}

static gboolean
equal_or_null (const TwExpr *a, const TwExpr *b)
{
  return a && b ? tw_expr_equal (a, b) : a == b;
}

gboolean
tw_expr_equal (const TwExpr *a, const TwExpr *b)
{
  if (a->node != b->node || a->op != b->op || a->negated != b->negated || a->n_children != b->n_children || g_strcmp0 (a->name, b->name) != 0
      || g_strcmp0 (a->relation, b->relation) != 0 || !tw_value_equal (&a->value, &b->value)
      || memcmp (&a->period, &b->period, sizeof (TwPeriod)) != 0)
    return FALSE;
  for (guint i = 0; i < a->n_children; i++)
    if (!equal_or_null (a->children[i], b->children[i]))
      return FALSE;
  return TRUE;
}

TwNode
tw_expr_get_node (const TwExpr *expr)
{
  return expr->node;
}

TwOperator
tw_expr_get_operator (const TwExpr *expr)
{
  return expr->op;
}

gboolean
tw_expr_get_negated (const TwExpr *expr)
{
  return expr->negated;
}

const char *
tw_expr_get_name (const TwExpr *expr)
{
  return expr->name;
}

const char *
tw_expr_get_relation (const TwExpr *expr)
{
  return expr->relation;
}

const TwValue *
tw_expr_get_value (const TwExpr *expr)
{
  return &expr->value;
}

const TwPeriod *
tw_expr_get_period (const TwExpr *expr)
{
  return &expr->period;
}

guint
tw_expr_get_n_children (const TwExpr *expr)
{
  return expr->n_children;
}

TwExpr *
tw_expr_get_child (const TwExpr *expr, guint i)
{
  return expr->children[i];
}

guint
tw_expr_get_line (const TwExpr *expr)
{
  return expr->line;
}

guint
tw_expr_get_column (const TwExpr *expr)
{
  return expr->column;
}

TwExpr *
tw_expr_new_literal (const TwValue *value)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_LITERAL);

  expr->value = tw_value_copy (value);
  return expr;
}

TwExpr *
tw_expr_new_name (const char *path)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_NAME);

  expr->name = g_strdup (path);
  return expr;
}

TwExpr *
tw_expr_new_me (void)
{
  return tw_expr_node_new (TW_NODE_ME);
}

TwExpr *
tw_expr_new_binary (TwOperator op, gboolean negated, TwExpr *left, TwExpr *right)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_BINARY);

  expr->op = op;
  expr->negated = negated;
  return tw_expr_node_set_children (expr, (TwExpr *[]) { left, right }, 2);
}

TwExpr *
tw_expr_new_not (TwExpr *child)
{
  return tw_expr_node_set_children (tw_expr_node_new (TW_NODE_NOT), &child, 1);
}

TwExpr *
tw_expr_new_in (TwExpr *child, gboolean negated, TwExpr **entries, guint n_entries)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_IN);

  expr->negated = negated;
  expr->children = g_new (TwExpr *, n_entries + 1);
  expr->children[0] = child;
  memcpy (expr->children + 1, entries, n_entries * sizeof (TwExpr *));
  expr->n_children = n_entries + 1;
  set_depth (expr);
  return expr;
}

TwExpr *
tw_expr_new_between (TwExpr *child, gboolean negated, TwExpr *low, TwExpr *high)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_BETWEEN);

  expr->negated = negated;
  return tw_expr_node_set_children (expr, (TwExpr *[]) { child, low, high }, 3);
}

TwExpr *
tw_expr_new_empty (TwExpr *child, gboolean negated)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_EMPTY);

  expr->negated = negated;
  return tw_expr_node_set_children (expr, &child, 1);
}

TwExpr *
tw_expr_new_within (TwExpr *child, gboolean negated, const TwPeriod *period)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_WITHIN);

  expr->negated = negated;
  expr->period = *period;
  return tw_expr_node_set_children (expr, &child, 1);
}

TwExpr *
tw_expr_new_call (const char *function, TwExpr **arguments, guint n_arguments)
{
  TwExpr *expr = tw_expr_node_new (TW_NODE_CALL);

  expr->name = g_strdup (function);
  return tw_expr_node_set_children (expr, arguments, n_arguments);
}

static void
split_into (TwExpr *expr, GPtrArray *parts)
{
  if (expr->node == TW_NODE_BINARY && expr->op == TW_OP_AND)
    {
      split_into (expr->children[0], parts);
      split_into (expr->children[1], parts);
    }
  else
    g_ptr_array_add (parts, tw_expr_ref (expr));
}

GPtrArray *
tw_expr_split_and (TwExpr *expr)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);

  if (expr)
    split_into (expr, parts);
  return parts;
}

TwExpr *
tw_expr_join_and (TwExpr *const *conditions, guint n)
{
  TwExpr *all = NULL;

  for (guint i = 0; i < n; i++)
    all = all ? tw_expr_new_binary (TW_OP_AND, FALSE, all, tw_expr_ref (conditions[i])) : tw_expr_ref (conditions[i]);
  return all;
}
