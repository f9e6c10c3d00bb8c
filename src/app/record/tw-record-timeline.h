/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened with a record: its activities and its changes, newest first, older ones read as one scrolls; and an entry that
 * writes a note. */
#pragma once

#include "tw-app.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_TIMELINE (tw_record_timeline_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordTimeline, tw_record_timeline, TW, RECORD_TIMELINE, AdwBin)

TwRecordTimeline *tw_record_timeline_new        (TwWorkspace *workspace);
void              tw_record_timeline_set_record (TwRecordTimeline *self, TwRecord *record);
GListModel       *tw_record_timeline_get_items  (TwRecordTimeline *self);    /* TwTimelineItem */
void              tw_record_timeline_write_note (TwRecordTimeline *self, const char *text);

G_END_DECLS
