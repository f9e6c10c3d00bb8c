/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the notifications of a workspace up to date while the program runs: reads the log on a thread after each commit, and looks for
 * reminders every minute. On a device of a server, which reads the log itself, only what the server is late to remind of. */
#pragma once

#include "tw-notify.h"

G_BEGIN_DECLS

#define TW_TYPE_NOTIFIER (tw_notifier_get_type ())
G_DECLARE_FINAL_TYPE (TwNotifier, tw_notifier, TW, NOTIFIER, GObject)

TwNotifier *tw_notifier_new     (TwStore *store, gboolean device);
void        tw_notifier_stop    (TwNotifier *self);    /* no reading begins after this */
gboolean    tw_notifier_is_busy (TwNotifier *self);
gboolean    tw_notifier_is_device (TwNotifier *self);

G_END_DECLS
