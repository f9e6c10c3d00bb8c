/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as files: written in the background, given up, listed with what became of each. */
#include "config.h"

#include <string.h>

#include "tw-report-test.h"

#include "tw-blobs.h"
#include "tw-report-log.h"
#include "tw-report-runs-window.h"
#include "tw-share-dialog.h"

static gboolean
has_ended (gpointer progress)
{
  return tw_progress_get_ended (progress);
}

static void
export_to (TwReportPage  *page,
           const char    *path,
           TwReportFormat format,
           gboolean       give_up)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(TwProgress) progress = g_object_ref (tw_report_job_get_progress (tw_report_page_export (page, file, format)));

  if (give_up)
    g_cancellable_cancel (tw_progress_get_cancellable (progress));
  tw_app_test_wait (has_ended, progress);
}

/* Each format is written in the background and read back; one that is given up leaves nothing. */
static void
test_exported (TwAppTest    *fixture,
               gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture,
                                            "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}, {\"value\": \"amount\", "
                                            "\"totals\": [\"sum\"]}]}");
  g_autofree char *csv = g_build_filename (fixture->dir, "out.csv", NULL), *xlsx = g_build_filename (fixture->dir, "out.xlsx", NULL);
  g_autofree char *pdf = g_build_filename (fixture->dir, "out.pdf", NULL), *gone = g_build_filename (fixture->dir, "gone.pdf", NULL);
  g_autofree char *text = NULL, *book = NULL, *document = NULL, *whole = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name = NULL;
  gsize length = 0;

  export_to (page, csv, TW_REPORT_FILE_CSV, FALSE);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_nonnull (strstr (lines[0], "Name"));
  g_assert_cmpuint (g_strv_length (lines), >, (guint) tw_app_test_count (fixture, "deal", NULL));
  export_to (page, xlsx, TW_REPORT_FILE_XLSX, FALSE);
  g_assert_true (g_file_get_contents (xlsx, &book, &length, NULL));
  g_assert_true (length > 4 && memcmp (book, "PK", 2) == 0);
  export_to (page, pdf, TW_REPORT_FILE_PDF, FALSE);
  g_assert_true (g_file_get_contents (pdf, &document, &length, NULL));
  g_assert_true (length > 4 && memcmp (document, "%PDF", 4) == 0);
  /* Given up: nothing is left, or all of it was there before. /paper/report/cancelled gives up in the middle. */
  export_to (page, gone, TW_REPORT_FILE_PDF, TRUE);
  if (g_file_get_contents (gone, &whole, &length, NULL))
    g_assert_true (length > 6 && memcmp (whole, document, 4) == 0 && g_strstr_len (whole + length - 6, 6, "%%EOF") != NULL);
  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (strstr (name, "gone") == NULL || g_str_equal (name, "gone.pdf"));
  g_assert_cmpuint (g_list_model_get_n_items (tw_report_jobs_get_model (fixture->workspace)), ==, 0);
  tw_app_test_settle ();
  /* The report is not saved: there is nowhere to look up what became of it. */
  g_assert_cmpint (tw_app_test_count (fixture, "report_run", "true"), ==, 0);
}

static gboolean
has_run (gpointer window)
{
  return tw_report_runs_window_get_n_shown (window) == 1;
}

/* What was exported of a saved report is listed with its file, and who it is shared with is asked on its page. */
static void
test_runs (TwAppTest    *fixture,
           gconstpointer data)
{
  TwReportPage *page = tw_report_test_open (fixture, "{\"entity\": \"deal\", \"columns\": [{\"value\": \"name\"}]}");
  TwReportState *state = tw_report_page_get_state (page);
  g_autofree char *csv = g_build_filename (fixture->dir, "out.csv", NULL), *written = NULL, *kept = NULL, *path = NULL, *hash = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  g_autoptr(GError) error = NULL;
  TwReportRunsWindow *window = NULL;
  TwShareDialog *dialog = NULL;

  g_assert_true (tw_report_state_save (state, "All deals", TRUE, FALSE, NULL, FALSE, &error));
  tw_app_test_activate (page, "report.runs", NULL);
  window = tw_app_test_find_window (TW_TYPE_REPORT_RUNS_WINDOW);
  g_assert_cmpuint (tw_report_runs_window_get_n_shown (window), ==, 0);
  export_to (page, csv, TW_REPORT_FILE_CSV, FALSE);
  tw_app_test_wait (has_run, window);
  tw_app_test_settle ();
  tw_app_test_shot (window, "report-runs");
  gtk_window_destroy (GTK_WINDOW (window));
  runs = tw_report_log_list (fixture->store, &tw_report_state_get_entry (state)->id, &error);
  g_assert_no_error (error);
  hash = g_strdup (tw_record_get_key (g_ptr_array_index (runs, 0), "file")->text);
  path = tw_store_dup_blob_path (fixture->store, hash);
  g_assert_true (g_file_get_contents (csv, &written, NULL, NULL) && g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (written, ==, kept);
  /* Shared while it is open: saving it again keeps that. */
  tw_app_test_activate (page, "report.share", NULL);
  dialog = tw_app_test_find_window (TW_TYPE_SHARE_DIALOG);
  tw_share_dialog_set_everybody (dialog, TRUE);
  tw_app_test_shot (dialog, "report-share");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "share");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name = \"All deals\" and shared"), ==, 1);
  g_assert_true (tw_report_state_save (state, "Every deal", FALSE, tw_report_state_get_entry (state)->shared, NULL, FALSE, &error));
  g_assert_cmpint (tw_app_test_count (fixture, "report", "name = \"Every deal\" and shared"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/reports/exported", test_exported);
  tw_app_test_add ("/app/reports/runs", test_runs);
  return g_test_run ();
}
