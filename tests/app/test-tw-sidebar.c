/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar in the user's own order, without what is hidden, and with the mark where one is. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-save-search-dialog.h"
#include "tw-save-view-dialog.h"
#include "tw-saved-view.h"
#include "tw-sidebar.h"
#include "tw-sidebar-row.h"
#include "tw-sidebar-saved.h"
#include "tw-star.h"
#include "tw-tip.h"

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

/* --- What was saved --- */

static char *
save_search (TwAppTest *fixture)
{
  TwSavedSearch *search = tw_saved_search_new ("acme", NULL, NULL);
  g_autoptr(GError) error = NULL;
  char *id = NULL;

  g_free (search->name);
  search->name = g_strdup ("Acme and the like");
  g_assert_true (tw_saved_search_save (search, fixture->store, &error));
  g_assert_no_error (error);
  id = tw_id_dup_text (&search->id);
  tw_saved_search_free (search);
  tw_app_test_settle ();
  return id;
}

static TwSavedSearch *
load_search (TwAppTest  *fixture,
             const char *id)
{
  TwId parsed;

  g_assert_true (tw_id_parse (id, &parsed));
  return tw_saved_search_load (fixture->store, &parsed, NULL);
}

static TwSidebarItem *
get_item (TwAppTest  *fixture,
          const char *target)
{
  GtkListBox *list = tw_app_test_find (tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR), GTK_TYPE_LIST_BOX);

  g_assert_cmpint (find (fixture, target), >=, 0);
  return tw_sidebar_row_get_item (TW_SIDEBAR_ROW (gtk_list_box_get_row_at_index (list, find (fixture, target))));
}

static GtkWindow *
find_dialog (TwAppTest *fixture,
             GType      type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static void
rename_in_dialog (TwAppTest  *fixture,
                  const char *target,
                  GType       type,
                  const char *name)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  GtkWindow *dialog = NULL;

  tw_app_test_activate (sidebar, "sidebar.change", "s", target);
  tw_app_test_settle ();
  dialog = find_dialog (fixture, type);
  g_assert_nonnull (dialog);
  gtk_editable_set_text (GTK_EDITABLE (tw_app_test_find (dialog, ADW_TYPE_ENTRY_ROW)), name);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "save");
  tw_app_test_settle ();
  g_assert_cmpstr (tw_sidebar_item_get_title (get_item (fixture, target)), ==, name);
}

/* Renamed, shared, told of and deleted from the sidebar, each as one step that is taken back as one; the page that shows it follows. */
static void
test_saved_search (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  g_autofree char *id = save_search (fixture);
  g_autoptr(TwSavedSearch) search = NULL;

  tw_app_test_activate (fixture->window, "win.run-search", "s", id);
  tw_app_test_settle ();
  rename_in_dialog (fixture, id, TW_TYPE_SAVE_SEARCH_DIALOG, "Acme only");
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "Acme only");
  g_assert_cmpint (tw_sidebar_item_get_marks (get_item (fixture, id)), ==, TW_SIDEBAR_OWN);
  tw_app_test_activate (sidebar, "sidebar.alert", "s", id);
  tw_app_test_activate (sidebar, "sidebar.share", "s", id);
  tw_app_test_settle ();
  g_assert_cmpint (tw_sidebar_item_get_marks (get_item (fixture, id)), ==, TW_SIDEBAR_OWN | TW_SIDEBAR_SHARED | TW_SIDEBAR_ALERT);
  search = load_search (fixture, id);
  g_assert_true (search->alert && search->shared);
  g_assert_cmpstr (search->text, ==, "acme");
  tw_app_test_activate (sidebar, "sidebar.remove", "s", id);
  tw_app_test_settle ();
  g_assert_cmpint (find (fixture, id), ==, -1);
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "Search");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpstr (tw_sidebar_item_get_title (get_item (fixture, id)), ==, "Acme only");
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_sidebar_item_get_marks (get_item (fixture, id)), ==, TW_SIDEBAR_OWN | TW_SIDEBAR_ALERT);
}

static void
test_saved_view (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  const TwEntity *entity = tw_app_test_entity (fixture, "deal");
  g_autoptr(TwViewState) state = tw_view_state_new (fixture->workspace, entity);
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  g_assert_true (tw_saved_view_save (state, "Big ones", FALSE, &error));
  g_assert_no_error (error);
  id = tw_id_dup_text (tw_view_state_get_saved_view (state));
  tw_app_test_activate (fixture->window, "win.open-saved", "s", id);
  tw_app_test_settle ();
  rename_in_dialog (fixture, id, TW_TYPE_SAVE_VIEW_DIALOG, "Biggest ones");
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "Biggest ones");
  tw_app_test_activate (sidebar, "sidebar.share", "s", id);
  tw_app_test_settle ();
  g_assert_cmpint (tw_sidebar_item_get_marks (get_item (fixture, id)), ==, TW_SIDEBAR_OWN | TW_SIDEBAR_SHARED);
  tw_app_test_activate (sidebar, "sidebar.remove", "s", id);
  tw_app_test_settle ();
  g_assert_cmpint (find (fixture, id), ==, -1);
  g_assert_cmpstr (tw_window_page_get_title (tw_window_get_page (fixture->window)), ==, "Deals");
}

