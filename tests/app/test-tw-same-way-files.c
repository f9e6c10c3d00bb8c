/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shipped field and a site's own one, a shipped kind of record and a site's own object leave and come back the same way: copied
 * and pasted, printed, kept as a view, written to a file, deleted and read back by the same steps. */
#include "config.h"

#include <string.h>

#include "tw-import-commands.h"
#include "tw-import-dialog.h"
#include "tw-paste-window.h"
#include "tw-record-paper.h"
#include "tw-same-way.h"
#include "tw-saved-view.h"
#include "tw-view-export.h"

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
has_content (gpointer data)
{
  return gdk_clipboard_get_content (data) != NULL;
}

static gboolean
is_set (gpointer data)
{
  return *(char **) data != NULL;
}

static gboolean
has_result (gpointer data)
{
  return *tw_paste_window_get_result (data) != '\0';
}

static void
step_copy_and_paste (TwAppTest         *fixture,
                     const SameSubject *subject)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  TwPasteWindow *window = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  gdk_clipboard_set_content (clipboard, NULL);
  same_open_list (fixture, subject);
  tw_app_test_activate (same_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (same_get_page (fixture), "view.copy", NULL);
  tw_app_test_wait (has_content, clipboard);
  gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, &text);
  tw_app_test_wait (is_set, &text);
  g_assert_nonnull (strstr (text, "\nThing 2\thigh\t20.00 USD\tLyon\t"));
  window = tw_paste_window_new (GTK_WINDOW (fixture->window), fixture->workspace, tw_app_test_entity (fixture, subject->entity), text,
                                &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_paste_window_get_target (window, 1), ==, subject->choice);
  g_assert_cmpstr (tw_paste_window_get_target (window, 2), ==, subject->money);
  g_assert_cmpstr (tw_paste_window_get_target (window, 3), ==, subject->text);
  tw_app_test_wait (has_result, window);
  tw_paste_window_add (window);
  same_wait_for (fixture, subject, subject->money, "> 0 USD", SAME_N_RECORDS * 2);
  tw_app_test_settle ();
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  same_wait_for (fixture, subject, subject->money, "> 0 USD", SAME_N_RECORDS);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  *(gint64 *) data = tw_view_export_finish (result, NULL);
}

static gboolean
is_exported (gpointer data)
{
  return *(gint64 *) data != 0;
}

static TwImportDialog *
find_import_dialog (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (TW_IS_IMPORT_DIALOG (l->data))
      return l->data;
  return NULL;
}

static gboolean
shows_columns (gpointer data)
{
  return g_str_equal (tw_import_dialog_get_page (data), "columns");
}

static gboolean
shows_result (gpointer data)
{
  return g_str_equal (tw_import_dialog_get_page (data), "result");
}

static gboolean
is_closed (gpointer data)
{
  return find_import_dialog () == NULL;
}

/* What was deleted comes back from the file that it was written to. */
static void
step_file (TwAppTest         *fixture,
           const SameSubject *subject)
{
  g_autofree char *name = g_strconcat (subject->entity, "s.csv", NULL), *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  TwImportDialog *dialog = NULL;
  gint64 n = 0;

  same_open_list (fixture, subject);
  tw_view_export_async (same_get_state (fixture), NULL, file, NULL, exported_cb, &n);
  tw_app_test_wait (is_exported, &n);
  g_assert_cmpint (n, ==, SAME_N_RECORDS);
  tw_app_test_activate (same_get_list (fixture), "list.select-all", NULL);
  tw_app_test_activate (same_get_page (fixture), "view.delete", NULL);
  same_wait_for (fixture, subject, subject->money, "> 0 USD", 0);
  same_wait_for_items (fixture, 0);
  g_list_store_append (files, file);
  g_assert_true (tw_import_commands_open (fixture->window, G_LIST_MODEL (files)));
  dialog = find_import_dialog ();
  tw_app_test_wait (shows_columns, dialog);
  tw_import_dialog_set_entity (dialog, tw_app_test_entity (fixture, subject->entity));
  tw_app_test_wait (shows_columns, dialog);
  tw_app_test_activate (dialog, "import.run", NULL);
  tw_app_test_wait (shows_result, dialog);
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_added, ==, SAME_N_RECORDS);
  tw_app_test_activate (dialog, "window.close", NULL);
  tw_app_test_wait (is_closed, NULL);
  same_wait_for (fixture, subject, subject->choice, "= \"high\"", 2);
  same_wait_for (fixture, subject, subject->money, "= 20 USD", 1);
  same_wait_for_items (fixture, SAME_N_RECORDS);
}

static void
step_print (TwAppTest         *fixture,
            const SameSubject *subject)
{
  TwListPaper list = { .store = fixture->store, .size = &TW_PAPER_A4 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) records = NULL;
  TwPaper *paper = NULL;

  same_open_list (fixture, subject);
  list.columns = tw_view_state_get_columns (same_get_state (fixture));
  paper = tw_list_paper_new (&list, tw_view_state_get_query (same_get_state (fixture)), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, &error), ==, 1);
  tw_paper_free (paper);
  records = tw_store_list (fixture->store, tw_view_state_get_query (same_get_state (fixture)), 1, NULL, NULL, NULL);
  paper = tw_record_paper_new (fixture->store, g_ptr_array_index (records, 0), &TW_PAPER_A4, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_paper_get_n_pages (paper, NULL, &error), >=, 1);
  tw_paper_free (paper);
}

static void
step_saved_view (TwAppTest         *fixture,
                 const SameSubject *subject)
{
  g_autoptr(TwViewState) loaded = NULL;
  g_autoptr(GError) error = NULL;

  same_open_list (fixture, subject);
  tw_view_state_set_list_group (same_get_state (fixture), subject->choice);
  same_wait_for_items (fixture, SAME_N_RECORDS + 2);
  g_assert_true (tw_saved_view_save (same_get_state (fixture), "In Lyon", FALSE, &error));
  g_assert_no_error (error);
  loaded = tw_saved_view_load (fixture->workspace, tw_view_state_get_saved_view (same_get_state (fixture)), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_view_state_get_list_group (loaded)->key, ==, subject->choice);
  g_assert_cmpuint (tw_view_state_get_n_conditions (loaded), ==, tw_view_state_get_n_conditions (same_get_state (fixture)));
  g_assert_cmpstr (tw_view_state_get_columns (loaded)[2], ==, subject->money);
  tw_view_state_set_list_group (same_get_state (fixture), NULL);
}

static const struct
{
  const char *name;
  void      (*run) (TwAppTest *fixture, const SameSubject *subject);
} steps[] = {
  { "copy-and-paste", step_copy_and_paste }, { "print", step_print }, { "saved-view", step_saved_view }, { "file", step_file },
};

static void
run_all (TwAppTest         *fixture,
         const SameSubject *subject)
{
  same_add_records (fixture, subject, SAME_N_RECORDS);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("%s", steps[i].name);
      steps[i].run (fixture, subject);
      tw_app_test_settle ();
    }
}

static void
test_shipped (TwAppTest    *fixture,
              gconstpointer data)
{
  run_all (fixture, &same_subjects[0]);
}

static void
test_own_fields (TwAppTest    *fixture,
                 gconstpointer data)
{
  run_all (fixture, &same_subjects[1]);
}

static void
test_own_object (TwAppTest    *fixture,
                 gconstpointer data)
{
  run_all (fixture, &same_subjects[2]);
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/same-way-files/shipped", test_shipped);
  tw_app_test_add ("/app/same-way-files/own-fields", test_own_fields);
  tw_app_test_add ("/app/same-way-files/own-object", test_own_object);
  return g_test_run ();
}
