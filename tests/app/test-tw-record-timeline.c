/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record page in time: its timeline, and what it shows of a day in the past. */
#include "config.h"

#include "tw-activity.h"
#include "tw-app-test.h"
#include "tw-record-test.h"
#include "tw-timeline-entry.h"

#define APART 200000                                   /* µs */

static void
test_as_of (TwAppTest    *fixture,
            gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  TwRecordField *field = tw_record_test_get_field (page, "name");

  TwInstant before = g_get_real_time ();

  tw_record_test_change_elsewhere (fixture, "name", "Changed");
  tw_app_test_settle ();
  g_assert_nonnull (tw_record_test_find_label (GTK_WIDGET (field), "Changed"));
  tw_record_page_show_at (page, before);
  g_assert_nonnull (tw_record_test_find_label (GTK_WIDGET (field), "Deal 01"));
  g_assert_false (tw_record_field_can_edit (field));
  /* What happens meanwhile does not show in the past. */
  tw_record_test_change_elsewhere (fixture, "name", "Changed again");
  tw_app_test_settle ();
  g_assert_nonnull (tw_record_test_find_label (GTK_WIDGET (field), "Deal 01"));
  tw_app_test_activate (page, "record.show-day", "s", "");
  g_assert_nonnull (tw_record_test_find_label (GTK_WIDGET (field), "Changed again"));
  g_assert_true (tw_record_field_can_edit (field));
  /* It was not there yet: nothing to show. */
  tw_app_test_activate (page, "record.show-day", "s", "2001-02-03");
  g_assert_true (tw_record_field_can_edit (field));
}

/* Commits that have nothing to do with the record leave the timeline as it is, with its scroll position. */
static void
test_timeline_stays (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[1]);
  GListModel *items = tw_record_timeline_get_items (tw_record_page_get_timeline (page));
  g_autoptr(GObject) before = NULL, after = NULL, newest = NULL;
  guint length = 0;

  tw_record_timeline_write_note (tw_record_page_get_timeline (page), "A word");
  tw_app_test_settle ();
  before = g_list_model_get_item (items, 0);
  tw_record_test_change_elsewhere (fixture, "name", "Other");
  tw_app_test_settle ();
  after = g_list_model_get_item (items, 0);
  g_assert_true (before == after);
  length = g_list_model_get_n_items (items);
  tw_record_timeline_write_note (tw_record_page_get_timeline (page), "Another word");
  tw_record_test_wait_length (items, length + 1);
  newest = g_list_model_get_item (items, 0);
  g_assert_true (newest != before);
}

static void
test_timeline_filter (TwAppTest    *fixture,
                      gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  TwRecordTimeline *timeline = tw_record_page_get_timeline (page);
  GListModel *items = tw_record_timeline_get_items (timeline);

  tw_record_timeline_write_note (timeline, "A word");
  tw_record_test_wait_length (items, 2);
  tw_record_timeline_set_filter (timeline, "activity", NULL);
  tw_record_test_wait_length (items, 1);
  g_assert_nonnull (tw_record_test_find_label (timeline, "A word"));
  tw_record_timeline_set_filter (timeline, "activity:call", NULL);
  tw_record_test_wait_length (items, 0);
  tw_record_timeline_set_filter (timeline, "history", NULL);
  tw_record_test_wait_length (items, 1);
  tw_record_timeline_set_filter (timeline, NULL, "wOrD");
  tw_record_test_wait_length (items, 1);
  tw_record_timeline_set_filter (timeline, NULL, NULL);
  tw_record_test_wait_length (items, 2);
}

/* Only what happened on some days. */
/* A meeting of tomorrow. */
static void
plan_meeting (TwAppTest *fixture)
{
  const TwEntity *entity = tw_app_test_entity (fixture, "meeting");
  g_autoptr(TwRecord) meeting = tw_record_new (entity);
  TwEdit *edit = tw_edit_new (tw_workspace_get_store (fixture->workspace), TW_ORIGIN_PERSON, "Plan");
  g_auto(TwValue) deal = tw_value_link (tw_app_test_entity (fixture, "deal")->number, &fixture->deals[0]);
  g_auto(TwValue) starts = tw_value_datetime (g_get_real_time () + TW_USEC_PER_DAY);
  g_auto(TwValue) ends = tw_value_datetime (g_get_real_time () + TW_USEC_PER_DAY + TW_USEC_PER_DAY / 24);
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (tw_record_set_text (meeting, "title", "Tomorrow", NULL));
  g_assert_true (tw_record_set_key (meeting, "starts_at", &starts, NULL));
  g_assert_true (tw_record_set_key (meeting, "ends_at", &ends, NULL));
  g_assert_true (tw_record_set_key (meeting, "deal", &deal, NULL));
  tw_edit_save (edit, meeting);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
}

