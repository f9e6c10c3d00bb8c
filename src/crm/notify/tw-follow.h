/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who follows a record hears of its changes. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Whether who is signed in follows the record. */
gboolean tw_follow_is_on (TwStore *store, TwRecord *record);
/* NULL: it is so already, or the schema has no follows. */
TwEdit  *tw_follow_set   (TwStore *store, TwRecord *record, gboolean on);

G_END_DECLS
