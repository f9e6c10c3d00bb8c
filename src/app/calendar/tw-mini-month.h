/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small month to choose a day from: weeks with their numbers, and a dot below days with events. Signal "chosen" (int day). */
#pragma once

#include "tw-app.h"
#include "tw-calendar-model.h"

G_BEGIN_DECLS

#define TW_TYPE_MINI_MONTH (tw_mini_month_get_type ())
G_DECLARE_FINAL_TYPE (TwMiniMonth, tw_mini_month, TW, MINI_MONTH, GtkBox)

GtkWidget *tw_mini_month_new     (TwCalendarModel *model);
/* The days that are shown elsewhere, which stand out. */
void       tw_mini_month_set_day (TwMiniMonth *self, TwDate day, TwDate first, TwDate last);
/* The button of a day that it shows; NULL: it does not. */
GtkWidget *tw_mini_month_get_button (TwMiniMonth *self, TwDate day);

G_END_DECLS
