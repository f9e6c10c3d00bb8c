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
  tw_app_test_add ("/app/print/dialog", test_dialog);
  return g_test_run ();
}
