/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A feed in a list: what happened, the newest first, read page by page on a thread; what is committed appears by itself. Choosing a line
 * opens its record. For pages of their own and beside others. */
#pragma once

#include "tw-action-table.h"
#include "tw-app.h"
#include "tw-feed-bar.h"

G_BEGIN_DECLS

#define TW_TYPE_FEED_PANEL (tw_feed_panel_get_type ())
G_DECLARE_FINAL_TYPE (TwFeedPanel, tw_feed_panel, TW, FEED_PANEL, AdwBin)

extern const TwActionTable tw_feed_panel_actions;

TwFeedPanel *tw_feed_panel_new       (TwWorkspace *workspace);
/* from: TwFeedFrom; hidden: keys of entities that are left out, nullable; kinds: those that are shown, 0 for all. Reads anew. */
void         tw_feed_panel_show      (TwFeedPanel *self, guint from, guint kinds, const char *const *hidden);
/* What stands there when nothing has happened: one sentence. */
void         tw_feed_panel_set_empty (TwFeedPanel *self, const char *sentence);
GListModel  *tw_feed_panel_get_items (TwFeedPanel *self);    /* TwTimelineEntry */
TwFeedBar   *tw_feed_panel_get_bar   (TwFeedPanel *self);
gboolean     tw_feed_panel_is_reading (TwFeedPanel *self);

G_END_DECLS
