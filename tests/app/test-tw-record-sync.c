/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record page beside others' changes: they show at once, marked for a moment, and never under the user's hands. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-record-test.h"

static gboolean
has_error (gpointer data)
{
  return tw_record_field_get_error (data) != NULL;
}

static void
assert_name (TwAppTest  *fixture,
             const char *expected)
{
  g_autofree char *name = tw_app_test_text (fixture, "deal", &fixture->deals[0], "name");

  g_assert_cmpstr (name, ==, expected);
}

static void
test_keep_mine (TwAppTest    *fixture,
                gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");

  tw_record_test_enter (field, "Mine");
  tw_record_test_change_elsewhere (fixture, "name", "Theirs");
  tw_app_test_wait (has_error, field);
  g_assert_nonnull (strstr (tw_record_field_get_error (field), "Theirs"));
  /* Saving or leaving decides nothing. */
  tw_record_field_save (field);
  tw_app_test_settle ();
  g_assert_true (tw_record_field_is_editing (field));
  assert_name (fixture, "Theirs");
  g_signal_emit_by_name (tw_record_test_find_button (field, "_Keep Mine"), "clicked");
  tw_app_test_wait (tw_record_test_is_not_editing, field);
  assert_name (fixture, "Mine");
}

/* Whoever goes elsewhere while a field is being edited gets there. */
static void
test_left_while_editing (TwAppTest    *fixture,
                         gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");

  tw_record_field_start_edit (field);
  gtk_widget_grab_focus (tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY));
  tw_app_test_settle ();
  tw_app_test_activate (fixture->window, "win.open-view", "s", "company");
  tw_record_test_open (fixture, "company", &fixture->acme);
  tw_app_test_settle ();
  field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");
  tw_record_field_start_edit (field);
  gtk_widget_grab_focus (tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY));
  tw_app_test_activate (fixture->window, "win.back", NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  tw_app_test_settle ();
  assert_name (fixture, "Deal 01");
}

static void
test_take_theirs (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");

  tw_record_test_enter (field, "Mine");
  tw_record_test_change_elsewhere (fixture, "name", "Theirs");
  tw_app_test_wait (has_error, field);
  g_signal_emit_by_name (tw_record_test_find_button (field, "_Take Theirs"), "clicked");
  g_assert_false (tw_record_field_is_editing (field));
  g_assert_null (tw_record_field_get_error (field));
  assert_name (fixture, "Theirs");
}

/* The change came so late that the page has not heard of it when the value is saved. */
static void
test_changed_unheard (TwAppTest    *fixture,
                      gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");

  tw_record_test_enter (field, "Mine");
  tw_record_test_change_elsewhere (fixture, "name", "Theirs");
  tw_record_field_save (field);
  tw_app_test_settle ();
  g_assert_true (tw_record_field_is_editing (field));
  g_assert_nonnull (tw_record_field_get_error (field));
  assert_name (fixture, "Theirs");
  tw_record_field_cancel_edit (field);
}

/* A change of another field is no conflict. */
static void
test_other_field (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");

  tw_record_test_enter (field, "Mine");
  tw_record_test_change_elsewhere (fixture, "priority", "low");
  tw_app_test_settle ();
  g_assert_null (tw_record_field_get_error (field));
  tw_record_field_save (field);
  tw_app_test_wait (tw_record_test_is_not_editing, field);
  assert_name (fixture, "Mine");
}

static gboolean
has_mark (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "tw-changed"))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_mark (child))
      return TRUE;
  return FALSE;
}

static gboolean
is_marked (gpointer data)
{
  return has_mark (data);
}

static gboolean
is_not_marked (gpointer data)
{
  return !has_mark (data);
}

/* The field that changed is marked for a moment, and no other one. */
static void
test_marked (TwAppTest    *fixture,
             gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);

  g_assert_false (has_mark (GTK_WIDGET (page)));
  tw_record_test_change_elsewhere (fixture, "name", "Theirs");
  tw_app_test_wait (is_marked, tw_record_test_get_field (page, "name"));
  g_assert_false (has_mark (GTK_WIDGET (tw_record_test_get_field (page, "amount"))));
  g_assert_cmpstr (tw_window_page_get_title (TW_WINDOW_PAGE (page)), ==, "Theirs");
  tw_app_test_wait (is_not_marked, page);
}

/* What is typed stays while the record changes around it, again and again. */
static void
test_typed_stays (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwRecordField *field = tw_record_test_get_field (tw_record_test_open (fixture, "deal", &fixture->deals[0]), "name");
  GtkWidget *entry = NULL;

  tw_record_test_enter (field, "Half a wor");
  entry = tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY);
  gtk_editable_set_position (GTK_EDITABLE (entry), 4);
  tw_record_test_change_elsewhere (fixture, "name", "Theirs");
  tw_app_test_wait (has_error, field);
  tw_record_test_change_elsewhere (fixture, "amount", "7 USD");
  tw_record_test_change_elsewhere (fixture, "name", "Theirs again");
  tw_app_test_settle ();
  g_assert_true (entry == tw_app_test_find (tw_record_field_get_input (field), GTK_TYPE_ENTRY));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Half a wor");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (entry)), ==, 4);
  g_assert_nonnull (strstr (tw_record_field_get_error (field), "Theirs again"));
  tw_record_field_cancel_edit (field);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/record/sync/marked", test_marked);
  tw_app_test_add ("/app/record/sync/typed-stays", test_typed_stays);
  tw_app_test_add ("/app/record/sync/keep-mine", test_keep_mine);
  tw_app_test_add ("/app/record/sync/take-theirs", test_take_theirs);
  tw_app_test_add ("/app/record/sync/left-while-editing", test_left_while_editing);
  tw_app_test_add ("/app/record/sync/changed-unheard", test_changed_unheard);
  tw_app_test_add ("/app/record/sync/other-field", test_other_field);
  return g_test_run ();
}
