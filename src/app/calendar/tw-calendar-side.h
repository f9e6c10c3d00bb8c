/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside the calendar: a small month, which kinds of events are shown, whose, of which type, and what their colour tells. */
#pragma once

#include "tw-mini-month.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_SIDE (tw_calendar_side_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarSide, tw_calendar_side, TW, CALENDAR_SIDE, GtkBox)

GtkWidget   *tw_calendar_side_new       (TwCalendarModel *model);
TwMiniMonth *tw_calendar_side_get_month (TwCalendarSide *self);
/* The tick of a kind; of a person, NULL when there is none; nil: of everybody. */
GtkWidget   *tw_calendar_side_get_kind  (TwCalendarSide *self, TwCalendarKind kind);
GtkWidget   *tw_calendar_side_get_person (TwCalendarSide *self, const TwId *person);

G_END_DECLS
