/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of the timeline. Properties for templates: icon, title, body, when, full-time. */
#pragma once

#include <glib-object.h>
#include "tw-commit.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_TIMELINE_ITEM (tw_timeline_item_get_type ())
G_DECLARE_FINAL_TYPE (TwTimelineItem, tw_timeline_item, TW, TIMELINE_ITEM, GObject)

/* Of an activity, a comment or a task; NULL for a comment that was taken back. */
TwTimelineItem *tw_timeline_item_new_record   (TwWorkspace *workspace, TwRecord *record);
/* NULL when nothing that people see has changed. */
TwTimelineItem *tw_timeline_item_new_change   (TwWorkspace *workspace, const TwEntity *entity, TwChange *change);
TwInstant       tw_timeline_item_get_time     (TwTimelineItem *self);
const char     *tw_timeline_item_get_title    (TwTimelineItem *self);
const char     *tw_timeline_item_get_body     (TwTimelineItem *self);

G_END_DECLS
