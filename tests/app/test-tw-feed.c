/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the feed: what stands there, that it follows the commits, and that what a person chose is kept. */
#include "config.h"

#include "tw-app-test.h"
#include "tw-feed-page.h"
#include "tw-follow.h"
#include "tw-preference.h"
#include "tw-preferences-window.h"
#include "tw-record-page.h"
#include "tw-timeline-row.h"
#include "tw-theme.h"

static TwFeedPage *
open_feed (TwAppTest *fixture)
{
  tw_app_test_activate (fixture->window, "win.show-feed", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_FEED_PAGE (tw_window_get_page (fixture->window)));
  return TW_FEED_PAGE (tw_window_get_page (fixture->window));
}

static gboolean
is_idle (gpointer data)
{
  return !tw_feed_panel_is_reading (data);
}

/* "title/detail" of the first line; "" when there is none. */
static char *
dup_first (TwFeedPage *page)
{
  GListModel *items = tw_feed_panel_get_items (tw_feed_page_get_panel (page));
  g_autoptr(TwTimelineEntry) entry = NULL;

  tw_app_test_wait (is_idle, tw_feed_page_get_panel (page));
  entry = g_list_model_get_item (items, 0);
  return entry != NULL ? g_strdup_printf ("%s/%s", tw_timeline_entry_get_title (entry), tw_timeline_entry_get_detail (entry)) : g_strdup ("");
}

static void
rename_deal (TwAppTest  *fixture,
             const char *name)
{
  g_autoptr(TwRecord) deal = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], NULL);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Rename");
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (deal, "name", name, NULL);
  tw_edit_save (edit, deal);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
}

static gboolean
shows_renamed (gpointer data)
{
  g_autoptr(TwTimelineEntry) entry = g_list_model_get_item (tw_feed_panel_get_items (data), 0);

  return entry != NULL && g_str_equal (tw_timeline_entry_get_title (entry), "Renamed");
}

/* What is committed appears by itself, and opens its record. */
static void
test_live (TwAppTest    *fixture,
           gconstpointer data)
{
  TwFeedPage *page = open_feed (fixture);
  GtkListView *list = NULL;

  tw_feed_page_show_team (page, TRUE);
  tw_app_test_wait (is_idle, tw_feed_page_get_panel (page));
  rename_deal (fixture, "Renamed");
  tw_app_test_wait (shows_renamed, tw_feed_page_get_panel (page));
  tw_app_test_shot (fixture->window, "feed-live");
  list = GTK_LIST_VIEW (gtk_widget_get_ancestor (tw_app_test_find (page, TW_TYPE_TIMELINE_ROW), GTK_TYPE_LIST_VIEW));
  g_signal_emit_by_name (list, "activate", 0);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
  g_assert_true (tw_id_equal (tw_record_get_id (tw_record_page_get_record (TW_RECORD_PAGE (tw_window_get_page (fixture->window)))),
                              &fixture->deals[0]));
}

static void
follow_deal (TwAppTest  *fixture,
             const char *kind)
{
  g_autoptr(TwRecord) deal = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], NULL);
  g_autoptr(TwCommit) commit = tw_edit_commit (tw_follow_set_kind (fixture->store, deal, kind), NULL);

  g_assert_nonnull (commit);
}

static void
hide (TwAppTest  *fixture,
      const char *what)
{
  g_autoptr(TwRecord) preference = tw_preference_load (fixture->store, &fixture->user);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Choose");
  g_autoptr(TwCommit) commit = NULL;

  tw_preference_set_hides (preference, what, TRUE);
  tw_edit_save (edit, preference);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
}

/* The personal feed holds what is followed; what a person leaves out stays out when the page is opened again. */
static void
test_choice (TwAppTest    *fixture,
             gconstpointer data)
{
  TwFeedPage *page = NULL;
  g_autofree char *first = NULL, *left = NULL, *found = NULL, *again = NULL;

  hide (fixture, "team");
  follow_deal (fixture, "all");
  rename_deal (fixture, "Renamed");
  page = open_feed (fixture);
  first = dup_first (page);
  g_assert_true (g_str_has_prefix (first, "Renamed/Deal · Changed"));
  hide (fixture, "changed");
  tw_app_test_settle ();
  left = dup_first (page);
  g_assert_cmpstr (left, !=, first);
  tw_app_test_activate (fixture->window, "win.show-today", NULL);
  page = open_feed (fixture);
  again = dup_first (page);
  g_assert_cmpstr (again, ==, left);
  /* Asked for by itself it is found all the same. */
  tw_feed_bar_choose (tw_feed_panel_get_bar (tw_feed_page_get_panel (page)), TW_FEED_CHANGED, "deal", NULL);
  found = dup_first (page);
  g_assert_cmpstr (found, ==, first);
}

