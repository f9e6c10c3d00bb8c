/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views and records as print jobs: the pages of the chosen sheet, written through the desktop's own printing. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tw-app-test.h"
#include "tw-print.h"
#include "tw-record-paper.h"
#include "tw-view-page.h"

static char *
print_to_file (TwAppTest *fixture,
               TwPaper   *paper)
{
  g_autofree char *path = g_build_filename (fixture->dir, "print.pdf", NULL);
  g_autoptr(GtkPrintOperation) operation = tw_print_operation_new (paper, "Deals", path);
  g_autoptr(GError) error = NULL;
  char *content = NULL;
  gsize length = 0;

  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, GTK_WINDOW (fixture->window), &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 1000);
  g_assert_true (g_str_has_prefix (content, "%PDF-"));
  g_unlink (path);
  return content;
}

static void
test_list (TwAppTest    *fixture,
           gconstpointer data)
{
  TwListPaper list = { .store = fixture->store, .company = "Acme", .size = &TW_PAPER_A4 };
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), tw_app_test_entity (fixture, "deal"), NULL, "name", NULL);
  g_autoptr(GError) error = NULL;
  TwPaper *paper = tw_list_paper_new (&list, query, NULL, &error);
  g_autofree char *content = NULL;

  g_assert_no_error (error);
  content = print_to_file (fixture, paper);
}

static void
test_record (TwAppTest    *fixture,
             gconstpointer data)
{
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], NULL);
  g_autoptr(GError) error = NULL;
  TwPaper *paper = tw_record_paper_new (fixture->store, record, &TW_PAPER_LETTER, NULL, &error);
  g_autofree char *content = NULL;

  g_assert_no_error (error);
  content = print_to_file (fixture, paper);
}

/* A sheet that is chosen in the dialog, in millimetres; the result of the printing. */
static GtkPrintOperationResult
print_on (TwAppTest  *fixture,
          double      width,
          double      height,
          char      **content,
          int        *n_pages,
          char      **problem)
{
  TwListPaper list = { .store = fixture->store, .company = "Acme", .size = &TW_PAPER_A4 };
  g_autoptr(TwQuery) query = tw_query_new (tw_store_get_schema (fixture->store), tw_app_test_entity (fixture, "deal"), NULL, "name", NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "print.pdf", NULL);
  g_autoptr(GtkPaperSize) sheet = gtk_paper_size_new_custom ("sheet", "Sheet", width, height, GTK_UNIT_MM);
  g_autoptr(GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr(GtkPrintOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  GtkPrintOperationResult result;
  gsize length = 0;
  TwPaper *paper = tw_list_paper_new (&list, query, NULL, &error);

  g_assert_no_error (error);
  operation = tw_print_operation_new (paper, "Deals", path);
  gtk_page_setup_set_paper_size (setup, sheet);
  gtk_print_operation_set_default_page_setup (operation, setup);
  result = gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, GTK_WINDOW (fixture->window), &error);
  g_assert_no_error (error);
  *n_pages = gtk_print_operation_get_n_pages_to_print (operation);
  *problem = g_strdup (g_object_get_data (G_OBJECT (operation), "tw-problem"));
  *content = NULL;
  /* Streams have zero bytes, which would end a search for text. */
  if (g_file_get_contents (path, content, &length, NULL))
    for (gsize i = 0; i < length; i++)
      (*content)[i] = (*content)[i] == '\0' ? ' ' : (*content)[i];
  g_unlink (path);
  return result;
}

/* Pages are laid out anew for the sheet that is chosen; one on which nothing has room is refused in words. */
static void
test_smaller_sheet (TwAppTest    *fixture,
                    gconstpointer data)
{
  g_autofree char *a4 = NULL, *a6 = NULL, *stamp = NULL, *no_a4 = NULL, *no_a6 = NULL, *problem = NULL;
  int n_a4 = 0, n_a6 = 0, n_stamp = 0;

  g_assert_cmpint (print_on (fixture, 210, 297, &a4, &n_a4, &no_a4), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_cmpint (print_on (fixture, 105, 148, &a6, &n_a6, &no_a6), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_null (no_a4);
  g_assert_null (no_a6);
  g_assert_cmpint (n_a6, >, n_a4);
  g_assert_nonnull (strstr (a4, "/MediaBox [ 0 0 595."));
  g_assert_nonnull (strstr (a6, "/MediaBox [ 0 0 297."));
  g_assert_null (strstr (a6, "/MediaBox [ 0 0 595."));
  g_assert_cmpint (print_on (fixture, 20, 20, &stamp, &n_stamp, &problem), ==, GTK_PRINT_OPERATION_RESULT_CANCEL);
  g_assert_nonnull (problem);
}

static GtkWindow *dialog;

static gboolean
has_dialog (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_str_has_prefix (G_OBJECT_TYPE_NAME (window), "GtkPrint"))
        {
          dialog = window;
          return gtk_widget_get_mapped (GTK_WIDGET (window));
        }
    }
  return FALSE;
}

/* The command opens the desktop's print dialog; closing it prints nothing. */
static void
test_dialog (TwAppTest    *fixture,
             gconstpointer data)
{
  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_settle ();
  tw_app_test_activate (tw_window_get_page (fixture->window), "view.print", NULL);
  tw_app_test_wait (has_dialog, NULL);
  tw_app_test_settle ();
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/print/list", test_list);
  tw_app_test_add ("/app/print/record", test_record);
  tw_app_test_add ("/app/print/smaller-sheet", test_smaller_sheet);
  tw_app_test_add ("/app/print/dialog", test_dialog);
  return g_test_run ();
}
