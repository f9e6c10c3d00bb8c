/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and money. What overflows or has no answer is null.
 *
 * Money of one currency becomes money of another through the workspace's currency: amount · rate (to) / rate (from), where rate (c) is
 * how many units of c one unit of the workspace's currency is worth today. Rates are ratios, so that nothing is lost where one was entered
 * the other way round; rounded once, half to even. */
#include "config.h"

#include <string.h>

#include "tw-expr-ops-private.h"

static void
set (TwValue *result, TwType type, guint32 tag, gint64 i)
{
  *result = (TwValue) { .type = type, .tag = tag, .i = i };
}

gboolean
tw_op_get_rate (const TwExprContext *context, TwCurrency currency, TwRatio *rate)
{
  TwDecimal there, back = 0;
  TwDate today;

  *rate = (TwRatio) { 1, 1 };
  if (currency == context->currency)
    return currency != 0;
  if (context->rate == NULL || !tw_currency_is_known (currency))
    return FALSE;
  today = tw_op_get_today (context);
  if (!context->rate (currency, context->currency, today, &there, context->rate_data) || there <= 0)
    return FALSE;
  if (!context->rate (context->currency, currency, today, &back, context->rate_data))
    back = 0;
  *rate = tw_ratio_from_rates (there, back);
  return TRUE;
}

gboolean
tw_op_convert (const TwExprContext *context, const TwMoney *money, TwCurrency to, TwMoney *result)
{
  TwRatio from_rate, to_rate;

  if (money->currency == to)
    {
      *result = *money;
      return TRUE;
    }
  if (!tw_op_get_rate (context, money->currency, &from_rate) || !tw_op_get_rate (context, to, &to_rate)
      || !tw_int64_scale (money->amount, &to_rate, &from_rate, TW_ROUND_HALF_EVEN, &result->amount))
    return FALSE;
  result->currency = to;
  return TRUE;
}

/* The second amount in the first one's currency. */
static gboolean
align_money (const TwExprContext *context, const TwValue *args, TwMoney *a, TwMoney *b)
{
  TwMoney second = { args[1].i, args[1].tag };

  *a = (TwMoney) { args[0].i, args[0].tag };
  return tw_op_convert (context, &second, a->currency, b);
}

static gboolean
is_moment (const TwValue *value)
{
  return value->type == TW_TYPE_DATE || value->type == TW_TYPE_DATETIME;
}

/* A date or date-time and a duration: a date moves by whole days. */
static void
move (const TwValue *moment, gint64 seconds, TwValue *result)
{
  gint64 moved, usec;

  if (moment->type == TW_TYPE_DATE)
    {
      moved = seconds / 86400;
      if (!__builtin_add_overflow (moment->i, moved, &moved) && moved >= TW_DATE_MIN && moved <= TW_DATE_MAX)
        set (result, TW_TYPE_DATE, 0, moved);
    }
  else if (!__builtin_mul_overflow (seconds, (gint64) G_USEC_PER_SEC, &usec) && !__builtin_add_overflow (moment->i, usec, &moved))
    set (result, TW_TYPE_DATETIME, 0, moved);
}

static gboolean
negated (gint64 value, gint64 *result)
{
  return !__builtin_sub_overflow ((gint64) 0, value, result);
}

TW_FN (add)
{
  TwMoney a, b;
  gint64 sum;

  if (is_moment (&args[0]) && args[1].type == TW_TYPE_DURATION)
    move (&args[0], args[1].i, result);
  else if (is_moment (&args[1]) && args[0].type == TW_TYPE_DURATION)
    move (&args[1], args[0].i, result);
  else if (args[0].type == TW_TYPE_MONEY)
    {
      if (align_money (context, args, &a, &b) && !__builtin_add_overflow (a.amount, b.amount, &sum))
        set (result, TW_TYPE_MONEY, a.currency, sum);
    }
  else if (!__builtin_add_overflow (args[0].i, args[1].i, &sum))
    set (result, args[0].type, 0, sum);
}

static void
subtract_moments (const TwExprContext *context, const TwValue *args, TwValue *result)
{
  gint64 a, b, difference;

  if (args[0].type == TW_TYPE_DATE && args[1].type == TW_TYPE_DATE)
    {
      set (result, TW_TYPE_DURATION, 0, (args[0].i - args[1].i) * 86400);
      return;
    }
  a = args[0].type == TW_TYPE_DATE ? tw_op_day_start (context, args[0].i) : args[0].i;
  b = args[1].type == TW_TYPE_DATE ? tw_op_day_start (context, args[1].i) : args[1].i;
  if (!__builtin_sub_overflow (a, b, &difference))
    set (result, TW_TYPE_DURATION, 0, difference / G_USEC_PER_SEC);
}

TW_FN (subtract)
{
  TwMoney a, b;
  gint64 difference;

  if (is_moment (&args[0]) && args[1].type == TW_TYPE_DURATION)
    {
      if (negated (args[1].i, &difference))
        move (&args[0], difference, result);
    }
  else if (is_moment (&args[0]))
    subtract_moments (context, args, result);
  else if (args[0].type == TW_TYPE_MONEY)
    {
      if (align_money (context, args, &a, &b) && !__builtin_sub_overflow (a.amount, b.amount, &difference))
        set (result, TW_TYPE_MONEY, a.currency, difference);
    }
  else if (!__builtin_sub_overflow (args[0].i, args[1].i, &difference))
    set (result, args[0].type, 0, difference);
}

