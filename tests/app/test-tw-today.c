/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of today: it is the first one, follows the commits, and its lines are done, put off and opened by keyboard. */
#include "tw-app-test.h"

#include "tw-column.h"
#include "tw-first-steps-list.h"
#include "tw-record-page.h"
#include "tw-star.h"
#include "tw-today-page.h"
#include "tw-today-row.h"

typedef struct
{
  TwTodayPage *page;
  int          n;
} Lines;

static gboolean
has_lines (gpointer data)
{
  Lines *lines = data;

  return tw_today_page_get_n_lines (lines->page) == lines->n;
}

static void
wait_for_lines (TwTodayPage *page,
                int          n)
{
  Lines lines = { page, n };

  tw_app_test_wait (has_lines, &lines);
}

static void
add_task (TwAppTest  *fixture,
          const char *title,
          int         day)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "task"));
  g_auto(TwValue) name = tw_value_text (title);
  g_auto(TwValue) due = tw_value_date (tw_instant_get_date (g_get_real_time (), tw_workspace_get_zone (fixture->workspace)) + day);
  g_auto(TwValue) me = tw_value_link (tw_app_test_entity (fixture, "user")->number, &fixture->user);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_key (record, "title", &name, NULL);
  tw_record_set_key (record, "due_date", &due, NULL);
  tw_record_set_key (record, "assignee", &me, NULL);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static TwTodayPage *
open_today (TwAppTest *fixture)
{
  g_assert_true (TW_IS_TODAY_PAGE (tw_window_get_page (fixture->window)));
  return TW_TODAY_PAGE (tw_window_get_page (fixture->window));
}

static TwTodayRow *
get_focused (TwAppTest *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return focus != NULL ? TW_TODAY_ROW (gtk_widget_get_ancestor (focus, TW_TYPE_TODAY_ROW)) : NULL;
}

static void
test_lines (TwAppTest    *fixture,
            gconstpointer data)
{
  TwTodayPage *page = open_today (fixture);

  wait_for_lines (page, 0);
  add_task (fixture, "First", -2);
  add_task (fixture, "Second", 0);
  add_task (fixture, "Third", 0);
  wait_for_lines (page, 3);
  gtk_widget_grab_focus (tw_app_test_find (page, TW_TYPE_TODAY_ROW));
  g_assert_cmpstr (tw_today_row_get_line (get_focused (fixture))->title, ==, "First");
  tw_app_test_activate (page, "today.do", NULL);
  wait_for_lines (page, 2);
  /* The next line has the focus now. */
  g_assert_nonnull (get_focused (fixture));
  g_assert_cmpint (tw_app_test_count (fixture, "task", "status = \"completed\""), ==, 1);
  tw_app_test_activate (page, "today.snooze", NULL);
  wait_for_lines (page, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "due_date within tomorrow"), ==, 1);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_for_lines (page, 2);
  gtk_widget_grab_focus (tw_app_test_find (page, TW_TYPE_TODAY_ROW));
  tw_app_test_activate (page, "today.open", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
}

/* A button acts on its own line, wherever the focus was. */
static void
test_button (TwAppTest    *fixture,
             gconstpointer data)
{
  TwTodayPage *page = open_today (fixture);

  add_task (fixture, "First", -2);
  add_task (fixture, "Second", 0);
  wait_for_lines (page, 2);
  g_signal_emit_by_name (tw_app_test_find (tw_app_test_find (page, TW_TYPE_TODAY_ROW), GTK_TYPE_BUTTON), "clicked");
  wait_for_lines (page, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "status = \"completed\" and title = \"First\""), ==, 1);
}

/* Nothing happens without a line, and the page comes back from anywhere. */
static void
test_nothing (TwAppTest    *fixture,
              gconstpointer data)
{
  TwTodayPage *page = open_today (fixture);

  wait_for_lines (page, 0);
  tw_app_test_activate (page, "today.do", NULL);
  tw_app_test_activate (page, "today.open", NULL);
  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_activate (fixture->window, "win.show-today", NULL);
  tw_app_test_settle ();
  open_today (fixture);
}

static gboolean
has_task_step (gpointer data)
{
  return (tw_first_steps_list_get_done (data) & 8) != 0 && gtk_widget_get_visible (data);
}

/* The workspace has companies and deals, and neither contacts nor tasks: the list ticks itself when they come. */
static void
test_first_steps (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwTodayPage *page = open_today (fixture);
  TwFirstStepsList *steps = tw_app_test_find (page, TW_TYPE_FIRST_STEPS_LIST);

  wait_for_lines (page, 0);
  tw_app_test_settle ();
  g_assert_cmpuint (tw_first_steps_list_get_done (steps), ==, 1 | 4);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (steps)));
  add_task (fixture, "Plan", 7);
  tw_app_test_wait (has_task_step, steps);
  tw_app_test_activate (page, "today.hide-steps", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (steps)));
  g_settings_reset (tw_workspace_get_settings (fixture->workspace), "first-steps-hidden");
}

