/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hands of the calendar: what is dragged, typed and asked for is in the store, as one step each. */
#include "config.h"

#include "tw-calendar-create.h"
#include "tw-calendar-test.h"
#include "tw-calendar-view.h"
#include "tw-late-spinner.h"
#include "tw-record-page.h"
#include "tw-view-page.h"

/* --- Tests --- */

static gboolean
has_creator (gpointer data)
{
  return tw_app_test_find (data, TW_TYPE_CALENDAR_CREATE) != NULL;
}

static gboolean
has_no_creator (gpointer data)
{
  return !has_creator (data);
}

/* Over the hours: a title typed there is one commit and one undo. */
static void
test_drag_to_create (TwAppTest    *fixture,
                     gconstpointer data)
{
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  GdkRectangle first = tw_calendar_test_find_time (calendar.canvas, calendar.day, 13 * 60), last = tw_calendar_test_find_time (calendar.canvas, calendar.day, 14 * 60 + 30);
  guint before = tw_calendar_test_count_commits (fixture);
  g_autoptr(TwRecord) made = NULL;
  g_auto(TwValue) title = tw_value_text ("Dragged");

  tw_calendar_test_drag (calendar.canvas, first.x + 5, first.y + 2, first.x + 5, last.y + 1);
  tw_app_test_wait (has_creator, calendar.canvas);
  tw_app_test_shot (fixture->window, "calendar-create");
  tw_calendar_create_save (tw_app_test_find (calendar.canvas, TW_TYPE_CALENDAR_CREATE), TW_CALENDAR_MEETING, "Dragged");
  tw_calendar_test_wait_commit (&calendar, before);
  tw_app_test_wait (has_no_creator, calendar.canvas);
  made = tw_store_find (fixture->store, tw_app_test_entity (fixture, "meeting")->name_field, &title, NULL);
  g_assert_nonnull (made);
  tw_calendar_test_assert_times (fixture, tw_record_get_id (made), calendar.day, 13 * 60, 14 * 60 + 30);
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_app_test_settle ();
  g_assert_cmpint (tw_app_test_count (fixture, "meeting", NULL), ==, 0);
}

/* Above the hours it is all-day, from one day to another. */
static void
test_drag_days (TwAppTest    *fixture,
                gconstpointer data)
{
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  TwDate first_day = 0, last_day = 0;
  GdkRectangle first, last;
  guint before = tw_calendar_test_count_commits (fixture);

  tw_calendar_canvas_get_shown (calendar.canvas, &first_day, &last_day);
  g_assert_cmpint (last_day - first_day, ==, 6);
  first = tw_calendar_test_find_time (calendar.canvas, first_day + 1, -1);
  last = tw_calendar_test_find_time (calendar.canvas, first_day + 3, -1);
  tw_calendar_test_drag (calendar.canvas, first.x + 5, first.y + 5, last.x + 5, last.y + 5);
  tw_app_test_wait (has_creator, calendar.canvas);
  tw_calendar_create_save (tw_app_test_find (calendar.canvas, TW_TYPE_CALENDAR_CREATE), TW_CALENDAR_MEETING, "Fair");
  tw_calendar_test_wait_commit (&calendar, before);
  g_assert_cmpint (tw_app_test_count (fixture, "meeting", "all_day"), ==, 1);
  for (TwDate day = first_day; day <= last_day; day++)
    {
      guint n = 0;

      tw_calendar_model_get_day (tw_calendar_canvas_get_model (calendar.canvas), day, &n);
      g_assert_cmpuint (n, ==, day > first_day && day < first_day + 4 ? 1 : 0);
    }
}

