/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moving, deleting and opening what is in a calendar, one time of what repeats, the rest of it, or all; each one step to undo. */
#include "calendar-fixture.h"

#define check_month(calendar, expected) calendar_check (calendar, "2026-03-01T00:00", "2026-04-01T00:00", expected)

static void
add_weekly (Calendar *calendar)
{
  calendar_add (calendar, "meeting", "title", "W", "starts_at", "2026-03-03T09:00", "ends_at", "2026-03-03T10:00", "organizer", "@me",
                "recurrence", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4", NULL);
}

#define WEEKLY "0303T0900-1000 W|0310T0900-1000 W|0317T0900-1000 W|0324T0900-1000 W"

static void
move (Calendar *calendar, const char *title, const char *from, const char *start, const char *end, TwCalendarScope scope)
{
  g_autoptr(TwOccurrence) one = calendar_find (calendar, title, from);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = tw_calendar_move (calendar->store, one, calendar_at (calendar, start), calendar_at (calendar, end), one->all_day, scope,
                                   calendar->zone, &error);

  g_assert_no_error (error);
  calendar_commit (calendar, edit);
}

static void
delete (Calendar *calendar, const char *title, const char *from, TwCalendarScope scope)
{
  g_autoptr(TwOccurrence) one = calendar_find (calendar, title, from);
  g_autoptr(GError) error = NULL;
  TwEdit *edit = tw_calendar_delete (calendar->store, one, scope, &error);

  g_assert_no_error (error);
  calendar_commit (calendar, edit);
}

static void
undo (Calendar *calendar)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = tw_store_undo (calendar->store, NULL, &error);

  g_assert_no_error (error);
}

static void
test_single (Calendar *calendar, gconstpointer data)
{
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  TwEdit *edit;

  edit = tw_calendar_create (calendar->store, TW_CALENDAR_MEETING, "New", calendar_at (calendar, "2026-03-03T09:00"),
                             calendar_at (calendar, "2026-03-03T10:00"), FALSE, calendar->zone, &record, &error);
  g_assert_no_error (error);
  calendar_commit (calendar, edit);
  g_assert_false (tw_record_is_new (record));
  move (calendar, "New", "2026-03-03T09:00", "2026-03-04T11:15", "2026-03-04T11:45", TW_CALENDAR_THIS);
  check_month (calendar, "0304T1115-1145 New");
  undo (calendar);
  check_month (calendar, "0303T0900-1000 New");
  delete (calendar, "New", "2026-03-03T09:00", TW_CALENDAR_ALL_OF_IT);
  check_month (calendar, "");
  edit = tw_calendar_create (calendar->store, TW_CALENDAR_TASK, NULL, calendar_at (calendar, "2026-03-05T00:00"),
                             calendar_at (calendar, "2026-03-06T00:00"), TRUE, calendar->zone, NULL, &error);
  g_assert_no_error (error);
  calendar_commit (calendar, edit);
  check_month (calendar, "0305-0305 Task");
  move (calendar, "Task", "2026-03-05T00:00", "2026-03-09T00:00", "2026-03-10T00:00", TW_CALENDAR_THIS);
  check_month (calendar, "0309-0309 Task");
  edit = tw_calendar_create (calendar->store, TW_CALENDAR_CALL, "Ring", calendar_at (calendar, "2026-03-07T08:00"),
                             calendar_at (calendar, "2026-03-07T09:00"), FALSE, calendar->zone, NULL, &error);
  calendar_commit (calendar, edit);
  move (calendar, "Ring", "2026-03-07T08:00", "2026-03-07T10:00", "2026-03-07T10:30", TW_CALENDAR_THIS);
  check_month (calendar, "0307T1000-1030 Ring|0309-0309 Task");
}

static void
test_move_this (Calendar *calendar, gconstpointer data)
{
  g_autoptr(TwOccurrence) one = NULL;

  add_weekly (calendar);
  move (calendar, "W", "2026-03-10T09:00", "2026-03-11T14:00", "2026-03-11T15:30", TW_CALENDAR_THIS);
  check_month (calendar, "0303T0900-1000 W|0311T1400-1530 W|0317T0900-1000 W|0324T0900-1000 W");
  one = calendar_find (calendar, "W", "2026-03-11T14:00");
  g_assert_true (one->exception && one->recurring);
  g_assert_cmpint (one->recurrence_id, ==, calendar_at (calendar, "2026-03-10T09:00"));
  /* Once more, now as a meeting of its own; and away, which does not bring the time back. */
  move (calendar, "W", "2026-03-11T14:00", "2026-03-12T08:00", "2026-03-12T09:00", TW_CALENDAR_THIS);
  check_month (calendar, "0303T0900-1000 W|0312T0800-0900 W|0317T0900-1000 W|0324T0900-1000 W");
  delete (calendar, "W", "2026-03-12T08:00", TW_CALENDAR_THIS);
  check_month (calendar, "0303T0900-1000 W|0317T0900-1000 W|0324T0900-1000 W");
  undo (calendar);
  undo (calendar);
  undo (calendar);
  check_month (calendar, WEEKLY);
}

