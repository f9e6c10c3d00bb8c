/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts of money: a 64-bit count of ten-thousandths of the currency unit (no ISO 4217 currency has more than four
 * digits), and the currency. The currency's own digits matter when an amount is shown or rounded. */
#pragma once

#include "tw-decimal.h"

G_BEGIN_DECLS

#define TW_MONEY_DIGITS 4
#define TW_MONEY_ONE    G_GINT64_CONSTANT (10000)

/* Three upper-case letters packed into 24 bits ('E'<<16|'U'<<8|'R'); 0 is no currency. */
typedef guint32 TwCurrency;

typedef struct
{
  gint64     amount;                                   /* ten-thousandths of the unit */
  TwCurrency currency;
} TwMoney;

gboolean    tw_currency_parse      (const char *code, TwCurrency *currency);    /* any three letters A–Z */
const char *tw_currency_print      (TwCurrency currency, char buffer[4]);
int         tw_currency_get_digits (TwCurrency currency);                       /* ISO 4217 digits; 2 when unknown */
gboolean    tw_currency_is_known   (TwCurrency currency);                       /* listed by ISO 4217 */

gboolean tw_money_parse    (const char *text, TwMoney *result);      /* "1234.50 EUR", "EUR 1234.5", or bare with currency 0 */
char    *tw_money_print    (const TwMoney *money);                   /* "1234.50 EUR": currency's digits, or more if needed */
gsize    tw_money_print_amount_to (const TwMoney *money, char text[TW_PRINT_ROOM]);  /* without the currency; its length */
char    *tw_money_format   (const TwMoney *money, gboolean symbol);  /* for people, in the current locale */
char    *tw_money_format_whole (const TwMoney *money);               /* rounded to whole units, with the currency */
gboolean tw_money_add      (const TwMoney *a, const TwMoney *b, TwMoney *result);    /* FALSE: currency differs or overflow */
gboolean tw_money_subtract (const TwMoney *a, const TwMoney *b, TwMoney *result);
gboolean tw_money_multiply (const TwMoney *a, TwDecimal factor, TwRounding rounding, TwMoney *result);
gboolean tw_money_divide   (const TwMoney *a, TwDecimal divisor, TwRounding rounding, TwMoney *result);
gboolean tw_money_round    (const TwMoney *a, TwRounding rounding, TwMoney *result); /* to the currency's digits */
/* Splits an amount by weights so that the parts add up to it to the last unit of the currency (largest remainder). */
gboolean tw_money_split    (const TwMoney *a, const gint64 *weights, gsize n, TwMoney *parts);

G_END_DECLS
