/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons and the other tests. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "tw-expr-bound-private.h"

static const char *
op_name (TwExprOp op)
{
  switch (op)
    {
    case TW_EXPR_OP_CONTAINS:
      return "&contains";
    case TW_EXPR_OP_STARTS_WITH:
      return "&starts";
    case TW_EXPR_OP_ENDS_WITH:
      return "&ends";
    case TW_EXPR_OP_SIMILAR:
      return "&similar";
    default:
      return tw_expr_op_get_symbol (op);
    }
}

static gboolean
is_moment (const TwNode *node)
{
  return node->type == TW_TYPE_DATE || node->type == TW_TYPE_DATETIME;
}

static gboolean
are_comparable (const TwNode *a, const TwNode *b)
{
  if (a->type == TW_TYPE_LIST || a->type == TW_TYPE_JSON || b->type == TW_TYPE_LIST || b->type == TW_TYPE_JSON)
    return FALSE;
  return a->type == b->type || a->type == TW_TYPE_NULL || b->type == TW_TYPE_NULL || (tw_bind_is_text (a) && tw_bind_is_text (b))
         || (is_moment (a) && is_moment (b)) || (tw_bind_is_number (a) && tw_bind_is_number (b));
}

/* A link beside texts that are no ids is compared by the name of its record. The link is taken. */
static TwNode *
link_or_title (TwBinder *binder, const TwExpr *at, TwNode *link, TwNode *const *others, guint n)
{
  guint texts = 0, ids = 0;
  TwId id;

  for (guint i = 0; i < n; i++)
    if (tw_node_is_text_literal (others[i]))
      {
        texts++;
        ids += tw_id_parse (others[i]->value.text, &id);
      }
    else if (!tw_node_is_null_literal (others[i]))
      ids = texts = G_MAXUINT / 2;
  if (link->type != TW_TYPE_LINK || texts == ids)
    return link;
  return tw_bind_title (binder, at, link);
}

/* Makes two operands comparable, or fails. at is where the comparison stands. */
static gboolean
pair_up (TwBinder *binder, const TwExpr *at, TwNode **a, TwNode **b)
{
  TwNode *left = *a, *right = *b;

  if (tw_node_is_text_literal (right))
    *a = left = link_or_title (binder, at, left, &right, 1);
  else if (tw_node_is_text_literal (left))
    *b = right = link_or_title (binder, at, right, &left, 1);
  if (*a == NULL || *b == NULL || !tw_bind_adapt (binder, at, b, left) || !tw_bind_adapt (binder, at, a, *b))
    return FALSE;
  if (are_comparable (*a, *b))
    return TRUE;
  tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                _("%s cannot be compared with %s"), tw_bind_describe (*a), tw_bind_describe (*b));
  return FALSE;
}

static gboolean
check_order (TwBinder *binder, const TwExpr *at, const TwNode *node)
{
  if (node->type != TW_TYPE_BOOLEAN && node->type != TW_TYPE_ENUM && node->type != TW_TYPE_LINK)
    return TRUE;
  tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at, _("%s has no order; ask with =, != or in"), tw_bind_describe (node));
  return FALSE;
}

static TwNode *
bind_text_test (TwBinder *binder, const TwExpr *expr, TwNode *a, TwNode *b)
{
  TwNode *kids[2] = { a, b };

  if (a->type == TW_TYPE_LINK && tw_bind_is_text (b))
    {
      kids[0] = tw_bind_title (binder, expr, a);
      if (kids[0] == NULL)
        {
          tw_node_free (b);
          return NULL;
        }
    }
  for (guint i = 0; i < 2; i++)
    if (!tw_bind_is_text (kids[i]) && !tw_node_is_null_literal (kids[i]))
      {
        tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[i],
                      _("“%s” compares texts, not %s"), tw_expr_op_get_symbol (expr->op),
                      tw_bind_describe (kids[i]));
        tw_node_free (kids[0]);
        tw_node_free (kids[1]);
        return NULL;
      }
  return tw_node_new_call (tw_op_get (op_name (expr->op)), TW_TYPE_BOOLEAN, kids, 2);
}

TwNode *
tw_bind_compare (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) a = tw_bind_node (binder, expr->children[0]);
  g_autoptr (TwNode) b = a != NULL ? tw_bind_node (binder, expr->children[1]) : NULL;
  gboolean ordered = expr->op >= TW_EXPR_OP_LESS && expr->op <= TW_EXPR_OP_AT_LEAST;
  TwNode *kids[2];

  if (b == NULL)
    return NULL;
  if (expr->children[0]->kind == TW_EXPR_LITERAL && tw_node_is_null_literal (a))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[0],
                         _("nothing is ever equal to null; ask with “is empty”"));
  if (expr->children[1]->kind == TW_EXPR_LITERAL && tw_node_is_null_literal (b))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[1],
                         _("nothing is ever equal to null; ask with “is empty”"));
  if (expr->op >= TW_EXPR_OP_CONTAINS)
    return bind_text_test (binder, expr, g_steal_pointer (&a), g_steal_pointer (&b));
  if (!pair_up (binder, expr, &a, &b))
    return NULL;
  if (ordered && (!check_order (binder, expr->children[0], a) || !check_order (binder, expr->children[1], b)))
    return NULL;
  kids[0] = g_steal_pointer (&a);
  kids[1] = g_steal_pointer (&b);
  return tw_node_new_call (tw_op_get (op_name (expr->op)), TW_TYPE_BOOLEAN, kids, 2);
}

