/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums and the like over related records. The order in which values come must not matter, since memory and SQL see them in different
 * orders: sums are kept in 128 bits and judged at the end, money is added up by currency. Amounts of several currencies are
 * converted to the workspace's, each currency's sum at once; an unknown rate makes the answer null. */
#include "config.h"

#include "tw-expr-bound-private.h"

typedef struct
{
  TwCurrency currency;
  __int128   sum;
} CurrencySum;

struct _TwAggregate
{
  TwAggregateKind      kind;
  const TwExprContext *context;
  TwType               type;
  guint64              count;
  __int128             sum;
  GArray              *sums;                           /* CurrencySum; NULL until there is money */
  TwValue              best;                           /* min, max: the best, of money the best of each currency is in bests */
  GArray              *bests;                          /* TwMoney */
};

TwAggregate *
tw_aggregate_new (TwAggregateKind kind, const TwExprContext *context)
{
  TwAggregate *aggregate = g_new0 (TwAggregate, 1);

  aggregate->kind = kind;
  aggregate->context = context;
  return aggregate;
}

static void
add_money (TwAggregate *aggregate, const TwValue *value)
{
  if (aggregate->sums == NULL)
    aggregate->sums = g_array_new (FALSE, TRUE, sizeof (CurrencySum));
  for (guint i = 0; i < aggregate->sums->len; i++)
    {
      CurrencySum *sum = &g_array_index (aggregate->sums, CurrencySum, i);

      if (sum->currency == value->tag)
        {
          sum->sum += value->i;
          return;
        }
    }
  {
    CurrencySum sum = { value->tag, value->i };

    g_array_append_val (aggregate->sums, sum);
  }
}

static void
take_best (TwAggregate *aggregate, const TwValue *value)
{
  gboolean less = aggregate->kind == TW_AGGREGATE_MIN;

  if (value->type != TW_TYPE_MONEY)
    {
      if (aggregate->count == 0 || (less ? value->i < aggregate->best.i : value->i > aggregate->best.i))
        aggregate->best = *value;
      return;
    }
  if (aggregate->bests == NULL)
    aggregate->bests = g_array_new (FALSE, FALSE, sizeof (TwMoney));
  for (guint i = 0; i < aggregate->bests->len; i++)
    {
      TwMoney *best = &g_array_index (aggregate->bests, TwMoney, i);

      if (best->currency == value->tag)
        {
          best->amount = less ? MIN (best->amount, value->i) : MAX (best->amount, value->i);
          return;
        }
    }
  {
    TwMoney best = { value->i, value->tag };

    g_array_append_val (aggregate->bests, best);
  }
}

void
tw_aggregate_add (TwAggregate *aggregate, const TwValue *value)
{
  if (tw_value_is_null (value))
    return;
  if (aggregate->kind == TW_AGGREGATE_MIN || aggregate->kind == TW_AGGREGATE_MAX)
    take_best (aggregate, value);
  else if (value->type == TW_TYPE_MONEY)
    add_money (aggregate, value);
  else
    aggregate->sum += value->i;
  aggregate->type = value->type;
  aggregate->count++;
}

/* a / b, half to even; b > 0. */
static __int128
divide_even (__int128 a, __int128 b)
{
  __int128 quotient = a / b, rest = a % b;
  __int128 twice = (rest < 0 ? -rest : rest) * 2;

  if (twice > b || (twice == b && (quotient & 1)))
    quotient += a < 0 ? -1 : 1;
  return quotient;
}

static gboolean
fits (__int128 value)
{
  return value >= G_MININT64 && value <= G_MAXINT64;
}

static void
finish_money (TwAggregate *aggregate, TwValue *result)
{
  const CurrencySum *first = &g_array_index (aggregate->sums, CurrencySum, 0);
  TwCurrency currency = first->currency;
  __int128 sum = first->sum;

  if (aggregate->sums->len > 1)
    {
      currency = aggregate->context->currency;
      sum = 0;
      for (guint i = 0; i < aggregate->sums->len; i++)
        {
          const CurrencySum *part = &g_array_index (aggregate->sums, CurrencySum, i);
          TwMoney money = { (gint64) part->sum, part->currency };

          if (!fits (part->sum) || !tw_op_convert (aggregate->context, &money, currency, &money))
            return;
          sum += money.amount;
        }
    }
  if (aggregate->kind == TW_AGGREGATE_AVG)
    sum = divide_even (sum, aggregate->count);
  if (fits (sum))
    *result = tw_value_money ((gint64) sum, currency);
}

static void
finish_number (TwAggregate *aggregate, TwValue *result)
{
  TwType type = aggregate->type;
  __int128 sum = aggregate->sum;

  if (aggregate->kind == TW_AGGREGATE_AVG)
    {
      if (type == TW_TYPE_INTEGER)
        {
          type = TW_TYPE_DECIMAL;
          sum *= TW_DECIMAL_ONE;
        }
      sum = divide_even (sum, aggregate->count);
    }
  if (fits (sum))
    *result = (TwValue) { .type = type, .i = (gint64) sum };
}

/* The best of the bests, compared in the workspace's currency; of equal ones the first by currency code. */
static void
finish_best_money (TwAggregate *aggregate, TwValue *result)
{
  const TwMoney *best = NULL;
  gint64 best_worth = 0;
  gboolean less = aggregate->kind == TW_AGGREGATE_MIN;

  if (aggregate->bests->len == 1)
    best = &g_array_index (aggregate->bests, TwMoney, 0);
  else
    for (guint i = 0; i < aggregate->bests->len; i++)
      {
        const TwMoney *money = &g_array_index (aggregate->bests, TwMoney, i);
        TwMoney worth;

        if (!tw_op_convert (aggregate->context, money, aggregate->context->currency, &worth))
          return;
        if (best == NULL || (less ? worth.amount < best_worth : worth.amount > best_worth)
            || (worth.amount == best_worth && money->currency < best->currency))
          {
            best = money;
            best_worth = worth.amount;
          }
      }
  *result = tw_value_money (best->amount, best->currency);
}

void
tw_aggregate_finish (TwAggregate *aggregate, TwValue *result)
{
  *result = (TwValue) TW_VALUE_INIT;
  if (aggregate->kind == TW_AGGREGATE_COUNT)
    *result = tw_value_integer ((gint64) aggregate->count);
  else if (aggregate->bests != NULL)
    finish_best_money (aggregate, result);
  else if (aggregate->sums != NULL)
    finish_money (aggregate, result);
  else if (aggregate->count > 0 && (aggregate->kind == TW_AGGREGATE_MIN || aggregate->kind == TW_AGGREGATE_MAX))
    *result = aggregate->best;
  else if (aggregate->count > 0)
    finish_number (aggregate, result);
  g_clear_pointer (&aggregate->sums, g_array_unref);
  g_clear_pointer (&aggregate->bests, g_array_unref);
  g_free (aggregate);
}
