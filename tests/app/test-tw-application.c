/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program from its first start: welcome, an own workspace, opening it again, folders that are no workspace. */
#include "config.h"

#include "tw-app-test.h"

#include <glib/gstdio.h>

#include "tw-application-private.h"
#include "tw-create-dialog.h"
#include "tw-early-store.h"
#include "tw-read-only-bar.h"
#include "tw-start-page.h"
#include "tw-today-page.h"

typedef struct
{
  TwApplication *application;                          /* the one of this process; each test has its own window */
} Fixture;

static TwApplication *application;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);

  g_settings_reset (settings, "workspace");
  fixture->application = application;
  g_application_activate (G_APPLICATION (fixture->application));
  tw_app_test_settle ();
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (fixture->application));

  gtk_window_destroy (window);
  tw_app_test_settle ();
}

static TwWindow *
get_window (Fixture *fixture)
{
  return TW_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (fixture->application)));
}

static const char *
get_start_page (Fixture *fixture)
{
  TwStartPage *page = tw_app_test_find (get_window (fixture), TW_TYPE_START_PAGE);
  GtkWidget *stack = page != NULL ? tw_app_test_find (page, GTK_TYPE_STACK) : NULL;

  return stack != NULL && gtk_widget_get_mapped (stack) ? gtk_stack_get_visible_child_name (GTK_STACK (stack)) : NULL;
}

static void
test_welcome (Fixture      *fixture,
              gconstpointer data)
{
  g_assert_null (tw_application_get_workspace (fixture->application));
  g_assert_cmpstr (get_start_page (fixture), ==, "welcome");
}

static void
test_own_workspace (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSettings) settings = g_settings_new (TW_APP_ID);
  g_autofree char *name = NULL, *user = NULL, *dir = NULL;
  TwStore *store = NULL;

  g_assert_true (tw_application_create (fixture->application, "Northwind", "Ann Berg", "ann@northwind.example", &error));
  g_assert_no_error (error);
  tw_app_test_settle ();
  g_assert_true (TW_IS_TODAY_PAGE (tw_window_get_page (get_window (fixture))));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (get_window (fixture))), ==, "Northwind");
  store = tw_workspace_get_store (tw_application_get_workspace (fixture->application));
  user = tw_store_dup_title (store, tw_schema_get_entity (tw_store_get_schema (store), "user")->number,
                             tw_store_get_user (store));
  g_assert_cmpstr (user, ==, "Ann Berg");
  /* The next start opens it, with the same person. */
  dir = g_settings_get_string (settings, "workspace");
  g_assert_cmpstr (dir, ==, tw_store_get_dir (store));
  g_assert_true (tw_application_open (fixture->application, dir, FALSE));
  store = tw_workspace_get_store (tw_application_get_workspace (fixture->application));
  name = tw_store_dup_title (store, tw_schema_get_entity (tw_store_get_schema (store), "user")->number,
                             tw_store_get_user (store));
  g_assert_cmpstr (name, ==, "Ann Berg");
}

static gboolean
shows_welcome (gpointer fixture)
{
  return g_strcmp0 (get_start_page (fixture), "welcome") == 0;
}

/* A demo that is given up leaves nothing, and the three ways in are there again. */
static void
test_demo_given_up (Fixture      *fixture,
                    gconstpointer data)
{
  g_autofree char *dir = tw_application_dup_demo_dir (), *making = g_strconcat (dir, ".making", NULL);

  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  tw_application_open_demo (fixture->application);
  g_assert_cmpstr (get_start_page (fixture), ==, "progress");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "stop-demo", NULL);
  tw_app_test_wait (shows_welcome, fixture);
  g_assert_null (tw_application_get_workspace (fixture->application));
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (making, G_FILE_TEST_EXISTS));
}

