/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of operators and functions. A new function is one row here and one C function in a file of its subject. */
#include "config.h"

#include <string.h>

#include "tw-expr-ops-private.h"

#define PURE 0
#define ZONE TW_OP_CONTEXT
#define NOW  (TW_OP_CONTEXT | TW_OP_VOLATILE)

static const TwOp ops[] = {
  /* Logic and comparison */
  { "&and", "b*", 'b', TW_OP_NULLS, tw_fn_and },
  { "&or", "b*", 'b', TW_OP_NULLS, tw_fn_or },
  { "&not", "b", 'b', PURE, tw_fn_not },
  { "=", "aa", 'b', ZONE, tw_fn_equal },
  { "!=", "aa", 'b', ZONE, tw_fn_not_equal },
  { "<", "aa", 'b', ZONE, tw_fn_less },
  { "<=", "aa", 'b', ZONE, tw_fn_at_most },
  { ">", "aa", 'b', ZONE, tw_fn_more },
  { ">=", "aa", 'b', ZONE, tw_fn_at_least },
  { "==", "aa", 'b', ZONE, tw_fn_exact },
  { "&in", "aa*", 'b', ZONE | TW_OP_NULLS, tw_fn_in },
  { "&between", "aaa", 'b', ZONE | TW_OP_NULLS, tw_fn_between },
  { "&within", "xxx", 'b', PURE, tw_fn_within },
  { "&empty", "a", 'b', TW_OP_NULLS, tw_fn_empty },
  { "&has_any", "La*", 'b', TW_OP_NULLS, tw_fn_has_any },
  { "&has_all", "La*", 'b', TW_OP_NULLS, tw_fn_has_all },
  { "&count", "L", 'i', TW_OP_NULLS, tw_fn_count_list },
  { "&in_team", "l", 'b', TW_OP_USER, tw_fn_in_team },
  { "&me", "", 'l', TW_OP_USER, tw_fn_me },
  { "if", "bvv", 'v', TW_OP_NULLS, tw_fn_if },
  { "coalesce", "v*", 'v', TW_OP_NULLS, tw_fn_coalesce },
  { "least", "v*", 'v', ZONE, tw_fn_least },
  { "greatest", "v*", 'v', ZONE, tw_fn_greatest },
  /* Numbers and money */
  { "+", "aa", '0', ZONE, tw_fn_add },
  { "-", "aa", '0', ZONE, tw_fn_subtract },
  { "*", "aa", '0', PURE, tw_fn_multiply },
  { "/", "aa", '0', ZONE, tw_fn_divide },
  { "%", "aa", '0', PURE, tw_fn_remainder },
  { "&negate", "a", '0', PURE, tw_fn_negate },
  { "&decimal", "i", 'd', PURE, tw_fn_to_decimal },
  { "&money", "d", 'm', ZONE, tw_fn_to_money },
  { "round", "d|i", 'd', PURE, tw_fn_round },
  { "round", "m|i", 'm', PURE, tw_fn_round },
  { "floor", "d", 'i', PURE, tw_fn_floor },
  { "ceil", "d", 'i', PURE, tw_fn_ceil },
  { "abs", "i", 'i', PURE, tw_fn_abs },
  { "abs", "d", 'd', PURE, tw_fn_abs },
  { "abs", "m", 'm', PURE, tw_fn_abs },
  { "abs", "u", 'u', PURE, tw_fn_abs },
  { "amount", "m", 'd', PURE, tw_fn_amount },
  { "currency", "m", 's', PURE, tw_fn_currency },
  { "convert", "ms", 'm', ZONE, tw_fn_convert },
  { "money", "ds", 'm', PURE, tw_fn_money },
  { "number", "s", 'd', PURE, tw_fn_number },
  /* Text */
  { "&contains", "ss", 'b', PURE, tw_fn_contains },
  { "&starts", "ss", 'b', PURE, tw_fn_starts_with },
  { "&ends", "ss", 'b', PURE, tw_fn_ends_with },
  { "&similar", "ss", 'b', PURE, tw_fn_similar },
  { "&concat", "aa", 's', PURE, tw_fn_concat_strict },
  { "concat", "a*", 's', TW_OP_NULLS, tw_fn_concat },
  { "text", "a", 's', PURE, tw_fn_text },
  { "length", "s", 'i', PURE, tw_fn_length },
  { "lower", "s", 's', PURE, tw_fn_lower },
  { "upper", "s", 's', PURE, tw_fn_upper },
  { "trim", "s", 's', PURE, tw_fn_trim },
  { "left", "si", 's', PURE, tw_fn_left },
  { "right", "si", 's', PURE, tw_fn_right },
  { "substring", "si|i", 's', PURE, tw_fn_substring },
  { "replace", "sss", 's', PURE, tw_fn_replace },
  /* Dates and times */
  { "now", "", 't', NOW, tw_fn_now },
  { "today", "", 'D', NOW, tw_fn_today },
  { "&start", "D", 't', ZONE, tw_fn_day_start },
  { "&local", "s", 't', ZONE, tw_fn_local_text },
  { "&first_day", "s", 'D', NOW, tw_fn_first_day },
  { "&end_day", "s", 'D', NOW, tw_fn_end_day },
  { "&first_instant", "s", 't', NOW, tw_fn_first_instant },
  { "&end_instant", "s", 't', NOW, tw_fn_end_instant },
  { "date", "x", 'D', ZONE, tw_fn_date },
  { "date", "s", 'D', PURE, tw_fn_date },
  { "year", "x", 'i', ZONE, tw_fn_year },
  { "quarter", "x", 'i', ZONE, tw_fn_quarter },
  { "month", "x", 'i', ZONE, tw_fn_month },
  { "day", "x", 'i', ZONE, tw_fn_day },
  { "weekday", "x", 'i', ZONE, tw_fn_weekday },
  { "hour", "t", 'i', ZONE, tw_fn_hour },
  { "hour", "T", 'i', PURE, tw_fn_hour },
  { "minute", "t", 'i', ZONE, tw_fn_minute },
  { "minute", "T", 'i', PURE, tw_fn_minute },
  { "days_between", "xx", 'i', ZONE, tw_fn_days_between },
  { "hours_between", "xx", 'd', ZONE, tw_fn_hours_between },
  { "add_days", "xi", '0', ZONE, tw_fn_add_days },
  { "add_months", "xi", '0', ZONE, tw_fn_add_months },
  { "start_of", "sx", '1', ZONE, tw_fn_start_of },
};

const TwOp *
tw_op_get (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (strcmp (ops[i].name, name) == 0)
      return &ops[i];
  g_assert_not_reached ();
}

const TwOp *
tw_op_at (guint index)
{
  return index < G_N_ELEMENTS (ops) ? &ops[index] : NULL;
}

guint
tw_op_index (const TwOp *op)
{
  return (guint) (op - ops);
}

void
tw_op_apply (const TwOp *op, const TwExprContext *context, const TwValue *args, guint n, TwValue *result)
{
  *result = (TwValue) TW_VALUE_INIT;
  if (!(op->flags & TW_OP_NULLS))
    for (guint i = 0; i < n; i++)
      if (tw_value_is_null (&args[i]))
        return;
  op->func (context, args, n, result);
}
