/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Printing and reading again gives the same tree, for trees at random. */
#include <string.h>

#include "tw-expr-tree.h"

#define N_TREES 60000

static TwExpr *make (GRand *rand, guint depth);

static guint
pick (GRand *rand, guint n)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) n);
}

static const char *
any_name (GRand *rand)
{
  static const char *const names[] = { "a", "b", "name", "amount", "in", "and", "me", "my", "any", "all", "empty", "days", "EUR", "two words", "größe",
                                       "count", "date", "where", "with", "team", "true", "_x", "x-y", "9a" };

  return names[pick (rand, G_N_ELEMENTS (names))];
}

static gint64
any_number (GRand *rand)
{
  gint64 number = (gint64) ((guint64) g_rand_int (rand) << 32 | g_rand_int (rand));

  switch (pick (rand, 6))
    {
    case 0:
      return G_MININT64;
    case 1:
      return G_MAXINT64;
    case 2:
      return number;
    default:
      return number >> (40 + pick (rand, 23));
    }
}

static TwExpr *
make_literal (GRand *rand)
{
  static const char *const texts[] = { "", "a", "it's", "\"", "\\", "\n\t\r\x01\x7f", "é", "شركة", "😀", "`", "a\\u0041", "(", "-5", "true" };
  static const char *const codes[] = { "EUR", "JPY", "KWD", "XXX", "AND" };
  TwValue value = TW_VALUE_INIT;
  TwCurrency currency;
  TwExpr *expr;

  switch (pick (rand, 8))
    {
    case 0:
      break;
    case 1:
      value = tw_value_boolean (pick (rand, 2));
      break;
    case 2:
      value = tw_value_integer (any_number (rand));
      break;
    case 3:
      value = tw_value_decimal (any_number (rand));
      break;
    case 4:
      tw_currency_parse (codes[pick (rand, 4)], &currency);
      value = tw_value_money (any_number (rand), currency);
      break;
    case 5:
      value = tw_value_date (g_rand_int_range (rand, TW_DATE_MIN, TW_DATE_MAX + 1));
      break;
    case 6:
      value = tw_value_duration (any_number (rand));
      break;
    default:
      value = tw_value_text (texts[pick (rand, G_N_ELEMENTS (texts))]);
    }
  expr = tw_expr_new_literal (&value);
  tw_value_clear (&value);
  return expr;
}

static TwExpr *
make_test (GRand *rand, TwExpr *const *kids, guint n)
{
  static const char *const periods[] = { "today", "last month", "next 3 weeks", "2026", "2026-07", "2026-Q2", "2026-07-01", "last 90 minutes" };

  switch (pick (rand, 8))
    {
    case 0:
      return tw_expr_new_compare (TW_EXPR_OP_EQUAL + pick (rand, TW_EXPR_OP_SIMILAR - TW_EXPR_OP_EQUAL + 1), kids[0], kids[1]);
    case 1:
      return tw_expr_new_in (kids[0], kids + 1, n - 1);
    case 2:
      return tw_expr_new_between (kids[0], kids[1], kids[2]);
    case 3:
      return tw_expr_new_has (TW_EXPR_OP_HAS_ONE, kids[0], kids + 1, 1);
    case 4:
      return tw_expr_new_has (pick (rand, 2) ? TW_EXPR_OP_HAS_ANY : TW_EXPR_OP_HAS_ALL, kids[0], kids + 1, n - 1);
    case 5:
      return tw_expr_new_empty (kids[0]);
    case 6:
      return tw_expr_new_is (kids[0], any_name (rand));
    default:
      return tw_expr_new_within (kids[0], periods[pick (rand, G_N_ELEMENTS (periods))]);
    }
}

static TwExpr *
make_node (GRand *rand, TwExpr *const *kids, guint n)
{
  static const char *const functions[] = { "if", "coalesce", "round", "today", "days" };
  static const char *const aggregates[] = { "count", "sum", "any", "all", "max", "min", "avg" };
  g_autoptr (TwExpr) team = NULL;

  switch (pick (rand, 12))
    {
    case 0:
      return tw_expr_new_and (kids, n);
    case 1:
      return tw_expr_new_or (kids, n);
    case 2:
      return tw_expr_new_not (kids[0]);
    case 3:
      return tw_expr_new_negate (kids[0]);
    case 4:
      return tw_expr_new_path (kids[0], any_name (rand));
    case 5:
      return tw_expr_new_cast (kids[0], any_name (rand));
    case 6:
      return tw_expr_new_call (functions[pick (rand, G_N_ELEMENTS (functions))], kids, pick (rand, n + 1));
    case 7:
      return tw_expr_new_aggregate (aggregates[pick (rand, G_N_ELEMENTS (aggregates))], kids[0], pick (rand, 2) ? kids[1] : NULL);
    case 8:
      team = tw_expr_new_my_team ();
      return tw_expr_new_in (kids[0], &team, 1);
    case 9:
    case 10:
      return tw_expr_new_arithmetic (TW_EXPR_OP_ADD + pick (rand, TW_EXPR_OP_REMAINDER - TW_EXPR_OP_ADD + 1), kids[0], kids[1]);
    default:
      return make_test (rand, kids, n);
    }
}

static TwExpr *
make (GRand *rand, guint depth)
{
  TwExpr *kids[4], *expr;
  guint n = 3 + pick (rand, 2);

  if (depth == 0 || pick (rand, 4) == 0)
    return pick (rand, 10) == 0 ? tw_expr_new_me () : pick (rand, 2) ? tw_expr_new_name (any_name (rand)) : make_literal (rand);
  for (guint i = 0; i < n; i++)
    kids[i] = make (rand, depth - 1);
  expr = make_node (rand, kids, n);
  for (guint i = 0; i < n; i++)
    tw_expr_unref (kids[i]);
  return expr;
}

static void
test_round_trip (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  GRand *rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < N_TREES; i++)
    {
      g_autoptr (TwExpr) expr = make (rand, pick (rand, 5));
      g_autofree char *text = tw_expr_print (expr);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwExpr) again = NULL;
      g_autofree char *second = NULL;

      if (strlen (text) > TW_EXPR_MAX_TEXT)
        continue;
      again = tw_expr_parse (text, &error);
      if (again == NULL)
        g_error ("%s: %s", text, error->message);
      second = tw_expr_print (again);
      if (!tw_expr_equal (expr, again))
        g_error ("another tree:\n%s\n%s", text, second);
      g_assert_cmpstr (text, ==, second);
    }
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/print/round-trip", test_round_trip);
  return g_test_run ();
}
