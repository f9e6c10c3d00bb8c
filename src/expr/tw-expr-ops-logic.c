/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logic of three values, and comparison. */
#include "config.h"

#include <string.h>

#include "tw-expr-ops-private.h"
#include "tw-text.h"

static gboolean
is_text (const TwValue *value)
{
  return value->type == TW_TYPE_TEXT || value->type == TW_TYPE_ENUM;
}

static int
sign (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

static gboolean
compare_money (const TwExprContext *context, const TwValue *a, const TwValue *b, int *order)
{
  TwMoney left = { a->i, a->tag };

  if (a->tag != b->tag && !tw_op_convert (context, &left, b->tag, &left))
    return FALSE;
  *order = sign (left.amount, b->i);
  return TRUE;
}

gboolean
tw_op_compare (const TwExprContext *context, const TwValue *a, const TwValue *b, int *order)
{
  if (is_text (a) && is_text (b))
    *order = a->type == TW_TYPE_ENUM && b->type == TW_TYPE_ENUM ? strcmp (a->text, b->text)
                                                                  : tw_text_compare (a->text, -1, b->text, -1);
  else if (a->type == TW_TYPE_MONEY && b->type == TW_TYPE_MONEY)
    return compare_money (context, a, b, order);
  else if (a->type == TW_TYPE_LINK && b->type == TW_TYPE_LINK)
    *order = tw_id_compare (&a->id, &b->id);
  else if (a->type == TW_TYPE_DATE && b->type == TW_TYPE_DATETIME)
    *order = sign (a->i, tw_op_day_of (context, b->i));
  else if (a->type == TW_TYPE_DATETIME && b->type == TW_TYPE_DATE)
    *order = sign (tw_op_day_of (context, a->i), b->i);
  else if (a->type == b->type && a->type <= TW_TYPE_DURATION)
    *order = sign (a->i, b->i);
  else
    return FALSE;
  return TRUE;
}

static gboolean
compare_args (const TwExprContext *context, const TwValue *args, int *order)
{
  return tw_op_compare (context, &args[0], &args[1], order);
}

TW_FN (and)
{
  gboolean unknown = FALSE;

  for (guint i = 0; i < n; i++)
    if (tw_value_is_null (&args[i]))
      unknown = TRUE;
    else if (!args[i].i)
      {
        *result = tw_value_boolean (FALSE);
        return;
      }
  if (!unknown)
    *result = tw_value_boolean (TRUE);
}

TW_FN (or)
{
  gboolean unknown = FALSE;

  for (guint i = 0; i < n; i++)
    if (tw_value_is_null (&args[i]))
      unknown = TRUE;
    else if (args[i].i)
      {
        *result = tw_value_boolean (TRUE);
        return;
      }
  if (!unknown)
    *result = tw_value_boolean (FALSE);
}

TW_FN (not)
{
  *result = tw_value_boolean (!args[0].i);
}

#define COMPARISON(name, condition)                         \
  TW_FN (name)                                              \
  {                                                         \
    int order;                                              \
                                                            \
    if (compare_args (context, args, &order))               \
      *result = tw_value_boolean (condition);               \
  }

COMPARISON (equal, order == 0)
COMPARISON (not_equal, order != 0)
COMPARISON (less, order < 0)
COMPARISON (at_most, order <= 0)
COMPARISON (more, order > 0)
COMPARISON (at_least, order >= 0)

TW_FN (exact)
{
  int order;

  if (is_text (&args[0]) && is_text (&args[1]))
    *result = tw_value_boolean (strcmp (args[0].text, args[1].text) == 0);
  else if (compare_args (context, args, &order))
    *result = tw_value_boolean (order == 0);
}

TW_FN (in)
{
  gboolean unknown = FALSE;
  int order;

  if (tw_value_is_null (&args[0]))
    return;
  for (guint i = 1; i < n; i++)
    if (tw_value_is_null (&args[i]) || !tw_op_compare (context, &args[0], &args[i], &order))
      unknown = TRUE;
    else if (order == 0)
      {
        *result = tw_value_boolean (TRUE);
        return;
      }
  if (!unknown)
    *result = tw_value_boolean (FALSE);
}

/* One side of "between": as x >= low or x <= high would give. */
static void
compare_bound (const TwExprContext *context, const TwValue *value, const TwValue *bound, int wrong, TwValue *result)
{
  int order;

  *result = (TwValue) TW_VALUE_INIT;
  if (!tw_value_is_null (value) && !tw_value_is_null (bound) && tw_op_compare (context, value, bound, &order))
    *result = tw_value_boolean (sign (order, 0) != wrong);
}

TW_FN (between)
{
  TwValue sides[2];

  compare_bound (context, &args[0], &args[1], -1, &sides[0]);
  compare_bound (context, &args[0], &args[2], 1, &sides[1]);
  tw_fn_and (context, sides, 2, result);
}

TW_FN (within)
{
  *result = tw_value_boolean (args[0].i >= args[1].i && args[0].i < args[2].i);
}

TW_FN (empty)
{
  *result = tw_value_boolean (tw_value_is_null (&args[0]) || (is_text (&args[0]) && args[0].text[0] == '\0')
                              || (args[0].type == TW_TYPE_LIST && args[0].list->n_values == 0));
}

static gboolean
list_has (const TwExprContext *context, const TwValue *list, const TwValue *item)
{
  int order;

  if (list->type != TW_TYPE_LIST || tw_value_is_null (item))
    return FALSE;
  for (guint i = 0; i < list->list->n_values; i++)
    if (tw_op_compare (context, &list->list->values[i], item, &order) && order == 0)
      return TRUE;
  return FALSE;
}

TW_FN (has_any)
{
  gboolean found = FALSE;

  for (guint i = 1; i < n && !found; i++)
    found = list_has (context, &args[0], &args[i]);
  *result = tw_value_boolean (found);
}

TW_FN (has_all)
{
  gboolean found = TRUE;

  for (guint i = 1; i < n && found; i++)
    found = list_has (context, &args[0], &args[i]);
  *result = tw_value_boolean (found);
}

TW_FN (count_list)
{
  *result = tw_value_integer (args[0].type == TW_TYPE_LIST ? args[0].list->n_values : 0);
}

TW_FN (if)
{
  *result = tw_value_copy (&args[!tw_value_is_null (&args[0]) && args[0].i ? 1 : 2]);
}

TW_FN (coalesce)
{
  for (guint i = 0; i < n; i++)
    if (!tw_value_is_null (&args[i]))
      {
        *result = tw_value_copy (&args[i]);
        return;
      }
}

static void
pick (const TwExprContext *context, const TwValue *args, guint n, int wanted, TwValue *result)
{
  guint best = 0;
  int order;

  for (guint i = 1; i < n; i++)
    {
      if (!tw_op_compare (context, &args[i], &args[best], &order))
        return;
      if (sign (order, 0) == wanted)
        best = i;
    }
  *result = tw_value_copy (&args[best]);
}

TW_FN (least)
{
  pick (context, args, n, -1, result);
}

TW_FN (greatest)
{
  pick (context, args, n, 1, result);
}

TW_FN (in_team)
{
  gboolean found = FALSE;

  for (guint i = 0; i < context->n_team && !found; i++)
    found = tw_id_equal (&context->team[i], &args[0].id);
  *result = tw_value_boolean (found);
}

TW_FN (me)
{
  if (!tw_id_is_nil (&context->me))
    *result = tw_value_link (0, &context->me);
}
