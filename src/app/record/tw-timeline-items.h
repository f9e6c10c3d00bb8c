/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries of a timeline or feed in their list. */
#pragma once

#include "tw-timeline-entry.h"

G_BEGIN_DECLS

/* Replaces only what differs, so that what stays keeps its row and the list its place. entries: TwTimelineEntry */
void tw_timeline_items_replace (GListStore *items, GPtrArray *entries);

G_END_DECLS
