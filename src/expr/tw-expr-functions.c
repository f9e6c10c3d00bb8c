/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the language. Letters of arguments: n integer or decimal, i integer, m money, x number or money or duration, s text,
 * d date, t date-time, e date or date-time, a anything that compares, u a text naming a unit of time, c a currency's code. */

#include <string.h>

#include "tw-expr-bound-private.h"
#include "tw-text.h"

#define MAX_TEXT 1000000

gboolean
tw_function_accepts (const TwFunction *function, guint argument, TwType type)
{
  char letter = function->arguments[MIN (argument, strlen (function->arguments) - 1)];

  switch (letter)
    {
    case 'n': return type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL;
    case 'i': return type == TW_TYPE_INTEGER;
    case 'm': return type == TW_TYPE_MONEY;
    case 'x': return type == TW_TYPE_INTEGER || type == TW_TYPE_DECIMAL || type == TW_TYPE_MONEY || type == TW_TYPE_DURATION;
    case 's': case 'u': case 'c': return type == TW_TYPE_TEXT;
    case 'd': return type == TW_TYPE_DATE;
    case 't': return type == TW_TYPE_DATETIME;
    case 'e': return type == TW_TYPE_DATE || type == TW_TYPE_DATETIME;
    default:  return type != TW_TYPE_LIST && type != TW_TYPE_JSON && type != TW_TYPE_LINK && type != TW_TYPE_MONEY;
    }
}

/* --- Result types --- */

static TwType
first_type (const TwType *types, guint n)
{
  return types[0];
}

static TwType
common_type (const TwType *types, guint n)
{
  for (guint i = 1; i < n; i++)
    if (types[i] != types[0])
      return TW_TYPE_NULL;
  return types[0] == TW_TYPE_TEXT || types[0] == TW_TYPE_ENUM || types[0] == TW_TYPE_BOOLEAN ? TW_TYPE_NULL : types[0];
}

#define RESULT(name, TYPE) static TwType name##_type (const TwType *types, guint n) { return TYPE; }
RESULT (integer, TW_TYPE_INTEGER)
RESULT (decimal, TW_TYPE_DECIMAL)
RESULT (money, TW_TYPE_MONEY)
RESULT (text, TW_TYPE_TEXT)
RESULT (date, TW_TYPE_DATE)

/* --- Numbers --- */

static gint64
digits_step (const TwValue *value, gint64 digits)
{
  int have = value->type == TW_TYPE_DECIMAL ? TW_DECIMAL_DIGITS : value->type == TW_TYPE_MONEY ? TW_MONEY_DIGITS : 0;
  gint64 step = 1;

  digits = MAX (digits, -12);
  for (gint64 i = digits; i < have; i++)
    step *= 10;
  return step;
}

static gboolean
round_to (const TwValue *value, gint64 digits, TwRounding rounding, TwValue *result)
{
  gint64 step = digits_step (value, digits), units;

  *result = *value;
  return tw_int64_muldiv (value->i, 1, step, rounding, &units) && !__builtin_mul_overflow (units, step, &result->i);
}

static gboolean
eval_round (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  gint64 digits = n > 1 ? a[1].i : 0;

  /* Money without digits rounds to what its currency has. */
  if (n == 1 && a[0].type == TW_TYPE_MONEY)
    digits = tw_currency_get_digits (a[0].tag);
  return round_to (&a[0], digits, TW_ROUND_HALF_UP, result);
}

static gboolean
eval_floor (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  return round_to (&a[0], 0, TW_ROUND_FLOOR, result);
}

static gboolean
eval_ceil (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  return round_to (&a[0], 0, TW_ROUND_CEILING, result);
}

static gboolean
eval_abs (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = a[0];
  if (a[0].i < 0)
    return !__builtin_sub_overflow (0, a[0].i, &result->i);
  return TRUE;
}

static gboolean
eval_least (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = a[0];
  for (guint i = 1; i < n; i++)
    if (a[i].i < result->i)
      *result = a[i];
  return TRUE;
}

static gboolean
eval_greatest (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = a[0];
  for (guint i = 1; i < n; i++)
    if (a[i].i > result->i)
      *result = a[i];
  return TRUE;
}

