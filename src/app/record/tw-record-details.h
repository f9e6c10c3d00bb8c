/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a record in the sections of its schema, each edited where it stands. */
#pragma once

#include "tw-record-field.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_DETAILS (tw_record_details_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordDetails, tw_record_details, TW, RECORD_DETAILS, AdwBin)

TwRecordDetails *tw_record_details_new        (TwWorkspace *workspace, const TwEntity *entity);
/* The record changed: the one way in. */
void             tw_record_details_set_record (TwRecordDetails *self, TwRecord *record);
void             tw_record_details_set_read_only (TwRecordDetails *self, gboolean read_only);
/* Rows are made as they are needed; the next ones, when some are left. */
void             tw_record_details_show_more  (TwRecordDetails *self);
TwRecordField   *tw_record_details_get_field  (TwRecordDetails *self, const char *key);
/* key "" or NULL: the first field that can be edited. */
void             tw_record_details_edit       (TwRecordDetails *self, const char *key);

G_END_DECLS
