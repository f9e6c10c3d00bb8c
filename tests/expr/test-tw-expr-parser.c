/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar by examples: what is read, how it is printed, where and why it is refused. */
#include <string.h>

#include "tw-expr-tree.h"

/* The text, and its canonical form; NULL: the text is canonical. */
static const struct { const char *text, *printed; } good[] = {
  /* Literals */
  { "1", NULL }, { "0", NULL }, { "007", "7" }, { "-5", NULL }, { "- 5", "-5" }, { "9223372036854775807", NULL }, { "-9223372036854775808", NULL },
  { "1.5", NULL }, { "1.50", "1.5" }, { "2.0", NULL }, { "0.000001", NULL }, { "-0.5", NULL }, { "9223372036854.775807", NULL },
  { "-9223372036854.775808", NULL }, { "10000 EUR", NULL }, { "10000.00 EUR", "10000 EUR" }, { "10.5 USD", "10.50 USD" }, { "-3.3333 EUR", NULL },
  { "1 JPY", NULL }, { "1.234 KWD", NULL }, { "5 XXX", NULL }, { "90 days", NULL }, { "1 day", NULL }, { "1 days", "1 day" }, { "2 day", "2 days" },
  { "2 weeks", "14 days" }, { "24 hours", "1 day" }, { "36 hours", NULL }, { "90 seconds", NULL }, { "1.5 hours", "90 minutes" }, { "0 days", "0 seconds" },
  { "-3 days", NULL }, { "2 HOURS", "2 hours" }, { "2026-03-31", NULL }, { "0001-01-01", NULL }, { "9999-12-31", NULL }, { "2024-02-29", NULL },
  { "\"\"", NULL }, { "\"a\"", NULL }, { "\"a\\\"b\"", NULL }, { "\"\\\\\"", NULL }, { "\"\\n\\t\\r\"", NULL }, { "\"\\/\"", "\"/\"" },
  { "\"\\u0041\"", "\"A\"" }, { "\"\\u0001\"", NULL }, { "\"\\ud83d\\ude00\"", "\"😀\"" }, { "\"é شركة 東京\"", NULL }, { "\"two\nlines\"", "\"two\\nlines\"" },
  { "true", NULL }, { "false", NULL }, { "null", NULL }, { "TRUE", "true" }, { "Null", "null" },
  /* Names and paths */
  { "name", NULL }, { "_x9", NULL }, { "Name", NULL }, { "`name`", "name" }, { "`in`", NULL }, { "`two words`", NULL }, { "`größe`", NULL },
  { "`IN`", NULL }, { "any", "`any`" }, { "empty", "`empty`" }, { "company.industry", NULL }, { "a.b.c.d", NULL }, { "a . b", "a.b" }, { "a.`in`", NULL },
  { "record as deal", NULL }, { "record as deal.name", NULL }, { "(record as deal).name", "record as deal.name" }, { "a.b as c.d", NULL },
  { "me", NULL }, { "me.name", NULL }, { "ME", "me" }, { "(a + b).c", NULL }, { "left", NULL }, { "date", NULL }, { "count", NULL }, { "case", NULL },
  { "days", NULL }, { "today", NULL }, { "with", NULL }, { "team", NULL }, { "next", NULL },
  /* Operators and how they bind */
  { "a and b", NULL }, { "a AND b", "a and b" }, { "a and b and c", NULL }, { "a and (b and c)", "a and b and c" }, { "(a and b) and c", "a and b and c" },
  { "a or b and c", NULL }, { "(a or b) and c", NULL }, { "a or (b and c)", "a or b and c" }, { "not a", NULL }, { "not not a", NULL },
  { "not a and b", NULL }, { "not (a and b)", NULL }, { "not a = b", NULL }, { "(not a) = b", NULL }, { "not (a = b)", "not a = b" },
  { "a = b", NULL }, { "a=b", "a = b" }, { "a == b", NULL }, { "a != b", NULL }, { "a <> b", "a != b" }, { "a < b", NULL }, { "a<=b", "a <= b" },
  { "a > b", NULL }, { "a >= b", NULL }, { "a ~ b", NULL }, { "a contains b", NULL }, { "a starts with b", NULL }, { "a ends with b", NULL },
  { "a STARTS WITH b", "a starts with b" }, { "(a = b) = c", NULL }, { "a = (b = c)", NULL }, { "a + b = c - d", NULL },
  { "a not contains b", "not a contains b" }, { "a not ~ b", "not a ~ b" }, { "a not = b", "not a = b" },
  { "a in (1)", NULL }, { "a in (1, 2, 3)", NULL }, { "a not in (1)", NULL }, { "not a in (1)", "a not in (1)" }, { "a in my team", NULL },
  { "a in MY Team", "a in my team" }, { "a not in my team", NULL }, { "not (not a in (1))", "not a not in (1)" }, { "a in (b and c)", NULL },
  { "a between 1 and 2", NULL }, { "a between 1 and 2 and b", NULL }, { "a not between 1 and 2", "not a between 1 and 2" },
  { "a between b + 1 and c * 2", NULL }, { "a between (b and c) and d", NULL }, { "x between 1 AND 2", "x between 1 and 2" },
  { "a is empty", NULL }, { "a is not empty", NULL }, { "not a is empty", "a is not empty" }, { "a is deal", NULL }, { "a is not deal", NULL },
  { "a is `empty`", NULL }, { "a + b is empty", NULL }, { "a has 1", NULL }, { "a has any (1, 2)", NULL }, { "a has all (1)", NULL },
  { "not a has b", NULL }, { "a not has b", "not a has b" }, { "a has `any`", NULL },
  { "a + b", NULL }, { "a - b - c", NULL }, { "a - (b - c)", NULL }, { "a - (b + c)", NULL }, { "(a + b) + c", "a + b + c" }, { "a + (b + c)", NULL },
  { "a * b + c", NULL }, { "a * (b + c)", NULL }, { "(a + b) * c", NULL }, { "a / b / c", NULL }, { "a / (b / c)", NULL }, { "a % b", NULL },
  { "a & b", NULL }, { "a & b + c", NULL }, { "-a", NULL }, { "--a", NULL }, { "-(a + b)", NULL }, { "-a * b", NULL }, { "-(5)", NULL }, { "--5", "-(-5)" }, { "a has (any(b))", NULL },
  { "a - -5", NULL }, { "a -5", "a - 5" }, { "2 - 3", NULL }, { "2-3", "2 - 3" }, { "-a.b", NULL }, { "-(90 days)", NULL }, { "-\"x\"", NULL },
  { "now() - 90 days", NULL }, { "((((a))))", "a" }, { "(5).a", NULL },
  /* Calls, aggregates, periods */
  { "today()", NULL }, { "today( )", "today()" }, { "if(a, b, c)", NULL }, { "f(a and b, c or d)", NULL }, { "count(tasks)", NULL },
  { "count(tasks where a and b)", NULL }, { "sum(deals.amount where status = \"won\")", NULL }, { "any(tasks)", NULL }, { "all(tasks where a)", NULL },
  { "max(a.b.c)", NULL }, { "count (tasks)", "count(tasks)" }, { "count(a where count(b where c) > 1)", NULL },
  { "a within today", NULL }, { "a within this week", NULL }, { "a within last month", NULL }, { "a within next quarter", NULL }, { "a within this day", "a within today" },
  { "a within last 30 days", NULL }, { "a within last 1 weeks", "a within last 1 week" }, { "a within next 2 hours", NULL }, { "a within last 15 minutes", NULL },
  { "a within 2026", NULL }, { "a within 2026-03", NULL }, { "a within 2026-q1", "a within 2026-Q1" }, { "a within 2026-03-31", NULL },
  { "a within THIS  Year and b", "a within this year and b" }, { "not a within today", NULL }, { "a not within today", "not a within today" },
  { "a within today or b within 2025", NULL }, { "  a \n = \t b  ", "a = b" },
};

