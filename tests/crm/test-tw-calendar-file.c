/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendar files of other programs come in and go out equal; what they say is what is found; and what was changed here is what goes out. */
#include <string.h>

#include "calendar-fixture.h"
#include "tw-calendar-file.h"
#include "tw-ical.h"

/* --- Equal: the same components with the same properties, parameters and values, in any order --- */

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
dup_sorted (const TwIcalComponent *component)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < component->properties->len; i++)
    {
      TwIcalProperty *property = g_ptr_array_index (component->properties, i);

      g_ptr_array_add (parts, g_strconcat (property->name, property->params, ":", property->value, "\n", NULL));
    }
  for (guint i = 0; i < component->children->len; i++)
    {
      g_autofree char *inner = dup_sorted (g_ptr_array_index (component->children, i));

      g_ptr_array_add (parts, g_strconcat ("{", ((TwIcalComponent *) g_ptr_array_index (component->children, i))->name, "\n", inner, "}\n", NULL));
    }
  g_ptr_array_sort (parts, compare_texts);
  for (guint i = 0; i < parts->len; i++)
    g_string_append (text, g_ptr_array_index (parts, i));
  return g_string_free (text, FALSE);
}

static char *
dup_canonical (const char *text, gsize length)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwIcalComponent) file = tw_ical_parse (text, length, &error);

  g_assert_no_error (error);
  return dup_sorted (file);
}

/* --- All files --- */

static void
list_files (GFile *dir, GPtrArray *files)
{
  g_autoptr(GFileEnumerator) all = g_file_enumerate_children (dir, "standard::name,standard::type", 0, NULL, NULL);
  GFile *child;
  GFileInfo *info;

  while (all != NULL && g_file_enumerator_iterate (all, &info, &child, NULL, NULL) && info != NULL)
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
      list_files (child, files);
    else if (g_str_has_suffix (g_file_info_get_name (info), ".ics"))
      g_ptr_array_add (files, g_object_ref (child));
}

static char *
export_calendars (Calendar *calendar, gsize *length)
{
  TwSchema *schema = tw_store_get_schema (calendar->store);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "calendar"), NULL, "created_at", NULL);
  TwQuery *queries[] = { query, NULL };
  GString *text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  tw_calendar_export (calendar->store, queries, text, NULL, &error);
  g_assert_no_error (error);
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* For test-calendar-lines.py, which compares them without any of this program's code. */
static void
keep_pair (const char *path, const char *exported, gsize length)
{
  static guint number;
  const char *folder = g_getenv ("TW_CALENDAR_PAIRS");
  g_autofree char *came = NULL, *went = NULL;

  if (folder == NULL)
    return;
  came = g_strdup_printf ("%s/%u.path", folder, number);
  went = g_strdup_printf ("%s/%u.ics", folder, number++);
  g_assert_true (g_file_set_contents (came, path, -1, NULL));
  g_assert_true (g_file_set_contents (went, exported, (gssize) length, NULL));
}

/* TRUE: it was imported, and goes out equal. */
static gboolean
check_file (Calendar *calendar, GFile *file)
{
  g_autofree char *path = g_file_get_path (file), *text = NULL, *before = NULL, *after = NULL, *exported = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) undone = NULL;
  TwCalendarImport result;
  gsize length;
  gboolean good;

  g_assert_true (g_file_load_contents (file, NULL, &text, &length, NULL, NULL));
  good = tw_calendar_import_file (calendar->store, file, FALSE, &result, NULL, &error);
  if (!good)
    {
      g_test_message ("refused: %s: %s", strstr (path, "icalendar/") + 10, error->message);
      g_assert_nonnull (strstr (error->message, "Line "));
      tw_calendar_import_clear (&result);
      return FALSE;
    }
  for (guint i = 0; i < result.reasons->len; i++)
    {
      g_test_message ("event refused: %s: %s", strstr (path, "icalendar/") + 10, (char *) g_ptr_array_index (result.reasons, i));
      g_assert_true (g_str_has_prefix (g_ptr_array_index (result.reasons, i), "Line "));
    }
  exported = export_calendars (calendar, &length);
  keep_pair (path, exported, length);
  before = dup_canonical (text, strlen (text));
  after = dup_canonical (exported, length);
  if (!g_str_equal (before, after))
    g_error ("%s goes out other than it came:\n%s\n---\n%s", path, before, after);
  tw_calendar_import_clear (&result);
  undone = tw_store_undo (calendar->store, NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

static void
test_files (Calendar *calendar, gconstpointer data)
{
  const char *shared = g_getenv ("TW_SHARED_DATA");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "icalendar", NULL);
  g_autoptr(GFile) dir = g_file_new_for_path (path);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = 0;

  if (shared != NULL)
    list_files (dir, files);
  if (files->len == 0)
    {
      g_test_skip ("the outside calendar files are not here");
      return;
    }
  for (guint i = 0; i < files->len; i++)
    n += check_file (calendar, g_ptr_array_index (files, i));
  g_test_message ("%u of %u files imported", n, files->len);
  g_assert_cmpuint (n, >, files->len * 7 / 10);
}

