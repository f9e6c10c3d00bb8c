/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With whom something is shared, in a company of very many: the first ones stand there, the others are found by their names. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-dashboard-data.h"
#include "tw-share-dialog.h"

#define N_PEOPLE 400
#define LAST     (N_PEOPLE - 1)

static void
add_people (TwAppTest *fixture,
            TwId      *ids)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "People");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "user"));
      g_autofree char *name = g_strdup_printf ("Person %03u", i), *email = g_strdup_printf ("person-%03u@example.org", i);

      g_assert_true (tw_record_set_text (record, "name", name, NULL) && tw_record_set_text (record, "email", email, NULL));
      ids[i] = *tw_record_get_id (record);
      tw_edit_save (edit, record);
    }
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

/* The names in the list of the dialog, in order. */
static GPtrArray *
dup_names (TwShareDialog *dialog)
{
  GtkWidget *search = tw_app_test_find (GTK_WIDGET (dialog), GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *list = tw_app_test_find (gtk_widget_get_next_sibling (search), GTK_TYPE_LIST_BOX);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    g_ptr_array_add (names, g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row))));
  return names;
}

static void
search (TwShareDialog *dialog,
        const char    *words)
{
  GtkWidget *entry = tw_app_test_find (GTK_WIDGET (dialog), GTK_TYPE_SEARCH_ENTRY);
  g_autofree char *placeholder = NULL;

  g_object_get (entry, "placeholder-text", &placeholder, NULL);
  g_assert_cmpstr (placeholder, ==, "Search");

  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  g_signal_emit_by_name (entry, "search-changed");
}

static void
test_many (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autofree TwId *ids = g_new (TwId, N_PEOPLE);
  g_autoptr(GPtrArray) all = NULL, found = NULL, again = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TwRecord) record = NULL;
  TwShareDialog *dialog = NULL;
  TwId id;

  add_people (fixture, ids);
  g_assert_true (tw_dashboard_create (fixture->store, "Mine", &id, &error));
  dialog = tw_share_dialog_ask (GTK_WIDGET (fixture->window), fixture->store, "dashboard", &id);
  tw_app_test_settle ();
  all = dup_names (dialog);
  g_assert_cmpuint (all->len, ==, 100);
  tw_app_test_shot (dialog, "share-many");
  search (dialog, "person 399");
  found = dup_names (dialog);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (found->pdata[0], ==, "Person 399");
  g_assert_true (tw_share_dialog_choose (dialog, &ids[LAST], TRUE));
  /* Whoever is chosen stays so when somebody else is looked for, and is seen when nobody is. */
  search (dialog, "person 00");
  g_assert_true (tw_share_dialog_choose (dialog, &ids[7], TRUE));
  search (dialog, "");
  again = dup_names (dialog);
  g_assert_cmpuint (again->len, ==, 100);
  g_assert_true (g_ptr_array_find_with_equal_func (again, "Person 399", g_str_equal, NULL));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "share");
  gtk_window_destroy (GTK_WINDOW (dialog));
  tw_app_test_settle ();
  record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "dashboard"), &id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_share_count (record), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/share/many", test_many);
  return g_test_run ();
}
