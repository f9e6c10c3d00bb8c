/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields, paths through links, what a commit changed. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tw-expr-bound-private.h"

static void
note_field (TwBinder *binder, const TwField *field)
{
  gint64 key = (gint64) field->entity->number << 32 | field->number;

  g_hash_table_add (binder->bound->fields, g_memdup2 (&key, sizeof key));
}

static TwNode *
new_field (TwBinder *binder, TwNodeKind kind, const TwField *field)
{
  TwNode *node = tw_node_new (kind, kind == TW_NODE_CHANGED ? TW_TYPE_BOOLEAN : field->type, NULL, 0);

  node->field = field;
  if (field->kind == TW_KIND_LINK)
    node->target = tw_field_get_target (field);
  note_field (binder, field);
  return node;
}

/* The formula's answer as the field's type. */
static TwNode *
fit_formula (TwBinder *binder, const TwExpr *at, const TwField *field, TwNode *node)
{
  if (node->type == TW_TYPE_INTEGER && field->type == TW_TYPE_DECIMAL)
    return tw_bind_to_decimal (node);
  if (tw_node_is_null_literal (node))
    node->type = field->type;
  if (node->type == field->type || (tw_bind_is_text (node) && (field->type == TW_TYPE_TEXT || field->type == TW_TYPE_ENUM)))
    {
      node->literal = FALSE;
      return node;
    }
  tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                _("the formula gives %s, but the field holds “%s”"), tw_bind_describe (node),
                tw_type_get_name (field->type));
  tw_node_free (node);
  return NULL;
}

static TwNode *
bind_formula (TwBinder *binder, const TwExpr *at, const TwField *field)
{
  g_autoptr (TwExpr) formula = NULL;
  g_autoptr (GError) local = NULL;
  guint written = binder->written;
  TwNode *node;

  for (guint i = 0; i < binder->formulas->len; i++)
    if (g_ptr_array_index (binder->formulas, i) == field)
      return tw_bind_fail (binder, TW_EXPR_ERROR_LIMIT, at,
                           _("the formula of “%s” needs its own answer; formulas may not go in a circle"),
                           field->key);
  formula = tw_expr_parse (field->formula, &local);
  if (formula == NULL)
    return tw_bind_fail (binder, TW_EXPR_ERROR_SYNTAX, at,
                         _("the formula of “%s” cannot be read: %s"), field->key, local->message);
  g_ptr_array_add (binder->formulas, (gpointer) field);
  binder->written = 0;
  node = tw_bind_node (binder, formula);
  if (node != NULL)
    node = fit_formula (binder, formula, field, node);
  binder->written = written;
  g_ptr_array_set_size (binder->formulas, (int) binder->formulas->len - 1);
  return node;
}

TwNode *
tw_bind_field (TwBinder *binder, const TwExpr *at, const TwField *field)
{
  return field->formula != NULL ? bind_formula (binder, at, field) : new_field (binder, TW_NODE_FIELD, field);
}

const TwEntity *
tw_bind_entity (TwBinder *binder, const TwExpr *at, const char *name)
{
  const TwEntity *entity = tw_schema_get_entity (binder->bound->schema, name);

  if (entity == NULL)
    tw_bind_fail (binder, TW_EXPR_ERROR_NAME, at, _("there is no object “%s”"), name);
  return entity;
}

static const TwField *
find_field (TwBinder *binder, const TwExpr *at, const char *name)
{
  const TwField *field = tw_entity_get_field (binder->entity, name);

  if (field != NULL)
    return field;
  if (tw_entity_get_inverse (binder->entity, name) != NULL)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                         _("“%s” are several records; ask count(%s), any(%s where …) or sum(%s.… )"),
                         name, name, name, name);
  return tw_bind_fail (binder, TW_EXPR_ERROR_NAME, at, _("there is no field “%s” in “%s”"), name, binder->entity->key);
}

TwNode *
tw_bind_name (TwBinder *binder, const TwExpr *expr)
{
  const TwField *field = find_field (binder, expr, expr->name);

  return field != NULL ? tw_bind_field (binder, expr, field) : NULL;
}

/* --- Paths --- */

/* "a.b as c.d" as the list of its steps, after the first expression. */
static GPtrArray *
split_steps (const TwExpr *expr, const TwExpr **base)
{
  GPtrArray *steps = g_ptr_array_new ();

  for (; expr->kind == TW_EXPR_PATH || expr->kind == TW_EXPR_CAST; expr = expr->children[0])
    g_ptr_array_insert (steps, 0, (gpointer) expr);
  *base = expr;
  return steps;
}

