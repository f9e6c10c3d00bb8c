/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reminders of meetings and calls: when, to whom, each once, after sleep, and again when they were put off. */
#include <string.h>

#include "calendar-fixture.h"
#include "tw-notify.h"
#include "tw-remind.h"

static void
test_due (void)
{
  static const struct { int start, end, minutes, now; gboolean due; } cases[] = {
    { 60, 120, 15, 44, FALSE }, { 60, 120, 15, 45, TRUE }, { 60, 120, 15, 60, TRUE }, { 60, 120, 15, 179, TRUE }, { 60, 120, 15, 180, FALSE },
    { 2000, 2030, 1440, 560, TRUE }, { 2000, 4000, 15, 1985 + 1440, FALSE }, { 2000, 4000, 15, 1984 + 1440, TRUE }, { 60, 60, 0, 60, TRUE },
  };
  const gint64 minute = 60 * G_USEC_PER_SEC;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (tw_remind_is_due (cases[i].start * minute, cases[i].end * minute, cases[i].minutes, cases[i].now * minute) != cases[i].due)
      g_error ("case %u", i);
}

/* “title minutes|…” */
static void
check_due (Calendar *calendar, GArray *users, const char *now, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) due = tw_remind_read (calendar->store, users, calendar_at (calendar, now), &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < due->len; i++)
    {
      const TwReminder *one = g_ptr_array_index (due, i);

      g_string_append_printf (text, "%s%s %d%s", i > 0 ? "|" : "", one->occurrence->title, one->minutes, one->first ? "" : "+");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_read (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GArray) users = g_array_new (FALSE, FALSE, sizeof (TwId));

  calendar_add (calendar, "meeting", "title", "Weekly", "starts_at", "2026-03-03T09:00", "ends_at", "2026-03-03T10:00", "organizer", "@me",
                "attendees", "@other", "recurrence", "RRULE:FREQ=WEEKLY", "reminder_minutes", "10; 60; 10", NULL);
  calendar_add (calendar, "meeting", "title", "Day", "starts_at", "2026-03-10T00:00", "ends_at", "2026-03-11T00:00", "all_day", "true", NULL);
  calendar_add (calendar, "meeting", "title", "Off", "starts_at", "2026-03-10T09:00", "ends_at", "2026-03-10T10:00", "status", "cancelled", NULL);
  calendar_add (calendar, "call_task", "reason", "Ring", "scheduled_for", "2026-03-10T08:30", "assignee", "@me", NULL);
  check_due (calendar, NULL, "2026-03-10T07:59", "");
  check_due (calendar, NULL, "2026-03-10T08:00", "Weekly 60");
  check_due (calendar, NULL, "2026-03-10T08:25", "Ring 5|Weekly 60");
  check_due (calendar, NULL, "2026-03-10T08:50", "Ring 5|Weekly 60|Weekly 10+");
  check_due (calendar, NULL, "2026-03-10T11:00", "");
  g_array_append_val (users, calendar->other);
  check_due (calendar, users, "2026-03-10T08:50", "Weekly 60|Weekly 10+");
}

/* --- Told --- */

static guint
count_told (Calendar *calendar, const TwId *user)
{
  TwSchema *schema = tw_store_get_schema (calendar->store);
  g_autofree char *id = tw_id_dup_text (user), *where = g_strdup_printf ("kind = \"reminder\" and recipient = \"%s\"", id);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "notification"), where, NULL, NULL);

  return (guint) tw_store_count (calendar->store, query, NULL);
}

static gint64
remind (Calendar *calendar, TwInstant now)
{
  g_autoptr(GError) error = NULL;
  gint64 n = tw_notify_remind (calendar->store, NULL, now, &error);

  g_assert_no_error (error);
  return n;
}

static void
test_told (Calendar *calendar, gconstpointer data)
{
  TwInstant now = calendar_at (calendar, "2026-03-10T08:50");

  calendar_add (calendar, "meeting", "title", "Weekly", "starts_at", "2026-03-03T09:00", "ends_at", "2026-03-03T10:00", "organizer", "@me",
                "attendees", "@other", "recurrence", "RRULE:FREQ=WEEKLY", "status", "scheduled", NULL);
  g_assert_cmpint (remind (calendar, now), >=, 2);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 1);
  /* Once, however often it is looked; and each time of the series anew. */
  remind (calendar, now + 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 1);
  remind (calendar, now + 7 * TW_USEC_PER_DAY);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 2);
  /* The computer slept through the start of the next. */
  remind (calendar, now + 14 * TW_USEC_PER_DAY + 40 * 60 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 3);
}

static void
test_snoozed (Calendar *calendar, gconstpointer data)
{
  TwInstant now = calendar_at (calendar, "2026-03-10T08:50"), until = now + 600 * (gint64) G_USEC_PER_SEC;
  TwSchema *schema = tw_store_get_schema (calendar->store);
  const TwEntity *entity = tw_schema_get_entity (schema, "notification");
  g_autofree char *id = tw_id_dup_text (&calendar->other), *where = g_strdup_printf ("recipient = \"%s\"", id);
  g_autoptr(TwQuery) query = tw_query_new (schema, entity, where, NULL, NULL);
  g_autoptr(GPtrArray) told = NULL;
  g_auto(TwValue) value = tw_value_datetime (until);
  TwEdit *edit;

  calendar_add (calendar, "meeting", "title", "A", "starts_at", "2026-03-10T09:00", "ends_at", "2026-03-10T10:00", "organizer", "@other", NULL);
  remind (calendar, now);
  told = tw_store_list (calendar->store, query, 10, NULL, NULL, NULL);
  g_assert_cmpuint (told->len, ==, 1);
  tw_record_set_key (g_ptr_array_index (told, 0), "snoozed_until", &value, NULL);
  edit = tw_edit_new (calendar->store, TW_ORIGIN_PERSON, "snooze");
  tw_edit_save (edit, g_ptr_array_index (told, 0));
  calendar_commit (calendar, edit);
  remind (calendar, until - 1);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 1);
  remind (calendar, until);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 2);
  remind (calendar, until + 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_told (calendar, &calendar->other), ==, 2);
}

#define TEST(path, func) g_test_add ("/crm/calendar/remind/" path, Calendar, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crm/calendar/remind/due", test_due);
  TEST ("read", test_read);
  TEST ("told", test_told);
  TEST ("snoozed", test_snoozed);
  return g_test_run ();
}
