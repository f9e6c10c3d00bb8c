/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of what: a reader of the log that makes the rows of mention and notification. It runs at the authority only — the server, or
 * a workspace that has none. A row's id follows from what it tells, so that reading a commit twice tells nothing twice. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Reads the commits after a place in the log, and moves the place. Tells of mentions, answers, what was assigned, and changes of records
 * that are followed. How many notifications were made; -1 with error. */
gint64 tw_notify_read   (TwStore *store, gint64 *seq, GError **error);
/* Tells of tasks whose reminder is due, or that are due today, and of meetings that begin soon. */
gint64 tw_notify_remind (TwStore *store, TwInstant now, GError **error);
/* The newest commit: where one who never read begins. */
gint64 tw_notify_get_head (TwStore *store);

G_END_DECLS
