/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random cases against reference.py: thousands of questions go to Python in one go, and its answers must be ours. */

#include <gio/gio.h>
#include <string.h>

#include "tw-date.h"
#include "tw-decimal.h"
#include "tw-id.h"
#include "tw-ratio.h"

#define CASES 5000

typedef struct
{
  GString   *questions;
  GPtrArray *ours;
} Exam;

static Exam
exam_new (void)
{
  return (Exam) { g_string_new (NULL), g_ptr_array_new_with_free_func (g_free) };
}

G_GNUC_PRINTF (2, 3) static void
ask (Exam *exam, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (exam->questions, format, args);
  va_end (args);
  g_string_append_c (exam->questions, '\n');
}

static void
answer_int (Exam *exam, gboolean known, gint64 value)
{
  g_ptr_array_add (exam->ours, known ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : g_strdup ("null"));
}

static void
mark (Exam *exam)
{
  g_autofree char *script = g_build_filename (g_getenv ("TW_SOURCE_ROOT"), "tests", "values", "reference.py", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) python = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                                    "/usr/bin/python3", script, NULL);
  g_autofree char *out = NULL;
  g_auto(GStrv) theirs = NULL, questions = g_strsplit (exam->questions->str, "\n", -1);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (python, exam->questions->str, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (python));
  theirs = g_strsplit (out, "\n", -1);
  g_assert_cmpuint (g_strv_length (theirs), ==, exam->ours->len + 1);
  for (guint i = 0; i < exam->ours->len; i++)
    if (strcmp (theirs[i], g_ptr_array_index (exam->ours, i)) != 0)
      g_error ("%s: reference %s, ours %s", questions[i], theirs[i], (char *) g_ptr_array_index (exam->ours, i));
  g_string_free (exam->questions, TRUE);
  g_ptr_array_unref (exam->ours);
}

