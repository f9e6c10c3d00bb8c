/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tw-calendar-test.h"

gboolean
tw_calendar_test_is_read (gpointer data)
{
  return !tw_calendar_model_is_loading (data);
}

void
tw_calendar_test_wait_read (TwCalendarCanvas *canvas)
{
  tw_app_test_settle ();
  tw_app_test_wait (tw_calendar_test_is_read, tw_calendar_canvas_get_model (canvas));
}

TwCalendarTest
tw_calendar_test_open (TwAppTest  *fixture,
               const char *view)
{
  TwCalendarTest calendar = { fixture, NULL, NULL, 0 };

  tw_app_test_activate (fixture->window, "win.show-calendar", NULL);
  calendar.page = TW_CALENDAR_PAGE (tw_window_get_page (fixture->window));
  tw_calendar_page_set_view (calendar.page, view);
  calendar.canvas = tw_calendar_page_get_canvas (calendar.page);
  if (calendar.canvas != NULL)
    {
      tw_calendar_test_wait_read (calendar.canvas);
      calendar.day = tw_calendar_canvas_get_day (calendar.canvas);
    }
  return calendar;
}

TwInstant
tw_calendar_test_at (TwAppTest *fixture,
    TwDate     day,
    int        minute)
{
  return tw_instant_from_local (day, minute * 60, tw_workspace_get_zone (fixture->workspace));
}

TwDate
tw_calendar_test_get_today (TwAppTest *fixture)
{
  return tw_instant_get_date (g_get_real_time (), tw_workspace_get_zone (fixture->workspace));
}

/* A meeting of mine from one minute of the day to another. */
TwId
tw_calendar_test_add_meeting (TwAppTest  *fixture,
             const char *title,
             TwDate      day,
             int         from,
             int         to,
             const char *rule)
{
  g_autoptr(TwRecord) record = tw_record_new (tw_app_test_entity (fixture, "meeting"));
  g_autofree char *start = tw_instant_print (tw_calendar_test_at (fixture, day, from)), *end = tw_instant_print (tw_calendar_test_at (fixture, day, to));
  TwEdit *edit = tw_edit_new (fixture->store, TW_ORIGIN_PERSON, "Add");
  g_autoptr(GError) error = NULL;
  g_autoptr(TwCommit) commit = NULL;

  tw_record_set_text (record, "title", title, &error);
  tw_record_set_text (record, "starts_at", start, &error);
  tw_record_set_text (record, "ends_at", end, &error);
  if (rule != NULL)
    tw_record_set_text (record, "recurrence", rule, &error);
  g_assert_no_error (error);
  tw_edit_save (edit, record);
  commit = tw_edit_commit (edit, &error);
  g_assert_no_error (error);
  return *tw_record_get_id (record);
}

void
tw_calendar_test_assert_times (TwAppTest  *fixture,
              const TwId *id,
              TwDate      day,
              int         from,
              int         to)
{
  g_autofree char *start = tw_app_test_text (fixture, "meeting", id, "starts_at"), *end = tw_app_test_text (fixture, "meeting", id, "ends_at");
  g_autofree char *wanted_start = tw_instant_print (tw_calendar_test_at (fixture, day, from)), *wanted_end = tw_instant_print (tw_calendar_test_at (fixture, day, to));

  g_assert_cmpstr (start, ==, wanted_start);
  g_assert_cmpstr (end, ==, wanted_end);
}

/* What the server says of them meanwhile is not counted. */
guint
tw_calendar_test_count_commits (TwAppTest *fixture)
{
  g_autoptr(GPtrArray) commits = tw_store_commits (fixture->store, 0, 10000, NULL);
  guint n = 0;

  for (guint i = 0; i < commits->len; i++)
    n += tw_commit_get_origin (g_ptr_array_index (commits, i)) != TW_ORIGIN_SYNC;
  return n;
}

/* --- Hands --- */

