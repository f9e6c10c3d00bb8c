/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of a view into a file, and what is shown while it is written. */
#include "tw-app-test.h"

#include "tw-access.h"
#include "tw-bulk-bar.h"
#include "tw-replica.h"
#include "tw-view-export.h"
#include "tw-view-page.h"

static TwViewState *
get_state (TwAppTest *fixture)
{
  return tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
}

typedef struct
{
  gboolean done;
  gint64   n;
  GError  *error;
} Export;

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  Export *export = data;

  export->n = tw_view_export_finish (result, &export->error);
  export->done = TRUE;
}

static gboolean
is_exported (gpointer data)
{
  return ((Export *) data)->done;
}

static char *
export_records (TwAppTest   *fixture,
                TwRecordSet *set,
                gint64       expected)
{
  g_autofree char *path = g_build_filename (fixture->dir, "deals.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  Export export = { FALSE, 0, NULL };
  char *text = NULL;

  tw_view_export_async (get_state (fixture), set, file, NULL, exported_cb, &export);
  tw_app_test_wait (is_exported, &export);
  g_assert_no_error (export.error);
  g_assert_cmpint (export.n, ==, expected);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_export (TwAppTest    *fixture,
             gconstpointer data)
{
  const char *columns[] = { "name", "amount", NULL };
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (TwId));
  g_autoptr(TwRecordSet) set = NULL;
  g_autofree char *all = NULL, *one = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_view_state_set_columns (get_state (fixture), columns);
  tw_view_state_add_condition (get_state (fixture), "priority = \"high\"", NULL);
  all = export_records (fixture, NULL, 3);
  g_assert_true (g_str_has_prefix (all, "name,amount"));
  g_array_append_val (ids, fixture->deals[1]);
  set = tw_record_set_new_ids (tw_app_test_entity (fixture, "deal"), ids);
  one = export_records (fixture, set, 1);
  g_assert_nonnull (strstr (one, "Deal 02"));
  g_assert_null (strstr (one, "Deal 01"));
}

static gpointer
report_half (gpointer data)
{
  tw_progress_report (TW_PROGRESS (data), 0.25);
  tw_progress_report (TW_PROGRESS (data), 0.5);
  return NULL;
}

static gboolean
shows_half (gpointer data)
{
  return tw_bulk_bar_get_shown_fraction (TW_BULK_BAR (data)) == 0.5;
}

static gboolean
is_hidden (gpointer data)
{
  return !tw_bulk_bar_get_revealed (TW_BULK_BAR (data));
}

/* Work of another thread is shown below the view with a way to give it up; meanwhile nothing else begins. */
static void
test_progress (TwAppTest    *fixture,
               gconstpointer data)
{
  g_autoptr(TwProgress) work = tw_progress_new ("Export to “deals.csv”"), other = tw_progress_new ("Copy");
  TwBulkBar *bar = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  bar = tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_BULK_BAR);
  g_assert_true (tw_bulk_bar_watch (bar, work));
  g_assert_false (tw_bulk_bar_watch (bar, other));
  g_assert_true (tw_bulk_bar_get_running (bar));
  g_thread_join (g_thread_new ("work", report_half, work));
  tw_app_test_wait (shows_half, bar);
  g_assert_true (tw_bulk_bar_get_revealed (bar));
  tw_app_test_shot (fixture->window, "progress");
  tw_bulk_bar_cancel (bar);
  g_assert_true (g_cancellable_is_cancelled (tw_progress_get_cancellable (work)));
  tw_progress_end (work);
  g_assert_false (tw_bulk_bar_get_running (bar));
  tw_app_test_wait (is_hidden, bar);
  g_assert_true (tw_bulk_bar_watch (bar, other));
  tw_progress_end (other);
}

/* An export tells how far it is; given up, it leaves no file. */
static void
test_export_progress (TwAppTest    *fixture,
                      gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "deals.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(TwProgress) whole = tw_progress_new ("whole"), given_up = tw_progress_new ("given up");
  Export export = { FALSE, 0, NULL };

  tw_app_test_open_view (fixture, "deal", "list");
  g_cancellable_cancel (tw_progress_get_cancellable (given_up));
  tw_view_export_async (get_state (fixture), NULL, file, given_up, exported_cb, &export);
  tw_app_test_wait (is_exported, &export);
  g_assert_error (export.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&export.error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  export.done = FALSE;
  tw_view_export_async (get_state (fixture), NULL, file, whole, exported_cb, &export);
  tw_app_test_wait (is_exported, &export);
  g_assert_no_error (export.error);
  g_assert_cmpfloat (tw_progress_get_fraction (whole), ==, 1);
}

/* --- The right to take records out --- */

static TwId
add_role (TwAppTest  *fixture,
          const char *permissions)
{
  g_autoptr(TwRecord) role = tw_record_new (tw_app_test_entity (fixture, "role"));
  g_autoptr(TwRecord) user = tw_store_get (fixture->store, tw_app_test_entity (fixture, "user"), &fixture->user, NULL);
  g_auto(TwValue) link = tw_value_link (tw_app_test_entity (fixture, "role")->number, tw_record_get_id (role));
  g_auto(TwValue) links = tw_value_list (&link, 1);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "role");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (role, "name", "Looks only", NULL);
  tw_record_set_text (role, "record_scope", "all", NULL);
  g_assert_true (tw_record_set_text (role, "permissions", permissions, &error));
  tw_record_set_key (user, "roles", &links, NULL);
  tw_record_set_text (user, "active", "true", NULL);
  tw_edit_save (edit, role);
  tw_edit_save (edit, user);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (role);
}

static guint
count_windows (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

/* In a team's workspace whose role does not let this person: nothing is asked for, written or copied. A workspace of one's own has no such
 * rule, and the right for one kind of record is none for another. */
static void
test_right (TwAppTest    *fixture,
            gconstpointer data)
{
  const TwEntity *deal = tw_app_test_entity (fixture, "deal"), *company = tw_app_test_entity (fixture, "company");
  TwReplicaIdentity identity = { (char *) "http://127.0.0.1:1", tw_id_nil, fixture->user, tw_id_new () };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autoptr(GError) error = NULL;
  guint n_windows;

  add_role (fixture, "deal read change\ncompany read export");
  g_assert_true (tw_access_check_export (fixture->store, deal, &error));
  g_assert_true (tw_replica_join (fixture->store, &identity, FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (tw_access_check_export (fixture->store, company, &error));
  g_assert_false (tw_access_check_export (fixture->store, deal, &error));
  g_assert_error (error, TW_ACCESS_ERROR, TW_ACCESS_ERROR_DENIED);
  g_assert_nonnull (strstr (error->message, "“Deals”"));
  gdk_clipboard_set_text (clipboard, "before");
  tw_app_test_open_view (fixture, "deal", "list");
  n_windows = count_windows ();
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.export", NULL);
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.print", NULL);
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.copy", NULL);
  tw_app_test_settle ();
  g_assert_cmpuint (count_windows (), ==, n_windows);
  g_assert_true (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), G_TYPE_STRING));
  g_assert_false (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "text/html"));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/view-export/file", test_export);
  tw_app_test_add ("/app/view-export/given-up", test_export_progress);
  tw_app_test_add ("/app/view-export/progress", test_progress);
  tw_app_test_add ("/app/view-export/right", test_right);
  return g_test_run ();
}
