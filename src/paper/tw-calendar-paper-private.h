/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tw-calendar-paper.h"

G_BEGIN_DECLS

char    *tw_calendar_paper_dup_day   (TwDate day, const char *format);
char    *tw_calendar_paper_dup_title (const TwOccurrence *event);
/* It lasts the whole day, and stands above the hours. */
gboolean tw_calendar_paper_is_bar_on (const TwOccurrence *event, TwDate day);
void     tw_calendar_paper_add_hours (const TwCalendarPaper *calendar, TwPaper *paper, GPtrArray *events, double height);

G_END_DECLS
