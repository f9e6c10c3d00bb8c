/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor of choices, from the board of activities: named, coloured, placed, hidden, added; each one step that can be undone. */
#include "tw-app-test.h"

#include <string.h>

#include "tw-board-view.h"
#include "tw-choice-row.h"
#include "tw-choices-page.h"

static TwChoiceRow *
row_at (TwAppTest *fixture, int i)
{
  TwChoicesPage *page = TW_CHOICES_PAGE (tw_window_get_page (fixture->window));
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (tw_choices_page_get_list (page), i);

  return row != NULL ? TW_CHOICE_ROW (row) : NULL;
}

static void
open_editor (TwAppTest *fixture)
{
  tw_app_test_open_view (fixture, "activity", "board");
  tw_app_test_activate (tw_app_test_find (tw_window_get_page (fixture->window), TW_TYPE_BOARD_VIEW), "board.edit-columns", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_CHOICES_PAGE (tw_window_get_page (fixture->window)));
}

typedef struct
{
  TwAppTest  *fixture;
  const char *start;
} Names;

/* The texts of the rows begin so. */
static gboolean
is_named (gpointer data)
{
  Names *names = data;
  g_autoptr(GString) all = g_string_new (NULL);

  for (int i = 0; row_at (names->fixture, i) != NULL; i++)
    g_string_append_printf (all, "%s%s", gtk_editable_get_text (tw_choice_row_get_text (row_at (names->fixture, i))),
                            strstr (tw_choice_row_get_count_words (row_at (names->fixture, i)), "Hidden") ? "- " : " ");
  g_test_message ("%s", all->str);
  return g_str_has_prefix (all->str, names->start);
}

static void
wait_for (TwAppTest *fixture, const char *start)
{
  Names names = { fixture, start };

  tw_app_test_wait (is_named, &names);
}

static gboolean
is_counted (gpointer data)
{
  return g_str_equal (tw_choice_row_get_count_words (row_at (data, 0)), "1 record");
}

static gboolean
is_taken_back (gpointer data)
{
  TwAppTest *fixture = data;

  return tw_field_get_choice (tw_entity_get_field (tw_schema_get_entity (tw_workspace_get_schema (fixture->workspace), "activity"), "kind"),
                              "site_visit")->retired;
}

static void
add_call (TwAppTest *fixture)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "activity"));
  TwEdit *edit = tw_edit_new (tw_workspace_get_store (fixture->workspace), TW_ORIGIN_PERSON, "Log");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  tw_record_set_text (record, "subject", "A call", NULL);
  tw_record_set_text (record, "kind", "call", NULL);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static gboolean
is_letter (gpointer data)
{
  TwAppTest *fixture = data;

  return g_str_equal (tw_field_get_choice (tw_entity_get_field (tw_schema_get_entity (tw_workspace_get_schema (fixture->workspace), "activity"),
                                                                "kind"), "email")->label, "Letter");
}

/* A key in the name of a row; whether the row took it. */
static gboolean
press (TwChoiceRow *row, guint key)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (tw_choice_row_get_text (row)));
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &taken);
    }
  return taken;
}

