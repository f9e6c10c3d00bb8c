/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of a checked expression on one record. Each case has its twin in tw-expr-sql.c. */

#include <string.h>

#include "tw-expr-bound-private.h"
#include "tw-text.h"

/* The record at hand. */
typedef struct
{
  const TwExprContext *context;
  const TwExprSource  *vtable;                         /* (nullable) */
  gpointer             source;
  TwRecord            *record;                         /* (nullable) in memory: its edits count */
  const TwEntity      *entity;
  const TwId          *id;
} Env;

static void eval (const Env *env, TwBound *node, TwValue *result);

static void
set_boolean (TwValue *result, gboolean value)
{
  *result = tw_value_boolean (value);
}

static void
negate_if (TwValue *result, gboolean negated)
{
  if (negated && result->type == TW_TYPE_BOOLEAN)
    result->i = !result->i;
}

/**
 * tw_money_convert_by:
 *
 * Amounts of today's rate: @from units for one unit of @to. Converting a currency into itself changes nothing.
 *
 * Returns: %FALSE when a rate is not known or the result does not fit
 */
gboolean
tw_money_convert_by (const TwExprContext *context, gint64 amount, TwCurrency from, TwCurrency to, gint64 *result)
{
  TwDecimal rate;

  *result = amount;
  if (from == to)
    return TRUE;
  if (!context || !context->rate || !from || !to
      || !context->rate (from, to, tw_instant_get_date (context->now, context->zone), &rate, context->rate_data))
    return FALSE;
  return tw_int64_muldiv (amount, TW_DECIMAL_ONE, rate, TW_ROUND_HALF_EVEN, result);
}

static void
get_field (const Env *env, const TwField *field, TwValue *result)
{
  if (env->record)
    *result = tw_value_copy (tw_record_get (env->record, field));
  else if (env->vtable && env->id)
    {
      if (!env->vtable->get (env->source, env->entity, env->id, field, result))
        *result = (TwValue) TW_VALUE_INIT;
    }
}

static void
eval_follow (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) link = TW_VALUE_INIT;
  g_auto(TwValue) there = TW_VALUE_INIT;
  const TwEntity *entity = node->children[0]->entity;
  Env inner = { env->context, env->vtable, env->source, NULL, entity, NULL };

  eval (env, node->children[0], &link);
  if (link.type != TW_TYPE_LINK || !env->vtable)
    return;
  /* Nothing can be read from a record that is gone. */
  if (!env->vtable->get (env->source, entity, &link.id, tw_entity_get_field_by_number (entity, TW_FIELD_CREATED_AT), &there))
    return;
  inner.id = &link.id;
  eval (&inner, node->children[1], result);
}

/* -1, 0, 1; FALSE: null. */
static gboolean
compare (const Env *env, const TwValue *a, const TwValue *b, int *order)
{
  gint64 converted;

  if (a->type == TW_TYPE_MONEY && b->type == TW_TYPE_MONEY)
    {
      if (!tw_money_convert_by (env->context, b->i, b->tag, a->tag, &converted))
        return FALSE;
      *order = (a->i > converted) - (a->i < converted);
    }
  else if (a->type == TW_TYPE_LINK && b->type == TW_TYPE_LINK)
    *order = tw_id_compare (&a->id, &b->id);
  else if (a->type == TW_TYPE_ENUM && b->type == TW_TYPE_ENUM)
    *order = strcmp (a->text, b->text);
  else if ((a->type == TW_TYPE_TEXT || a->type == TW_TYPE_ENUM) && (b->type == TW_TYPE_TEXT || b->type == TW_TYPE_ENUM))
    *order = tw_text_compare (a->text, -1, b->text, -1);
  else
    *order = tw_value_compare (a, b);
  return TRUE;
}

