/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts of saved searches: a reader of the log that tells their owner of records that match since it read last, and did not before.
 * Every program of the owner reads for itself, so that what came by sync is seen, and only what he may see; a notification's id
 * follows from search and record, so that two of them tell nothing twice. */
#pragma once

#include "tw-alert-places.h"

G_BEGIN_DECLS

/* Reads for those searches of this user that are due. A search that is new begins with the next commit. How many notifications were
 * made; -1 with error, and the places stand where they could be read to. changed (out): whether they moved. */
gint64         tw_notify_searches   (TwStore *store, TwAlertPlaces *places, TwInstant now, gboolean *changed, GError **error);

G_END_DECLS
