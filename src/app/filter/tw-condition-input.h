/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a field is compared with, entered in the way that fits the field: choices to tick, a period, a day, a number, records to
 * pick. Signal "changed" (). */
#pragma once

#include "tw-app.h"
#include "tw-condition.h"

G_BEGIN_DECLS

#define TW_TYPE_CONDITION_INPUT (tw_condition_input_get_type ())
G_DECLARE_FINAL_TYPE (TwConditionInput, tw_condition_input, TW, CONDITION_INPUT, AdwBin)

TwConditionInput *tw_condition_input_new  (TwWorkspace *workspace, const TwField *field, TwConditionOp op);
/* Puts the operands into the condition; FALSE when nothing, or nothing that the field can be compared with, was entered. */
gboolean          tw_condition_input_read (TwConditionInput *self, TwCondition *condition);
/* Shows the operands of a condition, so that it can be changed. */
void              tw_condition_input_show (TwConditionInput *self, TwCondition *condition);

G_END_DECLS
