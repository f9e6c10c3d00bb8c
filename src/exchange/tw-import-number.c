/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "tw-import-number.h"

/* The text with digits of all scripts as ASCII, the Arabic marks as . and ,, other blanks and apostrophes gone; signs of
 * currencies, letters and the rest stay. FALSE when it is too long to be a number. */
static gboolean
to_ascii (const char *text, char *out, gsize size, gboolean *arabic_point)
{
  gsize n = 0;
  *arabic_point = FALSE;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      char mapped = 0;
      if (c < 0x80)
        mapped = c;
      else if (g_unichar_isdigit (c))
        mapped = '0' + g_unichar_digit_value (c);
      else if (c == 0x66b)
        {
          mapped = '.';
          *arabic_point = TRUE;
        }
      else if (c == 0x66c || c == 0xff0c)
        mapped = ',';
      else if (c == 0xff0e)
        mapped = '.';
      else if (c == 0x2212 || c == 0xfe63 || c == 0xff0d)
        mapped = '-';
      else if (c == 0xa0 || c == 0x202f || c == 0x2009 || c == 0x2019 || c == 0x200e || c == 0x200f || c == 0x61c)
        continue;
      if (mapped == '\'')
        continue;
      gsize length = mapped ? 1 : g_utf8_next_char (p) - p;
      if (n + length + 1 >= size)
        return FALSE;
      if (mapped)
        out[n] = mapped;
      else
        memcpy (out + n, p, length);
      n += length;
    }
  out[n] = 0;
  return TRUE;
}

char
tw_number_hint (const char *text)
{
  char plain[96];
  gboolean arabic;
  guint n_dots = 0, n_commas = 0, after = 0;
  gboolean only_zero = TRUE, digits = FALSE;
  char last = 0;
  if (!to_ascii (text, plain, sizeof plain, &arabic) || arabic)
    return 0;
  for (const char *p = plain; *p; p++)
    if (*p == '.' || *p == ',')
      {
        n_dots += *p == '.';
        n_commas += *p == ',';
        last = *p;
        after = 0;
      }
    else if (g_ascii_isdigit (*p))
      {
        digits = TRUE;
        after++;
        if (!last && *p != '0')
          only_zero = FALSE;
      }
    else if (*p == 'E' || *p == 'e')
      break;
  if (!last || !digits)
    return 0;
  if (n_dots && n_commas)
    return last;
  if (n_dots + n_commas > 1)
    return last == '.' ? ',' : '.';
  if (after != 3 || only_zero)
    return last;
  return 0;
}

/* --- Currencies --- */

static const struct { const char *sign, *code; } signs[] = {
  { "€", "EUR" }, { "£", "GBP" }, { "¥", "JPY" }, { "₹", "INR" }, { "₽", "RUB" }, { "₩", "KRW" }, { "₺", "TRY" },
  { "₪", "ILS" }, { "₫", "VND" }, { "₴", "UAH" }, { "₱", "PHP" }, { "฿", "THB" }, { "₦", "NGN" }, { "zł", "PLN" },
  { "R$", "BRL" }, { "US$", "USD" }, { "A$", "AUD" }, { "C$", "CAD" }, { "HK$", "HKD" }, { "NZ$", "NZD" }, { "S$", "SGD" },
  { "kr", "" }, { "$", "" },
};

