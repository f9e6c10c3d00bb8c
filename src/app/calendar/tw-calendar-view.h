/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a view in a month by their date: any kind that has one. Dragging to another day changes the date. */
#pragma once

#include "tw-calendar-canvas.h"
#include "tw-presentation.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_VIEW (tw_calendar_view_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarView, tw_calendar_view, TW, CALENDAR_VIEW, AdwBin)

gboolean          tw_calendar_view_can_show   (const TwEntity *entity);
GtkWidget        *tw_calendar_view_new        (TwViewState *state);
TwCalendarCanvas *tw_calendar_view_get_canvas (TwCalendarView *self);

G_END_DECLS
