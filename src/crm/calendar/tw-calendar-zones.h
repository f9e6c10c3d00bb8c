/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a zone have changed since meetings were made: nine o'clock there stays nine o'clock. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Brings the starts of meetings to come to what the clock on the wall says by the rules of today, as one commit. Waits for the store.
 * How many were moved; -1 with error. */
gint64 tw_calendar_follow_zones (TwStore *store, TwInstant now, GError **error);

G_END_DECLS
