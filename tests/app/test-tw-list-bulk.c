/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing records of a list, and changing all that are chosen at once. */
#include "tw-app-test.h"

#include "tw-bulk.h"
#include "tw-bulk-editor.h"
#include "tw-field-input.h"
#include "tw-list-selection.h"
#include "tw-list-test.h"
#include "tw-template-dialog.h"
#include "tw-view-mail.h"

static gint64
count (TwAppTest  *fixture,
       const char *where)
{
  return tw_app_test_count (fixture, "deal", where);
}

/* --- Selection --- */

static void
test_select (TwAppTest    *fixture,
             gconstpointer data)
{
  TwListView *list = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  list = tw_list_test_get_list (fixture);
  g_assert_false (tw_bulk_bar_get_revealed (tw_list_test_get_bar (fixture)));
  /* A click is only where the keyboard stands; a tick is a choice. */
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (list->selection), 2, TRUE);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 1);
  g_assert_false (tw_bulk_bar_get_revealed (tw_list_test_get_bar (fixture)));
  /* X there chooses that row instead of taking it away. */
  tw_list_view_tick (list, 2, FALSE);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 1);
  g_assert_true (tw_bulk_bar_get_revealed (tw_list_test_get_bar (fixture)));
  tw_list_view_tick (list, 4, FALSE);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 2);
  g_assert_true (tw_bulk_bar_get_revealed (tw_list_test_get_bar (fixture)));
  tw_list_view_tick (list, 7, TRUE);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 5);
  /* The arrow keys leave what was chosen. */
  tw_list_selection_set_held (list->selection, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (list->selection), 0, TRUE);
  tw_list_selection_set_held (list->selection, FALSE);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 5);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.unselect", NULL);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 0);
  g_assert_false (tw_bulk_bar_get_revealed (tw_list_test_get_bar (fixture)));
}

/* A selection stays with its records when they move, and what leaves the list is no longer selected. */
static void
test_selection_follows (TwAppTest    *fixture,
                        gconstpointer data)
{
  g_autoptr(GArray) ids = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_state_set_sort (tw_list_test_get_state (fixture), "amount", NULL);
  tw_list_test_wait_for_items (fixture, 12);
  tw_list_view_tick (tw_list_test_get_list (fixture), 0, FALSE);
  tw_list_view_tick (tw_list_test_get_list (fixture), 11, FALSE);
  tw_view_state_set_sort (tw_list_test_get_state (fixture), "-amount", NULL);
  tw_list_test_wait_for_items (fixture, 12);
  tw_app_test_settle ();
  ids = tw_presentation_dup_selected (TW_PRESENTATION (tw_list_test_get_list (fixture)));
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_true (tw_id_equal (&g_array_index (ids, TwId, 0), &fixture->deals[11]));
  g_assert_true (tw_id_equal (&g_array_index (ids, TwId, 1), &fixture->deals[0]));
  tw_view_state_add_condition (tw_list_test_get_state (fixture), "priority = \"high\"", NULL);
  tw_list_test_wait_for_items (fixture, 3);
  tw_list_test_wait_for_selected (fixture, 1);
}

/* --- Changing many --- */

static void
test_bulk (TwAppTest    *fixture,
           gconstpointer data)
{
  const TwEntity *user = tw_app_test_entity (fixture, "user");

  tw_list_test_open_list (fixture, "deal", 12);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  g_assert_cmpuint (tw_list_test_count_selected (fixture), ==, 12);
  tw_list_test_apply (fixture, "view.edit-selected", "priority", tw_value_enum ("medium"));
  g_assert_cmpint (count (fixture, "priority = \"medium\""), ==, 12);
  tw_list_test_apply (fixture, "view.add-tags", "tags", tw_list_test_one_tag ("spring"));
  g_assert_cmpint (count (fixture, "tags has \"spring\""), ==, 12);
  tw_list_test_apply (fixture, "view.remove-tags", "tags", tw_list_test_one_tag ("spring"));
  g_assert_cmpint (count (fixture, "tags has \"spring\""), ==, 0);
  tw_list_test_apply (fixture, "view.assign", NULL, tw_value_link (user->number, &fixture->user));
  g_assert_cmpint (count (fixture, "owner = me"), ==, 12);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.delete", NULL);
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  tw_list_test_wait_for_items (fixture, 0);
  /* Each was one step. */
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_list_test_wait_for_items (fixture, 12);
}