/* --- Rest --- */

static gboolean
turns_unseen (GtkWidget *widget)
{
  if (GTK_IS_SPINNER (widget) && gtk_spinner_get_spinning (GTK_SPINNER (widget)) && !gtk_widget_get_mapped (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (turns_unseen (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_been_read (gpointer data)
{
  GtkWidget *page = data, *spinner = tw_app_test_find (page, GTK_TYPE_SPINNER);

  return (!TW_IS_TODAY_PAGE (page) || tw_today_page_get_n_lines (TW_TODAY_PAGE (page)) >= 0)
         && (spinner == NULL || !gtk_widget_get_mapped (spinner));
}

/* What turns while one waits does not go on behind a page that has been read: it would draw sixty frames a second for ever. */
static void
test_rest (TwAppTest    *fixture,
           gconstpointer data)
{
  static const char *const pages[] = { "win.show-today", "win.show-trash" };

  add_task (fixture, "Call", 0);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      tw_app_test_activate (fixture->window, pages[i], NULL);
      tw_app_test_wait (has_been_read, tw_window_get_page (fixture->window));
      g_assert_false (turns_unseen (GTK_WIDGET (fixture->window)));
    }
}

static gboolean
has_title (gpointer data)
{
  TwTodayRow *row = tw_app_test_find (data, TW_TYPE_TODAY_ROW);

  return row != NULL && g_str_equal (tw_today_row_get_line (row)->title, "Acme the Second");
}

/* What is starred stands below what needs doing, follows the record, and is opened by Enter. */
static void
test_starred (TwAppTest    *fixture,
              gconstpointer data)
{
  TwTodayPage *page = open_today (fixture);
  g_autoptr(TwRecord) acme = tw_store_get (fixture->store, tw_app_test_entity (fixture, "company"), &fixture->acme, NULL);
  g_autoptr(TwCommit) starred = NULL, renamed = NULL;
  TwEdit *edit = NULL;

  wait_for_lines (page, 0);
  starred = tw_edit_commit (tw_star_set (fixture->store, acme, TRUE), NULL);
  wait_for_lines (page, 1);
  edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "rename");
  tw_record_set_text (acme, "name", "Acme the Second", NULL);
  tw_edit_save (edit, acme);
  renamed = tw_edit_commit (edit, NULL);
  g_assert_nonnull (renamed);
  tw_app_test_wait (has_title, page);
  gtk_widget_grab_focus (tw_app_test_find (page, TW_TYPE_TODAY_ROW));
  tw_app_test_activate (page, "today.open", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
}

/* How wide something has to be does not depend on the height that it gets: labels that wrap answer that by breaking their text dozens of times. */
static void
assert_one_width (GtkWidget *widget)
{
  int least = 0, most = 0, least_high = 0, most_high = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, 60, &least_high, &most_high, NULL, NULL);
  g_assert_cmpint (least_high, ==, least);
  g_assert_cmpint (most_high, ==, most);
}

static void
test_widths (TwAppTest    *fixture,
             gconstpointer data)
{
  TwTodayPage *page = open_today (fixture);
  GtkWidget *row = NULL, *column = NULL, *part = NULL;
  int least = 0, width = 0;

  add_task (fixture, "Ask the neighbours of the warehouse whether the lorries of the new supplier wake them in the night, and when", -1);
  wait_for_lines (page, 1);
  tw_app_test_settle ();
  row = tw_app_test_find (page, TW_TYPE_TODAY_ROW);
  column = gtk_widget_get_ancestor (row, TW_TYPE_COLUMN);
  assert_one_width (column);
  for (part = gtk_widget_get_first_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))); part != NULL;
       part = gtk_widget_get_next_sibling (part))
    assert_one_width (part);
  width = gtk_widget_get_width (adw_bin_get_child (ADW_BIN (column)));
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (column)), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (width, >=, least);
  g_assert_cmpint (width, <=, 720);
  g_assert_cmpint (width, <=, gtk_widget_get_width (column));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/today/lines", test_lines);
  tw_app_test_add ("/app/today/button", test_button);
  tw_app_test_add ("/app/today/nothing", test_nothing);
  tw_app_test_add ("/app/today/first-steps", test_first_steps);
  tw_app_test_add ("/app/today/rest", test_rest);
  tw_app_test_add ("/app/today/starred", test_starred);
  tw_app_test_add ("/app/today/widths", test_widths);
  return g_test_run ();
}