/* The text, the place, and a piece of the message. */
static const struct { const char *text; guint line, column; const char *message; } bad[] = {
  { "", 1, 1, "ends here" }, { "   ", 1, 4, "ends here" }, { "a =", 1, 4, "ends here" }, { "= a", 1, 1, "expected" }, { "a b", 1, 3, "operator" },
  { "(a", 1, 3, "“)”" }, { "a)", 1, 2, "operator" }, { "()", 1, 2, "expected" }, { "a = b = c", 1, 7, "operator" }, { "a < b < c", 1, 7, "operator" },
  { "a and", 1, 6, "ends here" }, { "and a", 1, 1, "expected" }, { "a or or b", 1, 6, "expected" }, { "not", 1, 4, "ends here" }, { "a not b", 1, 7, "after “not”" },
  { "\"abc", 1, 1, "closing" }, { "a = \"x\\q\"", 1, 5, "unknown" }, { "\"\\u12\"", 1, 1, "unknown" },
  { "\"\\ud800\"", 1, 1, "unknown" }, { "\"\\u0000\"", 1, 1, "unknown" }, { "\"\\ude00\"", 1, 1, "unknown" }, { "`a", 1, 1, "name between" }, { "``", 1, 1, "name between" },
  { "a ? b", 1, 3, "no meaning" }, { "#", 1, 1, "no meaning" }, { "a; b", 1, 2, "no meaning" }, { "'a'", 1, 1, "no meaning" }, { "a = 'x'", 1, 5, "no meaning" },
  { "9223372036854775808", 1, 1, "too large" }, { "1.1234567", 1, 1, "six decimals" }, { "1.12345 EUR", 1, 1, "four decimals" },
  { "1 EU", 1, 3, "currency" }, { "1 parsec", 1, 3, "unit" }, { "5x", 1, 2, "unit" }, { "0.3 seconds", 1, 1, "whole number of seconds" },
  { "9223372036854775807 days", 1, 1, "too long" }, { "2026-02-30", 1, 1, "no date" }, { "2026-13-01", 1, 1, "no date" }, { "0000-01-01", 1, 1, "no date" },
  { "1.", 1, 3, "name of a field" }, { ".5", 1, 1, "expected" }, { "a.", 1, 3, "name of a field" }, { "a.5", 1, 3, "name of a field" }, { "a..b", 1, 3, "name of a field" },
  { "a.in", 1, 3, "name of a field" }, { "a as", 1, 5, "object" }, { "a as 5", 1, 6, "object" }, { "my team", 1, 1, "after “in”" }, { "a = my team", 1, 5, "after “in”" },
  { "a in", 1, 5, "my team" }, { "a in b", 1, 6, "my team" }, { "a in ()", 1, 7, "expected" }, { "a in (1", 1, 8, "“)”" }, { "a in (1 2)", 1, 9, "“)”" },
  { "a in (1,)", 1, 9, "expected" }, { "a in my", 1, 8, "team" }, { "a between 1", 1, 12, "upper bound" }, { "a between 1 or 2", 1, 13, "upper bound" },
  { "a is", 1, 5, "empty" }, { "a is not", 1, 9, "empty" }, { "a is 5", 1, 6, "empty" }, { "a is null", 1, 6, "empty" }, { "a starts b", 1, 10, "with" }, { "a ends", 1, 7, "with" },
  { "a has", 1, 6, "ends here" }, { "a has any 5", 1, 11, "“(”" }, { "a has any ()", 1, 12, "expected" }, { "a within", 1, 9, "period" },
  { "a within 5", 1, 10, "period" }, { "a within last", 1, 10, "period" }, { "a within last 0 days", 1, 10, "period" }, { "a within 2026-13", 1, 10, "period" },
  { "a within 2026-02-30", 1, 10, "period" }, { "a within this 3 days", 1, 10, "period" }, { "a within this hour", 1, 10, "period" },
  { "a within last 999999 days", 1, 10, "period" }, { "a within b", 1, 10, "period" }, { "a within 2026-3", 1, 10, "period" }, { "a within 2026-03--", 1, 10, "period" }, { "a within 2026-Q5", 1, 14, "operator" }, { "f(", 1, 3, "ends here" },
  { "f(a", 1, 4, "“)”" }, { "f(a,", 1, 5, "ends here" }, { "f(,a)", 1, 3, "expected" }, { "count()", 1, 7, "expected" }, { "count(a, b)", 1, 8, "where" },
  { "count(a where)", 1, 14, "expected" }, { "count(a where b where c)", 1, 17, "“)”" }, { "where", 1, 1, "expected" }, { "`count`(a)", 1, 8, "operator" },
  { "a\n= \n  ?", 3, 3, "no meaning" }, { "\"a\nb\" c", 2, 4, "operator" }, { "é = 1", 1, 1, "no meaning" }, { "\"é\" x", 1, 5, "operator" },
  { "-", 1, 2, "ends here" }, { "a + ", 1, 5, "ends here" }, { "a * / b", 1, 5, "expected" }, { "1 2", 1, 3, "operator" }, { "a, b", 1, 2, "operator" }, { "\x01", 1, 1, "no meaning" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExpr) expr = tw_expr_parse (good[i].text, &error);
      g_autoptr (TwExpr) again = NULL;
      g_autofree char *printed = NULL;

      if (expr == NULL)
        g_error ("%s: %s", good[i].text, error->message);
      printed = tw_expr_print (expr);
      g_assert_cmpstr (printed, ==, good[i].printed != NULL ? good[i].printed : good[i].text);
      again = tw_expr_parse (printed, &error);
      g_assert_no_error (error);
      g_assert_true (tw_expr_equal (expr, again));
    }
  g_assert_cmpuint (G_N_ELEMENTS (good) + G_N_ELEMENTS (bad), >=, 150);
}

