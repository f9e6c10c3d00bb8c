/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import assistant in the window: reading, columns, check, import, undo, several files, a site's own objects. */
#include "config.h"

#include <string.h>

#include "tw-app-test.h"
#include "tw-import-commands.h"
#include "tw-import-dialog.h"

static char *
write_file (TwAppTest  *fixture,
            const char *name,
            const char *text)
{
  char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static TwImportDialog *
find_dialog (void)
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
shows_error (gpointer data)
{
  return g_str_equal (tw_import_dialog_get_page (data), "error");
}

static gboolean
is_closed (gpointer data)
{
  return find_dialog () == NULL;
}

/* Files as they come when they are dropped; NULL-terminated paths. */
static TwImportDialog *
open_files (TwAppTest *fixture,
            ...)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  TwImportDialog *dialog = NULL;
  const char *path = NULL;
  va_list list;

  va_start (list, fixture);
  while ((path = va_arg (list, const char *)) != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (path);

      g_list_store_append (files, file);
    }
  va_end (list);
  g_assert_true (tw_import_commands_open (fixture->window, G_LIST_MODEL (files)));
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  return dialog;
}

static void
close_dialog (TwImportDialog *dialog)
{
  tw_app_test_activate (dialog, "window.close", NULL);
  tw_app_test_wait (is_closed, NULL);
}

static void
run (TwImportDialog *dialog,
     const char     *action)
{
  tw_app_test_activate (dialog, action, NULL);
  tw_app_test_wait (shows_result, dialog);
}

/* Its first letters and Enter. */
static void
choose_by_typing (GtkDropDown *choice,
                  guint        i)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (gtk_drop_down_get_model (choice), i);
  GtkWidget *entry = tw_app_test_find (choice, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), gtk_string_object_get_string (item));
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, i);
}

static void
test_csv (TwAppTest    *fixture,
          gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "people.csv", "First Name;Last Name;E-mail;Company;Shoe size\n"
                                      "Ann;Lee;ann@x.example;Acme Corporation;40\nBo;Ek;bo@x.example;Fresh Ltd;41\nCy;Oh;not an address;;\n");
  TwImportDialog *dialog = open_files (fixture, path, NULL);
  g_autoptr(GFile) copy = NULL;
  g_autofree char *copy_path = g_build_filename (fixture->dir, "copy.csv", NULL), *text = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_contacts = tw_app_test_count (fixture, "contact", NULL);

  tw_app_test_wait (shows_columns, dialog);
  tw_app_test_shot (dialog, "import-columns");
  g_assert_cmpstr (tw_import_dialog_get_entity (dialog)->key, ==, "contact");
  g_assert_cmpuint (tw_import_columns_get_n_shown (tw_import_dialog_get_columns (dialog)), ==, 5);
  g_assert_cmpstr (tw_import_dialog_get_key (dialog), ==, "email,name");
  /* A column without a field is given one. */
  for (guint i = 0; tw_import_columns_get_targets (tw_import_dialog_get_columns (dialog))[i] != NULL; i++)
    if (g_str_equal (tw_import_columns_get_targets (tw_import_dialog_get_columns (dialog))[i], "description"))
      choose_by_typing (tw_import_columns_get_choice (tw_import_dialog_get_columns (dialog), "Shoe size"), i);
  run (dialog, "import.check");
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_added, ==, 2);
  g_assert_cmpint (tw_app_test_count (fixture, "contact", NULL), ==, n_contacts);
  tw_app_test_activate (dialog, "import.back", NULL);
  g_assert_true (shows_columns (dialog));
  run (dialog, "import.run");
  tw_app_test_shot (dialog, "import-result");
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_added, ==, 2);
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_rejected, ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "contact", "company = \"Acme Corporation\" and description = \"40\""), ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "company", "name = \"Fresh Ltd\""), ==, 1);
  copy = g_file_new_for_path (copy_path);
  g_assert_true (tw_import_dialog_save_rejects (dialog, copy, &error));
  g_file_get_contents (copy_path, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "not an address"));
  tw_app_test_activate (dialog, "import.undo", NULL);
  tw_app_test_wait (is_closed, NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "contact", NULL), ==, n_contacts);
  g_assert_cmpint (tw_app_test_count (fixture, "company", "name = \"Fresh Ltd\""), ==, 0);
  /* What was chosen is remembered for such a file. */
  dialog = open_files (fixture, path, NULL);
  tw_app_test_wait (shows_columns, dialog);
  g_assert_cmpuint (gtk_drop_down_get_selected (tw_import_columns_get_choice (tw_import_dialog_get_columns (dialog), "Shoe size")), >, 0);
  close_dialog (dialog);
}