static TwNode *
bind_in_team (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) link = tw_bind_node (binder, expr->children[0]);
  TwNode *node;

  if (link == NULL)
    return NULL;
  if (link->type != TW_TYPE_LINK)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[0],
                         _("“in my team” asks about a link to a user, not %s"),
                         tw_bind_describe (link));
  node = tw_node_new_call (tw_op_get ("&in_team"), TW_TYPE_BOOLEAN, &link, 1);
  link = NULL;
  return node;
}

static TwNode *
new_call_of (GPtrArray *kids, const char *op)
{
  TwNode *node = tw_node_new_call (tw_op_get (op), TW_TYPE_BOOLEAN, (TwNode **) kids->pdata, kids->len);

  g_ptr_array_set_free_func (kids, NULL);
  return node;
}

TwNode *
tw_bind_in (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (GPtrArray) kids = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_node_free);
  TwNode **nodes;

  if (expr->n_children == 2 && expr->children[1]->kind == TW_EXPR_MY_TEAM)
    return bind_in_team (binder, expr);
  if (!tw_bind_kids (binder, expr, 0, kids))
    return NULL;
  nodes = (TwNode **) kids->pdata;
  nodes[0] = link_or_title (binder, expr, nodes[0], nodes + 1, kids->len - 1);
  for (guint i = 1; i < kids->len && nodes[0] != NULL; i++)
    if (!pair_up (binder, expr->children[i], &nodes[0], &nodes[i]))
      return NULL;
  return nodes[0] != NULL ? new_call_of (kids, "&in") : NULL;
}

TwNode *
tw_bind_between (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (GPtrArray) kids = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_node_free);
  TwNode **nodes;

  if (!tw_bind_kids (binder, expr, 0, kids))
    return NULL;
  nodes = (TwNode **) kids->pdata;
  /* The second round: the first bound may have made the value a decimal. */
  for (guint round = 0; round < 2; round++)
    for (guint i = 1; i < 3; i++)
      if (!pair_up (binder, expr->children[i], &nodes[0], &nodes[i]) || !check_order (binder, expr->children[0], nodes[0]))
        return NULL;
  return new_call_of (kids, "&between");
}

TwNode *
tw_bind_within (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) moment = tw_bind_node (binder, expr->children[0]);
  gboolean date;
  TwPeriod period;
  TwNode *kids[3];
  gsize length;

  if (moment == NULL)
    return NULL;
  if (!is_moment (moment))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[0],
                         _("“within” asks about a date, not %s"), tw_bind_describe (moment));
  date = moment->type == TW_TYPE_DATE;
  if (!tw_period_scan (expr->name, &length, &period) || (date && period.unit < TW_UNIT_DAY))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                         _("a date has no hours; ask within days, or of a date with time"));
  if (period.kind != TW_PERIOD_FIXED)
    binder->bound->is_volatile = TRUE;
  kids[0] = g_steal_pointer (&moment);
  for (guint i = 1; i < 3; i++)
    {
      TwNode *text = tw_node_new_const (TW_TYPE_TEXT, tw_value_text (expr->name));
      const char *op = i == 1 ? (date ? "&first_day" : "&first_instant") : (date ? "&end_day" : "&end_instant");

      kids[i] = tw_node_new_call (tw_op_get (op), kids[0]->type, &text, 1);
    }
  return tw_node_new_call (tw_op_get ("&within"), TW_TYPE_BOOLEAN, kids, 3);
}

/* --- Lists --- */

static gboolean
fit_items (TwBinder *binder, const TwExpr *expr, GPtrArray *items, const TwField *field)
{
  TwNode like = { .kind = TW_NODE_FIELD, .type = field->kind == TW_KIND_LINKS ? TW_TYPE_LINK
                                                 : field->kind == TW_KIND_SET ? TW_TYPE_ENUM : TW_TYPE_TEXT, .field = field };

  for (guint i = 0; i < items->len; i++)
    {
      TwNode **item = (TwNode **) &items->pdata[i];

      if (!tw_bind_adapt (binder, expr->children[i + 1], item, &like))
        return FALSE;
      if ((*item)->type != like.type && !(tw_bind_is_text (*item) && tw_bind_is_text (&like)) && !tw_node_is_null_literal (*item))
        {
          tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[i + 1],
                        _("“%s” cannot hold %s"), field->key, tw_bind_describe (*item));
          return FALSE;
        }
    }
  return TRUE;
}