static void
test_bad (void)
{
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExpr) expr = tw_expr_parse (bad[i].text, &error);
      g_autofree char *place = g_strdup_printf ("line %u, column %u: ", bad[i].line, bad[i].column);

      if (expr != NULL)
        g_error ("“%s” was read", bad[i].text);
      g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_SYNTAX);
      if (g_str_has_prefix (error->message, place) && strstr (error->message, bad[i].message) != NULL)
        continue;
      g_test_message ("“%s”: %s; expected %s…%s", bad[i].text, error->message, place, bad[i].message);
      wrong++;
    }
  g_assert_cmpuint (wrong, ==, 0);
}

static char *
repeat (const char *piece, guint n, const char *middle, const char *end)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  g_string_append (text, middle);
  for (guint i = 0; i < n; i++)
    g_string_append (text, end);
  return g_string_free (text, FALSE);
}

/* Ten thousand levels are refused; no stack overflows on the way. Of the four longest pieces so many are more than a text may have: that
 * is refused, too, and the levels are then as many as a text has room for. */
static void
test_depth (void)
{
  static const struct { const char *piece, *middle, *end; } shapes[] = {
    { "(", "a", ")" }, { "not ", "a", "" }, { "-", "a", "" }, { "f(", "a", ")" }, { "a + (", "a", ")" }, { "a in (", "1", ")" }, { "count(a where ", "b", ")" },
    { "a = (", "b", ")" }, { "", "a", ".b" }, { "", "a", " + b" }, { "", "a", " as b" }, { "if(a, b, ", "c", ")" }, { "a has (", "b", ")" }, { "not (", "b", ")" },
  };

  guint n_whole = 0, least = 10000;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      guint n = MIN (10000, TW_EXPR_MAX_TEXT / (strlen (shapes[i].piece) + strlen (shapes[i].end)) - 1);
      g_autofree char *deep = repeat (shapes[i].piece, n, shapes[i].middle, shapes[i].end);
      g_autofree char *whole = repeat (shapes[i].piece, 10000, shapes[i].middle, shapes[i].end);
      g_autofree char *shallow = repeat (shapes[i].piece, 90, shapes[i].middle, shapes[i].end);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExpr) expr = tw_expr_parse (deep, &error);

      g_assert_null (expr);
      g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT);
      g_clear_error (&error);
      expr = tw_expr_parse (whole, &error);
      g_assert_null (expr);
      g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT);
      g_clear_error (&error);
      n_whole += strlen (whole) <= TW_EXPR_MAX_TEXT;
      least = MIN (least, n);
      expr = tw_expr_parse (shallow, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n_whole, ==, G_N_ELEMENTS (shapes) - 4);
  g_assert_cmpuint (least, >, 4000);
}

