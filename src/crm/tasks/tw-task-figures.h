/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the work stands: what is open, overdue and done. For every kind that tw_task_get_state() knows. */
#pragma once

#include "tw-figures.h"

G_BEGIN_DECLS

/* (element-type TwFigureLine) with open, overdue (which are open, too) and done: by NULL one line; "month" (of the day on which they are
 * due, the last twelve); or the key of a field for which tw_figures_can_group(). Most first. */
GPtrArray *tw_task_figures (const TwFigureScope *scope, const TwEntity *entity, const char *by, GError **error);
/* The condition of what is not done, for lists that show the same; nullable: nothing of the kind can be done. */
char      *tw_task_dup_open_where    (const TwEntity *entity);
/* Open, and its day or time is over. */
char      *tw_task_dup_overdue_where (const TwEntity *entity);

G_END_DECLS
