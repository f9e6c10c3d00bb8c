/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a calendar as a list by day, which goes on as it is scrolled: all that the drawings show, in words. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-calendar-model.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_AGENDA (tw_calendar_agenda_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarAgenda, tw_calendar_agenda, TW, CALENDAR_AGENDA, AdwBin)

extern const TwActionTable tw_calendar_agenda_actions;

GtkWidget  *tw_calendar_agenda_new       (TwCalendarModel *model);
/* Begins with a day. */
void        tw_calendar_agenda_go_to     (TwCalendarAgenda *self, TwDate day);
void        tw_calendar_agenda_get_shown (TwCalendarAgenda *self, TwDate *first, TwDate *last);
/* Its lines, one for each event on each of its days. */
GListModel *tw_calendar_agenda_get_lines (TwCalendarAgenda *self);
/* Reads some weeks more. */
void        tw_calendar_agenda_go_on     (TwCalendarAgenda *self);

G_END_DECLS