static void
test_length (void)
{
  g_autofree char *long_and = repeat ("a and ", 10000, "b", "");
  g_autofree char *long_text = repeat ("x", TW_EXPR_MAX_TEXT + 1, "", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwExpr) expr = tw_expr_parse (long_and, &error);
  g_autoptr (TwExpr) none = NULL;

  /* A long conjunction is flat. */
  g_assert_no_error (error);
  g_assert_cmpuint (tw_expr_get_n_children (expr), ==, 10001);
  none = tw_expr_parse (long_text, &error);
  g_assert_null (none);
  g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_LIMIT);
  g_clear_error (&error);
  none = tw_expr_parse ("a = \"\xff\"", &error);
  g_assert_error (error, TW_EXPR_ERROR, TW_EXPR_ERROR_SYNTAX);
}

static void
test_conjunction (void)
{
  g_autoptr (TwExpr) expr = tw_expr_parse ("a = 1 and (b or c) and not d", NULL);
  g_autoptr (GPtrArray) parts = tw_expr_split_and (expr);
  g_autoptr (TwExpr) whole = tw_expr_new_and ((TwExpr **) parts->pdata, parts->len);
  g_autoptr (TwExpr) nothing = tw_expr_new_and (NULL, 0);
  g_autoptr (GPtrArray) none = tw_expr_split_and (nothing);
  g_autofree char *first = tw_expr_print (g_ptr_array_index (parts, 0));

  g_assert_cmpuint (parts->len, ==, 3);
  g_assert_cmpstr (first, ==, "a = 1");
  g_assert_true (tw_expr_equal (expr, whole));
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_seen_from (void)
{
  static const struct { const char *said, *seen; } cases[] = {
    { "amount > 5", "quote.amount > 5" }, { "owner = me", "quote.owner = me" }, { "owner in my team", "quote.owner in my team" },
    { "company.name = \"x\" or not (tags has \"y\")", "quote.company.name = \"x\" or not quote.tags has \"y\"" },
    { "count(lines where name = \"x\") = 0", "count(quote.lines where name = \"x\") = 0" },
    { "sum(deals.amount where won) between low and 3", "sum(quote.deals.amount where won) between quote.low and 3" },
    { "(record as deal).name is empty", "(quote.record as deal).name is empty" }, { "record is deal", "quote.record is deal" },
    { "at within last 30 days", "quote.at within last 30 days" }, { "if(a, -b, 2 * c) in (1, d)", "if(quote.a, -quote.b, 2 * quote.c) in (1, quote.d)" },
    { "true", "true" }, { "today() > 2026-01-01", "today() > 2026-01-01" },
  };
  g_autoptr (TwExpr) from = tw_expr_new_name ("quote");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwExpr) said = tw_expr_parse (cases[i].said, NULL), wanted = tw_expr_parse (cases[i].seen, NULL);
      g_autoptr (TwExpr) seen = tw_expr_new_seen_from (said, from);
      g_autofree char *text = tw_expr_print (seen), *canonical = tw_expr_print (wanted);

      g_assert_cmpstr (text, ==, canonical);
      g_assert_true (tw_expr_equal (seen, wanted));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/parser/good", test_good);
  g_test_add_func ("/expr/parser/bad", test_bad);
  g_test_add_func ("/expr/parser/depth", test_depth);
  g_test_add_func ("/expr/parser/length", test_length);
  g_test_add_func ("/expr/tree/conjunction", test_conjunction);
  g_test_add_func ("/expr/tree/seen-from", test_seen_from);
  return g_test_run ();
}
