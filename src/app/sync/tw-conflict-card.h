/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One conflict: what was there before, what was sent and what the server had, side by side, with who and when; and the buttons and
 * keys that settle it. Settling is an ordinary commit: the window's toast offers to undo it. */
#pragma once

#include "tw-app.h"
#include "tw-conflict.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_CONFLICT_CARD (tw_conflict_card_get_type ())
G_DECLARE_FINAL_TYPE (TwConflictCard, tw_conflict_card, TW, CONFLICT_CARD, AdwBin)

/* Takes the conflict. */
TwConflictCard *tw_conflict_card_new    (TwWorkspace *workspace, TwConflict *conflict);
const TwId     *tw_conflict_card_get_id (TwConflictCard *self);
void            tw_conflict_card_settle (TwConflictCard *self, TwSettle settle);

G_END_DECLS
