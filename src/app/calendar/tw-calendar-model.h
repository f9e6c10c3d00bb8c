/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of the days that a calendar shows. Whoever looks says which days it shows; the model reads them with some on both sides
 * in the background, follows the store, and says when it has others. Signal "changed": items or the state are other ones; items of
 * before are gone then. */
#pragma once

#include "tw-calendar-days.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_CALENDAR_MODEL (tw_calendar_model_get_type ())
G_DECLARE_FINAL_TYPE (TwCalendarModel, tw_calendar_model, TW, CALENDAR_MODEL, GObject)

TwCalendarModel *tw_calendar_model_new       (TwWorkspace *workspace);
/* Records of any kind, those of a view by their date; follows the view. */
TwCalendarModel *tw_calendar_model_new_view  (TwViewState *state);
TwWorkspace     *tw_calendar_model_get_workspace (TwCalendarModel *self);
GTimeZone       *tw_calendar_model_get_zone  (TwCalendarModel *self);

/* What is shown; each asks anew when it is other than before. */
void             tw_calendar_model_show      (TwCalendarModel *self, TwDate first, TwDate last);
void             tw_calendar_model_set_kinds (TwCalendarModel *self, TwCalendarKind kinds);
TwCalendarKind   tw_calendar_model_get_kinds (TwCalendarModel *self);
/* (element-type TwId) (nullable): whose; NULL: everybody's */
void             tw_calendar_model_set_people (TwCalendarModel *self, GArray *people);
GArray          *tw_calendar_model_get_people (TwCalendarModel *self);
void             tw_calendar_model_set_color (TwCalendarModel *self, TwCalendarColor color);
/* Meetings of this type only; nullable. */
void             tw_calendar_model_set_type  (TwCalendarModel *self, const TwId *type);
const TwId      *tw_calendar_model_get_type_filter (TwCalendarModel *self);              /* nil: any */
void             tw_calendar_model_reload    (TwCalendarModel *self);

/* What it has. Of a day: what stands above the hours first, the longer ones before the shorter ones, then by time. */
TwCalendarItem *const *tw_calendar_model_get_day (TwCalendarModel *self, TwDate day, guint *n_items);
const TwCalendarDays  *tw_calendar_model_get_days (TwCalendarModel *self);                 /* nullable: nothing has been read yet */
gboolean         tw_calendar_model_has_day   (TwCalendarModel *self, TwDate day);        /* it has been read */
/* (nullable): the name of the holiday that a day is. */
const char      *tw_calendar_model_get_holiday (TwCalendarModel *self, TwDate day);
/* The minutes of a day's work; FALSE: nobody works, or it is not known. */
gboolean         tw_calendar_model_get_work  (TwCalendarModel *self, TwDate day, int *from, int *to);
gboolean         tw_calendar_model_is_loading (TwCalendarModel *self);
const char      *tw_calendar_model_get_error (TwCalendarModel *self);                    /* nullable */
/* The name in the palette of a person's colour, the same wherever the person is shown. */
const char      *tw_calendar_model_get_person_color (TwCalendarModel *self, const TwId *person);

G_END_DECLS
