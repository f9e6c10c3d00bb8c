/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A title typed where the event is to stand: one commit. It says what else is at that time, and when there is
 * nothing else. Signal "finished" (gboolean made). */
#pragma once

#include "tw-app.h"
#include "tw-calendar-model.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_CREATE (tw_calendar_create_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarCreate, tw_calendar_create, TW, CALENDAR_CREATE, GtkPopover)

TwCalendarCreate *tw_calendar_create_new  (TwCalendarModel *model, const TwCalendarSpan *span);
void              tw_calendar_create_open (TwCalendarCreate *self, GtkWidget *parent, const GdkRectangle *rect);
/* As if a person typed it and pressed Enter. */
void              tw_calendar_create_save (TwCalendarCreate *self, TwCalendarKind kind, const char *title);
const char       *tw_calendar_create_get_warning (TwCalendarCreate *self);       /* nullable: nothing clashes */
/* The free times to choose from, a button each; hidden until they were asked for. */
GtkWidget        *tw_calendar_create_get_slots   (TwCalendarCreate *self);

G_END_DECLS