static void
test_timeline_days (TwAppTest    *fixture,
                    gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  TwRecordTimeline *timeline = tw_record_page_get_timeline (page);
  GListModel *items = tw_record_timeline_get_items (timeline);

  tw_record_timeline_write_note (timeline, "A word");
  tw_record_test_wait_length (items, 2);
  tw_app_test_activate (timeline, "timeline.days", "s", "older");
  tw_record_test_wait_length (items, 0);
  g_assert_nonnull (tw_record_test_find_label (timeline, "Nothing of this kind has happened here."));
  /* What is to come stands there, but it is not of today. */
  plan_meeting (fixture);
  tw_app_test_activate (timeline, "timeline.days", "s", "");
  tw_record_test_wait_length (items, 3);
  tw_app_test_activate (timeline, "timeline.days", "s", "today");
  tw_record_test_wait_length (items, 2);
  tw_app_test_activate (timeline, "timeline.days", "s", "yesterday");
  tw_record_test_wait_length (items, 0);
  tw_app_test_activate (timeline, "timeline.days", "s", "");
  tw_record_test_wait_length (items, 3);
}

static TwId
add_about (TwAppTest  *fixture,
           const char *entity,
           const char *text_field,
           const char *text,
           const char *link_field)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_SYSTEM, "about");
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, entity));
  g_auto(TwValue) link = tw_value_link (tw_app_test_entity (fixture, "deal")->number, &fixture->deals[0]);
  const TwField *field = tw_entity_get_field (tw_record_get_entity (record), link_field);
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  g_assert_true (tw_record_set_text (record, text_field, text, NULL));
  g_assert_true (tw_record_set (record, field, &link, NULL));
  if (g_str_equal (entity, "comment"))
    {
      g_auto(TwValue) user = tw_value_link (tw_app_test_entity (fixture, "user")->number, &fixture->user);

      tw_record_set (record, tw_entity_get_field (tw_record_get_entity (record), "author"), &user, NULL);
    }
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

static const char *
get_title (GListModel *items,
           guint       i)
{
  g_autoptr(TwTimelineEntry) item = g_list_model_get_item (items, i);

  return item != NULL ? tw_timeline_entry_get_title (item) : "";
}

/* Comments and tasks stand among the changes, the newest first; other records' do not. */
static void
test_timeline_kinds (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  TwRecordTimeline *timeline = tw_record_page_get_timeline (page);
  GListModel *items = tw_record_timeline_get_items (timeline);

  /* As apart as a hand makes them: a server tells when a record was made by its own clock, which it compares with the device's by a
   * message that takes some milliseconds. */
  add_about (fixture, "task", "title", "Send the offer", "deal");
  g_usleep (APART);
  tw_record_test_change_elsewhere (fixture, "name", "Changed");
  g_usleep (APART);
  add_about (fixture, "comment", "body", "They agree", "record");
  g_usleep (APART);
  tw_record_timeline_write_note (timeline, "A word");
  tw_app_test_settle ();
  tw_record_test_wait_length (items, 5);
  g_assert_nonnull (strstr (get_title (items, 0), "A word"));
  g_assert_true (g_str_has_prefix (get_title (items, 1), "Comment"));
  g_assert_true (g_str_has_prefix (get_title (items, 2), "Changed"));
  g_assert_nonnull (strstr (get_title (items, 3), "Send the offer"));
  g_assert_true (g_str_has_prefix (get_title (items, 4), "Created"));
  tw_record_test_open (fixture, "deal", &fixture->deals[1]);
  timeline = tw_record_page_get_timeline (TW_RECORD_PAGE (tw_window_get_page (fixture->window)));
  tw_record_test_wait_length (tw_record_timeline_get_items (timeline), 1);
}

