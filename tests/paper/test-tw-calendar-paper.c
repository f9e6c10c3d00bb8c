/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days of a calendar on paper: what is planned stands there once, by day, and nothing of what was not asked for. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-calendar-paper.h"

typedef struct
{
  char      *dir;
  TwStore   *store;
  GTimeZone *zone;
} Fixture;

static void
add (Fixture *fixture, const char *title, const char *from, const char *to, const char *all_day)
{
  g_autoptr (TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (fixture->store), "meeting"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCommit) commit = NULL;

  tw_record_set_text (record, "title", title, &error);
  tw_record_set_text (record, "starts_at", from, &error);
  tw_record_set_text (record, "ends_at", to, &error);
  tw_record_set_text (record, "all_day", all_day, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSchema) schema = tw_schema_load_shipped (&error);

  g_assert_no_error (error);
  fixture->dir = g_dir_make_tmp ("tw-paper-XXXXXX", NULL);
  fixture->store = tw_store_open (fixture->dir, schema, TRUE, &error);
  g_assert_no_error (error);
  fixture->zone = g_time_zone_new_utc ();
  add (fixture, "Kickoff", "2026-11-24T10:00:00Z", "2026-11-24T11:30:00Z", "false");
  add (fixture, "Fair", "2026-11-25T00:00:00Z", "2026-11-27T00:00:00Z", "true");
  add (fixture, "Elsewhen", "2027-02-01T10:00:00Z", "2027-02-01T11:00:00Z", "false");
}

static void
remove_dir (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_dir (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_store_close (fixture->store);
  g_object_unref (fixture->store);
  g_time_zone_unref (fixture->zone);
  remove_dir (fixture->dir);
  g_free (fixture->dir);
}

/* The words of its PDF, with one blank between them. */
static char *
read_words (Fixture *fixture, TwPaper *paper)
{
  g_autofree char *path = g_build_filename (fixture->dir, "calendar.pdf", NULL), *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  char *words[] = { (char *) "pdftotext", (char *) "-layout", path, (char *) "-", NULL };

  g_assert_true (tw_paper_write_pdf (paper, file, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_sync (NULL, words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&text);
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    n++;
  return n;
}

static TwPaper *
make_paper (Fixture *fixture, const char *first, const char *last, guint columns, TwCalendarKind kinds)
{
  TwCalendarPaper calendar = { .store = fixture->store, .zone = fixture->zone, .kinds = kinds, .columns = columns, .title = "November 2026",
                               .size = &TW_PAPER_A4 };
  g_autoptr (GError) error = NULL;
  TwPaper *paper;

  g_assert_true (tw_date_parse (first, &calendar.first) && tw_date_parse (last, &calendar.last));
  paper = tw_calendar_paper_new (&calendar, NULL, &error);
  g_assert_no_error (error);
  return paper;
}

static void
test_month (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwPaper) paper = make_paper (fixture, "2026-10-26", "2026-12-06", 7, TW_CALENDAR_ALL);
  g_autofree char *text = read_words (fixture, paper);

  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, NULL), ==, 1);
  g_assert_cmpfloat (tw_paper_get_size (paper)->width, >, tw_paper_get_size (paper)->height);
  g_assert_cmpuint (count (text, "Kickoff"), ==, 1);
  g_assert_nonnull (strstr (text, "10:00 Kickoff"));
  /* On each of its two days. */
  g_assert_cmpuint (count (text, "Fair"), ==, 2);
  g_assert_cmpuint (count (text, "Elsewhen"), ==, 0);
  g_assert_nonnull (strstr (text, "Wednesday"));
}

/* One page; each event once on each of its days; an early one makes the hours begin earlier. */
static void
test_hours (Fixture *fixture, gconstpointer data)
{
  for (guint columns = 1; columns <= 7; columns += 6)
    {
      TwCalendarPaper calendar = { .store = fixture->store, .zone = fixture->zone, .kinds = TW_CALENDAR_ALL, .columns = columns, .hours = TRUE,
                                   .title = "Week", .size = &TW_PAPER_A4 };
      g_autoptr (GError) error = NULL;
      g_autoptr (TwPaper) paper = NULL;
      g_autofree char *text = NULL;

      g_assert_true (tw_date_parse (columns == 1 ? "2026-11-24" : "2026-11-23", &calendar.first));
      calendar.last = calendar.first + (int) columns - 1;
      paper = tw_calendar_paper_new (&calendar, NULL, &error);
      g_assert_no_error (error);
      text = read_words (fixture, paper);
      g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, NULL), ==, 1);
      g_assert_cmpuint (count (text, "10:00 Kickoff"), ==, 1);
      g_assert_nonnull (strstr (text, "08:00"));
      g_assert_nonnull (strstr (text, "17:00"));
      g_assert_cmpuint (count (text, "Elsewhen"), ==, 0);
    }
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwPaper) paper = make_paper (fixture, "2026-11-21", "2026-12-18", 0, TW_CALENDAR_ALL);
  g_autofree char *text = read_words (fixture, paper);

  g_assert_nonnull (strstr (text, "10:00–11:30"));
  g_assert_nonnull (strstr (text, "Tuesday, November 24, 2026"));
  g_assert_cmpuint (count (text, "All day"), ==, 2);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwPaper) none = make_paper (fixture, "2026-11-21", "2026-12-18", 0, 0);
  g_autoptr (TwPaper) tasks = make_paper (fixture, "2026-11-23", "2026-11-29", 7, TW_CALENDAR_TASK);
  g_autofree char *text = read_words (fixture, none), *grid = read_words (fixture, tasks);

  g_assert_nonnull (strstr (text, "Nothing is planned"));
  g_assert_cmpuint (count (grid, "Kickoff"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/paper/calendar/month", Fixture, NULL, set_up, test_month, tear_down);
  g_test_add ("/paper/calendar/hours", Fixture, NULL, set_up, test_hours, tear_down);
  g_test_add ("/paper/calendar/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/paper/calendar/nothing", Fixture, NULL, set_up, test_nothing, tear_down);
  return g_test_run ();
}