static void
test_no_workspace (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-empty-XXXXXX", NULL);

  g_assert_false (tw_application_open (fixture->application, dir, FALSE));
  tw_app_test_settle ();
  g_assert_cmpstr (get_start_page (fixture), ==, "error");
  g_assert_null (tw_application_get_workspace (fixture->application));
  g_rmdir (dir);
}

static gint64
count_tasks (TwStore *store)
{
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (store), tw_schema_get_entity (tw_store_get_schema (store), "task"), NULL,
                                           NULL, NULL);

  return tw_store_count (store, query, NULL);
}

/* What a start opens while the toolkit is made ready is opened as wholly as what is opened later: its rules hold. */
static void
test_early (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) task = NULL;
  g_autoptr(TwCommit) first = NULL, second = NULL;
  g_autofree char *dir = NULL;
  TwStore *store = NULL;
  TwEdit *edit = NULL;

  g_assert_true (tw_application_create (fixture->application, "Early", "Ann Berg", "ann@northwind.example", &error));
  dir = g_strdup (tw_store_get_dir (tw_workspace_get_store (tw_application_get_workspace (fixture->application))));
  tw_application_show_start (fixture->application);
  tw_early_store_begin (dir);
  g_assert_true (tw_application_open (fixture->application, dir, FALSE));
  store = tw_workspace_get_store (tw_application_get_workspace (fixture->application));
  task = tw_record_new (tw_schema_get_entity (tw_store_get_schema (store), "task"));
  tw_record_set_text (task, "title", "Report", NULL);
  tw_record_set_text (task, "recurring", "true", NULL);
  tw_record_set_text (task, "recurrence_pattern", "weekly", NULL);
  tw_record_set_text (task, "due_date", "2035-03-05", NULL);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Add");
  tw_edit_save (edit, task);
  first = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_tasks (store), ==, 1);
  tw_record_set_text (task, "status", "completed", NULL);
  edit = tw_edit_new (store, TW_ORIGIN_PERSON, "Finish");
  tw_edit_save (edit, task);
  second = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_tasks (store), ==, 2);
}

/* A workspace of this test that no window shows. */
static char *
make_workspace (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  char *dir = NULL;

  g_assert_true (tw_application_create (fixture->application, "Shared", "Ann Berg", "ann@northwind.example", &error));
  g_assert_no_error (error);
  dir = g_strdup (tw_store_get_dir (tw_workspace_get_store (tw_application_get_workspace (fixture->application))));
  tw_application_show_start (fixture->application);
  return dir;
}

static TwStore *
open_elsewhere (const char *dir)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TwSchema) shipped = tw_schema_load_shipped (&error);
  TwStore *store = tw_store_open (dir, shipped, FALSE, &error);

  g_assert_no_error (error);
  g_assert_false (tw_store_is_read_only (store));
  return store;
}

static TwStore *
get_store (Fixture *fixture)
{
  return tw_workspace_get_store (tw_application_get_workspace (fixture->application));
}

static gboolean
may_press (gpointer fixture)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (((Fixture *) fixture)->application), "reopen-workspace");
}

static void
press_again (Fixture *fixture)
{
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "reopen-workspace", NULL);
  g_assert_false (may_press (fixture));
  tw_app_test_wait (may_press, fixture);
}

/* Who cannot save is told before he types; when the other program is done a press opens it for changes. */
static void
test_in_use (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *dir = make_workspace (fixture);
  g_autoptr(TwStore) other = open_elsewhere (dir);
  TwWindowPage *shown = NULL;
  GtkWidget *bar = NULL;

  g_assert_true (tw_application_open (fixture->application, dir, FALSE));
  tw_app_test_settle ();
  bar = tw_app_test_find (get_window (fixture), TW_TYPE_READ_ONLY_BAR);
  g_assert_true (gtk_widget_get_mapped (bar));
  g_assert_true (tw_store_is_in_use (get_store (fixture)));
  shown = tw_window_get_page (get_window (fixture));
  press_again (fixture);
  /* What was open is as it was: it did not help. */
  g_assert_true (gtk_widget_get_mapped (bar));
  g_assert_true (tw_window_get_page (get_window (fixture)) == shown);
  tw_store_close (other);
  press_again (fixture);
  tw_app_test_settle ();
  g_assert_false (gtk_widget_get_mapped (bar));
  g_assert_false (tw_store_is_read_only (get_store (fixture)));
}