/* Each of the selected records gets the task that was typed, and all of them are one step. */
static void
test_tasks (TwAppTest    *fixture,
            gconstpointer data)
{
  TwTemplateDialog *dialog = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.add-tasks", NULL);
  tw_app_test_settle ();
  dialog = tw_app_test_find_window (TW_TYPE_TEMPLATE_DIALOG);
  g_assert_nonnull (dialog);
  tw_app_test_shot (dialog, "tasks-of-selection");
  gtk_editable_set_text (tw_template_dialog_get_line (dialog), "Ask for the order tomorrow !");
  g_signal_emit_by_name (tw_template_dialog_get_line (dialog), "apply");
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  tw_app_test_settle ();
  g_assert_null (tw_app_test_find_window (TW_TYPE_TEMPLATE_DIALOG));
  g_assert_cmpint (tw_app_test_count (fixture, "task", "title = \"Ask for the order\" and priority = \"high\" and deal is not empty"), ==, 12);
  g_assert_cmpint (tw_app_test_count (fixture, "task", "due_date = today() + 1 days"), ==, 12);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "task", "true"), ==, 0);
}

/* A mail goes to whom the records are about: to a person or company itself, and to those whom a deal is with. */
static gboolean
shows_how_far (gpointer data)
{
  return tw_bulk_bar_get_shown_fraction (data) >= 0;
}

/* What takes long says how far it is, and nothing has happened when it is given up. It takes as long as somebody else writes. */
static void
test_given_up (TwAppTest    *fixture,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  TwBulk *other = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_list_test_wait_for_selected (fixture, 12);
  other = tw_bulk_new (fixture->store, TW_ORIGIN_SYSTEM, "somebody else", &error);
  g_assert_no_error (error);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.delete", NULL);
  tw_app_test_wait (shows_how_far, tw_list_test_get_bar (fixture));
  tw_bulk_bar_cancel (tw_list_test_get_bar (fixture));
  tw_bulk_free (other);
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  g_assert_cmpint (count (fixture, NULL), ==, 12);
}

/* The button is there for kinds that have a health only; all selected ones are one step. */
static void
test_health (TwAppTest    *fixture,
             gconstpointer data)
{
  gint64 n = tw_app_test_count (fixture, "company", NULL);

  tw_list_test_open_list (fixture, "deal", 12);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.work-out-health", NULL);
  g_assert_false (tw_bulk_bar_get_running (tw_list_test_get_bar (fixture)));
  tw_list_test_open_list (fixture, "company", n);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.work-out-health", NULL);
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "company", "health_score > 0 and churn_risk is not empty"), ==, n);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "company", "health_score is empty"), ==, n);
}

static void
test_mail (TwAppTest    *fixture,
           gconstpointer data)
{
  g_assert_true (tw_view_mail_can (tw_app_test_entity (fixture, "contact")));
  g_assert_true (tw_view_mail_can (tw_app_test_entity (fixture, "deal")));
  g_assert_false (tw_view_mail_can (tw_app_test_entity (fixture, "product")));
  g_assert_false (tw_view_mail_can (tw_app_test_entity (fixture, "currency")));
}

static char *
dup_copied (TwAppTest *fixture)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)));
  g_auto(GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  return content != NULL && gdk_content_provider_get_value (content, &value, NULL) ? g_value_dup_string (&value) : NULL;
}

static gboolean
is_copied (gpointer fixture)
{
  g_autofree char *text = dup_copied (fixture);

  return text != NULL && strstr (text, "person-00@example.com") != NULL;
}

