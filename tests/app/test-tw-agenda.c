/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be done, by day: groups, adding in one line, finishing, undo; also for a site's own object. */
#include "config.h"

#include "tw-agenda-view.h"
#include "tw-app-test.h"
#include "tw-call-page.h"

static guint
count_rows (TwAgendaView *view)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), n) != NULL)
    n++;
  return n;
}

typedef struct
{
  TwAgendaView *view;
  guint         n;
} Wanted;

static gboolean
has_rows (gpointer data)
{
  Wanted *wanted = data;

  return count_rows (wanted->view) == wanted->n;
}

static void
wait_rows (TwAgendaView *view,
           guint         n)
{
  Wanted wanted = { view, n };

  tw_app_test_wait (has_rows, &wanted);
}

static const char *
get_heading (TwAgendaView *view,
             guint         i)
{
  GtkWidget *header = gtk_list_box_row_get_header (gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), i));

  return header != NULL ? gtk_label_get_label (GTK_LABEL (header)) : "";
}

static TwAgendaView *
open_agenda (TwAppTest  *fixture,
             const char *entity)
{
  TwAgendaView *view = NULL;

  tw_app_test_open_view (fixture, entity, "agenda");
  view = tw_app_test_find (fixture->window, TW_TYPE_AGENDA_VIEW);
  g_assert_nonnull (view);
  return view;
}

static void
test_groups (TwAppTest    *fixture,
             gconstpointer data)
{
  TwAgendaView *view = open_agenda (fixture, "task");

  tw_agenda_view_add (view, "Somewhen");
  tw_agenda_view_add (view, "Long ago 2020-01-01");
  tw_agenda_view_add (view, "Now today 23:59 !!");
  tw_agenda_view_add (view, "Far 2099-01-01 10:00");
  tw_agenda_view_add (view, "   ");
  wait_rows (view, 4);
  tw_app_test_shot (fixture->window, "agenda");
  g_assert_cmpstr (get_heading (view, 0), ==, "Overdue");
  g_assert_cmpstr (get_heading (view, 1), ==, "Today");
  g_assert_cmpstr (get_heading (view, 2), ==, "Later");
  g_assert_cmpstr (get_heading (view, 3), ==, "Without a day");
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title = \"Now\" and due_date = today() and priority = \"urgent\""), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title = \"Far\" and due_time is not empty and assignee = me"), ==, 1);
}

static gboolean
shows_company (gpointer data)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (tw_agenda_view_get_list (data), 0);

  return row != NULL && g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "R&D <Acme>") == 0;
}

/* A name is no markup. */
static void
test_names (TwAppTest    *fixture,
            gconstpointer data)
{
  TwAgendaView *view = open_agenda (fixture, "task");
  const TwEntity *company = tw_app_test_entity (fixture, "company");
  g_autoptr(TwRecord) task = tw_record_new (tw_app_test_entity (fixture, "task"));
  g_autoptr(TwRecord) acme = tw_store_get (fixture->store, company, &fixture->acme, NULL);
  g_auto(TwValue) link = tw_value_link (company->number, &fixture->acme);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");

  g_assert_true (tw_record_set_text (acme, "name", "R&D <Acme>", NULL));
  g_assert_true (tw_record_set_text (task, "title", "Call", NULL));
  g_assert_true (tw_record_set_key (task, "company", &link, NULL));
  tw_edit_save (edit, acme);
  tw_edit_save (edit, task);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_wait (shows_company, view);
  g_assert_false (adw_preferences_row_get_use_markup (ADW_PREFERENCES_ROW (gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), 0))));
}

/* A tick finishes, what repeats comes again, and undo brings it back. */
static void
test_finish (TwAppTest    *fixture,
             gconstpointer data)
{
  TwAgendaView *view = open_agenda (fixture, "task");
  GtkCheckButton *check = NULL;

  tw_agenda_view_add (view, "Report 2099-01-01");
  wait_rows (view, 1);
  check = tw_app_test_find (gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), 0), GTK_TYPE_CHECK_BUTTON);
  gtk_check_button_set_active (check, TRUE);
  wait_rows (view, 0);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "status = \"completed\""), ==, 1);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_rows (view, 1);
  gtk_list_box_select_row (tw_agenda_view_get_list (view), gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), 0));
  tw_app_test_activate (view, "agenda.finish", NULL);
  wait_rows (view, 0);
  tw_app_test_shot (fixture->window, "agenda-empty");
}

static gboolean
shows_call (gpointer data)
{
  return tw_call_page_get_call (data) != NULL;
}

static gboolean
shows_no_call (gpointer data)
{
  return tw_call_page_get_call (data) == NULL;
}

static gboolean
shows_second (gpointer data)
{
  TwRecord *call = tw_call_page_get_call (data);
  g_autofree char *title = call != NULL ? tw_record_dup_title (call) : g_strdup ("");

  return g_str_equal (title, "Second");
}

