/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a tree against an entity of a schema: looks names up, finds types, puts formulas in. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>

#include "tw-expr-bound-private.h"

gpointer
tw_bind_fail (TwBinder *binder, TwExprError code, const TwExpr *at, const char *format, ...)
{
  g_autofree char *message = NULL;
  const TwField *formula = binder->formulas->len > 0 ? g_ptr_array_index (binder->formulas, binder->formulas->len - 1) : NULL;
  va_list args;

  if (binder->error == NULL || *binder->error != NULL)
    return NULL;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  tw_expr_set_error_at (binder->error, code, at->line, at->column, "%s", message);
  if (formula != NULL)
    /* Translators: the keys of an object and of its computed field; then what is wrong in its formula. */
    g_prefix_error (binder->error, _("formula of %s.%s: "), formula->entity->key, formula->key);
  return NULL;
}

gboolean
tw_bind_kids (TwBinder *binder, const TwExpr *expr, guint from, GPtrArray *kids)
{
  for (guint i = from; i < expr->n_children; i++)
    {
      TwNode *kid = tw_bind_node (binder, expr->children[i]);

      if (kid == NULL)
        return FALSE;
      g_ptr_array_add (kids, kid);
    }
  return TRUE;
}

static TwNode *
bind_literal (const TwExpr *expr)
{
  TwNode *node = tw_node_new_const (expr->value.type, tw_value_copy (&expr->value));

  node->literal = TRUE;
  return node;
}

static TwNode *
bind_me (TwBinder *binder)
{
  TwNode *node = tw_node_new_call (tw_op_get ("&me"), TW_TYPE_LINK, NULL, 0);

  node->target = tw_schema_get_entity (binder->bound->schema, "user");
  return node;
}

static TwNode *
bind_logic (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (GPtrArray) kids = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_node_free);
  const char *name = expr->kind == TW_EXPR_AND ? "&and" : expr->kind == TW_EXPR_OR ? "&or" : "&not";
  TwNode *node;

  if (!tw_bind_kids (binder, expr, 0, kids))
    return NULL;
  for (guint i = 0; i < kids->len; i++)
    {
      TwNode *kid = g_ptr_array_index (kids, i);

      if (kid->type != TW_TYPE_BOOLEAN && !tw_node_is_null_literal (kid))
        return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[i],
                             _("expected a condition, not %s"), tw_bind_describe (kid));
    }
  node = tw_node_new_call (tw_op_get (name), TW_TYPE_BOOLEAN, (TwNode **) kids->pdata, kids->len);
  g_ptr_array_set_free_func (kids, NULL);
  return node;
}

static TwNode *
bind_is (TwBinder *binder, const TwExpr *expr)
{
  const TwEntity *entity = tw_bind_entity (binder, expr, expr->name);
  g_autoptr (TwNode) link = entity != NULL ? tw_bind_node (binder, expr->children[0]) : NULL;
  TwNode *node;

  if (link == NULL)
    return NULL;
  if (link->type != TW_TYPE_LINK || link->constant)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[0], _("expected a link before “is”, not %s"),
                         tw_bind_describe (link));
  node = tw_node_new (TW_NODE_IS, TW_TYPE_BOOLEAN, &link, 1);
  link = NULL;
  node->scope = entity;
  return node;
}

static TwNode *
bind_kind (TwBinder *binder, const TwExpr *expr)
{
  switch (expr->kind)
    {
    case TW_EXPR_LITERAL:
      return bind_literal (expr);
    case TW_EXPR_NAME:
      return tw_bind_name (binder, expr);
    case TW_EXPR_ME:
      return bind_me (binder);
    case TW_EXPR_PATH:
    case TW_EXPR_CAST:
      return tw_bind_path (binder, expr);
    case TW_EXPR_AND:
    case TW_EXPR_OR:
    case TW_EXPR_NOT:
      return bind_logic (binder, expr);
    case TW_EXPR_COMPARE:
      return tw_bind_compare (binder, expr);
    case TW_EXPR_IN:
      return tw_bind_in (binder, expr);
    case TW_EXPR_BETWEEN:
      return tw_bind_between (binder, expr);
    case TW_EXPR_HAS:
      return tw_bind_has (binder, expr);
    case TW_EXPR_EMPTY:
      return tw_bind_empty (binder, expr);
    case TW_EXPR_IS:
      return bind_is (binder, expr);
    case TW_EXPR_WITHIN:
      return tw_bind_within (binder, expr);
    case TW_EXPR_ARITHMETIC:
      return tw_bind_arithmetic (binder, expr);
    case TW_EXPR_NEGATE:
      return tw_bind_negate (binder, expr);
    case TW_EXPR_CALL:
      return tw_bind_call (binder, expr);
    case TW_EXPR_AGGREGATE:
      return tw_bind_aggregate (binder, expr);
    default:
      return tw_bind_fail (binder, TW_EXPR_ERROR_SYNTAX, expr, _("“my team” stands only after “in”"));
    }
}

