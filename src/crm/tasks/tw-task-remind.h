/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A task that says how long before it is due somebody wants to be reminded has its reminder worked out, and moved when the task is. */
#pragma once

#include "tw-rule-case.h"

G_BEGIN_DECLS

/* When a task of these values reminds; FALSE: it does not. */
gboolean tw_task_reminder_at  (const TwValue *due_date, const TwValue *due_time, const TwValue *before, GTimeZone *zone, TwInstant *at);
/* For a record of a commit: sets its field "reminder_at" where "remind_before" or when it is due changed. */
void     tw_task_remind_rule  (TwRuleCase *one);

G_END_DECLS
