/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of what: a reader of the log that makes the rows of mention and notification. It runs at the authority only — the server, or
 * a workspace that has none; a device of a server reminds its own person. A row's id follows from what it tells, so that reading a commit
 * twice, or on two devices, tells nothing twice. */
#pragma once

#include "tw-access.h"

G_BEGIN_DECLS

#define TW_NOTIFY_FILE "notified"                      /* in the folder of the workspace: how far the log was read */

/* Reads the commits after a place in the log, and moves the place. Tells of mentions, answers, what was assigned, and changes of records
 * that are followed. How many notifications were made; -1 with error. */
gint64 tw_notify_read   (TwStore *store, gint64 *seq, GError **error);
/* The same of a server, which knows who may read what (rights): nobody is told of what he may not see, and no words of a record are in it. */
gint64 tw_notify_read_for (TwStore *store, TwAccessCache *rights, gint64 *seq, GError **error);
/* Tells of what is due, of what was missed, and managers of what is overdue for days. */
gint64 tw_notify_remind (TwStore *store, TwAccessCache *rights, TwInstant now, GError **error);
/* The same for one person, on his device. */
gint64 tw_notify_remind_person (TwStore *store, const TwId *person, TwInstant now, GError **error);
/* One turn: reads on from the place that the file keeps, -1 in seq before the first; any thread, one at a time. */
gboolean tw_notify_step (TwStore *store, TwAccessCache *rights, const char *path, gint64 *seq, gboolean remind, GError **error);
/* The same on a device of a server, which makes only the reminders of its own person, and only those that the server is late with. */
gboolean tw_notify_step_device (TwStore *store, GError **error);
/* The newest commit: where one who never read begins. */
gint64 tw_notify_get_head (TwStore *store);

G_END_DECLS
