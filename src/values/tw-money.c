/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "tw-currency-private.h"
#include "tw-digits-private.h"

/**
 * tw_currency_parse:
 * @code: a text
 * @currency: (out): receives the currency
 *
 * Returns: %FALSE unless @code is three letters A–Z; they need not be listed by ISO 4217
 */
gboolean
tw_currency_parse (const char *code, TwCurrency *currency)
{
  TwCurrency packed = 0;

  for (int i = 0; i < 3; i++)
    {
      if (!g_ascii_isupper (code[i]))
        return FALSE;
      packed = packed << 8 | (guchar) code[i];
    }
  if (code[3])
    return FALSE;
  *currency = packed;
  return TRUE;
}

/**
 * tw_currency_print:
 * @currency: a currency
 * @buffer: receives the code
 *
 * Returns: @buffer, with the three letters; empty for no currency
 */
const char *
tw_currency_print (TwCurrency currency, char buffer[4])
{
  buffer[0] = currency >> 16;
  buffer[1] = currency >> 8;
  buffer[2] = currency;
  buffer[3] = 0;
  return buffer;
}

static void
to_units (TwCurrency currency, UChar code[4])
{
  char text[4];

  tw_currency_print (currency, text);
  u_charsToUChars (text, code, 4);
}

static int
compare_entry (gconstpointer key, gconstpointer entry)
{
  TwCurrency currency = *(const TwCurrency *) key, other = ((const TwCurrencyEntry *) entry)->currency;

  return (currency > other) - (currency < other);
}

static const TwCurrencyEntry *
find_currency (TwCurrency currency)
{
  return bsearch (&currency, tw_currency_table, tw_currency_table_length, sizeof *tw_currency_table, compare_entry);
}

/**
 * tw_currency_get_digits:
 * @currency: a currency, or 0
 *
 * The digits after the point that ISO 4217 gives the currency. They are not what ICU and CLDR say: those tell how many digits
 * people usually show, none for Colombian pesos, and prices would lose their cents by rounding.
 *
 * Returns: 0…4; 2 for currencies without digits of their own, unknown ones and 0
 */
int
tw_currency_get_digits (TwCurrency currency)
{
  const TwCurrencyEntry *entry = find_currency (currency);

  return entry ? entry->digits : 2;
}

/**
 * tw_currency_is_known:
 * @currency: a currency, or 0
 *
 * Returns: whether ISO 4217 lists the currency as one in use; withdrawn ones are not known
 */
gboolean
tw_currency_is_known (TwCurrency currency)
{
  return find_currency (currency) != NULL;
}

/* "1234.50" in ten-thousandths; more digits than four fail. */
static gboolean
parse_amount (const char *text, gsize length, gint64 *amount)
{
  gboolean negative = FALSE, any = FALSE, point = FALSE;
  __int128 value = 0;
  int digits = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (i == 0 && (c == '-' || c == '+'))
        negative = c == '-';
      else if (c == '.' && !point)
        point = TRUE;
      else if (g_ascii_isdigit (c))
        {
          any = TRUE;
          if (point && ++digits > TW_MONEY_DIGITS)
            {
              if (c != '0')
                return FALSE;
              continue;
            }
          value = value * 10 + (c - '0');
          if (value > (__int128) 1 << 80)
            return FALSE;
        }
      else
        return FALSE;
    }
  for (digits = MIN (digits, TW_MONEY_DIGITS); digits < TW_MONEY_DIGITS; digits++)
    value *= 10;
  if (negative)
    value = -value;
  if (!any || value > G_MAXINT64 || value < G_MININT64)
    return FALSE;
  *amount = value;
  return TRUE;
}

/**
 * tw_money_parse:
 * @text: a text
 * @result: (out): receives the amount
 *
 * Reads an amount with a point and a currency code before or behind it, for machines; currency 0 when there is none.
 * Zeros behind the fourth digit after the point do not matter.
 *
 * Returns: %FALSE when it is none, has more than four digits after the point or does not fit; @result is left alone
 *   then
 */
gboolean
tw_money_parse (const char *text, TwMoney *result)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  gsize length = strlen (stripped);
  TwMoney money = { 0 };
  char code[4] = "";

  if (length >= 4 && g_ascii_isupper (stripped[length - 1]))
    {
      memcpy (code, stripped + length - 3, 3);
      if (!tw_currency_parse (code, &money.currency))
        return FALSE;
      stripped[length - 3] = 0;
      g_strchomp (stripped);
    }
  else if (length >= 4 && g_ascii_isupper (stripped[0]))
    {
      memcpy (code, stripped, 3);
      if (!tw_currency_parse (code, &money.currency))
        return FALSE;
      memmove (stripped, stripped + 3, length - 2);
      g_strchug (stripped);
    }
  if (!parse_amount (stripped, strlen (stripped), &money.amount))
    return FALSE;
  *result = money;
  return TRUE;
}

