/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hands of a test in the calendar: events dragged and typed, questions answered, and what came of it. */
#pragma once

#include "tw-app-test.h"
#include "tw-calendar-page.h"

typedef struct
{
  TwAppTest        *fixture;
  TwCalendarPage   *page;
  TwCalendarCanvas *canvas;
  TwDate            day;
} TwCalendarTest;

gboolean tw_calendar_test_is_read (gpointer data);
void tw_calendar_test_wait_read (TwCalendarCanvas *canvas);
TwCalendarTest tw_calendar_test_open (TwAppTest *fixture, const char *view);
TwInstant tw_calendar_test_at (TwAppTest *fixture, TwDate day, int minute);
TwDate tw_calendar_test_get_today (TwAppTest *fixture);
TwId tw_calendar_test_add_meeting (TwAppTest *fixture, const char *title, TwDate day, int from, int to, const char *rule);
void tw_calendar_test_assert_times (TwAppTest *fixture, const TwId *id, TwDate day, int from, int to);
guint tw_calendar_test_count_commits (TwAppTest *fixture);
GtkEventController *tw_calendar_test_find_controller (gpointer widget, GType type);
void tw_calendar_test_press (TwCalendarCanvas *canvas, double x, double y, double to_x, double to_y);
void tw_calendar_test_drag (TwCalendarCanvas *canvas, double x, double y, double to_x, double to_y);
gboolean tw_calendar_test_key (TwCalendarCanvas *canvas, guint keyval);
GdkRectangle tw_calendar_test_find_time (TwCalendarCanvas *canvas, TwDate day, int minute);
GdkRectangle tw_calendar_test_find_event (TwCalendarCanvas *canvas, const TwId *id);
void tw_calendar_test_drag_event (TwCalendarCanvas *canvas, const TwId *id, TwDate from_day, int from, TwDate day, int to);
gboolean tw_calendar_test_is_asked (gpointer data);
void tw_calendar_test_answer (TwCalendarCanvas *canvas, const char *response);
void tw_calendar_test_wait_commit (TwCalendarTest *calendar, guint before);