static void
start_scope (TwBinder *binder, const TwEntity *entity, TwBinder *outer)
{
  *outer = *binder;
  binder->entity = entity;
  binder->inner = TRUE;
  g_hash_table_add (binder->bound->entities, GUINT_TO_POINTER (entity->number));
}

static void
end_scope (TwBinder *binder, const TwBinder *outer)
{
  binder->entity = outer->entity;
  binder->inner = outer->inner;
}

static TwNode *
new_path (TwNode *link, const TwEntity *scope, TwNode *inner)
{
  TwNode *node = tw_node_new (TW_NODE_PATH, inner->type, (TwNode *[]) { link, inner }, 2);

  node->scope = scope;
  node->target = inner->target;
  node->field = inner->type == TW_TYPE_ENUM ? inner->field : NULL;
  return node;
}

static TwNode *
cast_link (TwBinder *binder, const TwExpr *at, TwNode *link)
{
  const TwEntity *entity = tw_bind_entity (binder, at, at->name);
  TwNode *node;

  if (entity == NULL || link->type != TW_TYPE_LINK)
    {
      if (entity != NULL)
        tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at,
                      _("expected a link before “as”, not %s"), tw_bind_describe (link));
      tw_node_free (link);
      return NULL;
    }
  node = tw_node_new (TW_NODE_CAST, TW_TYPE_LINK, &link, 1);
  node->scope = node->target = entity;
  return node;
}

static TwNode *follow (TwBinder *binder, GPtrArray *steps, guint i, TwNode *link);

/* The step's field in the scope that is set, and what follows it. */
static TwNode *
bind_step (TwBinder *binder, GPtrArray *steps, guint i)
{
  const TwExpr *step = g_ptr_array_index (steps, i);
  const TwField *field = find_field (binder, step, step->name);
  TwNode *node = field != NULL ? tw_bind_field (binder, step, field) : NULL;

  return node != NULL ? follow (binder, steps, i + 1, node) : NULL;
}

/* From a link (taken) over the steps from i on. */
static TwNode *
follow (TwBinder *binder, GPtrArray *steps, guint i, TwNode *link)
{
  const TwExpr *step = i < steps->len ? g_ptr_array_index (steps, i) : NULL;
  TwBinder outer;
  TwNode *inner;

  if (step == NULL)
    return link;
  if (step->kind == TW_EXPR_CAST)
    {
      link = cast_link (binder, step, link);
      return link != NULL ? follow (binder, steps, i + 1, link) : NULL;
    }
  if (link->type != TW_TYPE_LINK || link->target == NULL)
    {
      if (link->type != TW_TYPE_LINK)
        tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, step,
                      _("only a link has fields of its own; before “.%s” stands %s"), step->name,
                      tw_bind_describe (link));
      else
        tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, step,
                      _("this link may lead to several kinds of record; say which, as in “record as deal.%s”"), step->name);
      tw_node_free (link);
      return NULL;
    }
  start_scope (binder, link->target, &outer);
  inner = bind_step (binder, steps, i);
  end_scope (binder, &outer);
  if (inner == NULL)
    {
      tw_node_free (link);
      return NULL;
    }
  return new_path (link, link->target, inner);
}

TwNode *
tw_bind_path (TwBinder *binder, const TwExpr *expr)
{
  const TwExpr *base;
  g_autoptr (GPtrArray) steps = split_steps (expr, &base);
  TwNode *link = tw_bind_node (binder, base);

  return link != NULL ? follow (binder, steps, 0, link) : NULL;
}

TwNode *
tw_bind_beyond (TwBinder *binder, const TwExpr *at, TwNode *link, const TwExpr *expr)
{
  const TwEntity *target = link->type == TW_TYPE_LINK ? link->target : NULL;
  TwBinder outer;
  TwNode *inner;

  if (target == NULL)
    {
      tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at, _("only a link has fields of its own; before “.%s” stands %s"), at->name,
                    tw_bind_describe (link));
      tw_node_free (link);
      return NULL;
    }
  start_scope (binder, target, &outer);
  inner = tw_bind_node (binder, expr);
  end_scope (binder, &outer);
  if (inner == NULL)
    {
      tw_node_free (link);
      return NULL;
    }
  return new_path (link, target, inner);
}

TwNode *
tw_bind_title (TwBinder *binder, const TwExpr *at, TwNode *link)
{
  const TwField *name = link->target != NULL ? link->target->name_field : NULL;
  const TwEntity *target = link->target;
  TwBinder outer;
  TwNode *inner;

  if (name == NULL || (name->type != TW_TYPE_TEXT && name->type != TW_TYPE_ENUM))
    {
      tw_node_free (link);
      return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, at, _("expected “me” or the id of a record"));
    }
  start_scope (binder, target, &outer);
  inner = tw_bind_field (binder, at, name);
  end_scope (binder, &outer);
  if (inner == NULL)
    {
      tw_node_free (link);
      return NULL;
    }
  return new_path (link, target, inner);
}