static void
test_drag_to_move (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwId id = tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  TwDate first_day = 0, last_day = 0, other;
  guint before = tw_calendar_test_count_commits (fixture);
  GdkRectangle rect, head;
  g_autofree char *all_day = NULL;

  tw_calendar_canvas_get_shown (calendar.canvas, &first_day, &last_day);
  other = today == first_day ? today + 1 : first_day;
  tw_calendar_test_drag_event (calendar.canvas, &id, today, 10 * 60, other, 12 * 60 + 15);
  tw_calendar_test_wait_commit (&calendar, before);
  tw_calendar_test_assert_times (fixture, &id, other, 12 * 60 + 15, 13 * 60 + 15);
  tw_app_test_shot (fixture->window, "calendar-moved");
  /* The lower edge, by half an hour. */
  rect = tw_calendar_test_find_event (calendar.canvas, &id);
  head = tw_calendar_test_find_time (calendar.canvas, other, 13 * 60 + 45);
  tw_calendar_test_drag (calendar.canvas, rect.x + 20, rect.y + rect.height - 2, rect.x + 20, head.y + 1);
  tw_calendar_test_wait_commit (&calendar, before + 1);
  tw_calendar_test_assert_times (fixture, &id, other, 12 * 60 + 15, 13 * 60 + 45);
  /* The upper one. */
  rect = tw_calendar_test_find_event (calendar.canvas, &id);
  head = tw_calendar_test_find_time (calendar.canvas, other, 12 * 60);
  tw_calendar_test_drag (calendar.canvas, rect.x + 20, rect.y + 2, rect.x + 20, head.y + 1);
  tw_calendar_test_wait_commit (&calendar, before + 2);
  tw_calendar_test_assert_times (fixture, &id, other, 12 * 60, 13 * 60 + 45);
  /* Into the row above the hours. */
  rect = tw_calendar_test_find_event (calendar.canvas, &id);
  head = tw_calendar_test_find_time (calendar.canvas, today, -1);
  tw_calendar_test_drag (calendar.canvas, rect.x + 20, rect.y + 20, rect.x + 20 + head.x - tw_calendar_test_find_time (calendar.canvas, other, -1).x, head.y + 5);
  tw_calendar_test_wait_commit (&calendar, before + 3);
  all_day = tw_app_test_text (fixture, "meeting", &id, "all_day");
  g_assert_cmpstr (all_day, ==, "true");
}

/* Escape lets go of what is dragged; nothing has changed. */
static void
test_escape (TwAppTest    *fixture,
             gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwId id = tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "day");
  GdkRectangle rect = tw_calendar_test_find_event (calendar.canvas, &id);
  guint before = tw_calendar_test_count_commits (fixture);

  tw_calendar_test_press (calendar.canvas, rect.x + 20, rect.y + 20, rect.x + 20, rect.y + 200);
  g_assert_true (tw_calendar_test_key (calendar.canvas, GDK_KEY_Escape));
  g_signal_emit_by_name (tw_calendar_test_find_controller (calendar.canvas, GTK_TYPE_GESTURE_DRAG), "drag-end", 0.0, 180.0);
  tw_app_test_settle ();
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before);
  g_assert_false (tw_calendar_test_key (calendar.canvas, GDK_KEY_Escape));
  tw_calendar_test_assert_times (fixture, &id, today, 10 * 60, 11 * 60);
}

