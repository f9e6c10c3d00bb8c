/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody has at the same time. */
#pragma once

#include "tw-calendar-model.h"

G_BEGIN_DECLS

/* Meetings and calls of a person in a time, without those of the record except. Finishes with TwOccurrence. */
void       tw_calendar_clash_find_async  (TwCalendarModel *model, const TwId *person, TwInstant start, TwInstant end, const TwId *except,
                                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GPtrArray *tw_calendar_clash_find_finish (TwCalendarModel *model, GAsyncResult *result, GError **error);
/* "“Call” and 2 more are at the same time." */
char      *tw_calendar_clash_dup_words   (GPtrArray *clashes, GTimeZone *zone);

G_END_DECLS