/* Of a starred record only the star goes, and kinds of records have nothing to delete. */
static void
test_saved_star (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwSidebar *sidebar = tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR);
  g_autoptr(TwRecord) acme = tw_store_get (fixture->store, tw_app_test_entity (fixture, "company"), &fixture->acme, NULL);
  g_autofree char *id = tw_id_dup_text (&fixture->acme);
  g_autoptr(GMenuModel) none = NULL, star = NULL;
  g_autoptr(TwCommit) commit = tw_edit_commit (tw_star_set (fixture->store, acme, TRUE), NULL);

  g_assert_nonnull (commit);
  tw_app_test_settle ();
  none = tw_sidebar_saved_make_menu (get_item (fixture, "deal"));
  star = tw_sidebar_saved_make_menu (get_item (fixture, id));
  g_assert_cmpint (g_menu_model_get_n_items (none), ==, 0);
  g_assert_cmpint (g_menu_model_get_n_items (star), ==, 1);
  tw_app_test_activate (sidebar, "sidebar.remove", "s", id);
  tw_app_test_settle ();
  g_assert_cmpint (find (fixture, id), ==, -1);
  g_assert_false (tw_star_is_on (fixture->store, acme));
  g_assert_false (tw_record_is_deleted (acme));
}

static int
count_rows (gpointer sidebar)
{
  GtkListBox *list = tw_app_test_find (sidebar, GTK_TYPE_LIST_BOX);
  int n = 0;

  while (gtk_list_box_get_row_at_index (list, n) != NULL)
    n++;
  return n;
}

/* A sidebar that nobody has seen yet has rows for one screen, and all of them after its first frame. */
static void
test_rows (TwAppTest    *fixture,
           gconstpointer data)
{
  g_autoptr(GtkWidget) fresh = g_object_ref_sink (GTK_WIDGET (tw_sidebar_new (fixture->workspace)));
  GListModel *monitors = gdk_display_get_monitors (gdk_display_get_default ());
  g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle area;
  int all = 0, first = count_rows (fresh);

  gdk_monitor_get_geometry (monitor, &area);
  tw_app_test_settle ();
  all = count_rows (tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR));
  g_assert_cmpint (first, ==, MIN (area.height / 32, all));
  g_assert_cmpint (find (fixture, "task"), >=, 0);
}

static void
test_tip (TwAppTest    *fixture,
          gconstpointer data)
{
  g_autoptr(GtkWidget) label = g_object_ref_sink (gtk_label_new ("Wind"));

  tw_tip_set (label, "Where it blows from");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (label), ==, "Where it blows from");
  g_assert_true (gtk_widget_get_visible (label));
  gtk_widget_set_visible (label, FALSE);
  tw_tip_set (label, NULL);
  g_assert_null (gtk_widget_get_tooltip_text (label));
  g_assert_false (gtk_widget_get_visible (label));
}

static gboolean
is_open (gpointer button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (button);

  return popover != NULL && gtk_widget_get_mapped (GTK_WIDGET (popover));
}

/* The widgets of the menu are made when it is opened, by keyboard, too, and once. */
static void
test_menu (TwAppTest    *fixture,
           gconstpointer data)
{
  GtkMenuButton *button = tw_app_test_find (tw_app_test_find (fixture->window, TW_TYPE_SIDEBAR), GTK_TYPE_MENU_BUTTON);
  GtkPopover *popover = NULL;

  g_assert_null (gtk_menu_button_get_popover (button));
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (button)));
  g_assert_true (gtk_widget_activate (GTK_WIDGET (button)));
  tw_app_test_wait (is_open, button);
  popover = gtk_menu_button_get_popover (button);
  g_assert_true (GTK_IS_POPOVER_MENU (popover));
  gtk_menu_button_popdown (button);
  gtk_menu_button_popup (button);
  g_assert_true (gtk_menu_button_get_popover (button) == popover);
  tw_app_test_wait (is_open, button);
  gtk_menu_button_popdown (button);
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/sidebar/move", test_move);
  tw_app_test_add ("/app/sidebar/rows", test_rows);
  tw_app_test_add ("/app/sidebar/menu", test_menu);
  tw_app_test_add ("/app/sidebar/tip", test_tip);
  tw_app_test_add ("/app/sidebar/hide", test_hide);
  tw_app_test_add ("/app/sidebar/mark", test_mark);
  tw_app_test_add ("/app/sidebar/saved-search", test_saved_search);
  tw_app_test_add ("/app/sidebar/saved-view", test_saved_view);
  tw_app_test_add ("/app/sidebar/saved-star", test_saved_star);
  return g_test_run ();
}
