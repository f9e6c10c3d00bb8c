/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that follow what happened, by the rules of the workspace (follow_up_rule): a call, a move to a stage, a quote that was sent, or
 * nothing at all for too long. At the authority only: the server, or a workspace that has none. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* How many tasks were made; -1 with error. A record gets the tasks of a rule once for each value of the rule's field, also when they were
 * deleted meanwhile. A rule that cannot be read, or whose tasks are refused, makes none and keeps no other back. */
gint64 tw_task_follow (TwStore *store, GError **error);

G_END_DECLS
