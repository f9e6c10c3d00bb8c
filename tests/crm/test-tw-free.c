/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is free when, double bookings, holidays and weeks. */
#include "calendar-fixture.h"
#include "tw-free.h"
#include "tw-holidays.h"
#include "tw-working-hours.h"

#define MINUTES(n) ((gint64) (n) * 60 * G_USEC_PER_SEC)

static void
set_user (Calendar *calendar, const TwId *id, const char *key, const char *text)
{
  g_autoptr(TwRecord) record = tw_store_get (calendar->store, tw_schema_get_entity (tw_store_get_schema (calendar->store), "user"), id, NULL);
  TwEdit *edit = tw_edit_new (calendar->store, TW_ORIGIN_PERSON, "set");
  g_autoptr(GError) error = NULL;

  tw_record_set_text (record, key, text, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  calendar_commit (calendar, edit);
}

/* "0309T0900-1030 …" in Berlin. */
static char *
print_spans (Calendar *calendar, GArray *spans)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spans->len; i++)
    {
      TwSpan span = g_array_index (spans, TwSpan, i);
      gint64 start = tw_instant_get_time_of_day (span.start, calendar->zone) / 60, end = tw_instant_get_time_of_day (span.end, calendar->zone) / 60;
      int year, month, day;

      tw_date_to_ymd (tw_instant_get_date (span.start, calendar->zone), &year, &month, &day);
      g_string_append_printf (text, "%s%02d%02dT%02d%02d-%02d%02d", i > 0 ? " " : "", month, day, (int) (start / 60), (int) (start % 60),
                              (int) (end / 60), (int) (end % 60));
    }
  return g_string_free (text, FALSE);
}

static void
check_slots (Calendar *calendar, gboolean both, const char *from, const char *to, int minutes, guint limit, const char *expected)
{
  g_autoptr(GArray) users = g_array_new (FALSE, FALSE, sizeof (TwId));
  GArray *slots;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  g_array_append_val (users, calendar->me);
  if (both)
    g_array_append_val (users, calendar->other);
  slots = tw_free_find_slots (calendar->store, users, calendar_at (calendar, from), calendar_at (calendar, to), MINUTES (minutes), NULL, limit, &error);
  g_assert_no_error (error);
  text = print_spans (calendar, slots);
  g_array_unref (slots);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_slots (Calendar *calendar, gconstpointer data)
{
  set_user (calendar, &calendar->me, "working_hours", "{\"monday\": [[\"09:00\", \"12:00\"], [\"13:00\", \"15:00\"]]}");
  set_user (calendar, &calendar->me, "timezone", "Europe/Berlin");
  /* 9 March 2026 is a Monday. */
  check_slots (calendar, FALSE, "2026-03-09T00:00", "2026-03-16T00:00", 60, 9, "0309T0900-1000 0309T1000-1100 0309T1100-1200 0309T1300-1400 0309T1400-1500");
  calendar_add (calendar, "meeting", "title", "A", "starts_at", "2026-03-09T09:30", "ends_at", "2026-03-09T10:10", "organizer", "@me", NULL);
  calendar_add (calendar, "meeting", "title", "Asked", "starts_at", "2026-03-09T13:00", "ends_at", "2026-03-09T13:30", "organizer", "@other",
                "attendees", "@me", NULL);
  calendar_add (calendar, "meeting", "title", "Off", "starts_at", "2026-03-09T11:00", "ends_at", "2026-03-09T12:00", "organizer", "@me",
                "status", "cancelled", NULL);
  calendar_add (calendar, "meeting", "title", "Free", "starts_at", "2026-03-09T11:00", "ends_at", "2026-03-09T12:00", "organizer", "@me",
                "shown_free", "true", NULL);
  check_slots (calendar, FALSE, "2026-03-09T00:00", "2026-03-16T00:00", 30, 4, "0309T0900-0930 0309T1015-1045 0309T1045-1115 0309T1115-1145");
  /* The other one works from 9 to 5 in New York, five hours behind in that week. */
  set_user (calendar, &calendar->other, "timezone", "America/New_York");
  set_user (calendar, &calendar->other, "working_hours", "{\"monday\": [[\"09:00\", \"17:00\"]]}");
  check_slots (calendar, TRUE, "2026-03-09T00:00", "2026-03-16T00:00", 30, 9, "0309T1400-1430 0309T1430-1500");
  check_slots (calendar, TRUE, "2026-03-09T00:00", "2026-03-16T00:00", 90, 9, "");
}

/* A pause that the kind of meeting asks for is no free time. */
static void
test_buffer (Calendar *calendar, gconstpointer data)
{
  TwId type = calendar_add (calendar, "meeting_type", "name", "Visit", "duration", "60 min", "buffer", "30 min", NULL);
  g_autofree char *id = tw_id_dup_text (&type);

  set_user (calendar, &calendar->me, "working_hours", "{\"monday\": [[\"09:00\", \"12:00\"]]}");
  calendar_add (calendar, "meeting", "title", "A", "starts_at", "2026-03-09T10:00", "ends_at", "2026-03-09T11:00", "organizer", "@me",
                "meeting_type", id, NULL);
  check_slots (calendar, FALSE, "2026-03-09T00:00", "2026-03-10T00:00", 30, 9, "0309T0900-0930 0309T1130-1200");
}

static void
test_clock_changes (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GArray) spans = NULL;

  set_user (calendar, &calendar->me, "timezone", "Europe/Berlin");
  set_user (calendar, &calendar->me, "working_hours",
            "{\"saturday\": [[\"22:00\", \"04:00\"]], \"sunday\": [[\"08:00\", \"24:00\"]], \"monday\": [[\"00:00\", \"01:00\"]]}");
  spans = tw_free_read_working (calendar->store, &calendar->me, calendar_at (calendar, "2026-03-28T00:00"),
                                calendar_at (calendar, "2026-03-31T00:00"), NULL);
  /* Saturday night has an hour less; Sunday goes on over midnight. */
  g_assert_cmpuint (spans->len, ==, 2);
  g_assert_cmpint (g_array_index (spans, TwSpan, 0).end - g_array_index (spans, TwSpan, 0).start, ==, MINUTES (5 * 60));
  g_assert_cmpint (g_array_index (spans, TwSpan, 1).start, ==, calendar_at (calendar, "2026-03-29T08:00"));
  g_assert_cmpint (g_array_index (spans, TwSpan, 1).end, ==, calendar_at (calendar, "2026-03-30T01:00"));
}

