/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found in a range of time: what has times, days, both, and what repeats, across changes of the clock. */
#include "calendar-fixture.h"
#include "tw-calendar-zones.h"

static void
test_kinds (Calendar *calendar, gconstpointer data)
{
  calendar_add (calendar, "meeting", "title", "Talk", "starts_at", "2026-03-10T09:00", "ends_at", "2026-03-10T10:00", NULL);
  calendar_add (calendar, "meeting", "title", "Off", "starts_at", "2026-03-10T11:00", "ends_at", "2026-03-10T12:00", "status", "cancelled", NULL);
  calendar_add (calendar, "meeting", "title", "Night", "starts_at", "2026-03-09T23:00", "ends_at", "2026-03-10T00:00", NULL);
  calendar_add (calendar, "meeting", "title", "Fair", "starts_at", "2026-03-09T00:00", "ends_at", "2026-03-12T00:00", "all_day", "true", NULL);
  calendar_add (calendar, "call_task", "reason", "Ring", "scheduled_for", "2026-03-10T09:00", NULL);
  calendar_add (calendar, "task", "title", "Some time", "due_date", "2026-03-10", NULL);
  calendar_add (calendar, "task", "title", "Noon", "due_date", "2026-03-10", "due_time", "12:00", "estimate", "2 h", "status", "completed", NULL);
  calendar_check (calendar, "2026-03-10T00:00", "2026-03-11T00:00",
                  "0309-0311 Fair|0310-0310 Some time|0310T0900-1000 Talk|0310T0900-0930 Ring|0310T1100-1200 Off(x)|0310T1200-1400 Noon(d)");
  calendar_check (calendar, "2026-03-11T00:00", "2026-03-12T00:00", "0309-0311 Fair");
  calendar_check (calendar, "2026-03-12T00:00", "2026-03-13T00:00", "");
}

static void
test_people (Calendar *calendar, gconstpointer data)
{
  TwCalendarQuery query = { calendar_at (calendar, "2026-03-10T00:00"), calendar_at (calendar, "2026-03-11T00:00"), calendar->zone };
  g_autoptr(GArray) users = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(GPtrArray) found = NULL;
  g_autofree char *text = NULL;

  calendar_add (calendar, "meeting", "title", "Mine", "starts_at", "2026-03-10T09:00", "ends_at", "2026-03-10T10:00", "organizer", "@me", NULL);
  calendar_add (calendar, "meeting", "title", "Asked", "starts_at", "2026-03-10T10:00", "ends_at", "2026-03-10T11:00", "organizer", "@me",
                "attendees", "@other", NULL);
  calendar_add (calendar, "meeting", "title", "Daily", "starts_at", "2026-03-01T08:00", "ends_at", "2026-03-01T08:15", "organizer", "@other",
                "recurrence", "RRULE:FREQ=DAILY", NULL);
  calendar_add (calendar, "meeting", "title", "My daily", "starts_at", "2026-03-01T08:00", "ends_at", "2026-03-01T08:15", "organizer", "@me",
                "recurrence", "RRULE:FREQ=DAILY", NULL);
  calendar_add (calendar, "task", "title", "Theirs", "due_date", "2026-03-10", "assignee", "@other", NULL);
  g_array_append_val (users, calendar->other);
  query.users = users;
  found = tw_calendar_read (calendar->store, &query, NULL, NULL);
  text = calendar_print (calendar, found);
  g_assert_cmpstr (text, ==, "0310-0310 Theirs|0310T0800-0815 Daily|0310T1000-1100 Asked");
  g_clear_pointer (&found, g_ptr_array_unref);
  g_clear_pointer (&text, g_free);
  query.kinds = TW_CALENDAR_MEETING;
  query.where = "title contains \"dai\"";
  found = tw_calendar_read (calendar->store, &query, NULL, NULL);
  text = calendar_print (calendar, found);
  g_assert_cmpstr (text, ==, "0310T0800-0815 Daily");
}

/* Nine o'clock stays nine o'clock, whatever the clock is put to. */
static void
test_clock_changes (Calendar *calendar, gconstpointer data)
{
  calendar_add (calendar, "meeting", "title", "Weekly", "starts_at", "2026-03-22T09:00", "ends_at", "2026-03-22T10:00", "recurrence",
                "RRULE:FREQ=WEEKLY;COUNT=3", NULL);
  calendar_add (calendar, "meeting", "title", "In the gap", "starts_at", "2026-03-28T02:30", "ends_at", "2026-03-28T03:00", "recurrence",
                "RRULE:FREQ=DAILY;COUNT=3", NULL);
  calendar_add (calendar, "meeting", "title", "Day", "starts_at", "2026-03-28T00:00", "ends_at", "2026-03-29T00:00", "all_day", "true",
                "recurrence", "RRULE:FREQ=DAILY;COUNT=3", NULL);
  calendar_check (calendar, "2026-03-22T00:00", "2026-04-10T00:00",
                  "0322T0900-1000 Weekly|0328-0328 Day|0328T0230-0300 In the gap|0329-0329 Day|0329T0330-0400 In the gap|"
                  "0329T0900-1000 Weekly|0330-0330 Day|0330T0230-0300 In the gap|0405T0900-1000 Weekly");
}