/* Takes a sign or code of a currency off either end. FALSE when other letters are left. */
static gboolean
take_currency (char **start, char **end, TwCurrency dollar, TwCurrency *currency)
{
  char *p = *start, *q = *end, code[4] = { 0 };
  *currency = 0;
  while (p < q && (guchar) *p > ' ' && !g_ascii_isdigit (*p) && !strchr ("-+(.,", *p))
    p++;
  char *back = q;
  while (back > p && (guchar) back[-1] > ' ' && !g_ascii_isdigit (back[-1]) && !strchr ("-+).,%", back[-1]))
    back--;
  if (p > *start && back < q)
    return FALSE;
  const char *sign = p > *start ? *start : back;
  gsize length = p > *start ? p - *start : q - back;
  *start = p;
  *end = back;
  if (length == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strlen (signs[i].sign) == length && strncmp (sign, signs[i].sign, length) == 0)
      {
        if (*signs[i].code)
          return tw_currency_parse (signs[i].code, currency);
        *currency = dollar;
        return TRUE;
      }
  if (length != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    code[i] = g_ascii_toupper (sign[i]);
  return tw_currency_parse (code, currency) && tw_currency_is_known (*currency);
}

/* --- Digits --- */

static gboolean
take_exponent (const char *text, int *exponent)
{
  int sign = *text == '-' ? -1 : 1;
  if (*text == '-' || *text == '+')
    text++;
  if (!g_ascii_isdigit (*text))
    return FALSE;
  *exponent = 0;
  for (; g_ascii_isdigit (*text); text++)
    if ((*exponent = *exponent * 10 + (*text - '0')) > 400)
      return FALSE;
  *exponent *= sign;
  return *text == 0;
}

/* Digits with one decimal mark and groups; groups have three digits, or two where India counts. */
static gboolean
take_digits (const char *text, char decimal, TwNumber *number)
{
  char group = decimal == '.' ? ',' : '.';
  gsize n = 0;
  int run = 0, exponent = 0;
  gboolean point = FALSE, grouped = FALSE, any = FALSE;
  number->scale = 0;
  for (; *text; text++)
    {
      if (g_ascii_isdigit (*text))
        {
          any = TRUE;
          run++;
          number->scale += point;
          if (n > 0 || *text != '0')
            {
              if (n + 1 >= sizeof number->digits)
                return FALSE;
              number->digits[n++] = *text;
            }
        }
      else if (*text == decimal && !point)
        {
          if (grouped && run != 3)
            return FALSE;
          point = TRUE;
        }
      else if ((*text == group || *text == ' ') && !point)
        {
          if (run < 1 || run > 3 || (grouped && run < 2))
            return FALSE;
          grouped = TRUE;
          run = 0;
        }
      else if ((*text == 'e' || *text == 'E') && any)
        {
          if (!take_exponent (text + 1, &exponent))
            return FALSE;
          break;
        }
      else
        return FALSE;
    }
  if (grouped && !point && run != 3)
    return FALSE;
  if (n == 0)
    number->digits[n++] = '0';
  number->digits[n] = 0;
  number->scale -= exponent;
  return any;
}

gboolean
tw_number_read (const char *text, char decimal, TwCurrency default_dollar, TwNumber *number)
{
  char plain[96];
  gboolean arabic, parentheses = FALSE;
  memset (number, 0, sizeof *number);
  if (!to_ascii (text, plain, sizeof plain, &arabic))
    return FALSE;
  char *p = g_strstrip (plain), *q = p + strlen (p);
  if (*p == '(' && q > p + 1 && q[-1] == ')')
    {
      parentheses = TRUE;
      p++;
      *--q = 0;
    }
  if (*p == '-' || *p == '+')
    number->negative = *p++ == '-';
  if (!take_currency (&p, &q, default_dollar, &number->currency))
    return FALSE;
  *q = 0;
  p = g_strstrip (p);
  q = p + strlen (p);
  if (!number->negative && (*p == '-' || *p == '+'))
    number->negative = *p++ == '-';
  if (q > p && q[-1] == '%')
    *--q = 0;
  if (q > p && q[-1] == '-' && !number->negative)
    {
      number->negative = TRUE;
      *--q = 0;
    }
  if (parentheses)
    {
      if (number->negative)
        return FALSE;
      number->negative = TRUE;
    }
  return take_digits (g_strstrip (p), arabic ? '.' : decimal, number);
}

gboolean
tw_number_to_fixed (const TwNumber *number, int digits, gint64 *result)
{
  gsize n = strlen (number->digits);
  int shift = digits - number->scale;
  gint64 value = 0;
  if (strcmp (number->digits, "0") == 0)
    {
      *result = 0;
      return TRUE;
    }
  while (shift < 0 && n > 0 && number->digits[n - 1] == '0')
    {
      n--;
      shift++;
    }
  if (shift < 0 || shift > 18)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (__builtin_mul_overflow (value, 10, &value) || __builtin_add_overflow (value, number->digits[i] - '0', &value))
      return FALSE;
  for (; shift > 0; shift--)
    if (__builtin_mul_overflow (value, 10, &value))
      return FALSE;
  *result = number->negative ? -value : value;
  return TRUE;
}
