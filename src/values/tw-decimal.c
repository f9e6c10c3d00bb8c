/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "tw-decimal.h"
#include "tw-decimal-private.h"
#include "tw-digits-private.h"

static const gint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
                                 100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
                                 10000000000000000, 100000000000000000, 1000000000000000000 };

/* The quotient of 128-bit numbers, rounded; FALSE when it does not fit 64 bits. */
gboolean
tw_int128_divide (__int128 numerator, __int128 denominator, TwRounding rounding, gint64 *result)
{
  if (denominator == 0)
    return FALSE;
  if (denominator < 0)
    {
      numerator = -numerator;
      denominator = -denominator;
    }

  gboolean negative = numerator < 0;
  unsigned __int128 n = negative ? -(unsigned __int128) numerator : (unsigned __int128) numerator;
  unsigned __int128 d = denominator, quotient = n / d, rest = n % d;
  gboolean away = FALSE;

  if (rest != 0)
    switch (rounding)
      {
      case TW_ROUND_HALF_EVEN: away = rest > d - rest || (rest == d - rest && (quotient & 1)); break;
      case TW_ROUND_HALF_UP:   away = rest >= d - rest; break;
      case TW_ROUND_DOWN:      away = FALSE; break;
      case TW_ROUND_UP:        away = TRUE; break;
      case TW_ROUND_FLOOR:     away = negative; break;
      case TW_ROUND_CEILING:   away = !negative; break;
      default:                 g_return_val_if_reached (FALSE);
      }
  quotient += away;
  if (quotient > (unsigned __int128) G_MAXINT64 + negative)
    return FALSE;
  *result = negative ? (gint64) -(guint64) quotient : (gint64) quotient;
  return TRUE;
}

/**
 * tw_int64_muldiv:
 * @a: a number
 * @b: a number
 * @c: a number
 * @rounding: how to round
 * @result: (out): receives @a · @b / @c
 *
 * Multiplies in 128 bits and rounds once, at the end.
 *
 * Returns: %FALSE when the result does not fit or @c is 0; @result is left alone then
 */
gboolean
tw_int64_muldiv (gint64 a, gint64 b, gint64 c, TwRounding rounding, gint64 *result)
{
  return tw_int128_divide ((__int128) a * b, c, rounding, result);
}

/**
 * tw_decimal_parse:
 * @text: a text
 * @result: (out): receives the number
 *
 * Reads digits with an optional sign and point, for machines: no grouping, no exponent, no locale. Zeros behind the
 * sixth digit after the point do not matter.
 *
 * Returns: %FALSE when it is no number, has more than six digits after the point or does not fit
 */
gboolean
tw_decimal_parse (const char *text, TwDecimal *result)
{
  gboolean negative = FALSE, any = FALSE;
  int digits = 0;
  unsigned __int128 value = 0;
  const char *p = text;

  g_return_val_if_fail (text && result, FALSE);
  if (*p == '-' || *p == '+')
    negative = *p++ == '-';
  for (; g_ascii_isdigit (*p); p++, any = TRUE)
    {
      value = value * 10 + (*p - '0');
      if (value > G_MAXINT64)
        return FALSE;
    }
  if (*p == '.')
    {
      p++;
      for (; g_ascii_isdigit (*p); p++, any = TRUE)
        {
          if (++digits > TW_DECIMAL_DIGITS)
            {
              if (*p != '0')
                return FALSE;
              continue;
            }
          value = value * 10 + (*p - '0');
        }
    }
  if (!any || *p)
    return FALSE;
  value *= powers[TW_DECIMAL_DIGITS - MIN (digits, TW_DECIMAL_DIGITS)];
  if (value > (unsigned __int128) G_MAXINT64 + negative)
    return FALSE;
  *result = negative ? (gint64) -(guint64) value : (gint64) value;
  return TRUE;
}

/**
 * tw_decimal_print:
 * @value: a number
 *
 * Returns: (transfer full): the shortest text that tw_decimal_parse() reads as the same number
 */
char *
tw_decimal_print (TwDecimal value)
{
  char text[TW_PRINT_ROOM];

  return g_strndup (text, tw_decimal_print_to (value, text));
}

/**
 * tw_decimal_print_to:
 * @value: a number
 * @text: receives what tw_decimal_print() gives, without a zero byte
 *
 * Returns: its length
 */
gsize
tw_decimal_print_to (TwDecimal value, char text[TW_PRINT_ROOM])
{
  guint64 magnitude = value < 0 ? -(guint64) value : (guint64) value;
  char *p = text;

  if (value < 0)
    *p++ = '-';
  p = tw_put_digits (p, magnitude / TW_DECIMAL_ONE, 1);
  if (magnitude % TW_DECIMAL_ONE != 0)
    {
      *p++ = '.';
      p = tw_put_digits (p, magnitude % TW_DECIMAL_ONE, 6);
      while (p[-1] == '0')
        p--;
    }
  return (gsize) (p - text);
}

/**
 * tw_decimal_from_int:
 * @value: a whole number
 * @result: (out): receives the number
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
tw_decimal_from_int (gint64 value, TwDecimal *result)
{
  return !__builtin_mul_overflow (value, TW_DECIMAL_ONE, result);
}

/**
 * tw_decimal_add:
 * @a: a number
 * @b: a number
 * @result: (out): receives the sum
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
tw_decimal_add (TwDecimal a, TwDecimal b, TwDecimal *result)
{
  return !__builtin_add_overflow (a, b, result);
}

/**
 * tw_decimal_subtract:
 * @a: a number
 * @b: a number
 * @result: (out): receives the difference
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
tw_decimal_subtract (TwDecimal a, TwDecimal b, TwDecimal *result)
{
  return !__builtin_sub_overflow (a, b, result);
}

/**
 * tw_decimal_multiply:
 * @a: a number
 * @b: a number
 * @rounding: how to round what does not fit the digits
 * @result: (out): receives the product
 *
 * Returns: %FALSE when it does not fit; @result is left alone then
 */
gboolean
tw_decimal_multiply (TwDecimal a, TwDecimal b, TwRounding rounding, TwDecimal *result)
{
  return tw_int128_divide ((__int128) a * b, TW_DECIMAL_ONE, rounding, result);
}

/**
 * tw_decimal_divide:
 * @a: a number
 * @b: a number
 * @rounding: how to round what does not fit the digits
 * @result: (out): receives the quotient
 *
 * Returns: %FALSE when it does not fit or @b is 0; @result is left alone then
 */
gboolean
tw_decimal_divide (TwDecimal a, TwDecimal b, TwRounding rounding, TwDecimal *result)
{
  return tw_int128_divide ((__int128) a * TW_DECIMAL_ONE, b, rounding, result);
}

/**
 * tw_decimal_round:
 * @value: a number
 * @digits: digits after the point, -12…6; below 0 rounds to tens, hundreds, …
 * @rounding: how to round
 * @result: (out): receives the number
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
tw_decimal_round (TwDecimal value, int digits, TwRounding rounding, TwDecimal *result)
{
  gint64 step, units;

  if (digits >= TW_DECIMAL_DIGITS)
    {
      *result = value;
      return TRUE;
    }
  step = powers[MIN (TW_DECIMAL_DIGITS - digits, 18)];
  return tw_int128_divide (value, step, rounding, &units) && !__builtin_mul_overflow (units, step, result);
}

/**
 * tw_decimal_to_double:
 * @value: a number
 *
 * Returns: the nearest binary number, for charts and statistics only
 */
double
tw_decimal_to_double (TwDecimal value)
{
  return (double) value / TW_DECIMAL_ONE;
}
