/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weeks, months, holidays and working hours as a workspace has them. */
#pragma once

#include "tw-holidays.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

/* As the region counts, beginning with the day that the workspace is set to. */
void     tw_calendar_weeks_init    (TwWeeks *weeks, TwStore *store);
TwDate   tw_month_get_start        (TwDate day);
int      tw_month_get_n_days       (TwDate day);
/* Names of the holidays of some days in the region of the locale, by day; those on which people work are not there. */
GHashTable *tw_calendar_list_holidays (TwDate first, TwDate last);

G_END_DECLS
