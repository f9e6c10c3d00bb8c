/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How something repeats: rules, further times, and times when it does not happen after all. */
#pragma once

#include "tw-rrule.h"

G_BEGIN_DECLS

typedef struct _TwRecur TwRecur;

#define TW_RECUR_MAX_TEXT 20000

/* lines: RRULE, RDATE, EXDATE and EXRULE as in a calendar file, unfolded; EXDATE may also come by tw_recur_exclude(). all_day: only
 * the days count. zone: (nullable) of start. Errors: TW_RRULE_ERROR */
TwRecur *tw_recur_new      (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, GError **error);
void     tw_recur_free     (TwRecur *recur);
/* 20260328T090000, or 20260328 for all times of the day. FALSE: it is not one. */
gboolean tw_recur_exclude  (TwRecur *recur, const char *time);
/* Appends the times in [from, to), in order, each once. FALSE: there are more than limit, or it takes too long. */
gboolean tw_recur_expand   (TwRecur *recur, TwWall from, TwWall to, guint limit, GArray *walls);
/* FALSE: there is no last one. */
gboolean tw_recur_get_last (TwRecur *recur, TwWall *last);

/* --- The text --- */

/* The same, but nothing from then on. (nullable): nothing is left to repeat */
char    *tw_recur_end_before (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, TwWall before);
/* The same from a later time of it: a COUNT is less by those that were before. */
char    *tw_recur_continue   (const char *lines, TwWall start, gboolean all_day, GTimeZone *zone, TwWall from);
/* The same when its start moves: days of a week, month and year that were the start's move along. */
char    *tw_recur_shift      (const char *lines, TwWall start, TwWall moved, gboolean all_day, GTimeZone *zone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRecur, tw_recur_free)

G_END_DECLS