static void
eval_compare (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) a = TW_VALUE_INIT;
  g_auto(TwValue) b = TW_VALUE_INIT;
  int order;

  eval (env, node->children[0], &a);
  eval (env, node->children[1], &b);
  if (tw_value_is_null (&a) || tw_value_is_null (&b))
    return;
  if (node->op == TW_OP_EXACT)
    {
      gboolean texts = (a.type == TW_TYPE_TEXT || a.type == TW_TYPE_ENUM) && (b.type == TW_TYPE_TEXT || b.type == TW_TYPE_ENUM);

      set_boolean (result, texts ? strcmp (a.text, b.text) == 0 : a.type == TW_TYPE_LINK ? tw_id_equal (&a.id, &b.id) : tw_value_equal (&a, &b));
      return;
    }
  if (!compare (env, &a, &b, &order))
    return;
  switch (node->op)
    {
    case TW_OP_EQ: set_boolean (result, order == 0); break;
    case TW_OP_NE: set_boolean (result, order != 0); break;
    case TW_OP_LT: set_boolean (result, order < 0); break;
    case TW_OP_LE: set_boolean (result, order <= 0); break;
    case TW_OP_GT: set_boolean (result, order > 0); break;
    default:       set_boolean (result, order >= 0); break;
    }
}

static void
eval_text_test (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) a = TW_VALUE_INIT;
  g_auto(TwValue) b = TW_VALUE_INIT;

  eval (env, node->children[0], &a);
  eval (env, node->children[1], &b);
  if (tw_value_is_null (&a) || tw_value_is_null (&b))
    return;
  switch (node->op)
    {
    case TW_OP_CONTAINS: set_boolean (result, tw_text_contains (a.text, b.text)); break;
    case TW_OP_STARTS:   set_boolean (result, tw_text_has_prefix (a.text, b.text)); break;
    case TW_OP_ENDS:     set_boolean (result, tw_text_has_suffix (a.text, b.text)); break;
    default:             set_boolean (result, tw_text_similar (a.text, b.text)); break;
    }
  negate_if (result, node->negated);
}

static gboolean
list_has (const Env *env, TwBound *list_node, const TwList *list, const TwValue *element)
{
  for (guint i = 0; i < list->n_values; i++)
    {
      const TwValue *value = &list->values[i];

      if (value->type == TW_TYPE_LINK && element->type == TW_TYPE_LINK)
        {
          if (tw_id_equal (&value->id, &element->id))
            return TRUE;
        }
      else if (value->type == TW_TYPE_LINK)
        {
          g_auto(TwValue) title = TW_VALUE_INIT;

          if (env->vtable && list_node->entity
              && env->vtable->get (env->source, list_node->entity, &value->id, list_node->entity->name_field, &title)
              && !tw_value_is_null (&title) && tw_text_equal (title.text, element->text))
            return TRUE;
        }
      else if (tw_text_equal (value->text, element->text))
        return TRUE;
    }
  return FALSE;
}

static void
eval_has (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) list = TW_VALUE_INIT;
  g_auto(TwValue) element = TW_VALUE_INIT;

  eval (env, node->children[0], &list);
  eval (env, node->children[1], &element);
  if (tw_value_is_null (&element))
    return;
  /* A list that was never set is an empty one. */
  set_boolean (result, list.type == TW_TYPE_LIST && list_has (env, node->children[0], list.list, &element));
  negate_if (result, node->negated);
}

static void
eval_in (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  gboolean unknown = FALSE, found = FALSE;

  eval (env, node->children[0], &value);
  if (tw_value_is_null (&value))
    return;
  for (guint i = 1; i < node->n_children && !found; i++)
    {
      g_auto(TwValue) entry = TW_VALUE_INIT;
      int order;

      eval (env, node->children[i], &entry);
      if (tw_value_is_null (&entry) || !compare (env, &value, &entry, &order))
        unknown = TRUE;
      else
        found = order == 0;
    }
  if (!found && unknown)
    return;
  set_boolean (result, found != node->negated);
}

static void
and_values (TwValue *left, const TwValue *right)
{
  if (left->type == TW_TYPE_BOOLEAN && !left->i)
    return;
  if (right->type == TW_TYPE_BOOLEAN && !right->i)
    *left = *right;
  else if (tw_value_is_null (right))
    *left = *right;
}

static void
eval_between (const Env *env, TwBound *node, TwValue *result)
{
  TwValue parts[2] = { TW_VALUE_INIT, TW_VALUE_INIT };

  for (guint i = 0; i < 2; i++)
    {
      g_auto(TwValue) value = TW_VALUE_INIT;
      g_auto(TwValue) bound = TW_VALUE_INIT;
      int order;

      eval (env, node->children[2 * i], &value);
      eval (env, node->children[2 * i + 1], &bound);
      if (!tw_value_is_null (&value) && !tw_value_is_null (&bound) && compare (env, &value, &bound, &order))
        set_boolean (&parts[i], i ? order <= 0 : order >= 0);
    }
  and_values (&parts[0], &parts[1]);
  *result = parts[0];
  negate_if (result, node->negated);
}

