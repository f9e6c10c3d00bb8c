/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens around the files of reports: sheets that are full, work that is cancelled, folders that cannot be written to. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "report-fixture.h"
#include "tw-report-export.h"

typedef struct
{
  GCancellable *cancellable;
  gint64        done, all;
  guint         calls;
} Told;

static void
progress_cb (gint64 done, gint64 all, gpointer data)
{
  Told *told = data;

  g_assert_cmpint (done, >=, told->done);
  told->done = done;
  told->all = all;
  told->calls++;
  if (told->cancellable != NULL)
    g_cancellable_cancel (told->cancellable);
}

/* As many deals as are worth telling about. */
static void
fill_more (ReportFixture *fixture, guint n)
{
  const TwEntity *deal = tw_schema_get_entity (fixture->schema, "deal");
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add many");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) done = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (deal);
      g_autofree char *name = g_strdup_printf ("deal %04u", i);

      g_assert_true (tw_record_set_text (record, "name", name, NULL));
      g_assert_true (tw_record_set_text (record, "stage", report_id (&fixture->stages[i % 3]), NULL));
      g_assert_true (tw_record_set_text (record, "amount", "10 EUR", NULL));
      tw_edit_save (edit, record);
    }
  done = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static TwReport *
make_report (void)
{
  g_autoptr(GError) error = NULL;
  TwReport *report = tw_report_parse ("{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\", \"totals\": [\"sum\"]}],"
                                      " \"groups\": [{\"by\": \"stage\"}], \"sort\": [\"name\"]}", &error);

  g_assert_no_error (error);
  return report;
}

static guint
count_files (const char *dir)
{
  g_autoptr(GDir) folder = g_dir_open (dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static char *
dup_part (const char *path, const char *part)
{
  /* Nothing for a part that is not there. */
  const char *const argv[] = { "/usr/bin/python3", "-c", "import sys, zipfile\nbook = zipfile.ZipFile(sys.argv[1])\n"
                               "sys.stdout.write(book.read(sys.argv[2]).decode() if sys.argv[2] in book.namelist() else '')", path, part, NULL };
  g_autofree char *text = NULL;
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, &status, NULL));
  /* A copy: of the text itself GCC 12 believes that it is this function's. */
  return g_strdup (text);
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;
  return n;
}

static void
test_sheets (ReportFixture *fixture, gconstpointer data)
{
  g_autoptr(TwReport) report = make_report ();
  TwFigureAsk ask = { .store = fixture->store };
  g_autofree char *path = g_build_filename (fixture->dir, "r.xlsx", NULL), *first = NULL, *last = NULL, *none = NULL;
  g_autoptr(GFile) file = g_file_new_for_path (path);
  TwReportFile options = { .format = TW_REPORT_FILE_XLSX, .title = "A title that is longer than thirty-one letters", .max_sheet_rows = 5 };
  g_autoptr(GError) error = NULL;

  /* Ten rows, three sub-totals and a total, four below each header. What is added up over sheets is no formula. */
  fill_more (fixture, 10);
  g_assert_cmpint (tw_report_write (report, &ask, &options, file, NULL, &error), ==, 10);
  g_assert_no_error (error);
  first = dup_part (path, "xl/worksheets/sheet1.xml");
  last = dup_part (path, "xl/worksheets/sheet4.xml");
  none = dup_part (path, "xl/worksheets/sheet5.xml");
  g_assert_cmpuint (count (first, "<row "), ==, 5);
  g_assert_nonnull (strstr (first, "<autoFilter ref=\"A1:C5\""));
  g_assert_cmpuint (count (first, "outlineLevel=\"1\""), ==, 4);
  g_assert_cmpuint (count (last, "<row "), ==, 3);
  g_assert_cmpuint (count (last, "<v>30</v>"), ==, 1);
  g_assert_cmpuint (count (last, "<v>100</v>"), ==, 1);
  g_assert_null (strstr (last, "SUBTOTAL"));
  g_assert_cmpstr (none, ==, "");
}

static void
test_cancelled (ReportFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "r.csv", "r.xlsx", "r.pdf" };
  g_autoptr(TwReport) report = make_report ();
  TwFigureAsk ask = { .store = fixture->store };
  g_autofree char *dir = g_build_filename (fixture->dir, "out", NULL);

  fill_more (fixture, 1200);
  g_mkdir (dir, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autofree char *path = g_build_filename (dir, names[i], NULL), *text = NULL;
      g_autoptr(GFile) file = g_file_new_for_path (path);
      Told told = { cancellable, 0, 0, 0 };
      TwReportFile options = { .title = "R", .progress = progress_cb, .data = &told };
      g_autoptr(GError) error = NULL;

      g_assert_true (tw_report_format_of (file, &options.format));
      g_assert_true (g_file_set_contents (path, "before", -1, NULL));
      g_assert_cmpint (tw_report_write (report, &ask, &options, file, cancellable, &error), ==, -1);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (told.all, ==, 1200);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "before");
      g_assert_cmpuint (count_files (dir), ==, 1);
      g_remove (path);
    }
}

static void
test_done (ReportFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "r.csv", "R.XLSX", "r.pdf" };
  g_autoptr(TwReport) report = make_report ();
  TwFigureAsk ask = { .store = fixture->store };
  g_autofree char *dir = g_build_filename (fixture->dir, "out", NULL);

  fill_more (fixture, 1200);
  g_mkdir (dir, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);
      Told told = { NULL, 0, 0, 0 };
      TwReportFile options = { .title = "R", .progress = progress_cb, .data = &told };
      g_autoptr(GError) error = NULL;

      g_assert_true (tw_report_format_of (file, &options.format));
      g_assert_cmpint (tw_report_write (report, &ask, &options, file, NULL, &error), ==, 1200);
      g_assert_no_error (error);
      g_assert_cmpint (told.done, ==, 1200);
      g_assert_cmpuint (told.calls, >, 1);
      g_assert_cmpuint (count_files (dir), ==, i + 1);
    }
}

static void
test_refused (ReportFixture *fixture, gconstpointer data)
{
  g_autoptr(TwReport) report = make_report ();
  TwFigureAsk ask = { .store = fixture->store };

  for (guint format = 0; format < 3; format++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, "nowhere", "r", NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);
      TwReportFile options = { .format = format, .title = "R" };
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (tw_report_write (report, &ask, &options, file, NULL, &error), ==, -1);
      g_assert_nonnull (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/paper/report/sheets", ReportFixture, NULL, report_set_up, test_sheets, report_tear_down);
  g_test_add ("/paper/report/cancelled", ReportFixture, NULL, report_set_up, test_cancelled, report_tear_down);
  g_test_add ("/paper/report/done", ReportFixture, NULL, report_set_up, test_done, report_tear_down);
  g_test_add ("/paper/report/refused", ReportFixture, NULL, report_set_up, test_refused, report_tear_down);
  return g_test_run ();
}