GtkEventController *
tw_calendar_test_find_controller (gpointer widget,
                 GType    type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }
  g_assert_not_reached ();
}

void
tw_calendar_test_press (TwCalendarCanvas *canvas,
       double            x,
       double            y,
       double            to_x,
       double            to_y)
{
  GtkEventController *drag = tw_calendar_test_find_controller (canvas, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (drag, "drag-begin", x, y);
  g_signal_emit_by_name (drag, "drag-update", (to_x - x) / 2, (to_y - y) / 2);
  g_signal_emit_by_name (drag, "drag-update", to_x - x, to_y - y);
}

void
tw_calendar_test_drag (TwCalendarCanvas *canvas,
      double            x,
      double            y,
      double            to_x,
      double            to_y)
{
  tw_calendar_test_press (canvas, x, y, to_x, to_y);
  g_signal_emit_by_name (tw_calendar_test_find_controller (canvas, GTK_TYPE_GESTURE_DRAG), "drag-end", to_x - x, to_y - y);
  tw_app_test_settle ();
  tw_calendar_test_wait_read (canvas);
}

gboolean
tw_calendar_test_key (TwCalendarCanvas *canvas,
     guint             keyval)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (tw_calendar_test_find_controller (canvas, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", keyval, 0, 0, &handled);
  return handled;
}

/* Where a time is on the screen. */
GdkRectangle
tw_calendar_test_find_time (TwCalendarCanvas *canvas,
           TwDate            day,
           int               minute)
{
  TwCalendarSpan span = { day, day, minute, minute + 15, minute < 0 };
  GdkRectangle rect = { 0 };

  g_assert_cmpuint (TW_CALENDAR_CANVAS_GET_CLASS (canvas)->list_rects (canvas, &span, &rect, 1), ==, 1);
  return rect;
}

GdkRectangle
tw_calendar_test_find_event (TwCalendarCanvas *canvas,
            const TwId       *id)
{
  GdkRectangle rect = { 0 };

  tw_calendar_test_wait_read (canvas);
  g_assert_true (tw_calendar_canvas_find_rect (canvas, id, &rect));
  return rect;
}

/* Drags an event, held in its middle, as far as from one time to another. */
void
tw_calendar_test_drag_event (TwCalendarCanvas *canvas,
            const TwId       *id,
            TwDate            from_day,
            int               from,
            TwDate            day,
            int               to)
{
  GdkRectangle rect = tw_calendar_test_find_event (canvas, id), first = tw_calendar_test_find_time (canvas, from_day, from), last = tw_calendar_test_find_time (canvas, day, to);
  double x = rect.x + rect.width / 2, y = rect.y + rect.height / 2;

  tw_calendar_test_drag (canvas, x, y, x + last.x - first.x, y + last.y - first.y);
}

gboolean
tw_calendar_test_is_asked (gpointer data)
{
  return tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

void
tw_calendar_test_answer (TwCalendarCanvas *canvas,
        const char       *response)
{
  AdwMessageDialog *dialog = NULL;

  tw_app_test_wait (tw_calendar_test_is_asked, NULL);
  dialog = tw_app_test_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  tw_app_test_settle ();
  tw_calendar_test_wait_read (canvas);
}

typedef struct
{
  TwAppTest *fixture;
  guint      n;
} Wanted;

static gboolean
has_commits (gpointer data)
{
  return tw_calendar_test_count_commits (((Wanted *) data)->fixture) >= ((Wanted *) data)->n;
}

/* A step, and exactly one. */
void
tw_calendar_test_wait_commit (TwCalendarTest *calendar,
             guint     before)
{
  Wanted wanted = { calendar->fixture, before + 1 };

  tw_app_test_wait (has_commits, &wanted);
  tw_calendar_test_wait_read (calendar->canvas);
  g_assert_cmpuint (tw_calendar_test_count_commits (calendar->fixture), ==, before + 1);
}
