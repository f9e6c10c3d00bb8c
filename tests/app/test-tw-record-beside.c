/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next record and the one before in the list that a record was opened from, and a record in its own window. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-board-view.h"
#include "tw-list-view.h"
#include "tw-record-page.h"
#include "tw-view-page.h"

static void
open_record (TwAppTest  *fixture,
             const char *entity,
             const TwId *id)
{
  char text[TW_ID_TEXT_LENGTH + 1];

  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, entity)->number,
                        tw_id_print (id, text), "");
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
}

static char *
dup_title (TwAppTest *fixture)
{
  return tw_record_dup_title (tw_record_page_get_record (TW_RECORD_PAGE (tw_window_get_page (fixture->window))));
}

static void
assert_step (TwAppTest  *fixture,
             const char *action,
             const char *expected)
{
  g_autofree char *title = NULL;

  tw_app_test_activate (tw_window_get_page (fixture->window), action, NULL);
  tw_app_test_settle ();
  title = dup_title (fixture);
  g_assert_cmpstr (title, ==, expected);
}

static gboolean
has_twelve (gpointer data)
{
  TwListView *list = tw_app_test_find (data, TW_TYPE_LIST_VIEW);
  guint n = 0;

  if (list != NULL)
    tw_results_peek_rows (tw_list_view_get_results (list), &n);
  return n == 12;
}

/* The order is the list's own, and the way back leads to the list. */
static void
test_list (TwAppTest    *fixture,
           gconstpointer data)
{
  TwViewState *state = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  g_assert_true (tw_view_state_set_sort (state, "-amount", NULL));
  tw_app_test_wait (has_twelve, fixture->window);
  tw_app_test_settle ();
  open_record (fixture, "deal", &fixture->deals[10]);
  assert_step (fixture, "record.next", "Deal 10");
  assert_step (fixture, "record.next", "Deal 09");
  assert_step (fixture, "record.previous", "Deal 10");
  assert_step (fixture, "record.previous", "Deal 11");
  assert_step (fixture, "record.previous", "Deal 12");
  /* The first one stays. */
  assert_step (fixture, "record.previous", "Deal 12");
  tw_app_test_shot (fixture->window, "record-beside");
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_VIEW_PAGE (tw_window_get_page (fixture->window)));
}

/* From the last card of a column to the first of the next one that has any. */
static void
test_board (TwAppTest    *fixture,
            gconstpointer data)
{
  TwBoardView *board = NULL;
  TwRecord *record = NULL;
  g_autofree char *first = NULL, *second = NULL, *again = NULL;

  tw_app_test_open_view (fixture, "deal", "board");
  board = tw_app_test_find (fixture->window, TW_TYPE_BOARD_VIEW);
  g_assert_nonnull (board);
  tw_app_test_settle ();
  tw_app_test_settle ();
  open_record (fixture, "deal", &fixture->deals[5]);
  first = dup_title (fixture);
  tw_app_test_activate (tw_window_get_page (fixture->window), "record.next", NULL);
  tw_app_test_settle ();
  second = dup_title (fixture);
  g_assert_cmpstr (first, !=, second);
  tw_app_test_activate (tw_window_get_page (fixture->window), "record.previous", NULL);
  tw_app_test_settle ();
  again = dup_title (fixture);
  g_assert_cmpstr (first, ==, again);
  record = tw_record_page_get_record (TW_RECORD_PAGE (tw_window_get_page (fixture->window)));
  g_assert_cmpstr (tw_record_get_entity (record)->key, ==, "deal");
}

/* Opened from nowhere, a record has none beside it. */
static void
test_alone (TwAppTest    *fixture,
            gconstpointer data)
{
  TwWindowPage *page = NULL;

  tw_app_test_activate (fixture->window, "win.show-today", NULL);
  open_record (fixture, "company", &fixture->beta);
  page = tw_window_get_page (fixture->window);
  tw_app_test_activate (fixture->window, "win.open-beside", "b", TRUE);
  tw_app_test_settle ();
  g_assert_true (page == tw_window_get_page (fixture->window));
}

static TwWindow *
find_other (TwAppTest *fixture)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (TW_IS_WINDOW (item->data) && item->data != fixture->window)
      return item->data;
  return NULL;
}

static gboolean
has_new_title (gpointer data)
{
  TwWindowPage *page = tw_window_get_page (data);

  return page != NULL && g_str_equal (tw_window_page_get_title (page), "Acme Works");
}

/* The same record in two windows: a change shows in both. */
static void
test_own_window (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwWindow *other = NULL;
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYNC, "elsewhere");
  g_autoptr(TwRecord) record = tw_store_get (fixture->store, tw_app_test_entity (fixture, "company"), &fixture->acme, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  open_record (fixture, "company", &fixture->acme);
  tw_app_test_activate (tw_window_get_page (fixture->window), "record.open-window", NULL);
  tw_app_test_settle ();
  other = find_other (fixture);
  g_assert_nonnull (other);
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (other)));
  tw_record_set_text (record, "name", "Acme Works", &error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  tw_app_test_wait (has_new_title, fixture->window);
  tw_app_test_wait (has_new_title, other);
  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *) &other);
  gtk_window_destroy (GTK_WINDOW (other));
  while (other != NULL)
    tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/record/beside/list", test_list);
  tw_app_test_add ("/app/record/beside/board", test_board);
  tw_app_test_add ("/app/record/beside/alone", test_alone);
  tw_app_test_add ("/app/record/beside/own-window", test_own_window);
  return g_test_run ();
}
