/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wastebasket as people use it: empty, filled by deleting, searched, several taken out as one step, one opened. */
#include "config.h"

#include <string.h>

#include "tw-app-test.h"
#include "tw-record-page.h"
#include "tw-trash-page.h"
#include "tw-trash-row.h"

static TwTrashPage *
get_page (TwAppTest *fixture)
{
  TwWindowPage *page = tw_window_get_page (fixture->window);

  g_assert_true (TW_IS_TRASH_PAGE (page));
  return TW_TRASH_PAGE (page);
}

static const char *
get_shown (TwAppTest *fixture)
{
  return gtk_stack_get_visible_child_name (tw_app_test_find (get_page (fixture), GTK_TYPE_STACK));
}

static gboolean
is_empty (gpointer data)
{
  return g_str_equal (get_shown (data), "empty");
}

static GtkSelectionModel *
get_model (TwAppTest *fixture)
{
  return gtk_list_view_get_model (tw_app_test_find (get_page (fixture), GTK_TYPE_LIST_VIEW));
}

static guint n_expected;

static gboolean
has_rows (gpointer data)
{
  return g_str_equal (get_shown (data), "list") && g_list_model_get_n_items (G_LIST_MODEL (get_model (data))) == n_expected;
}

static void
wait_rows (TwAppTest *fixture,
           guint      n)
{
  n_expected = n;
  tw_app_test_wait (has_rows, fixture);
}

static void
delete_deal (TwAppTest *fixture,
             guint      i)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Delete");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_edit_delete (edit, tw_app_test_entity (fixture, "deal"), &fixture->deals[i]);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  g_usleep (2000);
}

static gboolean
is_deleted (TwAppTest *fixture,
            guint      i)
{
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[i], NULL);

  return tw_record_is_deleted (record);
}

static void
test_restore (TwAppTest    *fixture,
              gconstpointer data)
{
  g_autofree char *newest = tw_app_test_text (fixture, "deal", &fixture->deals[2], "name");
  GtkSelectionModel *model = NULL;
  g_autoptr(TwTrashRow) row = NULL;
  g_autofree char *undo = NULL;

  tw_app_test_activate (fixture->window, "win.show-trash", NULL);
  tw_app_test_settle ();
  tw_app_test_wait (is_empty, fixture);
  for (guint i = 0; i < 3; i++)
    delete_deal (fixture, i);
  wait_rows (fixture, 3);
  model = get_model (fixture);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_cmpstr (tw_trash_row_get_title (row), ==, newest);

  /* The two newest as one step, and back in the basket by one undo. */
  gtk_selection_model_select_range (model, 0, 2, TRUE);
  tw_app_test_activate (get_page (fixture), "trash.restore", NULL);
  wait_rows (fixture, 1);
  g_assert_true (is_deleted (fixture, 0) && !is_deleted (fixture, 1) && !is_deleted (fixture, 2));
  undo = tw_store_dup_undo_title (fixture->store);
  g_assert_cmpstr (undo, ==, "Restore 2 records");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  wait_rows (fixture, 3);
}

static void
test_search_and_open (TwAppTest    *fixture,
                      gconstpointer data)
{
  g_autofree char *name = tw_app_test_text (fixture, "deal", &fixture->deals[1], "name");
  GtkWidget *entry = NULL, *list = NULL;

  for (guint i = 0; i < 3; i++)
    delete_deal (fixture, i);
  tw_app_test_activate (fixture->window, "win.show-trash", NULL);
  tw_app_test_settle ();
  wait_rows (fixture, 3);
  entry = tw_app_test_find (get_page (fixture), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  wait_rows (fixture, 1);
  list = tw_app_test_find (get_page (fixture), GTK_TYPE_LIST_VIEW);
  g_signal_emit_by_name (list, "activate", 0u);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  g_assert_true (tw_record_is_deleted (tw_record_page_get_record (TW_RECORD_PAGE (tw_window_get_page (fixture->window)))));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/trash/restore", test_restore);
  tw_app_test_add ("/app/trash/search-and-open", test_search_and_open);
  return g_test_run ();
}
