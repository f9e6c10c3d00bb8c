/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants to be told of, on which way, and when not to be disturbed; and what his feed leaves out. One record a person, whose id
 * follows from the person's, so that two devices that make it without knowing of each other make the same one. Nothing stored: everything is
 * told. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* The stored record, or a new one with the defaults; NULL when the schema has none. */
TwRecord *tw_preference_load       (TwStore *store, const TwId *user);
/* kind: a choice of the notification's kind; channel: "in_app" or "desktop". preference: nullable. */
gboolean  tw_preference_wants      (TwRecord *preference, const char *kind, const char *channel);
void      tw_preference_set_wants  (TwRecord *preference, const char *kind, const char *channel, gboolean wants);
/* what: "followed", "team", a kind of change, key of an entity. */
gboolean  tw_preference_hides      (TwRecord *preference, const char *what);
void      tw_preference_set_hides  (TwRecord *preference, const char *what, gboolean hides);
/* minute: of the day in the person's zone. */
gboolean  tw_preference_is_quiet   (TwRecord *preference, int minute);
/* Whether a minute of the day lies in hours that may go over midnight; equal: there are none. */
gboolean  tw_quiet_hours_hold      (int from, int to, int minute);

G_END_DECLS
