/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The popover in which a filter is built: field, operator, value; or the whole condition as text. */
#pragma once

#include "tw-app.h"
#include "tw-view-state.h"

G_BEGIN_DECLS

#define TW_TYPE_CONDITION_BUILDER (tw_condition_builder_get_type ())
G_DECLARE_FINAL_TYPE (TwConditionBuilder, tw_condition_builder, TW, CONDITION_BUILDER, GtkPopover)

TwConditionBuilder *tw_condition_builder_new       (TwViewState *state);
/* Starts with the choice of a field; what is built is added to the state. */
void                tw_condition_builder_start_new (TwConditionBuilder *self);
/* Starts with one of the state's filters, which is replaced. */
void                tw_condition_builder_start_edit (TwConditionBuilder *self, guint i);

/* The steps that a person takes, for tests and other callers. */
void                tw_condition_builder_choose_field (TwConditionBuilder *self, const char *key);
/* Keeps what was entered and goes to the choice of a field for another condition: one of them has to hold. */
gboolean            tw_condition_builder_add_or       (TwConditionBuilder *self);
void                tw_condition_builder_show_text    (TwConditionBuilder *self, const char *text);
gboolean            tw_condition_builder_apply        (TwConditionBuilder *self);
const char         *tw_condition_builder_get_error    (TwConditionBuilder *self);

G_END_DECLS
