/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened with a record: its activities, comments, tasks and changes, newest first, older ones read as one scrolls; above it
 * comments are written. */
#pragma once

#include "tw-app.h"
#include "tw-comment-composer.h"
#include "tw-timeline-entry.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_TIMELINE (tw_record_timeline_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordTimeline, tw_record_timeline, TW, RECORD_TIMELINE, AdwBin)

extern const TwActionTable tw_record_timeline_actions;

TwRecordTimeline *tw_record_timeline_new        (TwWorkspace *workspace, const TwEntity *entity);
void              tw_record_timeline_set_record (TwRecordTimeline *self, TwRecord *record);
/* Before set_record: what had happened until an instant; 0 for now. */
void              tw_record_timeline_set_past   (TwRecordTimeline *self, TwInstant at);
gboolean          tw_record_timeline_is_touched (TwRecordTimeline *self, TwCommit *commit);
GListModel       *tw_record_timeline_get_items  (TwRecordTimeline *self);    /* TwTimelineEntry */
void              tw_record_timeline_write_note (TwRecordTimeline *self, const char *text);
/* key: of a TwTimelineFilter; text: words to find; both nullable */
void              tw_record_timeline_set_filter (TwRecordTimeline *self, const char *key, const char *text);
/* Whether this user wrote it. */
gboolean          tw_record_timeline_is_own     (TwRecordTimeline *self, TwTimelineEntry *entry);
TwCommentComposer *tw_record_timeline_get_composer (TwRecordTimeline *self);

G_END_DECLS