/* More addresses than a link holds are copied: each once, without those who have none. */
static void
test_mail_many (TwAppTest    *fixture,
                gconstpointer data)
{
  TwEdit *edit = tw_edit_new (tw_workspace_get_store (fixture->workspace), TW_ORIGIN_PERSON, "People");
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) addresses = NULL;
  gint64 before = tw_app_test_count (fixture, "contact", "true"), with = tw_app_test_count (fixture, "contact", "email is not empty");

  for (guint i = 0; i < 62; i++)
    {
      g_autoptr(TwRecord) contact = tw_record_new (tw_app_test_entity (fixture, "contact"));
      g_autofree char *name = g_strdup_printf ("Person %02u", i);
      /* Two write the same one in other letters, one has none. */
      g_autofree char *address = g_strdup_printf (i == 60 ? "PERSON-00@example.com" : "person-%02u@example.com", i);

      g_assert_true (tw_record_set_text (contact, "name", name, NULL));
      if (i < 61)
        g_assert_true (tw_record_set_text (contact, "email", address, NULL));
      tw_edit_save (edit, contact);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_list_test_open_list (fixture, "contact", (guint) before + 62);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.write-mail", NULL);
  tw_app_test_wait (is_copied, fixture);
  text = dup_copied (fixture);
  addresses = g_strsplit (text, ", ", -1);
  g_assert_cmpuint (g_strv_length (addresses), ==, 60 + (guint) with);
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
}

static gboolean
is_hidden (gpointer data)
{
  return !tw_bulk_bar_get_revealed (data);
}

/* When the only record is deleted nothing is selected any more. */
static void
test_bar_goes (TwAppTest    *fixture,
               gconstpointer data)
{
  tw_list_test_open_list (fixture, "deal", 12);
  tw_view_state_add_condition (tw_list_test_get_state (fixture), "name = \"Deal 02\"", NULL);
  tw_list_test_wait_for_items (fixture, 1);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  g_assert_true (tw_bulk_bar_get_revealed (tw_list_test_get_bar (fixture)));
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.delete", NULL);
  tw_list_test_wait_for_items (fixture, 0);
  tw_app_test_wait (is_hidden, tw_list_test_get_bar (fixture));
}

/* A value that the field cannot have is said in the popover. */
static void
test_bulk_mistake (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwBulkEditor *editor = NULL;
  GtkWidget *entry = NULL;
  GListModel *fields = NULL;

  tw_list_test_open_list (fixture, "deal", 12);
  tw_app_test_activate (tw_list_test_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (tw_list_test_get_page (fixture), "view.edit-selected", NULL);
  editor = tw_app_test_find (tw_list_test_get_bar (fixture), TW_TYPE_BULK_EDITOR);
  /* It begins with what many records have in common; the name of one is last. */
  fields = gtk_drop_down_get_model (GTK_DROP_DOWN (tw_app_test_find (editor, GTK_TYPE_DROP_DOWN)));
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (fields), 0), ==, "Stage");
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (fields), 1), ==, "Owner");
  g_assert_cmpstr (gtk_string_list_get_string (GTK_STRING_LIST (fields), g_list_model_get_n_items (fields) - 1), ==, "Name");
  g_assert_true (tw_bulk_editor_choose_field (editor, "amount"));
  entry = tw_app_test_find (tw_bulk_editor_get_input (editor), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "plenty");
  g_assert_false (tw_bulk_editor_apply (editor));
  g_assert_nonnull (tw_bulk_editor_get_error (editor));
  gtk_editable_set_text (GTK_EDITABLE (entry), "50");
  g_assert_true (tw_bulk_editor_apply (editor));
  tw_app_test_wait (tw_list_test_is_idle, tw_list_test_get_bar (fixture));
  g_assert_cmpint (count (fixture, "amount = 50 USD"), ==, 12);
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/list-bulk/select", test_select);
  tw_app_test_add ("/app/list-bulk/selection-follows", test_selection_follows);
  tw_app_test_add ("/app/list-bulk/bulk", test_bulk);
  tw_app_test_add ("/app/list-bulk/bar-goes", test_bar_goes);
  tw_app_test_add ("/app/list-bulk/bulk-mistake", test_bulk_mistake);
  tw_app_test_add ("/app/list-bulk/tasks", test_tasks);
  tw_app_test_add ("/app/list-bulk/given-up", test_given_up);
  tw_app_test_add ("/app/list-bulk/health", test_health);
  tw_app_test_add ("/app/list-bulk/mail", test_mail);
  tw_app_test_add ("/app/list-bulk/mail-many", test_mail_many);
  return g_test_run ();
}
