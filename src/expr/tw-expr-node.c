/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-expr-bound-private.h"

static guint
count_selects (TwNodeKind kind, TwNode *const *kids, guint n)
{
  guint deepest = 0;

  for (guint i = 0; i < n; i++)
    if (kids[i] != NULL)
      deepest = MAX (deepest, kids[i]->selects);
  if (kind == TW_NODE_AGGREGATE || kind == TW_NODE_LINKS_HAS)
    return deepest + 1;
  /* A path that goes on is one select with a join more. */
  if (kind == TW_NODE_PATH)
    return kids[1]->kind == TW_NODE_PATH ? MAX (deepest, kids[0]->selects + 1) : deepest + 1;
  return deepest;
}

TwNode *
tw_node_new (TwNodeKind kind, TwType type, TwNode *const *kids, guint n)
{
  TwNode *node = g_malloc0 (sizeof (TwNode) + n * sizeof (TwNode *));

  node->kind = kind;
  node->type = type;
  node->n_kids = n;
  for (guint i = 0; i < n; i++)
    node->kids[i] = kids[i];
  node->selects = count_selects (kind, kids, n);
  return node;
}

TwNode *
tw_node_new_const (TwType type, TwValue value)
{
  TwNode *node = tw_node_new (TW_NODE_CONST, type, NULL, 0);

  node->value = value;
  node->constant = TRUE;
  return node;
}

TwNode *
tw_node_new_call (const TwOp *op, TwType type, TwNode *const *kids, guint n)
{
  TwNode *node = tw_node_new (TW_NODE_CALL, type, kids, n);

  node->op = op;
  node->constant = TRUE;
  for (guint i = 0; i < n; i++)
    node->constant = node->constant && kids[i]->constant;
  return node;
}

void
tw_node_free (TwNode *node)
{
  if (node == NULL)
    return;
  for (guint i = 0; i < node->n_kids; i++)
    tw_node_free (node->kids[i]);
  tw_value_clear (&node->value);
  g_free (node);
}

gboolean
tw_node_is_null_literal (const TwNode *node)
{
  return node->kind == TW_NODE_CONST && tw_value_is_null (&node->value);
}

gboolean
tw_node_is_text_literal (const TwNode *node)
{
  return node->kind == TW_NODE_CONST && node->literal && node->value.type == TW_TYPE_TEXT;
}