/* All sides of the page are of that time, nothing of it can be changed, and the way back leads to now. */
static void
test_past_all_sides (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwRecordPage *page = tw_record_test_open (fixture, "deal", &fixture->deals[0]);
  GListModel *items = tw_record_timeline_get_items (tw_record_page_get_timeline (page));
  TwInstant before = 0;
  guint n_before = 0;

  add_about (fixture, "task", "title", "Of the past", "deal");
  tw_record_test_wait_length (items, 2);
  n_before = g_list_model_get_n_items (items);
  before = g_get_real_time ();
  tw_record_test_change_elsewhere (fixture, "name", "Changed");
  tw_record_test_change_elsewhere (fixture, "amount", "77000 USD");
  add_about (fixture, "task", "title", "Of now", "deal");
  tw_app_test_settle ();
  g_assert_nonnull (tw_record_test_find_label (page, "Of now"));
  g_assert_nonnull (tw_record_test_find_label (page, "77,000"));
  tw_record_page_show_at (page, before);
  tw_record_test_wait_length (items, n_before);
  g_assert_nonnull (tw_record_test_find_label (page, "Of the past"));
  g_assert_null (tw_record_test_find_label (page, "Of now"));
  g_assert_null (tw_record_test_find_label (page, "77,000"));
  g_assert_nonnull (tw_record_test_find_label (page, "to be read only"));
  g_assert_null (tw_record_test_find_icon_button (page, "list-add-symbolic"));
  tw_app_test_activate (page, "record.show-day", "s", "");
  tw_app_test_settle ();
  g_assert_nonnull (tw_record_test_find_label (page, "Of now"));
  g_assert_nonnull (tw_record_test_find_label (page, "77,000"));
  g_assert_null (tw_record_test_find_label (page, "to be read only"));
}

static void
items_changed_cb (GListModel *items,
                  guint       position,
                  guint       removed,
                  guint       added,
                  guint      *first)
{
  if (*first == 0)
    *first = added;
}

/* The lines that a window shows come first, the others of the first page by themselves after them, each once. */
static void
test_fills (TwAppTest    *fixture,
            gconstpointer data)
{
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "tasks");
  g_autoptr(TwRecord) deal = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[2], NULL);
  g_autoptr(TwCommit) commit = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char id[TW_ID_TEXT_LENGTH + 1];
  GListModel *items = NULL;
  guint first = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(TwRecord) task = tw_record_new (tw_app_test_entity (fixture, "task"));

      g_assert_true (tw_record_set_text (task, "title", "Send the offer", NULL));
      g_assert_true (tw_activity_set_about (task, deal, NULL));
      tw_edit_save (edit, task);
    }
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  tw_app_test_activate (fixture->window, "win.open-view", "s", "deal");
  tw_app_test_activate (fixture->window, "win.open-record", "(uss)", tw_app_test_entity (fixture, "deal")->number,
                        tw_id_print (&fixture->deals[2], id), "");
  items = tw_record_timeline_get_items (tw_record_page_get_timeline (TW_RECORD_PAGE (tw_window_get_page (fixture->window))));
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 0);
  g_signal_connect (items, "items-changed", G_CALLBACK (items_changed_cb), &first);
  tw_record_test_wait_length (items, 41);
  g_signal_handlers_disconnect_by_func (items, items_changed_cb, &first);
  g_assert_cmpuint (first, ==, 16);
  for (guint i = 0; i < 41; i++)
    {
      g_autoptr(TwTimelineEntry) entry = g_list_model_get_item (items, i);

      tw_id_print (tw_timeline_entry_get_id (entry), id);
      g_assert_true (g_hash_table_add (seen, g_strconcat (tw_timeline_entry_get_source (entry), " ", id, NULL)));
    }
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/record-timeline/timeline-kinds", test_timeline_kinds);
  tw_app_test_add ("/app/record-timeline/past-all-sides", test_past_all_sides);
  tw_app_test_add ("/app/record-timeline/as-of", test_as_of);
  tw_app_test_add ("/app/record-timeline/timeline-stays", test_timeline_stays);
  tw_app_test_add ("/app/record-timeline/timeline-filter", test_timeline_filter);
  tw_app_test_add ("/app/record-timeline/fills", test_fills);
  tw_app_test_add ("/app/record-timeline/timeline-days", test_timeline_days);
  return g_test_run ();
}