/* From the day down to its event, which is moved, stretched, deleted and brought back. */
static void
test_keyboard (TwAppTest    *fixture,
               gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwId id = tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  guint before = tw_calendar_test_count_commits (fixture), steps = 0;

  tw_calendar_test_wait_read (calendar.canvas);
  tw_calendar_canvas_set_spot (calendar.canvas, today, -1);
  while (tw_calendar_canvas_get_focused (calendar.canvas) == NULL && steps++ < 60)
    g_assert_true (tw_calendar_test_key (calendar.canvas, GDK_KEY_Down));
  g_assert_nonnull (tw_calendar_canvas_get_focused (calendar.canvas));
  g_assert_nonnull (strstr (tw_calendar_canvas_get_words (calendar.canvas), "Kick-off"));
  tw_app_test_activate (calendar.canvas, "calendar.move-later", NULL);
  tw_calendar_test_wait_commit (&calendar, before);
  tw_calendar_test_assert_times (fixture, &id, today, 10 * 60 + 15, 11 * 60 + 15);
  tw_app_test_activate (calendar.canvas, "calendar.end-later", NULL);
  tw_calendar_test_wait_commit (&calendar, before + 1);
  tw_calendar_test_assert_times (fixture, &id, today, 10 * 60 + 15, 11 * 60 + 30);
  tw_app_test_activate (calendar.canvas, "calendar.move-day-after", NULL);
  tw_calendar_test_wait_commit (&calendar, before + 2);
  tw_calendar_test_assert_times (fixture, &id, today + 1, 10 * 60 + 15, 11 * 60 + 30);
  g_assert_nonnull (tw_calendar_canvas_get_focused (calendar.canvas));
  tw_app_test_activate (calendar.canvas, "calendar.delete", NULL);
  tw_calendar_test_wait_commit (&calendar, before + 3);
  g_assert_cmpint (tw_app_test_count (fixture, "meeting", NULL), ==, 0);
  g_assert_null (tw_calendar_canvas_get_focused (calendar.canvas));
  tw_app_test_activate (fixture->window, "win.undo", NULL);
  tw_calendar_test_wait_commit (&calendar, before + 4);
  g_assert_cmpint (tw_app_test_count (fixture, "meeting", NULL), ==, 1);
  /* To the day beside, and back. */
  tw_calendar_canvas_set_spot (calendar.canvas, today, 12 * 60);
  g_assert_true (tw_calendar_test_key (calendar.canvas, GDK_KEY_Right));
  g_assert_true (tw_calendar_test_key (calendar.canvas, GDK_KEY_Left));
  g_assert_nonnull (strstr (tw_calendar_canvas_get_words (calendar.canvas), "12:00"));
}

/* From the last day of a week into the next one: the week and the focus go along. */
static void
test_next_week (TwAppTest    *fixture,
                gconstpointer data)
{
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");
  TwDate first = 0, last = 0, next = 0;
  guint before;
  TwId id;

  tw_calendar_canvas_get_shown (calendar.canvas, &first, &last);
  id = tw_calendar_test_add_meeting (fixture, "Kick-off", last, 10 * 60, 11 * 60, NULL);
  tw_calendar_test_wait_read (calendar.canvas);
  g_assert_true (tw_calendar_canvas_focus_record (calendar.canvas, &id));
  before = tw_calendar_test_count_commits (fixture);
  tw_app_test_activate (calendar.canvas, "calendar.move-day-after", NULL);
  tw_calendar_test_wait_commit (&calendar, before);
  tw_calendar_test_assert_times (fixture, &id, last + 1, 10 * 60, 11 * 60);
  tw_calendar_canvas_get_shown (calendar.canvas, &next, &last);
  g_assert_cmpint (next, ==, first + 7);
  g_assert_nonnull (tw_calendar_canvas_get_focused (calendar.canvas));
}

static void
test_open (TwAppTest    *fixture,
           gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwId id = tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "week");

  tw_calendar_test_wait_read (calendar.canvas);
  g_assert_true (tw_calendar_canvas_focus_record (calendar.canvas, &id));
  g_assert_nonnull (strstr (tw_calendar_canvas_get_words (calendar.canvas), "10:00–11:00"));
  tw_app_test_activate (calendar.canvas, "calendar.open", NULL);
  tw_app_test_settle ();
  g_assert_true (TW_IS_RECORD_PAGE (tw_window_get_page (fixture->window)));
}

