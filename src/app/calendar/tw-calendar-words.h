/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a calendar says of the days that it shows. */
#pragma once

#include "tw-calendar-model.h"

G_BEGIN_DECLS

/* "16 – 22 November 2026" */
char *tw_calendar_dup_range   (TwDate first, TwDate last);
/* "5 meetings · 2 calls · 8 tasks, 3 done": of what begins on these days; each is counted once. */
char *tw_calendar_dup_figures (TwCalendarModel *model, TwDate first, TwDate last);

/* Everything about an event, also its times in the zone that its record names, where they are others there. */
char *tw_calendar_dup_item_words (TwCalendarModel *model, const TwCalendarItem *item);

G_END_DECLS