/* A meeting that somebody in New York made is at nine there, and a day that is a holiday there is that day here. */
static void
test_other_zones (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GTimeZone) york = g_time_zone_new_identifier ("America/New_York");
  TwCalendarQuery query = { calendar_at (calendar, "2026-03-01T00:00"), calendar_at (calendar, "2026-03-20T00:00"), york };
  g_autoptr(GPtrArray) found = NULL;

  calendar_add (calendar, "meeting", "title", "There", "starts_at", "2026-03-06T15:00", "ends_at", "2026-03-06T16:00", "timezone",
                "America/New_York", "recurrence", "RRULE:FREQ=WEEKLY;COUNT=2", NULL);
  calendar_add (calendar, "meeting", "title", "Day", "starts_at", "2026-03-10T00:00", "ends_at", "2026-03-11T00:00", "all_day", "true", NULL);
  /* New York changes its clocks on 8 March, three weeks before Berlin. */
  calendar_check (calendar, "2026-03-01T00:00", "2026-03-20T00:00", "0306T1500-1600 There|0310-0310 Day|0313T1400-1500 There");
  found = tw_calendar_read (calendar->store, &query, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 3);
  for (guint i = 0; i < found->len; i++)
    {
      TwOccurrence *one = g_ptr_array_index (found, i);
      int year, month, day;

      tw_date_to_ymd (one->first_day, &year, &month, &day);
      if (one->all_day)
        g_assert_cmpint (day, ==, 10);
      else
        g_assert_cmpint (tw_instant_get_time_of_day (one->start, york), ==, 9 * 3600);
    }
}

static void
test_long (Calendar *calendar, gconstpointer data)
{
  calendar_add (calendar, "meeting", "title", "Leave", "starts_at", "2026-01-01T00:00", "ends_at", "2026-06-01T00:00", "all_day", "true", NULL);
  calendar_add (calendar, "meeting", "title", "Trip", "starts_at", "2026-02-01T08:00", "ends_at", "2026-03-15T08:00", NULL);
  calendar_add (calendar, "meeting", "title", "Yearly", "starts_at", "2024-02-29T08:00", "ends_at", "2024-02-29T09:00", "recurrence",
                "RRULE:FREQ=YEARLY", NULL);
  calendar_check (calendar, "2026-03-10T00:00", "2026-03-11T00:00", "0101-0531 Leave|0201T0800-0800 Trip");
  calendar_check (calendar, "2028-02-29T00:00", "2028-03-01T00:00", "0229T0800-0900 Yearly");
  calendar_check (calendar, "2099-12-25T00:00", "2100-03-01T00:00", "");
}

/* What is in memory follows every commit, and undo. */
static void
test_follows (Calendar *calendar, gconstpointer data)
{
  TwId id = calendar_add (calendar, "meeting", "title", "A", "starts_at", "2026-03-10T09:00", "ends_at", "2026-03-10T10:00", "recurrence",
                          "RRULE:FREQ=WEEKLY", NULL);
  const TwEntity *entity = tw_schema_get_entity (tw_store_get_schema (calendar->store), "meeting");
  g_autoptr(TwRecord) record = tw_store_get (calendar->store, entity, &id, NULL);
  g_autoptr(TwCommit) undone = NULL;
  g_autoptr(TwCommit) again = NULL;
  TwEdit *edit;

  calendar_check (calendar, "2026-03-16T00:00", "2026-03-20T00:00", "0317T0900-1000 A");
  edit = tw_edit_new (calendar->store, TW_ORIGIN_PERSON, "rename");
  tw_record_set_text (record, "title", "B", NULL);
  tw_record_set_text (record, "recurrence", "RRULE:FREQ=DAILY;COUNT=8", NULL);
  tw_edit_save (edit, record);
  calendar_commit (calendar, edit);
  calendar_check (calendar, "2026-03-16T00:00", "2026-03-20T00:00", "0316T0900-1000 B|0317T0900-1000 B");
  undone = tw_store_undo (calendar->store, NULL, NULL);
  calendar_check (calendar, "2026-03-16T00:00", "2026-03-20T00:00", "0317T0900-1000 A");
  edit = tw_edit_new (calendar->store, TW_ORIGIN_PERSON, "delete");
  tw_edit_delete (edit, entity, &id);
  calendar_commit (calendar, edit);
  calendar_check (calendar, "2026-03-16T00:00", "2026-03-20T00:00", "");
  again = tw_store_undo (calendar->store, NULL, NULL);
  calendar_check (calendar, "2026-03-16T00:00", "2026-03-20T00:00", "0317T0900-1000 A");
}