/* One time of a meeting that repeats is moved, and the others stay. */
static void
test_recurring (TwAppTest    *fixture,
                gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwId id = tw_calendar_test_add_meeting (fixture, "Daily", today, 10 * 60, 11 * 60, "RRULE:FREQ=DAILY;COUNT=5");
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "month");
  TwCalendarModel *model = tw_calendar_canvas_get_model (calendar.canvas);
  guint before = tw_calendar_test_count_commits (fixture);

  tw_calendar_test_wait_read (calendar.canvas);
  for (TwDate day = today; day < today + 5; day++)
    {
      guint n = 0;

      tw_calendar_model_get_day (model, day, &n);
      g_assert_cmpuint (n, ==, 1);
    }
  tw_calendar_canvas_set_spot (calendar.canvas, today + 1, -1);
  tw_calendar_test_key (calendar.canvas, GDK_KEY_Down);
  g_assert_nonnull (tw_calendar_canvas_get_focused (calendar.canvas));
  tw_app_test_activate (calendar.canvas, "calendar.move-day-after", NULL);
  tw_calendar_test_answer (calendar.canvas, "cancel");
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before);
  tw_app_test_activate (calendar.canvas, "calendar.delete", NULL);
  tw_calendar_test_answer (calendar.canvas, "this");
  tw_calendar_test_wait_commit (&calendar, before);
  for (TwDate day = today; day < today + 5; day++)
    {
      guint n = 0;

      tw_calendar_model_get_day (model, day, &n);
      g_assert_cmpuint (n, ==, day == today + 1 ? 0 : 1);
    }
  tw_calendar_test_assert_times (fixture, &id, today, 10 * 60, 11 * 60);
}

/* What would be at the same time as something else is asked about, and marked where a person wants it so. */
static void
test_clash (TwAppTest    *fixture,
            gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwId one = tw_calendar_test_add_meeting (fixture, "One", today, 10 * 60, 11 * 60, NULL), other = tw_calendar_test_add_meeting (fixture, "Other", today, 13 * 60, 14 * 60, NULL);
  TwCalendarTest calendar = tw_calendar_test_open (fixture, "day");
  guint before = tw_calendar_test_count_commits (fixture);

  tw_calendar_test_drag_event (calendar.canvas, &other, today, 13 * 60, today, 10 * 60 + 30);
  tw_app_test_wait (tw_calendar_test_is_asked, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG)), "One"));
  tw_calendar_test_answer (calendar.canvas, "cancel");
  g_assert_cmpuint (tw_calendar_test_count_commits (fixture), ==, before);
  tw_calendar_test_assert_times (fixture, &other, today, 13 * 60, 14 * 60);
  tw_calendar_test_drag_event (calendar.canvas, &other, today, 13 * 60, today, 10 * 60 + 30);
  tw_calendar_test_answer (calendar.canvas, "move");
  tw_calendar_test_wait_commit (&calendar, before);
  tw_calendar_test_assert_times (fixture, &other, today, 10 * 60 + 30, 11 * 60 + 30);
  g_assert_true (tw_calendar_canvas_focus_record (calendar.canvas, &one));
  g_assert_true (tw_calendar_canvas_get_focused (calendar.canvas)->clash);
  g_assert_nonnull (strstr (tw_calendar_page_get_figures (calendar.page), "2 double-booked"));
  tw_app_test_shot (fixture->window, "calendar-clash");
}

static gboolean
has_slots (gpointer data)
{
  TwCalendarCreate *creator = tw_app_test_find (data, TW_TYPE_CALENDAR_CREATE);

  return creator != NULL && gtk_widget_get_visible (tw_calendar_create_get_slots (creator));
}