/* --- What it says --- */

#define HEAD "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-WR-CALNAME:Team\n"
#define CUSTOM \
  "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16011104T020000\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\n" \
  "TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010311T020000\n" \
  "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
#define ODD \
  "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0123\nTZOFFSETTO:+0123\nEND:STANDARD\nEND:VTIMEZONE\n"

static void
import (Calendar *calendar, const char *text, gint64 n_added, gint64 n_updated, gint64 n_rejected)
{
  TwCalendarImport result;
  g_autoptr(GError) error = NULL;

  tw_calendar_import (calendar->store, text, strlen (text), "File", FALSE, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result.n_added, ==, n_added);
  g_assert_cmpint (result.n_updated, ==, n_updated);
  g_assert_cmpint (result.n_rejected, ==, n_rejected);
  tw_calendar_import_clear (&result);
}

static char *
dup_event (const char *properties)
{
  return g_strconcat (HEAD CUSTOM ODD "BEGIN:VEVENT\nUID:1\nSUMMARY:E\n", properties, "END:VEVENT\nEND:VCALENDAR\n", NULL);
}

static void
test_times (Calendar *calendar, gconstpointer data)
{
  static const struct { const char *properties, *expected; } cases[] = {
    { "DTSTART:20260310T080000Z\nDTEND:20260310T090000Z\n", "0310T0900-1000 E" },
    { "DTSTART:20260310T090000\nDURATION:PT90M\n", "0310T0900-1030 E" },
    { "DTSTART;TZID=Europe/London:20260310T080000\nDTEND;TZID=Europe/London:20260310T090000\n", "0310T0900-1000 E" },
    { "DTSTART;TZID=/mozilla.org/20050126_1/Europe/London:20260310T080000\n", "0310T0900-0900 E" },
    { "DTSTART;TZID=\"W. Europe Standard Time\":20260310T090000\nDTEND:20260310T100000\n", "0310T0900-1000 E" },
    { "DTSTART;TZID=Eastern Standard Time:20260306T090000\nDTEND;TZID=Eastern Standard Time:20260306T100000\n", "0306T1500-1600 E" },
    /* Rules that only the file tells, which are New York's: they are followed over the change of 8 March. */
    { "DTSTART;TZID=Ours:20260306T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2\n", "0306T1500-1600 E|0313T1400-1500 E" },
    { "DTSTART;TZID=Odd:20260310T092300\nDURATION:PT1H\n", "0310T0900-1000 E" },
    { "DTSTART;VALUE=DATE:20260310\n", "0310-0310 E" },
    { "DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260312\n", "0310-0311 E" },
    { "DTSTART;VALUE=DATE:20260310\nDURATION:P3D\n", "0310-0312 E" },
    { "DTSTART;TZID=Europe/Berlin:20260327T090000\nDTEND;TZID=Europe/Berlin:20260327T100000\nRRULE:FREQ=DAILY;COUNT=4\n"
      "EXDATE;TZID=Europe/Berlin:20260328T090000\nEXDATE:20260330T070000Z\nRDATE;TZID=Europe/London:20260331T090000\n",
      "0327T0900-1000 E|0329T0900-1000 E|0331T1000-1100 E" },
    { "STATUS:CANCELLED\nDTSTART:20260310T080000Z\n", "0310T0900-0900 E(x)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_event (cases[i].properties);
      g_autoptr(TwCommit) undone = NULL;

      import (calendar, text, 1, 0, 0);
      calendar_check (calendar, "2026-03-01T00:00", "2026-04-01T00:00", cases[i].expected);
      undone = tw_store_undo (calendar->store, NULL, NULL);
    }
}

static const char series[] =
  HEAD "BEGIN:VEVENT\nUID:s\nSUMMARY:S\nDTSTART;TZID=Europe/Berlin:20260302T090000\nDTEND;TZID=Europe/Berlin:20260302T100000\n"
  "RRULE:FREQ=DAILY;COUNT=3\nX-OWN;X-P=\"a;b\":kept\nATTENDEE;CN=Other;PARTSTAT=ACCEPTED:mailto:other@example.com\n"
  "ATTENDEE:mailto:nobody@example.net\nBEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-PT15M\nEND:VALARM\nEND:VEVENT\n"
  "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Europe/Berlin:20260303T090000\nSUMMARY:Moved\nDTSTART;TZID=Europe/Berlin:20260303T140000\n"
  "DTEND;TZID=Europe/Berlin:20260303T150000\nEND:VEVENT\n"
  "BEGIN:VTODO\nUID:t\nSUMMARY:Task\nDUE;VALUE=DATE:20260304\nPRIORITY:1\nEND:VTODO\nEND:VCALENDAR\n";

static void
test_series (Calendar *calendar, gconstpointer data)
{
  g_autoptr(GPtrArray) found = NULL;
  TwOccurrence *first;
  g_autoptr(TwRecord) record = NULL;
  g_autofree char *minutes = NULL;

  import (calendar, series, 3, 0, 0);
  calendar_check (calendar, "2026-03-01T00:00", "2026-04-01T00:00", "0302T0900-1000 S|0303T1400-1500 Moved|0304-0304 Task|0304T0900-1000 S");
  found = calendar_read (calendar, "2026-03-02T00:00", "2026-03-03T00:00");
  first = g_ptr_array_index (found, 0);
  g_assert_cmpuint (first->people->len, ==, 1);
  g_assert_true (tw_id_equal (&g_array_index (first->people, TwId, 0), &calendar->other));
  record = tw_store_get (calendar->store, tw_schema_get_entity (tw_store_get_schema (calendar->store), "meeting"), &first->id, NULL);
  minutes = tw_value_print (tw_record_get_key (record, "reminder_minutes"));
  g_assert_nonnull (strstr (minutes, "15"));
  /* The same file again changes nothing; another title in it changes one. */
  import (calendar, series, 0, 0, 0);
  {
    g_autofree char *other = g_strdup (series);

    strstr (other, "SUMMARY:S\n")[8] = 'X';
    import (calendar, other, 0, 1, 0);
  }
  calendar_check (calendar, "2026-03-02T00:00", "2026-03-03T00:00", "0302T0900-1000 X");
}

/* What is changed here goes out changed, and all else as it came. */
static void
test_changes (Calendar *calendar, gconstpointer data)
{
  g_autoptr(TwOccurrence) one = NULL;
  TwOccurrence *last;
  g_autofree char *text = NULL;
  gsize length;

  import (calendar, series, 3, 0, 0);
  one = calendar_find (calendar, "Moved", "2026-03-03T14:00");
  calendar_commit (calendar, tw_calendar_move (calendar->store, one, calendar_at (calendar, "2026-03-03T16:00"),
                                               calendar_at (calendar, "2026-03-03T16:30"), FALSE, TW_CALENDAR_THIS, calendar->zone, NULL));
  last = calendar_find (calendar, "S", "2026-03-04T09:00");
  calendar_commit (calendar, tw_calendar_delete (calendar->store, last, TW_CALENDAR_THIS, NULL));
  tw_occurrence_free (last);
  text = export_calendars (calendar, &length);
  g_assert_nonnull (strstr (text, "DTSTART;TZID=Europe/Berlin:20260303T160000\r\n"));
  g_assert_nonnull (strstr (text, "DTEND;TZID=Europe/Berlin:20260303T163000\r\n"));
  g_assert_nonnull (strstr (text, "RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000\r\n"));
  g_assert_nonnull (strstr (text, "EXDATE;TZID=Europe/Berlin:20260304T090000\r\n"));
  g_assert_null (strstr (text, "EXDATE;TZID=Europe/Berlin:20260303T090000\r\n"));
  g_assert_nonnull (strstr (text, "X-OWN;X-P=\"a;b\":kept\r\n"));
  g_assert_nonnull (strstr (text, "ATTENDEE;CN=Other;PARTSTAT=ACCEPTED:mailto:other@example.com\r\n"));
  g_assert_nonnull (strstr (text, "ATTENDEE:mailto:nobody@example.net\r\n"));
  g_assert_nonnull (strstr (text, "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n"));
  g_assert_nonnull (strstr (text, "SEQUENCE:1\r\n"));
}

/* A meeting that was made here goes to another workspace and is the same there. */
static void
test_own (Calendar *calendar, gconstpointer data)
{
  TwSchema *schema = tw_store_get_schema (calendar->store);
  g_autoptr(TwQuery) query = tw_query_new (schema, tw_schema_get_entity (schema, "meeting"), NULL, NULL, NULL);
  TwQuery *queries[] = { query, NULL };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(TwOccurrence) one = NULL;

  calendar_add (calendar, "meeting", "title", "A, long; title\\", "agenda", "Line one\nLine two", "starts_at", "2026-03-27T09:00", "ends_at",
                "2026-03-27T10:00", "organizer", "@me", "attendees", "@other", "recurrence", "RRULE:FREQ=DAILY;COUNT=4", "reminder_minutes",
                "10; 60", NULL);
  calendar_add (calendar, "meeting", "title", "Day", "starts_at", "2026-03-28T00:00", "ends_at", "2026-03-30T00:00", "all_day", "true", NULL);
  one = calendar_find (calendar, "A, long; title\\", "2026-03-28T09:00");
  calendar_commit (calendar, tw_calendar_move (calendar->store, one, calendar_at (calendar, "2026-03-28T11:00"),
                                               calendar_at (calendar, "2026-03-28T12:00"), FALSE, TW_CALENDAR_THIS, calendar->zone, NULL));
  g_assert_cmpint (tw_calendar_export (calendar->store, queries, text, NULL, NULL), ==, 3);
  g_assert_nonnull (strstr (text->str, "ATTENDEE;CN=\"Other\":mailto:other@example.com\r\n"));
  g_assert_nonnull (strstr (text->str, "ORGANIZER;CN=\"Me\":mailto:me@example.com\r\n"));
  {
    Calendar other;

    calendar_set_up (&other, NULL);
    import (&other, text->str, 3, 0, 0);
    calendar_check (&other, "2026-03-01T00:00", "2026-04-01T00:00",
                    "0327T0900-1000 A, long; title\\|0328-0329 Day|0328T1100-1200 A, long; title\\|0329T0900-1000 A, long; title\\|"
                    "0330T0900-1000 A, long; title\\");
    calendar_tear_down (&other, NULL);
  }
}

static void
test_malformed (Calendar *calendar, gconstpointer data)
{
  static const struct { const char *text; int line; } cases[] = {
    { "", 1 }, { "hello", 1 }, { "BEGIN:VEVENT\nEND:VEVENT\n", 1 }, { "BEGIN:VCALENDAR\n", 1 }, { HEAD "BEGIN:VEVENT\nEND:VCALENDAR\n", 6 },
    { HEAD "no colon\nEND:VCALENDAR\n", 5 }, { HEAD "A B:c\nEND:VCALENDAR\n", 5 }, { HEAD "SUM\n MARY\nEND:VCALENDAR\n", 5 },
    { HEAD "BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", 5 }, { HEAD "BEGIN:\nEND:VCALENDAR\n", 5 },
    { HEAD "BEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\nBEGIN:A\n", 12 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *line = g_strdup_printf ("Line %d:", cases[i].line);
      g_autoptr(TwIcalComponent) file = tw_ical_parse (cases[i].text, strlen (cases[i].text), &error);

      g_assert_null (file);
      if (!g_str_has_prefix (error->message, line))
        g_error ("%u: %s, expected %s", i, error->message, line);
    }
}

/* Rules without end and zones that are made to hang come in or are refused, but soon. */
static void
test_hostile (Calendar *calendar, gconstpointer data)
{
  static const char *const cases[] = {
    "DTSTART:20260310T080000Z\nRRULE:FREQ=SECONDLY\n", "DTSTART:20260310T080000Z\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\n",
    "DTSTART:20260310T080000Z\nDURATION:PT99999999999999999999H\n", "DTSTART:20260310T080000Z\nRRULE:FREQ=DAILY;COUNT=999999999\n",
    "DTSTART:99991231T235959Z\nDURATION:P1000W\n", "DTSTART:00010101T000000Z\n",
    "DTSTART;TZID=" "Europe/Berlin" ":99991231T235959\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_event (cases[i]);
      g_autoptr(GPtrArray) found = NULL;
      TwCalendarImport result;

      if (tw_calendar_import (calendar->store, text, strlen (text), "File", FALSE, &result, NULL))
        {
          g_autoptr(TwCommit) undone = NULL;

          found = calendar_read (calendar, "2026-03-01T00:00", "2026-04-01T00:00");
          g_assert_cmpuint (found->len, <=, 6000);
          undone = tw_store_undo (calendar->store, NULL, NULL);
        }
      tw_calendar_import_clear (&result);
    }
}

#define TEST(path, func) g_test_add ("/crm/calendar/file/" path, Calendar, NULL, calendar_set_up, func, calendar_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  TEST ("all", test_files);
  TEST ("times", test_times);
  TEST ("series", test_series);
  TEST ("changes", test_changes);
  TEST ("own", test_own);
  TEST ("malformed", test_malformed);
  TEST ("hostile", test_hostile);
  return g_test_run ();
}
