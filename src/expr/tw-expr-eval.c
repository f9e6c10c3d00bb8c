/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluation in memory. */
#include "config.h"

#include "tw-expr-bound-private.h"

/* The record that names mean. */
typedef struct
{
  const TwEvaluation *run;
  const TwEntity     *entity;
  TwId                id;
  TwRecord           *record;                          /* nullable: edits count */
} Scope;

static void eval (const TwNode *node, const Scope *scope, TwValue *result);

/* A value of another type than the schema says, left from an older schema, is no value. */
static void
check_type (const TwNode *node, TwValue *value)
{
  if (value->type != node->type)
    tw_value_clear (value);
}

static gboolean
read_field (const Scope *scope, const TwField *field, TwValue *result)
{
  const TwEvaluation *run = scope->run;

  if (scope->record != NULL)
    {
      *result = tw_value_copy (tw_record_get (scope->record, field));
      return TRUE;
    }
  return run->vtable != NULL && run->vtable->get (run->source, scope->entity, &scope->id, field, result);
}

/* NULL function: there is no commit, so that nothing is known to have changed. */
static gboolean
read_before (const Scope *scope, const TwField *field, TwValue *result)
{
  const TwEvaluation *run = scope->run;

  if (scope->record != NULL)
    {
      if (!tw_record_is_new (scope->record))
        *result = tw_value_copy (tw_record_get_before (scope->record, field));
      return TRUE;
    }
  if (run->vtable == NULL || run->vtable->before == NULL)
    return FALSE;
  run->vtable->before (run->source, scope->entity, &scope->id, field, result);
  return TRUE;
}

static void
eval_changed (const TwNode *node, const Scope *scope, TwValue *result)
{
  g_auto (TwValue) now = TW_VALUE_INIT;
  g_auto (TwValue) before = TW_VALUE_INIT;

  if (!read_before (scope, node->field, &before))
    return;
  read_field (scope, node->field, &now);
  *result = tw_value_boolean (!tw_value_equal (&now, &before));
}

/* --- Other records --- */

static gboolean
exists (const TwEvaluation *run, const TwEntity *entity, const TwId *id)
{
  const TwField *any = tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT);
  g_auto (TwValue) value = TW_VALUE_INIT;

  return run->vtable != NULL && any != NULL && run->vtable->get (run->source, entity, id, any, &value);
}

static void
eval_path (const TwNode *node, const Scope *scope, TwValue *result)
{
  g_auto (TwValue) link = TW_VALUE_INIT;
  Scope inner = { .run = scope->run, .entity = node->scope };

  eval (node->kids[0], scope, &link);
  if (link.type != TW_TYPE_LINK || !exists (scope->run, node->scope, &link.id))
    return;
  inner.id = link.id;
  eval (node->kids[1], &inner, result);
}

static GArray *
ids_of_list (const Scope *scope, const TwField *field)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_auto (TwValue) list = TW_VALUE_INIT;

  if (read_field (scope, field, &list) && list.type == TW_TYPE_LIST)
    for (guint i = 0; i < list.list->n_values; i++)
      if (list.list->values[i].type == TW_TYPE_LINK)
        g_array_append_val (ids, list.list->values[i].id);
  return ids;
}

static gboolean
is_true (const TwNode *condition, const Scope *scope)
{
  TwValue value = TW_VALUE_INIT;

  if (condition == NULL)
    return TRUE;
  eval (condition, scope, &value);
  if (value.type == TW_TYPE_BOOLEAN)
    return value.i != 0;
  tw_value_clear (&value);
  return FALSE;
}

/* One of the related records. Returns FALSE when the answer is known. */
static gboolean
add_related (const TwNode *node, const Scope *inner, TwAggregate *aggregate, gboolean *found)
{
  gboolean holds = is_true (node->kids[1], inner);
  TwValue value = tw_value_boolean (TRUE);

  if (node->aggregate >= TW_AGGREGATE_ANY)
    {
      *found = node->aggregate == TW_AGGREGATE_ANY ? holds : !holds;
      return !*found;
    }
  if (!holds)
    return TRUE;
  if (node->kids[0] != NULL)
    {
      eval (node->kids[0], inner, &value);
      tw_aggregate_add (aggregate, &value);
      tw_value_clear (&value);
    }
  else
    tw_aggregate_add (aggregate, &value);
  return TRUE;
}

static void
eval_aggregate (const TwNode *node, const Scope *scope, TwValue *result)
{
  const TwEvaluation *run = scope->run;
  g_autoptr (GArray) ids = NULL;
  TwAggregate *aggregate;
  gboolean found = FALSE;

  if (run->vtable == NULL)
    return;
  ids = node->inverse != NULL ? run->vtable->related (run->source, node->inverse, &scope->id) : ids_of_list (scope, node->field);
  aggregate = tw_aggregate_new (node->aggregate, run->context);
  for (guint i = 0; i < ids->len; i++)
    {
      Scope inner = { .run = run, .entity = node->scope, .id = g_array_index (ids, TwId, i) };

      if (node->inverse == NULL && !exists (run, node->scope, &inner.id))
        continue;
      if (!add_related (node, &inner, aggregate, &found))
        break;
    }
  tw_aggregate_finish (aggregate, result);
  if (node->aggregate >= TW_AGGREGATE_ANY)
    *result = tw_value_boolean (node->aggregate == TW_AGGREGATE_ANY ? found : !found);
}