/**
 * tw_money_print_amount_to:
 * @money: an amount
 * @text: receives the amount without its currency, with the currency's digits or as many as it needs; without a zero byte
 *
 * Returns: its length
 */
gsize
tw_money_print_amount_to (const TwMoney *money, char text[TW_PRINT_ROOM])
{
  guint64 magnitude = money->amount < 0 ? -(guint64) money->amount : (guint64) money->amount;
  int digits = tw_currency_get_digits (money->currency);
  char *p = text;

  if (money->amount < 0)
    *p++ = '-';
  p = tw_put_digits (p, magnitude / TW_MONEY_ONE, 1);
  *p++ = '.';
  p = tw_put_digits (p, magnitude % TW_MONEY_ONE, TW_MONEY_DIGITS);
  for (int i = TW_MONEY_DIGITS; i > digits && p[-1] == '0'; i--)
    p--;
  return (gsize) (p - text) - (p[-1] == '.');
}

/**
 * tw_money_print:
 * @money: an amount
 *
 * Returns: (transfer full): the text that tw_money_parse() reads as the same amount, with the digits of its currency
 *   or as many as it needs
 */
char *
tw_money_print (const TwMoney *money)
{
  char amount[TW_PRINT_ROOM], code[4];

  amount[tw_money_print_amount_to (money, amount)] = 0;
  if (!money->currency)
    return g_strdup (amount);
  return g_strconcat (amount, " ", tw_currency_print (money->currency, code), NULL);
}

/* The digits are those of printf(), which writes counts, days and times beside the amounts: a page with two kinds of digits reads badly. */
static char *
dup_locale (void)
{
  const char *name = setlocale (LC_MONETARY, NULL);
  gsize length;

  if (!name || g_str_has_prefix (name, "C") || g_str_equal (name, "POSIX"))
    name = "en_US";
  length = strcspn (name, ".@");
  return g_strdup_printf ("%.*s@numbers=latn", (int) length, name);
}

static void
close_format (gpointer format)
{
  unum_close (format);
}

static GPrivate currency_format = G_PRIVATE_INIT (close_format);
static GPrivate plain_format = G_PRIVATE_INIT (close_format);

static UNumberFormat *
get_format (gboolean symbol)
{
  GPrivate *slot = symbol ? &currency_format : &plain_format;
  UNumberFormat *format = g_private_get (slot);
  UErrorCode status = U_ZERO_ERROR;

  if (!format)
    {
      g_autofree char *locale = dup_locale ();

      format = unum_open (symbol ? UNUM_CURRENCY : UNUM_DECIMAL, NULL, 0, locale, NULL, &status);
      g_private_set (slot, format);
    }
  return format;
}

static char *
format_amount (const TwMoney *money, gboolean symbol, char *printed)
{
  g_autofree char *amount = printed;
  UErrorCode status = U_ZERO_ERROR;
  UNumberFormat *format = get_format (symbol && money->currency);
  const char *point = strchr (amount, '.');
  int digits = point ? (int) strlen (point + 1) : 0;
  UChar out[96], code[4];
  char *text;
  int length;

  if (!format)
    return g_steal_pointer (&amount);
  if (symbol && money->currency)
    {
      to_units (money->currency, code);
      unum_setTextAttribute (format, UNUM_CURRENCY_CODE, code, 3, &status);
    }
  unum_setAttribute (format, UNUM_MAX_FRACTION_DIGITS, digits);
  unum_setAttribute (format, UNUM_MIN_FRACTION_DIGITS, digits);
  length = unum_formatDecimal (format, amount, -1, out, G_N_ELEMENTS (out), NULL, &status);
  if (U_FAILURE (status) || length > (int) G_N_ELEMENTS (out))
    return g_steal_pointer (&amount);
  text = g_utf16_to_utf8 ((const gunichar2 *) out, length, NULL, NULL, NULL);
  return text ? text : g_steal_pointer (&amount);
}

/**
 * tw_money_format:
 * @money: an amount
 * @symbol: whether to show the currency
 *
 * Returns: (transfer full): the amount for people, in the current locale, with the currency's digits
 */
char *
tw_money_format (const TwMoney *money, gboolean symbol)
{
  char amount[TW_PRINT_ROOM];

  return format_amount (money, symbol, g_strndup (amount, tw_money_print_amount_to (money, amount)));
}

/**
 * tw_money_format_whole:
 * @money: an amount
 *
 * Returns: (transfer full): the amount rounded to whole units, for headings and totals
 */
char *
tw_money_format_whole (const TwMoney *money)
{
  gint64 units = 0;

  if (!tw_int64_muldiv (money->amount, 1, TW_MONEY_ONE, TW_ROUND_HALF_UP, &units))
    return tw_money_format (money, TRUE);
  return format_amount (money, TRUE, g_strdup_printf ("%" G_GINT64_FORMAT, units));
}

