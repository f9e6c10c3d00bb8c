/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When people can: the next times at which nobody of them has something else. */
#pragma once

#include "tw-calendar-model.h"

G_BEGIN_DECLS

/* The next times of that length at which a person is free, or with NULL the user and all that the calendar shows; at most limit, in the
 * next four weeks. except: a record that does not count. Finishes with TwCalendarSpan. */
void    tw_calendar_free_find_async  (TwCalendarModel *model, const TwId *person, TwInstant from, gint64 length, const TwId *except,
                                      guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GArray *tw_calendar_free_find_finish (TwCalendarModel *model, GAsyncResult *result, GError **error);

G_END_DECLS
