/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record from all sides: highlights, details edited in place, timeline, related records; three columns, in a narrow window tabs. */
#pragma once

#include "tw-record-details.h"
#include "tw-record-timeline.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_RECORD_PAGE (tw_record_page_get_type ())
G_DECLARE_FINAL_TYPE (TwRecordPage, tw_record_page, TW, RECORD_PAGE, TwWindowPage)

/* NULL with a TW_STORE_ERROR when there is no such record. */
TwRecordPage     *tw_record_page_new          (TwWorkspace *workspace, const TwEntity *entity, const TwId *id, GError **error);
/* The record as it was at an instant, read-only; an instant that is not over: as it is now. */
void              tw_record_page_show_at      (TwRecordPage *self, TwInstant at);
/* It was opened from a list or board: the records beside it can be opened. */
void              tw_record_page_set_in_list  (TwRecordPage *self, gboolean in_list);
TwRecord         *tw_record_page_get_record   (TwRecordPage *self);
TwRecordDetails  *tw_record_page_get_details  (TwRecordPage *self);
TwRecordTimeline *tw_record_page_get_timeline (TwRecordPage *self);

G_END_DECLS