/* A double booking is resolved by the next free time; what is new is told the free times, and takes one of them. */
static void
test_free_times (TwAppTest    *fixture,
                 gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture), monday = today + 7 - ((int) tw_date_get_weekday (today) + 6) % 7;
  TwId other;
  TwCalendarTest calendar;
  GdkRectangle first, last;
  GtkWidget *slot = NULL;
  guint before;

  tw_calendar_test_add_meeting (fixture, "One", monday, 10 * 60, 11 * 60, NULL);
  other = tw_calendar_test_add_meeting (fixture, "Other", monday, 13 * 60, 14 * 60, NULL);
  calendar = tw_calendar_test_open (fixture, "day");
  tw_calendar_page_go_to (calendar.page, monday);
  tw_calendar_test_wait_read (calendar.canvas);
  before = tw_calendar_test_count_commits (fixture);
  tw_calendar_test_drag_event (calendar.canvas, &other, monday, 13 * 60, monday, 10 * 60 + 30);
  tw_app_test_wait (tw_calendar_test_is_asked, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_response_label (tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG), "free"), "11:00"));
  tw_calendar_test_answer (calendar.canvas, "free");
  tw_calendar_test_wait_commit (&calendar, before);
  tw_calendar_test_assert_times (fixture, &other, monday, 11 * 60, 12 * 60);
  /* 10 to 12 is taken now. */
  first = tw_calendar_test_find_time (calendar.canvas, monday, 9 * 60 + 30);
  last = tw_calendar_test_find_time (calendar.canvas, monday, 10 * 60 + 30);
  tw_calendar_test_drag (calendar.canvas, first.x + 5, first.y + 2, first.x + 5, last.y + 1);
  tw_app_test_wait (has_slots, calendar.canvas);
  tw_app_test_shot (fixture->window, "calendar-free");
  slot = gtk_widget_get_first_child (tw_calendar_create_get_slots (tw_app_test_find (calendar.canvas, TW_TYPE_CALENDAR_CREATE)));
  slot = gtk_widget_get_next_sibling (slot);
  g_assert_nonnull (strstr (gtk_button_get_label (GTK_BUTTON (slot)), "12:00"));
  before = tw_calendar_test_count_commits (fixture);
  g_signal_emit_by_name (slot, "clicked");
  tw_calendar_create_save (tw_app_test_find (calendar.canvas, TW_TYPE_CALENDAR_CREATE), TW_CALENDAR_MEETING, "Third");
  tw_calendar_test_wait_commit (&calendar, before);
  {
    g_auto(TwValue) title = tw_value_text ("Third");
    g_autoptr(TwRecord) made = tw_store_find (fixture->store, tw_app_test_entity (fixture, "meeting")->name_field, &title, NULL);

    g_assert_nonnull (made);
    tw_calendar_test_assert_times (fixture, tw_record_get_id (made), monday, 12 * 60, 13 * 60);
  }
}

/* Kinds and people, each by its tick. */
static void
test_choices (TwAppTest    *fixture,
              gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  TwCalendarTest calendar;
  TwCalendarSide *side = NULL;
  TwCalendarModel *model = NULL;
  guint n = 0;

  tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  calendar = tw_calendar_test_open (fixture, "month");
  side = tw_calendar_page_get_side (calendar.page);
  model = tw_calendar_page_get_model (calendar.page);
  tw_calendar_test_wait_read (calendar.canvas);
  tw_calendar_model_get_day (model, today, &n);
  g_assert_cmpuint (n, ==, 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_kind (side, TW_CALENDAR_MEETING)), FALSE);
  tw_calendar_test_wait_read (calendar.canvas);
  tw_calendar_model_get_day (model, today, &n);
  g_assert_cmpuint (n, ==, 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_kind (side, TW_CALENDAR_MEETING)), TRUE);
  g_assert_nonnull (tw_calendar_model_get_people (model));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (tw_calendar_side_get_person (side, &tw_id_nil)), TRUE);
  g_assert_null (tw_calendar_model_get_people (model));
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (tw_calendar_side_get_person (side, &fixture->user))));
  tw_calendar_test_wait_read (calendar.canvas);
  tw_calendar_model_get_day (model, today, &n);
  g_assert_cmpuint (n, ==, 1);
}

/* The buttons of the window that stand in the page; NULL: all that the desktop wants. */
static void
assert_layout (TwCalendarPage *page,
               const char     *expected)
{
  AdwHeaderBar *header = tw_app_test_find (page, ADW_TYPE_HEADER_BAR);

  g_assert_cmpstr (adw_header_bar_get_decoration_layout (header), ==, expected);
}