static void
test_move_following (Calendar *calendar, gconstpointer data)
{
  add_weekly (calendar);
  move (calendar, "W", "2026-03-24T09:00", "2026-03-25T09:00", "2026-03-25T10:00", TW_CALENDAR_THIS);
  move (calendar, "W", "2026-03-17T09:00", "2026-03-19T11:00", "2026-03-19T13:00", TW_CALENDAR_THIS_AND_FOLLOWING);
  /* What was changed before stays where it was put, and belongs to the new series. */
  check_month (calendar, "0303T0900-1000 W|0310T0900-1000 W|0319T1100-1300 W|0325T0900-1000 W");
  undo (calendar);
  undo (calendar);
  check_month (calendar, WEEKLY);
  /* From the first one on is all of it. */
  move (calendar, "W", "2026-03-03T09:00", "2026-03-04T09:00", "2026-03-04T09:30", TW_CALENDAR_THIS_AND_FOLLOWING);
  check_month (calendar, "0304T0900-0930 W|0311T0900-0930 W|0318T0900-0930 W|0325T0900-0930 W");
  delete (calendar, "W", "2026-03-18T09:00", TW_CALENDAR_THIS_AND_FOLLOWING);
  check_month (calendar, "0304T0900-0930 W|0311T0900-0930 W");
}

static void
test_move_all (Calendar *calendar, gconstpointer data)
{
  add_weekly (calendar);
  delete (calendar, "W", "2026-03-10T09:00", TW_CALENDAR_THIS);
  check_month (calendar, "0303T0900-1000 W|0317T0900-1000 W|0324T0900-1000 W");
  move (calendar, "W", "2026-03-17T09:00", "2026-03-19T08:00", "2026-03-19T08:30", TW_CALENDAR_ALL_OF_IT);
  check_month (calendar, "0305T0800-0830 W|0319T0800-0830 W|0326T0800-0830 W");
  delete (calendar, "W", "2026-03-19T08:00", TW_CALENDAR_ALL_OF_IT);
  check_month (calendar, "");
}

/* Moved by an hour while one clock changes, all are moved by an hour on the clock. */
static void
test_clock_changes (Calendar *calendar, gconstpointer data)
{
  calendar_add (calendar, "meeting", "title", "D", "starts_at", "2026-03-27T09:00", "ends_at", "2026-03-27T10:00", "recurrence",
                "RRULE:FREQ=DAILY;UNTIL=20260331T070000Z", NULL);
  move (calendar, "D", "2026-03-30T09:00", "2026-03-30T10:00", "2026-03-30T11:00", TW_CALENDAR_ALL_OF_IT);
  check_month (calendar,
                  "0327T1000-1100 D|0328T1000-1100 D|0329T1000-1100 D|0330T1000-1100 D|0331T1000-1100 D");
  move (calendar, "D", "2026-03-29T10:00", "2026-03-29T12:00", "2026-03-29T13:00", TW_CALENDAR_THIS_AND_FOLLOWING);
  check_month (calendar,
                  "0327T1000-1100 D|0328T1000-1100 D|0329T1200-1300 D|0330T1200-1300 D|0331T1200-1300 D");
}

static void
test_days (Calendar *calendar, gconstpointer data)
{
  calendar_add (calendar, "meeting", "title", "D", "starts_at", "2026-03-26T00:00", "ends_at", "2026-03-28T00:00", "all_day", "true",
                "recurrence", "RRULE:FREQ=WEEKLY;COUNT=2", NULL);
  calendar_check (calendar, "2026-03-01T00:00", "2026-05-01T00:00", "0326-0327 D|0402-0403 D");
  move (calendar, "D", "2026-03-26T00:00", "2026-03-27T00:00", "2026-03-30T00:00", TW_CALENDAR_ALL_OF_IT);
  calendar_check (calendar, "2026-03-01T00:00", "2026-05-01T00:00", "0327-0329 D|0403-0405 D");
  move (calendar, "D", "2026-04-03T00:00", "2026-04-04T00:00", "2026-04-05T00:00", TW_CALENDAR_THIS);
  calendar_check (calendar, "2026-03-01T00:00", "2026-05-01T00:00", "0327-0329 D|0404-0404 D");
}

static void
test_open (Calendar *calendar, gconstpointer data)
{
  static const struct { TwCalendarScope scope; const char *expected; } cases[] = {
    { TW_CALENDAR_THIS, "0303T0900-1000 W|0310T0900-1000 W|0317T0900-1000 X|0324T0900-1000 W" },
    { TW_CALENDAR_THIS_AND_FOLLOWING, "0303T0900-1000 W|0310T0900-1000 W|0317T0900-1000 X|0324T0900-1000 X" },
    { TW_CALENDAR_ALL_OF_IT, "0303T0900-1000 X|0310T0900-1000 X|0317T0900-1000 X|0324T0900-1000 X" },
  };

  add_weekly (calendar);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(TwOccurrence) one = calendar_find (calendar, "W", "2026-03-17T09:00");
      g_autoptr(TwRecord) record = NULL;
      g_autoptr(GError) error = NULL;
      TwEdit *edit = tw_calendar_open (calendar->store, one, cases[i].scope, &record, &error);

      g_assert_no_error (error);
      tw_record_set_text (record, "title", "X", &error);
      tw_edit_save (edit, record);
      calendar_commit (calendar, edit);
      check_month (calendar, cases[i].expected);
      undo (calendar);
      check_month (calendar, WEEKLY);
    }
}

#define TEST(path, func) g_test_add ("/crm/calendar/edit/" path, Calendar, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("single", test_single);
  TEST ("move-this", test_move_this);
  TEST ("move-following", test_move_following);
  TEST ("move-all", test_move_all);
  TEST ("clock-changes", test_clock_changes);
  TEST ("days", test_days);
  TEST ("open", test_open);
  return g_test_run ();
}
