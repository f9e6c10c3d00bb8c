/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the health of a record comes about: a line for each rule that counts with its points, the others folded away, and what the
 * record says when that is something else. Hidden for records without a health. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_HEALTH_BOX (tw_health_box_get_type ())
G_DECLARE_FINAL_TYPE (TwHealthBox, tw_health_box, TW, HEALTH_BOX, AdwBin)

TwHealthBox *tw_health_box_new        (TwWorkspace *workspace);
/* record: (nullable) NULL shows nothing */
void         tw_health_box_set_record (TwHealthBox *self, TwRecord *record);
/* What the rules say now; -1: there are none, or they were not asked yet. */
gint64       tw_health_box_get_score  (TwHealthBox *self);

G_END_DECLS
