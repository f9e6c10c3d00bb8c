/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handing a task to others: to one or several, with a note; who is given one accepts or declines it. Each handing-over is a record of its
 * own (task_assignment), so that all of them stay visible; one that comes by a plain change of the assignee is made by a rule
 * (tw-task-rule.h). */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Whether records of the kind can be handed over. */
gboolean  tw_task_can_assign       (const TwEntity *entity);
/* The first of the people becomes the assignee, the others are assigned, too. (element-type TwId) people; note: nullable. To be committed. */
TwEdit   *tw_task_assign           (TwStore *store, const TwEntity *entity, const TwId *id, GArray *people, const char *note, GError **error);
/* The signed-in person's assignment that was given by another and is not answered yet; NULL without error: there is none. */
TwRecord *tw_task_find_assignment  (TwStore *store, const TwEntity *entity, const TwId *id, GError **error);
/* The answer to it. Declined, the task goes back to who gave it. NULL with an error when there is nothing to answer. To be committed. */
TwEdit   *tw_task_answer           (TwStore *store, const TwEntity *entity, const TwId *id, gboolean accept, GError **error);

G_END_DECLS
