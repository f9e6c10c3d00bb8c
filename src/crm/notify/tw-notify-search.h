/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts of saved searches: a reader of the log that tells their owner of records that match since it read last, and did not before.
 * Every program of the owner reads for itself, so that what came by sync is seen, and only what he may see; a notification's id
 * follows from search and record, so that two of them tell nothing twice. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Up to where in the log, and when, each search was read on this computer: lines "id seq time" of a file. */
typedef GHashTable TwAlertPlaces;

TwAlertPlaces *tw_alert_places_load (const char *path);             /* empty when there is no such file */
gboolean       tw_alert_places_keep (TwAlertPlaces *places, const char *path, GError **error);

/* Reads for those searches of this user that are due. A search that is new begins with the next commit. How many notifications were
 * made; -1 with error, and the places stand where they could be read to. changed (out): whether they moved. */
gint64         tw_notify_searches   (TwStore *store, TwAlertPlaces *places, TwInstant now, gboolean *changed, GError **error);

G_END_DECLS