static void
eval_within (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) value = TW_VALUE_INIT;
  TwDate start, end;

  eval (env, node->children[0], &value);
  if (tw_value_is_null (&value))
    return;
  tw_period_get_range (&node->period, env->context, &start, &end);
  if (value.type == TW_TYPE_DATE)
    set_boolean (result, value.i >= start && value.i < end);
  else
    set_boolean (result, value.i >= tw_instant_from_local (start, 0, env->context->zone) && value.i < tw_instant_from_local (end, 0, env->context->zone));
  negate_if (result, node->negated);
}

static void
eval_simple_test (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) value = TW_VALUE_INIT;

  eval (env, node->children[0], &value);
  switch (node->kind)
    {
    case TW_BOUND_EMPTY:
      set_boolean (result, tw_value_is_null (&value) || (value.type == TW_TYPE_TEXT && !*value.text) || (value.type == TW_TYPE_LIST && value.list->n_values == 0));
      break;
    case TW_BOUND_IS:
      if (value.type == TW_TYPE_LINK)
        set_boolean (result, value.tag == node->entity->number);
      break;
    case TW_BOUND_TEAM:
      if (value.type == TW_TYPE_LINK)
        {
          set_boolean (result, FALSE);
          for (guint i = 0; i < env->context->n_team; i++)
            result->i |= tw_id_equal (&env->context->team[i], &value.id);
        }
      break;
    default:
      g_assert_not_reached ();
    }
  negate_if (result, node->negated);
}

static void
eval_logic (const Env *env, TwBound *node, TwValue *result)
{
  TwValue right = TW_VALUE_INIT;
  gboolean decisive = node->kind == TW_BOUND_OR;       /* the value that decides by itself */

  eval (env, node->children[0], result);
  if (result->type == TW_TYPE_BOOLEAN && result->i == decisive)
    return;
  eval (env, node->children[1], &right);
  if (right.type == TW_TYPE_BOOLEAN && right.i == decisive)
    *result = right;
  else if (tw_value_is_null (&right))
    *result = right;
}

/* Dates move by whole days, towards the past for a part of a day. */
static gboolean
add_duration (const TwValue *when, gint64 seconds, TwValue *result)
{
  gint64 step;

  *result = *when;
  if (when->type == TW_TYPE_DATE)
    {
      gint64 days = seconds / 86400 - (seconds % 86400 < 0);

      return !__builtin_add_overflow (when->i, days, &result->i) && result->i >= TW_DATE_MIN && result->i <= TW_DATE_MAX;
    }
  return !__builtin_mul_overflow (seconds, G_USEC_PER_SEC, &step) && !__builtin_add_overflow (when->i, step, &result->i);
}

static gboolean
money_arithmetic (const Env *env, TwBound *node, const TwValue *a, const TwValue *b, TwValue *result)
{
  gint64 other;

  result->tag = a->tag;
  if (b->type != TW_TYPE_MONEY)
    return node->op == TW_OP_TIMES ? tw_int64_muldiv (a->i, b->i, TW_DECIMAL_ONE, TW_ROUND_HALF_EVEN, &result->i)
                                   : tw_int64_muldiv (a->i, TW_DECIMAL_ONE, b->i, TW_ROUND_HALF_EVEN, &result->i);
  if (!tw_money_convert_by (env->context, b->i, b->tag, a->tag, &other))
    return FALSE;
  if (node->op == TW_OP_DIVIDE)
    return tw_int64_muldiv (a->i, TW_DECIMAL_ONE, other, TW_ROUND_HALF_EVEN, &result->i);
  return node->op == TW_OP_PLUS ? !__builtin_add_overflow (a->i, other, &result->i) : !__builtin_sub_overflow (a->i, other, &result->i);
}