/* The same day in each view; the small month goes to another one; the agenda has the events in words. */
static void
test_views (TwAppTest    *fixture,
            gconstpointer data)
{
  static const char *const views[] = { "day", "work-week", "week", "month", "agenda" };
  TwDate today = tw_calendar_test_get_today (fixture);
  TwCalendarTest calendar;
  GtkWidget *button = NULL;

  tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  calendar = tw_calendar_test_open (fixture, "week");
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      tw_app_test_activate (calendar.page, "calendar.show", "s", views[i]);
      tw_app_test_settle ();
      g_assert_cmpstr (tw_calendar_page_get_view (calendar.page), ==, views[i]);
      tw_app_test_activate (calendar.page, "calendar.forward", NULL);
      tw_app_test_activate (calendar.page, "calendar.back", NULL);
      tw_app_test_activate (calendar.page, "calendar.today", NULL);
      tw_app_test_wait (tw_calendar_test_is_read, tw_calendar_page_get_model (calendar.page));
    }
  g_assert_cmpuint (g_list_model_get_n_items (tw_calendar_agenda_get_lines (tw_calendar_page_get_agenda (calendar.page))), ==, 1);
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (calendar.page)), "gtk-decoration-layout", "menu:minimize,maximize,close", NULL);
  /* A narrow window keeps what was chosen, but has no week of work. */
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      tw_window_page_set_narrow (TW_WINDOW_PAGE (calendar.page), FALSE);
      tw_app_test_activate (calendar.page, "calendar.show", "s", views[i]);
      tw_window_page_set_narrow (TW_WINDOW_PAGE (calendar.page), TRUE);
      g_assert_cmpstr (tw_calendar_page_get_view (calendar.page), ==, g_str_equal (views[i], "work-week") ? "week" : views[i]);
    }
  assert_layout (calendar.page, "menu:close");
  tw_window_page_set_narrow (TW_WINDOW_PAGE (calendar.page), FALSE);
  assert_layout (calendar.page, NULL);
  tw_app_test_activate (calendar.page, "calendar.show", "s", "day");
  button = tw_mini_month_get_button (tw_calendar_side_get_month (tw_calendar_page_get_side (calendar.page)), today);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpint (tw_calendar_canvas_get_day (tw_calendar_page_get_canvas (calendar.page)), ==, today);
}

static void
find_times (GtkWidget *widget,
            GPtrArray *found)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "numeric"))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_times (child, found);
}

/* What stands in the place of a time is longer than one in some languages: titles stay one below the other. */
static void
test_time_column (TwAppTest    *fixture,
                  gconstpointer data)
{
  TwDate today = tw_calendar_test_get_today (fixture);
  g_autoptr(GPtrArray) times = g_ptr_array_new ();
  TwCalendarTest calendar;

  tw_calendar_test_add_meeting (fixture, "Kick-off", today, 10 * 60, 11 * 60, NULL);
  tw_calendar_test_add_meeting (fixture, "Review", today, 12 * 60, 13 * 60, NULL);
  calendar = tw_calendar_test_open (fixture, "week");
  tw_app_test_activate (calendar.page, "calendar.show", "s", "agenda");
  tw_app_test_wait (tw_calendar_test_is_read, tw_calendar_page_get_model (calendar.page));
  tw_app_test_settle ();
  find_times (GTK_WIDGET (tw_calendar_page_get_agenda (calendar.page)), times);
  g_assert_cmpuint (times->len, ==, 2);
  gtk_label_set_label (times->pdata[0], "Toute la journée");
  tw_app_test_settle ();
  g_assert_cmpint (gtk_widget_get_width (times->pdata[0]), ==, gtk_widget_get_width (times->pdata[1]));
}

