/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weeks below each other, a row each, which scroll without end; six of them are on the screen. */
#pragma once

#include "tw-calendar-canvas.h"

G_BEGIN_DECLS

#define TW_TYPE_MONTH_VIEW (tw_month_view_get_type ())
G_DECLARE_FINAL_TYPE (TwMonthView, tw_month_view, TW, MONTH_VIEW, TwCalendarCanvas)

GtkWidget *tw_month_view_new       (TwCalendarModel *model);
/* The first day of the month that most rows belong to. */
TwDate     tw_month_view_get_month (TwMonthView *self);

G_END_DECLS
