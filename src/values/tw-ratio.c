/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-ratio.h"
#include "tw-decimal-private.h"

static gboolean
is_ratio (const TwRatio *ratio)
{
  return ratio->over > 0 && ratio->under > 0;
}

static void
cancel (gint64 *over, gint64 *under)
{
  gint64 a = *over, b = *under;

  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }
  *over /= a;
  *under /= a;
}

/**
 * tw_int64_scale:
 * @a: a number
 * @times: what it is multiplied by
 * @by: what it is divided by
 * @rounding: how to round
 * @result: (out): receives @a · @times / @by
 *
 * Cancels first, multiplies in 128 bits and rounds once, at the end: of ratios of which one side is a power of ten, as exchange rates
 * are, every result that fits is found.
 *
 * Returns: %FALSE when the result does not fit or a ratio is not above zero; @result is left alone then
 */
gboolean
tw_int64_scale (gint64 a, const TwRatio *times, const TwRatio *by, TwRounding rounding, gint64 *result)
{
  gint64 b, c, d, e;
  __int128 numerator;

  if (!is_ratio (times) || !is_ratio (by))
    return FALSE;
  b = times->over;
  c = by->under;
  d = times->under;
  e = by->over;
  cancel (&b, &d);
  cancel (&b, &e);
  cancel (&c, &d);
  cancel (&c, &e);
  return !__builtin_mul_overflow ((__int128) a * b, (__int128) c, &numerator) && tw_int128_divide (numerator, (__int128) d * e, rounding, result);
}

static guint
count_digits (TwDecimal rate)
{
  guint n = TW_DECIMAL_DIGITS;

  while (n > 0 && rate != 0 && rate % 10 == 0)
    {
      rate /= 10;
      n--;
    }
  return n;
}

/* Whether the one is the other turned round, to six digits. */
static gboolean
is_inverse (TwDecimal rate, TwDecimal of)
{
  TwDecimal turned;

  return of > 0 && tw_decimal_divide (TW_DECIMAL_ONE, of, TW_ROUND_HALF_EVEN, &turned) && turned == rate;
}

/**
 * tw_ratio_from_rates:
 * @rate: an exchange rate
 * @opposite: that in the other direction; 0: not known
 *
 * Of a rate and its opposite mostly one was entered, and the other worked out from it to six digits. Turned round once more the one that
 * was worked out does not give the other again; where both give each other, the one with fewer digits, and then the greater, is as exact as
 * can be told. Where each was entered by itself, @rate counts.
 *
 * Returns: the rate as it was entered
 */
TwRatio
tw_ratio_from_rates (TwDecimal rate, TwDecimal opposite)
{
  guint digits = count_digits (rate), others = count_digits (opposite);
  gboolean worked_out = is_inverse (rate, opposite)
                        && (!is_inverse (opposite, rate) || others < digits || (others == digits && opposite > rate));

  return worked_out ? (TwRatio) { TW_DECIMAL_ONE, opposite } : (TwRatio) { rate, TW_DECIMAL_ONE };
}
