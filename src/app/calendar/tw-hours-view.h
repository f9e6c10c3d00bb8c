/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One to seven days with their hours: day, work week and week. Above the hours stand the days and what lasts the whole day. */
#pragma once

#include "tw-calendar-canvas.h"

G_BEGIN_DECLS

typedef enum
{
  TW_HOURS_DAY,
  TW_HOURS_WORK_WEEK,
  TW_HOURS_WEEK,
} TwHoursKind;

#define TW_TYPE_HOURS_VIEW (tw_hours_view_get_type ())
G_DECLARE_FINAL_TYPE (TwHoursView, tw_hours_view, TW, HOURS_VIEW, TwCalendarCanvas)

GtkWidget *tw_hours_view_new        (TwCalendarModel *model, TwHoursKind kind);
/* Three days instead of a week. */
void       tw_hours_view_set_narrow (TwHoursView *self, gboolean narrow);

G_END_DECLS
