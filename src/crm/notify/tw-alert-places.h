/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Up to where in the log, and when, each saved search was read on this computer: lines "id seq time" of a file. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64    seq;                                       /* the last commit that was read */
  TwInstant at;
} TwAlertPlace;

typedef GHashTable TwAlertPlaces;                      /* text of an id → TwAlertPlace */

TwAlertPlaces *tw_alert_places_load (const char *path);             /* empty when there is no such file */
gboolean       tw_alert_places_keep (TwAlertPlaces *places, const char *path, GError **error);
void           tw_alert_places_put  (TwAlertPlaces *places, const TwId *id, gint64 seq, TwInstant at);

G_END_DECLS
