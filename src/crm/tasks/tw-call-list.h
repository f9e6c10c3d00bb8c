/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned calls one after the other: whom to call now, and what came of it. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* This user's planned calls up to the end of today, earliest first, those without a time last. (element-type TwRecord) */
GPtrArray *tw_call_list_load (TwStore *store, GError **error);
/* What came of a call, as one edit to be committed: an activity, one more attempt, and the call is done — or is planned again when nobody
 * was reached. outcome: key of a choice of call_task.outcome; note nullable. */
TwEdit    *tw_call_list_log  (TwStore *store, const TwId *call, const char *outcome, const char *note, GError **error);

G_END_DECLS
