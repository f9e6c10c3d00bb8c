/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the alerts of this user's saved searches while the program runs: reads the log on a thread after each commit, also those that
 * came by sync, and every minute for those that are told less often. The places are kept in the file "alerts" of the workspace's
 * folder. */
#pragma once

#include "tw-notify-search.h"

G_BEGIN_DECLS

#define TW_TYPE_SEARCH_ALERTS (tw_search_alerts_get_type ())
G_DECLARE_FINAL_TYPE (TwSearchAlerts, tw_search_alerts, TW, SEARCH_ALERTS, GObject)

TwSearchAlerts *tw_search_alerts_new     (TwStore *store);
void            tw_search_alerts_stop    (TwSearchAlerts *self);    /* no reading begins after this */
gboolean        tw_search_alerts_is_busy (TwSearchAlerts *self);

G_END_DECLS
