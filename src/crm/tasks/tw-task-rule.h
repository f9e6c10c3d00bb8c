/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds when a task is done, whichever way: its box, a form, a list, a bulk edit, a request. */
#pragma once

#include "tw-rule-case.h"

G_BEGIN_DECLS

/* A task that waits for another is not done before it; one that repeats makes its next one in the same commit. For any kind that
 * tw_task_get_state() knows; its repetition and what it waits for are known by the keys of a task's fields. */
gboolean tw_task_rule (TwRuleCase *one, GError **error);

G_END_DECLS