/* The rules of the zone were others when they were written: an hour later on the clock than the instant says by now. */
static void
test_new_rules (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  calendar_add (calendar, "meeting", "title", "Once", "starts_at", "2030-03-10T08:00", "ends_at", "2030-03-10T09:00", "timezone", "Europe/Berlin",
                "wall_start", "20300310T090000", NULL);
  calendar_add (calendar, "meeting", "title", "Weekly", "starts_at", "2030-03-10T10:00", "ends_at", "2030-03-10T11:00", "timezone",
                "Europe/Berlin", "wall_start", "20300310T110000", "recurrence", "RRULE:FREQ=WEEKLY;COUNT=2", NULL);
  calendar_add (calendar, "meeting", "title", "Good", "starts_at", "2030-03-10T12:00", "ends_at", "2030-03-10T13:00", "timezone",
                "Europe/Berlin", NULL);
  calendar_check (calendar, "2030-03-01T00:00", "2030-04-01T00:00",
                  "0310T0900-1000 Once|0310T1100-1200 Weekly|0310T1200-1300 Good|0317T1100-1200 Weekly");
  g_assert_cmpint (tw_calendar_follow_zones (calendar->store, calendar_at (calendar, "2026-01-01T00:00"), &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpint (tw_calendar_follow_zones (calendar->store, calendar_at (calendar, "2026-01-01T00:00"), &error), ==, 0);
  calendar_check (calendar, "2030-03-01T00:00", "2030-04-01T00:00",
                  "0310T0900-1000 Once|0310T1100-1200 Weekly|0310T1200-1300 Good|0317T1100-1200 Weekly");
}

static void
test_refused (Calendar *calendar, gconstpointer data)
{
  static const char *const bad[][2] = { { "recurrence", "RRULE:FREQ=SOMETIMES" }, { "timezone", "Middle/Earth" } };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (calendar->store), "meeting"));
      TwEdit *edit = tw_edit_new (calendar->store, TW_ORIGIN_PERSON, "add");
      g_autoptr(TwCommit) commit = NULL;
      g_autoptr(GError) error = NULL;

      tw_record_set_text (record, "title", "A", NULL);
      tw_record_set_text (record, "starts_at", "2026-03-10T09:00:00Z", NULL);
      tw_record_set_text (record, "ends_at", "2026-03-10T10:00:00Z", NULL);
      tw_record_set_text (record, bad[i][0], bad[i][1], &error);
      g_assert_no_error (error);
      tw_edit_save (edit, record);
      commit = tw_edit_commit (edit, &error);
      g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID);
    }
}

/* A rule that gives one a second is cut off, and the rest is shown. */
static void
test_hostile (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GPtrArray) found = NULL;

  calendar_add (calendar, "meeting", "title", "Bad", "starts_at", "2026-03-01T09:00", "ends_at", "2026-03-01T09:01", "recurrence",
                "RRULE:FREQ=SECONDLY", NULL);
  calendar_add (calendar, "meeting", "title", "Good", "starts_at", "2026-03-10T09:00", "ends_at", "2026-03-10T10:00", NULL);
  found = calendar_read (calendar, "2026-03-01T00:00", "2026-04-01T00:00");
  g_assert_cmpuint (found->len, >, 1000);
  g_assert_cmpuint (found->len, <, 10000);
  g_assert_cmpstr (((TwOccurrence *) g_ptr_array_index (found, found->len - 1))->title, ==, "Good");
}

#define TEST(path, func) g_test_add ("/crm/calendar/" path, Calendar, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("read/kinds", test_kinds);
  TEST ("read/people", test_people);
  TEST ("read/clock-changes", test_clock_changes);
  TEST ("read/other-zones", test_other_zones);
  TEST ("read/long", test_long);
  TEST ("read/follows", test_follows);
  TEST ("read/new-rules", test_new_rules);
  TEST ("read/refused", test_refused);
  TEST ("read/hostile", test_hostile);
  return g_test_run ();
}
