/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are at the server only: a version and a former export are fetched when they are opened, and open when they have come. */
#include "config.h"

#include <glib/gstdio.h>

#include "tw-app-server.h"
#include "tw-blobs.h"
#include "tw-document-version.h"
#include "tw-report-log.h"
#include "tw-report-runs-window.h"
#include "tw-sync-files.h"
#include "tw-versions-window.h"

static const char *programs;                           /* folder of the program that opens files here */
static TwId user, document, report;

/* What it is given it puts down. */
static void
make_program (void)
{
  g_autofree char *applications = g_build_filename (programs, "applications", NULL);
  g_autofree char *entry = g_build_filename (applications, "puts-down.desktop", NULL), *list = g_build_filename (applications, "mimeapps.list", NULL);
  g_autofree char *program = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Puts down\nMimeType=text/plain;text/csv;\n"
                                              "Exec=sh -c \"cat '%%f' >> '%s/opened'\"\n", programs);

  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry, program, -1, NULL));
  g_assert_true (g_file_set_contents (list, "[Default Applications]\ntext/plain=puts-down.desktop\ntext/csv=puts-down.desktop\n", -1, NULL));
  g_setenv ("XDG_DATA_HOME", programs, TRUE);
  g_setenv ("XDG_CONFIG_HOME", programs, TRUE);
}

static gboolean
is_opened (gpointer words)
{
  g_autofree char *path = g_build_filename (programs, "opened", NULL), *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && g_str_equal (text, words);
}

/* --- What somebody else does at the server --- */

static char *
add_blob (TwStore    *store,
          const char *text)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
  g_autoptr(GError) error = NULL;
  char *hash = tw_store_add_blob (store, stream, 1000, NULL, &error);

  g_assert_no_error (error);
  return hash;
}

static void
commit (TwEdit *edit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) made = tw_edit_commit (edit, &error);

  g_assert_no_error (error);
}

static TwId
add (TwStore    *store,
     const char *entity,
     const char *name,
     const char *hash)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_schema_get_entity (tw_store_get_schema (store), entity));
  TwEdit *edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Add it");

  g_assert_true (tw_record_set_text (record, "name", name, NULL));
  if (hash != NULL)
    g_assert_true (tw_record_set_text (record, "file", hash, NULL));
  tw_edit_save (edit, record);
  commit (edit);
  return *tw_record_get_id (record);
}

static void
add_versions (TwStore *store)
{
  g_autofree char *former = NULL, *later = NULL;
  g_autoptr(TwRecord) record = NULL;
  g_autoptr(GError) error = NULL;

  tw_store_set_user (store, &user);
  former = add_blob (store, "former words");
  later = add_blob (store, "later words");
  document = add (store, "document", "Offer.txt", former);
  record = tw_store_get (store, tw_schema_get_entity (tw_store_get_schema (store), "document"), &document, &error);
  g_assert_no_error (error);
  commit (tw_document_version_add (store, record, later, NULL, &error));
}

static void
add_run (TwStore *store)
{
  g_autofree char *path = g_build_filename (programs, "All.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  TwReportDone done = { .name = "All", .format = "csv", .started = 1, .ended = 2, .n_rows = 1, .file = file };
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "exported words", -1, NULL));
  tw_store_set_user (store, &user);
  report = done.report = add (store, "report", "All", NULL);
  g_assert_true (tw_report_log_add (store, &done, &error));
}

/* --- The tests --- */

/* Files come when they are asked for only. */
static void
join (TwAppTest *fixture,
      void     (*change) (TwStore *store))
{
  g_autofree char *path = g_build_filename (programs, "opened", NULL);

  g_unlink (path);
  fixture->server = tw_app_server_join (fixture);
  user = *tw_store_get_user (fixture->store);
  tw_sync_set_files_policy (tw_sync_account_get_sync (tw_workspace_get_account (fixture->workspace)), TW_FILES_ASKED);
  tw_app_server_change (fixture, change);
}

static gboolean
has_versions (gpointer window)
{
  return tw_versions_window_get_n_shown (window) == 2;
}

static void
test_version (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "former words", -1);
  TwVersionsWindow *window = NULL;

  join (fixture, add_versions);
  window = tw_versions_window_new (GTK_WINDOW (fixture->window), fixture->workspace, &document);
  gtk_window_present (GTK_WINDOW (window));
  tw_app_test_wait (has_versions, window);
  g_assert_cmpint (tw_store_get_blob_size (fixture->store, hash), ==, -1);
  tw_versions_window_open (window, 1);
  tw_app_test_wait (is_opened, (gpointer) "former words");
  gtk_window_destroy (GTK_WINDOW (window));
  tw_app_test_settle ();
}

static gboolean
has_run (gpointer window)
{
  return tw_report_runs_window_get_n_shown (window) == 1;
}

static void
test_export (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "exported words", -1);
  TwReportRunsWindow *window = NULL;

  join (fixture, add_run);
  window = tw_report_runs_window_new (GTK_WINDOW (fixture->window), fixture->workspace, &report);
  gtk_window_present (GTK_WINDOW (window));
  tw_app_test_wait (has_run, window);
  g_assert_cmpint (tw_store_get_blob_size (fixture->store, hash), ==, -1);
  tw_report_runs_window_open (window, 0);
  tw_app_test_wait (is_opened, (gpointer) "exported words");
  gtk_window_destroy (GTK_WINDOW (window));
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("tw-programs-XXXXXX", NULL);
  int result = 0;

  programs = folder;
  make_program ();
  tw_app_server_init ();
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/file-fetch/version", test_version);
  tw_app_test_add ("/app/file-fetch/export", test_export);
  result = g_test_run ();
  tw_app_test_remove (folder);
  return result;
}
