/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is free when: working hours, less what is in the calendar with the pauses around it. Any thread. */
#pragma once

#include "tw-calendar.h"

G_BEGIN_DECLS

typedef struct
{
  TwInstant start, end;
} TwSpan;

/* When a person works, in order: his own hours, else the first business hours, else Monday to Friday from 9 to 17, in his zone, without
 * the holidays of the business hours. (transfer full) (element-type TwSpan) */
GArray    *tw_free_read_working   (TwStore *store, const TwId *user, TwInstant from, TwInstant to, GError **error);
/* When he has something else, joined, with the pauses that kinds of meetings ask for. except: (nullable) a record that does not count. */
GArray    *tw_free_read_busy      (TwStore *store, const TwId *user, TwInstant from, TwInstant to, const TwId *except, GError **error);
/* Times at which all these people are free for so long: starts at quarters of an hour, the first of each gap and then one after the
 * other; at most limit. except: (nullable) a record that does not count. (element-type TwSpan) */
GArray    *tw_free_find_slots     (TwStore *store, GArray *users, TwInstant from, TwInstant to, gint64 length, const TwId *except, guint limit,
                                   GError **error);
/* What these people have at that time already: what is not cancelled and not shown as free, beside the record itself and its series.
 * (element-type TwOccurrence) */
GPtrArray *tw_free_find_conflicts (TwStore *store, GArray *users, TwInstant start, TwInstant end, const TwId *except, GError **error);

G_END_DECLS
