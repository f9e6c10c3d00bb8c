/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that are done, and the day on which one that repeats is due again. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* The day of the next occurrence: the first one after the due date that is not before today. FALSE without error: the task does not
 * repeat, or its repetition is over. TW_TASK_ERROR_RULE: its rule cannot be read. */
gboolean  tw_task_next_date (TwRecord *task, TwDate today, TwDate *next, GError **error);
/* Marks tasks as done, as one edit to be committed; the commit is refused when one waits for another. (element-type TwId) ids */
TwEdit   *tw_task_finish    (TwStore *store, const TwEntity *entity, GArray *ids, GError **error);
/* The field that says whether a record of the kind is done, and (out) its choice for that; NULL: the kind is nothing to be done. Any
 * kind whose board is of such a field will do: tasks, planned calls, a site's own. */
const TwField *tw_task_get_state (const TwEntity *entity, const TwChoice **done);

#define TW_TASK_ERROR (tw_task_error_quark ())
GQuark tw_task_error_quark (void);
typedef enum { TW_TASK_ERROR_RULE } TwTaskError;

G_END_DECLS