/* The same person in a CSV file and a vCard ends in one record. */
static void
test_several (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *csv = write_file (fixture, "a.csv", "Name,E-mail,Phone\nAnn Lee,ann@x.example,+1 201 555 0123\n");
  g_autofree char *vcf = write_file (fixture, "a.vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nN:Lee;Ann;;;\r\nEMAIL:ANN@x.example\r\n"
                                     "TITLE:CTO\r\nEND:VCARD\r\n");
  g_autofree char *bad = write_file (fixture, "empty.csv", "");
  TwImportDialog *dialog = open_files (fixture, csv, bad, vcf, NULL);

  tw_app_test_wait (shows_columns, dialog);
  tw_import_dialog_set_entity (dialog, tw_app_test_entity (fixture, "contact"));
  tw_app_test_settle ();
  tw_app_test_wait (shows_columns, dialog);
  g_assert_cmpstr (tw_import_dialog_get_entity (dialog)->key, ==, "contact");
  run (dialog, "import.run");
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_added, ==, 1);
  tw_app_test_activate (dialog, "import.next", NULL);
  tw_app_test_wait (shows_error, dialog);
  tw_app_test_activate (dialog, "import.next", NULL);
  tw_app_test_wait (shows_columns, dialog);
  g_assert_cmpstr (tw_import_dialog_get_entity (dialog)->key, ==, "contact");
  run (dialog, "import.run");
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_updated, ==, 1);
  g_assert_cmpint (tw_app_test_count (fixture, "contact", "name = \"Ann Lee\" and job_title = \"CTO\" and phone is not empty"), ==, 1);
  close_dialog (dialog);
}

/* A site's own object takes the same way as a shipped one. */
static void
test_custom_object (TwAppTest    *fixture,
                    gconstpointer data)
{
  static const char definition[] =
    "[{\"entity\": {\"entity\": \"x_boat\", \"plural\": \"x_boats\", \"label\": \"Boat\", \"label_plural\": \"Boats\", \"group\": \"know\","
    " \"name\": \"name\", \"list\": [\"name\"], \"fields\": [{\"key\": \"name\", \"label\": \"Name\", \"kind\": \"text\", \"required\": true},"
    " {\"key\": \"hull\", \"label\": \"Hull number\", \"kind\": \"text\", \"unique\": true},"
    " {\"key\": \"tonnage\", \"label\": \"Tonnage\", \"kind\": \"integer\"},"
    " {\"key\": \"launched\", \"label\": \"Launched\", \"kind\": \"date\"},"
    " {\"key\": \"company\", \"label\": \"Company\", \"kind\": \"link\", \"to\": [\"company\"], \"inverse\": \"x_boats\", \"inverse_label\": \"Boats\"}]}}]";
  g_autofree char *path = write_file (fixture, "boats.csv", "Name,Hull number,Tonnage,Launched,Company\nSwift,H1,\"1,200\",31.12.2012,Acme Corporation\n"
                                      "Slow,H2,7,13.1.2013,Acme Corporation\nTwin,H1,9,,\n");
  TwImportDialog *dialog = NULL;

  tw_app_test_define (fixture, definition);
  tw_app_test_open_view (fixture, "x_boat", "list");
  dialog = open_files (fixture, path, NULL);
  tw_app_test_wait (shows_columns, dialog);
  g_assert_cmpstr (tw_import_dialog_get_entity (dialog)->key, ==, "x_boat");
  run (dialog, "import.run");
  g_assert_cmpint (tw_import_dialog_get_counts (dialog)->n_added, ==, 2);
  g_assert_cmpint (tw_app_test_count (fixture, "x_boat", "launched = 2012-12-31 and tonnage = 1200 and company = \"Acme Corporation\""), ==, 1);
  close_dialog (dialog);
}

static void
test_others (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) file = g_file_new_for_path ("/nowhere/picture.png");

  g_list_store_append (files, file);
  g_assert_false (tw_import_commands_open (fixture->window, G_LIST_MODEL (files)));
  g_assert_null (find_dialog ());
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/import/csv", test_csv);
  tw_app_test_add ("/app/import/several-files", test_several);
  tw_app_test_add ("/app/import/custom-object", test_custom_object);
  tw_app_test_add ("/app/import/other-files", test_others);
  return g_test_run ();
}
