/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Priorities that rise as deadlines come near, by the rules of the workspace (priority_rule). At the authority only: the server, or a
 * workspace that has none. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* How many tasks were raised; -1 with error. A rule raises a task once for each date on which it is due: whoever lowers it again
 * knows why. A rule whose condition cannot be read raises nothing. */
gint64 tw_task_raise (TwStore *store, TwInstant now, GError **error);

G_END_DECLS