/**
 * tw_money_add:
 * @a: an amount
 * @b: another
 * @result: (out): receives the sum; may be @a or @b
 *
 * Returns: %FALSE when the currencies differ or the sum does not fit
 */
gboolean
tw_money_add (const TwMoney *a, const TwMoney *b, TwMoney *result)
{
  /* Compared first: the result may be one of the two. */
  if (a->currency != b->currency)
    return FALSE;
  result->currency = a->currency;
  return !__builtin_add_overflow (a->amount, b->amount, &result->amount);
}

/**
 * tw_money_subtract:
 * @a: an amount
 * @b: another
 * @result: (out): receives the difference; may be @a or @b
 *
 * Returns: %FALSE when the currencies differ or the difference does not fit
 */
gboolean
tw_money_subtract (const TwMoney *a, const TwMoney *b, TwMoney *result)
{
  /* Compared first: the result may be one of the two. */
  if (a->currency != b->currency)
    return FALSE;
  result->currency = a->currency;
  return !__builtin_sub_overflow (a->amount, b->amount, &result->amount);
}

/**
 * tw_money_multiply:
 * @a: an amount
 * @factor: a number
 * @rounding: how to round to ten-thousandths
 * @result: (out): receives the product
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
tw_money_multiply (const TwMoney *a, TwDecimal factor, TwRounding rounding, TwMoney *result)
{
  result->currency = a->currency;
  return tw_int64_muldiv (a->amount, factor, TW_DECIMAL_ONE, rounding, &result->amount);
}

/**
 * tw_money_divide:
 * @a: an amount
 * @divisor: a number
 * @rounding: how to round to ten-thousandths
 * @result: (out): receives the quotient
 *
 * Returns: %FALSE when it does not fit or @divisor is 0
 */
gboolean
tw_money_divide (const TwMoney *a, TwDecimal divisor, TwRounding rounding, TwMoney *result)
{
  result->currency = a->currency;
  return tw_int64_muldiv (a->amount, TW_DECIMAL_ONE, divisor, rounding, &result->amount);
}

/* Ten-thousandths in the smallest unit of the currency. */
static gint64
smallest_unit (TwCurrency currency)
{
  gint64 unit = TW_MONEY_ONE;

  for (int digits = tw_currency_get_digits (currency); digits > 0; digits--)
    unit /= 10;
  return unit;
}

/**
 * tw_money_round:
 * @a: an amount
 * @rounding: how to round
 * @result: (out): receives the amount with no more digits than its currency has
 *
 * Returns: %FALSE when it does not fit
 */
gboolean
tw_money_round (const TwMoney *a, TwRounding rounding, TwMoney *result)
{
  gint64 unit = smallest_unit (a->currency), units;

  result->currency = a->currency;
  return tw_int64_muldiv (a->amount, 1, unit, rounding, &units) && !__builtin_mul_overflow (units, unit, &result->amount);
}

/**
 * tw_money_split:
 * @a: an amount
 * @weights: (array length=n): the weights of the parts, not below 0
 * @n: how many
 * @parts: (out caller-allocates) (array length=n): receives the parts
 *
 * Splits by the method of the largest remainder: each part is its exact share to less than a unit of the currency,
 * and the parts add up to the amount. Of equal remainders the first part gets the unit. An amount with more digits
 * than its currency has is split in ten-thousandths.
 *
 * Returns: %FALSE when there are no parts, a weight is below 0, or their sum is 0 or does not fit
 */
gboolean
tw_money_split (const TwMoney *a, const gint64 *weights, gsize n, TwMoney *parts)
{
  gint64 unit = smallest_unit (a->currency), total = 0, rest;
  g_autofree gint64 *remainders = NULL;

  /* An amount finer than the currency's unit is split in its own finest unit, so that nothing is lost. */
  if (a->amount % unit != 0)
    unit = 1;
  if (n == 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (weights[i] < 0 || __builtin_add_overflow (total, weights[i], &total))
      return FALSE;
  if (total == 0)
    return FALSE;
  remainders = g_new (gint64, n);
  rest = a->amount / unit;
  for (gsize i = 0; i < n; i++)
    {
      __int128 share = (__int128) (a->amount / unit) * weights[i];

      parts[i].currency = a->currency;
      parts[i].amount = (gint64) (share / total) * unit;
      remainders[i] = (gint64) (share % total);
      rest -= (gint64) (share / total);
    }
  for (; rest != 0; rest += rest > 0 ? -1 : 1)
    {
      gsize best = 0;

      for (gsize i = 1; i < n; i++)
        if (ABS (remainders[i]) > ABS (remainders[best]))
          best = i;
      parts[best].amount += rest > 0 ? unit : -unit;
      remainders[best] = 0;
    }
  return TRUE;
}