/* "roles has \"Admin\"" is any(roles where name in ("Admin")); "has all" asks so of each. */
static TwNode *
bind_has_names (TwBinder *binder, const TwExpr *expr, const TwField *field)
{
  const TwEntity *target = tw_field_get_target (field);
  gboolean all = expr->op == TW_EXPR_OP_HAS_ALL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_expr_unref);
  g_autoptr (TwExpr) name = target->name_field != NULL ? tw_expr_new_name (target->name_field->key) : NULL;
  g_autoptr (TwExpr) whole = NULL;

  if (name == NULL)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("expected “me” or the id of a record"));
  for (guint i = 1; i < expr->n_children; i += all ? 1 : expr->n_children)
    {
      g_autoptr (TwExpr) in = tw_expr_new_in (name, expr->children + i, all ? 1 : expr->n_children - 1);

      in->line = expr->line;
      in->column = expr->column;
      g_ptr_array_add (parts, tw_expr_new_aggregate ("any", expr->children[0], in));
    }
  whole = tw_expr_new_and ((TwExpr **) parts->pdata, parts->len);
  return tw_bind_node (binder, whole);
}

/* Whether the items are names of records, not ids. */
static gboolean
are_names (GPtrArray *items, const TwField *field)
{
  TwId id;

  for (guint i = 0; i < items->len; i++)
    {
      const TwNode *item = g_ptr_array_index (items, i);

      if (!tw_node_is_text_literal (item) || tw_id_parse (item->value.text, &id))
        return FALSE;
    }
  return field->kind == TW_KIND_LINKS && tw_field_get_target (field) != NULL;
}

/* "quote.tags has x" is "tags has x" asked of the quote. What is looked for stands outside of it: a field there would be the quote's. */
static TwNode *
bind_has_beyond (TwBinder *binder, const TwExpr *expr)
{
  const TwExpr *path = expr->children[0];
  g_autoptr (TwExpr) name = tw_expr_new_name (path->name), has = NULL;
  TwNode *link;

  for (guint i = 1; i < expr->n_children; i++)
    if (expr->children[i]->kind != TW_EXPR_LITERAL && expr->children[i]->kind != TW_EXPR_ME)
      return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[i], _("after a path, “has” takes written values or “me”"));
  name->line = path->line;
  name->column = path->column;
  has = tw_expr_new_has (expr->op, name, (TwExpr **) expr->children + 1, expr->n_children - 1);
  has->line = expr->line;
  has->column = expr->column;
  link = tw_bind_node (binder, path->children[0]);
  return link != NULL ? tw_bind_beyond (binder, path, link, has) : NULL;
}

static TwNode *
bind_has_here (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) list = tw_bind_node (binder, expr->children[0]);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_node_free);
  gboolean all = expr->op == TW_EXPR_OP_HAS_ALL;
  const TwField *field;
  TwNode *node;

  if (list == NULL || !tw_bind_kids (binder, expr, 1, items))
    return NULL;
  if (list->kind != TW_NODE_FIELD || list->type != TW_TYPE_LIST)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[0],
                         _("“has” asks a list of the record, not %s"), tw_bind_describe (list));
  field = list->field;
  if (are_names (items, field))
    return bind_has_names (binder, expr, field);
  if (!fit_items (binder, expr, items, field))
    return NULL;
  if (field->kind == TW_KIND_LINKS)
    {
      node = tw_node_new (TW_NODE_LINKS_HAS, TW_TYPE_BOOLEAN, (TwNode **) items->pdata, items->len);
      node->field = field;
      node->all = all;
      g_ptr_array_set_free_func (items, NULL);
      return node;
    }
  g_ptr_array_insert (items, 0, g_steal_pointer (&list));
  return new_call_of (items, all ? "&has_all" : "&has_any");
}

TwNode *
tw_bind_has (TwBinder *binder, const TwExpr *expr)
{
  return expr->children[0]->kind == TW_EXPR_PATH ? bind_has_beyond (binder, expr) : bind_has_here (binder, expr);
}

TwNode *
tw_bind_empty (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) operand = tw_bind_node (binder, expr->children[0]);
  TwNode *node;

  if (operand == NULL)
    return NULL;
  if (operand->kind == TW_NODE_FIELD && operand->field->kind == TW_KIND_LINKS)
    {
      node = tw_node_new (TW_NODE_LINKS_HAS, TW_TYPE_BOOLEAN, NULL, 0);
      node->field = operand->field;
      return tw_node_new_call (tw_op_get ("&not"), TW_TYPE_BOOLEAN, &node, 1);
    }
  node = tw_node_new_call (tw_op_get ("&empty"), TW_TYPE_BOOLEAN, &operand, 1);
  operand = NULL;
  return node;
}
