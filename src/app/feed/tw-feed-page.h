/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the feed: what concerns who is signed in, as he chose it, or what the team does. */
#pragma once

#include "tw-feed-panel.h"
#include "tw-window-page.h"

G_BEGIN_DECLS

#define TW_TYPE_FEED_PAGE (tw_feed_page_get_type ())
G_DECLARE_FINAL_TYPE (TwFeedPage, tw_feed_page, TW, FEED_PAGE, TwWindowPage)

TwWindowPage *tw_feed_page_new       (TwWorkspace *workspace);
TwFeedPanel  *tw_feed_page_get_panel (TwFeedPage *self);
void          tw_feed_page_show_team (TwFeedPage *self, gboolean team);

extern const TwActionTable tw_feed_page_actions;

G_END_DECLS