static gboolean
eval_amount (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = tw_value_decimal (0);
  return tw_int64_muldiv (a[0].i, TW_DECIMAL_ONE, TW_MONEY_ONE, TW_ROUND_HALF_EVEN, &result->i);
}

static gboolean
eval_currency (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  char code[4];

  if (!a[0].tag)
    return FALSE;
  *result = tw_value_text (tw_currency_print (a[0].tag, code));
  return TRUE;
}

static gboolean
eval_money (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  TwCurrency currency;

  *result = tw_value_money (0, 0);
  if (!tw_currency_parse (a[1].text, &currency))
    return FALSE;
  result->tag = currency;
  if (a[0].type == TW_TYPE_INTEGER)
    return !__builtin_mul_overflow (a[0].i, TW_MONEY_ONE, &result->i);
  return tw_int64_muldiv (a[0].i, TW_MONEY_ONE, TW_DECIMAL_ONE, TW_ROUND_HALF_EVEN, &result->i);
}

/* --- Texts --- */

static gboolean
eval_length (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = tw_value_integer (g_utf8_strlen (a[0].text, -1));
  return TRUE;
}

static gboolean
take_text (char *text, TwValue *result)
{
  *result = tw_value_text (text);
  g_free (text);
  return TRUE;
}

static gboolean
eval_lower (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  return take_text (g_utf8_strdown (a[0].text, -1), result);
}

static gboolean
eval_upper (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  return take_text (g_utf8_strup (a[0].text, -1), result);
}

static gboolean
eval_trim (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  return take_text (g_strstrip (g_strdup (a[0].text)), result);
}

/* Characters from start (0 the first), at most count. */
static gboolean
part_of (const char *text, gint64 start, gint64 count, TwValue *result)
{
  gint64 length = g_utf8_strlen (text, -1);

  start = CLAMP (start, 0, length);
  count = CLAMP (count, 0, length - start);
  return take_text (g_utf8_substring (text, start, start + count), result);
}

static gboolean
eval_left (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  return part_of (a[0].text, 0, a[1].i, result);
}

static gboolean
eval_right (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  gint64 length = g_utf8_strlen (a[0].text, -1), count = CLAMP (a[1].i, 0, length);

  return part_of (a[0].text, length - count, count, result);
}

static gboolean
eval_substring (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  gint64 start = MAX (a[1].i, 1) - 1;

  return part_of (a[0].text, start, n > 2 ? a[2].i : G_MAXINT64, result);
}

static gboolean
eval_replace (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  g_auto(GStrv) parts = NULL;

  if (!*a[1].text)
    {
      *result = tw_value_text (a[0].text);
      return TRUE;
    }
  parts = g_strsplit (a[0].text, a[1].text, -1);
  if (strlen (a[0].text) + g_strv_length (parts) * strlen (a[2].text) > MAX_TEXT)
    return FALSE;
  return take_text (g_strjoinv (a[2].text, parts), result);
}

static gboolean
eval_concat (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *part = tw_value_print (&a[i]);

      g_string_append (text, part);
      if (text->len > MAX_TEXT)
        return FALSE;
    }
  *result = tw_value_text (text->str);
  return TRUE;
}

/* --- Dates --- */

static TwDate
date_of (const TwExprContext *context, const TwValue *value)
{
  return value->type == TW_TYPE_DATE ? (TwDate) value->i : tw_instant_get_date (value->i, context->zone);
}

static gboolean
eval_date (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  TwDate date = date_of (context, &a[0]);

  *result = tw_value_date (date);
  return date >= TW_DATE_MIN && date <= TW_DATE_MAX;
}

static gboolean
date_part (const TwExprContext *context, const TwValue *value, int which, TwValue *result)
{
  int part[3];
  TwDate date = date_of (context, value);

  if (date < TW_DATE_MIN || date > TW_DATE_MAX)
    return FALSE;
  tw_date_to_ymd (date, &part[0], &part[1], &part[2]);
  *result = tw_value_integer (which < 3 ? part[which] : which == 3 ? (part[1] + 2) / 3 : tw_date_get_weekday (date));
  return TRUE;
}