/* Where nothing is, the page says so and has the way back. */
static void
test_empty (TwAppTest    *fixture,
            gconstpointer data)
{
  TwFeedPage *page = open_feed (fixture);
  TwFeedBar *bar = tw_feed_panel_get_bar (tw_feed_page_get_panel (page));
  g_autofree char *none = NULL, *some = NULL;

  tw_feed_page_show_team (page, TRUE);
  rename_deal (fixture, "Renamed");
  tw_feed_bar_choose (bar, TW_FEED_WRITTEN, NULL, NULL);
  none = dup_first (page);
  g_assert_cmpstr (none, ==, "");
  g_assert_true (tw_feed_bar_is_set (bar));
  tw_app_test_shot (fixture->window, "feed-empty");
  tw_app_test_activate (tw_feed_page_get_panel (page), "feed.clear", NULL);
  some = dup_first (page);
  g_assert_true (g_str_has_prefix (some, "Renamed/"));
}

static TwPreferencesWindow *
find_preferences (void)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (TW_IS_PREFERENCES_WINDOW (window))
        return TW_PREFERENCES_WINDOW (window);
    }
  return NULL;
}

static gboolean
wants_no_mentions (gpointer data)
{
  TwAppTest *fixture = data;
  g_autoptr(TwRecord) preference = tw_preference_load (fixture->store, &fixture->user);

  return !tw_preference_wants (preference, "mention", "desktop");
}

/* A button is kept at once; all kinds of notification have theirs. */
static void
test_preferences (TwAppTest    *fixture,
                  gconstpointer data)
{
  const TwField *kind = tw_entity_get_field (tw_app_test_entity (fixture, "notification"), "kind");
  TwPreferencesWindow *window = NULL;
  AdwComboRow *theme = NULL;

  follow_deal (fixture, "important");
  tw_app_test_activate (fixture->window, "win.show-preferences", NULL);
  tw_app_test_settle ();
  window = find_preferences ();
  g_assert_nonnull (window);
  for (guint i = 0; kind->choices[i] != NULL; i++)
    {
      g_assert_nonnull (tw_preferences_window_get_button (window, kind->choices[i]->key, "in_app"));
      g_assert_true (gtk_toggle_button_get_active (tw_preferences_window_get_button (window, kind->choices[i]->key, "desktop")));
    }
  gtk_toggle_button_set_active (tw_preferences_window_get_button (window, "mention", "desktop"), FALSE);
  tw_app_test_wait (wants_no_mentions, fixture);
  tw_app_test_settle ();
  g_assert_false (gtk_toggle_button_get_active (tw_preferences_window_get_button (window, "mention", "desktop")));
  g_assert_true (gtk_toggle_button_get_active (tw_preferences_window_get_button (window, "mention", "in_app")));
  /* Light or dark by hand is kept, and shows at once. */
  tw_theme_follow (tw_workspace_get_settings (fixture->workspace));
  theme = tw_preferences_window_get_theme (window);
  adw_combo_row_set_selected (theme, 2);
  g_assert_cmpint (adw_style_manager_get_color_scheme (adw_style_manager_get_default ()), ==, ADW_COLOR_SCHEME_FORCE_DARK);
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  adw_combo_row_set_selected (theme, 0);
  g_assert_cmpint (adw_style_manager_get_color_scheme (adw_style_manager_get_default ()), ==, ADW_COLOR_SCHEME_DEFAULT);
  tw_app_test_shot (window, "preferences");
  gtk_window_destroy (GTK_WINDOW (window));
  tw_app_test_settle ();
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/feed/live", test_live);
  tw_app_test_add ("/app/feed/choice", test_choice);
  tw_app_test_add ("/app/feed/empty", test_empty);
  tw_app_test_add ("/app/notify/preferences", test_preferences);
  return g_test_run ();
}
