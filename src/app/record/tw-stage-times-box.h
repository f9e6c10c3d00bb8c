/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a record was in each stage: a line a stage with a bar. Hidden for records without stages. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_STAGE_TIMES_BOX (tw_stage_times_box_get_type ())
G_DECLARE_FINAL_TYPE (TwStageTimesBox, tw_stage_times_box, TW, STAGE_TIMES_BOX, AdwBin)

TwStageTimesBox *tw_stage_times_box_new        (TwWorkspace *workspace);
/* record: (nullable) NULL shows nothing */
void             tw_stage_times_box_set_record (TwStageTimesBox *self, TwRecord *record);

G_END_DECLS