static void
test_edit (TwAppTest *fixture, gconstpointer data)
{
  GtkWidget *entry = NULL;

  add_call (fixture);
  open_editor (fixture);
  wait_for (fixture, "Call E-mail Meeting Note ");
  tw_app_test_wait (is_counted, fixture);
  /* By keyboard: the row is moved, and keeps the focus. */
  gtk_widget_child_focus (GTK_WIDGET (row_at (fixture, 1)), GTK_DIR_TAB_FORWARD);
  tw_app_test_activate (GTK_WIDGET (row_at (fixture, 1)), "choices.up", NULL);
  wait_for (fixture, "E-mail Call Meeting Note ");
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), GTK_WIDGET (row_at (fixture, 0))));
  gtk_editable_set_text (tw_choice_row_get_text (row_at (fixture, 1)), "  Phone ");
  g_signal_emit_by_name (tw_choice_row_get_text (row_at (fixture, 1)), "activate");
  wait_for (fixture, "E-mail Phone Meeting Note ");
  g_signal_emit_by_name (row_at (fixture, 2), "retire", TRUE);
  wait_for (fixture, "E-mail Phone Meeting- Note ");
  g_signal_emit_by_name (row_at (fixture, 3), "place", "call");
  wait_for (fixture, "E-mail Meeting- Note Phone ");
  tw_app_test_activate (GTK_WIDGET (tw_window_get_page (fixture->window)), "choices.add", NULL);
  entry = gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Site visit");
  g_signal_emit_by_name (entry, "apply");
  wait_for (fixture, "E-mail Meeting- Note Phone SMS WhatsApp Task Social media Web chat Support ticket Product demo Proposal sent Contract signed "
            "Visit Site visit ");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_nonnull (tw_field_get_choice (tw_entity_get_field (tw_schema_get_entity (tw_workspace_get_schema (fixture->workspace), "activity"), "kind"),
                                         "site_visit"));
  /* What reads like another one is not taken. */
  gtk_editable_set_text (tw_choice_row_get_text (row_at (fixture, 0)), "phone");
  g_signal_emit_by_name (tw_choice_row_get_text (row_at (fixture, 0)), "activate");
  tw_app_test_settle ();
  g_assert_cmpstr (tw_field_get_choice (tw_entity_get_field (tw_schema_get_entity (tw_workspace_get_schema (fixture->workspace), "activity"),
                                                             "kind"), "email")->label, ==, "E-mail");
  tw_app_test_activate (GTK_WIDGET (fixture->window), "win.undo", NULL);
  tw_app_test_wait (is_taken_back, fixture);
  /* Escape shows what is stored again; leaving a name that was typed keeps it. */
  gtk_editable_set_text (tw_choice_row_get_text (row_at (fixture, 0)), "Letter");
  g_assert_true (press (row_at (fixture, 0), GDK_KEY_Escape));
  g_assert_cmpstr (gtk_editable_get_text (tw_choice_row_get_text (row_at (fixture, 0))), ==, "E-mail");
  gtk_widget_grab_focus (GTK_WIDGET (tw_choice_row_get_text (row_at (fixture, 0))));
  gtk_editable_set_text (tw_choice_row_get_text (row_at (fixture, 0)), "Letter");
  gtk_widget_grab_focus (GTK_WIDGET (tw_choice_row_get_text (row_at (fixture, 1))));
  tw_app_test_wait (is_letter, fixture);
  tw_app_test_settle ();
  tw_app_test_activate (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_for (fixture, "E-mail Meeting- Note Phone ");
  /* Two steps back, one after the other. */
  g_signal_emit_by_name (row_at (fixture, 2), "retire", TRUE);
  wait_for (fixture, "E-mail Meeting- Note- Phone ");
  g_signal_emit_by_name (row_at (fixture, 3), "retire", TRUE);
  wait_for (fixture, "E-mail Meeting- Note- Phone- ");
  tw_app_test_activate (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_for (fixture, "E-mail Meeting- Note- Phone ");
  tw_app_test_activate (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_for (fixture, "E-mail Meeting- Note Phone ");
}

static gboolean
is_wide_enough (gpointer data)
{
  TwAppTest *fixture = data;
  GtkWidget *text = GTK_WIDGET (tw_choice_row_get_text (row_at (fixture, 0)));

  return gtk_widget_get_width (text) >= 130;
}

static gboolean
is_moved (gpointer data)
{
  return g_str_equal (tw_choice_row_get_key (row_at (data, 1)), "meeting");
}

/* The button of a row's menu. */
static GtkWidget *
find_menu_button (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)) != NULL ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_menu_button (child);
  return found;
}

/* The item of a menu that is open, which is no public class. */
static GtkWidget *
find_item (GtkWidget  *widget,
           const char *text)
{
  g_autofree char *own = NULL;
  GtkWidget *found = NULL;

  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    g_object_get (widget, "text", &own, NULL);
  if (g_strcmp0 (own, text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_item (child, text);
  return found;
}

static GtkWidget *
open_menu (TwAppTest  *fixture,
           int         row,
           const char *text)
{
  GtkWidget *button = find_menu_button (GTK_WIDGET (row_at (fixture, row))), *item = NULL;

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  tw_app_test_settle ();
  item = find_item (button, text);
  g_assert_nonnull (item);
  return item;
}

/* On a phone the choice has the room, and a menu moves it. */
static void
test_narrow (TwAppTest *fixture, gconstpointer data)
{
  open_editor (fixture);
  tw_app_test_narrow (fixture);
  tw_app_test_wait (is_wide_enough, fixture);
  tw_app_test_shot (fixture->window, "choices-narrow");
  /* The first cannot go further up. */
  g_assert_false (gtk_widget_is_sensitive (open_menu (fixture, 0, "Move Up")));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (find_menu_button (GTK_WIDGET (row_at (fixture, 0)))));
  tw_app_test_settle ();
  g_signal_emit_by_name (open_menu (fixture, 2, "Move Up"), "clicked");
  tw_app_test_wait (is_moved, fixture);
}

int
main (int argc, char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/choices/edit", test_edit);
  tw_app_test_add ("/app/choices/narrow", test_narrow);
  return g_test_run ();
}