static void
test_business (Calendar *calendar, gconstpointer data)
{
  /* The seed's business hours are Monday to Friday. */
  check_slots (calendar, FALSE, "2026-03-14T00:00", "2026-03-17T00:00", 240, 9, "0316T0900-1300 0316T1300-1700");
}

static void
test_hours (void)
{
  static const struct { const char *json; int n; } cases[] = {
    { "{\"monday\": [[\"09:00\", \"17:00\"]]}", 1 }, { "{\"monday\": []}", 0 }, { "{\"monday\": [[\"09:00\"]]}", 0 },
    { "{\"monday\": [[\"25:00\", \"26:00\"]]}", 0 }, { "{\"monday\": [[9, 17]]}", 0 }, { "{\"monday\": [[\"x\", \"y\"]]}", 0 },
    { "{\"monday\": \"all\"}", 0 }, { "{\"sunday\": [[\"22:00\", \"02:00\"]]}", 2 }, { "{}", -1 }, { "[]", -1 }, { "", -1 }, { "nonsense", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GArray) hours = tw_working_hours_parse (cases[i].json);

      g_assert_cmpint (hours != NULL ? (int) hours->len : -1, ==, cases[i].n);
    }
}

/* --- Double bookings --- */

static void
test_conflicts (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GArray) users = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GPtrArray) none = NULL, some = NULL;
  g_autofree char *text = NULL;
  TwId id;

  calendar_add (calendar, "meeting", "title", "A", "starts_at", "2030-03-11T09:00", "ends_at", "2030-03-11T10:00", "organizer", "@other", NULL);
  calendar_add (calendar, "meeting", "title", "W", "starts_at", "2030-03-04T09:30", "ends_at", "2030-03-04T10:00", "organizer", "@me",
                "recurrence", "RRULE:FREQ=WEEKLY", NULL);
  g_array_append_val (users, calendar->other);
  none = tw_free_find_conflicts (calendar->store, users, calendar_at (calendar, "2030-03-11T10:00"), calendar_at (calendar, "2030-03-11T11:00"),
                                 NULL, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_array_append_val (users, calendar->me);
  id = calendar_add (calendar, "meeting", "title", "B", "starts_at", "2030-03-11T09:45", "ends_at", "2030-03-11T11:00", "organizer", "@me",
                     "attendees", "@other", NULL);
  /* Beside itself, and of what repeats the time that is meant. */
  some = tw_free_find_conflicts (calendar->store, users, calendar_at (calendar, "2030-03-11T09:45"), calendar_at (calendar, "2030-03-11T11:00"),
                                 &id, NULL);
  text = calendar_print (calendar, some);
  g_assert_cmpstr (text, ==, "0311T0900-1000 A|0311T0930-1000 W");
}