#define DATE_PART(name, which) \
  static gboolean eval_##name (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result) \
  { return date_part (context, &a[0], which, result); }
DATE_PART (year, 0)
DATE_PART (month, 1)
DATE_PART (day, 2)
DATE_PART (quarter, 3)
DATE_PART (weekday, 4)

static gboolean
eval_hour (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = tw_value_integer (tw_instant_get_time_of_day (a[0].i, context->zone) / 3600);
  return TRUE;
}

static gboolean
eval_days_between (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  *result = tw_value_integer ((gint64) date_of (context, &a[1]) - date_of (context, &a[0]));
  return TRUE;
}

static gboolean
eval_hours_between (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  gint64 usec;

  if (__builtin_sub_overflow (a[1].i, a[0].i, &usec))
    return FALSE;
  *result = tw_value_decimal (0);
  /* Microseconds to millionths of an hour. */
  return tw_int64_muldiv (usec, 1, 3600, TW_ROUND_HALF_EVEN, &result->i);
}

static gboolean
eval_add_days (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  gint64 date;

  *result = a[0];
  if (__builtin_add_overflow (a[0].i, a[1].i, &date) || date < TW_DATE_MIN || date > TW_DATE_MAX)
    return FALSE;
  result->i = date;
  return TRUE;
}

static gboolean
eval_add_months (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  TwDate date;

  *result = a[0];
  if (ABS (CLAMP (a[1].i, -200000, 200000)) != ABS (a[1].i) || !tw_date_add_months (a[0].i, a[1].i, &date))
    return FALSE;
  result->i = date;
  return TRUE;
}

static gboolean
eval_start_of (const TwExprContext *context, const TwValue *a, guint n, TwType type, TwValue *result)
{
  TwDate date = date_of (context, &a[1]);
  TwUnit unit;

  if (!tw_unit_parse (a[0].text, &unit) || date < TW_DATE_MIN || date > TW_DATE_MAX)
    return FALSE;
  *result = tw_value_date (tw_period_start_of (unit, date, context->first_weekday));
  return TRUE;
}

static const TwFunction functions[] = {
  { "round", 1, 2, "xi", first_type, eval_round },
  { "floor", 1, 1, "x", first_type, eval_floor },
  { "ceil", 1, 1, "x", first_type, eval_ceil },
  { "abs", 1, 1, "x", first_type, eval_abs },
  { "least", 1, 20, "a", common_type, eval_least },
  { "greatest", 1, 20, "a", common_type, eval_greatest },
  { "amount", 1, 1, "m", decimal_type, eval_amount },
  { "currency", 1, 1, "m", text_type, eval_currency },
  { "money", 2, 2, "nc", money_type, eval_money },
  { "length", 1, 1, "s", integer_type, eval_length },
  { "lower", 1, 1, "s", text_type, eval_lower },
  { "upper", 1, 1, "s", text_type, eval_upper },
  { "trim", 1, 1, "s", text_type, eval_trim },
  { "left", 2, 2, "si", text_type, eval_left },
  { "right", 2, 2, "si", text_type, eval_right },
  { "substring", 2, 3, "si", text_type, eval_substring },
  { "replace", 3, 3, "s", text_type, eval_replace },
  { "concat", 1, 20, "a", text_type, eval_concat },
  { "date", 1, 1, "e", date_type, eval_date },
  { "year", 1, 1, "e", integer_type, eval_year },
  { "month", 1, 1, "e", integer_type, eval_month },
  { "day", 1, 1, "e", integer_type, eval_day },
  { "quarter", 1, 1, "e", integer_type, eval_quarter },
  { "weekday", 1, 1, "e", integer_type, eval_weekday },
  { "hour", 1, 1, "t", integer_type, eval_hour },
  { "days_between", 2, 2, "e", integer_type, eval_days_between },
  { "hours_between", 2, 2, "t", decimal_type, eval_hours_between },
  { "add_days", 2, 2, "di", date_type, eval_add_days },
  { "add_months", 2, 2, "di", date_type, eval_add_months },
  { "start_of", 2, 2, "ue", date_type, eval_start_of },
};

const TwFunction *
tw_function_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  return NULL;
}
