/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The calendar: a day, a work week, a week, a month or the agenda, and beside it what is shown of whom. */
#pragma once

#include "tw-calendar-agenda.h"
#include "tw-calendar-canvas.h"
#include "tw-calendar-side.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_PAGE (tw_calendar_page_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarPage, tw_calendar_page, TW, CALENDAR_PAGE, TwWindowPage)

extern const TwActionTable tw_calendar_page_actions;

TwWindowPage     *tw_calendar_page_new        (TwWorkspace *workspace);
TwCalendarModel  *tw_calendar_page_get_model  (TwCalendarPage *self);
TwCalendarSide   *tw_calendar_page_get_side   (TwCalendarPage *self);
/* "day", "work-week", "week", "month" or "agenda" */
void              tw_calendar_page_set_view   (TwCalendarPage *self, const char *view);
const char       *tw_calendar_page_get_view   (TwCalendarPage *self);
/* What is drawn; NULL: the agenda is shown. */
TwCalendarCanvas *tw_calendar_page_get_canvas (TwCalendarPage *self);
TwCalendarAgenda *tw_calendar_page_get_agenda (TwCalendarPage *self);
void              tw_calendar_page_go_to      (TwCalendarPage *self, TwDate day);
/* The figures of the days that are shown, as the strip below says them. */
const char       *tw_calendar_page_get_figures (TwCalendarPage *self);

G_END_DECLS