/* --- Holidays and weeks --- */

static void
test_holidays (void)
{
  TwDate from, to;
  g_autoptr(GPtrArray) german = NULL;
  GPtrArray *later, *none;
  TwHoliday *first;

  tw_date_from_ymd (2026, 1, 1, &from);
  tw_date_from_ymd (2027, 1, 1, &to);
  german = tw_holidays_list ("DE", from, to);
  g_assert_cmpuint (german->len, >=, 9);
  first = g_ptr_array_index (german, 0);
  g_assert_cmpstr (first->name, ==, "Neujahr");
  g_assert_cmpint (first->date, ==, from);
  g_assert_true (first->off);
  for (guint i = 1; i < german->len; i++)
    g_assert_cmpint (((TwHoliday *) g_ptr_array_index (german, i - 1))->date, <=, ((TwHoliday *) g_ptr_array_index (german, i))->date);
  /* Beyond the list, what follows from the year: Easter Monday of 2031 is 14 April. */
  tw_date_from_ymd (2031, 4, 14, &from);
  later = tw_holidays_list ("DE", from, from + 1);
  g_assert_cmpuint (later->len, ==, 1);
  g_ptr_array_unref (later);
  none = tw_holidays_list ("XX", from, from + 400);
  g_assert_cmpuint (none->len, ==, 0);
  g_ptr_array_unref (none);
  g_assert_true (tw_holidays_has_region ("FR"));
  g_assert_cmpuint (g_strv_length ((char **) tw_holidays_get_regions ()), ==, 34);
}

static void
test_easter (void)
{
  /* Of the United States Naval Observatory's table, and of the Orthodox church's. */
  static const int days[][6] = {
    { 1961, 4, 2, 1961, 4, 9 }, { 2000, 4, 23, 2000, 4, 30 }, { 2024, 3, 31, 2024, 5, 5 }, { 2025, 4, 20, 2025, 4, 20 },
    { 2026, 4, 5, 2026, 4, 12 }, { 2038, 4, 25, 2038, 4, 25 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      TwDate west, east;

      tw_date_from_ymd (days[i][0], days[i][1], days[i][2], &west);
      tw_date_from_ymd (days[i][3], days[i][4], days[i][5], &east);
      g_assert_cmpint (tw_easter (days[i][0], FALSE), ==, west);
      g_assert_cmpint (tw_easter (days[i][0], TRUE), ==, east);
    }
}

static void
test_weeks (void)
{
  static const struct { const char *region; int year, month, day, week, first; } cases[] = {
    { "DE", 2026, 1, 1, 1, 1 }, { "DE", 2027, 1, 1, 53, 1 }, { "DE", 2024, 12, 30, 1, 1 }, { "US", 2026, 1, 3, 1, 7 },
    { "US", 2026, 1, 4, 2, 7 }, { "US", 2025, 12, 31, 1, 7 }, { "SA", 2026, 1, 4, 2, 7 }, { NULL, 2021, 1, 3, 53, 1 },
  };
  TwWeeks weeks;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwDate date;

      tw_date_from_ymd (cases[i].year, cases[i].month, cases[i].day, &date);
      tw_weeks_init (&weeks, cases[i].region);
      g_assert_cmpint (weeks.first_day, ==, cases[i].first);
      g_assert_cmpint (tw_weeks_get_number (&weeks, date), ==, cases[i].week);
    }
  tw_weeks_init (&weeks, "SA");
  g_assert_cmpuint (weeks.weekend, ==, 1 << 5 | 1 << 6);
}

#define TEST(path, func) g_test_add ("/crm/calendar/" path, Calendar, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("free/slots", test_slots);
  TEST ("free/buffer", test_buffer);
  TEST ("free/clock-changes", test_clock_changes);
  TEST ("free/business", test_business);
  TEST ("free/conflicts", test_conflicts);
  g_test_add_func ("/crm/calendar/free/hours", test_hours);
  g_test_add_func ("/crm/calendar/holidays/list", test_holidays);
  g_test_add_func ("/crm/calendar/holidays/easter", test_easter);
  g_test_add_func ("/crm/calendar/weeks", test_weeks);
  return g_test_run ();
}