/* Numbers of every size, and those at the edges. */
static gint64
random_number (void)
{
  static const gint64 edges[] = { 0, 1, -1, 2, 5, -5, 10, 500000, 1000000, -1000000, 1500000, 2500000, G_MAXINT64, G_MININT64, G_MAXINT64 - 1, G_MININT64 + 1 };
  guint64 bits = (guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

  if (g_test_rand_int_range (0, 5) == 0)
    return edges[g_test_rand_int_range (0, G_N_ELEMENTS (edges))];
  return (gint64) bits >> g_test_rand_int_range (0, 63);
}

static void
test_muldiv (void)
{
  Exam exam = exam_new ();

  for (int i = 0; i < CASES; i++)
    {
      gint64 a = random_number (), b = random_number (), c = random_number (), result = 0;
      int rounding = g_test_rand_int_range (0, 6);
      gboolean good = tw_int64_muldiv (a, b, c, rounding, &result);

      ask (&exam, "muldiv %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", a, b, c, rounding);
      answer_int (&exam, good, result);
    }
  mark (&exam);
}

/* Ratios as exchange rates are: one side is a power of ten. */
static TwRatio
random_ratio (void)
{
  gint64 number = random_number () / 2;

  number = MAX (ABS (number), 1);
  return g_test_rand_bit () ? (TwRatio) { number, TW_DECIMAL_ONE } : (TwRatio) { TW_DECIMAL_ONE, number };
}

static void
test_scale (void)
{
  Exam exam = exam_new ();

  for (int i = 0; i < CASES; i++)
    {
      gint64 a = random_number (), result = 0;
      TwRatio times = random_ratio (), by = random_ratio ();
      int rounding = g_test_rand_int_range (0, 6);
      gboolean good = tw_int64_scale (a, &times, &by, rounding, &result);

      ask (&exam, "scale %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", a,
           times.over, times.under, by.over, by.under, rounding);
      answer_int (&exam, good, result);
    }
  mark (&exam);
}

static void
test_decimal (void)
{
  Exam exam = exam_new ();

  for (int i = 0; i < CASES; i++)
    {
      gint64 a = random_number (), b = random_number (), result = 0;
      int rounding = g_test_rand_int_range (0, 6), digits = g_test_rand_int_range (-12, 7);
      gboolean good = tw_decimal_multiply (a, b, rounding, &result);

      ask (&exam, "muldiv %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " 1000000 %d", a, b, rounding);
      answer_int (&exam, good, result);
      good = tw_decimal_divide (a, b, rounding, &result);
      ask (&exam, "muldiv %" G_GINT64_FORMAT " 1000000 %" G_GINT64_FORMAT " %d", a, b, rounding);
      answer_int (&exam, good, result);
      good = tw_decimal_add (a, b, &result);
      ask (&exam, "add %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, a, b);
      answer_int (&exam, good, result);
      good = tw_decimal_round (a, digits, rounding, &result);
      ask (&exam, "round %" G_GINT64_FORMAT " %d %d", a, digits, rounding);
      answer_int (&exam, good, result);
    }
  mark (&exam);
}

static void
test_calendar (void)
{
  Exam exam = exam_new ();

  for (int i = 0; i < CASES; i++)
    {
      int year = g_test_rand_int_range (0, 10001), month = g_test_rand_int_range (0, 14), day = g_test_rand_int_range (0, 33);
      int months = g_test_rand_int_range (-3000, 3000), y, m, d;
      TwDate date = g_test_rand_int_range (TW_DATE_MIN, TW_DATE_MAX + 1), made = 0;
      gboolean good = tw_date_from_ymd (year, month, day, &made);

      ask (&exam, "date %d %d %d", year, month, day);
      answer_int (&exam, good, made);
      tw_date_to_ymd (date, &y, &m, &d);
      ask (&exam, "date %d %d %d", y, m, d);
      answer_int (&exam, TRUE, date);
      ask (&exam, "weekday %d", date);
      answer_int (&exam, TRUE, tw_date_get_weekday (date));
      good = tw_date_add_months (date, months, &made);
      ask (&exam, "months %d %d", date, months);
      answer_int (&exam, good, made);
    }
  mark (&exam);
}

static void
test_zones (void)
{
  static const char *const names[] = {
    "UTC", "Europe/Paris", "Europe/London", "Europe/Lisbon", "Europe/Dublin", "America/New_York", "America/Sao_Paulo", "America/St_Johns",
    "America/Los_Angeles", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Amman", "Australia/Lord_Howe",
    "Australia/Adelaide", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll",
  };
  Exam exam = exam_new ();

  for (guint z = 0; z < G_N_ELEMENTS (names); z++)
    {
      g_autoptr(GTimeZone) zone = g_time_zone_new_identifier (names[z]);

      g_assert_nonnull (zone);
      for (int i = 0; i < 400; i++)
        {
          /* 1970 to 2037; half of the wall times in the small hours, where the changes are. */
          TwDate date = g_test_rand_int_range (1, 24836);
          int seconds = g_test_rand_int_range (0, i % 2 ? 86400 : 4 * 3600);
          gint64 moment = (gint64) g_test_rand_int_range (1, 24836) * 86400 + g_test_rand_int_range (0, 86400);

          ask (&exam, "local %s %d %d", names[z], date, seconds);
          answer_int (&exam, TRUE, tw_instant_from_local (date, seconds, zone) / G_USEC_PER_SEC);
          ask (&exam, "wall %s %" G_GINT64_FORMAT, names[z], moment);
          g_ptr_array_add (exam.ours, g_strdup_printf ("%d %" G_GINT64_FORMAT, tw_instant_get_date (moment * G_USEC_PER_SEC, zone),
                                                       tw_instant_get_time_of_day (moment * G_USEC_PER_SEC, zone)));
        }
    }
  mark (&exam);
}

static void
test_ids (void)
{
  Exam exam = exam_new ();

  for (int i = 0; i < CASES; i++)
    {
      TwId id = tw_id_new ();
      char text[TW_ID_TEXT_LENGTH + 1];

      ask (&exam, "uuid %s", tw_id_print (&id, text));
      g_ptr_array_add (exam.ours, g_strdup ("7 True"));
    }
  mark (&exam);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/values/reference/muldiv", test_muldiv);
  g_test_add_func ("/values/reference/scale", test_scale);
  g_test_add_func ("/values/reference/decimal", test_decimal);
  g_test_add_func ("/values/reference/calendar", test_calendar);
  g_test_add_func ("/values/reference/zones", test_zones);
  g_test_add_func ("/values/reference/ids", test_ids);
  return g_test_run ();
}
