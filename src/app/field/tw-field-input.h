/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Enters a value of a field in the way that fits its kind: an entry, a switch, a choice, a calendar, a record to pick. Signals:
 * "changed" () on every change, "activate" () on Enter in an entry. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FIELD_INPUT (tw_field_input_get_type ())
G_DECLARE_FINAL_TYPE (TwFieldInput, tw_field_input, TW, FIELD_INPUT, AdwBin)

/* Whether there is an input for the field: not for computed and read-only ones, files, JSON and places. */
gboolean       tw_field_input_can_edit  (const TwField *field);
GtkWidget     *tw_field_input_new       (TwWorkspace *workspace, const TwField *field);
const TwField *tw_field_input_get_field (TwFieldInput *self);
void           tw_field_input_set_value (TwFieldInput *self, const TwValue *value);
/* FALSE with a TW_RECORD_ERROR when what stands there is no value of the field; empty is null. */
gboolean       tw_field_input_get_value (TwFieldInput *self, TwValue *value, GError **error);
/* Puts text behind what stands there, where text is entered; the cursor stays where it is. */
void           tw_field_input_add_text  (TwFieldInput *self, const char *text);

G_END_DECLS
