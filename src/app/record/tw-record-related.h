/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records that point to a record, by relation: "Deals (3)". */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_RELATED (tw_record_related_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordRelated, tw_record_related, TW, RECORD_RELATED, AdwBin)

TwRecordRelated *tw_record_related_new        (TwWorkspace *workspace);
void             tw_record_related_set_record (TwRecordRelated *self, TwRecord *record);
/* Before set_record: the relations as they were at an instant; 0 for now. */
void             tw_record_related_set_past   (TwRecordRelated *self, TwInstant at);
/* The condition that the records of a relation meet. */
char            *tw_record_related_dup_where  (const TwInverse *inverse, const TwId *id);

G_END_DECLS
