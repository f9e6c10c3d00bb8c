/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the notifications of a workspace without a server up to date while the program runs: reads the log on a thread after each commit,
 * and looks for reminders every minute. The place in the log is kept in the file "notified" of the workspace's folder. */
#pragma once

#include "tw-notify.h"

G_BEGIN_DECLS

#define TW_TYPE_NOTIFIER (tw_notifier_get_type ())
G_DECLARE_FINAL_TYPE (TwNotifier, tw_notifier, TW, NOTIFIER, GObject)

TwNotifier *tw_notifier_new     (TwStore *store);
void        tw_notifier_stop    (TwNotifier *self);    /* no reading begins after this */
gboolean    tw_notifier_is_busy (TwNotifier *self);
/* Whether a minute of the day lies in the quiet hours, which may go over midnight; equal: there are none. */
gboolean    tw_quiet_hours_hold (int from, int to, int minute);

G_END_DECLS