static gboolean
arithmetic (const Env *env, TwBound *node, const TwValue *a, const TwValue *b, TwValue *result)
{
  gint64 difference;

  *result = (TwValue) { .type = node->type };
  if (a->type == TW_TYPE_MONEY)
    return money_arithmetic (env, node, a, b, result);
  if (b->type == TW_TYPE_DURATION && a->type != TW_TYPE_DURATION)
    {
      if (node->op == TW_OP_MINUS)
        return !__builtin_sub_overflow (0, b->i, &difference) && add_duration (a, difference, result);
      return add_duration (a, b->i, result);
    }
  if (a->type == TW_TYPE_DATE || a->type == TW_TYPE_DATETIME)
    {
      if (__builtin_sub_overflow (a->i, b->i, &difference))
        return FALSE;
      if (a->type == TW_TYPE_DATE)
        return !__builtin_mul_overflow (difference, G_GINT64_CONSTANT (86400), &result->i);
      return tw_int64_muldiv (difference, 1, G_USEC_PER_SEC, TW_ROUND_FLOOR, &result->i);
    }
  switch (node->op)
    {
    case TW_OP_PLUS:
      return !__builtin_add_overflow (a->i, b->i, &result->i);
    case TW_OP_MINUS:
      return !__builtin_sub_overflow (a->i, b->i, &result->i);
    case TW_OP_TIMES:
      return node->type == TW_TYPE_DECIMAL ? tw_int64_muldiv (a->i, b->i, TW_DECIMAL_ONE, TW_ROUND_HALF_EVEN, &result->i)
                                           : !__builtin_mul_overflow (a->i, b->i, &result->i);
    case TW_OP_DIVIDE:
      return tw_int64_muldiv (a->i, node->type == TW_TYPE_DECIMAL ? TW_DECIMAL_ONE : 1, b->i, TW_ROUND_HALF_EVEN, &result->i);
    default:
      if (b->i == 0)
        return FALSE;
      result->i = b->i == -1 ? 0 : a->i % b->i;
      return TRUE;
    }
}

static void
eval_arithmetic (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) a = TW_VALUE_INIT;
  g_auto(TwValue) b = TW_VALUE_INIT;

  eval (env, node->children[0], &a);
  eval (env, node->children[1], &b);
  if (tw_value_is_null (&a) || tw_value_is_null (&b) || !arithmetic (env, node, &a, &b, result))
    *result = (TwValue) TW_VALUE_INIT;
}

