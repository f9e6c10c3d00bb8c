/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of events with the questions that go with them: of what repeats, how much of it; and whether something may be at the same
 * time as something else. Each change is one commit. */
#pragma once

#include "tw-app.h"
#include "tw-calendar-model.h"

G_BEGIN_DECLS

/* done: it is in the store; else it was refused, which a toast has said, or a person thought better of it. */
typedef void (*TwCalendarDone) (GtkWidget *widget, gboolean done);

void     tw_calendar_change_open   (GtkWidget *widget, const TwOccurrence *occurrence);
void     tw_calendar_change_move   (GtkWidget *widget, TwCalendarModel *model, const TwOccurrence *occurrence, const TwCalendarSpan *span,
                                    TwCalendarDone done);
void     tw_calendar_change_delete (GtkWidget *widget, TwCalendarModel *model, const TwOccurrence *occurrence);
/* Whether it has an end that can be pulled. */
gboolean tw_calendar_change_can_stretch (const TwOccurrence *occurrence);

G_END_DECLS
