/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files on stages give each other. */
#pragma once

#include "tw-stage.h"

G_BEGIN_DECLS

TwStage *tw_stage_new_from_choice (const TwField *field, const TwChoice *choice);
TwStage *tw_stage_new_from_record (TwRecord *record);
/* Whether a value answers what is asked: a box that must be ticked is not filled by a "no". */
gboolean tw_stage_is_filled       (const TwValue *value);
/* Whether a field named in a stage's list can be asked for: one that has been retired since, that is computed, or that is the group
 * itself cannot. */
gboolean tw_stage_can_require     (const TwField *group, const TwField *field);
gboolean tw_stage_has_closed_choice (const TwField *field);
gboolean tw_stage_requires        (const TwStage *stage, const TwField *field);

G_END_DECLS