static void
eval_unary (const Env *env, TwBound *node, TwValue *result)
{
  eval (env, node->children[0], result);
  if (tw_value_is_null (result))
    return;
  switch (node->kind)
    {
    case TW_BOUND_NOT:
      result->i = !result->i;
      break;
    case TW_BOUND_NEGATE:
      if (__builtin_sub_overflow (0, result->i, &result->i))
        *result = (TwValue) TW_VALUE_INIT;
      break;
    case TW_BOUND_TO_DECIMAL:
      result->type = TW_TYPE_DECIMAL;
      if (!tw_decimal_from_int (result->i, &result->i))
        *result = (TwValue) TW_VALUE_INIT;
      break;
    case TW_BOUND_TO_INSTANT:
      *result = tw_value_datetime (tw_instant_from_local (result->i, 0, env->context->zone));
      break;
    case TW_BOUND_CONVERT:
      if (!tw_money_convert_by (env->context, result->i, result->tag, node->value.tag, &result->i))
        *result = (TwValue) TW_VALUE_INIT;
      else
        result->tag = node->value.tag;
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
eval_call (const Env *env, TwBound *node, TwValue *result)
{
  TwValue arguments[20] = { TW_VALUE_INIT };
  gboolean complete = TRUE;

  for (guint i = 0; i < node->n_children; i++)
    {
      eval (env, node->children[i], &arguments[i]);
      complete &= !tw_value_is_null (&arguments[i]);
    }
  if (!complete || !node->function->eval (env->context, arguments, node->n_children, node->type, result))
    *result = (TwValue) TW_VALUE_INIT;
  for (guint i = 0; i < node->n_children; i++)
    tw_value_clear (&arguments[i]);
}

static void
eval_choice (const Env *env, TwBound *node, TwValue *result)
{
  if (node->kind == TW_BOUND_IF)
    {
      TwValue condition = TW_VALUE_INIT;

      eval (env, node->children[0], &condition);
      eval (env, node->children[condition.type == TW_TYPE_BOOLEAN && condition.i ? 1 : 2], result);
      return;
    }
  for (guint i = 0; i < node->n_children && tw_value_is_null (result); i++)
    eval (env, node->children[i], result);
}

/* --- Aggregates --- */

typedef struct
{
  gint64   count;                                      /* records that count */
  __int128 sum;
  gint64   values;                                     /* that are not null */
  TwValue  best;
  gboolean bad;                                        /* a currency without a rate */
  gboolean all, any;
} Tally;

static void
tally_value (const Env *env, TwBound *node, Tally *tally, const TwValue *value)
{
  TwValue one = *value;

  if (tw_value_is_null (value))
    return;
  if (one.type == TW_TYPE_MONEY)
    {
      if (!tw_money_convert_by (env->context, one.i, one.tag, env->context->currency, &one.i))
        tally->bad = TRUE;
      one.tag = env->context->currency;
    }
  if (tally->values == 0 || (node->aggregate == TW_AGG_MIN ? one.i < tally->best.i : one.i > tally->best.i))
    tally->best = one;
  tally->values++;
  tally->sum += one.i;
}

static gboolean
fits (__int128 value)
{
  return value >= G_MININT64 && value <= G_MAXINT64;
}

/* Sum over count, half to even. */
static gboolean
average (__int128 sum, gint64 count, gint64 scale, gint64 *result)
{
  gint64 total = sum;

  return fits (sum) && tw_int64_muldiv (total, scale, count, TW_ROUND_HALF_EVEN, result);
}

static void
finish_tally (const Env *env, TwBound *node, Tally *tally, TwValue *result)
{
  switch (node->aggregate)
    {
    case TW_AGG_COUNT:
      *result = tw_value_integer (node->children[0] ? tally->values : tally->count);
      return;
    case TW_AGG_ANY:
      set_boolean (result, tally->any);
      return;
    case TW_AGG_ALL:
      set_boolean (result, tally->all);
      return;
    default:
      break;
    }
  if (tally->values == 0 || tally->bad)
    return;
  *result = (TwValue) { .type = node->type, .tag = node->type == TW_TYPE_MONEY ? env->context->currency : 0 };
  if (node->aggregate == TW_AGG_SUM && fits (tally->sum))
    result->i = tally->sum;
  else if (node->aggregate == TW_AGG_AVG && average (tally->sum, tally->values, node->children[0]->type == TW_TYPE_INTEGER ? TW_DECIMAL_ONE : 1, &result->i))
    return;
  else if (node->aggregate == TW_AGG_MIN || node->aggregate == TW_AGG_MAX)
    *result = tally->best;
  else if (node->aggregate != TW_AGG_SUM || !fits (tally->sum))
    *result = (TwValue) TW_VALUE_INIT;
}

static GArray *
related_ids (const Env *env, TwBound *node)
{
  g_auto(TwValue) list = TW_VALUE_INIT;
  GArray *ids;

  if (node->inverse)
    return env->vtable && env->id ? env->vtable->related (env->source, node->inverse, env->id) : NULL;
  get_field (env, node->field, &list);
  ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  for (guint i = 0; list.type == TW_TYPE_LIST && i < list.list->n_values; i++)
    {
      g_auto(TwValue) there = TW_VALUE_INIT;

      if (env->vtable && env->vtable->get (env->source, node->entity, &list.list->values[i].id, tw_entity_get_field_by_number (node->entity, TW_FIELD_CREATED_AT), &there))
        g_array_append_val (ids, list.list->values[i].id);
    }
  return ids;
}

static void
eval_aggregate (const Env *env, TwBound *node, TwValue *result)
{
  g_autoptr(GArray) ids = related_ids (env, node);
  Tally tally = { .all = TRUE };

  for (guint i = 0; ids && i < ids->len; i++)
    {
      Env inner = { env->context, env->vtable, env->source, NULL, node->entity, &g_array_index (ids, TwId, i) };
      g_auto(TwValue) value = TW_VALUE_INIT;
      TwValue holds = tw_value_boolean (TRUE);

      if (node->children[1])
        {
          holds = (TwValue) TW_VALUE_INIT;
          eval (&inner, node->children[1], &holds);
        }
      if (holds.type != TW_TYPE_BOOLEAN || !holds.i)
        {
          tally.all = FALSE;
          continue;
        }
      tally.any = TRUE;
      tally.count++;
      if (node->children[0])
        {
          eval (&inner, node->children[0], &value);
          tally_value (env, node, &tally, &value);
        }
    }
  finish_tally (env, node, &tally, result);
}

static void
eval_of_commit (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) before = TW_VALUE_INIT;
  g_auto(TwValue) now = TW_VALUE_INIT;

  if (env->record)
    before = tw_value_copy (tw_record_get_before (env->record, node->field));
  else if (!env->vtable || !env->vtable->before || !env->vtable->before (env->source, env->entity, env->id, node->field, &before))
    before = (TwValue) TW_VALUE_INIT;
  if (node->kind == TW_BOUND_BEFORE)
    {
      *result = tw_value_copy (&before);
      return;
    }
  get_field (env, node->field, &now);
  set_boolean (result, !tw_value_equal (&before, &now));
}

static void
eval_list_length (const Env *env, TwBound *node, TwValue *result)
{
  g_auto(TwValue) list = TW_VALUE_INIT;

  eval (env, node->children[0], &list);
  *result = tw_value_integer (list.type == TW_TYPE_LIST ? list.list->n_values : 0);
}

static void
eval (const Env *env, TwBound *node, TwValue *result)
{
  switch (node->kind)
    {
    case TW_BOUND_LITERAL:
      *result = tw_value_copy (&node->value);
      break;
    case TW_BOUND_FIELD:
      get_field (env, node->field, result);
      break;
    case TW_BOUND_BEFORE:
    case TW_BOUND_CHANGED:
      eval_of_commit (env, node, result);
      break;
    case TW_BOUND_FOLLOW:
      eval_follow (env, node, result);
      break;
    case TW_BOUND_ME:
      if (!tw_id_is_nil (&env->context->me))
        *result = tw_value_link (node->entity ? node->entity->number : 0, &env->context->me);
      break;
    case TW_BOUND_ID:
      if (env->id)
        *result = tw_value_link (env->entity->number, env->id);
      break;
    case TW_BOUND_NOW:
      *result = tw_value_datetime (env->context->now);
      break;
    case TW_BOUND_TODAY:
      *result = tw_value_date (tw_instant_get_date (env->context->now, env->context->zone));
      break;
    case TW_BOUND_AND:
    case TW_BOUND_OR:
      eval_logic (env, node, result);
      break;
    case TW_BOUND_COMPARE:
      eval_compare (env, node, result);
      break;
    case TW_BOUND_TEXT_TEST:
      eval_text_test (env, node, result);
      break;
    case TW_BOUND_HAS:
      eval_has (env, node, result);
      break;
    case TW_BOUND_IN:
      eval_in (env, node, result);
      break;
    case TW_BOUND_BETWEEN:
      eval_between (env, node, result);
      break;
    case TW_BOUND_WITHIN:
      eval_within (env, node, result);
      break;
    case TW_BOUND_TEAM:
    case TW_BOUND_EMPTY:
    case TW_BOUND_IS:
      eval_simple_test (env, node, result);
      break;
    case TW_BOUND_ARITHMETIC:
      eval_arithmetic (env, node, result);
      break;
    case TW_BOUND_NOT:
    case TW_BOUND_NEGATE:
    case TW_BOUND_TO_DECIMAL:
    case TW_BOUND_TO_INSTANT:
    case TW_BOUND_CONVERT:
      eval_unary (env, node, result);
      break;
    case TW_BOUND_IF:
    case TW_BOUND_COALESCE:
      eval_choice (env, node, result);
      break;
    case TW_BOUND_CALL:
      eval_call (env, node, result);
      break;
    case TW_BOUND_LIST_LENGTH:
      eval_list_length (env, node, result);
      break;
    case TW_BOUND_AGGREGATE:
      eval_aggregate (env, node, result);
      break;
    }
}

void
tw_expr_eval (TwExprBound *bound, const TwExprContext *context, const TwExprSource *vtable, gpointer source, const TwId *id, TwValue *result)
{
  Env env = { context, vtable, source, NULL, bound->entity, id };

  *result = (TwValue) TW_VALUE_INIT;
  eval (&env, bound->root, result);
}

void
tw_expr_eval_record (TwExprBound *bound, const TwExprContext *context, TwRecord *record, const TwExprSource *vtable, gpointer source, TwValue *result)
{
  Env env = { context, vtable, source, record, bound->entity, tw_record_get_id (record) };

  *result = (TwValue) TW_VALUE_INIT;
  eval (&env, bound->root, result);
}
