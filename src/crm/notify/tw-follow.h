/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who follows a record hears of its changes. */
#pragma once

#include "tw-store.h"

G_BEGIN_DECLS

/* Whether who is signed in follows the record; one that is muted is not followed. */
gboolean tw_follow_is_on (TwStore *store, TwRecord *record);
/* NULL: it is so already, or the schema has no follows. */
TwEdit  *tw_follow_set   (TwStore *store, TwRecord *record, gboolean on);
/* What is heard of it: a choice of the follow's kind, "muted" for nothing; NULL: not followed. */
const char *tw_follow_get_kind (TwStore *store, TwRecord *record);
/* kind: as above. NULL: it is so already, or the schema has no follows. */
TwEdit  *tw_follow_set_kind (TwStore *store, TwRecord *record, const char *kind);

G_END_DECLS
