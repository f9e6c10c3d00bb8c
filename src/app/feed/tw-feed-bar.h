/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What part of a feed is shown: the kind of change, the kind of record, the person, the time. Signal "changed" (). */
#pragma once

#include "tw-app.h"
#include "tw-feed.h"
#include "tw-workspace.h"

G_BEGIN_DECLS

#define TW_TYPE_FEED_BAR (tw_feed_bar_get_type ())
G_DECLARE_FINAL_TYPE (TwFeedBar, tw_feed_bar, TW, FEED_BAR, AdwBin)

void     tw_feed_bar_set_workspace (TwFeedBar *self, TwWorkspace *workspace);
/* Fills in kinds, entity, person, since and until; the entity is lent. */
void     tw_feed_bar_get_options   (TwFeedBar *self, TwFeedOptions *options);
gboolean tw_feed_bar_is_set        (TwFeedBar *self);
void     tw_feed_bar_clear         (TwFeedBar *self);
/* kind: TwFeedKind or 0; entity: key; person: both nullable. */
void     tw_feed_bar_choose        (TwFeedBar *self, guint kind, const char *entity, const TwId *person);

G_END_DECLS
