/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the page of today: what it is, when, and the buttons to have done with it or to put it off. */
#pragma once

#include "tw-app.h"
#include "tw-today.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_TODAY_ROW (tw_today_row_get_type ())
G_DECLARE_FINAL_TYPE (TwTodayRow, tw_today_row, TW, TODAY_ROW, GtkListBoxRow)

/* line: taken. The buttons activate "today.do" and "today.snooze" with the focus in the row. */
GtkWidget   *tw_today_row_new      (TwWorkspace *workspace, TwTodayLine *line);
TwTodayLine *tw_today_row_get_line (TwTodayRow *self);

G_END_DECLS
