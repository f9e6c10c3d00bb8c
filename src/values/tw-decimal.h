/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact decimal numbers: a 64-bit count of millionths (range ±9,223,372,036,854.775807). Every operation is exact
 * or rounds by a named rule, and tells overflow instead of wrapping. The database column holds the same
 * integer, so SQL compares and sums without conversion. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_DECIMAL_DIGITS 6
#define TW_PRINT_ROOM     40                           /* bytes: enough for any number, amount, date or moment */
#define TW_DECIMAL_ONE    G_GINT64_CONSTANT (1000000)

typedef gint64 TwDecimal;                              /* millionths */

typedef enum
{
  TW_ROUND_HALF_EVEN,                                  /* banker's rounding: the default for products and quotients */
  TW_ROUND_HALF_UP,                                    /* half away from zero: commercial rounding */
  TW_ROUND_DOWN,                                       /* towards zero */
  TW_ROUND_UP,                                         /* away from zero */
  TW_ROUND_FLOOR,
  TW_ROUND_CEILING,
} TwRounding;

gboolean tw_decimal_parse      (const char *text, TwDecimal *result);   /* [+-]digits[.digits]; more than 6 digits fail */
char    *tw_decimal_print      (TwDecimal value);                       /* shortest exact form, no exponent */
gsize    tw_decimal_print_to   (TwDecimal value, char text[TW_PRINT_ROOM]);  /* the same; its length, no zero byte */
gboolean tw_decimal_from_int   (gint64 value, TwDecimal *result);
gboolean tw_decimal_add        (TwDecimal a, TwDecimal b, TwDecimal *result);
gboolean tw_decimal_subtract   (TwDecimal a, TwDecimal b, TwDecimal *result);
gboolean tw_decimal_multiply   (TwDecimal a, TwDecimal b, TwRounding rounding, TwDecimal *result);
gboolean tw_decimal_divide     (TwDecimal a, TwDecimal b, TwRounding rounding, TwDecimal *result);  /* FALSE for b = 0 */
gboolean tw_decimal_round      (TwDecimal value, int digits, TwRounding rounding, TwDecimal *result); /* digits -12…6 */
double   tw_decimal_to_double  (TwDecimal value);
/* The primitive below: a·b/c in 128 bits with one rounding at the end; FALSE on overflow or c = 0. */
gboolean tw_int64_muldiv       (gint64 a, gint64 b, gint64 c, TwRounding rounding, gint64 *result);

G_END_DECLS