static gboolean
is_asked (gpointer data)
{
  return tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
is_not_asked (gpointer data)
{
  return !is_asked (data);
}

/* As its button does. */
static void
answer (const char *response)
{
  AdwMessageDialog *dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);

  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* What was typed, in whatever window, is not lost unless the person says so. */
static void
test_in_use_words (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *dir = make_workspace (fixture);
  g_autoptr(TwStore) other = open_elsewhere (dir);
  GtkWindow *dialog = NULL;
  GtkEditable *text = NULL;

  g_assert_true (tw_application_open (fixture->application, dir, FALSE));
  tw_app_test_settle ();
  tw_app_test_activate (get_window (fixture), "win.create", "s", "company");
  dialog = tw_app_test_find_window (TW_TYPE_CREATE_DIALOG);
  text = GTK_EDITABLE (tw_app_test_find (dialog, GTK_TYPE_TEXT));
  gtk_editable_set_text (text, "Northwind Trading");
  tw_store_close (other);
  press_again (fixture);
  tw_app_test_wait (is_asked, NULL);
  g_assert_true (tw_store_is_read_only (get_store (fixture)));
  answer ("cancel");
  tw_app_test_wait (is_not_asked, NULL);
  g_assert_true (tw_store_is_read_only (get_store (fixture)));
  g_assert_cmpstr (gtk_editable_get_text (text), ==, "Northwind Trading");
  /* It was let go again. */
  press_again (fixture);
  tw_app_test_wait (is_asked, NULL);
  answer ("open");
  tw_app_test_wait (is_not_asked, NULL);
  g_assert_false (tw_store_is_read_only (get_store (fixture)));
  if (tw_app_test_find_window (TW_TYPE_CREATE_DIALOG) != NULL)
    gtk_window_destroy (dialog);
}

static gpointer
close_soon (gpointer store)
{
  g_usleep (G_TIME_SPAN_SECOND / 4);
  tw_store_close (store);
  return NULL;
}

/* A command that runs just then is waited for. */
static void
test_in_use_for_a_moment (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *dir = make_workspace (fixture);
  g_autoptr(TwStore) other = open_elsewhere (dir);
  GThread *thread = g_thread_new ("other", close_soon, other);

  tw_early_store_begin (dir);
  g_assert_true (tw_application_open (fixture->application, dir, FALSE));
  g_thread_join (thread);
  g_assert_false (tw_store_is_read_only (get_store (fixture)));
}

int
main (int    argc,
      char **argv)
{
  /* The programs under test are the applications here: the shared one would stand in their place. */
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application = tw_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;
  g_test_add ("/app/application/welcome", Fixture, NULL, set_up, test_welcome, tear_down);
  g_test_add ("/app/application/own-workspace", Fixture, NULL, set_up, test_own_workspace, tear_down);
  g_test_add ("/app/application/demo-given-up", Fixture, NULL, set_up, test_demo_given_up, tear_down);
  g_test_add ("/app/application/no-workspace", Fixture, NULL, set_up, test_no_workspace, tear_down);
  g_test_add ("/app/application/early", Fixture, NULL, set_up, test_early, tear_down);
  g_test_add ("/app/application/in-use", Fixture, NULL, set_up, test_in_use, tear_down);
  g_test_add ("/app/application/in-use-words", Fixture, NULL, set_up, test_in_use_words, tear_down);
  g_test_add ("/app/application/in-use-for-a-moment", Fixture, NULL, set_up, test_in_use_for_a_moment, tear_down);
  return g_test_run ();
}
