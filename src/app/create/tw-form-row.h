/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of a form: label, input, and under it what is wrong with the value. */
#pragma once

#include "tw-field-input.h"

G_BEGIN_DECLS

#define TW_TYPE_FORM_ROW (tw_form_row_get_type ())
G_DECLARE_FINAL_TYPE (TwFormRow, tw_form_row, TW, FORM_ROW, AdwBin)

GtkWidget    *tw_form_row_new       (TwWorkspace *workspace, const TwField *field);
TwFieldInput *tw_form_row_get_input (TwFormRow *self);
/* NULL: nothing is wrong */
void          tw_form_row_set_error (TwFormRow *self, const char *message);
const char   *tw_form_row_get_error (TwFormRow *self);
/* Puts the value into the record; shows and returns FALSE when it is none of the field, or is required and missing. */
gboolean      tw_form_row_apply     (TwFormRow *self, TwRecord *record);

G_END_DECLS
