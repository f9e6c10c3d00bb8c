/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of the record page: its value, which becomes an input where it stands. Enter or leaving saves, Escape restores; what is
 * wrong is said under it. Signal "save" (TwFieldInput *input): the input holds a new value. */
#pragma once

#include "tw-field-input.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_FIELD (tw_record_field_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordField, tw_record_field, TW, RECORD_FIELD, AdwBin)

GtkWidget     *tw_record_field_new         (TwWorkspace *workspace, const TwField *field);
const TwField *tw_record_field_get_field   (TwRecordField *self);
/* Shows the record's value; marks it for a moment when it changed under the eyes. Never touches a field being edited. */
void           tw_record_field_show        (TwRecordField *self, TwRecord *record, gboolean mark);
gboolean       tw_record_field_can_edit    (TwRecordField *self);
void           tw_record_field_set_read_only (TwRecordField *self, gboolean read_only);
gboolean       tw_record_field_is_editing  (TwRecordField *self);
void           tw_record_field_start_edit  (TwRecordField *self);
void           tw_record_field_cancel_edit (TwRecordField *self);
void           tw_record_field_save        (TwRecordField *self);
TwFieldInput  *tw_record_field_get_input   (TwRecordField *self);    /* nullable while not editing */
/* The answer to "save": NULL ends the editing, a sentence keeps it open. */
void           tw_record_field_answer      (TwRecordField *self, const char *error);
const TwValue *tw_record_field_get_base    (TwRecordField *self);    /* what was stored when the editing began */
const char    *tw_record_field_get_error   (TwRecordField *self);    /* nullable */

G_END_DECLS