TW_FN (multiply)
{
  const TwValue *a = &args[0], *b = &args[1];
  gint64 product;

  /* A number times an amount or a duration is the same the other way round. */
  if (b->type == TW_TYPE_MONEY || b->type == TW_TYPE_DURATION)
    {
      a = &args[1];
      b = &args[0];
    }
  if (a->type == TW_TYPE_INTEGER)
    {
      if (!__builtin_mul_overflow (a->i, b->i, &product))
        set (result, TW_TYPE_INTEGER, 0, product);
    }
  else if (tw_int64_muldiv (a->i, b->i, TW_DECIMAL_ONE, TW_ROUND_HALF_EVEN, &product))
    set (result, a->type, a->tag, product);
}

TW_FN (divide)
{
  TwMoney a, b;
  gint64 quotient;

  if (args[1].type == TW_TYPE_MONEY)
    {
      if (align_money (context, args, &a, &b)
          && tw_int64_muldiv (a.amount, TW_DECIMAL_ONE, b.amount, TW_ROUND_HALF_EVEN, &quotient))
        set (result, TW_TYPE_DECIMAL, 0, quotient);
    }
  else if (tw_int64_muldiv (args[0].i, TW_DECIMAL_ONE, args[1].i, TW_ROUND_HALF_EVEN, &quotient))
    set (result, args[1].type == TW_TYPE_DURATION ? TW_TYPE_DECIMAL : args[0].type, args[0].tag, quotient);
}

/* The sign is that of the first operand. */
TW_FN (remainder)
{
  if (args[1].i != 0)
    set (result, args[0].type, 0, args[1].i == -1 ? 0 : args[0].i % args[1].i);
}

TW_FN (negate)
{
  gint64 value;

  if (negated (args[0].i, &value))
    set (result, args[0].type, args[0].tag, value);
}

TW_FN (to_decimal)
{
  TwDecimal value;

  if (tw_decimal_from_int (args[0].i, &value))
    set (result, TW_TYPE_DECIMAL, 0, value);
}

/* Millionths to ten-thousandths. */
static void
set_money (TwDecimal value, TwCurrency currency, TwValue *result)
{
  gint64 amount;

  if (tw_int64_muldiv (value, TW_MONEY_ONE, TW_DECIMAL_ONE, TW_ROUND_HALF_EVEN, &amount))
    set (result, TW_TYPE_MONEY, currency, amount);
}

/* A plain number beside money is money of the workspace's currency. */
TW_FN (to_money)
{
  if (context->currency != 0)
    set_money (args[0].i, context->currency, result);
}

static gint64
power_of_ten (int n)
{
  gint64 power = 1;

  while (n-- > 0)
    power *= 10;
  return power;
}

/* Commercial rounding: half away from zero. */
TW_FN (round)
{
  int have = args[0].type == TW_TYPE_MONEY ? TW_MONEY_DIGITS : TW_DECIMAL_DIGITS;
  gint64 digits = n > 1 ? args[1].i : args[0].type == TW_TYPE_MONEY ? tw_currency_get_digits (args[0].tag) : 0;
  gint64 unit, count, rounded;

  digits = CLAMP (digits, -12, have);
  unit = power_of_ten (have - (int) digits);
  if (tw_int64_muldiv (args[0].i, 1, unit, TW_ROUND_HALF_UP, &count) && !__builtin_mul_overflow (count, unit, &rounded))
    set (result, args[0].type, args[0].tag, rounded);
}

TW_FN (floor)
{
  set (result, TW_TYPE_INTEGER, 0, args[0].i / TW_DECIMAL_ONE - (args[0].i % TW_DECIMAL_ONE < 0));
}

TW_FN (ceil)
{
  set (result, TW_TYPE_INTEGER, 0, args[0].i / TW_DECIMAL_ONE + (args[0].i % TW_DECIMAL_ONE > 0));
}

TW_FN (abs)
{
  gint64 value = args[0].i;

  if (value >= 0 || negated (value, &value))
    set (result, args[0].type, args[0].tag, value);
}

TW_FN (amount)
{
  gint64 value;

  if (!__builtin_mul_overflow (args[0].i, TW_DECIMAL_ONE / TW_MONEY_ONE, &value))
    set (result, TW_TYPE_DECIMAL, 0, value);
}

TW_FN (currency)
{
  char code[4];

  if (args[0].tag != 0)
    *result = tw_value_text (tw_currency_print (args[0].tag, code));
}

static gboolean
read_currency (const TwValue *value, TwCurrency *currency)
{
  return strlen (value->text) == 3 && tw_currency_parse (value->text, currency);
}

TW_FN (convert)
{
  TwMoney money = { args[0].i, args[0].tag };
  TwCurrency currency;

  if (read_currency (&args[1], &currency) && tw_op_convert (context, &money, currency, &money))
    set (result, TW_TYPE_MONEY, money.currency, money.amount);
}

TW_FN (money)
{
  TwCurrency currency;

  if (read_currency (&args[1], &currency))
    set_money (args[0].i, currency, result);
}

TW_FN (number)
{
  g_autofree char *text = g_strstrip (g_strdup (args[0].text));
  TwDecimal value;

  if (tw_decimal_parse (text, &value))
    set (result, TW_TYPE_DECIMAL, 0, value);
}
