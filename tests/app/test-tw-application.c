/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program from its first start: welcome, an own workspace, opening it again, folders that are no workspace. */
#include "config.h"

#include "tw-app-test.h"

#include <glib/gstdio.h>

#include "tw-application-private.h"
#include "tw-early-store.h"
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
  return g_test_run ();
}