static void
add_call (TwAppTest  *fixture,
          const char *reason,
          const char *at)
{
  g_autoptr(TwRecord) call = tw_record_new (tw_app_test_entity (fixture, "call_task"));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;
  g_auto(TwValue) company = tw_value_link (tw_app_test_entity (fixture, "company")->number, &fixture->acme);

  g_assert_true (tw_record_set_text (call, "reason", reason, NULL));
  g_assert_true (tw_record_set_text (call, "scheduled_for", at, NULL));
  g_assert_true (tw_record_set_text (call, "phone", "+1 201 555 0123", NULL));
  g_assert_true (tw_record_set_key (call, "company", &company, NULL));
  tw_edit_save (edit, call);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* One call after the other: its outcome is logged and the next one comes. */
static void
test_calls (TwAppTest    *fixture,
            gconstpointer data)
{
  TwCallPage *page = NULL;

  add_call (fixture, "Second", "2020-01-02T10:00:00Z");
  add_call (fixture, "First", "2020-01-01T10:00:00Z");
  add_call (fixture, "Far", "2099-01-01T10:00:00Z");
  tw_app_test_activate (fixture->window, "win.show-calls", NULL);
  page = TW_CALL_PAGE (tw_window_get_page (fixture->window));
  tw_app_test_wait (shows_call, page);
  tw_app_test_shot (fixture->window, "calls");
  gtk_editable_set_text (GTK_EDITABLE (tw_call_page_get_note (page)), "Likes the offer");
  tw_app_test_activate (page, "call.outcome", "s", "reached");
  tw_app_test_wait (shows_second, page);
  g_assert_cmpint (tw_app_test_count (fixture, "call_task", "reason = \"First\" and status = \"done\" and attempts = 1"), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "activity", "kind = \"call\" and subject = \"First\" and outcome = \"Reached\""
                                      " and description = \"Likes the offer\" and company = \"Acme Corporation\""), ==, 1);
  tw_app_test_activate (page, "call.outcome", "s", "call_back");
  tw_app_test_wait (shows_no_call, page);
  g_assert_cmpint (tw_app_test_count (fixture, "call_task", "reason = \"Second\" and status = \"planned\" and scheduled_for > now()"), ==, 1);
  tw_app_test_activate (fixture->window, "win.back", NULL);
}

/* The command on a task's page. */
static void
test_record (TwAppTest    *fixture,
             gconstpointer data)
{
  TwAgendaView *view = open_agenda (fixture, "task");
  GtkListBoxRow *row = NULL;

  tw_agenda_view_add (view, "Report 2099-01-01");
  wait_rows (view, 1);
  row = gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), 0);
  g_signal_emit_by_name (tw_agenda_view_get_list (view), "row-activated", row);
  tw_app_test_settle ();
  tw_app_test_activate (tw_window_get_page (fixture->window), "task.finish", NULL);
  wait_rows (view, 0);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "status = \"completed\""), ==, 1);
}

static void
test_custom_object (TwAppTest    *fixture,
                    gconstpointer data)
{
  static const char definition[] =
    "[{\"entity\": {\"entity\": \"x_errand\", \"plural\": \"x_errands\", \"label\": \"Errand\", \"label_plural\": \"Errands\", \"group\": \"plan\","
    " \"name\": \"name\", \"board\": \"state\", \"date\": \"day\", \"list\": [\"name\", \"day\"], \"fields\": ["
    " {\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true}, {\"key\": \"day\", \"label\": \"Day\", \"kind\": \"date\"},"
    " {\"key\": \"state\", \"label\": \"State\", \"kind\": \"enum\", \"default\": \"open\", \"choices\": [{\"key\": \"open\", \"label\": \"Open\"},"
    " {\"key\": \"done\", \"label\": \"Done\", \"closed\": true}]}]}}]";
  TwAgendaView *view = NULL;

  tw_app_test_define (fixture, definition);
  view = open_agenda (fixture, "x_errand");
  tw_agenda_view_add (view, "Post office tomorrow");
  wait_rows (view, 1);
  gtk_list_box_select_row (tw_agenda_view_get_list (view), gtk_list_box_get_row_at_index (tw_agenda_view_get_list (view), 0));
  tw_app_test_activate (view, "agenda.finish", NULL);
  wait_rows (view, 0);
  g_assert_cmpint (tw_app_test_count (fixture, "x_errand", "state = \"done\" and name = \"Post office\" and day = today() + 1 days"), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/agenda/groups", test_groups);
  tw_app_test_add ("/app/agenda/names", test_names);
  tw_app_test_add ("/app/agenda/finish", test_finish);
  tw_app_test_add ("/app/agenda/calls", test_calls);
  tw_app_test_add ("/app/agenda/record", test_record);
  tw_app_test_add ("/app/agenda/custom-object", test_custom_object);
  return g_test_run ();
}