/* Deals by their closing date: dragged to another day the date is changed, and a filter holds here, too. */
static void
test_by_date (TwAppTest    *fixture,
              gconstpointer data)
{
  TwDate month = tw_calendar_test_get_today (fixture), day;
  g_autoptr(TwRecord) deal = tw_store_get (fixture->store, tw_app_test_entity (fixture, "deal"), &fixture->deals[0], NULL);
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Date");
  g_autoptr(TwCommit) commit = NULL;
  g_autofree char *text = NULL, *stored = NULL, *wanted = NULL;
  TwViewState *state = NULL;
  TwCalendarTest calendar = { fixture, NULL, NULL, 0 };
  guint before, n = 0;

  /* In the middle of the month: the days around it are on the screen whatever day it is. */
  month -= month % 7;
  text = tw_date_print (month);
  tw_record_set_text (deal, "close_date", text, NULL);
  tw_edit_save (edit, deal);
  commit = tw_edit_commit (edit, NULL);
  g_assert_nonnull (commit);
  tw_app_test_open_view (fixture, "deal", "calendar");
  state = tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window)));
  calendar.canvas = tw_calendar_view_get_canvas (tw_app_test_find (fixture->window, TW_TYPE_CALENDAR_VIEW));
  tw_calendar_canvas_go_to (calendar.canvas, month);
  tw_calendar_test_wait_read (calendar.canvas);
  before = tw_calendar_test_count_commits (fixture);
  day = month + 1;
  tw_calendar_test_drag_event (calendar.canvas, &fixture->deals[0], month, -1, day, -1);
  tw_calendar_test_wait_commit (&calendar, before);
  stored = tw_app_test_text (fixture, "deal", &fixture->deals[0], "close_date");
  wanted = tw_date_print (day);
  g_assert_cmpstr (stored, ==, wanted);
  tw_app_test_shot (fixture->window, "calendar-deals");
  g_assert_true (tw_view_state_add_condition (state, "amount > 1000000 USD", NULL));
  tw_calendar_test_wait_read (calendar.canvas);
  tw_calendar_model_get_day (tw_calendar_canvas_get_model (calendar.canvas), day, &n);
  g_assert_cmpuint (n, ==, 0);
}

static gboolean
is_turning (gpointer spinner)
{
  return tw_late_spinner_is_turning (spinner);
}

/* A month of records that is not read yet is not one without any. */
static void
test_view_waiting (TwAppTest    *fixture,
                   gconstpointer data)
{
  TwCalendarView *view = NULL;
  GtkWidget *spinner = NULL;

  tw_app_test_open_view (fixture, "deal", "list");
  tw_app_test_hold_readers (fixture);
  tw_view_state_set_presentation (tw_view_page_get_state (TW_VIEW_PAGE (tw_window_get_page (fixture->window))), "calendar");
  view = tw_app_test_find (fixture->window, TW_TYPE_CALENDAR_VIEW);
  spinner = tw_app_test_find (view, TW_TYPE_LATE_SPINNER);
  tw_app_test_wait (is_turning, spinner);
  tw_app_test_let_readers (fixture);
  tw_calendar_test_wait_read (tw_calendar_view_get_canvas (view));
  tw_app_test_settle ();
  g_assert_false (gtk_widget_get_visible (spinner));
}

int
main (int    argc,
      char **argv)
{
  tw_app_test_init (&argc, &argv);
  tw_app_test_add ("/app/calendar/drag-to-create", test_drag_to_create);
  tw_app_test_add ("/app/calendar/drag-days", test_drag_days);
  tw_app_test_add ("/app/calendar/drag-to-move", test_drag_to_move);
  tw_app_test_add ("/app/calendar/view-waiting", test_view_waiting);
  tw_app_test_add ("/app/calendar/escape", test_escape);
  tw_app_test_add ("/app/calendar/keyboard", test_keyboard);
  tw_app_test_add ("/app/calendar/next-week", test_next_week);
  tw_app_test_add ("/app/calendar/open", test_open);
  tw_app_test_add ("/app/calendar/recurring", test_recurring);
  tw_app_test_add ("/app/calendar/clash", test_clash);
  tw_app_test_add ("/app/calendar/free-times", test_free_times);
  tw_app_test_add ("/app/calendar/choices", test_choices);
  tw_app_test_add ("/app/calendar/views", test_views);
  tw_app_test_add ("/app/calendar/time-column", test_time_column);
  tw_app_test_add ("/app/calendar/by-date", test_by_date);
  return g_test_run ();
}