static gboolean
has_id (GArray *ids, const TwNode *item, const Scope *scope)
{
  g_auto (TwValue) value = TW_VALUE_INIT;

  eval (item, scope, &value);
  for (guint i = 0; i < ids->len && value.type == TW_TYPE_LINK; i++)
    if (tw_id_equal (&g_array_index (ids, TwId, i), &value.id))
      return TRUE;
  return FALSE;
}

static void
eval_links_has (const TwNode *node, const Scope *scope, TwValue *result)
{
  g_autoptr (GArray) ids = ids_of_list (scope, node->field);
  gboolean has = node->n_kids == 0 ? ids->len > 0 : node->all;

  for (guint i = 0; i < node->n_kids && has == node->all; i++)
    has = has_id (ids, node->kids[i], scope);
  *result = tw_value_boolean (has);
}

/* --- Calls --- */

static void
eval_call (const TwNode *node, const Scope *scope, TwValue *result)
{
  TwValue room[8], *args = node->n_kids <= G_N_ELEMENTS (room) ? room : g_new (TwValue, node->n_kids);

  for (guint i = 0; i < node->n_kids; i++)
    eval (node->kids[i], scope, &args[i]);
  tw_op_apply (node->op, scope->run->context, args, node->n_kids, result);
  /* Choices that became texts; the user who is "me". */
  if (result->type == TW_TYPE_ENUM && node->type == TW_TYPE_TEXT)
    result->type = TW_TYPE_TEXT;
  if (result->type == TW_TYPE_LINK && result->tag == 0 && node->target != NULL)
    result->tag = node->target->number;
  for (guint i = 0; i < node->n_kids; i++)
    tw_value_clear (&args[i]);
  if (args != room)
    g_free (args);
}

static void
eval_link_test (const TwNode *node, const Scope *scope, TwValue *result)
{
  g_auto (TwValue) link = TW_VALUE_INIT;
  gboolean same;

  eval (node->kids[0], scope, &link);
  if (link.type != TW_TYPE_LINK)
    return;
  same = (node->kids[0]->target != NULL ? node->kids[0]->target->number : link.tag) == node->scope->number;
  if (node->kind == TW_NODE_IS)
    *result = tw_value_boolean (same);
  else if (same)
    *result = link;
}

static void
eval (const TwNode *node, const Scope *scope, TwValue *result)
{
  *result = (TwValue) TW_VALUE_INIT;
  switch (node->kind)
    {
    case TW_NODE_CONST:
      *result = tw_value_copy (&node->value);
      break;
    case TW_NODE_FIELD:
      read_field (scope, node->field, result);
      check_type (node, result);
      break;
    case TW_NODE_BEFORE:
      read_before (scope, node->field, result);
      check_type (node, result);
      break;
    case TW_NODE_CHANGED:
      eval_changed (node, scope, result);
      break;
    case TW_NODE_ID:
      *result = tw_value_link (scope->entity->number, &scope->id);
      break;
    case TW_NODE_PATH:
      eval_path (node, scope, result);
      break;
    case TW_NODE_AGGREGATE:
      eval_aggregate (node, scope, result);
      break;
    case TW_NODE_LINKS_HAS:
      eval_links_has (node, scope, result);
      break;
    case TW_NODE_IS:
    case TW_NODE_CAST:
      eval_link_test (node, scope, result);
      break;
    case TW_NODE_CALL:
      eval_call (node, scope, result);
      break;
    }
}

void
tw_node_eval_const (const TwNode *node, const TwExprContext *context, TwValue *result)
{
  TwEvaluation run = { .context = context };
  Scope scope = { .run = &run };

  g_assert (node->constant);
  eval (node, &scope, result);
}

/* --- Public functions --- */

/**
 * tw_expr_eval:
 * @bound: a checked expression
 * @context: what it may depend on
 * @vtable: how records are read
 * @source: what @vtable reads from
 * @id: a record of the expression's entity
 * @result: (out): the answer; the caller clears it
 *
 * The answer on one record. What cannot be worked out is null.
 */
void
tw_expr_eval (TwExprBound *bound, const TwExprContext *context, const TwExprSource *vtable, gpointer source, const TwId *id,
              TwValue *result)
{
  TwEvaluation run = { context, vtable, source, NULL };
  Scope scope = { .run = &run, .entity = bound->entity, .id = *id };

  eval (bound->root, &scope, result);
}

/**
 * tw_expr_eval_record:
 * @bound: a checked expression
 * @context: what it may depend on
 * @record: a record of the expression's entity, whose edits count
 * @vtable: (nullable): how other records are read; without it paths and aggregates are null
 * @source: what @vtable reads from
 * @result: (out): the answer; the caller clears it
 *
 * The answer on a record in memory. changed() and before() speak of its edits.
 */
void
tw_expr_eval_record (TwExprBound *bound, const TwExprContext *context, TwRecord *record, const TwExprSource *vtable, gpointer source,
                     TwValue *result)
{
  TwEvaluation run = { context, vtable, source, record };
  Scope scope = { .run = &run, .entity = bound->entity, .id = *tw_record_get_id (record), .record = record };

  eval (bound->root, &scope, result);
}
