/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of the timeline in its list, below the heading of its day if it is the first. Property "entry". */
#pragma once

#include "tw-app.h"
#include "tw-timeline-entry.h"

G_BEGIN_DECLS

#define TW_TYPE_TIMELINE_ROW (tw_timeline_row_get_type ())
G_DECLARE_FINAL_TYPE (TwTimelineRow, tw_timeline_row, TW, TIMELINE_ROW, AdwBin)

TwTimelineEntry *tw_timeline_row_get_entry (TwTimelineRow *self);    /* nullable */
void             tw_timeline_row_set_entry (TwTimelineRow *self, TwTimelineEntry *entry);

G_END_DECLS