/* --- What a commit changed --- */

TwNode *
tw_bind_commit (TwBinder *binder, const TwExpr *expr, gboolean before)
{
  const TwExpr *name = expr->n_children == 1 ? expr->children[0] : NULL;
  const TwField *field;

  if (!(binder->bound->flags & TW_EXPR_BIND_COMMIT))
    return tw_bind_fail (binder, TW_EXPR_ERROR_NAME, expr,
                         _("%s() has a meaning only where a change is looked at: rules, checks, webhooks"),
                         expr->name);
  if (name == NULL || name->kind != TW_EXPR_NAME || binder->inner)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("%s() takes one field of the record itself"), expr->name);
  field = find_field (binder, name, name->name);
  if (field == NULL)
    return NULL;
  if (field->formula != NULL)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, name,
                         _("“%s” is computed; ask %s() about the fields of its formula"), field->key,
                         expr->name);
  binder->bound->reads_commit = TRUE;
  return new_field (binder, before ? TW_NODE_BEFORE : TW_NODE_CHANGED, field);
}

/* --- Aggregates --- */

static gboolean
parse_aggregate (const char *name, TwAggregateKind *kind)
{
  static const char *const names[] = { "count", "sum", "avg", "min", "max", "any", "all" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *kind = (TwAggregateKind) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
aggregate_takes (TwAggregateKind kind, const TwNode *value)
{
  switch (value->type)
    {
    case TW_TYPE_INTEGER:
    case TW_TYPE_DECIMAL:
    case TW_TYPE_MONEY:
    case TW_TYPE_DURATION:
      return TRUE;
    case TW_TYPE_DATE:
    case TW_TYPE_DATETIME:
    case TW_TYPE_TIME:
      return kind != TW_AGGREGATE_SUM && kind != TW_AGGREGATE_AVG;
    default:
      return kind == TW_AGGREGATE_COUNT && value->type != TW_TYPE_LIST;
    }
}

static TwType
aggregate_type (TwAggregateKind kind, const TwNode *value)
{
  if (kind == TW_AGGREGATE_COUNT)
    return TW_TYPE_INTEGER;
  if (kind >= TW_AGGREGATE_ANY)
    return TW_TYPE_BOOLEAN;
  return kind == TW_AGGREGATE_AVG && value->type == TW_TYPE_INTEGER ? TW_TYPE_DECIMAL : value->type;
}

static gboolean
check_aggregate (TwBinder *binder, const TwExpr *expr, TwAggregateKind kind, const TwNode *value, const TwNode *where)
{
  if (kind >= TW_AGGREGATE_SUM && kind <= TW_AGGREGATE_MAX && value == NULL)
    tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                  _("%s() needs a field of the records, as in %s(deals.amount)"), expr->name, expr->name);
  else if (kind >= TW_AGGREGATE_ANY && value != NULL)
    tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                  _("%s() takes the records and a condition, as in %s(tasks where …)"), expr->name,
                  expr->name);
  else if (kind == TW_AGGREGATE_ALL && where == NULL)
    tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr, _("all() needs a condition, as in all(tasks where …)"));
  else if (value != NULL && !aggregate_takes (kind, value))
    tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                  _("%s() cannot be made of %s"), expr->name, tw_bind_describe (value));
  else if (where != NULL && where->type != TW_TYPE_BOOLEAN && !tw_node_is_null_literal (where))
    tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr->children[1],
                  _("expected a condition, not %s"), tw_bind_describe (where));
  else
    return TRUE;
  return FALSE;
}