TwNode *
tw_bind_node (TwBinder *binder, const TwExpr *expr)
{
  g_autoptr (TwNode) node = NULL;

  if (++binder->n_nodes > TW_BIND_MAX_NODES)
    return tw_bind_fail (binder, TW_EXPR_ERROR_LIMIT, expr,
                         _("the expression with the formulas of its fields is too long"));
  node = bind_kind (binder, expr);
  if (node == NULL)
    return NULL;
  if (node->selects > TW_BIND_MAX_SELECTS)
    return tw_bind_fail (binder, TW_EXPR_ERROR_LIMIT, expr, _("too many paths and aggregates inside each other"));
  if (node->kind == TW_NODE_CALL && (node->op->flags & TW_OP_VOLATILE))
    binder->bound->is_volatile = TRUE;
  node->line = expr->line;
  node->column = expr->column;
  return g_steal_pointer (&node);
}

/* --- Public functions --- */

/**
 * tw_expr_bind:
 * @expr: a tree
 * @schema: a schema
 * @entity: the entity of that schema whose records the expression is about
 * @flags: what is asked of it
 *
 * Checks names and types.
 *
 * Returns: (transfer full) (nullable): the checked expression, or %NULL with @error (%TW_EXPR_ERROR_NAME, %TW_EXPR_ERROR_TYPE,
 *   %TW_EXPR_ERROR_LIMIT) that names the place
 */
TwExprBound *
tw_expr_bind (TwExpr *expr, TwSchema *schema, const TwEntity *entity, TwExprBindFlags flags, GError **error)
{
  g_autoptr (TwExprBound) bound = g_new0 (TwExprBound, 1);
  g_autoptr (GPtrArray) formulas = g_ptr_array_new ();
  g_autoptr (GError) local = NULL;
  TwBinder binder = { .bound = bound, .entity = entity, .formulas = formulas, .error = &local };

  g_atomic_ref_count_init (&bound->ref_count);
  bound->expr = tw_expr_ref (expr);
  bound->schema = tw_schema_ref (schema);
  bound->entity = entity;
  bound->flags = flags;
  bound->fields = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  bound->entities = g_hash_table_new (NULL, NULL);
  bound->root = tw_bind_node (&binder, expr);
  if (bound->root != NULL && (flags & TW_EXPR_BIND_CONDITION) && bound->root->type != TW_TYPE_BOOLEAN
      && !tw_node_is_null_literal (bound->root))
    tw_bind_fail (&binder, TW_EXPR_ERROR_TYPE, expr, _("expected a condition, not %s"), tw_bind_describe (bound->root));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&bound);
}

/**
 * tw_expr_bind_text:
 * @text: the text of an expression
 *
 * Like tw_expr_bind(), from text.
 *
 * Returns: (transfer full) (nullable): the checked expression, or %NULL with @error
 */
TwExprBound *
tw_expr_bind_text (const char *text, TwSchema *schema, const TwEntity *entity, TwExprBindFlags flags, GError **error)
{
  g_autoptr (TwExpr) expr = tw_expr_parse (text, error);

  return expr != NULL ? tw_expr_bind (expr, schema, entity, flags, error) : NULL;
}

TwExprBound *
tw_expr_bound_ref (TwExprBound *bound)
{
  g_atomic_ref_count_inc (&bound->ref_count);
  return bound;
}

void
tw_expr_bound_unref (TwExprBound *bound)
{
  if (!g_atomic_ref_count_dec (&bound->ref_count))
    return;
  tw_node_free (bound->root);
  g_hash_table_unref (bound->fields);
  g_hash_table_unref (bound->entities);
  tw_schema_unref (bound->schema);
  tw_expr_unref (bound->expr);
  g_free (bound);
}

TwExpr *
tw_expr_bound_get_expr (TwExprBound *bound)
{
  return bound->expr;
}

TwType
tw_expr_bound_get_type (TwExprBound *bound)
{
  return bound->root->type;
}

const TwEntity *
tw_expr_bound_get_entity (TwExprBound *bound)
{
  return bound->entity;
}

/**
 * tw_expr_bound_reads_field:
 * @bound: a checked expression
 * @field: a stored field, of any snapshot of the schema
 *
 * Returns: whether the answer can change when this field of some record changes
 */
gboolean
tw_expr_bound_reads_field (TwExprBound *bound, const TwField *field)
{
  gint64 key = (gint64) field->entity->number << 32 | field->number;

  return g_hash_table_contains (bound->fields, &key);
}

/**
 * tw_expr_bound_reads_entity:
 * @bound: a checked expression
 * @entity: an entity, of any snapshot of the schema
 *
 * Returns: whether the answer reads records of the entity by a path or an aggregate, so that it can change when one of them appears, is
 *   deleted or changes. The record itself does not count.
 */
gboolean
tw_expr_bound_reads_entity (TwExprBound *bound, const TwEntity *entity)
{
  return g_hash_table_contains (bound->entities, GUINT_TO_POINTER (entity->number));
}

/**
 * tw_expr_bound_reads_others:
 * @bound: a checked expression
 *
 * Returns: whether the answer reads any record beside the one it is asked about
 */
gboolean
tw_expr_bound_reads_others (TwExprBound *bound)
{
  return g_hash_table_size (bound->entities) > 0;
}

gboolean
tw_expr_bound_is_volatile (TwExprBound *bound)
{
  return bound->is_volatile;
}
