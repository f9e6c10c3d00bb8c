/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar in the user's own order, without what is hidden, and with the mark where one is. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-sidebar.h"
#include "tw-sidebar-row.h"

static int
find (TwAppTest  *fixture,
      const char *target)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  GtkListBox *list = tw_app_test_find (sidebar, GTK_TYPE_LIST_BOX);
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (g_str_equal (tw_sidebar_item_get_target (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (row))), target))
      return i;
  return -1;
}

static void
reset (TwAppTest *fixture)
{
  GSettings *settings = tw_workspace_get_settings (fixture->workspace);

  g_settings_reset (settings, "sidebar-order");
  g_settings_reset (settings, "sidebar-hidden");
}

static void
test_move (TwAppTest    *fixture,
           gconstpointer data)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  int deal = find (fixture, "deal");
  GtkWidget *focus = NULL;

  g_assert_cmpint (deal, >=, 0);
  tw_app_test_activate (sidebar, "sidebar.move", "(si)", "deal", 1);
  g_assert_cmpint (find (fixture, "deal"), ==, deal + 1);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (TW_IS_SIDEBAR_ROW (focus));
  g_assert_cmpstr (tw_sidebar_item_get_target (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (focus))), ==, "deal");
  tw_app_test_activate (sidebar, "sidebar.move", "(si)", "deal", -1);
  g_assert_cmpint (find (fixture, "deal"), ==, deal);
  /* Not out of its group, at either end: the pages of today and of the inbox stand above. */
  for (guint i = 0; i < 50; i++)
    tw_app_test_activate (sidebar, "sidebar.move", "(si)", "deal", -1);
  g_assert_cmpint (find (fixture, "deal"), ==, find (fixture, "feed") + 1);
  /* A drop takes the place of the row below; one into another group does nothing. */
  tw_app_test_activate (sidebar, "sidebar.place", "(ss)", "deal", "company");
  g_assert_cmpint (find (fixture, "deal"), ==, find (fixture, "feed") + 1);
  reset (fixture);
}

static void
test_hide (TwAppTest    *fixture,
           gconstpointer data)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  int company = find (fixture, "company");

  tw_app_test_activate (sidebar, "sidebar.hide", "s", "company");
  g_assert_cmpint (find (fixture, "company"), ==, -1);
  /* The next start keeps it so. */
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  tw_app_test_settle ();
  tw_app_test_open_window (fixture);
  g_assert_cmpint (find (fixture, "company"), ==, -1);
  sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  tw_app_test_activate (sidebar, "sidebar.show-all", NULL);
  g_assert_cmpint (find (fixture, "company"), ==, company);
  reset (fixture);
}

static const char *
get_marked (TwAppTest *fixture)
{
  GtkListBox *list = tw_app_test_find (tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR), GTK_TYPE_LIST_BOX);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (list);

  return row != NULL ? tw_sidebar_item_get_target (tw_sidebar_row_get_item (TW_SIDEBAR_ROW (row))) : NULL;
}

static gboolean
has_one_page (gpointer data)
{
  return !tw_window_page_get_can_go_back (tw_window_get_page (data));
}

/* The line that led to the page, or to the one that it was opened from; none for a page that no line leads to. */
static void
test_mark (TwAppTest    *fixture,
           gconstpointer data)
{
  char id[TW_ID_TEXT_LENGTH + 1];

  g_assert_cmpstr (get_marked (fixture), ==, "today");
  tw_app_test_open_view (fixture, "deal", "list");
  g_assert_cmpstr (get_marked (fixture), ==, "deal");
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "company")->number,
                        tw_id_print (&fixture->acme, id), "");
  tw_app_test_settle ();
  g_assert_cmpstr (get_marked (fixture), ==, "deal");
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_wait (has_one_page, fixture->window);
  tw_app_test_activate (fixture->window, "win.show-figures", NULL);
  tw_app_test_settle ();
  g_assert_cmpstr (get_marked (fixture), ==, NULL);
  tw_app_test_activate (fixture->window, "win.back", NULL);
  tw_app_test_wait (has_one_page, fixture->window);
  g_assert_cmpstr (get_marked (fixture), ==, "deal");
  tw_app_test_activate (fixture->window, "win.show-inbox", NULL);
  tw_app_test_settle ();
  g_assert_cmpstr (get_marked (fixture), ==, "inbox");
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/sidebar/move", test_move);
  tw_app_test_add ("/app/sidebar/hide", test_hide);
  tw_app_test_add ("/app/sidebar/mark", test_mark);
  return g_test_run ();
}