/* What is asked of each related record, in the scope of its entity: the value after the relation's name, the condition. */
static TwNode *
bind_related (TwBinder *binder, const TwExpr *expr, GPtrArray *steps, guint i, TwAggregateKind kind, const TwField *field,
              const TwInverse *inverse)
{
  const TwEntity *scope = inverse != NULL ? inverse->field->entity : tw_field_get_target (field);
  g_autoptr (TwNode) value = NULL;
  g_autoptr (TwNode) where = NULL;
  TwBinder outer;
  gboolean good;
  TwNode *node;

  if (scope == NULL)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                         _("“%s” may hold several kinds of record; it can only be asked “has” and “is empty”"),
                         field->key);
  if (binder->aggregates >= TW_BIND_MAX_AGGREGATES || binder->written >= TW_BIND_MAX_WRITTEN)
    return tw_bind_fail (binder, TW_EXPR_ERROR_LIMIT, expr, _("too many aggregates inside each other"));
  note_field (binder, inverse != NULL ? inverse->field : field);
  start_scope (binder, scope, &outer);
  binder->aggregates++;
  binder->written++;
  good = i >= steps->len || (value = bind_step (binder, steps, i)) != NULL;
  good = good && (expr->n_children < 2 || (where = tw_bind_node (binder, expr->children[1])) != NULL);
  good = good && check_aggregate (binder, expr, kind, value, where);
  binder->aggregates--;
  binder->written--;
  end_scope (binder, &outer);
  if (!good)
    return NULL;
  node = tw_node_new (TW_NODE_AGGREGATE, aggregate_type (kind, value), (TwNode *[]) { value, where }, 2);
  value = where = NULL;
  node->aggregate = kind;
  node->scope = scope;
  node->field = field;
  node->inverse = inverse;
  return node;
}

static TwNode *
count_list (TwBinder *binder, const TwExpr *expr, GPtrArray *steps, guint i, TwAggregateKind kind, const TwField *field)
{
  TwNode *list;

  if (kind != TW_AGGREGATE_COUNT || i + 1 < steps->len || expr->n_children > 1)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                         _("“%s” is a plain list: only count(%s) can be asked of it"), field->key, field->key);
  list = tw_bind_field (binder, expr, field);
  return list != NULL ? tw_node_new_call (tw_op_get ("&count"), TW_TYPE_INTEGER, &list, 1) : NULL;
}

/* The steps up to the relation are links; the aggregate is asked of the last one's record. */
static TwNode *
bind_from (TwBinder *binder, const TwExpr *expr, GPtrArray *steps, guint i, TwAggregateKind kind)
{
  const TwExpr *step = g_ptr_array_index (steps, i);
  const TwField *field = step->kind != TW_EXPR_CAST ? tw_entity_get_field (binder->entity, step->name) : NULL;
  const TwInverse *inverse = step->kind != TW_EXPR_CAST ? tw_entity_get_inverse (binder->entity, step->name) : NULL;
  g_autoptr (TwNode) link = NULL;
  TwBinder outer;
  TwNode *inner;

  if (field != NULL && field->kind == TW_KIND_LINKS)
    return bind_related (binder, expr, steps, i + 1, kind, field, NULL);
  if (field != NULL && field->type == TW_TYPE_LIST)
    return count_list (binder, expr, steps, i, kind, field);
  if (inverse != NULL && (field == NULL || field->kind != TW_KIND_LINK || i + 1 >= steps->len))
    return bind_related (binder, expr, steps, i + 1, kind, NULL, inverse);
  if (field == NULL || field->kind != TW_KIND_LINK || i + 1 >= steps->len)
    return tw_bind_fail (binder, TW_EXPR_ERROR_NAME, step,
                         _("“%s” of “%s” are no related records, so %s() has nothing to go through"),
                         step->name, binder->entity->key, expr->name);
  link = tw_bind_field (binder, step, field);
  step = g_ptr_array_index (steps, i + 1);
  if (link != NULL && step->kind == TW_EXPR_CAST)
    {
      link = cast_link (binder, step, g_steal_pointer (&link));
      i++;
    }
  if (link == NULL)
    return NULL;
  if (link->target == NULL || i + 1 >= steps->len)
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, step,
                         _("this link may lead to several kinds of record; say which, as in “record as deal”"));
  start_scope (binder, link->target, &outer);
  inner = bind_from (binder, expr, steps, i + 1, kind);
  end_scope (binder, &outer);
  if (inner == NULL)
    return NULL;
  {
    const TwEntity *scope = link->target;

    return new_path (g_steal_pointer (&link), scope, inner);
  }
}

TwNode *
tw_bind_aggregate (TwBinder *binder, const TwExpr *expr)
{
  const TwExpr *base;
  g_autoptr (GPtrArray) steps = split_steps (expr->children[0], &base);
  TwAggregateKind kind;

  if (base->kind != TW_EXPR_NAME || !parse_aggregate (expr->name, &kind))
    return tw_bind_fail (binder, TW_EXPR_ERROR_TYPE, expr,
                         _("%s() goes through related records, as in %s(tasks where …); "
                                                             "for the smallest or largest of several values use least() and greatest()"),
                         expr->name, expr->name);
  g_ptr_array_insert (steps, 0, (gpointer) base);
  return bind_from (binder, expr, steps, 0, kind);
}
