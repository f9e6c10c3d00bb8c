/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What repeats, moved, made longer and deleted, with each of the three answers; and ends that are pulled by keys. */
#include "config.h"

#include "tw-calendar-test.h"

#define N_DAYS 5

typedef enum { MOVE, RESIZE, DELETE } Change;

/* What is on each of the days afterwards, when the second one was changed: start, or start and end. */
typedef struct
{
  const char *name;
  Change      change;
  const char *answer;
  const char *after[N_DAYS];
} Case;

#define TEN    "10:00–11:00"
#define LATER  "10:15–11:15"
#define LONGER "10:00–11:15"

static const Case cases[] = {
  { "move-this", MOVE, "this", { TEN, LATER, TEN, TEN, TEN } },
  { "move-following", MOVE, "following", { TEN, LATER, LATER, LATER, LATER } },
  { "move-all", MOVE, "all", { LATER, LATER, LATER, LATER, LATER } },
  { "resize-this", RESIZE, "this", { TEN, LONGER, TEN, TEN, TEN } },
  { "resize-following", RESIZE, "following", { TEN, LONGER, LONGER, LONGER, LONGER } },
  { "resize-all", RESIZE, "all", { LONGER, LONGER, LONGER, LONGER, LONGER } },
  { "delete-this", DELETE, "this", { TEN, "", TEN, TEN, TEN } },
  { "delete-following", DELETE, "following", { TEN, "", "", "", "" } },
  { "delete-all", DELETE, "all", { "", "", "", "", "" } },
};

/* The times on a day, in one line. */
static char *
dup_times (TwCalendarModel *model,
           TwDate           day)
{
  GString *text = g_string_new (NULL);
  guint n = 0;
  TwCalendarItem *const *items = tw_calendar_model_get_day (model, day, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *time = tw_calendar_item_dup_time (items[i], TRUE);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", time);
    }
  return g_string_free (text, FALSE);
}

static void
assert_days (TwCalendarTest    *calendar,
             TwDate             first,
             const char *const *wanted)
{
  tw_calendar_test_wait_read (calendar->canvas);
  for (int day = 0; day < N_DAYS; day++)
    {
      g_autofree char *times = dup_times (tw_calendar_canvas_get_model (calendar->canvas), first + day);

      g_assert_cmpstr (times, ==, wanted[day]);
    }
}

static gboolean
has_day (gpointer data)
{
  TwCalendarTest *calendar = data;

  return tw_calendar_canvas_get_focused (calendar->canvas) != NULL;
}

/* Each answer is one step, which is taken back whole. */
static void
test_answer (TwAppTest    *fixture,
             gconstpointer data)
{
  static const char *const before[] = { TEN, TEN, TEN, TEN, TEN };
  const Case *it = data;
  TwDate first = tw_calendar_test_get_today (fixture) + 1;
  TwCalendarTest calendar;
  guint commits;

  tw_calendar_test_add_meeting (fixture, "Stand-up", first, 10 * 60, 11 * 60, "RRULE:FREQ=DAILY;COUNT=5");
  calendar = tw_calendar_test_open (fixture, "day");
  commits = tw_calendar_test_count_commits (fixture);
  tw_calendar_canvas_go_to (calendar.canvas, first + 1);
  tw_calendar_test_wait_read (calendar.canvas);
  tw_calendar_canvas_set_spot (calendar.canvas, first + 1, 9 * 60 + 30);
  tw_calendar_test_key (calendar.canvas, GDK_KEY_Down);
  tw_app_test_wait (has_day, &calendar);
  if (it->change == DELETE)
    tw_app_test_activate (calendar.canvas, "calendar.delete", NULL);
  else
    tw_app_test_activate (calendar.canvas, it->change == MOVE ? "calendar.move-later" : "calendar.end-later", NULL);
  tw_calendar_test_answer (calendar.canvas, it->answer);
  tw_calendar_test_wait_commit (&calendar, commits);
  assert_days (&calendar, first, it->after);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_calendar_test_wait_commit (&calendar, commits + 1);
  assert_days (&calendar, first, before);
}

/* Quarter hours of what has hours, days of what lasts days; nothing ends before it begins. */
static void
test_keys (TwAppTest    *fixture,
           gconstpointer data)
{
  TwDate day = tw_calendar_test_get_today (fixture);
  TwId timed, whole;
  g_autofree char *words = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_auto(TwValue) yes = tw_value_boolean (TRUE);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "All day");
  g_autoptr(TwCommit) commit = NULL;
  TwCalendarTest calendar;
  guint before;

  timed = tw_calendar_test_add_meeting (fixture, "Short", day, 10 * 60, 10 * 60 + 30, NULL);
  whole = tw_calendar_test_add_meeting (fixture, "Fair", day, 0, 24 * 60, NULL);
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "meeting"), &whole, NULL);
  tw_record_set_key (record, "all_day", &yes, NULL);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  calendar = tw_calendar_test_open (fixture, "day");
  before = tw_calendar_test_count_commits (fixture);
  tw_calendar_test_wait_read (calendar.canvas);
  g_assert_true (tw_calendar_canvas_focus_record (calendar.canvas, &timed));
  tw_app_test_activate (calendar.canvas, "calendar.end-earlier", NULL);
  /* The fair is at the same time. */
  tw_calendar_test_answer (calendar.canvas, "move");
  tw_calendar_test_wait_commit (&calendar, before);
  tw_calendar_test_assert_times (fixture, &timed, day, 10 * 60, 10 * 60 + 15);
  tw_app_test_activate (calendar.canvas, "calendar.end-earlier", NULL);
  tw_calendar_test_wait_read (calendar.canvas);
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before + 1);
  g_assert_true (tw_calendar_canvas_focus_record (calendar.canvas, &whole));
  tw_app_test_activate (calendar.canvas, "calendar.end-day-after", NULL);
  tw_calendar_test_wait_commit (&calendar, before + 1);
  g_assert_cmpint (tw_calendar_canvas_get_focused (calendar.canvas)->span.last, ==, day + 1);
  tw_app_test_activate (calendar.canvas, "calendar.end-day-before", NULL);
  tw_calendar_test_wait_commit (&calendar, before + 2);
  tw_app_test_activate (calendar.canvas, "calendar.end-day-before", NULL);
  tw_calendar_test_wait_read (calendar.canvas);
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before + 3);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/app/calendar-series/%s", cases[i].name);

      tw_app_test_add_case (path, &cases[i], test_answer);
    }
  tw_app_test_add ("/app/calendar-series/keys", test_keys);
  return g_test_run ();
}
