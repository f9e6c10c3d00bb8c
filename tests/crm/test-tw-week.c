/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tw-week.h"

#include <locale.h>

typedef struct
{
  const char *day;
  int         iso, american;                           /* number of its week */
} WeekCase;

static const WeekCase cases[] = {
  { "2026-01-01", 1, 1 },   { "2026-01-04", 1, 2 },    { "2026-01-05", 2, 2 },   { "2020-12-31", 53, 1 },
  { "2021-01-03", 53, 2 },  { "2021-01-04", 1, 2 },    { "2026-11-21", 47, 47 }, { "2026-12-31", 53, 1 },
  { "2027-01-01", 53, 1 },  { "2024-12-30", 1, 1 },    { "2000-01-01", 52, 1 },
};

static void
test_number (void)
{
  const TwWeek iso = { 1, 4, 0 }, american = { 7, 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwDate day;

      g_assert_true (tw_date_parse (cases[i].day, &day));
      g_test_message ("%s", cases[i].day);
      g_assert_cmpint (tw_week_get_number (&iso, day), ==, cases[i].iso);
      g_assert_cmpint (tw_week_get_number (&american, day), ==, cases[i].american);
    }
}

static void
test_start (void)
{
  for (int first = 1; first <= 7; first++)
    {
      const TwWeek week = { first, 4, 0 };

      for (TwDate day = -400; day < 400; day++)
        {
          TwDate start = tw_week_get_start (&week, day);

          g_assert_cmpint (tw_date_get_weekday (start), ==, first);
          g_assert_cmpint (day - start, >=, 0);
          g_assert_cmpint (day - start, <, 7);
        }
    }
}

static void
test_month (void)
{
  TwDate day = 0, start = 0;

  tw_date_parse ("2028-02-29", &day);
  tw_date_parse ("2028-02-01", &start);
  g_assert_cmpint (tw_month_get_start (day), ==, start);
  g_assert_cmpint (tw_month_get_n_days (day), ==, 29);
  tw_date_parse ("2026-12-31", &day);
  g_assert_cmpint (tw_month_get_n_days (day), ==, 31);
}

static void
test_locale (void)
{
  TwWeek week;
  TwDate sunday = 0;

  tw_date_parse ("2026-11-22", &sunday);
  tw_week_init (&week, NULL);
  g_assert_cmpint (week.first, ==, 1);
  g_assert_true (tw_week_is_weekend (&week, sunday));
  g_assert_false (tw_week_is_weekend (&week, sunday + 1));
  if (setlocale (LC_TIME, "en_US.UTF-8") == NULL)
    {
      g_test_skip ("The locale en_US.UTF-8 is not there.");
      return;
    }
  tw_week_init (&week, NULL);
  g_assert_cmpint (week.first, ==, 7);
  g_assert_cmpint (week.least, ==, 1);
  setlocale (LC_TIME, "C");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/week/number", test_number);
  g_test_add_func ("/crm/week/start", test_start);
  g_test_add_func ("/crm/week/month", test_month);
  g_test_add_func ("/crm/week/locale", test_locale);
  return g_test_run ();
}
