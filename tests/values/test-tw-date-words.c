/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days in words have the order of the locale, and a time never stands alone. */

#include <glib.h>
#include <string.h>

#include "tw-date-words.h"

static TwDate
day (int year, int month, int number)
{
  TwDate date = 0;

  g_assert_true (tw_date_from_ymd (year, month, number, &date));
  return date;
}

/* The day before 15 October 1582 is the 14th here, as in every other date of the program. */
static void
test_old (void)
{
  g_autofree char *first = tw_date_words_in ("en_US", day (1582, 10, 15), TW_WORDS_DAY_YEAR);
  g_autofree char *old = tw_date_words_in ("en_US", day (1500, 1, 1), TW_WORDS_DAY_YEAR);
  g_autofree char *plain = tw_date_format (day (1500, 1, 1));
  g_autofree char *range = tw_date_range_words_in ("en_US", day (1500, 1, 1), day (2026, 1, 1), TW_WORDS_DAY_YEAR);

  g_assert_cmpstr (first, ==, "October 15, 1582");
  g_assert_cmpstr (old, ==, plain);
  g_assert_true (g_str_has_prefix (range, old));
}

static void
test_order (void)
{
  static const struct { const char *locale, *skeleton, *words; } days[] = {
    { "en_US.UTF-8", TW_WORDS_DAY, "November 3" },
    { "en_US.UTF-8", TW_WORDS_WEEKDAY, "Tuesday, November 3" },
    { "en_US.UTF-8", TW_WORDS_DAY_YEAR, "November 3, 2026" },
    { "en_US.UTF-8", TW_WORDS_DAY_SHORT, "Nov 3" },
    { "en_US.UTF-8", TW_WORDS_MONTH_YEAR, "November 2026" },
    { "en_US.UTF-8", TW_WORDS_MONTH_SHORT, "Nov" },
    { "en_GB.UTF-8", TW_WORDS_DAY, "3 November" },
    { "en_GB.UTF-8", TW_WORDS_DAY_YEAR, "3 November 2026" },
    { "fr_FR.UTF-8", TW_WORDS_WEEKDAY, "mardi 3 novembre" },
    { "fr_FR.UTF-8@euro", TW_WORDS_DAY_YEAR, "3 novembre 2026" },
    { "fr", TW_WORDS_DAY_SHORT, "3 nov." },
    { "de-DE", TW_WORDS_DAY_YEAR, "3. November 2026" },
    /* One kind of digits beside numbers and times, and one calendar. */
    { "ar_EG.UTF-8", TW_WORDS_DAY, "3 نوفمبر" },
    { "th_TH.UTF-8", TW_WORDS_DAY_SHORT, "3 พ.ย." },
    { "C.UTF-8", TW_WORDS_DAY, "November 3" },
    { NULL, TW_WORDS_DAY, "November 3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *words = tw_date_words_in (days[i].locale, day (2026, 11, 3), days[i].skeleton);

      g_assert_cmpstr (words, ==, days[i].words);
    }
}

/* The first and the last day share what is the same. */
static void
test_range (void)
{
  static const struct { const char *locale; int month, last_month, year; const char *words; } ranges[] = {
    { "en_US", 11, 11, 2026, "November 3 – 9, 2026" },
    { "en_GB", 11, 11, 2026, "3–9 November 2026" },
    { "fr_FR", 11, 11, 2026, "3–9 novembre 2026" },
    { "en_US", 11, 12, 2026, "November 3 – December 9, 2026" },
    { "en_US", 12, 1, 2027, "December 3, 2026 – January 9, 2027" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autofree char *words = tw_date_range_words_in (ranges[i].locale, day (2026, ranges[i].month, 3), day (ranges[i].year, ranges[i].last_month, 9),
                                                       TW_WORDS_DAY_YEAR);
      g_autoptr(GString) plain = g_string_new (words);

      /* ICU has thin and unbroken spaces of its own. */
      g_string_replace (plain, "\u2009", " ", 0);
      g_string_replace (plain, "\u00a0", " ", 0);
      g_assert_cmpstr (plain->str, ==, ranges[i].words);
    }
}

static void
test_instant (void)
{
  static const struct { int year, month, number; const char *words; } times[] = {
    { 2026, 11, 23, "Today 16:20" },
    { 2026, 11, 22, "Yesterday 16:20" },
    { 2026, 11, 24, "Tomorrow 16:20" },
    /* A Friday before and a Friday after are told apart. */
    { 2026, 11, 20, "Nov 20, 16:20" },
    { 2026, 11, 27, "Nov 27, 16:20" },
    { 2026, 11, 16, "Nov 16" },
    { 2026, 2, 1, "Feb 1" },
    { 2025, 11, 20, "Nov 20, 2025" },
    { 2027, 1, 1, "Jan 1, 2027" },
  };
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Africa/Cairo");
  TwInstant now = tw_instant_from_local (day (2026, 11, 23), 9 * 3600, zone);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      TwInstant instant = tw_instant_from_local (day (times[i].year, times[i].month, times[i].number), 16 * 3600 + 20 * 60, zone);
      g_autofree char *words = tw_instant_format_at (instant, now, zone);

      g_assert_cmpstr (words, ==, times[i].words);
    }
}

/* What is seen everywhere is what is tested above. */
static void
test_now (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_utc ();
  TwInstant now = g_get_real_time ();
  g_autofree char *before = tw_instant_format_at (now, now, zone), *words = tw_instant_format (now, zone);

  g_assert_true (g_str_has_prefix (before, "Today "));
  g_assert_true (g_str_equal (words, before) || g_str_has_prefix (words, "Yesterday "));
}

static gpointer
write_days (gpointer data)
{
  for (int i = 0; i < 500; i++)
    {
      g_autofree char *words = tw_date_words_in (i % 2 ? "fr_FR" : "en_US", day (2026, 1, 1 + i % 28), TW_WORDS_DAY_YEAR);
      g_autofree char *expected = i % 2 ? NULL : g_strdup_printf ("January %d, 2026", 1 + i % 28);

      if (expected != NULL)
        g_assert_cmpstr (words, ==, expected);
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("days", write_days, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/date-words/order", test_order);
  g_test_add_func ("/values/date-words/old", test_old);
  g_test_add_func ("/values/date-words/range", test_range);
  g_test_add_func ("/values/date-words/instant", test_instant);
  g_test_add_func ("/values/date-words/now", test_now);
  g_test_add_func ("/values/date-words/threads", test_threads);
  return g_test_run ();
}
